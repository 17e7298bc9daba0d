import type { ClaimedMeasuredData, MeasuredLag } from "../../public/charts/claimed-measured-data.js";
import type { CatchUp, FrontierData, FrontierPanel, FrontierStep } from "../../public/charts/frontier-data.js";
import type { ScoreGapData } from "../../public/charts/score-gap.js";
import type { Context } from "../web/context.js";
import type { ChartInput } from "../web/figures.js";
import { claimedLag } from "./claimed.js";
import type { BenchmarkGap, Compared } from "./gaps.js";
import { monthsOf, type Step } from "./lag.js";
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

export async function frontierInput(ctx: Context): Promise<ChartInput<FrontierData>> {
  const { sides, asOf } = ctx.view;
  const [all, rows] = [await gaps(ctx), await scores(ctx)];
  const naming = namesOf(rows);
  const shared = all.filter(({ behind }) => behind !== undefined);
  const panels = shared
    .map(
      (gap): FrontierPanel => ({
        id: gap.benchmark.id,
        title: gap.benchmark.name,
        unit: gap.benchmark.unit,
        higherIsBetter: gap.benchmark.higherIsBetter,
        steps: { a: stepsOf(gap.steps.a, naming), b: stepsOf(gap.steps.b, naming) },
        catchUps: catchUpsOf(gap, naming),
      }),
    )
    .sort((one, other) => other.catchUps.length - one.catchUps.length || (one.id < other.id ? -1 : 1));
  const count = (who: BenchmarkGap["behind"]) => shared.filter(({ behind }) => behind === who).length;
  const days = panels.flatMap(({ steps }) => [steps.a[0]?.on, steps.b[0]?.on]).filter((day) => day !== undefined);
  return {
    data: {
      sides,
      asOf,
      from: days.sort()[0] ?? asOf,
      panels,
      behind: { a: count("a"), b: count("b"), neither: count("neither") },
      oneSided: all.filter(({ steps }) => (steps.a.length === 0) !== (steps.b.length === 0)).length,
    },
    sources: sourcesOf(shared, rows),
  };
}

function stepsOf(steps: readonly Step[], naming: (modelId: string) => string): readonly FrontierStep[] {
  return steps.map(({ on, score, modelId }) => ({ on, score, model: naming(modelId) }));
}

/** Crossings of both directions, and of each side's unmatched records the oldest where that side is behind. */
function catchUpsOf({ following, behind }: BenchmarkGap, naming: (modelId: string) => string): readonly CatchUp[] {
  return (["a", "b"] as const)
    .flatMap((follower): CatchUp[] => [
      ...following[follower].crossings.map(
        ({ threshold, leader, follower: record, lagDays }): CatchUp => ({
          follower,
          threshold,
          from: leader.on,
          to: record.on,
          months: monthsOf(lagDays),
          model: naming(record.modelId),
        }),
      ),
      ...(behind === follower ? following[follower].open.slice(0, 1) : []).map(
        ({ threshold, leader, lagDays }): CatchUp => ({
          follower,
          threshold,
          from: leader.on,
          to: null,
          months: monthsOf(lagDays),
          model: naming(leader.modelId),
        }),
      ),
    ])
    .sort((one, other) => (one.from === other.from ? one.threshold - other.threshold : one.from < other.from ? -1 : 1));
}

export async function scoreGapInput(ctx: Context): Promise<ChartInput<ScoreGapData>> {
  const [all, rows] = [await gaps(ctx), await scores(ctx)];
  const shared = all.flatMap((gap) => {
    const [a, b] = [gap.steps.a.at(-1), gap.steps.b.at(-1)];
    return a && b ? [{ gap, a: a.score, b: b.score }] : [];
  });
  return {
    data: {
      sides: ctx.view.sides,
      asOf: ctx.view.asOf,
      rows: shared.map(({ gap: { benchmark }, a, b }) => ({
        id: benchmark.id,
        title: benchmark.name,
        unit: benchmark.unit,
        higherIsBetter: benchmark.higherIsBetter,
        a,
        b,
        href: ctx.href("/gap/crossings", { benchmark: benchmark.id }),
      })),
    },
    sources: sourcesOf(
      shared.map(({ gap }) => ({ ...gap, steps: { a: gap.steps.a.slice(-1), b: gap.steps.b.slice(-1) } })),
      rows,
    ),
  };
}
