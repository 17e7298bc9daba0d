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
  type DrawOptions,
  type Mark,
  type Placed,
  type PlaceOptions,
  type Svg,
  sideColour,
  sideTint,
} from "./chart.js";
import { type Box, drawLabels, endLabelWidth, type PlacedLabel, placeEndLabels } from "./direct-labels.js";
import { formatDate, formatLarge, startTime } from "./format.js";
import { describe } from "./held-words.js";
import { drawSymbols, sideDash, tenth } from "./shapes.js";

const narrowBelow = 480;
const heights = { wide: 430, medium: 370, narrow: 330, empty: 170 } as const;
const margin = { top: 18, bottom: 30, gap: 11 } as const;
const levels = ["value", "confirmed", "reported", "all"] as const;

/** What is known from a day on; `null` where nothing can be reckoned, which is never drawn as zero. */
export interface HeldPoint {
  /** May be reduced. */
  readonly on: string;
  /** H100-equivalents on the view's evidence. */
  readonly value: number | null;
  /** The same on each level of the band. */
  readonly confirmed: number | null;
  readonly reported: number | null;
  readonly all: number | null;
}

export interface HeldSeries {
  readonly side: "a" | "b";
  /** Held by its firms; in order of date. */
  readonly points: readonly HeldPoint[];
  /** Counts of several of its firms together, which are never added to those of single firms. */
  readonly together: readonly HeldPoint[];
}

export interface HeldData extends ChartData {
  /** First day drawn. */
  readonly from: string;
  readonly series: readonly HeldSeries[];
  /** Of the rows in view at the last day. */
  readonly counts: {
    readonly rows: number;
    readonly counted: number;
    /** Chips whose number stands but that cannot be converted. */
    readonly unconverted: { readonly rows: number; readonly chips: number };
    /** Rows that give no number. */
    readonly unnumbered: number;
  };
}

export interface PlacedHeld {
  readonly key: string;
  readonly side: "a" | "b";
  readonly together: boolean;
  /** One sub-path for each run of known values. */
  readonly path: string;
  readonly band: string;
  readonly end: { readonly x: number; readonly y: number } | null;
}

export interface HeldPlaced extends Placed {
  readonly plot: Box;
  readonly across: readonly PlacedTick[];
  readonly up: readonly PlacedTick[];
  readonly inside: boolean;
  readonly lines: readonly PlacedHeld[];
  readonly labels: readonly PlacedLabel[];
  readonly note: string;
}

/** Compute held by side over time: stepped lines on a logarithmic scale with the band that evidence leaves. */
export const held: ChartModule<HeldData, HeldPlaced> = { place, draw, describe, table };

interface Line {
  readonly key: string;
  readonly side: "a" | "b";
  readonly together: boolean;
  readonly points: readonly HeldPoint[];
}

function place(data: HeldData, { width }: PlaceOptions): HeldPlaced {
  const lines = linesOf(data);
  const values = lines.flatMap(({ points }) => points.flatMap(knownValues));
  const inside = width < narrowBelow;
  const height = heights[values.length === 0 ? "empty" : inside ? "narrow" : width < 800 ? "medium" : "wide"];
  const domain = values.length === 0 ? ([1, 10] as const) : niceLogDomain(Math.min(...values), Math.max(...values));
  const upTicks =
    values.length === 0 ? [] : labelled(logTicks(domain, height - margin.top - margin.bottom), formatLarge);
  const ends = lines.flatMap(({ key, side, together, points }) => {
    const last = points.at(-1)?.value ?? null;
    if (last === null) return [];
    return [{ key, side, name: nameOf(data, side, together), value: formatLarge(last), last }];
  });
  const plot: Box = {
    x0: inside ? 1 : labelColumn(upTicks),
    y0: margin.top,
    x1: width - (ends.length > 0 ? endLabelWidth(ends) + margin.gap + 2 : 8),
    y1: height - margin.bottom,
  };
  const x = timeScale(data.from, data.asOf, [plot.x0, plot.x1]);
  const y = scaleLog().domain(domain).range([plot.y1, plot.y0]);
  return {
    width,
    height,
    plot,
    inside,
    across: placeAcross(timeTicks(data.from, data.asOf, plot.x1 - plot.x0), x, [0, plot.x1 + 14]),
    up: placeUp(upTicks, y),
    lines: lines.map((line) => placeLine(line, plot, x, y)),
    labels: placeEndLabels(
      ends.map(({ last, ...end }) => ({ ...end, y: y(last) })),
      plot.x1 + margin.gap,
      [0, plot.y1 + 10],
    ),
    note: values.length === 0 ? `No compute known to be held by ${formatDate(data.asOf)}` : "",
    marks: lines
      .flatMap((line) => marksOf(data, line, x, y))
      .sort((one, other) => one.x - other.x || (one.key < other.key ? -1 : 1)),
  };
}

function draw(svg: Svg, data: HeldData, options: DrawOptions): HeldPlaced {
  const placed = place(data, options);
  const { plot } = placed;
  const root = drawRoot(svg);
  // Bands lie under the grid's labels and over nothing, so both stay readable where they cross.
  root
    .append("g")
    .attr("aria-hidden", "true")
    .attr("fill-opacity", 0.6)
    .selectAll(null)
    .data(placed.lines.filter(({ band }) => band !== ""))
    .enter()
    .append("path")
    .attr("d", ({ band }) => band)
    .attr("fill", ({ side }) => sideTint[side]);
  drawLeftAxis(root, placed.up, { x0: plot.x0, x1: plot.x1, inside: placed.inside });
  drawBottomAxis(root, placed.across, { y: plot.y1, x0: plot.x0, x1: plot.x1 });
  if (placed.note) drawNote(root, placed.note, (plot.x0 + plot.x1) / 2, (plot.y0 + plot.y1) / 2);
  root
    .append("g")
    .attr("fill", "none")
    .attr("stroke-linejoin", "round")
    .selectAll(null)
    .data(placed.lines.filter(({ path }) => path !== ""))
    .enter()
    .append("path")
    .attr("d", ({ path }) => path)
    .attr("stroke", ({ side }) => sideColour[side])
    .attr("stroke-width", ({ together }) => (together ? 1.4 : 2.2))
    .attr("stroke-dasharray", ({ side, together }) => (together ? sideDash.other : sideDash[side]));
  drawSymbols(
    root,
    placed.lines.flatMap(({ side, together, end }) => (end ? [{ side, hollow: together, ...end }] : [])),
    4,
  );
  drawLabels(root, placed.labels);
  return placed;
}

function table(data: HeldData): ChartTable {
  const rows = linesOf(data).flatMap(({ side, together, points }) =>
    points.map(
      ({ on, value, confirmed, reported, all }) =>
        [
          on,
          data.sides[side].code,
          together ? "several firms together" : "firms",
          ...[value, confirmed, reported, all].map((one) => (one === null ? null : Math.round(one))),
        ] as const,
    ),
  );
  const unit = "H100-equivalents";
  return {
    columns: [
      { name: "on", title: "From", type: "date" },
      { name: "country", title: "Country", type: "text" },
      { name: "counted_as", title: "Counted as", type: "text" },
      { name: "h100_equivalents", title: "Held, in this view", type: "number", unit },
      { name: "confirmed", title: "Confirmed", type: "number", unit },
      { name: "confirmed_and_reported", title: "Reported or better", type: "number", unit },
      { name: "any_evidence", title: "On any evidence", type: "number", unit },
    ],
    rows: rows.sort((one, other) => compareText(String(one[0]), String(other[0]))),
  };
}

function linesOf({ series }: HeldData): readonly Line[] {
  return series.flatMap(({ side, points, together }) => [
    { key: side, side, together: false, points },
    ...(together.length > 0 ? [{ key: `${side}-together`, side, together: true, points: together }] : []),
  ]);
}

function nameOf(data: HeldData, side: "a" | "b", together: boolean): string {
  return `${data.sides[side].label}${together ? ", together" : ""}`;
}

function knownValues(point: HeldPoint): readonly number[] {
  return point.value === null ? [] : levels.flatMap((level) => point[level] ?? []);
}

/** A step at each change; where nothing is known the line is broken, and a band without a lower end falls to the floor. */
function placeLine(
  { key, side, together, points }: Line,
  plot: Box,
  x: (time: number) => number,
  y: (value: number) => number,
): PlacedHeld {
  const steps = points.map((point, index) => {
    const next = points[index + 1];
    const known = knownValues(point);
    const open = !together && levels.some((level) => point[level] === null);
    return {
      from: tenth(Math.max(plot.x0, x(startTime(point.on)))),
      to: tenth(next ? Math.max(plot.x0, x(startTime(next.on))) : plot.x1),
      at: point.value === null ? null : tenth(y(point.value)),
      high: known.length === 0 ? null : tenth(y(Math.max(...known))),
      low: known.length === 0 ? null : open ? plot.y1 : tenth(y(Math.min(...known))),
    };
  });
  let path = "";
  let drawing = false;
  for (const { from, to, at } of steps) {
    if (at !== null) path += drawing ? `V${at}H${to}` : `M${from},${at}H${to}`;
    drawing = at !== null;
  }
  const last = steps.at(-1)?.at ?? null;
  return {
    key,
    side,
    together,
    path,
    band: together
      ? ""
      : steps
          .filter(({ from, to, high, low }) => to > from && high !== null && low !== null && high !== low)
          .map(({ from, to, high, low }) => `M${from},${high}H${to}V${low}H${from}z`)
          .join(""),
    end: last === null ? null : { x: tenth(plot.x1), y: last },
  };
}

function marksOf(
  data: HeldData,
  { key, side, together, points }: Line,
  x: (time: number) => number,
  y: (value: number) => number,
): readonly Mark[] {
  return points.flatMap((point, index) => {
    const { on, value, confirmed, reported, all } = point;
    if (value === null || startTime(on) < startTime(data.from)) return [];
    const said = (one: number | null) => (one === null ? "none" : formatLarge(one));
    return {
      key: `${key}-${index}`,
      x: tenth(x(startTime(on))),
      y: tenth(y(value)),
      side,
      tip: [
        `${nameOf(data, side, together)}, ${formatDate(on)}`,
        `${formatLarge(value)} H100-equivalents`,
        `confirmed ${said(confirmed)}, with reported ${said(reported)}, on any evidence ${said(all)}`,
      ],
    };
  });
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
