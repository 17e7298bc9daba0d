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

/** What gaps are computed from: the benchmarks that have a score in the view, and the scores. */
export function measured(ctx: Context): Promise<{
  readonly known: readonly KnownBenchmark[];
  readonly scores: readonly CountryScore[];
}> {
  return ctx.once("measured", async () => {
    const rows = await scores(ctx);
    const scored = new Set(rows.map(({ benchmark_id }) => benchmark_id));
    return {
      known: (await benchmarks(ctx))
        .filter(({ id }) => scored.has(id))
        .map((row) => ({ ...row, higherIsBetter: Boolean(row.higher_is_better) })),
      scores: rows.map(
        (row): CountryScore => ({
          benchmarkId: row.benchmark_id,
          modelId: row.model_id,
          on: row.published_on,
          score: row.score,
          country: row.country,
        }),
      ),
    };
  });
}

/** The gap on every benchmark that has a score in the view. */
export function gaps(ctx: Context): Promise<readonly BenchmarkGap<KnownBenchmark>[]> {
  return ctx.once("gaps", async () => {
    const { known, scores } = await measured(ctx);
    return gapsAt(known, scores, ctx.view.sides, ctx.view.asOf);
  });
}
