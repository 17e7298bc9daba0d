import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type CsvRecord, readCsv } from "./csv.js";
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

export function sayProblem({ file, line, column, value, expected }: DatasetProblem): string {
  const shown = value.length > 80 ? `${value.slice(0, 79)}…` : value;
  return `${file}:${line}${column ? ` ${column}` : ""}: "${shown}": expected ${expected}`;
}

interface ReadTable {
  readonly name: TableName;
  readonly file: string;
  readonly rows: readonly { readonly line: number; readonly row: StoredRow }[];
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
    const path = join(folder, file);
    if (!existsSync(path)) {
      problems.push({ file, line: 0, column: "", value: folder, expected: "the file to be there" });
      continue;
    }
    const bytes = readFileSync(path);
    hash.update(file).update("\0").update(bytes);
    read.push(readTable(name, file, bytes, problems));
  }
  checkUnique(read, problems);
  checkReferences(read, problems);
  const recordedOn = readRecordedOn(folder, problems);
  if (problems.length > 0) throw new DatasetError(problems);
  const rows = Object.fromEntries(read.map((table) => [table.name, table.rows.map(({ row }) => row)]));
  return { rows: rows as unknown as Dataset["rows"], recordedOn, hash: hash.digest("hex") };
}

/** The hash that {@link readDataset} would give, without reading the rows. */
export function datasetHash(folder: string): string | undefined {
  const hash = createHash("sha256");
  for (const name of tableNames) {
    const path = join(folder, `${name}.csv`);
    if (!existsSync(path)) return undefined;
    hash.update(`${name}.csv`).update("\0").update(readFileSync(path));
  }
  return hash.digest("hex");
}

function readTable(name: TableName, file: string, bytes: Uint8Array, problems: DatasetProblem[]): ReadTable {
  const { header, records, faults } = readCsv(bytes);
  for (const fault of faults) problems.push({ file, column: "", ...fault });
  if (faults.length > 0) return { name, file, rows: [] };

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
  return {
    name,
    file,
    rows: records.map((record) => ({ line: record.line, row: readRow(name, file, header, record, problems) })),
  };
}

function readRow(
  name: TableName,
  file: string,
  header: readonly string[],
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
    const cell = readCell(description, written);
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
        const value = together.map((column) => row[column]).join(" / ");
        const earlier = first.get(value);
        if (earlier === undefined) first.set(value, line);
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
  const ids = new Map<string, Set<Cell | undefined>>(
    read.map(({ name, rows }) => [name, new Set(rows.map(({ row }) => row["id"]))]),
  );
  for (const { name, file, rows } of read) {
    for (const [column, { references, referencesBy, namesColumnOf }] of Object.entries(tableOf(name).columns)) {
      if (!references && !referencesBy && !namesColumnOf) continue;
      for (const { line, row } of rows) {
        const value = row[column];
        if (typeof value !== "string") continue;
        const named = row[referencesBy ?? namesColumnOf ?? ""];
        const fail = (expected: string) => problems.push({ file, line, column, value, expected });
        if (namesColumnOf) {
          const known = tableNames.find((candidate) => candidate === named);
          if (value !== "" && known && !Object.hasOwn(tableOf(known).columns, value))
            fail(`a column of ${known}, or nothing for the whole row`);
          continue;
        }
        const targets = references ?? [String(named)];
        if (!targets.some((target) => ids.get(target)?.has(value))) fail(`the id of a row in ${targets.join(" or ")}`);
      }
    }
  }
}

function readRecordedOn(folder: string, problems: DatasetProblem[]): string {
  const file = "datapackage.json";
  try {
    const { created } = JSON.parse(readFileSync(join(folder, file), "utf8")) as { created?: string };
    if (typeof created === "string" && /^\d{4}-\d{2}-\d{2}/.test(created)) return created.slice(0, 10);
    problems.push({
      file,
      line: 1,
      column: "created",
      value: String(created),
      expected: "the day the dataset speaks for",
    });
  } catch (error) {
    problems.push({
      file,
      line: 1,
      column: "",
      value: error instanceof Error ? error.message : "",
      expected: "a data package descriptor",
    });
  }
  return "";
}
