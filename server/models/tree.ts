import { group } from "d3";
import {
  type LineageEdge,
  type LineageGraph,
  lineageKinds,
  measuredKind,
  type StackKind,
} from "../dependencies/lineage.js";

/** `up`: what a model rests on. `down`: what rests on it. */
export type Direction = "up" | "down";

/** One step from a model of the tree to another, with every edge between the two. */
export interface Step {
  readonly id: string;
  /** Most substantial kind first. */
  readonly edges: readonly LineageEdge[];
  /** The model is the tree's own root or stands elsewhere in the tree, where its steps are. */
  readonly repeated: boolean;
  readonly steps: readonly Step[];
  /** Further steps from here that the tree has no room for. */
  readonly more: number;
}

export interface LineageTree {
  readonly steps: readonly Step[];
  /** Steps from the root itself that the tree has no room for. */
  readonly more: number;
  /** Every edge that the walk has met, nearest first, also those for which the tree has no room. */
  readonly edges: readonly { readonly edge: LineageEdge; readonly distance: number }[];
  /** All models reached. */
  readonly models: number;
  /** Models reached that the tree does not show. */
  readonly hidden: number;
}

/** Steps that a page can show before nobody reads them. */
export const mostSteps = 80;

interface Growing {
  readonly id: string;
  readonly edges: readonly LineageEdge[];
  readonly repeated: boolean;
  readonly steps: Growing[];
  more: number;
}

/**
 * The lineage of a model as a tree. Walked breadth first, so that each model stands where it is nearest to the root,
 * with its own steps; wherever else it is reached it is only referred to, and a cycle ends at what it comes back to.
 * Each edge is met once. At most `limit` steps are kept, the nearest ones.
 */
export function lineageTree(graph: LineageGraph, root: string, direction: Direction, limit = mostSteps): LineageTree {
  const [ends, far] =
    direction === "up" ? ([graph.restingOn, "dependencyId"] as const) : ([graph.restedOnBy, "dependentId"] as const);
  const seen = new Set([root]);
  const shown = new Set([root]);
  const met: { edge: LineageEdge; distance: number }[] = [];
  const whole: Growing = { id: root, edges: [], repeated: false, steps: [], more: 0 };
  let room = limit;
  let level: { readonly id: string; readonly at: Growing | null }[] = [{ id: root, at: whole }];
  for (let distance = 1; level.length > 0; distance++) {
    const next: { id: string; at: Growing | null }[] = [];
    for (const { id, at } of level) {
      const own = (ends.get(id) ?? []).filter((edge) => isLineage(graph, edge));
      const towards = [...group(own, (edge) => edge[far])].map(([end, edges]) => ({
        end,
        edges: edges.sort(bySubstance),
      }));
      for (const { end, edges } of towards.sort(bySteps)) {
        met.push(...edges.map((edge) => ({ edge, distance })));
        const repeated = seen.has(end);
        seen.add(end);
        const step: Growing | null = at && room > 0 ? { id: end, edges, repeated, steps: [], more: 0 } : null;
        if (at && step) {
          at.steps.push(step);
          shown.add(end);
          room--;
        } else if (at) at.more++;
        if (!repeated) next.push({ id: end, at: step });
      }
    }
    level = next;
  }
  return {
    steps: whole.steps,
    more: whole.more,
    edges: met,
    models: seen.size - 1,
    hidden: seen.size - shown.size,
  };
}

function isLineage(graph: LineageGraph, edge: LineageEdge): boolean {
  return (lineageKinds as readonly string[]).includes(measuredKind(graph, edge));
}

const rank = ({ kind }: LineageEdge) => (lineageKinds as readonly string[]).indexOf(kind);

function bySubstance(one: LineageEdge, other: LineageEdge): number {
  return rank(one) - rank(other) || (one.id < other.id ? -1 : 1);
}

function bySteps(
  one: { readonly end: string; readonly edges: readonly LineageEdge[] },
  other: { readonly end: string; readonly edges: readonly LineageEdge[] },
): number {
  const [first, second] = [one.edges[0], other.edges[0]];
  return (first && second ? rank(first) - rank(second) : 0) || (one.end < other.end ? -1 : 1);
}

/** Edges from a model to software and data of its own, by kind and then by id. */
export function stackOf(graph: LineageGraph, id: string, kinds: readonly StackKind[]): readonly LineageEdge[] {
  const rankOf = (edge: LineageEdge) => (kinds as readonly string[]).indexOf(measuredKind(graph, edge));
  return (graph.restingOn.get(id) ?? [])
    .filter((edge) => rankOf(edge) >= 0)
    .sort((one, other) => rankOf(one) - rankOf(other) || (one.id < other.id ? -1 : 1));
}
