import { latestPair, type SeriesData, type SeriesFormat, type SeriesLine } from "../../public/charts/series-data.js";
import { countryLabel, type Sides, sideOf } from "../values/sides.js";

/** One published value of an indicator, with the edition it stands in. */
export interface IndicatorValue {
  readonly country: string;
  readonly period: string;
  readonly value: number;
  readonly confidence: string;
  readonly source_id: string;
  readonly source_publisher: string;
  readonly source_published_on: string | null;
}

const rank = { a: 0, b: 1, other: 2 } as const;

/**
 * The values by country, the sides first. Values that several sources give for one period all stay: the newest edition
 * comes first, the others are marked as superseded. Nothing is averaged.
 */
export function linesOf(values: readonly IndicatorValue[], sides: Sides): readonly SeriesLine[] {
  const countries = [...new Set(values.map(({ country }) => country))];
  return countries
    .map((country): SeriesLine => {
      const own = values.filter((value) => value.country === country).sort(inOrder);
      return {
        country,
        label: countryLabel(country),
        side: sideOf(country, sides),
        points: own.map((value, index) => ({
          on: value.period,
          value: value.value,
          confidence: value.confidence,
          publisher: value.source_publisher,
          published: value.source_published_on,
          sourceId: value.source_id,
          superseded: own[index - 1]?.period === value.period,
        })),
      };
    })
    .sort((one, other) => rank[one.side] - rank[other.side] || (one.country < other.country ? -1 : 1));
}

/** By period, of one period the newest edition first; sources without a date count as the oldest. */
function inOrder(one: IndicatorValue, other: IndicatorValue): number {
  if (one.period !== other.period) return one.period < other.period ? -1 : 1;
  const [left, right] = [one.source_published_on ?? "", other.source_published_on ?? ""];
  if (left !== right) return left > right ? -1 : 1;
  return one.source_id < other.source_id ? -1 : 1;
}

/** How the figures of a unit are said. */
export function formatOf(unit: string): SeriesFormat {
  if (unit === "USD") return "usd";
  if (unit === "percent") return "percent";
  return unit === "FLOP" ? "flop" : "number";
}

/**
 * How many times A's value B's is in the latest period that one source gives for both; nothing where no source does, or
 * where the smaller is not above zero.
 */
export function ratioOf(data: Pick<SeriesData, "lines">): { readonly on: string; readonly ratio: number } | undefined {
  const pair = latestPair(data);
  if (!pair?.oneSource || pair.a.value <= 0 || pair.b.value <= 0) return undefined;
  return { on: pair.on, ratio: pair.a.value / pair.b.value };
}
