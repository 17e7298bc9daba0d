import {
  type Ground,
  groundAmong,
  type LineageEdge,
  type LineageGraph,
  type MeasuredKind,
  measuredKind,
} from "./lineage.js";

/** What one model or piece of software loses when others are withdrawn. */
export interface Loss {
  readonly id: string;
  /** `direct`: one of its own bases is withdrawn; `indirect`: only a base of a base, however far. */
  readonly loses: "direct" | "indirect";
  /** The shortest chain to something withdrawn; of equally short ones that with the better evidence nearest. */
  readonly ground: Ground;
  /** In which ways it takes from bases that are withdrawn or lose one themselves, in the order of the kinds asked for. */
  readonly kinds: readonly MeasuredKind[];
  /** Ids of its recorded bases that neither are withdrawn nor lose one. */
  readonly remaining: readonly string[];
}

/**
 * Everything that rests on what is withdrawn, directly or through any chain of the chosen kinds; what is withdrawn
 * itself is not among it. In the order of ids. Only recorded dependence counts: a model absent here may rest on it
 * all the same.
 * @example withdrawal(graph, ["llama"], lineageKinds).map(({ id }) => id) // ["nous", "yi", "yi-chat"]
 */
export function withdrawal(
  graph: LineageGraph,
  withdrawnIds: readonly string[],
  kinds: readonly MeasuredKind[],
): readonly Loss[] {
  const withdrawn = new Set(withdrawnIds);
  const grounds = new Map<string, Ground>();
  for (const id of graph.nodes.keys()) {
    if (withdrawn.has(id)) continue;
    const ground = groundAmong(graph, id, (node) => withdrawn.has(node.id), { kinds, reach: "any" });
    if (ground) grounds.set(id, ground);
  }
  const gone = (id: string) => withdrawn.has(id) || grounds.has(id);
  return [...grounds.values()]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map((ground): Loss => {
      const own = basesOf(graph, ground.id, kinds);
      const lost = new Set(own.filter((edge) => gone(edge.dependencyId)).map((edge) => measuredKind(graph, edge)));
      const left = own.filter((edge) => !gone(edge.dependencyId)).map((edge) => edge.dependencyId);
      return {
        id: ground.id,
        loses: ground.path.length === 1 ? "direct" : "indirect",
        ground,
        kinds: kinds.filter((kind) => lost.has(kind)),
        remaining: [...new Set(left)].sort(),
      };
    });
}

/** Ids of the models of a company and of the software that it keeps, in their order. */
export function shelfOf(graph: LineageGraph, companyId: string): readonly string[] {
  return [...graph.nodes.values()].flatMap((node) => (node.companyId === companyId ? [node.id] : [])).sort();
}

function basesOf(graph: LineageGraph, id: string, kinds: readonly MeasuredKind[]): readonly LineageEdge[] {
  // Whatever rests on itself has no further base in that.
  return (graph.restingOn.get(id) ?? []).filter(
    (edge) => edge.dependencyId !== id && kinds.includes(measuredKind(graph, edge)),
  );
}
