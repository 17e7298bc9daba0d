import type { ChartData, ChartTable, SideKey } from "./chart.js";
import { startTime } from "./format.js";
import { type MoneyBasis, nominalDollars } from "./money-basis.js";
import { type RoundCrowd, stepAbove } from "./round-crowd.js";

export interface RoundDot {
  readonly id: string;
  readonly company: string;
  readonly side: SideKey;
  /** Announcement; a reduced date stands at its first day. */
  readonly on: string;
  /** `null` when the round was announced without an amount. */
  readonly amountUsd: number | null;
  /** The registry's slug, such as `series-a`. */
  readonly stage: string;
  readonly confidence: string;
  readonly href?: string;
}

export interface RoundsData extends ChartData {
  /** First day drawn; the year of the first round unless told. Earlier rounds are counted, not drawn. */
  readonly from?: string;
  /** All of them, or beside a crowd the largest of each side. */
  readonly rounds: readonly RoundDot[];
  /** Stands in for rounds too many to draw one by one. */
  readonly crowd?: RoundCrowd;
  /** What amounts are told in; dollars of the day unless told. */
  readonly basis?: MoneyBasis;
}

export function fromOf(data: RoundsData): string {
  if (data.from) return data.from;
  const [first = data.asOf] = [
    data.asOf,
    ...data.rounds.map((round) => round.on),
    ...(data.crowd?.bins ?? []).map((bin) => bin.from),
  ].sort();
  return `${first.slice(0, 4)}-01-01`;
}

/** In order of date, the larger first on one day: the order of reading and of the table. */
export function drawnOf(data: RoundsData): readonly RoundDot[] {
  const start = startTime(fromOf(data));
  return data.rounds
    .filter((round) => startTime(round.on) >= start)
    .sort(
      (one, other) =>
        startTime(one.on) - startTime(other.on) ||
        (other.amountUsd ?? -1) - (one.amountUsd ?? -1) ||
        (one.id < other.id ? -1 : 1),
    );
}

export function roundTable(data: RoundsData): ChartTable {
  if (data.crowd) return crowdTable(data, data.crowd);
  const { unit, column } = data.basis ?? nominalDollars;
  return {
    columns: [
      { name: "announced_on", title: "Announced", type: "date" },
      { name: "company", title: "Company", type: "text" },
      { name: "country", title: "Country", type: "text" },
      { name: "stage", title: "Stage", type: "text" },
      { name: `amount_${column}`, title: "Amount", type: "number", unit: unit === nominalDollars.unit ? "USD" : unit },
      { name: "confidence", title: "Confidence", type: "text" },
    ],
    rows: drawnOf(data).map((round) => [
      round.on,
      round.company,
      round.side === "other" ? "other" : data.sides[round.side].code,
      round.stage,
      round.amountUsd,
      round.confidence,
    ]),
  };
}

/** Of a crowd the picture is its cells; the rounds themselves are the page's own table. */
function crowdTable(data: RoundsData, { bins }: RoundCrowd): ChartTable {
  const { column, unit } = data.basis ?? nominalDollars;
  return {
    columns: [
      { name: "half_year_from", title: "Half-year from", type: "date" },
      { name: "country", title: "Country", type: "text" },
      { name: `least_${column}`, title: "Amounts from", type: "number", unit },
      { name: `below_${column}`, title: "Amounts below", type: "number", unit },
      { name: "rounds", title: "Rounds", type: "number" },
    ],
    rows: bins.map(({ side, from, step, rounds }) => [
      from,
      side === "other" ? "other" : data.sides[side].code,
      step,
      step === null ? null : stepAbove(step),
      rounds,
    ]),
  };
}
