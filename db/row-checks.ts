import type { Db } from "./database.js";
import type { StoredRow } from "./dataset.js";
import { keyOf, type RowChange, rowKey, untyped } from "./row-writing.js";
import { isTableName, type TableName, tableNames, tableOf } from "./tables.js";
import { CellFault, checkCell } from "./validate.js";

/** One thing wrong with a change, told as a dataset's problem is. */
export interface ChangeFault {
  /** Which of the changes, from 0. */
  readonly at: number;
  readonly table: TableName;
  readonly rowId: string;
  /** Empty where the whole row is meant. */
  readonly column: string;
  readonly value: string;
  /** The end of the sentence "expected …". */
  readonly expected: string;
}

/** Rows asked for in one statement: far below what either database takes. */
const asked = 500;
/** The same where each is a condition of several parts, which nest. */
const askedInParts = 100;

/**
 * The row with exactly the registry's columns, in its order. A column that it does not have is unknown: it may have
 * been kept before the column came.
 */
export function completed(table: TableName, row: StoredRow): StoredRow {
  return Object.fromEntries(
    Object.entries(tableOf(table).columns).map(([column, { blank }]) => [column, row[column] ?? blank ?? null]),
  );
}

/** What is wrong with a row in itself: every column, by the registry. References need other rows. */
export function rowFaults(
  table: TableName,
  row: StoredRow,
): readonly Pick<ChangeFault, "column" | "value" | "expected">[] {
  const { columns } = tableOf(table);
  const faults = Object.keys(row)
    .filter((column) => !Object.hasOwn(columns, column))
    .map((column) => ({ column, value: column, expected: `one of the columns ${Object.keys(columns).join(", ")}` }));
  for (const [column, description] of Object.entries(columns)) {
    const cell = row[column] ?? description.blank ?? null;
    const fault = checkCell(description, cell);
    const { referencesBy, namesColumnOf } = description;
    const naming = referencesBy ?? namesColumnOf;
    const named = naming && String(row[naming]);
    if (fault instanceof CellFault) faults.push({ column, value: sayCell(cell), expected: fault.expected });
    else if (referencesBy && named && !isTableName(named))
      faults.push({ column: referencesBy, value: named, expected: `one of the tables ${tableNames.join(", ")}` });
    else if (
      namesColumnOf &&
      named &&
      cell &&
      isTableName(named) &&
      !Object.hasOwn(tableOf(named).columns, String(cell))
    )
      faults.push({ column, value: String(cell), expected: `a column of ${named}, or nothing for the whole row` });
  }
  return faults;
}

function sayCell(cell: unknown): string {
  return cell === null ? "" : String(cell);
}

/** The rows with these keys as they stand, by {@link rowKey}. */
export async function presentRows(
  db: Db,
  table: TableName,
  keys: readonly StoredRow[],
): Promise<ReadonlyMap<string, StoredRow>> {
  const { key } = tableOf(table);
  const [only] = key;
  const size = key.length === 1 ? asked : askedInParts;
  const found = new Map<string, StoredRow>();
  for (let at = 0; at < keys.length; at += size) {
    const part = keys.slice(at, at + size);
    const rows = await untyped(db)
      .selectFrom(table)
      .selectAll()
      .where((eb) =>
        key.length === 1 && only
          ? eb(
              only,
              "in",
              part.map((row) => row[only]),
            )
          : eb.or(part.map((row) => eb.and(keyOf(table, row)))),
      )
      .execute();
    for (const row of rows as StoredRow[]) found.set(rowKey(table, row), row);
  }
  return found;
}

/** The row with a key as {@link rowKey} writes it; nothing where there is none. */
export async function rowWithKey(db: Db, table: TableName, rowId: string): Promise<StoredRow | undefined> {
  const { key } = tableOf(table);
  const parts = rowId.split("/").map(decodeURIComponent);
  if (parts.length !== key.length) return undefined;
  const wanted = Object.fromEntries(key.map((column, at) => [column, parts[at] ?? ""]));
  return (await presentRows(db, table, [wanted])).get(rowId);
}

/** Where a reference was written. */
interface Reference {
  readonly at: number;
  readonly change: RowChange;
  readonly column: string;
  readonly id: string;
  readonly targets: readonly TableName[];
}

/**
 * Collects what changed rows refer to and which rows went, to look for what is missing once all is written: rows of
 * one revision may refer to each other in any order.
 */
export class References {
  readonly #wanted = new Map<string, Reference>();
  readonly #removed = new Map<TableName, Map<string, number>>();

  add(change: RowChange, at: number): void {
    const { table, before, after } = change;
    if (!after) {
      const id = before?.["id"];
      if (typeof id !== "string") return;
      const removed = this.#removed.get(table) ?? new Map<string, number>();
      this.#removed.set(table, removed.set(id, at));
      return;
    }
    for (const [column, { references, referencesBy }] of Object.entries(tableOf(table).columns)) {
      const id = after[column];
      const targets = referencesBy ? [String(after[referencesBy])] : references;
      if (!targets || typeof id !== "string" || id === "") continue;
      const known = targets.filter(isTableName);
      const key = `${known.join(" ")} ${id}`;
      // The first that names it speaks for all.
      if (!this.#wanted.has(key)) this.#wanted.set(key, { at, change, column, id, targets: known });
    }
  }

  /** What refers to nothing, now that everything is written. */
  async faults(db: Db): Promise<readonly ChangeFault[]> {
    return [...(await this.#unknown(db)), ...(await this.#bereft(db))];
  }

  async #unknown(db: Db): Promise<readonly ChangeFault[]> {
    const byTable = new Map<TableName, Set<string>>();
    for (const { id, targets } of this.#wanted.values())
      for (const target of targets) byTable.set(target, (byTable.get(target) ?? new Set()).add(id));
    const present = new Map<TableName, ReadonlyMap<string, StoredRow>>();
    for (const [table, ids] of byTable)
      present.set(
        table,
        await presentRows(
          db,
          table,
          [...ids].map((id) => ({ id })),
        ),
      );
    return [...this.#wanted.values()]
      .filter(({ id, targets }) => !targets.some((target) => present.get(target)?.has(encodeURIComponent(id))))
      .map(({ at, change: { table, rowId }, column, id, targets }) => ({
        at,
        table,
        rowId,
        column,
        value: id,
        expected: `the id of a row in ${targets.join(" or ")}`,
      }));
  }

  /** Rows that still refer to one that went. */
  async #bereft(db: Db): Promise<readonly ChangeFault[]> {
    const faults: ChangeFault[] = [];
    for (const [removed, ids] of this.#removed) {
      for (const table of tableNames) {
        for (const [column, { references, referencesBy }] of Object.entries(tableOf(table).columns)) {
          if (!references?.includes(removed) && !referencesBy) continue;
          for (const row of await referringRows(db, { table, column, referencesBy, removed }, [...ids.keys()])) {
            const id = String(row[column]);
            if (references && (await isElsewhere(db, references, id))) continue;
            const what = `${tableOf(table).title.toLowerCase()} ${rowKey(table, row)}, ${column}`;
            faults.push({
              at: ids.get(id) ?? 0,
              table: removed,
              rowId: encodeURIComponent(id),
              column: "",
              value: id,
              expected: `no row that still refers to it (${what})`,
            });
          }
        }
      }
    }
    return faults;
  }
}

async function referringRows(
  db: Db,
  where: {
    readonly table: TableName;
    readonly column: string;
    readonly referencesBy?: string;
    readonly removed: string;
  },
  ids: readonly string[],
): Promise<readonly StoredRow[]> {
  const { table, column, referencesBy, removed } = where;
  const rows: StoredRow[] = [];
  for (let at = 0; at < ids.length; at += asked) {
    const found = await untyped(db)
      .selectFrom(table)
      .selectAll()
      .where(column, "in", ids.slice(at, at + asked))
      .$if(referencesBy !== undefined, (query) => query.where(String(referencesBy), "=", removed))
      .execute();
    rows.push(...(found as StoredRow[]));
  }
  return rows;
}

/** Whether another of the tables that a column may refer to has the id, as a removed row added again does. */
async function isElsewhere(db: Db, tables: readonly string[], id: string): Promise<boolean> {
  for (const table of tables.filter(isTableName)) if ((await presentRows(db, table, [{ id }])).size > 0) return true;
  return false;
}
