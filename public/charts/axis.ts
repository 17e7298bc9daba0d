import { scaleLinear, scaleUtc, ticks, utcMonth } from "d3";
import type { Svg } from "./chart.js";
import { endTime, formatDate, formatUsd, monthName, startTime } from "./format.js";
import { tenth } from "./shapes.js";
import { textWidth } from "./text-width.js";
import { chartType, colour, family } from "./tokens.js";

/** Least room between two tick labels, in user units. */
const labelGap = 7;
/** Months between time ticks, and the room a tick of that step wants. */
const timeSteps = [
  [1, 54],
  [3, 54],
  [6, 72],
  [12, 40],
  [24, 40],
  [60, 40],
  [120, 40],
] as const;
const logRoom = { fine: 110, decade: 24 } as const;

/** Where a tick stands along its axis and what it says; `label` is "" where there is no room for it. */
export interface PlacedTick {
  /** Position of the mark, in user units. */
  readonly at: number;
  readonly label: string;
  /** Position and anchor of the label, moved inwards at the ends of a horizontal axis. */
  readonly labelAt: number;
  readonly anchor: "start" | "middle" | "end";
  /** Begins a larger unit: a year among months. */
  readonly strong: boolean;
}

export interface Tick {
  readonly value: number;
  readonly label: string;
  readonly strong: boolean;
}

/**
 * A scale from the first day of `from` to the end of the last day of `to`; a single day still has a width.
 * @example timeScale("2023", "2024", [0, 100])(startTime("2024-01-01")) // 49.93
 */
export function timeScale(from: string, to: string, range: readonly [number, number]): (time: number) => number {
  const start = startTime(from);
  const end = Math.max(endTime(to), start + 86_400_000);
  return scaleUtc().domain([start, end]).range(range) as unknown as (time: number) => number;
}

/**
 * Calendar ticks between two dates, every 1, 3, 6, 12, 24, 60 or 120 months by what `lengthPx` holds. Years say
 * "2024", months "Apr", the first of a row of months "Oct 2023". A span without two such ticks is marked at its ends
 * with full dates.
 * @example timeTicks("2022-03", "2025-06", 400).map((tick) => tick.label) // ["2023", "2024", "2025"]
 */
export function timeTicks(from: string, to: string, lengthPx: number): readonly Tick[] {
  const [start, end] = [startTime(from), endTime(to)];
  const monthsLong = (end - start) / (30.4375 * 86_400_000);
  const fitting = timeSteps.find(([step, room]) => (lengthPx * step) / monthsLong >= room);
  const step = fitting ? fitting[0] : Math.ceil((monthsLong * 40) / lengthPx / 120) * 120;
  const found = utcMonth
    .range(utcMonth.ceil(new Date(start)), new Date(end))
    .filter((day) => (day.getUTCFullYear() * 12 + day.getUTCMonth()) % step === 0)
    .map((day, index): Tick => {
      const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()];
      if (month === 0) return { value: day.getTime(), label: String(year), strong: true };
      return {
        value: day.getTime(),
        label: index === 0 ? `${monthName(month)} ${year}` : monthName(month),
        strong: index === 0,
      };
    });
  if (found.length >= 2) return found;
  const ends = [start, Math.max(start, end - 86_400_000)].map(
    (value): Tick => ({ value, label: formatDate(new Date(value).toISOString().slice(0, 10)), strong: true }),
  );
  return ends[0]?.value === ends[1]?.value ? ends.slice(0, 1) : ends;
}

/**
 * 1-2-5 ticks, or decades, or every few decades, by what `lengthPx` holds; both bounds above zero.
 * @example logTicks([1e6, 1e9], 100) // [1e6, 1e7, 1e8, 1e9]
 */
export function logTicks(domain: readonly [number, number], lengthPx: number): readonly number[] {
  const [low, high] = domain;
  const perDecade = lengthPx / Math.max(Math.log10(high / low), 1e-9);
  const digits = perDecade >= logRoom.fine ? [1, 2, 5] : [1];
  const stride = Math.max(1, Math.ceil(logRoom.decade / perDecade));
  const values: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    if (power % stride !== 0) continue;
    // Number("2e6") is exact where 2 * 10 ** 6 need not be (10 ** -3 * 5).
    for (const digit of digits) values.push(Number(`${digit}e${power}`));
  }
  return values.filter((value) => value >= low * 0.999999 && value <= high * 1.000001);
}

/**
 * The smallest 1-2-5 domain around positive values.
 * @example niceLogDomain(1.5e6, 122e9) // [1e6, 200e9]
 */
export function niceLogDomain(low: number, high: number): [number, number] {
  const round = (value: number, up: boolean): number => {
    const power = Math.floor(Math.log10(value) + 1e-9);
    const digit = value / 10 ** power;
    const steps = [1, 2, 5, 10];
    const chosen = up
      ? (steps.find((step) => step >= digit - 1e-9) ?? 10)
      : (steps.findLast((step) => step <= digit + 1e-9) ?? 1);
    return Number(`${chosen}e${power}`);
  };
  const [from, to] = [round(low, false), round(high, true)];
  return from === to ? [from / 10, to * 10] : [from, to];
}

/**
 * Round values inside a domain, about one every `roomPx`.
 * @example linearTicks([0, 410], 300) // [0, 100, 200, 300, 400]
 */
export function linearTicks(domain: readonly [number, number], lengthPx: number, roomPx = 52): readonly number[] {
  return ticks(domain[0], domain[1], Math.max(2, Math.floor(lengthPx / roomPx)));
}

/**
 * A linear domain that ends on ticks; one value alone still gets a span.
 * @example niceDomain(0, 410, 300) // [0, 500]
 */
export function niceDomain(low: number, high: number, lengthPx: number, roomPx = 52): [number, number] {
  const span = low === high ? (low === 0 ? 1 : Math.abs(low) * 0.1) : 0;
  const [from = 0, to = 1] = scaleLinear()
    .domain([low - (low === 0 ? 0 : span), high + span])
    .nice(Math.max(2, Math.floor(lengthPx / roomPx)))
    .domain();
  return [from, to];
}

/** @example moneyTick(10_000_000) // "$10m" */
export function moneyTick(value: number): string {
  return formatUsd(value);
}

/** Plain ticks with their labels, for {@link placeAcross} and {@link placeUp}. */
export function labelled(values: readonly number[], label: (value: number) => string): readonly Tick[] {
  return values.map((value) => ({ value, label: label(value), strong: false }));
}

/**
 * Ticks of a horizontal axis: labels stay within `bounds` and clear of each other; strong ones are kept first.
 * @param bounds leftmost and rightmost position that a label's ink may touch
 */
export function placeAcross(
  ticksToPlace: readonly Tick[],
  scale: (value: number) => number,
  bounds: readonly [number, number],
): readonly PlacedTick[] {
  const taken: [number, number][] = [];
  const said = new Map<Tick, Pick<PlacedTick, "label" | "labelAt" | "anchor">>();
  for (const tick of [...ticksToPlace].sort((one, other) => Number(other.strong) - Number(one.strong))) {
    const [at, width] = [scale(tick.value), textWidth(tick.label, chartType.axis)];
    const anchor = at - width / 2 < bounds[0] ? "start" : at + width / 2 > bounds[1] ? "end" : "middle";
    const from = anchor === "start" ? bounds[0] : anchor === "end" ? bounds[1] - width : at - width / 2;
    const free = taken.every(([low, high]) => from > high + labelGap || from + width < low - labelGap);
    if (!free) continue;
    taken.push([from, from + width]);
    const labelAt = anchor === "start" ? bounds[0] : anchor === "end" ? bounds[1] : at;
    said.set(tick, { label: tick.label, labelAt: tenth(labelAt), anchor });
  }
  return ticksToPlace.map((tick) => {
    const at = tenth(scale(tick.value));
    return { at, strong: tick.strong, ...(said.get(tick) ?? { label: "", labelAt: at, anchor: "middle" as const }) };
  });
}

/** Ticks of a vertical axis; labels stand beside or above their lines, so none is moved. */
export function placeUp(ticksToPlace: readonly Tick[], scale: (value: number) => number): readonly PlacedTick[] {
  return ticksToPlace.map((tick) => {
    const at = tenth(scale(tick.value));
    return { at, label: tick.label, labelAt: at, anchor: "end", strong: tick.strong };
  });
}

/** Room that the labels of a vertical axis take, gap included: the left margin. */
export function labelColumn(ticksToPlace: readonly Tick[]): number {
  return Math.ceil(Math.max(0, ...ticksToPlace.map((tick) => textWidth(tick.label, chartType.axis)))) + 8;
}

/** The group that a picture's ink goes into: family and figures are said once. */
export function drawRoot(svg: Svg): Svg {
  return svg
    .append("g")
    .attr("font-family", family.sans)
    .attr("font-size", chartType.axis)
    .attr("font-variant", "tabular-nums") as unknown as Svg;
}

/**
 * A horizontal axis: base line at `y` from `x0` to `x1`, tick marks and labels below it, and where `gridTop` is given
 * grid lines up to it. Decoration for the eye: hidden from screen readers, who have the summary and the table.
 */
export function drawBottomAxis(
  svg: Svg,
  placed: readonly PlacedTick[],
  at: { readonly y: number; readonly x0: number; readonly x1: number; readonly gridTop?: number },
): void {
  const group = svg
    .append("g")
    .attr("aria-hidden", "true")
    .attr("font-size", chartType.axis)
    .attr("fill", colour.muted);
  const { gridTop } = at;
  if (gridTop !== undefined && placed.length > 0) {
    const lines = placed.map((tick) => `M${tick.at},${tenth(gridTop)}V${tenth(at.y)}`).join("");
    group.append("path").attr("d", lines).attr("stroke", colour.grid).attr("fill", "none");
  }
  const marks = placed.map((tick) => `M${tick.at},${tenth(at.y)}v5`).join("");
  group
    .append("path")
    .attr("d", `M${tenth(at.x0)},${tenth(at.y)}H${tenth(at.x1)}${marks}`)
    .attr("stroke", colour.muted)
    .attr("fill", "none");
  group
    .append("g")
    .attr("text-anchor", "middle")
    .selectAll(null)
    .data(placed.filter((tick) => tick.label !== ""))
    .enter()
    .append("text")
    .attr("x", (tick) => tick.labelAt)
    .attr("y", tenth(at.y + 5 + chartType.axis))
    .attr("text-anchor", (tick) => (tick.anchor === "middle" ? null : tick.anchor))
    .attr("fill", (tick) => (tick.strong && placed.some((other) => !other.strong) ? colour.ink : null))
    .text((tick) => tick.label);
}

/**
 * A vertical axis: grid lines from `x0` to `x1`, labels left of `x0`, or with `inside` above the lines at their left
 * end, which leaves a phone its width. The lowest line then goes without: lines begin where its label would stand.
 */
export function drawLeftAxis(
  svg: Svg,
  placed: readonly PlacedTick[],
  at: { readonly x0: number; readonly x1: number; readonly inside?: boolean; readonly lines?: boolean },
): void {
  const group = svg
    .append("g")
    .attr("aria-hidden", "true")
    .attr("font-size", chartType.axis)
    .attr("fill", colour.muted);
  const floor = Math.max(...placed.map((tick) => tick.at));
  if (at.lines !== false && placed.length > 0) {
    const lines = placed.map((tick) => `M${tenth(at.x0)},${tick.at}H${tenth(at.x1)}`).join("");
    group.append("path").attr("d", lines).attr("stroke", colour.grid).attr("fill", "none");
  }
  group
    .append("g")
    .attr("text-anchor", at.inside ? "start" : "end")
    .selectAll(null)
    .data(placed.filter((tick) => tick.label !== "" && !(at.inside && tick.at === floor)))
    .enter()
    .append("text")
    .attr("x", tenth(at.inside ? at.x0 : at.x0 - 8))
    .attr("y", (tick) => tenth(at.inside ? tick.at - 3.5 : tick.at + 4))
    .text((tick) => tick.label);
}

/** Says in the middle of an empty picture why nothing is drawn; so marked, since a print refuses what is merely blank. */
export function drawNote(svg: Svg, text: string, x: number, y: number): void {
  svg
    .append("text")
    .attr("class", "nothing")
    .attr("x", tenth(x))
    .attr("y", tenth(y))
    .attr("text-anchor", "middle")
    .attr("font-size", chartType.label)
    .attr("fill", colour.muted)
    .text(text);
}
