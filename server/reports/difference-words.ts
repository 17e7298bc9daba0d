import type { Column } from "../../db/columns.js";
import { type TableName, tableOf } from "../../db/tables.js";
import { isReducedDate, sayDate } from "../values/dates.js";
import { sayCount, sayNumber, sayUsd } from "../values/numbers.js";
import type { Cell, ChangedCell, Difference, FigureDifference, TableDifference } from "./difference.js";

/** A difference in words for people. */

const nouns: Readonly<Record<TableName, readonly [one: string, many: string]>> = {
  sources: ["source", "sources"],
  companies: ["company", "companies"],
  funding_rounds: ["funding round", "funding rounds"],
  funding_participants: ["participation in a round", "participations in rounds"],
  models: ["model", "models"],
  software: ["piece of software", "pieces of software"],
  dependencies: ["dependency", "dependencies"],
  benchmarks: ["benchmark", "benchmarks"],
  benchmark_scores: ["benchmark score", "benchmark scores"],
  chips: ["chip", "chips"],
  export_rules: ["export rule", "export rules"],
  chip_rulings: ["ruling on a chip", "rulings on chips"],
  compute_holdings: ["count of chips held", "counts of chips held"],
  listings: ["listing", "listings"],
  events: ["event", "events"],
  claims: ["claim", "claims"],
  indicators: ["indicator", "indicators"],
  indicator_values: ["indicator value", "indicator values"],
  citations: ["further citation", "further citations"],
};

/** Tables and figures named before the rest is counted. */
const mostNamed = 3;

/**
 * @example sayTable({ table: "funding_rounds", changed: [a, b], added: [c], removed: [] })
 * // "2 funding rounds changed, 1 added"
 */
export function sayTable({ table, added, changed, removed }: TableDifference): string {
  const parts = [
    [changed.length, "changed"],
    [added.length, "added"],
    [removed.length, "removed"],
  ] as const;
  const [one, many] = nouns[table];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, how], at) => (at === 0 ? `${sayCount(count, one, many)} ${how}` : `${sayNumber(count)} ${how}`))
    .join(", ");
}

/** @example sayFigure({ title: "Known funding, China", before: "$38bn", after: "$41bn" }) // "Known funding, China: $38bn → $41bn" */
export function sayFigure({ title, before, after }: Pick<FigureDifference, "title" | "before" | "after">): string {
  // "Known funding, in total: China" has its colon already.
  return `${title}${title.includes(": ") ? "" : ":"} ${before ?? "not stated"} → ${after ?? "not stated"}`;
}

/** A finding is a sentence of its own, and has no room inside another. */
const longestNamed = 40;
const isShort = ({ before, after }: FigureDifference) =>
  Math.max(before?.length ?? 0, after?.length ?? 0) <= longestNamed;

/** The whole difference in a sentence without its full stop; `undefined` where there is none. */
export function sayDifference({ facts, begun, dropped, figures, series }: Difference): string | undefined {
  const weight = ({ added, changed, removed }: TableDifference) => added.length + changed.length + removed.length;
  // What is cited along with the facts is the least of the news.
  const foremost = [...facts].sort(
    (one, other) => Number(one.table === "sources") - Number(other.table === "sources") || weight(other) - weight(one),
  );
  const rest = foremost.slice(mostNamed);
  const moreRows = rest.reduce((sum, table) => sum + weight(table), 0);
  const named = figures.filter(isShort).slice(0, mostNamed);
  const moreFigures = figures.length - named.length;
  const parts = [
    ...foremost.slice(0, mostNamed).map(sayTable),
    ...(rest.length > 0 ? [`${sayCount(moreRows, "more row")} in ${sayCount(rest.length, "other table")}`] : []),
    ...(begun.length > 0 ? [`it now also rests on ${begun.map(sayTableName).join(", ")}`] : []),
    ...(dropped.length > 0 ? [`it no longer rests on ${dropped.map(sayTableName).join(", ")}`] : []),
    ...named.map(sayFigure),
    ...(moreFigures > 0
      ? [`${sayCount(moreFigures, named.length > 0 ? "more figure" : "figure")} stated otherwise`]
      : []),
  ];
  if (parts.length > 0) return parts.join("; ");
  return series.length > 0
    ? `${sayCount(series.length, "figure or table", "figures or tables")} with other rows`
    : undefined;
}

/** @example sayTableName("funding_rounds") // "funding rounds" */
export function sayTableName(table: TableName): string {
  return nouns[table][1];
}

const longestCell = 240;
/** So much of two long texts is told before the place where they part. */
const leadIn = 60;

/** A cell before and after, as people read it and so that they read different. */
export function sayCell(table: TableName, { column, before, after }: ChangedCell) {
  const described = tableOf(table).columns[column];
  const title = described?.title ?? column;
  const said = { before: sayValue(described, before), after: sayValue(described, after) };
  if (typeof before === "number" && typeof after === "number" && said.before === said.after)
    return { title, before: String(before), after: String(after) };
  const parting = [...said.before].findIndex((character, at) => character !== said.after[at]);
  const from = Math.max(said.before.length, said.after.length) > longestCell ? Math.max(0, parting - leadIn) : 0;
  return { title, before: excerpt(said.before, from), after: excerpt(said.after, from) };
}

function sayValue(column: Column | undefined, value: Cell): string {
  if (value === null) return "empty";
  if (column?.type === "boolean") return value === 1 ? "yes" : "no";
  if (typeof value === "number") {
    if (column?.unit === "USD") return sayUsd(value);
    return column?.unit ? `${sayNumber(value)} ${column.unit}` : sayNumber(value);
  }
  return column?.type === "date" && isReducedDate(value) ? sayDate(value) : value;
}

function excerpt(text: string, from: number): string {
  const end = from + longestCell;
  return `${from > 0 ? "…" : ""}${text.slice(from, end)}${text.length > end ? "…" : ""}`;
}
