import type { SideKey, Sides } from "../values/sides.js";
import { sideOf } from "../values/sides.js";
import { isCounted } from "./flow.js";
import { descendants, type LineageGraph, type LineageNode, type MeasuredKind, measuredKind } from "./lineage.js";

/** A model, or with the stack's kinds a piece of software, that rests on nothing recorded and is rested on. */
export interface Root {
  readonly id: string;
  /** Distinct counted models that rest on it by any chain. */
  readonly models: number;
  readonly bySide: Readonly<Record<SideKey, number>>;
  /** The same by year of release, earliest first; undated models are in none of them. */
  readonly byYear: readonly { readonly year: string; readonly bySide: Readonly<Record<SideKey, number>> }[];
}

export interface RootsQuestion {
  readonly sides: Sides;
  readonly kinds: readonly MeasuredKind[];
  readonly withLineage: boolean;
}

/**
 * The roots, those that most rests on first: nodes without a recorded base of `kinds` that at least one counted model
 * rests on. A model may rest on several roots and counts once in each, so the figures are not to be added up. Models of
 * a cycle that rests on nothing outside have no root.
 */
export function rootsRestedOn(graph: LineageGraph, { sides, kinds, withLineage }: RootsQuestion): readonly Root[] {
  const restsOnNothing = (node: LineageNode) =>
    !(graph.restingOn.get(node.id) ?? []).some((edge) => kinds.includes(measuredKind(graph, edge)));
  return [...graph.nodes.values()]
    .filter((node) => graph.restedOnBy.has(node.id) && restsOnNothing(node))
    .map((node) => rootOf(graph, node.id, { sides, kinds, withLineage }))
    .filter(({ models }) => models > 0)
    .sort((one, other) => other.models - one.models || (one.id < other.id ? -1 : 1));
}

function rootOf(graph: LineageGraph, id: string, { sides, kinds, withLineage }: RootsQuestion): Root {
  const resting = descendants(graph, id, kinds)
    .flatMap((below) => graph.nodes.get(below) ?? [])
    .filter((node) => isCounted(node, withLineage));
  const years = [...new Set(resting.flatMap(({ releasedOn }) => releasedOn?.slice(0, 4) ?? []))].sort();
  return {
    id,
    models: resting.length,
    bySide: perSide(resting, sides),
    byYear: years.map((year) => ({
      year,
      bySide: perSide(
        resting.filter(({ releasedOn }) => releasedOn?.startsWith(year)),
        sides,
      ),
    })),
  };
}

function perSide(nodes: readonly LineageNode[], sides: Sides): Record<SideKey, number> {
  const count = (side: SideKey) => nodes.filter(({ country }) => sideOf(country, sides) === side).length;
  return { a: count("a"), b: count("b"), other: count("other") };
}
