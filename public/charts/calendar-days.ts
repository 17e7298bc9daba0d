import type { Svg } from "./chart.js";
import { formatDate } from "./format.js";
import { tenth } from "./shapes.js";
import type { CalendarDay } from "./status-calendar-data.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

const lineHeight = 15;
/** Between the words of one day and the line of another. */
const gap = 6;
const longest = 400;

/** A day of rules: a hairline through all rows, with its words on top, or a number where they have no room. */
export interface PlacedDay {
  readonly x: number;
  /** Top of the line: where the words stand. */
  readonly y: number;
  readonly text: string;
  readonly textX: number;
  readonly anchor: "start" | "end";
}

/** The words of numbered days, below the picture. */
export interface PlacedDayNote {
  readonly number: string;
  readonly lines: readonly string[];
  readonly x: number;
  readonly y: number;
}

interface Flag {
  readonly x: number;
  readonly text: string;
  readonly leftwards: boolean;
  readonly from: number;
  readonly to: number;
  row: number;
}

/**
 * Words over the lines that they belong to, in as many rows as it takes. At the widest gap between two lines the words
 * turn: before it they go to the right, after it to the left, no farther than the gap. So whose words reach over other
 * lines can stand above the words of those, and no line runs through a word.
 */
export function placeFlags(
  days: readonly CalendarDay[],
  x: (on: string) => number,
  bounds: { readonly x0: number; readonly x1: number; readonly top: number },
): { readonly days: readonly PlacedDay[]; readonly bottom: number } {
  const lines = days.map(({ on }) => tenth(x(on)));
  const stops = [bounds.x0, ...lines, bounds.x1];
  const gaps = stops.slice(1).map((stop, index) => stop - (stops[index] ?? stop));
  const turn = gaps.indexOf(Math.max(...gaps));
  const begin = stops[turn] ?? bounds.x0;
  const flags = days.map(({ on, label }, index): Flag => {
    const at = lines[index] ?? bounds.x0;
    const leftwards = index >= turn;
    const room = Math.min(longest, (leftwards ? at - begin : bounds.x1 - at) - gap);
    const text = fitText(`${formatDate(on)}: ${label}`, chartType.note, room);
    const width = textWidth(text, chartType.note) + 4;
    return { x: at, text, leftwards, from: leftwards ? at - width : at, to: leftwards ? at : at + width, row: 0 };
  });
  // From the gap outwards on the right, then from it outwards on the left: each above all that it reaches over.
  const placed: Flag[] = [];
  for (const flag of [...flags.slice(turn), ...flags.slice(0, turn).toReversed()]) {
    const below = placed.filter((other) => flag.from < other.to + gap && other.from < flag.to + gap);
    flag.row = Math.max(-1, ...below.map(({ row }) => row)) + 1;
    placed.push(flag);
  }
  const rows = Math.max(-1, ...flags.map(({ row }) => row)) + 1;
  return {
    bottom: bounds.top + rows * lineHeight + 4,
    days: flags.map(({ x: line, text, leftwards, row }) => ({
      x: line,
      y: tenth(bounds.top + (rows - 1 - row) * lineHeight),
      text,
      textX: tenth(leftwards ? line - 4 : line + 4),
      anchor: leftwards ? "end" : "start",
    })),
  };
}

/** Numbers over the lines, in a second row where two would touch; the words come below the picture. */
export function placeNumbers(
  days: readonly CalendarDay[],
  x: (on: string) => number,
  bounds: { readonly x1: number; readonly top: number },
): { readonly days: readonly PlacedDay[]; readonly bottom: number } {
  const ends: number[] = [];
  const placed = days.map((day, index) => {
    const at = tenth(x(day.on));
    const text = String(index + 1);
    const half = textWidth(text, chartType.note, 600) / 2;
    const free = ends.findIndex((end) => at - half > end + 2);
    const row = free === -1 ? ends.length : free;
    ends[row] = at + half;
    return { at: Math.min(at, bounds.x1 - half), x: at, text, row, half };
  });
  return {
    bottom: bounds.top + Math.max(1, ends.length) * 12 + 4,
    days: placed.map(({ at, x: line, text, row, half }) => ({
      x: line,
      y: tenth(bounds.top + row * 12),
      text,
      textX: tenth(at - half),
      anchor: "start",
    })),
  };
}

/** In one column, or from 600 units of width in two. */
export function placeDayNotes(
  days: readonly CalendarDay[],
  width: number,
  top: number,
): { readonly notes: readonly PlacedDayNote[]; readonly bottom: number } {
  const columns = width < 600 ? 1 : 2;
  const each = width / columns;
  const perColumn = Math.ceil(days.length / columns);
  let bottom = top;
  const notes = Array.from({ length: columns }, (_, column) => {
    let y = top;
    return days.slice(column * perColumn, (column + 1) * perColumn).map((day, index): PlacedDayNote => {
      const lines = wrapped(`${formatDate(day.on)}: ${day.label}`, each - 32);
      const number = String(column * perColumn + index + 1);
      const note = { number, lines, x: tenth(column * each + 1), y: tenth(y + chartType.note) };
      y += lines.length * 14 + 3;
      bottom = Math.max(bottom, y);
      return note;
    });
  }).flat();
  return { notes, bottom };
}

function wrapped(text: string, room: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(`${last} ${word}`, chartType.note) <= room)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** The lines, over the bars that they cut, and their words. */
export function drawDays(svg: Svg, days: readonly PlacedDay[], floor: number, numbered: boolean): void {
  if (days.length === 0) return;
  const group = svg.append("g").attr("aria-hidden", "true");
  group
    .append("path")
    .attr("d", days.map(({ x, y }) => `M${x},${tenth(y + (numbered ? 12 : 2))}V${tenth(floor)}`).join(""))
    .attr("stroke", colour.ink)
    .attr("stroke-width", 0.8)
    .attr("stroke-opacity", 0.75)
    .attr("fill", "none");
  group
    .append("g")
    .attr("font-size", chartType.note)
    .attr("font-weight", numbered ? 600 : null)
    .attr("fill", colour.ink)
    .selectAll(null)
    .data(days)
    .enter()
    .append("text")
    .attr("x", ({ textX }) => textX)
    .attr("y", ({ y }) => tenth(y + 10.5))
    .attr("text-anchor", ({ anchor }) => (anchor === "end" ? anchor : null))
    .text(({ text }) => text);
}

export function drawDayNotes(svg: Svg, notes: readonly PlacedDayNote[]): void {
  const group = svg.append("g").attr("font-size", chartType.note).attr("fill", colour.muted);
  for (const { number, lines, x, y } of notes) {
    const text = group.append("text").attr("y", y);
    text.append("tspan").attr("x", x).attr("font-weight", 600).attr("fill", colour.ink).text(number);
    text
      .selectAll(null)
      .data(lines)
      .enter()
      .append("tspan")
      .attr("x", x + 19)
      .attr("dy", (_, index) => (index === 0 ? null : 14))
      .text((line) => line);
  }
}
