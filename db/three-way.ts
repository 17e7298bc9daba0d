import type { StoredRow } from "./dataset.js";
import type { RowChange } from "./row-writing.js";
import { isTableName, type TableName, tableNames, tableOf } from "./tables.js";
import type { Cell } from "./validate.js";

/**
 * Three states of the facts brought together: the one both sides began from, ours with its edits, and a newer dataset.
 * What one side alone has changed is taken; what both have changed otherwise stays ours and is a conflict.
 */

/** Every row of the facts by table and key. */
export type Facts = ReadonlyMap<TableName, ReadonlyMap<string, StoredRow>>;

export interface Conflict {
  readonly table: TableName;
  readonly rowId: string;
  /** Empty where the whole row is meant. */
  readonly column: string;
  /** Cells of the column; whether the row is there where the whole row is meant. */
  readonly base: Cell;
  readonly ours: Cell;
  readonly theirs: Cell;
  /** Why it is one, as a clause. */
  readonly why: string;
}

export interface Merged {
  /** What is taken from the newer dataset. */
  readonly changes: readonly RowChange[];
  readonly conflicts: readonly Conflict[];
  /** What would decide the conflicts the dataset's way, once the changes are made. */
  readonly alternatives: readonly RowChange[];
  /** Rows that then stand otherwise than in the dataset, as the dataset has them; null for those it has not. */
  readonly differing: readonly Differing[];
}

export interface Differing {
  readonly table: TableName;
  readonly rowId: string;
  readonly theirs: StoredRow | null;
}

/** One row in its three states and what becomes of it. */
interface Settled {
  readonly table: TableName;
  readonly rowId: string;
  readonly base: StoredRow | null;
  readonly ours: StoredRow | null;
  readonly theirs: StoredRow | null;
  row: StoredRow | null;
  /** The row with the dataset's say in what is in conflict. */
  otherwise: StoredRow | null;
  conflicts: readonly Conflict[];
}

export function mergeThreeWays(base: Facts, ours: Facts, theirs: Facts): Merged {
  const settled = new Map<TableName, Map<string, Settled>>();
  for (const table of tableNames) {
    const [b, o, t] = [base, ours, theirs].map((facts) => facts.get(table) ?? new Map<string, StoredRow>());
    const keys = new Set([...(o?.keys() ?? []), ...(t?.keys() ?? []), ...(b?.keys() ?? [])]);
    const rows = [...keys].map((rowId) =>
      settle({ table, rowId, base: b?.get(rowId) ?? null, ours: o?.get(rowId) ?? null, theirs: t?.get(rowId) ?? null }),
    );
    settled.set(table, new Map(rows.map((row) => [row.rowId, row])));
  }
  while (holdBack(settled)) {
    // What is held back may be what another row refers to.
  }
  const rows = [...settled.values()].flatMap((table) => [...table.values()]);
  return {
    changes: rows.flatMap((one) => changeOf(one, one.ours, one.row)),
    conflicts: rows.flatMap(({ conflicts }) => conflicts),
    alternatives: rows.flatMap((one) => changeOf(one, one.row, one.otherwise)),
    differing: rows
      .filter(({ table, row, theirs: t }) => !same(table, row, t))
      .map(({ table, rowId, theirs: t }) => ({ table, rowId, theirs: t })),
  };
}

type Three = Pick<Settled, "table" | "rowId" | "base" | "ours" | "theirs">;

function settle(three: Three): Settled {
  const { table, base, ours, theirs } = three;
  const decided = (row: StoredRow | null): Settled => ({ ...three, row, otherwise: row, conflicts: [] });
  if (same(table, theirs, base) || same(table, ours, theirs)) return decided(ours);
  if (same(table, ours, base)) return decided(theirs);
  if (!ours || !theirs) {
    const why = ours ? "changed here and removed from the dataset" : "removed here and changed in the dataset";
    return { ...three, row: ours, otherwise: theirs, conflicts: [wholeRow(three, why)] };
  }
  const row: Record<string, Cell> = { ...ours };
  const otherwise: Record<string, Cell> = { ...ours };
  const conflicts: Conflict[] = [];
  for (const column of Object.keys(tableOf(table).columns)) {
    const [b, o, t] = [base, ours, theirs].map((state) => state?.[column] ?? null);
    if (o === t || (base && t === b)) continue;
    otherwise[column] = t ?? null;
    if (base && o === b) row[column] = t ?? null;
    else {
      const why = base ? "changed both here and in the dataset" : "added both here and in the dataset";
      conflicts.push({ ...named(three), column, base: b ?? null, ours: o ?? null, theirs: t ?? null, why });
    }
  }
  return { ...three, row, otherwise, conflicts };
}

const named = ({ table, rowId }: Three) => ({ table, rowId });

function wholeRow(three: Three, why: string): Conflict {
  const [base, ours, theirs] = [three.base, three.ours, three.theirs].map((row) => (row ? "there" : "not there"));
  return { ...named(three), column: "", base: base ?? null, ours: ours ?? null, theirs: theirs ?? null, why };
}

/**
 * Leaves as it is here what would otherwise refer to nothing, and says so.
 * @returns whether anything was
 */
function holdBack(settled: ReadonlyMap<TableName, ReadonlyMap<string, Settled>>): boolean {
  let held = false;
  const at = (table: string, id: string) =>
    isTableName(table) ? settled.get(table)?.get(encodeURIComponent(id)) : undefined;
  const hold = (one: Settled, why: string) => {
    one.row = one.ours;
    one.otherwise = one.ours;
    one.conflicts = [wholeRow(one, why)];
    held = true;
  };
  for (const rows of settled.values()) {
    for (const one of rows.values()) {
      for (const { column, id, targets } of referencesOf(one)) {
        if (targets.some((table) => at(table, id)?.row)) continue;
        const going = targets.map((table) => at(table, id)).find((target) => target?.ours);
        if (going) hold(going, `removed from the dataset, while ${one.table} ${one.rowId} refers to it (${column})`);
        else if (!same(one.table, one.row, one.ours)) {
          hold(one, `refers to ${targets.join(" or ")} ${id} (${column}), which is not here`);
          break;
        }
      }
    }
  }
  return held;
}

function referencesOf({ table, row }: Settled) {
  if (!row) return [];
  return Object.entries(tableOf(table).columns).flatMap(([column, { references, referencesBy }]) => {
    const id = row[column];
    const targets = referencesBy ? [String(row[referencesBy])] : references;
    return targets && typeof id === "string" && id !== "" ? [{ column, id, targets }] : [];
  });
}

function changeOf({ table, rowId }: Settled, before: StoredRow | null, after: StoredRow | null): readonly RowChange[] {
  if (same(table, before, after)) return [];
  const action = !before ? "add" : !after ? "remove" : "change";
  return [{ table, rowId, action, before, after }];
}

function same(table: TableName, one: StoredRow | null, other: StoredRow | null): boolean {
  if (!one || !other) return one === other;
  return Object.keys(tableOf(table).columns).every((column) => (one[column] ?? null) === (other[column] ?? null));
}
