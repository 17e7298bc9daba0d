import { descendants, groundAmong, type LineageGraph, type LineageNode, measuredKind, stackKinds } from "./lineage.js";

/** Models that rest on one piece of software, by ids in their order. */
export interface Resting {
  readonly direct: readonly string[];
  /** Directly or through any chain of the software stack; holds those that rest on it directly. */
  readonly any: readonly string[];
}

/**
 * The models of the sample, on Epoch AI's list or by a developer on it, whatever their openness: what a model was
 * trained with is told of closed ones, too.
 */
export function sampleModels(graph: LineageGraph): readonly LineageNode[] {
  return [...graph.nodes.values()].filter(
    ({ kind, inclusion }) => kind === "model" && (inclusion === "notable" || inclusion === "followed"),
  );
}

/** Whether any step of the software stack is recorded of a model: of others nothing is known, which is not "none". */
export function hasRecordedStack(graph: LineageGraph, id: string): boolean {
  return (graph.restingOn.get(id) ?? []).some((edge) => isStack(graph, edge));
}

/**
 * Which of `models` rest on a piece of software by kinds of the stack.
 * @example restingOnSoftware(graph, "cuda", models) // { direct: ["yi"], any: ["glm", "yi"] }, glm through PyTorch
 */
export function restingOnSoftware(graph: LineageGraph, id: string, models: readonly LineageNode[]): Resting {
  const counted = new Set(models.map((model) => model.id));
  const of = (ids: readonly string[]) => [...new Set(ids)].filter((one) => counted.has(one)).sort();
  return {
    direct: of((graph.restedOnBy.get(id) ?? []).filter((edge) => isStack(graph, edge)).map((edge) => edge.dependentId)),
    any: of(descendants(graph, id, stackKinds)),
  };
}

/** Which of `models` rest on software or data that belong to a country, by any chain of the stack. */
export function restingOnCountry(
  graph: LineageGraph,
  country: string,
  models: readonly LineageNode[],
): readonly LineageNode[] {
  const wanted = (node: LineageNode) => node.kind === "software" && node.country === country;
  return models.filter(({ id }) => groundAmong(graph, id, wanted, { kinds: stackKinds, reach: "any" }) !== null);
}

function isStack(graph: LineageGraph, edge: Parameters<typeof measuredKind>[1]): boolean {
  return (stackKinds as readonly string[]).includes(measuredKind(graph, edge));
}
