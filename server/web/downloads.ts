import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGzip } from "node:zlib";
import type { Request, Response } from "express";
import { byteOrderMark, csvHeader } from "../../db/csv.js";
import type { Piece } from "../../db/pieces.js";
import { disposition, tag } from "./answers.js";
import type { OutColumn, Rows } from "./rows.js";

/** A download as text in pieces, whose number of rows is known before the first one. */
export interface Download {
  readonly type: string;
  readonly fileName: string;
  readonly rowCount: number;
  pieces(): AsyncIterable<string | Uint8Array>;
}

export interface CsvOptions {
  readonly fileName: string;
  /** Begin with the byte order mark that spreadsheets need to see UTF-8. */
  readonly withMark?: boolean;
}

/** Rows as CSV. */
export async function csvDownload(
  columns: readonly OutColumn[],
  rows: Pick<Rows, "written">,
  { fileName, withMark = false }: CsvOptions,
): Promise<Download> {
  const written = rows.written("csv", columns);
  const rowCount = await written.count();
  return {
    type: "text/csv; charset=utf-8; header=present",
    fileName,
    rowCount,
    async *pieces() {
      yield `${withMark ? byteOrderMark : ""}${csvHeader(columns)}`;
      yield* counted(written.pieces(), rowCount);
    },
  };
}

/** Rows as one JSON object: what was asked, how many there are, and the rows under the same names as in CSV. */
export async function jsonDownload(
  columns: readonly OutColumn[],
  rows: Pick<Rows, "written">,
  view: unknown,
  fileName: string,
): Promise<Download> {
  const written = rows.written("json", columns);
  const rowCount = await written.count();
  return {
    type: "application/json; charset=utf-8",
    fileName,
    rowCount,
    async *pieces() {
      yield `{"view":${JSON.stringify(view)},"count":${rowCount},"rows":[`;
      let first = true;
      for await (const text of counted(written.pieces(), rowCount)) {
        if (!first) yield ",\n";
        yield text;
        first = false;
      }
      yield "]}\n";
    },
  };
}

/** The text of the pieces; fails at the end if they held not as many rows as the header has promised. */
async function* counted(pieces: AsyncIterable<Piece>, promised: number): AsyncIterable<Uint8Array> {
  let sent = 0;
  for await (const { rows, text } of pieces) {
    sent += rows;
    yield text;
  }
  if (sent !== promised) throw new Error(`A download promised ${promised} rows and had ${sent}.`);
}

/**
 * Streams a download as fast as the client takes it and no faster. A failure on the way breaks the connection, so
 * that half a file never looks whole.
 * @param etag `undefined` for the answer to a POST, which is nobody else's and not kept
 */
export async function sendDownload(
  req: Request,
  res: Response,
  etag: string | undefined,
  download: Download,
): Promise<void> {
  const encoding = req.acceptsEncodings("gzip") === "gzip" ? "gzip" : "identity";
  res.setHeader("Content-Type", download.type);
  res.setHeader("Vary", "Accept-Encoding");
  res.setHeader("Cache-Control", etag === undefined ? "no-store" : "no-cache");
  if (etag !== undefined) res.setHeader("ETag", tag(etag, encoding));
  res.setHeader("X-Row-Count", download.rowCount);
  res.setHeader("Content-Disposition", disposition(download.fileName));
  if (encoding === "gzip") res.setHeader("Content-Encoding", "gzip");
  if (req.method === "HEAD") {
    res.end();
    return;
  }
  try {
    // Z_BEST_SPEED: the network is rarely faster than this, and the analyst waits for the last byte.
    if (encoding === "gzip") await pipeline(download.pieces(), createGzip({ level: constants.Z_BEST_SPEED }), res);
    else await pipeline(download.pieces(), res);
  } catch (error) {
    res.destroy();
    if (!isClientGone(error)) throw error;
  }
}

/** Writes a download to a stream, such as a file, and ends it. */
export async function writeDownload(download: Download, target: Writable): Promise<void> {
  await pipeline(download.pieces(), target);
}

function isClientGone(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ERR_STREAM_PREMATURE_CLOSE" || code === "ECONNRESET" || code === "EPIPE";
}
