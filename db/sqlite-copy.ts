import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname } from "node:path";
import SqliteConnection from "better-sqlite3";

/**
 * Whole copies of a store in an SQLite file, made while others read and write it: from one snapshot, compared with it
 * row by row, and under their name only when they are finished and on the disk.
 */

/** A copy cannot be made or used. The message is one line for the person who asked for it. */
export class CopyError extends Error {}

/** A file held at one committed state for as long as it is open, whoever writes to it meanwhile. */
export interface Snapshot {
  readonly file: string;
  readonly connection: SqliteConnection.Database;
  /** The latest revision in it; null where it holds no facts yet or is no store. */
  readonly revision: number | null;
  close(): void;
}

export interface Copied {
  readonly revision: number | null;
  readonly bytes: number;
  readonly tables: number;
  readonly rows: number;
}

/**
 * Opens a file at its present state. That the transaction stays open is what lets a copy end however fast others
 * write: SQLite begins a copy anew whenever its source has moved, and this one does not move. Meanwhile the log beside
 * the file grows by what they write.
 * @throws CopyError if it is not there or no SQLite file.
 */
export function openSnapshot(file: string): Snapshot {
  if (!existsSync(file)) throw new CopyError(`There is no file ${file}.`);
  let connection: SqliteConnection.Database | undefined;
  try {
    connection = new SqliteConnection(file, { readonly: true, fileMustExist: true });
    connection.pragma("trusted_schema = OFF");
    connection.exec("begin");
    const hasRevisions = connection.prepare("select 1 from sqlite_master where name = 'revisions'").get() !== undefined;
    const latest = hasRevisions && connection.prepare("select max(id) from revisions").pluck().get();
    const opened = connection;
    return { file, connection, revision: typeof latest === "number" ? latest : null, close: () => opened.close() };
  } catch (error) {
    connection?.close();
    throw new CopyError(`${file} cannot be read: ${reason(error)}.`);
  }
}

/** What is wrong with a file in itself: nothing, or the first fault in SQLite's words. */
export function faultIn(connection: SqliteConnection.Database): string | undefined {
  const damaged = connection.pragma("integrity_check(1)", { simple: true });
  if (damaged !== "ok") return String(damaged);
  const dangling = connection.pragma("foreign_key_check") as readonly { readonly table: string }[];
  return dangling[0] && `${dangling.length} references lead nowhere, the first in ${dangling[0].table}`;
}

/**
 * Copies a snapshot into a new file that only its owner may read, checks it and leaves it on the disk.
 * @throws CopyError if it cannot be written, or is not the same to the last cell.
 */
export async function copySnapshot(snapshot: Snapshot, to: string): Promise<Copied> {
  let copy: SqliteConnection.Database | undefined;
  try {
    // People's sessions and tokens are in it too.
    closeSync(openSync(to, "wx", 0o600));
    await snapshot.connection.backup(to, { progress: () => pagesAtATime });
    copy = new SqliteConnection(to, { fileMustExist: true });
    // One plain file, which opens on read-only media, instead of one with a log beside it.
    copy.pragma("journal_mode = DELETE");
    const fault = faultIn(copy);
    if (fault) throw new CopyError(`The copy of ${snapshot.file} is damaged, and so may be the file: ${fault}.`);
    const [contents, own] = [contentsOf(copy), contentsOf(snapshot.connection)];
    const differing = [...own].find(([table, { digest }]) => contents.get(table)?.digest !== digest);
    if (differing || contents.size !== own.size)
      throw new CopyError(`The copy of ${snapshot.file} differs from it, in the table ${differing?.[0]}.`);
    copy.close();
    syncFile(to);
    const rows = [...contents.values()].reduce((sum, table) => sum + table.rows, 0);
    return { revision: snapshot.revision, bytes: statSync(to).size, tables: contents.size, rows };
  } catch (error) {
    copy?.close();
    if (error instanceof CopyError) throw error;
    throw new CopyError(`${snapshot.file} cannot be copied to ${dirname(to)}: ${reason(error)}.`);
  }
}

/** Pages of 4 kB between two turns of the event loop. */
const pagesAtATime = 4096;

/** Every table of a file with the number of its rows and a digest over all their cells. */
export function contentsOf(
  connection: SqliteConnection.Database,
): ReadonlyMap<string, { readonly rows: number; readonly digest: string }> {
  const names = connection
    .prepare(
      "select name from sqlite_master where type = 'table' and name not like 'sqlite!_%' escape '!' order by name",
    )
    .pluck()
    .all() as string[];
  return new Map(names.map((name) => [name, digestOf(connection, name)]));
}

function digestOf(connection: SqliteConnection.Database, table: string) {
  const hash = createHash("sha256");
  let rows = 0;
  // Both files hold the same pages, so that both give their rows in the same order without sorting them.
  for (const row of connection
    .prepare(`select * from "${table.replaceAll('"', '""')}"`)
    .raw()
    .iterate()) {
    rows += 1;
    hash.update(JSON.stringify((row as unknown[]).map(flat)));
  }
  return { rows, digest: hash.digest("hex") };
}

const flat = (cell: unknown) =>
  cell instanceof Uint8Array ? `blob ${createHash("sha256").update(cell).digest("hex")}` : cell;

/**
 * Gives a finished file its name, at once and for good: whoever looks finds the old file or the new one, also after a
 * power cut. Without `overwrite` a file of that name stays, even one that appears this very moment.
 */
export function putInPlace(finished: string, name: string, overwrite: boolean): void {
  try {
    if (overwrite) renameSync(finished, name);
    else {
      linkSync(finished, name);
      rmSync(finished);
    }
    syncFolder(dirname(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw new CopyError(`${name} is there already.`);
    throw new CopyError(`${name} cannot be written: ${reason(error)}.`);
  }
}

/** Where a file is written until it is whole. Its name tells the process, so that two never share one. */
export const unfinished = (name: string) => `${name}.${process.pid}.partial`;

/** Takes an unfinished file away, with what SQLite keeps beside it. */
export function clearUnfinished(partial: string): void {
  for (const suffix of ["", ...besides]) rmSync(`${partial}${suffix}`, { force: true });
}

/** Takes away what processes left unfinished that were killed over it. Those that still run keep theirs. */
export function clearAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    const process = /\.(\d+)\.partial(-\w+)?$/.exec(name)?.[1];
    if (process && !isRunning(Number(process))) rmSync(`${folder}/${name}`, { force: true });
  }
}

function isRunning(process: number): boolean {
  try {
    globalThis.process.kill(process, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Ends of the names of the files that SQLite keeps beside a database. */
export const besides = ["-wal", "-shm", "-journal"] as const;

function syncFile(path: string): void {
  const opened = openSync(path, "r+");
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

/** A name is only for good when its folder is on the disk; Windows keeps it by itself and opens no folders. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const opened = openSync(path, "r");
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

/** A failure of SQLite or of the system in its own words. */
export function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "SQLITE_FULL" || code === "ENOSPC") return "the disk is full";
  // "EACCES: permission denied, open '/…'": the path is said already.
  return message
    .replace(/^[A-Z]+: /, "")
    .replace(/, [a-z]+ '.*$/, "")
    .replace(/\.$/, "");
}
