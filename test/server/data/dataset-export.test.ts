import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Dataset, readDataset, type StoredRow } from "../../../db/dataset.js";
import { loadDataset } from "../../../db/load.js";
import { revise } from "../../../db/revising.js";
import { tableNames, tableOf } from "../../../db/tables.js";
import { exportPackage } from "../../../server/data/package.js";
import { places } from "../../../server/places.js";
import { naughtyStrings } from "../../db/naughty-strings.js";
import { openEmptyStore, openFreshShippedStore, temporaryFolder, testMoment } from "../../fixture.js";

const by = { author: "test", summary: "Test", now: testMoment };

function filesOf(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), "latin1")]),
  );
}

/** The shipped facts with a naughty string, each in its turn, in every cell of free text. */
function naughty(shipped: Dataset): Dataset {
  let turn = 0;
  const rows = Object.fromEntries(
    tableNames.map((table) => {
      const { columns, key } = tableOf(table);
      const free = Object.keys(columns).filter((name) => {
        const { type, oneOf, namesColumnOf, referencesBy } = columns[name] ?? {};
        const names = Object.values(columns).some((other) => (other.referencesBy ?? other.namesColumnOf) === name);
        return type === "text" && !oneOf && !namesColumnOf && !referencesBy && !names && !key.includes(name);
      });
      const changed = (shipped.rows[table] as readonly StoredRow[]).map((row) => ({
        ...row,
        ...Object.fromEntries(free.map((name) => [name, naughtyStrings[turn++ % naughtyStrings.length] ?? null])),
      }));
      return [table, changed];
    }),
  );
  return { ...shipped, rows: rows as unknown as Dataset["rows"], hash: "naughty" };
}

describe("the exported dataset", () => {
  it("of an unchanged store is db/dataset, file by file and byte by byte", async () => {
    const folder = temporaryFolder();
    await exportPackage(await openFreshShippedStore(), folder);
    expect(filesOf(folder)).toEqual(filesOf(places.dataset));
  });

  it("of any text, taken in again, is the same facts and the same bytes", { timeout: 120_000 }, async () => {
    const given = naughty(readDataset(places.dataset));
    const [once, twice] = [temporaryFolder(), temporaryFolder()];
    const first = await openEmptyStore();
    await loadDataset(first, given, by);
    await exportPackage(first, once);
    const read = readDataset(once);
    const inOrder = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();
    for (const table of tableNames) expect(inOrder(read.rows[table]), table).toEqual(inOrder(given.rows[table]));
    const second = await openEmptyStore();
    await loadDataset(second, read, by);
    await exportPackage(second, twice);
    expect(filesOf(twice)).toEqual(filesOf(once));
  });

  it("of an edited store says which revision it is", async () => {
    const store = await openFreshShippedStore();
    const source = await store.db.selectFrom("sources").selectAll().orderBy("id").executeTakeFirstOrThrow();
    const after = { ...source, author: "Edited" };
    await revise(store, [{ table: "sources", rowId: source.id, action: "change", before: source, after }], by);
    const folder = temporaryFolder();
    await exportPackage(store, folder);
    expect(JSON.parse(filesOf(folder)["datapackage.json"] ?? "")).toMatchObject({ revision: 2 });
    expect(filesOf(folder)["models.csv"]).toBe(filesOf(places.dataset)["models.csv"]);
  });
});
