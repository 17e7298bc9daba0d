import { sayPercent } from "../values/numbers.js";
import { type SideKey, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { type LineageNode, leastModelsForShare } from "./lineage.js";
import { hasRecordedStack, sampleModels } from "./software.js";
import { graphInView } from "./withdrawal-data.js";

/** Models of one side that shares of software are taken from. */
export interface Sample {
  readonly models: readonly LineageNode[];
  /** Those of which any step of their stack is recorded. */
  readonly recorded: readonly LineageNode[];
}

export function samples(ctx: Context): Promise<Readonly<Record<SideKey, Sample>>> {
  return ctx.once("samples", async () => {
    const { graph } = await graphInView(ctx);
    const all = sampleModels(graph);
    const of = (side: SideKey): Sample => {
      const models = all.filter(({ country }) => sideOf(country, ctx.view.sides) === side);
      return { models, recorded: models.filter(({ id }) => hasRecordedStack(graph, id)) };
    };
    return { a: of("a"), b: of("b"), other: of("other") };
  });
}

/** @example sayPart(36, 60) // "36 of 60, 60%" */
export function sayPart(count: number, of: number): string {
  return of < leastModelsForShare ? `${count} of ${of}` : `${count} of ${of}, ${sayPercent(count / of)}`;
}
