import { setImmediate } from "node:timers/promises";
import { sql } from "kysely";
import type { Db, RevisionRow } from "./database.js";
import { laterChanges } from "./history.js";
import { migrate } from "./migrate.js";
import { insertRows, keyOf, type RowChange, untyped } from "./row-writing.js";
import { openStore, type Store } from "./store.js";
import { tableNames, tableOf } from "./tables.js";

/** The facts as they were at an earlier revision, or as they would be with changes that nobody has made yet. */

/** Rows inserted at a time, so that other requests are served between. */
const batchSize = 200;
/** Edits may land while a copy is being made, which then belongs to no revision; so often it is begun anew. */
const attempts = 5;

/** The facts kept moving while they were copied. */
export class FactsInMotion extends Error {}

/** Copies every table of facts, in the order of its key. */
export async function copyFacts(from: Store, into: Db): Promise<void> {
  for (const table of tableNames) {
    const { columns, key } = tableOf(table);
    const names = Object.keys(columns);
    const all = untyped(from.db).selectFrom(table).select(names);
    const query = key.reduce((ordered, column) => ordered.orderBy(column), all);
    for await (const batch of from.stream(query)) {
      for (let at = 0; at < batch.length; at += batchSize) {
        const rows = batch
          .slice(at, at + batchSize)
          .map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
        await insertRows(into, table, rows as Parameters<typeof insertRows>[2]);
        await setImmediate();
      }
    }
  }
}

/** Copies the list of revisions, up to one of them where it is given. */
export async function copyRevisions(from: Store, into: Db, upTo?: number): Promise<void> {
  const revisions = await from.db
    .selectFrom("revisions")
    .selectAll()
    .$if(upTo !== undefined, (query) => query.where("id", "<=", Number(upTo)))
    .orderBy("id")
    .execute();
  for (let at = 0; at < revisions.length; at += batchSize)
    await into
      .insertInto("revisions")
      .values(revisions.slice(at, at + batchSize))
      .execute();
}

/**
 * Writes the facts as they were at a revision into a new SQLite file: the present rows, from which every later change
 * is taken back, the last one first. A load into an empty store has no record of each row and needs none, since
 * nothing was there before it.
 */
export function writeRevision(from: Store, path: string, revision: RevisionRow): Promise<void> {
  return writeCopy(from, path, async (into) => {
    for await (const { table, rowId, action, before, after } of laterChanges(from.db, revision.id))
      await put(into, { table, rowId, action, before: after, after: before });
    await copyRevisions(from, into, revision.id);
  });
}

/** Writes the facts as they would be with changes that are yet to be made. */
export function writeProposed(from: Store, path: string, changes: () => AsyncIterable<RowChange>): Promise<void> {
  return writeCopy(from, path, async (into) => {
    for await (const change of changes()) await put(into, change);
    await copyRevisions(from, into);
  });
}

async function writeCopy(from: Store, path: string, then: (into: Db) => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const before = await from.revision();
    const file = await openStore(`sqlite:${path}`);
    try {
      await migrate(file.db, file.dialect);
      // What is lost with the machine is made again; and rows refer to each other in any order.
      await sql`pragma synchronous = off`.execute(file.db);
      await sql`pragma foreign_keys = off`.execute(file.db);
      await file.transaction(async (trx) => {
        for (const table of [...tableNames, "revisions"]) await untyped(trx).deleteFrom(table).execute();
        await copyFacts(from, trx);
        await then(trx);
      });
      await sql`pragma journal_mode = delete`.execute(file.db);
    } finally {
      await file.close();
    }
    if ((await from.revision())?.id === before?.id) return;
    if (attempt === attempts) throw new FactsInMotion("The facts are changing at this moment. Try again soon.");
  }
}

/** Puts a row where a change says, whatever stood there. */
async function put(into: Db, { table, before, after }: RowChange): Promise<void> {
  const row = after ?? before;
  if (!row) return;
  await untyped(into)
    .deleteFrom(table)
    .where((eb) => eb.and(keyOf(table, row)))
    .execute();
  if (after) await insertRows(into, table, [after]);
}
