import { interpolateRgb, scaleLinear } from "d3";
import {
  drawLeftAxis,
  drawNote,
  drawRoot,
  labelColumn,
  labelled,
  linearTicks,
  niceDomain,
  type PlacedTick,
  placeUp,
} from "./axis.js";
import {
  type ChartModule,
  type DrawOptions,
  type Mark,
  type Placed,
  type PlaceOptions,
  type Svg,
  sideColour,
  sideTextColour,
  sideTint,
} from "./chart.js";
import { type Box, drawLabels, type PlacedLabel, placeLabels } from "./direct-labels.js";
import { countOf, formatCount, formatDate, sayTimes } from "./format.js";
import { drawHatch } from "./hatching.js";
import { sayAmount } from "./money-basis.js";
import {
  cellTable,
  emptyTotal,
  isPlaced,
  type PeriodTotal,
  type PerPeriodData,
  periodsOf,
  type StageGroup,
  sayPeriod,
  stageGroups,
  sumOf,
  totalsOf,
  totalTable,
} from "./per-period-data.js";
import { describePerPeriod, evidenceText } from "./per-period-words.js";
import { tenth } from "./shapes.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

const narrowBelow = 480;
const both = ["a", "b"] as const;
const heights = { wide: 190, narrow: 150, head: 44, foot: 36, between: 18 } as const;
const keyLine = { height: 19, swatch: 13, indent: 19, gap: 16 } as const;
/** Least and most room of one period, and the share of it that the bar takes. */
const slot = { least: 15, most: 96, filled: 0.72, apartGap: 18 } as const;
/** Sides nearer to each other than this share one scale. */
const oneScaleWithin = 3;
/** How dark a stage is, from the side's tint to its colour; the last two are a hatch and an outline. */
const shades: Readonly<Partial<Record<StageGroup, number>>> = { first: 0, early: 0.36, middle: 0.68, late: 1 };

interface PlacedPart {
  readonly group: StageGroup;
  readonly y: number;
  readonly height: number;
}

interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface PlacedStack {
  readonly key: string;
  readonly x: number;
  readonly width: number;
  readonly top: number;
  readonly parts: readonly PlacedPart[];
  /** Rounds without an amount: "+2", "" for none. */
  readonly undisclosed: string;
  readonly open: boolean;
}

interface PlacedPeriod {
  readonly x: number;
  readonly text: string;
}

interface PlacedPanel {
  readonly side: "a" | "b";
  readonly plot: Box;
  readonly title: string;
  readonly about: string;
  readonly up: readonly PlacedTick[];
  readonly stacks: readonly PlacedStack[];
  readonly labels: readonly PlacedLabel[];
}

export interface PerPeriodPlaced extends Placed {
  readonly key: {
    readonly entries: readonly {
      readonly group: StageGroup | "open";
      readonly text: string;
      readonly x: number;
      readonly y: number;
    }[];
    readonly height: number;
  };
  readonly panels: readonly PlacedPanel[];
  readonly periods: readonly PlacedPeriod[];
  /** Earlier periods that the width has no room for: the table keeps them. */
  readonly omitted: string;
  readonly note: string;
}

/** Known funding of each period, stacked by stage, a panel for each side, with the rounds that disclose no amount. */
export const perPeriod: ChartModule<PerPeriodData, PerPeriodPlaced> = {
  place,
  draw,
  describe: describePerPeriod,
  table: cellTable,
  shown: totalTable,
};

function place(data: PerPeriodData, { width }: PlaceOptions): PerPeriodPlaced {
  const narrow = width < narrowBelow;
  const totals = { a: totalsOf(data, "a"), b: totalsOf(data, "b") };
  const apart = { a: apartOf(data, totals.a), b: apartOf(data, totals.b) };
  const all = periodsOf(data);
  const hasApart = both.some((side) => apart[side].rounds > 0 || apart[side].all > 0);
  const known = both.some((side) => [...totals[side].values()].some(({ amount }) => amount > 0));
  const key = placeStageKey(data, width);
  if (!known && all.length === 0) {
    const note = `No rounds by ${formatDate(data.asOf)}`;
    return {
      width,
      height: 90,
      key: { entries: [], height: 0 },
      panels: [],
      periods: [],
      omitted: "",
      note,
      marks: [],
    };
  }
  const plotHeight = narrow ? heights.narrow : heights.wide;
  const highest = both.map((side) =>
    Math.max(0, apart[side].amount, ...all.map((period) => totals[side].get(period)?.amount ?? 0)),
  );
  const tops = scaleTops(highest);
  const domains = tops.map((top) => niceDomain(0, top > 0 ? top : 1, plotHeight));
  const ticks = domains.map((domain, at) =>
    (tops[at] ?? 0) > 0 ? labelled(linearTicks(domain, plotHeight), sayAmount) : [],
  );
  const x0 = Math.max(...ticks.map(labelColumn), 30);
  const x1 = width - 2;
  const apartRoom = hasApart
    ? slot.apartGap + Math.max(slot.least * 2, textWidth("no quarter", chartType.note) + 2)
    : 0;
  const fitting = Math.max(1, Math.floor((x1 - x0 - apartRoom) / slot.least));
  const periods = all.slice(-fitting);
  const pitch = Math.min(slot.most, (x1 - x0 - apartRoom) / Math.max(1, periods.length));
  const end = x0 + pitch * periods.length + apartRoom;
  const xOf = (index: number) => x0 + pitch * (index + (1 - slot.filled) / 2);

  let y = key.height + 8;
  const panels = both.map((side, at): PlacedPanel => {
    const top = y + heights.head;
    const plot: Box = { x0, y0: top, x1: end, y1: top + plotHeight };
    y = plot.y1 + heights.foot + heights.between;
    const scale = scaleLinear()
      .domain(domains[at] ?? [0, 1])
      .range([plot.y1, plot.y0]);
    const barWidth = tenth(pitch * slot.filled);
    const stacks = periods.map((period, index) => {
      const total = totals[side].get(period) ?? emptyTotal(period);
      return placeStack(`${side}-${period}`, total, tenth(xOf(index)), barWidth, scale, period === data.open);
    });
    if (hasApart) {
      const apartWidth = Math.min(barWidth, 34);
      const x = tenth(end - (apartRoom - slot.apartGap) / 2 - apartWidth / 2);
      stacks.push(placeStack(`${side}-apart`, apart[side], x, apartWidth, scale, false));
    }
    const amounts = [...periods.map((period) => totals[side].get(period)?.amount ?? 0), apart[side].amount];
    return {
      side,
      plot,
      title: panelTitle(data, side, width),
      about: panelAbout(data, side, [tops[at], tops[1 - at]], width),
      up: placeUp(ticks[at] ?? [], scale),
      stacks,
      labels: barLabels(stacks, amounts, plot, pitch),
    };
  });
  const omitted = all.length - periods.length;
  return {
    width,
    height: y - heights.between,
    key,
    panels,
    periods: [
      ...periodLabels(periods, data.kind, (index) => x0 + pitch * (index + 0.5), pitch),
      ...(hasApart ? [{ x: tenth(end - (apartRoom - slot.apartGap) / 2), text: "no quarter" }] : []),
    ],
    omitted: omitted > 0 ? `${countOf(omitted, `earlier ${data.kind}`)} in the table` : "",
    note: "",
    marks: panels.flatMap((panel) =>
      panel.stacks.flatMap((stack, index) => {
        const period = periods[index];
        const total = period ? totals[panel.side].get(period) : apart[panel.side];
        return total && (total.rounds > 0 || total.all > 0) ? [markOf(data, panel, stack, total, period)] : [];
      }),
    ),
  };
}

/** One scale for both sides while one does not dwarf the other; else each has its own, which its panel says. */
function scaleTops(highest: readonly number[]): readonly number[] {
  const [a = 0, b = 0] = highest;
  const high = Math.max(a, b);
  return Math.min(a, b) > 0 && high / Math.min(a, b) > oneScaleWithin ? [a, b] : [high, high];
}

/** The rounds of which no quarter is known, all years together. */
function apartOf(data: PerPeriodData, totals: ReadonlyMap<string, PeriodTotal>): PeriodTotal {
  return [...totals.values()]
    .filter(({ period }) => !isPlaced(period, data.kind))
    .reduce((sum, total) => {
      const groups = Object.fromEntries(stageGroups.map(({ key }) => [key, sum.groups[key] + total.groups[key]]));
      return {
        period: "",
        rounds: sum.rounds + total.rounds,
        undisclosed: sum.undisclosed + total.undisclosed,
        leftOut: sum.leftOut + total.leftOut,
        amount: sum.amount + total.amount,
        confirmed: sum.confirmed + total.confirmed,
        reported: sum.reported + total.reported,
        all: sum.all + total.all,
        groups: groups as PeriodTotal["groups"],
      };
    }, emptyTotal(""));
}

function placeStack(
  key: string,
  total: PeriodTotal,
  x: number,
  width: number,
  y: (value: number) => number,
  open: boolean,
): PlacedStack {
  let sum = 0;
  const parts = stageGroups.flatMap(({ key: group }) => {
    const amount = total.groups[group];
    if (amount <= 0) return [];
    const from = y(sum);
    sum += amount;
    const to = y(sum);
    return [{ group, y: tenth(to), height: tenth(Math.max(from - to, 0.3)) }];
  });
  const undisclosed = total.undisclosed > 0 ? `+${formatCount(total.undisclosed)}` : "";
  return { key, x, width, top: tenth(y(sum)), parts, undisclosed, open: open && total.rounds > 0 };
}

function barLabels(stacks: readonly PlacedStack[], amounts: readonly number[], plot: Box, pitch: number) {
  return placeLabels(
    stacks.flatMap((stack, index) => {
      const amount = amounts[index] ?? 0;
      if (amount <= 0) return [];
      return {
        key: stack.key,
        x: stack.x + stack.width / 2,
        y: stack.top,
        text: sayAmount(amount),
        size: chartType.note,
        importance: amount,
        offset: 3,
        spots: ["above"] as const,
      };
    }),
    // A label beside a higher bar would lie over it, so the bars are in its way.
    {
      bounds: { x0: plot.x0 - 30, y0: plot.y0 - 18, x1: plot.x1 + 2, y1: plot.y1 },
      obstacles:
        pitch > 50 ? [] : stacks.map(({ x, width, top }) => ({ x0: x, x1: x + width, y0: top + 1, y1: plot.y1 })),
      padding: 0.5,
    },
  ).placed;
}

/** Years under their quarters, or under each bar as many as have room. */
function periodLabels(
  periods: readonly string[],
  kind: PerPeriodData["kind"],
  x: (index: number) => number,
  pitch: number,
): readonly PlacedPeriod[] {
  const quarterRoom = textWidth("Q4 ’26", chartType.axis) + 5;
  let free = Number.NEGATIVE_INFINITY;
  return periods.flatMap((period, index) => {
    const [year = "", quarter] = period.split("-Q");
    const text =
      kind === "year" ? year : pitch >= quarterRoom ? `Q${quarter} ’${year.slice(2)}` : quarter === "1" ? year : "";
    const half = textWidth(text, chartType.axis) / 2;
    if (!text || x(index) - half < free) return [];
    free = x(index) + half + 5;
    return [{ x: tenth(x(index)), text }];
  });
}

function panelTitle(data: PerPeriodData, side: "a" | "b", width: number): string {
  const total = sumOf(data, side);
  const label = data.sides[side].label;
  const long = `${label}: ${sayAmount(total.amount)}${data.basis.after} in ${countOf(total.rounds, "round")}, ${formatCount(total.undisclosed)} undisclosed`;
  if (total.rounds === 0) return `${label}: no rounds`;
  return textWidth(long, chartType.label, 600) <= width
    ? long
    : `${label}: ${sayAmount(total.amount)} in ${countOf(total.rounds, "round")}`;
}

/**
 * What the total leans on, and the scale where it is not that of the other panel; in fewer words where there is little
 * room.
 */
function panelAbout(
  data: PerPeriodData,
  side: "a" | "b",
  [own = 0, other = 0]: readonly (number | undefined)[],
  width: number,
): string {
  const total = sumOf(data, side);
  if (total.rounds === 0 && total.all === 0) return "";
  const finer = own > 0 && own < other ? `Scale ${sayTimes(other / own)} finer` : "";
  const rival = data.sides[side === "a" ? "b" : "a"].name;
  const wordings = [
    `${finer ? `${finer} than that of ${rival}. ` : ""}Evidence: ${evidenceText(total)}`,
    `${finer ? `${finer}. ` : ""}${sayAmount(total.confirmed)} confirmed, ${sayAmount(total.all)} on any evidence`,
  ];
  const fitting = wordings.find((words) => textWidth(words, chartType.note) <= width);
  return fitting ?? fitText(wordings[1] ?? "", chartType.note, width);
}

function markOf(
  data: PerPeriodData,
  panel: PlacedPanel,
  stack: PlacedStack,
  total: PeriodTotal,
  period?: string,
): Mark {
  const when = period ? sayPeriod(period, data.kind) : "quarter not stated";
  const parts = stageGroups
    .filter(({ key }) => total.groups[key] > 0)
    .map(({ key, label }) => `${label} ${sayAmount(total.groups[key])}`);
  return {
    key: stack.key,
    x: tenth(stack.x + stack.width / 2),
    y: tenth(Math.min(stack.top + 8, panel.plot.y1)),
    reach: stack.width / 2,
    side: panel.side,
    tip: [
      `${data.sides[panel.side].label}, ${when}${stack.open ? " so far" : ""}`,
      `${sayAmount(total.amount)} in ${countOf(total.rounds, "round")}, ${formatCount(total.undisclosed)} undisclosed`,
      ...parts,
      evidenceText(total),
    ],
  };
}

function placeStageKey(data: PerPeriodData, width: number): PerPeriodPlaced["key"] {
  const used = stageGroups.filter(({ key }) => both.some((side) => sumOf(data, side).groups[key] > 0));
  const wanted = [
    ...used.map(({ key, label }) => ({ group: key, text: label })),
    ...(data.open ? [{ group: "open" as const, text: `not over by ${formatDate(data.asOf)}` }] : []),
  ];
  let [x, line] = [0, 0];
  const entries = wanted.map((entry) => {
    const room = keyLine.indent + textWidth(entry.text, chartType.note);
    if (x > 0 && x + room > width) [x, line] = [0, line + 1];
    const placed = { ...entry, x: tenth(x), y: line * keyLine.height };
    x += room + keyLine.gap;
    return placed;
  });
  // One more line says what the counts below the bars are.
  return { entries, height: (line + 2) * keyLine.height };
}

function draw(svg: Svg, data: PerPeriodData, options: DrawOptions): PerPeriodPlaced {
  const placed = place(data, options);
  const root = drawRoot(svg);
  if (placed.note) {
    drawNote(root, placed.note, placed.width / 2, placed.height / 2);
    return placed;
  }
  drawStageKey(root, placed, options.idPrefix);
  for (const panel of placed.panels) drawPanel(root, panel, placed, options.idPrefix);
  return placed;
}

function fillOf(side: "a" | "b", group: StageGroup): string {
  const shade = shades[group];
  return shade === undefined ? colour.paper : interpolateRgb(sideTint[side], sideColour[side])(shade);
}

/** Lines over the rectangles of strategic rounds, which have no place among the shades. */
function drawStrategic(svg: Svg, rects: readonly Rect[], side: "a" | "b", clipId: string): void {
  const d = rects.map(({ x, y, width, height }) => `M${x},${y}h${width}v${height}h-${width}z`).join("");
  const boxes = rects.map(({ x, y, width, height }) => ({ x0: x, y0: y, x1: x + width, y1: y + height }));
  drawHatch(svg, { d, boxes }, { lines: "rising", step: 5, ink: sideColour[side], width: 1.5 }, clipId);
}

function drawStageKey(svg: Svg, { key, width, omitted }: PerPeriodPlaced, idPrefix: string): void {
  const group = svg.append("g").attr("aria-hidden", "true").attr("font-size", chartType.note).attr("fill", colour.ink);
  for (const entry of key.entries) {
    const half = keyLine.swatch / 2;
    if (entry.group === "open") {
      drawOpen(group as unknown as Svg, `M${entry.x + 0.5},${entry.y + 13.5}v-11h${keyLine.swatch - 1}v11`);
    } else {
      for (const [at, side] of both.entries()) {
        const rect = { x: tenth(entry.x + at * half), y: entry.y + 2, width: half, height: keyLine.swatch };
        group
          .append("rect")
          .attr("x", rect.x)
          .attr("y", rect.y)
          .attr("width", rect.width)
          .attr("height", rect.height)
          .attr("fill", fillOf(side, entry.group))
          .attr("stroke", sideColour[side])
          .attr("stroke-width", 0.8);
        if (entry.group === "strategic")
          drawStrategic(group as unknown as Svg, [rect], side, `${idPrefix}-key-strategic-${side}`);
      }
    }
    group
      .append("text")
      .attr("x", tenth(entry.x + keyLine.indent))
      .attr("y", entry.y + 12.5)
      .text(entry.text);
  }
  const foot = ["+2: rounds without an amount, in no bar", omitted].filter(Boolean).join(". ");
  group
    .append("text")
    .attr("x", 0)
    .attr("y", key.height - keyLine.height + 12.5)
    .attr("fill", colour.muted)
    .text(fitText(foot, chartType.note, width));
}

function drawPanel(svg: Svg, panel: PlacedPanel, { periods }: PerPeriodPlaced, idPrefix: string): void {
  const { plot, side, stacks } = panel;
  svg
    .append("text")
    .attr("x", 0)
    .attr("y", plot.y0 - heights.head + 12)
    .attr("font-size", chartType.label)
    .attr("font-weight", 600)
    .attr("fill", sideTextColour[side])
    .text(panel.title);
  svg
    .append("text")
    .attr("x", 0)
    .attr("y", plot.y0 - heights.head + 27)
    .attr("font-size", chartType.note)
    .attr("fill", colour.muted)
    .text(panel.about);
  drawLeftAxis(svg, panel.up, { x0: plot.x0, x1: plot.x1 });
  for (const { key: group } of stageGroups) {
    const parts = stacks.flatMap((stack) =>
      stack.parts.filter((part) => part.group === group).map((part) => ({ ...part, x: stack.x, width: stack.width })),
    );
    if (parts.length === 0) continue;
    svg
      .append("g")
      .attr("fill", fillOf(side, group))
      .attr("stroke", sideColour[side])
      .attr("stroke-width", 0.6)
      .selectAll(null)
      .data(parts)
      .enter()
      .append("rect")
      .attr("x", (part) => part.x)
      .attr("y", (part) => part.y)
      .attr("width", (part) => part.width)
      .attr("height", (part) => part.height);
    if (group === "strategic") drawStrategic(svg, parts, side, `${idPrefix}-strategic-${side}`);
  }
  svg
    .append("path")
    .attr("d", `M${tenth(plot.x0)},${plot.y1}H${tenth(plot.x1)}`)
    .attr("stroke", colour.muted)
    .attr("aria-hidden", "true");
  const open = stacks.filter((stack) => stack.open);
  if (open.length > 0) {
    const outline = open.map(
      ({ x, width, top }) => `M${tenth(x - 2.5)},${plot.y1}V${tenth(top - 2.5)}h${tenth(width + 5)}V${plot.y1}`,
    );
    drawOpen(svg, outline.join(""));
  }
  const below = svg.append("g").attr("aria-hidden", "true").attr("text-anchor", "middle").attr("fill", colour.muted);
  for (const { x, text } of periods)
    below
      .append("text")
      .attr("x", x)
      .attr("y", plot.y1 + 15)
      .text(text);
  for (const stack of stacks) {
    if (!stack.undisclosed) continue;
    below
      .append("text")
      .attr("x", tenth(stack.x + stack.width / 2))
      .attr("y", plot.y1 + 30)
      .attr("font-size", chartType.note)
      .text(stack.undisclosed);
  }
  drawLabels(svg, panel.labels);
}

function drawOpen(svg: Svg, path: string): void {
  svg.append("path").attr("d", path).attr("fill", "none").attr("stroke", colour.ink).attr("stroke-dasharray", "3 2");
}
