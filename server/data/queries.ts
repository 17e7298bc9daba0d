import { evidenced, happenedBy } from "../../db/dated.js";
import { type TableName, tableNames } from "../../db/tables.js";
import type { Context } from "../web/context.js";
import { type AnyQuery, tableRows } from "../web/rows.js";
import type { View } from "../web/view.js";

/** Narrows a whole table to the rows that had happened in the view, on its evidence. */
export function inView(table: TableName, { asOf, confidence }: View): (query: AnyQuery) => AnyQuery {
  return (query) => query.where(happenedBy(table, asOf)).where(evidenced(table, confidence));
}

/** How many rows of each table had happened in the view. */
export async function countInView({ store, view }: Context): Promise<ReadonlyMap<TableName, number>> {
  const counts = new Map<TableName, number>();
  for (const name of tableNames) counts.set(name, await tableRows(store, name, inView(name, view)).count());
  return counts;
}
