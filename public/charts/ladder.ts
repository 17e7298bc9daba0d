import { scaleLog } from "d3";
import {
  drawBottomAxis,
  drawLeftAxis,
  drawNote,
  drawRoot,
  labelColumn,
  labelled,
  logTicks,
  niceLogDomain,
  type PlacedTick,
  placeAcross,
  placeUp,
  timeScale,
  timeTicks,
} from "./axis.js";
import {
  type ChartData,
  type ChartModule,
  type ChartTable,
  type ChartText,
  type DrawOptions,
  type Mark,
  type Placed,
  type PlaceOptions,
  type Svg,
  sideColour,
} from "./chart.js";
import { type Box, drawLabels, type PlacedLabel, spreadLabels } from "./direct-labels.js";
import { capital, countOf, formatCount, formatDate, sayTimes, startTime } from "./format.js";
import { type MoneyBasis, sayAmount } from "./money-basis.js";
import { drawKey, drawSymbols, type PlacedKey, type PlacedSymbol, placeKey, sideDash, tenth } from "./shapes.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

const narrowBelow = 480;
const both = ["a", "b"] as const;
const heights = { wide: 420, narrow: 380, empty: 110 } as const;
const margin = { bottom: 28, gap: 10 } as const;
const label = { height: 15, widest: 190, widestNarrow: 118 } as const;
/** Companies of a side on a phone, where there is no room for all lines. */
const mostNarrow = 4;
const omittedLine = 16;
const levelWithin = 1.05;

export interface LadderStep {
  /** Announcement, may be reduced. */
  readonly on: string;
  /** Post-money valuation in the basis. */
  readonly amount: number;
  readonly stage: string;
  readonly confidence: string;
}

export interface LadderCompany {
  readonly id: string;
  readonly name: string;
  readonly side: "a" | "b";
  readonly href?: string;
  /** In order of date, never empty. */
  readonly steps: readonly LadderStep[];
}

export interface LadderData extends ChartData {
  readonly basis: MoneyBasis;
  /** Of each side those valued highest at last, highest first. */
  readonly companies: readonly LadderCompany[];
  /** Companies of each side with a known valuation, drawn or not. */
  readonly valued: { readonly a: number; readonly b: number };
}

interface PlacedStair {
  readonly id: string;
  readonly side: "a" | "b";
  readonly path: string;
  /** From the last valuation on: nothing newer is known. */
  readonly rest: string;
}

export interface LadderPlaced extends Placed {
  readonly plot: Box;
  readonly key: PlacedKey;
  readonly across: readonly PlacedTick[];
  readonly up: readonly PlacedTick[];
  readonly stairs: readonly PlacedStair[];
  readonly dots: readonly PlacedSymbol[];
  readonly labels: readonly PlacedLabel[];
  readonly note: string;
  /** Below the key, where a phone holds fewer lines than the words around the picture count. */
  readonly omitted: string;
}

/** Post-money valuations of the leading companies over time: a step at each, and a thin line on from the last. */
export const ladder: ChartModule<LadderData, LadderPlaced> = { place, draw, describe, table };

function place(data: LadderData, { width }: PlaceOptions): LadderPlaced {
  const narrow = width < narrowBelow;
  const shown = narrow ? both.flatMap((side) => ofSide(data, side).slice(0, mostNarrow)) : data.companies;
  const steps = shown.flatMap((company) => company.steps);
  const amounts = steps.map(({ amount }) => amount).filter((amount) => amount > 0);
  const key = placeKey(
    shown.length === 0
      ? []
      : [
          ...both
            .filter((side) => ofSide(data, side).length > 0)
            .map((side) => ({ side, text: data.sides[side].label })),
          ...(steps.some(isWeak)
            ? [
                {
                  side: shown.find((one) => one.steps.some(isWeak))?.side ?? "a",
                  text: "hollow: estimated or disputed",
                  hollow: true,
                } as const,
              ]
            : []),
        ],
    1,
    width,
  );
  const omitted =
    shown.length < data.companies.length
      ? `Drawn here: of each side up to ${mostNarrow}; all ${formatCount(data.companies.length)} in the table`
      : "";
  const top = key.height + (omitted ? omittedLine : 0) + 10;
  const plotHeight = heights[amounts.length === 0 ? "empty" : narrow ? "narrow" : "wide"];
  const [low, high] = amounts.length > 0 ? niceLogDomain(Math.min(...amounts), Math.max(...amounts)) : [1e9, 1e12];
  const upTicks = amounts.length > 0 ? labelled(logTicks([low, high], plotHeight), sayAmount) : [];
  const texts = new Map(
    shown.map((company) => [company.id, endText(company, narrow ? label.widestNarrow : label.widest)]),
  );
  const labelRoom = Math.max(0, ...[...texts.values()].map((text) => textWidth(text, chartType.note, 600)));
  const plot: Box = {
    x0: labelColumn(upTicks),
    y0: top,
    x1: width - (shown.length > 0 ? Math.ceil(labelRoom) + margin.gap : 8),
    y1: top + plotHeight,
  };
  const [first = data.asOf] = steps.map(({ on }) => on).sort();
  const from = `${first.slice(0, 4)}-01-01`;
  const x = timeScale(from, data.asOf, [plot.x0 + 4, plot.x1]);
  const y = scaleLog().domain([low, high]).range([plot.y1, plot.y0]);
  const at = (step: LadderStep) => ({ x: tenth(x(startTime(step.on))), y: tenth(y(step.amount)) });
  return {
    width,
    height: plot.y1 + margin.bottom,
    plot,
    key,
    across: placeAcross(timeTicks(from, data.asOf, plot.x1 - plot.x0), x, [0, plot.x1 + 14]),
    up: placeUp(upTicks, y),
    stairs: shown.map(({ id, side, steps: own }) => {
      const places = own.map(at);
      const last = places.at(-1);
      const path = places.map((one, index) => (index === 0 ? `M${one.x},${one.y}` : `H${one.x}V${one.y}`)).join("");
      return { id, side, path, rest: last ? `M${last.x},${last.y}H${tenth(plot.x1)}` : "" };
    }),
    dots: shown.flatMap(({ side, steps: own }) => own.map((step) => ({ side, ...at(step), hollow: isWeak(step) }))),
    labels: placeEnds(shown, texts, (company) => y(company.steps.at(-1)?.amount ?? low), plot),
    note: shown.length > 0 ? "" : `No valuation known by ${formatDate(data.asOf)}`,
    omitted,
    marks: shown
      .flatMap((company) => company.steps.map((step, index) => markOf(data, company, step, index, at(step))))
      .sort((one, other) => one.x - other.x || (one.key < other.key ? -1 : 1)),
  };
}

function draw(svg: Svg, data: LadderData, options: DrawOptions): LadderPlaced {
  const placed = place(data, options);
  const { plot } = placed;
  const root = drawRoot(svg);
  drawKey(root, placed.key);
  drawLeftAxis(root, placed.up, { x0: plot.x0, x1: plot.x1 });
  drawBottomAxis(root, placed.across, { y: plot.y1, x0: plot.x0, x1: plot.x1, gridTop: plot.y0 });
  if (placed.omitted)
    root
      .append("text")
      .attr("y", placed.key.height + 11)
      .attr("font-size", chartType.note)
      .attr("fill", colour.muted)
      .text(placed.omitted);
  if (placed.note) drawNote(root, placed.note, (plot.x0 + plot.x1) / 2, (plot.y0 + plot.y1) / 2);
  for (const side of both) {
    const own = placed.stairs.filter((stair) => stair.side === side);
    if (own.length === 0) continue;
    const lines = root
      .append("g")
      .attr("fill", "none")
      .attr("stroke", sideColour[side])
      .attr("stroke-linejoin", "round");
    const append = (width: number, dash: string | null, path: (stair: PlacedStair) => string) =>
      lines.append("path").attr("d", own.map(path).join("")).attr("stroke-width", width).attr("stroke-dasharray", dash);
    append(0.9, "1.5 3", (stair) => stair.rest);
    append(1.8, sideDash[side], (stair) => stair.path);
  }
  drawSymbols(root, placed.dots, 3.2);
  drawLabels(root, placed.labels);
  return placed;
}

function describe(data: LadderData): ChartText {
  const steps = data.companies.flatMap((company) => company.steps);
  const valued = data.valued.a + data.valued.b;
  return {
    finding: findingOf(data),
    unit: `Post-money valuation at each round that tells one, ${data.basis.unit}, logarithmic scale; dotted on from the last known${data.basis.caveat ? ` (${data.basis.caveat})` : ""}`,
    coverage:
      valued === 0
        ? "No valuations in view"
        : `The ${formatCount(data.companies.length)} with the highest latest valuation of ${countOf(valued, "company", "companies")} with a known one (${both.map((side) => `${formatCount(data.valued[side])} of ${data.sides[side].name}`).join(", ")})`,
    summary: [
      steps.length > 0
        ? `A stepped line for each of ${countOf(data.companies.length, "company", "companies")}, ${countOf(steps.length, "valuation")} by ${formatDate(data.asOf)}.`
        : "No lines are drawn.",
      ...data.companies.slice(0, 3).map((company) => `${courseOf(company)}.`),
    ].join(" "),
  };
}

function table(data: LadderData): ChartTable {
  return {
    columns: [
      { name: "company", title: "Company", type: "text" },
      { name: "country", title: "Country", type: "text" },
      { name: "announced_on", title: "Announced", type: "date" },
      { name: "stage", title: "Stage", type: "text" },
      { name: `post_money_${data.basis.column}`, title: "Post-money valuation", type: "number", unit: data.basis.unit },
      { name: "confidence", title: "Evidence", type: "text" },
    ],
    rows: data.companies.flatMap(({ name, side, steps }) =>
      steps.map(({ on, stage, amount, confidence }) => [
        name,
        data.sides[side].code,
        on,
        stage,
        Number.isSafeInteger(amount) ? amount : Number(amount.toPrecision(10)),
        confidence,
      ]),
    ),
  };
}

function ofSide(data: LadderData, side: "a" | "b"): readonly LadderCompany[] {
  return data.companies.filter((company) => company.side === side);
}

function isWeak({ confidence }: LadderStep): boolean {
  return confidence === "estimated" || confidence === "disputed";
}

function latestOf(company: LadderCompany | undefined): LadderStep | undefined {
  return company?.steps.at(-1);
}

/** The name, cut where it is long, and the latest valuation, which is not. */
function endText(company: LadderCompany, widest: number): string {
  const value = sayAmount(latestOf(company)?.amount ?? 0);
  const room = widest - textWidth(` ${value}`, chartType.note, 600);
  return `${fitText(company.name, chartType.note, room, 600)} ${value}`;
}

function placeEnds(
  companies: readonly LadderCompany[],
  texts: ReadonlyMap<string, string>,
  y: (company: LadderCompany) => number,
  plot: Box,
): readonly PlacedLabel[] {
  const middles = spreadLabels(
    companies.map((company) => ({
      key: company.id,
      y: y(company),
      height: label.height,
      importance: latestOf(company)?.amount ?? 0,
    })),
    [plot.y0 - 8, plot.y1 + 8],
  );
  return companies.flatMap((company): PlacedLabel[] => {
    const middle = middles.get(company.id);
    if (middle === undefined) return [];
    const text = texts.get(company.id) ?? company.name;
    const x = plot.x1 + margin.gap;
    const box = {
      x0: x,
      y0: middle - label.height / 2,
      x1: x + textWidth(text, chartType.note, 600),
      y1: middle + label.height / 2,
    };
    const from = tenth(y(company));
    return [
      {
        key: company.id,
        text,
        x: tenth(x),
        y: tenth(middle + 4),
        anchor: "start",
        size: chartType.note,
        weight: 600,
        side: company.side,
        box,
        leader: `M${tenth(plot.x1)},${from}L${tenth(x - 2)},${tenth(middle)}`,
      },
    ];
  });
}

function markOf(
  data: LadderData,
  company: LadderCompany,
  step: LadderStep,
  index: number,
  at: { readonly x: number; readonly y: number },
): Mark {
  return {
    key: `${company.id}-${index}`,
    ...at,
    side: company.side,
    tip: [
      `${company.name}, ${formatDate(step.on)}`,
      `${sayAmount(step.amount)} after the money${data.basis.after}`,
      step.confidence,
    ],
    ...(company.href ? { href: company.href } : {}),
  };
}

function courseOf({ name, steps }: LadderCompany): string {
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return name;
  const to = `${sayAmount(last.amount)} at ${formatDate(last.on)}`;
  return first === last
    ? `${name}: ${to}`
    : `${name}: from ${sayAmount(first.amount)} at ${formatDate(first.on)} to ${to}`;
}

function findingOf(data: LadderData): string {
  const { sides, basis } = data;
  const [a, b] = [ofSide(data, "a")[0], ofSide(data, "b")[0]];
  const value = (company: LadderCompany) => latestOf(company)?.amount ?? 0;
  const said = (company: LadderCompany) => `${company.name} at ${sayAmount(value(company))}`;
  if (!a && !b)
    return `No valuation of a company of ${sides.a.name} or ${sides.b.name} is known by ${formatDate(data.asOf)}`;
  if (!a || !b) {
    const [there, missing] = a ? [sides.a, sides.b] : [sides.b, sides.a];
    const company = a ?? b;
    return `${capital(company ? said(company) : "")}${basis.after} is valued highest in ${there.name}; no valuation is known in ${missing.name}`;
  }
  const [first, second] = value(a) >= value(b) ? [a, b] : [b, a];
  const ratio = value(first) / value(second);
  const where = `${said(first)} in ${sides[first.side].name}, ${said(second)} in ${sides[second.side].name}${basis.after}`;
  if (ratio < levelWithin) return `The highest latest valuations are level: ${where}`;
  const times = ratio < 1.95 ? `${Math.round((ratio - 1) * 100)}% above` : `at ${sayTimes(ratio)}`;
  return `${first.name}, last valued at ${sayAmount(value(first))}, stands ${times} the highest of ${sides[second.side].name}, ${said(second)}${basis.after}`;
}
