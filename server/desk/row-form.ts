import type { Column } from "../../db/columns.js";
import type { StoredRow } from "../../db/dataset.js";
import { rowFaults } from "../../db/row-checks.js";
import { type TableName, tableNames, tableOf } from "../../db/tables.js";
import { type Cell, CellFault, checkCell, readCell } from "../../db/validate.js";
import { InvalidConditions, parseConditions } from "../chips/conditions.js";
import type { FormFields } from "../web/uploads.js";

/** A row as a form writes and reads it, by the registry alone. */

export type FieldKind = "line" | "lines" | "choice" | "reference";

/** One field of a form, with what is written in it and what is wrong with that. */
export interface RowField {
  /** Name of the field in the form, and its id on the page. */
  readonly name: string;
  readonly column: string;
  readonly title: string;
  readonly description: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly unit: string;
  /** What a line may hold beside letters, for the keyboard of a phone. */
  readonly keyboard: "text" | "decimal" | "url";
  readonly value: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** Tables that a reference is looked for in. */
  readonly tables: readonly TableName[];
  /** Name of the field that says which table that is. */
  readonly tableBy: string;
  readonly fault: string;
}

/** Which fields of a form are a row's. */
export interface RowFields {
  readonly table: TableName;
  /** What the names of its fields begin with. */
  readonly prefix: string;
  /** The row that the form began from; null for a new one. */
  readonly opened: StoredRow | null;
}

/** Texts that are sentences. */
const long: ReadonlySet<string> = new Set(["summary", "note", "description", "evidence", "statement"]);
const longestLine = 80;

/** The fields with what was written or, where nothing was, what stands. */
export function fieldsOf(
  { table, prefix, opened }: RowFields,
  written: FormFields,
  faults: ReadonlyMap<string, string>,
): readonly RowField[] {
  return Object.entries(tableOf(table).columns).map(([column, description]) => {
    const name = prefix + column;
    const value = written.get(name) ?? writtenCell(description, opened?.[column] ?? null);
    const { title, required, unit, type, references, referencesBy } = description;
    return {
      name,
      column,
      title,
      description: description.description,
      required,
      unit: unit ?? "",
      value,
      kind: kindOf(table, column, value),
      keyboard: type === "number" || type === "integer" ? "decimal" : type === "url" ? "url" : "text",
      choices: choicesOf(table, column, value),
      tables: (references ?? []) as readonly TableName[],
      tableBy: referencesBy ? prefix + referencesBy : "",
      fault: faults.get(name) ?? "",
    };
  });
}

function kindOf(table: TableName, column: string, value: string): FieldKind {
  const { type, references, referencesBy } = columnOf(table, column);
  if (references || referencesBy) return "reference";
  if (valuesOf(table, column)) return "choice";
  // A line cannot show a line end, and a browser would send it back without.
  return type === "json" || long.has(column) || value.length > longestLine || /[\r\n]/.test(value) ? "lines" : "line";
}

function columnOf(table: TableName, column: string): Column {
  const described = tableOf(table).columns[column];
  if (!described) throw new Error(`${table} has no column ${column}.`);
  return described;
}

/** What a column may hold, where that is a short list. */
function valuesOf(table: TableName, column: string): readonly string[] | undefined {
  const { oneOf, type } = columnOf(table, column);
  if (type === "boolean") return ["true", "false"];
  if (oneOf) return oneOf;
  const names = Object.values(tableOf(table).columns).some(({ referencesBy }) => referencesBy === column);
  return names ? tableNames : undefined;
}

/** The choices of a column; what was written stays among them, even if it is none. */
function choicesOf(table: TableName, column: string, value: string): RowField["choices"] {
  const values = valuesOf(table, column);
  if (!values) return [];
  const { required, type } = columnOf(table, column);
  const all = ["", ...values, ...(value === "" || values.includes(value) ? [] : [value])];
  const said: Readonly<Record<string, string>> = type === "boolean" ? { true: "yes", false: "no" } : {};
  return all.map((each) => ({
    value: each,
    label: each === "" ? (required ? "choose" : "empty") : (said[each] ?? each),
  }));
}

/** A cell as a form shows it. */
export function writtenCell({ type }: Column, cell: Cell): string {
  if (cell === null) return "";
  return type === "boolean" ? (cell === 1 ? "true" : "false") : String(cell);
}

export interface ReadRow {
  readonly row: StoredRow;
  /** What is wrong, by the name of the field. */
  readonly faults: ReadonlyMap<string, string>;
}

/**
 * Reads the fields of a row. A field that the form does not have keeps what stands, and so does the key of a row that
 * exists: with another key it would be another row.
 */
export function readRow({ table, prefix, opened }: RowFields, form: FormFields): ReadRow {
  const { columns, key } = tableOf(table);
  const faults = new Map<string, string>();
  const row: Record<string, Cell> = {};
  for (const [column, description] of Object.entries(columns)) {
    const stands = opened?.[column] ?? null;
    const written = opened && key.includes(column) ? undefined : form.get(prefix + column);
    const cell = written === undefined && opened ? stands : readWritten(description, written ?? "", stands);
    if (cell instanceof CellFault)
      faults.set(prefix + column, written?.trim() ? sayFault(cell.expected) : "This may not be empty.");
    row[column] = cell instanceof CellFault ? null : cell;
  }
  for (const { column, expected } of rowFaults(table, row))
    if (!faults.has(prefix + column)) faults.set(prefix + column, sayFault(expected));
  if (table === "export_rules" && !faults.has(`${prefix}conditions`)) {
    const wrong = conditionFault(row["conditions"]);
    if (wrong) faults.set(`${prefix}conditions`, wrong);
  }
  return { row, faults };
}

/** What was typed is meant as it stands: only files escape what spreadsheets would take for formulas. */
function readWritten(column: Column, written: string, stands: Cell): Cell | CellFault {
  if (stands !== null && isWritten(written, writtenCell(column, stands))) return stands;
  const trimmed = withPlainLines(written).trim();
  if (trimmed === "" || column.type !== "text") return readCell(column, trimmed);
  return checkCell(column, trimmed) ?? trimmed;
}

/** Whether a field says what it was shown with: browsers write line ends their own way. */
export function isWritten(written: string, shown: string): boolean {
  return withPlainLines(written) === withPlainLines(shown);
}

function withPlainLines(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

export function sayFault(expected: string): string {
  return `Expected ${expected}.`;
}

function conditionFault(conditions: Cell | undefined): string | undefined {
  try {
    parseConditions(conditions);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidConditions) return error.message;
    throw error;
  }
}
