import { type MoneyBasis, nominalDollars } from "../../public/charts/money-basis.js";
import type { SideKey, Sides } from "../values/sides.js";

/** What amounts are told in: dollars of the day, of one year's prices, as a part of GDP, for each inhabitant. */
export const moneyKinds = ["nominal", "real", "gdp", "head"] as const;
export type MoneyKind = (typeof moneyKinds)[number];

/** Yearly values of a statistic, by calendar year. */
export type YearSeries = ReadonlyMap<number, number>;

/** A statistic of each side; consumer prices are those of the United States for both, since amounts are in dollars. */
export interface SeriesOfSides {
  readonly a: YearSeries;
  readonly b: YearSeries;
}

/** How amounts are turned into what the reader asked for. */
export interface Normaliser {
  readonly basis: MoneyBasis;
  /** `null` where the statistic of that year and side is not known: such an amount is left out, never taken as it is. */
  of(amountUsd: number, announcedOn: string, side: SideKey): number | null;
}

/**
 * The value that stands for a year: its own, or for the one year after the last known the last, since an annual
 * figure comes only when the year is over. Farther years have none.
 * @example valueFor(new Map([[2024, 50], [2025, 52]]), 2026) // 52
 * @example valueFor(new Map([[2024, 50], [2025, 52]]), 2027) // undefined
 */
export function valueFor(series: YearSeries, year: number): number | undefined {
  return series.get(year) ?? (year === latestYear(series) + 1 ? series.get(year - 1) : undefined);
}

/** The last year that has a value; minus infinity without any. */
export function latestYear(series: YearSeries): number {
  return Math.max(Number.NEGATIVE_INFINITY, ...series.keys());
}

/**
 * Dollars of the base year: amount × CPI(base) ÷ CPI(year), as the US Bureau of Labor Statistics converts amounts by
 * the annual averages of its CPI-U. The base year is the last with a value, so later amounts stand as they are.
 * @example realUsd(100, 2020, new Map([[2020, 250], [2025, 300]])) // 120
 */
export function realUsd(amountUsd: number, year: number, consumerPrices: YearSeries): number | null {
  const [base, own] = [consumerPrices.get(latestYear(consumerPrices)), valueFor(consumerPrices, year)];
  return base === undefined || own === undefined ? null : (amountUsd * base) / own;
}

/**
 * Dollars for each million dollars of the country's nominal GDP of that year.
 * @example perMillionOfGdp(5e9, 2024, new Map([[2024, 20e12]])) // 250
 */
export function perMillionOfGdp(amountUsd: number, year: number, gdpUsd: YearSeries): number | null {
  const gdp = valueFor(gdpUsd, year);
  return gdp === undefined ? null : (amountUsd * 1e6) / gdp;
}

/**
 * Dollars for each inhabitant of the country in that year.
 * @example perHead(5e9, 2024, new Map([[2024, 250e6]])) // 20
 */
export function perHead(amountUsd: number, year: number, population: YearSeries): number | null {
  const heads = valueFor(population, year);
  return heads === undefined ? null : amountUsd / heads;
}

const reckonings = { real: realUsd, gdp: perMillionOfGdp, head: perHead } as const;

/** Amounts as they were announced. */
export const nominal: Normaliser = { basis: nominalDollars, of: (amountUsd) => amountUsd };

/** The reckoning for a kind of money by the series it rests on. Third countries have no series of their own here. */
export function normaliser(kind: Exclude<MoneyKind, "nominal">, series: SeriesOfSides, sides: Sides): Normaliser {
  const reckon = reckonings[kind];
  return {
    basis: { ...wording(kind, series), caveat: caveat(kind, series, sides) },
    of(amountUsd, announcedOn, side) {
      const own = side === "other" ? (kind === "real" ? series.a : undefined) : series[side];
      return own ? reckon(amountUsd, Number(announcedOn.slice(0, 4)), own) : null;
    },
  };
}

function wording(kind: Exclude<MoneyKind, "nominal">, series: SeriesOfSides): Omit<MoneyBasis, "caveat"> {
  if (kind === "gdp")
    return {
      unit: "US dollars per million dollars of GDP",
      column: "usd_per_million_usd_gdp",
      after: " per $1m of GDP",
    };
  if (kind === "head")
    return { unit: "US dollars per inhabitant", column: "usd_per_inhabitant", after: " per inhabitant" };
  const base = latestYear(series.a);
  return { unit: `US dollars of ${base}`, column: `usd_${base}`, after: ` in dollars of ${base}` };
}

/** What the reader must know of the years at the edge of the series. */
function caveat(kind: Exclude<MoneyKind, "nominal">, series: SeriesOfSides, sides: Sides): string {
  if (kind === "real") {
    const base = latestYear(series.a);
    if (series.a.size === 0) return "no consumer prices are known, so no amount is counted";
    return `by the annual average of US consumer prices (CPI-U); ${base + 1} has none yet, so its amounts stand as announced`;
  }
  const what = kind === "gdp" ? "GDP" : "population";
  const [a, b] = [latestYear(series.a), latestYear(series.b)];
  if (a === b && series.a.size > 0) return `amounts of ${a + 1} stand against the ${what} of ${a}, the latest known`;
  return (["a", "b"] as const)
    .map((key) => {
      const last = latestYear(series[key]);
      return series[key].size === 0
        ? `no ${what} of ${sides[key].name} is known, so none of its amounts is counted`
        : `amounts of ${last + 1} in ${sides[key].name} stand against its ${what} of ${last}, the latest known`;
    })
    .join("; ");
}
