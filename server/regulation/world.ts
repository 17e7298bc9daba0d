import { firstDay } from "../values/dates.js";
import { sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { type Act, actsOf } from "./acts.js";
import { eventsInView, idsFound, versionsInView } from "./queries.js";
import { type RuleTold, rulesOf } from "./rules.js";

/** What regulates in the view, read once for all that the page makes of it. */
export interface World {
  readonly acts: readonly Act[];
  readonly rules: readonly RuleTold[];
}

export function world(ctx: Context): Promise<World> {
  return ctx.once("regulation", async () => {
    const [events, versions] = [await eventsInView(ctx), await versionsInView(ctx)];
    const rules = rulesOf(events, versions, ctx.view.asOf);
    return { rules, acts: actsOf(events, versions, rules) };
  });
}

/** Acts that the page's filters leave. */
export function chosenActs(ctx: Context): Promise<readonly Act[]> {
  return ctx.once("acts chosen", async () => {
    const { acts } = await world(ctx);
    const found = ctx.chosen("q") ? await idsFound(ctx) : undefined;
    const asked = (filter: string, value: string) => ctx.chosen(filter)?.includes(value) ?? true;
    const after = ctx.day("after");
    return acts.filter(
      ({ id, on, country, subject, rule }) =>
        asked("side", sideOf(country, ctx.view.sides)) &&
        asked("subject", subject) &&
        asked("state", rule?.standing ?? none) &&
        asked("year", on.slice(0, 4)) &&
        firstDay(on) > after &&
        (found?.has(id) ?? true),
    );
  });
}

/** State of what is no step of a rule. */
export const none = "none";
