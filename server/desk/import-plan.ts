import type { CsvRecord } from "../../db/csv.js";
import type { StoredRow } from "../../db/dataset.js";
import { completed, presentRows, rowFaults } from "../../db/row-checks.js";
import { type RowChange, rowKey, untyped } from "../../db/row-writing.js";
import type { Store } from "../../db/store.js";
import { isTableName, type TableName, tableNames, tableOf } from "../../db/tables.js";
import { type Cell, CellFault, readCell } from "../../db/validate.js";
import { type CellProblem, cellProblem } from "../web/errors.js";
import { columnsOf, tableRows } from "../web/rows.js";
import { FileKeys } from "./import-keys.js";
import { type Chosen, fitOf, type MappedColumn, type Mapping, mapHeader } from "./import-mapping.js";
import { type Delimiter, openFile, type ReadingOptions } from "./import-records.js";
import { type Encoding, Unreadable } from "./import-text.js";

/**
 * What a CSV file would do to a table, told row by row without doing it. Memory does not grow with the file: rows are
 * looked at a few hundred at a time, and what has to be known of all of them lies in a scratch file.
 */

export interface ImportOptions extends ReadingOptions {
  readonly table: TableName;
  readonly chosen?: Chosen;
  /** Rows of the table that the file does not have are to be removed. */
  readonly removeAbsent?: boolean;
}

/** One row of the file, or of the table where the file has it not. */
export type Planned =
  | {
      readonly kind: "add" | "change" | "remove";
      /** Nothing for a row to be removed, which stands on no line. */
      readonly line?: number;
      readonly change: RowChange;
      /** Columns that change; those that are filled of a new row. */
      readonly columns: readonly string[];
    }
  | { readonly kind: "unchanged"; readonly line: number; readonly rowId: string }
  | { readonly kind: "faulty"; readonly problem: CellProblem };

export interface Plan {
  readonly table: TableName;
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  readonly header: readonly string[];
  readonly mapping: Mapping;
  /** What becomes of each row, some at a time. To be read from the store as it stands, once. */
  readonly rows: AsyncGenerator<readonly Planned[], void>;
}

/**
 * Opens a file and says what each of its rows would do. Nothing is written.
 * @throws Unreadable if it is no CSV file
 */
export async function planImport(
  store: Store,
  bytes: AsyncIterable<Uint8Array>,
  { table, chosen, removeAbsent = false, ...reading }: ImportOptions,
): Promise<Plan> {
  const { encoding, delimiter, header, records } = await openFile(bytes, reading, (cells) => fitOf(table, cells));
  const mapping = mapHeader(table, header, chosen);
  const file = { store, table, header, columns: mapping.columns, encoding };
  const rows = mapping.problems.length > 0 ? refused(mapping.problems) : planned(file, records, removeAbsent);
  return { table, encoding, delimiter, header, mapping, rows };
}

async function* refused(problems: readonly CellProblem[]): AsyncGenerator<readonly Planned[], void> {
  yield problems.map(faulty);
}

const faulty = (problem: CellProblem): Planned => ({ kind: "faulty", problem });

interface MappedFile {
  readonly store: Store;
  readonly table: TableName;
  readonly header: readonly string[];
  readonly columns: readonly MappedColumn[];
}

async function* planned(
  file: MappedFile,
  records: AsyncIterable<readonly CsvRecord[]>,
  removeAbsent: boolean,
): AsyncGenerator<readonly Planned[], void> {
  const keys = new FileKeys();
  const references = new FileReferences(file, keys);
  let whole = true;
  try {
    try {
      for await (const batch of records) yield await planBatch(file, batch, keys, references);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      whole = false;
      yield [faulty(error.problem)];
    }
    // Of a file that was not read to its end nobody knows what it does not have.
    if (!whole) return;
    yield* references.missing();
    if (removeAbsent) yield* absentRows(file, keys);
  } finally {
    keys.close();
  }
}

/** A row of the file that is right in itself. */
interface Read {
  readonly line: number;
  readonly rowId: string;
  /** The columns that the file has. */
  readonly cells: StoredRow;
}

async function planBatch(
  file: MappedFile,
  batch: readonly CsvRecord[],
  keys: FileKeys,
  references: FileReferences,
): Promise<readonly Planned[]> {
  const { store, table } = file;
  const outcomes: Planned[] = [];
  const read: Read[] = [];
  for (const record of batch) {
    const row = readRecord(file, record);
    const problems = [...row.problems];
    const earlier = row.rowId === undefined ? undefined : keys.add(row.rowId, record.line);
    if (earlier !== undefined) problems.push(duplicate(file, row.cells, record.line, earlier));
    if (problems.length > 0) outcomes.push(...problems.map(faulty));
    else if (row.rowId !== undefined) read.push({ line: record.line, rowId: row.rowId, cells: row.cells });
  }
  const present = await presentRows(
    store.db,
    table,
    read.map(({ cells }) => cells),
  );
  const changed: Exclude<Planned, { kind: "faulty" }>[] = [];
  for (const row of read) {
    const one = compared(table, row, present.get(row.rowId) ?? null);
    const problems =
      "change" in one && one.change.after
        ? rowFaults(table, one.change.after).map(({ column, value, expected }) =>
            cellProblem(row.line, column, value, missingColumn(file, column, expected)),
          )
        : [];
    if (problems.length > 0) outcomes.push(...problems.map(faulty));
    else changed.push(one);
  }
  const dangling = await references.check(changed);
  outcomes.push(...dangling.map(faulty));
  const wrong = new Set(dangling.map(({ line }) => line));
  outcomes.push(...changed.filter(({ line }) => line === undefined || !wrong.has(line)));
  return outcomes.sort((one, other) => lineOf(one) - lineOf(other));
}

function lineOf(one: Planned): number {
  return one.kind === "faulty" ? one.problem.line : (one.line ?? 0);
}

function readRecord({ table, header, columns }: MappedFile, { line, cells }: CsvRecord) {
  const problems: CellProblem[] = [];
  const row: Record<string, Cell> = {};
  if (cells.length !== header.length) {
    const expected = `${header.length} cells, as the header has`;
    return { cells: row, problems: [cellProblem(line, "", `${cells.length} cells`, expected)], rowId: undefined };
  }
  for (const { at, name, column } of columns) {
    const written = cells[at] ?? "";
    const cell = readCell(column, written);
    if (cell instanceof CellFault) problems.push(cellProblem(line, name, written, cell.expected));
    else row[name] = cell;
  }
  const known = tableOf(table).key.every((part) => row[part] !== undefined && row[part] !== null);
  return { cells: row, problems, rowId: known ? rowKey(table, row) : undefined };
}

function duplicate({ table }: MappedFile, row: StoredRow, line: number, earlier: number): CellProblem {
  const { key } = tableOf(table);
  const value = key.map((part) => row[part]).join(" / ");
  return cellProblem(line, key.join(", "), value, `a key of its own (line ${earlier} has it already)`);
}

/** A new row needs what the file may not have a column for. */
function missingColumn({ columns }: MappedFile, column: string, expected: string): string {
  return columns.some(({ name }) => name === column) ? expected : `a column ${column}, which a new row needs`;
}

/** What a row does to the one that is there. Columns that the file has not stay as they are. */
function compared(
  table: TableName,
  { line, rowId, cells }: Read,
  before: StoredRow | null,
): Exclude<Planned, { kind: "faulty" }> {
  const columns = Object.keys(cells).filter((name) => (before ? cells[name] !== before[name] : cells[name] !== null));
  if (before && columns.length === 0) return { kind: "unchanged", line, rowId };
  const kind = before ? "change" : "add";
  const after = completed(table, { ...before, ...cells });
  return { kind, line, columns, change: { table, rowId, action: kind, before, after } };
}

/** Ids remembered as being there, so that a source that a thousand rows name is looked up once. */
const remembered = 20_000;

/** Looks whether what the rows of a file refer to is there, in the store or in the file itself. */
class FileReferences {
  readonly #known = new Set<string>();

  constructor(
    readonly file: MappedFile,
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
        this.file.store.db,
        target,
        [...some].map((id) => ({ id })),
      );
      for (const key of found.keys()) this.#known.add(`${target} ${decodeURIComponent(key)}`);
    }
    const problems: CellProblem[] = [];
    for (const { targets, id, line, column } of wanted) {
      if (targets.some((target) => this.#known.has(`${target} ${id}`))) continue;
      if (targets.includes(this.file.table)) this.keys.await({ key: encodeURIComponent(id), line, column });
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

  *missing(): Generator<readonly Planned[], void> {
    let batch: Planned[] = [];
    for (const { key, line, column } of this.keys.missing()) {
      const { references = [] } = tableOf(this.file.table).columns[column] ?? {};
      batch.push(faulty(dangling(line, column, decodeURIComponent(key), references)));
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

/** Rows of the table that the file does not have, to be removed; a fault each for those that others refer to. */
async function* absentRows({ store, table }: MappedFile, keys: FileKeys): AsyncGenerator<readonly Planned[], void> {
  const columns = columnsOf(table);
  for await (const batch of tableRows(store, table).stream()) {
    const absent = batch
      .map((cells): StoredRow => Object.fromEntries(columns.map(({ name }, at) => [name, cells[at] as Cell])))
      .filter((row) => keys.lineOf(rowKey(table, row)) === undefined);
    if (absent.length === 0) continue;
    const needed = await referredTo(
      store,
      table,
      absent.map(({ id }) => id),
    );
    yield absent.map((before): Planned => {
      const by = needed.get(String(before["id"]));
      if (by) return faulty(cellProblem(0, "", rowKey(table, before), `a row in the file, since ${by} refers to it`));
      const change: RowChange = { table, rowId: rowKey(table, before), action: "remove", before, after: null };
      return { kind: "remove", change, columns: [] };
    });
  }
}

/** Which of these ids rows of other tables refer to, each with one that does. */
async function referredTo(
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

/** How many rows of a plan there are of each kind. */
export type Tally = Record<Planned["kind"], number>;

export const noRows = (): Tally => ({ add: 0, change: 0, remove: 0, unchanged: 0, faulty: 0 });

/** The file has faults, or is no longer what was checked. */
export class ImportRefused extends Error {}

/**
 * The changes of a plan, which was found without fault before, as they are to be written.
 * @throws ImportRefused at a fault: the facts, or the file, have changed since
 */
export async function* changesOf({ rows }: Plan): AsyncGenerator<RowChange, void> {
  for await (const batch of rows) {
    for (const row of batch) {
      if (row.kind === "faulty")
        throw new ImportRefused(`The facts or the file have changed since it was checked: ${row.problem.detail}`);
      if (row.kind !== "unchanged") yield row.change;
    }
  }
}
