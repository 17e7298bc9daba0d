import { type Kysely, type Migration, Migrator, sql } from "kysely";
import { describe, expect, it } from "vitest";
import type { ColumnType } from "../../db/columns.js";
import { migrate } from "../../db/migrate.js";
import { up as facts } from "../../db/migrations/0001-facts.js";
import { up as desk } from "../../db/migrations/0002-desk.js";
import { revise } from "../../db/revising.js";
import { openStore } from "../../db/store.js";
import { tableNames, tableOf } from "../../db/tables.js";
import { pastOf } from "../../server/desk/history.js";
import { revertOf } from "../../server/desk/reverting.js";
import { openEmptyStore } from "../fixture.js";

const store = await openEmptyStore();
const introspected = await store.db.introspection.getTables();

const sqlTypes: Readonly<Record<ColumnType, string>> = {
  slug: "text",
  text: "text",
  url: "text",
  date: "text",
  json: "text",
  number: "real",
  integer: "integer",
  boolean: "integer",
};

/** A fact about a table that SQLite tells through a table-valued pragma. */
async function told<T>(statement: ReturnType<typeof sql<T>>): Promise<readonly T[]> {
  return (await statement.execute(store.db)).rows;
}

describe.each(tableNames)("%s", (name) => {
  const { columns, key } = tableOf(name);

  it("has the registry's columns in its order, with type and whether they may be unknown", () => {
    const table = introspected.find((one) => one.name === name);
    expect(table?.columns.map((column) => [column.name, column.dataType.toLowerCase(), column.isNullable])).toEqual(
      Object.entries(columns).map(([column, { type, required, blank }]) => [
        column,
        sqlTypes[type],
        !required && blank === undefined,
      ]),
    );
  });

  it("has the registry's key", async () => {
    const parts = await told(
      sql<{ name: string; pk: number }>`select name, pk from pragma_table_info(${name}) where pk > 0 order by pk`,
    );
    expect(parts.map((part) => part.name)).toEqual(key);
  });

  it("enforces each reference to one table, checked at the end of a transaction", async () => {
    const keys = await told(
      sql<{
        from: string;
        table: string;
        to: string;
      }>`select "from", "table", "to" from pragma_foreign_key_list(${name})`,
    );
    const references = Object.entries(columns).flatMap(([column, { references = [] }]) =>
      references.length === 1 ? [{ from: column, table: references[0], to: "id" }] : [],
    );
    const byColumn = (one: { from: string }, other: { from: string }) => (one.from < other.from ? -1 : 1);
    expect([...keys].sort(byColumn)).toEqual(references.sort(byColumn));
  });

  it("is strict", async () => {
    const [table] = await told(sql<{ strict: number }>`select strict from pragma_table_list where name = ${name}`);
    expect(table?.strict).toBe(1);
  });
});

describe("the schema", () => {
  it("holds nothing else but the desk's tables", () => {
    const names = introspected.map(({ name }) => name).filter((name) => !tableNames.some((known) => known === name));
    expect(names.sort()).toEqual([
      "accounts",
      "api_tokens",
      "audit_log",
      "change_set_rows",
      "change_sets",
      "changes",
      "dataset_syncs",
      "kept_secrets",
      "link_checks",
      "one_time_links",
      "report_editions",
      "report_versions",
      "reports",
      "revisions",
      "sessions",
      "sign_in_guesses",
      "users",
      "verifications",
    ]);
  });

  it("is left alone when it is up to date", async () => {
    expect(await migrate(store.db, store.dialect)).toEqual([]);
  });

  it("takes no truth but 0 and 1", async () => {
    const wrong = sql`insert into benchmarks (id, name, domain, unit, higher_is_better, url) values ('a', 'a', 'a', 'a', 2, 'a')`;
    await expect(wrong.execute(store.db)).rejects.toThrow(/benchmarks_higher_is_better_flag/);
  });
});

describe("a store of before the events had subjects", () => {
  it("keeps its rows, which name none", async () => {
    const old = await openStore("sqlite::memory:");
    const getMigrations = async (): Promise<Record<string, Migration>> => ({
      "0001-facts": { up: (db: Kysely<unknown>) => facts(db, old.dialect) },
      "0002-desk": { up: (db: Kysely<unknown>) => desk(db, old.dialect) },
    });
    await new Migrator({ db: old.db, provider: { getMigrations } }).migrateToLatest();
    await sql`insert into sources (id, title, publisher, url, kind, language) values ('s', 'S', 'S', 'https://s', 'news', 'en')`.execute(
      old.db,
    );
    await sql`insert into events (id, occurred_on, country, category, title, description, confidence, source_id) values ('e', '2023', 'CN', 'regulation', 'E', 'E.', 'reported', 's')`.execute(
      old.db,
    );
    expect(await migrate(old.db, old.dialect)).toEqual([
      "0003-reports",
      "0004-regulation",
      "0005-people",
      "0006-change-sets",
      "0007-dataset-syncs",
      "0008-links",
    ]);
    expect(await old.db.selectFrom("events").selectAll().execute()).toMatchObject([
      { id: "e", title: "E", subject: null, rule_step: null, rule_event_id: null },
    ]);
    await old.close();
  });
});

describe("a store with a history", () => {
  it("keeps all of it through every later step, to be read and taken back as before", async () => {
    const old = await openStore("sqlite::memory:");
    const getMigrations = async (): Promise<Record<string, Migration>> => ({
      "0001-facts": { up: (db: Kysely<unknown>) => facts(db, old.dialect) },
      "0002-desk": { up: (db: Kysely<unknown>) => desk(db, old.dialect) },
    });
    await new Migrator({ db: old.db, provider: { getMigrations } }).migrateToLatest();
    await sql`insert into sources (id, title, publisher, url, kind, language) values ('s', 'S', 'S', 'https://s', 'news', 'en')`.execute(
      old.db,
    );
    await sql`insert into events (id, occurred_on, country, category, title, description, confidence, source_id) values ('e', '2023', 'CN', 'regulation', 'Later', 'E.', 'reported', 's')`.execute(
      old.db,
    );
    for (const id of [1, 2, 3])
      await sql`insert into revisions (id, recorded_on, recorded_at, author, summary) values (${id}, '2024-01-01', ${`2024-01-0${id}T00:00:00.000Z`}, 'a', 'b')`.execute(
        old.db,
      );
    // As it was kept before events had subjects.
    const event = (title: string) =>
      JSON.stringify({
        id: "e",
        occurred_on: "2023",
        country: "CN",
        company_id: null,
        category: "regulation",
        title,
        description: "E.",
        confidence: "reported",
        source_id: "s",
      });
    await sql`insert into changes values (2, 'events', 'e', 'add', null, ${event("First")})`.execute(old.db);
    await sql`insert into changes values (3, 'events', 'e', 'change', ${event("First")}, ${event("Later")})`.execute(
      old.db,
    );
    const kept = async () => [
      await old.db.selectFrom("revisions").selectAll().orderBy("id").execute(),
      await old.db.selectFrom("changes").selectAll().orderBy("revision_id").execute(),
    ];
    const before = await kept();
    await migrate(old.db, old.dialect);
    expect(await kept()).toEqual(before);
    // Columns that came later were unknown then.
    expect(await pastOf(old.db, "events", "e")).toMatchObject([
      { revision: { id: 3 }, change: { before: { title: "First", subject: null }, after: { title: "Later" } } },
      { revision: { id: 2 }, change: { before: null, after: { title: "First", rule_event_id: null } } },
    ]);
    const { changes, overlaps } = await revertOf(old.db, [3]);
    expect(overlaps).toEqual([]);
    await revise(old, changes, { author: "a", summary: "Back", now: new Date("2026-11-24T09:00:00Z") });
    expect(await old.db.selectFrom("events").select("title").execute()).toEqual([{ title: "First" }]);
    await old.close();
  });
});

it("a step that does not come to its end leaves nothing of it, nor of those before it in the same start", async () => {
  const store = await openStore("sqlite::memory:");
  const getMigrations = async (): Promise<Record<string, Migration>> => ({
    "0001-facts": { up: (db: Kysely<unknown>) => facts(db, store.dialect) },
    "0002-broken": {
      async up(db: Kysely<unknown>) {
        await sql`create table half (id integer)`.execute(db);
        throw new Error("The power is cut.");
      },
    },
  });
  const { error } = await new Migrator({ db: store.db, provider: { getMigrations } }).migrateToLatest();
  expect(error).toMatchObject({ message: "The power is cut." });
  expect(await store.db.introspection.getTables()).toEqual([]);
  expect(await migrate(store.db, store.dialect)).toContain("0001-facts");
  await store.close();
});
