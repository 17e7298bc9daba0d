import { addDays, type Day, daysBetween, lastDay, sayDate } from "../values/dates.js";
import type { Sides } from "../values/sides.js";
import type { BenchmarkGap, Compared } from "./gaps.js";
import { type Crossing, dailyLag, dailySummary, following, monthsOf } from "./lag.js";
import { opposite } from "./measured.js";

/** The index on which Epoch AI took its figure, and the claim that reports it. */
export const epochIndex = "eci";
export const epochClaim = "epoch-2026-seven-months";

export interface PublishedClaim {
  readonly statement: string;
  readonly stated_on: string;
}

/** What the daily lag on an index is, and how it stands to the figure its publisher gave; a paragraph each. */
export function dailyWords(
  gap: BenchmarkGap,
  side: Compared,
  { sides, asOf }: { readonly sides: Sides; readonly asOf: Day },
  naming: (modelId: string) => string,
  claim: PublishedClaim | undefined,
): readonly string[] {
  const now = dailyAt(gap, side, asOf);
  if (!now) return [];
  const [follower, leader] = [sides[side].name, sides[opposite[side]].name];
  const index = `Taken on every day since ${sayDate(now.from)}, ${say(now.mean)} months lie on average between the day’s best score of ${follower} on the index and the first time ${leader} had reached it: from ${say(now.least)} to ${say(now.greatest)}, up to ${sayDate(asOf)}.`;
  if (!claim) return [index];
  const until = lastDay(claim.stated_on) < asOf ? lastDay(claim.stated_on) : asOf;
  const then = dailyAt(gap, side, until);
  return then ? [index, ...against(claim, then, until, follower, naming)] : [index];
}

interface Daily {
  readonly from: Day;
  readonly mean: number;
  readonly least: number;
  readonly greatest: number;
  readonly crossings: readonly Crossing[];
  /** Last day of the longest wait, where a record of the follower ended it. */
  readonly peak: Day | undefined;
}

function dailyAt({ benchmark, steps }: BenchmarkGap, side: Compared, until: Day): Daily | undefined {
  const [leader, follower] = [steps[opposite[side]], steps[side]].map((all) => all.filter(({ on }) => on <= until));
  if (!leader || !follower) return undefined;
  const stretches = dailyLag(leader, follower, benchmark.higherIsBetter, until);
  const [first] = stretches;
  const summed = dailySummary(stretches);
  if (!first || !summed) return undefined;
  const longest = stretches.find(
    ({ lagDays, from, to, growing }) => growing && monthsOf(lagDays + daysBetween(from, to)) >= summed.greatest - 1e-9,
  );
  return {
    from: first.from,
    ...summed,
    crossings: following(leader, follower, benchmark.higherIsBetter, until).crossings,
    peak: longest?.to,
  };
}

function against(
  { statement, stated_on }: PublishedClaim,
  { from, mean, least, greatest, crossings, peak }: Daily,
  until: Day,
  follower: string,
  naming: (modelId: string) => string,
): readonly string[] {
  const held = `What Epoch AI said in ${sayDate(stated_on)}, in our words: ${statement} Up to ${sayDate(until)} the rows recorded here give ${say(mean)} months, from ${say(least)} to ${say(greatest)}; both have a score from ${sayDate(from)}.`;
  const byLag = [...crossings].sort((one, other) => one.lagDays - other.lagDays);
  const [shortest, second, longest] = [byLag[0], byLag[1], byLag.at(-1)];
  if (!shortest || !second || !longest) return [held];
  const told = ({ lagDays, follower: record }: Crossing) =>
    `${say(monthsOf(lagDays))} months for ${naming(record.modelId)} (${sayDate(record.on)})`;
  const ender = peak && crossings.find(({ follower: record }) => record.on === addDays(peak, 1));
  const wait = ender
    ? ` Days between records count too, and on them the gap grows: the longest wait, ${say(greatest)} months, ended with ${naming(ender.follower.modelId)} on ${sayDate(ender.follower.on)}.`
    : " Days between records count too, and on them the gap grows.";
  return [
    held,
    `At the ${crossings.length} records of ${follower} alone the lag ran from ${told(shortest)}, with ${told(second)} next, to ${told(longest)}.${wait}`,
  ];
}

function say(months: number): string {
  return months.toFixed(1).replace(/\.0$/, "");
}
