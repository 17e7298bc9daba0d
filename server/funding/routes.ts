import type { Router } from "express";
import { cumulative } from "../../public/charts/cumulative.js";
import { ladder } from "../../public/charts/ladder.js";
import { perPeriod } from "../../public/charts/per-period.js";
import { rounds } from "../../public/charts/rounds.js";
import { sayDate } from "../values/dates.js";
import { sayLarge, sayUsd } from "../values/numbers.js";
import { stageLabel } from "../values/stages.js";
import { chart } from "../web/figures.js";
import { countryFilter, enumFilter, textFilter } from "../web/filters.js";
import { type House, mountPage, type PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, type OutColumn, queriedRows, sourceColumns } from "../web/rows.js";
import { type ShownColumn, show } from "../web/tables.js";
import { cumulativeInput, ladderInput, perPeriodInput, roundsInput } from "./figures.js";
import { moneyFilter, narrowing, periodFilter } from "./filters.js";
import { investorPage } from "./investor-page.js";
import { investorsPage } from "./investors-page.js";
import { leaguePage } from "./league-page.js";
import { fundingParts } from "./parts.js";
import { fundingRounds } from "./queries.js";

/** What is known of how an amount in another currency became one in dollars. */
const rateColumns: readonly OutColumn[] = [
  {
    name: "usd_per_unit",
    title: "Rate",
    type: "number",
    unit: "USD",
    description: "Dollars for one unit of the currency, as the two amounts of the row imply. Empty for dollars.",
  },
  {
    name: "rate_for",
    title: "Rate taken for",
    type: "date",
    description: "The year of an average rate, else the announcement. Empty for dollars.",
  },
  {
    name: "rate_basis",
    title: "Origin of the dollar figure",
    type: "text",
    description:
      "year-average: converted for this dataset at the year's average rate; fixed: converted at 7.8 HKD per USD; reported: the note names who gives the dollar figure; not-told: the dataset does not tell whether the source gave it or it was converted.",
  },
];

const columns = [
  ...columnsOf("funding_rounds", "id", "company_id"),
  columnAs("companies", "name", "company_name", "Company"),
  columnAs("companies", "country", "country"),
  ...columnsOf("funding_rounds", "announced_on", "stage", "amount_usd", "amount_original", "currency"),
  ...rateColumns,
  ...columnsOf("funding_rounds", "post_money_usd", "confidence"),
  ...sourceColumns,
  ...columnsOf("funding_rounds", "note"),
];

const rateWords: Readonly<Record<string, string>> = {
  "year-average": "year’s average",
  fixed: "fixed rate",
  reported: "dollars as reported",
  "not-told": "rate’s origin not told",
};

/** The amount in the currency in which it was announced, with the rate that the dollar figure implies. */
const original: ShownColumn = {
  title: "As announced",
  sort: "currency",
  cell: ({ amount_original, currency, usd_per_unit, rate_basis, rate_for }) => {
    if (typeof amount_original !== "number" || currency === null) return { text: "–", mark: "unknown" };
    const text = `${currency} ${sayLarge(amount_original)}`;
    if (typeof usd_per_unit !== "number") return { text };
    const rate = `$${Number(usd_per_unit.toPrecision(3))} a unit, ${rateWords[String(rate_basis)]}, ${sayDate(String(rate_for))}`;
    return { text, small: rate };
  },
};

const page: PageSpec = {
  path: "/funding",
  name: "funding/index",
  title: "Funding",
  filters: async (store) => [
    await countryFilter(store, "companies"),
    enumFilter("stage", "Stage", "funding_rounds", "stage", stageLabel),
    textFilter,
    periodFilter,
    ...(await moneyFilter(store)),
  ],
  charts: {
    cumulative: chart("cumulative", cumulative, cumulativeInput, { heeds: narrowing }),
    "per-period": chart("per-period", perPeriod, perPeriodInput, { heeds: narrowing }),
    ladder: chart("ladder", ladder, ladderInput, { heeds: narrowing }),
    rounds: chart("rounds", rounds, roundsInput, { tabledBelow: true, heeds: narrowing }),
  },
  table: {
    noun: "funding round",
    length: 100,
    columns,
    order: [{ column: "announced_on", descending: true }],
    key: ["id"],
    shown: [
      show.date("Announced", "announced_on"),
      show.link("Company", "company_name", (row) => `/companies/${row["company_id"]}`),
      show.country("country"),
      show.text("Stage", "stage", stageLabel),
      show.number("Amount", "amount_usd", "USD", sayUsd),
      original,
      show.number("Post-money valuation", "post_money_usd", "USD", sayUsd),
      show.confidence(),
      show.source(),
      show.prose("Note", "note"),
    ],
    facets: { country: "country", stage: "stage" },
    rows: async (ctx, order) =>
      queriedRows(ctx.store, fundingRounds(ctx), columns, order, ["source_publisher"], { beside: true }),
  },
  content: async (ctx) => ({
    title: "Funding",
    headline: "Funding: what is known of the money",
    lede: "Equity raised by companies, as announced. Debt, secondary sales and stock-market listings are in the table and among the dots, never in the totals. Rounds that disclose no amount are counted and never taken as zero.",
    parts: await fundingParts(ctx),
  }),
};

export function fundingPages(router: Router, house: House): void {
  mountPage(router, house, page);
  mountPage(router, house, leaguePage);
  mountPage(router, house, investorsPage);
  mountPage(router, house, investorPage);
}
