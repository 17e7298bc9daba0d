import { existsSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import SqliteConnection from "better-sqlite3";
import { type CompiledQuery, Kysely, PostgresDialect, SqliteDialect } from "kysely";
import pg from "pg";
import Cursor from "pg-cursor";
import type { Database, Db, RevisionRow } from "./database.js";

export type Dialect = "sqlite" | "postgres";

/** A query that can be compiled to SQL: what Kysely's builders are. */
export interface Compilable {
  compile(): CompiledQuery;
}

export type RawRow = readonly unknown[];

/** The open database and what the product asks of it beyond queries. */
export interface Store {
  readonly db: Kysely<Database>;
  readonly dialect: Dialect;
  /** Where it is, without password: for messages. */
  readonly place: string;
  /** The latest revision, or `undefined` in a store that holds no facts yet. Cheap enough to ask at each request. */
  revision(): Promise<RevisionRow | undefined>;
  /**
   * A number that changes whenever anybody may have written, read without touching a table; `undefined` where the
   * database has no such thing. Lets a finished answer be sent again without a query.
   */
  changeCounter(): number | undefined;
  /** Work that is done wholly or not at all. */
  transaction<T>(work: (trx: Db) => Promise<T>): Promise<T>;
  /**
   * Rows of a query as arrays, in batches, from one snapshot on a connection of the stream's own: a stalled reader
   * holds up nobody, and an edit that lands meanwhile is not seen.
   */
  stream(query: Compilable, batchSize?: number): AsyncIterable<readonly RawRow[]>;
  close(): Promise<void>;
}

/** The store cannot be opened as asked. The message is one line for the person who started the program. */
export class StoreError extends Error {}

const defaultBatch = 1000;

/**
 * Opens the store at `url`: `sqlite:PATH` or a bare path (created when missing), `sqlite::memory:`, or `postgres://…`.
 * Does not migrate.
 * @throws StoreError if the file or server cannot be opened.
 */
export async function openStore(url: string): Promise<Store> {
  return /^postgres(ql)?:/.test(url) ? openPostgres(url) : openSqlite(url.replace(/^sqlite:/, ""));
}

async function latestRevision(db: Db): Promise<RevisionRow | undefined> {
  return db.selectFrom("revisions").selectAll().orderBy("id", "desc").limit(1).executeTakeFirst();
}

/** Ends the current turn of the event loop, so that other requests are served between two batches. */
const breathe = () => new Promise<void>((done) => setImmediate(done));

function openSqlite(path: string): Store {
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
  connection.pragma("synchronous = NORMAL");
  connection.pragma("trusted_schema = OFF");
  connection.pragma("busy_timeout = 5000");
  const db = new Kysely<Database>({ dialect: new SqliteDialect({ database: connection }) });

  // data_version moves when another connection commits; total_changes when this one does.
  const dataVersion = connection.prepare("pragma data_version").pluck();
  const totalChanges = connection.prepare("select total_changes()").pluck();
  const changeCounter = () => (dataVersion.get() as number) * 2 ** 32 + (totalChanges.get() as number);
  let seen = { counter: -1, revision: undefined as RevisionRow | undefined };

  async function* stream(query: Compilable, batchSize = defaultBatch) {
    const { sql, parameters } = query.compile();
    const own = inMemory ? connection : new SqliteConnection(file, { readonly: true, fileMustExist: true });
    try {
      const statement = own.prepare(sql).raw();
      if (inMemory) {
        // A memory database lives on one connection, which an open cursor would block: read first, then hand out.
        const rows = statement.all(...parameters) as RawRow[];
        for (let at = 0; at < rows.length; at += batchSize) yield rows.slice(at, at + batchSize);
        return;
      }
      let batch: RawRow[] = [];
      for (const row of statement.iterate(...parameters) as Iterable<RawRow>) {
        batch.push(row);
        if (batch.length < batchSize) continue;
        yield batch;
        batch = [];
        await breathe();
      }
      if (batch.length > 0) yield batch;
    } finally {
      if (own !== connection) own.close();
    }
  }

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
    transaction: (work) => db.transaction().execute(work),
    stream,
    async close() {
      await db.destroy();
    },
  };
}

async function openPostgres(url: string): Promise<Store> {
  // Counts and amounts fit a double exactly; the driver would give them as text.
  const types = {
    getTypeParser: (oid: number, format?: "text" | "binary") =>
      oid === 20 ? Number : pg.types.getTypeParser(oid, format as "text"),
  };
  const pool = new pg.Pool({ connectionString: url, types: types as pg.CustomTypesConfig, max: 10 });
  const place = url.replace(/\/\/[^@/]*@/, "//");
  // A lost idle connection is replaced at the next query; without a listener it would end the process.
  pool.on("error", () => undefined);
  try {
    (await pool.connect()).release();
  } catch (error) {
    await pool.end();
    throw new StoreError(`Cannot open the database ${place}: ${reason(error)}.`);
  }
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool, cursor: Cursor }) });

  async function* stream(query: Compilable, batchSize = defaultBatch) {
    const { sql, parameters } = query.compile();
    const client = await pool.connect();
    let cursor: Cursor | undefined;
    try {
      await client.query("begin transaction isolation level repeatable read read only");
      cursor = client.query(
        new Cursor(sql, [...parameters], { rowMode: "array", types: types as pg.CustomTypesConfig }),
      );
      for (;;) {
        const rows = (await cursor.read(batchSize)) as RawRow[];
        if (rows.length === 0) break;
        yield rows;
      }
    } finally {
      await cursor?.close().catch(() => undefined);
      await client.query("rollback").catch(() => undefined);
      client.release();
    }
  }

  return {
    db,
    dialect: "postgres",
    place,
    changeCounter: () => undefined,
    revision: () => latestRevision(db),
    transaction: (work) => db.transaction().execute(work),
    stream,
    async close() {
      await db.destroy();
    },
  };
}

/** The file behind a SQLite URL exists already. */
export function storeExists(url: string): boolean {
  return !/^postgres(ql)?:/.test(url) && existsSync(resolve(url.replace(/^sqlite:/, "")));
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
}
