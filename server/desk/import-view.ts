import type { StoredRow } from "../../db/dataset.js";
import { tableNames, tableOf } from "../../db/tables.js";
import type { Cell } from "../../db/validate.js";
import { sayCount } from "../values/numbers.js";
import { type Asked, type Kind, kinds, queryOf } from "./import-asked.js";
import { type DryRun, faultsShown, mostBytes, mostRows, rowsShown } from "./import-dry-run.js";
import type { Planned, Tally } from "./import-plan.js";
import { type Delimiter, delimiters } from "./import-records.js";
import { encodingNames, encodings } from "./import-text.js";

interface Option {
  readonly value: string;
  readonly label: string;
  readonly selected: boolean;
}

const delimiterNames: Readonly<Record<Delimiter, string>> = { comma: "Comma", semicolon: "Semicolon", tab: "Tab" };
const kindNames: Readonly<Record<Kind, string>> = {
  faulty: "Faults",
  add: "Add",
  change: "Change",
  remove: "Remove",
  unchanged: "Unchanged",
};

export const limits = `At most ${(mostBytes / 1e6).toLocaleString("en")} MB and ${mostRows.toLocaleString("en")} rows; a cell holds at most 20,000 characters. Longer files are imported on the server's command line.`;

function tableOptions(chosen: string | undefined): readonly Option[] {
  return [
    { value: "", label: "as its headings say", selected: chosen === undefined },
    ...tableNames.map((value) => ({ value, label: tableOf(value).title, selected: value === chosen })),
  ];
}

/** What the template of a dry run is given. */
export function dryRunModel(run: DryRun, asked: Asked, path: string, revision: number) {
  const { plan, table, tally, problems, rows, shown } = run;
  const to = (change: Partial<Asked>) => {
    const query = String(queryOf({ ...asked, ...(table && { table }), page: 1, ...change }));
    return query ? `${path}?${query}` : path;
  };
  const last = Math.max(1, Math.ceil(shown / rowsShown));
  const { show: _all, ...unnarrowed } = asked;
  return {
    path,
    title: table ? tableOf(table).title : "",
    table: table ?? "",
    options: {
      tables: tableOptions(table),
      delimiters: [
        {
          value: "",
          label: `as guessed${plan ? ` (${delimiterNames[plan.delimiter].toLowerCase()})` : ""}`,
          selected: !asked.delimiter,
        },
        ...(Object.keys(delimiters) as Delimiter[]).map((value) => ({
          value,
          label: delimiterNames[value],
          selected: asked.delimiter === value,
        })),
      ],
      encodings: encodings.map((value) => ({
        value,
        label: encodingNames[value],
        selected: (plan?.encoding ?? asked.encoding ?? "utf-8") === value,
      })),
      removeAbsent: asked.removeAbsent,
      headings: headingsOf(run),
    },
    problems,
    problemsSay:
      tally.faulty > faultsShown
        ? `The first ${faultsShown} of ${tally.faulty.toLocaleString("en")}.`
        : "Nothing is imported as long as there is one.",
    kinds: [
      {
        label: "All rows",
        count: total(tally).toLocaleString("en"),
        href: path + queryText({ ...unnarrowed, page: 1 }, run),
        current: !asked.show,
      },
      ...kinds
        .filter((kind) => kind !== "faulty" && tally[kind] > 0)
        .map((kind) => ({
          label: kindNames[kind],
          count: tally[kind].toLocaleString("en"),
          href: to({ show: kind }),
          current: asked.show === kind,
        })),
    ],
    rows: rows.filter((row) => row.kind !== "faulty").map(rowModel),
    turning: {
      said: last > 1 ? `Page ${asked.page} of ${last}` : "",
      previous: asked.page > 1 ? to({ page: asked.page - 1 }) : "",
      next: asked.page < last ? to({ page: asked.page + 1 }) : "",
    },
    proposable: tally.faulty === 0 && run.changes.length > 0,
    proposing: { action: to({}), revision, says: sayTally(tally) },
  };
}

function queryText(asked: Asked, { table }: DryRun): string {
  const query = String(queryOf({ ...asked, ...(table && { table }) }));
  return query && `?${query}`;
}

function total({ add, change, remove, unchanged }: Tally): number {
  return add + change + remove + unchanged;
}

/** Each heading of the file with the columns that it may be. */
function headingsOf({ plan, table }: DryRun) {
  if (!plan || !table) return [];
  const { columns } = tableOf(table);
  return plan.mapping.headings.map(({ heading, column }) => ({
    heading,
    open: column === undefined,
    options: [
      ...(column === undefined ? [{ value: "", label: "choose …", selected: true }] : []),
      ...Object.entries(columns).map(([name, { title }]) => ({
        value: `${heading}=${name}`,
        label: `${title} (${name})`,
        selected: name === column,
      })),
      { value: `${heading}=`, label: "leave it out", selected: column === "" },
    ],
  }));
}

function rowModel(row: Exclude<Planned, { kind: "faulty" }>) {
  const rowId = "change" in row ? row.change.rowId : row.rowId;
  const { before, after } = "change" in row ? row.change : { before: null, after: null };
  const columns = "change" in row ? row.columns : [];
  return {
    line: row.line === undefined ? "not in the file" : String(row.line),
    kind: row.kind,
    label: kindNames[row.kind],
    id: decodeURIComponent(rowId),
    cells: columns.map((column) => ({
      column,
      ...(before && row.kind === "change" && { before: said(before, column) }),
      after: said(after ?? {}, column),
    })),
  };
}

const longestSaid = 200;

function said(row: StoredRow, column: string): string {
  const cell: Cell | undefined = row[column];
  if (cell === null || cell === undefined) return "";
  const text = String(cell);
  return text.length > longestSaid ? `${text.slice(0, longestSaid - 1)}…` : text;
}

export function sayTally({ add, change, remove, unchanged }: Tally): string {
  const parts = [
    add > 0 ? `${add.toLocaleString("en")} to add` : "",
    change > 0 ? `${change.toLocaleString("en")} to change` : "",
    remove > 0 ? `${remove.toLocaleString("en")} to remove` : "",
    unchanged > 0 ? `${unchanged.toLocaleString("en")} unchanged` : "",
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : "no rows";
}

/** The headline: what the file would do, or that it cannot. */
export function sayRun({ tally, table, changes }: DryRun): string {
  const where = table ? ` in ${tableOf(table).title.toLowerCase()}` : "";
  if (tally.faulty > 0) return `${sayCount(tally.faulty, "fault")}: this file is not imported as it is`;
  if (changes.length === 0) return `Nothing to do${where}: ${sayTally(tally)}`;
  return `Rows${where}: ${sayTally(tally)}`;
}
