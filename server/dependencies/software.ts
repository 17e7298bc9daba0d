import { bisectRight } from "d3";
import { addDays, type Day, firstDay, lastDay } from "../values/dates.js";
import type { Confidence } from "../values/evidence.js";
import { type Ground, type LineageEdge, type LineageNode, stackKinds } from "./lineage.js";
import { distancesTo, groundFrom, hasStep, lensOf, type NumberedGraph, numbersOf, Walker } from "./numbered.js";

/** What rests on one piece of software, by numbers of nodes, nearest first. */
export interface Resting {
  readonly direct: readonly number[];
  /** Directly or through any chain of the software stack; holds those that rest on it directly. */
  readonly any: readonly number[];
}

/** Days that a line is drawn through one by one; of more, the ends of their months stand for them. */
const mostDays = 400;

/** Steps of the software stack on evidence that is good enough. */
const stackLens = (strictest: Confidence) => lensOf(stackKinds, strictest);

/**
 * The models of the sample, on Epoch AI's list or by a developer on it, whatever their openness: what a model was
 * trained with is told of closed ones, too.
 */
export function inSample({ kind, inclusion }: LineageNode): boolean {
  return kind === "model" && (inclusion === "notable" || inclusion === "followed");
}

/** Whether any step of the software stack is recorded of a model: of others nothing is known, which is not "none". */
export function hasRecordedStack(graph: NumberedGraph, model: number, strictest: Confidence): boolean {
  return hasStep(graph, graph.onto, model, stackLens(strictest));
}

/**
 * What rests on a piece of software by kinds of the stack; nothing on one that is not in the graph. Several are asked
 * for with one walker.
 */
export function restingOnSoftware(
  graph: NumberedGraph,
  id: string,
  strictest: Confidence,
  walker: Walker = new Walker(graph),
): Resting {
  const number = graph.numbers.get(id);
  if (number === undefined) return { direct: [], any: [] };
  const along = (reach: "direct" | "any") => [...walker.from(number, graph.from, stackLens(strictest), reach)];
  return { direct: along("direct"), any: along("any") };
}

/** Everything that rests on a piece of software by the stack, nearest first, each with its shortest chain there. */
export async function dependentsOf<N extends LineageNode, E extends LineageEdge>(
  graph: NumberedGraph<N, E>,
  id: string,
  strictest: Confidence,
): Promise<readonly Ground<E>[]> {
  const lens = stackLens(strictest);
  const { any } = restingOnSoftware(graph, id, strictest);
  const distances = await distancesTo(graph, [graph.numbers.get(id) ?? -1], lens);
  return any.flatMap((node) => groundFrom(graph, node, distances, lens) ?? []);
}

/** What a piece of software itself rests on by the stack, nearest first, each with the shortest chain there. */
export async function basesOf<N extends LineageNode, E extends LineageEdge>(
  graph: NumberedGraph<N, E>,
  id: string,
  strictest: Confidence,
): Promise<readonly Ground<E>[]> {
  const lens = stackLens(strictest);
  const number = graph.numbers.get(id);
  if (number === undefined) return [];
  const grounds: Ground<E>[] = [];
  for (const base of [...new Walker(graph).from(number, graph.onto, lens)])
    grounds.push(...[groundFrom(graph, number, await distancesTo(graph, [base], lens), lens) ?? []].flat());
  return grounds;
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
  const released = models.flatMap(({ releasedOn }) => (releasedOn === null ? [] : [firstDay(releasedOn)])).sort();
  const points = new Set([...days.flatMap((day) => [addDays(day, -1), day]), ...(days.length > 0 ? [asOf] : [])]);
  return [...points].sort().map((on) => ({ on, models: bisectRight(released, on) }));
}

/**
 * Days on which any of the models was released, each once, in order; the ends of their months where the days are more
 * than can be told apart.
 */
export function releaseDays(models: readonly Pick<LineageNode, "releasedOn">[]): readonly Day[] {
  const days = new Set(models.flatMap(({ releasedOn }) => (releasedOn === null ? [] : [firstDay(releasedOn)])));
  const telling = days.size <= mostDays ? days : new Set([...days].map((day) => lastDay(day.slice(0, 7))));
  return [...telling].sort();
}

/** For each node whether it rests on software or data that belong to a country, by any chain of the stack. */
export async function restsOnCountry(
  graph: NumberedGraph,
  country: string,
  strictest: Confidence,
): Promise<(node: number) => boolean> {
  const wanted = numbersOf(graph, (node) => node.kind === "software" && node.country === country);
  const distances = await distancesTo(graph, wanted, stackLens(strictest));
  return (node) => (distances[node] ?? -1) > 0;
}
