import type { Context } from "../web/context.js";
import { readRule } from "./export-rules.js";
import { chipsInView, rulesInView } from "./queries.js";

/** Chips of the view as far as the filters on columns leave them, and all rules known by its day, read once. */
export function facts(ctx: Context) {
  return ctx.once("chips and rules", async () => {
    const rows = await rulesInView(ctx);
    return { chips: await chipsInView(ctx), rows, rules: rows.map(readRule) };
  });
}
