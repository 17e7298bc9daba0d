import type { ChartTable, ChartText } from "./chart.js";
import { capital, countOf, formatDate, sayTimes } from "./format.js";
import {
  conflictsIn,
  latestOf,
  latestPair,
  lineOf,
  newest,
  type SeriesData,
  type SeriesLine,
  type SeriesPair,
  sayIn,
  sayPeriod,
  sayWithUnit,
} from "./series-data.js";

/** Units that are measured and not counted: "as much", not "as many". */
const measured = /^(?:USD|percent|FLOP|TWh|points|index)/;

/** The headline: who has more, a tie, one side alone, or too little; never of two different periods. */
export function findingOf(data: SeriesData): string {
  const { title, sides } = data;
  const pair = latestPair(data);
  if (pair) return `${title}: ${comparison(data, pair)}`;
  const [a, b] = [latestOf(lineOf(data, "a")), latestOf(lineOf(data, "b"))];
  if (a && b)
    return `${title}: ${sayWithUnit(data, a.value)} for ${sides.a.name} ${sayPeriod(a.on)} and ${sayWithUnit(data, b.value)} for ${sides.b.name} ${sayPeriod(b.on)}; no period is known of both`;
  const one = a ?? b;
  if (one) {
    const [there, missing] = a ? [sides.a, sides.b] : [sides.b, sides.a];
    return `${title}: ${sayWithUnit(data, one.value)} for ${there.name} ${sayPeriod(one.on)}; nothing is known of ${missing.name}`;
  }
  return `${title}: nothing is known of ${sides.a.name} or ${sides.b.name} by ${formatDate(data.asOf)}`;
}

function comparison(data: SeriesData, { on, a, b, oneSource }: SeriesPair): string {
  const { sides } = data;
  const apart = oneSource ? "" : ", by different sources";
  const [saidA, saidB] = [sayIn(data, a.value), sayIn(data, b.value)];
  if (saidA === saidB)
    return `level at ${sayWithUnit(data, a.value)} for ${sides.a.name} and ${sides.b.name} ${sayPeriod(on)}${apart}`;
  const [more, less, high, low] =
    a.value > b.value ? [sides.a, sides.b, a.value, b.value] : [sides.b, sides.a, b.value, a.value];
  const times = timesOf(high, low);
  const ratio = times === undefined ? "" : `, ${times} as ${measured.test(data.unit) ? "much" : "many"}`;
  return `${sayWithUnit(data, high)} for ${more.name} ${sayPeriod(on)}, ${sayIn(data, low)} for ${less.name}${ratio}${apart}`;
}

/** How many times the one is the other; nothing where the difference is not worth a ratio or there is none. */
function timesOf(high: number, low: number): string | undefined {
  return low > 0 && high / low >= 1.05 ? sayTimes(high / low) : undefined;
}

export function describeSeries(data: SeriesData, leftOut: readonly SeriesLine[]): ChartText {
  const points = data.lines.flatMap((line) => line.points);
  const sources = new Set(points.map(({ sourceId }) => sourceId));
  const conflicts = data.lines.reduce((sum, line) => sum + conflictsIn(line), 0);
  const beyond = leftOut.map(({ label }) => label);
  return {
    finding: findingOf(data),
    unit: sayUnit(data),
    coverage: [
      points.length === 0
        ? "Nothing in view"
        : `${countOf(points.length, "value")} from ${countOf(sources.size, "source")}`,
      ...(conflicts > 0 ? [`for ${countOf(conflicts, "period")} sources differ, and each value stands`] : []),
      ...(beyond.length > 0 ? [`${beyond.join(" and ")} beyond the scale, in the table only`] : []),
    ].join("; "),
    summary: [
      `${data.title}, ${sayUnit(data)}.`,
      ...data.lines.map((line) => courseOf(data, line)),
      ...(data.lines.length === 0 ? ["Nothing is known by this day."] : []),
    ].join(" "),
  };
}

/** The unit in words; values of a share are percents of a hundred. */
export function sayUnit({ unit, format }: Pick<SeriesData, "unit" | "format">): string {
  if (format === "usd") return "US dollars";
  if (format === "flop") return "Floating point operations, log scale";
  return capital(unit);
}

function courseOf(data: SeriesData, line: SeriesLine): string {
  const known = newest(line);
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last) return `${line.label}: nothing known.`;
  const to = `${sayWithUnit(data, last.value)} ${sayPeriod(last.on)}`;
  return first === last
    ? `${line.label}: ${to}.`
    : `${line.label}: from ${sayWithUnit(data, first.value)} ${sayPeriod(first.on)} to ${to}.`;
}

export function tableOfSeries(data: SeriesData): ChartTable {
  return {
    columns: [
      { name: "period", title: "Period", type: "date" },
      { name: "country", title: "Country", type: "text" },
      { name: "value", title: data.title, type: "number", unit: data.unit },
      { name: "confidence", title: "Evidence", type: "text" },
      { name: "publisher", title: "Source", type: "text" },
      { name: "published_on", title: "Published", type: "date" },
      { name: "newest_edition", title: "Newest edition", type: "text" },
    ],
    rows: data.lines.flatMap((line) =>
      line.points.map(
        (point) =>
          [
            point.on,
            line.country,
            point.value,
            point.confidence,
            point.publisher,
            point.published,
            point.superseded ? "no" : "yes",
          ] as const,
      ),
    ),
  };
}
