import type { CsvRecord } from "../../db/csv.js";
import type { StoredRow } from "../../db/dataset.js";
import { completed, presentRows, rowFaults } from "../../db/row-checks.js";
import { type RowChange, rowKey } from "../../db/row-writing.js";
import type { Store } from "../../db/store.js";
import { type TableName, tableOf } from "../../db/tables.js";
import { type Cell, CellFault, readCell } from "../../db/validate.js";
import { type CellProblem, cellProblem } from "../web/errors.js";
import { columnsOf, tableRows } from "../web/rows.js";
import { FileKeys } from "./import-keys.js";
import { type Chosen, fitOf, type MappedColumn, type Mapping, mapHeader } from "./import-mapping.js";
import { type Delimiter, openFile, type ReadingOptions } from "./import-records.js";
import { FileReferences, referredTo } from "./import-references.js";
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
  const references = new FileReferences(file.store, file.table, keys);
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
    for (const problems of references.missing()) yield problems.map(faulty);
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
