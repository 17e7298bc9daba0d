import { sayPercent } from "../values/numbers.js";
import { type SideKey, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { graphOfView } from "./graph-in-view.js";
import { leastModelsForShare } from "./lineage.js";
import { hasRecordedStack, inSample } from "./software.js";

/** Models of one side that shares of software are taken from, by their numbers in the graph. */
export interface Sample {
  readonly models: readonly number[];
  /** Those of which any step of their stack is recorded. */
  readonly recorded: ReadonlySet<number>;
}

export function samples(ctx: Context): Promise<Readonly<Record<SideKey, Sample>>> {
  return ctx.once("samples", async () => {
    const { sides, confidence } = ctx.view;
    const graph = await graphOfView(ctx);
    const bySide = { a: [] as number[], b: [] as number[], other: [] as number[] };
    for (const [at, node] of graph.nodes.entries()) if (inSample(node)) bySide[sideOf(node.country, sides)].push(at);
    const of = (side: SideKey): Sample => ({
      models: bySide[side],
      recorded: new Set(bySide[side].filter((model) => hasRecordedStack(graph, model, confidence))),
    });
    return { a: of("a"), b: of("b"), other: of("other") };
  });
}

/** @example sayPart(36, 60) // "36 of 60, 60%" */
export function sayPart(count: number, of: number): string {
  return of < leastModelsForShare ? `${count} of ${of}` : `${count} of ${of}, ${sayPercent(count / of)}`;
}
