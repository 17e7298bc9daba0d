import { CsvError, type Parser, parse } from "csv-parse";
import type { CsvRecord } from "../../db/csv.js";
import { cellProblem } from "../web/errors.js";
import { decodeFile, type Encoding, lineEnds, longestRow, tooLong, Unreadable } from "./import-text.js";

/** A CSV file read from its start to its end with a few of its rows in memory at a time. */

export const delimiters = { comma: ",", semicolon: ";", tab: "\t" } as const;
export type Delimiter = keyof typeof delimiters;

export interface ReadingOptions {
  /** For files without a mark that says it; UTF-8 unless given. */
  readonly encoding?: Encoding;
  /** Guessed from the header unless given. */
  readonly delimiter?: Delimiter;
}

export interface OpenedFile {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  readonly header: readonly string[];
  /** The rows below the header, some at a time. Throws {@link Unreadable} at the row after which nothing is sure. */
  readonly records: AsyncGenerator<readonly CsvRecord[], void>;
}

/**
 * Opens a CSV file as far as its header. `fits` says how well a header suits: by it the delimiter is guessed.
 * @throws Unreadable if it is no CSV file or has no header
 */
export async function openFile(
  bytes: AsyncIterable<Uint8Array>,
  options: ReadingOptions,
  fits: (header: readonly string[]) => number,
): Promise<OpenedFile> {
  const { encoding, parts } = await decodeFile(bytes, options.encoding);
  const first = await parts.next();
  const delimiter = options.delimiter ?? guessDelimiter(first.value ?? "", fits);
  const records = readRecords(first.value ?? "", parts, delimiters[delimiter]);
  const { value: begun } = await records.next();
  const [header, ...rest] = begun ?? [];
  if (!header) throw new Unreadable(cellProblem(1, "", "", "a header row with the columns' names"));
  if (header.cells.some((cell) => cell.includes("\r")))
    throw new Unreadable(cellProblem(1, "", "CR", "lines that end in LF or CRLF"));
  return { encoding, delimiter, header: header.cells, records: following(rest, records) };
}

async function* following(first: readonly CsvRecord[], rest: AsyncIterable<readonly CsvRecord[]>) {
  if (first.length > 0) yield first;
  yield* rest;
}

/** The delimiter with which the first line suits best; of two alike the one that parts it into more cells. */
function guessDelimiter(text: string, fits: (header: readonly string[]) => number): Delimiter {
  const [line = ""] = text.split("\n", 1);
  const outside = line.replace(/"(?:[^"]|"")*"/g, (quoted) => quoted.replace(/[,;\t]/g, ""));
  const rated = (Object.keys(delimiters) as Delimiter[]).map((delimiter) => {
    const cells = outside.replace(/\r$/, "").split(delimiters[delimiter]);
    return { delimiter, fit: fits(cells.map((cell) => cell.replace(/^"|"$/g, ""))), parts: cells.length };
  });
  const [best] = rated.sort((one, other) => other.fit - one.fit || other.parts - one.parts);
  return best?.delimiter ?? "comma";
}

async function* readRecords(
  head: string,
  rest: AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<readonly CsvRecord[], void> {
  let ready: CsvRecord[] = [];
  let line = 1;
  // Taken here and not from the parser's output, which a failure would empty of the rows before it.
  const take = (cells: string[]) => {
    if (cells.length > 1 || cells[0] !== "") ready.push({ line, cells });
    line += 1 + cells.reduce((sum, cell) => sum + lineEnds(cell), 0);
    return null;
  };
  const parser = parse({
    delimiter,
    relax_column_count: true,
    record_delimiter: ["\r\n", "\n"],
    max_record_size: longestRow,
    on_record: take,
  });
  parser.on("error", () => undefined);
  parser.resume();
  const given = () => {
    const records = ready;
    ready = [];
    return records;
  };
  try {
    for await (const text of joined(head, rest)) {
      const failure = await written(parser, text);
      if (ready.length > 0) yield given();
      if (failure) throw unreadableRow(failure, line);
    }
    const failure = await ended(parser);
    if (ready.length > 0) yield given();
    if (failure) throw unreadableRow(failure, line);
  } finally {
    parser.destroy();
  }
}

async function* joined(head: string, rest: AsyncIterable<string>): AsyncGenerator<string, void> {
  if (head) yield head;
  yield* rest;
}

function written(parser: Parser, text: string): Promise<Error | undefined> {
  return new Promise((done) => parser.write(text, (error) => done(error ?? undefined)));
}

function ended(parser: Parser): Promise<Error | undefined> {
  return new Promise((done) => {
    parser.once("error", done);
    parser.once("end", () => done(undefined));
    parser.end();
  });
}

function unreadableRow(failure: Error, line: number): Error {
  if (!(failure instanceof CsvError)) return failure;
  if (failure.code === "CSV_MAX_RECORD_SIZE") return tooLong(line);
  const value = failure.code === "CSV_QUOTE_NOT_CLOSED" ? "a quote that is never closed" : "a quote within a cell";
  return new Unreadable(cellProblem(line, "", value, "quotes around the whole cell and each quote inside it doubled"));
}
