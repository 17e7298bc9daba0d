import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Day } from "../server/values/dates.js";
import { admitted, type Confidence, confidenceLevels } from "../server/values/evidence.js";
import type { DateOrigin } from "./columns.js";
import { type TableName, tableOf } from "./tables.js";

/**
 * The cut in time, written once from the registry's `datedBy`. Reduced dates compare as text: "2023-11" sorts before
 * "2023-11-01", so a reduced date counts from its first day.
 */

/** The day from which a row of `table` counts, as SQL; `null` for a table that is not dated. */
export function datedOn(table: TableName, alias: string = table): RawBuilder<string> | null {
  const { datedBy, columns } = tableOf(table);
  if (!datedBy) return null;
  const [first] = datedBy.from;
  if (typeof first === "string" && columns[first]?.required) return sql<string>`${sql.ref(`${alias}.${first}`)}`;
  // A row that nothing dates counts at any date: the empty text sorts before every date.
  return sql<string>`coalesce(${sql.join(datedBy.from.map((origin) => originSql(origin, alias)))}, '')`;
}

function originSql(origin: DateOrigin, alias: string): RawBuilder<string | null> {
  if (typeof origin === "string") return sql`${sql.ref(`${alias}.${origin}`)}`;
  if ("of" in origin) {
    return sql`(select ${sql.ref(`origin.${origin.date}`)} from ${sql.table(origin.of)} as origin where origin.id = ${sql.ref(`${alias}.${origin.by}`)})`;
  }
  const dates = origin.earliest.map((told) => {
    const { day, rows } = tellingRows(told, alias);
    return sql`select ${day} as day ${rows}`;
  });
  return sql`(select min(day) from (${sql.join(dates, sql` union all `)}) as dates)`;
}

type Earliest = Extract<DateOrigin, { readonly earliest: unknown }>;

/** The rows of another table that tell a date of this one's row, and the date that each tells. */
function tellingRows({ table, by, date, through }: Earliest["earliest"][number], alias: string) {
  const [via, column] = date.includes(".") ? (date.split(".") as [string, string]) : [undefined, date];
  const join =
    via && through ? sql`inner join ${sql.table(via)} as via on via.id = ${sql.ref(`origin.${through}`)}` : sql``;
  return {
    day: sql<string | null>`${sql.ref(`${via ? "via" : "origin"}.${column}`)}`,
    rows: sql`from ${sql.table(table)} as origin ${join} where ${sql.ref(`origin.${by}`)} = ${sql.ref(`${alias}.id`)}`,
  };
}

/** Condition: the row had happened by the end of `asOf`. Always true for a table that is not dated. */
export function happenedBy(table: TableName, asOf: Day, alias: string = table): RawBuilder<SqlBool> {
  const from = tableOf(table).datedBy?.from ?? [];
  if (from.some(isEarliest)) return happenedByOrigins(from, asOf, alias);
  const day = datedOn(table, alias);
  return day ? sql<SqlBool>`${day} <= ${asOf}` : sql<SqlBool>`1 = 1`;
}

const isEarliest = (origin: DateOrigin): origin is Earliest => typeof origin !== "string" && "earliest" in origin;

/**
 * The same as `datedOn(…) <= asOf`, without looking for the earliest of a thousand rounds where the first one found had
 * happened: over ten thousand companies that is a twentieth of the work.
 */
function happenedByOrigins([origin, ...others]: readonly DateOrigin[], asOf: Day, alias: string): RawBuilder<SqlBool> {
  if (origin === undefined) return sql<SqlBool>`1 = 1`;
  const otherwise = happenedByOrigins(others, asOf, alias);
  if (!isEarliest(origin)) {
    const day = originSql(origin, alias);
    return sql<SqlBool>`(case when ${day} is not null then ${day} <= ${asOf} else ${otherwise} end)`;
  }
  const told = origin.earliest.map((one) => tellingRows(one, alias));
  const any = (condition: (day: RawBuilder<string | null>) => RawBuilder<unknown>) =>
    sql.join(
      told.map(({ day, rows }) => sql`exists (select 1 ${rows} and ${condition(day)})`),
      sql` or `,
    );
  return sql<SqlBool>`(${any((day) => sql`${day} <= ${asOf}`)} or (not (${any((day) => sql`${day} is not null`)}) and ${otherwise}))`;
}

/** Condition: the row had happened by `asOf` and still held at the end of that day. */
export function heldAt(table: TableName, asOf: Day, alias: string = table): RawBuilder<SqlBool> {
  const until = tableOf(table).datedBy?.until;
  const happened = happenedBy(table, asOf, alias);
  if (!until) return happened;
  const end = sql.ref(`${alias}.${until}`);
  return sql<SqlBool>`${happened} and (${end} is null or ${end} > ${asOf})`;
}

/** Condition: the row's evidence is `strictest` or better. Always true where any will do, and without confidence. */
export function evidenced(table: TableName, strictest: Confidence, alias: string = table): RawBuilder<SqlBool> {
  const levels = admitted(strictest);
  // Not asking leaves a count to the index of the dates alone.
  if (!tableOf(table).columns["confidence"] || levels.length === confidenceLevels.length) return sql<SqlBool>`1 = 1`;
  return sql<SqlBool>`${sql.ref(`${alias}.confidence`)} in (${sql.join(levels)})`;
}
