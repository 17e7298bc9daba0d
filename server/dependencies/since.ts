import { Breath } from "../values/breath.js";
import type { Day } from "../values/dates.js";
import { type Confidence, counts } from "../values/evidence.js";
import {
  type Dependence,
  type DependenceQuestion,
  inFrame,
  inPeriod,
  type LineageEdge,
  type LineageNode,
  leastModelsForShare,
  type MeasuredKind,
  measuredKind,
} from "./lineage.js";

/** An edge with the day from which it counts. */
export interface DatedEdge extends LineageEdge {
  readonly datedOn: string;
}

/** For each node that rests on a country's, the day from which it does. */
export type RestingSince = ReadonlyMap<string, string>;

/** Edges between two breaths. */
const slice = 500;

/** Edges of the chosen kinds between known nodes by the day from which they count, earliest first. */
export type StepsByDay = readonly (readonly [day: string, edges: readonly DatedEdge[]])[];

/** Sorts edges for {@link restingSince}, which is asked for each side and level of evidence. */
export async function stepsByDay(
  nodes: ReadonlyMap<string, LineageNode>,
  edges: readonly DatedEdge[],
  kinds: readonly MeasuredKind[],
): Promise<StepsByDay> {
  const breath = new Breath();
  const byDay = new Map<string, DatedEdge[]>();
  for (const [at, edge] of edges.entries()) {
    if (at % slice === 0) await breath.take();
    if (!nodes.has(edge.dependentId) || !nodes.has(edge.dependencyId)) continue;
    if (!kinds.includes(measuredKind({ nodes }, edge))) continue;
    const list = byDay.get(edge.datedOn);
    if (list) list.push(edge);
    else byDay.set(edge.datedOn, [edge]);
  }
  return [...byDay].sort(([one], [other]) => (one < other ? -1 : 1));
}

/**
 * From which day each node rests, by any chain of evidence `strictest` or better, on something of `country`: the least
 * day by which all edges of one chain are there. One walk answers for every day at once, where `dependence` of
 * `lineage.ts` walks a graph for each. Edges are taken in the order of their days; one that reaches the country, or a
 * node that does, passes it on to all that rests on its dependent by then. So every edge is followed at most twice,
 * and cycles end by themselves. A node of `country` itself may rest on itself in a circle: ask for others' nodes.
 */
export async function restingSince(
  nodes: ReadonlyMap<string, LineageNode>,
  steps: StepsByDay,
  { country, strictest }: { readonly country: string; readonly strictest: Confidence },
): Promise<RestingSince> {
  const breath = new Breath();
  const since = new Map<string, string>();
  /** What rests on a node that does not itself reach the country yet. */
  const waiting = new Map<string, string[]>();
  let taken = 0;
  for (const [day, edges] of steps) {
    for (const { dependentId, dependencyId, confidence } of edges) {
      if (++taken % slice === 0) await breath.take();
      if (since.has(dependentId) || !counts(confidence, strictest)) continue;
      if (nodes.get(dependencyId)?.country !== country && !since.has(dependencyId)) {
        const list = waiting.get(dependencyId);
        if (list) list.push(dependentId);
        else waiting.set(dependencyId, [dependentId]);
        continue;
      }
      const open = [dependentId];
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        if (++taken % slice === 0) await breath.take();
        if (since.has(id)) continue;
        since.set(id, day);
        open.push(...(waiting.get(id) ?? []));
        waiting.delete(id);
      }
    }
  }
  return since;
}

/** `dependence` of `lineage.ts` at any day, as counts, from what {@link restingSince} has found. */
export function dependenceSince(
  nodes: Iterable<LineageNode>,
  since: RestingSince,
  question: Omit<DependenceQuestion, "on" | "kinds" | "reach"> & { readonly to: Day },
): Pick<Dependence, "resting" | "models" | "share"> {
  let [resting, models] = [0, 0];
  for (const node of nodes) {
    if (!inFrame(node, question) || node.releasedOn === null || !inPeriod(node.releasedOn, question)) continue;
    models += 1;
    const day = since.get(node.id);
    if (day !== undefined && day <= question.to) resting += 1;
  }
  return { resting, models, share: models < leastModelsForShare ? null : resting / models };
}
