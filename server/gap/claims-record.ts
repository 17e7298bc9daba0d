import { sayDate } from "../values/dates.js";
import { sayCount, sayNumber } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import type { OutRow } from "../web/rows.js";
import { type CellModel, type PlainTable, plainTable, type ShownColumn, show } from "../web/tables.js";
import { sayFigure } from "./claims.js";
import type { MeasuredClaim } from "./claims-measured.js";
import { sayStandings, standingWords } from "./claims-table.js";
import type { Measured } from "./measured.js";

/** What the template of the claims is given beside figures and table. */
export interface ClaimsParts {
  /** How the claimed lags stand against the measured ones, in a sentence. */
  readonly finding: string;
  /** Absent where no lag is claimed in months or years. */
  readonly record?: PlainTable;
}

/** One decimal: a tenth of a month is three days. */
const tenths = (months: number) => sayNumber(Math.round(months * 10) / 10);
const sayMonths = (months: number) => `${tenths(months)} ${tenths(months) === "1" ? "month" : "months"}`;

/** The lag measured on a claim's day, in words. */
export function sayRecent({ recent }: Measured): string {
  return recent ? sayMonths(recent.medianMonths) : "not measurable then";
}

/** How many crossings it rests on, and what stood open beside it. */
export function sayOpen({ recent, open }: Measured): string {
  const spread =
    recent === undefined
      ? "no crossing in the twelve months before"
      : recent.crossings === 1
        ? "1 crossing"
        : `middle half ${tenths(recent.lowMonths)} to ${tenths(recent.highMonths)}, ${sayCount(recent.crossings, "crossing")}`;
  if (!open) return spread;
  const since = open.benchmarks === 1 ? sayMonths(open.months) : `a median of ${sayMonths(open.months)}`;
  return `${spread}; unmatched on ${sayCount(open.benchmarks, "benchmark")}, for ${since} so far`;
}

/** Every lag claimed in months or years against what was measured, speaker by speaker. */
export function trackRecord(ctx: Context, claims: readonly MeasuredClaim[]): ClaimsParts {
  const told = claims
    .flatMap(({ row, lag }) => (lag ? [{ row, lag }] : []))
    .sort(
      (one, other) =>
        byText(one.row.speaker, other.row.speaker) ||
        byText(one.row.stated_on, other.row.stated_on) ||
        byText(one.row.id, other.row.id),
    );
  if (told.length === 0) return { finding: "No lag is claimed in months or years in this view." };
  const standings = told.map(({ lag }): OutRow => ({ standing: lag.standing ?? null }));
  return { finding: sayStandings(standings), record: plainTable(recordColumns(ctx), told.map(recordRow), ctx) };
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

function recordRow({ row, lag }: Required<MeasuredClaim>): OutRow {
  const { measured, outcome, forecast, standing } = lag;
  const median = outcome.medianMonths;
  return {
    id: row.id,
    source_id: row.source_id,
    speaker: row.speaker,
    speaker_small: [row.speaker_role, row.organization].filter(Boolean).join(", "),
    stated_on: row.stated_on,
    figure: sayFigure(row),
    statement: row.statement,
    recent: sayRecent(measured),
    recent_small: sayOpen(measured),
    recent_known: measured.recent ? 1 : 0,
    against: standing ? standingWords[standing] : forecast ? "not compared" : "nothing to compare with",
    against_small: forecast ? "about the future; the rows do not say what would measure it" : "",
    against_known: standing ? 1 : 0,
    since: median === undefined ? "not known" : sayMonths(median),
    since_small: sayOutcome(lag),
    since_known: median === undefined ? 0 : 1,
  };
}

function sayOutcome({ outcome, claimed, forecast }: Required<MeasuredClaim>["lag"]): string {
  const { records, reached, medianMonths } = outcome;
  if (records === 0) return "no best score of that day to follow up";
  const counted = `${reached} of ${sayCount(records, "best score")} of that day reached`;
  if (medianMonths === undefined || forecast) return counted;
  const [low, high] = [claimed.low ?? 0, claimed.high ?? Number.POSITIVE_INFINITY];
  const against =
    high < medianMonths ? "the claim says less" : low > medianMonths ? "the claim says more" : "the claim holds it";
  return `${counted}; ${against}`;
}

function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
