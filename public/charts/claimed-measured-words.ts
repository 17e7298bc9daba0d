import type { ChartTable, ChartText } from "./chart.js";
import { type ClaimedMeasuredData, type LagClaim, type MeasuredLag, sidesCompared } from "./claimed-measured-data.js";
import { capital, countOf, formatCount, formatDate, formatValue, yearBefore } from "./format.js";

/** @example sayClaim({ low: 24, high: 36 }) // "24 to 36 months"; sayClaim({ low: 12, high: null }) // "at least 12 months" */
export function sayClaim({ low, high }: Pick<LagClaim, "low" | "high">): string {
  if (low === null) return `at most ${sayMonths(high ?? 0)}`;
  if (high === null) return `at least ${sayMonths(low)}`;
  return low === high ? sayMonths(low) : `${formatCount(low)} to ${sayMonths(high)}`;
}

/** @example shortClaim({ low: 12, high: null }) // "12 or more" */
export function shortClaim({ low, high }: Pick<LagClaim, "low" | "high">): string {
  if (low === null) return `up to ${formatCount(high ?? 0)}`;
  if (high === null) return `${formatCount(low)} or more`;
  return low === high ? formatCount(low) : `${formatCount(low)}–${formatCount(high)}`;
}

export const sayMonths = (months: number) => formatValue(months, "months");

export function describe(data: ClaimedMeasuredData): ChartText {
  const { claims, crossings, withoutFigure } = data;
  const benchmarks = new Set(crossings.map(({ benchmark }) => benchmark)).size;
  return {
    finding: findingOf(data),
    unit: "Months from one country’s reaching a score to the other’s setting that record; each dot is one record, the line their median over twelve months with its middle half, the dashed line how long the oldest record had stood unmatched on the median benchmark. Black bars are what people claimed, on their day, from the lowest to the highest figure",
    coverage: [
      crossings.length === 0
        ? "No record followed"
        : `${countOf(crossings.length, "record")} followed on ${countOf(benchmarks, "benchmark")}`,
      countOf(claims.length, "claim with a figure", "claims with a figure"),
      ...(withoutFigure > 0 ? [`${formatCount(withoutFigure)} without`] : []),
    ].join("; "),
    summary: [
      `Claims and measurements of the lag from ${formatDate(data.from)} to ${formatDate(data.asOf)}.`,
      ...sidesCompared.flatMap((side) => courseOf(data, side)),
      claims.length === 0
        ? "No claim gives a figure."
        : `Claims: ${claims.map((claim) => `${claim.speaker}, ${formatDate(claim.on)}, ${sayClaim(claim)}`).join("; ")}.`,
    ].join(" "),
  };
}

function findingOf(data: ClaimedMeasuredData): string {
  const { behind, sides, asOf, firstScores } = data;
  const claimed = sayClaimed(data);
  if (!firstScores.a || !firstScores.b) {
    const without = sidesCompared.filter((side) => !firstScores[side]).map((side) => sides[side].name);
    return `By ${formatDate(asOf)} there is no lag to measure: no score of ${without.join(" or ")} is recorded${claimed && `; ${claimed}`}`;
  }
  if (!behind) {
    return `By ${formatDate(asOf)} neither ${sides.a.name} nor ${sides.b.name} follows the other${claimed && `; ${claimed}`}`;
  }
  const last = data.measured[behind].at(-1);
  const [follower, leader] = [sides[behind].name, sides[behind === "a" ? "b" : "a"].name];
  const parts = [
    last && last.median !== null
      ? last.median < 0.05
        ? `${follower} matched ${leader} within a day or two at the median`
        : `${follower} followed ${leader} by ${sayMonths(last.median)} at the median`
      : `${follower} set no record in twelve months that ${leader} had reached before`,
    ...(last && last.open !== null ? [`the oldest record still unmatched has stood for ${sayMonths(last.open)}`] : []),
    ...(claimed ? [claimed] : []),
  ];
  return capital(parts.join("; "));
}

/** What claims of the last twelve months say, "" where there are none. */
function sayClaimed({ claims, asOf }: ClaimedMeasuredData): string {
  const recent = claims.filter(({ on }) => on > yearBefore(asOf));
  if (recent.length === 0) return "";
  const ends = recent.flatMap(({ low, high }) => [low, high].filter((end) => end !== null));
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const said = least === most ? sayMonths(least) : `${formatCount(least)} to ${sayMonths(most)}`;
  return `${recent.length === 1 ? "the one claim of that year said" : "claims of that year said"} ${said}`;
}

function courseOf(data: ClaimedMeasuredData, side: "a" | "b"): readonly string[] {
  const known = data.measured[side].filter(({ median }) => median !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last) return [];
  const said = ({ on, median, open }: MeasuredLag) =>
    `${formatCount(median ?? 0)} at ${formatDate(on)}${open === null ? "" : `, with ${formatCount(open)} open`}`;
  const course = first === last ? said(last) : `from ${said(first)} to ${said(last)}`;
  return [`Median months by which ${data.sides[side].name} followed: ${course}.`];
}

export function table(data: ClaimedMeasuredData): ChartTable {
  const { sides } = data;
  return {
    columns: [
      { name: "kind", title: "Kind", type: "text" },
      { name: "on", title: "Date", type: "date" },
      { name: "behind", title: "Behind", type: "text" },
      { name: "by", title: "Speaker or benchmark", type: "text" },
      { name: "months", title: "Months", type: "number", unit: "months" },
      { name: "low", title: "Low", type: "number", unit: "months" },
      { name: "high", title: "High", type: "number", unit: "months" },
      { name: "records", title: "Records", type: "number" },
      { name: "open", title: "Unmatched for", type: "number", unit: "months" },
    ],
    rows: [
      ...data.claims.map(
        ({ on, behind, speaker, low, high }) =>
          ["claim", on, sides[behind].code, speaker, null, low, high, null, null] as const,
      ),
      ...sidesCompared.flatMap((side) =>
        data.measured[side]
          .filter(({ median, open }) => median !== null || open !== null)
          .map(
            ({ on, median, low, high, crossings, open }) =>
              [
                "median of twelve months",
                on,
                sides[side].code,
                null,
                ...[median, low, high].map(rounded),
                crossings,
                rounded(open),
              ] as const,
          ),
      ),
      ...data.crossings.map(
        ({ on, follower, benchmark, months }) =>
          ["record followed", on, sides[follower].code, benchmark, rounded(months), null, null, null, null] as const,
      ),
    ],
  };
}

/** Months to two decimals: a day is 0.03 of one. */
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 100) / 100;
}

/** The page shows what the claims and the lines say; the records have a table of their own. */
export function shown(data: ClaimedMeasuredData): ChartTable {
  const { columns, rows } = table(data);
  return { columns, rows: rows.filter(([kind]) => kind !== "record followed") };
}
