import { isReducedDate } from "../server/values/dates.js";
import type { Column } from "./columns.js";
import { neutralise, restore } from "./csv.js";

/** A cell as it is stored. */
export type Cell = string | number | null;

/** What a cell should have held instead, as the end of the sentence "expected …". */
export class CellFault {
  constructor(readonly expected: string) {}
}

const slug = /^[a-z0-9]+(?:--?[a-z0-9]+)*$/;
const decimal = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const longestText = 20_000;
/** The largest whole number that a double holds exactly. */
const mostExact = Number.MAX_SAFE_INTEGER.toLocaleString("en");

/**
 * Checks one cell of a file or form against its column and turns it into what is stored. References and uniqueness
 * need other rows and are checked elsewhere.
 */
export function readCell(column: Column, written: string): Cell | CellFault {
  if (written === "") {
    if (column.blank !== undefined) return column.blank;
    return column.required ? new CellFault(`${noun(column)} (the column may not be empty)`) : null;
  }
  if (written.includes("\0")) return new CellFault("text without NUL characters");
  const text = column.type === "text" ? restore(written) : written;
  if (text.length > longestText) return new CellFault(`at most ${longestText.toLocaleString("en")} characters`);
  switch (column.type) {
    case "slug":
      return slug.test(written)
        ? written
        : new CellFault("an id in lower-case letters, digits and single or double hyphens");
    case "date":
      return isReducedDate(written) ? written : new CellFault("a date as 2023, 2023-11 or 2023-11-05");
    case "boolean":
      return written === "true" ? 1 : written === "false" ? 0 : new CellFault("true or false");
    case "integer":
    case "number":
      return readNumber(column, written);
    case "url":
      return isWebAddress(written) ? written : new CellFault("an address that begins with http:// or https://");
    case "json":
      return isJsonObject(written) ? written : new CellFault("a JSON object");
    case "text":
      return column.oneOf && !column.oneOf.includes(text) ? new CellFault(noun(column)) : text;
  }
}

/** Checks one cell as it is to be stored: what a file with the same cell would be told. */
export function checkCell(column: Column, cell: unknown): CellFault | undefined {
  if (cell === null || cell === undefined)
    return column.required || column.blank !== undefined ? new CellFault(noun(column)) : undefined;
  if (typeof cell !== (numeric.includes(column.type) ? "number" : "string")) return new CellFault(noun(column));
  // No database holds half a character.
  if (/\p{Surrogate}/u.test(String(cell))) return new CellFault("text in UTF-8");
  const read = readCell(column, writtenCell(column, cell as string | number));
  if (read instanceof CellFault) return read;
  return Object.is(read, cell) ? undefined : new CellFault(noun(column));
}

const numeric: readonly Column["type"][] = ["number", "integer", "boolean"];

function writtenCell({ type }: Column, cell: string | number): string {
  if (type === "boolean" && (cell === 0 || cell === 1)) return cell ? "true" : "false";
  return type === "text" ? neutralise(String(cell)) : String(cell);
}

function readNumber(column: Column, written: string): Cell | CellFault {
  const value = decimal.test(written) ? Number(written) : Number.NaN;
  if (Number.isNaN(value)) return new CellFault(noun(column));
  // 1e400 and 1e-400 are numbers, but none that either database holds: they would be stored as something else.
  if (!Number.isFinite(value) || (value === 0 && /[1-9]/.test(written.replace(/e.*/i, ""))))
    return new CellFault(`${noun(column)} that a double holds`);
  if (column.type === "integer" && !Number.isInteger(value)) return new CellFault("a whole number");
  if (column.type === "integer" && !Number.isSafeInteger(value))
    return new CellFault(`a whole number of at most ${mostExact}`);
  if (column.min !== undefined && value < column.min) return new CellFault(`a number not below ${column.min}`);
  if (column.max !== undefined && value > column.max) return new CellFault(`a number not above ${column.max}`);
  // Minus zero is no other amount than zero, and reads back differently from the two databases.
  return value === 0 ? 0 : value;
}

function noun(column: Column): string {
  const nouns = {
    slug: "an id",
    text: "text",
    url: "a web address",
    number: "a number",
    integer: "a whole number",
    boolean: "true or false",
    date: "a date",
    json: "JSON",
  };
  return column.oneOf ? `one of ${column.oneOf.join(", ")}` : nouns[column.type];
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text);
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
