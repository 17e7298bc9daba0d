import type { Router } from "express";
import { tables } from "../../db/tables.js";
import { type StripData, strip } from "../../public/charts/strip.js";
import { sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { chart } from "../web/figures.js";
import { countryFilter, enumFilter, textFilter } from "../web/filters.js";
import { type House, mountPage, type PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, queriedRows, sourceColumns } from "../web/rows.js";
import { type CellModel, type ShownColumn, show } from "../web/tables.js";
import { openingDay } from "./opening.js";
import { eventsInView } from "./queries.js";

const columns = [
  ...columnsOf("events", "id", "occurred_on", "country", "category", "title", "description", "company_id"),
  columnAs("companies", "name", "company_name", "Company"),
  ...columnsOf("events", "confidence"),
  ...sourceColumns,
];

const sayCategory = (category: string) => category.replaceAll("-", " ");

const eventColumn: ShownColumn = {
  title: "Event",
  sort: "title",
  plain: true,
  cell: (row): CellModel => ({ text: String(row["title"]), small: String(row["description"]), mark: "prose" }),
};

const page: PageSpec = {
  path: "/timeline",
  name: "timeline/index",
  title: "Timeline",
  filters: async (store) => [
    await countryFilter(store, "events"),
    enumFilter("category", "Category", "events", "category"),
    textFilter,
  ],
  charts: { events: chart("strip", strip, eventsInput, { tabledBelow: true }) },
  table: {
    noun: "event",
    columns,
    order: [{ column: "occurred_on", descending: true }],
    key: ["id"],
    shown: [
      show.date("Date", "occurred_on"),
      show.country("country"),
      show.text("Category", "category", sayCategory),
      eventColumn,
      show.link("Company", "company_name", (row) =>
        row["company_id"] === null ? undefined : `/companies/${row["company_id"]}`,
      ),
      show.confidence(),
      show.source(),
    ],
    facets: { category: "category", country: "country" },
    rows: async (ctx, order) => queriedRows(ctx.store, eventsInView(ctx), columns, order, ["source_publisher"]),
  },
  content: async () => ({
    title: "Timeline",
    headline: "Timeline: what happened, and when",
    lede: "Rules, deals, releases and incidents, each with its day and its source. The country is the one that an event belongs to, which need not be that of the company it concerns.",
  }),
};

async function eventsInput(ctx: Context): Promise<{ data: StripData; sources: string[] }> {
  const { sides, asOf } = ctx.view;
  const events = await eventsInView(ctx).orderBy("occurred_on").orderBy("events.id").execute();
  const days = events.map(({ occurred_on }) => occurred_on);
  const categories = tables.events.columns.category.oneOf ?? [];
  return {
    data: {
      sides,
      asOf,
      from: openingDay(days, asOf),
      subject: { one: "event", many: "events" },
      lanes: categories
        .filter((key) => events.some(({ category }) => category === key))
        .map((key) => ({ key, title: capital(sayCategory(key)) })),
      items: events.map((event) => ({
        id: event.id,
        lane: event.category,
        on: event.occurred_on,
        side: sideOf(event.country, sides),
        title: event.title,
        note: event.description,
        confidence: event.confidence,
        ...(event.company_id && { href: ctx.href(`/companies/${event.company_id}`) }),
      })),
    },
    sources: events.map(({ source_id }) => source_id),
  };
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

export function timelinePages(router: Router, house: House): void {
  mountPage(router, house, page);
}
