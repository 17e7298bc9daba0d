import type { SeriesOption } from "echarts";
import { sideColour, sideTint } from "../../public/charts/chart.js";
import { claimedMeasured } from "../../public/charts/claimed-measured.js";
import { sidesCompared, upwards } from "../../public/charts/claimed-measured-data.js";
import { startTime } from "../../public/charts/format.js";
import { scoreGap, shareOfBetter } from "../../public/charts/score-gap.js";
import { colour } from "../../public/charts/tokens.js";
import { axisInk, gridOf, legendOf, type Rival, rival, scatter, timeAxis } from "./rival.js";

/** The pictures of the gap as ECharts is asked for them. */

export const claimedMeasuredRival: Rival = rival(
  claimedMeasured,
  "which claims have room for a name",
  (data, placed) => {
    const above = upwards(data);
    const signed = (side: "a" | "b", months: number) => (side === above ? months : -months);
    const names = new Map(placed.labels.map((label) => [label.key, label.text]));
    const series = sidesCompared.flatMap((side): SeriesOption[] => {
      const points = data.measured[side].map((point) => ({ ...point, at: startTime(point.on) }));
      const along = (value: (point: (typeof points)[number]) => number | null) =>
        points.map((point): [number, number | null] => {
          const months = value(point);
          return [point.at, months === null ? null : signed(side, months)];
        });
      const line = { type: "line" as const, showSymbol: false, lineStyle: { color: sideColour[side], width: 2.6 } };
      const unseen = { ...line, stack: `band ${side}`, lineStyle: { opacity: 0 } };
      return [
        { ...unseen, data: along(({ low }) => low) },
        {
          ...unseen,
          data: along(({ low, high }) => (low === null || high === null ? null : high - low)),
          areaStyle: { color: sideTint[side], opacity: 0.75 },
        },
        { ...line, data: along(({ median }) => median) },
        {
          ...line,
          lineStyle: { ...line.lineStyle, type: "dashed" },
          data: side === above ? along(({ open }) => open) : [],
        },
        scatter(
          side,
          5,
          data.crossings
            .filter(({ follower }) => follower === side)
            .map(({ on, months }) => [startTime(on), signed(side, months)]),
        ),
      ];
    });
    const claims: SeriesOption = {
      type: "lines",
      coordinateSystem: "cartesian2d",
      lineStyle: { color: colour.ink, width: 3, opacity: 1 },
      label: { show: true, position: "middle" },
      data: data.claims.map(({ id, on, behind, low, high }) => ({
        name: names.get(id) ?? "",
        coords: [low ?? high ?? 0, high ?? low ?? 0].map((months) => [startTime(on), signed(behind, months)]),
      })),
    };
    return {
      grid: gridOf(placed.plot, placed.width, placed.height),
      xAxis: timeAxis(data.from, data.asOf, placed.across.length),
      yAxis: { type: "value", splitNumber: Math.max(1, placed.up.length - 1), ...axisInk },
      series: [...series, claims],
    };
  },
);

export const scoreGapRival: Rival = rival(scoreGap, "the order of the rows", (data, placed) => {
  const rows = new Map(data.rows.map((row) => [row.id, row]));
  const shared = placed.rows.flatMap(({ id, side, text }, at) => {
    const row = rows.get(id);
    const share = row ? shareOfBetter(row) : null;
    return share === null || !side ? [] : [{ at, side, share, text }];
  });
  return {
    grid: gridOf(placed.plot, placed.width, placed.height),
    legend: legendOf(placed.key.entries.length),
    xAxis: { type: "value", min: 0, max: 1, splitNumber: 4, ...axisInk },
    yAxis: { type: "category", inverse: true, data: placed.rows.map(({ title }) => title), ...axisInk },
    series: [
      {
        type: "lines",
        coordinateSystem: "cartesian2d",
        data: shared.map(({ at, side, share }) => ({
          coords: [
            [share, at],
            [1, at],
          ],
          lineStyle: { color: sideColour[side], width: 4, opacity: 0.4 },
        })),
      },
      ...sidesCompared.map((side) =>
        scatter(
          side,
          9,
          shared.map(({ at, side: behind, share, text }) => ({
            value: [behind === side ? share : 1, at],
            ...(behind !== side && { label: { show: true, position: "right" as const, formatter: text } }),
          })),
        ),
      ),
    ],
  };
});
