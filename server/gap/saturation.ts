import { type Day, daysBetween, firstDay } from "../values/dates.js";
import { frontier, monthsOf, type Score, type Scores } from "./lag.js";

/** The best models that are looked at, and how near to the best one they count as even with it. */
export const topModels = 10;
export const evenWithin = 5;

/** How much room a benchmark has left to tell models apart, at a date. */
export interface Saturation {
  readonly best: Score;
  /** Months since a model last did better than all before, whatever its country. */
  readonly sinceMovedMonths: number;
  /** Only for a benchmark whose scale ends. */
  readonly room?: Room;
}

/** What is left of a scale that ends. */
export interface Room {
  /** Points from the best score to the end of the scale. */
  readonly left: number;
  /** Models among the best {@link topModels}; fewer where fewer were scored. */
  readonly top: number;
  /** Those of them within {@link evenWithin} points of the best, the best itself among them. */
  readonly even: number;
}

/**
 * Saturation of a benchmark: how near its best score is to `end`, the best that the scale allows; for how long nobody
 * has moved the frontier; and how many of the ten best models, each by its own best score, lie within five points of
 * the best one. An open scale (Elo points, an index, minutes) has no end to be near to, and five points of it mean
 * nothing by themselves: of it only the time since the last record is told. `undefined` without a score.
 */
export function saturation(scores: Scores, higherIsBetter: boolean, asOf: Day, end?: number): Saturation | undefined {
  const best = frontier(scores, higherIsBetter).at(-1);
  if (!best) return undefined;
  const sinceMovedMonths = monthsOf(daysBetween(firstDay(best.on), asOf));
  if (end === undefined) return { best, sinceMovedMonths };
  const behindBest = new Map<string, number>();
  for (const { modelId, score } of scores) {
    const apart = Math.abs(best.score - score);
    behindBest.set(modelId, Math.min(behindBest.get(modelId) ?? Number.POSITIVE_INFINITY, apart));
  }
  const top = [...behindBest.values()].sort((one, other) => one - other).slice(0, topModels);
  return {
    best,
    sinceMovedMonths,
    room: {
      left: Math.abs(end - best.score),
      top: top.length,
      even: top.filter((apart) => apart <= evenWithin).length,
    },
  };
}
