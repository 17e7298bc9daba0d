import { type Kysely, type Migration, Migrator } from "kysely";
import { afterAll, describe, expect, it } from "vitest";
import { migrate } from "../../db/migrate.js";
import { up as facts } from "../../db/migrations/0001-facts.js";
import { up as desk } from "../../db/migrations/0002-desk.js";
import { openStore, type Store } from "../../db/store.js";
import { startPostgres } from "../postgres.js";

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

/** A store as a version before reports left it: a fact, and an edit on record. */
async function oldStore(url: string): Promise<Store> {
  const store = await openStore(url);
  const step = (up: typeof facts): Migration => ({ up: (db: Kysely<unknown>) => up(db, store.dialect) });
  const provider = { getMigrations: async () => ({ "0001-facts": step(facts), "0002-desk": step(desk) }) };
  const { error } = await new Migrator({ db: store.db, provider }).migrateToLatest();
  if (error) throw error;
  const source = {
    id: "a-source",
    title: "A source",
    publisher: "Test",
    author: null,
    published_on: "2023-11",
    url: "https://example.org",
    kind: "news",
    language: "en",
    license: null,
  } as const;
  await store.db.insertInto("sources").values(source).execute();
  for (const id of [1, 2]) {
    const at = `2026-11-2${id}`;
    const revision = { id, recorded_on: at, recorded_at: `${at}T09:00:00.000Z`, author: "test", summary: "Test" };
    await store.db
      .insertInto("revisions")
      .values({ ...revision, dataset_hash: null })
      .execute();
  }
  await store.db
    .insertInto("changes")
    .values({
      revision_id: 2,
      table: "sources",
      row_id: source.id,
      action: "change",
      before: JSON.stringify({ ...source, title: "Another title" }),
      after: JSON.stringify(source),
    })
    .execute();
  return store;
}

async function history({ db }: Store) {
  return {
    sources: await db.selectFrom("sources").selectAll().execute(),
    revisions: await db.selectFrom("revisions").selectAll().orderBy("id").execute(),
    changes: await db.selectFrom("changes").selectAll().execute(),
  };
}

describe.each([
  { name: "SQLite", present: true, url: async () => "sqlite::memory:" },
  { name: "PostgreSQL", present: postgres !== undefined, url: async () => (await postgres?.createDatabase()) ?? "" },
])("an old store on $name", ({ present, url }) => {
  it.skipIf(!present)("keeps facts, revisions and changes, and gains room for reports", async () => {
    const store = await oldStore(await url());
    const before = await history(store);
    expect(before.changes).toHaveLength(1);
    expect(await migrate(store.db, store.dialect)).toContain("0003-reports");
    expect(await history(store)).toEqual(before);
    expect(await store.db.selectFrom("report_editions").selectAll().execute()).toEqual([]);
    await store.close();
  });
});
