import type { StoredRow } from "../../db/dataset.js";
import { namingColumns } from "../../db/naming.js";
import { differingColumns } from "../../db/revising.js";
import { keyOf, type RowChange } from "../../db/row-writing.js";
import { type TableName, tableOf } from "../../db/tables.js";
import { sayCell, sayTableName } from "../reports/difference-words.js";
import { sayCount } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import { placeOf } from "../web/row-places.js";
import type { ChangeCounts } from "./change-sets.js";

/** One row's difference as a page prints it. */
export interface DifferenceModel {
  /** Id on the page. */
  readonly id: string;
  readonly name: string;
  /** Page that shows the row; empty where none does. */
  readonly href: string;
  /** Where its past stands; empty on that very page. */
  readonly history: string;
  /** Table and key, for people who know the files. */
  readonly key: string;
  readonly action: RowChange["action"];
  readonly said: string;
  readonly cells: readonly CellDifference[];
}

export interface CellDifference {
  readonly column: string;
  readonly title: string;
  readonly before: string;
  readonly after: string;
}

const actions: Readonly<Record<RowChange["action"], string>> = {
  add: "Added",
  change: "Changed",
  remove: "Removed",
};

/** The difference of one row: the columns that differ, and of a row that came or went those that say something. */
export function differenceModel(change: RowChange, ctx: Context): DifferenceModel {
  const { table, rowId, action, before, after } = change;
  const row = after ?? before ?? {};
  const name = nameOf(table, row);
  return {
    id: `row-${table}-${rowId}`,
    name,
    href: action === "remove" ? "" : pageOf(change, name, ctx),
    history: historyOf(table, rowId),
    key: `${sayTableName(table)}, ${Object.values(keyOf(table, row)).join(" / ")}`,
    action,
    said: actions[action],
    cells: cellsOf(change).map((column) => ({
      column,
      ...sayCell(table, { column, before: before?.[column] ?? null, after: after?.[column] ?? null }),
    })),
  };
}

function cellsOf({ table, before, after }: RowChange): readonly string[] {
  if (before && after) return differingColumns(table, before, after);
  const row = after ?? before ?? {};
  return Object.keys(tableOf(table).columns).filter((column) => row[column] !== null && row[column] !== "");
}

/** A row as a reader would name it, by what it says of itself. */
export function nameOf(table: TableName, row: StoredRow): string {
  const { columns, separator } = namingColumns(table);
  const cells = columns.flatMap((column) => row[column] ?? []);
  return cells.length > 0 ? cells.join(separator) : Object.values(keyOf(table, row)).join(" / ");
}

/** Where a row's past stands. */
export function historyOf(table: TableName, rowId: string): string {
  return `/desk/history/row/${table}/${rowId}`;
}

function pageOf({ table, rowId, after }: RowChange, label: string, ctx: Context): string {
  if (table === "sources") return ctx.href(`/sources/${rowId}`);
  const company = after?.["company_id"];
  const key = Object.values(keyOf(table, after ?? {})).join(" / ");
  const place = placeOf({
    table,
    row_id: key,
    label,
    company_id: typeof company === "string" ? company : null,
  });
  return place.path === "/data" ? "" : ctx.hrefTo(place);
}

/** @example sayCounts({ add: 1, change: 2, remove: 0 }) // "1 row added, 2 changed" */
export function sayCounts({ add, change, remove }: ChangeCounts): string {
  const parts = [
    [add, "added"],
    [change, "changed"],
    [remove, "removed"],
  ] as const;
  const said = parts.filter(([count]) => count > 0);
  if (said.length === 0) return "no row";
  return said
    .map(([count, how], at) => `${at === 0 ? sayCount(count, "row") : count.toLocaleString("en")} ${how}`)
    .join(", ");
}
