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
import { sayAmount } from "./money-basis.js";
import { type PlacedCell, placeCells, stepAbove } from "./round-crowd.js";
import { drawnOf, fromOf, type RoundDot, type RoundsData, roundTable } from "./rounds-data.js";
import { describeRounds } from "./rounds-words.js";
import {
  drawKey,
  drawSymbols,
  type KeyEntry,
  type PlacedKey,
  type PlacedSymbol,
  placeKey,
  symbolPath,
  tenth,
} from "./shapes.js";
import { textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

export type { RoundDot, RoundsData } from "./rounds-data.js";

const narrowBelow = 480;
/** Of the part with amounts; key and strip come on top. */
const plotHeights = { wide: 380, medium: 340, narrow: 340, empty: 120 } as const;
const margin = { right: 12, bottom: 28, strip: 16, lane: 11 } as const;
const labelLimits = { wide: 30, medium: 18, narrow: 8 } as const;

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
  /** Where rounds are too many: symbols whose area is their number. */
  readonly cells: readonly PlacedCell[];
  readonly strip: (Box & { readonly text: string }) | null;
  /** Where the time axis stands: below the plot, or below the strip. */
  readonly axisY: number;
  readonly labels: readonly PlacedLabel[];
  readonly note: string;
}

/** Every round by date and amount, on a logarithmic scale; those without an amount in a strip below. */
export const rounds: ChartModule<RoundsData, RoundsPlaced> = {
  place,
  draw,
  describe: describeRounds,
  table: roundTable,
};

function place(data: RoundsData, { width }: PlaceOptions): RoundsPlaced {
  const size = width < narrowBelow ? "narrow" : width < 800 ? "medium" : "wide";
  const from = fromOf(data);
  const drawn = drawnOf(data);
  const known = drawn.filter((round) => round.amountUsd !== null && round.amountUsd > 0);
  const unknown = drawn.filter((round) => round.amountUsd === null || round.amountUsd <= 0);
  const bins = data.crowd?.bins ?? [];
  const steps = bins.flatMap(({ step }) => (step === null ? [] : [step, stepAbove(step)]));
  const amounts = [...known.map((round) => round.amountUsd ?? 0), ...steps];
  const domain = amounts.length > 0 ? niceLogDomain(Math.min(...amounts), Math.max(...amounts)) : [1e6, 1e9];
  const [low = 1e6, high = 1e9] = domain;

  const radius = drawn.length > 1500 ? 2.2 : size === "narrow" ? 3 : 3.6;
  const key = placeKey(keyOf(data, drawn), 1, width);
  const top = key.height + 10;
  const plotHeight = plotHeights[amounts.length > 0 ? size : "empty"];
  const upTicks = amounts.length > 0 ? labelled(logTicks([low, high], plotHeight), sayAmount) : [];
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
  const without = bins.filter(({ step }) => step === null);
  const lanes = (["a", "b", "other"] as const).filter((side) =>
    [...unknown, ...without].some((round) => round.side === side),
  );
  const stripTop = plot.y1 + 6;
  const lane = (side: SideKey) => stripTop + margin.strip + margin.lane * (lanes.indexOf(side) + 0.5);
  const undisclosed = unknown.map((round) => ({
    ...symbolOf(round),
    x: tenth(x(startTime(round.on))),
    y: tenth(lane(round.side)),
  }));
  const placedCells = data.crowd && placeCells(data.crowd, (day) => x(startTime(day)), y, lane);
  const cells = placedCells?.cells ?? [];
  const amountless = unknown.length + without.reduce((sum, bin) => sum + bin.rounds, 0);
  const strip =
    amountless === 0
      ? null
      : {
          x0: plot.x0,
          y0: stripTop,
          x1: plot.x1,
          y1: stripTop + margin.strip + margin.lane * lanes.length + 3,
          text: stripText(amountless, plot.x1 - plot.x0 - 8),
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
    cells,
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
    note: amounts.length > 0 ? "" : `No amounts known by ${formatDate(data.asOf)}`,
    marks: [
      ...drawn.flatMap((round) => {
        const dot = at.get(round.id);
        return dot ? [markOf(round, dot)] : [];
      }),
      ...cells.map((cell) => cellMark(data, cell, width)),
    ],
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
  drawCells(root, placed.cells);
  const dots = root.append("g").attr("fill-opacity", 0.85) as unknown as Svg;
  drawSymbols(dots, placed.dots, placed.radius);
  drawSymbols(dots, placed.undisclosed, Math.min(placed.radius, 3));
  drawLabels(root, placed.labels);
  return placed;
}

/** Each side's cells as one path: a symbol a cell. */
function drawCells(svg: Svg, cells: readonly PlacedCell[]): void {
  for (const side of ["other", "b", "a"] as const) {
    const own = cells.filter((cell) => cell.side === side);
    if (own.length === 0) continue;
    const path = own.map(({ x, y, radius }) => symbolPath(side, x, y, radius)).join("");
    svg.append("path").attr("d", path).attr("fill", sideColour[side]).attr("fill-opacity", 0.7);
  }
}

function cellMark(data: RoundsData, cell: PlacedCell, width: number): Mark {
  const name = cell.side === "other" ? "Others" : data.sides[cell.side].label;
  const [year, month] = cell.when.split("-");
  const when = month ? `${month === "01" ? "first" : "second"} half of ${year}` : year;
  const amount =
    cell.step === null ? "amount undisclosed" : `${sayAmount(cell.step)} to ${sayAmount(stepAbove(cell.step))}`;
  return {
    key: cell.key,
    x: Math.min(cell.x, width),
    y: cell.y,
    side: cell.side,
    tip: [`${name}, ${when}`, `${countOf(cell.rounds, "round")}, ${amount}`],
  };
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
  const bins = data.crowd?.bins ?? [];
  if ([...drawn, ...bins].some((round) => round.side === "other")) entries.push({ side: "other", text: "Others" });
  const weak = drawn.find((round) => symbolOf(round).hollow);
  if (weak) entries.push({ side: weak.side, text: "hollow: estimated or disputed", hollow: true });
  if (data.crowd) entries.push({ side: "other", text: "area: number of rounds in a half-year or year", hollow: true });
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
      const text = `${round.company} ${sayAmount(round.amountUsd ?? 0)}`;
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
  const amount = round.amountUsd === null ? "amount undisclosed" : sayAmount(round.amountUsd);
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
