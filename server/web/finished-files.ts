import { createHash, randomBytes } from "node:crypto";
import { constants, createReadStream, createWriteStream } from "node:fs";
import { access, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Request, Response } from "express";
import type { RevisionRow } from "../../db/database.js";
import type { Store } from "../../db/store.js";
import { disposition, notModified, tag } from "./answers.js";
import { HttpError } from "./errors.js";

/** A download that is the same for everybody as long as the facts are: made once for each revision, then sent as a file. */
export interface Recipe {
  /** Name in the folder: letters, digits, hyphens and underscores with one ending, as `chips.csv`. */
  readonly name: string;
  readonly type: string;
  /** Name under which it is saved. */
  readonly fileName?: (revision: RevisionRow) => string;
  /** Number of rows, for the header that tells it. */
  readonly rows?: () => Promise<number>;
  /** Compressing it once more saves nothing. */
  readonly compressed?: boolean;
  /** Writes the whole file at `path`, which does not exist yet. */
  write(path: string, revision: RevisionRow): Promise<void>;
}

/** A file as it lies in the folder, whole. */
export interface Finished {
  readonly name: string;
  readonly path: string;
  readonly revision: RevisionRow;
  readonly rows?: number;
}

/** The folder for finished downloads cannot be used. The message is one line for the person who runs the program. */
export class FilesFolderError extends Error {}

/** Edits may land while a file is being made, which then belongs to no revision; so often it is begun anew. */
const attempts = 5;
/** What a killed process left half-written goes after an hour. */
const leftoverMs = 3_600_000;
/** Bytes read from the disk at a time: each read is a round through the thread pool, and the default is 64 kB. */
const highWaterMark = 2 ** 19;
/** Below this many bytes compression costs more than it saves. */
const worthCompressing = 1024;

/**
 * Makes the folder for finished downloads if it is not there.
 * @throws FilesFolderError if it cannot be made or written to.
 */
export async function checkFilesFolder(folder: string): Promise<void> {
  const usable = async () => {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
  };
  await inFolder(folder, usable, { ...folderReasons, ENOENT: "it cannot be made there" });
}

/**
 * Finished downloads of one store in one folder. A file's name carries the build and the revision, so that a file of
 * yesterday, or of another database, is never taken for today's; older ones are removed when a newer one is finished.
 */
export class FinishedFiles {
  readonly #folder: string;
  readonly #running = new Map<string, Promise<Finished>>();
  readonly #rows = new Map<string, { readonly mark: string; readonly rows: number }>();

  constructor(
    folder: string,
    readonly build: string,
    readonly store: Store,
  ) {
    this.#folder = resolve(folder);
  }

  /** The finished file at the present revision, made if it is not there; once, however many ask meanwhile. */
  async finish(recipe: Recipe): Promise<Finished> {
    const revision = await this.#revision();
    const key = `${this.#mark(revision)} ${recipe.name}`;
    const running = this.#running.get(key);
    if (running) return running;
    const fresh = this.#make(recipe, revision).finally(() => this.#running.delete(key));
    this.#running.set(key, fresh);
    return fresh;
  }

  /** Sends the file like a static one: with its length and entity tag, in ranges when asked, or not again at all. */
  async send(req: Request, res: Response, recipe: Recipe): Promise<void> {
    const etag = this.#etag(recipe, await this.#revision());
    if (notModified(req, res, etag)) return;
    await this.#sendOnce(req, res, recipe).catch((error: NodeJS.ErrnoException) => {
      // Somebody has emptied the folder in this very moment.
      if (error.code !== "ENOENT" || res.headersSent) throw error;
      return this.#sendOnce(req, res, recipe);
    });
  }

  async #sendOnce(req: Request, res: Response, recipe: Recipe): Promise<void> {
    const finished = await this.finish(recipe);
    const { revision, rows } = finished;
    const squeezed = await this.#squeezed(req, recipe, finished);
    res.setHeader("Content-Type", recipe.type);
    res.setHeader("Vary", "Accept-Encoding");
    res.setHeader("Cache-Control", "no-cache");
    res.setHeader("ETag", tag(this.#etag(recipe, revision), squeezed ? "gzip" : "identity"));
    if (squeezed) res.setHeader("Content-Encoding", "gzip");
    if (rows !== undefined) res.setHeader("X-Row-Count", rows);
    if (recipe.fileName) res.setHeader("Content-Disposition", disposition(recipe.fileName(revision)));
    await sendFile(res, this.#folder, squeezed ?? finished.name, squeezed === undefined);
  }

  /** Name of the file's gzip sibling if the client wants that one; a range is always one of the file itself. */
  async #squeezed(req: Request, recipe: Recipe, { name, path }: Finished): Promise<string | undefined> {
    if (recipe.compressed || req.headers.range || req.acceptsEncodings("gzip") !== "gzip") return undefined;
    if ((await stat(path)).size < worthCompressing) return undefined;
    const squeezed = await this.finish({
      name: `${recipe.name}.gz`,
      type: recipe.type,
      write: (target) => pipeline(createReadStream(path), createGzip(), createWriteStream(target)),
    });
    // An edit may have landed between the two; then the file itself goes out.
    return squeezed.name === `${name}.gz` ? squeezed.name : undefined;
  }

  async #make(recipe: Recipe, first: RevisionRow): Promise<Finished> {
    let revision = first;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#makeAt(recipe, revision);
      } catch (error) {
        // An edit has landed meanwhile: what was written may hold rows of two revisions and is gone already.
        const now = await this.#revision();
        if (now.id === revision.id || attempt === attempts) throw error;
        revision = now;
      }
    }
  }

  async #makeAt(recipe: Recipe, revision: RevisionRow): Promise<Finished> {
    const name = this.#nameOf(recipe, revision);
    const path = join(this.#folder, name);
    const rows = await this.#count(recipe, revision);
    if (await exists(path)) {
      await this.#check(revision);
    } else {
      await checkFilesFolder(this.#folder);
      await inFolder(this.#folder, () =>
        writeWhole(path, async (draft) => {
          await recipe.write(draft, revision);
          await this.#check(revision);
        }),
      );
      await this.#removeOlder(recipe, revision);
    }
    return { name, path, revision, ...(rows !== undefined && { rows }) };
  }

  async #check({ id }: RevisionRow): Promise<void> {
    if ((await this.#revision()).id !== id)
      throw new HttpError(503, "Facts in motion", "The facts are changing at this moment. Try again soon.");
  }

  async #count(recipe: Recipe, revision: RevisionRow): Promise<number | undefined> {
    if (!recipe.rows) return undefined;
    const mark = this.#mark(revision);
    const known = this.#rows.get(recipe.name);
    if (known?.mark === mark) return known.rows;
    const rows = await recipe.rows();
    this.#rows.set(recipe.name, { mark, rows });
    return rows;
  }

  async #removeOlder(recipe: Recipe, revision: RevisionRow): Promise<void> {
    const [stem = "", ending = ""] = parted(recipe.name);
    const current = this.#nameOf(recipe, revision);
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      const older =
        name !== current && name.startsWith(`${stem}.r`) && name.endsWith(ending) && isMarked(name, stem, ending);
      const leftover = name.startsWith(draftPrefix) && Date.now() - (await age(path)) > leftoverMs;
      if (older || leftover) await rm(path, { force: true });
    }
  }

  async #revision(): Promise<RevisionRow> {
    const revision = await this.store.revision();
    if (!revision)
      throw new HttpError(503, "No facts yet", "The store holds no facts yet. Load them with: npm run load");
    return revision;
  }

  /** What a finished file depends on. The moment tells the first revision of one database from that of another. */
  #mark({ id, recorded_at }: RevisionRow): string {
    const hash = createHash("sha256").update(`${this.build}\0${this.store.place}\0${id}\0${recorded_at}`);
    return `r${id}-${hash.digest("hex").slice(0, 16)}`;
  }

  #nameOf({ name }: Recipe, revision: RevisionRow): string {
    const [stem, ending] = parted(name);
    return `${stem}.${this.#mark(revision)}${ending}`;
  }

  #etag({ name }: Recipe, revision: RevisionRow): string {
    return createHash("sha256")
      .update(`${this.#mark(revision)}\0${name}`)
      .digest("base64url")
      .slice(0, 22);
  }
}

const draftPrefix = ".draft-";

/**
 * Writes a file so that it is either there and whole or not there: under another name first, down to the disk, then
 * renamed.
 */
export async function writeWhole(path: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = join(resolve(path, ".."), `${draftPrefix}${randomBytes(8).toString("hex")}`);
  try {
    await write(draft);
    const handle = await open(draft, "r+");
    await handle.sync().finally(() => handle.close());
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Express sends it: conditional requests and ranges are its business. */
function sendFile(res: Response, root: string, name: string, acceptRanges: boolean): Promise<void> {
  return new Promise((sent, failed) => {
    const options = {
      root,
      acceptRanges,
      highWaterMark,
      cacheControl: false,
      lastModified: false,
      dotfiles: "allow" as const,
    };
    res.sendFile(name, options, (error: (NodeJS.ErrnoException & { status?: number }) | undefined) => {
      // A client that goes away in the middle is no failure of ours.
      if (!error || error.code === "ECONNABORTED" || error.syscall === "write") sent();
      else if (error.status === 416)
        failed(new HttpError(416, "Range not satisfiable", "The file is shorter than that."));
      else if (error.status === 412) failed(new HttpError(412, "Precondition failed", "The file has changed since."));
      else failed(error);
    });
  });
}

/** @example parted("chips.csv.gz") // ["chips", ".csv.gz"] */
function parted(name: string): readonly [string, string] {
  const at = name.indexOf(".");
  return [name.slice(0, at), name.slice(at)];
}

function isMarked(name: string, stem: string, ending: string): boolean {
  return /^r\d+-[0-9a-f]{16}$/.test(name.slice(stem.length + 1, name.length - ending.length));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

async function age(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.now(),
  );
}

const folderReasons: Readonly<Record<string, string>> = {
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "it is on a read-only disk",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of it is a file",
  EEXIST: "it is a file",
};

async function inFolder(folder: string, work: () => Promise<void>, reasons = folderReasons): Promise<void> {
  try {
    await work();
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ""];
    if (!reason) throw error;
    throw new FilesFolderError(
      `Finished downloads cannot be kept in ${folder}: ${reason}. Set FILES_FOLDER to a folder that can be written to.`,
    );
  }
}
