import type { Router } from "express";
import { type CumulativeData, cumulative } from "../../public/charts/cumulative.js";
import { type RoundsData, rounds } from "../../public/charts/rounds.js";
import { sayUsd } from "../values/numbers.js";
import { sideOf } from "../values/sides.js";
import { sayStage } from "../values/stages.js";
import type { Context } from "../web/context.js";
import { chart } from "../web/figures.js";
import { countryFilter, enumFilter, textFilter } from "../web/filters.js";
import { type House, mountPage, type PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, queriedRows, sourceColumns } from "../web/rows.js";
import { show } from "../web/tables.js";
import { fundingRounds } from "./queries.js";
import { isEquity, runningTotals } from "./totals.js";

const columns = [
  ...columnsOf("funding_rounds", "id", "company_id"),
  columnAs("companies", "name", "company_name", "Company"),
  columnAs("companies", "country", "country"),
  ...columnsOf(
    "funding_rounds",
    "announced_on",
    "stage",
    "amount_usd",
    "amount_original",
    "currency",
    "post_money_usd",
    "confidence",
  ),
  ...sourceColumns,
  ...columnsOf("funding_rounds", "note"),
];

const page: PageSpec = {
  path: "/funding",
  name: "funding/index",
  title: "Funding",
  filters: async (store) => [
    await countryFilter(store, "companies"),
    enumFilter("stage", "Stage", "funding_rounds", "stage"),
    textFilter,
  ],
  charts: {
    cumulative: chart("cumulative", cumulative, cumulativeInput),
    rounds: chart("rounds", rounds, roundsInput, { tabledBelow: true }),
  },
  table: {
    noun: "funding round",
    columns,
    order: [{ column: "announced_on", descending: true }],
    key: ["id"],
    shown: [
      show.date("Announced", "announced_on"),
      show.link("Company", "company_name", (row) => `/companies/${row["company_id"]}`),
      show.country("country"),
      show.text("Stage", "stage", (stage) => (stage === "unspecified" ? "not stated" : sayStage(stage))),
      show.number("Amount", "amount_usd", "USD", sayUsd),
      show.number("Post-money valuation", "post_money_usd", "USD", sayUsd),
      show.confidence(),
      show.source(),
      show.prose("Note", "note"),
    ],
    facets: { country: "country", stage: "stage" },
    rows: async (ctx, order) => queriedRows(ctx.store, fundingRounds(ctx), columns, order, ["source_publisher"]),
  },
  content: async () => ({
    title: "Funding",
    headline: "Funding: what is known of the money",
    lede: "Equity raised by companies, as announced. Debt, secondary sales and stock-market listings are in the table and among the dots, never in the totals. Rounds that disclose no amount are counted and never taken as zero.",
  }),
};

/** Rounds on every level of evidence, since a band shows what the view leaves out. */
function allRounds(ctx: Context) {
  return ctx.once("rounds on any evidence", () => inOrder(fundingRounds(ctx.onAnyEvidence())).execute());
}

function viewedRounds(ctx: Context) {
  return ctx.once("rounds", () => inOrder(fundingRounds(ctx)).execute());
}

/** Oldest first, so that notes and sources are numbered alike on every database. */
function inOrder(rounds: ReturnType<typeof fundingRounds>) {
  return rounds.orderBy("announced_on").orderBy("funding_rounds.id");
}

async function cumulativeInput(ctx: Context): Promise<{ data: CumulativeData; sources: string[] }> {
  const { sides, asOf, confidence } = ctx.view;
  const all = await allRounds(ctx);
  const viewed = await viewedRounds(ctx);
  const counted = viewed.filter((round) => isEquity(round) && sideOf(round.country, sides) !== "other");
  const [first = asOf] = counted.map(({ announced_on }) => announced_on).sort();
  return {
    data: {
      sides,
      asOf,
      from: first,
      series: (["a", "b"] as const).map((side) => {
        const own = counted.filter(({ country }) => sideOf(country, sides) === side);
        return {
          side,
          points: runningTotals(all, side, sides, confidence),
          rounds: own.length,
          undisclosed: own.filter(({ amount_usd }) => amount_usd === null).length,
        };
      }),
    },
    sources: counted.map(({ source_id }) => source_id),
  };
}

async function roundsInput(ctx: Context): Promise<{ data: RoundsData; sources: string[] }> {
  const { sides, asOf } = ctx.view;
  const viewed = await viewedRounds(ctx);
  return {
    data: {
      sides,
      asOf,
      rounds: viewed.map((round) => ({
        id: round.id,
        company: round.company_name,
        side: sideOf(round.country, sides),
        on: round.announced_on,
        amountUsd: round.amount_usd,
        stage: round.stage,
        confidence: round.confidence,
        href: ctx.href(`/companies/${round.company_id}`),
      })),
    },
    sources: viewed.map(({ source_id }) => source_id),
  };
}

export function fundingPages(router: Router, house: House): void {
  mountPage(router, house, page);
}
