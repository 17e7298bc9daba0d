import { scaleLinear, scaleLog } from "d3";
import {
  drawBottomAxis,
  drawLeftAxis,
  drawNote,
  drawRoot,
  labelColumn,
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
  type ChartData,
  type ChartModule,
  type ChartTable,
  type ChartText,
  type DrawOptions,
  type Mark,
  type Placed,
  type PlaceOptions,
  type SideKey,
  type Svg,
  sideColour,
} from "./chart.js";
import { type Box, drawLabels, type LabelCandidate, type PlacedLabel, placeLabels } from "./direct-labels.js";
import { capital, countOf, formatCount, formatDate, startTime } from "./format.js";
import {
  drawKey,
  drawSymbols,
  type KeyEntry,
  type PlacedKey,
  type PlacedSymbol,
  placeKey,
  sideDash,
  tenth,
} from "./shapes.js";
import { chartType } from "./tokens.js";

const narrowBelow = 480;
const heights = { wide: 400, medium: 350, narrow: 300, empty: 110 } as const;
const margin = { right: 14, bottom: 28, key: 12 } as const;
/** Positive scores that spread wider than this many times are drawn on a logarithmic scale. */
const widestLinear = 200;
const radius = { wide: 3.8, narrow: 3.2 } as const;

type Compared = "a" | "b";

export interface ScoreDot {
  readonly id: string;
  readonly model: string;
  readonly company: string;
  readonly side: SideKey;
  /** Day from which the score counts; a reduced date stands at its first day. */
  readonly on: string;
  readonly score: number;
  /** Better than all that its country had before. */
  readonly record: boolean;
  readonly confidence: string;
  readonly href?: string;
}

export interface FrontierScoresData extends ChartData {
  readonly benchmark: string;
  readonly unit: string;
  readonly higherIsBetter: boolean;
  /** Ends of the scale where it has such: a score in percent lies between 0 and 100. */
  readonly bounds?: readonly [number, number];
  readonly scores: readonly ScoreDot[];
}

export interface PlacedScore extends PlacedSymbol {
  readonly id: string;
  readonly record: boolean;
}

export interface FrontierScoresPlaced extends Placed {
  readonly plot: Box;
  readonly logarithmic: boolean;
  readonly key: PlacedKey;
  readonly across: readonly PlacedTick[];
  readonly up: readonly PlacedTick[];
  readonly radius: number;
  readonly dots: readonly PlacedScore[];
  /** The best so far of each side, as steps up to the last day. */
  readonly lines: readonly { readonly side: Compared; readonly path: string }[];
  readonly labels: readonly PlacedLabel[];
  readonly note: string;
}

/** Every score on one benchmark, and the best so far of both sides as steps. */
export const frontierScores: ChartModule<FrontierScoresData, FrontierScoresPlaced> = { place, draw, describe, table };

function place(data: FrontierScoresData, { width }: PlaceOptions): FrontierScoresPlaced {
  const size = width < narrowBelow ? "narrow" : width < 800 ? "medium" : "wide";
  const drawn = drawnOf(data);
  const key = placeKey(keyOf(data, drawn), 1, width);
  const plotHeight = heights[drawn.length > 0 ? size : "empty"];
  const { logarithmic, domain, values } = scaleOf(data, drawn, plotHeight);
  const upTicks = drawn.length > 0 ? labelled(values, formatCount) : [];
  const r = size === "narrow" ? radius.narrow : radius.wide;
  const top = key.height + margin.key;
  const plot: Box = { x0: labelColumn(upTicks), y0: top, x1: width - margin.right, y1: top + plotHeight };
  const [first = data.asOf] = drawn.map(({ on }) => on);
  const x = timeScale(first, data.asOf, [plot.x0 + r + 1, plot.x1 - r - 1]);
  const y = (logarithmic ? scaleLog() : scaleLinear()).domain(domain).range([plot.y1, plot.y0]);

  const dots = drawn.map(
    (dot): PlacedScore => ({
      id: dot.id,
      side: dot.side,
      record: dot.record,
      hollow: isWeak(dot),
      x: tenth(x(startTime(dot.on))),
      y: tenth(y(dot.score)),
    }),
  );
  const at = new Map(dots.map((dot) => [dot.id, dot]));
  const sides = (["a", "b"] as const).map((side) => ({
    side,
    steps: recordsOf(drawn, side).flatMap(({ id }) => at.get(id) ?? []),
  }));
  const lines = sides.flatMap(({ side, steps }) => {
    const [begin, ...later] = steps;
    if (!begin) return [];
    const path = `M${begin.x},${begin.y}${later.map((step) => `H${step.x}V${step.y}`).join("")}H${tenth(plot.x1)}`;
    return [{ side, path }];
  });
  return {
    width,
    height: plot.y1 + margin.bottom,
    plot,
    logarithmic,
    key,
    radius: r,
    dots,
    lines,
    across: placeAcross(timeTicks(first, data.asOf, plot.x1 - plot.x0), x, [0, width]),
    up: placeUp(upTicks, y),
    labels: placeLabels(labelsFor(drawn, at, r), {
      bounds: { x0: plot.x0 + 2, y0: plot.y0 - 10, x1: width - 1, y1: plot.y1 - 2 },
      points: dots.map((dot) => ({ x: dot.x, y: dot.y, r })),
      obstacles: sides.flatMap(({ steps }) => inkOfSteps(steps, plot.x1)),
      padding: 2,
    }).placed,
    note: drawn.length > 0 ? "" : `No score by ${formatDate(data.asOf)}`,
    marks: drawn.flatMap((dot) => {
      const placed = at.get(dot.id);
      return placed ? [markOf(data, dot, placed)] : [];
    }),
  };
}

/** Boxes around the strokes of a step line, which labels keep off. */
function inkOfSteps(steps: readonly PlacedScore[], end: number): readonly Box[] {
  return steps.flatMap((step, index): Box[] => {
    const next = steps[index + 1];
    const tread = { x0: step.x, x1: next?.x ?? end, y0: step.y - 1, y1: step.y + 1 };
    if (!next) return [tread];
    const riser = { x0: next.x - 1, x1: next.x + 1, y0: Math.min(step.y, next.y), y1: Math.max(step.y, next.y) };
    return [tread, riser];
  });
}

/** A linear scale unless the scores are positive and spread too wide for one. */
function scaleOf(
  { bounds }: FrontierScoresData,
  drawn: readonly ScoreDot[],
  height: number,
): { readonly logarithmic: boolean; readonly domain: readonly [number, number]; readonly values: readonly number[] } {
  const scores = drawn.map(({ score }) => score);
  const [least, most] = drawn.length > 0 ? [Math.min(...scores), Math.max(...scores)] : [0, 1];
  if (!bounds && least > 0 && most / least > widestLinear) {
    const domain = niceLogDomain(least, most);
    return { logarithmic: true, domain, values: logTicks(domain, height) };
  }
  const domain = bounds ?? niceDomain(least, most, height);
  return { logarithmic: false, domain, values: linearTicks(domain, height) };
}

function draw(svg: Svg, data: FrontierScoresData, options: DrawOptions): FrontierScoresPlaced {
  const placed = place(data, options);
  const { plot } = placed;
  const root = drawRoot(svg);
  drawKey(root, placed.key);
  drawLeftAxis(root, placed.up, { x0: plot.x0, x1: plot.x1 });
  drawBottomAxis(root, placed.across, { y: plot.y1, x0: plot.x0, x1: plot.x1, gridTop: plot.y0 });
  if (placed.note) drawNote(root, placed.note, placed.width / 2, (plot.y0 + plot.y1) / 2);
  for (const { side, path } of placed.lines) {
    root
      .append("path")
      .attr("d", path)
      .attr("fill", "none")
      .attr("stroke", sideColour[side])
      .attr("stroke-width", 1.8)
      .attr("stroke-dasharray", sideDash[side]);
  }
  // Scores that set no record stand back.
  const others = root.append("g").attr("opacity", 0.45) as unknown as Svg;
  drawSymbols(
    others,
    placed.dots.filter(({ record }) => !record),
    placed.radius - 0.8,
  );
  drawSymbols(
    root,
    placed.dots.filter(({ record }) => record),
    placed.radius,
  );
  drawLabels(root, placed.labels);
  return placed;
}

function describe(data: FrontierScoresData): ChartText {
  const drawn = drawnOf(data);
  const models = new Set(drawn.map(({ model }) => model)).size;
  const others = drawn.filter(({ side }) => side === "other").length;
  const pieces = [
    drawn.length === 0 ? "No scores in view" : `${countOf(drawn.length, "score")} of ${countOf(models, "model")}`,
    others > 0 ? `${formatCount(others)} of other countries` : "",
  ];
  const sides = (["a", "b"] as const).map((side) => {
    const best = recordsOf(drawn, side).at(-1);
    const own = drawn.filter((dot) => dot.side === side).length;
    const name = capital(data.sides[side].name);
    if (!best) return `${name}: no score.`;
    return `${name}: ${countOf(own, "score")}, ${countOf(recordsOf(drawn, side).length, "record")}, the best ${formatCount(best.score)} by ${best.model} (${formatDate(best.on)}).`;
  });
  const { logarithmic } = scaleOf(data, drawn, heights.wide);
  return {
    finding: findingOf(data, drawn),
    unit: `Each score in ${data.unit} by the day from which it counts${logarithmic ? ", logarithmic scale" : ""}; lines follow the best so far of each country`,
    coverage: pieces.filter(Boolean).join("; "),
    summary: [`Scores on ${data.benchmark} up to ${formatDate(data.asOf)}.`, ...sides].join(" "),
  };
}

function findingOf(data: FrontierScoresData, drawn: readonly ScoreDot[]): string {
  const { benchmark, unit, sides, asOf } = data;
  const [a, b] = (["a", "b"] as const).map((side) => recordsOf(drawn, side).at(-1));
  if (!a && !b) return `No score of ${sides.a.name} or ${sides.b.name} on ${benchmark} by ${formatDate(asOf)}`;
  if (!a || !b) {
    const [only, without] = a ? [sides.a, sides.b] : [sides.b, sides.a];
    const best = a ?? b;
    return `Only ${only.name} has scores on ${benchmark}, the best ${formatCount(best?.score ?? 0)} by ${best?.model}; ${without.name} has none`;
  }
  if (a.score === b.score) {
    return `${capital(sides.a.name)} and ${sides.b.name} stand level on ${benchmark}, each at ${formatCount(a.score)} ${unit}`;
  }
  const [lead, trail] = a.score > b.score === data.higherIsBetter ? (["a", "b"] as const) : (["b", "a"] as const);
  const best = { a, b };
  const apart = Math.abs(a.score - b.score);
  return `${capital(sides[trail].name)} is ${sayApart(apart, unit)} behind ${sides[lead].name} on ${benchmark}: ${formatCount(best[trail].score)} by ${best[trail].model} against ${formatCount(best[lead].score)} by ${best[lead].model}`;
}

/** @example sayApart(2.31, "percent") // "2.3 percentage points" */
function sayApart(apart: number, unit: string): string {
  const words = unit === "percent" ? "percentage points" : unit;
  return apart < 0.05 ? `less than 0.1 ${words}` : `${formatCount(apart)} ${words}`;
}

function table(data: FrontierScoresData): ChartTable {
  return {
    columns: [
      { name: "on", title: "Dated", type: "date" },
      { name: "model", title: "Model", type: "text" },
      { name: "company", title: "Company", type: "text" },
      { name: "country", title: "Country", type: "text" },
      { name: "score", title: "Score", type: "number", unit: data.unit },
      { name: "record", title: "Record", type: "text" },
      { name: "confidence", title: "Confidence", type: "text" },
    ],
    rows: drawnOf(data).map((dot) => [
      dot.on,
      dot.model,
      dot.company,
      dot.side === "other" ? "other" : data.sides[dot.side].code,
      dot.score,
      dot.record ? "yes" : "no",
      dot.confidence,
    ]),
  };
}

/** In order of date: the order of reading and of the table. */
function drawnOf({ scores }: FrontierScoresData): readonly ScoreDot[] {
  return [...scores].sort(
    (one, other) => startTime(one.on) - startTime(other.on) || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0),
  );
}

function recordsOf(drawn: readonly ScoreDot[], side: Compared): readonly ScoreDot[] {
  return drawn.filter((dot) => dot.side === side && dot.record);
}

function isWeak({ confidence }: ScoreDot): boolean {
  return confidence === "estimated" || confidence === "disputed";
}

function keyOf({ sides }: FrontierScoresData, drawn: readonly ScoreDot[]): readonly KeyEntry[] {
  const entries: KeyEntry[] = (["a", "b"] as const)
    .filter((side) => drawn.some((dot) => dot.side === side))
    .map((side) => ({ side, text: sides[side].label }));
  if (drawn.some(({ side }) => side === "other")) entries.push({ side: "other", text: "Others" });
  const weak = drawn.find(isWeak);
  if (weak) entries.push({ side: weak.side, text: "hollow: estimated or disputed", hollow: true });
  return entries;
}

/** Records of both sides, the last of each first and with its score. */
function labelsFor(
  drawn: readonly ScoreDot[],
  at: ReadonlyMap<string, PlacedScore>,
  r: number,
): readonly LabelCandidate[] {
  return (["a", "b"] as const).flatMap((side) => {
    const latest = [...recordsOf(drawn, side)].reverse();
    return latest.flatMap((dot, rank): LabelCandidate[] => {
      const placed = at.get(dot.id);
      // A model that was scored again is named at the last of its records.
      if (!placed || latest.findIndex(({ model }) => model === dot.model) < rank) return [];
      return [
        {
          key: dot.id,
          x: placed.x,
          y: placed.y,
          text: rank === 0 ? `${dot.model} ${formatCount(dot.score)}` : dot.model,
          side,
          size: chartType.note,
          weight: rank === 0 ? 600 : 400,
          importance: -rank,
          offset: r + 3,
          ...(rank === 0 && { mayCover: 3, farther: [14, 24, 36, 52] }),
        },
      ];
    });
  });
}

function markOf(data: FrontierScoresData, dot: ScoreDot, at: PlacedScore): Mark {
  const record = dot.record ? ", best so far of its country" : "";
  const tip = [
    `${dot.model}, ${dot.company}`,
    `${formatCount(dot.score)} ${data.unit}${record}`,
    formatDate(dot.on),
    dot.confidence,
  ];
  return { key: dot.id, x: at.x, y: at.y, side: dot.side, tip, ...(dot.href ? { href: dot.href } : {}) };
}
