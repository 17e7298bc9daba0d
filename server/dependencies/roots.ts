import { Breath } from "../values/breath.js";
import type { Confidence } from "../values/evidence.js";
import type { SideKey, Sides } from "../values/sides.js";
import { sideOf } from "../values/sides.js";
import { isCounted } from "./flow.js";
import type { LineageNode, MeasuredKind } from "./lineage.js";
import { hasStep, type Lens, lensOf, type NumberedGraph, Walker } from "./numbered.js";

/** A model, or with the stack's kinds a piece of software, that rests on nothing recorded and is rested on. */
export interface Root {
  readonly id: string;
  /** Distinct counted models that rest on it by any chain. */
  readonly models: number;
  readonly bySide: Readonly<Record<SideKey, number>>;
  /** The same by year of release, earliest first; undated models are in none of them. */
  readonly byYear: readonly { readonly year: string; readonly bySide: Readonly<Record<SideKey, number>> }[];
}

export interface Roots {
  /** How many there are. */
  readonly count: number;
  /** Those that most rests on first, as many as were asked for. */
  readonly first: readonly Root[];
}

export interface RootsQuestion {
  readonly sides: Sides;
  readonly kinds: readonly MeasuredKind[];
  readonly strictest: Confidence;
  readonly withLineage: boolean;
}

/**
 * The roots, those that most rests on first: nodes without a recorded base of `kinds` that at least one counted model
 * rests on. A model may rest on several roots and counts once in each, so the figures are not to be added up. Models of
 * a cycle that rests on nothing outside have no root.
 */
export async function rootsRestedOn(
  graph: NumberedGraph,
  question: RootsQuestion,
  most = Number.POSITIVE_INFINITY,
): Promise<Roots> {
  const breath = new Breath();
  const lens = lensOf(question.kinds, question.strictest);
  const walker = new Walker(graph);
  // Up from each model: few lead to it, while what leads down from one root may be half of the graph.
  const models = new Uint32Array(graph.nodes.length);
  for (const [at, node] of graph.nodes.entries()) {
    if (!isCounted(node, question.withLineage)) continue;
    if (breath.due) await breath.take();
    for (const above of walker.from(at, graph.onto, lens)) models[above] = (models[above] ?? 0) + 1;
  }
  const idOf = (at: number) => graph.nodes[at]?.id ?? "";
  const roots = [...models.keys()]
    .filter((at) => models[at] !== 0 && !hasStep(graph, graph.onto, at, lens))
    .sort((one, other) => (models[other] ?? 0) - (models[one] ?? 0) || (idOf(one) < idOf(other) ? -1 : 1));
  const first: Root[] = [];
  for (const at of roots.slice(0, most)) {
    if (breath.due) await breath.take();
    first.push(rootOf(graph, at, walker, lens, question));
  }
  return { count: roots.length, first };
}

function rootOf(graph: NumberedGraph, at: number, walker: Walker, lens: Lens, question: RootsQuestion): Root {
  const resting = Array.from(walker.from(at, graph.from, lens), (below) => graph.nodes[below] as LineageNode).filter(
    (node) => isCounted(node, question.withLineage),
  );
  const years = new Map<string, LineageNode[]>();
  for (const node of resting) {
    const year = node.releasedOn?.slice(0, 4);
    if (year === undefined) continue;
    const own = years.get(year);
    if (own) own.push(node);
    else years.set(year, [node]);
  }
  return {
    id: graph.nodes[at]?.id ?? "",
    models: resting.length,
    bySide: perSide(resting, question.sides),
    byYear: [...years]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([year, own]) => ({ year, bySide: perSide(own, question.sides) })),
  };
}

function perSide(nodes: readonly LineageNode[], sides: Sides): Record<SideKey, number> {
  const counts = { a: 0, b: 0, other: 0 };
  for (const { country } of nodes) counts[sideOf(country, sides)] += 1;
  return counts;
}
