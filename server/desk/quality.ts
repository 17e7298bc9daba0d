import type { Router } from "express";
import { rowKey } from "../../db/row-writing.js";
import { type TableName, tableNames, tableOf } from "../../db/tables.js";
import { sayDate } from "../values/dates.js";
import { groupDigits, sayCount, sayNumber } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import { textFilter } from "../web/filters.js";
import { type House, mountPage, type PageSpec } from "../web/pages.js";
import { placeOf } from "../web/row-places.js";
import { columnsOf, computedRows, type OutColumn, type OutRow, sourceColumns } from "../web/rows.js";
import { type CellModel, type PlainTable, plainTable, type ShownColumn, show } from "../web/tables.js";
import { type LinksKnown, linksKnown, linksMark } from "./link-checks.js";
import { type Finding, type ListName, lists } from "./quality-lists.js";
import { findingsOf } from "./quality-queries.js";

/** What the template is given beside the table. */
interface QualityParts {
  readonly lists: PlainTable;
}

const text = (name: string, title: string, description: string): OutColumn => ({
  name,
  type: "text",
  title,
  description,
});

const columns: readonly OutColumn[] = [
  text("list", "List", "What there is to mend."),
  text("table", "Table", "Table of the row."),
  text("row_id", "Row", "Key of the row; the parts of a key of several columns are joined by slashes."),
  text("label", "Fact", "The row as a reader would name it."),
  text("column", "Column", "Column that it is about; empty for the whole row."),
  text("finding", "Finding", "What is wrong or missing, in words."),
  text("recorded", "Recorded", "What the row records in the column."),
  text("other", "Other", "What the other source or row has instead."),
  {
    name: "dated_on",
    type: "date",
    title: "Dated",
    description: "Day from which the row counts; empty where nothing dates it.",
  },
  ...columnsOf("events", "confidence"),
  ...sourceColumns,
];

const listNames = Object.keys(lists) as readonly ListName[];
const title = (table: string) => tableOf(table as TableName).title;

/** Where the form of a row is. A key of several columns is one part of the path. */
export function editPath(table: TableName, rowId: string): string {
  const { key } = tableOf(table);
  const parts = key.length === 1 ? [rowId] : rowId.split("/");
  const row = Object.fromEntries(key.map((column, at) => [column, parts[at] ?? ""]));
  return `/desk/edit/${table}/${encodeURIComponent(rowKey(table, row))}`;
}

const factColumn: ShownColumn = {
  title: "Fact",
  sort: "label",
  plain: true,
  cell(row, ctx): CellModel {
    const { table, row_id, label, company_id } = row as unknown as Finding;
    const place = table === "sources" ? { path: `/sources/${row_id}` } : placeOf({ table, row_id, label, company_id });
    return { text: label, href: ctx.hrefTo(place), mark: "prose", small: row_id };
  },
};

const findingColumn: ShownColumn = {
  title: "Finding",
  of: "finding",
  plain: true,
  cell(row): CellModel {
    const { table, column, finding, recorded, other } = row as unknown as Finding;
    const what = column === "" ? "" : `${tableOf(table).columns[column]?.title ?? column}: `;
    const beside = [
      recorded !== null && `we record ${groupDigits(recorded)}`,
      other !== null && `other: ${groupDigits(other)}`,
    ].filter(Boolean);
    return { text: `${what}${finding}`, mark: "prose", ...(beside.length > 0 && { small: beside.join("; ") }) };
  },
};

const mendColumn: ShownColumn = {
  title: "Mend",
  of: "row_id",
  plain: true,
  cell: (row, ctx): CellModel => ({
    text: "Edit",
    href: ctx.href(editPath(row["table"] as TableName, String(row["row_id"]))),
  }),
};

/** Links are asked for today, at whatever revision the page is looked at: what is known of them is in the live store. */
const links = (ctx: Context, { store }: House) =>
  ctx.once("quality links", async () => {
    const sources = await ctx.db.selectFrom("sources").select("url").distinct().execute();
    return linksKnown(
      store,
      sources.map(({ url }) => url),
    );
  });

const findings = (ctx: Context, house: House) =>
  ctx.once("quality", async () => findingsOf(ctx, await links(ctx, house)));

async function narrowedRows(ctx: Context, house: House): Promise<readonly OutRow[]> {
  const sources = await ctx.once("quality sources", async () => {
    const rows = await ctx.db.selectFrom("sources").select(["id", "url", "publisher"]).execute();
    return new Map(rows.map((source) => [source.id, source]));
  });
  const words = (ctx.chosen("q")?.[0] ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const asked = (key: "list" | "table", value: string) => ctx.chosen(key)?.includes(value) ?? true;
  return (await findings(ctx, house))
    .filter(({ list, table }) => asked("list", list) && asked("table", table))
    .filter(({ label, row_id, other }) =>
      words.every((word) => `${label} ${row_id} ${other ?? ""}`.toLowerCase().includes(word)),
    )
    .map((finding) => {
      const source = sources.get(finding.source_id ?? "");
      return { ...finding, source_url: source?.url ?? null, source_publisher: source?.publisher ?? null };
    });
}

const pageOf = (house: House): PageSpec => ({
  path: "/desk/quality",
  name: "desk/quality",
  title: "Quality",
  filters: async () => [
    { key: "list", label: "List", choices: listNames.map((value) => ({ value, label: lists[value].label })) },
    { key: "table", label: "Table", choices: tableNames.map((value) => ({ value, label: title(value) })) },
    textFilter,
  ],
  charts: {},
  beside: linksMark,
  table: {
    noun: "row to mend",
    length: 50,
    plural: "rows to mend",
    columns,
    order: [{ column: "list" }, { column: "dated_on", descending: true }],
    key: ["table", "row_id", "column", "source_id"],
    shown: [
      show.text("List", "list", (list) => lists[list as ListName].label),
      show.text("Table", "table", title),
      factColumn,
      findingColumn,
      show.date("Dated", "dated_on"),
      show.confidence(),
      show.source(),
      mendColumn,
    ],
    facets: { list: "list", table: "table" },
    rows: async (ctx, order) => computedRows(await narrowedRows(ctx, house), columns, order),
  },
  content: async (ctx) => {
    const all = await findings(ctx, house);
    const known = await links(ctx, house);
    return {
      title: "Quality",
      headline: headline(all, known),
      lede: "Rows that an editor could make better, by what they lack. Each leads to its form and to the page that shows it; a list is had as a file by choosing it and taking the table’s CSV.",
      parts: { lists: listTable(ctx, all, known) } satisfies QualityParts,
    };
  },
});

/** What contradicts is worst; then what nothing confirms. */
function headline(all: readonly Finding[], { cited, checked }: LinksKnown): string {
  const count = (list: ListName) => all.filter((finding) => finding.list === list).length;
  const [open, single, old] = [count("conflict"), count("single-source"), count("stale")];
  if (all.length === 0)
    return `Nothing to mend in this view${checked < cited ? "; not every reference has been asked for" : ""}`;
  if (open === 0 && single === 0) return `Sources agree; ${sayCount(all.length, "row")} could be made better`;
  const worst = open > 0 ? `Sources disagree in ${sayCount(open, "place")}` : "No sources disagree";
  return `${worst}; ${sayCount(single, "row rests", "rows rest")} on one source${old > 0 ? `; ${sayCount(old, "series is", "series are")} stale` : ""}`;
}

/** How far the list of dead references can be trusted. */
function sayLinks({ cited, checked, last }: LinksKnown): string {
  if (last === null) return "None has been asked for yet: npm run check-links does it.";
  const asked = checked < cited ? `${sayNumber(checked)} of ${sayNumber(cited)}` : `All ${sayNumber(cited)}`;
  return `${asked} have been asked for, the last on ${sayDate(last.slice(0, 10))}; npm run check-links asks again.`;
}

function listTable(ctx: Context, all: readonly Finding[], known: LinksKnown): PlainTable {
  const meaning = (list: ListName) =>
    list === "dead-reference" ? `${lists[list].meaning} ${sayLinks(known)}` : lists[list].meaning;
  // What nobody has looked for is not none.
  const looked = (list: ListName) => list !== "dead-reference" || known.checked > 0;
  const rows = listNames.map((list) => ({
    list,
    label: lists[list].label,
    meaning: meaning(list),
    count: looked(list) ? all.filter((finding) => finding.list === list).length : null,
  }));
  const shown: readonly ShownColumn[] = [
    {
      title: "List",
      cell: ({ list, label }) => ({
        text: String(label),
        href: `${ctx.hrefTable("/desk/quality", { list: String(list) })}#narrow`,
      }),
    },
    show.number("Rows", "count"),
    show.prose("What it holds", "meaning"),
  ];
  return plainTable(shown, rows, ctx);
}

export function qualityPages(router: Router, house: House): void {
  mountPage(router, house, pageOf(house));
}
