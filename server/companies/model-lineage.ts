import { descendants, type LineageGraph, lineageKinds, measuredKind } from "../dependencies/lineage.js";
import { kindTitles, sayNames } from "../dependencies/withdrawal-words.js";
import { sayCount } from "../values/numbers.js";

const mostNamed = 3;

/**
 * The lineage of one model in words: the models that it rests on directly, with the kinds, and how many rest on it at
 * any distance; `null` where neither is recorded.
 * @example sayLineage(graph, "yi-34b", nameOf) // "rests on LLaMA (architecture); 3 models rest on it"
 */
export function sayLineage(graph: LineageGraph, id: string, nameOf: (id: string) => string): string | null {
  const kinds = new Map<string, string[]>();
  for (const edge of graph.restingOn.get(id) ?? []) {
    const kind = measuredKind(graph, edge);
    if (!lineageKinds.some((one) => one === kind)) continue;
    const own = kinds.get(edge.dependencyId) ?? [];
    kinds.set(edge.dependencyId, [...own, kindTitles[kind].toLowerCase()]);
  }
  const bases = [...kinds].map(([base, own]) => `${nameOf(base)} (${own.join(", ")})`);
  const resting = descendants(graph, id).length;
  const parts = [
    ...(bases.length > 0 ? [`rests on ${sayNames(bases, mostNamed)}`] : []),
    ...(resting > 0 ? [`${sayCount(resting, "model")} ${resting === 1 ? "rests" : "rest"} on it`] : []),
  ];
  return parts.join("; ") || null;
}
