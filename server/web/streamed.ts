import type { Kysely } from "kysely";
import type { Store } from "../../db/store.js";
import type { AnyQuery } from "./rows.js";

/**
 * Rows of a query by the names of their columns, in the order of their ids. They come in batches, between which others
 * get their turn: for questions that need every row of a large table.
 */
export async function* streamed<R>(
  store: Store,
  query: AnyQuery,
  names: readonly (keyof R & string)[],
): AsyncGenerator<R, void> {
  const db = store.db as unknown as Kysely<Record<"told", Record<string, string>>>;
  const told = db
    .selectFrom(query.as("told"))
    .select(names.map((name) => `told.${name}` as "told.id"))
    .orderBy("told.id");
  for await (const batch of store.stream(told))
    for (const cells of batch) yield Object.fromEntries(names.map((name, at) => [name, cells[at]])) as R;
}
