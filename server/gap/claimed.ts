import type { Sides } from "../values/sides.js";
import { sideOf } from "../values/sides.js";
import type { Compared } from "./gaps.js";
import type { Measured } from "./measured.js";

/** What a claim says of a lag, as it is recorded. */
export interface ClaimRow {
  readonly subject_country: string | null;
  readonly relative_to: string | null;
  readonly value_low: number | null;
  readonly value_high: number | null;
  readonly unit: string | null;
}

/** A claim in months. One end is absent where the claim leaves it open: "at least a year". */
export interface ClaimedLag {
  readonly behind: Compared;
  readonly low: number | null;
  readonly high: number | null;
}

const monthsIn: Readonly<Record<string, number>> = { months: 1, years: 12 };

/** `undefined` where a claim gives no figure in time, or is not about these two sides. */
export function claimedLag(claim: ClaimRow, sides: Sides): ClaimedLag | undefined {
  const months = monthsIn[claim.unit ?? ""];
  const [subject, other] = [sideOf(claim.subject_country, sides), sideOf(claim.relative_to, sides)];
  if (!months || subject === "other" || other === "other" || subject === other) return undefined;
  const [low, high] = [claim.value_low, claim.value_high].map((end) => (end === null ? null : end * months));
  if (low === undefined || high === undefined || (low === null && high === null)) return undefined;
  return { behind: subject, low, high };
}

/** How a claim stands to what was measured on its day. */
export type Standing = "longer" | "within" | "shorter";

/**
 * Holds a claim against the measured range: from the first quartile of the crossings of the twelve months before it to
 * their third, or to how long the oldest record had stood unmatched, where that is longer. `undefined` where nothing
 * was measured by that day.
 */
export function standingOf(claim: ClaimedLag, measured: Measured): Standing | undefined {
  const range = measuredRange(measured);
  if (!range) return undefined;
  if ((claim.low ?? 0) > range.high) return "longer";
  return (claim.high ?? Number.POSITIVE_INFINITY) < range.low ? "shorter" : "within";
}

function measuredRange({ recent, open }: Measured): { readonly low: number; readonly high: number } | undefined {
  const ends = [recent?.lowMonths, recent?.highMonths, open?.months].filter((end) => end !== undefined);
  return ends.length === 0 ? undefined : { low: Math.min(...ends), high: Math.max(...ends) };
}
