import { type Day, firstDay } from "../values/dates.js";
import type { SideKey, Sides } from "../values/sides.js";
import { sideOf } from "../values/sides.js";
import {
  type Behind,
  behind,
  type Crossing,
  type DailyStretch,
  dailyLag,
  type Following,
  following,
  frontier,
  type LagSummary,
  monthsOf,
  type Score,
  type Step,
  summary,
  trailing,
} from "./lag.js";

/** What the lag needs to know of a benchmark. */
export interface Benchmark {
  readonly id: string;
  readonly higherIsBetter: boolean;
}

/** A score of the view with the country of its model's developer. */
export interface CountryScore extends Score {
  readonly benchmarkId: string;
  readonly country: string | null;
}

export type Compared = Exclude<SideKey, "other">;

/** One benchmark at a date: both frontiers, and how each side follows the other. */
export interface BenchmarkGap<B extends Benchmark = Benchmark> {
  readonly benchmark: B;
  readonly steps: Readonly<Record<Compared, readonly Step[]>>;
  /** Days of all scores of a side, records or not, in order. */
  readonly scoredOn: Readonly<Record<Compared, readonly Day[]>>;
  /** Who has the worse best score; absent where a side has none. */
  readonly behind?: Behind;
  /** By the side that follows. */
  readonly following: Readonly<Record<Compared, Following>>;
  readonly daily: Readonly<Record<Compared, readonly DailyStretch[]>>;
}

/** The gap on each benchmark, in the order of `benchmarks`; scores of other countries are left aside. */
export function gapsAt<B extends Benchmark>(
  benchmarks: readonly B[],
  scores: readonly CountryScore[],
  sides: Sides,
  asOf: Day,
): readonly BenchmarkGap<B>[] {
  return benchmarks.map((benchmark) => {
    const better = benchmark.higherIsBetter;
    const own = scores.filter(({ benchmarkId }) => benchmarkId === benchmark.id);
    const of = (side: Compared) => own.filter(({ country }) => sideOf(country, sides) === side);
    const [ofA, ofB] = [of("a"), of("b")];
    const [a, b] = [frontier(ofA, better), frontier(ofB, better)];
    const days = (some: readonly CountryScore[]) => some.map(({ on }) => firstDay(on)).sort();
    const who = behind(a, b, better);
    return {
      benchmark,
      steps: { a, b },
      scoredOn: { a: days(ofA), b: days(ofB) },
      ...(who && { behind: who }),
      following: { a: following(b, a, better, asOf), b: following(a, b, better, asOf) },
      daily: { a: dailyLag(b, a, better, asOf), b: dailyLag(a, b, better, asOf) },
    };
  });
}

/** The lag of one side on one benchmark in a line. */
export interface LagLine {
  readonly benchmarkId: string;
  readonly behind: Compared;
  /** Over the trailing twelve months; absent where no record fell into them. */
  readonly recent?: LagSummary;
  /** Months since the leader's first record that the follower has not reached; absent where none stands open. */
  readonly openMonths?: number;
}

/** Lines of both sides on each benchmark, where there is anything to tell: a crossing lately or an open threshold. */
export function lagLines(gaps: readonly BenchmarkGap[], asOf: Day): readonly LagLine[] {
  return gaps.flatMap(({ benchmark, following }) =>
    (["a", "b"] as const).flatMap((side): LagLine[] => {
      const { crossings, open } = following[side];
      const recent = summary(trailing(crossings, asOf));
      const [oldest] = open;
      if (!recent && !oldest) return [];
      return [
        {
          benchmarkId: benchmark.id,
          behind: side,
          ...(recent && { recent }),
          ...(oldest && { openMonths: monthsOf(oldest.lagDays) }),
        },
      ];
    }),
  );
}

/** Crossings of the trailing twelve months of one side on all benchmarks together. */
export function pooled(gaps: readonly BenchmarkGap[], side: Compared, asOf: Day): LagSummary | undefined {
  return summary(gaps.flatMap(({ following }): readonly Crossing[] => trailing(following[side].crossings, asOf)));
}
