import { type Box, type LabelCandidate, type PlacedLabel, placeLabels } from "./direct-labels.js";
import type { PlacedChip } from "./plane.js";
import type { DrawnChip, HalfChip, Plane } from "./plane-data.js";
import { tenth } from "./shapes.js";
import { stackRows } from "./stack-rows.js";
import { textWidth } from "./text-width.js";
import { chartType } from "./tokens.js";

/** A ring around a filled symbol: a chip and its cut variant at one and the same point. */
export const ringGap = 2.4;
/** Behind the name of a chip that needs a licence by a rule which tests other figures. */
export const dagger = "†";
/** On a phone a picture with every name would be text only. */
const mostOnPhone = 12;

/** Chips that stand at one point and share a label. */
export interface Cluster {
  readonly members: readonly { readonly chip: DrawnChip; readonly point: PlacedChip }[];
  readonly x: number;
  readonly y: number;
}

export function clusterChips(chips: readonly DrawnChip[], points: readonly PlacedChip[]): readonly Cluster[] {
  const clusters: { members: { chip: DrawnChip; point: PlacedChip }[]; x: number; y: number }[] = [];
  chips.forEach((chip, index) => {
    const point = points[index];
    if (!point) return;
    const there = clusters.find(({ x, y }) => Math.hypot(x - point.x, y - point.y) < 3);
    if (there) there.members.push({ chip, point });
    else clusters.push({ members: [{ chip, point }], x: point.x, y: point.y });
  });
  return clusters;
}

export interface PointRoom {
  /** Chips that a rule on other figures catches. */
  readonly elsewhere: ReadonlySet<string>;
  readonly plot: Box;
  readonly r: number;
  readonly narrow: boolean;
  readonly points: readonly PlacedChip[];
  /** Never covered. */
  readonly walls: readonly Box[];
  /** Points of limits, which a label stands across only where it has no other room. */
  readonly edges: readonly { readonly x: number; readonly y: number }[];
}

export function labelPoints(
  clusters: readonly Cluster[],
  room: PointRoom,
): { readonly labels: readonly PlacedLabel[]; readonly dropped: readonly string[] } {
  const { plot, r, narrow, walls, points, edges, elsewhere } = room;
  const candidates = clusters.map(({ members, x, y }, index): LabelCandidate => {
    const named = members.map(({ chip }) => chip);
    const names = named.map(({ id, label, name }) => `${label ?? name}${elsewhere.has(id) ? dagger : ""}`);
    // Cut variants and the side with fewer points carry the story; after them the more powerful chips.
    const importance =
      (named.some(({ market }) => market === "china-variant") ? 3 : 0) +
      (named.some(({ side }) => side !== "a") ? 2 : 0) +
      named.length * 0.3 +
      Math.log10(named[0]?.x ?? 1) / 2;
    const offset = r + (members.some(({ point }) => point.ring) ? ringGap : 0) + 2.5;
    const size = narrow ? chartType.note : chartType.axis;
    const text = namesTogether(names, narrow ? 2 : 3);
    return { key: String(index), x, y, text, importance, offset, side: named[0]?.side ?? "other", size };
  });
  const bounds = { x0: plot.x0 + 2, y0: plot.y0 + 2, x1: plot.x1 - 2, y1: plot.y1 - 2 };
  const marks = points.map(({ x, y, ring }) => ({ x, y, r: r + (ring ? ringGap : 0) + 1 }));
  const limit = narrow ? mostOnPhone : candidates.length;
  const farther = narrow ? [] : [r + 12, r + 20];
  const clear = placeLabels(
    candidates.map((candidate) => ({ ...candidate, farther: farther.slice(0, 1) })),
    {
      bounds,
      obstacles: walls,
      points: [...marks, ...edges.map((edge) => ({ ...edge, r: 1.5 }))],
      limit,
      padding: 1,
    },
  );
  const left = candidates.filter(({ key }) => clear.dropped.includes(key));
  const across = placeLabels(
    left.map((candidate) => ({ ...candidate, farther })),
    {
      bounds,
      obstacles: [...walls, ...clear.placed.map(({ box }) => box)],
      points: marks,
      limit: limit - clear.placed.length,
      padding: 1,
    },
  );
  const dropped = across.dropped.flatMap((index) => clusters[Number(index)]?.members ?? []);
  return { labels: [...clear.placed, ...across.placed], dropped: dropped.map(({ chip }) => chip.id) };
}

/** @example namesTogether(["A100", "A800", "A100"], 1) // "A100 +1" */
function namesTogether(names: readonly string[], most: number): string {
  const distinct = [...new Set(names)];
  return distinct.length > most
    ? `${distinct.slice(0, most).join(", ")} +${distinct.length - most}`
    : distinct.join(", ");
}

/** The strip of chips that have no place in the plane, since their second figure is not known. */
export interface PlacedRug {
  readonly box: Box;
  readonly title: string;
  readonly titleY: number;
  /** In the order of the chips. */
  readonly chips: readonly PlacedChip[];
  readonly labels: readonly PlacedLabel[];
}

const rug = { gap: 10, title: 17, row: 14, padding: 5 } as const;

/**
 * Chips by their first figure alone, in as many rows as their names ask for; on a phone without names. Those of one
 * side, market and figure stand as one symbol with all their names.
 */
export function placeRug(
  chips: readonly HalfChip[],
  x: (value: number) => number,
  room: {
    readonly plot: Box;
    readonly r: number;
    readonly narrow: boolean;
    readonly axes: Pick<Plane, "x" | "y">;
    readonly low: number;
  },
): PlacedRug | undefined {
  if (chips.length === 0) return undefined;
  const { plot, r, narrow, axes, low } = room;
  const groups = new Map<string, HalfChip[]>();
  for (const chip of chips) {
    const group = `${chip.x} ${chip.side} ${chip.market}`;
    groups.set(group, [...(groups.get(group) ?? []), chip]);
  }
  const rows = [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (!first) return [];
    // What lies beyond the left edge is held there, so that a few old chips do not squeeze all others.
    const at = tenth(x(Math.max(first.x, low)) + (first.x < low ? r + 1 : 0));
    const names = members.map(({ label, name }) => label ?? name);
    const text = narrow ? "" : namesTogether(names, 3);
    const width = narrow ? 0 : textWidth(text, chartType.note) + r + 4;
    const leftwards = at + width > plot.x1 - 2;
    return { members, at, text, leftwards, from: leftwards ? at - width : at - r, to: leftwards ? at + r : at + width };
  });
  const stacked = stackRows(rows, narrow ? 1.5 : 8);
  const beyond = chips.filter((chip) => chip.x < low).length;
  const rowHeight = narrow ? r * 2 + 2 : rug.row;
  const y0 = plot.y1 + rug.gap;
  const titleY = tenth(y0 + 11);
  const middle = (row: number) => tenth(y0 + rug.title + rug.padding + rowHeight * (row + 0.5));
  const places = new Map<string, PlacedChip>();
  rows.forEach(({ members, at }, index) => {
    for (const { id, side, market } of members) {
      const [hollow, consumer] = [market === "china-variant", market === "consumer"];
      places.set(id, { id, x: at, y: middle(stacked[index] ?? 0), side, hollow, consumer, ring: false });
    }
  });
  const y1 = y0 + rug.title + rug.padding * 2 + rowHeight * (Math.max(...stacked) + 1);
  return {
    // Below the title, so that no limit runs through it.
    box: { x0: plot.x0, y0: tenth(y0 + rug.title), x1: plot.x1, y1: tenth(y1) },
    title: [
      `${chips.length} lack${chips.length === 1 ? "s" : ""} ${axes.y.lack}`,
      ...(beyond > 0 ? [`(${beyond} below ${axes.x.say(low)})`] : []),
    ].join(" "),
    titleY,
    chips: chips.flatMap(({ id }) => places.get(id) ?? []),
    labels: rows.flatMap(({ members, at, text, leftwards, from, to }, index) => {
      const [first] = members;
      if (!first || text === "") return [];
      const y = middle(stacked[index] ?? 0);
      return {
        key: `rug-${first.id}`,
        text,
        x: tenth(leftwards ? at - r - 4 : at + r + 4),
        y: tenth(y + 4),
        anchor: leftwards ? ("end" as const) : ("start" as const),
        size: chartType.note,
        weight: 400 as const,
        side: first.side,
        box: { x0: leftwards ? from : at + r + 4, y0: y - 7, x1: leftwards ? at - r - 4 : to, y1: y + 7 },
      };
    }),
  };
}
