import type { PeriodCell } from "../../public/charts/per-period-data.js";
import { lastDay } from "../values/dates.js";
import { type Confidence, counts } from "../values/evidence.js";
import { type Sides, sideOf } from "../values/sides.js";
import { isEquity } from "../values/stages.js";
import type { Normaliser } from "./money.js";
import type { Round } from "./totals.js";

export type PeriodKind = "year" | "quarter";

/**
 * The period that a date falls in. A date without a day counts from its first; a year alone lies in no quarter, and
 * stands as that year.
 * @example periodOf("2023-11", "quarter") // "2023-Q4"
 * @example periodOf("2023", "quarter") // "2023"
 */
export function periodOf(date: string, kind: PeriodKind): string {
  const [year, month] = [date.slice(0, 4), date.slice(5, 7)];
  return kind === "year" || !month ? year : `${year}-Q${Math.ceil(Number(month) / 3)}`;
}

/**
 * The last day of a period.
 * @example lastDayOf("2023-Q4") // "2023-12-31"
 */
export function lastDayOf(period: string): string {
  const [year = "", quarter] = period.split("-Q");
  return lastDay(quarter ? `${year}-${String(Number(quarter) * 3).padStart(2, "0")}` : year);
}

/**
 * Equity of both sides by period and stage, in order of period, side and stage. `rounds` hold every level of evidence.
 * Their sum over the periods is the side's total, since every round falls in exactly one.
 */
export function perPeriod(
  rounds: readonly Round[],
  kind: PeriodKind,
  { sides, strictest, money }: { readonly sides: Sides; readonly strictest: Confidence; readonly money: Normaliser },
): readonly PeriodCell[] {
  type Sum = { -readonly [key in keyof PeriodCell]: PeriodCell[key] };
  const cells = new Map<string, Sum>();
  for (const round of rounds) {
    const side = sideOf(round.country, sides);
    if (side === "other" || !isEquity(round)) continue;
    const { stage } = round;
    const period = periodOf(round.announced_on, kind);
    const key = `${period} ${side} ${stage}`;
    const none = { rounds: 0, undisclosed: 0, leftOut: 0, amount: 0, confirmed: 0, reported: 0, all: 0 };
    const cell: Sum = cells.get(key) ?? { period, side, stage, ...none };
    cells.set(key, cell);
    const inView = counts(round.confidence, strictest);
    if (inView) cell.rounds++;
    if (round.amount_usd === null) {
      if (inView) cell.undisclosed++;
      continue;
    }
    const amount = money.of(round.amount_usd, round.announced_on, side);
    if (amount === null) {
      if (inView) cell.leftOut++;
      continue;
    }
    if (inView) cell.amount += amount;
    if (counts(round.confidence, "confirmed")) cell.confirmed += amount;
    if (counts(round.confidence, "reported")) cell.reported += amount;
    cell.all += amount;
  }
  return [...cells.entries()]
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([, cell]) => cell);
}
