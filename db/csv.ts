import { CsvError, parse } from "csv-parse/sync";
import type { ColumnType } from "./columns.js";
import type { RawRow } from "./reading.js";

/**
 * The one writer of every CSV of the product and the reader that undoes it: RFC 4180 with CRLF, UTF-8 without a byte
 * order mark, ISO dates, plain numbers, `true` and `false`, an empty cell for what is unknown.
 *
 * A spreadsheet runs a text cell that begins with `=`, `+`, `-`, `@`, tab or carriage return as a formula. Such text
 * gets one leading apostrophe (OWASP ASVS 5.0, 1.2.10), and so does text that already begins with apostrophes before
 * such a character, so that taking one away again gives back exactly what was written. Numbers stay plain.
 */

export interface CsvColumn {
  readonly name: string;
  readonly type: ColumnType;
}

export const byteOrderMark = "\ufeff";
const crlf = "\r\n";

const formulaLike = /^'*[=+\-@\t\r]/;
const escapedFormula = /^'+[=+\-@\t\r]/;
const needsQuotes = /[",\r\n]/;

/** @example neutralise("=1+1") // "'=1+1" */
export function neutralise(text: string): string {
  return formulaLike.test(text) ? `'${text}` : text;
}

/** @example restore("'=1+1") // "=1+1" */
export function restore(text: string): string {
  return escapedFormula.test(text) ? text.slice(1) : text;
}

/** Characters that a text to be neutralised begins with, and the apostrophe before them. */
const suspicious = new Set(Array.from("=+-@\t\r'", (character) => character.charCodeAt(0)));
const isSuspicious = Uint8Array.from({ length: 128 }, (_, code) => (suspicious.has(code) ? 1 : 0));

function textCell(text: string): string {
  // Nearly every text is plain: its first character and one search tell.
  if (!isSuspicious[text.charCodeAt(0)] && !needsQuotes.test(text)) return text;
  const safe = neutralise(text);
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Whether a column's cells hold free text: the only ones that can need quotes or neutralising. */
function isText(type: ColumnType): boolean {
  return type === "text" || type === "url" || type === "json" || type === "slug" || type === "date";
}

export function csvHeader(columns: readonly CsvColumn[], lineEnd = crlf): string {
  return `${columns.map((column) => textCell(column.name)).join(",")}${lineEnd}`;
}

/**
 * Rows as CSV lines, each ended. Cells stand in the order of `columns`.
 * @throws RangeError for a number that is not finite: better no file than a false one.
 */
export function csvLines(columns: readonly CsvColumn[], rows: readonly RawRow[], lineEnd = crlf): string {
  const kinds = columns.map(({ type }) => (isText(type) ? 0 : type === "boolean" ? 1 : 2));
  let lines = "";
  for (const row of rows) {
    for (let at = 0; at < kinds.length; at++) {
      if (at > 0) lines += ",";
      const cell = row[at];
      if (cell === null || cell === undefined) continue;
      if (kinds[at] === 0) lines += textCell(cell as string);
      else if (kinds[at] === 1) lines += cell ? "true" : "false";
      else if (Number.isFinite(cell)) lines += cell as number;
      else throw new RangeError(`Column ${columns[at]?.name} holds ${String(cell)}, which is no number to write.`);
    }
    lines += lineEnd;
  }
  return lines;
}

/** One record of a CSV file with the number of the line on which it begins, the header being line 1. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What is wrong with a file as CSV, before any column is looked at. */
interface CsvFault {
  readonly line: number;
  readonly value: string;
  readonly expected: string;
}

export interface CsvContents {
  readonly header: readonly string[];
  readonly records: readonly CsvRecord[];
  readonly faults: readonly CsvFault[];
  /** The bytes were not UTF-8 everywhere: {@link unreadable} stands where they were not. */
  readonly garbled: boolean;
}

/** What decoding puts in the place of bytes that are not UTF-8. */
export const unreadable = "\ufffd";

/** So many lines with broken quotes are each told; a file with more of them is no CSV at all. */
const mostBrokenLines = 100;

/**
 * Reads a CSV file. A leading byte order mark, both line ends and empty lines are accepted. A record with broken
 * quoting is a fault, and reading goes on with the line after the one it begins on, so that one look finds all of
 * them. Cells come as written: {@link restore} is for text columns alone.
 */
export function readCsv(bytes: Uint8Array): CsvContents {
  const nothing = { header: [], records: [], garbled: false };
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return { ...nothing, faults: [{ line: 1, value: "UTF-16", expected: "text in UTF-8" }] };
  const { text, garbled } = decode(bytes);
  const { records, faults } = readRecords(text);
  const [header, ...rest] = records;
  if (faults.some(({ line }) => line === 1)) return { ...nothing, faults };
  if (!header)
    return { ...nothing, faults: [{ line: 1, value: "", expected: "a header row with the columns' names" }] };
  if (header.cells.some((cell) => cell.includes("\r")))
    return { ...nothing, faults: [{ line: 1, value: "CR", expected: "lines that end in LF or CRLF" }] };
  return { header: header.cells, records: rest, faults, garbled };
}

function decode(bytes: Uint8Array): { readonly text: string; readonly garbled: boolean } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), garbled: false };
  } catch {
    return { text: new TextDecoder("utf-8").decode(bytes), garbled: true };
  }
}

function readRecords(text: string): { readonly records: readonly CsvRecord[]; readonly faults: readonly CsvFault[] } {
  const records: CsvRecord[] = [];
  const faults: CsvFault[] = [];
  let rest = text;
  let line = 1;
  const take = (parsed: readonly (readonly string[])[]) => {
    let lines = 0;
    for (const cells of parsed) {
      if (cells.length > 1 || cells[0] !== "") records.push({ line: line + lines, cells });
      lines += 1 + cells.reduce((sum, cell) => sum + newlines(cell), 0);
    }
    line += lines;
    return lines;
  };
  for (;;) {
    try {
      take(parseCsv(rest));
      return { records, faults };
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      const whole = Number(error["records"]);
      rest = afterLines(rest, whole > 0 ? take(parseCsv(rest, whole)) : 0);
      const value = rest.slice(0, (rest.indexOf("\n") + 1 || rest.length + 1) - 1);
      faults.push({ line, value, expected: "quotes around the whole cell and each quote inside it doubled" });
      if (faults.length === mostBrokenLines) return { records, faults };
      rest = afterLines(rest, 1);
      line++;
    }
  }
}

/** Records as arrays of cells, the first `to` of them if given; an empty line is a record of one empty cell. */
function parseCsv(text: string, to?: number): string[][] {
  // The types leave out that several record delimiters may be given.
  return parse(text, { relax_column_count: true, record_delimiter: ["\r\n", "\n"], ...(to && { to }) });
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

/** What stands after the first `lines` lines. */
function afterLines(text: string, lines: number): string {
  let from = 0;
  for (let passed = 0; passed < lines; passed++) {
    const end = text.indexOf("\n", from);
    if (end < 0) return "";
    from = end + 1;
  }
  return text.slice(from);
}
