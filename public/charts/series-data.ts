import type { ChartData, SideKey } from "./chart.js";
import { formatCount, formatDate, formatLarge, formatPercent, formatUsd } from "./format.js";
import { formatFlop } from "./releases-data.js";

/** How the values of a series are said; `percent` here takes 15 for 15%, as the sources write it. */
export type SeriesFormat = "usd" | "percent" | "flop" | "number";

/** One published value. */
export interface SeriesPoint {
  /** The period it holds for, reduced as far as it is known. */
  readonly on: string;
  readonly value: number;
  readonly confidence: string;
  /** Who published it, and when. */
  readonly publisher: string;
  readonly published: string | null;
  readonly sourceId: string;
  /** Another source gives a value for the same country and period, and is newer. */
  readonly superseded: boolean;
}

/** The values of one country, in order of period; those of one period stand newest edition first. */
export interface SeriesLine {
  readonly country: string;
  readonly label: string;
  readonly side: SideKey;
  readonly points: readonly SeriesPoint[];
}

export interface SeriesData extends ChartData {
  /** Begins the finding: "Private AI investment". */
  readonly title: string;
  /** Unit as the data names it: "USD", "percent", "models". */
  readonly unit: string;
  readonly format: SeriesFormat;
  /** Sides first, then others by code. */
  readonly lines: readonly SeriesLine[];
  /** One of many pictures side by side: no axis of values, countries by their codes. */
  readonly small?: true;
}

/** The newest value of each period, in order: what a line goes through. */
export function newest(line: SeriesLine): readonly SeriesPoint[] {
  return line.points.filter((point) => !point.superseded);
}

export function lineOf(data: Pick<SeriesData, "lines">, side: "a" | "b"): SeriesLine | undefined {
  return data.lines.find((line) => line.side === side);
}

/** The last period's value as its newest edition gives it. */
export function latestOf(line: SeriesLine | undefined): SeriesPoint | undefined {
  return line && newest(line).at(-1);
}

/** Both sides in one period. */
export interface SeriesPair {
  readonly on: string;
  readonly a: SeriesPoint;
  readonly b: SeriesPoint;
  /** One source gives both, so that they are counted alike. */
  readonly oneSource: boolean;
}

/**
 * The latest period in which both sides are known from one source; where no source gives both, the latest in which both
 * are known at all. An older edition that has both is preferred to two newer ones that count each in its own way.
 */
export function latestPair(data: Pick<SeriesData, "lines">): SeriesPair | undefined {
  const [a, b] = [lineOf(data, "a"), lineOf(data, "b")];
  if (!a || !b) return undefined;
  const pairs = a.points.flatMap((one) =>
    b.points
      .filter((other) => other.on === one.on)
      .map((other): SeriesPair => ({ on: one.on, a: one, b: other, oneSource: one.sourceId === other.sourceId })),
  );
  const last = (among: readonly SeriesPair[]) =>
    among.reduce<SeriesPair | undefined>((found, pair) => (found && found.on >= pair.on ? found : pair), undefined);
  return (
    last(pairs.filter(({ oneSource }) => oneSource)) ?? last(pairs.filter(({ a, b }) => !a.superseded && !b.superseded))
  );
}

/** Periods of a country for which sources give different values. */
export function conflictsIn(line: SeriesLine): number {
  const values = new Map<string, Set<number>>();
  for (const { on, value } of line.points) values.set(on, (values.get(on) ?? new Set()).add(value));
  return [...values.values()].filter(({ size }) => size > 1).length;
}

const bare: ReadonlySet<string> = new Set(["USD", "percent", "FLOP"]);

/** @example sayIn({ format: "number" }, 868) // "868" */
export function sayIn({ format }: Pick<SeriesData, "format">, value: number): string {
  if (format === "usd") return formatUsd(value);
  if (format === "percent") return formatPercent(value / 100);
  if (format === "flop") return `${formatFlop(value)} FLOP`;
  return Math.abs(value) >= 1e6 ? formatLarge(value) : formatCount(value);
}

/**
 * A value with its unit, where the figure does not carry it: "868 services", "$109bn", "322 (1982-84 = 100)".
 * An index is a bare number whose base stands in the unit.
 */
export function sayWithUnit(data: Pick<SeriesData, "format" | "unit">, value: number): string {
  const said = sayIn(data, value);
  return bare.has(data.unit) || data.unit.startsWith("index") ? said : `${said} ${data.unit}`;
}

/** @example sayPeriod("2024") // "in 2024"; sayPeriod("2026-04-30") // "on 30 Apr 2026" */
export function sayPeriod(on: string): string {
  return `${on.length > 7 ? "on" : "in"} ${formatDate(on)}`;
}

/** Who gave a value and when: "Stanford (Apr 2025)". */
export function sayEdition({ publisher, published }: Pick<SeriesPoint, "publisher" | "published">): string {
  return published ? `${publisher} (${formatDate(published)})` : publisher;
}
