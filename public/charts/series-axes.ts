import { scaleLinear, scaleLog } from "d3";
import { linearTicks, logTicks, niceDomain, niceLogDomain, type Tick, timeTicks } from "./axis.js";
import type { Box } from "./direct-labels.js";
import { formatDate, formatLarge, startTime } from "./format.js";
import { formatFlop } from "./releases-data.js";
import { type SeriesData, type SeriesPoint, sayIn } from "./series-data.js";

/** The day on which a period begins, at which its value stands. */
export const firstDayOf = (on: string) => (on.length === 4 ? `${on}-01-01` : on.length === 7 ? `${on}-01` : on);

interface ValueScale {
  readonly ticks: readonly number[];
  to(range: readonly [number, number]): (value: number) => number;
}

/** From nothing up; powers of ten for training compute, and an index by its own span, since its zero means nothing. */
export function valueScale(data: SeriesData, points: readonly SeriesPoint[], length: number): ValueScale {
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = data.small ? 48 : 52;
  if (data.format === "flop" && least > 0) {
    const domain = niceLogDomain(least, most);
    return { ticks: logTicks(domain, length), to: (range) => scaleLog().domain(domain).range(range) };
  }
  const floor = data.unit.startsWith("index") ? least : Math.min(0, least);
  const domain = niceDomain(floor, Math.max(0, most), length, room);
  const whole = values.every(Number.isInteger);
  return {
    ticks: linearTicks(domain, length, room).filter((tick) => !whole || Number.isInteger(tick)),
    to: (range) => scaleLinear().domain(domain).range(range),
  };
}

export function sayTick(data: SeriesData, value: number): string {
  if (data.format === "flop") return formatFlop(value);
  return data.format === "number" && Math.abs(value) >= 1e4 ? formatLarge(value) : sayIn(data, value);
}

/** The first and the last period: a small picture has room for no more. */
export function endTicks(first: string, last: string): readonly Tick[] {
  return [...new Set([first, last])].map((on) => ({ value: startTime(on), label: formatDate(on), strong: true }));
}

/** Yearly values stand at years, with no months between them. */
export function calendarTicks(periods: readonly string[], plot: Box): readonly Tick[] {
  const [first = "", last = ""] = [periods[0], periods.at(-1)];
  const found = timeTicks(firstDayOf(first), firstDayOf(last), plot.x1 - plot.x0);
  return periods.every((on) => on.length === 4) ? found.filter(({ label }) => /^\d{4}$/.test(label)) : found;
}
