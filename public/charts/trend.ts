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
  type Svg,
  sideColour,
  sideTint,
} from "./chart.js";
import { type Box, drawLabels, endLabelWidth, type PlacedLabel, placeEndLabels } from "./direct-labels.js";
import {
  capital,
  countOf,
  formatCount,
  formatDate,
  formatTick,
  formatValue,
  startTime,
  type ValueFormat,
} from "./format.js";
import { drawSymbols, type PlacedSymbol, sideDash, tenth } from "./shapes.js";
import { textWidth } from "./text-width.js";
import { colour } from "./tokens.js";

/** Up to this width only lines, last points and two dates are drawn. */
const compactUpTo = 220;
const compactSize = { height: 46, top: 5, bottom: 17, side: 5, dateSize: 11 } as const;
const narrowBelow = 480;
const heights = { wide: 400, medium: 340, narrow: 290, empty: 150 } as const;
const margin = { top: 16, bottom: 30, gap: 11 } as const;

export interface TrendPoint {
  readonly on: string;
  /** `null` when there is too little to tell: a gap in the line, never zero. */
  readonly value: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
}

export interface TrendSeries {
  readonly side: "a" | "b";
  /** In order of date. */
  readonly points: readonly TrendPoint[];
}

export interface TrendData extends ChartData {
  /** Begins the finding: "Known funding, trailing twelve months". */
  readonly title: string;
  readonly unit: string;
  /** `percent` takes shares between 0 and 1. */
  readonly format: ValueFormat;
  readonly series: readonly TrendSeries[];
}

export interface PlacedTrend {
  readonly side: "a" | "b";
  /** One sub-path for each run of known values. */
  readonly path: string;
  readonly band: string;
  /** Values known alone between gaps, and the last known one. */
  readonly points: readonly PlacedSymbol[];
}

export interface TrendPlaced extends Placed {
  readonly compact: boolean;
  readonly plot: Box;
  readonly lines: readonly PlacedTrend[];
  readonly across: readonly PlacedTick[];
  readonly up: readonly PlacedTick[];
  readonly inside: boolean;
  readonly labels: readonly PlacedLabel[];
  /** First and last date below a compact picture. */
  readonly dates: readonly { readonly x: number; readonly anchor: "start" | "end"; readonly text: string }[];
  readonly note: string;
}

interface Known {
  readonly on: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A pair of lines over time: a sparkline beside a headline figure, or with axes where there is room. */
export const trend: ChartModule<TrendData, TrendPlaced> = { place, draw, describe, table };

function place(data: TrendData, { width }: PlaceOptions): TrendPlaced {
  const compact = width <= compactUpTo;
  const inside = !compact && width < narrowBelow;
  const known = data.series.flatMap((series) => series.points.flatMap(knownOf));
  const size = known.length === 0 ? "empty" : inside ? "narrow" : width < 800 ? "medium" : "wide";
  const height = compact ? compactSize.height : heights[size];
  const values = known.flatMap(({ value, low, high }) => [value, low, high]);
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const plotHeight = height - margin.top - margin.bottom;
  const domain: [number, number] = compact
    ? [least, most > least ? most : least + 1]
    : niceDomain(least, most, plotHeight);
  const upTicks =
    compact || known.length === 0
      ? []
      : labelled(
          linearTicks(domain, plotHeight).filter((tick) => data.format !== "count" || Number.isInteger(tick)),
          (value) => formatTick(value, data.format),
        );
  const dates = data.series.flatMap((series) => series.points.map((point) => point.on)).sort();
  const [from, to] = [dates[0] ?? data.asOf, dates.at(-1) ?? data.asOf];
  const ends = data.series.flatMap((series) => {
    const last = series.points.flatMap(knownOf).at(-1);
    if (!last) return [];
    const said = formatValue(last.value, data.format);
    const stale =
      last.on < to
        ? ` (${last.on.slice(0, 4) === to.slice(0, 4) ? formatDate(last.on.slice(0, 7)) : last.on.slice(0, 4)})`
        : "";
    return { key: series.side, side: series.side, name: data.sides[series.side].label, value: `${said}${stale}`, last };
  });
  const plot: Box = compact
    ? { x0: compactSize.side, y0: compactSize.top, x1: width - compactSize.side, y1: height - compactSize.bottom }
    : {
        x0: inside ? 1 : labelColumn(upTicks),
        y0: margin.top,
        x1: width - (ends.length > 0 ? endLabelWidth(ends) + margin.gap + 2 : 8),
        y1: height - margin.bottom,
      };
  const x = timeScale(from, to, [plot.x0, plot.x1]);
  const y = scaleLinear().domain(domain).range([plot.y1, plot.y0]);
  const note = known.length > 0 ? "" : compact ? "too little known" : `Too little known by ${formatDate(data.asOf)}`;
  return {
    width,
    height,
    compact,
    inside,
    plot,
    lines: data.series.map((series) => placeLine(series, x, y)),
    across: compact ? [] : placeAcross(timeTicks(from, to, plot.x1 - plot.x0), x, [0, plot.x1 + 14]),
    up: placeUp(upTicks, y),
    labels: compact
      ? []
      : placeEndLabels(
          ends.map((end) => ({ ...end, y: y(end.last.value) })),
          plot.x1 + margin.gap,
          [0, plot.y1 + 10],
        ),
    dates: compact && known.length > 0 ? compactDates(from, to, plot, x) : [],
    note,
    marks: data.series
      .flatMap((series) => marksOf(data, series, x, y))
      .sort((one, other) => one.x - other.x || (one.key < other.key ? -1 : 1)),
  };
}

function draw(svg: Svg, data: TrendData, options: DrawOptions): TrendPlaced {
  const placed = place(data, options);
  const { plot, compact } = placed;
  const root = drawRoot(svg);
  root
    .append("g")
    .attr("fill-opacity", 0.6)
    .attr("aria-hidden", "true")
    .selectAll(null)
    .data(placed.lines.filter((line) => line.band !== ""))
    .enter()
    .append("path")
    .attr("d", (line) => line.band)
    .attr("fill", (line) => sideTint[line.side]);
  if (compact) {
    root
      .append("path")
      .attr("d", `M0,${tenth(plot.y1)}H${placed.width}`)
      .attr("stroke", colour.rule)
      .attr("aria-hidden", "true");
  } else {
    drawLeftAxis(root, placed.up, { x0: plot.x0, x1: plot.x1, inside: placed.inside });
    drawBottomAxis(root, placed.across, { y: plot.y1, x0: plot.x0, x1: plot.x1 });
  }
  if (placed.note) drawNote(root, placed.note, (plot.x0 + plot.x1) / 2, (plot.y0 + plot.y1) / 2 + 4);
  root
    .append("g")
    .attr("fill", "none")
    .attr("stroke-width", compact ? 1.6 : 2.2)
    .attr("stroke-linejoin", "round")
    .selectAll(null)
    .data(placed.lines.filter((line) => line.path !== ""))
    .enter()
    .append("path")
    .attr("d", (line) => line.path)
    .attr("stroke", (line) => sideColour[line.side])
    .attr("stroke-dasharray", (line) => (compact && sideDash[line.side] ? "4 1.5" : sideDash[line.side]));
  drawSymbols(
    root,
    placed.lines.flatMap((line) => line.points),
    compact ? 2.6 : 4,
  );
  root
    .append("g")
    .attr("font-size", compactSize.dateSize)
    .attr("fill", colour.muted)
    .selectAll(null)
    .data(placed.dates)
    .enter()
    .append("text")
    .attr("x", (date) => date.x)
    .attr("y", placed.height - 3)
    .attr("text-anchor", (date) => (date.anchor === "end" ? "end" : null))
    .text((date) => date.text);
  drawLabels(root, placed.labels);
  return placed;
}

function describe(data: TrendData): ChartText {
  const points = data.series.flatMap((series) => series.points);
  const known = points.flatMap(knownOf);
  const dates = points.map((point) => point.on).sort();
  const [from, to] = [dates[0] ?? data.asOf, dates.at(-1) ?? data.asOf];
  return {
    finding: findingOf(data),
    unit: data.unit,
    coverage:
      points.length === 0
        ? "Nothing in view"
        : known.length === points.length
          ? `${countOf(points.length, "value")} known`
          : `${formatCount(known.length)} of ${countOf(points.length, "value")} known; the rest leave gaps`,
    summary: [
      `${data.title}, from ${formatDate(from)} to ${formatDate(to)}.`,
      ...(["a", "b"] as const).map((key) => courseOf(data, key)),
    ].join(" "),
  };
}

function table(data: TrendData): ChartTable {
  const unit = data.unit;
  return {
    columns: [
      { name: "on", title: "Date", type: "date" },
      { name: "country", title: "Country", type: "text" },
      { name: "value", title: data.title, type: "number", unit },
      { name: "low", title: "On stricter evidence", type: "number", unit },
      { name: "high", title: "On looser evidence", type: "number", unit },
    ],
    rows: data.series
      .flatMap((series) =>
        series.points.map(
          (point) =>
            [point.on, data.sides[series.side].code, point.value, point.low ?? null, point.high ?? null] as const,
        ),
      )
      .sort((one, other) => (one[0] === other[0] ? (one[1] < other[1] ? -1 : 1) : one[0] < other[0] ? -1 : 1)),
  };
}

function knownOf(point: TrendPoint): readonly Known[] {
  const { on, value } = point;
  if (value === null) return [];
  const edges = [value, point.low ?? value, point.high ?? value];
  return [{ on, value, low: Math.min(...edges), high: Math.max(...edges) }];
}

function placeLine(series: TrendSeries, x: (time: number) => number, y: (value: number) => number): PlacedTrend {
  const runs: Known[][] = [[]];
  for (const point of series.points) {
    const [known] = knownOf(point);
    if (known) runs.at(-1)?.push(known);
    else runs.push([]);
  }
  const at = (point: Known, value: number) => `${tenth(x(startTime(point.on)))},${tenth(y(value))}`;
  const last = runs.flat().at(-1);
  const marked = runs.flatMap((run) => run.filter((point) => run.length === 1 || point === last));
  const banded = runs.filter((run) => run.length > 1 && run.some((point) => point.low !== point.high));
  return {
    side: series.side,
    path: runs
      .filter((run) => run.length > 1)
      .map((run) => `M${run.map((point) => at(point, point.value)).join("L")}`)
      .join(""),
    band: banded
      .map((run) => {
        const edge = [
          ...run.map((point) => at(point, point.high)),
          ...run.map((point) => at(point, point.low)).reverse(),
        ];
        return `M${edge.join("L")}z`;
      })
      .join(""),
    points: marked.map((point) => ({
      side: series.side,
      x: tenth(x(startTime(point.on))),
      y: tenth(y(point.value)),
      // Known once between gaps, but not where the line stands now.
      hollow: point !== last,
    })),
  };
}

function compactDates(from: string, to: string, plot: Box, x: (time: number) => number): TrendPlaced["dates"] {
  const width = plot.x1 - plot.x0;
  const first = { x: tenth(x(startTime(from))), anchor: "start" as const, text: formatDate(from.slice(0, 7)) };
  const last = { x: tenth(plot.x1), anchor: "end" as const, text: formatDate(to.slice(0, 7)) };
  if (first.text === last.text) return [last];
  const fits = textWidth(first.text, compactSize.dateSize) + textWidth(last.text, compactSize.dateSize) + 8 <= width;
  return fits
    ? [first, last]
    : [
        { ...first, text: from.slice(0, 4) },
        { ...last, text: to.slice(0, 4) },
      ];
}

function marksOf(
  data: TrendData,
  series: TrendSeries,
  x: (time: number) => number,
  y: (value: number) => number,
): readonly Mark[] {
  return series.points.flatMap(knownOf).map((point): Mark => {
    const [low, high] = [point.low, point.high].map((value) => formatValue(value, data.format));
    return {
      key: `${series.side}-${point.on}`,
      x: tenth(x(startTime(point.on))),
      y: tenth(y(point.value)),
      side: series.side,
      tip: [
        `${data.sides[series.side].label}, ${formatDate(point.on)}`,
        formatValue(point.value, data.format),
        ...(low === high ? [] : [`${low} to ${high} by evidence`]),
      ],
    };
  });
}

function lastOf(data: TrendData, key: "a" | "b"): Known | undefined {
  return data.series
    .find((series) => series.side === key)
    ?.points.flatMap(knownOf)
    .at(-1);
}

function findingOf(data: TrendData): string {
  const said = (known: Known) => formatValue(known.value, data.format);
  const [a, b] = [lastOf(data, "a"), lastOf(data, "b")];
  if (!a && !b) return `${data.title}: too little is known of ${data.sides.a.name} or ${data.sides.b.name}`;
  if (!a || !b) {
    const [there, missing] = a ? [data.sides.a, data.sides.b] : [data.sides.b, data.sides.a];
    const known = a ?? b;
    return `${data.title}: ${known ? said(known) : ""} for ${there.name}; too little is known of ${missing.name}`;
  }
  if (said(a) === said(b))
    return `${data.title}: level at ${said(a)} for ${data.sides.a.name} and ${data.sides.b.name}`;
  const [more, less] = a.value > b.value ? (["a", "b"] as const) : (["b", "a"] as const);
  const [high, low] = a.value > b.value ? [a, b] : [b, a];
  return `${data.title}: ${said(high)} for ${data.sides[more].name}, ${said(low)} for ${data.sides[less].name}`;
}

function courseOf(data: TrendData, key: "a" | "b"): string {
  const known = data.series.find((series) => series.side === key)?.points.flatMap(knownOf) ?? [];
  const [first, last] = [known[0], known.at(-1)];
  const name = capital(data.sides[key].name);
  if (!first || !last) return `${name}: too little known.`;
  const to = `${formatValue(last.value, data.format)} at ${formatDate(last.on)}`;
  return first === last
    ? `${name}: ${to}.`
    : `${name}: from ${formatValue(first.value, data.format)} at ${formatDate(first.on)} to ${to}.`;
}
