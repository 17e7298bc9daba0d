import { drawNote, drawRoot } from "./axis.js";
import {
  type ChartData,
  type ChartModule,
  type DrawOptions,
  type Mark,
  type Placed,
  type PlaceOptions,
  type SideKey,
  type Svg,
  sideColour,
  sideTextColour,
  sideTint,
} from "./chart.js";
import { describe, directionOf, drawnRules, table, tipOf } from "./crossings-words.js";
import type { Box } from "./direct-labels.js";
import { endTime, formatDate, formatLarge, startTime } from "./format.js";
import { drawSymbols, tenth } from "./shapes.js";
import { fitText, type TextWeight, textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

/** Most height of one direction's bars, and what stands around them. */
const panel = { plot: 96, head: 34, foot: 19, gap: 16 } as const;
const flag = { height: 16, gap: 6, least: 150 } as const;
const margin = { side: 8, bottom: 22, empty: 90 } as const;
const headStart = 15;
/** From a bar's ends to the baselines of its figures. */
const figureGap = { above: 5, below: 14 } as const;
/** Part of a year's width that its bar takes, and the most of it in user units. */
const barWidth = { part: 0.62, most: 34, inner: 0.5 } as const;

/** One side's investors in companies of the other, in one year. */
export interface CrossingYear {
  readonly year: string;
  readonly participations: number;
  readonly rounds: number;
  /** All participations of the investing side that year. */
  readonly ofInvestors: number;
  /** All participations in companies of the receiving side that year. */
  readonly ofCompanies: number;
}

export interface CrossingsData extends ChartData {
  /** Investors of a in companies of b, then the other way; both name the same years. */
  readonly directions: readonly {
    readonly from: "a" | "b";
    readonly into: "a" | "b";
    readonly years: readonly CrossingYear[];
  }[];
  /** Rules whose dates are marked, oldest first. */
  readonly rules: readonly {
    readonly id: string;
    readonly on: string;
    readonly title: string;
    readonly href?: string;
  }[];
}

interface PlacedCrossing {
  readonly key: string;
  readonly side: SideKey;
  readonly x: number;
  readonly base: number;
  readonly width: number;
  readonly height: number;
  /** Height of the distinct rounds, within. */
  readonly rounds: number;
  /** Figure above the bar, and all of the side below it; "" where there is no room or nothing to say. */
  readonly count: string;
  readonly all: string;
}

interface PlacedRule {
  readonly x: number;
  readonly y: number;
  /** The dashed line down to the foot, interrupted where it would run through a figure or a head. */
  readonly path: string;
  readonly text: string;
  readonly anchor: "start" | "end";
}

export interface CrossingsPlaced extends Placed {
  readonly bars: readonly PlacedCrossing[];
  readonly panels: readonly {
    readonly side: SideKey;
    readonly text: string;
    readonly y: number;
    readonly base: number;
  }[];
  readonly rules: readonly PlacedRule[];
  readonly years: readonly { readonly x: number; readonly text: string }[];
  readonly foot: number;
  readonly note: string;
}

/** Money over the border by year: both directions one below the other on one scale, with the days of the rules. */
export const crossings: ChartModule<CrossingsData, CrossingsPlaced> = { place, draw, describe, table };

function place(data: CrossingsData, { width }: PlaceOptions): CrossingsPlaced {
  const years = data.directions[0]?.years.map(({ year }) => year) ?? [];
  const all = data.directions.flatMap((direction) => direction.years);
  if (all.every(({ ofInvestors }) => ofInvestors === 0)) {
    const note = `No participation of either side recorded by ${formatDate(data.asOf)}`;
    return { width, height: margin.empty, bars: [], panels: [], rules: [], years: [], foot: 0, note, marks: [] };
  }
  const band = (width - 2 * margin.side) / years.length;
  const at = (index: number) => margin.side + band * (index + 0.5);
  const wide = Math.min(barWidth.most, band * barWidth.part);
  const most = Math.max(1, ...all.map(({ participations }) => participations));
  // A single participation is seen, and few do not fill the panel as if they were many.
  const unit = Math.min(panel.plot / most, 24);
  const rules = drawnRules(data);
  const flags = rules.length * flag.height + (rules.length > 0 ? flag.gap : 0);

  const below = wordsBelow(all, band);

  let top = flags;
  const panels = data.directions.map((direction) => {
    const highest = Math.max(...direction.years.map(({ participations }) => participations)) * unit;
    const base = top + panel.head + highest;
    const placed = { side: direction.from, text: directionOf(data, direction, width), y: top + 12, base };
    top = base + panel.foot + panel.gap;
    return placed;
  });
  const bars = data.directions.flatMap(({ from, years: own }, index) =>
    own.map((year, column): PlacedCrossing => {
      const [count, total] = [year.participations, year.ofInvestors];
      return {
        key: `${from} ${year.year}`,
        side: from,
        x: tenth(at(column) - wide / 2),
        base: panels[index]?.base ?? 0,
        width: tenth(wide),
        height: tenth(count * unit),
        rounds: tenth(year.rounds * unit),
        count: total === 0 ? "" : formatLarge(count),
        all: total === 0 ? "" : below(total),
      };
    }),
  );
  const foot = (panels.at(-1)?.base ?? 0) + panel.foot;
  return {
    width,
    height: tenth(foot + margin.bottom),
    bars,
    panels,
    rules: placeRules(rules, years, band, width).map((rule) => ({
      ...rule,
      path: interrupted(rule.x, rule.y - 9, foot, written(bars, panels)),
    })),
    years: placeYears(years, band, at),
    foot,
    note: "",
    marks: bars.map((one, index): Mark => {
      const direction = data.directions[Math.floor(index / years.length)];
      const year = direction?.years[index % years.length];
      return {
        key: one.key,
        x: tenth(one.x + one.width / 2),
        y: tenth(one.base - one.height / 2),
        side: one.side,
        tip: direction && year ? tipOf(data, direction, year) : [],
      };
    }),
  };
}

/** All of a side in a year: "of 93", or the bare figure, or nothing, for all years alike by what a year's width holds. */
function wordsBelow(years: readonly CrossingYear[], band: number): (total: number) => string {
  const ways = [(total: number) => `of ${formatLarge(total)}`, (total: number) => formatLarge(total)];
  const fits = (way: (total: number) => string) =>
    years.every(({ ofInvestors }) => textWidth(way(ofInvestors), chartType.note) <= band - 3);
  return ways.find(fits) ?? (() => "");
}

/** Every year is named, or every second or fifth: by what a year's width holds. */
function placeYears(years: readonly string[], band: number, at: (index: number) => number) {
  const room = textWidth("2026", chartType.axis) + 6;
  const [step = 10] = [1, 2, 5].filter((every) => band * every >= room);
  return years.flatMap((text, index) => (Number(text) % step === 0 ? [{ x: tenth(at(index)), text }] : []));
}

/** The latest rule stands highest, so that a line never runs through the words of one before it. */
function placeRules(
  rules: CrossingsData["rules"],
  years: readonly string[],
  band: number,
  width: number,
): readonly Omit<PlacedRule, "path">[] {
  return rules.map(({ on, title }, index) => {
    const [start, end] = [startTime(on.slice(0, 4)), endTime(on.slice(0, 4))];
    const x = margin.side + band * (years.indexOf(on.slice(0, 4)) + (startTime(on) - start) / (end - start));
    const toLeft = x > flag.least;
    const room = toLeft ? x - 5 : width - x - 5;
    return {
      x: tenth(x),
      y: (rules.length - 1 - index) * flag.height + 11,
      text: fitText(`${formatDate(on)}: ${title}`, chartType.note, room),
      anchor: toLeft ? "end" : "start",
    };
  });
}

/** The boxes of the words over which the lines of the rules pass. */
function written(bars: CrossingsPlaced["bars"], panels: CrossingsPlaced["panels"]): readonly Box[] {
  const boxed = (text: string, x: number, y: number, size: number, weight: TextWeight): Box => {
    const half = textWidth(text, size, weight) / 2 + 2.5;
    return { x0: x - half, x1: x + half, y0: y - size + 1, y1: y + 3.5 };
  };
  return [
    ...bars.flatMap(({ x, width, base, height, count, all }) => [
      boxed(count, x + width / 2, base - height - figureGap.above, chartType.axis, 600),
      boxed(all, x + width / 2, base + figureGap.below, chartType.note, 400),
    ]),
    ...panels.map(({ text, y }) => {
      const long = textWidth(text, chartType.label, 600);
      return boxed(text, headStart + long / 2, y, chartType.label, 600);
    }),
  ];
}

/** A line straight down that leaves out the boxes it meets. */
function interrupted(x: number, from: number, to: number, boxes: readonly Box[]): string {
  const met = boxes.filter(({ x0, x1 }) => x > x0 && x < x1).sort((one, other) => one.y0 - other.y0);
  let [path, at] = ["", from];
  for (const { y0, y1 } of [...met, { y0: to, y1: to }]) {
    if (y0 > at) path += `M${x},${tenth(at)}V${tenth(y0)}`;
    at = Math.max(at, y1);
  }
  return path;
}

function draw(svg: Svg, data: CrossingsData, options: DrawOptions): CrossingsPlaced {
  const placed = place(data, options);
  const root = drawRoot(svg);
  if (placed.note) drawNote(root, placed.note, placed.width / 2, 45);
  drawRules(root, placed);
  drawPanels(root, placed);
  for (const [part, fill] of [
    ["height", sideTint],
    ["rounds", sideColour],
  ] as const) {
    const inner = part === "rounds" ? barWidth.inner : 1;
    root
      .append("g")
      .selectAll(null)
      .data(placed.bars.filter((one) => one[part] > 0))
      .enter()
      .append("rect")
      .attr("x", (one) => tenth(one.x + (one.width * (1 - inner)) / 2))
      .attr("y", (one) => tenth(one.base - one[part]))
      .attr("width", (one) => tenth(one.width * inner))
      .attr("height", (one) => one[part])
      .attr("fill", ({ side }) => fill[side])
      .attr("stroke", part === "height" ? ({ side }) => sideColour[side] : null)
      .attr("stroke-width", part === "height" ? 0.8 : null);
  }
  drawFigures(root, placed);
  root
    .append("g")
    .attr("fill", colour.muted)
    .attr("text-anchor", "middle")
    .selectAll(null)
    .data(placed.years)
    .enter()
    .append("text")
    .attr("x", ({ x }) => x)
    .attr("y", tenth(placed.foot + 15))
    .text(({ text }) => text);
  return placed;
}

function drawRules(root: Svg, { rules }: CrossingsPlaced): void {
  const group = root.append("g").attr("font-size", chartType.note);
  group
    .append("path")
    .attr("d", rules.map(({ path }) => path).join(""))
    .attr("stroke", colour.mark)
    .attr("stroke-dasharray", "3 2.5")
    .attr("fill", "none");
  group
    .selectAll(null)
    .data(rules)
    .enter()
    .append("text")
    .attr("x", ({ x, anchor }) => tenth(anchor === "end" ? x - 4 : x + 4))
    .attr("y", ({ y }) => y)
    .attr("text-anchor", ({ anchor }) => anchor)
    .attr("fill", colour.mark)
    .attr("stroke", colour.paper)
    .attr("stroke-width", 3)
    .attr("paint-order", "stroke")
    .text(({ text }) => text);
}

function drawPanels(root: Svg, { panels, width }: CrossingsPlaced): void {
  root
    .append("path")
    .attr("d", panels.map(({ base }) => `M0,${tenth(base)}H${width}`).join(""))
    .attr("stroke", colour.muted)
    .attr("fill", "none");
  drawSymbols(
    root,
    panels.map(({ side, y }) => ({ side, x: 5, y: y - 4.2 })),
    4,
  );
  root
    .append("g")
    .attr("font-size", chartType.label)
    .attr("font-weight", 600)
    .selectAll(null)
    .data(panels)
    .enter()
    .append("text")
    .attr("x", headStart)
    .attr("y", ({ y }) => y)
    .attr("fill", ({ side }) => sideTextColour[side])
    .attr("stroke", colour.paper)
    .attr("stroke-width", 3)
    .attr("paint-order", "stroke")
    .text(({ text }) => text);
}

function drawFigures(root: Svg, { bars }: CrossingsPlaced): void {
  const middle = ({ x, width }: PlacedCrossing) => tenth(x + width / 2);
  const above = root
    .append("g")
    .attr("text-anchor", "middle")
    .attr("font-weight", 600)
    .attr("stroke", colour.paper)
    .attr("stroke-width", 3)
    .attr("paint-order", "stroke");
  above
    .selectAll(null)
    .data(bars.filter(({ count }) => count !== ""))
    .enter()
    .append("text")
    .attr("x", middle)
    .attr("y", ({ base, height }) => tenth(base - height - figureGap.above))
    .attr("fill", ({ side, height }) => (height === 0 ? colour.muted : sideTextColour[side]))
    .attr("font-weight", ({ height }) => (height === 0 ? 400 : null))
    .text(({ count }) => count);
  root
    .append("g")
    .attr("text-anchor", "middle")
    .attr("font-size", chartType.note)
    .attr("fill", colour.muted)
    .attr("stroke", colour.paper)
    .attr("stroke-width", 3)
    .attr("paint-order", "stroke")
    .selectAll(null)
    .data(bars.filter(({ all }) => all !== ""))
    .enter()
    .append("text")
    .attr("x", middle)
    .attr("y", ({ base }) => tenth(base + figureGap.below))
    .text(({ all }) => all);
}
