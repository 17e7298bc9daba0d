import type { SideKey } from "./chart.js";
import type { RoundDot } from "./rounds-data.js";
import { tenth } from "./shapes.js";

/** Rounds too many to draw one by one, counted by half-year and class of amount. */
export interface CrowdBin {
  readonly side: SideKey;
  /** First day of the half-year. */
  readonly from: string;
  /** Lower end of the class, a step of 1, 2, 5; `null` for rounds without an amount. */
  readonly step: number | null;
  readonly rounds: number;
}

export interface RoundCrowd {
  readonly bins: readonly CrowdBin[];
  readonly sides: Readonly<
    Record<SideKey, { readonly rounds: number; readonly known: number; readonly median: number }>
  >;
}

/** More rounds than this would lie over one another. */
export const mostDots = 1500;
/** Of each side so many of the largest stand out, to be named. */
const largestKept = 12;
/** Least width of a cell, in user units: below it half-years are put together to years. */
const leastCell = 20;
const sidesInOrder = ["a", "other", "b"] as const;

/**
 * Rounds as they are drawn: all of them, or beyond {@link mostDots} the largest of each side and the number of rounds
 * in each half-year and class of amount.
 */
export function thinned<R extends Pick<RoundDot, "id" | "side" | "on" | "amountUsd">>(
  rounds: readonly R[],
): {
  readonly rounds: readonly R[];
  readonly crowd?: RoundCrowd;
} {
  if (rounds.length <= mostDots) return { rounds };
  const bins = new Map<string, { -readonly [key in keyof CrowdBin]: CrowdBin[key] }>();
  const amounts: Record<SideKey, number[]> = { a: [], b: [], other: [] };
  const counted: Record<SideKey, number> = { a: 0, b: 0, other: 0 };
  for (const { side, on, amountUsd } of rounds) {
    counted[side]++;
    const known = amountUsd !== null && amountUsd > 0;
    if (known) amounts[side].push(amountUsd);
    const step = known ? stepBelow(amountUsd) : null;
    const from = halfYearOf(on);
    const key = `${from} ${side} ${step ?? ""}`;
    const bin = bins.get(key) ?? { side, from, step, rounds: 0 };
    bin.rounds++;
    bins.set(key, bin);
  }
  const largest = (["a", "b"] as const).flatMap((side) =>
    rounds
      .filter((round) => round.side === side && round.amountUsd !== null)
      .sort((one, other) => (other.amountUsd ?? 0) - (one.amountUsd ?? 0) || (one.id < other.id ? -1 : 1))
      .slice(0, largestKept),
  );
  const sideFigures = (side: SideKey) => ({
    rounds: counted[side],
    known: amounts[side].length,
    median: medianOf(amounts[side]),
  });
  return {
    rounds: largest,
    crowd: {
      bins: [...bins.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, bin]) => bin),
      sides: { a: sideFigures("a"), b: sideFigures("b"), other: sideFigures("other") },
    },
  };
}

/**
 * The step of 1, 2, 5 at or below an amount.
 * @example stepBelow(340e6) // 200_000_000
 */
export function stepBelow(amount: number): number {
  const power = Math.floor(Math.log10(amount) + 1e-9);
  const digit = [5, 2].find((one) => one * 10 ** power <= amount * 1.000001) ?? 1;
  return Number(`${digit}e${power}`);
}

/** @example stepAbove(200_000_000) // 500_000_000 */
export function stepAbove(step: number): number {
  const power = Math.floor(Math.log10(step) + 1e-9);
  const digit = Math.round(step / 10 ** power);
  return Number(digit === 1 ? `2e${power}` : digit === 2 ? `5e${power}` : `1e${power + 1}`);
}

/** A year alone stands at its first day, as a dot does. */
function halfYearOf(date: string): string {
  const [year, month = "01"] = date.split("-");
  return `${year}-${Number(month) > 6 ? "07" : "01"}-01`;
}

/** @example medianOf([3, 1, 10]) // 3 */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** A side's rounds of one cell: a symbol whose area is their number. */
export interface PlacedCell {
  readonly key: string;
  readonly side: SideKey;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly rounds: number;
  readonly step: number | null;
  /** Half-years or years told of, as dates that may be reduced. */
  readonly when: string;
}

/**
 * Cells of half-years, or of years where those would be too narrow; the sides stand beside each other in a cell.
 * `lane` gives the middle of a side's lane for rounds without an amount.
 */
export function placeCells(
  { bins }: RoundCrowd,
  x: (day: string) => number,
  y: (amount: number) => number,
  lane: (side: SideKey) => number,
): { readonly cells: readonly PlacedCell[]; readonly most: number; readonly years: boolean } {
  const years = x("2021-01-01") - x("2020-07-01") < leastCell;
  const merged = new Map<string, { side: SideKey; from: string; step: number | null; rounds: number }>();
  for (const { side, from, step, rounds } of bins) {
    const start = years ? `${from.slice(0, 4)}-01-01` : from;
    const key = `${start} ${side} ${step ?? ""}`;
    const cell = merged.get(key) ?? { side, from: start, step, rounds: 0 };
    cell.rounds += rounds;
    merged.set(key, cell);
  }
  const withAmount = [...merged.values()].filter(({ step }) => step !== null);
  const most = Math.max(1, ...withAmount.map(({ rounds }) => rounds));
  const width = years ? x("2021-01-01") - x("2020-01-01") : x("2021-01-01") - x("2020-07-01");
  const present = sidesInOrder.filter((side) => bins.some((bin) => bin.side === side));
  const largest = Math.min(width / present.length / 2, 9);
  const cells = [...merged.entries()].map(([key, { side, from, step, rounds }]): PlacedCell => {
    const place = (present.indexOf(side) + 0.5) / present.length;
    return {
      key,
      side,
      x: tenth(x(from) + width * place),
      y: tenth(step === null ? lane(side) : (y(step) + y(stepAbove(step))) / 2),
      radius: tenth(
        Math.max(
          0.7,
          step === null ? Math.min(3.4, largest * Math.sqrt(rounds / most)) : largest * Math.sqrt(rounds / most),
        ),
      ),
      rounds,
      step,
      when: years ? from.slice(0, 4) : from.slice(0, 7),
    };
  });
  return { cells, most, years };
}
