import { afterAll, describe, expect, it } from "vitest";
import type { StoredRow } from "../../../db/dataset.js";
import { type InvalidChange, NothingToChange, revise, StaleChange } from "../../../db/revising.js";
import { type RowChange, rowKey } from "../../../db/row-writing.js";
import type { Store } from "../../../db/store.js";
import type { TableName } from "../../../db/tables.js";
import {
  approve,
  changesOf,
  getChangeSet,
  listChangeSets,
  overtaken,
  proposeChanges,
  rebase,
  reject,
  SetMoved,
  withdraw,
} from "../../../server/desk/change-sets.js";
import type { Person } from "../../../server/desk/people.js";
import { HttpError } from "../../../server/web/errors.js";
import { openEmptyStore, testMoment } from "../../fixture.js";
import { startPostgres } from "../../postgres.js";

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

const person = (id: string, role: Person["role"]): Person => ({ id, name: id, email: `${id}@example.org`, role });
const ada = person("ada", "editor");
const rob = person("rob", "reviewer");
const root = person("root", "admin");
const later = new Date("2026-11-25T10:00:00Z");

const source: StoredRow = {
  id: "s",
  title: "S",
  publisher: "Test",
  author: null,
  published_on: null,
  url: "https://example.org/s",
  kind: "news",
  language: "en",
  license: null,
};
const lab: StoredRow = {
  id: "lab",
  name: "Lab",
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
};

const add = (table: TableName, after: StoredRow): RowChange => ({
  table,
  rowId: rowKey(table, after),
  action: "add",
  before: null,
  after,
});
const edit = (more: StoredRow, before = lab): RowChange => ({
  table: "companies",
  rowId: "lab",
  action: "change",
  before,
  after: { ...before, ...more },
});

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

const companies = (store: Store) => store.db.selectFrom("companies").selectAll().orderBy("id").execute();
const propose = (store: Store, ...changes: RowChange[]) =>
  proposeChanges(store, { author: ada, reason: "Seen in the register", changes, now: testMoment });

const places: readonly (readonly [string, () => Promise<string>])[] = [
  ["SQLite", async () => "sqlite::memory:"],
  ...(postgres ? ([["PostgreSQL", () => postgres.createDatabase()]] as const) : []),
];

describe.each(places)("a change set on %s", (_database, newAddress) => {
  const begun = async () => {
    const store = await openEmptyStore(await newAddress());
    await revise(store, [add("sources", source), add("companies", lab)], {
      author: "seed",
      summary: "Seed",
      now: testMoment,
    });
    return store;
  };

  it("touches no fact until a reviewer approves it, which is one revision", async () => {
    const store = await begun();
    const set = await propose(store, edit({ name: "Renamed" }), add("companies", { ...lab, id: "child" }));
    expect(set).toMatchObject({ id: 1, state: "proposed", version: 1, reason: "Seen in the register" });
    expect(await companies(store)).toEqual([lab]);
    expect(await store.revision()).toMatchObject({ id: 1 });
    const revision = await approve(store, set.id, { by: rob, version: 1, now: later, words: "Checked." });
    expect(revision).toMatchObject({ id: 2, author: "ada", summary: "Seen in the register" });
    expect(await companies(store)).toEqual([
      { ...lab, id: "child" },
      { ...lab, name: "Renamed" },
    ]);
    expect(await getChangeSet(store.db, 1)).toMatchObject({
      state: "approved",
      revision: 2,
      counts: { add: 1, change: 1, remove: 0 },
      decided: { by: { id: "rob", name: "rob" }, at: later.toISOString(), words: "Checked." },
    });
    await store.close();
  });

  it("is refused at once where it could not be made, and nothing of it is kept", async () => {
    const store = await begun();
    const orphan = await failure(propose(store, edit({ parent_id: "nobody" })));
    expect((orphan as InvalidChange).faults).toMatchObject([{ at: 0, column: "parent_id", value: "nobody" }]);
    expect(await failure(propose(store, edit({ name: "X" }, { ...lab, name: "Old" })))).toBeInstanceOf(StaleChange);
    expect(await failure(propose(store, edit({})))).toBeInstanceOf(NothingToChange);
    const silent = proposeChanges(store, {
      author: ada,
      reason: "  ",
      changes: [edit({ name: "X" })],
      now: testMoment,
    });
    expect(await failure(silent)).toMatchObject({ status: 400 });
    expect(await listChangeSets(store.db, { limit: 10 })).toEqual([]);
    await store.close();
  });

  it("is approved by nobody who has proposed it, but by an administrator", async () => {
    const store = await begun();
    const own = { author: rob, reason: "Mine", now: testMoment };
    const set = await proposeChanges(store, { ...own, changes: [edit({ name: "A" })] });
    expect(await failure(approve(store, set.id, { by: rob, version: 1, now: later }))).toMatchObject({ status: 403 });
    expect(await failure(approve(store, set.id, { by: ada, version: 1, now: later }))).toMatchObject({ status: 403 });
    const alone = await proposeChanges(store, {
      author: root,
      reason: "Alone",
      now: testMoment,
      changes: [edit({ name: "B" })],
    });
    await approve(store, alone.id, { by: root, version: 1, now: later });
    expect(await companies(store)).toMatchObject([{ name: "B" }]);
    await store.close();
  });

  it("is rejected with a reason, or withdrawn by its author, and decided on once", async () => {
    const store = await begun();
    const set = await propose(store, edit({ name: "A" }));
    const other = await propose(store, edit({ name: "B" }));
    expect(await failure(reject(store, set.id, { by: rob, version: 1, now: later }))).toMatchObject({
      status: 400,
    });
    await reject(store, set.id, { by: rob, version: 1, now: later, words: "No second source" });
    expect(await failure(approve(store, set.id, { by: rob, version: 1, now: later }))).toBeInstanceOf(SetMoved);
    expect(await failure(withdraw(store, other.id, { by: rob, now: later }))).toMatchObject({ status: 403 });
    await withdraw(store, other.id, { by: ada, now: later });
    const list = await listChangeSets(store.db, { limit: 10 });
    expect(list.map(({ id, state }) => [id, state])).toEqual([
      [2, "withdrawn"],
      [1, "rejected"],
    ]);
    expect(await listChangeSets(store.db, { state: "rejected", limit: 10 })).toMatchObject([
      { decided: { words: "No second source" } },
    ]);
    await store.close();
  });

  it("overtaken in other columns is merged, and the reviewer has to look again", async () => {
    const store = await begun();
    const mine = await propose(store, edit({ name: "Mine" }));
    const theirs = await propose(store, edit({ country: "CN" }));
    await approve(store, theirs.id, { by: rob, version: 1, now: later });
    expect(await failure(approve(store, mine.id, { by: rob, version: 1, now: later }))).toBeInstanceOf(StaleChange);
    expect(await overtaken(store.db, mine.id)).toMatchObject([{ position: 1, theirs: ["country"], collisions: [] }]);
    expect(await companies(store)).toMatchObject([{ name: "Lab", country: "CN" }]);
    await rebase(store, mine.id, { by: rob, version: 1, now: later });
    expect(await failure(approve(store, mine.id, { by: rob, version: 1, now: later }))).toBeInstanceOf(SetMoved);
    await approve(store, mine.id, { by: rob, version: 2, now: later });
    expect(await companies(store)).toMatchObject([{ name: "Mine", country: "CN" }]);
    await store.close();
  });

  it("overtaken in the same column waits for its author to say which holds", async () => {
    const store = await begun();
    const mine = await propose(store, edit({ name: "Mine", ticker: "LAB" }));
    const theirs = await propose(store, edit({ name: "Theirs" }));
    await approve(store, theirs.id, { by: rob, version: 1, now: later });
    expect(await overtaken(store.db, mine.id)).toMatchObject([
      { collisions: [{ column: "name", base: "Lab", mine: "Mine", theirs: "Theirs" }] },
    ]);
    const again = { version: 1, now: later };
    expect(await failure(rebase(store, mine.id, { ...again, by: ada }))).toMatchObject({ status: 409 });
    const choices = () => () => "theirs" as const;
    expect(await failure(rebase(store, mine.id, { ...again, by: rob, choices }))).toMatchObject({ status: 403 });
    await rebase(store, mine.id, { ...again, by: ada, choices });
    const kept: RowChange[] = [];
    for await (const change of changesOf(store.db, mine.id)) kept.push(change);
    expect(kept).toMatchObject([
      { before: { name: "Theirs", ticker: null }, after: { name: "Theirs", ticker: "LAB" } },
    ]);
    await store.close();
  });

  it("whose changes others have made already has nothing left to do", async () => {
    const store = await begun();
    const mine = await propose(store, edit({ name: "Same" }));
    const theirs = await propose(store, edit({ name: "Same" }));
    await approve(store, theirs.id, { by: rob, version: 1, now: later });
    expect(await failure(rebase(store, mine.id, { by: ada, version: 1, now: later }))).toBeInstanceOf(NothingToChange);
    expect(await getChangeSet(store.db, mine.id)).toMatchObject({ state: "proposed", version: 1 });
    await store.close();
  });

  it("approved twice at the same moment is made once", async () => {
    const store = await begun();
    const set = await propose(store, edit({ name: "Once" }));
    const twice = await Promise.all(
      [rob, root].map((by) => failure(approve(store, set.id, { by, version: 1, now: later }))),
    );
    expect(twice.filter((error) => error instanceof HttpError && error.status === 409)).toHaveLength(1);
    expect(await store.revision()).toMatchObject({ id: 2 });
    await store.close();
  });
});
