import { createHash, type Hash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isReducedDate } from "../server/values/dates.js";
import { type CsvRecord, readCsv, unreadable } from "./csv.js";
import { type Row, type TableName, tableNames, tableOf } from "./tables.js";
import { type Cell, CellFault, readCell } from "./validate.js";

/**
 * A dataset folder read and checked whole: one CSV for each table of the registry, and `datapackage.json`, whose
 * `created` is the day the dataset speaks for.
 */

export type StoredRow = Readonly<Record<string, Cell>>;

export interface Dataset {
  readonly rows: { readonly [T in TableName]: readonly Row<T>[] };
  /** Day the dataset speaks for. */
  readonly recordedOn: string;
  /** SHA-256 over all its CSV files. */
  readonly hash: string;
}

/** One thing wrong in a dataset. */
export interface DatasetProblem {
  readonly file: string;
  /** 1 is the header. */
  readonly line: number;
  readonly column: string;
  readonly value: string;
  readonly expected: string;
}

/** A dataset was refused; every problem found is listed. */
export class DatasetError extends Error {
  constructor(readonly problems: readonly DatasetProblem[]) {
    super(
      `The dataset has ${problems.length === 1 ? "an error" : `${problems.length} errors`} and was not loaded.\n${problems.map(sayProblem).join("\n")}`,
    );
  }
}

/** One problem on one line, whatever the value holds. */
export function sayProblem({ file, line, column, value, expected }: DatasetProblem): string {
  const flat = JSON.stringify(value.length > 80 ? `${value.slice(0, 79)}…` : value);
  return `${file}${line > 0 ? `:${line}` : ""}${column ? ` ${column}` : ""}: ${flat}: expected ${expected}`;
}

interface ReadTable {
  readonly name: TableName;
  readonly file: string;
  readonly rows: readonly { readonly line: number; readonly row: StoredRow }[];
  /** Every row and every id was read, so that an id which is not there is truly unknown. */
  readonly complete: boolean;
}

/**
 * Reads every table from `folder` and checks it against the registry.
 * @throws DatasetError with every problem of every file, not just the first.
 */
export function readDataset(folder: string): Dataset {
  const problems: DatasetProblem[] = [];
  const hash = createHash("sha256");
  const read: ReadTable[] = [];
  for (const name of tableNames) {
    const file = `${name}.csv`;
    const bytes = readWhole(folder, file, problems);
    if (!bytes) continue;
    addToHash(hash, file, bytes);
    read.push(readTable(name, file, bytes, problems));
  }
  checkUnique(read, problems);
  checkReferences(read, problems);
  const recordedOn = readRecordedOn(folder, problems);
  if (problems.length > 0) throw new DatasetError(inOrder(problems));
  const rows = Object.fromEntries(read.map((table) => [table.name, table.rows.map(({ row }) => row)]));
  return { rows: rows as unknown as Dataset["rows"], recordedOn, hash: hash.digest("hex") };
}

/** The hash that {@link readDataset} would give, without reading the rows. */
export function datasetHash(folder: string): string | undefined {
  const hash = createHash("sha256");
  for (const name of tableNames) {
    const path = join(folder, `${name}.csv`);
    if (!existsSync(path)) return undefined;
    addToHash(hash, `${name}.csv`, readFileSync(path));
  }
  return hash.digest("hex");
}

/** Line ends are left out, so that a dataset exported or checked out on another system is the same dataset. */
function addToHash(hash: Hash, file: string, bytes: Buffer): void {
  hash.update(file).update("\0").update(bytes.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
}

function readWhole(folder: string, file: string, problems: DatasetProblem[]): Buffer | undefined {
  try {
    return readFileSync(join(folder, file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const expected = code === "ENOENT" ? "the file to be there" : `a readable file (${message})`;
    problems.push({ file, line: 0, column: "", value: folder, expected });
    return undefined;
  }
}

/** As a person would go through them: file by file in the registry's order, each from its top. */
function inOrder(problems: readonly DatasetProblem[]): readonly DatasetProblem[] {
  const files = [...new Set(problems.map(({ file }) => file))];
  const rank = new Map(files.map((file, at) => [file, at]));
  return [...problems].sort(
    (one, other) => (rank.get(one.file) ?? 0) - (rank.get(other.file) ?? 0) || one.line - other.line,
  );
}

function readTable(name: TableName, file: string, bytes: Uint8Array, problems: DatasetProblem[]): ReadTable {
  const { header, records, faults, garbled } = readCsv(bytes);
  for (const fault of faults) problems.push({ file, column: "", ...fault });
  if (header.length === 0) return { name, file, rows: [], complete: false };

  const { columns } = tableOf(name);
  const expected = Object.keys(columns);
  for (const column of expected) {
    if (!header.includes(column))
      problems.push({ file, line: 1, column, value: "", expected: "the column to be there" });
  }
  header.forEach((column, at) => {
    if (!Object.hasOwn(columns, column)) {
      problems.push({ file, line: 1, column, value: column, expected: `one of the columns ${expected.join(", ")}` });
    } else if (header.indexOf(column) !== at) {
      problems.push({ file, line: 1, column, value: column, expected: "each column once" });
    }
  });
  const read = { name, file, header, garbled };
  return {
    name,
    file,
    rows: records.map((record) => ({ line: record.line, row: readRow(read, record, problems) })),
    complete: faults.length === 0 && expected.filter((column) => column === "id").every((id) => header.includes(id)),
  };
}

interface ReadHeader {
  readonly name: TableName;
  readonly file: string;
  readonly header: readonly string[];
  /** Some bytes of the file are not UTF-8. */
  readonly garbled: boolean;
}

function readRow(
  { name, file, header, garbled }: ReadHeader,
  { line, cells }: CsvRecord,
  problems: DatasetProblem[],
): StoredRow {
  if (cells.length !== header.length) {
    problems.push({
      file,
      line,
      column: "",
      value: `${cells.length} cells`,
      expected: `${header.length} cells, as the header has`,
    });
  }
  const row: Record<string, Cell> = {};
  for (const [column, description] of Object.entries(tableOf(name).columns)) {
    const at = header.indexOf(column);
    const written = cells[at];
    if (at < 0 || written === undefined) continue;
    const cell =
      garbled && written.includes(unreadable) ? new CellFault("text in UTF-8") : readCell(description, written);
    if (cell instanceof CellFault) problems.push({ file, line, column, value: written, expected: cell.expected });
    else row[column] = cell;
  }
  return row;
}

function checkUnique(read: readonly ReadTable[], problems: DatasetProblem[]): void {
  for (const { name, file, rows } of read) {
    const { key, columns } = tableOf(name);
    const alone = Object.keys(columns).filter(
      (column) => columns[column]?.unique && !(key.length === 1 && key[0] === column),
    );
    for (const together of [key, ...alone.map((column) => [column])]) {
      const first = new Map<string, number>();
      for (const { line, row } of rows) {
        if (together.some((column) => row[column] === undefined || row[column] === null)) continue;
        const values = together.map((column) => row[column]);
        const value = values.join(" / ");
        const same = JSON.stringify(values);
        const earlier = first.get(same);
        if (earlier === undefined) first.set(same, line);
        else
          problems.push({
            file,
            line,
            column: together.join(", "),
            value,
            expected: `a value of its own (line ${earlier} has it already)`,
          });
      }
    }
  }
}

function checkReferences(read: readonly ReadTable[], problems: DatasetProblem[]): void {
  const ids = new Map(read.map(({ name, rows }) => [name as string, new Set(rows.map(({ row }) => row["id"]))]));
  // In a table that could not be read whole, any id may stand: only what is certainly wrong is told.
  const uncertain = new Set<string>(
    tableNames.filter((name) => !read.some((table) => table.name === name && table.complete)),
  );
  const isUnknown = (targets: readonly string[], id: string) =>
    !targets.some((target) => uncertain.has(target) || ids.get(target)?.has(id));

  for (const { name, file, rows } of read) {
    for (const [column, { references, referencesBy, namesColumnOf }] of Object.entries(tableOf(name).columns)) {
      const naming = referencesBy ?? namesColumnOf;
      if (!references && !naming) continue;
      for (const { line, row } of rows) {
        const value = row[column];
        const fail = (expected: string, where = column, what = value) =>
          problems.push({ file, line, column: where, value: String(what), expected });
        const named = naming ? row[naming] : undefined;
        const table = tableNames.find((candidate) => candidate === named);
        if (naming && !table) {
          if (referencesBy && named !== undefined) fail(`one of the tables ${tableNames.join(", ")}`, naming, named);
        } else if (typeof value !== "string" || value === "") {
          // Unknown, or wrong in itself and told already.
        } else if (table && namesColumnOf) {
          if (!Object.hasOwn(tableOf(table).columns, value)) fail(`a column of ${table}, or nothing for the whole row`);
        } else {
          const targets = references ?? [String(table)];
          if (isUnknown(targets, value)) fail(`the id of a row in ${targets.join(" or ")}`);
        }
      }
    }
  }
}

function readRecordedOn(folder: string, problems: DatasetProblem[]): string {
  const file = "datapackage.json";
  const bytes = readWhole(folder, file, problems);
  if (!bytes) return "";
  const fail = (column: string, value: string, expected: string) => {
    problems.push({ file, line: 1, column, value, expected });
    return "";
  };
  let descriptor: unknown;
  try {
    descriptor = JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    return fail("", error instanceof Error ? error.message : "", "a data package descriptor in JSON");
  }
  const created = (descriptor as { readonly created?: unknown } | null)?.created;
  const day = typeof created === "string" ? created.slice(0, 10) : "";
  return day.length === 10 && isReducedDate(day)
    ? day
    : fail("created", created === undefined ? "" : String(created), "the day the dataset speaks for, as 2026-11-23");
}
