import { type Day, daysBetween } from "../values/dates.js";
import { sayLarge, sayNumber, sayUsd } from "../values/numbers.js";
import type { ClaimRow } from "./claimed.js";
import type { BenchmarkGap } from "./gaps.js";
import { monthsOf } from "./lag.js";
import { inUse } from "./measured.js";

/**
 * Whether a statement is about what is still to come: it says "will". Its figure is then no lag of its day, and the
 * rows do not say what it would be measured by.
 */
export function isForecast({ statement }: { readonly statement: string }): boolean {
  return /\bwill\b/i.test(statement);
}

/**
 * A speaker as a value of the filter, where several are separated by commas, which names of groups hold.
 * @example speakerSlug("Baidu and 01.AI") // "baidu-and-01-ai"
 */
export function speakerSlug(speaker: string): string {
  return speaker
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
}

/** A claim's figure with its unit, in words; "" where it names none. */
export function sayFigure({
  value_low: low,
  value_high: high,
  unit,
}: Pick<ClaimRow, "value_low" | "value_high" | "unit">): string {
  if (low === null && high === null) return "";
  const say = (value: number) => {
    if (unit === "USD") return sayUsd(value);
    // A year of the calendar is no quantity: it takes no comma.
    if (unit === "year") return String(value);
    return value >= 1e6 ? sayLarge(value) : sayNumber(value);
  };
  const figure =
    low === null
      ? `at most ${say(high ?? 0)}`
      : high === null
        ? `at least ${say(low)}`
        : low === high
          ? say(low)
          : `${say(low)} to ${say(high)}`;
  if (unit === "USD") return figure;
  if (unit === "USD") return figure;
  if (unit === "year") return `the year ${figure}`;
  const alone = (high ?? low) === 1;
  return `${figure} ${alone ? (unit ?? "").replace(/s$/, "") : (unit ?? "")}`.trim();
}

/** What became of the leader's best scores of a day: how long the follower took to reach each. */
export interface Outcome {
  /** Benchmarks on which it can be told. */
  readonly records: number;
  /** Those of them that the follower has reached by the view's last day. */
  readonly reached: number;
  /** Median in months over all of them, the unreached counting as longer than any; absent unless it is known. */
  readonly medianMonths?: number;
}

/**
 * What later scores tell of the lag on `day` of side b behind side a. On every benchmark in use on that day a's best
 * score of it is a threshold; its lag runs from a's reaching it to b's. A threshold that b had reached before a is
 * none. One that b has not reached is open, whether or not b was scored since: to leave out what nobody measured again
 * would leave the quick ones only. Half of all have to be reached for the median to be known, since an open one may
 * turn out to be of any length (the median of right-censored data).
 */
export function outcome(gaps: readonly BenchmarkGap[], day: Day): Outcome {
  const lags = gaps.flatMap((gap): number[] => {
    const { benchmark, steps } = gap;
    const best = steps.a.findLast(({ on }) => on <= day);
    if (!best || !inUse(gap, day)) return [];
    const first = steps.b.find(({ score }) => (benchmark.higherIsBetter ? score >= best.score : score <= best.score));
    if (!first) return [Number.POSITIVE_INFINITY];
    return first.on < best.on ? [] : [monthsOf(daysBetween(best.on, first.on))];
  });
  lags.sort((one, other) => one - other);
  const middle = lags.length / 2;
  const [low = Number.POSITIVE_INFINITY, high = Number.POSITIVE_INFINITY] = [
    lags[Math.ceil(middle) - 1],
    lags[Math.floor(middle)],
  ];
  return {
    records: lags.length,
    reached: lags.filter(Number.isFinite).length,
    ...(Number.isFinite(high) && { medianMonths: (low + high) / 2 }),
  };
}
