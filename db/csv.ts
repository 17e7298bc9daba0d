import { type CsvError, parse } from "csv-parse/sync";
import type { ColumnType } from "./columns.js";
import type { RawRow } from "./store.js";

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
export const lineEnd = "\r\n";

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

function textCell(text: string): string {
  const safe = neutralise(text);
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Whether a column's cells hold free text: the only ones that can need quotes or neutralising. */
function isText(type: ColumnType): boolean {
  return type === "text" || type === "url" || type === "json" || type === "slug" || type === "date";
}

export function csvHeader(columns: readonly CsvColumn[]): string {
  return `${columns.map((column) => textCell(column.name)).join(",")}${lineEnd}`;
}

/**
 * Rows as CSV lines, each ended. Cells stand in the order of `columns`.
 * @throws RangeError for a number that is not finite: better no file than a false one.
 */
export function csvLines(columns: readonly CsvColumn[], rows: readonly RawRow[]): string {
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

/** One line of a CSV file with the number of its first line, the header being line 1. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What is wrong with a file as CSV, before any column is looked at. */
export interface CsvFault {
  readonly line: number;
  readonly value: string;
  readonly expected: string;
}

export interface CsvContents {
  readonly header: readonly string[];
  readonly records: readonly CsvRecord[];
  readonly faults: readonly CsvFault[];
}

/**
 * Reads a CSV file. A leading byte order mark and both line ends are accepted; bytes that are not UTF-8, NUL, and
 * broken quoting are faults. Cells come as written: {@link restore} is for text columns alone.
 */
export function readCsv(bytes: Uint8Array): CsvContents {
  const none = { header: [], records: [] };
  let contents: string;
  try {
    contents = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const at = firstInvalidByte(bytes);
    const value = `byte 0x${(bytes[at] ?? 0).toString(16).padStart(2, "0")}`;
    return { ...none, faults: [{ line: lineOf(bytes, at), value, expected: "text in UTF-8" }] };
  }
  const nul = contents.indexOf("\0");
  if (nul >= 0) {
    const line = contents.slice(0, nul).split("\n").length;
    return { ...none, faults: [{ line, value: "NUL", expected: "text without NUL characters" }] };
  }
  let parsed: { record: string[]; info: { lines: number } }[];
  try {
    parsed = parse(contents, { info: true, relax_column_count: true, skip_empty_lines: true }) as never;
  } catch (error) {
    const { message, lines } = error as CsvError & { lines?: number };
    return { ...none, faults: [{ line: lines ?? 1, value: message, expected: "CSV as in RFC 4180" }] };
  }
  const [header, ...rows] = parsed;
  // The parser counts the line on which a record ends; a quoted cell may have carried it over several.
  const records = rows.map(({ record, info }) => ({
    line: info.lines - record.reduce((extra, cell) => extra + cell.split("\n").length - 1, 0),
    cells: record,
  }));
  return { header: header?.record ?? [], records, faults: [] };
}

function firstInvalidByte(bytes: Uint8Array): number {
  // Halve until the shortest prefix that fails: its last byte is the culprit. A cut character at the end is no fault
  // of a prefix, so prefixes are decoded as streams.
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isUtf8(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return bad - 1;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function lineOf(bytes: Uint8Array, at: number): number {
  let line = 1;
  for (let index = 0; index < at; index++) if (bytes[index] === 0x0a) line++;
  return line;
}
