import type { Row, TableName } from "../../db/tables.js";
import { tableOf } from "../../db/tables.js";
import { sayDate } from "../values/dates.js";
import { groupDigits, sayCount } from "../values/numbers.js";
import type { Role, Use } from "../web/citing.js";
import type { Context } from "../web/context.js";
import { NotFound } from "../web/errors.js";
import type { PageSpec } from "../web/pages.js";
import { placeOf } from "../web/row-places.js";
import { columnsOf, computedRows, type OutColumn, type OutRow, sourceColumns } from "../web/rows.js";
import { type CellModel, type ShownColumn, show } from "../web/tables.js";
import { sayLanguage } from "./languages.js";
import { findSource, recordedRows, usesOf } from "./queries.js";

/** A source with every row of the view that rests on it. */
interface Cited {
  readonly source: Row<"sources">;
  readonly uses: readonly Use[];
  /** What our row records in the column that a use is about. */
  readonly recorded: ReadonlyMap<Use, string>;
}

/** What the template of one source is given beside the table. */
interface SourceParts {
  readonly particulars: readonly { readonly term: string; readonly text: string }[];
  readonly url: string;
  /** How the facts rest on it, in a sentence. */
  readonly standing: string;
}

const columns: readonly OutColumn[] = [
  { name: "table", type: "text", title: "Table", description: "Table of the row that cites it." },
  {
    name: "row_id",
    type: "text",
    title: "Row",
    description: "Key of the row; the parts of a key of several columns are joined by slashes.",
  },
  { name: "label", type: "text", title: "Fact", description: "The row as a reader would name it." },
  ...columnsOf("citations", "column"),
  {
    name: "role",
    type: "text",
    title: "Role",
    description:
      "first: the row's first source; agrees: a further one with the same value; differs: a further one with another.",
  },
  {
    name: "recorded",
    type: "text",
    title: "Recorded",
    description: "What the row records in the column cited; empty where the whole row is cited.",
  },
  ...columnsOf("citations", "value"),
  {
    name: "dated_on",
    type: "date",
    title: "Dated",
    description: "Day from which the row counts; empty where nothing dates it.",
  },
  ...columnsOf("events", "confidence"),
  ...sourceColumns,
  ...columnsOf("citations", "note"),
];

const sayRole: Readonly<Record<Role, string>> = {
  first: "first source",
  agrees: "further, agrees",
  differs: "further, differs",
};

const factColumn: ShownColumn = {
  title: "Fact",
  sort: "label",
  plain: true,
  cell(row, ctx): CellModel {
    const place = placeOf({
      table: row["table"] as TableName,
      row_id: String(row["row_id"]),
      label: String(row["label"]),
      company_id: row["company_id"] === null ? null : String(row["company_id"]),
    });
    return { text: String(row["label"]), href: ctx.hrefTo(place), mark: "prose", small: String(row["row_id"]) };
  },
};

const columnColumn: ShownColumn = {
  title: "For",
  sort: "column",
  cell(row): CellModel {
    const column = String(row["column"]);
    if (column === "") return { text: "whole row", mark: "unknown" };
    return { text: tableOf(row["table"] as TableName).columns[column]?.title ?? column };
  },
};

const valueColumn: ShownColumn = {
  title: "Its own value",
  sort: "value",
  cell(row): CellModel {
    if (row["value"] === null) return { text: "–", mark: "unknown" };
    const ours = tableOf(row["table"] as TableName).columns[String(row["column"])];
    const say = (value: unknown) =>
      ours?.type === "integer" || ours?.type === "number" ? groupDigits(String(value)) : String(value);
    const told = row["recorded"] !== null && ours?.type !== "json";
    return { text: say(row["value"]), ...(told && { small: `we record ${say(row["recorded"])}` }) };
  },
};

export const sourcePage: PageSpec<Cited> = {
  path: "/sources/:id",
  name: "sources/source",
  title: "Source",
  find: findCited,
  charts: {},
  table: {
    noun: "fact",
    columns,
    order: [{ column: "table" }, { column: "dated_on", descending: true }],
    key: ["row_id", "column", "role"],
    shown: [
      show.text("Table", "table", (table) => tableOf(table as TableName).title),
      factColumn,
      show.date("Dated", "dated_on"),
      columnColumn,
      show.text("Role", "role", (role) => sayRole[role as Role]),
      valueColumn,
      show.prose("Note", "note"),
      show.confidence(),
    ],
    rows: async (_ctx, order, cited) => computedRows(rowsOf(cited), columns, order),
  },
  content: async (ctx, { source, uses }) => ({
    title: source.title,
    headline: source.title,
    lede: `${source.publisher}, ${source.published_on ? sayDate(source.published_on) : "undated"}.`,
    parts: partsOf(ctx, source, uses),
  }),
};

async function findCited(ctx: Context, id: string): Promise<Cited> {
  const source = await findSource(ctx, id);
  if (!source) throw new NotFound(`There is no source with the id "${id}".`);
  const uses = await usesOf(ctx, id);
  return { source, uses, recorded: await recordedValues(ctx, uses) };
}

async function recordedValues(ctx: Context, uses: readonly Use[]): Promise<ReadonlyMap<Use, string>> {
  const aboutColumn = uses.filter(({ column }) => column !== "");
  const values = new Map<Use, string>();
  for (const table of new Set(aboutColumn.map((use) => use.table))) {
    const own = aboutColumn.filter((use) => use.table === table);
    const rows = await recordedRows(
      ctx,
      table,
      own.map(({ row_id }) => row_id),
    );
    for (const use of own) {
      const value = rows.get(use.row_id)?.[use.column];
      if (value !== null && value !== undefined) values.set(use, String(value));
    }
  }
  return values;
}

function rowsOf({ source, uses, recorded }: Cited): readonly OutRow[] {
  return uses.map((use) => ({
    ...use,
    recorded: recorded.get(use) ?? null,
    source_url: source.url,
  }));
}

function partsOf(ctx: Context, source: Row<"sources">, uses: readonly Use[]): SourceParts {
  const item = (term: string, text: string | null) => (text === null ? [] : [{ term, text }]);
  ctx.notes.cite(source.id);
  return {
    particulars: [
      { term: "Publisher", text: source.publisher },
      ...item("Author", source.author),
      { term: "Published", text: source.published_on ? sayDate(source.published_on) : "undated or living" },
      { term: "Kind", text: source.kind },
      { term: "Language", text: sayLanguage(source.language) },
      { term: "Licence", text: source.license ?? "none stated" },
    ],
    url: source.url,
    standing: sayStanding(uses),
  };
}

/** @example "First source of 12 facts; a further one that agrees for 3 and differs for 1" */
function sayStanding(uses: readonly Use[]): string {
  const count = (role: Role) => uses.filter((use) => use.role === role).length;
  if (uses.length === 0) return "No fact of this view rests on it. A later date or looser evidence may show some.";
  const further = [
    count("agrees") > 0 && `agrees for ${count("agrees")}`,
    count("differs") > 0 && `differs for ${count("differs")}`,
  ].filter(Boolean);
  if (count("first") === 0) return `A further source that ${further.join(" and ")}.`;
  const first = `First source of ${sayCount(count("first"), "fact")}`;
  return `${[first, ...(further.length > 0 ? [`a further one that ${further.join(" and ")}`] : [])].join("; ")}.`;
}
