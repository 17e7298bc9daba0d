import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  realpathSync,
  renameSync,
  statSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import SqliteConnection from "better-sqlite3";
import { stamp } from "./backup.js";
import { knownSteps } from "./migrate.js";
import {
  besides,
  type Copied,
  CopyError,
  clearAbandoned,
  clearUnfinished,
  copySnapshot,
  faultIn,
  openSnapshot,
  putInPlace,
  reason,
  type Snapshot,
  unfinished,
} from "./sqlite-copy.js";

export interface Restored extends Copied {
  /** Where the replaced store is kept; null where there was none. */
  readonly aside: string | null;
  /** Steps of the schema that the server takes when it next starts. */
  readonly stepsToTake: readonly string[];
}

export interface RestoreOptions {
  readonly now: Date;
  /** Replace also a store that is too damaged to tell whether a server has it open. */
  readonly force?: boolean;
}

/**
 * Puts a backup in the place of the store in an SQLite file. It is checked and copied first; the store that it
 * replaces is kept beside it; and at every moment there is either the one or the other.
 * @throws CopyError if the backup is not whole or not ours, or if somebody has the store open.
 */
export async function restore(
  backup: string,
  store: string,
  { now, force = false }: RestoreOptions,
): Promise<Restored> {
  const snapshot = openSnapshot(resolve(backup));
  const partial = unfinished(store);
  try {
    if (existsSync(store) && realpathSync(store) === realpathSync(snapshot.file))
      throw new CopyError(`${store} is the store itself.`);
    const stepsToTake = checkOurs(snapshot);
    if (!existsSync(dirname(store))) mkdirSync(dirname(store));
    clearAbandoned(dirname(store));
    const copied = await copySnapshot(snapshot, partial);
    const aside = replace(store, partial, `${store}.replaced-${stamp(now)}`, force);
    return { ...copied, aside, stepsToTake };
  } finally {
    snapshot.close();
    clearUnfinished(partial);
  }
}

/** Steps that the backup has yet to take; refuses what is damaged, not ours, or of a Parallax to come. */
function checkOurs({ file, connection, revision }: Snapshot): readonly string[] {
  let fault: string | undefined;
  try {
    fault = faultIn(connection);
  } catch (error) {
    fault = reason(error);
  }
  if (fault) throw new CopyError(`${file} is damaged and was not restored: ${fault}.`);
  const isStore = connection.prepare("select 1 from sqlite_master where name = 'kysely_migration'").get() !== undefined;
  const taken = isStore ? (connection.prepare("select name from kysely_migration").pluck().all() as string[]) : [];
  if (revision === null || !taken.includes(knownSteps[0] ?? ""))
    throw new CopyError(`${file} is no backup of a Parallax store and was not restored.`);
  const newer = taken.find((step) => !knownSteps.includes(step));
  if (newer)
    throw new CopyError(
      `${file} was written by a newer version of Parallax (it has step "${newer}") and was not restored. Update Parallax.`,
    );
  return knownSteps.filter((step) => !taken.includes(step));
}

/** Puts the finished file in the store's place and says where the store is kept that stood there. */
function replace(store: string, finished: string, aside: string, force: boolean): string | null {
  if (!existsSync(store)) {
    // The log of a store that is gone would be played into the new one.
    keepAside(store, aside);
    putInPlace(finished, store, false);
    return null;
  }
  const held = seize(store, force);
  try {
    if (!held) keepAside(store, aside);
    belongTo(finished, store);
    try {
      linkSync(store, aside);
    } catch {
      // Some disks know no second name for a file.
      copyFileSync(store, aside);
    }
    putInPlace(finished, store, true);
    return aside;
  } finally {
    held?.close();
  }
}

/** Whoever could open the store that is replaced can open the one in its place: the server may be another user. */
function belongTo(finished: string, store: string): void {
  const { mode, uid, gid } = statSync(store);
  chmodSync(finished, mode & 0o777);
  if (process.getuid?.() === 0) chownSync(finished, uid, gid);
}

function keepAside(store: string, aside: string): void {
  for (const suffix of besides)
    if (existsSync(`${store}${suffix}`)) renameSync(`${store}${suffix}`, `${aside}${suffix}`);
}

/**
 * Holds the store so that nobody else can open it, and takes its log into the file. SQLite grants neither while any
 * other connection is open, idle or not: that is how a running server shows itself. `undefined` for a store too
 * damaged to be held, with `force`.
 */
function seize(store: string, force: boolean): SqliteConnection.Database | undefined {
  let held: SqliteConnection.Database | undefined;
  try {
    held = new SqliteConnection(store, { fileMustExist: true, timeout: 500 });
    held.pragma("locking_mode = EXCLUSIVE");
    held.pragma("journal_mode = DELETE");
    held.exec("begin exclusive");
    return held;
  } catch (error) {
    held?.close();
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code.startsWith("SQLITE_BUSY"))
      throw new CopyError(
        `${store} is in use. Stop the server and every other program that has it open, then restore.`,
      );
    if (!/^SQLITE_(NOTADB|CORRUPT)/.test(code)) throw new CopyError(`${store} cannot be replaced: ${reason(error)}.`);
    if (force) return undefined;
    throw new CopyError(
      `${store} is damaged (${reason(error)}), so that it does not tell whether a server has it open. Make sure that none is running, then restore with --force.`,
    );
  }
}
