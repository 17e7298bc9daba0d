import { releases } from "../../public/charts/releases.js";
import type { ReleasesData } from "../../public/charts/releases-data.js";
import { lineageKinds, measuredKind } from "../dependencies/lineage.js";
import { sayFlop, sayNumber } from "../values/numbers.js";
import { countryLabel, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { chart } from "../web/figures.js";
import { enumFilter, textFilter } from "../web/filters.js";
import type { PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, computedRows, type OutColumn, type OutRow, sourceColumns } from "../web/rows.js";
import { type ShownColumn, show } from "../web/tables.js";
import { countriesRestedOn } from "./origins.js";
import { developerFilters, modelsInView } from "./queries.js";
import { type World, worldOf } from "./world.js";

const columns: readonly OutColumn[] = [
  ...columnsOf("models", "id", "name", "company_id"),
  columnAs("companies", "name", "company_name", "Company"),
  columnAs("companies", "country", "country"),
  ...columnsOf(
    "models",
    "released_on",
    "modality",
    "openness",
    "license",
    "parameters_b",
    "active_parameters_b",
    "training_compute_flop",
    "training_tokens_b",
    "inclusion",
  ),
  {
    name: "rests_on",
    type: "text",
    title: "Rests on",
    description:
      "Models that it rests on directly, each with the kinds of lineage, separated by semicolons; empty where no base is recorded.",
  },
  {
    name: "rests_on_countries",
    type: "text",
    title: "Countries rested on",
    description:
      "Countries of all models that it rests on, directly or through others, ISO 3166-1 alpha-2, separated by commas; empty where no base is recorded.",
  },
  ...columnsOf("models", "confidence"),
  ...sourceColumns,
  ...columnsOf("models", "note"),
];

const opennessColumn: ShownColumn = {
  title: "Openness",
  sort: "openness",
  cell(row) {
    const { openness, license } = row;
    if (openness === null) return { text: "–", mark: "unknown" };
    return { text: String(openness).replaceAll("-", " "), ...(license && { small: String(license) }) };
  },
};

const parametersColumn: ShownColumn = {
  title: "Parameters",
  unit: "billion",
  numeric: true,
  sort: "parameters_b",
  cell(row) {
    const { parameters_b: all, active_parameters_b: active } = row;
    if (typeof all !== "number") return { text: "–", mark: "unknown" };
    return { text: sayNumber(all), ...(typeof active === "number" && { small: `${sayNumber(active)} active` }) };
  },
};

const restsOnColumn: ShownColumn = {
  title: "Rests on",
  sort: "rests_on",
  cell(row) {
    const { rests_on: bases, rests_on_countries: countries } = row;
    if (typeof bases !== "string") return { text: "–", mark: "unknown" };
    return {
      text: bases,
      mark: "bases",
      ...(typeof countries === "string" && { small: countries.split(", ").map(countryLabel).join(", ") }),
    };
  },
};

export const listPage: PageSpec = {
  path: "/models",
  name: "models/index",
  title: "Models",
  filters: async (store) => {
    const [country, company, year] = await developerFilters(store);
    return [
      country,
      enumFilter("openness", "Openness", "models", "openness"),
      enumFilter("inclusion", "Inclusion", "models", "inclusion"),
      company,
      year,
      textFilter,
    ];
  },
  charts: { releases: chart("releases", releases, releasesInput, { tabledBelow: true }) },
  table: {
    noun: "model",
    columns,
    order: [{ column: "released_on", descending: true }],
    key: ["id"],
    shown: [
      show.link("Name", "name", (row) => `/models/${row["id"]}`),
      { ...show.link("Company", "company_name", (row) => `/companies/${row["company_id"]}`) },
      show.country("country"),
      show.date("Released", "released_on"),
      opennessColumn,
      parametersColumn,
      show.number("Training compute", "training_compute_flop", "FLOP", sayFlop),
      show.text("Inclusion", "inclusion"),
      restsOnColumn,
      show.confidence(),
      show.source(),
    ],
    facets: {
      country: "country",
      openness: "openness",
      inclusion: "inclusion",
      company: "company_id",
      year: { column: "released_on", choiceOf: (day) => day?.slice(0, 4) ?? null },
    },
    rows: async (ctx, order) => {
      const world = await worldOf(ctx);
      const rows = await viewedModels(ctx);
      return computedRows(
        rows.map((row): OutRow => ({ ...row, ...basesOf(world, row.id, ctx) })),
        columns,
        order,
      );
    },
  },
  content: async () => ({
    title: "Models",
    headline: "Models: who released what, how large, how open, and resting on whom",
    lede: "Notable models are on Epoch AI’s list, followed ones come from developers with a model on it, and those of lineage are recorded because of what they rest on. Training compute is mostly an estimate of Epoch AI, as each model’s note says.",
  }),
};

function viewedModels(ctx: Context) {
  return ctx.once("models", () => modelsInView(ctx).orderBy("models.id").execute());
}

/** What a model rests on directly, and the countries that it rests on at any distance. */
function basesOf({ graph, named }: World, id: string, ctx: Context): OutRow {
  const kinds = new Map<string, Set<string>>();
  for (const edge of graph.restingOn.get(id) ?? []) {
    if (!(lineageKinds as readonly string[]).includes(measuredKind(graph, edge))) continue;
    kinds.set(edge.dependencyId, (kinds.get(edge.dependencyId) ?? new Set()).add(edge.kind.replaceAll("-", " ")));
  }
  const bases = [...kinds].map(([base, own]) => `${named.get(base)?.name ?? base} (${[...own].sort().join(", ")})`);
  return {
    rests_on: bases.sort().join("; ") || null,
    rests_on_countries:
      countriesRestedOn(graph, id, ctx.view.sides)
        .map(({ country }) => country)
        .join(", ") || null,
  };
}

async function releasesInput(ctx: Context): Promise<{ data: ReleasesData; sources: readonly string[] }> {
  const { sides, asOf } = ctx.view;
  const rows = await viewedModels(ctx);
  return {
    data: {
      sides,
      asOf,
      undated: rows.filter(({ released_on }) => released_on === null).length,
      releases: rows.flatMap((row) =>
        row.released_on === null
          ? []
          : [
              {
                id: row.id,
                name: row.name,
                company: row.company_name,
                side: sideOf(row.country, sides),
                on: row.released_on,
                computeFlop: row.training_compute_flop,
                openness: row.openness,
                confidence: row.confidence,
                href: ctx.href(`/models/${row.id}`),
              },
            ],
      ),
    },
    sources: rows.map(({ source_id }) => source_id),
  };
}
