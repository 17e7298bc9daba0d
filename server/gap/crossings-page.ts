import { sayDate } from "../values/dates.js";
import { exact } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import type { PageSpec } from "../web/pages.js";
import { columnAs, computedRows, type OutColumn, type OutRow } from "../web/rows.js";
import { type CellModel, type ShownColumn, show } from "../web/tables.js";
import { benchmarkFilter, leaderFilter } from "./filters.js";
import { monthsOf } from "./lag.js";
import { gaps, type ScoreRow, scores } from "./world.js";

const columns: readonly OutColumn[] = [
  columnAs("benchmark_scores", "benchmark_id", "benchmark_id"),
  columnAs("benchmarks", "name", "benchmark_name", "Benchmark"),
  {
    name: "threshold",
    type: "number",
    title: "Threshold",
    description:
      "The follower's record, or the leader's where the follower has not reached it, in the benchmark's unit.",
  },
  { name: "leader_side", type: "text", title: "Leader", description: "Country that reached the threshold first." },
  columnAs("benchmark_scores", "model_id", "leader_model_id", "Leader's model"),
  {
    name: "leader_on",
    type: "date",
    title: "Leader on",
    description:
      "Day of the leader's first score that is at least the threshold; a reduced date counts from its first day.",
  },
  columnAs("benchmark_scores", "model_id", "follower_model_id", "Follower's model"),
  {
    name: "follower_on",
    type: "date",
    title: "Follower on",
    description: "Day of the follower's record; empty where the threshold is still open.",
  },
  {
    name: "lag_days",
    type: "integer",
    title: "Lag",
    unit: "days",
    description: "From the leader's day to the follower's, or to the as-of date where the threshold is open.",
  },
  { name: "lag_months", type: "number", title: "Lag", unit: "months", description: "Days divided by 30.4375." },
  {
    name: "open",
    type: "boolean",
    title: "Open",
    description: "Whether the follower has not reached the threshold by the as-of date: the lag is then a lower bound.",
  },
];

const thresholdColumn: ShownColumn = {
  title: "Threshold",
  numeric: true,
  sort: "threshold",
  cell: (row): CellModel => ({ text: String(exact(Number(row["threshold"]))), small: String(row["unit"]) }),
};

/** A model with the source of its score. */
function modelColumn(who: "leader" | "follower", title: string): ShownColumn {
  return {
    title,
    sort: `${who}_model_id`,
    cell(row, ctx): CellModel {
      const id = row[`${who}_model_id`];
      if (id === null || id === undefined) return { text: "not yet", mark: "unknown" };
      return {
        text: String(row[`${who}_name`]),
        href: ctx.href(`/models/${id}`),
        small: String(row[`${who}_company`]),
        note: ctx.notes.cite(String(row[`${who}_source_id`])),
      };
    },
  };
}

const openColumn: ShownColumn = {
  title: "Open",
  sort: "open",
  cell: (row): CellModel => ({ text: row["open"] === 1 ? "open, at least" : "closed" }),
};

/** What is shown of a threshold of one benchmark. */
export const crossingColumns: readonly ShownColumn[] = [
  thresholdColumn,
  show.country("leader_side", "Leader"),
  modelColumn("leader", "Leader’s model"),
  show.date("Reached", "leader_on"),
  modelColumn("follower", "Follower’s model"),
  show.date("Followed", "follower_on"),
  show.number("Lag", "lag_months", "months"),
  openColumn,
];

export const crossingsPage: PageSpec = {
  path: "/gap/crossings",
  name: "gap/crossings",
  title: "Crossings",
  filters: async (store) => [await benchmarkFilter(store), leaderFilter],
  charts: {},
  table: {
    noun: "threshold",
    columns,
    order: [{ column: "benchmark_name" }, { column: "leader_on", descending: true }],
    key: ["benchmark_id", "leader_side", "threshold"],
    shown: [
      {
        title: "Benchmark",
        sort: "benchmark_name",
        plain: true,
        cell: (row, ctx): CellModel => ({
          text: String(row["benchmark_name"]),
          href: ctx.href(`/benchmarks/${row["benchmark_id"]}`),
        }),
      },
      ...crossingColumns,
    ],
    rows: async (ctx, order) => computedRows(await crossingRows(ctx), columns, order),
  },
  content: async (ctx) => {
    const { a, b } = ctx.view.sides;
    return {
      title: "Crossings",
      headline: "Crossings: who reached which score first, and how long the other took",
      lede: `Every record that ${a.name} or ${b.name} set on a benchmark after the other had been there, with the days between, and every record that the other has not reached by ${sayDate(ctx.view.asOf)}. Both directions are computed; a month is 30.4375 days.`,
    };
  },
};

/** Thresholds of both directions on each benchmark that the filters leave. */
export async function crossingRows(ctx: Context): Promise<readonly OutRow[]> {
  const scored = new Map<string, ScoreRow>();
  for (const row of await scores(ctx)) {
    const key = scoreKey(row.benchmark_id, row.model_id, row.score);
    if (!scored.has(key)) scored.set(key, row);
  }
  const wanted = ctx.chosen("benchmark");
  const leaders = ctx.chosen("leader");
  const { sides } = ctx.view;
  return (await gaps(ctx))
    .filter(({ benchmark }) => wanted?.includes(benchmark.id) ?? true)
    .flatMap(({ benchmark, following }) =>
      (["a", "b"] as const).flatMap((side) => {
        const leader = side === "a" ? "b" : "a";
        if (leaders && !leaders.includes(leader)) return [];
        const told = (who: "leader" | "follower", step: { modelId: string; score: number } | undefined): OutRow => {
          const row = step && scored.get(scoreKey(benchmark.id, step.modelId, step.score));
          return {
            [`${who}_model_id`]: row?.model_id ?? null,
            [`${who}_name`]: row?.model_name ?? null,
            [`${who}_company`]: row?.company_name ?? null,
            [`${who}_source_id`]: row?.source_id ?? null,
          };
        };
        const common = {
          benchmark_id: benchmark.id,
          benchmark_name: benchmark.name,
          unit: benchmark.unit,
          leader_side: sides[leader].code,
        };
        const { crossings, open } = following[side];
        return [
          ...crossings.map(
            (crossing): OutRow => ({
              ...common,
              threshold: crossing.threshold,
              leader_on: crossing.leader.on,
              follower_on: crossing.follower.on,
              ...told("leader", crossing.leader),
              ...told("follower", crossing.follower),
              lag_days: crossing.lagDays,
              lag_months: rounded(monthsOf(crossing.lagDays)),
              open: 0,
            }),
          ),
          ...open.map(
            (threshold): OutRow => ({
              ...common,
              threshold: threshold.threshold,
              leader_on: threshold.leader.on,
              follower_on: null,
              ...told("leader", threshold.leader),
              ...told("follower", undefined),
              lag_days: threshold.lagDays,
              lag_months: rounded(monthsOf(threshold.lagDays)),
              open: 1,
            }),
          ),
        ];
      }),
    );
}

const scoreKey = (benchmark: string, model: string, score: number) => `${benchmark} ${model} ${score}`;

/** Months to two decimals: a day is 0.03 of one. */
export function rounded(months: number): number {
  return Math.round(months * 100) / 100;
}
