import { sql } from "kysely";
import { migrate } from "../../db/migrate.js";
import { copyFacts, copyRevisions } from "../../db/snapshot.js";
import { openStore, type Store } from "../../db/store.js";
import { tableNames } from "../../db/tables.js";

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
      await copyFacts(from, trx);
      await copyRevisions(from, trx);
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
