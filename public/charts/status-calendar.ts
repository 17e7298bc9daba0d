import { drawBottomAxis, drawNote, drawRoot, type PlacedTick, placeAcross, timeScale, timeTicks } from "./axis.js";
import {
  drawDayNotes,
  drawDays,
  type PlacedDay,
  type PlacedDayNote,
  placeDayNotes,
  placeFlags,
  placeNumbers,
} from "./calendar-days.js";
import type { ChartModule, DrawOptions, Mark, Placed, PlaceOptions, SideKey, Svg } from "./chart.js";
import { sideTextColour } from "./chart.js";
import type { Box } from "./direct-labels.js";
import { formatDate, startTime } from "./format.js";
import { tenth } from "./shapes.js";
import {
  type CalendarChip,
  type CalendarPeriod,
  type CalendarStatus,
  type StatusCalendarData,
  statuses,
  statusTitles,
} from "./status-calendar-data.js";
import { describe, table } from "./status-calendar-words.js";
import { drawShaded } from "./status-ink.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

interface Layout {
  /** The vendor stands over its chips instead of beside them. */
  readonly stacked: boolean;
  /** Days are numbered, with their words below the picture. */
  readonly numbered: boolean;
  readonly size: number;
  readonly pitch: number;
  readonly bar: number;
  /** Before each vendor's chips; where its name stands over them, the line for it. */
  readonly vendorGap: number;
  readonly mostVendor: number;
  readonly mostChip: number;
}

/** By the least width that each is for; on paper the widest is shown. */
const layouts: readonly (Layout & { readonly from: number })[] = [
  {
    from: 900,
    stacked: false,
    numbered: false,
    size: 11.5,
    pitch: 15,
    bar: 11,
    vendorGap: 4,
    mostVendor: 170,
    mostChip: 150,
  },
  {
    from: 560,
    stacked: false,
    numbered: true,
    size: 10.5,
    pitch: 12,
    bar: 9,
    vendorGap: 3,
    mostVendor: 96,
    mostChip: 124,
  },
  {
    from: 0,
    stacked: true,
    numbered: true,
    size: 11.5,
    pitch: 15,
    bar: 11,
    vendorGap: 17,
    mostVendor: 344,
    mostChip: 104,
  },
];
const columnGap = 10;
const keyLine = { height: 18, swatch: 20, gap: 16 } as const;
const bottom = 28;

export interface PlacedHead {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly side: SideKey;
  readonly href?: string;
}

export interface PlacedBar {
  readonly key: string;
  readonly status: CalendarStatus;
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
  /** The row begins before the picture, or at an unknown day: drawn without a left edge. */
  readonly open: boolean;
}

export interface StatusCalendarPlaced extends Placed {
  readonly plot: Box;
  readonly numbered: boolean;
  /** Of the text in the heads of the rows. */
  readonly size: number;
  readonly key: readonly { readonly x: number; readonly y: number; readonly status: CalendarStatus }[];
  readonly across: readonly PlacedTick[];
  readonly days: readonly PlacedDay[];
  readonly notes: readonly PlacedDayNote[];
  readonly vendors: readonly PlacedHead[];
  readonly chips: readonly PlacedHead[];
  readonly bars: readonly PlacedBar[];
}

/** What might be shipped when: one row for each chip, shaded by its status, with the days of the rules. */
export const statusCalendar: ChartModule<StatusCalendarData, StatusCalendarPlaced> = { place, draw, describe, table };

function place(data: StatusCalendarData, { width }: PlaceOptions): StatusCalendarPlaced {
  const { chips, asOf } = data;
  const layout = layouts.find(({ from }) => width >= from) ?? (layouts.at(-1) as Layout);
  const { stacked, numbered, size, pitch } = layout;
  const vendors = chips.map(({ vendor }) => vendor);
  const vendorWidth = stacked ? 0 : widest(vendors, size, 600, layout.mostVendor) + columnGap;
  const chipWidth = widest(
    chips.map(({ label }) => label),
    size,
    400,
    layout.mostChip,
  );
  const plotX0 = Math.ceil(vendorWidth + chipWidth + columnGap);
  const plotX1 = width - 4;
  const scale = timeScale(data.from, asOf, [plotX0, plotX1]);
  const at = (on: string) => tenth(Math.min(plotX1, Math.max(plotX0, scale(startTime(on)))));

  const key = placeKey(data, width);
  const top = key.bottom + 6;
  const over = numbered
    ? placeNumbers(data.days, at, { x1: width, top })
    : placeFlags(data.days, at, { x0: plotX0, x1: width, top });

  const vendorHeads: PlacedHead[] = [];
  const heads: PlacedHead[] = [];
  const bars: PlacedBar[] = [];
  const marks: Mark[] = [];
  let y = over.bottom;
  let before: CalendarChip | undefined;
  for (const chip of chips) {
    if (chip.vendor !== before?.vendor || chip.side !== before.side) {
      y += layout.vendorGap;
      const text = fitText(chip.vendor, size, layout.mostVendor, 600);
      vendorHeads.push({ text, x: 0, y: tenth(stacked ? y - 4 : y + pitch / 2 + 4), side: chip.side });
    }
    before = chip;
    const middle = y + pitch / 2;
    const href = chip.href ? { href: chip.href } : {};
    heads.push({
      text: fitText(chip.label, size, chipWidth),
      x: vendorWidth,
      y: tenth(middle + 4),
      side: chip.side,
      ...href,
    });
    chip.periods.forEach((period, index) => {
      // Held inside the picture; what ended before it begins has no bar.
      const [x0, x1] = [at(period.from), period.to === null ? plotX1 : at(period.to)];
      if (x1 <= x0 && !(period.to === null)) return;
      const bar = {
        key: `${chip.id} ${index}`,
        status: period.status,
        x0: Math.min(x0, plotX1 - 1),
        x1,
        y0: tenth(middle - layout.bar / 2),
        y1: tenth(middle + layout.bar / 2),
        open: startTime(period.from) < startTime(data.from) || (index === 0 && chip.undated),
      };
      bars.push(bar);
      marks.push({
        key: bar.key,
        x: tenth((bar.x0 + bar.x1) / 2),
        y: tenth(middle),
        reach: tenth((bar.x1 - bar.x0) / 2),
        side: chip.side,
        tip: [
          `${chip.name}: ${lowered(statusTitles[period.status])}`,
          sayPeriod(period, index, chip, asOf),
          period.reason,
        ],
        ...href,
      });
    });
    y += pitch;
  }
  if (chips.length === 0) y += 60;
  const plot: Box = { x0: plotX0, y0: over.bottom, x1: plotX1, y1: tenth(y + 4) };
  const notes = numbered
    ? placeDayNotes(data.days, width, plot.y1 + bottom + 6)
    : { notes: [], bottom: plot.y1 + bottom };
  return {
    width,
    height: Math.ceil(notes.bottom),
    plot,
    numbered,
    size,
    key: key.entries,
    across: placeAcross(timeTicks(data.from, asOf, plotX1 - plotX0), scale, [0, width]),
    days: over.days,
    notes: notes.notes,
    vendors: vendorHeads,
    chips: heads,
    bars,
    marks,
  };
}

function widest(texts: readonly string[], size: number, weight: 400 | 600, most: number): number {
  return Math.min(most, Math.ceil(Math.max(0, ...texts.map((text) => textWidth(text, size, weight)))));
}

function sayPeriod({ from, to }: CalendarPeriod, index: number, { undated }: CalendarChip, asOf: string): string {
  const end = to === null ? `to ${formatDate(asOf)}` : `until ${formatDate(to)}`;
  return index === 0 && undated ? `${end}; release not dated` : `${formatDate(from)} ${end}`;
}

function lowered(text: string): string {
  return text.startsWith("No US") ? "no US rule catches it" : text.charAt(0).toLowerCase() + text.slice(1);
}

/** The statuses that are drawn, strictest first. */
function placeKey({ chips }: StatusCalendarData, width: number) {
  const present = new Set(chips.flatMap(({ periods }) => periods.map(({ status }) => status)));
  let [x, y] = [0, 0];
  const entries = statuses
    .filter((status) => present.has(status))
    .map((status) => {
      const room = keyLine.swatch + 6 + textWidth(statusTitles[status], chartType.axis);
      if (x > 0 && x + room > width) [x, y] = [0, y + keyLine.height];
      const entry = { x: tenth(x), y, status };
      x += room + keyLine.gap;
      return entry;
    });
  return { entries, bottom: entries.length === 0 ? 0 : y + keyLine.height };
}

function draw(svg: Svg, data: StatusCalendarData, options: DrawOptions): StatusCalendarPlaced {
  const placed = place(data, options);
  const { plot, bars, key } = placed;
  const root = drawRoot(svg);
  const present = statuses.filter((status) => key.some((entry) => entry.status === status));
  drawKey(root, placed, options.idPrefix);
  drawBottomAxis(root, placed.across, { y: plot.y1, x0: plot.x0, x1: plot.x1, gridTop: plot.y0 });
  const shaded = root.append("g").attr("aria-hidden", "true") as unknown as Svg;
  for (const status of present) {
    const own = bars.filter((bar) => bar.status === status);
    const area = { d: own.map(outline).join(""), boxes: own };
    drawShaded(shaded, area, status, `${options.idPrefix}-${status}`);
  }
  drawDays(root, placed.days, plot.y1, placed.numbered);
  drawHeads(root, placed);
  drawDayNotes(root, placed.notes);
  if (data.chips.length === 0) drawNote(root, "No chip is known", (plot.x0 + plot.x1) / 2, plot.y0 + 34);
  return placed;
}

/** A bar; one that is open to the left ends in a tip there. Bars that follow each other keep a hair apart. */
function outline({ x0, x1, y0, y1, open }: PlacedBar): string {
  const [width, height] = [tenth(Math.max(0.6, x1 - x0 - 0.8)), tenth(y1 - y0)];
  if (!open || width < 8) return `M${x0},${y0}h${width}v${height}h-${width}z`;
  const [tip, rest] = [3, tenth(width - 3)];
  return `M${tenth(x0 + tip)},${y0}h${rest}v${height}h-${rest}l-${tip}-${tenth(height / 2)}z`;
}

function drawKey(root: Svg, { key }: StatusCalendarPlaced, idPrefix: string): void {
  const group = root.append("g").attr("fill", colour.ink) as unknown as Svg;
  for (const { x, y, status } of key) {
    const [x0, width] = [tenth(x + 0.5), keyLine.swatch - 2];
    const area = {
      d: `M${x0},${y + 1.5}h${width}v11h-${width}z`,
      boxes: [{ x0, y0: y + 1.5, x1: x0 + width, y1: y + 12.5 }],
    };
    drawShaded(group, area, status, `${idPrefix}-key-${status}`);
    group
      .append("text")
      .attr("x", tenth(x + keyLine.swatch + 4))
      .attr("y", y + 11)
      .text(statusTitles[status]);
  }
}

function drawHeads(root: Svg, { vendors, chips, size }: StatusCalendarPlaced): void {
  const group = root.append("g").attr("font-size", size);
  const write = (parent: Svg, { text, x, y }: PlacedHead) => parent.append("text").attr("x", x).attr("y", y).text(text);
  for (const vendor of vendors)
    write(group as unknown as Svg, vendor)
      .attr("font-weight", 600)
      .attr("fill", sideTextColour[vendor.side]);
  for (const chip of chips) {
    // Out of the order of the Tab key, which would take a stop for every row; the table has the same links.
    const parent = chip.href ? group.append("a").attr("href", chip.href).attr("tabindex", -1) : group;
    write(parent as unknown as Svg, chip).attr("fill", colour.ink);
  }
}
