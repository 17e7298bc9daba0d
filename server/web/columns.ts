import { sayUsd } from "../values/numbers.js";
import type { Context } from "./context.js";
import type { OutColumn } from "./rows.js";
import { type ShownColumn, show, type TableSpec } from "./tables.js";

/** A table's columns as they were asked for: what leaves in a download, and what of it stands on the page. */
export interface ChosenColumns {
  readonly downloaded: readonly OutColumn[];
  readonly shown: readonly ShownColumn[];
}

/** Columns that lead to a row's source. */
const traces: readonly string[] = ["source_id", "source_url"];

/** Columns of a table that can be left out: all but those that make a row traceable. */
export function choosable<S>(table: TableSpec<S>): readonly OutColumn[] {
  return table.columns.filter(({ name }) => !traces.includes(name) && !table.key.includes(name));
}

/**
 * The columns of a table in this view. Without a choice the download has all and the page those that the table shows.
 * A choice is followed by both, in the order asked; the key and the source of a row always go with it, so that every
 * cell that leaves the house can be traced.
 */
export function chosenColumns<S>(table: TableSpec<S>, ctx: Context): ChosenColumns {
  const { columns: wished } = ctx.params;
  if (!wished) return { downloaded: table.columns, shown: table.shown };
  const named = new Map(table.columns.map((column) => [column.name, column]));
  const names = [
    ...table.key.filter((name) => !wished.includes(name)),
    ...wished,
    ...traces.filter((name) => named.has(name) && !wished.includes(name)),
  ];
  const own = new Map(table.shown.map((column) => [tellsOf(column), column]));
  const shownNames = wished.filter((name) => !traces.includes(name));
  return {
    downloaded: names.flatMap((name) => named.get(name) ?? []),
    shown: [
      ...shownNames.flatMap((name) => {
        const column = named.get(name);
        return own.get(name) ?? (column ? [plainly(column)] : []);
      }),
      // Those that tell of the source, or of nothing that can be chosen, stay.
      ...table.shown.filter((column) => !named.has(tellsOf(column)) || traces.includes(tellsOf(column))),
    ],
  };
}

/** The column of the download that a column on the page tells of; empty where it is none. */
export function tellsOf({ sort, of }: ShownColumn): string {
  return sort ?? of ?? "";
}

/** A column that the page does not show by itself, printed as its type asks. */
export function plainly({ name, title, type, unit }: OutColumn): ShownColumn {
  if (type === "date") return show.date(title, name);
  if (type === "number" || type === "integer")
    return unit === "USD" ? show.number(title, name, unit, sayUsd) : show.number(title, name, unit);
  return show.text(title, name);
}
