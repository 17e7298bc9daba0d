import type { Day } from "../values/dates.js";
import type { Context } from "../web/context.js";
import { BadParameters } from "../web/errors.js";
import type { Filter } from "../web/view.js";

/** From the day after `from` to the end of `to`, which is no later than the view's day. */
export interface Window {
  readonly from: Day;
  readonly to: Day;
}

export const toFilter: Filter = { key: "to", label: "Up to", date: (asOf) => asOf };

/**
 * The days that are asked about.
 * @throws BadParameters where the first lies after the last
 */
export function windowOf(ctx: Context): Window {
  const [from, to] = [ctx.day("from"), ctx.day("to")];
  if (from <= to) return { from, to };
  const detail = `from ${from} lies after to ${to}; write an earlier from or a later to.`;
  throw new BadParameters([{ parameter: "from", detail }]);
}
