import { ancestors, type LineageGraph } from "../dependencies/lineage.js";
import { originSides, type Paths, simplePaths } from "../dependencies/paths.js";
import { type Sides, sideOf } from "../values/sides.js";

/** A country with models among all that a model rests on. */
export interface CountryRestedOn {
  readonly country: string;
  readonly models: number;
}

/** A model at which the lineage of another begins, with the ways that lead to it. */
export interface Beginning {
  readonly id: string;
  readonly ways: Paths;
}

/** What a model takes from one country. */
export interface Origin {
  /** `null` for models whose country is not recorded. */
  readonly country: string | null;
  /** Ids of its models among all that the model rests on, nearest first. */
  readonly models: readonly string[];
  /** Those of them that rest on nothing recorded themselves, nearest first; the first few with their ways. */
  readonly beginnings: readonly Beginning[];
  /** Further beginnings. */
  readonly more: readonly string[];
}

/** As many beginnings of a country as a page can print; others are named. */
export const mostBeginnings = 5;

/** Ways are counted up to here: a reader follows a few, and their number grows exponentially with the graph. */
const wayBounds = { most: 100, steps: 5_000 } as const;

/** The countries that a model stands on, the two sides first, then by code. Where nothing is recorded, none. */
export function countriesRestedOn(graph: LineageGraph, id: string, sides: Sides): readonly CountryRestedOn[] {
  return [...byCountry(graph, ancestors(graph, id), sides)].flatMap(([country, { length: models }]) =>
    country === null ? [] : [{ country, models }],
  );
}

/** Where the lineage of a model begins and by which ways it comes from there, by country as {@link countriesRestedOn}. */
export function originsOf(graph: LineageGraph, id: string, sides: Sides): readonly Origin[] {
  const nearestFirst = ancestors(graph, id);
  const { a, b, other } = originSides(graph, id, sides);
  const roots = new Set([...a, ...b, ...other]);
  return [...byCountry(graph, nearestFirst, sides)].map(([country, models]) => {
    const begun = models.filter((model) => roots.has(model));
    return {
      country,
      models,
      beginnings: begun
        .slice(0, mostBeginnings)
        .map((root) => ({ id: root, ways: simplePaths(graph, id, root, wayBounds) })),
      more: begun.slice(mostBeginnings),
    };
  });
}

/** Models by country in their order, the two sides first, then by code; those without a country last. */
function byCountry(graph: LineageGraph, ids: readonly string[], sides: Sides) {
  const groups = new Map<string | null, string[]>();
  for (const id of ids) {
    const country = graph.nodes.get(id)?.country ?? null;
    groups.set(country, [...(groups.get(country) ?? []), id]);
  }
  const rank = (country: string | null) => (country === null ? 3 : ["a", "b", "other"].indexOf(sideOf(country, sides)));
  return new Map(
    [...groups].sort(([one], [other]) => rank(one) - rank(other) || ((one ?? "") < (other ?? "") ? -1 : 1)),
  );
}
