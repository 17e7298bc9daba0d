import type { Kysely } from "kysely";
import type { Db, RevisionRow } from "./database.js";
import type { StoredRow } from "./dataset.js";
import { type TableName, tableOf } from "./tables.js";

/** Rows of tables walked by name, written and recorded: what a load and an edit share. */

/** What is to become of one row, or became of it. */
export interface RowChange {
  readonly table: TableName;
  /** As {@link rowKey} makes it. */
  readonly rowId: string;
  readonly action: "add" | "change" | "remove";
  /** The row before and after; null where there was or is none. */
  readonly before: StoredRow | null;
  readonly after: StoredRow | null;
}

/** Most values one statement may bind: below SQLite's 32,766 and PostgreSQL's 65,535. */
const boundValues = 30_000;

/** Tables walked by name have no static row type; this is the one place that says so. */
export const untyped = (db: Db) => db as unknown as Kysely<Record<string, Record<string, unknown>>>;

/** A row's key as one text: its id, or the parts of its key, which are escaped so that two keys never look alike. */
export function rowKey(name: TableName, row: StoredRow): string {
  return tableOf(name)
    .key.map((column) => encodeURIComponent(String(row[column])))
    .join("/");
}

/** The columns of a row's key with their values. */
export function keyOf(name: TableName, row: StoredRow): StoredRow {
  return Object.fromEntries(tableOf(name).key.map((column) => [column, row[column] ?? null]));
}

/** Inserts rows of one table in statements of a size that both databases take. */
export async function insertRows(db: Db, name: TableName, rows: readonly StoredRow[]): Promise<void> {
  const size = Math.floor(boundValues / Object.keys(tableOf(name).columns).length);
  for (let at = 0; at < rows.length; at += size) {
    await untyped(db)
      .insertInto(name)
      .values(rows.slice(at, at + size))
      .execute();
  }
}

/** Writes rows as the changes say. References are checked by the database when the transaction ends. */
export async function writeRows(db: Db, changes: readonly RowChange[]): Promise<void> {
  const added = new Map<TableName, StoredRow[]>();
  for (const { table, before, after } of changes) {
    if (before && after)
      await untyped(db)
        .updateTable(table)
        .set(after)
        .where((eb) => eb.and(keyOf(table, after)))
        .execute();
    else if (before)
      await untyped(db)
        .deleteFrom(table)
        .where((eb) => eb.and(keyOf(table, before)))
        .execute();
    else if (after) {
      const rows = added.get(table) ?? [];
      added.set(table, rows);
      rows.push(after);
    }
  }
  for (const [table, rows] of added) await insertRows(db, table, rows);
}

/** Keeps what a revision changed, with every row's before and after. */
export async function recordChanges(db: Db, revision: number, changes: readonly RowChange[]): Promise<void> {
  for (let at = 0; at < changes.length; at += 1000) {
    const rows = changes.slice(at, at + 1000).map(({ table, rowId, action, before, after }) => ({
      revision_id: revision,
      table,
      row_id: rowId,
      action,
      before: before && JSON.stringify(before),
      after: after && JSON.stringify(after),
    }));
    await db.insertInto("changes").values(rows).execute();
  }
}

/** The next revision. Writers take turns, so that numbers have no holes. */
export async function addRevision(db: Db, revision: Omit<RevisionRow, "id">): Promise<RevisionRow> {
  const { latest } = await db
    .selectFrom("revisions")
    .select((eb) => eb.fn.max("id").as("latest"))
    .executeTakeFirstOrThrow();
  const row = { ...revision, id: Number(latest ?? 0) + 1 };
  await db.insertInto("revisions").values(row).execute();
  return row;
}
