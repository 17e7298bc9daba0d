import type { Router } from "express";
import { enumFilter, textFilter } from "../web/filters.js";
import { type House, mountPage, type PageSpec } from "../web/pages.js";
import { columnsOf, type OutColumn, queriedRows } from "../web/rows.js";
import { type CellModel, type ShownColumn, show } from "../web/tables.js";
import { sayLanguage } from "./languages.js";
import { languages, sourcesInView } from "./queries.js";
import { sourcePage } from "./source.js";

const columns: readonly OutColumn[] = [
  ...columnsOf("sources"),
  {
    name: "facts",
    type: "integer",
    title: "Facts",
    description:
      "Rows of the view that cite it, as their first source or as a further one; a row once for each column.",
  },
];

const titleColumn: ShownColumn = {
  title: "Title",
  sort: "title",
  cell: (row, ctx): CellModel => ({
    text: String(row["title"]),
    href: ctx.href(`/sources/${row["id"]}`),
    mark: "prose",
    ...(row["author"] !== null && { small: String(row["author"]) }),
  }),
};

const page: PageSpec = {
  path: "/sources",
  name: "sources/index",
  title: "Sources",
  filters: async (store) => [
    enumFilter("kind", "Kind", "sources", "kind"),
    {
      key: "language",
      label: "Language",
      choices: (await languages(store.db)).map((value) => ({ value, label: sayLanguage(value) })),
    },
    textFilter,
  ],
  charts: {},
  table: {
    noun: "source",
    columns,
    order: [{ column: "facts", descending: true }, { column: "title" }],
    key: ["id"],
    shown: [
      titleColumn,
      show.text("Publisher", "publisher"),
      show.date("Published", "published_on"),
      show.text("Kind", "kind"),
      show.text("Language", "language", sayLanguage),
      show.text("Licence", "license"),
      show.number("Facts", "facts"),
    ],
    facets: { kind: "kind", language: "language" },
    rows: async (ctx, order) =>
      queriedRows(ctx.store, sourcesInView(ctx), columns, order, ["author"], { beside: true }),
  },
  content: async () => ({
    title: "Sources",
    headline: "Sources: what every figure rests on",
    lede: "All pages, documents and data sets that facts were read from, those with the most facts first. The list itself is not cut by date, since what happened in one year may be told in another; the number of facts counts those of the view.",
  }),
};

export function sourcesPages(router: Router, house: House): void {
  mountPage(router, house, page);
  mountPage(router, house, sourcePage);
}
