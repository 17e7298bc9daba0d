import type { Db, RevisionRow } from "./database.js";
import type { Dataset, StoredRow } from "./dataset.js";
import { addRevision, type RowChange, recordChanges, rowKey, untyped, writeRows } from "./row-writing.js";
import type { Store } from "./store.js";
import { type TableName, tableNames } from "./tables.js";

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

    const revision = await addRevision(trx, {
      recorded_on: dataset.recordedOn,
      recorded_at: options.now.toISOString(),
      author: options.author,
      summary: options.summary,
      dataset_hash: dataset.hash,
    });
    for (const one of differences) {
      const changes = changesOf(one);
      await writeRows(trx, changes);
      if (latest) await recordChanges(trx, revision.id, changes);
    }
    return { revision, ...counts };
  });
}

interface Difference {
  readonly name: TableName;
  readonly add: readonly StoredRow[];
  readonly change: readonly { readonly before: StoredRow; readonly after: StoredRow }[];
  readonly remove: readonly StoredRow[];
}

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

/** Removals first, so that a row's place is free before another takes it. */
function changesOf({ name: table, add, change, remove }: Difference): readonly RowChange[] {
  return [
    ...remove.map((before) => ({
      table,
      rowId: rowKey(table, before),
      action: "remove" as const,
      before,
      after: null,
    })),
    ...change.map((both) => ({ table, rowId: rowKey(table, both.after), action: "change" as const, ...both })),
    ...add.map((after) => ({ table, rowId: rowKey(table, after), action: "add" as const, before: null, after })),
  ];
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
