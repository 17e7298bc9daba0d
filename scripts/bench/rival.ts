import type { EChartsOption, ScatterSeriesOption, SeriesOption } from "echarts";
import { type ChartData, type ChartModule, type Placed, type SideKey, sideColour } from "../../public/charts/chart.js";
import type { Box, PlacedLabel } from "../../public/charts/direct-labels.js";
import { endTime, startTime } from "../../public/charts/format.js";
import { chartType, colour } from "../../public/charts/tokens.js";

/**
 * The same pictures as Apache ECharts is asked for them: the same rows, as many marks and as many labels, no animation,
 * no tooltip. It is spared what it does not do itself: which labels have room, how dots stack in a lane and how a
 * graph is laid out are told it from our own placing, so it only scales, draws and writes down.
 */

/** A chart module with the option that makes ECharts draw the same. */
export interface Rival {
  readonly module: ChartModule<ChartData>;
  readonly width: number;
  /** What of the picture ECharts has been given ready. */
  readonly given: string;
  /** What ECharts is asked to draw, and on how much room. */
  option(data: ChartData): { readonly option: EChartsOption; readonly height: number };
}

const wide = 1080;

export function rival<D extends ChartData, P extends Placed>(
  module: ChartModule<D, P>,
  given: string,
  optionOf: (data: D, placed: P) => EChartsOption,
  width = wide,
): Rival {
  return {
    module: module as unknown as ChartModule<ChartData>,
    width,
    given,
    option(data) {
      const placed = module.place(data as D, { width });
      const common = { animation: false, backgroundColor: "transparent", textStyle: { fontSize: chartType.axis } };
      return { option: { ...common, ...optionOf(data as D, placed) }, height: placed.height };
    },
  };
}

export const sides = ["other", "b", "a"] as const;
export const symbols = { a: "circle", b: "diamond", other: "rect" } as const;

/** Room around a plot, so that ECharts draws it where we do. */
export function gridOf(plot: Box, width: number, height: number) {
  return { left: plot.x0, top: plot.y0, right: width - plot.x1, bottom: height - plot.y1, containLabel: false };
}

export const axisInk = {
  axisLine: { lineStyle: { color: colour.muted } },
  splitLine: { lineStyle: { color: colour.grid } },
};

export function timeAxis(from: string, to: string, ticks: number) {
  return { type: "time" as const, min: startTime(from), max: endTime(to), splitNumber: ticks, ...axisInk };
}

export function labelOf(label: PlacedLabel | undefined, point: { readonly x: number; readonly y: number } | undefined) {
  if (!label || !point) return {};
  const position: "right" | "left" | "top" | "bottom" =
    label.anchor === "start" ? "right" : label.anchor === "end" ? "left" : label.y < point.y ? "top" : "bottom";
  return { label: { show: true, formatter: label.text, position, fontSize: label.size } };
}

export function scatter(
  side: SideKey,
  size: number,
  data: ScatterSeriesOption["data"],
  more: Partial<ScatterSeriesOption> = {},
) {
  return {
    type: "scatter" as const,
    name: side,
    symbol: symbols[side],
    symbolSize: size,
    itemStyle: { color: sideColour[side], borderColor: colour.paper, borderWidth: 0.6 },
    ...(data && { data }),
    ...more,
  } satisfies SeriesOption;
}

export const hollow = (side: SideKey) => ({
  itemStyle: { color: colour.paper, borderColor: sideColour[side], borderWidth: 1.3 },
});

/** A legend of as many entries as our key has; ECharts names series in it, whatever they are. */
export function legendOf(entries: number) {
  return { top: 0, left: 0, show: entries > 0, data: [...sides].reverse().slice(0, entries) };
}
