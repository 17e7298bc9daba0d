import { type Day, firstDay } from "../values/dates.js";
import { side } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { type ClaimedLag, claimedLag, type Standing, standingOf } from "./claimed.js";
import { isForecast, type Outcome, outcome } from "./claims.js";
import { type ClaimRow, claimsInView } from "./claims-queries.js";
import type { BenchmarkGap } from "./gaps.js";
import { type Measured, measuredAt } from "./measured.js";
import { gapsFrom, scores } from "./world.js";

/** A claim of the view; one that puts a lag in months or years with what was measured, on its day and since. */
export interface MeasuredClaim {
  readonly row: ClaimRow;
  readonly lag?: {
    readonly claimed: ClaimedLag;
    readonly measured: Measured;
    readonly outcome: Outcome;
    /** It is about what is still to come, so that it is held against nothing. */
    readonly forecast: boolean;
    readonly standing?: Standing;
  };
}

/**
 * Claims of the view. A lag is measured between the two countries that the claim compares, whichever the view does,
 * and from what had happened by the first day of the claim's date.
 */
export function measuredClaims(ctx: Context): Promise<readonly MeasuredClaim[]> {
  return ctx.once("measured claims", async () => {
    const told: MeasuredClaim[] = [];
    for (const row of await claimsInView(ctx)) {
      const lag = row.topic === "lag" && row.relative_to !== null ? await lagOf(row, row.relative_to, ctx) : undefined;
      told.push({ row, ...(lag && { lag }) });
    }
    return told;
  });
}

async function lagOf(row: ClaimRow, leader: string, ctx: Context): Promise<MeasuredClaim["lag"]> {
  const sides = { a: side(leader), b: side(row.subject_country) };
  const claimed = claimedLag(row, sides);
  if (!claimed) return undefined;
  const gaps = await gapsBetween(ctx, sides);
  const day: Day = firstDay(row.stated_on);
  const measured = measuredAt(gaps, "b", day);
  const forecast = isForecast(row);
  const standing = forecast ? undefined : standingOf(claimed, measured);
  return { claimed, measured, outcome: outcome(gaps, day), forecast, ...(standing && { standing }) };
}

function gapsBetween(ctx: Context, sides: Context["view"]["sides"]): Promise<readonly BenchmarkGap[]> {
  const key = `gaps of ${sides.b.code} behind ${sides.a.code}`;
  return ctx.once(key, async () => gapsFrom(await scores(ctx), ctx, sides));
}
