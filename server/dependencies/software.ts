import { addDays, type Day, firstDay } from "../values/dates.js";
import {
  ancestors,
  descendants,
  type Ground,
  groundAmong,
  type LineageGraph,
  type LineageNode,
  measuredKind,
  stackKinds,
} from "./lineage.js";

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

/** Everything that rests on a piece of software by the stack, nearest first, each with its shortest chain there. */
export function dependentsOf(graph: LineageGraph, id: string): readonly Ground[] {
  return descendants(graph, id, stackKinds).flatMap((dependent) => stackGround(graph, dependent, id) ?? []);
}

/** What a piece of software itself rests on by the stack, nearest first, each with the shortest chain there. */
export function basesOf(graph: LineageGraph, id: string): readonly Ground[] {
  return ancestors(graph, id, stackKinds).flatMap((base) => stackGround(graph, id, base) ?? []);
}

function stackGround(graph: LineageGraph, id: string, restsOnId: string): Ground | null {
  return groundAmong(graph, id, (node) => node.id === restsOnId, { kinds: stackKinds, reach: "any" });
}

/**
 * How many of the models had been released by each of the days, by the day before and by `asOf`, so that a line through
 * them rises where the number changes and nowhere else. A reduced date counts from its first day; undated models are in
 * none of them.
 * @example releasedBy([{ releasedOn: "2023-05" }], ["2023-05-01"], "2024-01-01")
 *   // [{ on: "2023-04-30", models: 0 }, { on: "2023-05-01", models: 1 }, { on: "2024-01-01", models: 1 }]
 */
export function releasedBy(
  models: readonly Pick<LineageNode, "releasedOn">[],
  days: readonly Day[],
  asOf: Day,
): readonly { readonly on: Day; readonly models: number }[] {
  const released = models.flatMap(({ releasedOn }) => (releasedOn === null ? [] : [firstDay(releasedOn)]));
  const points = new Set([...days.flatMap((day) => [addDays(day, -1), day]), ...(days.length > 0 ? [asOf] : [])]);
  return [...points].sort().map((on) => ({ on, models: released.filter((day) => day <= on).length }));
}

/** Days on which any of the models was released, each once, in order. */
export function releaseDays(models: readonly Pick<LineageNode, "releasedOn">[]): readonly Day[] {
  const days = models.flatMap(({ releasedOn }) => (releasedOn === null ? [] : [firstDay(releasedOn)]));
  return [...new Set(days)].sort();
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
