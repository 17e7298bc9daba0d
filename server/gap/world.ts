import type { Context } from "../web/context.js";
import { type BenchmarkGap, type CountryScore, gapsAt } from "./gaps.js";
import { benchmarks, scoresInView } from "./queries.js";

export type ScoreRow = Awaited<ReturnType<typeof scores>>[number];
type BenchmarkRow = Awaited<ReturnType<typeof benchmarks>>[number];

/** A benchmark of the data with its direction as the analysis wants it. */
export type KnownBenchmark = BenchmarkRow & { readonly higherIsBetter: boolean };

export function scores(ctx: Context) {
  return ctx.once("scores in view", () => scoresInView(ctx).execute());
}

/** The gap on every benchmark that has a score in the view. */
export function gaps(ctx: Context): Promise<readonly BenchmarkGap<KnownBenchmark>[]> {
  return ctx.once("gaps", async () => gapsFrom(await scores(ctx), ctx));
}

/** The same from some of the scores, such as those of stricter evidence, or between two other sides. */
export async function gapsFrom(
  rows: readonly ScoreRow[],
  ctx: Context,
  sides = ctx.view.sides,
): Promise<readonly BenchmarkGap<KnownBenchmark>[]> {
  const scored = new Set(rows.map(({ benchmark_id }) => benchmark_id));
  const all = await ctx.once("benchmarks", () => benchmarks(ctx));
  return gapsAt(
    all.filter(({ id }) => scored.has(id)).map((row) => ({ ...row, higherIsBetter: Boolean(row.higher_is_better) })),
    rows.map(
      (row): CountryScore => ({
        benchmarkId: row.benchmark_id,
        modelId: row.model_id,
        on: row.published_on,
        score: row.score,
        country: row.country,
      }),
    ),
    sides,
    ctx.view.asOf,
  );
}
