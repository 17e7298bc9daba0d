import { sql } from "kysely";
import { heldByFirms, tally } from "../chips/holdings-course.js";
import { type HoldingRow, heldFacts } from "../chips/holdings-data.js";
import { lineageKinds } from "../dependencies/lineage.js";
import type { BenchmarkGap } from "../gap/gaps.js";
import { monthsOf, trailing } from "../gap/lag.js";
import { gaps, type KnownBenchmark, type ScoreRow, scores } from "../gap/world.js";
import { competing, controlled } from "../overview/headlines.js";
import { addMonths, type Day, sayDate } from "../values/dates.js";
import { exact, sayNumber } from "../values/numbers.js";
import { sideOf } from "../values/sides.js";
import { besideFunding } from "../values/stages.js";
import type { Context } from "../web/context.js";
import type { Place } from "../web/row-places.js";
import type { AnyQuery } from "../web/rows.js";
import type { FigureKey } from "./comparison.js";
import type { ChangeKind } from "./kinds.js";
import { type ChangeRow, changesIn } from "./queries.js";
import type { Window } from "./window.js";
import { placeOf, tell } from "./words.js";

/** Rows named of those that moved a figure. */
const named = 3;

/** What moved a figure between two days: how many rows, and the foremost of them. */
export interface Causes {
  readonly count: number;
  readonly foremost: readonly Cause[];
  /** The days in which the rows lie: those of a figure over twelve months lie in its last twelve. */
  readonly window: Window;
  /** Page that lists them all. */
  readonly path: string;
  readonly filters: Readonly<Record<string, string>>;
}

export interface Cause extends Place {
  readonly text: string;
  readonly on: string;
  readonly sourceId: string;
}

/** Which rows a figure is taken from. */
interface Origin {
  readonly kinds: readonly ChangeKind[];
  /** The figure looks back over twelve months only. */
  readonly ofYear?: true;
  narrow?(rows: AnyQuery): AnyQuery;
}

const isOneOf = (values: Iterable<string>) => sql<boolean>`changes.detail in (${sql.join([...values])})`;
const restsAbroad = sql<boolean>`exists (
  select 1 from dependencies as edge
  inner join models as base on base.id = edge.dependency_id
  inner join companies as developer on developer.id = base.company_id
  where edge.id = changes.id and developer.country <> changes.country
)`;
const equity = (rows: AnyQuery) => rows.where(sql<boolean>`changes.detail not in (${sql.join([...besideFunding])})`);

const origins: Readonly<Record<Exclude<FigureKey, "lag" | "compute">, Origin>> = {
  "funding-year": { kinds: ["round"], ofYear: true, narrow: equity },
  funding: { kinds: ["round"], narrow: equity },
  companies: { kinds: ["company"], narrow: (rows) => rows.where(isOneOf(competing)) },
  models: { kinds: ["model"], ofYear: true, narrow: (rows) => rows.where(isOneOf(["notable"])) },
  dependence: {
    kinds: ["dependency"],
    ofYear: true,
    narrow: (rows) => rows.where(isOneOf(lineageKinds)).where(restsAbroad),
  },
  // Chips come under control by a rule, or by coming out under one.
  chips: {
    kinds: ["rule-in-force", "rule-ended", "chip"],
    narrow: (rows) => rows.where((eb) => eb.or([eb("changes.kind", "=", "chip"), isOneOf(controlled)])),
  },
  listings: { kinds: ["listing", "delisting"] },
};

/** What came between the two days of a window and moved a figure, on the evidence of the view. */
export async function causesOf(ctx: Context, key: FigureKey, window: Window): Promise<Causes> {
  if (key === "lag") return lagCauses(ctx, window);
  if (key === "compute") return computeCauses(ctx, window);
  const { kinds, ofYear, narrow = (rows) => rows } = origins[key];
  const { sides } = ctx.view;
  const within = ofYear ? lastYear(window) : window;
  // Rules are the United States' whichever countries are compared: the figure is about its controls.
  const countries = [...new Set([sides.a.code, sides.b.code, ...(key === "chips" ? ["US"] : [])])];
  const rows = narrow(changesIn(ctx, within, kinds)).where("changes.country", "in", countries);
  const counted = await rows
    .clearSelect()
    .select((eb) => eb.fn.countAll().as("count"))
    .executeTakeFirst();
  const foremost = (await rows
    .orderBy(sql`case when changes.kind = 'chip' then 1 else 0 end`)
    .orderBy("changes.value", (by) => by.desc().nullsLast())
    .orderBy("changes.began_on", "desc")
    .orderBy("changes.kind")
    .orderBy("changes.id")
    .limit(named)
    .execute()) as ChangeRow[];
  return {
    count: Number((counted as { count?: unknown } | undefined)?.count ?? 0),
    foremost: foremost.map((row) => ({
      text: tell(row).text,
      on: row.began_on,
      ...placeOf(row),
      sourceId: row.source_id,
    })),
    window: within,
    path: "/changes",
    filters: {
      from: within.from,
      to: within.to,
      kind: [...kinds].sort().join(","),
      country: countries.sort().join(","),
    },
  };
}

function lastYear({ from, to }: Window): Window {
  const year = addMonths(to, -12);
  return { from: year > from ? year : from, to };
}

/** Crossings of the twelve months before the later day that the earlier day did not know; the longest lag first. */
async function lagCauses(ctx: Context, window: Window): Promise<Causes> {
  const within = lastYear(window);
  const at = ctx.viewedAs({ asOf: within.to });
  const rows = new Map<string, ScoreRow>();
  for (const row of await scores(at)) {
    const key = scoreKey(row.benchmark_id, row.model_id, row.score);
    if (!rows.has(key)) rows.set(key, row);
  }
  const found = (await gaps(at)).flatMap((gap) => crossingsOf(gap, within, rows));
  found.sort((one, other) => other.lagDays - one.lagDays || (one.text < other.text ? -1 : 1));
  return {
    count: found.length,
    foremost: found.slice(0, named),
    window: within,
    path: "/gap/crossings",
    filters: { as_of: within.to },
  };
}

/** Counts that stand on the later day and that the earlier day did not know; the largest first. */
async function computeCauses(ctx: Context, window: Window): Promise<Causes> {
  const { sides, confidence } = ctx.view;
  const { judged, unitTflops } = await heldFacts(ctx.viewedAs({ asOf: window.to }));
  const h100 = (row: HoldingRow) => tally([row], unitTflops).h100 ?? 0;
  const rows = judged.standing(
    window.to,
    confidence,
    (row, verdict) => heldByFirms(row, verdict) && row.as_of_on > window.from && sideOf(row.country, sides) !== "other",
  );
  const largest = [...rows].sort((one, other) => h100(other) - h100(one) || (one.id < other.id ? -1 : 1));
  return {
    count: rows.length,
    foremost: largest.slice(0, named).map((row) => ({
      text: `${row.company_name}: ${sayNumber(row.quantity ?? 0)} × ${row.chip_name ?? "chips not named"}`,
      on: row.as_of_on,
      path: `/companies/${row.company_id}`,
      sourceId: row.source_id,
    })),
    window,
    path: "/compute",
    filters: { as_of: window.to, counted: "yes" },
  };
}

function crossingsOf(
  { benchmark, following }: BenchmarkGap<KnownBenchmark>,
  { from, to }: Window,
  rows: ReadonlyMap<string, ScoreRow>,
) {
  return (["a", "b"] as const).flatMap((side) =>
    trailing(following[side].crossings, to as Day).flatMap(({ follower, leader, threshold, lagDays }) => {
      const row = rows.get(scoreKey(benchmark.id, follower.modelId, follower.score));
      const before = rows.get(scoreKey(benchmark.id, leader.modelId, leader.score));
      if (!row || !before || follower.on <= from) return [];
      const months = sayNumber(Math.round(monthsOf(lagDays) * 10) / 10);
      return [
        {
          text: `${row.model_name} reaches ${exact(threshold)} on ${benchmark.name}, ${months} months after ${before.model_name}`,
          on: follower.on,
          path: `/models/${row.model_id}`,
          sourceId: row.source_id,
          lagDays,
        },
      ];
    }),
  );
}

const scoreKey = (benchmark: string, model: string, score: number) => `${benchmark} ${model} ${score}`;

/** @example sayCame({ count: 3, window, … }, nouns.round, from) // "3 rounds came after 25 Nov 2025; earlier ones have left the twelve months" */
export function sayCame(
  { count, window }: Causes,
  { one, many }: { readonly one: string; readonly many: string },
  from: Day,
): string {
  const came = count === 0 ? `No ${one}` : `${sayNumber(count)} ${count === 1 ? one : many}`;
  return window.from === from
    ? `${came} came between`
    : `${came} came after ${sayDate(window.from)}, and what came before has left the twelve months`;
}
