import type { SideKey, Sides } from "../values/sides.js";
import { sideOf } from "../values/sides.js";
import { type LineageGraph, type MeasuredKind, measuredKind } from "./lineage.js";

export const sideKeys: readonly SideKey[] = ["a", "b", "other"];

/** Edges from one side onto another. */
export interface MatrixCell {
  readonly dependent: SideKey;
  readonly base: SideKey;
  readonly edges: number;
  /** Distinct models and pieces of software that these edges start from. */
  readonly resting: number;
}

/**
 * Who rests directly on whom by `kinds`: nine cells, dependent sides in turn and bases within them. A country that is
 * neither of the two compared, or is not known, belongs to `other`.
 */
export function dependenceMatrix(
  graph: LineageGraph,
  sides: Sides,
  kinds: readonly MeasuredKind[],
): readonly MatrixCell[] {
  const sideOfNode = (id: string) => sideOf(graph.nodes.get(id)?.country ?? null, sides);
  const edges = [...graph.restingOn.values()].flat().filter((edge) => kinds.includes(measuredKind(graph, edge)));
  return sideKeys.flatMap((dependent) =>
    sideKeys.map((base): MatrixCell => {
      const own = edges.filter(
        ({ dependentId, dependencyId }) => sideOfNode(dependentId) === dependent && sideOfNode(dependencyId) === base,
      );
      return { dependent, base, edges: own.length, resting: new Set(own.map(({ dependentId }) => dependentId)).size };
    }),
  );
}

/** Steps of shading above the blank one. */
const steps = 4;

/**
 * How dark a cell is shaded: 0 for none, up to 4 for the most of its table, by equal steps.
 * @example shadeOf(1, 31) // 1; shadeOf(31, 31) // 4
 */
export function shadeOf(count: number, most: number): number {
  return count === 0 ? 0 : Math.ceil((count / most) * steps);
}
