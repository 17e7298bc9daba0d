import { copyFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { backUp } from "../../db/backup.js";
import { csvHeader, csvLines } from "../../db/csv.js";
import type { Dataset, StoredRow } from "../../db/dataset.js";
import { loadDataset } from "../../db/load.js";
import { migrate } from "../../db/migrate.js";
import { restore } from "../../db/restore.js";
import { revise } from "../../db/revising.js";
import { type RowChange, rowKey, untyped } from "../../db/row-writing.js";
import { fileOfStore, openStore, type Store } from "../../db/store.js";
import { type TableName, tableNames } from "../../db/tables.js";
import { approve, proposeChanges } from "../../server/desk/change-sets.js";
import { changesOf, planImport } from "../../server/desk/import-plan.js";
import { type FreezeInput, freeze } from "../../server/reports/freeze.js";
import { checkSpec } from "../../server/reports/spec.js";
import type { Day } from "../../server/values/dates.js";
import { side } from "../../server/values/sides.js";
import { columnsOf } from "../../server/web/rows.js";

/**
 * What the process does that is going to be killed: one kind of write after the other without a pause. Each is told
 * on standard output once it is confirmed, as a line that has left the process before the next write begins.
 */

/** Told after a write: what must be there from now on. */
export type Confirmed =
  | { readonly ready: true }
  | { readonly revision: number; readonly changes: number }
  | { readonly changeSet: number; readonly rows: number }
  | { readonly edition: number }
  | { readonly migrated: string }
  | { readonly backup: string; readonly ofRevision: number }
  | { readonly restoring: true }
  | { readonly restored: true };

const tell = (what: Confirmed) => writeSync(1, `${JSON.stringify(what)}\n`);

export const oldStore = "old.sqlite";
export const startBackup = "start-backup.sqlite";
export const reportId = "killed-report";

/** A writer's next move; it never tires. */
type Move = (turn: number) => Promise<void>;

export const kinds = ["edit", "load", "change-set", "import", "freeze", "migrate", "backup", "restore"] as const;
export type Kind = (typeof kinds)[number];

/** Writes until it is killed. */
export async function write(kind: Kind, url: string, folder: string): Promise<never> {
  const move = await moves[kind](url, folder);
  tell({ ready: true });
  for (let turn = 1; ; turn++) await move(turn);
}

const moves: Readonly<Record<Kind, (url: string, folder: string) => Promise<Move>>> = {
  async edit(url) {
    const store = await openStore(url);
    return (turn) => edit(store, turn);
  },

  async load(url) {
    const store = await openStore(url);
    return async (turn) => {
      const { revision, added, changed, removed } = await loadDataset(store, await changedDataset(store, turn), {
        author: "load",
        summary: `Load ${turn}`,
        now: new Date(),
      });
      tell({ revision: revision.id, changes: added + changed + removed });
    };
  },

  async "change-set"(url) {
    const store = await openStore(url);
    const author = { id: "editor", name: "An editor" };
    const by = { id: "reviewer", name: "A reviewer", role: "reviewer" } as const;
    return async (turn) => {
      const changes = await someChanges(store, turn);
      const { id, version } = await proposeChanges(store, { author, reason: `Set ${turn}`, changes, now: new Date() });
      tell({ changeSet: id, rows: changes.length });
      const revision = await approve(store, id, { by, version, now: new Date() });
      tell({ revision: revision.id, changes: changes.length });
    };
  },

  async import(url) {
    const [store, reader] = [await openStore(url), await openStore(url)];
    return async (turn) => {
      const file = csvOf(await rowsOf(store, "chips"), `${process.pid} ${turn}`);
      const plan = await planImport(reader, piecesOf(file), { table: "chips" });
      const revision = await revise(store, changesOf(plan), {
        author: "import",
        summary: `Import ${turn}`,
        now: new Date(),
      });
      const written = await store.db
        .selectFrom("changes")
        .select((eb) => eb.fn.countAll().as("count"))
        .where("revision_id", "=", revision.id)
        .executeTakeFirstOrThrow();
      tell({ revision: revision.id, changes: Number(written.count) });
    };
  },

  async freeze(url) {
    const store = await openStore(url);
    return async () => {
      const options = { now: () => new Date(), build: "crash" };
      const { edition } = await freeze(store, reportId, (_slug, number) => rendered(store, number), options);
      tell({ edition });
    };
  },

  async migrate(_url, folder) {
    return async (turn) => {
      const file = join(folder, `migrated-${turn}.sqlite`);
      // A copy that the kill cuts short is no store that was being migrated: it gets its name when it is whole.
      copyFileSync(join(folder, oldStore), `${file}.copy`);
      renameSync(`${file}.copy`, file);
      const store = await openStore(`sqlite:${file}`);
      await migrate(store.db, store.dialect);
      tell({ migrated: file });
      await store.close();
    };
  },

  async backup(url, folder) {
    const store = await openStore(url);
    const path = fileOf(url);
    return async (turn) => {
      await edit(store, turn);
      const to = join(folder, `backup-${turn % 3}.sqlite`);
      const { file, revision } = await backUp(path, { to, overwrite: true, now: new Date() });
      tell({ backup: file, ofRevision: revision ?? 0 });
    };
  },

  async restore(url, folder) {
    const path = fileOf(url);
    return async (turn) => {
      const store = await openStore(url);
      await edit(store, turn);
      await store.close();
      tell({ restoring: true });
      await restore(join(folder, startBackup), path, { now: new Date(Date.now() + turn * 1000) });
      tell({ restored: true });
    };
  },
};

/** A CSV file of chips with other notes. */
function csvOf(rows: readonly StoredRow[], note: string): Buffer {
  const columns = columnsOf("chips");
  const cells = rows.map((row) => columns.map(({ name }) => (name === "note" ? note : (row[name] ?? null))));
  return Buffer.from(csvHeader(columns) + csvLines(columns, cells));
}

async function* piecesOf(file: Buffer): AsyncGenerator<Uint8Array> {
  const size = 4096;
  for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
}

function fileOf(url: string): string {
  const file = fileOfStore(url);
  if (!file) throw new Error(`${url} is no file.`);
  return file;
}

async function edit(store: Store, turn: number): Promise<void> {
  const changes = await someChanges(store, turn);
  const revision = await revise(store, changes, { author: "edit", summary: `Edit ${turn}`, now: new Date() });
  tell({ revision: revision.id, changes: changes.length });
}

/** Rows of three tables with other words; a source comes and goes, so that there is every kind of change. */
async function someChanges(store: Store, turn: number): Promise<readonly RowChange[]> {
  const changes: RowChange[] = [];
  const words = `${process.pid} ${turn}`;
  for (const [table, column] of [
    ["companies", "summary"],
    ["chips", "note"],
    ["funding_rounds", "note"],
  ] as const) {
    for (const before of (await rowsOf(store, table)).slice(0, 20 + (turn % 30)))
      changes.push({
        table,
        rowId: rowKey(table, before),
        action: "change",
        before,
        after: { ...before, [column]: words },
      });
  }
  const [present] = (await rowsOf(store, "sources")).filter((row) => row["id"] === comesAndGoes["id"]);
  changes.push({
    table: "sources",
    rowId: String(comesAndGoes["id"]),
    action: present ? "remove" : "add",
    before: present ?? null,
    after: present ? null : comesAndGoes,
  });
  return changes;
}

const comesAndGoes: StoredRow = {
  id: "comes-and-goes",
  title: "Comes and goes",
  publisher: "Nobody",
  author: null,
  published_on: null,
  url: "https://example.org/comes-and-goes",
  kind: "reference",
  language: "en",
  license: null,
};

async function rowsOf(store: Store, table: TableName): Promise<readonly StoredRow[]> {
  const rows = await untyped(store.db).selectFrom(table).selectAll().orderBy("id").execute();
  return rows as StoredRow[];
}

/** What the store holds, with other words in every funding round. */
async function changedDataset(store: Store, turn: number): Promise<Dataset> {
  const rows: Record<string, unknown> = {};
  for (const table of tableNames) rows[table] = await untyped(store.db).selectFrom(table).selectAll().execute();
  rows["funding_rounds"] = (rows["funding_rounds"] as StoredRow[]).map((row) => ({
    ...row,
    note: `${process.pid} ${turn}`,
  }));
  return { rows: rows as unknown as Dataset["rows"], recordedOn: "2026-11-24", hash: `${process.pid} ${turn}` };
}

async function rendered(store: Store, edition: number): Promise<FreezeInput> {
  const revision = await store.revision();
  if (!revision) throw new Error("The store is empty.");
  return {
    spec: checkSpec({ title: "Killed", authors: ["Nobody"], blocks: [{ kind: "section", section: "funding" }] }),
    asked: {},
    view: { asOf: "2026-11-24" as Day, sides: { a: side("US"), b: side("CN") }, confidence: "disputed" },
    revision,
    html: `<!doctype html><title>Killed</title><p>${`Edition ${edition}. `.repeat(20_000)}`,
    figures: [],
    tables: [],
    liveFigures: [],
    tablesUsed: ["funding_rounds", "companies"],
  };
}
