import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import SqliteConnection from "better-sqlite3";
import { type CompiledQuery, Kysely, PostgresDialect, SqliteAdapter, SqliteDialect, sql } from "kysely";
import pg from "pg";
import Cursor from "pg-cursor";
import type { Database, Db, RevisionRow } from "./database.js";
import { type Form, type Piece, pieceOf, type WrittenColumn } from "./pieces.js";
import { batches, batchRows, type Compilable, type KeyedQuery, type RawRow, readingOf, wholeOf } from "./reading.js";
import { WritingThread } from "./writing-thread.js";

export type Dialect = "sqlite" | "postgres";

/** The open database and what the product asks of it beyond queries. */
export interface Store {
  readonly db: Kysely<Database>;
  readonly dialect: Dialect;
  /** Where it is, without password: for messages. */
  readonly place: string;
  /** The latest revision, or `undefined` in a store that holds no facts yet. Cheap enough to ask at each request. */
  revision(): Promise<RevisionRow | undefined>;
  /**
   * A number that changes whenever anybody may have written, so that a finished answer can be sent again as long as it
   * stays. SQLite tells it without touching a table, PostgreSQL has to be asked.
   */
  changeCounter(): number | Promise<number>;
  /** Work that is done wholly or not at all, one writer after the other. */
  transaction<T>(work: (trx: Db) => Promise<T>): Promise<T>;
  /**
   * Rows of a query as arrays, in batches, from one snapshot on a connection of the stream's own: a stalled reader
   * holds up nobody, and an edit that lands meanwhile is not seen. Fails if it cannot give the rows to the last.
   */
  stream(query: Compilable | KeyedQuery, batchSize?: number): AsyncIterable<readonly RawRow[]>;
  /**
   * The same rows as text. A file is read and written in a thread beside the event loop, which no sort of a million
   * rows then holds up.
   */
  pieces(query: Compilable | KeyedQuery, columns: readonly WrittenColumn[], form: Form): AsyncIterable<Piece>;
  /** The one figure that a query gives, such as the number of a download's rows; reckoned where pieces are written. */
  figure(query: Compilable): Promise<number>;
  /**
   * The few rows that a query gives after it has walked through very many. In a file they are found by a thread of
   * their own, so that the walk holds up nobody and waits for no download.
   */
  rows<R>(query: { compile(): CompiledQuery<R> }): Promise<readonly R[]>;
  close(): Promise<void>;
}

/** The store cannot be opened as asked. The message is one line for the person who started the program. */
export class StoreError extends Error {}

export interface StoreOptions {
  /** The built script of the thread that writes downloads; without it they are written between other work. */
  readonly writer?: string;
}

/**
 * Opens the store at `url`: `sqlite:PATH` or a bare path (created when missing), `sqlite::memory:`, or `postgres://…`.
 * Does not migrate.
 * @throws StoreError if the file or server cannot be opened.
 */
export async function openStore(url: string, { writer }: StoreOptions = {}): Promise<Store> {
  return isPostgres(url) ? openPostgres(url) : openSqlite(url.replace(/^sqlite:/, ""), writer);
}

const isPostgres = (url: string) => /^postgres(ql)?:/.test(url);

/** The file that a store is kept in; `undefined` for one on a PostgreSQL server. */
export function fileOfStore(url: string): string | undefined {
  return isPostgres(url) ? undefined : resolve(url.replace(/^sqlite:/, ""));
}

async function latestRevision(db: Db): Promise<RevisionRow | undefined> {
  return db.selectFrom("revisions").selectAll().orderBy("id", "desc").limit(1).executeTakeFirst();
}

/** Writes and counts on the main thread: for a memory, which only its own connection sees, and for a server. */
function writtenHere({ db, stream }: Pick<Store, "db" | "stream">): Pick<Store, "pieces" | "figure" | "rows"> {
  return {
    async *pieces(query, columns, form) {
      for await (const batch of stream(query)) yield pieceOf(form, columns, batch);
    },
    async figure(query) {
      const { rows } = await db.executeQuery<Record<string, number>>(query.compile());
      return Number(Object.values(rows[0] ?? {})[0]);
    },
    rows: async (query) => (await db.executeQuery(query.compile())).rows,
  };
}

/** Ends the current turn of the event loop, so that other requests are served between two batches. */
const breathe = () => new Promise<void>((done) => setImmediate(done));

/**
 * SQLite undoes changes of the schema with a transaction, which Kysely does not count on: a migration that was killed
 * would leave half its tables, over which the next start falls.
 */
class WholeStepsDialect extends SqliteDialect {
  override createAdapter() {
    return new WholeStepsAdapter();
  }
}

class WholeStepsAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl() {
    return true;
  }
}

function openSqlite(path: string, writer: string | undefined): Store {
  const inMemory = path === ":memory:" || path === "";
  const file = inMemory ? ":memory:" : resolve(path);
  let connection: SqliteConnection.Database;
  try {
    if (!inMemory) mkdirSync(dirname(file), { recursive: true });
    connection = new SqliteConnection(file);
    connection.pragma("journal_mode = WAL");
  } catch (error) {
    throw new StoreError(`Cannot open the database ${file}: ${reason(error)}.`);
  }
  connection.pragma("foreign_keys = ON");
  // What was confirmed is on the disk, also after a power cut; NORMAL would lose the last commits to one. It costs an
  // fsync for each write: around a millisecond on a solid-state disk, where NORMAL takes a fortieth of that.
  connection.pragma("synchronous = FULL");
  connection.pragma("trusted_schema = OFF");
  connection.pragma("busy_timeout = 5000");
  const db = new Kysely<Database>({ dialect: new WholeStepsDialect({ database: connection }) });

  // data_version moves when another connection commits; total_changes when this one does.
  const dataVersion = connection.prepare("pragma data_version").pluck();
  const totalChanges = connection.prepare("select total_changes()").pluck();
  const changeCounter = () => (dataVersion.get() as number) * 2 ** 32 + (totalChanges.get() as number);
  let seen = { counter: -1, revision: undefined as RevisionRow | undefined };

  async function* stream(query: Compilable | KeyedQuery, batchSize = batchRows) {
    if (inMemory) {
      // A memory database lives on one connection, which an open cursor would block: read first, then hand out.
      const { sql, parameters } = wholeOf(query).compile();
      const rows = connection
        .prepare(sql)
        .raw()
        .all(...parameters) as RawRow[];
      for (let at = 0; at < rows.length; at += batchSize) yield rows.slice(at, at + batchSize);
      return;
    }
    const own = new SqliteConnection(file, { readonly: true, fileMustExist: true });
    try {
      for (const batch of batches(own, readingOf(query, batchSize))) {
        yield batch;
        await breathe();
      }
    } finally {
      own.close();
    }
  }
  const thread = writer && !inMemory ? new WritingThread(writer, file) : undefined;
  const finder = writer && !inMemory ? new WritingThread(writer, file) : undefined;

  return {
    db,
    dialect: "sqlite",
    place: inMemory ? "memory" : file,
    changeCounter,
    async revision() {
      const counter = changeCounter();
      if (counter !== seen.counter) seen = { counter, revision: await latestRevision(db) };
      return seen.revision;
    },
    transaction: (work) =>
      db.transaction().execute(async (trx) => {
        // Takes the writers' lock before anything is read: what is read first and written later would fail if another
        // process had written in between.
        await sql`delete from revisions where false`.execute(trx);
        return work(trx);
      }),
    stream,
    ...(thread && finder
      ? { pieces: thread.pieces.bind(thread), figure: thread.figure.bind(thread), rows: finder.rows.bind(finder) }
      : writtenHere({ db, stream })),
    async close() {
      await Promise.all([thread?.end(), finder?.end()]);
      await db.destroy();
    },
  };
}

/** Connections of pages and edits, and those of downloads, which must leave the former to everybody else. */
const connections = { pages: 10, streams: 5 };
/** How long a page waits for a connection, and a download for its turn among the downloads. */
const patienceMs = { pages: 10_000, streams: 300_000 };
/** A download that nobody has read from for so long is broken off: its snapshot keeps the server from tidying up. */
const stalledMs = 300_000;
/** Names the lock that writers take in turn; any number that no other program uses on the same database. */
const writersLock = 7_272_554;

/** PostgreSQL's types by number, read as SQLite gives them. Counts, sums and amounts fit a double exactly. */
const readAs: Readonly<Record<number, (text: string) => number>> = {
  16: (truth) => (truth === "t" ? 1 : 0),
  20: Number,
  1700: Number,
};

async function openPostgres(url: string): Promise<Store> {
  const place = placeOf(url);
  const types = {
    getTypeParser: (oid: number, format?: "text" | "binary") =>
      readAs[oid] ?? pg.types.getTypeParser(oid, format as "text"),
  } as pg.CustomTypesConfig;
  const open = (use: "pages" | "streams") => {
    const pool = new pg.Pool({
      connectionString: url,
      application_name: "parallax",
      types,
      max: connections[use],
      connectionTimeoutMillis: patienceMs[use],
      keepAlive: true,
    });
    // A lost connection fails the query that runs on it and is replaced at the next one. Without listeners, for those
    // at rest and for those in use, it would end the process.
    pool.on("error", () => undefined);
    pool.on("connect", (client) => client.on("error", () => undefined));
    return pool;
  };
  const pool = open("pages");
  try {
    (await pool.connect()).release();
  } catch (error) {
    await pool.end();
    throw new StoreError(`Cannot open the database ${place}: ${reason(error)}.`);
  }
  const streams = open("streams");
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool, cursor: Cursor }) });

  async function* stream(query: Compilable | KeyedQuery, batchSize = batchRows) {
    const { sql: text, parameters } = wholeOf(query).compile();
    const client = await streams.connect();
    let whole = false;
    try {
      await client.query(
        `begin transaction isolation level repeatable read read only; set local idle_in_transaction_session_timeout = ${stalledMs}`,
      );
      const cursor = client.query(new Cursor(text, [...parameters], { rowMode: "array", types }));
      for (;;) {
        const rows = (await cursor.read(batchSize)) as RawRow[];
        if (rows.length === 0) break;
        yield rows;
      }
      await client.query("commit");
      whole = true;
    } finally {
      // A cursor left open goes with its connection: to close it would wait for ever on one that is lost.
      client.release(!whole);
    }
  }

  const latest = inTurn(() => latestRevision(db));
  return {
    db,
    dialect: "postgres",
    place,
    revision: latest,
    changeCounter: async () => (await latest())?.id ?? 0,
    transaction: (work) =>
      db.transaction().execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(${writersLock})`.execute(trx);
        return work(trx);
      }),
    stream,
    ...writtenHere({ db, stream }),
    async close() {
      await Promise.all([db.destroy(), streams.end()]);
    },
  };
}

/**
 * Puts a question once for all who ask while an earlier one is under way, and never shares an answer that may be older
 * than its question: a hundred requests at a time cost the database one query after the other.
 */
function inTurn<T>(ask: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  return () => {
    if (!next) {
      next = running.then(() => {
        next = undefined;
        return ask();
      });
      running = next.catch(() => undefined);
    }
    return next;
  };
}

/** The address without user, password and options. */
export function placeOf(url: string): string {
  try {
    // A socket's folder stands in the options, and the place of the host may then be empty, which no other URL allows.
    const { host, pathname, searchParams } = new URL(url.replace("@/", "@socket/"));
    return `postgres://${searchParams.get("host") ?? host}${pathname}`;
  } catch {
    throw new StoreError("DATABASE_URL is no address of a PostgreSQL database; write postgres://USER@HOST/NAME.");
  }
}

function reason(failure: unknown): string {
  // A name with several addresses, such as localhost, fails with a reason for each and none of its own.
  const error: unknown = failure instanceof AggregateError ? failure.errors[0] : failure;
  return error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
}
