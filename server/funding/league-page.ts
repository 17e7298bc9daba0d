import { sayCount, sayUsd } from "../values/numbers.js";
import { type Sides, sideOf } from "../values/sides.js";
import { sayStage, stageLabel } from "../values/stages.js";
import type { Context } from "../web/context.js";
import { countryFilter, enumFilter, textFilter } from "../web/filters.js";
import type { PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, computedRows, type OutColumn, type OutRow } from "../web/rows.js";
import { type ShownColumn, show } from "../web/tables.js";
import { leagueRows } from "./league.js";
import { backers, viewedRounds } from "./queries.js";

const named = (
  name: string,
  title: string,
  type: OutColumn["type"],
  description: string,
  unit?: string,
): OutColumn => ({
  name,
  title,
  type,
  description,
  ...(unit && { unit }),
});

const columns: readonly OutColumn[] = [
  named("place", "Place", "integer", "Place by known equity; equal totals share one. Empty without a known amount."),
  ...columnsOf("funding_rounds", "company_id"),
  columnAs("companies", "name", "company_name", "Company"),
  columnAs("companies", "country", "country"),
  named(
    "known_equity_usd",
    "Known equity",
    "integer",
    "Known amounts of equity rounds, added up; empty if none is known.",
    "USD",
  ),
  named("rounds", "Equity rounds", "integer", "Equity rounds, with and without an amount."),
  named("undisclosed", "Undisclosed", "integer", "Equity rounds without an amount."),
  named("latest_on", "Latest deal", "date", "Announcement of the latest round, sale, loan or listing."),
  named("latest_stage", "Latest stage", "text", "Its stage."),
  named("latest_amount_usd", "Latest amount", "integer", "Its amount; empty if undisclosed.", "USD"),
  named("post_money_usd", "Latest valuation", "integer", "Latest known post-money valuation.", "USD"),
  named("valued_on", "Valued on", "date", "Announcement of the round that tells it."),
  named("investors", "Investors", "integer", "Investors known to have taken part in any of its rounds."),
  named(
    "leading_investor_id",
    "Foremost investor",
    "text",
    "The one that led most of its rounds, else took part in most.",
  ),
  named("leading_investors", "Foremost investors", "text", "Up to three, by rounds led, then by rounds."),
  columnAs("sources", "id", "source_id", "Source of the latest deal"),
  columnAs("sources", "url", "source_url", "Source URL"),
];

const latest: ShownColumn = {
  title: "Latest deal",
  sort: "latest_on",
  cell: (row, ctx) => {
    const shown = show.date("", "latest_on").cell(row, ctx);
    const amount = typeof row["latest_amount_usd"] === "number" ? sayUsd(row["latest_amount_usd"]) : "undisclosed";
    return {
      ...shown,
      small: `${stageWords(String(row["latest_stage"]))}, ${amount}`,
      note: ctx.notes.cite(String(row["source_id"])),
    };
  },
};

const valuation: ShownColumn = {
  title: "Latest valuation",
  unit: "USD",
  numeric: true,
  sort: "post_money_usd",
  cell: (row, ctx) => {
    const shown = show.number("", "post_money_usd", "USD", sayUsd).cell(row, ctx);
    return row["valued_on"] ? { ...shown, small: show.date("", "valued_on").cell(row, ctx).text } : shown;
  },
};

/** The investors by the foremost of them, the others in small print below. */
const investors: ShownColumn = {
  title: "Investors",
  sort: "investors",
  cell: (row, ctx) => {
    const count = Number(row["investors"]);
    const names = row["leading_investors"] === null ? [] : String(row["leading_investors"]).split("; ");
    const [first, ...others] = names;
    if (!first) return { text: "–", mark: "unknown" };
    const rest = count - names.length;
    const more = [...others, ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
    return { text: first, href: ctx.href(`/investors/${row["leading_investor_id"]}`), ...(more && { small: more }) };
  },
};

/** Companies by what they are known to have raised. */
export const leaguePage: PageSpec = {
  path: "/funding/league",
  name: "funding/league",
  title: "Funding league",
  filters: async (store) => [
    await countryFilter(store, "companies"),
    enumFilter("stage", "Stage", "funding_rounds", "stage", stageLabel),
    textFilter,
  ],
  charts: {},
  table: {
    noun: "company",
    plural: "companies",
    columns,
    order: [{ column: "known_equity_usd", descending: true }],
    key: ["company_id"],
    shown: [
      show.number("Place", "place"),
      show.link("Company", "company_name", (row) => `/companies/${row["company_id"]}`),
      show.country("country"),
      show.number("Known equity", "known_equity_usd", "USD", sayUsd),
      show.number("Equity rounds", "rounds"),
      show.number("Undisclosed", "undisclosed"),
      latest,
      valuation,
      investors,
    ],
    facets: { country: "country" },
    rows: async (ctx, order) => computedRows(await league(ctx), columns, order),
  },
  content: async (ctx) => {
    const rows = await league(ctx);
    return {
      title: "Funding league",
      headline: leagueFinding(rows, ctx.view.sides),
      lede: "Companies by known equity, amounts as announced, in dollars of the day. Rounds without an amount are counted and never taken as zero; a company without any known amount has no place. The latest deal and valuation may be of any kind, a loan, a secondary sale or a listing too.",
    };
  },
};

function league(ctx: Context): Promise<readonly OutRow[]> {
  return ctx.once("league", async () => leagueRows(await viewedRounds(ctx), await backers(ctx)));
}

/** Who stands first on each side, and how many of each are among the first ten. */
export function leagueFinding(rows: readonly OutRow[], sides: Sides): string {
  const ranked = rows
    .filter(({ place }) => place !== null)
    .toSorted(
      (one, other) =>
        Number(one["place"]) - Number(other["place"]) ||
        (String(one["company_id"]) < String(other["company_id"]) ? -1 : 1),
    );
  const [first] = ranked;
  if (!first) return "League of companies: no amount is known in this view";
  const ofSide = (side: "a" | "b", among: readonly OutRow[]) =>
    among.filter((row) => sideOf(row["country"] === null ? null : String(row["country"]), sides) === side);
  const ten = ranked.slice(0, 10);
  const said = (row: OutRow) => `${row["company_name"]} with ${sayUsd(Number(row["known_equity_usd"]))}`;
  const share = `${ofSide("a", ten).length} of the first ${ten.length} are of ${sides.a.name}, ${ofSide("b", ten).length} of ${sides.b.name}`;
  const level = ranked.filter((row) => row["place"] === 1).length;
  const lead = level > 1 ? `${sayCount(level, "company", "companies")} share the first place` : `${said(first)} leads`;
  return ten.length < 3
    ? `${lead}; ${sayCount(ranked.length, "company", "companies")} with a known amount`
    : `${lead}; ${share}`;
}

/** @example stageWords("series-a") // "Series A" */
function stageWords(stage: string): string {
  return stage === "unspecified" ? "stage not stated" : sayStage(stage);
}
