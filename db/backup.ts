import { existsSync, mkdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import {
  type Copied,
  CopyError,
  clearAbandoned,
  clearUnfinished,
  copySnapshot,
  openSnapshot,
  putInPlace,
  reason,
  unfinished,
} from "./sqlite-copy.js";

export interface Backup extends Copied {
  readonly file: string;
}

export interface BackupOptions {
  /** A file, or a folder that gets one named by revision and moment; the folder `backups` beside the store if left out. */
  readonly to?: string | undefined;
  /** Replace a file of that name. */
  readonly overwrite?: boolean;
  readonly now: Date;
}

/**
 * Copies the store in an SQLite file while others write to it. What is copied is one committed state, checked.
 * @throws CopyError if there is no store, or the copy cannot be written where it should.
 */
export async function backUp(store: string, { to, overwrite = false, now }: BackupOptions): Promise<Backup> {
  const snapshot = openSnapshot(store);
  try {
    if (snapshot.revision === null) throw new CopyError(`${store} is no store of Parallax with facts in it.`);
    const file = target(store, to, `parallax-r${snapshot.revision}-${stamp(now)}.sqlite`);
    if (existsSync(file)) {
      if (realpathSync(file) === realpathSync(store)) throw new CopyError(`${file} is the store itself.`);
      if (!statSync(file).isFile()) throw new CopyError(`${file} is no file.`);
      if (!overwrite) throw new CopyError(`${file} is there already; --force replaces it.`);
    }
    makeFolder(dirname(file));
    const partial = unfinished(file);
    try {
      const copied = await copySnapshot(snapshot, partial);
      putInPlace(partial, file, overwrite);
      return { file, ...copied };
    } finally {
      clearUnfinished(partial);
    }
  } finally {
    snapshot.close();
  }
}

function target(store: string, to: string | undefined, name: string): string {
  if (to === undefined) return join(dirname(store), "backups", name);
  const isFolder = /[/\\]$/.test(to) || to.endsWith(sep) || (existsSync(to) && statSync(to).isDirectory());
  return isFolder ? join(resolve(to), name) : resolve(to);
}

function makeFolder(folder: string): void {
  try {
    // One level: a folder further up that is not there is rather a slip than a wish.
    if (!existsSync(folder)) mkdirSync(folder);
    clearAbandoned(folder);
  } catch (error) {
    throw new CopyError(`${folder} cannot be written to: ${reason(error)}.`);
  }
}

/** A moment as a part of a file's name, which sorts. @example "20261124T090000Z" */
export function stamp(now: Date): string {
  return now.toISOString().replace(/[-:]|\.\d+/g, "");
}
