import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, rm, stat, utimes } from "node:fs/promises";
import { join, resolve } from "node:path";
import { LRUCache } from "lru-cache";
import type { RevisionRow } from "../../db/database.js";
import type { RowChange } from "../../db/row-writing.js";
import { FactsInMotion, writeProposed, writeRevision } from "../../db/snapshot.js";
import { openStore, type Store } from "../../db/store.js";
import { TryLater } from "./errors.js";
import { writeWhole } from "./finished-files.js";

/** Earlier revisions that are open at a time, and their files that are kept. */
const most = { open: 4, files: 12 };
/** Copies, and what a killed process has left half-made. */
const ours = /^(r\d+-[0-9a-f]{16}\.sqlite|proposed-[0-9a-f]{16}\.sqlite|\.draft-[0-9a-f]{16})$/;
/** An answer that is being made when its revision is put out has so long to end. */
const graceMs = 60_000;

/**
 * The facts at earlier revisions, each as a store of its own that nothing else is written to: a file that is made when
 * somebody first asks for the revision. Whatever is kept by store is so kept apart from the present's.
 */
export class Snapshots {
  readonly #folder: string;
  readonly #open: LRUCache<string, Promise<Store>>;
  readonly #leaving = new Set<Promise<Store>>();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(
    readonly store: Store,
    folder: string,
    readonly build: string,
    readonly writer?: string,
  ) {
    this.#folder = resolve(folder, "revisions");
    this.#open = new LRUCache({ max: most.open, dispose: (leaving) => this.#leave(leaving) });
  }

  /** The store as it was at a revision of the past. */
  at(revision: RevisionRow): Promise<Store> {
    const name = this.#nameOf(revision);
    const known = this.#open.get(name);
    if (known) return known;
    const opened = this.#make(name, revision);
    this.#open.set(name, opened);
    opened.catch(() => this.#open.delete(name));
    return opened;
  }

  /** Does something with the facts as they would be with changes, which are forgotten afterwards. */
  async proposed<T>(changes: () => AsyncIterable<RowChange>, work: (store: Store) => Promise<T>): Promise<T> {
    await mkdir(this.#folder, { recursive: true });
    const path = join(this.#folder, `proposed-${randomBytes(8).toString("hex")}.sqlite`);
    try {
      await writeProposed(this.store, path, changes).catch(inMotion);
      const store = await openStore(`sqlite:${path}`);
      return await work(store).finally(() => store.close());
    } finally {
      await remove(path);
    }
  }

  async close(): Promise<void> {
    const open = [...this.#open.values(), ...this.#leaving];
    this.#open.clear();
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(open.map(closed));
  }

  async #make(name: string, revision: RevisionRow): Promise<Store> {
    const path = join(this.#folder, name);
    await mkdir(this.#folder, { recursive: true });
    if (!(await exists(path))) {
      await writeWhole(path, (draft) => writeRevision(this.store, draft, revision)).catch(inMotion);
      await this.#removeOldest();
    }
    await utimes(path, new Date(), new Date());
    return openStore(`sqlite:${path}`, this.writer === undefined ? {} : { writer: this.writer });
  }

  #leave(leaving: Promise<Store>): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#leaving.delete(leaving);
      void closed(leaving);
    }, graceMs);
    timer.unref();
    this.#timers.add(timer);
    this.#leaving.add(leaving);
  }

  /** Of those not open the ones that were longest not asked for go. */
  async #removeOldest(): Promise<void> {
    const aged: { readonly path: string; readonly usedAt: number }[] = [];
    for (const name of await readdir(this.#folder)) {
      if (!ours.test(name) || this.#open.has(name)) continue;
      const path = join(this.#folder, name);
      aged.push({
        path,
        usedAt: await stat(path).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        ),
      });
    }
    aged.sort((one, other) => other.usedAt - one.usedAt);
    for (const { path } of aged.slice(most.files - most.open)) await remove(path);
  }

  /** The moment tells the first revision of one database from that of another. */
  #nameOf({ id, recorded_at }: RevisionRow): string {
    const hash = createHash("sha256").update(`${this.build}\0${this.store.place}\0${id}\0${recorded_at}`);
    return `r${id}-${hash.digest("hex").slice(0, 16)}.sqlite`;
  }
}

/** One that could not be made has nothing to close. */
function closed(store: Promise<Store>): Promise<void> {
  return store.then(
    (opened) => opened.close(),
    () => undefined,
  );
}

function inMotion(error: unknown): never {
  if (error instanceof FactsInMotion) throw new TryLater("Facts in motion", error.message, 5);
  throw error;
}

/** A database goes with the files that stand beside it while it is open. */
async function remove(path: string): Promise<void> {
  for (const beside of ["", "-wal", "-shm", "-journal"]) await rm(`${path}${beside}`, { force: true });
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}
