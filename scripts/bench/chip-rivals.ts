import { bandwidth } from "../../public/charts/bandwidth.js";
import type { BandwidthData } from "../../public/charts/bandwidth-data.js";
import type { ChartModule } from "../../public/charts/chart.js";
import { density } from "../../public/charts/density.js";
import type { DensityData } from "../../public/charts/density-data.js";
import type { Box, PlacedLabel } from "../../public/charts/direct-labels.js";
import type { PlacedChip, PlanePlaced } from "../../public/charts/plane.js";
import { statusCalendar } from "../../public/charts/status-calendar.js";
import { chartType, colour, statusColour } from "../../public/charts/tokens.js";
import { axisInk, gridOf, hollow, labelOf, legendOf, type Rival, rival, scatter, sides, timeAxis } from "./rival.js";

/** The pictures of chips as ECharts is asked for them. */

/** Chips against limits on two figures; `figuresOf` reads both from the chart's own data. */
function planeRival<D extends DensityData | BandwidthData>(
  module: ChartModule<D, PlanePlaced>,
  figuresOf: (data: D) => ReadonlyMap<string, readonly [x: number, y: number]>,
  spans: { readonly x: readonly [number, number]; readonly y: readonly [number, number] },
): Rival {
  return rival(module, "which labels have room, where the regions' names stand", (data, placed) => {
    const { plot, rug, width, height } = placed;
    const figures = figuresOf(data);
    const labels = [...placed.labels, ...(rug?.labels ?? [])];
    // A label names all chips of one point; they come in the order of their points.
    const labelled = new Set<PlacedLabel>();
    const item = (chip: PlacedChip, value: [number, number]) => {
      const near = labels.find((label) => !labelled.has(label) && distance(label.box, chip) < 12);
      if (near) labelled.add(near);
      return {
        value,
        ...(chip.consumer && { symbol: "path://M0,0L8,8M8,0L0,8" }),
        ...(chip.hollow && hollow(chip.side)),
        ...labelOf(near, chip),
      };
    };
    const series = sides.flatMap((side) => [
      scatter(
        side,
        placed.radius * 2,
        placed.chips
          .filter((chip) => chip.side === side)
          .map((chip) => item(chip, [...(figures.get(chip.id) ?? ([1, 1] as const))])),
      ),
      scatter(
        side,
        placed.radius * 2,
        (rug?.chips ?? [])
          .filter((chip) => chip.side === side)
          .map((chip) => item(chip, [figures.get(chip.id)?.[0] ?? 1, chip.y])),
        { xAxisIndex: 1, yAxisIndex: 1 },
      ),
    ]);
    const shapes = placed.areas.flatMap(({ kind, boxes, bends }) => [
      ...boxes.map((box) => ({ kind, points: cornersOf(box) })),
      ...bends.map(({ edge, box }) => ({ kind, points: [...edge.map(([x, y]) => [x, y]), [box.x1, box.y0]] })),
    ]);
    const [least, most] = [placed.limitsAcross, placed.limitsUp];
    const across = { type: "log" as const, min: spans.x[0], max: spans.x[1], ...axisInk };
    return {
      grid: [gridOf(plot, width, height), gridOf(rug?.box ?? plot, width, height)],
      legend: legendOf(placed.key.length),
      xAxis: [
        { ...across, name: placed.titles.across, splitNumber: placed.across.length + least.length },
        { ...across, gridIndex: 1, show: false },
      ],
      yAxis: [
        {
          type: "log",
          name: placed.titles.up,
          min: spans.y[0],
          max: spans.y[1],
          splitNumber: placed.up.length + most.length,
          ...axisInk,
        },
        {
          type: "value",
          inverse: true,
          min: rug?.box.y0 ?? 0,
          max: rug?.box.y1 ?? 1,
          gridIndex: 1,
          show: false,
        },
      ],
      graphic: [
        ...shapes.map(({ kind, points }) => ({
          type: "polygon" as const,
          shape: { points },
          style: { fill: kind === "licence" ? colour.otherTint : colour.wash, stroke: colour.other, lineWidth: 1.6 },
          z: -1,
        })),
        ...placed.reliefs.map(({ x, y0, y1 }) => ({
          type: "line" as const,
          shape: { x1: x, y1: y0, x2: x, y2: y1 },
          style: { stroke: colour.mark, lineDash: [2, 3] },
        })),
        ...placed.texts.map(({ lines, x, y, anchor }) => textAt(lines.join("\n"), x, y, anchor)),
        ...placed.notes.map(({ lines, y }) => textAt(lines.join("\n"), 22, y)),
      ],
      series,
    };
  });
}

export const densityRival = planeRival(
  density,
  ({ chips }) => new Map(chips.map(({ id, tpp, density: per }) => [id, [tpp ?? 1, per ?? 1]])),
  { x: [100, 100_000], y: [0.1, 100] },
);

export const bandwidthRival = planeRival(
  bandwidth,
  ({ chips }) => new Map(chips.map(({ id, memory, links }) => [id, [memory ?? 1, links ?? 1]])),
  { x: [100, 100_000], y: [10, 10_000] },
);

function cornersOf({ x0, y0, x1, y1 }: Box): number[][] {
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
}

function textAt(text: string, x: number, y: number, anchor: "start" | "end" = "start") {
  const textAlign = anchor === "end" ? ("right" as const) : ("left" as const);
  return { type: "text" as const, style: { x, y, text, textAlign, fontSize: chartType.note } };
}

/** Bars as a custom series; ECharts is spared the patterns. */
export const calendarRival = rival(statusCalendar, "where the words of the days stand", (data, placed) => {
  const { plot, width, height, bars } = placed;
  return {
    grid: gridOf(plot, width, height),
    legend: { top: 0, left: 0, data: placed.key.map(({ status }) => status) },
    xAxis: timeAxis(data.from, data.asOf, placed.across.length),
    yAxis: { type: "value", inverse: true, min: plot.y0, max: plot.y1, show: false },
    graphic: [
      ...placed.vendors.map(({ text, x, y }) => textAt(text, x, y)),
      ...placed.chips.map(({ text, x, y }) => textAt(text, x, y)),
      ...placed.days.map(({ text, textX, y, anchor }) => textAt(text, textX, y, anchor)),
      ...placed.notes.map(({ lines, x, y }) => textAt(lines.join("\n"), x, y)),
      ...placed.days.map(({ x, y }) => ({
        type: "line" as const,
        shape: { x1: x, y1: y, x2: x, y2: plot.y1 },
        style: { stroke: colour.ink, lineWidth: 0.8 },
      })),
    ],
    series: placed.key.map(({ status }) => {
      const own = bars.filter((bar) => bar.status === status);
      return {
        type: "custom" as const,
        name: status,
        itemStyle: { color: statusColour[status].ground },
        data: own.map(({ x0, y0 }) => [x0, y0]),
        renderItem: ({ dataIndex }: { dataIndex: number }) => {
          const { x0 = 0, x1 = 0, y0 = 0, y1 = 0 } = own[dataIndex] ?? {};
          return {
            type: "rect" as const,
            shape: { x: x0, y: y0, width: x1 - x0, height: y1 - y0 },
            style: { fill: statusColour[status].ground },
          };
        },
      };
    }),
  };
});

function distance(box: Box, point: { readonly x: number; readonly y: number }): number {
  const [dx, dy] = [Math.max(box.x0 - point.x, 0, point.x - box.x1), Math.max(box.y0 - point.y, 0, point.y - box.y1)];
  return Math.hypot(dx, dy);
}
