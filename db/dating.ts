import type { DateOrigin } from "./columns.js";
import { isTableName, type TableName, tableOf } from "./tables.js";

/**
 * How the rows of a table stand in time, in words, from the same `datedBy` that makes the SQL of `dated.ts`. Names of
 * tables and columns stand in backticks.
 * @example sayDating("funding_rounds") // "A row counts from `announced_on`."
 */
export function sayDating(name: TableName): string {
  const { datedBy, columns } = tableOf(name);
  if (!datedBy) return "Not dated: its rows count at any date.";
  const [first, ...others] = datedBy.from.map(sayOrigin);
  const certain = datedBy.from.some((origin) => {
    if (typeof origin === "string") return columns[origin]?.required;
    return "of" in origin && columns[origin.by]?.required && isRequired(origin.of, origin.date);
  });
  const fallbacks = others.map((origin) => `, else from ${origin}`).join("");
  const undated = certain ? "" : "; a row that nothing dates counts at any date";
  const end = datedBy.until ? ` It holds until the day before \`${datedBy.until}\`.` : "";
  return `A row counts from ${first}${fallbacks}${undated}.${end}`;
}

function isRequired(table: string, column: string): boolean {
  return isTableName(table) && tableOf(table).columns[column]?.required === true;
}

function sayOrigin(origin: DateOrigin): string {
  if (typeof origin === "string") return `\`${origin}\``;
  if ("of" in origin) return `\`${origin.date}\` of the row of \`${origin.of}\` that \`${origin.by}\` names`;
  const dates = origin.earliest.map(({ table, by, date, through }) =>
    through ? `\`${date}\` through \`${table}.${by}\`` : `\`${table}.${date}\` by \`${by}\``,
  );
  const places = dates.length > 1 ? `${dates.slice(0, -1).join(", ")} or ${dates.at(-1)}` : dates.join();
  return `the earliest date among the rows that point to it (${places})`;
}
