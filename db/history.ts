import { setImmediate } from "node:timers/promises";
import type { Db } from "./database.js";
import { completed } from "./row-checks.js";
import type { RowChange } from "./row-writing.js";
import { isTableName } from "./tables.js";

/** What was changed when, as it is kept for ever. */

const changesRead = 500;

/** Every change after a revision, the last revision first, a part at a time. */
export async function* laterChanges(db: Db, revision: number): AsyncGenerator<RowChange, void> {
  const { latest } = await db
    .selectFrom("revisions")
    .select((eb) => eb.fn.max("id").as("latest"))
    .executeTakeFirstOrThrow();
  for (let id = Number(latest ?? 0); id > revision; id--) yield* changesIn(db, id);
}

/** The changes of one revision by table and row, a part at a time. */
export async function* changesIn(db: Db, revision: number): AsyncGenerator<RowChange, void> {
  let last = { table: "", row_id: "" };
  for (;;) {
    const { table: lastTable, row_id: lastRow } = last;
    const rows = await db
      .selectFrom("changes")
      .selectAll()
      .where("revision_id", "=", revision)
      .where((eb) =>
        eb.or([eb("table", ">", lastTable), eb.and([eb("table", "=", lastTable), eb("row_id", ">", lastRow)])]),
      )
      .orderBy("table")
      .orderBy("row_id")
      .limit(changesRead)
      .execute();
    for (const row of rows) yield rowChangeOf(row);
    const next = rows.at(-1);
    if (!next) return;
    last = next;
    await setImmediate();
  }
}

/** A change as it is kept: in the history, or in a set that waits for review. */
export function rowChangeOf(kept: {
  readonly table: string;
  readonly row_id: string;
  readonly action: RowChange["action"];
  readonly before: string | null;
  readonly after: string | null;
}): RowChange {
  const { table, row_id, action, before, after } = kept;
  if (!isTableName(table)) throw new Error(`A change is kept for the table "${table}", which there is not.`);
  const read = (json: string | null) => (json === null ? null : completed(table, JSON.parse(json)));
  return { table, rowId: row_id, action, before: read(before), after: read(after) };
}
