import { type StripData, strip } from "../../public/charts/strip.js";
import { openingDay } from "../timeline/opening.js";
import { sayDate } from "../values/dates.js";
import { sayCount, sayUsd } from "../values/numbers.js";
import { sideOf } from "../values/sides.js";
import { sayStage, stageLabel } from "../values/stages.js";
import type { Context } from "../web/context.js";
import { NotFound } from "../web/errors.js";
import { chart } from "../web/figures.js";
import { nearIds } from "../web/near-ids.js";
import type { PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, type OutColumn, queriedRows, sourceColumns } from "../web/rows.js";
import { type ShownColumn, show } from "../web/tables.js";
import { coInvestorsFile, type Investor, type InvestorParts, partsOf } from "./investor-view.js";
import { companyById, portfolioOf, takenInView } from "./investors-queries.js";

const columns: readonly OutColumn[] = [
  columnAs("funding_rounds", "id", "round_id", "Round"),
  ...columnsOf("funding_rounds", "announced_on", "company_id"),
  columnAs("companies", "name", "company_name", "Company"),
  columnAs("companies", "country", "country"),
  ...columnsOf("funding_rounds", "stage"),
  {
    ...columnAs("funding_rounds", "amount_usd", "round_amount_usd", "Amount of the round"),
    description:
      "Amount of the whole round. It is not divisible among those who took part, so none of it is the investor's.",
  },
  ...columnsOf("funding_rounds", "post_money_usd"),
  ...columnsOf("funding_participants", "is_lead"),
  ...columnsOf("funding_rounds", "confidence"),
  ...sourceColumns,
  ...columnsOf("funding_rounds", "note"),
];

const publisher = show.source();
/** A level of evidence is one of the row's source, and a column of its own would turn the sheet. */
const sourceColumn: ShownColumn = {
  ...publisher,
  title: "Source, evidence",
  cell: (row, ctx) => ({ ...publisher.cell(row, ctx), small: String(row["confidence"]) }),
};

export const investorPage: PageSpec<Investor> = {
  path: "/investors/:id",
  name: "funding/investor",
  title: "Investor",
  find: findInvestor,
  charts: { strip: chart("strip", strip, stripInput, { tabledBelow: true }) },
  files: {
    "/co-investors.csv": { type: "text/csv; charset=utf-8; header=present", produce: coInvestorsFile },
  },
  table: {
    noun: "round it took part in",
    plural: "rounds it took part in",
    columns,
    order: [{ column: "announced_on", descending: true }, { column: "company_name" }],
    key: ["round_id"],
    shown: [
      show.date("Announced", "announced_on"),
      show.link("Company", "company_name", (row) => `/companies/${row["company_id"]}`),
      show.country("country"),
      show.text("Stage", "stage", stageLabel),
      {
        title: "Lead",
        sort: "is_lead",
        cell: (row) =>
          row["is_lead"] === null
            ? { text: "not stated", mark: "unknown" }
            : { text: row["is_lead"] === 1 ? "led it" : "no" },
      },
      show.number("The round’s amount", "round_amount_usd", "USD", sayUsd),
      show.number("Valuation after it", "post_money_usd", "USD", sayUsd),
      sourceColumn,
    ],
    rows: async (ctx, order, { company }) => {
      const rows = ctx.db
        .selectFrom(portfolioOf(ctx, company.id).as("portfolio"))
        .selectAll("portfolio")
        .select(["portfolio.id as round_id", "portfolio.amount_usd as round_amount_usd"]);
      return queriedRows(ctx.store, rows, columns, order, ["source_publisher"]);
    },
  },
  content: async (ctx, investor): Promise<{ title: string; headline: string; lede: string; parts: InvestorParts }> => {
    const { company, taken } = investor;
    const companies = new Set(taken.map(({ round }) => round.company)).size;
    return {
      title: company.name,
      headline: `${company.name} as an investor`,
      lede: `Took part in ${sayCount(taken.length, "recorded round")} of ${sayCount(companies, "company", "companies")} by ${sayDate(ctx.view.asOf)}. What it put in is not known from these: a round’s amount is that of all who took part together.`,
      parts: await partsOf(ctx, investor),
    };
  },
};

/**
 * The investor and its participations.
 * @throws NotFound naming near ids, or the profile of a company that took part in nothing
 */
async function findInvestor(ctx: Context, id: string): Promise<Investor> {
  const all = await takenInView(ctx);
  const taken = all.filter(({ investor }) => investor.id === id);
  const [first] = taken;
  if (first) return { company: first.investor, taken };
  const on = sayDate(ctx.view.asOf);
  const company = await companyById(ctx, id);
  if (company) {
    const href = ctx.href(`/companies/${company.id}`);
    throw new NotFound(
      `By ${on} ${company.name} took part in no round that counts in this view. What is recorded of it stands at /companies/${company.id}.`,
      [{ text: `${company.name}, the company`, href }],
    );
  }
  const investors = new Map(all.map(({ investor }) => [investor.id, investor.name]));
  const near = nearIds(
    id,
    [...investors].map(([value, label]) => ({ value, label })),
  );
  const meant = near.length > 0 ? ` Near it: ${near.map(({ value }) => value).join(", ")}.` : "";
  throw new NotFound(
    `No investor with the id "${id}" is in this view: it may be unknown, or have taken part in nothing by ${on}.${meant}`,
    near.map(({ value, label }) => ({ text: label, href: ctx.href(`/investors/${value}`) })),
  );
}

/** Dots of more rounds than this would cover each other; the table has them all. */
const mostDrawn = 400;

/** Its participations in a lane for each side of the companies. */
async function stripInput(ctx: Context, { taken }: Investor): Promise<{ data: StripData; sources: string[] }> {
  const { sides, asOf } = ctx.view;
  const drawn = taken.slice(-mostDrawn);
  const laneOf = (country: string | null) => (country === null ? "unknown" : sideOf(country, sides));
  const lanes = [
    { key: "a", title: sides.a.label },
    { key: "b", title: sides.b.label },
    { key: "other", title: "Other countries" },
    { key: "unknown", title: "Seat not known" },
  ];
  const present = new Set<string>(drawn.map(({ round }) => laneOf(round.company.country)));
  const omitted = taken.length - drawn.length;
  return {
    data: {
      sides,
      asOf,
      from: openingDay(
        drawn.map(({ round }) => round.on),
        asOf,
      ),
      subject: { one: "participation", many: "participations" },
      // Both compared sides stand there, with nothing in them or not.
      lanes: lanes.filter(({ key }) => key === "a" || key === "b" || present.has(key)),
      items: drawn.map(({ round, lead }) => ({
        id: round.id,
        lane: laneOf(round.company.country),
        on: round.on,
        side: sideOf(round.company.country, sides),
        title: round.company.name,
        note: [sayStage(round.stage), lead === true && "led it"].filter(Boolean).join(", "),
        confidence: round.confidence,
        href: ctx.href(`/companies/${round.company.id}`),
      })),
      ...(omitted > 0 && { coverageNote: `${sayCount(omitted, "earlier round")} not drawn, the table has them` }),
    },
    sources: drawn.map(({ round }) => round.sourceId),
  };
}
