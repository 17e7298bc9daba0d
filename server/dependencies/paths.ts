import { weakest } from "../values/evidence.js";
import { type SideKey, type Sides, sideOf } from "../values/sides.js";
import {
  type Ground,
  type LineageEdge,
  type LineageGraph,
  lineageKinds,
  type MeasuredKind,
  measuredKind,
} from "./lineage.js";

/** Ways from one node to another that it rests on. */
export interface Paths {
  /** Shortest first; of equally long ones those with the better evidence nearest to the start. */
  readonly paths: readonly Ground[];
  /** What ended the search before all were found; `null` when these are all. */
  readonly stoppedBy: "paths" | "steps" | null;
}

export interface PathBounds {
  readonly kinds?: readonly MeasuredKind[];
  /** So many paths are enough for a reader. */
  readonly most?: number;
  /** So many edges are tried, since the number of paths grows exponentially with the size of a graph. */
  readonly steps?: number;
}

/**
 * All simple paths, which visit no node twice, by which `id` rests on `restsOnId`, each with its weakest evidence.
 * Breadth first, so that what a bound cuts off is never shorter than what it leaves.
 * @example simplePaths(graph, "nous", "llama") // nous > yi > llama: { paths: [...], stoppedBy: null }
 */
export function simplePaths(
  graph: LineageGraph,
  id: string,
  restsOnId: string,
  { kinds = lineageKinds, most = 100, steps = 20_000 }: PathBounds = {},
): Paths {
  // Whatever does not itself rest on the goal leads nowhere.
  const leading = resting(graph, restsOnId, kinds);
  const paths: Ground[] = [];
  let tried = 0;
  let open: readonly (readonly LineageEdge[])[] = id === restsOnId ? [] : [[]];
  while (open.length > 0) {
    const longer: (readonly LineageEdge[])[] = [];
    for (const path of open) {
      for (const edge of graph.restingOn.get(path.at(-1)?.dependencyId ?? id) ?? []) {
        const next = edge.dependencyId;
        if (!kinds.includes(measuredKind(graph, edge)) || !leading.has(next)) continue;
        if (next === id || path.some((before) => before.dependencyId === next)) continue;
        if (++tried > steps) return { paths, stoppedBy: "steps" };
        const further = [...path, edge];
        if (next !== restsOnId) longer.push(further);
        else if (paths.length === most) return { paths, stoppedBy: "paths" };
        else paths.push({ id, restsOnId, path: further, confidence: further.map((e) => e.confidence).reduce(weakest) });
      }
    }
    open = longer;
  }
  return { paths, stoppedBy: null };
}

/** A node and all that rests on it. */
function resting(graph: LineageGraph, id: string, kinds: readonly MeasuredKind[]): ReadonlySet<string> {
  return reach(id, (at) =>
    (graph.restedOnBy.get(at) ?? [])
      .filter((edge) => kinds.includes(measuredKind(graph, edge)))
      .map((edge) => edge.dependentId),
  );
}

/** A node and all that `next` leads to from it; `null` as soon as it leads to something `outside`. */
function reach(start: string, next: (id: string) => readonly string[]): Set<string>;
function reach(
  start: string,
  next: (id: string) => readonly string[],
  outside: (id: string) => boolean,
): Set<string> | null;
function reach(start: string, next: (id: string) => readonly string[], outside = (_id: string) => false) {
  const seen = new Set([start]);
  for (const id of seen) {
    for (const other of next(id)) {
      if (outside(other)) return null;
      seen.add(other);
    }
  }
  return seen;
}

/** Where the lineage of a model begins, by side. */
export type Origins = Readonly<Record<SideKey, readonly string[]>>;

/**
 * The sides from which a node descends: those of its roots, which rest on nothing of the chosen kinds. A node without
 * a recorded base is its own root. Nodes that rest on each other in a circle, and on nothing outside it, are roots
 * together, so that every node has at least one.
 * @example originSides(graph, "nous", sides) // { a: ["llama"], b: [], other: [] }
 */
export function originSides(
  graph: LineageGraph,
  id: string,
  sides: Sides,
  kinds: readonly MeasuredKind[] = lineageKinds,
): Origins {
  const basesOf = (node: string) =>
    (graph.restingOn.get(node) ?? [])
      .filter((edge) => kinds.includes(measuredKind(graph, edge)))
      .map((edge) => edge.dependencyId);
  const all = [...reach(id, basesOf)].sort();
  const roots = new Set(all.filter((node) => basesOf(node).length === 0));
  for (const node of all) {
    if (roots.has(node)) continue;
    // What leads to a root that is known lies below it: most walks end after a few steps.
    const above = reach(node, basesOf, (other) => roots.has(other));
    if (above && [...above].every((other) => reach(other, basesOf).has(node))) for (const one of above) roots.add(one);
  }
  const origins: Record<SideKey, string[]> = { a: [], b: [], other: [] };
  for (const node of all) {
    if (roots.has(node)) origins[sideOf(graph.nodes.get(node)?.country ?? null, sides)].push(node);
  }
  return origins;
}
