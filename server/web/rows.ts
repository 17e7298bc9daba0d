import type { SelectQueryBuilder } from "kysely";
import { type CompiledQuery, type Kysely, sql } from "kysely";
import type { ColumnType } from "../../db/columns.js";
import type { Database } from "../../db/database.js";
import { type Form, type Piece, pieceOf } from "../../db/pieces.js";
import type { KeyedQuery, LastRow, RawRow } from "../../db/reading.js";
import type { Store } from "../../db/store.js";
import { type TableName, tableOf } from "../../db/tables.js";
import { Breath } from "../values/breath.js";

/** A column as it leaves the house: in CSV headers, JSON keys, table heads and the data dictionary. */
export interface OutColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly title: string;
  readonly description: string;
  readonly unit?: string;
}

export type OutRow = Readonly<Record<string, string | number | null>>;

/** One step of an order; NULLs stand last in either direction. */
export interface Order {
  readonly column: string;
  readonly descending?: boolean;
}

/** Rows that can be counted, shown a page at a time and had whole, always in the same total order. */
export interface Rows {
  count(): Promise<number>;
  page(limit: number, offset: number): Promise<readonly OutRow[]>;
  /** Cells in the order of `columns`. */
  stream(): AsyncIterable<readonly RawRow[]>;
  /** How many rows hold each value of a column. */
  tally(column: string): Promise<readonly ValueCount[]>;
  /** All rows as the text of a download, with the columns that were chosen. */
  written(form: Form, chosen?: readonly OutColumn[]): Written;
}

/** How many rows have a value; `null` stands for the rows that have none. */
export interface ValueCount {
  readonly value: string | null;
  readonly count: number;
}

/** Rows on their way out of the house. However many there are, neither holds up others. */
export interface Written {
  count(): Promise<number>;
  pieces(): AsyncIterable<Piece>;
}

/** The rows of a query without what they are joined with. */
export interface Bare {
  readonly query: AnyQuery;
  /** Columns of the download that it has by itself. */
  readonly columns: readonly string[];
  /** The one of them that names a row. */
  readonly key: string;
}

// biome-ignore lint/suspicious/noExplicitAny: the builder's scope and tables differ with each query and are not used here.
export type AnyQuery = SelectQueryBuilder<any, any, any>;

/** Columns taken over from a table of the registry, under their own names. */
export function columnsOf(table: TableName, ...names: readonly string[]): readonly OutColumn[] {
  return (names.length > 0 ? names : Object.keys(tableOf(table).columns)).map((name) => columnAs(table, name, name));
}

/** A column of another table that a query joins, under a name of its own. */
export function columnAs(table: TableName, column: string, name: string, title?: string): OutColumn {
  const known = tableOf(table).columns[column];
  if (!known) throw new Error(`${table}.${column} is not in the registry.`);
  const { type, description, unit } = known;
  return { name, type, title: title ?? known.title, description, ...(unit && { unit }) };
}

/** The two columns that lead from every row to its source. */
export const sourceColumns: readonly OutColumn[] = [
  columnAs("sources", "id", "source_id", "Source"),
  columnAs("sources", "url", "source_url", "Source URL"),
];

/**
 * Rows of a query that gives at least `columns`. The query is wrapped, so that names and order of what leaves the
 * house are those of `columns` and nothing else. `alsoShown` names columns that the page needs beside them. `beside`
 * says that the query walks through so much that a page of it, and its count, are found beside the event loop. `bare`
 * gives the same rows without what they are joined with: counts, and an order by its columns, need no more.
 */
export function queriedRows(
  store: Store,
  query: AnyQuery,
  columns: readonly OutColumn[],
  order: readonly Order[],
  alsoShown: readonly string[] = [],
  { beside = false, bare }: { readonly beside?: boolean; readonly bare?: Bare | undefined } = {},
): Rows {
  const { wrapped, ordered } = shaped(store, query, columns, order);
  const asked = <R>(of: { compile(): CompiledQuery<R>; execute(): Promise<R[]> }): Promise<readonly R[]> =>
    beside ? store.rows(of) : of.execute();
  const bareColumns = bare ? columns.filter(({ name }) => bare.columns.includes(name)) : [];
  const inBare = (column: string) => bareColumns.some(({ name }) => name === column);
  const countable = (column?: string) =>
    bare && (column === undefined || inBare(column)) ? shaped(store, bare.query, bareColumns, []).wrapped : wrapped;
  const counted = countable().select((eb) => eb.fn.countAll().as("rows"));
  const sortedBare =
    bare && order.every(({ column }) => inBare(column))
      ? shaped(store, bare.query, bareColumns, order).ordered
      : undefined;
  return {
    async count() {
      const [found] = await asked(counted);
      return Number(found?.rows);
    },
    async page(limit, offset) {
      const page = ordered.select(named(alsoShown));
      if (!bare || !sortedBare) return asked(page.limit(limit).offset(offset));
      const found = await asked(sortedBare.limit(limit).offset(offset));
      const keys = found.map((row) => (row as OutRow)[bare.key] ?? null);
      return keys.length === 0 ? [] : asked(page.where(`rows.${bare.key}` as "rows.x", "in", keys));
    },
    stream: () => store.stream(ordered),
    async tally(column) {
      const value = sql.ref<string | number | null>(`rows.${column}`);
      const tallied = countable(column)
        .select([value.as("value"), (eb) => eb.fn.countAll().as("count")])
        .groupBy(value);
      const found = await asked(tallied);
      return found.map((row) => ({ value: asText(row["value"]), count: Number(row["count"]) }));
    },
    written: (form, chosen = columns) => ({
      count: () => store.figure(counted),
      pieces: () => store.pieces(shaped(store, query, columns, order, chosen).ordered, chosen, form),
    }),
  };
}

const asText = (value: string | number | null | undefined) =>
  value === null || value === undefined ? null : String(value);

function shaped(
  store: Store,
  query: AnyQuery,
  columns: readonly OutColumn[],
  order: readonly Order[],
  chosen = columns,
) {
  const db = store.db as unknown as Kysely<Record<"rows", Record<string, string | number | null>>>;
  const wrapped = db.selectFrom(query.as("rows"));
  const selected = wrapped.select(named(chosen.map(({ name }) => name)));
  let ordered = selected;
  for (const { column, descending } of order) {
    // By bytes, as SQLite sorts: a text that the query itself has made has the database's own order on PostgreSQL.
    const byBytes = store.dialect === "postgres" && isText(columns.find(({ name }) => name === column));
    ordered = ordered.orderBy(sql.ref(`rows.${column}`), (by) => {
      const placed = (descending ? by.desc() : by.asc()).nullsLast();
      return byBytes ? placed.collate("C") : placed;
    });
  }
  return { wrapped, selected, ordered };
}

const named = (names: readonly string[]) => names.map((name) => `rows.${name}` as "rows.x");

const numeric: readonly (ColumnType | undefined)[] = ["number", "integer", "boolean", undefined];
const isText = (column: OutColumn | undefined) => !numeric.includes(column?.type);

/** Cells that take long to work out: they are found for the rows that leave, and for all only where these are sorted by. */
export interface Later {
  readonly columns: readonly string[];
  of(row: OutRow): OutRow;
}

/** Rows that analysis has computed, sorted here by the same rules as the database sorts. */
export function computedRows(
  rows: readonly OutRow[],
  columns: readonly OutColumn[],
  order: readonly Order[],
  later?: Later,
): Rows {
  const whole = (row: OutRow): OutRow => (later ? { ...row, ...later.of(row) } : row);
  const needed = later !== undefined && order.some(({ column }) => later.columns.includes(column));
  const sorted = (needed ? rows.map(whole) : [...rows]).sort((one, other) => {
    for (const { column, descending } of order) {
      const difference = compare(one[column] ?? null, other[column] ?? null, descending ?? false);
      if (difference !== 0) return difference;
    }
    return 0;
  });
  const part = (from: number, to: number) => {
    const asked = sorted.slice(from, to);
    return needed ? asked : asked.map(whole);
  };
  async function* cells(chosen = columns) {
    const breath = new Breath();
    for (let at = 0; at < sorted.length; at += slice) {
      await breath.take();
      yield part(at, at + slice).map((row) => chosen.map(({ name }) => row[name] ?? null));
    }
  }
  return {
    count: async () => sorted.length,
    page: async (limit, offset) => part(offset, offset + limit),
    stream: () => cells(),
    async tally(column) {
      const counts = new Map<string | null, number>();
      for (const row of rows) {
        const value = asText(row[column]);
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      return [...counts].map(([value, count]) => ({ value, count }));
    },
    written: (form, chosen = columns) => ({
      count: async () => sorted.length,
      async *pieces() {
        for await (const batch of cells(chosen)) yield pieceOf(form, chosen, batch);
      },
    }),
  };
}

/** Rows that are written between two breaths. */
const slice = 1000;

type Cell = string | number | null;

function compare(one: Cell, other: Cell, descending: boolean): number {
  if (one === null || other === null) return (one === null ? 1 : 0) - (other === null ? 1 : 0);
  const sign = descending ? -1 : 1;
  if (typeof one === "number" && typeof other === "number") return sign * (one - other);
  return sign * compareBytes(String(one), String(other));
}

/** By bytes of UTF-8, as both databases sort text, without making them. */
function compareBytes(one: string, other: string): number {
  if (one === other) return 0;
  const shorter = Math.min(one.length, other.length);
  let at = 0;
  while (at < shorter && one.charCodeAt(at) === other.charCodeAt(at)) at++;
  if (at === shorter) return one.length - other.length;
  const [a, b] = [one.charCodeAt(at), other.charCodeAt(at)];
  // Halves of a pair stand for what comes after all that is written by one unit.
  const isHalf = (unit: number) => unit >= 0xd800 && unit <= 0xdfff;
  return isHalf(a) === isHalf(b) ? a - b : Number(isHalf(a)) - Number(isHalf(b));
}

/** Rows of a whole table, in the order of its key. */
export function tableRows(
  store: Store,
  table: TableName,
  restrict: (query: AnyQuery) => AnyQuery = (query) => query,
): Rows {
  const query = restrict((store.db as Kysely<Database>).selectFrom(table).selectAll(table) as AnyQuery);
  const { key } = tableOf(table);
  const columns = columnsOf(table);
  const order = key.map((column) => ({ column }));
  const { selected, ordered } = shaped(store, query, columns, order);
  const refs = key.map((column) => sql.ref(`rows.${column}`));
  // A key is never empty, so nothing is said of NULLs, and its own index gives the order.
  const byKey = refs.reduce((rows, ref) => rows.orderBy(ref), selected);
  const last = key.map((column) => afterCell(columns.findIndex(({ name }) => name === column)));
  const after = sql<boolean>`(${sql.join(refs)}) > (${sql.join(last)})`;
  const keyed: KeyedQuery = {
    whole: ordered,
    first: (limit) => byKey.limit(limit),
    next: (limit) => byKey.where(after).limit(limit),
  };
  const rows = queriedRows(store, query, columns, order);
  return {
    ...rows,
    stream: () => store.stream(keyed),
    written: (form) => ({ ...rows.written(form), pieces: () => store.pieces(keyed, columns, form) }),
  };
}

const afterCell = (lastRow: number): LastRow => ({ lastRow });
