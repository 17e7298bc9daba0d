import type { Kysely } from "kysely";
import type { Db, RevisionRow } from "./database.js";
import type { Dataset, StoredRow } from "./dataset.js";
import type { Store } from "./store.js";
import { type TableName, tableNames, tableOf } from "./tables.js";

export interface LoadResult {
  readonly revision: RevisionRow;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

export interface LoadOptions {
  readonly author: string;
  readonly summary: string;
  /** Moment of the load. */
  readonly now: Date;
}

/** Most values one statement may bind: below SQLite's 32,766 and PostgreSQL's 65,535. */
const boundValues = 30_000;

/**
 * Makes the store hold exactly the dataset's rows, in one transaction that records a revision with every row's
 * before and after. Into an empty store the rows come without a record each: the revision itself says all.
 * Loading what is there already changes nothing and makes no revision.
 */
export async function loadDataset(store: Store, dataset: Dataset, options: LoadOptions): Promise<LoadResult> {
  return store.transaction(async (trx) => {
    const latest = await trx.selectFrom("revisions").selectAll().orderBy("id", "desc").limit(1).executeTakeFirst();
    const differences: Difference[] = [];
    for (const name of tableNames)
      differences.push(await difference(trx, name, dataset.rows[name] as readonly StoredRow[]));
    const count = (pick: (d: Difference) => number) => differences.reduce((sum, d) => sum + pick(d), 0);
    const counts = {
      added: count((d) => d.add.length),
      changed: count((d) => d.change.length),
      removed: count((d) => d.remove.length),
    };
    if (latest && counts.added + counts.changed + counts.removed === 0) {
      // The same facts in other files, say with other quotes: from now on these files are known to be loaded.
      if (latest.dataset_hash !== dataset.hash)
        await trx.updateTable("revisions").set({ dataset_hash: dataset.hash }).where("id", "=", latest.id).execute();
      return { revision: { ...latest, dataset_hash: dataset.hash }, ...counts };
    }

    const revision: RevisionRow = {
      id: (latest?.id ?? 0) + 1,
      recorded_on: dataset.recordedOn,
      recorded_at: options.now.toISOString(),
      author: options.author,
      summary: options.summary,
      dataset_hash: dataset.hash,
    };
    await trx.insertInto("revisions").values(revision).execute();
    for (const one of differences) await apply(trx, one);
    if (latest) await recordChanges(trx, revision.id, differences);
    return { revision, ...counts };
  });
}

interface Difference {
  readonly name: TableName;
  readonly add: readonly StoredRow[];
  readonly change: readonly { readonly before: StoredRow; readonly after: StoredRow }[];
  readonly remove: readonly StoredRow[];
}

/** Tables walked by name have no static row type; this is the one place that says so. */
const untyped = (db: Db) => db as unknown as Kysely<Record<string, Record<string, unknown>>>;

async function difference(db: Db, name: TableName, wanted: readonly StoredRow[]): Promise<Difference> {
  const present = (await untyped(db).selectFrom(name).selectAll().execute()) as StoredRow[];
  const before = new Map(present.map((row) => [rowKey(name, row), row]));
  const add: StoredRow[] = [];
  const change: { before: StoredRow; after: StoredRow }[] = [];
  for (const row of wanted) {
    const key = rowKey(name, row);
    const old = before.get(key);
    before.delete(key);
    if (!old) add.push(row);
    else if (Object.keys(row).some((column) => row[column] !== old[column])) change.push({ before: old, after: row });
  }
  return { name, add, change, remove: [...before.values()] };
}

async function apply(db: Db, { name, add, change, remove }: Difference): Promise<void> {
  const { key } = tableOf(name);
  const matches = (row: StoredRow) => Object.fromEntries(key.map((column) => [column, row[column]]));
  for (const row of remove) {
    await untyped(db)
      .deleteFrom(name)
      .where((eb) => eb.and(matches(row)))
      .execute();
  }
  for (const { after } of change) {
    await untyped(db)
      .updateTable(name)
      .set(after)
      .where((eb) => eb.and(matches(after)))
      .execute();
  }
  await insertRows(db, name, add);
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

async function recordChanges(db: Db, revision: number, differences: readonly Difference[]): Promise<void> {
  const changes = differences.flatMap(({ name, add, change, remove }) => [
    ...add.map((row) => ({
      table: name,
      row_id: rowKey(name, row),
      action: "add" as const,
      before: null,
      after: JSON.stringify(row),
    })),
    ...change.map(({ before, after }) => ({
      table: name,
      row_id: rowKey(name, after),
      action: "change" as const,
      before: JSON.stringify(before),
      after: JSON.stringify(after),
    })),
    ...remove.map((row) => ({
      table: name,
      row_id: rowKey(name, row),
      action: "remove" as const,
      before: JSON.stringify(row),
      after: null,
    })),
  ]);
  for (let at = 0; at < changes.length; at += 1000) {
    await db
      .insertInto("changes")
      .values(changes.slice(at, at + 1000).map((one) => ({ revision_id: revision, ...one })))
      .execute();
  }
}

/** A row's key as one text: its id, or the parts of its key, which are escaped so that two keys never look alike. */
function rowKey(name: TableName, row: StoredRow): string {
  return tableOf(name)
    .key.map((column) => encodeURIComponent(String(row[column])))
    .join("/");
}

/** How many rows of facts the store holds, in all and by table. */
export async function countFacts(
  db: Db,
): Promise<{ readonly total: number; readonly byTable: Readonly<Record<TableName, number>> }> {
  const counts: [TableName, number][] = [];
  for (const name of tableNames) {
    const { rows } = await untyped(db)
      .selectFrom(name)
      .select((eb) => eb.fn.countAll().as("rows"))
      .executeTakeFirstOrThrow();
    counts.push([name, Number(rows)]);
  }
  return {
    total: counts.reduce((sum, [, rows]) => sum + rows, 0),
    byTable: Object.fromEntries(counts) as Record<TableName, number>,
  };
}
