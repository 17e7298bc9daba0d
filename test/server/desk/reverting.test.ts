import { afterAll, describe, expect, it } from "vitest";
import type { StoredRow } from "../../../db/dataset.js";
import { type RowChange, revise } from "../../../db/revising.js";
import type { Store } from "../../../db/store.js";
import { changesOfRevision, getRevision, listRevisions, pastOf } from "../../../server/desk/history.js";
import { revertOf } from "../../../server/desk/reverting.js";
import { openEmptyStore, testMoment } from "../../fixture.js";
import { startPostgres } from "../../postgres.js";

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

const source: StoredRow = {
  id: "s",
  title: "One",
  publisher: "Test",
  author: null,
  published_on: null,
  url: "https://example.org/s",
  kind: "news",
  language: "en",
  license: null,
};
const change = (before: StoredRow | null, after: StoredRow | null): RowChange => ({
  table: "sources",
  rowId: String((after ?? before)?.["id"]),
  action: before ? (after ? "change" : "remove") : "add",
  before,
  after,
});
const two = { ...source, title: "Two" };
const signed = { ...two, author: "Ada" };
const other: StoredRow = { ...source, id: "other" };

const stores: readonly (readonly [string, () => Promise<string>])[] = [
  ["SQLite", async () => "sqlite::memory:"],
  ...(postgres ? ([["PostgreSQL", () => postgres.createDatabase()]] as const) : []),
];

describe.each(stores)("taking back on %s", (_database, newAddress) => {
  const edit = (store: Store, summary: string, ...changes: RowChange[]) =>
    revise(store, changes, { author: "Ada", summary, now: testMoment });

  it("leaves what others have changed in other columns, and tells what they have changed again", async () => {
    const store = await openEmptyStore(await newAddress());
    await edit(store, "1: add", change(null, source));
    await edit(store, "2: title", change(source, two), change(null, other));
    await edit(store, "3: author", change(two, signed));
    await edit(store, "4: gone", change(other, null));

    // The title goes back and the author stays; the row that 2 added is gone already.
    expect(await revertOf(store.db, [2])).toEqual({
      changes: [change(signed, { ...signed, title: "One" })],
      overlaps: [],
    });
    // What was added cannot go while others have built on it, but with theirs it can.
    expect(await revertOf(store.db, [1])).toEqual({
      changes: [],
      overlaps: [{ table: "sources", rowId: "s", columns: [] }],
    });
    expect(await revertOf(store.db, [1, 2, 3])).toEqual({ changes: [change(signed, null)], overlaps: [] });
    // What was removed comes back as it was; and of one row alone.
    expect((await revertOf(store.db, [4])).changes).toEqual([change(null, other)]);
    const only = { table: "sources" as const, rowId: "nothing" };
    expect(await revertOf(store.db, [2], only)).toEqual({ changes: [], overlaps: [] });

    await edit(store, "5: back", ...(await revertOf(store.db, [2])).changes);
    await edit(store, "6: again", ...(await revertOf(store.db, [5])).changes);
    expect(await store.db.selectFrom("sources").selectAll().execute()).toEqual([signed]);
    await store.close();
  });

  it("stands in the history like everything else", async () => {
    const store = await openEmptyStore(await newAddress());
    await edit(store, "1: add", change(null, source), change(null, other));
    await edit(store, "2: title", change(source, two));
    await edit(store, "3: back", ...(await revertOf(store.db, [2])).changes);
    expect(
      (await listRevisions(store.db, { limit: 2 })).map(({ id, summary, counts }) => [id, summary, counts]),
    ).toEqual([
      [3, "3: back", { add: 0, change: 1, remove: 0 }],
      [2, "2: title", { add: 0, change: 1, remove: 0 }],
    ]);
    expect(await getRevision(store.db, 1)).toMatchObject({ author: "Ada", counts: { add: 2, change: 0, remove: 0 } });
    expect(await changesOfRevision(store.db, 1, { limit: 1, offset: 1 })).toEqual([change(null, source)]);
    const past = await pastOf(store.db, "sources", "s");
    expect(
      past.map(({ revision, change: { before, after } }) => [revision.id, before?.["title"], after?.["title"]]),
    ).toEqual([
      [3, "Two", "One"],
      [2, "One", "Two"],
      [1, undefined, "One"],
    ]);
    await store.close();
  });
});
