import type { SelectQueryBuilder } from "kysely";
import { sql } from "kysely";
import type { Store } from "../../db/store.js";
import { type TableName, tableOf } from "../../db/tables.js";
import { countryLabel } from "../values/sides.js";
import type { Context } from "./context.js";
import type { Choice, Filter } from "./view.js";

/** A filter over a column whose values the registry lists. */
export function enumFilter(
  key: string,
  label: string,
  table: TableName,
  column: string,
  say: (value: string) => string = (value) => value.replaceAll("-", " "),
): Filter {
  const values = tableOf(table).columns[column]?.oneOf ?? [];
  return { key, label, choices: values.map((value) => ({ value, label: say(value) })) };
}

/** A filter over the countries of a column, by the query that lists them. */
export async function countryFilter(
  store: Store,
  table: "companies" | "events" | "software",
  label = "Country",
): Promise<Filter> {
  const rows = await store.db
    .selectFrom(table)
    .select("country")
    .distinct()
    .where("country", "is not", null)
    .orderBy("country")
    .execute();
  return {
    key: "country",
    label,
    choices: rows.flatMap(({ country }): Choice[] =>
      country ? [{ value: country, label: countryLabel(country) }] : [],
    ),
  };
}

/** The filter over free text: words that the named columns must hold, in any case. */
export const textFilter: Filter = { key: "q", label: "Search" };

/**
 * Keeps the rows that the page's filters ask for. `columns` says for each filter's key which column it compares;
 * `texts` are the columns that `q` looks into.
 */
export function narrowed<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  ctx: Context,
  columns: Readonly<Record<string, string>>,
  texts: readonly string[] = [],
): SelectQueryBuilder<DB, TB, O> {
  let narrower = query;
  for (const [filter, column] of Object.entries(columns)) {
    const values = ctx.chosen(filter);
    if (values) narrower = narrower.where(sql<boolean>`${sql.ref(column)} in (${sql.join(values)})`);
  }
  const [wanted] = ctx.chosen("q") ?? [];
  for (const word of wanted?.split(/\s+/).filter(Boolean) ?? []) {
    const pattern = `%${word.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
    const matches = texts.map((column) => sql`lower(${sql.ref(column)}) like ${pattern} escape '\\'`);
    narrower = narrower.where(sql<boolean>`(${sql.join(matches, sql` or `)})`);
  }
  return narrower;
}
