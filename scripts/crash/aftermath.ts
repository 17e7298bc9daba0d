import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import SqliteConnection from "better-sqlite3";
import { migrate, stepsToTake } from "../../db/migrate.js";
import { rowKey, untyped } from "../../db/row-writing.js";
import { faultIn } from "../../db/sqlite-copy.js";
import { fileOfStore, openStore, type Store } from "../../db/store.js";
import { tableNames } from "../../db/tables.js";
import { getChangeSet } from "../../server/desk/change-sets.js";
import { factsOf, getEdition, htmlOf, listEditions, recordOf, zipOf } from "../../server/reports/editions.js";
import { type Confirmed, reportId } from "./work.js";

/** What is looked at after a kill: that all that was confirmed is there, and nothing is there by half. */

/** Every row of the facts by table and key. */
export type Facts = ReadonlyMap<string, unknown>;

export async function factsIn({ db }: Store): Promise<Facts> {
  const facts = new Map<string, unknown>();
  for (const table of tableNames) {
    const rows = await untyped(db).selectFrom(table).selectAll().execute();
    for (const row of rows) facts.set(`${table} ${rowKey(table, row as never)}`, row);
  }
  return facts;
}

/** What the stores held before anything was written to them: the one killed over, and the one of the first release. */
export interface Starts {
  readonly facts: Facts;
  readonly oldFacts: Facts;
}

/** All that is wrong with a store that was killed over, in words; nothing if all is well. */
export async function faultsAfter(url: string, start: Starts, told: readonly Confirmed[]): Promise<readonly string[]> {
  const faults: string[] = [];
  const restoring = told.findLastIndex((one) => "restoring" in one);
  const restored = told.findLastIndex((one) => "restored" in one);
  // Between the two the store is the old one or the new one; whatever it is, it has to be whole.
  const since = restoring > restored ? told.length : restored + 1;
  faults.push(...(await storeFaults(url, start.facts, told.slice(since))));
  for (const one of told) {
    if ("migrated" in one && !existsSync(one.migrated)) faults.push(`${one.migrated} is gone`);
    if ("backup" in one && !existsSync(one.backup)) faults.push(`${one.backup} is gone`);
  }
  const file = fileOfStore(url);
  for (const path of file ? finishedFiles(dirname(file)) : []) {
    const confirmed = told.flatMap((one) =>
      "backup" in one && one.backup === path ? [{ atLeast: one.ofRevision }] : [],
    );
    faults.push(
      ...(await storeFaults(
        `sqlite:${path}`,
        basename(path).startsWith("migrated") ? start.oldFacts : start.facts,
        [],
        confirmed.at(-1)?.atLeast,
      )),
    );
  }
  return faults;
}

/** Backups, stores kept aside and migrated stores: all that has a finished file's name. */
export function finishedFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /^(backup-\d|migrated-\d+)\.sqlite$|\.replaced-[\dTZ]+$/.test(name))
    .map((name) => join(folder, name));
}

async function storeFaults(
  url: string,
  start: Facts,
  told: readonly Confirmed[],
  atLeast = 1,
): Promise<readonly string[]> {
  const name = basename(fileOfStore(url) ?? "server");
  const said = (faults: readonly string[]) => faults.map((fault) => `${name}: ${fault}`);
  try {
    const damage = fileOfStore(url) && damageIn(url);
    if (damage) return said([damage]);
    const store = await openStore(url);
    try {
      await migrate(store.db, store.dialect);
      const pending = await stepsToTake(store.db);
      return said([
        ...pending.map((step) => `step ${step} cannot be taken`),
        ...(await historyFaults(store, start, atLeast)),
        ...(await missing(store, told)),
        ...(await editionFaults(store)),
      ]);
    } finally {
      await store.close();
    }
  } catch (error) {
    return said([`does not open: ${(error as Error).message}`]);
  }
}

function damageIn(url: string): string | undefined {
  const connection = new SqliteConnection(fileOfStore(url) ?? "", { fileMustExist: true });
  try {
    return faultIn(connection);
  } finally {
    connection.close();
  }
}

/** Undoes every revision from the last to the first: each must find what it left, and the start must come out. */
async function historyFaults(store: Store, start: Facts, atLeast: number): Promise<readonly string[]> {
  const revisions = await store.db.selectFrom("revisions").select("id").orderBy("id", "desc").execute();
  const ids = revisions.map(({ id }) => id);
  if (ids.some((id, at) => id !== ids.length - at)) return [`revisions are ${ids.join(", ")}`];
  if (ids.length < atLeast) return [`ends at revision ${ids.length}, and ${atLeast} was confirmed`];
  const facts = new Map(await factsIn(store));
  for (const id of ids) {
    const changes = await store.db.selectFrom("changes").selectAll().where("revision_id", "=", id).execute();
    for (const { table, row_id, before, after } of changes) {
      const key = `${table} ${row_id}`;
      if (!isDeepStrictEqual(plain(facts.get(key)), after === null ? undefined : JSON.parse(after)))
        return [`revision ${id} says of ${key} what is not there`];
      if (before === null) facts.delete(key);
      else facts.set(key, JSON.parse(before));
    }
  }
  if (facts.size !== start.size) return [`${facts.size} rows before all revisions, not ${start.size}`];
  const changed = [...start].find(([key, row]) => !isDeepStrictEqual(plain(facts.get(key)), plain(row)));
  return changed ? [`${changed[0]} was changed by no revision`] : [];
}

/** A row of a query has no prototype on some drivers; as JSON it has nothing but its cells. */
const plain = (row: unknown) => (row === undefined ? undefined : JSON.parse(JSON.stringify(row)));

async function missing({ db }: Store, told: readonly Confirmed[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const one of told) {
    if ("revision" in one) {
      const { rows } = await db
        .selectFrom("changes")
        .select((eb) => eb.fn.countAll().as("rows"))
        .where("revision_id", "=", one.revision)
        .executeTakeFirstOrThrow();
      if (Number(rows) !== one.changes)
        faults.push(`revision ${one.revision} has ${rows} changes, and ${one.changes} were confirmed`);
    }
    if ("changeSet" in one) {
      const { counts, state, revision } = await getChangeSet(db, one.changeSet);
      if (counts.add + counts.change + counts.remove !== one.rows)
        faults.push(`change set ${one.changeSet} has lost changes`);
      if ((state === "approved") !== (revision !== undefined))
        faults.push(`change set ${one.changeSet} is ${state} by half`);
    }
    if ("edition" in one) await getEdition(db, reportId, one.edition);
  }
  return faults;
}

/** Reading an edition checks every part of it against its hash, and the hashes against the seal. */
async function editionFaults({ db }: Store): Promise<readonly string[]> {
  const editions = await listEditions(db, reportId);
  for (const edition of editions.slice(0, 5))
    for (const part of [htmlOf, zipOf, factsOf, recordOf]) await part(db, edition);
  return editions.length === 0 || editions[0]?.edition === editions.length ? [] : ["an edition is missing"];
}
