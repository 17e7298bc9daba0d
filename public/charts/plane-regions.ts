import type { Box } from "./direct-labels.js";
import { overlaps } from "./direct-labels.js";
import { formatCount } from "./format.js";
import { type Kind, type Plane, type PlaneBox, type PlaneRegion, type ShownRegion, sayLimits } from "./plane-data.js";
import { tenth } from "./shapes.js";
import { textWidth } from "./text-width.js";
import { chartType } from "./tokens.js";

/** Longest line of a region's words: a column of text, not a ribbon across the picture. */
const longestLine = 236;
const lineHeight = tenth(chartType.note * 1.22);
/** Steps in which a bent edge is drawn, and at which straight ones are held against labels. */
const bendStep = 7;
const edgeStep = 6;
/** Kept free between the words of two regions. */
const textGap = 8;
/** Marks no farther than this crowd a region's words, since their labels want room as well. */
const nearby = 30;

export type Point = readonly [x: number, y: number];

export interface PlacedArea {
  readonly ruleId: string;
  readonly kind: Kind;
  readonly boxes: readonly Box[];
  /** Parts that end at a sum of both figures: the bent edge from its upper end to its lower one, and the box it cuts. */
  readonly bends: readonly { readonly edge: readonly Point[]; readonly box: Box; readonly sum: number }[];
}

/** An upper limit of relief, drawn as an upright line. */
export interface PlacedRelief {
  readonly ruleId: string;
  readonly x: number;
  readonly y0: number;
  readonly y1: number;
}

export interface PlacedText {
  readonly lines: readonly string[];
  /** How many of the lines, from the first, are the name in bold. */
  readonly strong: number;
  /** Base line of the first line. */
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "end";
}

export interface BoxedText extends PlacedText {
  readonly box: Box;
}

/** What the picture has no room for: a region's limits, below it beside a sample of its shading. */
export interface PlacedNote {
  readonly kind: Kind;
  readonly lines: readonly string[];
  readonly y: number;
}

export interface PlaneRoom {
  readonly plot: Box;
  /** Strip below the plot for chips without the second figure; lower limits of the first alone hold there too. */
  readonly rug: Box | undefined;
  x(value: number): number;
  y(value: number): number;
}

const order = { notice: 0, maybe: 1, licence: 2 } as const;

/** The regions as areas of the picture, strictest last and so on top. */
export function placeAreas(shown: readonly ShownRegion[], room: PlaneRoom): readonly PlacedArea[] {
  return shown
    .flatMap(({ region, kind }) => {
      if (!kind) return [];
      const plain = region.boxes.filter(({ sumMin }) => sumMin === undefined);
      const boxes = [...plain.map((box) => within(box, room)), ...plain.flatMap((box) => inRug(box, room))];
      return { ruleId: region.ruleId, kind, boxes, bends: region.boxes.flatMap((box) => bend(box, room)) };
    })
    .toSorted((one, other) => order[one.kind] - order[other.kind]);
}

export function placeReliefs(shown: readonly ShownRegion[], room: PlaneRoom): readonly PlacedRelief[] {
  const { plot, rug } = room;
  return shown.flatMap(({ region, kind }) =>
    kind
      ? []
      : region.boxes.flatMap((box) => {
          const { x1 } = within(box, room);
          if (box.xMax === undefined || x1 >= plot.x1 || box.yMax !== undefined) return [];
          return [plot, ...(rug ? [rug] : [])].map(({ y0, y1 }) => ({ ruleId: region.ruleId, x: x1, y0, y1 }));
        }),
  );
}

function within(box: PlaneBox, { plot, x, y }: PlaneRoom): Box {
  return {
    x0: tenth(box.xMin === undefined ? plot.x0 : held(x(box.xMin), plot.x0, plot.x1)),
    x1: tenth(box.xMax === undefined ? plot.x1 : held(x(box.xMax), plot.x0, plot.x1)),
    y0: tenth(box.yMax === undefined ? plot.y0 : held(y(box.yMax), plot.y0, plot.y1)),
    y1: tenth(box.yMin === undefined ? plot.y1 : held(y(box.yMin), plot.y0, plot.y1)),
  };
}

/** A limit on the first figure alone catches whatever the second one is. */
function inRug(box: PlaneBox, room: PlaneRoom): readonly Box[] {
  const { rug } = room;
  if (!rug || box.yMin !== undefined || box.yMax !== undefined) return [];
  return [{ ...within(box, room), y0: rug.y0, y1: rug.y1 }];
}

/** The curve x + y = sum inside the plot, which is a straight diagonal on linear scales only. */
function bend(box: PlaneBox, room: PlaneRoom): PlacedArea["bends"] {
  const { sumMin: sum } = box;
  if (sum === undefined) return [];
  const part = within(box, room);
  const inside = ([px, py]: Point) => px >= part.x0 && px <= part.x1 && py >= part.y0 && py <= part.y1;
  const kept: Point[] = [];
  // Even steps of the logit follow the bend closely at its knee and at both ends.
  for (let logit = -9; logit <= 9; logit += 0.02) {
    const share = 1 / (1 + Math.exp(-logit));
    const point: Point = [tenth(room.x(sum * share)), tenth(room.y(sum * (1 - share)))];
    const last = kept.at(-1);
    if (inside(point) && (!last || Math.hypot(point[0] - last[0], point[1] - last[1]) >= bendStep)) kept.push(point);
  }
  const [first, last] = [kept[0], kept.at(-1)];
  if (!first || !last) return [];
  // Carried on to the edges of the part, which the samples stop short of.
  const from: Point = first[1] - part.y0 < first[0] - part.x0 ? [first[0], part.y0] : [part.x0, first[1]];
  const to: Point = part.y1 - last[1] < part.x1 - last[0] ? [last[0], part.y1] : [part.x1, last[1]];
  return [{ edge: [from, ...kept, to], box: part, sum }];
}

/** Path of an area: boxes, and what lies beyond bent edges. */
export function outline({ boxes, bends }: PlacedArea): string {
  const plain = boxes.map(({ x0, y0, x1, y1 }) => `M${x0},${y0}H${x1}V${y1}H${x0}z`);
  // The same way round as the boxes, so that they add up where they overlap.
  const bent = bends.map(({ edge, box }) => {
    const [first, last] = [edge[0], edge.at(-1)];
    if (!first || !last) return "";
    const back = edge.toReversed().map(([px, py]) => `${px},${py}`);
    return `M${first[0]},${box.y0}H${box.x1}V${last[1]}L${back.join("L")}z`;
  });
  return [...plain, ...bent].join("");
}

/** Points along the limits that are seen: labels had better not stand across them. */
export function seenEdges(areas: readonly PlacedArea[], { plot }: PlaneRoom): readonly { x: number; y: number }[] {
  const boxes = areas.flatMap((area) => area.boxes);
  const hidden = ({ x, y }: { x: number; y: number }) =>
    x <= plot.x0 + 1 ||
    x >= plot.x1 - 1 ||
    y <= plot.y0 + 1 ||
    y >= plot.y1 - 1 ||
    boxes.some((box) => x > box.x0 + 1 && x < box.x1 - 1 && y > box.y0 + 1 && y < box.y1 - 1);
  const straight = boxes.flatMap(({ x0, y0, x1, y1 }) => [
    ...steps(y0, y1).flatMap((y) => [
      { x: x0, y },
      { x: x1, y },
    ]),
    ...steps(x0, x1).flatMap((x) => [
      { x, y: y0 },
      { x, y: y1 },
    ]),
  ]);
  const bent = areas.flatMap(({ bends }) => bends.flatMap(({ edge }) => edge.map(([x, y]) => ({ x, y }))));
  return [...straight, ...bent].filter((point) => !hidden(point));
}

function steps(from: number, to: number): readonly number[] {
  const count = Math.max(0, Math.floor((to - from) / edgeStep));
  return Array.from({ length: count + 1 }, (_, index) => from + index * edgeStep);
}

interface TextsRoom {
  readonly plane: Plane;
  readonly shown: readonly ShownRegion[];
  readonly areas: readonly PlacedArea[];
  readonly reliefs: readonly PlacedRelief[];
  readonly marks: readonly Box[];
  readonly plot: Box;
}

/**
 * Names of regions with their limits, each in the corner of its boxes where it covers least. Where only the name has
 * room the limits are said below the picture: `unsaid`.
 */
export function placeTexts(room: TextsRoom): { texts: readonly BoxedText[]; unsaid: readonly ShownRegion[] } {
  const { plane, shown, areas, reliefs, marks, plot } = room;
  const texts: BoxedText[] = [];
  const unsaid: ShownRegion[] = [];
  const put = (candidates: readonly BoxedText[], most: number, avoid: readonly Box[]): boolean => {
    const best = candidates
      .map((text) => ({
        text,
        covered:
          marks.filter((box) => overlaps(box, text.box)).length +
          // Of corners that cover as little, the one with most room around it.
          marks.filter((box) => overlaps(grown(box, nearby), text.box)).length * 0.001 +
          (avoid.some((box) => overlaps(box, text.box)) ? 100 : 0) +
          texts.filter(({ box }) => overlaps(grown(box, textGap, 2), text.box)).length * 100,
      }))
      .reduce<{ text: BoxedText; covered: number } | undefined>(
        (least, next) => (!least || next.covered < least.covered ? next : least),
        undefined,
      );
    if (!best || best.covered >= most + 1) return false;
    texts.push(best.text);
    return true;
  };
  const walls = reliefs.map(({ x, y0, y1 }) => ({ x0: x - 1, x1: x + 1, y0, y1 }));
  for (const one of shown) {
    const { region, kind } = one;
    const area = areas.find(({ ruleId, kind: drawnAs }) => ruleId === region.ruleId && drawnAs === kind);
    if (!kind || !area) continue;
    const stricter =
      kind === "notice" ? areas.filter((other) => other.kind !== "notice").flatMap(({ boxes }) => boxes) : [];
    const avoid = [...stricter, ...walls];
    const boxes = area.boxes.filter(({ y1 }) => y1 <= plot.y1);
    const limits = [limitsOf(region, plane)];
    if (put(corners([nameOf(region)], limits, boxes), 0, avoid)) continue;
    unsaid.push(one);
    put(corners([nameOf(region)], [], boxes), 2, avoid);
  }
  for (const { sum, seen } of areas.flatMap(knees)) {
    const words = `${plane.x.short} + ${plane.y.short} ${formatCount(sum)}`;
    const beside = seen.flatMap(([px, py]) =>
      corners([], [words], [{ ...plot, x1: px, y1: py + lineHeight / 2 + 7 }]).filter(
        ({ anchor, y }) => anchor === "end" && y > py - lineHeight,
      ),
    );
    put(beside, 2, []);
  }
  for (const relief of reliefs.filter(({ y0 }) => y0 === plot.y0)) {
    const region = shown.find(({ region: { ruleId }, kind }) => !kind && ruleId === relief.ruleId)?.region;
    const limit = region?.boxes.find(({ xMax }) => xMax !== undefined)?.xMax;
    if (limit === undefined) continue;
    // Relief bears on what is caught, so its words keep to that side of the limit.
    const from = areas.flatMap(({ boxes }) => boxes.map(({ x0 }) => x0)).filter((x0) => x0 < relief.x - 60);
    const left = { ...plot, x0: Math.max(plot.x0, ...from), x1: relief.x };
    put(corners([], [`case by case below ${plane.x.say(limit)}`], [left]), 2, walls);
  }
  const caught = areas.flatMap(({ boxes, bends }) => [...boxes, ...bends.flatMap(({ edge }) => edge.map(cornerBox))]);
  if (caught.length > 0) {
    const atFloor = areas.flatMap(({ boxes }) => boxes).filter(({ y1 }) => y1 === plot.y1);
    const free = { ...plot, x1: Math.min(plot.x1, ...atFloor.map(({ x0 }) => x0)) };
    put(corners([], ["outside these rules"], [free]), 0, caught);
  }
  if (shown.length === 0) put(corners([], ["no rule with limits on these figures is in force"], [plot]), 2, []);
  return { texts, unsaid };

  function cornerBox([px, py]: Point): Box {
    return { x0: px, y0: plot.y0, x1: plot.x1, y1: py };
  }
}

/** Of each bend the points that no other limit of its region hides, those at its middle first. */
function knees({ bends, boxes }: PlacedArea): readonly { readonly sum: number; readonly seen: readonly Point[] }[] {
  return bends.map(({ edge, sum }) => {
    const seen = edge.filter(
      ([px, py]) => !boxes.some(({ x0, y0, x1, y1 }) => px > x0 && px < x1 && py > y0 && py < y1),
    );
    const middle = seen.length / 2;
    const ranked = seen.map((point, index) => ({ point, away: Math.abs(index - middle) }));
    return { sum, seen: ranked.sort((one, other) => one.away - other.away).map(({ point }) => point) };
  });
}

function nameOf({ label, consequence }: PlaneRegion): string {
  return `${label}: ${consequence === "notification" ? "notify" : "licence needed"}`;
}

function limitsOf(region: PlaneRegion, plane: Plane): string {
  return `${sayLimits(region, plane)}${region.also ? `, if also ${region.also}` : ""}`;
}

/** Limits that found no room in the picture, set below it from `top` on. */
export function placeNotes(
  unsaid: readonly ShownRegion[],
  plane: Plane,
  width: number,
  top: number,
): { readonly notes: readonly PlacedNote[]; readonly bottom: number } {
  let y = top;
  const notes = unsaid.flatMap(({ region, kind }): readonly PlacedNote[] => {
    if (!kind) return [];
    const lines = wrap(`${nameOf(region)}: ${limitsOf(region, plane)}`, width - 24, 400) ?? [];
    const note = { kind, lines, y: tenth(y + chartType.note) };
    y += lines.length * lineHeight + 5;
    return [note];
  });
  return { notes, bottom: y };
}

/** Bold and plain words set in each corner of each box, wrapped to its width; none where they do not fit. */
function corners(names: readonly string[], rest: readonly string[], boxes: readonly Box[]): readonly BoxedText[] {
  const pad = 7;
  return boxes.flatMap((box) => {
    const room = Math.min(longestLine, box.x1 - box.x0 - 2 * pad);
    const strong = names.flatMap((text) => wrap(text, room, 600) ?? [""]);
    const plain = rest.flatMap((text) => wrap(text, room, 400) ?? [""]);
    const lines = [...strong, ...plain];
    if (lines.length === 0 || lines.length > 5 || lines.includes("")) return [];
    const width = Math.max(
      ...strong.map((line) => textWidth(line, chartType.note, 600)),
      ...plain.map((line) => textWidth(line, chartType.note)),
    );
    const height = lines.length * lineHeight;
    if (height + pad > box.y1 - box.y0) return [];
    return (["bottom-right", "top-left", "top-right", "bottom-left"] as const).map((corner): BoxedText => {
      const right = corner.endsWith("right");
      const y0 = corner.startsWith("top") ? box.y0 + pad - 1 : box.y1 - pad - height;
      const x0 = right ? box.x1 - pad - width : box.x0 + pad;
      return {
        lines,
        strong: strong.length,
        x: tenth(right ? box.x1 - pad : x0),
        y: tenth(y0 + chartType.note * 0.9),
        anchor: right ? "end" : "start",
        box: { x0, y0, x1: x0 + width, y1: y0 + height },
      };
    });
  });
}

/** Words in lines no longer than `room`, figures kept with what they belong to; `undefined` where one is longer. */
function wrap(text: string, room: number, weight: 400 | 600): readonly string[] | undefined {
  const lines: string[] = [];
  for (const word of text.split(/ (?![≥<\d]|GB\/s)/)) {
    const last = lines.at(-1);
    if (textWidth(word, chartType.note, weight) > room) return undefined;
    if (last !== undefined && textWidth(`${last} ${word}`, chartType.note, weight) <= room)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function grown({ x0, y0, x1, y1 }: Box, aside: number, above = aside): Box {
  return { x0: x0 - aside, y0: y0 - above, x1: x1 + aside, y1: y1 + above };
}

function held(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
