import { setImmediate } from "node:timers/promises";
import { sql } from "kysely";
import type { Db } from "../../db/database.js";
import { migrate } from "../../db/migrate.js";
import { insertRows } from "../../db/row-writing.js";
import { openStore, type Store } from "../../db/store.js";
import { type TableName, tableNames } from "../../db/tables.js";
import { columnsOf, tableRows } from "../web/rows.js";

/** Rows inserted at a time, so that other requests are served between. */
const batchSize = 200;

/**
 * Writes the facts and the list of revisions into a new SQLite file, whichever database they come from. Its tables are
 * those that the migrations make; what belongs to the desk, people above all, is not in it.
 */
export async function writeSqliteFile(from: Store, path: string): Promise<void> {
  const file = await openStore(`sqlite:${path}`);
  try {
    await migrate(file.db, file.dialect);
    await dropOtherTables(file.db);
    await file.transaction(async (trx) => {
      for (const table of tableNames) await copyTable(from, table, trx);
      const revisions = await from.db.selectFrom("revisions").selectAll().orderBy("id").execute();
      for (let at = 0; at < revisions.length; at += batchSize)
        await trx
          .insertInto("revisions")
          .values(revisions.slice(at, at + batchSize))
          .execute();
    });
    // One plain file that opens on read-only media, instead of one with a log beside it.
    await sql`pragma journal_mode = delete`.execute(file.db);
    await sql`vacuum`.execute(file.db);
  } finally {
    await file.close();
  }
}

async function dropOtherTables(db: Store["db"]): Promise<void> {
  const kept: readonly string[] = [...tableNames, "revisions"];
  await sql`pragma foreign_keys = off`.execute(db);
  for (const { name } of await db.introspection.getTables({ withInternalKyselyTables: true }))
    if (!kept.includes(name)) await db.schema.dropTable(name).execute();
  await sql`pragma foreign_keys = on`.execute(db);
}

async function copyTable(from: Store, table: TableName, into: Db): Promise<void> {
  const names = columnsOf(table).map(({ name }) => name);
  for await (const batch of tableRows(from, table).stream()) {
    for (let at = 0; at < batch.length; at += batchSize) {
      const rows = batch
        .slice(at, at + batchSize)
        .map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
      await insertRows(into, table, rows as Parameters<typeof insertRows>[2]);
      await setImmediate();
    }
  }
}
