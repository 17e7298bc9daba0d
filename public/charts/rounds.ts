import { scaleLog } from "d3";
import {
  drawBottomAxis,
  drawLeftAxis,
  drawNote,
  drawRoot,
  labelColumn,
  labelled,
  logTicks,
  moneyTick,
  niceLogDomain,
  type PlacedTick,
  placeAcross,
  placeUp,
  timeScale,
  timeTicks,
} from "./axis.js";
import type {
  ChartData,
  ChartModule,
  ChartTable,
  ChartText,
  DrawOptions,
  Mark,
  Placed,
  PlaceOptions,
  Side,
  SideKey,
  Svg,
} from "./chart.js";
import { type Box, drawLabels, type LabelCandidate, type PlacedLabel, placeLabels } from "./direct-labels.js";
import { capital, countOf, formatCount, formatDate, formatUsd, sayTimes, startTime } from "./format.js";
import { drawKey, drawSymbols, type KeyEntry, type PlacedKey, type PlacedSymbol, placeKey, tenth } from "./shapes.js";
import { textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

const narrowBelow = 480;
/** Of the part with amounts; key and strip come on top. */
const plotHeights = { wide: 380, medium: 340, narrow: 340, empty: 120 } as const;
const margin = { right: 12, bottom: 28, strip: 16, lane: 11 } as const;
const labelLimits = { wide: 30, medium: 18, narrow: 8 } as const;
const levelWithin = 1.05;

export interface RoundDot {
  readonly id: string;
  readonly company: string;
  readonly side: SideKey;
  /** Announcement; a reduced date stands at its first day. */
  readonly on: string;
  /** `null` when the round was announced without an amount. */
  readonly amountUsd: number | null;
  /** The registry's slug, such as `series-a`. */
  readonly stage: string;
  readonly confidence: string;
  readonly href?: string;
}

export interface RoundsData extends ChartData {
  /** First day drawn; the year of the first round unless told. Earlier rounds are counted, not drawn. */
  readonly from?: string;
  readonly rounds: readonly RoundDot[];
}

export interface PlacedRound extends PlacedSymbol {
  readonly id: string;
}

export interface RoundsPlaced extends Placed {
  readonly plot: Box;
  readonly across: readonly PlacedTick[];
  readonly up: readonly PlacedTick[];
  readonly key: PlacedKey;
  readonly radius: number;
  readonly dots: readonly PlacedRound[];
  /** Rounds without an amount, in the strip below the plot. */
  readonly undisclosed: readonly PlacedRound[];
  readonly strip: (Box & { readonly text: string }) | null;
  /** Where the time axis stands: below the plot, or below the strip. */
  readonly axisY: number;
  readonly labels: readonly PlacedLabel[];
  readonly note: string;
}

/** Every round by date and amount, on a logarithmic scale; those without an amount in a strip below. */
export const rounds: ChartModule<RoundsData, RoundsPlaced> = { place, draw, describe, table };

function place(data: RoundsData, { width }: PlaceOptions): RoundsPlaced {
  const size = width < narrowBelow ? "narrow" : width < 800 ? "medium" : "wide";
  const from = fromOf(data);
  const drawn = drawnOf(data);
  const known = drawn.filter((round) => round.amountUsd !== null && round.amountUsd > 0);
  const unknown = drawn.filter((round) => round.amountUsd === null || round.amountUsd <= 0);
  const amounts = known.map((round) => round.amountUsd ?? 0);
  const domain = amounts.length > 0 ? niceLogDomain(Math.min(...amounts), Math.max(...amounts)) : [1e6, 1e9];
  const [low = 1e6, high = 1e9] = domain;

  const radius = drawn.length > 1500 ? 2.2 : size === "narrow" ? 3 : 3.6;
  const key = placeKey(keyOf(data, drawn), 1, width);
  const top = key.height + 10;
  const plotHeight = plotHeights[known.length > 0 ? size : "empty"];
  const upTicks = known.length > 0 ? labelled(logTicks([low, high], plotHeight), moneyTick) : [];
  const plot: Box = { x0: labelColumn(upTicks), y0: top, x1: width - margin.right, y1: top + plotHeight };
  // The outermost dots stand clear of the frame.
  const x = timeScale(from, data.asOf, [plot.x0 + radius + 1, plot.x1 - radius - 1]);
  const y = scaleLog().domain([low, high]).range([plot.y1, plot.y0]);

  const dots = known.map((round): PlacedRound & Pick<RoundDot, "amountUsd"> => ({
    ...symbolOf(round),
    amountUsd: round.amountUsd,
    x: tenth(x(startTime(round.on))),
    y: tenth(y(round.amountUsd ?? low)),
  }));
  const lanes = (["a", "b", "other"] as const).filter((side) => unknown.some((round) => round.side === side));
  const stripTop = plot.y1 + 6;
  const undisclosed = unknown.map((round) => ({
    ...symbolOf(round),
    x: tenth(x(startTime(round.on))),
    y: tenth(stripTop + margin.strip + margin.lane * (lanes.indexOf(round.side) + 0.5)),
  }));
  const strip =
    unknown.length === 0
      ? null
      : {
          x0: plot.x0,
          y0: stripTop,
          x1: plot.x1,
          y1: stripTop + margin.strip + margin.lane * lanes.length + 3,
          text: stripText(unknown.length, plot.x1 - plot.x0 - 8),
        };
  const axisY = strip ? strip.y1 : plot.y1;
  const at = new Map([...dots, ...undisclosed].map((dot) => [dot.id, dot]));
  return {
    width,
    height: axisY + margin.bottom,
    plot,
    key,
    radius,
    dots,
    undisclosed,
    strip,
    axisY,
    across: placeAcross(timeTicks(from, data.asOf, plot.x1 - plot.x0), x, [0, width]),
    up: placeUp(upTicks, y),
    labels: placeLabels(labelsFor(known, at, radius), {
      bounds: { x0: plot.x0 + 2, y0: plot.y0 - 8, x1: width - 1, y1: plot.y1 - 2 },
      points: dots.map((dot) => ({ x: dot.x, y: dot.y, r: radius })),
      limit: labelLimits[size],
      padding: 3,
    }).placed,
    note: known.length > 0 ? "" : `No amounts known by ${formatDate(data.asOf)}`,
    marks: drawn.flatMap((round) => {
      const dot = at.get(round.id);
      return dot ? markOf(round, dot) : [];
    }),
  };
}

function draw(svg: Svg, data: RoundsData, options: DrawOptions): RoundsPlaced {
  const placed = place(data, options);
  const { plot, strip } = placed;
  const root = drawRoot(svg);
  drawKey(root, placed.key);
  if (strip) {
    root
      .append("rect")
      .attr("x", tenth(strip.x0))
      .attr("y", tenth(strip.y0))
      .attr("width", tenth(strip.x1 - strip.x0))
      .attr("height", tenth(strip.y1 - strip.y0))
      .attr("fill", colour.wash);
  }
  drawLeftAxis(root, placed.up, { x0: plot.x0, x1: plot.x1 });
  drawBottomAxis(root, placed.across, { y: placed.axisY, x0: plot.x0, x1: plot.x1, gridTop: plot.y0 });
  if (strip) {
    root
      .append("text")
      .attr("x", tenth(strip.x0 + 4))
      .attr("y", tenth(strip.y0 + 12))
      .attr("font-size", chartType.note)
      .attr("fill", colour.muted)
      .text(strip.text);
  }
  if (placed.note) drawNote(root, placed.note, (plot.x0 + plot.x1) / 2, (plot.y0 + plot.y1) / 2);
  const dots = root.append("g").attr("fill-opacity", 0.85) as unknown as Svg;
  drawSymbols(dots, placed.dots, placed.radius);
  drawSymbols(dots, placed.undisclosed, Math.min(placed.radius, 3));
  drawLabels(root, placed.labels);
  return placed;
}

function describe(data: RoundsData): ChartText {
  const drawn = drawnOf(data);
  const known = drawn.filter((round) => round.amountUsd !== null);
  const earlier = data.rounds.length - drawn.length;
  const coverage =
    drawn.length === 0
      ? "No rounds in view"
      : `${formatCount(known.length)} of ${countOf(drawn.length, "round")} disclose an amount`;
  const summary = (["a", "b"] as const).map((key) => {
    const own = known.filter((round) => round.side === key).map((round) => round.amountUsd ?? 0);
    const all = drawn.filter((round) => round.side === key).length;
    const name = capital(data.sides[key].name);
    if (own.length === 0)
      return `${name}: ${all === 0 ? "no rounds" : `${countOf(all, "round")}, none with an amount`}.`;
    return `${name}: ${countOf(all, "round")}, ${formatCount(own.length)} with an amount, half of them of ${formatUsd(median(own))} or more.`;
  });
  return {
    finding: findingOf(data, known),
    unit: "Each round by announcement and amount in US dollars, logarithmic scale",
    coverage:
      earlier > 0 ? `${coverage}; ${formatCount(earlier)} before ${formatDate(fromOf(data))} not drawn` : coverage,
    summary: [
      `A dot for each round from ${formatDate(fromOf(data))} to ${formatDate(data.asOf)}, higher for larger amounts; estimated and disputed ones hollow.`,
      ...summary,
    ].join(" "),
  };
}

function table(data: RoundsData): ChartTable {
  return {
    columns: [
      { name: "announced_on", title: "Announced", type: "date" },
      { name: "company", title: "Company", type: "text" },
      { name: "country", title: "Country", type: "text" },
      { name: "stage", title: "Stage", type: "text" },
      { name: "amount_usd", title: "Amount", type: "number", unit: "USD" },
      { name: "confidence", title: "Confidence", type: "text" },
    ],
    rows: drawnOf(data).map((round) => [
      round.on,
      round.company,
      round.side === "other" ? "other" : data.sides[round.side].code,
      round.stage,
      round.amountUsd,
      round.confidence,
    ]),
  };
}

function fromOf(data: RoundsData): string {
  if (data.from) return data.from;
  const [first = data.asOf] = [data.asOf, ...data.rounds.map((round) => round.on)].sort();
  return `${first.slice(0, 4)}-01-01`;
}

/** In order of date, the larger first on one day: the order of reading and of the table. */
function drawnOf(data: RoundsData): readonly RoundDot[] {
  const start = startTime(fromOf(data));
  return data.rounds
    .filter((round) => startTime(round.on) >= start)
    .sort(
      (one, other) =>
        startTime(one.on) - startTime(other.on) ||
        (other.amountUsd ?? -1) - (one.amountUsd ?? -1) ||
        (one.id < other.id ? -1 : 1),
    );
}

function symbolOf(round: RoundDot): Omit<PlacedRound, "x" | "y"> {
  return {
    id: round.id,
    side: round.side,
    hollow: round.confidence === "estimated" || round.confidence === "disputed",
  };
}

function keyOf(data: RoundsData, drawn: readonly RoundDot[]): readonly KeyEntry[] {
  const entries: KeyEntry[] = [
    { side: "a", text: data.sides.a.label },
    { side: "b", text: data.sides.b.label },
  ];
  if (drawn.some((round) => round.side === "other")) entries.push({ side: "other", text: "Others" });
  const weak = drawn.find((round) => symbolOf(round).hollow);
  if (weak) entries.push({ side: weak.side, text: "hollow: estimated or disputed", hollow: true });
  return entries;
}

/** Largest first within each side in turn, so that the smaller side is named too. */
function labelsFor(
  known: readonly RoundDot[],
  at: ReadonlyMap<string, PlacedRound>,
  radius: number,
): readonly LabelCandidate[] {
  const ranks = { a: 0, b: 0, other: 0 };
  return [...known]
    .sort((one, other) => (other.amountUsd ?? 0) - (one.amountUsd ?? 0) || (one.id < other.id ? -1 : 1))
    .slice(0, 400)
    .flatMap((round) => {
      const dot = at.get(round.id);
      if (!dot) return [];
      const rank = ranks[round.side]++;
      // The largest of each side is named even from within a crowd.
      const crowded = rank === 0 && round.side !== "other" ? { mayCover: 2, farther: [16, 26, 36] } : {};
      const { id: key, side } = round;
      const text = `${round.company} ${formatUsd(round.amountUsd ?? 0)}`;
      return {
        key,
        x: dot.x,
        y: dot.y,
        text,
        side,
        size: chartType.note,
        importance: -rank,
        offset: radius + 3,
        ...crowded,
      };
    });
}

function markOf(round: RoundDot, at: PlacedRound): Mark {
  const amount = round.amountUsd === null ? "amount undisclosed" : formatUsd(round.amountUsd);
  const tip = [
    `${round.company}, ${stageWords(round.stage)}`,
    `${amount}, announced ${formatDate(round.on)}`,
    round.confidence,
  ];
  return { key: round.id, x: at.x, y: at.y, side: round.side, tip, ...(round.href ? { href: round.href } : {}) };
}

/** @example stageWords("series-a") // "series A" */
function stageWords(stage: string): string {
  if (stage === "unspecified") return "stage unspecified";
  if (stage === "ipo") return "IPO";
  return stage.replace(/-([a-z])$/, (_, letter: string) => ` ${letter.toUpperCase()}`).replaceAll("-", " ");
}

function stripText(count: number, width: number): string {
  const long = `${countOf(count, "round")} whose amount is undisclosed`;
  return textWidth(long, chartType.note) <= width ? long : `${formatCount(count)} undisclosed`;
}

function findingOf(data: RoundsData, known: readonly RoundDot[]): string {
  const largest = (["a", "b"] as const)
    .flatMap((key) => {
      const own = known.filter((round) => round.side === key && (round.amountUsd ?? 0) > 0);
      const top = own.reduce<RoundDot | undefined>(
        (best, round) => (best && (best.amountUsd ?? 0) >= (round.amountUsd ?? 0) ? best : round),
        undefined,
      );
      return top ? [{ side: data.sides[key], key, company: top.company, amount: top.amountUsd ?? 0 }] : [];
    })
    .sort((one, other) => other.amount - one.amount);
  const [first, second] = largest;
  const said = ({ company, amount }: { company: string; amount: number }) => `${formatUsd(amount)} for ${company}`;
  if (!first) {
    return `No round with a known amount for ${data.sides.a.name} or ${data.sides.b.name} by ${formatDate(data.asOf)}`;
  }
  if (!second) {
    const without: Side = first.key === "a" ? data.sides.b : data.sides.a;
    return `The largest known round is ${said(first)} in ${first.side.name}; no amount is known in ${without.name}`;
  }
  const ratio = first.amount / second.amount;
  if (ratio < levelWithin) {
    return `The largest known rounds are level: ${said(first)} in ${first.side.name}, ${said(second)} in ${second.side.name}`;
  }
  return `The largest known round in ${first.side.name}, ${said(first)}, is ${sayTimes(ratio)} the largest in ${second.side.name}, ${said(second)}`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
