import { ancestors, type Ground, type LineageGraph, type LineageKind, restsOn } from "../dependencies/lineage.js";
import { type Sides, sideOf } from "../values/sides.js";

/** A country on whose models a model stands, with the shortest chain there. */
export interface Origin {
  readonly country: string;
  /** Models of the country among all that it rests on. */
  readonly models: number;
  readonly ground: Ground;
}

/** The countries that a model stands on, the two sides first, then by code. Where nothing is recorded, none. */
export function originsOf(graph: LineageGraph, id: string, sides: Sides): readonly Origin[] {
  const counts = new Map<string, number>();
  for (const ancestor of ancestors(graph, id)) {
    const country = graph.nodes.get(ancestor)?.country;
    if (country) counts.set(country, (counts.get(country) ?? 0) + 1);
  }
  const rank = (country: string) => ["a", "b", "other"].indexOf(sideOf(country, sides));
  return [...counts]
    .sort(([one], [other]) => rank(one) - rank(other) || (one < other ? -1 : 1))
    .flatMap(([country, models]) => {
      const ground = restsOn(graph, id, country, { reach: "any" });
      return ground ? [{ country, models, ground }] : [];
    });
}

/** How a kind is said between the name of a model and that of its base. */
export const kindPhrases: Readonly<Record<LineageKind, string>> = {
  weights: "takes the weights of",
  architecture: "takes the architecture of",
  distillation: "is distilled from",
  "synthetic-data": "is trained on data written by",
  tokenizer: "takes the tokenizer of",
  code: "takes code of",
};
