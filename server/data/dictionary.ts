import type { Column, ColumnType } from "../../db/columns.js";
import { sayDating } from "../../db/dating.js";
import { type TableName, tableNames, tableOf } from "../../db/tables.js";
import type { OutColumn, OutRow } from "../web/rows.js";

/** The data dictionary: the registry as rows and as the sections of the page. */

const column = (name: string, type: ColumnType, title: string, description: string): OutColumn => ({
  name,
  type,
  title,
  description,
});

/** The columns of the dictionary itself, which is a table like any other. */
export const dictionaryColumns: readonly OutColumn[] = [
  column("table", "text", "Table", "Table that holds the column."),
  column("column", "text", "Column", "Name of the column in files and in the database."),
  column("type", "text", "Type", "slug, text, url, number, integer, boolean, date or json."),
  column("unit", "text", "Unit", "Unit of a number."),
  column("required", "boolean", "Required", "Whether the column may not be empty."),
  column("title", "text", "Title", "What a reader calls it."),
  column("description", "text", "Description", "What it means, and what an empty cell means unless that is unknown."),
  column("references", "text", "References", "Where the id that it holds is found."),
  column("one_of", "text", "One of", "The values it may take, separated by commas."),
];

/** Every column of every table, in the registry's order. */
export function dictionaryRows(): readonly OutRow[] {
  return tableNames.flatMap((table) =>
    Object.entries(tableOf(table).columns).map(([name, described]) => ({
      table,
      column: name,
      type: described.type,
      unit: described.unit ?? null,
      required: described.required ? 1 : 0,
      title: described.title,
      description: described.description,
      references: sayReference(described),
      one_of: described.oneOf?.join(", ") ?? null,
    })),
  );
}

function sayReference({ references, referencesBy, namesColumnOf }: Column): string | null {
  if (referencesBy) return `the table that ${referencesBy} names`;
  if (namesColumnOf) return `a column of the table that ${namesColumnOf} names`;
  return references?.join(", ") ?? null;
}

/** One table of the dictionary as the page shows it. */
export interface TableEntry {
  readonly name: TableName;
  readonly title: string;
  /** What it holds and how its rows are dated; names stand in backticks. */
  readonly description: string;
  readonly dating: string;
  readonly columns: readonly ColumnEntry[];
}

export interface ColumnEntry {
  readonly name: string;
  readonly title: string;
  readonly type: string;
  readonly unit?: string;
  readonly required: boolean;
  /** Part of what tells the table's rows apart. */
  readonly key: boolean;
  readonly description: string;
  readonly oneOf: readonly string[];
  /** Tables that its ids lead to. */
  readonly references: readonly string[];
  /** Where its ids lead to, when the row itself says so. */
  readonly referenceNote?: string;
}

export function dictionary(): readonly TableEntry[] {
  return tableNames.map((name) => {
    const { title, description, key, columns } = tableOf(name);
    return {
      name,
      title,
      description,
      dating: sayDating(name),
      columns: Object.entries(columns).map(([columnName, described]) => ({
        name: columnName,
        title: described.title,
        type: described.type,
        ...(described.unit && { unit: described.unit }),
        required: described.required,
        key: key.includes(columnName),
        description: described.description,
        oneOf: described.oneOf ?? [],
        references: described.references ?? [],
        ...(!described.references && sayReference(described) && { referenceNote: `in ${sayReference(described)}` }),
      })),
    };
  });
}
