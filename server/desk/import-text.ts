import { type CellProblem, cellProblem } from "../web/errors.js";

/** Bytes of a file that was sent as the text that they spell, a part at a time. */

/** How a file may be written. What has no mark at its start and is not said to be otherwise is UTF-8. */
export const encodings = ["utf-8", "utf-16le", "utf-16be", "gb18030", "windows-1252"] as const;
export type Encoding = (typeof encodings)[number];

export const encodingNames: Readonly<Record<Encoding, string>> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16, little-endian",
  "utf-16be": "UTF-16, big-endian",
  gb18030: "GB18030 (Chinese, also GBK and GB2312)",
  "windows-1252": "Windows-1252 (Western European)",
};

/** Reading cannot go on: nothing after this line is understood. */
export class Unreadable extends Error {
  constructor(readonly problem: CellProblem) {
    super(problem.detail);
  }
}

/** No line of a CSV file, and no row over several lines, may have more bytes; a table's longest row has far fewer. */
export const longestRow = 4_000_000;

const marks: readonly { readonly encoding: Encoding; readonly bytes: readonly number[] }[] = [
  { encoding: "utf-8", bytes: [0xef, 0xbb, 0xbf] },
  { encoding: "utf-16le", bytes: [0xff, 0xfe] },
  { encoding: "utf-16be", bytes: [0xfe, 0xff] },
];

/** Files of other kinds that are sent by mistake, by how they begin. */
const otherKinds: readonly { readonly begins: string; readonly what: string; readonly advice: string }[] = [
  { begins: "PK\x03\x04", what: "a workbook or zip file", advice: "a CSV file; save the sheet as CSV UTF-8" },
  { begins: "PK\x05\x06", what: "an empty zip file", advice: "a CSV file" },
  { begins: "\xd0\xcf\x11\xe0", what: "a workbook of old Excel", advice: "a CSV file; save the sheet as CSV UTF-8" },
  { begins: "\x1f\x8b", what: "a gzip file", advice: "a CSV file; unpack it first" },
  { begins: "\x89PNG", what: "a PNG picture", advice: "a CSV file" },
  { begins: "\xff\xd8\xff", what: "a JPEG picture", advice: "a CSV file" },
  { begins: "GIF8", what: "a GIF picture", advice: "a CSV file" },
  { begins: "%PDF-", what: "a PDF document", advice: "a CSV file" },
  { begins: "SQLite format 3\0", what: "a SQLite database", advice: "a CSV file" },
  { begins: "PAR1", what: "a Parquet file", advice: "a CSV file" },
];

/** Enough bytes to know a mark or another kind of file by. */
const telling = 16;

export interface DecodedFile {
  readonly encoding: Encoding;
  /** Parts that end at line ends, the last one apart. */
  readonly parts: AsyncGenerator<string, void>;
}

/**
 * Decodes a file. A mark at its start says how it is written, whatever was chosen.
 * @throws Unreadable at once for a file of another kind, and from `parts` at the line that is not written so
 */
export async function decodeFile(bytes: AsyncIterable<Uint8Array>, chosen?: Encoding): Promise<DecodedFile> {
  const source = bytes[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < telling) {
    const { done, value } = await source.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  refuseOtherKinds(head);
  const mark = marks.find(({ bytes: begins }) => begins.every((byte, at) => head[at] === byte));
  const encoding = mark?.encoding ?? chosen ?? "utf-8";
  const rest = { [Symbol.asyncIterator]: () => source };
  return { encoding, parts: decoded(head.subarray(mark?.bytes.length ?? 0), rest, encoding) };
}

function refuseOtherKinds(head: Buffer): void {
  const begins = head.toString("latin1");
  const other = otherKinds.find((kind) => begins.startsWith(kind.begins));
  if (other) throw new Unreadable(cellProblem(1, "", other.what, other.advice));
}

async function* decoded(
  head: Buffer,
  rest: AsyncIterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<string, void> {
  let pending = head;
  let line = 1;
  const take = (lines: Buffer) => {
    const text = decodeLines(lines, encoding, line);
    line += lineEnds(text);
    return text;
  };
  for await (const chunk of rest) {
    pending = pending.length > 0 ? Buffer.concat([pending, chunk]) : Buffer.from(chunk);
    const end = afterLastLineEnd(pending, encoding);
    if (end > 0) {
      yield take(pending.subarray(0, end));
      pending = pending.subarray(end);
    }
    if (pending.length > longestRow) throw tooLong(line);
  }
  if (pending.length > longestRow && afterLastLineEnd(pending, encoding) === 0) throw tooLong(line);
  if (pending.length > 0) yield take(pending);
}

export function tooLong(line: number): Unreadable {
  const most = longestRow.toLocaleString("en");
  return new Unreadable(cellProblem(line, "", "a longer row", `a row of at most ${most} bytes`));
}

function afterLastLineEnd(bytes: Buffer, encoding: Encoding): number {
  if (encoding !== "utf-16le" && encoding !== "utf-16be") return bytes.lastIndexOf(0x0a) + 1;
  const [low, high] = encoding === "utf-16le" ? [0, 1] : [1, 0];
  for (let at = (bytes.length & ~1) - 2; at >= 0; at -= 2)
    if (bytes[at + low] === 0x0a && bytes[at + high] === 0) return at + 2;
  return 0;
}

/** Whole lines as text; if they are not all written so, they are gone through one by one to name the first. */
function decodeLines(lines: Buffer, encoding: Encoding, line: number): string {
  try {
    return decode(lines, encoding);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  for (let from = 0, at = line; ; at++) {
    const length = firstLineLength(lines.subarray(from), encoding);
    const one = lines.subarray(from, from + length);
    try {
      decode(one, encoding);
    } catch {
      throw new Unreadable(cellProblem(at, "", shown(one), advice(one, encoding)));
    }
    from += length;
  }
}

function firstLineLength(bytes: Buffer, encoding: Encoding): number {
  if (encoding !== "utf-16le" && encoding !== "utf-16be") return bytes.indexOf(0x0a) + 1 || bytes.length;
  const [low, high] = encoding === "utf-16le" ? [0, 1] : [1, 0];
  for (let at = 0; at + 1 < bytes.length; at += 2)
    if (bytes[at + low] === 0x0a && bytes[at + high] === 0) return at + 2;
  return bytes.length;
}

function decode(bytes: Buffer, encoding: Encoding): string {
  const text =
    encoding === "windows-1252"
      ? fromWindows1252(bytes)
      : new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  if (text.includes("\0")) throw new TypeError("NUL");
  return text;
}

/** What the 32 bytes from 0x80 stand for; five of them stand for nothing. Node 20 takes them for control characters. */
const windows1252 = "€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ";

function fromWindows1252(bytes: Buffer): string {
  return bytes
    .toString("latin1")
    .replace(/[\x80-\x9f]/g, (character) => windows1252[character.charCodeAt(0) - 0x80] ?? "\0");
}

function shown(bytes: Buffer): string {
  return bytes
    .subarray(0, 80)
    .toString("utf8")
    .replace(/[\r\n]+$/, "");
}

function advice(bytes: Buffer, encoding: Encoding): string {
  if (bytes.includes(0) && encoding !== "utf-16le" && encoding !== "utf-16be")
    return "text without NUL characters; UTF-16 is understood with its byte order mark";
  const name = encodingNames[encoding].replace(/ \(.*/, "");
  return encoding === "utf-8"
    ? "text in UTF-8; if it was saved as GB18030 or Windows-1252, choose that encoding"
    : `text in ${name}`;
}

export function lineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
