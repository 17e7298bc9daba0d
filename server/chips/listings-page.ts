import { type Row, tables } from "../../db/tables.js";
import { type SpansData, spans } from "../../public/charts/spans.js";
import { type TrendData, trend } from "../../public/charts/trend.js";
import { keeperOf, sayList } from "../companies/lists.js";
import { openingDay } from "../timeline/opening.js";
import { countryLabel, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { chart } from "../web/figures.js";
import { enumFilter, textFilter } from "../web/filters.js";
import type { PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, type OutColumn, queriedRows, sourceColumns } from "../web/rows.js";
import { show } from "../web/tables.js";
import { changeDays, cumulativeByList, listedAt } from "./listings.js";
import { listedCountries, listingsInView } from "./listings-queries.js";

type List = Row<"listings">["list"];
const lists = (tables.listings.columns.list.oneOf ?? []) as readonly List[];

/** What the template is given beside figures and table: each list by the end of each year. */
interface ListingsParts {
  readonly heads: readonly { readonly title: string; readonly keeper: string; readonly mark: string }[];
  readonly years: readonly {
    readonly year: string;
    readonly cells: readonly { readonly ever: string; readonly removed: string }[];
  }[];
}

const columns: readonly OutColumn[] = [
  ...columnsOf("listings", "id", "company_id"),
  columnAs("companies", "name", "company_name", "Company"),
  columnAs("companies", "country", "country"),
  ...columnsOf("listings", "list", "listed_on"),
  {
    name: "counts_from",
    type: "date",
    title: "Counts from",
    description:
      "Day from which the listing counts: its first day or, where that is not known, the date of its source.",
  },
  ...columnsOf("listings", "removed_on"),
  {
    name: "status",
    type: "text",
    title: "Status",
    description: "listed or removed, at the as-of date.",
  },
  ...sourceColumns,
  ...columnsOf("listings", "note"),
];

export const listingsPage: PageSpec = {
  path: "/listings",
  name: "chips/listings",
  title: "Restriction lists",
  filters: async (store) => [
    {
      ...enumFilter("list", "List", "listings", "list"),
      choices: lists.map((value) => ({ value, label: sayList(value) })),
    },
    {
      key: "country",
      label: "Country",
      choices: (await listedCountries(store)).flatMap(({ country }) =>
        country ? [{ value: country, label: countryLabel(country) }] : [],
      ),
    },
    {
      key: "status",
      label: "Listed now or removed",
      choices: [
        { value: "listed", label: "listed now" },
        { value: "removed", label: "removed" },
      ],
    },
    textFilter,
  ],
  charts: {
    course: chart("trend", trend, courseInput),
    spans: chart("spans", spans, spansInput, { tabledBelow: true }),
  },
  table: {
    noun: "listing",
    columns,
    order: [{ column: "counts_from", descending: true }, { column: "company_name" }],
    key: ["id"],
    shown: [
      show.link("Company", "company_name", (row) => `/companies/${row["company_id"]}`),
      show.country("country"),
      show.text("List", "list", (list) => sayList(list as List)),
      {
        title: "Listed",
        sort: "counts_from",
        cell: (row, ctx) => {
          const known = show.date("Listed", "listed_on").cell(row, ctx);
          return row["listed_on"] === null ? { ...known, small: "first day not known" } : known;
        },
      },
      show.date("Removed", "removed_on"),
      show.text("Status", "status"),
      show.source(),
      show.prose("Note", "note"),
    ],
    facets: { list: "list", country: "country", status: "status" },
    rows: async (ctx, order) => queriedRows(ctx.store, listingsInView(ctx), columns, order, ["source_publisher"]),
  },
  content: async (ctx) => ({
    title: "Restriction lists",
    headline: "Restriction lists: who stands on which, since when",
    lede: "Companies named on the lists of either government: the BIS Entity List, the Pentagon’s list under section 1260H, the Treasury’s NS-CMIC list and China’s unreliable entity list. Only companies that the data follows are here, so the lists themselves are longer.",
    parts: await partsOf(ctx),
  }),
};

function viewed(ctx: Context) {
  return ctx.once("listings", () => listingsInView(ctx).orderBy("counts_from").orderBy("listings.id").execute());
}

async function partsOf(ctx: Context): Promise<ListingsParts> {
  const rows = await viewed(ctx);
  const named = lists.filter((list) => rows.some((row) => row.list === list));
  return {
    heads: named.map((list) => ({
      title: sayList(list),
      keeper: countryLabel(keeperOf(list)),
      mark: `side-${sideOf(keeperOf(list), ctx.view.sides)}`,
    })),
    years:
      rows.length === 0
        ? []
        : cumulativeByList(rows, named, ctx.view.asOf).map(({ year, lists: counts }) => ({
            year,
            cells: named.map((list) => {
              const { ever, standing } = counts[list] ?? { ever: 0, standing: 0 };
              return { ever: String(ever), removed: ever > standing ? `${ever - standing} of them removed` : "" };
            }),
          })),
  };
}

async function spansInput(ctx: Context): Promise<{ data: SpansData; sources: string[] }> {
  const { sides, asOf } = ctx.view;
  const rows = await viewed(ctx);
  const from = openingDay(
    rows.flatMap(({ counts_from }) => counts_from || []),
    asOf,
  );
  return {
    data: {
      sides,
      asOf,
      from,
      lanes: lists.map((key) => ({ key, title: sayList(key) })),
      spans: rows.map((row) => ({
        id: row.id,
        lane: row.list,
        holder: row.company_id,
        title: row.company_name,
        side: sideOf(row.country, sides),
        from: row.counts_from || from,
        openStart: row.listed_on === null,
        to: row.removed_on,
        ...(row.note && { note: row.note }),
        href: ctx.href(`/companies/${row.company_id}`),
      })),
    },
    sources: rows.map(({ source_id }) => source_id),
  };
}

async function courseInput(ctx: Context): Promise<{ data: TrendData; sources: string[] }> {
  const { sides, asOf } = ctx.view;
  const rows = await viewed(ctx);
  const compared = rows.filter(({ country }) => sideOf(country, sides) !== "other");
  const days = compared.length === 0 ? [] : changeDays(compared, asOf);
  return {
    data: {
      sides,
      asOf,
      title: "Companies on a restriction list",
      unit: "Companies on at least one list, by the company’s country; one that stands on several counts once",
      format: "count",
      series: (["a", "b"] as const).map((side) => {
        const own = compared.filter(({ country }) => sideOf(country, sides) === side);
        return { side, points: days.map((on) => ({ on, value: listedAt(own, on) })) };
      }),
    },
    sources: compared.map(({ source_id }) => source_id),
  };
}
