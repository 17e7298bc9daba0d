import { scaleLinear } from "d3";
import {
  drawBottomAxis,
  drawLeftAxis,
  drawNote,
  drawRoot,
  labelColumn,
  labelled,
  linearTicks,
  niceDomain,
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
  type Side,
  type Svg,
  sideColour,
  sideTint,
} from "./chart.js";
import { type Box, drawLabels, endLabelWidth, type PlacedLabel, placeEndLabels } from "./direct-labels.js";
import { capital, countOf, formatCount, formatDate, sayTimes, startTime } from "./format.js";
import { type MoneyBasis, nominalDollars, sayAmount } from "./money-basis.js";
import { drawSymbols, sideDash, tenth } from "./shapes.js";

const narrowBelow = 480;
const heights = { wide: 440, medium: 370, narrow: 320, empty: 170 } as const;
const margin = { top: 18, bottom: 30, gap: 11 } as const;
/** Totals nearer to each other than this are called level. */
const levelWithin = 1.05;

export interface CumulativePoint {
  /** Announcement, may be reduced. */
  readonly on: string;
  /** Total of known amounts up to and with this round, in view, US dollars. */
  readonly amountUsd: number;
  /** The same total on stricter evidence. */
  readonly low: number;
  /** The same total on looser evidence. */
  readonly high: number;
}

export interface CumulativeSeries {
  readonly side: "a" | "b";
  /** In order of date. */
  readonly points: readonly CumulativePoint[];
  /** All rounds in view, with and without an amount. */
  readonly rounds: number;
  readonly undisclosed: number;
  /** With an amount that the basis cannot tell; none unless told. */
  readonly leftOut?: number;
}

export interface CumulativeData extends ChartData {
  /** First day drawn; what came before is carried in as the line's start. */
  readonly from: string;
  readonly series: readonly CumulativeSeries[];
  /** What amounts are told in; dollars of the day unless told. */
  readonly basis?: MoneyBasis;
  /** Points are so many that of each week the last alone is here. */
  readonly weekly?: boolean;
}

export interface PlacedLine {
  readonly side: "a" | "b";
  readonly path: string;
  /** Outline of the evidence band; "" where evidence makes no difference. */
  readonly band: string;
  readonly end: { readonly x: number; readonly y: number };
}

export interface CumulativePlaced extends Placed {
  readonly plot: Box;
  readonly across: readonly PlacedTick[];
  readonly up: readonly PlacedTick[];
  /** Value labels stand above their lines, since a phone has no room beside them. */
  readonly inside: boolean;
  readonly lines: readonly PlacedLine[];
  readonly labels: readonly PlacedLabel[];
  /** Said in place of lines; "" when there are some. */
  readonly note: string;
}

interface Total {
  readonly side: Side;
  readonly key: "a" | "b";
  readonly series: CumulativeSeries;
  readonly last: CumulativePoint | undefined;
}

/** Known funding by side, added up over time, with the band that evidence leaves. */
export const cumulative: ChartModule<CumulativeData, CumulativePlaced> = { place, draw, describe, table };

function place(data: CumulativeData, { width }: PlaceOptions): CumulativePlaced {
  const totals = totalsOf(data);
  const inside = width < narrowBelow;
  const known = totals.some(({ last }) => (last?.high ?? 0) > 0);
  const height = heights[known ? (inside ? "narrow" : width < 800 ? "medium" : "wide") : "empty"];
  const highest = Math.max(
    data.basis ? 1e-9 : 1e6,
    ...totals.map(({ last }) => Math.max(last?.high ?? 0, last?.amountUsd ?? 0)),
  );
  const plotHeight = height - margin.top - margin.bottom;
  const domain = niceDomain(0, highest, plotHeight);
  const upTicks = known ? labelled(linearTicks(domain, plotHeight), sayAmount) : [];
  const ends = totals.map(({ side, key, last }) => ({
    key,
    side: key,
    name: side.label,
    value: last && last.amountUsd > 0 ? sayAmount(last.amountUsd) : "none known",
  }));
  const plot: Box = {
    x0: inside ? 1 : labelColumn(upTicks),
    y0: margin.top,
    x1: width - (known ? endLabelWidth(ends) + margin.gap + 2 : 8),
    y1: height - margin.bottom,
  };
  const x = timeScale(data.from, data.asOf, [plot.x0, plot.x1]);
  const y = scaleLinear().domain(domain).range([plot.y1, plot.y0]);
  const lines = known ? totals.map((total) => placeLine(total, data.from, plot, x, y)) : [];
  const endAt = new Map(lines.map((line) => [line.side, line.end.y]));
  return {
    width,
    height,
    plot,
    inside,
    across: placeAcross(timeTicks(data.from, data.asOf, plot.x1 - plot.x0), x, [0, plot.x1 + 14]),
    up: placeUp(upTicks, y),
    lines,
    labels: known
      ? placeEndLabels(
          ends.map((end) => ({ ...end, y: endAt.get(end.key) ?? plot.y1 })),
          plot.x1 + margin.gap,
          [0, plot.y1 + 10],
        )
      : [],
    note: known ? "" : `No amounts known by ${formatDate(data.asOf)}`,
    marks: totals
      .flatMap((total) => marksOf(total, data.from, x, y))
      .sort((one, other) => one.x - other.x || compareText(one.key, other.key)),
  };
}

function draw(svg: Svg, data: CumulativeData, options: DrawOptions): CumulativePlaced {
  const placed = place(data, options);
  const { plot } = placed;
  const root = drawRoot(svg);
  // Bands lie under the grid's labels and over nothing, so both stay readable where they cross.
  root
    .append("g")
    .attr("aria-hidden", "true")
    .attr("fill-opacity", 0.6)
    .selectAll(null)
    .data(placed.lines.filter((line) => line.band !== ""))
    .enter()
    .append("path")
    .attr("d", (line) => line.band)
    .attr("fill", (line) => sideTint[line.side]);
  drawLeftAxis(root, placed.up, { x0: plot.x0, x1: plot.x1, inside: placed.inside });
  drawBottomAxis(root, placed.across, { y: plot.y1, x0: plot.x0, x1: plot.x1 });
  if (placed.note) drawNote(root, placed.note, (plot.x0 + plot.x1) / 2, (plot.y0 + plot.y1) / 2);
  root
    .append("g")
    .attr("fill", "none")
    .attr("stroke-width", 2.2)
    .attr("stroke-linejoin", "round")
    .selectAll(null)
    .data(placed.lines)
    .enter()
    .append("path")
    .attr("d", (line) => line.path)
    .attr("stroke", (line) => sideColour[line.side])
    .attr("stroke-dasharray", (line) => sideDash[line.side]);
  drawSymbols(
    root,
    placed.lines.map(({ side, end }) => ({ side, ...end })),
    4,
  );
  drawLabels(root, placed.labels);
  return placed;
}

function describe(data: CumulativeData): ChartText {
  const totals = totalsOf(data);
  const rounds = totals.reduce((sum, { series }) => sum + series.rounds, 0);
  const undisclosed = totals.reduce((sum, { series }) => sum + series.undisclosed, 0);
  const leftOut = totals.reduce((sum, { series }) => sum + (series.leftOut ?? 0), 0);
  const basis = data.basis ?? nominalDollars;
  const sentences = totals.map(({ side, series, last }) => {
    if (!last || last.high <= 0) {
      return `${capital(side.name)}: no amount known${series.rounds > 0 ? ` in ${countOf(series.rounds, "round")}` : ""}.`;
    }
    const band =
      sayAmount(last.low) === sayAmount(last.high)
        ? "the same on any evidence"
        : `between ${sayAmount(last.low)} and ${sayAmount(last.high)} on stricter and looser evidence`;
    const disclosed = series.rounds - series.undisclosed;
    return `${capital(side.name)}: ${sayAmount(last.amountUsd)} from ${countOf(disclosed, "round")} of ${formatCount(series.rounds)}, ${band}.`;
  });
  return {
    finding: findingOf(data, totals),
    unit: `Known funding added up from each announcement, ${basis.unit}; pale areas span stricter and looser evidence${data.weekly ? "; a step for each week" : ""}${basis.caveat ? ` (${basis.caveat})` : ""}`,
    coverage:
      rounds === 0
        ? "No rounds in view"
        : `${formatCount(rounds - undisclosed)} of ${countOf(rounds, "round")} disclose an amount${leftOut > 0 ? `; ${formatCount(leftOut)} of them left out for want of a value to set them against` : ""}`,
    summary: [
      totals.some(({ last }) => (last?.high ?? 0) > 0)
        ? `Two stepped lines of cumulative known funding from ${formatDate(data.from)} to ${formatDate(data.asOf)}.`
        : "No lines are drawn.",
      ...sentences,
    ].join(" "),
  };
}

function table(data: CumulativeData): ChartTable {
  const { column, unit } = data.basis ?? nominalDollars;
  const amount = (name: string, title: string) => ({
    name: `${name}_${column}`,
    title,
    type: "number" as const,
    unit: unit === nominalDollars.unit ? "USD" : unit,
  });
  const rows = totalsOf(data)
    .flatMap(({ side, series }) =>
      series.points.map((point) => [point.on, side.code, point.amountUsd, point.low, point.high] as const),
    )
    .sort((one, other) => compareText(one[0], other[0]) || compareText(one[1], other[1]));
  return {
    columns: [
      { name: "on", title: "Announced", type: "date" },
      { name: "country", title: "Country", type: "text" },
      amount("cumulative", "Known funding so far"),
      amount("low", "On stricter evidence"),
      amount("high", "On looser evidence"),
    ],
    rows,
  };
}

function totalsOf(data: CumulativeData): readonly Total[] {
  return (["a", "b"] as const).map((key) => {
    const series = data.series.find((one) => one.side === key) ?? { side: key, points: [], rounds: 0, undisclosed: 0 };
    return { side: data.sides[key], key, series, last: series.points.at(-1) };
  });
}

function findingOf(data: CumulativeData, totals: readonly Total[]): string {
  const ranked = totals
    .map(({ side, last }) => ({ side, amount: last?.amountUsd ?? 0 }))
    .sort((one, other) => other.amount - one.amount);
  const [more, less] = ranked;
  if (!more || !less || more.amount === 0) {
    return `No funding with a known amount for ${data.sides.a.name} or ${data.sides.b.name} by ${formatDate(data.asOf)}`;
  }
  if (less.amount === 0) {
    return `Known funding of ${more.side.name} is ${sayAmount(more.amount)}${data.basis?.after ?? ""}; none is known for ${less.side.name}`;
  }
  const ratio = more.amount / less.amount;
  const figures = `${sayAmount(more.amount)} against ${sayAmount(less.amount)}${data.basis?.after ?? ""}`;
  if (ratio < levelWithin) return `Known funding of ${more.side.name} and ${less.side.name} is level: ${figures}`;
  if (ratio < 1.95) {
    const above = Math.round((ratio - 1) * 100);
    return `Known funding of ${more.side.name} is ${above}% above that of ${less.side.name}: ${figures}`;
  }
  return `Known funding of ${more.side.name} is ${sayTimes(ratio)} that of ${less.side.name}: ${figures}`;
}

/** A step at each announcement; steps that fall on one spot are one step to where the last of them leads. */
function placeLine(
  { key, series }: Total,
  from: string,
  plot: Box,
  x: (time: number) => number,
  y: (value: number) => number,
): PlacedLine {
  const start = startTime(from);
  const before = series.points.findLast((point) => startTime(point.on) < start);
  const steps = [{ at: tenth(plot.x0), ...amounts(before) }];
  for (const point of series.points) {
    if (startTime(point.on) < start) continue;
    const step = { at: tenth(x(startTime(point.on))), ...amounts(point) };
    if (steps.at(-1)?.at === step.at) steps.pop();
    steps.push(step);
  }
  const last = steps.at(-1) ?? { at: plot.x0, ...amounts(undefined) };
  const right = tenth(plot.x1);
  const stepped = (of: "amountUsd" | "high"): string =>
    steps
      .map((step, index) => (index === 0 ? `M${step.at},${tenth(y(step[of]))}` : `H${step.at}V${tenth(y(step[of]))}`))
      .join("");
  const back = steps.map((step) => `V${tenth(y(step.low))}H${step.at}`).reverse();
  return {
    side: key,
    path: `${stepped("amountUsd")}H${right}`,
    band: steps.some((step) => step.low !== step.high) ? `${stepped("high")}H${right}${back.join("")}z` : "",
    end: { x: right, y: tenth(y(last.amountUsd)) },
  };
}

function amounts(point: CumulativePoint | undefined): Pick<CumulativePoint, "amountUsd" | "low" | "high"> {
  return { amountUsd: point?.amountUsd ?? 0, low: point?.low ?? 0, high: point?.high ?? 0 };
}

function marksOf(
  { side, key, series }: Total,
  from: string,
  x: (time: number) => number,
  y: (value: number) => number,
): readonly Mark[] {
  return series.points.flatMap((point, index) => {
    if (startTime(point.on) < startTime(from)) return [];
    const added = point.amountUsd - (series.points[index - 1]?.amountUsd ?? 0);
    const band =
      sayAmount(point.low) === sayAmount(point.high)
        ? []
        : [`${sayAmount(point.low)} to ${sayAmount(point.high)} by evidence`];
    return {
      key: `${key}-${index}`,
      x: tenth(x(startTime(point.on))),
      y: tenth(y(point.amountUsd)),
      side: key,
      tip: [
        `${side.label}, ${formatDate(point.on)}`,
        `${sayAmount(point.amountUsd)} known so far${added > 0 ? `, ${sayAmount(added)} of it new` : ""}`,
        ...band,
      ],
    };
  });
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
