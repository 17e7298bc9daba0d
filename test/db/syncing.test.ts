import { describe, expect, it } from "vitest";
import { type Dataset, readDataset, type StoredRow } from "../../db/dataset.js";
import { loadDataset } from "../../db/load.js";
import { revise } from "../../db/revising.js";
import { type RowChange, rowKey } from "../../db/row-writing.js";
import type { Store } from "../../db/store.js";
import { applySync, knownDataset, NoBase, planSync, recordSync } from "../../db/syncing.js";
import type { TableName } from "../../db/tables.js";
import type { Merged } from "../../db/three-way.js";
import { places } from "../../server/places.js";
import { openEmptyStore, openFreshShippedStore, testMoment } from "../fixture.js";

const shipped = readDataset(places.dataset);
const by = { author: "test", summary: "Test", now: testMoment };

type Edit = (row: StoredRow) => StoredRow | null;

/** The shipped dataset with some rows edited or, where the edit gives nothing, removed, and some added. */
function newer(
  edits: Partial<Record<TableName, Record<string, Edit>>>,
  added: Partial<Record<TableName, StoredRow[]>> = {},
): Dataset {
  const rows: Record<string, readonly StoredRow[]> = { ...(shipped.rows as unknown as Record<string, StoredRow[]>) };
  for (const [table, byId] of Object.entries(edits))
    rows[table] = (rows[table] ?? []).flatMap((row) => {
      const edit = byId[rowKey(table as TableName, row)];
      const edited = edit ? edit(row) : row;
      return edited ? [edited] : [];
    });
  for (const [table, more] of Object.entries(added)) rows[table] = [...(rows[table] ?? []), ...more];
  return { ...shipped, hash: JSON.stringify([Object.keys(edits), added]), rows: rows as unknown as Dataset["rows"] };
}

function rowOf(table: TableName, id: string): StoredRow {
  const row = (shipped.rows[table] as readonly StoredRow[]).find((one) => rowKey(table, one) === id);
  if (!row) throw new Error(`There is no ${table} ${id}.`);
  return row;
}

function edit(table: TableName, rowId: string, change: Edit): RowChange {
  const before = rowOf(table, rowId);
  const after = change(before);
  return { table, rowId, action: after ? "change" : "remove", before, after };
}

async function edited(...changes: RowChange[]): Promise<Store> {
  const store = await openFreshShippedStore();
  await revise(store, changes, by);
  return store;
}

const told = ({ conflicts }: Merged) => conflicts.map(({ table, rowId, column }) => [table, rowId, column]);
const taken = ({ changes }: Merged) => changes.map(({ table, rowId, action }) => [table, rowId, action]);

async function cell(store: Store, id: string, column: "name" | "headquarters" | "ticker"): Promise<unknown> {
  return (await store.db.selectFrom("companies").selectAll().where("id", "=", id).executeTakeFirst())?.[column];
}

const source = { ...rowOf("sources", "cn-b365-01ai"), id: "brand-new" };

describe("a newer dataset in an edited store", () => {
  it("brings what it alone has changed and leaves every edit, to the column", async () => {
    const store = await edited(edit("companies", "01-ai", (row) => ({ ...row, headquarters: "Haidian" })));
    const dataset = newer(
      {
        companies: {
          "01-ai": (row) => ({ ...row, ticker: "ZERO" }),
          "1789-capital": (row) => ({ ...row, name: "1789" }),
        },
      },
      { sources: [source] },
    );
    const merged = await planSync(store.db, dataset);
    expect(told(merged)).toEqual([]);
    expect(taken(merged)).toEqual([
      ["sources", "brand-new", "add"],
      ["companies", "01-ai", "change"],
      ["companies", "1789-capital", "change"],
    ]);
    await applySync(store, merged, by);
    await recordSync(store, dataset, merged, by);
    expect(await cell(store, "01-ai", "headquarters")).toBe("Haidian");
    expect(await cell(store, "01-ai", "ticker")).toBe("ZERO");
    expect(await knownDataset(store.db)).toMatchObject({ hash: dataset.hash, revision: 3, edited: true });
    // The same once more takes nothing, and the edit is still an edit.
    expect(await planSync(store.db, dataset)).toMatchObject({ changes: [], conflicts: [], alternatives: [] });
  });

  it("leaves ours where both have changed a cell, says all three states, and offers the dataset's", async () => {
    const store = await edited(edit("companies", "01-ai", (row) => ({ ...row, name: "Ours", ticker: "SAME" })));
    const dataset = newer({
      companies: { "01-ai": (row) => ({ ...row, name: "Theirs", ticker: "SAME", headquarters: "Wuhan" }) },
    });
    const merged = await planSync(store.db, dataset);
    expect(merged.conflicts).toEqual([
      {
        table: "companies",
        rowId: "01-ai",
        column: "name",
        base: "01.AI",
        ours: "Ours",
        theirs: "Theirs",
        why: "changed both here and in the dataset",
      },
    ]);
    await applySync(store, merged, by);
    expect(await cell(store, "01-ai", "name")).toBe("Ours");
    expect(await cell(store, "01-ai", "headquarters")).toBe("Wuhan");
    await revise(store, merged.alternatives, by);
    expect(await cell(store, "01-ai", "name")).toBe("Theirs");
  });

  it("does not bring up again what was decided, until the dataset changes it once more", async () => {
    const store = await edited(edit("companies", "01-ai", (row) => ({ ...row, name: "Ours" })));
    const first = newer({ companies: { "01-ai": (row) => ({ ...row, name: "Theirs" }) } });
    const merged = await planSync(store.db, first);
    await applySync(store, merged, by);
    await recordSync(store, first, merged, by);
    const other = newer({ companies: { "01-ai": (row) => ({ ...row, name: "Theirs", ticker: "NEW" }) } });
    const second = await planSync(store.db, other);
    expect([told(second), taken(second)]).toEqual([[], [["companies", "01-ai", "change"]]]);
    await applySync(store, second, by);
    await recordSync(store, other, second, by);
    expect(await cell(store, "01-ai", "name")).toBe("Ours");
    const third = await planSync(
      store.db,
      newer({ companies: { "01-ai": (row) => ({ ...row, name: "Once more", ticker: "NEW" }) } }),
    );
    expect(third.conflicts).toMatchObject([{ column: "name", base: "Theirs", ours: "Ours", theirs: "Once more" }]);
  });

  it("takes removals of rows that nobody edited, and keeps removals made here", async () => {
    const cited = new Set(shipped.rows.citations.map(({ row_id }) => row_id));
    const [gone, dropped, kept] = shipped.rows.listings.map(({ id }) => id).filter((id) => !cited.has(id));
    if (!gone || !dropped || !kept) throw new Error("There are too few listings.");
    const store = await edited(
      edit("listings", dropped, () => null),
      edit("listings", kept, (row) => ({ ...row, note: "Ours" })),
    );
    const merged = await planSync(store.db, newer({ listings: { [gone]: () => null } }));
    expect([taken(merged), told(merged)]).toEqual([[["listings", gone, "remove"]], []]);
    const both = newer({
      listings: { [dropped]: (row) => ({ ...row, note: "Theirs" }), [kept]: () => null },
    });
    const clash = await planSync(store.db, both);
    expect(clash.changes).toEqual([]);
    expect(new Set(clash.conflicts.map(({ rowId, column, why }) => [rowId, column, why]))).toEqual(
      new Set([
        [kept, "", "changed here and removed from the dataset"],
        [dropped, "", "removed here and changed in the dataset"],
      ]),
    );
    expect(new Set(clash.alternatives.map(({ rowId, action }) => [rowId, action]))).toEqual(
      new Set([
        [kept, "remove"],
        [dropped, "add"],
      ]),
    );
  });

  it("keeps what a row added here refers to, and leaves out what refers to a row removed here", async () => {
    const unused = { ...source, id: "unused" };
    const store = await openEmptyStore();
    await loadDataset(store, newer({}, { sources: [source, unused] }), by);
    const company = { ...rowOf("companies", "01-ai"), id: "local", source_id: "brand-new" };
    await revise(
      store,
      [
        { table: "companies", rowId: "local", action: "add", before: null, after: company },
        { table: "sources", rowId: "unused", action: "remove", before: unused, after: null },
      ],
      by,
    );
    const theirs = { ...rowOf("companies", "01-ai"), id: "upstream", source_id: "unused" };
    const merged = await planSync(store.db, newer({}, { sources: [unused], companies: [theirs] }));
    expect(merged.changes).toEqual([]);
    expect(merged.conflicts.map(({ rowId, why }) => [rowId, why])).toEqual([
      ["brand-new", "removed from the dataset, while companies local refers to it (source_id)"],
      ["upstream", "refers to sources unused (source_id), which is not here"],
    ]);
    await applySync(store, merged, by);
    expect((await store.revision())?.id).toBe(2);
  });

  it("tells a row that both have added column by column", async () => {
    const added = (name: string): StoredRow => ({ ...rowOf("companies", "01-ai"), id: "both", name });
    const store = await edited({
      table: "companies",
      rowId: "both",
      action: "add",
      before: null,
      after: added("Ours"),
    });
    const merged = await planSync(store.db, newer({}, { companies: [added("Theirs")] }));
    expect(merged.conflicts).toMatchObject([
      { rowId: "both", column: "name", base: null, ours: "Ours", theirs: "Theirs" },
    ]);
  });

  it("has no base in an empty store, and a load is one again after a merge", async () => {
    const empty = await openEmptyStore();
    await expect(planSync(empty.db, shipped)).rejects.toThrow(NoBase);
    const store = await edited(edit("companies", "01-ai", (row) => ({ ...row, name: "Ours" })));
    const merged = await planSync(store.db, shipped);
    await recordSync(store, shipped, merged, by);
    expect(await knownDataset(store.db)).toMatchObject({ revision: 2, edited: true });
    await loadDataset(store, shipped, by);
    expect(await knownDataset(store.db)).toEqual({ hash: shipped.hash, revision: 3, edited: false, differing: [] });
    // A load that finds every fact in place already makes no revision, and is the base all the same.
    await recordSync(store, { ...shipped, hash: "merged" }, merged, by);
    await loadDataset(store, { ...shipped, hash: "other quotes" }, by);
    expect(await knownDataset(store.db)).toMatchObject({ hash: "other quotes", edited: false });
  });
});
