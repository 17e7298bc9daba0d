import type { EvidenceBand } from "../../server/values/evidence.js";
import { drawLeftAxis, drawNote, drawRoot, labelColumn, labelled, type PlacedTick, placeUp } from "./axis.js";
import {
  type ChartData,
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
import { drawEvidenceKey, evidenceKeyHeight } from "./evidence-key.js";
import { formatDate, formatPercent } from "./format.js";
import { drawSymbols, tenth } from "./shapes.js";
import { shown, table } from "./shares-table.js";
import { describe, isOpen, sayShare, tipOf } from "./shares-words.js";
import { textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

/** From here on the two directions stand beside each other; narrower, one above the other. */
const besideFrom = 600;
const panelGap = 34;
const title = { height: 26, symbol: 4 } as const;
/** Lines above a bar: its share, what looser evidence would make of it, the counts behind it. */
const lineHeight = 14;
const leastHeadroom = 10;
const plotHeight = { wide: 220, narrow: 170 } as const;
const foot = 38;
const column = { most: 46, share: 0.56 } as const;

/** How many of one side's models of a year rest on the other side. */
export interface SharePoint {
  readonly period: string;
  readonly side: "a" | "b";
  readonly models: number;
  /** Models without a recorded base, which count as not resting. */
  readonly unrecorded: number;
  /** At the view's evidence. */
  readonly resting: number;
  readonly band: EvidenceBand<number>;
}

/** Year, side, kind, reach, models counted, and how many rest on confirmed, reported or better, any evidence. */
export type ShareCell = readonly [string, "a" | "b", string, "any" | "direct", number, number, number, number];

export interface SharesData extends ChartData {
  /** Kinds drawn, in words: "any lineage", "weights or distillation". */
  readonly kinds: string;
  /** What is rested on: "models", or with the stack's kinds "models or software". */
  readonly bases: string;
  readonly reach: "any" | "direct";
  /** Fewer models are printed as counts, not as a percentage. */
  readonly leastForShare: number;
  /** Models recorded because of what they rest on are counted too. */
  readonly withLineage: boolean;
  /** Models without a date of release, which no year counts. */
  readonly undated: { readonly a: number; readonly b: number };
  /** Years in turn, in each a before b. */
  readonly points: readonly SharePoint[];
  /** The same for every kind and both reaches. */
  readonly cube: readonly ShareCell[];
}

export interface PlacedColumn {
  readonly key: string;
  readonly side: "a" | "b";
  readonly x: number;
  readonly width: number;
  /** Upper edges, from the strictest evidence to any. */
  readonly tops: { readonly confirmed: number; readonly reported: number; readonly all: number; readonly view: number };
  /** Under ten models: no share may be read from it. */
  readonly hollow: boolean;
  /** What stands above it, from the top: the share in bold, "to" the share on any evidence, the counts. */
  readonly lines: readonly string[];
  /** The first line is a percentage. */
  readonly bold: boolean;
  /** Base line of the last. */
  readonly labelY: number;
}

export interface PlacedPanel {
  readonly side: "a" | "b";
  readonly title: readonly string[];
  readonly x0: number;
  readonly x1: number;
  readonly titleY: number;
  readonly floor: number;
  readonly up: readonly PlacedTick[];
  readonly columns: readonly PlacedColumn[];
  readonly years: readonly {
    readonly x: number;
    readonly text: string;
    readonly aside: string;
    readonly none: string;
  }[];
}

export interface SharesPlaced extends Placed {
  readonly panels: readonly PlacedPanel[];
  readonly keyY: number;
  readonly note: string;
}

/** Two-way dependence: each side's share of models that rest on the other's, by year, both directions side by side. */
export const shares: ChartModule<SharesData, SharesPlaced> = { place, draw, describe, table, shown };

const opposite = { a: "b", b: "a" } as const;
const shareTicks = labelled([0, 0.25, 0.5, 0.75, 1], formatPercent);

function place(data: SharesData, { width }: PlaceOptions): SharesPlaced {
  const years = [...new Set(data.points.map(({ period }) => period))];
  if (!data.points.some(({ models }) => models > 0)) {
    const note = `No open models counted by ${formatDate(data.asOf)}`;
    return { width, height: 90, panels: [], keyY: 0, note, marks: [] };
  }
  const beside = width >= besideFrom;
  const panelWidth = beside ? (width - panelGap) / 2 : width;
  const tall = beside && width > 800 ? plotHeight.wide : plotHeight.narrow;
  const titles = (["a", "b"] as const).map((side) => titleOf(data, side, panelWidth));
  const titleHeight = title.height + 16 * (Math.max(...titles.map((lines) => lines.length)) - 1);
  const pitch = (panelWidth - labelColumn(shareTicks)) / years.length;
  const headroom = Math.max(leastHeadroom, ...data.points.map((point) => overhang(data, point, pitch, tall)));
  const panelHeight = titleHeight + headroom + tall + foot;
  const panels = (["a", "b"] as const).map((side, index): PlacedPanel => {
    const left = beside ? index * (panelWidth + panelGap) : 0;
    const top = beside ? 0 : index * (panelHeight + 8);
    const floor = top + titleHeight + headroom + tall;
    const y = (share: number) => floor - share * tall;
    const x0 = left + labelColumn(shareTicks);
    const x1 = left + panelWidth;
    return {
      side,
      title: titles[index] ?? [],
      x0: tenth(x0),
      x1: tenth(x1),
      titleY: top + 14,
      floor,
      up: placeUp(shareTicks, y),
      columns: data.points
        .filter((point) => point.side === side && point.models > 0)
        .map((point) => placeColumn(data, point, x0 + (years.indexOf(point.period) + 0.5) * pitch, pitch, y)),
      years: years.map((year, at) => {
        const aside = isOpen(year, data.asOf) ? "so far" : "";
        const fits = textWidth(year, chartType.axis) + 4 <= pitch || (years.length - 1 - at) % 2 === 0;
        const none = data.points.some((point) => point.period === year && point.side === side && point.models > 0);
        return { x: tenth(x0 + (at + 0.5) * pitch), text: fits ? year : "", aside, none: none ? "" : "none" };
      }),
    };
  });
  const keyY = (beside ? panelHeight : 2 * panelHeight + 8) + 12;
  return {
    width,
    height: keyY + evidenceKeyHeight(width),
    panels,
    keyY,
    note: "",
    marks: panels.flatMap(({ columns }) =>
      columns.map((one): Mark => {
        const point = data.points.find(({ period, side }) => one.key === `${side}-${period}`) as SharePoint;
        return { key: one.key, side: one.side, x: one.x, y: one.tops.view, tip: tipOf(data, point) };
      }),
    ),
  };
}

function placeColumn(
  data: SharesData,
  point: SharePoint,
  x: number,
  pitch: number,
  y: (share: number) => number,
): PlacedColumn {
  const { models, resting, band } = point;
  const at = (count: number) => tenth(y(count / models));
  const hollow = models < data.leastForShare;
  return {
    key: `${point.side}-${point.period}`,
    side: point.side,
    x: tenth(x),
    width: tenth(Math.min(column.most, pitch * column.share)),
    tops: { confirmed: at(band.confirmed), reported: at(band.reported), all: at(band.all), view: at(resting) },
    hollow,
    lines: linesOf(data, point, pitch),
    bold: !hollow,
    labelY: tenth(at(hollow ? resting : Math.max(band.all, resting)) - 5),
  };
}

/** Lines that fit above a column; the table keeps what does not. */
function linesOf(data: SharesData, point: SharePoint, pitch: number): readonly string[] {
  const { models, resting, band } = point;
  const fits = (text: string, size: number, weight: 400 | 600 = 400) => textWidth(text, size, weight) + 4 <= pitch;
  const counts = [`${resting} of ${models}`, `${resting}/${models}`].find((text) => fits(text, chartType.note));
  if (models < data.leastForShare) return counts ? [counts] : [];
  const share = sayShare(point, data);
  if (!fits(share, chartType.label, 600)) return [];
  const most = sayShare({ models, resting: band.all }, data);
  const to = `to ${most}`;
  return [share, ...(most !== share && fits(to, chartType.note) ? [to] : []), ...(counts ? [counts] : [])];
}

/** How far the lines above a column reach over the line of 100%. */
function overhang(data: SharesData, point: SharePoint, pitch: number, tall: number): number {
  if (point.models === 0) return 0;
  const top = (Math.max(point.band.all, point.resting) / point.models) * tall;
  return top + 8 + lineHeight * linesOf(data, point, pitch).length - tall;
}

function titleOf(data: SharesData, side: "a" | "b", width: number): readonly string[] {
  const [own, on] = [data.sides[side].label, data.sides[opposite[side]].label];
  const whole = `${own}: models resting on ${on}`;
  return textWidth(whole, chartType.label, 600) + 16 <= width ? [whole] : [`${own}: models`, `resting on ${on}`];
}

function draw(svg: Svg, data: SharesData, options: DrawOptions): SharesPlaced {
  const placed = place(data, options);
  const root = drawRoot(svg);
  if (placed.note) drawNote(root, placed.note, placed.width / 2, 45);
  for (const panel of placed.panels) drawPanel(root, panel);
  if (placed.panels.length > 0) drawEvidenceKey(root, placed.keyY, placed.width);
  return placed;
}

function drawPanel(root: Svg, panel: PlacedPanel): void {
  const { side, x0, x1, floor, columns } = panel;
  drawLeftAxis(root, panel.up, { x0, x1 });
  drawSymbols(root, [{ side, x: x0 + title.symbol, y: panel.titleY - 4.2 }], title.symbol);
  root
    .append("g")
    .attr("font-size", chartType.label)
    .attr("font-weight", 600)
    .attr("fill", sideTextColour[side])
    .selectAll(null)
    .data(panel.title)
    .enter()
    .append("text")
    .attr("x", tenth(x0 + 14))
    .attr("y", (_, index) => panel.titleY + index * 16)
    .text((text) => text);

  const full = columns.filter(({ hollow }) => !hollow);
  const layers = [
    ["all", sideTint[side], 1],
    ["reported", sideColour[side], 0.5],
    ["confirmed", sideColour[side], 1],
  ] as const;
  for (const [level, fill, opacity] of layers) {
    root
      .append("g")
      .attr("fill", fill)
      .attr("fill-opacity", opacity === 1 ? null : opacity)
      .attr("stroke", level === "all" ? sideColour[side] : null)
      .selectAll(null)
      .data(full.filter(({ tops }) => tops[level] < floor))
      .enter()
      .append("rect")
      .attr("x", ({ x, width }) => tenth(x - width / 2))
      .attr("y", ({ tops }) => tops[level])
      .attr("width", ({ width }) => width)
      .attr("height", ({ tops }) => tenth(floor - tops[level]));
  }
  const hollow = columns.filter((one) => one.hollow && one.tops.view < floor);
  root
    .append("g")
    .attr("fill", colour.paper)
    .attr("stroke", sideColour[side])
    .attr("stroke-dasharray", "3 2")
    .selectAll(null)
    .data(hollow)
    .enter()
    .append("rect")
    .attr("x", ({ x, width }) => tenth(x - width / 2))
    .attr("y", ({ tops }) => tops.view)
    .attr("width", ({ width }) => width)
    .attr("height", ({ tops }) => tenth(floor - tops.view));
  root
    .append("path")
    .attr(
      "d",
      full.map(({ x, width, tops }) => `M${tenth(x - width / 2 - 4)},${tops.view}h${tenth(width + 8)}`).join(""),
    )
    .attr("stroke", colour.ink)
    .attr("stroke-width", 1.8)
    .attr("fill", "none");
  root.append("path").attr("d", `M${x0},${floor}H${x1}`).attr("stroke", colour.muted).attr("aria-hidden", "true");
  drawColumnLabels(root, panel);
}

function drawColumnLabels(root: Svg, { side, columns, years, floor }: PlacedPanel): void {
  const labels = root.append("g").attr("text-anchor", "middle");
  const lines = columns.flatMap(({ x, labelY, lines: own, bold }) =>
    own.map((text, index) => ({
      x,
      y: tenth(labelY - (own.length - 1 - index) * lineHeight),
      text,
      bold: bold && index === 0,
    })),
  );
  for (const bold of [false, true]) {
    labels
      .append("g")
      .attr("font-size", bold ? chartType.label : chartType.note)
      .attr("font-weight", bold ? 600 : null)
      .attr("fill", bold ? sideTextColour[side] : colour.muted)
      .attr("stroke", colour.paper)
      .attr("stroke-width", 3)
      .attr("stroke-linejoin", "round")
      .attr("paint-order", "stroke")
      .selectAll(null)
      .data(lines.filter((line) => line.bold === bold))
      .enter()
      .append("text")
      .attr("x", ({ x }) => x)
      .attr("y", ({ y }) => y)
      .text(({ text }) => text);
  }
  const below = labels.append("g").attr("font-size", chartType.axis).attr("fill", colour.muted);
  below
    .selectAll(null)
    .data(years.filter(({ text }) => text !== ""))
    .enter()
    .append("text")
    .attr("x", ({ x }) => x)
    .attr("y", floor + 16)
    .text(({ text }) => text);
  below
    .selectAll(null)
    .data(years.filter(({ none }) => none !== ""))
    .enter()
    .append("text")
    .attr("x", ({ x }) => x)
    .attr("y", floor - 5)
    .text(({ none }) => none);
  below
    .selectAll(null)
    .data(years.filter(({ aside }) => aside !== ""))
    .enter()
    .append("text")
    .attr("x", ({ x }) => x)
    .attr("y", floor + 30)
    .text(({ aside }) => aside);
}
