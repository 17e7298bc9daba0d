import { csvHeader, csvLines, readCsv, unreadable } from "../../db/csv.js";
import { pieceOf } from "../../db/pieces.js";
import type { RawRow } from "../../db/reading.js";
import { tables } from "../../db/tables.js";
import { type Cell, CellFault, readCell } from "../../db/validate.js";
import { type CellProblem, cellProblem, HttpError } from "../web/errors.js";
import { columnsOf, type OutColumn, type Rows } from "../web/rows.js";
import { type ExportRule, judgeOn } from "./export-rules.js";
import {
  assumedMarket,
  type Given,
  type SpecificationColumn,
  saysSomething,
  specificationOf,
  tellingNames,
  typedColumn,
} from "./specification.js";
import { statusColumns, statusRow } from "./status-columns.js";

/** A list of chips as CSV: read and checked whole, then judged row by row. */

export const mostBytes = 1_000_000;
export const mostRows = 10_000;
/** So many problems are told one by one: enough for one in each row. */
const mostProblems = 10_000;
/** Rows judged before other requests have their turn. */
const batchSize = 50;

export interface ChipList {
  /** Columns of the list that are given back, in its own order. */
  readonly columns: readonly OutColumn[];
  readonly chips: readonly Given[];
}

/** A list that was refused, with everything that is wrong in it. */
class BadList extends HttpError {
  constructor(problems: readonly CellProblem[]) {
    const told = problems.slice(0, mostProblems);
    const count = problems.length === 1 ? "an error" : `${problems.length.toLocaleString("en")} errors`;
    const first = told.length < problems.length ? ` The first ${mostProblems.toLocaleString("en")} are listed.` : "";
    super(400, "List not understood", `The list has ${count} and no row of it was answered.${first}`, told);
  }
}

/**
 * Reads a list. Its columns are those of the chips table, in any order and as many as one has; columns that the
 * answer brings are taken too and reckoned anew, so that an answer can be sent again.
 * @throws HttpError 400 naming each fault with line, column, value and what was expected; 413 for too many rows
 */
export function readList(bytes: Uint8Array, vendors: readonly string[]): ChipList {
  const { header, records, faults, garbled } = readCsv(bytes);
  if (records.length > mostRows) {
    const [rows, most] = [records.length, mostRows].map((count) => count.toLocaleString("en"));
    throw new HttpError(413, "List too long", `The list has ${rows} rows; send at most ${most} at a time.`);
  }
  const problems: CellProblem[] = [];
  const problem = (line: number, column: string, value: string, expected: string) =>
    problems.push(cellProblem(line, column, value, expected));
  for (const { line, value, expected } of faults) problem(line, "", value, expected);

  const known = Object.keys(tables.chips.columns);
  const computed = answered.map(({ name }) => name);
  header.forEach((name, at) => {
    if (!known.includes(name) && !computed.includes(name))
      problem(1, name, name, `one of the columns ${known.join(", ")}`);
    else if (header.indexOf(name) !== at) problem(1, name, name, "each column once");
  });
  if (header.length > 0 && !tellingNames.some((name) => header.includes(name)))
    problem(1, "", header.join(","), "a header with a column that rules test, such as fp16_tflops");
  if (records.length === 0 && faults.length === 0) problem(2, "", "", "at least one row below the header");
  if (problems.some(({ line }) => line === 1)) throw new BadList(problems);

  const names = header.filter((name): name is SpecificationColumn => known.includes(name));
  const read = names.map((name) => ({ name, at: header.indexOf(name), column: typedColumn(name, vendors) }));
  const chips = records.map(({ line, cells }): Given => {
    if (cells.length !== header.length) {
      problem(line, "", `${cells.length} cells`, `${header.length} cells, as the header has`);
      return {};
    }
    const chip: Record<string, Cell> = {};
    for (const { name, at, column } of read) {
      const written = cells[at] ?? "";
      const cell = garbled && written.includes(unreadable) ? new CellFault("text in UTF-8") : readCell(column, written);
      if (cell instanceof CellFault) problem(line, name, written, cell.expected);
      else chip[name] = cell;
    }
    return chip;
  });
  if (problems.length > 0) throw new BadList(problems.sort((one, other) => one.line - other.line));
  return { columns: names.length > 0 ? columnsOf("chips", ...names) : [], chips };
}

/** What the answer adds to each row. */
const answered: readonly OutColumn[] = statusColumns.map((column) =>
  column.name === "status_reason" ? { ...column, name: "reason" } : column,
);

export function answerColumns({ columns }: ChipList): readonly OutColumn[] {
  return [...columns, ...answered];
}

/** The list with what the rules in force at `asOf` say of each chip, in the list's order. */
export function judgedList(
  list: ChipList,
  rules: readonly ExportRule[],
  asOf: string,
  countryOf: (vendorId: string) => string | null,
): Pick<Rows, "written"> {
  const columns = answerColumns(list);
  const judge = judgeOn(rules, asOf);
  const answer = (given: Given): RawRow => {
    const specification = specificationOf(given, countryOf(String(given.vendor_id ?? "")));
    const status = judge(specification);
    const { status_reason, ...computed } = statusRow(specification, status);
    const reason = given.market || !saysSomething(given) ? status_reason : `${status_reason} ${assumedMarket}`;
    const row: Readonly<Record<string, unknown>> = { ...given, ...computed, reason };
    return columns.map(({ name }) => row[name] ?? null);
  };
  return {
    written: (form) => ({
      count: async () => list.chips.length,
      async *pieces() {
        for (let at = 0; at < list.chips.length; at += batchSize) {
          yield pieceOf(form, columns, list.chips.slice(at, at + batchSize).map(answer));
          await new Promise(setImmediate);
        }
      },
    }),
  };
}

/** Invented chips on both sides of the limits, to show what a list looks like. */
const examples: readonly Given[] = [
  {
    name: "Example: large",
    market: "global",
    fp16_tflops: 500,
    die_area_mm2: 800,
    memory_bandwidth_gb_s: 2000,
    interconnect_gb_s: 600,
  },
  {
    name: "Example: middle",
    market: "global",
    fp16_tflops: 180,
    die_area_mm2: 800,
    memory_bandwidth_gb_s: 900,
    interconnect_gb_s: 300,
  },
  {
    name: "Example: small",
    market: "global",
    int8_tops: 190,
    die_area_mm2: 800,
    memory_bandwidth_gb_s: 300,
    interconnect_gb_s: 64,
  },
  {
    name: "Example: game card",
    market: "consumer",
    fp16_tflops: 310,
    die_area_mm2: 600,
    memory_bandwidth_gb_s: 1000,
    interconnect_gb_s: 64,
  },
  {
    name: "Example: die area not known",
    market: "global",
    int8_tops: 300,
    memory_bandwidth_gb_s: 300,
    interconnect_gb_s: 64,
  },
];

export function exampleList(): string {
  const columns = columnsOf(
    "chips",
    "name",
    "market",
    "fp16_tflops",
    "int8_tops",
    "die_area_mm2",
    "memory_bandwidth_gb_s",
    "interconnect_gb_s",
  );
  const rows = examples.map((given) => columns.map(({ name }) => given[name as SpecificationColumn] ?? null));
  return `${csvHeader(columns)}${csvLines(columns, rows)}`;
}
