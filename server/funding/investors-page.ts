import { csvHeader, csvLines } from "../../db/csv.js";
import { type CrossingsData, crossings as crossingsChart } from "../../public/charts/crossings.js";
import { type FlowStop, type InvestorFlowData, investorFlow } from "../../public/charts/investor-flow.js";
import { Breath } from "../values/breath.js";
import { sayDate } from "../values/dates.js";
import { sayCount, sayNumber } from "../values/numbers.js";
import { countryLabel } from "../values/sides.js";
import { stageLabel } from "../values/stages.js";
import type { Context } from "../web/context.js";
import { chart } from "../web/figures.js";
import { countryFilter, enumFilter, textFilter } from "../web/filters.js";
import type { PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, computedRows, type OutColumn, type OutRow, sourceColumns } from "../web/rows.js";
import { type PlainTable, plainTable, type ShownColumn, show } from "../web/tables.js";
import { countryMatrix, type FlowPlace, flowOf } from "./investor-flow.js";
import { investmentRules, roundYears, takenInView } from "./investors-queries.js";
import { companyCells, crossings, type InvestorTotals, investorTotals, tally, yearsOf } from "./participations.js";

/** What the template is given beside figures and table. */
interface InvestorsParts {
  readonly matrix?: PlainTable;
  readonly cellsHref: string;
  /** How many investors have no country, in a sentence. */
  readonly unplaced: string;
  readonly rules?: PlainTable;
}

const counted = (name: string, title: string, description: string): OutColumn => ({
  name,
  type: "integer",
  title,
  description,
});

const columns: readonly OutColumn[] = [
  ...columnsOf("companies", "id", "name", "native_name", "country", "kind"),
  counted("participations", "Participations", "Rounds in the view in which it took part."),
  counted("rounds_led", "Rounds led", "Those of which the source says that it led them."),
  counted("lead_not_stated", "Lead not stated", "Those of which the source does not say whether it led them."),
  counted("companies", "Companies", "Distinct companies in whose rounds it took part."),
  counted("into_a", "In side A", "Participations in companies of side A of the comparison."),
  counted("into_b", "In side B", "Participations in companies of side B of the comparison."),
  counted("into_others", "Elsewhere", "Participations in companies of other countries or of unknown seat."),
  columnAs("funding_rounds", "announced_on", "first_on", "First participation"),
  columnAs("funding_rounds", "announced_on", "latest_on", "Latest participation"),
  ...sourceColumns,
];

const intoColumn: ShownColumn = {
  title: "In companies of",
  sort: "into_a",
  cell: (row, ctx) => {
    const { a, b } = ctx.view.sides;
    const parts = [
      [a.code, row["into_a"]],
      [b.code, row["into_b"]],
      ["others", row["into_others"]],
    ].filter(([, count]) => count !== 0);
    return { text: parts.map(([name, count]) => `${name} ${count}`).join(", ") };
  },
};

const activeColumn: ShownColumn = {
  title: "Latest",
  sort: "latest_on",
  cell: (row) => {
    const [first, latest] = [String(row["first_on"]), String(row["latest_on"])];
    return { text: sayDate(latest), mark: "date", ...(first !== latest && { small: `first ${sayDate(first)}` }) };
  },
};

export const investorsPage: PageSpec = {
  path: "/investors",
  name: "funding/investors",
  title: "Investors",
  filters: async (store) => [
    await countryFilter(store, "companies", "Country of the investor"),
    enumFilter("kind", "Kind of investor", "companies", "kind"),
    { ...(await countryFilter(store, "companies", "Invests in")), key: "into" },
    enumFilter("stage", "Stage", "funding_rounds", "stage", stageLabel),
    { key: "year", label: "Year", choices: (await roundYears(store)).map((year) => ({ value: year, label: year })) },
    textFilter,
  ],
  charts: {
    crossings: chart("crossings", crossingsChart, crossingsInput),
    flow: chart("investor-flow", investorFlow, flowInput),
  },
  files: {
    "/flows.csv": { type: "text/csv; charset=utf-8; header=present", produce: everyCell },
  },
  table: {
    noun: "investor",
    columns,
    order: [
      { column: "participations", descending: true },
      { column: "companies", descending: true },
      { column: "name" },
    ],
    key: ["id"],
    shown: [
      show.link("Investor", "name", (row) => `/investors/${row["id"]}`, "native_name"),
      show.country("country"),
      show.text("Kind", "kind", (kind) => kind.replaceAll("-", " ")),
      show.number("Participations", "participations"),
      show.number("Led", "rounds_led"),
      show.number("Companies", "companies"),
      intoColumn,
      activeColumn,
    ],
    facets: { country: "country", kind: "kind" },
    rows: async (ctx, order) => computedRows((await totalsInView(ctx)).map(rowOf), columns, order),
  },
  content: async (ctx) => ({
    title: "Investors",
    headline: "Investors: whose money goes where",
    lede: "Everybody who took part in a recorded round: funds, firms, chipmakers, governments. What is counted is participations, one investor in one round. Amounts are never added up by investor or along a flow: a round’s amount is not divisible among those who took part, so the known size of the rounds that somebody joined is not that somebody’s money.",
    parts: await partsOf(ctx),
  }),
};

function rowOf({ investor, ...totals }: InvestorTotals): OutRow {
  return {
    id: investor.id,
    name: investor.name,
    native_name: investor.nativeName,
    country: investor.country,
    kind: investor.kind,
    participations: totals.participations,
    rounds_led: totals.led,
    lead_not_stated: totals.leadNotStated,
    companies: totals.companies,
    into_a: totals.into.a,
    into_b: totals.into.b,
    into_others: totals.into.other,
    first_on: totals.firstOn,
    latest_on: totals.latestOn,
    source_id: investor.sourceId,
    source_url: investor.sourceUrl,
  };
}

function totalsInView(ctx: Context) {
  return ctx.once("investor totals", async () => {
    const taken = await takenInView(ctx);
    const breath = new Breath();
    const totals = investorTotals(taken, ctx.view.sides);
    await breath.take();
    return totals;
  });
}

async function partsOf(ctx: Context): Promise<InvestorsParts> {
  const taken = await takenInView(ctx);
  const totals = await totalsInView(ctx);
  const unplaced = totals.filter(({ investor }) => investor.country === null).length;
  const rules = await rulesInView(ctx);
  return {
    ...(taken.length > 0 && { matrix: await matrixTable(ctx) }),
    cellsHref: ctx.hrefHere(`${investorsPage.path}/flows.csv`, { sort: null }),
    unplaced:
      unplaced === 0
        ? "Every investor has a recorded country."
        : `${unplaced} of ${sayCount(totals.length, "investor")} ${unplaced === 1 ? "has" : "have"} no recorded country and ${unplaced === 1 ? "stands" : "stand"} apart: ${unplaced === 1 ? "it is" : "they are"} of neither side.`,
    ...(rules.length > 0 && { rules: plainTable(ruleColumns, rules, ctx) }),
  };
}

const ruleColumns: readonly ShownColumn[] = [
  show.date("Date", "occurred_on"),
  { ...show.text("Step", "title"), plain: true },
  show.prose("What it does", "description"),
  show.confidence(),
  show.source(),
];

/** The steps of US control over investment in China, where those two are compared. */
async function rulesInView(ctx: Context) {
  const { a, b } = ctx.view.sides;
  if (![a.code, b.code].includes("US") || ![a.code, b.code].includes("CN")) return [];
  return ctx.once("investment rules", () => investmentRules(ctx, "US"));
}

const matrixSize = { rows: 12, columns: 3 } as const;

async function matrixTable(ctx: Context): Promise<PlainTable> {
  const taken = await takenInView(ctx);
  const breath = new Breath();
  const matrix = countryMatrix(taken, ctx.view.sides, matrixSize);
  await breath.take();
  const shown: readonly ShownColumn[] = [
    {
      title: "Investors of",
      cell: (row) => ({ text: String(row["name"]), mark: `side-${row["side"]}` }),
    },
    ...matrix.columns.map(
      (column): ShownColumn => ({
        title: placeLabel(column),
        numeric: true,
        cell: (row) => {
          const place = matrix.rows.find(({ key }) => key === row["key"]);
          const cell = place && matrix.cell(place, column);
          if (!cell) return { text: "0", mark: "unknown" };
          return {
            text: sayNumber(cell.participations),
            small: `${sayCount(cell.rounds, "round")}, ${sayCount(cell.companies, "company", "companies")}`,
          };
        },
      }),
    ),
  ];
  const rows = matrix.rows.map((place) => ({ key: place.key, name: placeLabel(place), side: place.side }));
  const table = plainTable(shown, rows, ctx);
  await breath.take();
  return table;
}

/** @example placeLabel({ country: "US", members: 1 }) // "United States" */
function placeLabel({ country, members, company }: FlowPlace): string {
  if (company) return company.name;
  if (country !== null) return countryLabel(country);
  return members === 0 ? "Country not known" : sayCount(members, "other country", "other countries");
}

const flowSize = { countries: 5, companies: 6 } as const;

async function flowInput(ctx: Context): Promise<{ data: InvestorFlowData; sources: readonly string[] }> {
  const { sides, asOf } = ctx.view;
  const taken = await takenInView(ctx);
  const breath = new Breath();
  const flow = flowOf(taken, sides, flowSize);
  await breath.take();
  const inAll = { ...tally(taken), investors: new Set(taken.map(({ investor }) => investor)).size };
  await breath.take();
  const unknown = taken.filter(({ investor }) => investor.country === null);
  const country = (place: FlowPlace): FlowStop => ({
    ...stop(place),
    label: placeLabel(place),
    short: place.country ?? (place.members === 0 ? "unknown" : "others"),
  });
  return {
    data: {
      sides,
      asOf,
      investors: flow.investors.map((place) => ({
        ...country(place),
        ...(place.country && { href: ctx.hrefHere(investorsPage.path, { country: place.country }) }),
      })),
      countries: flow.countries.map((place) => ({
        ...country(place),
        ...(place.country && { href: ctx.hrefHere(investorsPage.path, { into: place.country }) }),
      })),
      companies: flow.companies.map((place) => ({
        ...stop(place),
        ...(place.company
          ? {
              label: place.company.name,
              short: place.company.name,
              href: ctx.href(`/companies/${place.company.id}`),
            }
          : {
              label: `${place.members} more, ${place.country === null ? "other countries" : countryLabel(place.country)}`,
              short: `${place.members} more${place.country === null ? "" : `, ${place.country}`}`,
            }),
      })),
      steps: flow.steps,
      counted: {
        ...inAll,
        unknown: {
          investors: new Set(unknown.map(({ investor }) => investor)).size,
          participations: unknown.length,
        },
      },
    },
    sources: taken.map(({ round }) => round.sourceId),
  };
}

const stop = ({ key, side, participations }: FlowPlace) => ({ key, side, participations });

async function crossingsInput(ctx: Context): Promise<{ data: CrossingsData; sources: readonly string[] }> {
  const { sides, asOf } = ctx.view;
  const taken = await takenInView(ctx);
  const years = yearsOf(taken, asOf);
  const rules = await rulesInView(ctx);
  const breath = new Breath();
  const directions: CrossingsData["directions"][number][] = [];
  for (const [from, into] of [
    ["a", "b"],
    ["b", "a"],
  ] as const) {
    directions.push({ from, into, years: crossings(taken, from, into, sides, years) });
    await breath.take();
  }
  return {
    data: {
      sides,
      asOf,
      directions,
      rules: rules.map(({ id, occurred_on, title }) => ({ id, on: occurred_on, title })),
    },
    sources:
      taken.length === 0
        ? []
        : [...rules, ...taken.map(({ round }) => ({ source_id: round.sourceId }))].map(({ source_id }) => source_id),
  };
}

const cellColumns: readonly OutColumn[] = [
  columnAs("companies", "country", "investor_country"),
  columnAs("companies", "country", "company_country"),
  columnAs("companies", "id", "company_id"),
  columnAs("companies", "name", "company_name"),
  counted("participations", "Participations", "Participations of investors of the country in rounds of the company."),
  counted("rounds", "Rounds", "Distinct rounds that they are in."),
];

/** Every cell of the flow, also those that the picture puts together. */
async function everyCell(ctx: Context): Promise<string> {
  const rows = companyCells(await takenInView(ctx)).map(({ from, company, participations, rounds }) => [
    from,
    company.country,
    company.id,
    company.name,
    participations,
    rounds,
  ]);
  return `${csvHeader(cellColumns)}${csvLines(cellColumns, rows)}`;
}
