import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { type Dataset, readDataset, type StoredRow } from "../../db/dataset.js";
import { loadDataset } from "../../db/load.js";
import type { Store } from "../../db/store.js";
import { type TableName, tableNames } from "../../db/tables.js";
import { places } from "../../server/places.js";
import { tableRows } from "../../server/web/rows.js";
import { openEmptyStore, openFreshShippedStore, testMoment } from "../fixture.js";

const shipped = readDataset(places.dataset);
const options = { author: "test", summary: "Test", now: testMoment };

/** Everything the store holds: all facts, revisions and changes. */
async function everything(store: Store): Promise<unknown> {
  const facts: Record<string, unknown> = {};
  for (const name of tableNames) {
    const rows: unknown[] = [];
    for await (const batch of tableRows(store, name).stream()) rows.push(...batch);
    facts[name] = rows;
  }
  const revisions = await store.db.selectFrom("revisions").selectAll().orderBy("id").execute();
  const changes = await store.db.selectFrom("changes").selectAll().orderBy("row_id").execute();
  return { facts, revisions, changes };
}

function changed<T extends TableName>(
  table: T,
  change: (rows: readonly StoredRow[]) => readonly StoredRow[],
  hash = "changed",
): Dataset {
  const rows = change(shipped.rows[table] as readonly StoredRow[]);
  return { ...shipped, hash, rows: { ...shipped.rows, [table]: rows } as Dataset["rows"] };
}

describe("a load", () => {
  it("into an empty store adds every row without a record of each", async () => {
    const store = await openEmptyStore();
    const result = await loadDataset(store, shipped, options);
    const rows = tableNames.reduce((sum, name) => sum + shipped.rows[name].length, 0);
    expect(result).toEqual({
      revision: {
        id: 1,
        recorded_on: shipped.recordedOn,
        recorded_at: testMoment.toISOString(),
        author: "test",
        summary: "Test",
        dataset_hash: shipped.hash,
      },
      added: rows,
      changed: 0,
      removed: 0,
    });
    expect(await store.db.selectFrom("changes").selectAll().execute()).toEqual([]);
  });

  it("of what is there already changes nothing but the files it is known by", async () => {
    const store = await openFreshShippedStore();
    const before = await everything(store);
    expect(await loadDataset(store, shipped, options)).toMatchObject({ added: 0, changed: 0, removed: 0 });
    expect(await everything(store)).toEqual(before);
    await loadDataset(store, { ...shipped, hash: "same facts, other quotes" }, options);
    expect(await store.revision()).toMatchObject({ id: 1, dataset_hash: "same facts, other quotes" });
  });

  it("takes removals, changes and additions of rows that refer to each other", async () => {
    const store = await openFreshShippedStore();
    const source = { ...shipped.rows.sources[0], id: "brand-new" };
    const dataset = changed("sources", (rows) => [source, ...rows]);
    const company = { ...shipped.rows.companies[0], source_id: "brand-new", name: "=Renamed" };
    const companies = [company, ...shipped.rows.companies.slice(1)];
    const both = { ...dataset, rows: { ...dataset.rows, companies } as Dataset["rows"] };
    expect(await loadDataset(store, both, options)).toMatchObject({ added: 1, changed: 1, removed: 0 });
    const back = await loadDataset(store, shipped, options);
    expect(back).toMatchObject({ added: 0, changed: 1, removed: 1, revision: { id: 3 } });
    const changes = await store.db.selectFrom("changes").select(["revision_id", "table", "action"]).execute();
    expect(changes).toHaveLength(4);
  });

  it("tells keys of several columns apart in its records", async () => {
    const store = await openFreshShippedStore();
    const [row] = shipped.rows.indicator_values;
    if (!row) throw new Error("There are no indicator values.");
    const odd = { ...row, country: "a/b", period: "2023" };
    await loadDataset(
      store,
      changed("indicator_values", (rows) => [...rows, odd]),
      options,
    );
    const { row_id } = await store.db.selectFrom("changes").select("row_id").executeTakeFirstOrThrow();
    expect(row_id).toBe(`${row.indicator_id}/a%2Fb/2023/${row.source_id}`);
  });
});

describe("a load that fails", () => {
  /** The last table filled refuses its row: by then every other table has been written. */
  async function refuse(store: Store, statement: "insert" | "update" | "delete"): Promise<void> {
    const when = { insert: sql`insert`, update: sql`update`, delete: sql`delete` }[statement];
    await sql`create trigger refuse before ${when} on citations begin select raise(abort, 'the disk is on fire'); end`.execute(
      store.db,
    );
  }

  it("in the middle of an empty store leaves it empty", async () => {
    const store = await openEmptyStore();
    const before = await everything(store);
    await refuse(store, "insert");
    await expect(loadDataset(store, shipped, options)).rejects.toThrow("the disk is on fire");
    expect(await everything(store)).toEqual(before);
    expect(await store.revision()).toBeUndefined();
  });

  it.each(["insert", "update", "delete"] as const)("at an %s leaves every row and record as it was", async (how) => {
    const store = await openFreshShippedStore();
    const before = await everything(store);
    await refuse(store, how);
    const events = changed("events", (rows) => rows.slice(5).map((row) => ({ ...row, title: "Changed" })));
    const [first, ...rest] = events.rows.citations;
    const citations = {
      insert: [{ ...first, row_id: "other" }, first, ...rest],
      update: [{ ...first, note: "Changed." }, ...rest],
      delete: rest,
    }[how];
    const dataset = { ...events, rows: { ...events.rows, citations } as Dataset["rows"] };
    await expect(loadDataset(store, dataset, options)).rejects.toThrow("the disk is on fire");
    expect(await everything(store)).toEqual(before);
  });

  it("only at the very end, when references are checked, leaves everything as it was", async () => {
    const store = await openFreshShippedStore();
    const before = await everything(store);
    // What the checked reading of a dataset never lets through.
    const orphans = changed("sources", (rows) => rows.slice(1));
    await expect(loadDataset(store, orphans, options)).rejects.toThrow(/foreign key/i);
    expect(await everything(store)).toEqual(before);
    // The store is usable as before, and a right dataset is taken.
    const fewer = changed("citations", (rows) => rows.slice(1));
    expect(await loadDataset(store, fewer, options)).toMatchObject({ removed: 1, revision: { id: 2 } });
  });
});
