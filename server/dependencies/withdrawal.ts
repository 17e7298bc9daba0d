import { Breath } from "../values/breath.js";
import type { Confidence } from "../values/evidence.js";
import type { Ground, LineageEdge, LineageNode, MeasuredKind } from "./lineage.js";
import { distancesTo, groundFrom, type Lens, lensOf, type NumberedGraph, taken, Walker } from "./numbered.js";

/** What one model or piece of software loses when others are withdrawn. */
export interface Loss<E extends LineageEdge = LineageEdge> {
  readonly id: string;
  /** `direct`: one of its own bases is withdrawn; `indirect`: only a base of a base, however far. */
  readonly loses: "direct" | "indirect";
  /** The shortest chain to something withdrawn; of equally short ones that with the better evidence nearest. */
  readonly ground: Ground<E>;
  /** In which ways it takes from bases that are withdrawn or lose one themselves, in the order of the kinds asked for. */
  readonly kinds: readonly MeasuredKind[];
  /** Ids of its recorded bases that neither are withdrawn nor lose one. */
  readonly remaining: readonly string[];
}

/** Along which edges something is lost. */
export interface Loosened {
  readonly kinds: readonly MeasuredKind[];
  readonly strictest: Confidence;
}

/**
 * Everything that rests on what is withdrawn, directly or through any chain of the chosen kinds; what is withdrawn
 * itself is not among it. In the order of ids. Only recorded dependence counts: a model absent here may rest on it
 * all the same.
 * @example withdrawal(graph, ["llama"], along).then((losses) => losses.map(({ id }) => id)) // nous, yi, yi-chat
 */
export async function withdrawal<N extends LineageNode, E extends LineageEdge>(
  graph: NumberedGraph<N, E>,
  withdrawnIds: readonly string[],
  { kinds, strictest }: Loosened,
): Promise<readonly Loss<E>[]> {
  const breath = new Breath();
  const lens = lensOf(kinds, strictest);
  const withdrawn = withdrawnIds.flatMap((id) => graph.numbers.get(id) ?? []);
  const distances = await distancesTo(graph, withdrawn, lens);
  const losses: Loss<E>[] = [];
  for (const node of distances.keys()) {
    if (breath.due) await breath.take();
    const ground = groundFrom(graph, node, distances, lens);
    if (!ground) continue;
    const { lost, remaining } = basesOf(graph, node, distances, lens);
    losses.push({
      id: ground.id,
      loses: ground.path.length === 1 ? "direct" : "indirect",
      ground,
      kinds: kinds.filter((kind) => (lost & lensOf([kind], strictest).kinds) !== 0),
      remaining: [...remaining].sort(),
    });
  }
  return losses.sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** Kinds, as bits, of the bases that a node loses, and ids of those that it keeps. */
function basesOf(graph: NumberedGraph, node: number, distances: Int32Array, lens: Lens) {
  const { starts, ends, edges } = graph.onto;
  const remaining = new Set<string>();
  let lost = 0;
  for (let at = starts[node] ?? 0; at < (starts[node + 1] ?? 0); at++) {
    const [end, edge] = [ends[at] ?? 0, edges[at] ?? 0];
    // Whatever rests on itself has no further base in that.
    if (end === node || !taken(graph, edge, lens)) continue;
    if (distances[end] === -1) remaining.add(graph.nodes[end]?.id ?? "");
    else lost |= graph.kinds[edge] ?? 0;
  }
  return { lost, remaining };
}

/** Distinct models that would lose a base if one thing alone were withdrawn. */
export interface LosersOf {
  /** By the number of the node withdrawn. */
  readonly byNode: Uint32Array;
  /** By the company of which everything were withdrawn. */
  readonly byCompany: ReadonlyMap<string, number>;
}

/** For every node and every company how many models {@link withdrawal} gives for it, found for all in one walk. */
export async function losersOfEach(graph: NumberedGraph, { kinds, strictest }: Loosened): Promise<LosersOf> {
  const breath = new Breath();
  const lens = lensOf(kinds, strictest);
  const walker = new Walker(graph);
  const byNode = new Uint32Array(graph.nodes.length);
  const byCompany = new Map<string, number>();
  for (const [at, node] of graph.nodes.entries()) {
    if (node.kind !== "model") continue;
    if (breath.due) await breath.take();
    const companies = new Set<string>();
    for (const base of walker.from(at, graph.onto, lens)) {
      byNode[base] = (byNode[base] ?? 0) + 1;
      const company = graph.nodes[base]?.companyId ?? null;
      if (company !== null && company !== node.companyId) companies.add(company);
    }
    for (const company of companies) byCompany.set(company, (byCompany.get(company) ?? 0) + 1);
  }
  return { byNode, byCompany };
}

/** Ids of the models of a company and of the software that it keeps, in their order. */
export function shelfOf({ nodes }: Pick<NumberedGraph, "nodes">, companyId: string): readonly string[] {
  return nodes.flatMap((node) => (node.companyId === companyId ? [node.id] : [])).sort();
}
