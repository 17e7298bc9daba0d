import { median } from "d3";
import { addMonths, type Day } from "../values/dates.js";
import { type BenchmarkGap, type Compared, pooled } from "./gaps.js";
import { following, type LagSummary, monthsOf, trailingMonths } from "./lag.js";

/** The lag of one side as it could be read at a day, all benchmarks together. */
export interface Measured {
  readonly on: Day;
  /** Over the crossings of the trailing twelve months; absent where there were none. */
  readonly recent?: LagSummary;
  /** How long the leader's oldest unmatched record stood; absent where none did. */
  readonly open?: OpenLag;
}

export interface OpenLag {
  /** Median over the benchmarks, in months. */
  readonly months: number;
  readonly benchmarks: number;
}

export const opposite = { a: "b", b: "a" } as const;

/** The lag of `side` at `day`, from what had happened by then; `gaps` may have been computed for a later day. */
export function measuredAt(gaps: readonly BenchmarkGap[], side: Compared, day: Day): Measured {
  const recent = pooled(gaps, side, day);
  const open = openAt(gaps, side, day);
  return { on: day, ...(recent && { recent }), ...(open && { open }) };
}

/** The lag month by month up to `asOf`, as far back as there is anything to measure; oldest first. */
export function monthlyCourse(gaps: readonly BenchmarkGap[], side: Compared, asOf: Day): readonly Measured[] {
  const begin = gaps
    .flatMap(({ steps }) => {
      const [firstA, firstB] = [steps.a[0]?.on, steps.b[0]?.on];
      return firstA && firstB ? [firstA, firstB].sort().slice(1) : [];
    })
    .sort()[0];
  const course: Measured[] = [];
  for (let back = 0; begin !== undefined && addMonths(asOf, -back) >= begin; back++) {
    course.unshift(measuredAt(gaps, side, addMonths(asOf, -back)));
  }
  return course;
}

/**
 * Median, over the benchmarks in use, of the time since the leader's first record that the follower had not reached.
 * A benchmark is in use while both sides have a score of the trailing twelve months: on one that is no longer run the
 * open lag would grow for ever and tell nothing.
 */
function openAt(gaps: readonly BenchmarkGap[], side: Compared, day: Day): OpenLag | undefined {
  const lags = gaps.filter((gap) => inUse(gap, day)).flatMap((gap) => openMonthsAt(gap, side, day) ?? []);
  const middle = median(lags);
  return middle === undefined ? undefined : { months: middle, benchmarks: lags.length };
}

/** Months since the leader's first record that `side` had not reached at `day`. */
function openMonthsAt({ benchmark, steps }: BenchmarkGap, side: Compared, day: Day): number | undefined {
  const [leader, follower] = [steps[opposite[side]], steps[side]].map((all) => all.filter(({ on }) => on <= day));
  if (!leader || !follower) return undefined;
  const [oldest] = following(leader, follower, benchmark.higherIsBetter, day).open;
  return oldest && monthsOf(oldest.lagDays);
}

/** Whether both sides have a score of the twelve months up to `day`. */
export function inUse({ scoredOn }: BenchmarkGap, day: Day): boolean {
  const after = addMonths(day, -trailingMonths);
  return [scoredOn.a, scoredOn.b].every((days) => days.some((on) => on > after && on <= day));
}

/**
 * Which side follows: the one with more crossings of the trailing twelve months; of equals the one that is behind on
 * more benchmarks. `undefined` where that tells nothing either.
 */
export function sideBehind(gaps: readonly BenchmarkGap[], asOf: Day): Compared | undefined {
  const crossings = (side: Compared) => pooled(gaps, side, asOf)?.crossings ?? 0;
  const benchmarks = (side: Compared) => gaps.filter(({ behind }) => behind === side).length;
  const more = crossings("a") - crossings("b") || benchmarks("a") - benchmarks("b");
  return more === 0 ? undefined : more > 0 ? "a" : "b";
}
