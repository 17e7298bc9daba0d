import { utcTime } from "../values/dates.js";
import { type Confidence, counts } from "../values/evidence.js";
import { type SideKey, type Sides, sideOf } from "../values/sides.js";
import { isEquity } from "../values/stages.js";
import { type Normaliser, nominal } from "./money.js";

export { isEquity };

/** What the funding measure needs to know of a round. */
export interface Round {
  readonly announced_on: string;
  readonly stage: string;
  readonly amount_usd: number | null;
  readonly confidence: Confidence;
  readonly country: string | null;
}

/** Known amounts added up, with the rounds that disclose none counted and never taken as zero. */
export interface FundingTotal {
  readonly amountUsd: number;
  readonly rounds: number;
  readonly undisclosed: number;
}

/** Equity of one side announced after `after` (exclusive, if given) on evidence of `strictest` or better. */
export function fundingTotal(
  rounds: readonly Round[],
  side: SideKey,
  sides: Sides,
  strictest: Confidence,
  after = "",
): FundingTotal {
  const counted = rounds.filter(
    (round) =>
      isEquity(round) &&
      sideOf(round.country, sides) === side &&
      counts(round.confidence, strictest) &&
      round.announced_on > after,
  );
  return {
    amountUsd: counted.reduce((sum, { amount_usd }) => sum + (amount_usd ?? 0), 0),
    rounds: counted.length,
    undisclosed: counted.filter(({ amount_usd }) => amount_usd === null).length,
  };
}

/** Running totals of one side at each disclosed round: in view, on stricter and on looser evidence. */
export interface RunningTotal {
  readonly on: string;
  readonly amountUsd: number;
  /** On confirmed rows alone. */
  readonly low: number;
  /** On all rows. */
  readonly high: number;
}

/**
 * Equity of one side added up over time. `rounds` holds every level of evidence; `strictest` is the view's. A reduced
 * date counts from its first day. Amounts that `money` cannot tell are left out.
 */
export function runningTotals(
  rounds: readonly Round[],
  side: SideKey,
  sides: Sides,
  strictest: Confidence,
  money: Normaliser = nominal,
): readonly RunningTotal[] {
  const known = rounds
    .filter((round) => isEquity(round) && round.amount_usd !== null && sideOf(round.country, sides) === side)
    .sort((one, other) => (one.announced_on < other.announced_on ? -1 : one.announced_on > other.announced_on ? 1 : 0));
  let [amountUsd, low, high] = [0, 0, 0];
  return known.flatMap((round) => {
    const amount = money.of(round.amount_usd ?? 0, round.announced_on, side);
    if (amount === null) return [];
    if (counts(round.confidence, strictest)) amountUsd += amount;
    if (counts(round.confidence, "confirmed")) low += amount;
    high += amount;
    return [{ on: round.announced_on, amountUsd, low, high }];
  });
}

const weekMs = 7 * 86_400_000;

/**
 * Totals as they are drawn: all of them, or where there are more than `most` the last of each week, since a line has no
 * room for more.
 */
export function thinnedTotals(totals: readonly RunningTotal[], most: number): readonly RunningTotal[] {
  if (totals.length <= most) return totals;
  const weeks = totals.map(({ on }) => Math.floor(utcTime(on) / weekMs));
  return totals.filter((_total, at) => weeks[at] !== weeks[at + 1]);
}
