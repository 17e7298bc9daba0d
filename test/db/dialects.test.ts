import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { csvLines } from "../../db/csv.js";
import { type Dataset, readDataset, type StoredRow } from "../../db/dataset.js";
import { datedOn, happenedBy, heldAt } from "../../db/dated.js";
import { countFacts, loadDataset } from "../../db/load.js";
import { migrate, NewerStoreError } from "../../db/migrate.js";
import { insertRows } from "../../db/row-writing.js";
import { openStore, type Store, StoreError } from "../../db/store.js";
import { type Row, type TableName, tableNames, tableOf } from "../../db/tables.js";
import { checkLinks, linksMark } from "../../server/desk/link-checks.js";
import { places } from "../../server/places.js";
import type { Day } from "../../server/values/dates.js";
import { columnsOf, type OutColumn, queriedRows } from "../../server/web/rows.js";
import { openFreshShippedStore, openShippedStore, temporaryFolder, testMoment } from "../fixture.js";
import { startPostgres } from "../postgres.js";

/** The store keeps the same promises on both databases. */

const shipped = readDataset(places.dataset);
const postgres = await startPostgres();
const opened: Store[] = [];
let onPostgres: Promise<Store> | undefined;

async function open(url: string): Promise<Store> {
  const store = await openStore(url);
  opened.push(store);
  return store;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
});
afterAll(async () => {
  await onPostgres?.then((store) => store.close());
  await postgres?.stop();
});

/** With the thread that writes downloads, as the product opens it. */
async function openServing(url: string): Promise<Store> {
  const store = await openStore(url, { writer: places.writer });
  opened.push(store);
  return store;
}

const load = (store: Store, dataset: Dataset, summary = "Test") =>
  loadDataset(store, dataset, { author: "test", summary, now: testMoment });

function withRows<T extends TableName>(table: T, change: (rows: readonly Row<T>[]) => readonly Row<T>[]): Dataset {
  return { ...shipped, hash: "changed", rows: { ...shipped.rows, [table]: change(shipped.rows[table]) } };
}

/** A whole table by the order of its key. */
async function wholeTable(store: Store, table: TableName): Promise<readonly StoredRow[]> {
  const db = store.db as unknown as Kysely<Record<string, Record<string, unknown>>>;
  const { key } = tableOf(table);
  const rows = await db.selectFrom(table).selectAll().execute();
  return inKeyOrder(rows as StoredRow[], key);
}

function inKeyOrder(rows: readonly StoredRow[], key: readonly string[]): readonly StoredRow[] {
  const text = (row: StoredRow) => JSON.stringify(key.map((column) => row[column]));
  return [...rows].sort((one, other) => (text(one) < text(other) ? -1 : 1));
}

const source = (id: string, title = id, author: string | null = null): Row<"sources"> => ({
  id,
  title,
  publisher: "Test",
  author,
  published_on: null,
  url: `https://example.org/${id}`,
  kind: "news",
  language: "en",
  license: null,
});

const company = (id: string, parent: string | null = null): Row<"companies"> => ({
  id,
  name: id,
  native_name: null,
  country: "US",
  kind: "startup",
  founded_on: null,
  founders: null,
  headquarters: null,
  parent_id: parent,
  ticker: null,
  summary: null,
  source_id: "test",
});

function promises(newAddress: () => Promise<string>): void {
  /** An empty store, and another connection to it. */
  const openTwice = async () => {
    const address = await newAddress();
    const store = await open(address);
    await migrate(store.db, store.dialect);
    return { store, other: await open(address), address };
  };
  const openEmpty = async () => (await openTwice()).store;

  it("takes every step of the schema once and knows when another has gone further", async () => {
    const store = await open(await newAddress());
    expect(await migrate(store.db, store.dialect)).toEqual([
      "0001-facts",
      "0002-desk",
      "0003-reports",
      "0004-regulation",
      "0005-people",
      "0006-change-sets",
      "0007-dataset-syncs",
      "0008-links",
    ]);
    expect(await migrate(store.db, store.dialect)).toEqual([]);
    expect(await store.revision()).toBeUndefined();
    await sql`insert into kysely_migration (name, timestamp) values ('9999-next', '2099')`.execute(store.db);
    await expect(migrate(store.db, store.dialect)).rejects.toThrow(NewerStoreError);
  });

  it("keeps one answer of each cited page, the last, and no outcome but the four", async () => {
    const store = await openEmpty();
    const [first] = shipped.rows.sources;
    await insertRows(store.db, "sources", [{ ...first, url: "http://127.0.0.1:1/" } as StoredRow]);
    const marks = [await linksMark(store)];
    for (const day of ["2026-11-20", "2026-11-22"]) {
      const now = new Date(`${day}T00:00:00Z`);
      await checkLinks(store, {
        since: now,
        allowPrivate: false,
        signal: new AbortController().signal,
        now: () => now,
      });
      marks.push(await linksMark(store));
    }
    expect(new Set(marks).size).toBe(3);
    const kept = { url: "http://127.0.0.1:1/", checked_at: "2026-11-22T00:00:00.000Z", outcome: "unreachable" };
    expect(await store.db.selectFrom("link_checks").selectAll().execute()).toMatchObject([kept]);
    const wrong = store.db
      .updateTable("link_checks")
      .set({ outcome: "lost" as never })
      .execute();
    await expect(wrong).rejects.toThrow(/link_checks_outcome/);
  });

  it("holds the shipped facts as they stand in the files, and takes them again without a change", async () => {
    const store = await openEmpty();
    const first = await load(store, shipped);
    expect(first.revision.id).toBe(1);
    expect(first.added).toBe((await countFacts(store.db)).total);
    for (const table of tableNames) {
      const written = inKeyOrder(shipped.rows[table] as readonly StoredRow[], tableOf(table).key);
      expect(await wholeTable(store, table), table).toEqual(written);
    }
    const again = await load(store, shipped);
    expect(again).toEqual({ revision: first.revision, added: 0, changed: 0, removed: 0 });
    expect(await store.revision()).toEqual(first.revision);
  });

  it("records each change with what stood before and after", async () => {
    const store = await openEmpty();
    await load(store, shipped);
    const [gone, kept, ...others] = shipped.rows.events;
    if (!gone || !kept) throw new Error("The shipped events are too few.");
    const changed = { ...kept, title: "Quite another title: 零一万物" };
    const added = { ...kept, id: "one-more" };
    const result = await load(
      store,
      withRows("events", () => [changed, ...others, added]),
      "Three edits",
    );
    expect(result).toMatchObject({ added: 1, changed: 1, removed: 1 });
    expect(await store.revision()).toMatchObject({ id: 2, summary: "Three edits", dataset_hash: "changed" });
    const changes = await store.db.selectFrom("changes").selectAll().orderBy("action").execute();
    const parsed = changes.map(({ before, after, ...rest }) => ({
      ...rest,
      before: before && JSON.parse(before),
      after: after && JSON.parse(after),
    }));
    const where = { revision_id: 2, table: "events" };
    expect(parsed).toEqual([
      { ...where, row_id: "one-more", action: "add", before: null, after: added },
      { ...where, row_id: kept.id, action: "change", before: kept, after: changed },
      { ...where, row_id: gone.id, action: "remove", before: gone, after: null },
    ]);
    expect(await wholeTable(store, "events")).toContainEqual(changed);
  });

  it("lets rows of one transaction refer to each other in any order, and to nothing else", async () => {
    const store = await openEmpty();
    await store.transaction(async (trx) => {
      await insertRows(trx, "companies", [company("child", "parent")]);
      await insertRows(trx, "companies", [company("parent")]);
      await insertRows(trx, "sources", [source("test")]);
    });
    const orphan = store.transaction(async (trx) => {
      await insertRows(trx, "sources", [source("late")]);
      await insertRows(trx, "companies", [company("orphan", "nobody")]);
    });
    await expect(orphan).rejects.toThrow(/foreign key/i);
    expect((await wholeTable(store, "companies")).map(({ id }) => id)).toEqual(["child", "parent"]);
    expect((await wholeTable(store, "sources")).map(({ id }) => id)).toEqual(["test"]);
  });

  it("sorts text by bytes, in columns and in what a query makes of them, and puts what is unknown last", async () => {
    const store = await openEmpty();
    const names = ["b", "a", "B", "Á", "á", "_", "-", "a-c", "ab", "a b", "Z", "零", "😀", "ｆ", "10", "9", ""];
    const authors = [...names.map((name, at) => [String(at), name] as const), ["none", null] as const];
    await insertRows(
      store.db,
      "sources",
      authors.map(([id, author]) => source(id, id, author)),
    );
    const byBytes = [...names].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
    const made: OutColumn = { name: "made", type: "text", title: "Made", description: "Made by the query." };
    const columns = [...columnsOf("sources", "id", "author"), made];
    // Neither branch is a column, so nothing hands the column's order down.
    const cases = sql.join(
      authors.flatMap(([id, author]) => (author === null ? [] : [sql`when id = ${id} then ${sql.lit(author)}`])),
      sql` `,
    );
    const query = store.db
      .selectFrom("sources")
      .select(["id", "author", sql<string | null>`case ${cases} end`.as("made")]);
    for (const column of ["author", "made"]) {
      for (const descending of [false, true]) {
        const rows = queriedRows(store, query, columns, [{ column, descending }, { column: "id" }]);
        const wanted = [...(descending ? [...byBytes].reverse() : byBytes), null];
        const shown = (await rows.page(100, 0)).map((row) => row[column]);
        const streamed = (await all(rows.stream())).map((row) => row[columns.findIndex(({ name }) => name === column)]);
        expect(shown, `${column} ${descending}`).toEqual(wanted);
        expect(streamed, `${column} ${descending}`).toEqual(wanted);
      }
    }
  });

  it("gives counts, sums, averages and truths as numbers", async () => {
    const store = await openEmpty();
    await insertRows(store.db, "sources", [source("test")]);
    await insertRows(store.db, "companies", [company("lab")]);
    const round = (id: string, amount_usd: number): StoredRow => ({
      ...shipped.rows.funding_rounds[0],
      id,
      company_id: "lab",
      source_id: "test",
      amount_usd,
    });
    await insertRows(store.db, "funding_rounds", [round("a", 40_000_000_000), round("b", 2_500_000_001)]);
    const query = store.db
      .selectFrom("funding_rounds")
      .select((eb) => [
        eb.fn.countAll().as("count"),
        eb.fn.sum("amount_usd").as("sum"),
        sql<number>`avg(amount_usd)`.as("average"),
        sql<number>`max(amount_usd) > 1`.as("truth"),
      ]);
    const wanted = { count: 2, sum: 42_500_000_001, average: 21_250_000_000.5, truth: 1 };
    expect(await query.execute()).toEqual([wanted]);
    expect(await all(store.stream(query))).toEqual([Object.values(wanted)]);
  });

  it("streams one snapshot while a write lands, in batches, and holds up nobody", async () => {
    const { store, other: writer } = await openTwice();
    const ids = Array.from({ length: 2500 }, (_, at) => `s${String(at).padStart(4, "0")}`);
    await insertRows(
      store.db,
      "sources",
      ids.map((id) => source(id)),
    );
    const query = store.db.selectFrom("sources").select(["id", "title"]).orderBy("id");
    const sizes: number[] = [];
    const seen: unknown[] = [];
    for await (const batch of store.stream(query, 1000)) {
      if (sizes.length === 0) {
        await writer.db.deleteFrom("sources").where("id", ">", "s1500").execute();
        await store.db.updateTable("sources").set({ title: "changed" }).execute();
        expect((await store.db.selectFrom("sources").select("id").execute()).length).toBe(1501);
      }
      sizes.push(batch.length);
      seen.push(...batch);
    }
    expect(sizes).toEqual([1000, 1000, 500]);
    expect(seen).toEqual(ids.map((id) => [id, id]));

    // As many stalled readers as there may be, and then some that go away: pages and edits do not notice.
    const stalled = Array.from({ length: 5 }, () => store.stream(query, 10)[Symbol.asyncIterator]());
    for (const reader of stalled) expect((await reader.next()).done).toBe(false);
    await store.transaction((trx) => trx.updateTable("sources").set({ title: "edited" }).execute());
    expect((await store.db.selectFrom("sources").select("title").distinct().execute()).length).toBe(1);
    for (const reader of stalled) await reader.return?.();
    for (let round = 0; round < 12; round++) {
      for await (const batch of store.stream(query, 10)) {
        expect(batch).toHaveLength(10);
        break;
      }
    }
    const broken = store.stream(store.db.selectFrom("sources").select(sql`no_such_function()`.as("x")));
    await expect(all(broken)).rejects.toThrow(/no_such_function/);
  });

  it("writes downloads from one snapshot, several at once, and holds up nobody", async () => {
    const { store: here, other: writer, address } = await openTwice();
    const store = await openServing(address);
    await insertRows(
      here.db,
      "sources",
      Array.from({ length: 2500 }, (_, at) => source(`s${String(at).padStart(4, "0")}`, at === 7 ? '=a "b"' : "t")),
    );
    const columns = columnsOf("sources", "id", "title");
    const query = store.db.selectFrom("sources").select(["id", "title"]).orderBy("id", "desc");
    const rows = await all(store.stream(query));
    const [csv, json] = [store.pieces(query, columns, "csv"), store.pieces(query, columns, "json")].map((pieces) =>
      pieces[Symbol.asyncIterator](),
    );
    const texts = { csv: "", json: "" };
    const first = [await csv?.next(), await json?.next()];
    await writer.db.deleteFrom("sources").where("id", ">", "s1000").execute();
    await store.db.updateTable("sources").set({ title: "changed" }).execute();
    expect(await store.figure(store.db.selectFrom("sources").select((eb) => eb.fn.countAll().as("n")))).toBe(1001);
    for (const [at, form] of (["csv", "json"] as const).entries()) {
      const pieces = [first[at]?.value];
      for (let next = await [csv, json][at]?.next(); !next?.done; next = await [csv, json][at]?.next())
        pieces.push(next?.value);
      const decoded = pieces.map((piece) => new TextDecoder().decode(piece?.text));
      expect(pieces.reduce((sum, piece) => sum + (piece?.rows ?? 0), 0)).toBe(2500);
      texts[form] = decoded.join(form === "json" ? "," : "");
    }
    expect(texts.csv).toBe(csvLines(columns, rows));
    expect(JSON.parse(`[${texts.json}]`)).toEqual(rows.map(([id, title]) => ({ id, title })));
  });

  it("finds all rows of several queries at once, in order, and none where there are none", async () => {
    const { store: here, address } = await openTwice();
    const store = await openServing(address);
    const ids = Array.from({ length: 2500 }, (_, at) => `s${String(at).padStart(4, "0")}`);
    await insertRows(
      here.db,
      "sources",
      ids.map((id) => source(id, "t")),
    );
    const sources = store.db.selectFrom("sources").select("id");
    const [upwards, downwards, thousand, none] = await Promise.all([
      store.rows(sources.orderBy("id")),
      store.rows(sources.orderBy("id", "desc")),
      store.rows(sources.where("id", "<", "s1000").orderBy("id")),
      store.rows(sources.where("id", "=", "nowhere")),
    ]);
    expect(upwards).toEqual(ids.map((id) => ({ id })));
    expect(downwards).toEqual(ids.toReversed().map((id) => ({ id })));
    expect(thousand).toEqual(ids.slice(0, 1000).map((id) => ({ id })));
    expect(none).toEqual([]);
  });

  it("goes on writing downloads after one that failed and ones that nobody read to the end", async () => {
    const { store: here, address } = await openTwice();
    const store = await openServing(address);
    await insertRows(
      here.db,
      "sources",
      Array.from({ length: 1200 }, (_, at) => source(`s${at}`)),
    );
    const columns = columnsOf("sources", "id");
    const query = store.db.selectFrom("sources").select("id");
    const broken = store.db.selectFrom("sources").select(sql`no_such_function()`.as("id"));
    const read = async (asked: typeof query | typeof broken, most = Number.POSITIVE_INFINITY) => {
      let rows = 0;
      for await (const piece of store.pieces(asked, columns, "csv")) {
        rows += piece.rows;
        if (rows >= most) break;
      }
      return rows;
    };
    await expect(read(broken)).rejects.toThrow(/no_such_function/);
    await expect(store.figure(broken)).rejects.toThrow(/no_such_function/);
    for (let round = 0; round < 12; round++) expect(await read(query, 10)).toBeLessThan(1200);
    expect(await read(query)).toBe(1200);
    await store.transaction((trx) => trx.deleteFrom("sources").execute());
    expect(await read(query)).toBe(0);
  });

  it("notices what another connection has written, and nothing else", async () => {
    const { store, other } = await openTwice();
    const empty = await store.changeCounter();
    await load(other, shipped);
    const full = await store.changeCounter();
    expect(full).not.toBe(empty);
    expect((await store.revision())?.id).toBe(1);
    await wholeTable(store, "sources");
    expect(await store.changeCounter()).toBe(full);

    await load(
      other,
      withRows("claims", (rows) => rows.slice(1)),
    );
    expect(await store.changeCounter()).not.toBe(full);
    const answers = await Promise.all(Array.from({ length: 50 }, () => store.revision()));
    expect(new Set(answers.map((revision) => revision?.id))).toEqual(new Set([2]));
  });
}

async function all<T>(batches: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const rows: T[] = [];
  for await (const batch of batches) rows.push(...batch);
  return rows;
}

const newDatabase = () => {
  if (!postgres) throw new Error("There is no PostgreSQL here.");
  return postgres.createDatabase();
};

describe("on SQLite", () => promises(async () => `sqlite:${join(temporaryFolder(), "parallax.sqlite")}`));

describe.skipIf(!postgres)("on PostgreSQL", () => {
  promises(newDatabase);

  it("lets servers that start or load at once take turns", async () => {
    const address = await newDatabase();
    const stores = [await open(address), await open(address), await open(address)];
    await Promise.all(stores.map((store) => migrate(store.db, store.dialect)));
    const results = await Promise.all(stores.map((store) => load(store, shipped)));
    expect(
      results
        .map(({ added }) => added)
        .sort((one, other) => one - other)
        .slice(0, 2),
    ).toEqual([0, 0]);
    expect(await stores[0]?.db.selectFrom("revisions").select("id").execute()).toEqual([{ id: 1 }]);
  });

  it("outlives the loss of its connections; what was under way on them fails and does not hang", async () => {
    const address = await newDatabase();
    const [store, other] = [await open(address), await open(address)];
    await migrate(store.db, store.dialect);
    await load(store, shipped);
    const cutOff = () =>
      sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(other.db);

    const reader = store.stream(store.db.selectFrom("sources").select("id"), 10)[Symbol.asyncIterator]();
    await reader.next();
    const cut = store.transaction(async (trx) => {
      await trx.updateTable("sources").set({ title: "never" }).execute();
      await cutOff();
      await trx.updateTable("sources").set({ title: "never" }).execute();
    });
    await expect(cut).rejects.toThrow();
    await expect(reader.next()).rejects.toThrow();

    expect((await store.revision())?.id).toBe(1);
    expect(await store.db.selectFrom("sources").select("id").where("title", "=", "never").execute()).toEqual([]);
    const again = await all(store.stream(store.db.selectFrom("sources").select("id")));
    expect(again).toHaveLength(shipped.rows.sources.length);
  });

  it("tells a user who may not use the database so in one line", async () => {
    const address = await newDatabase();
    const owner = await open(address);
    await migrate(owner.db, owner.dialect);
    await sql`create role reader login`.execute(owner.db);
    const reader = await open(address.replace("//parallax@", "//reader@"));
    await expect(migrate(reader.db, reader.dialect)).rejects.toThrow(StoreError);
    await expect(migrate(reader.db, reader.dialect)).rejects.toThrow(/^The database cannot be used: permission denied/);
  });

  it("says whom its connections belong to", async () => {
    const store = await open(await newDatabase());
    const { rows } = await sql<{ name: string }>`select current_setting('application_name') as name`.execute(store.db);
    expect(rows).toEqual([{ name: "parallax" }]);
  });
});

describe.skipIf(!postgres)("on both alike", () => {
  it.each(["1950-01-01", "2019-12-31", "2023-11-30", "2024-02-21", "2026-11-24"] as Day[])(
    "the same rows of every dated table had happened, held and counted from the same day at %s",
    async (day) => {
      const [ours, theirs] = [await openShippedStore(), await shippedOnPostgres()];
      for (const table of tableNames.filter((name) => tableOf(name).datedBy)) {
        const here = await cut(ours, table, day);
        expect(await cut(theirs, table, day), table).toEqual(here);
        if (day === "2026-11-24") expect(here.happened.length, table).toBeGreaterThan(0);
      }
    },
  );
});

function shippedOnPostgres(): Promise<Store> {
  onPostgres ??= newDatabase().then(openFreshShippedStore);
  return onPostgres;
}

async function cut(store: Store, table: TableName, day: Day) {
  const db = store.db as unknown as Kysely<Record<string, Record<string, unknown>>>;
  const { key } = tableOf(table);
  const dated = datedOn(table);
  if (!dated) throw new Error(`${table} is not dated.`);
  const rows = db
    .selectFrom(table)
    .select([...key])
    .select(dated.as("counts_from"));
  const sorted = async (query: typeof rows) => inKeyOrder((await query.execute()) as StoredRow[], key);
  return {
    happened: await sorted(rows.where(happenedBy(table, day))),
    held: await sorted(rows.where(heldAt(table, day))),
  };
}

describe("a PostgreSQL that cannot be reached", () => {
  it.each([
    ["postgres://someone:secret@localhost:1/facts?password=secret", "postgres://localhost:1/facts", "ECONNREFUSED"],
    ["postgres://someone:s@cret@127.0.0.1:1/facts", "postgres://127.0.0.1:1/facts", "ECONNREFUSED"],
    ["postgres://someone@/facts?host=/nowhere", "postgres:///nowhere/facts", "ENOENT"],
  ])("%s is told in one line, without its password", async (address, place, why) => {
    const failure = await openStore(address).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(StoreError);
    const { message } = failure as Error;
    expect(message).toContain(`Cannot open the database ${place}: `);
    expect(message).toContain(why);
    expect(message).not.toMatch(/cret|\n/);
  });

  it("an address that is none is told as such", async () => {
    await expect(openStore("postgres://host:port/facts")).rejects.toThrow(/^DATABASE_URL is no address/);
  });
});
