import type { Db } from "./database.js";
import type { Dataset, StoredRow } from "./dataset.js";
import { laterChanges } from "./history.js";
import { type RevisionOptions, revise } from "./revising.js";
import { completed } from "./row-checks.js";
import { rowKey, untyped } from "./row-writing.js";
import type { Store } from "./store.js";
import { type TableName, tableNames, tableOf } from "./tables.js";
import { type Differing, type Facts, type Merged, mergeThreeWays } from "./three-way.js";

/** A newer dataset brought into a store that has edits of its own. */

/** The dataset that the store's facts began from. */
export interface KnownDataset {
  readonly hash: string;
  /** Last revision at which it was taken over, by a load or a merge. */
  readonly revision: number;
  /** Whether the facts have been edited since, or stayed otherwise in a merge. */
  readonly edited: boolean;
  readonly differing: readonly Differing[];
}

/** The store holds nothing that a dataset could be merged with. */
export class NoBase extends Error {
  constructor() {
    super("The store holds no dataset yet that a newer one could be merged with. Load one with: npm run load");
  }
}

/** The dataset that was loaded or merged last; `undefined` in a store that never took one. */
export async function knownDataset(db: Db): Promise<KnownDataset | undefined> {
  const latest = await db.selectFrom("revisions").select("id").orderBy("id", "desc").limit(1).executeTakeFirst();
  const load = await db
    .selectFrom("revisions")
    .select(["id", "dataset_hash"])
    .where("dataset_hash", "is not", null)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  const sync = await db.selectFrom("dataset_syncs").selectAll().orderBy("id", "desc").limit(1).executeTakeFirst();
  if (!latest || !load?.dataset_hash) return undefined;
  const synced =
    sync && (sync.revision_id === load.id ? sync.loaded_hash === load.dataset_hash : sync.revision_id > load.id);
  if (!synced) return { hash: load.dataset_hash, revision: load.id, edited: latest.id !== load.id, differing: [] };
  const differing = JSON.parse(sync.differing) as Differing[];
  const edited = latest.id !== sync.revision_id || differing.length > 0;
  return { hash: sync.dataset_hash, revision: sync.revision_id, edited, differing };
}

/**
 * What a newer dataset changes beside the store's own edits. Nothing is written.
 * @throws NoBase if there is nothing to merge it with
 */
export async function planSync(db: Db, dataset: Dataset): Promise<Merged> {
  const known = await knownDataset(db);
  if (!known) throw new NoBase();
  const ours = await presentFacts(db);
  return mergeThreeWays(await baseOf(db, known, ours), ours, factsOf(dataset));
}

/** Writes what a merge takes over as one revision; no revision where it takes nothing. */
export async function applySync(store: Store, { changes }: Merged, options: RevisionOptions): Promise<void> {
  if (changes.length > 0) await revise(store, changes, options);
}

/**
 * Notes that a dataset has been merged: what it says is the base of the next merge. To be done last, so that a merge
 * which is broken off before is begun anew with nothing forgotten.
 */
export function recordSync(
  store: Store,
  dataset: Dataset,
  { differing }: Merged,
  { author, now }: Pick<RevisionOptions, "author" | "now">,
): Promise<void> {
  return store.transaction(async (trx) => {
    const latest = await trx
      .selectFrom("revisions")
      .select(["id", "dataset_hash"])
      .orderBy("id", "desc")
      .limit(1)
      .executeTakeFirstOrThrow();
    const { last } = await trx
      .selectFrom("dataset_syncs")
      .select((eb) => eb.fn.max("id").as("last"))
      .executeTakeFirstOrThrow();
    await trx
      .insertInto("dataset_syncs")
      .values({
        id: Number(last ?? 0) + 1,
        revision_id: latest.id,
        loaded_hash: latest.dataset_hash,
        synced_at: now.toISOString(),
        author,
        dataset_hash: dataset.hash,
        recorded_on: dataset.recordedOn,
        differing: JSON.stringify(differing),
      })
      .execute();
  });
}

type Rows = Map<TableName, Map<string, StoredRow>>;

async function presentFacts(db: Db): Promise<Rows> {
  const facts: Rows = new Map();
  for (const table of tableNames) {
    const rows = (await untyped(db)
      .selectFrom(table)
      .select(Object.keys(tableOf(table).columns))
      .execute()) as StoredRow[];
    facts.set(table, byKey(table, rows));
  }
  return facts;
}

function factsOf({ rows }: Dataset): Facts {
  return new Map(tableNames.map((table) => [table, byKey(table, rows[table] as readonly StoredRow[])]));
}

function byKey(table: TableName, rows: readonly StoredRow[]): Map<string, StoredRow> {
  return new Map(rows.map((row) => [rowKey(table, row), row]));
}

/** The dataset as it was taken over: the present rows with every later change taken back, and what stayed otherwise. */
async function baseOf(db: Db, { revision, differing }: KnownDataset, ours: Facts): Promise<Facts> {
  const base: Rows = new Map([...ours].map(([table, rows]) => [table, new Map(rows)]));
  const put = (table: TableName, rowId: string, row: StoredRow | null) => {
    if (row) base.get(table)?.set(rowId, completed(table, row));
    else base.get(table)?.delete(rowId);
  };
  for await (const { table, rowId, before } of laterChanges(db, revision)) put(table, rowId, before);
  for (const { table, rowId, theirs } of differing) put(table, rowId, theirs);
  return base;
}
