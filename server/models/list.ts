import { group } from "d3";
import { releases } from "../../public/charts/releases.js";
import type { ReleasesData } from "../../public/charts/releases-data.js";
import { graphOfView } from "../dependencies/graph-in-view.js";
import { type LineageGraph, lineageKinds, measuredKind } from "../dependencies/lineage.js";
import { withIds } from "../dependencies/numbered.js";
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
      const rows = await graphOfView(ctx);
      const graph = withIds(rows, ctx.view.confidence);
      const nameOf = (id: string) => rows.byId.get(id)?.name ?? id;
      return computedRows(await viewedModels(ctx), columns, order, {
        columns: ["rests_on", "rests_on_countries"],
        of: (row) => basesOf(graph, nameOf, String(row["id"]), ctx),
      });
    },
  },
  content: async () => ({
    title: "Models",
    headline: "Models: who released what, how large, how open, and resting on whom",
    lede: "Notable models are on Epoch AI’s list, followed ones come from developers with a model on it, and those of lineage are recorded because of what they rest on. Training compute is mostly an estimate of Epoch AI, as each model’s note says.",
  }),
};

type ModelRow = Awaited<ReturnType<typeof viewedModels>>[number];

function viewedModels(ctx: Context) {
  return ctx.once("models", () => ctx.store.rows(modelsInView(ctx).orderBy("models.id")));
}

/** What a model rests on directly, and the countries that it rests on at any distance. */
function basesOf(graph: LineageGraph, nameOf: (id: string) => string, id: string, ctx: Context): OutRow {
  const kinds = new Map<string, Set<string>>();
  for (const edge of graph.restingOn.get(id) ?? []) {
    if (!(lineageKinds as readonly string[]).includes(measuredKind(graph, edge))) continue;
    kinds.set(edge.dependencyId, (kinds.get(edge.dependencyId) ?? new Set()).add(edge.kind.replaceAll("-", " ")));
  }
  const bases = [...kinds].map(([base, own]) => `${nameOf(base)} (${[...own].sort().join(", ")})`);
  return {
    rests_on: bases.sort().join("; ") || null,
    rests_on_countries:
      countriesRestedOn(graph, id, ctx.view.sides)
        .map(({ country }) => country)
        .join(", ") || null,
  };
}

/** Models that a picture holds. */
const mostDrawn = 1500;

/**
 * The models that are drawn: all, or of too many those that were each larger than all before on their side, which make
 * its line, and the largest of every year.
 */
function drawable(rows: readonly ModelRow[]): readonly ModelRow[] {
  if (rows.length <= mostDrawn) return rows;
  const dated = rows.filter(({ released_on }) => released_on !== null);
  const largestFirst = (one: ModelRow, other: ModelRow) =>
    (other.training_compute_flop ?? -1) - (one.training_compute_flop ?? -1) || (one.id < other.id ? -1 : 1);
  const years = group(dated, ({ released_on }) => released_on?.slice(0, 4));
  const each = Math.floor(mostDrawn / years.size);
  const chosen = new Set([...years.values()].flatMap((own) => own.toSorted(largestFirst).slice(0, each)));
  const best = new Map<string | null, number>();
  for (const row of dated.toSorted((one, other) => ((one.released_on ?? "") < (other.released_on ?? "") ? -1 : 1))) {
    const compute = row.training_compute_flop ?? 0;
    if (compute <= (best.get(row.country) ?? 0)) continue;
    best.set(row.country, compute);
    chosen.add(row);
  }
  return rows.filter((row) => chosen.has(row));
}

async function releasesInput(ctx: Context): Promise<{ data: ReleasesData; sources: readonly string[] }> {
  const { sides, asOf } = ctx.view;
  const rows = await viewedModels(ctx);
  const drawn = drawable(rows);
  return {
    data: {
      sides,
      asOf,
      ...(drawn.length < rows.length && { leftOut: rows.length - drawn.length }),
      undated: rows.filter(({ released_on }) => released_on === null).length,
      releases: drawn.flatMap((row) =>
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
