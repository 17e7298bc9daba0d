import { type RawBuilder, sql } from "kysely";
import { datedOn, evidenced, happenedBy } from "../../db/dated.js";
import { namingColumns } from "../../db/naming.js";
import { type TableName, tableNames, tableOf } from "../../db/tables.js";
import type { View } from "./view.js";

/**
 * Every place where a row of the facts rests on a source, as one query over all tables, found by walking the registry:
 * a table with a `source_id` names the first source of its rows, and `citations` the further ones.
 */

/** How a row rests on a source: its first one, or a further one that gives the same value or one of its own. */
export type Role = "first" | "agrees" | "differs";

/** One use of a source by one row. */
export interface Use {
  readonly table: TableName;
  readonly row_id: string;
  /** The row as a reader would name it. */
  readonly label: string;
  /** Column it is cited for; empty for the whole row. */
  readonly column: string;
  readonly role: Role;
  /** What a further source says instead. */
  readonly value: string | null;
  readonly note: string | null;
  readonly dated_on: string | null;
  readonly confidence: string | null;
  /** Company that the row belongs to, by itself or by what it refers to. */
  readonly company_id: string | null;
  readonly source_id: string;
}

/** Tables whose rows name a source of their own. */
const sourcedTables: readonly TableName[] = tableNames.filter(
  (name) => name !== "citations" && tableOf(name).columns["source_id"] !== undefined,
);

/** Tables whose rows a citation can point to: those with an id. */
const citedTables = tableNames.filter((name) => name !== "sources" && tableOf(name).columns["id"] !== undefined);

/** Rows of the view by the sources that they rest on, in no order. */
export function usesInView(view: View): RawBuilder<Use> {
  const parts = [
    ...sourcedTables.map((table) => firstUses(table, view)),
    ...citedTables.map((table) => furtherUses(table, view)),
  ];
  return sql<Use>`(${sql.join(parts, sql` union all `)})`;
}

function firstUses(table: TableName, view: View): RawBuilder<unknown> {
  return sql`select ${sql.lit(table)} as ${sql.id("table")}, ${keyOf(table)} as row_id, ${labelOf(table)} as label, '' as ${sql.id("column")}, 'first' as role, ${noText} as value, ${noText} as note, ${ownColumns(table)}, ${sql.ref(`${table}.source_id`)} as source_id from ${sql.table(table)} where ${inView(table, view)}`;
}

function furtherUses(table: TableName, view: View): RawBuilder<unknown> {
  return sql`select ${sql.lit(table)} as ${sql.id("table")}, citations.row_id as row_id, ${labelOf(table)} as label, citations.${sql.id("column")} as ${sql.id("column")}, case citations.agrees when 'yes' then 'agrees' else 'differs' end as role, citations.value as value, citations.note as note, ${ownColumns(table)}, citations.source_id as source_id from citations inner join ${sql.table(table)} on ${sql.ref(`${table}.id`)} = citations.row_id where citations.${sql.id("table")} = ${sql.lit(table)} and ${inView(table, view)} and ${citedDayBy(table, view)}`;
}

/**
 * A citation for a day that is still to come in this view, such as the end of a listing, is not told. Where our row
 * records no day, that of the source decides; words such as "summer of 2025" sort behind all digits and decide nothing.
 */
function citedDayBy(table: TableName, { asOf }: View): RawBuilder<unknown> {
  const days = Object.entries(tableOf(table).columns).filter(([, { type }]) => type === "date");
  if (days.length === 0) return sql`1 = 1`;
  const theirs = sql`case when citations.value < 'A' then citations.value end`;
  const cases = days.map(
    ([column]) => sql`when ${sql.lit(column)} then coalesce(${sql.ref(`${table}.${column}`)}, ${theirs})`,
  );
  return sql`coalesce(case citations.${sql.id("column")} ${sql.join(cases, sql` `)} end, '') <= ${asOf}`;
}

const noText = sql`cast(null as text)`;

function ownColumns(table: TableName): RawBuilder<unknown> {
  const day = datedOn(table);
  const confidence = tableOf(table).columns["confidence"] ? sql.ref(`${table}.confidence`) : noText;
  return sql`${day ? sql`nullif(${day}, '')` : noText} as dated_on, ${confidence} as confidence, ${companyOf(table)} as company_id`;
}

/** The first company that the row refers to; without one, that of the first row it refers to. */
function companyOf(table: TableName): RawBuilder<unknown> {
  if (table === "companies") return sql.ref("companies.id");
  const own = companyColumn(table);
  if (own) return sql.ref(`${table}.${own}`);
  const through = Object.entries(tableOf(table).columns).flatMap(([column, { references = [] }]) =>
    (references as readonly TableName[]).flatMap((target) => {
      const owner = companyColumn(target);
      return owner
        ? sql`(select ${sql.ref(`owned.${owner}`)} from ${sql.table(target)} as owned where owned.id = ${sql.ref(`${table}.${column}`)})`
        : [];
    }),
  );
  return through.length > 0 ? sql`coalesce(${sql.join([...through, noText])})` : noText;
}

function companyColumn(table: TableName): string | undefined {
  const { columns } = tableOf(table);
  return Object.keys(columns).find((column) => columns[column]?.references?.includes("companies"));
}

function inView(table: TableName, view: View): RawBuilder<unknown> {
  return sql`${happenedBy(table, view.asOf)} and ${evidenced(table, view.confidence)}`;
}

/** The key of a row as one text, as in the record of changes. */
function keyOf(table: TableName): RawBuilder<string> {
  return concatenated(
    tableOf(table).key.map((column) => sql.ref(`${table}.${column}`)),
    "/",
  );
}

/**
 * The row as a reader would name it: by its label or, where it has none, by the rows that it refers to and by what its
 * short texts say of it ("01.AI, series-a").
 */
function labelOf(table: TableName): RawBuilder<string> {
  const { columns } = tableOf(table);
  const { columns: telling, separator } = namingColumns(table);
  return concatenated(
    telling.map((column) => {
      const own = sql`${sql.ref(`${table}.${column}`)}`;
      const names = (columns[column]?.references ?? []).flatMap((target) => nameIn(target as TableName, own));
      return names.length > 0 ? sql`coalesce(${sql.join([...names, own])})` : own;
    }),
    separator,
  );
}

function nameIn(target: TableName, id: RawBuilder<unknown>): readonly RawBuilder<unknown>[] {
  const { label } = tableOf(target);
  if (!label) return [];
  return [sql`(select ${sql.ref(`named.${label}`)} from ${sql.table(target)} as named where named.id = ${id})`];
}

/** Texts set side by side; what is empty leaves no separator. */
function concatenated(texts: readonly RawBuilder<unknown>[], separator: string): RawBuilder<string> {
  const [first, ...rest] = texts;
  if (!first) return sql<string>`''`;
  return sql<string>`${sql.join(
    [first, ...rest.map((text) => sql`coalesce(${sql.lit(separator)} || ${text}, '')`)],
    sql` || `,
  )}`;
}
