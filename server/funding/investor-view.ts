import { rollup } from "d3";
import { csvHeader, csvLines } from "../../db/csv.js";
import { sayDate } from "../values/dates.js";
import { sayCount, sayPercent } from "../values/numbers.js";
import { countryLabel, sideOf } from "../values/sides.js";
import { stageLabel } from "../values/stages.js";
import type { Context } from "../web/context.js";
import { columnAs, columnsOf, type OutColumn, type OutRow } from "../web/rows.js";
import { type PlainTable, plainTable, show } from "../web/tables.js";
import { companyById, takenInView } from "./investors-queries.js";
import type { Ledger, LedgerCompany } from "./ledger.js";
import { bySide, coInvestors } from "./participations.js";

/** An investor with its participations in the view. */
export interface Investor {
  readonly company: LedgerCompany;
  readonly taken: Ledger;
}

/** What the template of an investor is given beside figure and table. */
export interface InvestorParts {
  readonly particulars: readonly Particular[];
  readonly cards: readonly { readonly label: string; readonly value: string; readonly detail: string }[];
  readonly stages: PlainTable;
  readonly partners: PlainTable | undefined;
  /** How many took part in the same rounds, and which of them stand here. */
  readonly partnersCounted: string;
  readonly partnersHref: string;
}

interface Particular {
  readonly term: string;
  readonly text: string;
  readonly href?: string;
  readonly mark?: string;
  readonly note?: number;
}

/** Partners on the page; the file has all. */
const mostPartners = 30;
/** A share of fewer is told as a count. */
const leastForShare = 10;

export async function partsOf(ctx: Context, investor: Investor): Promise<InvestorParts> {
  const partners = await partnersOf(ctx, investor);
  const shown = partners.slice(0, mostPartners);
  return {
    particulars: await particularsOf(ctx, investor),
    cards: cardsOf(ctx, investor),
    stages: plainTable(
      [
        show.text("Stage", "stage"),
        show.number("Rounds", "rounds"),
        show.number("Led", "led"),
        show.number("Lead not stated", "lead_not_stated"),
      ],
      stageRows(investor),
      ctx,
    ),
    partners:
      shown.length === 0
        ? undefined
        : plainTable(
            [
              show.link("Investor", "name", (row) => `/investors/${row["id"]}`, "native_name"),
              show.country("country"),
              show.number("Shared rounds", "rounds"),
              show.number("Companies", "companies"),
              show.date("Latest", "latest_on"),
            ],
            shown,
            ctx,
          ),
    partnersCounted:
      partners.length === 0
        ? "Nobody else is recorded in any of these rounds."
        : `${sayCount(partners.length, "investor")} took part in at least one of these rounds${shown.length < partners.length ? `; the ${shown.length} with most stand here` : ""}.`,
    partnersHref: ctx.href(`/investors/${investor.company.id}/co-investors.csv`),
  };
}

async function particularsOf(ctx: Context, { company }: Investor): Promise<readonly Particular[]> {
  const { country, nativeName, kind } = company;
  const row = await companyById(ctx, company.id);
  return [
    ...(nativeName ? [{ term: "Native name", text: nativeName }] : []),
    country
      ? { term: "Country", text: countryLabel(country), mark: `side-${sideOf(country, ctx.view.sides)}` }
      : { term: "Country", text: "not recorded" },
    { term: "Kind", text: kind.replaceAll("-", " ") },
    // A company may count from a later day than a round that it is named in.
    ...(row
      ? [{ term: "Everything else of it", text: "Company profile", href: ctx.href(`/companies/${company.id}`) }]
      : []),
    {
      term: "Source",
      text: row?.source_publisher ?? company.sourceId,
      href: ctx.href(`/sources/${company.sourceId}`),
      note: ctx.notes.cite(company.sourceId),
    },
  ];
}

function cardsOf(ctx: Context, { company, taken }: Investor): InvestorParts["cards"] {
  const { sides } = ctx.view;
  const led = taken.filter(({ lead }) => lead === true).length;
  const notStated = taken.filter(({ lead }) => lead === null).length;
  const into = bySide(taken, ({ round }) => round.company.country, sides);
  const abroad = taken.filter(({ round }) => round.company.country !== company.country).length;
  const latest = taken.at(-1)?.round;
  const companies = new Set(taken.map(({ round }) => round.company)).size;
  return [
    {
      label: "Participations",
      value: String(taken.length),
      detail: latest ? `latest in ${latest.company.name}, ${sayDate(latest.on)}` : "",
    },
    { label: "Companies", value: String(companies), detail: "in whose rounds it took part" },
    {
      label: "Rounds led",
      value: String(led),
      detail: notStated === 0 ? `of ${taken.length}` : `of ${taken.length}; not stated for ${notStated}`,
    },
    {
      label: `${sides.a.code} / ${sides.b.code} / others`,
      value: `${into.a} / ${into.b} / ${into.other}`,
      detail: "participations by the company’s country",
    },
    {
      label: "Across a border",
      value:
        company.country === null
          ? "not known"
          : taken.length < leastForShare
            ? `${abroad} of ${taken.length}`
            : sayPercent(abroad / taken.length),
      detail:
        company.country === null
          ? "its own country is not recorded"
          : `${abroad} of ${sayCount(taken.length, "participation")} outside ${countryLabel(company.country)}`,
    },
  ];
}

function stageRows({ taken }: Investor): readonly OutRow[] {
  const stages = rollup(
    taken,
    (own) => ({
      rounds: own.length,
      led: own.filter(({ lead }) => lead === true).length,
      lead_not_stated: own.filter(({ lead }) => lead === null).length,
    }),
    ({ round }) => round.stage,
  );
  return [...stages]
    .sort(([one, first], [other, second]) => second.rounds - first.rounds || (one < other ? -1 : 1))
    .map(([stage, counts]) => ({ stage: stageLabel(stage), ...counts }));
}

function partnersOf(ctx: Context, { company }: Investor) {
  return ctx.once("co-investors", async () =>
    coInvestors(await takenInView(ctx), company.id).map(({ investor, rounds, companies, latestOn }) => ({
      id: investor.id,
      name: investor.name,
      native_name: investor.nativeName,
      country: investor.country,
      rounds,
      companies,
      latest_on: latestOn,
    })),
  );
}

const partnerColumns: readonly OutColumn[] = [
  ...columnsOf("companies", "id", "name", "native_name", "country"),
  { name: "rounds", type: "integer", title: "Shared rounds", description: "Distinct rounds in which both took part." },
  { name: "companies", type: "integer", title: "Companies", description: "Distinct companies of these rounds." },
  columnAs("funding_rounds", "announced_on", "latest_on", "Latest"),
];

/** Everybody who took part in its rounds. */
export async function coInvestorsFile(ctx: Context, investor: Investor): Promise<string> {
  const rows: readonly OutRow[] = await partnersOf(ctx, investor);
  return `${csvHeader(partnerColumns)}${csvLines(
    partnerColumns,
    rows.map((row) => partnerColumns.map(({ name }) => row[name] ?? null)),
  )}`;
}
