import type { Confidence } from "../values/evidence.js";
import type { SideKey, Sides } from "../values/sides.js";
import { sideOf } from "../values/sides.js";
import type { MeasuredKind } from "./lineage.js";
import { lensOf, type NumberedGraph, taken } from "./numbered.js";

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
  graph: NumberedGraph,
  sides: Sides,
  kinds: readonly MeasuredKind[],
  strictest: Confidence,
): readonly MatrixCell[] {
  const lens = lensOf(kinds, strictest);
  const { starts, ends, edges } = graph.onto;
  const sideOfNode = Uint8Array.from(graph.nodes, ({ country }) => sideKeys.indexOf(sideOf(country, sides)));
  const [counted, resting] = [new Uint32Array(9), new Uint32Array(9)];
  for (const [node, dependent] of sideOfNode.entries()) {
    /** Bits of the sides that it rests on. */
    let bases = 0;
    for (let at = starts[node] ?? 0; at < (starts[node + 1] ?? 0); at++) {
      if (!taken(graph, edges[at] ?? 0, lens)) continue;
      const base = sideOfNode[ends[at] ?? 0] ?? 0;
      const cell = dependent * 3 + base;
      counted[cell] = (counted[cell] ?? 0) + 1;
      if ((bases & (1 << base)) === 0) resting[cell] = (resting[cell] ?? 0) + 1;
      bases |= 1 << base;
    }
  }
  return sideKeys.flatMap((dependent, row) =>
    sideKeys.map(
      (base, column): MatrixCell => ({
        dependent,
        base,
        edges: counted[row * 3 + column] ?? 0,
        resting: resting[row * 3 + column] ?? 0,
      }),
    ),
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
