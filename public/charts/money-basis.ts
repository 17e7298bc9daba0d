import { formatUsd } from "./format.js";

/** In what an amount of money is told. A page's parameter `money` chooses it; see the area's own reckoning. */
export interface MoneyBasis {
  /** In a caption: "US dollars of 2025". */
  readonly unit: string;
  /** Ends the names of columns: `usd_2025`. */
  readonly column: string;
  /** Follows the figures of a finding: " in dollars of 2025", or nothing for dollars of the day. */
  readonly after: string;
  /** What the reader must know of years that have no value of their own, or of what is left out; "" for nothing. */
  readonly caveat: string;
}

/** Dollars as they were announced. */
export const nominalDollars: MoneyBasis = { unit: "US dollars", column: "usd", after: "", caveat: "" };

/**
 * An amount as {@link formatUsd} says it, and small ones, as they come of a share of GDP or an amount per head, with
 * three significant figures too.
 * @example sayAmount(24_100_000_000) // "$24.1bn"; sayAmount(0.3142) // "$0.314"
 */
export function sayAmount(amount: number): string {
  return Math.abs(amount) < 999.5
    ? `${amount < 0 ? "−" : ""}$${Number(Math.abs(amount).toPrecision(3))}`
    : formatUsd(amount);
}
