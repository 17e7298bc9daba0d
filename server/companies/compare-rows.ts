import { sayCount } from "../values/numbers.js";
import type { ComparedCompany } from "./compare-facts.js";
import type { Measure, Told } from "./compare-measures.js";

/** A measure with what it tells of each company, in the order of the columns. */
export interface ComparedRow {
  /** Place among all measures, from 1, whichever of them are shown. */
  readonly place: number;
  readonly measure: Measure;
  readonly cells: readonly (Told & {
    /** Has the highest or latest value of those known; never where only one is known, or all are level. */
    readonly leading: boolean;
  })[];
  /** Tells the same of every company; of one company alone nothing is the same. */
  readonly same: boolean;
}

export function comparedRows(
  measures: readonly Measure[],
  companies: readonly ComparedCompany[],
): readonly ComparedRow[] {
  return measures.map((measure, at) => {
    const cells = companies.map((company) => measure.tell(company));
    const values = cells.map(({ value }) => value);
    const highest = measure.leads ? standingOut(values) : undefined;
    return {
      place: at + 1,
      measure,
      cells: cells.map((cell) => ({ ...cell, leading: highest !== undefined && cell.value === highest })),
      same: values.length > 1 && new Set(values).size === 1,
    };
  });
}

/** The highest of several values, or `undefined` where fewer than two are known or all that are known are equal. */
function standingOut(values: readonly Told["value"][]): string | number | undefined {
  const known = [...new Set(values.filter((value) => value !== null))];
  return known.length < 2 ? undefined : known.sort((one, other) => (one < other ? 1 : -1))[0];
}

/**
 * Who stands out how often, over the measures that have a highest or latest value; "" for fewer than two companies.
 * A value that two share counts for both.
 */
export function sayWhoStandsOut(rows: readonly ComparedRow[], names: readonly string[]): string {
  if (names.length < 2) return "";
  const ranked = rows.filter(({ cells }) => cells.some(({ leading }) => leading));
  if (ranked.length === 0) return `Too little is known to say in what ${inRow(names)} differ most`;
  const counts = names
    .map((name, at) => ({ name, count: ranked.filter(({ cells }) => cells[at]?.leading).length }))
    .sort((one, other) => other.count - one.count);
  const most = counts[0]?.count ?? 0;
  const first = counts.filter(({ count }) => count === most).map(({ name }) => name);
  const others = counts.filter(({ count }) => count < most && count > 0);
  const of = sayCount(ranked.length, "measure that sets them apart", "measures that set them apart");
  return [
    `${inRow(first)} ${first.length === 1 ? "has" : "each have"} the highest or latest known figure in ${most} of ${of}`,
    ...others.map(({ name, count }) => `${name} in ${count}`),
  ].join(", ");
}

/** @example inRow(["OpenAI", "DeepSeek", "Alibaba"]) // "OpenAI, DeepSeek and Alibaba" */
export function inRow(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
