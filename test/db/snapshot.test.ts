import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { csvLines } from "../../db/csv.js";
import { readDataset, type StoredRow } from "../../db/dataset.js";
import { loadDataset } from "../../db/load.js";
import { type RowChange, revise } from "../../db/revising.js";
import { rowKey } from "../../db/row-writing.js";
import { writeProposed, writeRevision } from "../../db/snapshot.js";
import { openStore, type Store } from "../../db/store.js";
import { type TableName, tableNames } from "../../db/tables.js";
import { places } from "../../server/places.js";
import { columnsOf, tableRows } from "../../server/web/rows.js";
import { openEmptyStore, temporaryFolder, testMoment } from "../fixture.js";
import { startPostgres } from "../postgres.js";

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

const shipped = readDataset(places.dataset);
const by = (summary: string) => ({ author: "Ada", summary, now: testMoment });

/** Every table as the CSV that a reader would have downloaded. */
async function exported(store: Store): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {};
  for (const table of tableNames) {
    let text = "";
    for await (const batch of tableRows(store, table).stream()) text += csvLines(columnsOf(table), batch);
    files[table] = text;
  }
  return files;
}

const rowsOf = (table: TableName) => shipped.rows[table] as readonly StoredRow[];
const change = (table: TableName, before: StoredRow | null, after: StoredRow | null): RowChange => ({
  table,
  rowId: rowKey(table, after ?? before ?? {}),
  action: before ? (after ? "change" : "remove") : "add",
  before,
  after,
});
function pick(table: TableName, at: number): StoredRow {
  const row = rowsOf(table)[at];
  if (!row) throw new Error(`${table} has no row ${at}.`);
  return row;
}

const stores: readonly (readonly [string, () => Promise<string>])[] = [
  ["SQLite", async () => `sqlite:${join(temporaryFolder(), "facts.sqlite")}`],
  ...(postgres ? ([["PostgreSQL", () => postgres.createDatabase()]] as const) : []),
];

describe.each(stores)("the dataset as of a revision on %s", (_database, newAddress) => {
  it("is byte for byte what was exported then, whatever was added, changed and removed since", async () => {
    const store = await openEmptyStore(await newAddress());
    await loadDataset(store, shipped, by("Shipped"));
    const source = { ...pick("sources", 0), id: "new-source", title: '=零一万物, "quoted"' };
    const company = { ...pick("companies", 0), id: "new-company", source_id: "new-source" };
    const renamed = { ...pick("companies", 1), name: "Renamed", founded_on: null };
    // One that no rule and no other event refers to.
    const told = [
      ...shipped.rows.events.map((row) => row.rule_event_id),
      ...shipped.rows.export_rules.map((row) => row.event_id),
    ];
    const event = shipped.rows.events.find(({ id }) => !told.includes(id)) as unknown as StoredRow;
    const citation = pick("citations", 2);
    const score = pick("benchmark_scores", 5);
    const edits: readonly (readonly RowChange[])[] = [
      [change("sources", null, source), change("companies", null, company), change("citations", citation, null)],
      [change("companies", pick("companies", 1), renamed), change("events", event, null)],
      [change("companies", company, null), change("benchmark_scores", score, { ...score, score: 0.125 })],
      [
        change("companies", renamed, { ...renamed, name: "Renamed again" }),
        change("events", null, { ...event, title: "Added again" }),
        change("citations", null, citation),
      ],
    ];
    const then = [await exported(store)];
    for (const [at, changes] of edits.entries()) {
      await revise(store, changes, by(`Edit ${at}`));
      then.push(await exported(store));
    }
    // A load over edited facts is a revision like any other.
    await loadDataset(store, shipped, by("Shipped again"));
    then.push(await exported(store));

    const folder = temporaryFolder();
    const revisions = await store.db.selectFrom("revisions").selectAll().orderBy("id").execute();
    expect(revisions).toHaveLength(then.length);
    for (const [at, revision] of revisions.entries()) {
      const path = join(folder, `r${revision.id}.sqlite`);
      await writeRevision(store, path, revision);
      const snapshot = await openStore(`sqlite:${path}`);
      expect(await exported(snapshot), `revision ${revision.id}`).toEqual(then[at]);
      expect(await snapshot.revision()).toEqual(revision);
      await snapshot.close();
    }
    await store.close();
  });

  it("with changes that nobody has made yet is what they would make of it, and the store is left alone", async () => {
    const store = await openEmptyStore(await newAddress());
    await loadDataset(store, shipped, by("Shipped"));
    const before = await exported(store);
    const row = pick("events", 3);
    const path = join(temporaryFolder(), "proposed.sqlite");
    const changes = [
      change("events", row, { ...row, title: "Proposed" }),
      change("citations", pick("citations", 0), null),
    ];
    await writeProposed(store, path, async function* () {
      yield* changes;
    });
    const proposed = await openStore(`sqlite:${path}`);
    const after = await exported(proposed);
    await proposed.close();
    expect(await exported(store)).toEqual(before);
    await revise(store, changes, by("Made"));
    expect(after).toEqual(await exported(store));
    await store.close();
  });
});
