import { sayDate } from "../values/dates.js";
import type { Context } from "../web/context.js";
import type { PageSpec } from "../web/pages.js";
import { columnAs, computedRows, type OutColumn, type OutRow } from "../web/rows.js";
import { type CellModel, type ShownColumn, show } from "../web/tables.js";
import { rounded } from "./crossings-page.js";
import { benchmarkFilter } from "./filters.js";
import { lagLines } from "./gaps.js";
import { gaps } from "./world.js";

const columns: readonly OutColumn[] = [
  columnAs("benchmark_scores", "benchmark_id", "benchmark_id"),
  columnAs("benchmarks", "name", "benchmark_name", "Benchmark"),
  {
    name: "behind_side",
    type: "text",
    title: "Behind",
    description:
      "Country whose lag it is. A benchmark has a line for each direction in which there is anything to tell.",
  },
  {
    name: "crossings",
    type: "integer",
    title: "Crossings",
    description: "Records of that country in the trailing twelve months that the other had reached no later.",
  },
  {
    name: "median_lag_months",
    type: "number",
    title: "Median lag",
    unit: "months",
    description: "Median over those crossings; empty where there are none.",
  },
  {
    name: "open_lag_months",
    type: "number",
    title: "Open lag",
    unit: "months",
    description:
      "Since the other country's first record that this one has not reached by the as-of date: a lower bound. Empty where none stands open.",
  },
];

export const shownLags: readonly ShownColumn[] = [
  {
    title: "Benchmark",
    sort: "benchmark_name",
    plain: true,
    cell: (row, ctx): CellModel => ({
      text: String(row["benchmark_name"]),
      href: ctx.href("/gap/crossings", { benchmark: String(row["benchmark_id"]) }),
    }),
  },
  show.country("behind_side", "Behind"),
  show.number("Crossings", "crossings"),
  show.number("Median lag", "median_lag_months", "months"),
  show.number("Open lag, at least", "open_lag_months", "months"),
];

/** A line for each benchmark and direction that the filters leave. */
export async function lagRows(ctx: Context): Promise<readonly OutRow[]> {
  const all = await gaps(ctx);
  const names = new Map(all.map(({ benchmark }) => [benchmark.id, benchmark.name]));
  const wanted = ctx.chosen("benchmark");
  return lagLines(all, ctx.view.asOf)
    .filter(({ benchmarkId }) => wanted?.includes(benchmarkId) ?? true)
    .map(
      ({ benchmarkId, behind, recent, openMonths }): OutRow => ({
        benchmark_id: benchmarkId,
        benchmark_name: names.get(benchmarkId) ?? benchmarkId,
        behind_side: ctx.view.sides[behind].code,
        crossings: recent?.crossings ?? 0,
        median_lag_months: recent ? rounded(recent.medianMonths) : null,
        open_lag_months: openMonths === undefined ? null : rounded(openMonths),
      }),
    );
}

export const lagsPage: PageSpec = {
  path: "/gap/lags",
  name: "gap/lags",
  title: "Lag by benchmark",
  filters: async (store) => [await benchmarkFilter(store)],
  charts: {},
  table: {
    noun: "lag",
    columns,
    order: [{ column: "benchmark_name" }],
    key: ["benchmark_id", "behind_side"],
    shown: shownLags,
    rows: async (ctx, order) => computedRows(await lagRows(ctx), columns, order),
  },
  content: async (ctx) => ({
    title: "Lag by benchmark",
    headline: "Lag by benchmark: who follows whom, and by how many months",
    lede: `Medians over the records of the twelve months to ${sayDate(ctx.view.asOf)}, and the time since the first record that is still unanswered. A country may follow on some thresholds of a benchmark and lead on others; both are listed.`,
  }),
};
