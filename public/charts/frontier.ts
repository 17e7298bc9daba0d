import { scaleLinear, scaleLog } from "d3";
import {
  drawBottomAxis,
  drawLeftAxis,
  drawNote,
  drawRoot,
  labelled,
  linearTicks,
  logTicks,
  niceDomain,
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
  type Svg,
  sideColour,
} from "./chart.js";
import { type Box, drawLabels, type LabelCandidate, type PlacedLabel, placeLabels } from "./direct-labels.js";
import { formatCount, formatDate, formatLarge, formatValue, startTime } from "./format.js";
import type { CatchUp, FrontierData, FrontierPanel } from "./frontier-data.js";
import { describe, table } from "./frontier-words.js";
import { drawKey, drawSymbols, type PlacedKey, type PlacedSymbol, placeKey, sideDash, tenth } from "./shapes.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

/** Panels abreast, and most of them in all, by width. */
const grids = [
  { from: 900, columns: 3, most: 9 },
  { from: 560, columns: 2, most: 6 },
  { from: 0, columns: 1, most: 5 },
] as const;
const panel = { height: 212, head: 31, foot: 24, gapX: 30, gapY: 14, dot: 2.4 } as const;
const empty = 90;
/** A scale of counts that spans more than this is drawn in powers of ten. */
const logFrom = 100;

interface PlacedCatchUp {
  readonly follower: "a" | "b";
  readonly x0: number;
  readonly x1: number;
  readonly y: number;
  readonly open: boolean;
}

export interface PlacedPanel {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly unitX: number;
  readonly plot: Box;
  readonly up: readonly PlacedTick[];
  readonly across: readonly PlacedTick[];
  readonly lines: readonly { readonly side: "a" | "b"; readonly path: string }[];
  readonly dots: readonly PlacedSymbol[];
  readonly catchUps: readonly PlacedCatchUp[];
  readonly labels: readonly PlacedLabel[];
}

export interface FrontierPlaced extends Placed {
  readonly key: PlacedKey;
  readonly panels: readonly PlacedPanel[];
  readonly note: string;
}

/** Best scores of both sides through time, a panel a benchmark, with the way from one's record to the other's. */
export const frontier: ChartModule<FrontierData, FrontierPlaced> = { place, draw, describe, table };

function place(data: FrontierData, { width }: PlaceOptions): FrontierPlaced {
  const grid = grids.find(({ from }) => width >= from) ?? grids[2];
  const drawn = data.panels.slice(0, grid.most);
  const key = placeKey(
    drawn.length === 0 ? [] : (["a", "b"] as const).map((side) => ({ side, text: data.sides[side].label })),
    1,
    width,
  );
  const each = (width - panel.gapX * (grid.columns - 1)) / grid.columns;
  const top = key.height + 6;
  const plotHeight = panel.height - panel.head - panel.foot;
  // The widest figure decides for all: only so do equal lengths mean equal times in every panel.
  const indent = Math.max(
    0,
    ...drawn.flatMap((one) => ticksUp(one, plotHeight).map(({ label }) => textWidth(label, chartType.axis) + 6)),
  );
  const placed = drawn.map((one, index) => {
    const x0 = (index % grid.columns) * (each + panel.gapX);
    const y0 = top + Math.floor(index / grid.columns) * (panel.height + panel.gapY);
    return placePanel(data, one, { x0, y0, x1: x0 + each, y1: y0 + panel.height }, indent);
  });
  const rows = Math.ceil(drawn.length / grid.columns);
  return {
    width,
    height: rows === 0 ? empty : top + rows * (panel.height + panel.gapY),
    key,
    panels: placed.map(({ placed: one }) => one),
    note: rows === 0 ? `No benchmark with scores of both by ${formatDate(data.asOf)}` : "",
    marks: placed.flatMap(({ marks }) => marks),
  };
}

function placePanel(data: FrontierData, one: FrontierPanel, box: Box, indent: number) {
  const plot: Box = { x0: box.x0, y0: box.y0 + panel.head, x1: box.x1, y1: box.y1 - panel.foot };
  const height = plot.y1 - plot.y0;
  const y = scaleUp(one, height).range(
    // Better stands higher, also where less is better.
    one.higherIsBetter ? [plot.y1, plot.y0 + 4] : [plot.y0 + 4, plot.y1],
  );
  const up = placeUp(ticksUp(one, height), y);
  const x = timeScale(data.from, data.asOf, [plot.x0 + indent, plot.x1 - 2]);
  const at = (on: string) => tenth(x(startTime(on)));
  const sides = ["a", "b"] as const;
  const catchUps = one.catchUps.map(
    ({ follower, threshold, from, to }): PlacedCatchUp => ({
      follower,
      x0: at(from),
      x1: to === null ? tenth(plot.x1 - 2) : at(to),
      y: tenth(y(threshold)),
      open: to === null,
    }),
  );
  const dots = sides.flatMap((side) =>
    one.steps[side].map(({ on, score }): PlacedSymbol => ({ side, x: at(on), y: tenth(y(score)) })),
  );
  const title = fitText(one.title, chartType.label, plot.x1 - plot.x0, 600);
  const unitX = plot.x0 + textWidth(title, chartType.label, 600) + 6;
  const axisBoxes = up.map(({ label, at: tick }) => ({
    x0: plot.x0,
    y0: tick - 14,
    x1: plot.x0 + textWidth(label, chartType.axis),
    y1: tick,
  }));
  const placed: PlacedPanel = {
    id: one.id,
    title,
    unit: unitX + textWidth(one.unit, chartType.note) <= plot.x1 ? one.unit : "",
    unitX: tenth(unitX),
    plot,
    up,
    across: placeAcross(timeTicks(data.from, data.asOf, plot.x1 - plot.x0 - indent), x, [plot.x0, plot.x1]),
    lines: sides.map((side) => ({ side, path: stepPath(one, side, at, (score) => tenth(y(score)), plot.x1 - 2) })),
    dots,
    catchUps,
    labels: placeLabels(
      one.catchUps.flatMap((catchUp, index) => lengthOf(catchUp, catchUps[index], index)),
      {
        bounds: { x0: plot.x0, y0: plot.y0 - 4, x1: plot.x1, y1: plot.y1 - 1 },
        obstacles: [
          ...axisBoxes,
          ...catchUps.map(({ x0, x1, y: level }) => ({ x0, y0: level - 0.6, x1, y1: level + 0.6 })),
        ],
        points: dots.map((point) => ({ x: point.x, y: point.y, r: panel.dot })),
        mayCover: 1,
        padding: 0.5,
      },
    ).placed,
  };
  return { placed, marks: marksOf(data, one, at, (score) => tenth(y(score))) };
}

function isLog({ steps, unit }: FrontierPanel): boolean {
  const [least, most] = extentOf(steps);
  return unit !== "percent" && least > 0 && most / least >= logFrom;
}

function extentOf(steps: FrontierPanel["steps"]): readonly [number, number] {
  const scores = [...steps.a, ...steps.b].map(({ score }) => score);
  return [Math.min(...scores), Math.max(...scores)];
}

function scaleUp(one: FrontierPanel, height: number) {
  const [least, most] = extentOf(one.steps);
  return isLog(one)
    ? scaleLog().domain(niceLogDomain(least, most))
    : scaleLinear().domain(niceDomain(least, most, height, 28));
}

function ticksUp(one: FrontierPanel, height: number) {
  const [from = 0, to = 1] = scaleUp(one, height).domain();
  const values = isLog(one) ? logTicks([from, to], height) : linearTicks([from, to], height, 36);
  return labelled(values, (value) => (value >= 10_000 ? formatLarge(value) : formatCount(value)));
}

/** A best score holds until the next: level, then straight to it. */
function stepPath(
  { steps }: FrontierPanel,
  side: "a" | "b",
  x: (on: string) => number,
  y: (score: number) => number,
  end: number,
): string {
  const [first, ...rest] = steps[side];
  if (!first) return "";
  return `M${x(first.on)},${y(first.score)}${rest.map(({ on, score }) => `H${x(on)}V${y(score)}`).join("")}H${tenth(end)}`;
}

/** The months of a catch-up, above or below its line; the one still open first, then the longest. */
function lengthOf(catchUp: CatchUp, placed: PlacedCatchUp | undefined, index: number): readonly LabelCandidate[] {
  if (!placed || formatCount(catchUp.months) === "0") return [];
  return [
    {
      key: `${index}`,
      // Towards its end an open one has left the others behind.
      x: placed.x0 + (placed.x1 - placed.x0) * (placed.open ? 0.75 : 0.5),
      y: placed.y,
      text: `${formatCount(catchUp.months)}${placed.open ? "+" : ""}`,
      size: chartType.note,
      weight: placed.open ? 600 : 400,
      importance: placed.open ? 1000 : catchUp.months,
      offset: 2,
      spots: ["above", "below"],
      side: catchUp.follower,
    },
  ];
}

function marksOf(
  { sides }: FrontierData,
  { id, title, unit, steps, catchUps }: FrontierPanel,
  x: (on: string) => number,
  y: (score: number) => number,
): readonly Mark[] {
  const marks = (["a", "b"] as const).flatMap((side) =>
    steps[side].map(({ on, score, model }): Mark => {
      const caught = catchUps.find((one) => one.to === on && one.follower === side && one.threshold === score);
      const after = `${formatValue(caught?.months ?? 0, "months")} after ${sides[side === "a" ? "b" : "a"].name}`;
      return {
        key: `${id} ${side} ${on}`,
        x: x(on),
        y: y(score),
        side,
        tip: [`${model}, ${formatDate(on)}`, `${title}: ${formatCount(score)} ${unit}`, ...(caught ? [after] : [])],
      };
    }),
  );
  return marks.sort((one, other) => one.x - other.x || (one.key < other.key ? -1 : 1));
}

function draw(svg: Svg, data: FrontierData, options: DrawOptions): FrontierPlaced {
  const placed = place(data, options);
  const root = drawRoot(svg);
  if (placed.note) drawNote(root, placed.note, placed.width / 2, empty / 2);
  drawKey(root, placed.key);
  for (const one of placed.panels) drawPanel(root, one);
  return placed;
}

function drawPanel(root: Svg, { plot, ...one }: PlacedPanel): void {
  const head = root
    .append("text")
    .attr("x", tenth(plot.x0))
    .attr("y", tenth(plot.y0 - 17))
    .attr("font-size", chartType.label);
  head.append("tspan").attr("font-weight", 600).attr("fill", colour.ink).text(one.title);
  if (one.unit) {
    head
      .append("tspan")
      .attr("x", one.unitX)
      .attr("font-size", chartType.note)
      .attr("fill", colour.muted)
      .text(one.unit);
  }
  drawLeftAxis(root, one.up, { x0: plot.x0, x1: plot.x1, inside: true });
  drawBottomAxis(root, one.across, { y: plot.y1, x0: plot.x0, x1: plot.x1 });
  for (const { side, path } of one.lines) {
    if (path === "") continue;
    root
      .append("path")
      .attr("d", path)
      .attr("fill", "none")
      .attr("stroke", sideColour[side])
      .attr("stroke-width", 1.5)
      .attr("stroke-opacity", 0.55)
      .attr("stroke-dasharray", sideDash[side]);
  }
  for (const side of ["a", "b"] as const) {
    for (const open of [false, true]) {
      const lines = one.catchUps.filter((each) => each.follower === side && each.open === open && each.x1 > each.x0);
      if (lines.length === 0) continue;
      root
        .append("path")
        .attr("d", lines.map(({ x0, x1, y }) => `M${x0},${y}H${x1}`).join(""))
        .attr("stroke", sideColour[side])
        .attr("stroke-width", open ? 1.8 : 1.1)
        .attr("stroke-dasharray", open ? "2 3" : null);
    }
  }
  drawSymbols(root, one.dots, panel.dot);
  drawLabels(root, one.labels);
}
