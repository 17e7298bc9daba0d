import { evidenced, happenedBy } from "../../db/dated.js";
import type { TableName } from "../../db/tables.js";
import type { AnyQuery } from "./rows.js";
import type { View } from "./view.js";

/** Narrows a whole table to the rows that had happened in the view, on its evidence. */
export function inView(
  table: TableName,
  { asOf, confidence }: Pick<View, "asOf" | "confidence">,
): (query: AnyQuery) => AnyQuery {
  return (query) => query.where(happenedBy(table, asOf)).where(evidenced(table, confidence));
}
