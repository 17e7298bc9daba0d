import type { Mark } from "./chart.js";
import {
  type ClaimedMeasuredData,
  type LagClaim,
  type MeasuredLag,
  sidesCompared,
  upwards,
} from "./claimed-measured-data.js";
import { sayClaim, sayMonths, shortClaim } from "./claimed-measured-words.js";
import type { Box, LabelCandidate } from "./direct-labels.js";
import { capital, formatCount, formatDate } from "./format.js";
import { type PlacedSymbol, tenth } from "./shapes.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType } from "./tokens.js";

/** Below this width names stand at their bars or not at all. */
export const narrowBelow = 480;
/** Claims of one day stand this far apart. */
const claimPitch = 7;
/** Length of the tail of a claim that leaves an end open. */
const openTail = 26;

export interface PlacedClaim {
  readonly id: string;
  readonly x: number;
  readonly y0: number;
  readonly y1: number;
  /** Where a claim leaves its upper or lower end open. */
  readonly tail: "far" | "near" | null;
}

export interface PlacedCourse {
  readonly side: "a" | "b";
  readonly median: string;
  readonly band: string;
  readonly open: string;
}

export function valuesOf(
  data: ClaimedMeasuredData,
  signed: (side: "a" | "b", months: number) => number,
): readonly number[] {
  return [
    ...data.claims.flatMap(({ behind, low, high }) =>
      [low, high].flatMap((end) => (end === null ? [] : [signed(behind, end)])),
    ),
    ...data.crossings.map(({ follower, months }) => signed(follower, months)),
    ...sidesCompared.flatMap((side) =>
      data.measured[side].flatMap((point) =>
        [lined(data, point)?.high, drawnOpen(data, side) ? point.open : null].flatMap((value) =>
          value === null || value === undefined ? [] : [signed(side, value)],
        ),
      ),
    ),
  ];
}

/** The open lag of the side that leads would hide its lead: on the benchmarks on which it follows it is in the table. */
function drawnOpen(data: ClaimedMeasuredData, side: "a" | "b"): boolean {
  return side === upwards(data);
}

export function endsOf(data: ClaimedMeasuredData, signed: (side: "a" | "b", months: number) => number) {
  return sidesCompared.flatMap((side) => {
    const last = data.measured[side].at(-1);
    const end = (key: string, name: string, months: number | null | undefined, plus: string) =>
      months === null || months === undefined
        ? []
        : [
            {
              key: `${key}-${side}`,
              side,
              name,
              value: `${formatCount(months)}${plus} months`,
              months: signed(side, months),
            },
          ];
    return [
      ...end("median", "Median", last && lined(data, last)?.median, ""),
      ...(drawnOpen(data, side) ? end("open", "Unmatched", last?.open, "+") : []),
    ];
  });
}

/** A point of the median line, where enough records fell into its twelve months. */
function lined(
  { leastForLine }: ClaimedMeasuredData,
  point: MeasuredLag,
): { median: number; low: number; high: number } | null {
  const { median, low, high, crossings } = point;
  return median === null || crossings < leastForLine ? null : { median, low: low ?? median, high: high ?? median };
}

export function placeCourse(
  data: ClaimedMeasuredData,
  side: "a" | "b",
  x: (on: string) => number,
  y: (months: number) => number,
): PlacedCourse {
  const runs = (value: (point: MeasuredLag) => number | null | undefined) => {
    const found: [x: number, y: number][][] = [[]];
    for (const point of data.measured[side]) {
      const months = value(point);
      if (months === null || months === undefined) found.push([]);
      else found.at(-1)?.push([x(point.on), tenth(y(months))]);
    }
    return found.filter((run) => run.length > 1);
  };
  const path = (found: readonly [number, number][][]) => found.map((run) => `M${run.join("L")}`).join("");
  const lows = runs((point) => lined(data, point)?.low);
  return {
    side,
    median: path(runs((point) => lined(data, point)?.median)),
    open: drawnOpen(data, side) ? path(runs(({ open }) => open)) : "",
    band: runs((point) => lined(data, point)?.high)
      .map((run, index) => `M${[...run, ...(lows[index] ?? []).slice().reverse()].join("L")}z`)
      .join(""),
  };
}

/** Points along the lines, close enough that no label stands between two of them. */
export function linePoints(courses: readonly PlacedCourse[]): readonly (readonly [number, number])[] {
  return courses.flatMap(({ median, open }) =>
    `${median}${open}`
      .split("M")
      .filter(Boolean)
      .flatMap((run) => {
        const points = run.split("L").map((pair) => pair.split(",").map(Number) as [number, number]);
        return points.flatMap(([x, y], index): [number, number][] => {
          const [nextX, nextY] = points[index + 1] ?? [x, y];
          const steps = Math.max(1, Math.ceil(Math.hypot(nextX - x, nextY - y) / 4));
          return Array.from({ length: steps }, (_, step) => [
            x + ((nextX - x) * step) / steps,
            y + ((nextY - y) * step) / steps,
          ]);
        });
      }),
  );
}

/** A benchmark's records in order of time, joined so that the eye can follow one. */
export function threadsOf(
  { crossings }: ClaimedMeasuredData,
  x: (on: string) => number,
  y: (side: "a" | "b", months: number) => number,
): readonly { readonly side: "a" | "b"; readonly path: string }[] {
  const threads = new Map<string, { side: "a" | "b"; points: string[] }>();
  for (const { benchmark, follower, on, months } of [...crossings].sort((one, other) => (one.on < other.on ? -1 : 1))) {
    const key = `${follower} ${benchmark}`;
    const thread = threads.get(key) ?? { side: follower, points: [] };
    threads.set(key, thread);
    thread.points.push(`${x(on)},${y(follower, months)}`);
  }
  return [...threads.values()]
    .filter(({ points }) => points.length > 1)
    .map(({ side, points }) => ({ side, path: `M${points.join("L")}` }));
}

/** Bars at their days; those of one day, or nearly, stand side by side. */
export function placeClaims(
  claims: readonly LagClaim[],
  x: (on: string) => number,
  y: (claim: LagClaim, months: number) => number,
  plot: Box,
): readonly PlacedClaim[] {
  const taken: PlacedClaim[] = [];
  return claims.map((claim) => {
    const tail = claim.high === null ? "far" : claim.low === null ? "near" : null;
    const [low, high] = [claim.low ?? claim.high ?? 0, claim.high ?? claim.low ?? 0].map((end) => y(claim, end));
    const [bottom, top] = [Math.max(low ?? 0, high ?? 0), Math.min(low ?? 0, high ?? 0)];
    // Downwards lags grow down the picture, so there the far end is the lower one.
    const away = y(claim, 1) <= y(claim, 0);
    const upTail = tail !== null && (tail === "far") === away;
    const y0 = tenth(tail !== null && upTail ? Math.max(plot.y0 - 8, top - openTail) : top);
    const y1 = tenth(tail !== null && !upTail ? Math.min(plot.y1, bottom + openTail) : bottom);
    let at = Math.min(x(claim.on), plot.x1 - 3);
    const touches = (one: PlacedClaim) => Math.abs(one.x - at) < claimPitch && one.y0 - 4 < y1 && y0 - 4 < one.y1;
    const step = at + claimPitch * 4 > plot.x1 ? -claimPitch : claimPitch;
    while (taken.some(touches)) at += step;
    const placed: PlacedClaim = {
      id: claim.id,
      x: tenth(at),
      y0,
      y1,
      tail: tail === null ? null : upTail ? "far" : "near",
    };
    taken.push(placed);
    return placed;
  });
}

/** The name of a claim with its figure. The newest come first where there is no room for all. */
export function nameOf(claim: LagClaim | undefined, placed: PlacedClaim, rank: number, width: number): LabelCandidate {
  const narrow = width < narrowBelow;
  const room = narrow ? 118 : 190;
  const figure = claim ? shortClaim(claim) : "";
  const name = fitText(claim?.speaker ?? "", chartType.label, room - textWidth(` ${figure}`, chartType.label));
  const half = (placed.y1 - placed.y0) / 2;
  return {
    key: placed.id,
    x: placed.x,
    y: narrow ? placed.y0 : tenth(placed.y0 + half),
    text: `${name} ${figure}`,
    importance: rank,
    offset: 7,
    // On a phone a name far from its bar would lead its line across all others.
    ...(!narrow && { farther: [7, 20, 34, 56, 84, 116].slice(0, width < 800 ? 4 : 6).map((gap) => half + gap) }),
    spots: ["right", "left", "above-right", "above-left", "above", "below-right", "below-left", "below"],
  };
}

/** Says which way is behind. */
export interface Caption {
  readonly side: "a" | "b";
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

export function captionsOf(
  data: ClaimedMeasuredData,
  [least]: readonly [number, number],
  zero: number,
  plot: Box,
  indent: number,
): readonly Caption[] {
  const above = upwards(data);
  const { name } = data.sides[above];
  const x = tenth(plot.x0 + indent);
  const title = { side: above, text: capital(`${name} behind, months`), x, y: plot.y0 - 7 };
  if (least >= 0) return [title];
  const below = above === "a" ? "b" : "a";
  return [title, { side: below, text: capital(`${name} ahead, months`), x, y: tenth(zero + 14) }];
}

export function captionBox({ text, x, y }: Caption): Box {
  return { x0: x, y0: y - 10, x1: x + textWidth(text, chartType.note, 600), y1: y + 3 };
}

export function marksOf(
  data: ClaimedMeasuredData,
  claims: readonly PlacedClaim[],
  crossings: readonly PlacedSymbol[],
): readonly Mark[] {
  const said = claims.map((placed, index): Mark => {
    const claim = data.claims[index];
    const who = claim ? capital(`${data.sides[claim.behind].name} behind by ${sayClaim(claim)}`) : "";
    return {
      key: placed.id,
      x: placed.x,
      y: tenth((placed.y0 + placed.y1) / 2),
      side: "other",
      tip: [`${claim?.speaker ?? ""}, ${formatDate(claim?.on ?? "")}`, who],
    };
  });
  const records = data.crossings.map((crossing, index): Mark => {
    const point = crossings[index];
    return {
      key: crossing.key,
      x: point?.x ?? 0,
      y: point?.y ?? 0,
      side: crossing.follower,
      tip: [
        `${crossing.model}, ${formatDate(crossing.on)}`,
        `${crossing.benchmark}: ${sayMonths(crossing.months)} after ${data.sides[crossing.follower === "a" ? "b" : "a"].name}`,
      ],
    };
  });
  return [...said, ...records].sort((one, other) => one.x - other.x || (one.key < other.key ? -1 : 1));
}
