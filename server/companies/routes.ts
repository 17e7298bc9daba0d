import type { Router } from "express";
import { type BarsData, bars } from "../../public/charts/bars.js";
import { sayCount, sayUsd } from "../values/numbers.js";
import { sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { chart } from "../web/figures.js";
import { countryFilter, enumFilter, textFilter } from "../web/filters.js";
import { type House, mountPage, type PageSpec } from "../web/pages.js";
import { columnsOf, type OutColumn, queriedRows, sourceColumns } from "../web/rows.js";
import { type CellModel, type ShownColumn, show } from "../web/tables.js";
import { comparePage } from "./compare-page.js";
import { companiesByKind } from "./kinds.js";
import { sayLists } from "./lists.js";
import { profilePage } from "./profile.js";
import { companiesInView, kindsInView, talliedCompanies } from "./queries.js";

const computed: readonly OutColumn[] = [
  {
    name: "known_funding_usd",
    type: "integer",
    title: "Known funding",
    unit: "USD",
    description:
      "Disclosed amounts of the company's equity rounds in the view, added up. Empty where no round discloses one.",
  },
  {
    name: "funding_confidence",
    type: "text",
    title: "Evidence of funding",
    description: "Weakest evidence among the rounds that the sum is made of; empty where there is no sum.",
  },
  {
    name: "funding_rounds",
    type: "integer",
    title: "Rounds",
    description: "Equity rounds recorded in the view, disclosed or not.",
  },
  {
    name: "undisclosed_rounds",
    type: "integer",
    title: "Undisclosed rounds",
    description: "Those of the rounds that disclose no amount.",
  },
  { name: "models", type: "integer", title: "Models", description: "Models recorded in the view." },
  {
    name: "lists",
    type: "text",
    title: "Lists",
    description:
      "Restriction lists on which it stood at the as-of date, by their names in the listings table, separated by commas; empty where none is recorded.",
  },
];

const columns: readonly OutColumn[] = [
  ...columnsOf("companies").filter(({ name }) => name !== "source_id"),
  ...computed,
  ...sourceColumns,
];

const nameColumn: ShownColumn = show.link("Name", "name", (row) => `/companies/${row["id"]}`, "native_name");

const fundingColumn: ShownColumn = {
  title: "Known funding",
  unit: "USD",
  numeric: true,
  sort: "known_funding_usd",
  cell(row): CellModel {
    const amount = row["known_funding_usd"];
    return typeof amount === "number" ? { text: sayUsd(amount) } : { text: "–", mark: "unknown" };
  },
};

const evidenceColumn: ShownColumn = {
  title: "Evidence",
  sort: "funding_confidence",
  cell(row): CellModel {
    const level = row["funding_confidence"];
    return typeof level === "string" ? { text: level, mark: `evidence-${level}` } : { text: "–", mark: "unknown" };
  },
};

const roundsColumn: ShownColumn = {
  title: "Rounds",
  numeric: true,
  sort: "funding_rounds",
  cell(row): CellModel {
    const undisclosed = Number(row["undisclosed_rounds"]);
    return {
      text: String(row["funding_rounds"]),
      ...(undisclosed > 0 && { small: `${undisclosed} undisclosed` }),
      ...(row["funding_rounds"] === 0 && { mark: "unknown" }),
    };
  },
};

const modelsColumn: ShownColumn = {
  title: "Models",
  numeric: true,
  sort: "models",
  cell: (row) => ({ text: String(row["models"]), ...(row["models"] === 0 && { mark: "unknown" }) }),
};

const compareColumn: ShownColumn = {
  title: "Side by side",
  plain: true,
  cell: (row, ctx) => ({
    text: "Compare with…",
    href: ctx.href("/compare", { ids: String(row["id"]) }),
    mark: "onscreen",
  }),
};

const page: PageSpec = {
  path: "/companies",
  name: "companies/index",
  title: "Companies",
  filters: async (store) => [
    await countryFilter(store, "companies"),
    enumFilter("kind", "Kind", "companies", "kind"),
    {
      key: "listed",
      label: "On a restriction list",
      choices: [
        { value: "yes", label: "yes" },
        { value: "no", label: "no" },
      ],
    },
    textFilter,
  ],
  charts: { kinds: chart("bars", bars, kindsInput) },
  table: {
    noun: "company",
    plural: "companies",
    columns,
    order: [{ column: "known_funding_usd", descending: true }, { column: "name" }],
    key: ["id"],
    shown: [
      nameColumn,
      show.country("country"),
      show.text("Kind", "kind", (kind) => kind.replaceAll("-", " ")),
      show.date("Founded", "founded_on"),
      fundingColumn,
      evidenceColumn,
      roundsColumn,
      modelsColumn,
      show.text("Restriction lists", "lists", sayLists),
      show.source(),
      compareColumn,
    ],
    facets: {
      country: "country",
      kind: "kind",
      listed: { column: "lists", choiceOf: (lists) => (lists === null ? "no" : "yes") },
    },
    rows: async (ctx, order) =>
      queriedRows(ctx.store, companiesInView(ctx), columns, order, ["source_publisher"], {
        beside: true,
        bare: { query: talliedCompanies(ctx), columns: ["id", "country", "kind", "lists"], key: "id" },
      }),
  },
  content: async () => ({
    title: "Companies",
    headline: "Companies: who they are and what is known of each",
    lede: "Developers, chipmakers, clouds, investors and public bodies that had come into being by the date; those that nothing dates are always listed. Known funding adds up the disclosed equity rounds; its evidence is that of the weakest round in the sum.",
  }),
};

async function kindsInput(ctx: Context): Promise<{ data: BarsData; sources: string[] }> {
  const { sides, asOf } = ctx.view;
  const companies = await kindsInView(ctx);
  const compared = companies.filter(({ country }) => sideOf(country, sides) !== "other");
  const beside = companies.length - compared.length;
  const ofSide = (side: "a" | "b") => compared.filter(({ country }) => sideOf(country, sides) === side).length;
  return {
    data: {
      sides,
      asOf,
      measure: {
        title: `Companies, ${ofSide("a")} of ${sides.a.name} and ${ofSide("b")} of ${sides.b.name}`,
        unit: `Number of companies by kind; ${beside === 0 ? "none" : sayCount(beside, "company", "companies")} of other countries, of several or of unknown seat left out`,
      },
      rowNoun: { one: "kind", many: "kinds" },
      rows: companiesByKind(compared, sides).map(({ kind, a, b }) => ({
        key: kind,
        title: kind.replaceAll("-", " "),
        a,
        b,
        href: ctx.hrefHere(page.path, { kind, sort: null }),
      })),
    },
    sources: compared.map(({ source_id }) => source_id),
  };
}

export function companiesPages(router: Router, house: House): void {
  mountPage(router, house, page);
  mountPage(router, house, profilePage);
  mountPage(router, house, comparePage);
}
