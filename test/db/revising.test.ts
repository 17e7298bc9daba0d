import { afterAll, describe, expect, it } from "vitest";
import type { StoredRow } from "../../db/dataset.js";
import { InvalidChange, NothingToChange, type RowChange, revise, StaleChange } from "../../db/revising.js";
import { rowKey } from "../../db/row-writing.js";
import type { Store } from "../../db/store.js";
import type { TableName } from "../../db/tables.js";
import { openEmptyStore, testMoment } from "../fixture.js";
import { startPostgres } from "../postgres.js";

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

const by = { author: "Ada", summary: "A test", now: testMoment };

const source = (id: string, title = id): StoredRow => ({
  id,
  title,
  publisher: "Test",
  author: null,
  published_on: null,
  url: `https://example.org/${id}`,
  kind: "news",
  language: "en",
  license: null,
});
const company = (id: string, more: StoredRow = {}): StoredRow => ({
  id,
  name: id,
  native_name: null,
  country: "US",
  kind: "startup",
  founded_on: null,
  founders: null,
  headquarters: null,
  parent_id: null,
  ticker: null,
  summary: null,
  source_id: "s",
  ...more,
});
const add = (table: TableName, after: StoredRow): RowChange => ({
  table,
  rowId: rowKey(table, after),
  action: "add",
  before: null,
  after,
});
const change = (table: TableName, before: StoredRow, more: StoredRow): RowChange => ({
  table,
  rowId: rowKey(table, before),
  action: "change",
  before,
  after: { ...before, ...more },
});
const remove = (table: TableName, before: StoredRow): RowChange => ({
  table,
  rowId: rowKey(table, before),
  action: "remove",
  before,
  after: null,
});

/** Everything that a write could have left behind. */
async function everything(store: Store): Promise<unknown> {
  const { db } = store;
  return [
    await db.selectFrom("sources").selectAll().orderBy("id").execute(),
    await db.selectFrom("companies").selectAll().orderBy("id").execute(),
    await db.selectFrom("citations").selectAll().orderBy("row_id").execute(),
    await db.selectFrom("revisions").selectAll().orderBy("id").execute(),
    await db.selectFrom("changes").selectAll().orderBy("revision_id").orderBy("row_id").execute(),
  ];
}

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

const places: readonly (readonly [string, () => Promise<string>])[] = [
  ["SQLite", async () => "sqlite::memory:"],
  ...(postgres ? ([["PostgreSQL", () => postgres.createDatabase()]] as const) : []),
];

describe.each(places)("an edit on %s", (_database, newAddress) => {
  const begun = async () => {
    const store = await openEmptyStore(await newAddress());
    await revise(store, [add("companies", company("lab")), add("sources", source("s"))], by);
    return store;
  };

  it("is one revision with each row's before and after, known at once", async () => {
    const store = await begun();
    const counter = await store.changeCounter();
    const lab = company("lab");
    const revision = await revise(
      store,
      [change("companies", lab, { name: "Renamed" }), add("companies", company("child", { parent_id: "lab" }))],
      { author: "Bo", summary: "Renamed, and a child", now: new Date("2026-11-25T10:00:00Z") },
    );
    expect(revision).toEqual({
      id: 2,
      recorded_on: "2026-11-25",
      recorded_at: "2026-11-25T10:00:00.000Z",
      author: "Bo",
      summary: "Renamed, and a child",
      dataset_hash: null,
    });
    expect(await store.revision()).toEqual(revision);
    expect(await store.changeCounter()).not.toBe(counter);
    const changes = await store.db
      .selectFrom("changes")
      .selectAll()
      .where("revision_id", "=", 2)
      .orderBy("row_id")
      .execute();
    expect(
      changes.map(({ before, after, ...rest }) => ({
        ...rest,
        before: before && JSON.parse(before),
        after: after && JSON.parse(after),
      })),
    ).toEqual([
      {
        revision_id: 2,
        table: "companies",
        row_id: "child",
        action: "add",
        before: null,
        after: company("child", { parent_id: "lab" }),
      },
      {
        revision_id: 2,
        table: "companies",
        row_id: "lab",
        action: "change",
        before: lab,
        after: { ...lab, name: "Renamed" },
      },
    ]);
    await store.close();
  });

  it("of a row that is otherwise now says in which columns, and writes nothing", async () => {
    const store = await begun();
    const lab = company("lab");
    await revise(store, [change("companies", lab, { name: "First", country: "CN" })], by);
    const before = await everything(store);
    const error = await failure(
      revise(store, [add("sources", source("t")), change("companies", lab, { summary: "Second" })], by),
    );
    expect(error).toBeInstanceOf(StaleChange);
    expect((error as StaleChange).rows).toMatchObject([
      { at: 1, present: { ...lab, name: "First", country: "CN" }, columns: ["name", "country"] },
    ]);
    expect(await everything(store)).toEqual(before);
    await store.close();
  });

  it("of a row that has gone, or adds one that is there, is stale", async () => {
    const store = await begun();
    const gone = await failure(revise(store, [change("companies", company("nobody"), { name: "X" })], by));
    expect((gone as StaleChange).rows).toMatchObject([{ present: null }]);
    const there = await failure(revise(store, [add("companies", company("lab"))], by));
    expect((there as StaleChange).rows).toMatchObject([{ present: company("lab") }]);
    await store.close();
  });

  it("that would leave a reference to nothing names table, row and column", async () => {
    const store = await begun();
    const before = await everything(store);
    const cases: readonly (readonly [RowChange, object])[] = [
      [
        add("companies", company("child", { parent_id: "nobody" })),
        {
          table: "companies",
          rowId: "child",
          column: "parent_id",
          value: "nobody",
          expected: "the id of a row in companies",
        },
      ],
      [
        remove("sources", source("s")),
        {
          table: "sources",
          rowId: "s",
          value: "s",
          expected: "no row that still refers to it (companies lab, source_id)",
        },
      ],
      [
        add("citations", {
          table: "companies",
          row_id: "nobody",
          column: "",
          source_id: "s",
          agrees: "yes",
          value: null,
          note: null,
        }),
        { table: "citations", column: "row_id", value: "nobody", expected: "the id of a row in companies" },
      ],
    ];
    for (const [one, fault] of cases) {
      const error = await failure(revise(store, [add("sources", source("t")), one], by));
      expect(error).toBeInstanceOf(InvalidChange);
      expect((error as InvalidChange).faults).toMatchObject([{ at: 1, ...fault }]);
    }
    expect(await everything(store)).toEqual(before);
    // A row that is removed together with all that refers to it leaves nothing behind.
    await revise(store, [remove("sources", source("s")), remove("companies", company("lab"))], by);
    expect(await store.db.selectFrom("companies").selectAll().execute()).toEqual([]);
    await store.close();
  });

  it("is held against the registry in every cell, and all faults are told", async () => {
    const store = await begun();
    const wrong = company("Wrong Id", { country: "a\0b", kind: "shop", founded_on: "2023-13", source_id: null });
    const error = await failure(
      revise(
        store,
        [add("companies", wrong), change("companies", company("lab"), { surprise: 1, name: 7 as never })],
        by,
      ),
    );
    expect((error as InvalidChange).faults.map(({ at, column }) => [at, column])).toEqual([
      [0, "id"],
      [0, "country"],
      [0, "kind"],
      [0, "founded_on"],
      [0, "source_id"],
      [1, "surprise"],
      [1, "name"],
    ]);
    await store.close();
  });

  it("takes each row once and never under another key", async () => {
    const store = await begun();
    const lab = company("lab");
    const twice = await failure(
      revise(store, [change("companies", lab, { name: "A" }), change("companies", lab, { name: "B" })], by),
    );
    expect((twice as InvalidChange).faults).toMatchObject([
      { at: 1, rowId: "lab", expected: "one change for each row" },
    ]);
    const renamed = await failure(revise(store, [change("companies", lab, { id: "other" })], by));
    expect((renamed as InvalidChange).faults).toMatchObject([{ column: "id", value: "other" }]);
    await store.close();
  });

  it("that changes nothing is no revision", async () => {
    const store = await begun();
    expect(await failure(revise(store, [], by))).toBeInstanceOf(NothingToChange);
    expect(await failure(revise(store, [change("companies", company("lab"), {})], by))).toBeInstanceOf(NothingToChange);
    expect(await store.revision()).toMatchObject({ id: 1 });
    await store.close();
  });

  it("numbers revisions without holes, whatever failed between them", async () => {
    const store = await begun();
    const edits = Array.from({ length: 6 }, (_, at) =>
      failure(revise(store, [at % 2 ? add("sources", source("s")) : add("sources", source(`n${at}`))], by)),
    );
    expect((await Promise.all(edits)).map((error) => error instanceof StaleChange)).toEqual([
      false,
      true,
      false,
      true,
      false,
      true,
    ]);
    const ids = await store.db.selectFrom("revisions").select("id").orderBy("id").execute();
    expect(ids.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    await store.close();
  });

  it("is undone whole when what is done with it fails", async () => {
    const store = await begun();
    const before = await everything(store);
    const within = async () => {
      throw new Error("the disk is on fire");
    };
    await expect(revise(store, [add("sources", source("t"))], { ...by, within })).rejects.toThrow("on fire");
    expect(await everything(store)).toEqual(before);
    await store.close();
  });

  it("takes more rows than one statement holds, one after the other", async () => {
    const store = await begun();
    async function* many() {
      for (let at = 0; at < 4500; at++) yield add("sources", source(`many-${at}`));
    }
    await revise(store, many(), by);
    const { rows } = await store.db
      .selectFrom("changes")
      .select((eb) => eb.fn.countAll().as("rows"))
      .where("revision_id", "=", 2)
      .executeTakeFirstOrThrow();
    expect(Number(rows)).toBe(4500);
    async function* again() {
      yield* many();
      yield add("sources", source("many-0"));
    }
    const error = await failure(revise(store, again(), by));
    expect(error).toBeInstanceOf(StaleChange);
    await store.close();
  });
});
