import type { Store } from "../../db/store.js";
import { sayDate } from "../values/dates.js";
import { exact, sayCount, sayNumber } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import type { PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, computedRows, type OutColumn, type OutRow } from "../web/rows.js";
import { type CellModel, type ShownColumn, show } from "../web/tables.js";
import type { Filter } from "../web/view.js";
import type { BenchmarkGap } from "./gaps.js";
import { benchmarks } from "./queries.js";
import { gaps, type ScoreRow, scores } from "./world.js";

const sidesShown = ["a", "b"] as const;
type Compared = (typeof sidesShown)[number];

const bestOf = (side: Compared, title: string): readonly OutColumn[] => [
  {
    name: `best_${side}`,
    type: "number",
    title: `Best, ${title}`,
    description: "Best score of its models in the view, in the benchmark's unit; empty where it has none.",
  },
  columnAs("benchmark_scores", "model_id", `model_id_${side}`, `Model, ${title}`),
  columnAs("benchmark_scores", "published_on", `dated_${side}`, `Dated, ${title}`),
];

const columns: readonly OutColumn[] = [
  ...columnsOf("benchmarks", "id", "name", "domain", "unit", "higher_is_better"),
  { name: "scores", type: "integer", title: "Scores", description: "Scores in the view, of all countries." },
  ...bestOf("a", "side A"),
  ...bestOf("b", "side B"),
  {
    name: "gap",
    type: "number",
    title: "Gap",
    description: "How far the worse of both bests lies behind the better, in the benchmark's unit.",
  },
  {
    name: "behind_side",
    type: "text",
    title: "Behind",
    description: "Country whose best is the worse; empty where both are level or one has no score.",
  },
  { name: "first_on", type: "date", title: "First score", description: "Date of the first score in the view." },
  { name: "last_on", type: "date", title: "Last score", description: "Date of the last score in the view." },
  ...columnsOf("benchmarks", "url"),
];

function bestColumn(side: Compared): ShownColumn {
  return {
    title: (sides) => `Best of ${sides[side].name}`,
    numeric: true,
    sort: `best_${side}`,
    cell: (row, ctx): CellModel => {
      const best = row[`best_${side}`];
      if (typeof best !== "number") return { text: "none yet", mark: "unknown" };
      return {
        text: sayNumber(best),
        href: ctx.href(`/models/${row[`model_id_${side}`]}`),
        mark: `side-${side}`,
        small: `${row[`model_name_${side}`]}, ${sayDate(String(row[`dated_${side}`]))}`,
        note: ctx.notes.cite(String(row[`source_id_${side}`])),
      };
    },
  };
}

const behindColumn: ShownColumn = {
  title: "Behind",
  sort: "behind_side",
  cell: (row, ctx): CellModel => {
    if (row["behind_side"] !== null) return show.country("behind_side").cell(row, ctx);
    return { text: row["gap"] === 0 ? "level" : "–", mark: "unknown" };
  },
};

const lastColumn: ShownColumn = {
  title: "Last score",
  sort: "last_on",
  cell: (row, ctx): CellModel => {
    const last = show.date("Last score", "last_on").cell(row, ctx);
    return row["first_on"] === null ? last : { ...last, small: `first ${sayDate(String(row["first_on"]))}` };
  },
};

async function domainFilter({ db }: Store): Promise<Filter> {
  const rows = await db.selectFrom("benchmarks").select("domain").distinct().orderBy("domain").execute();
  return { key: "domain", label: "Domain", choices: rows.map(({ domain }) => ({ value: domain, label: domain })) };
}

export const benchmarksPage: PageSpec = {
  path: "/benchmarks",
  name: "gap/benchmarks",
  title: "Benchmarks",
  filters: async (store) => [await domainFilter(store)],
  charts: {},
  table: {
    noun: "benchmark",
    columns,
    order: [{ column: "name" }],
    key: ["id"],
    shown: [
      show.link("Benchmark", "name", (row) => `/benchmarks/${row["id"]}`, "unit"),
      show.text("Domain", "domain"),
      show.number("Scores", "scores"),
      bestColumn("a"),
      bestColumn("b"),
      show.number("Gap", "gap"),
      behindColumn,
      lastColumn,
    ],
    facets: { domain: "domain" },
    rows: async (ctx, order) => computedRows(await benchmarkRows(ctx), columns, order),
  },
  content: async (ctx) => {
    const { a, b } = ctx.view.sides;
    return {
      title: "Benchmarks",
      headline: `Benchmarks: ${sayStanding(await gaps(ctx), ctx)}`,
      lede: `The tests on which models of ${a.name} (side A) and ${b.name} (side B) are compared, with the best score of each. A benchmark is not dated by itself: before its first score counts there is nothing to tell of it.`,
    };
  },
};

/** @example "China is behind on 13 of 15, the United States on 2" */
export function sayStanding(all: readonly Pick<BenchmarkGap, "behind">[], { view }: Pick<Context, "view">): string {
  const { a, b } = view.sides;
  const compared = all.filter(({ behind }) => behind !== undefined);
  if (compared.length === 0) return `no test has scores of both ${a.name} and ${b.name} yet`;
  const of = (who: Compared | "neither") => compared.filter(({ behind }) => behind === who).length;
  const level = of("neither") > 0 ? `, level on ${of("neither")}` : "";
  const tests = sayCount(compared.length, "test");
  if (of("a") === of("b")) return `${a.name} and ${b.name} are each behind on ${of("a")} of ${tests}${level}`;
  const [more, less] = of("a") > of("b") ? (["a", "b"] as const) : (["b", "a"] as const);
  const [most, least] = [view.sides[more].name, view.sides[less].name];
  if (of(more) === compared.length) return `${most} is behind on ${of(more) === 1 ? "the one test" : `all ${tests}`}`;
  return `${most} is behind on ${of(more)} of ${tests}, ${least} on ${of(less) || "none"}${level}`;
}

async function benchmarkRows(ctx: Context): Promise<readonly OutRow[]> {
  const domains = ctx.chosen("domain");
  const gapOf = new Map((await gaps(ctx)).map((gap) => [gap.benchmark.id, gap]));
  const all = await scores(ctx);
  return (await benchmarks(ctx))
    .filter(({ domain }) => domains?.includes(domain) ?? true)
    .map((benchmark): OutRow => {
      const own = all.filter(({ benchmark_id }) => benchmark_id === benchmark.id);
      const gap = gapOf.get(benchmark.id);
      const [a, b] = [gap?.steps.a.at(-1), gap?.steps.b.at(-1)];
      const behind = gap?.behind;
      return {
        ...benchmark,
        higher_is_better: Number(benchmark.higher_is_better),
        scores: own.length,
        ...bestCells("a", own, a),
        ...bestCells("b", own, b),
        gap: a && b ? exact(Math.abs(a.score - b.score)) : null,
        behind_side: behind === "a" || behind === "b" ? ctx.view.sides[behind].code : null,
        first_on: own[0]?.published_on ?? null,
        last_on: own.at(-1)?.published_on ?? null,
      };
    });
}

function bestCells(
  side: Compared,
  own: readonly ScoreRow[],
  best: { readonly modelId: string; readonly score: number } | undefined,
): OutRow {
  const row = best && own.find(({ model_id, score }) => model_id === best.modelId && score === best.score);
  return {
    [`best_${side}`]: row?.score ?? null,
    [`model_id_${side}`]: row?.model_id ?? null,
    [`model_name_${side}`]: row?.model_name ?? null,
    [`dated_${side}`]: row?.published_on ?? null,
    [`source_id_${side}`]: row?.source_id ?? null,
  };
}
