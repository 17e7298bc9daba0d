import { type FrontierScoresData, frontierScores } from "../../public/charts/frontier-scores.js";
import { sayDate } from "../values/dates.js";
import { sayCount, sayNumber } from "../values/numbers.js";
import { sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { NotFound } from "../web/errors.js";
import { chart } from "../web/figures.js";
import { nearIds } from "../web/near-ids.js";
import type { PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, computedRows, type OutColumn, type OutRow, sourceColumns } from "../web/rows.js";
import { type CellModel, type PlainTable, plainTable, show } from "../web/tables.js";
import { crossingColumns, crossingRows } from "./crossings-page.js";
import { frontier, type Score } from "./lag.js";
import { benchmarks } from "./queries.js";
import { evenWithin, type Room, saturation } from "./saturation.js";
import { toldBy } from "./told.js";
import { type ScoreRow, scores } from "./world.js";

type BenchmarkRow = Awaited<ReturnType<typeof benchmarks>>[number];

interface Subject {
  readonly benchmark: BenchmarkRow;
  /** Its scores in the view, oldest first. */
  readonly rows: readonly ScoreRow[];
  /** Ids of the scores that were better than all that their country had before. */
  readonly records: ReadonlySet<string>;
}

/** What the template is given beside figure and table. */
interface BenchmarkParts {
  readonly particulars: readonly {
    readonly term: string;
    readonly text: string;
    readonly href?: string;
    readonly mark?: string;
  }[];
  /** How it was run and dated; `null` where nothing is said or nothing may be told yet. */
  readonly setting: string | null;
  /** Said where an earlier view prints a text of today; empty otherwise. */
  readonly wording: string;
  /** How much room is left, in sentences. */
  readonly saturation: readonly string[];
  readonly crossings?: PlainTable;
  readonly crossed: string;
}

const columns: readonly OutColumn[] = [
  ...columnsOf("benchmark_scores", "id", "model_id"),
  columnAs("models", "name", "model_name", "Model"),
  columnAs("companies", "id", "company_id"),
  columnAs("companies", "name", "company_name", "Company"),
  columnAs("companies", "country", "country"),
  ...columnsOf("benchmark_scores", "score"),
  columnAs("benchmarks", "unit", "unit"),
  ...columnsOf("benchmark_scores", "published_on"),
  {
    name: "record",
    type: "boolean",
    title: "Record",
    description: "Whether the score was better than all that its country had before.",
  },
  ...columnsOf("benchmark_scores", "confidence"),
  ...sourceColumns,
  ...columnsOf("benchmark_scores", "note"),
];

export const benchmarkPage: PageSpec<Subject> = {
  path: "/benchmarks/:id",
  name: "gap/benchmark",
  title: "Benchmark",
  find: findBenchmark,
  charts: { frontier: chart("frontier-scores", frontierScores, frontierInput, { tabledBelow: true }) },
  table: {
    noun: "score",
    columns,
    order: [{ column: "score", descending: true }, { column: "published_on" }],
    key: ["id"],
    shown: [
      show.link("Model", "model_name", (row) => `/models/${row["model_id"]}`),
      show.link("Company", "company_name", (row) => `/companies/${row["company_id"]}`),
      show.country("country"),
      {
        ...show.number("Score", "score"),
        cell: (row): CellModel => ({
          text: sayNumber(Number(row["score"])),
          small: row["record"] === 1 ? "record" : "",
        }),
      },
      show.date("Dated", "published_on"),
      show.confidence(),
      show.source(),
      show.prose("Note", "note"),
    ],
    rows: async (ctx, order, subject) => computedRows(rowsOf(ctx, subject), columns, order),
  },
  content: async (ctx, subject) => {
    const { benchmark, rows } = subject;
    return {
      title: benchmark.name,
      headline: benchmark.name,
      lede:
        rows.length === 0
          ? `A benchmark without a score by ${sayDate(ctx.view.asOf)} on this evidence.`
          : `${sayCount(rows.length, "score")} in ${benchmark.unit}, from ${sayDate(rows[0]?.published_on ?? "")} to ${sayDate(rows.at(-1)?.published_on ?? "")}.`,
      parts: await partsOf(ctx, subject),
    };
  },
};

async function findBenchmark(ctx: Context, id: string): Promise<Subject> {
  const all = await benchmarks(ctx);
  const benchmark = all.find((one) => one.id === id);
  if (!benchmark) {
    const near = nearIds(
      id,
      all.map(({ id: value, name: label }) => ({ value, label })),
    ).map(({ value, label }) => `${value} (${label})`);
    throw new NotFound(
      `No benchmark has the id "${id}".${near.length > 0 ? ` Near it ${near.length === 1 ? "is" : "are"} ${near.join(", ")}.` : ""}`,
    );
  }
  const rows = (await scores(ctx)).filter(({ benchmark_id }) => benchmark_id === id);
  return { benchmark, rows, records: recordsOf(rows, Boolean(benchmark.higher_is_better)) };
}

function recordsOf(rows: readonly ScoreRow[], higherIsBetter: boolean): ReadonlySet<string> {
  const countries = new Set(rows.map(({ country }) => country));
  return new Set(
    [...countries].flatMap((country) => {
      const own = rows.filter((row) => row.country === country);
      return frontier(own.map(scoreOf), higherIsBetter).flatMap(
        (step) => own.find((row) => row.model_id === step.modelId && row.score === step.score)?.id ?? [],
      );
    }),
  );
}

const scoreOf = ({ model_id, published_on, score }: ScoreRow): Score => ({
  modelId: model_id,
  on: published_on,
  score,
});

function rowsOf({ view }: Context, { benchmark, rows, records }: Subject): readonly OutRow[] {
  return rows.map((row) => ({
    ...row,
    unit: benchmark.unit,
    record: records.has(row.id) ? 1 : 0,
    note: toldBy(row.note, view.asOf),
  }));
}

/** A score in percent lies on a scale that ends; of the other units none does. */
const percentScale = [0, 100] as const;
const isPercent = ({ unit }: BenchmarkRow) => unit === "percent";

async function frontierInput(
  ctx: Context,
  { benchmark, rows, records }: Subject,
): Promise<{ data: FrontierScoresData; sources: string[] }> {
  const { sides, asOf } = ctx.view;
  return {
    data: {
      sides,
      asOf,
      benchmark: benchmark.name,
      unit: benchmark.unit,
      higherIsBetter: Boolean(benchmark.higher_is_better),
      ...(isPercent(benchmark) && { bounds: percentScale }),
      scores: rows.map((row) => ({
        id: row.id,
        model: row.model_name,
        company: row.company_name,
        side: sideOf(row.country, sides),
        on: row.published_on,
        score: row.score,
        record: records.has(row.id),
        confidence: row.confidence,
        href: ctx.href(`/models/${row.model_id}`),
      })),
    },
    sources: rows.map(({ source_id }) => source_id),
  };
}

async function partsOf(ctx: Context, { benchmark, rows }: Subject): Promise<BenchmarkParts> {
  const { asOf } = ctx.view;
  const setting = rows.length === 0 ? null : toldBy(benchmark.note, asOf);
  const crossings = (await crossingRows(ctx)).filter(({ benchmark_id }) => benchmark_id === benchmark.id);
  const open = crossings.filter((row) => row["open"] === 1).length;
  return {
    particulars: [
      { term: "Domain", text: benchmark.domain },
      { term: "Unit", text: benchmark.unit },
      { term: "Better is", text: benchmark.higher_is_better ? "higher" : "lower" },
      { term: "Models scored", text: String(new Set(rows.map(({ model_id }) => model_id)).size) },
      { term: "Scores from", text: new URL(benchmark.url).hostname, href: benchmark.url },
    ],
    setting,
    wording:
      rows.length > 0 && asOf < ctx.today
        ? "Setting and notes are worded as of today, without what they date later."
        : "",
    saturation: saturationOf(ctx, benchmark, rows),
    crossed:
      crossings.length === 0
        ? "Neither country has followed the other here yet"
        : `${sayCount(crossings.length, "threshold")}, ${open === 0 ? "none" : open} of them open`,
    ...(crossings.length > 0 && {
      crossings: plainTable(
        crossingColumns,
        [...crossings].sort((one, other) => (String(one["leader_on"]) < String(other["leader_on"]) ? 1 : -1)),
        ctx,
      ),
    }),
  };
}

function sayEven({ top, even }: Room): string {
  if (top === 1) return "Only one model is scored.";
  const near = `within ${evenWithin} points of the best one`;
  if (even === 1) return `Of the ${top} best models no other lies ${near}.`;
  return `Of the ${top} best models ${even === top ? "all" : even} lie ${near}, itself counted.`;
}

function saturationOf(ctx: Context, benchmark: BenchmarkRow, rows: readonly ScoreRow[]): readonly string[] {
  const { asOf } = ctx.view;
  const higher = Boolean(benchmark.higher_is_better);
  const end = isPercent(benchmark) ? percentScale[higher ? 1 : 0] : undefined;
  const found = saturation(rows.map(scoreOf), higher, asOf, end);
  if (!found) return [];
  const { best, sinceMovedMonths, room } = found;
  const model = rows.find(({ model_id }) => model_id === best.modelId)?.model_name ?? best.modelId;
  const months = sayNumber(Math.round(sinceMovedMonths * 10) / 10);
  const last = rows.at(-1)?.published_on ?? best.on;
  return [
    `The best score is ${sayNumber(best.score)} ${benchmark.unit}, by ${model}, and no score in the ${months} months since ${sayDate(best.on)} is better; the last score of any model is of ${sayDate(last)}.`,
    room
      ? `${sayNumber(Math.round(room.left * 100) / 100)} points are left to the end of the scale. ${sayEven(room)}`
      : `Its scale has no end, so that saturation cannot be told in ${benchmark.unit}.`,
  ];
}
