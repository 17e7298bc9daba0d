import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Kysely, type Migration, Migrator } from "kysely";
import { readDataset } from "../../db/dataset.js";
import { loadDataset } from "../../db/load.js";
import { migrate } from "../../db/migrate.js";
import { up as firstFacts } from "../../db/migrations/0001-facts.js";
import { up as desk } from "../../db/migrations/0002-desk.js";
import { insertRows } from "../../db/row-writing.js";
import { fileOfStore, openStore } from "../../db/store.js";
import { tableNames } from "../../db/tables.js";
import { places } from "../../server/places.js";
import { type Facts, factsIn, faultsAfter, finishedFiles } from "./aftermath.js";
import { type Confirmed, type Kind, oldStore, startBackup } from "./work.js";

/** Kills a writing process again and again and looks at what it leaves behind. */

export interface Round {
  readonly kind: Kind;
  /** Writes that were confirmed before the kill. */
  readonly confirmed: number;
  readonly faults: readonly string[];
}

/** A place with a store of the shipped facts that is to be killed over. */
export class Arena {
  private constructor(
    readonly url: string,
    readonly folder: string,
    private readonly start: { readonly facts: Facts; readonly oldFacts: Facts; readonly file: string },
  ) {}

  /** @param url an empty database of a PostgreSQL server; a file of the arena's own if left out */
  static async make(url?: string): Promise<Arena> {
    const folder = mkdtempSync(join(tmpdir(), "parallax-crash-"));
    const own = url ?? `sqlite:${join(folder, "parallax.sqlite")}`;
    const store = await openStore(own);
    await migrate(store.db, store.dialect);
    await loadDataset(store, readDataset(places.dataset), { author: "crash", summary: "Start", now: new Date() });
    const facts = await factsIn(store);
    await store.close();
    const [file, backup] = [fileOfStore(own), join(folder, startBackup)];
    if (file) copyFileSync(file, backup);
    const oldFacts = await makeOldStore(folder);
    return new Arena(own, folder, { facts, oldFacts, file: backup });
  }

  /** Takes away what earlier rounds left, so that what they wrote need not be looked through each time. */
  clear(): void {
    const file = fileOfStore(this.url);
    if (!file) return;
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
    copyFileSync(this.start.file, file);
  }

  /** Lets a process write, kills it after so many milliseconds of writing, and looks at what is left. */
  async kill(program: string, kind: Kind, afterMs: number): Promise<Round> {
    const child = spawn(process.execPath, [program, "--write", kind, this.url, this.folder], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [output, errors] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (piece: string) => {
      if (output === "") setTimeout(() => child.kill("SIGKILL"), afterMs);
      output += piece;
    });
    child.stderr.setEncoding("utf8").on("data", (piece: string) => {
      errors += piece;
    });
    await once(child, "close");
    const told = output
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Confirmed);
    const own = child.signalCode === "SIGKILL" ? [] : [`ended by itself: ${errors}`];
    const faults = [...own, ...(await faultsAfter(this.url, this.start, told))];
    for (const path of finishedFiles(this.folder))
      for (const suffix of ["", "-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
    return { kind, confirmed: told.filter((one) => !("ready" in one || "restoring" in one)).length, faults };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The shipped facts in a store of the first release; gives them as they are once nothing has gone wrong. */
async function makeOldStore(folder: string): Promise<Facts> {
  const file = join(folder, oldStore);
  const store = await openStore(`sqlite:${file}`);
  const getMigrations = async (): Promise<Record<string, Migration>> => ({
    "0001-facts": { up: (db: Kysely<unknown>) => firstFacts(db, store.dialect) },
    "0002-desk": { up: (db: Kysely<unknown>) => desk(db, store.dialect) },
  });
  await new Migrator({ db: store.db, provider: { getMigrations } }).migrateToLatest();
  const { rows } = readDataset(places.dataset);
  const present = await store.db.introspection.getTables();
  await store.transaction(async (trx) => {
    for (const table of tableNames) {
      const names = present.find(({ name }) => name === table)?.columns.map(({ name }) => name) ?? [];
      const old = rows[table].map((row) =>
        Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name))),
      );
      await insertRows(trx, table, old);
    }
    const revision = {
      id: 1,
      recorded_on: "2026-11-24",
      recorded_at: "2026-11-24T09:00:00.000Z",
      author: "crash",
      summary: "Start",
      dataset_hash: null,
    };
    await trx.insertInto("revisions").values(revision).execute();
  });
  await store.close();
  const undisturbed = join(folder, "undisturbed.sqlite");
  copyFileSync(file, undisturbed);
  const migrated = await openStore(`sqlite:${undisturbed}`);
  await migrate(migrated.db, migrated.dialect);
  const facts = await factsIn(migrated);
  await migrated.close();
  return facts;
}
