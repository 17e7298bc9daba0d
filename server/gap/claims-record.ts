import { sayDate } from "../values/dates.js";
import { sayCount, sayNumber } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import type { OutRow } from "../web/rows.js";
import { type CellModel, type PlainTable, plainTable, type ShownColumn, show } from "../web/tables.js";
import { type Comparison, type Interval, sayFigure } from "./claims.js";
import type { Measure, MeasuredClaim } from "./claims-measured.js";

/** What the template of the claims is given beside figures and table. */
export interface ClaimsParts {
  /** How the claimed lags stand against the measured ones, in a sentence. */
  readonly finding: string;
  /** Absent where no lag is claimed in months or years. */
  readonly record?: PlainTable;
}

const comparisonWords: Readonly<Record<Comparison, string>> = {
  holds: "holds the median",
  meets: "reaches into the middle half",
  less: "less than measured",
  more: "more than measured",
};

/** One decimal: a tenth of a month is three days. */
const tenths = (months: number) => sayNumber(Math.round(months * 10) / 10);
const sayMonths = (months: number) => `${tenths(months)} ${tenths(months) === "1" ? "month" : "months"}`;

/** The lag measured on a claim's day, in words. */
export function sayRecent({ recent }: Measure): string {
  return recent ? sayMonths(recent.medianMonths) : "not measurable then";
}

/** How many crossings it rests on, and what stood open beside it. */
export function sayOpen({ recent, open, openMonths }: Measure): string {
  const spread =
    recent === undefined
      ? "no crossing in the twelve months before"
      : recent.crossings === 1
        ? "1 crossing"
        : `middle half ${tenths(recent.lowMonths)} to ${tenths(recent.highMonths)}, ${sayCount(recent.crossings, "crossing")}`;
  if (openMonths === undefined) return spread;
  return `${spread}; open on ${sayCount(open, "benchmark")}, for ${open === 1 ? sayMonths(openMonths) : `a median of ${sayMonths(openMonths)}`} so far`;
}

/** Every lag claimed in months or years against what was measured, speaker by speaker. */
export function trackRecord(ctx: Context, claims: readonly MeasuredClaim[]): ClaimsParts {
  const told = claims
    .filter(({ claimed }) => claimed !== undefined)
    .sort(
      (one, other) =>
        byText(one.row.speaker, other.row.speaker) ||
        byText(one.row.stated_on, other.row.stated_on) ||
        byText(one.row.id, other.row.id),
    );
  if (told.length === 0) return { finding: "No lag is claimed in months or years in this view" };
  const record = plainTable(recordColumns(ctx), told.map(recordRow), ctx);
  return { finding: sayTally(told), record };
}

/** @example "17 lags claimed in months or years, 14 of them measurable on their day: 5 hold the median, 9 say more" */
export function sayTally(told: readonly Pick<MeasuredClaim, "comparison">[]): string {
  const claimed = `${sayCount(told.length, "lag")} claimed in months or years`;
  const of = (kind: Comparison) => told.filter(({ comparison }) => comparison === kind).length;
  const measured = told.filter(({ comparison }) => comparison !== undefined).length;
  if (measured === 0) return `${claimed}, none of which can be held against a measure of its day`;
  const parts = [
    [of("holds"), "holds the median measured", "hold the median measured"],
    [of("meets"), "reaches into the middle half", "reach into the middle half"],
    [of("less"), "says less than was measured", "say less than was measured"],
    [of("more"), "says more than was measured", "say more than was measured"],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, one, many]) => `${n} ${n === 1 ? one : many}`);
  return `${claimed}, ${measured === told.length ? "all" : `${measured} of them`} measurable on ${told.length === 1 ? "its" : "their"} day: ${said.join(", ")}`;
}

function recordColumns(ctx: Context): readonly ShownColumn[] {
  const asOf = sayDate(ctx.view.asOf);
  const told = (title: string, column: string): ShownColumn => ({
    title,
    cell: (row): CellModel => ({
      text: String(row[column]),
      ...(row[`${column}_small`] && { small: String(row[`${column}_small`]) }),
      ...(row[`${column}_known`] === 0 && { mark: "unknown" }),
    }),
  });
  return [
    told("Speaker", "speaker"),
    show.date("Stated", "stated_on"),
    {
      title: "Claimed",
      cell: (row): CellModel => ({
        text: String(row["figure"]),
        href: `#${row["id"]}`,
        note: ctx.notes.cite(String(row["source_id"])),
        small: String(row["statement"]),
        mark: "prose",
      }),
    },
    told("Measured on that day", "recent"),
    told("The claim against it", "against"),
    told(`Reached by ${asOf}`, "since"),
  ];
}

function recordRow({ row, claimed, measure, comparison, forecast }: MeasuredClaim): OutRow {
  const outcome = measure?.outcome;
  const median = outcome?.medianMonths;
  return {
    id: row.id,
    source_id: row.source_id,
    speaker: row.speaker,
    speaker_small: [row.speaker_role, row.organization].filter(Boolean).join(", "),
    stated_on: row.stated_on,
    figure: sayFigure(row),
    statement: row.statement,
    recent: measure ? sayRecent(measure) : "not measurable then",
    recent_small: measure ? sayOpen(measure) : "",
    recent_known: measure?.recent ? 1 : 0,
    against: forecast ? "not compared" : comparison ? comparisonWords[comparison] : "nothing to compare with",
    against_small: forecast ? "about the future; the rows do not say what would measure it" : "",
    against_known: comparison ? 1 : 0,
    since: median === undefined ? "not known" : sayMonths(median),
    since_small: outcome ? sayOutcome(outcome, forecast ? undefined : claimed) : "",
    since_known: median === undefined ? 0 : 1,
  };
}

function sayOutcome({ records, reached, medianMonths }: Measure["outcome"], claimed: Interval | undefined): string {
  if (records === 0) return "no best score of that day to follow up";
  const counted = `${reached} of ${sayCount(records, "best score")} of that day reached`;
  if (medianMonths === undefined || !claimed) return counted;
  const { low = 0, high = Number.POSITIVE_INFINITY } = claimed;
  const against =
    high < medianMonths ? "the claim says less" : low > medianMonths ? "the claim says more" : "the claim holds it";
  return `${counted}; ${against}`;
}

function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
