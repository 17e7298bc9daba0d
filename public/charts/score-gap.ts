import { drawNote, drawRoot } from "./axis.js";
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
  sideTextColour,
} from "./chart.js";
import { capital, countOf, formatCount, formatDate, formatPercent } from "./format.js";
import { drawKey, drawSymbols, type PlacedKey, type PlacedSymbol, placeKey, tenth } from "./shapes.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

const narrowBelow = 480;
const row = { pitch: 27, stackedPitch: 46, symbol: 4.4, mostTitle: 0.36 } as const;
const margin = { top: 8, bottom: 30, right: 8 } as const;
const empty = 80;

export interface ScoreGapRow {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly higherIsBetter: boolean;
  /** Best scores by the view's day. */
  readonly a: number;
  readonly b: number;
  readonly href?: string;
}

export interface ScoreGapData extends ChartData {
  readonly rows: readonly ScoreGapRow[];
}

interface PlacedRow {
  readonly id: string;
  readonly title: string;
  readonly titleX: number;
  readonly titleY: number;
  readonly y: number;
  /** From the worse to the better score; absent on a scale that has no zero. */
  readonly line?: readonly [number, number];
  readonly text: string;
  readonly textX: number;
  readonly textY: number;
  readonly side: "a" | "b" | null;
}

export interface ScoreGapPlaced extends Placed {
  readonly stacked: boolean;
  readonly key: PlacedKey;
  readonly plot: { readonly x0: number; readonly x1: number; readonly y0: number; readonly y1: number };
  readonly ticks: readonly {
    readonly x: number;
    readonly label: string;
    readonly anchor: "start" | "middle" | "end";
  }[];
  readonly rows: readonly PlacedRow[];
  readonly dots: readonly PlacedSymbol[];
  readonly note: string;
}

/** Best scores of both sides at one day: the worse as a share of the better, with the difference in own units. */
export const scoreGap: ChartModule<ScoreGapData, ScoreGapPlaced> = { place, draw, describe, table };

/** Ratings and indices whose zero is a convention: of them only differences tell anything. */
const withoutZero = new Set(["Elo points", "index points"]);

type Behind = "a" | "b" | null;

/** The side with the worse best score; `null` for a tie. */
export function behindOf({ a, b, higherIsBetter }: ScoreGapRow): Behind {
  if (a === b) return null;
  return a < b === higherIsBetter ? "a" : "b";
}

/** The worse score as a share of the better one; `null` on a scale without a zero. */
export function shareOfBetter({ a, b, unit, higherIsBetter }: ScoreGapRow): number | null {
  if (withoutZero.has(unit) || a < 0 || b < 0) return null;
  const [low, high] = [Math.min(a, b), Math.max(a, b)];
  if (low === high) return 1;
  // Where less is better, twice the errors are half as good: the same quotient.
  return higherIsBetter || low > 0 ? low / high : null;
}

/**
 * How often the better of two ratings wins, by the logistic curve that Elo scores are fitted with.
 * @example winningShare(400) // 10 / 11
 */
export function winningShare(difference: number): number {
  return 1 / (1 + 10 ** (-difference / 400));
}

/** What the gap is in the benchmark's own unit. */
function sayGap(one: ScoreGapRow, { sides }: ScoreGapData): string {
  const gap = Math.abs(one.a - one.b);
  const behind = behindOf(one);
  if (!behind) return `level at ${sayScore(one.a)} ${one.unit}`;
  const scores = `${sayScore(one[behind])} to ${sayScore(one[behind === "a" ? "b" : "a"])} ${one.unit}`;
  if (one.unit !== "Elo points") return scores;
  return `${sides[behind].code} ${formatCount(gap)} behind, winning ${formatPercent(1 - winningShare(gap))}`;
}

function sayScore(score: number): string {
  return score < 10 ? String(Number(score.toPrecision(3))) : formatCount(score);
}

function place(data: ScoreGapData, { width }: PlaceOptions): ScoreGapPlaced {
  const rows = ordered(data);
  const stacked = width < narrowBelow;
  const key = placeKey(
    rows.length === 0 ? [] : (["a", "b"] as const).map((side) => ({ side, text: data.sides[side].label })),
    1,
    width,
  );
  const texts = rows.map((one) => sayGap(one, data));
  const titleRoom = stacked ? width : width * row.mostTitle;
  const titles = rows.map(({ title }) => fitText(title, chartType.label, titleRoom));
  const x0 = stacked ? 6 : Math.ceil(Math.max(0, ...titles.map((title) => textWidth(title, chartType.label)))) + 16;
  const textRoom = Math.ceil(Math.max(0, ...texts.map((text) => textWidth(text, chartType.note))));
  const x1 = stacked ? width - margin.right : width - textRoom - 16;
  const y0 = key.height + margin.top;
  const pitch = stacked ? row.stackedPitch : row.pitch;
  const at = (share: number) => tenth(x0 + (x1 - x0) * share);
  const placed = rows.map((one, index): PlacedRow => {
    const top = y0 + index * pitch;
    const y = stacked ? top + 30 : top + pitch / 2;
    const share = shareOfBetter(one);
    const text = texts[index] ?? "";
    return {
      id: one.id,
      title: stacked
        ? fitText(one.title, chartType.label, width - textWidth(text, chartType.note) - 14)
        : (titles[index] ?? ""),
      titleX: stacked ? 0 : x0 - 14,
      titleY: tenth(stacked ? top + 14 : y + 4),
      y: tenth(y),
      ...(share !== null && { line: [at(share), at(1)] as const }),
      text,
      textX: stacked ? width : x1 + 14,
      textY: tenth(stacked ? top + 14 : y + 4),
      side: behindOf(one),
    };
  });
  const y1 = y0 + rows.length * pitch;
  return {
    width,
    height: rows.length === 0 ? empty : y1 + margin.bottom,
    stacked,
    key,
    plot: { x0, x1, y0, y1 },
    ticks: [0, 0.25, 0.5, 0.75, 1].map((share) => ({
      x: at(share),
      label: formatPercent(share),
      anchor:
        stacked && share === 1 ? ("end" as const) : stacked && share === 0 ? ("start" as const) : ("middle" as const),
    })),
    rows: placed,
    dots: placed.flatMap(({ line, side, y }): PlacedSymbol[] => {
      if (!line) return [];
      const [worse, better] = line;
      if (!side)
        return [
          { side: "a", x: better, y },
          { side: "b", x: better, y },
        ];
      return [
        { side: side === "a" ? "b" : "a", x: better, y },
        { side, x: worse, y },
      ];
    }),
    note: rows.length === 0 ? `No benchmark with scores of both by ${formatDate(data.asOf)}` : "",
    marks: placed.map((one, index) => markOf(data, rows[index], one, x0)),
  };
}

/** Widest gap first; those without a share last. */
function ordered({ rows }: ScoreGapData): readonly ScoreGapRow[] {
  const rank = (one: ScoreGapRow) => shareOfBetter(one) ?? 2;
  return [...rows].sort((one, other) => rank(one) - rank(other) || (one.id < other.id ? -1 : 1));
}

function draw(svg: Svg, data: ScoreGapData, options: DrawOptions): ScoreGapPlaced {
  const placed = place(data, options);
  const { plot } = placed;
  const root = drawRoot(svg);
  if (placed.note) {
    drawNote(root, placed.note, placed.width / 2, empty / 2);
    return placed;
  }
  drawKey(root, placed.key);
  const axis = root
    .append("g")
    .attr("aria-hidden", "true")
    .attr("fill", colour.muted)
    .attr("font-size", chartType.axis);
  axis
    .append("path")
    .attr("d", placed.ticks.map(({ x }) => `M${x},${plot.y0}V${plot.y1 + 4}`).join(""))
    .attr("stroke", colour.grid);
  axis
    .selectAll(null)
    .data(placed.ticks)
    .enter()
    .append("text")
    .attr("x", ({ x }) => x)
    .attr("y", plot.y1 + 18)
    .attr("text-anchor", ({ anchor }) => (anchor === "start" ? null : anchor))
    .text(({ label }) => label);
  root
    .append("g")
    .attr("font-size", chartType.label)
    .attr("text-anchor", placed.stacked ? null : "end")
    .attr("fill", colour.ink)
    .selectAll(null)
    .data(placed.rows)
    .enter()
    .append("text")
    .attr("x", ({ titleX }) => titleX)
    .attr("y", ({ titleY }) => titleY)
    .text(({ title }) => title);
  for (const side of ["a", "b"] as const) {
    const lines = placed.rows.flatMap(({ side: own, line, y }) =>
      own === side && line ? [`M${line[0]},${y}H${line[1]}`] : [],
    );
    if (lines.length === 0) continue;
    root
      .append("path")
      .attr("d", lines.join(""))
      .attr("stroke", sideColour[side])
      .attr("stroke-opacity", 0.4)
      .attr("stroke-width", 4);
  }
  drawSymbols(root, placed.dots, row.symbol);
  root
    .append("g")
    .attr("font-size", chartType.note)
    .attr("text-anchor", placed.stacked ? "end" : null)
    .selectAll(null)
    .data(placed.rows)
    .enter()
    .append("text")
    .attr("x", ({ textX }) => textX)
    .attr("y", ({ textY }) => textY)
    .attr("fill", ({ side }) => (side ? sideTextColour[side] : colour.muted))
    .text(({ text }) => text);
  return placed;
}

function markOf(data: ScoreGapData, one: ScoreGapRow | undefined, placed: PlacedRow, x0: number): Mark {
  const score = (side: "a" | "b") => `${data.sides[side].label}: ${one ? sayScore(one[side]) : ""} ${one?.unit ?? ""}`;
  return {
    key: placed.id,
    x: placed.line?.[0] ?? x0,
    y: placed.y,
    side: placed.side ?? "other",
    tip: [one?.title ?? "", score("a"), score("b")],
    ...(one?.href && { href: one.href }),
  };
}

function describe(data: ScoreGapData): ChartText {
  const rows = ordered(data);
  const shared = rows.filter((one) => shareOfBetter(one) !== null).length;
  return {
    finding: findingOf(data),
    unit: "Best score of the side that is behind as a share of the other’s; beside it both in the benchmark’s own unit. Ratings and indices have no zero: for them the difference alone is given, for a rating how many of a hundred comparisons it wins",
    coverage:
      rows.length === 0
        ? "Nothing in view"
        : `${countOf(rows.length, "benchmark")}; ${formatCount(shared)} with a share`,
    summary: [
      `Best scores by ${formatDate(data.asOf)}.`,
      ...rows.map(
        (one) =>
          `${one.title}: ${data.sides.a.label} ${sayScore(one.a)}, ${data.sides.b.label} ${sayScore(one.b)} ${one.unit}.`,
      ),
    ].join(" "),
  };
}

function findingOf(data: ScoreGapData): string {
  const { sides, asOf } = data;
  const rows = ordered(data);
  const [a, b] = (["a", "b"] as const).map((side) => rows.filter((one) => behindOf(one) === side));
  if (!a || !b || rows.length === 0) {
    return `By ${formatDate(asOf)} no benchmark has scores of both ${sides.a.name} and ${sides.b.name}`;
  }
  if (a.length === b.length) {
    return a.length === 0
      ? `By ${formatDate(asOf)} ${sides.a.name} and ${sides.b.name} have the same best scores`
      : `By ${formatDate(asOf)} ${sides.a.name} and ${sides.b.name} are each behind on ${countOf(a.length, "benchmark")}`;
  }
  const [side, own] = a.length > b.length ? (["a", a] as const) : (["b", b] as const);
  const shares = own.flatMap((one) => shareOfBetter(one) ?? []).sort((one, other) => one - other);
  const [least, most] = [shares[0], shares.at(-1)];
  const behind = `Where ${sides[side].name} is behind`;
  if (least === undefined || most === undefined) {
    return `${behind}, on ${countOf(own.length, "benchmark")}, no share can be given: their scales have no zero`;
  }
  const [low, high] = [formatPercent(least), formatPercent(most)];
  const range = low === high ? low : `between ${low} and ${high}`;
  return capital(`${behind}, its best score is ${range} of that of ${sides[side === "a" ? "b" : "a"].name}`);
}

function table(data: ScoreGapData): ChartTable {
  return {
    columns: [
      { name: "benchmark", title: "Benchmark", type: "text" },
      { name: "best_a", title: data.sides.a.label, type: "number" },
      { name: "best_b", title: data.sides.b.label, type: "number" },
      { name: "unit", title: "Unit", type: "text" },
      { name: "behind", title: "Behind", type: "text" },
      { name: "share_of_better", title: "Share of the better", type: "number" },
    ],
    rows: ordered(data).map((one) => {
      const [behind, share] = [behindOf(one), shareOfBetter(one)];
      return [
        one.title,
        one.a,
        one.b,
        one.unit,
        behind ? data.sides[behind].code : "level",
        share === null ? null : Math.round(share * 1000) / 1000,
      ];
    }),
  };
}
