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
  type ChartModule,
  type DrawOptions,
  type Mark,
  type Placed,
  type PlaceOptions,
  type SideKey,
  type Svg,
  sideColour,
} from "./chart.js";
import { type Box, drawLabels, type LabelCandidate, type PlacedLabel, placeLabels } from "./direct-labels.js";
import { countOf, formatCount, formatDate, startTime } from "./format.js";
import {
  drawOpennessKey,
  drawOpennessMarks,
  type OpennessKey,
  type OpennessMark,
  placeOpennessKey,
} from "./openness-marks.js";
import {
  drawnOf,
  formatFlop,
  isMeasured,
  type Measured,
  openingYear,
  type Release,
  type ReleasesData,
  records,
} from "./releases-data.js";
import { describe, opennessWords, table } from "./releases-words.js";
import { sideDash, tenth } from "./shapes.js";
import { textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

const narrowBelow = 480;
/** Of the part with figures; key and rug come on top. */
const plotHeights = { wide: 400, medium: 360, narrow: 340, empty: 120 } as const;
const margin = { right: 12, bottom: 28, rugHead: 17, lane: 11 } as const;
const labelLimits = { wide: 26, medium: 15, narrow: 7 } as const;
const radii = { wide: 4, medium: 3.8, narrow: 3.2, rug: 3.2 } as const;

interface Frontier {
  readonly side: SideKey;
  /** Corners of the steps, in turn across and up. */
  readonly corners: readonly (readonly [x: number, y: number])[];
}

export interface ReleasesPlaced extends Placed {
  readonly plot: Box;
  readonly across: readonly PlacedTick[];
  readonly up: readonly PlacedTick[];
  readonly key: OpennessKey;
  readonly radius: number;
  readonly points: readonly OpennessMark[];
  /** Models without a figure, in the rug below the plot, a lane for each side. */
  readonly rug: readonly OpennessMark[];
  readonly rugBox: (Box & { readonly text: string }) | null;
  readonly frontiers: readonly Frontier[];
  /** Where the time axis stands: below the plot, or below the rug. */
  readonly axisY: number;
  readonly labels: readonly PlacedLabel[];
  readonly note: string;
}

/** Models by release and training compute, shaped by openness; those without a figure in a rug below. */
export const releases: ChartModule<ReleasesData, ReleasesPlaced> = { place, draw, describe, table };

function place(data: ReleasesData, { width }: PlaceOptions): ReleasesPlaced {
  const size = width < narrowBelow ? "narrow" : width < 800 ? "medium" : "wide";
  const ordered = drawnOf(data);
  const measured = ordered.filter(isMeasured);
  const unmeasured = ordered.filter((release) => !isMeasured(release));
  const from = `${openingYear(data)}-01-01`;
  const figures = measured.map(({ computeFlop }) => computeFlop);
  const [low, high] = measured.length > 0 ? niceLogDomain(Math.min(...figures), Math.max(...figures)) : [1e20, 1e26];

  const key = placeOpennessKey(data.sides, ordered, width);
  const radius = radii[size];
  const top = key.height + 10;
  const plotHeight = plotHeights[measured.length > 0 ? size : "empty"];
  const upTicks = measured.length > 0 ? labelled(decades(low, high, plotHeight), formatFlop) : [];
  const plot: Box = { x0: labelColumn(upTicks), y0: top, x1: width - margin.right, y1: top + plotHeight };
  // The outermost marks stand clear of the frame.
  const x = timeScale(from, data.asOf, [plot.x0 + radius + 1, plot.x1 - radius - 1]);
  const y = scaleLog().domain([low, high]).range([plot.y1, plot.y0]);

  const points = measured.map((release) => ({
    ...markShape(release),
    x: tenth(x(startTime(release.on))),
    y: tenth(y(release.computeFlop)),
  }));
  const lanes = (["a", "b", "other"] as const).filter((side) => unmeasured.some((release) => release.side === side));
  const rugTop = plot.y1 + 6;
  const rug = unmeasured.map((release) => ({
    ...markShape(release),
    x: tenth(x(startTime(release.on))),
    y: tenth(rugTop + margin.rugHead + margin.lane * (lanes.indexOf(release.side) + 0.5)),
  }));
  const rugBox =
    unmeasured.length === 0
      ? null
      : {
          x0: plot.x0,
          y0: rugTop,
          x1: plot.x1,
          y1: rugTop + margin.rugHead + margin.lane * lanes.length + 3,
          text: rugText(unmeasured.length, plot.x1 - plot.x0 - 8),
        };
  const axisY = rugBox ? rugBox.y1 : plot.y1;
  const frontiers = (["b", "a"] as const).flatMap((side) => frontier(records(ordered, side), side, x, y, plot.x1));
  const at = new Map([...points, ...rug].map((mark) => [mark.id, mark]));
  return {
    width,
    height: axisY + margin.bottom,
    plot,
    key,
    radius,
    points,
    rug,
    rugBox,
    frontiers,
    axisY,
    across: placeAcross(timeTicks(from, data.asOf, plot.x1 - plot.x0), x, [0, width]),
    up: placeUp(upTicks, y),
    labels: placeLabels(labelsFor(ordered, at, radius), {
      bounds: { x0: plot.x0 + 2, y0: plot.y0 - 8, x1: width - 1, y1: plot.y1 - 2 },
      obstacles: frontiers.flatMap((line) => obstaclesOf(line, radius)),
      points: points.map((mark) => ({ x: mark.x, y: mark.y, r: radius })),
      limit: labelLimits[size],
      padding: 3,
    }).placed,
    note: measured.length > 0 ? "" : `No training compute known by ${formatDate(data.asOf)}`,
    marks: ordered.flatMap((release) => {
      const mark = at.get(release.id);
      return mark ? [markOf(release, mark)] : [];
    }),
  };
}

function draw(svg: Svg, data: ReleasesData, options: DrawOptions): ReleasesPlaced {
  const placed = place(data, options);
  const { plot, rugBox } = placed;
  const root = drawRoot(svg);
  drawOpennessKey(root, placed.key);
  if (rugBox) {
    root
      .append("rect")
      .attr("x", tenth(rugBox.x0))
      .attr("y", tenth(rugBox.y0))
      .attr("width", tenth(rugBox.x1 - rugBox.x0))
      .attr("height", tenth(rugBox.y1 - rugBox.y0))
      .attr("fill", colour.wash);
  }
  drawLeftAxis(root, placed.up, { x0: plot.x0, x1: plot.x1 });
  drawBottomAxis(root, placed.across, { y: placed.axisY, x0: plot.x0, x1: plot.x1, gridTop: plot.y0 });
  if (rugBox) {
    root
      .append("text")
      .attr("x", tenth(rugBox.x0 + 4))
      .attr("y", tenth(rugBox.y0 + 12))
      .attr("font-size", chartType.note)
      .attr("fill", colour.muted)
      .text(rugBox.text);
  }
  if (placed.note) drawNote(root, placed.note, (plot.x0 + plot.x1) / 2, (plot.y0 + plot.y1) / 2);
  root
    .append("g")
    .attr("fill", "none")
    .attr("stroke-width", 1.4)
    .attr("stroke-opacity", 0.7)
    .selectAll(null)
    .data(placed.frontiers)
    .enter()
    .append("path")
    .attr("d", ({ corners }) => `M${corners.map((corner) => corner.join(",")).join("L")}`)
    .attr("stroke", ({ side }) => sideColour[side])
    .attr("stroke-dasharray", ({ side }) => sideDash[side]);
  drawOpennessMarks(root, placed.points, placed.radius);
  drawOpennessMarks(root, placed.rug, Math.min(placed.radius, radii.rug));
  drawLabels(root, placed.labels);
  return placed;
}

/** Whole decades only: between them a reader of FLOP has no names. */
function decades(low: number, high: number, lengthPx: number): readonly number[] {
  const all = logTicks([low, high], lengthPx).filter((value) =>
    Number.isInteger(Math.round(Math.log10(value) * 1e6) / 1e6),
  );
  return all.length >= 2 ? all : [low, high];
}

/** The largest so far as a line in steps, held up to the last day; one record alone has a line as well. */
function frontier(
  found: readonly Measured[],
  side: SideKey,
  x: (time: number) => number,
  y: (flop: number) => number,
  right: number,
): readonly Frontier[] {
  const corners: (readonly [number, number])[] = [];
  for (const { on, computeFlop } of found) {
    const [across, up] = [tenth(x(startTime(on))), tenth(y(computeFlop))];
    const level = corners.at(-1)?.[1];
    if (level !== undefined) corners.push([across, level]);
    corners.push([across, up]);
  }
  const level = corners.at(-1)?.[1];
  return level === undefined ? [] : [{ side, corners: [...corners, [tenth(right), level]] }];
}

/** Room that a line takes from labels; where it begins and turns stand marks, beside which labels belong. */
function obstaclesOf({ corners }: Frontier, radius: number): readonly Box[] {
  const clear = radius + 2;
  return corners.slice(1).flatMap(([x1, y1], at) => {
    const [x0, y0] = corners[at] ?? [x1, y1];
    const box = { x0: Math.min(x0, x1), y0: Math.min(y0, y1), x1: Math.max(x0, x1), y1: Math.max(y0, y1) };
    if (y0 === y1) return box.x1 - box.x0 > 2 * clear ? [{ ...box, x0: box.x0 + clear, y0: y0 - 1, y1: y0 + 1 }] : [];
    return box.y1 - box.y0 > 2 * clear ? [{ ...box, x0: x0 - 1, x1: x0 + 1, y0: box.y0 + clear, y1: box.y1 }] : [];
  });
}

function markShape({ id, side, openness, confidence }: Release): Omit<OpennessMark, "x" | "y"> {
  return { id, side, openness: openness ?? "unknown", hollow: confidence === "estimated" || confidence === "disputed" };
}

/** The frontier of each side first, latest before earlier, then the largest of all. */
function labelsFor(
  ordered: readonly Release[],
  at: ReadonlyMap<string, OpennessMark>,
  radius: number,
): readonly LabelCandidate[] {
  const importance = new Map<string, number>();
  for (const side of ["a", "b"] as const) {
    for (const [index, { id }] of [...records(ordered, side)].reverse().entries()) importance.set(id, 1000 - index);
  }
  const largest = ordered
    .filter(isMeasured)
    .sort((one, other) => other.computeFlop - one.computeFlop || (one.id < other.id ? -1 : 1));
  for (const [index, { id }] of largest.slice(0, 200).entries()) if (!importance.has(id)) importance.set(id, -index);
  return largest.flatMap((release) => {
    const mark = at.get(release.id);
    const rank = importance.get(release.id);
    if (!mark || rank === undefined) return [];
    // The largest of each side is named even from within a crowd.
    const crowded = rank === 1000 ? { mayCover: 2, farther: [16, 26, 36] } : {};
    return {
      key: release.id,
      x: mark.x,
      y: mark.y,
      text: release.name.replace(/\s*\([^)]*\)/g, ""),
      side: release.side,
      size: chartType.note,
      importance: rank,
      offset: radius + 3,
      ...crowded,
    };
  });
}

function markOf(release: Release, { x, y }: OpennessMark): Mark {
  const { id, name, company, side, computeFlop, openness, on, confidence, href } = release;
  return {
    key: id,
    x,
    y,
    side,
    tip: [
      `${name}, ${company}`,
      isMeasured(release)
        ? `${formatFlop(computeFlop ?? 0)} FLOP, released ${formatDate(on)}`
        : `training compute not known, released ${formatDate(on)}`,
      `${opennessWords[openness ?? "unknown"]}, ${confidence}`,
    ],
    ...(href && { href }),
  };
}

function rugText(count: number, width: number): string {
  const long = `${countOf(count, "model")} whose training compute is not known`;
  return textWidth(long, chartType.note) <= width ? long : `${formatCount(count)} not known`;
}
