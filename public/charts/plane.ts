import { scaleLog } from "d3";
import { labelColumn, labelled, logTicks, type PlacedTick, placeAcross, placeUp, type Tick } from "./axis.js";
import type { ChartData, ChartModule, Mark, Placed, PlaceOptions, SideKey } from "./chart.js";
import type { Box, PlacedLabel } from "./direct-labels.js";
import { clusterChips, labelPoints, type PlacedRug, placeRug } from "./plane-chips.js";
import {
  caughtElsewhere,
  type DrawnChip,
  distinctRegions,
  drawn,
  type HalfChip,
  halfKnown,
  marketWords,
  type Plane,
  type PlaneAxis,
  type PlaneChip,
  type ShownRegion,
  sayStatus,
} from "./plane-data.js";
import { drawPlane } from "./plane-ink.js";
import {
  type PlacedArea,
  type PlacedNote,
  type PlacedRelief,
  type PlacedText,
  placeAreas,
  placeNotes,
  placeReliefs,
  placeTexts,
  seenEdges,
} from "./plane-regions.js";
import { describe, table } from "./plane-words.js";
import { type PlacedSymbol, tenth } from "./shapes.js";
import { textWidth } from "./text-width.js";
import { chartType } from "./tokens.js";

const top = 26;
/** Below the axis: its figures in two rows and its title. */
const bottom = 46;
const rowHeight = 17;
const radius = { wide: 4.2, narrow: 3.8 } as const;
const narrowBelow = 480;

export interface PlacedChip extends PlacedSymbol {
  readonly id: string;
  /** Drawn as a cross. */
  readonly consumer: boolean;
  /** A hollow symbol widened to show around the filled one at the same point. */
  readonly ring: boolean;
}

export interface PlacedKey {
  readonly x: number;
  readonly y: number;
  readonly side: SideKey;
  readonly mark: "filled" | "hollow" | "cross" | "dagger";
  readonly text: string;
}

/** A threshold on the horizontal axis; `row` 1 stands below those that leave it no room. */
export interface PlacedLimit {
  readonly at: number;
  readonly label: string;
  readonly row: 0 | 1;
}

export interface PlanePlaced extends Placed {
  readonly plot: Box;
  /** Chips of which only the first figure is known; absent where there are none. */
  readonly rug: PlacedRug | undefined;
  /** Where the horizontal axis stands. */
  readonly floor: number;
  readonly radius: number;
  readonly across: readonly PlacedTick[];
  readonly up: readonly PlacedTick[];
  readonly limitsAcross: readonly PlacedLimit[];
  readonly limitsUp: readonly PlacedTick[];
  readonly areas: readonly PlacedArea[];
  readonly reliefs: readonly PlacedRelief[];
  readonly texts: readonly PlacedText[];
  readonly notes: readonly PlacedNote[];
  readonly chips: readonly PlacedChip[];
  readonly labels: readonly PlacedLabel[];
  /** Ids of chips whose label found no room. */
  readonly unlabelled: readonly string[];
  readonly key: readonly PlacedKey[];
  readonly titles: { readonly across: string; readonly up: string };
}

/** Chips and rules in the plane of two figures: a chart of whatever data `planeOf` reads as such a plane. */
export function planeChart<D extends ChartData>(planeOf: (data: D) => Plane): ChartModule<D, PlanePlaced> {
  return {
    place: (data, options) => place(planeOf(data), options),
    draw(svg, data, options) {
      const placed = place(planeOf(data), options);
      drawPlane(svg, placed, options.idPrefix);
      return placed;
    },
    describe: (data) => describe(planeOf(data)),
    table: (data) => table(planeOf(data)),
  };
}

function place(plane: Plane, { width }: PlaceOptions): PlanePlaced {
  const narrow = width < narrowBelow;
  const chips = drawn(plane.chips);
  const half = halfKnown(plane.chips);
  const shown = distinctRegions(plane.regions);
  const xDomain = domain(
    [...chips.map((chip) => chip.x), ...half.map((chip) => Math.max(chip.x, plane.x.least[0] / 0.8))],
    plane.x,
  );
  const yDomain = domain(
    chips.map((chip) => chip.y),
    plane.y,
  );
  const key = placeKey(plane, chips, half, shown, width);
  const keyRows = key.length > 0 ? Math.max(...key.map(({ y }) => y)) + 6 : 0;
  const r = narrow ? radius.narrow : radius.wide;

  const plotHeight = Math.round(narrow ? width * 1.12 : Math.min(width * 0.52, 520));
  const upTicks = ticksOf(yDomain, limitsOf(shown, "y"), plotHeight, plane.y.say);
  const x0 = labelColumn(upTicks) + 2;
  const plot = { x0, y0: keyRows + top, x1: width - 8, y1: keyRows + top + plotHeight };
  const x = scaleLog(xDomain, [plot.x0, plot.x1]);
  const y = scaleLog(yDomain, [plot.y1, plot.y0]);
  const rug = placeRug(half, x, { plot, r, narrow, axes: plane, low: xDomain[0] });
  const floor = rug?.box.y1 ?? plot.y1;

  const acrossTicks = ticksOf(xDomain, limitsOf(shown, "x"), plot.x1 - plot.x0, plane.x.say);
  const across = placeAcross(acrossTicks, x, [0, width]);
  const up = placeUp(upTicks, y);
  const limitsUp = up.filter(({ strong }) => strong);
  const clearOfLimits = (tick: PlacedTick) => !tick.strong && limitsUp.every(({ at }) => Math.abs(at - tick.at) > 13);

  const points = placeChips(chips, x, y, r);
  const room = { plot, rug: rug?.box, x, y };
  const areas = placeAreas(shown, room);
  const reliefs = placeReliefs(shown, room);
  const marks = points.map((point) => ({ x0: point.x - r, y0: point.y - r, x1: point.x + r, y1: point.y + r }));
  const { texts, unsaid } = placeTexts({ plane, shown, areas, reliefs, marks, plot });
  const elsewhere = new Set(chips.filter((chip) => caughtElsewhere(chip, shown)).map(({ id }) => id));
  const { labels, dropped } = labelPoints(clusterChips(chips, points), {
    elsewhere,
    plot,
    r,
    narrow,
    points,
    walls: [...texts.map(({ box }) => box), ...reliefs.map((line) => ({ ...line, x0: line.x - 1, x1: line.x + 1 }))],
    edges: seenEdges(areas, room),
  });
  const { notes, bottom: end } = placeNotes(unsaid, plane, width, floor + bottom + 4);
  return {
    width,
    height: Math.ceil(notes.length > 0 ? end : floor + bottom),
    plot,
    rug,
    floor,
    radius: r,
    across: across.filter(({ strong, label }) => !strong && label !== ""),
    up: up.filter(clearOfLimits),
    limitsAcross: placeLimits(acrossTicks, x, width),
    limitsUp,
    areas,
    reliefs,
    texts: texts.map(({ box: _, ...text }) => text),
    notes,
    chips: points,
    labels,
    unlabelled: dropped,
    key,
    titles: {
      across: `${narrow ? plane.x.alongNarrow : plane.x.along}, log scale →`,
      up: `↑ ${narrow ? plane.y.alongNarrow : plane.y.along}, log scale`,
    },
    marks: [
      ...chips.map((chip, index) => markOf(chip, points[index], plane)),
      ...half.map((chip, index) => markOf(chip, rug?.chips[index], plane)),
    ],
  };
}

function markOf(chip: PlaneChip, at: PlacedChip | undefined, { x, y }: Plane): Mark {
  return {
    key: chip.id,
    x: at?.x ?? 0,
    y: at?.y ?? 0,
    side: chip.side,
    tip: [
      chip.name,
      ...(chip.x === null ? [] : [x.sayFull(chip.x)]),
      chip.y === null ? `lacks ${y.lack}` : y.sayFull(chip.y),
      sayStatus(chip.status),
      ...(marketWords[chip.market] ? [marketWords[chip.market] ?? ""] : []),
    ],
    ...(chip.href ? { href: chip.href } : {}),
  };
}

function domain(values: readonly number[], { least: [low, high] }: PlaneAxis): [number, number] {
  return [Math.min(low, ...values.map((value) => value * 0.8)), Math.max(high, ...values.map((value) => value * 1.3))];
}

function limitsOf(shown: readonly ShownRegion[], figure: "x" | "y"): readonly number[] {
  const values = shown.flatMap(({ region }) =>
    region.boxes.flatMap((box) => [box[`${figure}Min`] ?? [], box[`${figure}Max`] ?? []].flat()),
  );
  return [...new Set(values)].toSorted((one, other) => one - other);
}

/** Thresholds, and round figures between them. */
function ticksOf(
  [low, high]: [number, number],
  limits: readonly number[],
  lengthPx: number,
  say: (value: number) => string,
): readonly Tick[] {
  const inside = limits.filter((limit) => limit > low && limit < high);
  const strong = inside.map((value): Tick => ({ value, label: say(value), strong: true }));
  const round = labelled(
    logTicks([low, high], lengthPx).filter((value) => !inside.includes(value)),
    say,
  );
  return [...strong, ...round].toSorted((one, other) => one.value - other.value);
}

/** Thresholds all keep their figure: those that touch the one before go to a second row. */
function placeLimits(ticks: readonly Tick[], x: (value: number) => number, width: number): readonly PlacedLimit[] {
  const ends = [0, 0];
  return ticks.flatMap(({ value, label, strong }): PlacedLimit | readonly PlacedLimit[] => {
    if (!strong) return [];
    const half = textWidth(label, chartType.axis, 600) / 2;
    const at = tenth(Math.min(x(value), width - half));
    const row = at - half >= (ends[0] ?? 0) ? 0 : 1;
    ends[row] = at + half + 5;
    return { at, label, row };
  });
}

function placeChips(
  chips: readonly DrawnChip[],
  x: (value: number) => number,
  y: (value: number) => number,
  r: number,
): readonly PlacedChip[] {
  const placed = chips.map((chip) => ({
    id: chip.id,
    x: tenth(x(chip.x)),
    y: tenth(y(chip.y)),
    side: chip.side,
    hollow: chip.market === "china-variant",
    consumer: chip.market === "consumer",
  }));
  return placed.map((chip) => ({
    ...chip,
    ring:
      chip.hollow &&
      placed.some((other) => !other.hollow && !other.consumer && Math.hypot(other.x - chip.x, other.y - chip.y) < r),
  }));
}

/** What the symbols mean, only those that are drawn. */
function placeKey(
  { sides: { a, b } }: Plane,
  chips: readonly DrawnChip[],
  half: readonly HalfChip[],
  shown: readonly ShownRegion[],
  width: number,
): readonly PlacedKey[] {
  const all: readonly PlaneChip[] = [...chips, ...half];
  const has = (wanted: (chip: PlaneChip) => boolean) => all.some(wanted);
  const entries: Pick<PlacedKey, "side" | "mark" | "text">[] = [];
  if (has(({ side }) => side === "a")) entries.push({ side: "a", mark: "filled", text: `${a.label}` });
  if (has(({ side }) => side === "b")) entries.push({ side: "b", mark: "filled", text: `${b.label}` });
  if (has(({ side }) => side === "other")) entries.push({ side: "other", mark: "filled", text: "Other countries" });
  const [first] = entries;
  if (first && entries.length > 0) entries[0] = { ...first, text: `Vendor: ${first.text}` };
  const variant = all.find(({ market }) => market === "china-variant");
  if (variant) entries.push({ side: variant.side, mark: "hollow", text: "Cut for China" });
  const consumer = all.find(({ market }) => market === "consumer");
  if (consumer) entries.push({ side: consumer.side, mark: "cross", text: "Consumer card" });
  if (chips.some((chip) => caughtElsewhere(chip, shown))) {
    entries.push({ side: "other", mark: "dagger", text: "Licence needed by a rule on other figures" });
  }
  let [x, y] = [6, 12];
  return entries.map((entry): PlacedKey => {
    const room = textWidth(entry.text, chartType.axis) + 12;
    if (x > 6 && x + room > width) [x, y] = [6, y + rowHeight];
    const placed = { ...entry, x: tenth(x), y };
    x += room + 16;
    return placed;
  });
}
