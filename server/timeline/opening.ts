import { addMonths, type Day, firstDay } from "../values/dates.js";

/** So many dates are drawn whole, however far back they reach. */
const few = 40;
/** Share of the dates that may lie before the first day drawn. */
const tail = 0.1;

/**
 * First day to draw of a strip of dates: the beginning of the year before which at most a tenth of them lie, so that a
 * long thin beginning does not squeeze the rest. Few dates are drawn from the year of the first. Without any, the
 * year before `asOf`.
 * @example openingDay(["2019-05", "2024-02-21"], "2024-03-01") // "2019-01-01"
 */
export function openingDay(dates: readonly string[], asOf: Day): Day {
  const sorted = [...dates].sort();
  const first = sorted[sorted.length < few ? 0 : Math.floor(sorted.length * tail)];
  const opening = first === undefined ? addMonths(asOf, -12) : firstDay(first.slice(0, 4));
  // A strip of a single day would have no width.
  return opening < asOf ? opening : addMonths(asOf, -12);
}
