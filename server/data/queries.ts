import { type TableName, tableNames } from "../../db/tables.js";
import type { Context } from "../web/context.js";
import { inView } from "../web/in-view.js";
import { tableRows } from "../web/rows.js";

/** How many rows of each table had happened in the view. */
export async function countInView({ store, view }: Context): Promise<ReadonlyMap<TableName, number>> {
  const counts = new Map<TableName, number>();
  for (const name of tableNames) counts.set(name, await tableRows(store, name, inView(name, view)).count());
  return counts;
}
