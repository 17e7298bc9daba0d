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
  type ChartModule,
  type DrawOptions,
  type Placed,
  type PlaceOptions,
  type Svg,
  sideColour,
  sideTextColour,
  sideTint,
} from "./chart.js";
import { type ClaimedMeasuredData, sidesCompared, upwards } from "./claimed-measured-data.js";
import {
  type Caption,
  captionBox,
  captionsOf,
  endsOf,
  linePoints,
  marksOf,
  nameOf,
  narrowBelow,
  type PlacedClaim,
  type PlacedCourse,
  placeClaims,
  placeCourse,
  threadsOf,
  valuesOf,
} from "./claimed-measured-places.js";
import { describe, shown, table } from "./claimed-measured-words.js";
import { type Box, drawLabels, endLabelWidth, type PlacedLabel, placeEndLabels, placeLabels } from "./direct-labels.js";
import { formatCount, formatDate, startTime } from "./format.js";
import { drawSymbols, type PlacedSymbol, tenth } from "./shapes.js";
import { chartType, colour } from "./tokens.js";

const heights = { wide: 480, medium: 430, narrow: 380, empty: 150 } as const;
const margin = { top: 20, bottom: 30, gap: 11 } as const;
const dot = 2.6;
const symbol = 3.2;

export interface ClaimedMeasuredPlaced extends Placed {
  readonly plot: Box;
  readonly inside: boolean;
  readonly zero: number;
  readonly claims: readonly PlacedClaim[];
  readonly courses: readonly PlacedCourse[];
  readonly threads: readonly { readonly side: "a" | "b"; readonly path: string }[];
  readonly crossings: readonly PlacedSymbol[];
  readonly across: readonly PlacedTick[];
  readonly up: readonly PlacedTick[];
  readonly captions: readonly Caption[];
  /** Names of claims, and of the lines at their ends. */
  readonly labels: readonly PlacedLabel[];
  readonly ends: readonly PlacedLabel[];
  readonly note: string;
}

/** What was said of a lag, on its day, over what could be measured: claims as upright bars, measurements as lines. */
export const claimedMeasured: ChartModule<ClaimedMeasuredData, ClaimedMeasuredPlaced> = {
  place,
  draw,
  describe,
  table,
  shown,
};

function place(data: ClaimedMeasuredData, { width }: PlaceOptions): ClaimedMeasuredPlaced {
  const inside = width < narrowBelow;
  const above = upwards(data);
  const signed = (side: "a" | "b", months: number) => (side === above ? months : -months);
  const values = valuesOf(data, signed);
  const height = heights[values.length === 0 ? "empty" : inside ? "narrow" : width < 800 ? "medium" : "wide"];
  const plotHeight = height - margin.top - margin.bottom;
  const domain = niceDomain(Math.min(0, ...values), Math.max(6, ...values), plotHeight);
  // Below the line months are counted downwards from zero: the caption says who is ahead there.
  const ticks = labelled(values.length === 0 ? [] : linearTicks(domain, plotHeight), (value) =>
    formatCount(Math.abs(value)),
  );
  const ends = endsOf(data, signed);
  const plot: Box = {
    x0: inside ? 1 : labelColumn(ticks),
    y0: margin.top,
    x1: width - (ends.length > 0 ? endLabelWidth(ends) + margin.gap + 2 : 8),
    y1: height - margin.bottom,
  };
  const x = timeScale(data.from, data.asOf, [plot.x0 + (inside ? labelColumn(ticks) + 4 : 8), plot.x1]);
  const y = scaleLinear().domain(domain).range([plot.y1, plot.y0]);
  const at = (on: string) => tenth(Math.max(plot.x0, x(startTime(on))));
  const courses = sidesCompared.map((side) => placeCourse(data, side, at, (months) => y(signed(side, months))));
  const crossings = data.crossings.map(({ on, follower, months }) => ({
    side: follower,
    x: at(on),
    y: tenth(y(signed(follower, months))),
  }));
  const claims = placeClaims(data.claims, at, (claim, months) => tenth(y(signed(claim.behind, months))), plot);
  const captions = captionsOf(data, domain, tenth(y(0)), plot, inside ? labelColumn(ticks) : 4);
  const candidates = claims.map((placed, index) => nameOf(data.claims[index], placed, index, width));
  const { placed: labels } = placeLabels(candidates, {
    bounds: { x0: plot.x0, y0: 0, x1: plot.x1 + 4, y1: plot.y1 - 2 },
    obstacles: [
      ...claims.map((claim) => ({ x0: claim.x - 2.5, y0: claim.y0 - 1, x1: claim.x + 2.5, y1: claim.y1 + 1 })),
      ...captions.map(captionBox),
      ...linePoints(courses).map(([px, py]) => ({ x0: px - 2, y0: py - 2, x1: px + 2, y1: py + 2 })),
    ],
    points: crossings.map((point) => ({ x: point.x, y: point.y, r: symbol })),
    mayCover: 2,
  });
  return {
    width,
    height,
    plot,
    inside,
    zero: tenth(y(0)),
    claims,
    courses,
    threads: threadsOf(data, at, (side, months) => tenth(y(signed(side, months)))),
    crossings,
    across: placeAcross(timeTicks(data.from, data.asOf, plot.x1 - plot.x0), x, [0, plot.x1 + 14]),
    up: placeUp(ticks, y),
    captions,
    labels,
    ends: placeEndLabels(
      ends.map((end) => ({ ...end, y: y(end.months) })),
      plot.x1 + margin.gap,
      [0, plot.y1 + 10],
    ),
    note: values.length === 0 ? `Nothing said in figures and nothing to measure by ${formatDate(data.asOf)}` : "",
    marks: marksOf(data, claims, crossings),
  };
}

function draw(svg: Svg, data: ClaimedMeasuredData, options: DrawOptions): ClaimedMeasuredPlaced {
  const placed = place(data, options);
  const { plot } = placed;
  const root = drawRoot(svg);
  drawLeftAxis(root, placed.up, { x0: plot.x0, x1: plot.x1, inside: placed.inside });
  drawBottomAxis(root, placed.across, { y: plot.y1, x0: plot.x0, x1: plot.x1 });
  if (placed.zero < plot.y1) {
    root
      .append("path")
      .attr("d", `M${tenth(plot.x0)},${placed.zero}H${tenth(plot.x1)}`)
      .attr("stroke", colour.muted);
  }
  if (placed.note) drawNote(root, placed.note, placed.width / 2, (plot.y0 + plot.y1) / 2 + 4);
  for (const { side, band } of placed.courses) {
    if (band) root.append("path").attr("d", band).attr("fill", sideTint[side]).attr("fill-opacity", 0.75);
  }
  for (const { side, path } of placed.threads) {
    root
      .append("path")
      .attr("d", path)
      .attr("fill", "none")
      .attr("stroke", sideColour[side])
      .attr("stroke-width", 0.7)
      .attr("stroke-opacity", 0.28);
  }
  drawSymbols(root, placed.crossings, dot);
  for (const { side, median, open } of placed.courses) {
    const line = (d: string, dash: string | null, thick: number) =>
      d &&
      root
        .append("path")
        .attr("d", d)
        .attr("fill", "none")
        .attr("stroke", sideColour[side])
        .attr("stroke-width", thick)
        .attr("stroke-linejoin", "round")
        .attr("stroke-dasharray", dash);
    line(median, null, 2.6);
    line(open, "5 3.5", 1.8);
  }
  drawClaims(root, placed.claims);
  root
    .append("g")
    .attr("font-size", chartType.note)
    .attr("font-weight", 600)
    .selectAll(null)
    .data(placed.captions)
    .enter()
    .append("text")
    .attr("x", ({ x }) => x)
    .attr("y", ({ y }) => y)
    .attr("fill", ({ side }) => sideTextColour[side])
    .text(({ text }) => text);
  drawLabels(root, placed.labels);
  drawLabels(root, placed.ends);
  return placed;
}

function drawClaims(root: Svg, claims: readonly PlacedClaim[]): void {
  const bars = claims.map(({ x, y0, y1 }) => `M${x},${y0}V${y1}`).join("");
  if (!bars) return;
  const ink = (d: string, width: number, dash: string | null = null) =>
    root
      .append("path")
      .attr("d", d)
      .attr("fill", "none")
      .attr("stroke", colour.ink)
      .attr("stroke-width", width)
      .attr("stroke-dasharray", dash);
  ink(bars, 3);
  // A claim of one figure has no length, so its mark is the thicker.
  ink(claims.flatMap(({ x, y0, y1 }) => (y0 === y1 ? [`M${tenth(x - 5)},${y0}h10`] : [])).join(""), 4);
  const caps = claims.map(({ x, y0, y1, tail }) => {
    const ends = tail === null ? [y0, y1] : tail === "far" ? [y1] : [y0];
    return [...new Set(ends)].map((y) => `M${tenth(x - 4)},${y}h8`).join("");
  });
  ink(caps.join(""), 2);
  const arrows = claims.flatMap(({ x, y0, y1, tail }) =>
    tail === null
      ? []
      : [tail === "far" ? `M${tenth(x - 4)},${y0 + 5}l4,-5l4,5` : `M${tenth(x - 4)},${y1 - 5}l4,5l4,-5`],
  );
  if (arrows.length > 0) ink(arrows.join(""), 1.6);
}
