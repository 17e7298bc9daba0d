import { csvHeader, csvLines } from "../../db/csv.js";
import type { RawRow } from "../../db/reading.js";
import type { Store } from "../../db/store.js";
import { isTableName, type TableName, tableNames, tableOf } from "../../db/tables.js";
import { Breath } from "../values/breath.js";
import { HttpError } from "../web/errors.js";
import { inView } from "../web/in-view.js";
import { columnsOf, tableRows } from "../web/rows.js";
import type { View } from "../web/view.js";

/**
 * The facts that a report rests on: every row of the tables it reads that counts in its view, and the sources that
 * these rows cite. They are kept as rows and not as hashes, so that years later a comparison can say what a cell held
 * and needs no history of revisions.
 */

/** Rows of one table. Their cells stand in the order of `columns`, the rows in the order of their key. */
export interface FactTable {
  readonly table: TableName;
  readonly columns: readonly string[];
  readonly rows: readonly RawRow[];
}

/** Rows that one edition may carry: ten times the facts as shipped, and what memory holds many times over. */
const mostRows = 200_000;

/**
 * The rows used, table by table in the registry's order. Whoever needs them to be of one revision asks for it before
 * and after.
 * @throws HttpError 422 if they are more than an edition may carry
 */
export async function factsUsed(
  store: Store,
  tables: readonly TableName[],
  view: Pick<View, "asOf" | "confidence">,
): Promise<readonly FactTable[]> {
  const used: FactTable[] = [];
  let room = mostRows;
  for (const table of tableNames) {
    if (table === "sources" || !tables.includes(table)) continue;
    const rows: RawRow[] = [];
    for await (const batch of tableRows(store, table, inView(table, view)).stream()) {
      room -= batch.length;
      if (room < 0) throw tooMany();
      rows.push(...batch);
    }
    used.push({ table, columns: columnNames(table), rows });
  }
  return [await sourcesOf(store, used, tables.includes("sources")), ...used];
}

function tooMany(): HttpError {
  return new HttpError(
    422,
    "Report too large to freeze",
    `The report rests on more than ${mostRows.toLocaleString("en")} facts, which is more than an edition carries. Ask for an earlier date, stricter evidence or fewer sections.`,
  );
}

/** The sources that the rows cite; all of them where the report lists them itself. */
async function sourcesOf(store: Store, used: readonly FactTable[], all: boolean): Promise<FactTable> {
  const cited = new Set<unknown>();
  for (const { columns, rows } of used) {
    const at = columns.indexOf("source_id");
    if (at >= 0) for (const row of rows) cited.add(row[at]);
  }
  const columns = columnNames("sources");
  const id = columns.indexOf("id");
  const rows: RawRow[] = [];
  for await (const batch of tableRows(store, "sources").stream())
    rows.push(...(all ? batch : batch.filter((row) => cited.has(row[id]))));
  return { table: "sources", columns, rows };
}

function columnNames(table: TableName): readonly string[] {
  return Object.keys(tableOf(table).columns);
}

/** How many rows they are, in all tables. */
export function countRows(facts: readonly FactTable[]): number {
  return facts.reduce((sum, { rows }) => sum + rows.length, 0);
}

/** A table as a CSV file of the data package. */
export function factsCsv({ table, rows }: FactTable): string {
  const columns = columnsOf(table);
  return csvHeader(columns) + csvLines(columns, rows);
}

/**
 * Whether each row that a column refers to is among the facts. At an early date, or on strict evidence, a row may
 * refer to one that does not count in the view.
 */
export function refersInside(facts: readonly FactTable[]): (table: TableName, column: string) => boolean {
  const ids = new Map<string, ReadonlySet<unknown>>(
    facts.map(({ table, columns, rows }) => {
      const at = columns.indexOf("id");
      return [table, new Set(at < 0 ? [] : rows.map((row) => row[at]))];
    }),
  );
  return (table, column) => {
    const facing = facts.find((one) => one.table === table);
    const [target = ""] = tableOf(table).columns[column]?.references ?? [];
    const known = ids.get(target);
    const at = facing?.columns.indexOf(column) ?? -1;
    return known !== undefined && (facing?.rows.every((row) => row[at] === null || known.has(row[at])) ?? false);
  };
}

/** The facts as lines of JSON: a head for each table, then its rows as arrays. */
export async function writeFacts(facts: readonly FactTable[]): Promise<string> {
  const breath = new Breath();
  let text = "";
  for (const { table, columns, rows } of facts) {
    text += `${JSON.stringify({ table, columns })}\n`;
    for (const row of rows) {
      text += `${JSON.stringify(row)}\n`;
      if (breath.due) await breath.take();
    }
  }
  return text;
}

/** Undoes {@link writeFacts}. A table that the registry has no more is left out: nothing can be compared with it. */
export async function readFacts(text: string): Promise<readonly FactTable[]> {
  const breath = new Breath();
  const facts: { table: string; columns: readonly string[]; rows: RawRow[] }[] = [];
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf("\n", from);
    const line = text.slice(from, end);
    if (line.startsWith("{")) {
      const { table, columns } = JSON.parse(line) as { table: string; columns: readonly string[] };
      facts.push({ table, columns, rows: [] });
    } else facts.at(-1)?.rows.push(JSON.parse(line) as RawRow);
    from = end + 1;
    if (breath.due) await breath.take();
  }
  return facts.filter((one): one is FactTable & { rows: RawRow[] } => isTableName(one.table));
}
