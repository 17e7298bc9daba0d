import { type TableName, tableOf } from "./tables.js";

/** Columns that name a row which has no label and whose references would not tell it apart. */
const namedBy: Partial<Record<TableName, Naming>> = {
  claims: { columns: ["speaker", "statement"], separator: ": " },
};

interface Naming {
  readonly columns: readonly string[];
  readonly separator: string;
}

/**
 * The columns whose cells, or the names of the rows they refer to, set side by side name a row to a reader: its label
 * or, where it has none, what it refers to and what its short texts say of it ("01.AI, series-a").
 */
export function namingColumns(table: TableName): Naming {
  const { label, columns } = tableOf(table);
  if (label) return { columns: [label], separator: "" };
  const named = namedBy[table];
  if (named) return named;
  const telling = Object.keys(columns).filter((column) => {
    const { references, oneOf } = columns[column] ?? {};
    if (column === "source_id" || column === "confidence") return false;
    return references !== undefined || oneOf !== undefined || column === "country" || column === "period";
  });
  return { columns: telling, separator: ", " };
}
