import type { ChartData, ChartTable } from "./chart.js";
import { formatDate } from "./format.js";
import type { MoneyBasis } from "./money-basis.js";

/** The rounds of one side and stage that fell in one period. */
export interface PeriodCell {
  /** "2023" or "2023-Q4"; among quarters a year alone holds the rounds of which no quarter is known. */
  readonly period: string;
  readonly side: "a" | "b";
  /** The registry's slug, such as `series-a`. */
  readonly stage: string;
  /** In view, with and without an amount. */
  readonly rounds: number;
  readonly undisclosed: number;
  /** With an amount that the basis cannot tell. */
  readonly leftOut: number;
  /** In view, and what it would be on each level of evidence. */
  readonly amount: number;
  readonly confirmed: number;
  readonly reported: number;
  readonly all: number;
}

export interface PerPeriodData extends ChartData {
  readonly kind: "year" | "quarter";
  readonly basis: MoneyBasis;
  /** The period that holds `asOf` and is not over by then; "" if it ends on that day. */
  readonly open: string;
  /** In order of period. */
  readonly cells: readonly PeriodCell[];
}

/** Stages put together as far as shades can be told apart, in the order of a firm's life. */
export const stageGroups = [
  { key: "first", label: "Angel, seed", stages: ["angel", "seed"] },
  { key: "early", label: "Series A–B", stages: ["series-a", "series-b"] },
  { key: "middle", label: "Series C–E", stages: ["series-c", "series-d", "series-e"] },
  {
    key: "late",
    label: "Series F and later",
    stages: ["series-f", "series-g", "series-h", "series-i", "series-j", "series-k", "series-l"],
  },
  { key: "strategic", label: "Strategic, corporate", stages: ["strategic", "corporate"] },
  { key: "unstated", label: "Stage not stated", stages: [] },
] as const;

export type StageGroup = (typeof stageGroups)[number]["key"];

/** All rounds of one side in one period. */
export interface PeriodTotal {
  readonly period: string;
  readonly rounds: number;
  readonly undisclosed: number;
  readonly leftOut: number;
  readonly amount: number;
  readonly confirmed: number;
  readonly reported: number;
  readonly all: number;
  readonly groups: Readonly<Record<StageGroup, number>>;
}

const nothing = { rounds: 0, undisclosed: 0, leftOut: 0, amount: 0, confirmed: 0, reported: 0, all: 0 };
const summed = Object.keys(nothing) as (keyof typeof nothing)[];

/** The totals of one side, by period. */
export function totalsOf(data: PerPeriodData, side: "a" | "b"): ReadonlyMap<string, PeriodTotal> {
  const totals = new Map<string, PeriodTotal>();
  for (const cell of data.cells) if (cell.side === side) totals.set(cell.period, added(totals.get(cell.period), cell));
  return totals;
}

/** One side's total over all periods. */
export function sumOf(data: PerPeriodData, side: "a" | "b"): PeriodTotal {
  const own = data.cells.filter((cell) => cell.side === side);
  return own.reduce<PeriodTotal>((total, cell) => added(total, cell), emptyTotal(""));
}

export function emptyTotal(period: string): PeriodTotal {
  const groups = Object.fromEntries(stageGroups.map(({ key }) => [key, 0])) as Record<StageGroup, number>;
  return { period, ...nothing, groups };
}

function added(total: PeriodTotal | undefined, cell: PeriodCell): PeriodTotal {
  const before = total ?? emptyTotal(cell.period);
  const sums = Object.fromEntries(summed.map((key) => [key, before[key] + cell[key]])) as typeof nothing;
  const group = groupOf(cell.stage);
  return {
    ...sums,
    period: before.period,
    groups: { ...before.groups, [group]: before.groups[group] + cell.amount },
  };
}

/** @example groupOf("series-b") // "early" */
function groupOf(stage: string): StageGroup {
  return stageGroups.find(({ stages }) => (stages as readonly string[]).includes(stage))?.key ?? "unstated";
}

/** Every period from the first with a round to the last, the empty ones too; dates without a quarter are apart. */
export function periodsOf({ cells, kind }: PerPeriodData): readonly string[] {
  const found = [...new Set(cells.map(({ period }) => period))].filter((period) => isPlaced(period, kind)).sort();
  const [first, last] = [found[0], found.at(-1)];
  if (!first || !last) return [];
  const periods = [first];
  for (let period = first; period < last; ) {
    period = next(period);
    periods.push(period);
  }
  return periods;
}

/** Whether a period stands on the time axis: among quarters a year alone does not. */
export function isPlaced(period: string, kind: PerPeriodData["kind"]): boolean {
  return kind === "year" || period.includes("-Q");
}

function next(period: string): string {
  const [year = "", quarter] = period.split("-Q");
  if (!quarter) return String(Number(year) + 1);
  return quarter === "4" ? `${Number(year) + 1}-Q1` : `${year}-Q${Number(quarter) + 1}`;
}

/** @example sayPeriod("2023-Q4", "quarter") // "Q4 2023"; sayPeriod("2023", "quarter") // "2023, quarter not stated" */
export function sayPeriod(period: string, kind: PerPeriodData["kind"]): string {
  const [year, quarter] = period.split("-Q");
  if (quarter) return `Q${quarter} ${year}`;
  return kind === "year" ? period : `${period}, quarter not stated`;
}

/** Every cell as a row: what the picture's bars are added up from. */
export function cellTable(data: PerPeriodData): ChartTable {
  const { column, unit } = data.basis;
  const amount = (name: string, title: string) => ({ name: `${name}_${column}`, title, type: "number" as const, unit });
  return {
    columns: [
      { name: "period", title: periodTitle(data), type: "text" },
      { name: "country", title: "Country", type: "text" },
      { name: "stage", title: "Stage", type: "text" },
      { name: "rounds", title: "Rounds", type: "number" },
      { name: "undisclosed", title: "Without an amount", type: "number" },
      { name: "left_out", title: "With an amount that is left out", type: "number" },
      amount("amount", "Known amounts"),
      amount("confirmed", "Confirmed"),
      amount("reported", "Reported or better"),
      amount("any_evidence", "On any evidence"),
    ],
    rows: data.cells.map((cell) => [
      cell.period,
      data.sides[cell.side].code,
      cell.stage,
      cell.rounds,
      cell.undisclosed,
      cell.leftOut,
      ...[cell.amount, cell.confirmed, cell.reported, cell.all].map(plain),
    ]),
  };
}

/** What the page shows of it: one row for each period and side, newest first. */
export function totalTable(data: PerPeriodData): ChartTable {
  const { unit } = data.basis;
  const amount = (name: string, title: string) => ({ name, title, type: "number" as const, unit });
  const rows = (["a", "b"] as const).flatMap((side) =>
    [...totalsOf(data, side).values()].map((total) => ({ side, total })),
  );
  rows.sort((one, other) =>
    one.total.period === other.total.period
      ? one.side < other.side
        ? -1
        : 1
      : one.total.period < other.total.period
        ? 1
        : -1,
  );
  return {
    columns: [
      { name: "period", title: "Period", type: "text" },
      { name: "country", title: "Country", type: "text" },
      { name: "rounds", title: "Rounds", type: "number" },
      { name: "undisclosed", title: "Without an amount", type: "number" },
      amount("amount", "Known amounts"),
      amount("confirmed", "Confirmed"),
      amount("reported", "Reported or better"),
      amount("all", "On any evidence"),
    ],
    rows: rows.map(({ side, total }) => [
      `${sayPeriod(total.period, data.kind)}${total.period === data.open ? ` to ${formatDate(data.asOf)}` : ""}`,
      data.sides[side].code,
      total.rounds,
      total.undisclosed,
      ...[total.amount, total.confirmed, total.reported, total.all].map(plain),
    ]),
  };
}

function periodTitle({ kind }: PerPeriodData): string {
  return kind === "year" ? "Year" : "Quarter; a year alone holds dates without a quarter";
}

/** Sums of fractions without the noise of binary fractions; whole dollars stay as they are. */
function plain(amount: number): number {
  return Number.isSafeInteger(amount) ? amount : Number(amount.toPrecision(10));
}
