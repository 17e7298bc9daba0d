import type { Db } from "../../db/database.js";
import type { StoredRow } from "../../db/dataset.js";
import { changesIn } from "../../db/history.js";
import { differingColumns } from "../../db/revising.js";
import { presentRows } from "../../db/row-checks.js";
import type { RowChange } from "../../db/row-writing.js";
import type { TableName } from "../../db/tables.js";
import { merge } from "./merging.js";

/** A row whose change cannot be taken back alone, since others have built on it. */
export interface Overlap {
  readonly table: TableName;
  readonly rowId: string;
  /** Columns that were changed again later; the whole row where there are none. */
  readonly columns: readonly string[];
}

export interface Reverted {
  /** What takes the changes back from the rows as they stand. */
  readonly changes: readonly RowChange[];
  readonly overlaps: readonly Overlap[];
}

/** Which rows are meant; all of a revision's where it is left out. */
export interface RowOf {
  readonly table: TableName;
  readonly rowId: string;
}

/**
 * What takes revisions back, whichever they are: each change the other way round, the last one first, merged into the
 * rows as they stand. What others have changed since in other columns stays. What was changed again in the same column
 * by a revision that is not taken back is told and left as it is.
 */
export async function revertOf(db: Db, revisions: readonly number[], only?: RowOf): Promise<Reverted> {
  const rows = new Map<string, Pending>();
  for (const id of [...new Set(revisions)].sort((one, other) => other - one)) {
    for await (const change of changesIn(db, id)) {
      const { table, rowId } = change;
      if (only && (only.table !== table || only.rowId !== rowId)) continue;
      const key = `${table} ${rowId}`;
      const row = rows.get(key) ?? { table, rowId, back: [] };
      rows.set(key, row);
      row.back.push(inverse(change));
    }
  }
  const changes: RowChange[] = [];
  const overlaps: Overlap[] = [];
  for (const [table, pending] of byTable(rows.values())) {
    const keys = pending.map(({ back }) => back[0]?.before ?? back[0]?.after ?? {});
    const present = await presentRows(db, table, keys);
    for (const row of pending) {
      const { change, overlap } = takenBack(row, present.get(row.rowId) ?? null);
      if (overlap) overlaps.push(overlap);
      else if (change) changes.push(change);
    }
  }
  return { changes, overlaps };
}

interface Pending extends RowOf {
  /** Changes the other way round, the last made first. */
  readonly back: RowChange[];
}

function byTable(rows: Iterable<Pending>): ReadonlyMap<TableName, readonly Pending[]> {
  const tables = new Map<TableName, Pending[]>();
  for (const row of rows) {
    const all = tables.get(row.table) ?? [];
    tables.set(row.table, all);
    all.push(row);
  }
  return tables;
}

function inverse({ table, rowId, action, before, after }: RowChange): RowChange {
  const back = { add: "remove", change: "change", remove: "add" } as const;
  return { table, rowId, action: back[action], before: after, after: before };
}

function takenBack(
  { table, rowId, back }: Pending,
  present: StoredRow | null,
): { readonly change?: RowChange; readonly overlap?: Overlap } {
  let row = present;
  for (const step of back) {
    const { change, open } = merge(step, row);
    if (open.length > 0)
      return { overlap: { table, rowId, columns: open.flatMap(({ column }) => (column ? [column] : [])) } };
    if (change) row = change.after;
  }
  if (differingColumns(table, present, row).length === 0) return {};
  const action = present ? (row ? "change" : "remove") : "add";
  return { change: { table, rowId, action, before: present, after: row } };
}
