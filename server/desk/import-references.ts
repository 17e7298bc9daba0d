import type { StoredRow } from "../../db/dataset.js";
import { presentRows } from "../../db/row-checks.js";
import { rowKey, untyped } from "../../db/row-writing.js";
import type { Store } from "../../db/store.js";
import { isTableName, type TableName, tableNames, tableOf } from "../../db/tables.js";
import type { Cell } from "../../db/validate.js";
import { type CellProblem, cellProblem } from "../web/errors.js";
import type { FileKeys } from "./import-keys.js";
import type { Planned } from "./import-plan.js";

/** What the rows of a file refer to, and what refers to rows that it does not have. */

/** Ids remembered as being there, so that a source that a thousand rows name is looked up once. */
const remembered = 20_000;

/** Looks whether what the rows of a file refer to is there, in the store or in the file itself. */
export class FileReferences {
  readonly #known = new Set<string>();

  constructor(
    readonly store: Store,
    readonly table: TableName,
    readonly keys: FileKeys,
  ) {}

  /** What refers to nothing. A row of the same table may come further down and is awaited. */
  async check(rows: readonly Planned[]): Promise<readonly CellProblem[]> {
    const wanted = rows.flatMap((row) => this.#references(row));
    if (this.#known.size > remembered) this.#known.clear();
    const ids = new Map<TableName, Set<string>>();
    for (const { targets, id } of wanted)
      for (const target of targets)
        if (!this.#known.has(`${target} ${id}`)) ids.set(target, (ids.get(target) ?? new Set()).add(id));
    for (const [target, some] of ids) {
      const found = await presentRows(
        this.store.db,
        target,
        [...some].map((id) => ({ id })),
      );
      for (const key of found.keys()) this.#known.add(`${target} ${decodeURIComponent(key)}`);
    }
    const problems: CellProblem[] = [];
    for (const { targets, id, line, column } of wanted) {
      if (targets.some((target) => this.#known.has(`${target} ${id}`))) continue;
      if (targets.includes(this.table)) this.keys.await({ key: encodeURIComponent(id), line, column });
      else problems.push(dangling(line, column, id, targets));
    }
    return problems;
  }

  #references(row: Planned) {
    if (row.kind !== "add" && row.kind !== "change") return [];
    const { change, columns, line = 0 } = row;
    const { after } = change;
    return Object.entries(tableOf(change.table).columns).flatMap(([column, { references, referencesBy }]) => {
      const id = after?.[column];
      const moved = columns.includes(column) || (referencesBy !== undefined && columns.includes(referencesBy));
      if (!moved || typeof id !== "string" || id === "" || !(references || referencesBy)) return [];
      const targets = (referencesBy ? [String(after?.[referencesBy])] : (references ?? [])).filter(isTableName);
      return [{ targets, id, line, column }];
    });
  }

  *missing(): Generator<readonly CellProblem[], void> {
    let batch: CellProblem[] = [];
    for (const { key, line, column } of this.keys.missing()) {
      const { references = [] } = tableOf(this.table).columns[column] ?? {};
      batch.push(dangling(line, column, decodeURIComponent(key), references));
      if (batch.length < 500) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }
}

function dangling(line: number, column: string, id: string, targets: readonly string[]): CellProblem {
  return cellProblem(line, column, id, `the id of a row in ${targets.join(" or ")}`);
}

/** Which of these ids rows of other tables refer to, each with one that does. */
export async function referredTo(
  store: Store,
  table: TableName,
  ids: readonly (Cell | undefined)[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  if (ids.some((id) => typeof id !== "string")) return found;
  for (const other of tableNames) {
    // Rows of the table itself may go with the row, or name another in the file; the write looks at them.
    if (other === table) continue;
    for (const [column, { references, referencesBy }] of Object.entries(tableOf(other).columns)) {
      if (!references?.includes(table) && !referencesBy) continue;
      const rows = await untyped(store.db)
        .selectFrom(other)
        .selectAll()
        .where(column, "in", ids)
        .$if(referencesBy !== undefined, (query) => query.where(String(referencesBy), "=", table))
        .execute();
      for (const row of rows as StoredRow[]) found.set(String(row[column]), `${other} ${rowKey(other, row)}`);
    }
  }
  return found;
}
