import { median, quantile } from "d3";
import { addDays, addMonths, type Day, daysBetween, firstDay } from "../values/dates.js";

/** A score that counts in the view. */
export interface Score {
  readonly modelId: string;
  /** Reduced date; counts from its first day. */
  readonly on: string;
  readonly score: number;
}

/** The scores of one side on one benchmark, in any order. */
export type Scores = readonly Score[];

/** A day on which a side did better than ever before, and the model that did. */
export interface Step extends Score {
  readonly on: Day;
}

/** Mean length of a month in days: 365.25 / 12. */
export const daysPerMonth = 30.4375;

export const monthsOf = (days: number): number => days / daysPerMonth;

/**
 * A side's frontier: its records in order of time, each strictly better than the one before. Of several scores of one
 * day only the best is a record; of equal ones that of the model whose id comes first.
 */
export function frontier(scores: Scores, higherIsBetter: boolean): readonly Step[] {
  const ordered = scores
    .map((score): Step => ({ ...score, on: firstDay(score.on) }))
    .sort(
      (one, other) =>
        byText(one.on, other.on) ||
        (higherIsBetter ? other.score - one.score : one.score - other.score) ||
        byText(one.modelId, other.modelId),
    );
  const steps: Step[] = [];
  for (const score of ordered) {
    const best = steps.at(-1);
    if (!best || isBetter(score.score, best.score, higherIsBetter)) steps.push(score);
  }
  return steps;
}

/** A record of one side that the other had reached before, or on the same day. */
export interface Crossing {
  /** The follower's record, in the unit of the benchmark. */
  readonly threshold: number;
  /** The first record of the leader that is at least as good. */
  readonly leader: Step;
  readonly follower: Step;
  /** Days from the leader's reaching the threshold to the follower's: zero on the same day. */
  readonly lagDays: number;
}

/** A record of the leader that the follower has not reached yet. */
export interface OpenThreshold {
  readonly threshold: number;
  readonly leader: Step;
  /** Days since the leader's record: what the lag is at least. */
  readonly lagDays: number;
}

/** How one side follows the other on one benchmark, at a date. */
export interface Following {
  /** Records that the leader had reached first, oldest first. */
  readonly crossings: readonly Crossing[];
  /** Records of the leader that are better than all that the follower has, oldest first. */
  readonly open: readonly OpenThreshold[];
}

/**
 * The lag of one side behind the other, threshold by threshold. For every record of the follower that the leader
 * reached no later, the lag runs from the leader's day to the follower's; a record that the leader had not reached is
 * none of the follower's lag, but the other direction's. A follower that has no score at all has no threshold to be
 * measured at: nothing is open then.
 */
export function following(
  leader: readonly Step[],
  follower: readonly Step[],
  higherIsBetter: boolean,
  asOf: Day,
): Following {
  const crossings = follower.flatMap((record): Crossing[] => {
    const first = leader.find(({ score }) => !isBetter(record.score, score, higherIsBetter));
    if (!first || first.on > record.on) return [];
    const lagDays = daysBetween(first.on, record.on);
    return [{ threshold: record.score, leader: first, follower: record, lagDays }];
  });
  const best = follower.at(-1);
  const ahead = best ? leader.filter(({ score }) => isBetter(score, best.score, higherIsBetter)) : [];
  return {
    crossings,
    open: ahead.map((record) => ({
      threshold: record.score,
      leader: record,
      lagDays: daysBetween(record.on, asOf),
    })),
  };
}

/** Months over which a summary looks back. */
export const trailingMonths = 12;

/** The crossings of the trailing twelve months: those after the same day of the year before. */
export function trailing(crossings: readonly Crossing[], asOf: Day): readonly Crossing[] {
  const after = addMonths(asOf, -trailingMonths);
  return crossings.filter(({ follower }) => follower.on > after && follower.on <= asOf);
}

/** The lags of several crossings in one figure, in months. */
export interface LagSummary {
  readonly crossings: number;
  readonly medianMonths: number;
  /** First and third quartile, by linear interpolation between the nearest ranks (type 7 of Hyndman and Fan 1996). */
  readonly lowMonths: number;
  readonly highMonths: number;
}

/** Median and quartiles; `undefined` where there is nothing to summarise. */
export function summary(crossings: readonly Crossing[]): LagSummary | undefined {
  const months = crossings.map(({ lagDays }) => monthsOf(lagDays));
  const middle = median(months);
  if (middle === undefined) return undefined;
  return {
    crossings: months.length,
    medianMonths: middle,
    lowMonths: quantile(months, 0.25) ?? middle,
    highMonths: quantile(months, 0.75) ?? middle,
  };
}

/** Who is behind on a benchmark: the side whose best is worse. */
export type Behind = "a" | "b" | "neither";

/** `undefined` where a side has no score. */
export function behind(a: readonly Step[], b: readonly Step[], higherIsBetter: boolean): Behind | undefined {
  const [bestA, bestB] = [a.at(-1), b.at(-1)];
  if (!bestA || !bestB) return undefined;
  if (bestA.score === bestB.score) return "neither";
  return isBetter(bestA.score, bestB.score, higherIsBetter) ? "b" : "a";
}

/** A stretch of days over which the daily lag grows by a day each day. */
export interface DailyStretch {
  readonly from: Day;
  /** Last day of the stretch. */
  readonly to: Day;
  /** Lag on the first day; zero throughout where the leader had not reached the follower's best. */
  readonly lagDays: number;
  readonly growing: boolean;
}

/**
 * The daily lag as Epoch AI defines it: for each day, how long it is since the leader first had what is the follower's
 * best on that day. Days on which the leader has not yet reached the follower's best count as zero. Begins with the
 * first day on which both sides have a score.
 * Epoch AI's comparison of January 2026 on its Capabilities Index finds seven months on average since 2023, 4 to 14.
 */
export function dailyLag(
  leader: readonly Step[],
  follower: readonly Step[],
  higherIsBetter: boolean,
  asOf: Day,
): readonly DailyStretch[] {
  const [firstLeader, firstFollower] = [leader[0], follower[0]];
  if (!firstLeader || !firstFollower) return [];
  const [, begin = firstLeader.on] = [firstLeader.on, firstFollower.on].sort();
  const turns = [...new Set([begin, ...[...leader, ...follower].map(({ on }) => on)])]
    .filter((day) => day >= begin && day <= asOf)
    .sort();
  return turns.map((from, at) => {
    const next = turns[at + 1];
    const best = follower.findLast(({ on }) => on <= from);
    const reached = leader.find(({ on, score }) => on <= from && best && !isBetter(best.score, score, higherIsBetter));
    return {
      from,
      to: next ? addDays(next, -1) : asOf,
      lagDays: reached ? daysBetween(reached.on, from) : 0,
      growing: reached !== undefined,
    };
  });
}

/** Mean, least and greatest daily lag in months over the days of the stretches; `undefined` where there are none. */
export function dailySummary(
  stretches: readonly DailyStretch[],
): { readonly days: number; readonly mean: number; readonly least: number; readonly greatest: number } | undefined {
  let [days, sum, least, greatest] = [0, 0, Number.POSITIVE_INFINITY, 0];
  for (const { from, to, lagDays, growing } of stretches) {
    const length = daysBetween(from, to) + 1;
    const last = growing ? lagDays + length - 1 : lagDays;
    days += length;
    sum += ((lagDays + last) / 2) * length;
    least = Math.min(least, lagDays);
    greatest = Math.max(greatest, last);
  }
  if (days === 0) return undefined;
  return { days, mean: monthsOf(sum / days), least: monthsOf(least), greatest: monthsOf(greatest) };
}

function isBetter(one: number, other: number, higherIsBetter: boolean): boolean {
  return higherIsBetter ? one > other : one < other;
}

function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
