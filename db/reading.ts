import type SqliteConnection from "better-sqlite3";
import type { CompiledQuery } from "kysely";

/** How rows are read from SQLite a batch at a time, on the main thread or beside it. */

/** A query that can be compiled to SQL: what Kysely's builders are. */
export interface Compilable {
  compile(): CompiledQuery;
}

export type RawRow = readonly unknown[];

/** SQL with its values, as plain data. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/**
 * A query whose rows come in the order of a key, so that it can be read a page at a time, each beginning after the
 * last row of the one before. Over many rows that is faster than a cursor, which hands over each row by itself.
 */
export interface KeyedQuery {
  readonly whole: Compilable;
  first(limit: number): Compilable;
  /** Binds a {@link LastRow} for each part of the key. */
  next(limit: number): Compilable;
}

/** Stands among a query's values for a cell of the last row read. */
export interface LastRow {
  readonly lastRow: number;
}

/** Statements to read a query by: one for a cursor, or two for pages. */
export interface Reading {
  readonly size: number;
  readonly statements: { readonly whole: Statement } | { readonly first: Statement; readonly next: Statement };
}

/**
 * Rows in a batch. The text of so many is short enough (below 128 kB) not to be a large object to V8, which would cost
 * twice the time, and long enough that handing it on costs nothing.
 */
export const batchRows = 500;

export function wholeOf(query: Compilable | KeyedQuery): Compilable {
  return "whole" in query ? query.whole : query;
}

/** A query as plain data, which can be sent to a thread. */
export function statementOf(query: Compilable): Statement {
  const { sql, parameters } = query.compile();
  return { sql, parameters };
}

/** What is to be executed for a query, batches of `size` rows at a time. */
export function readingOf(query: Compilable | KeyedQuery, size = batchRows): Reading {
  return {
    size,
    statements:
      "whole" in query
        ? { first: statementOf(query.first(size)), next: statementOf(query.next(size)) }
        : { whole: statementOf(query) },
  };
}

/** Reads all rows, on a connection that nobody else uses meanwhile and from one snapshot. */
export function* batches(
  connection: SqliteConnection.Database,
  { size, statements }: Reading,
): Iterable<readonly RawRow[]> {
  // Holds the snapshot between two pages.
  connection.exec("begin");
  if ("whole" in statements) yield* byCursor(connection, statements.whole, size);
  else yield* byPages(connection, statements.first, statements.next, size);
}

function* byCursor(connection: SqliteConnection.Database, { sql, parameters }: Statement, size: number) {
  let batch: RawRow[] = [];
  for (const row of connection
    .prepare(sql)
    .raw()
    .iterate(...parameters) as Iterable<RawRow>) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function* byPages(
  connection: SqliteConnection.Database,
  first: Statement,
  { sql, parameters }: Statement,
  size: number,
) {
  let page = connection
    .prepare(first.sql)
    .raw()
    .all(...first.parameters) as RawRow[];
  if (page.length > 0) yield page;
  const next = connection.prepare(sql).raw();
  while (page.length === size) {
    const last = page.at(-1);
    page = next.all(...parameters.map((value) => (isLastRow(value) ? last?.[value.lastRow] : value))) as RawRow[];
    if (page.length > 0) yield page;
  }
}

function isLastRow(value: unknown): value is LastRow {
  return typeof value === "object" && value !== null && "lastRow" in value;
}
