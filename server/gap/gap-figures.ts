import type { ClaimedMeasuredData, MeasuredLag } from "../../public/charts/claimed-measured-data.js";
import type { Context } from "../web/context.js";
import type { ChartInput } from "../web/figures.js";
import { claimedLag } from "./claimed.js";
import type { BenchmarkGap, Compared } from "./gaps.js";
import { monthsOf } from "./lag.js";
import { monthlyCourse, sideBehind } from "./measured.js";
import { lagClaimsInView } from "./queries.js";
import { gaps, type KnownBenchmark, type ScoreRow, scores } from "./world.js";

/** Crossings of twelve months from which their median is drawn as a line; of fewer the points stand alone. */
const leastForLine = 3;

export type ClaimOfLag = Awaited<ReturnType<typeof lagClaimsInView>>[number];

export function lagClaims(ctx: Context): Promise<readonly ClaimOfLag[]> {
  return ctx.once("claims on the lag", () => lagClaimsInView(ctx));
}

export async function claimedMeasuredInput(ctx: Context): Promise<ChartInput<ClaimedMeasuredData>> {
  const { sides, asOf } = ctx.view;
  const [all, rows, claims] = [await gaps(ctx), await scores(ctx), await lagClaims(ctx)];
  const told = claims.flatMap((claim) => {
    const lag = claimedLag(claim, sides);
    return lag ? [{ claim, lag }] : [];
  });
  const naming = namesOf(rows);
  const crossings = all.flatMap(({ benchmark, following }) =>
    (["a", "b"] as const).flatMap((follower) =>
      following[follower].crossings.map((crossing) => ({
        key: `${benchmark.id} ${crossing.follower.modelId} ${crossing.follower.on}`,
        benchmark: benchmark.name,
        on: crossing.follower.on,
        follower,
        model: naming(crossing.follower.modelId),
        months: monthsOf(crossing.lagDays),
      })),
    ),
  );
  const firsts = (side: Compared) => all.flatMap(({ scoredOn }) => scoredOn[side].slice(0, 1)).sort()[0] ?? null;
  const firstScores = { a: firsts("a"), b: firsts("b") };
  const begin = [...told.map(({ claim }) => claim.stated_on), firstScores.a, firstScores.b].filter(
    (day) => day !== null,
  );
  return {
    data: {
      sides,
      asOf,
      from: begin.sort()[0] ?? asOf,
      behind: sideBehind(all, asOf) ?? null,
      claims: told.map(({ claim, lag }) => ({ id: claim.id, speaker: claim.speaker, on: claim.stated_on, ...lag })),
      withoutFigure: claims.filter((claim) => isAbout(claim, ctx)).length - told.length,
      crossings,
      measured: { a: courseOf(all, "a", ctx), b: courseOf(all, "b", ctx) },
      leastForLine,
      firstScores,
    },
    sources: [...told.map(({ claim }) => claim.source_id), ...sourcesOf(all, rows)],
  };
}

/** Whether a claim compares the two sides of the view. */
export function isAbout(claim: ClaimOfLag, { view: { sides } }: Context): boolean {
  const codes = [sides.a.code, sides.b.code];
  return codes.includes(claim.subject_country) && codes.includes(claim.relative_to ?? "");
}

function courseOf(all: readonly BenchmarkGap[], side: Compared, { view }: Context): readonly MeasuredLag[] {
  return monthlyCourse(all, side, view.asOf).map(({ on, recent, open }) => ({
    on,
    median: recent?.medianMonths ?? null,
    low: recent?.lowMonths ?? null,
    high: recent?.highMonths ?? null,
    crossings: recent?.crossings ?? 0,
    open: open?.months ?? null,
  }));
}

export function namesOf(rows: readonly ScoreRow[]): (modelId: string) => string {
  const names = new Map(rows.map((row) => [row.model_id, row.model_name]));
  return (modelId) => names.get(modelId) ?? modelId;
}

/** Sources of all records of both sides on the benchmarks. */
export function sourcesOf(all: readonly BenchmarkGap<KnownBenchmark>[], rows: readonly ScoreRow[]): readonly string[] {
  const records = new Set(
    all.flatMap(({ benchmark, steps }) =>
      [...steps.a, ...steps.b].map(({ modelId, score }) => `${benchmark.id} ${modelId} ${score}`),
    ),
  );
  return rows.flatMap((row) =>
    records.has(`${row.benchmark_id} ${row.model_id} ${row.score}`) ? [row.source_id] : [],
  );
}
