import type { ColumnType } from "./columns.js";
import { csvLines } from "./csv.js";
import type { RawRow } from "./reading.js";

/** Rows as the text of a download, a batch at a time, on the main thread or beside it. */

export type Form = "csv" | "json";

/** A column as it is written; rows hold their cells in the order of the columns. */
export interface WrittenColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** The text of some rows in UTF-8: whole lines of CSV, or JSON objects with commas between them. */
export interface Piece {
  readonly rows: number;
  readonly text: Uint8Array;
}

const encoder = new TextEncoder();
const write = { csv: csvLines, json: jsonObjects } as const satisfies Record<Form, typeof csvLines>;

/** One batch of rows, written. */
export function pieceOf(form: Form, columns: readonly WrittenColumn[], rows: readonly RawRow[]): Piece {
  return { rows: rows.length, text: encoder.encode(write[form](columns, rows)) };
}

function jsonObjects(columns: readonly WrittenColumn[], rows: readonly RawRow[]): string {
  const value = (cell: unknown, type: ColumnType) => (type === "boolean" && cell !== null ? cell === 1 : cell);
  return rows
    .map((row) => JSON.stringify(Object.fromEntries(columns.map(({ name, type }, at) => [name, value(row[at], type)]))))
    .join(",\n");
}
