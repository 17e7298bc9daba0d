import type { Db, RevisionRow } from "./database.js";
import type { StoredRow } from "./dataset.js";
import { type ChangeFault, completed, presentRows, References, rowFaults } from "./row-checks.js";
import { addRevision, type RowChange, recordChanges, rowKey, writeRows } from "./row-writing.js";
import type { Store } from "./store.js";
import { type TableName, tableOf } from "./tables.js";

export type { RowChange } from "./row-writing.js";

/** A change began from a row that is otherwise now. */
export interface StaleRow {
  /** Which of the changes, from 0. */
  readonly at: number;
  readonly change: RowChange;
  /** The row as it stands; null where there is none. */
  readonly present: StoredRow | null;
  /** Columns in which the row that the change began from differs from what stands; every one where either is none. */
  readonly columns: readonly string[];
}

/** Rows were changed by somebody else meanwhile. Nothing was written. */
export class StaleChange extends Error {
  constructor(readonly rows: readonly StaleRow[]) {
    const said = rows.map(({ change: { table, rowId }, present, columns }) =>
      present ? `${table} ${rowId} (${columns.join(", ")})` : `${table} ${rowId} (gone)`,
    );
    super(`Changed by somebody else meanwhile: ${said.join("; ")}. Nothing was written.`);
  }
}

/** Changes that no dataset may hold. Every fault is listed and nothing was written. */
export class InvalidChange extends Error {
  constructor(readonly faults: readonly ChangeFault[]) {
    super(
      faults
        .map(
          ({ table, rowId, column, value, expected }) =>
            `${table} ${rowId}${column && ` ${column}`}: ${JSON.stringify(value)}: expected ${expected}`,
        )
        .join("\n"),
    );
  }
}

/** Everything is as it was to become, or there was nothing to do: that is no revision. */
export class NothingToChange extends Error {
  constructor() {
    super("Nothing would change: every row is already as it was to become.");
  }
}

export interface RevisionOptions {
  readonly author: string;
  readonly summary: string;
  readonly now: Date;
}

/** So many changes are checked and written at a time: a million of them need no more memory than these. */
const batchSize = 2000;

/**
 * Writes changes in one transaction that makes one revision: all of them or none. `within` does further work in the
 * same transaction, such as noting what the revision came from.
 * @throws StaleChange if a row is otherwise than the change that was made to it began from
 * @throws InvalidChange if a row is not as the registry says or would refer to nothing
 * @throws NothingToChange if every row is as it was to become
 */
export function revise(
  store: Store,
  changes: Iterable<RowChange> | AsyncIterable<RowChange>,
  { within, ...options }: RevisionOptions & { readonly within?: (trx: Db, revision: RevisionRow) => Promise<void> },
): Promise<RevisionRow> {
  return store.transaction(async (trx) => {
    const revision = await reviseWithin(trx, changes, options);
    await within?.(trx, revision);
    return revision;
  });
}

/** The same within a transaction of the store that is open already, which then has to be given up on a failure. */
export async function reviseWithin(
  trx: Db,
  changes: Iterable<RowChange> | AsyncIterable<RowChange>,
  { author, summary, now }: RevisionOptions,
): Promise<RevisionRow> {
  const revision = await addRevision(trx, {
    recorded_on: now.toISOString().slice(0, 10),
    recorded_at: now.toISOString(),
    author,
    summary,
    dataset_hash: null,
  });
  const stale: StaleRow[] = [];
  const faults: ChangeFault[] = [];
  const references = new References();
  let written = 0;
  for await (const batch of inBatches(changes)) {
    const checked = await check(trx, revision.id, batch);
    stale.push(...checked.stale);
    faults.push(...checked.faults);
    // Once something is refused the rest is read for its faults alone.
    if (stale.length + faults.length > 0) continue;
    const effective = checked.effective.map(({ change }) => change);
    await writeRows(trx, effective);
    await recordChanges(trx, revision.id, effective);
    for (const { change, at } of checked.effective) references.add(change, at);
    written += effective.length;
  }
  if (faults.length > 0) throw new InvalidChange(faults);
  if (stale.length > 0) throw new StaleChange(stale);
  if (written === 0) throw new NothingToChange();
  const dangling = await references.faults(trx);
  if (dangling.length > 0) throw new InvalidChange(dangling);
  return revision;
}

/** One change and which of all it is, from 0. */
interface Numbered {
  readonly change: RowChange;
  readonly at: number;
}

async function* inBatches(
  changes: Iterable<RowChange> | AsyncIterable<RowChange>,
): AsyncGenerator<readonly Numbered[], void> {
  let batch: Numbered[] = [];
  let at = 0;
  for await (const change of changes) {
    batch.push({ change, at });
    at++;
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function check(db: Db, revision: number, batch: readonly Numbered[]) {
  const stale: StaleRow[] = [];
  const faults: ChangeFault[] = [];
  const effective: Numbered[] = [];
  for (const [table, numbered] of byTable(batch)) {
    const sound: Numbered[] = [];
    const taken = await changedAlready(db, revision, table, numbered);
    for (const one of numbered) {
      const found = [...faultsOf(one), ...(taken.has(one.change.rowId) ? [twice(one)] : [])];
      if (found.length > 0) faults.push(...found);
      else sound.push(one);
      taken.add(one.change.rowId);
    }
    const present = await presentRows(
      db,
      table,
      sound.map(({ change }) => rowOf(change)),
    );
    for (const { change, at } of sound) {
      const stands = present.get(change.rowId) ?? null;
      const after = change.after && completed(table, change.after);
      const columns = differingColumns(table, change.before, stands);
      if (columns.length > 0) stale.push({ at, change, present: stands, columns });
      else if (differingColumns(table, stands, after).length > 0)
        effective.push({ at, change: { ...change, before: stands, after } });
    }
  }
  return { stale, faults, effective };
}

function byTable(batch: readonly Numbered[]): ReadonlyMap<TableName, readonly Numbered[]> {
  const groups = new Map<TableName, Numbered[]>();
  for (const one of batch) {
    const group = groups.get(one.change.table) ?? [];
    groups.set(one.change.table, group);
    group.push(one);
  }
  return groups;
}

/** Columns in which two states of a row differ; all of them where one is none. */
export function differingColumns(table: TableName, one: StoredRow | null, other: StoredRow | null): readonly string[] {
  const columns = Object.keys(tableOf(table).columns);
  if (!one || !other) return one === other ? [] : columns;
  const [left, right] = [completed(table, one), completed(table, other)];
  return columns.filter((column) => left[column] !== right[column]);
}

/** The row of a change by which it is found. */
function rowOf({ before, after }: RowChange): StoredRow {
  return after ?? before ?? {};
}

/** What is wrong with a change in itself. */
function faultsOf({ change, at }: Numbered): readonly ChangeFault[] {
  const { table, rowId, action, before, after } = change;
  const where = { at, table, rowId };
  const fits = { add: !before && after, change: before && after, remove: before && !after }[action];
  if (!fits)
    return [{ ...where, column: "", value: action, expected: "the row before and after, as the action has them" }];
  const faults = after ? rowFaults(table, after) : [];
  if (faults.length > 0) return faults.map((fault) => ({ ...where, ...fault }));
  const other = [before, after].find((row) => row && rowKey(table, row) !== rowId);
  if (!other) return [];
  const column = tableOf(table).key.join(", ");
  return [{ ...where, column, value: rowKey(table, other), expected: `the key ${rowId}; another key is another row` }];
}

function twice({ change: { table, rowId }, at }: Numbered): ChangeFault {
  return { at, table, rowId, column: "", value: rowId, expected: "one change for each row" };
}

/** Rows among these that the revision has changed already. */
async function changedAlready(
  db: Db,
  revision: number,
  table: TableName,
  numbered: readonly Numbered[],
): Promise<Set<string>> {
  const rows = await db
    .selectFrom("changes")
    .select("row_id")
    .where("revision_id", "=", revision)
    .where("table", "=", table)
    .where(
      "row_id",
      "in",
      numbered.map(({ change }) => change.rowId),
    )
    .execute();
  return new Set(rows.map(({ row_id }) => row_id));
}
