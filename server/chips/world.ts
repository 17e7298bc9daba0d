import type { Context } from "../web/context.js";
import { readRule } from "./export-rules.js";
import { chipsInView, knownChips, rulesInView } from "./queries.js";
import { type ComparedRuling, type RecordedRuling, rulingsCompared } from "./rulings.js";

/** All rules and chips of the view, whatever the page's filters are; read once for an answer. */
export function world(ctx: Context) {
  return ctx.once("all rules and chips", async () => {
    const [rows, chips] = [await rulesInView(ctx), await knownChips(ctx).execute()];
    return { rows, rules: rows.map(readRule), chips };
  });
}

export type World = Awaited<ReturnType<typeof world>>;

/** The same with the chips that the page's filters on columns leave. */
export function facts(ctx: Context) {
  return ctx.once("chips and rules", async () => {
    const { rows, rules } = await world(ctx);
    return { chips: await chipsInView(ctx), rows, rules };
  });
}

/** The name of a chip by its id; the id itself for one that does not count in the view. */
export function namesOf({ chips }: Pick<World, "chips">): (chipId: string) => string {
  const names = new Map(chips.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}

/** Rulings held against the rules of the view. */
export async function comparedIn<R extends RecordedRuling>(
  ctx: Context,
  rulings: readonly R[],
): Promise<readonly ComparedRuling<R>[]> {
  const { chips, rules } = await world(ctx);
  return rulingsCompared(rulings, chips, rules);
}
