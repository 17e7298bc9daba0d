import { type SideKey, type Svg, sideTextColour } from "./chart.js";
import { tenth } from "./shapes.js";
import { textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

/** Height of a line of text and what of it stands above the base line, in ems. */
const line = { height: 1.16, ascent: 0.84 } as const;
/** Edge of the cells that boxes are filed under, so that a label is held against its neighbours only. */
const cell = 40;
const defaultOffset = 6;

/** A rectangle in user units, edges included. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Where a label stands as seen from its point. */
export type LabelSpot =
  | "right"
  | "left"
  | "above"
  | "below"
  | "above-right"
  | "above-left"
  | "below-right"
  | "below-left";

export const allSpots: readonly LabelSpot[] = [
  "right",
  "left",
  "above",
  "below",
  "above-right",
  "above-left",
  "below-right",
  "below-left",
];

export interface LabelCandidate {
  readonly key: string;
  /** The point that is named. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** Size of the text in user units; that of chart labels unless told. */
  readonly size?: number;
  readonly weight?: 400 | 600;
  /** The higher, the earlier it is placed; of equals the first given. */
  readonly importance: number;
  /** From the point to the text's edge: the mark's radius and a gap. 6 unless told. */
  readonly offset?: number;
  /** Half the width of a mark wider than high, such as a bar: beside it the label begins that much farther out. */
  readonly halfWidth?: number;
  /** Spots to try, best first; all of them unless told. */
  readonly spots?: readonly LabelSpot[];
  /** Further offsets to try when no spot is free of marks, nearest first; such a label gets a leader line to its point. */
  readonly farther?: readonly number[];
  /** How many marks it may cover before it is dropped; the room's figure unless told. */
  readonly mayCover?: number;
  /** Carried to the placed label, for its colour. */
  readonly side?: SideKey;
}

export interface PlacedLabel {
  readonly key: string;
  readonly text: string;
  /** Anchor of the text and its base line. */
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
  readonly size: number;
  readonly weight: 400 | 600;
  readonly side?: SideKey;
  readonly box: Box;
  /** Path of a thin line to a point that lies apart. */
  readonly leader?: string;
}

export interface LabelRoom {
  /** No ink leaves it. */
  readonly bounds: Box;
  /** Never covered: axis labels, lines, other texts. */
  readonly obstacles?: readonly Box[];
  /** Marks that are better left uncovered. */
  readonly points?: readonly { readonly x: number; readonly y: number; readonly r: number }[];
  /** How many of `points` a label may cover before it is dropped; 0 unless told. */
  readonly mayCover?: number;
  /** Most labels placed. */
  readonly limit?: number;
  /** Room kept around each label; 2 unless told. */
  readonly padding?: number;
}

export interface LabelPlacement {
  /** In the order of the candidates. */
  readonly placed: readonly PlacedLabel[];
  /** Keys of those without room: the table keeps them. */
  readonly dropped: readonly string[];
}

/**
 * Places labels beside their points, most important first, each on the first spot that no label, obstacle or bound
 * forbids and that covers fewest marks; what finds none is dropped. Neighbours are found by a grid, so the work grows
 * with the number of candidates, not with its square.
 * @example placeLabels([{ key: "a", x: 10, y: 10, text: "OpenAI", importance: 1 }], { bounds }).placed[0]?.anchor // "start"
 */
export function placeLabels(candidates: readonly LabelCandidate[], room: LabelRoom): LabelPlacement {
  const padding = room.padding ?? 2;
  const limit = room.limit ?? candidates.length;
  const walls = boxGrid(room.obstacles ?? []);
  const marks = boxGrid((room.points ?? []).map(({ x, y, r }) => ({ x0: x - r, y0: y - r, x1: x + r, y1: y + r })));
  const placed = new Map<string, PlacedLabel>();
  const order = candidates
    .map((candidate, index) => ({ candidate, index }))
    .sort((one, other) => other.candidate.importance - one.candidate.importance || one.index - other.index);
  for (const { candidate } of order) {
    if (placed.size >= limit) break;
    let best: PlacedLabel | undefined;
    let covered = (candidate.mayCover ?? room.mayCover ?? 0) + 1;
    for (const offset of [candidate.offset ?? defaultOffset, ...(candidate.farther ?? [])]) {
      for (const spot of candidate.spots ?? allSpots) {
        const label = labelAt(candidate, spot, offset);
        if (!inside(label.box, room.bounds)) continue;
        if (walls.count(grown(label.box, padding), 1) > 0) continue;
        const covers = marks.count(label.box, covered);
        if (covers < covered) [best, covered] = [label, covers];
        if (covered === 0) break;
      }
      if (covered === 0) break;
    }
    if (!best) continue;
    placed.set(candidate.key, best);
    walls.add(best.box);
  }
  const kept = candidates.flatMap((candidate) => placed.get(candidate.key) ?? []);
  return { placed: kept, dropped: candidates.filter(({ key }) => !placed.has(key)).map(({ key }) => key) };
}

/** A label at the end of a line, to be spread from its neighbours. */
export interface EndLabel {
  readonly key: string;
  /** Where its line ends. */
  readonly y: number;
  readonly height: number;
  readonly importance: number;
}

/**
 * Middles of end-of-line labels: as near to their lines as they can stand without touching, in the lines' order. When
 * all together are too tall for the bounds, the least important are dropped.
 * @example spreadLabels([{ key: "a", y: 50, height: 10, importance: 1 }, { key: "b", y: 50, height: 10, importance: 0 }], [0, 100])
 * // Map { "a" => 45, "b" => 55 }
 */
export function spreadLabels(
  labels: readonly EndLabel[],
  bounds: readonly [number, number],
  gap = 0,
): ReadonlyMap<string, number> {
  const [top, bottom] = bounds;
  const ranked = labels
    .map((label, index) => ({ ...label, index }))
    .sort((one, other) => other.importance - one.importance || one.index - other.index);
  let used = -gap;
  const kept = ranked.filter((label) => {
    if (used + gap + label.height > bottom - top) return false;
    used += gap + label.height;
    return true;
  });
  kept.sort((one, other) => one.y - other.y || one.index - other.index);

  // Pool adjacent violators: touching labels move as a block to the mean of what they want.
  interface Block {
    readonly members: typeof kept;
    readonly height: number;
    readonly middle: number;
  }
  const blocks: Block[] = [];
  for (const label of kept) {
    let block: Block = { members: [label], height: label.height, middle: held(label.y, label.height, top, bottom) };
    for (let above = blocks.at(-1); above; above = blocks.at(-1)) {
      if (above.middle + above.height / 2 + gap <= block.middle - block.height / 2) break;
      blocks.pop();
      block = joined(above.members.concat(block.members), gap, top, bottom);
    }
    blocks.push(block);
  }
  const middles = new Map<string, number>();
  for (const block of blocks) {
    let y = block.middle - block.height / 2;
    for (const member of block.members) {
      middles.set(member.key, tenth(y + member.height / 2));
      y += member.height + gap;
    }
  }
  return middles;
}

/** The end of a side's line, to be named with its last value. */
export interface LineEnd {
  readonly key: string;
  readonly side: SideKey;
  /** Where the line ends, in user units. */
  readonly y: number;
  readonly name: string;
  readonly value: string;
}

const endLineHeight = 14.5;

/** Width of the widest of both lines of the end labels: the right margin without its gap. */
export function endLabelWidth(ends: readonly Pick<LineEnd, "name" | "value">[]): number {
  const widths = ends.flatMap(({ name, value }) => [
    textWidth(name, chartType.label, 600),
    textWidth(value, chartType.label),
  ]);
  return Math.ceil(Math.max(0, ...widths));
}

/**
 * Names the ends of lines at `x`: the name and below it the value, spread apart where lines end close together.
 * Each label gives two placed lines, keyed `key` and `key-value`.
 */
export function placeEndLabels(
  ends: readonly LineEnd[],
  x: number,
  bounds: readonly [number, number],
): readonly PlacedLabel[] {
  const height = endLineHeight * 2;
  const middles = spreadLabels(
    ends.map(({ key, y }) => ({ key, y, height, importance: 1 })),
    bounds,
    3,
  );
  return ends.flatMap((end) => {
    const middle = middles.get(end.key);
    if (middle === undefined) return [];
    return [end.name, end.value].map((text, index): PlacedLabel => {
      const weight = index === 0 ? 600 : 400;
      const top = middle - height / 2 + index * endLineHeight;
      return {
        key: index === 0 ? end.key : `${end.key}-value`,
        text,
        x: tenth(x),
        y: tenth(top + chartType.label * line.ascent + 0.5),
        anchor: "start",
        size: chartType.label,
        weight,
        side: end.side,
        box: { x0: x, y0: top, x1: x + textWidth(text, chartType.label, weight), y1: top + endLineHeight },
      };
    });
  });
}

/** Appends placed labels, each with a halo of paper so that it stays readable over lines and marks. */
export function drawLabels(svg: Svg, labels: readonly PlacedLabel[]): void {
  if (labels.length === 0) return;
  const size = labels[0]?.size ?? chartType.label;
  const leaders = labels.map((label) => label.leader ?? "").join("");
  if (leaders) svg.append("path").attr("d", leaders).attr("stroke", colour.muted).attr("stroke-width", 0.8);
  svg
    .append("g")
    .attr("font-size", size)
    .attr("fill", colour.ink)
    .attr("stroke", colour.paper)
    .attr("stroke-width", 3)
    .attr("stroke-linejoin", "round")
    .attr("paint-order", "stroke")
    .selectAll(null)
    .data(labels)
    .enter()
    .append("text")
    .attr("x", (label) => label.x)
    .attr("y", (label) => label.y)
    .attr("text-anchor", (label) => (label.anchor === "start" ? null : label.anchor))
    .attr("font-size", (label) => (label.size === size ? null : label.size))
    .attr("font-weight", (label) => (label.weight === 400 ? null : label.weight))
    .attr("fill", (label) => (label.side ? sideTextColour[label.side] : null))
    .text((label) => label.text);
}

function labelAt(candidate: LabelCandidate, spot: LabelSpot, offset: number): PlacedLabel {
  const size = candidate.size ?? chartType.label;
  const weight = candidate.weight ?? 400;
  const width = textWidth(candidate.text, size, weight);
  const height = size * line.height;
  // On the diagonals the corner of the text touches the mark's circle.
  const reach = spot.includes("-") ? offset * 0.75 : offset;
  const beside = spot === "right" || spot === "left" ? reach + (candidate.halfWidth ?? 0) : reach;
  const anchor = spot.endsWith("right") ? "start" : spot.endsWith("left") ? "end" : "middle";
  const x = candidate.x + (anchor === "start" ? beside : anchor === "end" ? -beside : 0);
  const top = spot.startsWith("above")
    ? candidate.y - reach - height
    : spot.startsWith("below")
      ? candidate.y + reach
      : candidate.y - height / 2;
  const x0 = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
  const { key, text, side } = candidate;
  const y = tenth(top + size * line.ascent);
  const box = { x0, y0: top, x1: x0 + width, y1: top + height };
  const placed: PlacedLabel = { key, text, x: tenth(x), y, anchor, size, weight, box, ...(side ? { side } : {}) };
  if (offset <= (candidate.offset ?? defaultOffset)) return placed;
  // From the mark's edge to the nearest corner or edge of the text.
  const end = { x: held(candidate.x, 0, x0, x0 + width), y: held(candidate.y, 0, top, top + height) };
  const distance = Math.hypot(end.x - candidate.x, end.y - candidate.y);
  const clear = Math.min(0.9, ((candidate.offset ?? defaultOffset) - 1) / Math.max(distance, 1));
  const from = { x: candidate.x + (end.x - candidate.x) * clear, y: candidate.y + (end.y - candidate.y) * clear };
  return { ...placed, leader: `M${tenth(from.x)},${tenth(from.y)}L${tenth(end.x)},${tenth(end.y)}` };
}

function joined<M extends EndLabel>(members: M[], gap: number, top: number, bottom: number) {
  const height = members.reduce((sum, member) => sum + member.height, gap * (members.length - 1));
  let [wanted, before] = [0, 0];
  for (const member of members) {
    wanted += member.y - before - member.height / 2;
    before += member.height + gap;
  }
  return { members, height, middle: held(wanted / members.length + height / 2, height, top, bottom) };
}

function held(middle: number, height: number, top: number, bottom: number): number {
  return Math.min(Math.max(middle, top + height / 2), bottom - height / 2);
}

function inside(box: Box, bounds: Box): boolean {
  return box.x0 >= bounds.x0 && box.x1 <= bounds.x1 && box.y0 >= bounds.y0 && box.y1 <= bounds.y1;
}

function grown(box: Box, by: number): Box {
  return { x0: box.x0 - by, y0: box.y0 - by, x1: box.x1 + by, y1: box.y1 + by };
}

/** Whether two boxes share more than an edge. */
export function overlaps(one: Box, other: Box): boolean {
  return one.x0 < other.x1 && other.x0 < one.x1 && one.y0 < other.y1 && other.y0 < one.y1;
}

function boxGrid(boxes: readonly Box[]) {
  const cells = new Map<number, Box[]>();
  const visit = (box: Box, see: (key: number) => boolean): void => {
    for (let column = Math.floor(box.x0 / cell); column <= Math.floor(box.x1 / cell); column++) {
      for (let row = Math.floor(box.y0 / cell); row <= Math.floor(box.y1 / cell); row++) {
        if (see(column * 4096 + row)) return;
      }
    }
  };
  const add = (box: Box): void =>
    visit(box, (key) => {
      const there = cells.get(key);
      if (there) there.push(box);
      else cells.set(key, [box]);
      return false;
    });
  for (const box of boxes) add(box);
  return {
    add,
    /** How many filed boxes `box` overlaps, counted no further than `enough`. */
    count(box: Box, enough: number): number {
      const seen = new Set<Box>();
      visit(box, (key) => {
        for (const there of cells.get(key) ?? []) if (overlaps(there, box)) seen.add(there);
        return seen.size >= enough;
      });
      return Math.min(seen.size, enough);
    },
  };
}
