/** Figures and dates in the words charts use. The text of a row in CSV or JSON is never formatted. */

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** What a figure measures; `percent` is a share between 0 and 1. */
export type ValueFormat = "usd" | "percent" | "count" | "months";

/**
 * US dollars in the unit a reader would say, three significant figures.
 * @example formatUsd(24_100_000_000) // "$24.1bn"
 */
export function formatUsd(amount: number): string {
  return `${amount < 0 ? "−" : ""}$${formatLarge(Math.abs(amount))}`;
}

/**
 * A number of things in the unit a reader would say, three significant figures.
 * @example formatLarge(7_451_200) // "7.45m"
 */
export function formatLarge(size: number): string {
  const steps = [
    [1e12, "tn"],
    [1e9, "bn"],
    [1e6, "m"],
    [1e3, "k"],
  ] as const;
  for (const [step, suffix] of steps) {
    // 999.6m would round to "1000m": it belongs to the next unit.
    if (size >= step * 0.9995) return `${Number((size / step).toPrecision(3))}${suffix}`;
  }
  return whole.format(size);
}

/** @example formatCount(1200) // "1,200" */
export function formatCount(count: number): string {
  return decimal.format(count).replace("-", "−");
}

/** @example countOf(1, "round") // "1 round" */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/**
 * A share between 0 and 1, with one decimal below ten percent.
 * @example formatPercent(0.034) // "3.4%"
 */
export function formatPercent(share: number): string {
  const percent = Math.abs(share) * 100;
  const size = percent < 10 ? Number(percent.toFixed(1)) : Math.round(percent);
  return `${share < 0 && size > 0 ? "−" : ""}${size}%`;
}

/** @example formatValue(11.4, "months") // "11.4 months" */
export function formatValue(value: number, format: ValueFormat): string {
  if (format === "usd") return formatUsd(value);
  if (format === "percent") return formatPercent(value);
  if (format === "count") return formatCount(value);
  return `${formatCount(value)} ${formatCount(value) === "1" ? "month" : "months"}`;
}

/** As at a tick: the unit stands in the caption, so months are bare. */
export function formatTick(value: number, format: ValueFormat): string {
  return format === "months" ? formatCount(value) : formatValue(value, format);
}

/**
 * A date as precisely as it is known.
 * @example formatDate("2024-02-21") // "21 Feb 2024"; formatDate("2024-02") // "Feb 2024"
 */
export function formatDate(date: string): string {
  const [year = "", month, day] = date.split("-");
  if (!month) return year;
  const name = months[Number(month) - 1] ?? month;
  return day ? `${Number(day)} ${name} ${year}` : `${name} ${year}`;
}

/** @example monthName(0) // "Jan" */
export function monthName(index: number): string {
  return months[index] ?? "";
}

/** Milliseconds of the first day that `date` may mean, in UTC. */
export function startTime(date: string): number {
  return Date.parse(`${date.length === 4 ? `${date}-01-01` : date.length === 7 ? `${date}-01` : date}T00:00:00Z`);
}

/** Milliseconds of the end of the last day that `date` may mean: where its period stops on a time axis. */
export function endTime(date: string): number {
  const [year = 0, month, day] = date.split("-").map(Number);
  if (month === undefined) return Date.UTC(year + 1, 0, 1);
  return day === undefined ? Date.UTC(year, month, 1) : Date.UTC(year, month - 1, day + 1);
}

/**
 * The day one year earlier, held inside its month.
 * @example yearBefore("2024-02-29") // "2023-02-28"
 */
export function yearBefore(day: string): string {
  const moved = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;
  return moved.endsWith("-02-29") ? `${moved.slice(0, 5)}02-28` : moved;
}

/**
 * How many times one figure is another, as far as two figures carry it.
 * @example sayTimes(12.4) // "12 times"; sayTimes(2.44) // "2.4 times"
 */
export function sayTimes(ratio: number): string {
  const shown = ratio < 9.95 ? Number(ratio.toFixed(1)) : Number(ratio.toPrecision(ratio < 100 ? 2 : 3));
  return shown === 2 ? "twice" : `${formatCount(shown)} times`;
}

/** A sentence begins with a capital: "the United States leads" becomes "The United States leads". */
export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
