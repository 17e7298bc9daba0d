import { drawBottomAxis, drawNote, drawRoot, type PlacedTick, placeAcross, timeScale, timeTicks } from "./axis.js";
import {
  type ChartModule,
  type DrawOptions,
  type Mark,
  type Placed,
  type PlaceOptions,
  type SideKey,
  type Svg,
  sideColour,
} from "./chart.js";
import { type Box, drawLabels, type LabelCandidate, type PlacedLabel, placeLabels } from "./direct-labels.js";
import { endTime, formatCount, formatDate, startTime } from "./format.js";
import { drawKey, drawSymbols, type KeyEntry, type PlacedKey, type PlacedSymbol, placeKey, tenth } from "./shapes.js";
import { stackRows } from "./stack-rows.js";
import { byDate, drawnOf, type StripData, type StripItem, wholeTitle } from "./strip-data.js";
import { describe, table } from "./strip-words.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

export type { StripData, StripItem, StripLane } from "./strip-data.js";

/** Below this width lane titles stand above their lanes. */
const stackedBelow = 600;
const radius = { wide: 4, narrow: 3.4 } as const;
const lane = { padding: 9, head: 15, titleLine: 18, mostTitle: 160, least: 26 } as const;
/** Lanes of one group stand closer under its heading. */
const group = { head: 25, shared: 8, firstLine: 17, padding: 6, least: 19, indent: 12 } as const;
const margin = { right: 8, bottom: 28, keyGap: 8 } as const;
const labelRoom = { wide: 250, narrow: 220 } as const;

export interface PlacedItem extends PlacedSymbol {
  readonly id: string;
  /** Ends of the period that a reduced date may mean; equal to `x` for a day, or for a period no wider than its dot. */
  readonly x0: number;
  readonly x1: number;
}

export interface PlacedLane {
  readonly key: string;
  readonly title: string;
  readonly count: number;
  readonly grouped: boolean;
  readonly titleX: number;
  readonly titleY: number;
  readonly top: number;
  readonly bottom: number;
}

export interface StripPlaced extends Placed {
  readonly plot: Box;
  readonly radius: number;
  readonly key: PlacedKey;
  readonly across: readonly PlacedTick[];
  readonly lanes: readonly PlacedLane[];
  readonly groups: readonly { readonly title: string; readonly top: number; readonly y: number }[];
  readonly items: readonly PlacedItem[];
  readonly labels: readonly PlacedLabel[];
  readonly note: string;
  readonly noteAt: { readonly x: number; readonly y: number };
}

/** Dated facts in lanes, stacked where they fall together. */
export const strip: ChartModule<StripData, StripPlaced> = { place, draw, describe, table };

function place(data: StripData, { width }: PlaceOptions): StripPlaced {
  const stacked = width < stackedBelow;
  const r = stacked ? radius.narrow : radius.wide;
  const pitch = r * 2 + 1.6;
  const drawn = drawnOf(data);
  const counts = new Map(data.lanes.map(({ key }) => [key, drawn.filter((item) => item.lane === key).length]));
  const widest = Math.max(
    0,
    ...data.lanes.flatMap(({ key, title, group: heading }) => {
      const counted = `${title}  ${counts.get(key) ?? 0}`;
      if (heading === undefined) return textWidth(counted, chartType.label, 600);
      return [textWidth(heading, chartType.label, 600), group.indent + textWidth(counted, chartType.label)];
    }),
  );
  const key = placeKey(keyOf(data, drawn), 1, width);
  const titleWidth = Math.min(widest, lane.mostTitle);
  const plotX0 = stacked ? 4 : Math.ceil(titleWidth) + 18;
  const plotX1 = width - margin.right;
  const x = timeScale(data.from, data.asOf, [plotX0, plotX1]);

  const lanes: PlacedLane[] = [];
  const items: PlacedItem[] = [];
  const groups: StripPlaced["groups"][number][] = [];
  let top = key.height + margin.keyGap;
  const plotTop = top;
  for (const [index, { key: laneKey, title, group: heading }] of data.lanes.entries()) {
    const grouped = heading !== undefined;
    if (grouped && heading !== data.lanes[index - 1]?.group) {
      groups.push({ title: fitText(heading, chartType.label, width - 8, 600), top, y: top + group.firstLine });
      // Beside the plot the heading shares the line that a lane with dots keeps for their labels.
      top += !stacked && (counts.get(laneKey) ?? 0) > 0 ? group.shared : group.head;
    }
    const padding = grouped ? group.padding : lane.padding;
    const own = drawn.filter((item) => item.lane === laneKey);
    const spans = own.map((item) => ({ item, ...spanOf(item, data, x, r, [plotX0, plotX1]) }));
    const rows = stackRows(
      spans.map(({ from, to }) => ({ from, to })),
      1.6,
    );
    const count = Math.max(0, ...rows) + 1;
    // Above its dots a lane keeps a line for labels, which on a phone the title shares.
    const titled = stacked && (own.length > 0 || !grouped);
    const head = titled ? lane.titleLine + 2 : own.length > 0 ? lane.head : 0;
    const height = Math.max(grouped ? group.least : lane.least, head + padding + count * pitch);
    const bottom = top + height;
    spans.forEach(({ item, at, bar }, index) => {
      items.push({
        id: item.id,
        side: item.side,
        hollow: item.confidence === "estimated" || item.confidence === "disputed",
        x: tenth(at),
        y: tenth(bottom - padding / 2 - r - (rows[index] ?? 0) * pitch),
        x0: tenth(bar ? bar[0] : at),
        x1: tenth(bar ? bar[1] : at),
      });
    });
    lanes.push({
      key: laneKey,
      title: fitText(title, chartType.label, titleWidth, grouped ? 400 : 600),
      count: own.length,
      grouped,
      titleX: (stacked ? 1 : 0) + (grouped ? group.indent : 0),
      titleY: tenth(stacked ? top + 14 : bottom - padding / 2 - r + 4.2),
      top: tenth(top),
      bottom: tenth(bottom),
    });
    top = bottom;
  }
  if (lanes.length === 0) top += 60;
  const plot: Box = { x0: plotX0, y0: plotTop, x1: plotX1, y1: top };
  const at = new Map(items.map((item) => [item.id, item]));
  return {
    width,
    height: top + margin.bottom,
    plot,
    radius: r,
    key,
    lanes,
    groups,
    items,
    across: placeAcross(timeTicks(data.from, data.asOf, plotX1 - plotX0), x, [0, width]),
    labels: labelsOf(drawn, at, lanes, plot, r, stacked),
    noteAt: { x: ((stacked ? titleWidth + 10 : plotX0) + plotX1) / 2, y: lanes[0]?.titleY ?? top - 30 },
    note: drawn.length === 0 ? `No ${data.subject.many} recorded by ${formatDate(data.asOf)}` : "",
    marks: drawn.flatMap((item) => {
      const placed = at.get(item.id);
      return placed ? markOf(item, placed, data) : [];
    }),
  };
}

function draw(svg: Svg, data: StripData, options: DrawOptions): StripPlaced {
  const placed = place(data, options);
  const { plot } = placed;
  const root = drawRoot(svg);
  drawKey(root, placed.key);
  drawBottomAxis(root, placed.across, { y: plot.y1, x0: plot.x0, x1: plot.x1, gridTop: plot.y0 });
  const edges =
    placed.groups.length > 0
      ? placed.groups.slice(1).map(({ top }) => top)
      : placed.lanes.slice(0, -1).map(({ bottom }) => bottom);
  const between = edges.map((y) => `M0,${tenth(y)}H${tenth(plot.x1)}`).join("");
  if (between) root.append("path").attr("d", between).attr("stroke", colour.rule).attr("aria-hidden", "true");
  const titles = root
    .append("g")
    .attr("font-size", chartType.label)
    .attr("fill", colour.ink)
    .attr("stroke", colour.paper)
    .attr("stroke-width", 3)
    .attr("paint-order", "stroke");
  titles
    .selectAll(null)
    .data(placed.groups)
    .enter()
    .append("text")
    .attr("y", (one) => one.y)
    .attr("font-weight", 600)
    .text((one) => one.title);
  const ofLanes = titles
    .selectAll(null)
    .data(placed.lanes)
    .enter()
    .append("text")
    .attr("x", (one) => one.titleX)
    .attr("y", (one) => one.titleY);
  ofLanes
    .append("tspan")
    .attr("font-weight", (one) => (one.grouped ? null : 600))
    .text((one) => one.title);
  ofLanes
    .append("tspan")
    .attr("dx", 6)
    .attr("fill", colour.muted)
    .text((one) => formatCount(one.count));
  for (const side of ["other", "b", "a"] as const) {
    const bars = placed.items.filter((item) => item.side === side && item.x1 > item.x0);
    if (bars.length === 0) continue;
    root
      .append("path")
      .attr("d", bars.map((item) => `M${item.x0},${item.y}H${item.x1}`).join(""))
      .attr("stroke", sideColour[side])
      .attr("stroke-opacity", 0.4)
      .attr("stroke-width", 3)
      .attr("stroke-linecap", "round");
  }
  drawSymbols(root, placed.items, placed.radius);
  drawLabels(root, placed.labels);
  if (placed.note) drawNote(root, placed.note, placed.noteAt.x, placed.noteAt.y);
  return placed;
}

/** Where an item stands, the bar of its period if that is wider than its dot, and the room that both take. */
function spanOf(
  item: StripItem,
  data: StripData,
  x: (time: number) => number,
  r: number,
  [left, right]: readonly [number, number],
): { at: number; bar: readonly [number, number] | null; from: number; to: number } {
  const from = Math.max(left, x(startTime(item.on)));
  const to = Math.min(right, x(Math.min(endTime(item.on), endTime(data.asOf))));
  const at = (from + to) / 2;
  const wide = item.on.length < 10 && to - from > r * 2 + 2;
  return wide ? { at, bar: [from, to], from, to } : { at, bar: null, from: at - r, to: at + r };
}

/** The most recent first: what happened last is what a reader looks for. */
function labelsOf(
  drawn: readonly StripItem[],
  at: ReadonlyMap<string, PlacedItem>,
  lanes: readonly PlacedLane[],
  plot: Box,
  r: number,
  stacked: boolean,
): readonly PlacedLabel[] {
  const most = stacked ? labelRoom.narrow : labelRoom.wide;
  const recent = [...drawn].sort((one, other) => byDate(other, one));
  const candidates = recent.flatMap((item, index): LabelCandidate[] => {
    const placed = at.get(item.id);
    if (!placed) return [];
    const text = fitText(item.title, chartType.note, most);
    const spots = ["left", "right", "above-left", "above-right", "above"] as const;
    const halfWidth = Math.max(0, placed.x1 - placed.x - r);
    return [
      {
        key: item.id,
        x: placed.x,
        y: placed.y,
        text,
        size: chartType.note,
        importance: -index,
        offset: r + 4,
        halfWidth,
        spots,
      },
    ];
  });
  const own = new Map(drawn.map((item) => [item.id, item.lane]));
  return lanes.flatMap((one) => {
    const inLane = [...at.values()].filter((item) => own.get(item.id) === one.key);
    return placeLabels(
      candidates.filter((candidate) => own.get(candidate.key) === one.key),
      {
        bounds: { x0: plot.x0, y0: one.top, x1: plot.x1 + margin.right, y1: one.bottom },
        obstacles: [
          ...(stacked ? [titleBox(one)] : []),
          ...inLane.map((item) => ({
            x0: Math.min(item.x0, item.x - r),
            y0: item.y - r,
            x1: Math.max(item.x1, item.x + r),
            y1: item.y + r,
          })),
        ],
        padding: 1,
      },
    ).placed;
  });
}

function titleBox({ title, count, grouped, titleX, titleY }: PlacedLane): Box {
  const width = textWidth(`${title}  ${count}`, chartType.label, grouped ? 400 : 600) + 8;
  return { x0: titleX, y0: titleY - 11, x1: titleX + width, y1: titleY + 4 };
}

function keyOf(data: StripData, drawn: readonly StripItem[]): readonly KeyEntry[] {
  const present = (side: SideKey) => drawn.some((item) => item.side === side);
  const entries: KeyEntry[] = (["a", "b"] as const)
    .filter(present)
    .map((side) => ({ side, text: data.sides[side].label }));
  if (present("other")) entries.push({ side: "other", text: "Others" });
  const weak = drawn.find((item) => item.confidence === "estimated" || item.confidence === "disputed");
  if (weak) entries.push({ side: weak.side, text: "hollow: estimated or disputed", hollow: true });
  return entries;
}

function markOf(item: StripItem, placed: PlacedItem, data: StripData): Mark {
  const own = data.lanes.find(({ key }) => key === item.lane);
  const title = own ? wholeTitle(own) : item.lane;
  const tip = [item.title, `${formatDate(item.on)}, ${title}`, item.note ?? "", item.confidence ?? ""];
  return {
    key: item.id,
    x: placed.x,
    y: placed.y,
    side: item.side,
    tip: tip.filter((line) => line !== ""),
    ...(item.href ? { href: item.href } : {}),
  };
}
