import { median } from "d3";
import { type Day, firstDay } from "../values/dates.js";
import { side } from "../values/sides.js";
import type { Context } from "../web/context.js";
import {
  type Claim,
  type Comparison,
  claimedLag,
  compare,
  type Interval,
  isForecast,
  type Outcome,
  outcome,
} from "./claims.js";
import { type ClaimRow, claimsInView } from "./claims-queries.js";
import { gapsAt, lagLines, pooled } from "./gaps.js";
import type { LagSummary } from "./lag.js";
import { measured } from "./world.js";

/** The lag of one country behind another, measured on the day of a claim and by what came after. */
export interface Measure {
  /** First day that the claim's date may mean. */
  readonly day: Day;
  /** Crossings of the twelve months to that day, on all benchmarks; absent where there were none. */
  readonly recent?: LagSummary;
  /** Benchmarks on which the leader had a record that the follower had not reached. */
  readonly open: number;
  /** Median over those benchmarks of the months since the first such record: lower bounds. */
  readonly openMonths?: number;
  readonly outcome: Outcome;
}

/** A claim of the view; one that puts a lag in figures with what was measured. */
export interface MeasuredClaim {
  readonly row: ClaimRow;
  readonly claimed?: Interval;
  readonly forecast: boolean;
  readonly measure?: Measure;
  /** Against the lag measured on its day; absent where none was, and for what is still to come. */
  readonly comparison?: Comparison;
}

/** Claims of the view with the measure of their day: only scores dated by that day count in it. */
export function measuredClaims(ctx: Context): Promise<readonly MeasuredClaim[]> {
  return ctx.once("measured claims", async () => {
    const measureOf = await measureFor(ctx);
    return (await claimsInView(ctx)).map((row): MeasuredClaim => {
      const claimed = claimedLag(row as Claim);
      const forecast = claimed !== undefined && isForecast(row);
      if (!claimed || row.relative_to === null) return { row, forecast };
      const measure = measureOf(row.subject_country, row.relative_to, firstDay(row.stated_on));
      return {
        row,
        claimed,
        forecast,
        measure,
        ...(measure.recent && !forecast && { comparison: compare(claimed, measure.recent) }),
      };
    });
  });
}

async function measureFor(ctx: Context): Promise<(follower: string, leader: string, day: Day) => Measure> {
  const { known, scores } = await measured(ctx);
  const done = new Map<string, Measure>();
  return (follower, leader, day) => {
    const key = `${follower} ${leader} ${day}`;
    const before = done.get(key);
    if (before) return before;
    const sides = { a: side(leader), b: side(follower) };
    const then = gapsAt(
      known,
      scores.filter(({ on }) => firstDay(on) <= day),
      sides,
      day,
    );
    const recent = pooled(then, "b", day);
    const open = lagLines(then, day).flatMap(({ behind, openMonths }) =>
      behind === "b" && openMonths !== undefined ? [openMonths] : [],
    );
    const openMonths = median(open);
    const measure: Measure = {
      day,
      ...(recent && { recent }),
      open: open.length,
      ...(openMonths !== undefined && { openMonths }),
      outcome: outcome(gapsAt(known, scores, sides, ctx.view.asOf), day),
    };
    done.set(key, measure);
    return measure;
  };
}
