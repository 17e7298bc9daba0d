import { type RawBuilder, sql } from "kysely";
import type { Db } from "../../db/database.js";
import type { StoredRow } from "../../db/dataset.js";
import { rowChangeOf } from "../../db/history.js";
import { rowWithKey } from "../../db/row-checks.js";
import { rowKey, untyped } from "../../db/row-writing.js";
import { type TableName, tableNames, tableOf } from "../../db/tables.js";
import { nameOf } from "./difference-view.js";

/** Rows as an editor looks for them: by what they say, by what refers to them, and as they were. */

export interface FoundRow {
  readonly table: TableName;
  readonly rowId: string;
  readonly name: string;
}

export async function countRows(db: Db): Promise<Readonly<Record<TableName, number>>> {
  const counts = tableNames.map(async (table) => [table, await countOf(db, table, "")] as const);
  return Object.fromEntries(await Promise.all(counts)) as Record<TableName, number>;
}

export async function countOf(db: Db, table: TableName, text: string): Promise<number> {
  const { rows } = await untyped(db)
    .selectFrom(table)
    .select((eb) => eb.fn.countAll().as("rows"))
    .where(holding(table, text))
    .executeTakeFirstOrThrow();
  return Number(rows);
}

/** Rows that hold every word of a text in any column, the one with that key first, then those whose name begins so. */
export async function findRows(
  db: Db,
  table: TableName,
  { text, limit, offset = 0 }: { readonly text: string; readonly limit: number; readonly offset?: number },
): Promise<readonly StoredRow[]> {
  const { key, label } = tableOf(table);
  const wanted = text.trim().toLowerCase();
  const first = [...key.slice(0, 1), ...(label ? [label] : [])];
  const beginning = first.map((column) => beginsWith(column, wanted));
  const whole = first.map((column) => sql`lower(${sql.ref(column)}) = ${wanted}`);
  let query = untyped(db).selectFrom(table).selectAll().where(holding(table, wanted));
  if (wanted !== "")
    query = query.orderBy(
      sql`case when ${sql.join(whole, sql` or `)} then 0 when ${sql.join(beginning, sql` or `)} then 1 else 2 end`,
    );
  for (const column of key) query = query.orderBy(column);
  return (await query.limit(limit).offset(offset).execute()) as StoredRow[];
}

function beginsWith(column: string, text: string): RawBuilder<unknown> {
  return sql`lower(${sql.ref(column)}) like ${`${escaped(text)}%`} escape '\\'`;
}

function holding(table: TableName, text: string): RawBuilder<boolean> {
  const texts = Object.entries(tableOf(table).columns)
    .filter(([, { type }]) => type === "text" || type === "slug" || type === "date" || type === "url")
    .map(([column]) => column);
  const words = text.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 12);
  if (words.length === 0) return sql<boolean>`1 = 1`;
  const all = words.map((word) => {
    const matches = texts.map((column) => sql`lower(${sql.ref(column)}) like ${`%${escaped(word)}%`} escape '\\'`);
    return sql`(${sql.join(matches, sql` or `)})`;
  });
  return sql<boolean>`${sql.join(all, sql` and `)}`;
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/** What a reference to one of these tables may mean by a text. */
export async function findReferred(
  db: Db,
  among: readonly TableName[],
  text: string,
  limit: number,
): Promise<readonly (FoundRow & { readonly id: string })[]> {
  const found = [];
  for (const table of among) {
    if (!Object.hasOwn(tableOf(table).columns, "id")) continue;
    for (const row of await findRows(db, table, { text, limit }))
      found.push({ table, id: String(row["id"]), rowId: rowKey(table, row), name: nameOf(table, row) });
  }
  return found.slice(0, limit);
}

/** A row as it stood at a revision: what the first change after that found, or else what stands. */
export async function rowAt(
  db: Db,
  table: TableName,
  { rowId, revision }: { readonly rowId: string; readonly revision: number },
): Promise<StoredRow | null> {
  const next = await db
    .selectFrom("changes")
    .selectAll()
    .where("table", "=", table)
    .where("row_id", "=", rowId)
    .where("revision_id", ">", revision)
    .orderBy("revision_id")
    .limit(1)
    .executeTakeFirst();
  return next ? rowChangeOf(next).before : ((await rowWithKey(db, table, rowId)) ?? null);
}

/** Sets that wait for review and would change a row, the oldest first. */
export async function proposedOn(db: Db, table: TableName, rowId: string) {
  return db
    .selectFrom("change_set_rows")
    .innerJoin("change_sets", "change_sets.id", "change_set_rows.change_set_id")
    .select(["change_sets.id", "author", "reason", "action"])
    .where("state", "=", "proposed")
    .where("table", "=", table)
    .where("row_id", "=", rowId)
    .orderBy("change_sets.id")
    .execute();
}

export interface Referring extends FoundRow {
  readonly column: string;
}

/** Rows that refer to one, at most so many of each column. */
export async function referringTo(db: Db, table: TableName, id: string, most: number): Promise<readonly Referring[]> {
  const found: Referring[] = [];
  for (const from of tableNames) {
    for (const [column, { references, referencesBy }] of Object.entries(tableOf(from).columns)) {
      if (!references?.includes(table) && !referencesBy) continue;
      let query = untyped(db).selectFrom(from).selectAll().where(column, "=", id);
      if (referencesBy) query = query.where(referencesBy, "=", table);
      for (const part of tableOf(from).key) query = query.orderBy(part);
      // A row that refers to itself goes with it.
      for (const row of (await query.limit(most).execute()) as StoredRow[])
        if (from !== table || row["id"] !== id)
          found.push({ table: from, rowId: rowKey(from, row), name: nameOf(from, row), column });
    }
  }
  return found;
}

/** The source read at an address, whether or not it ends in a slash. */
export async function sourceAt(
  db: Db,
  url: string,
): Promise<{ readonly id: string; readonly title: string } | undefined> {
  const bare = url.replace(/\/+$/, "");
  return db
    .selectFrom("sources")
    .select(["id", "title"])
    .where("url", "in", [url, bare, `${bare}/`])
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
}

/** An id that no source has yet, made from its title as the files' ids are. */
export async function freeSourceId(db: Db, title: string): Promise<string> {
  const words = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim()
    .split(" ")
    .slice(0, 8);
  const stem = words.join("-") || "source";
  for (let number = 1; ; number++) {
    const id = number === 1 ? stem : `${stem}-${number}`;
    if (!(await rowWithKey(db, "sources", id))) return id;
  }
}
