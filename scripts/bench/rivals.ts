import type { LineSeriesOption, SeriesOption } from "echarts";
import { bars } from "../../public/charts/bars.js";
import { sideColour, sideTint } from "../../public/charts/chart.js";
import { cumulative } from "../../public/charts/cumulative.js";
import type { PlacedLabel } from "../../public/charts/direct-labels.js";
import { endTime, formatCount, formatLarge, formatUsd, formatValue, startTime } from "../../public/charts/format.js";
import { frontierScores } from "../../public/charts/frontier-scores.js";
import { held } from "../../public/charts/held.js";
import { type Holder, holders } from "../../public/charts/holders.js";
import { lineage } from "../../public/charts/lineage.js";
import { kindInk } from "../../public/charts/lineage-data.js";
import { rounds } from "../../public/charts/rounds.js";
import { spans } from "../../public/charts/spans.js";
import { strip } from "../../public/charts/strip.js";
import { chartType, colour, compactWidth } from "../../public/charts/tokens.js";
import { trend } from "../../public/charts/trend.js";
import { bandwidthRival, calendarRival, densityRival } from "./chip-rivals.js";
import { claimedMeasuredRival, scoreGapRival } from "./gap-rivals.js";
import {
  axisInk,
  gridOf,
  hollow,
  labelOf,
  legendOf,
  type Rival,
  rival,
  scatter,
  sides,
  symbols,
  timeAxis,
} from "./rival.js";

const roundsRival = rival(rounds, "which labels have room", (data, placed) => {
  const { plot, strip: below, width, height } = placed;
  const labels = byKey(placed.labels);
  const points = new Map([...placed.dots, ...placed.undisclosed].map((dot) => [dot.id, dot]));
  const [first = data.asOf] = data.rounds.map(({ on }) => on).sort();
  const from = data.from ?? `${first.slice(0, 4)}-01-01`;
  const series = sides.flatMap((side, lane) => {
    const own = data.rounds.filter((round) => round.side === side && points.has(round.id));
    const item = (round: (typeof own)[number], y: number) => ({
      value: [startTime(round.on), y],
      ...(points.get(round.id)?.hollow && hollow(side)),
      ...labelOf(labels.get(round.id), points.get(round.id)),
    });
    const known = own.flatMap((round) => (round.amountUsd ? item(round, round.amountUsd) : []));
    const unknown = own.flatMap((round) => (round.amountUsd ? [] : item(round, lane)));
    return [
      scatter(side, placed.radius * 2, known),
      scatter(side, placed.radius * 2, unknown, { xAxisIndex: 1, yAxisIndex: 1 }),
    ];
  });
  const across = timeAxis(from, data.asOf, placed.across.length);
  return {
    grid: [gridOf(plot, width, height), { ...gridOf(below ?? plot, width, height), show: true, borderWidth: 0 }],
    legend: legendOf(placed.key.entries.length),
    xAxis: [
      { ...across, show: false },
      { ...across, gridIndex: 1 },
    ],
    yAxis: [
      { type: "log", axisLabel: { formatter: (value: number) => formatUsd(value) }, ...axisInk },
      { type: "value", min: -1, max: sides.length, show: false, gridIndex: 1 },
    ],
    series,
  };
});

const cumulativeRival = rival(cumulative, "nothing", (data, placed) => {
  const series = data.series.flatMap(({ side, points }): SeriesOption[] => {
    const at = (value: (point: (typeof points)[number]) => number) => [
      ...points.map((point): [number, number] => [startTime(point.on), value(point)]),
      ...points.slice(-1).map((point): [number, number] => [endTime(data.asOf), value(point)]),
    ];
    const end = placed.labels.find((label) => label.key === side);
    return [
      ...band(
        side,
        at((point) => point.low),
        at((point) => point.high - point.low),
        "end",
      ),
      {
        ...line(
          side,
          at((point) => point.amountUsd),
        ),
        step: "end",
        ...(end && { endLabel: { show: true, formatter: end.text } }),
      },
      scatter(side, 8, at((point) => point.amountUsd).slice(-1)),
    ];
  });
  return {
    grid: gridOf(placed.plot, placed.width, placed.height),
    xAxis: timeAxis(data.from, data.asOf, placed.across.length),
    yAxis: {
      type: "value",
      splitNumber: placed.up.length - 1,
      axisLabel: { formatter: (value: number) => formatUsd(value) },
      ...axisInk,
    },
    series,
  };
});

const frontierScoresRival = rival(frontierScores, "which labels have room", (data, placed) => {
  const { plot, width, height } = placed;
  const labels = byKey(placed.labels);
  const points = new Map(placed.dots.map((dot) => [dot.id, dot]));
  const [first = data.asOf] = data.scores.map(({ on }) => on).sort();
  const series = sides.flatMap((side): SeriesOption[] => {
    const own = data.scores.filter((score) => score.side === side);
    const item = ({ id, on, score }: (typeof own)[number]) => ({
      value: [startTime(on), score],
      ...(points.get(id)?.hollow && hollow(side)),
      ...labelOf(labels.get(id), points.get(id)),
    });
    const records = own.filter(({ record }) => record);
    const steps = [...records]
      .sort((one, other) => startTime(one.on) - startTime(other.on))
      .map(({ on, score }): [number, number] => [startTime(on), score]);
    const [, best] = steps.at(-1) ?? [];
    return [
      ...(side === "other" || best === undefined
        ? []
        : [{ ...line(side, [...steps, [endTime(data.asOf), best]]), step: "end" as const }]),
      scatter(side, placed.radius * 2 - 1.6, own.filter(({ record }) => !record).map(item)),
      scatter(side, placed.radius * 2, records.map(item)),
    ];
  });
  return {
    grid: gridOf(plot, width, height),
    legend: legendOf(placed.key.entries.length),
    xAxis: timeAxis(first, data.asOf, placed.across.length),
    yAxis: {
      type: placed.logarithmic ? ("log" as const) : ("value" as const),
      scale: true,
      splitNumber: placed.up.length - 1,
      axisLabel: { formatter: (value: number) => formatCount(value) },
      ...axisInk,
    },
    series,
  };
});

const trendRival = rival(
  trend,
  "nothing",
  (data, placed) => {
    const series = data.series.flatMap(({ side, points }): SeriesOption[] => {
      const known = points.flatMap(({ on, value, low, high }) => {
        if (value === null) return [];
        const edges = [value, low ?? value, high ?? value];
        return [{ at: startTime(on), value, low: Math.min(...edges), high: Math.max(...edges) }];
      });
      const banded = known.some(({ low, high }) => low !== high);
      return [
        ...(banded
          ? band(
              side,
              known.map(({ at, low }): [number, number] => [at, low]),
              known.map(({ at, low, high }): [number, number] => [at, high - low]),
            )
          : []),
        line(
          side,
          points.map(({ on, value }): [number, number | null] => [startTime(on), value]),
        ),
        scatter(
          side,
          6,
          known.slice(-1).map(({ at, value }) => [at, value]),
        ),
      ];
    });
    const days = data.series.flatMap(({ points }) => points.map(({ on }) => on)).sort();
    const [from, to] = [days[0] ?? data.asOf, days.at(-1) ?? data.asOf];
    return {
      grid: gridOf(placed.plot, placed.width, placed.height),
      xAxis: {
        type: "time",
        min: startTime(from),
        max: startTime(to),
        axisTick: { show: false },
        axisLabel: { show: false, showMinLabel: true, showMaxLabel: true },
        splitLine: { show: false },
      },
      yAxis: { type: "value", show: false },
      // The two dates below the line.
      graphic: placed.dates.map(({ x, anchor, text }) => ({
        type: "text" as const,
        style: {
          x,
          y: placed.height - 12,
          text,
          textAlign: anchor === "end" ? ("right" as const) : ("left" as const),
          fontSize: 11,
        },
      })),
      series,
    };
  },
  compactWidth,
);

const barsRival = rival(bars, "nothing", (data, placed) => {
  const format = data.measure.format ?? "count";
  const plot = { x0: placed.x0, y0: 0, x1: placed.width - 60, y1: placed.height };
  return {
    grid: gridOf(plot, placed.width, placed.height),
    xAxis: { type: "value", show: false },
    yAxis: {
      type: "category",
      inverse: true,
      data: data.rows.map(({ title }) => title),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colour.muted } },
    },
    series: (["a", "b"] as const).map((side) => ({
      type: "bar" as const,
      name: data.sides[side].label,
      barWidth: 13,
      itemStyle: { color: sideColour[side] },
      data: data.rows.map((row, at) => {
        const said = formatValue(row[side] ?? 0, format);
        const text = at === 0 ? `${data.sides[side].label} ${said}` : said;
        return { value: row[side] ?? 0, label: { show: true, position: "right" as const, formatter: text } };
      }),
    })),
  };
});

const stripRival = rival(strip, "which labels have room, how dots stack in a lane", (data, placed) => {
  const { plot, width, height } = placed;
  const labels = byKey(placed.labels);
  const items = new Map(data.items.map((item) => [item.id, item]));
  const time = (on: string) => (on.length < 10 ? (startTime(on) + endTime(on)) / 2 : startTime(on));
  const spans = placed.items.filter(({ x0, x1 }) => x1 > x0);
  return {
    grid: gridOf(plot, width, height),
    legend: legendOf(placed.key.entries.length),
    xAxis: timeAxis(data.from, data.asOf, placed.across.length),
    yAxis: { type: "value", inverse: true, min: plot.y0, max: plot.y1, show: false },
    graphic: placed.lanes.flatMap(({ title, count, titleX, titleY, bottom }) => [
      {
        type: "text" as const,
        style: { x: titleX, y: titleY - 12, text: `${title}  ${count}`, fontSize: chartType.label },
      },
      { type: "line" as const, shape: { x1: 0, y1: bottom, x2: width, y2: bottom }, style: { stroke: colour.grid } },
    ]),
    series: [
      {
        type: "lines",
        coordinateSystem: "cartesian2d",
        lineStyle: { width: 3, opacity: 0.4 },
        data: spans.map(({ id, y }) => {
          const on = items.get(id)?.on ?? data.asOf;
          return {
            coords: [
              [Math.max(startTime(on), startTime(data.from)), y],
              [endTime(on), y],
            ],
          };
        }),
      },
      ...sides.map((side) =>
        scatter(
          side,
          placed.radius * 2,
          placed.items
            .filter((item) => item.side === side)
            .map((item) => ({
              value: [time(items.get(item.id)?.on ?? data.asOf), item.y],
              ...(item.hollow && hollow(side)),
              ...labelOf(labels.get(item.id), item),
            })),
        ),
      ),
    ],
  };
});

const heldRival = rival(held, "nothing", (data, placed) => {
  const floor = Math.min(
    ...data.series.flatMap(({ points, together }) => [...points, ...together].flatMap(({ value }) => value ?? [])),
  );
  const series = data.series.flatMap(({ side, points, together }): SeriesOption[] => {
    const known = points.flatMap((point) => (point.value === null ? [] : [{ ...point, value: point.value }]));
    const at = (value: (point: (typeof known)[number]) => number) => [
      ...known.map((point): [number, number] => [startTime(point.on), value(point)]),
      ...known.slice(-1).map((point): [number, number] => [endTime(data.asOf), value(point)]),
    ];
    const low = (point: (typeof known)[number]) => point.confirmed ?? floor;
    const end = placed.labels.find((label) => label.key === side);
    const beside = together.flatMap(({ on, value }): [number, number][] =>
      value === null ? [] : [[startTime(on), value]],
    );
    return [
      ...band(
        side,
        at(low),
        at((point) => Math.max(point.all ?? point.value, point.value) - low(point)),
        "end",
      ),
      {
        ...line(
          side,
          at(({ value }) => value),
        ),
        step: "end",
        ...(end && { endLabel: { show: true, formatter: end.text } }),
      },
      { ...line(side, beside), step: "end" },
      scatter(side, 8, at(({ value }) => value).slice(-1)),
    ];
  });
  return {
    grid: gridOf(placed.plot, placed.width, placed.height),
    xAxis: timeAxis(data.from, data.asOf, placed.across.length),
    yAxis: {
      type: "log",
      min: floor,
      splitNumber: placed.up.length,
      axisLabel: { formatter: (value: number) => formatLarge(value) },
      ...axisInk,
    },
    series,
  };
});

const holdersRival = rival(holders, "where each side's rows begin", (data, placed) => {
  const { plot, width, height } = placed;
  const known = new Map(data.holders.map((holder) => [holder.id, holder]));
  const rangeOf = ({ total, band: levels }: Holder) =>
    [total, levels.confirmed, levels.reported, levels.all].flatMap((value) => value ?? []);
  return {
    grid: gridOf(plot, width, height),
    legend: legendOf(placed.key.entries.length),
    xAxis: { type: "log", axisLabel: { formatter: (value: number) => formatLarge(value) }, ...axisInk },
    yAxis: { type: "value", inverse: true, min: plot.y0, max: plot.y1, show: false },
    graphic: [
      ...placed.heads.map(({ text, y }) => ({ type: "text" as const, style: { x: 0, y: y - 12, text } })),
      ...placed.rows.map(({ title, titleX, titleY }) => ({
        type: "text" as const,
        style: { x: titleX, y: titleY - 12, text: title, textAlign: "right" as const, fontSize: chartType.label },
      })),
    ],
    series: [
      {
        type: "lines",
        coordinateSystem: "cartesian2d",
        lineStyle: { width: 1, color: colour.muted, opacity: 1 },
        data: placed.rows.flatMap(({ id, y, range }) => {
          const holder = known.get(id);
          if (!holder || !range) return [];
          const values = rangeOf(holder);
          return [
            {
              coords: [
                [Math.min(...values), y],
                [Math.max(...values), y],
              ],
            },
          ];
        }),
      },
      ...sides.map((side) =>
        scatter(
          side,
          9,
          placed.rows.flatMap(({ id, y, value, aside }) => {
            const worth = known.get(id)?.vendors[side];
            if (!worth) return [];
            const formatter = [value, aside].filter(Boolean).join(" ");
            return [{ value: [worth, y], label: { show: true, position: "right" as const, formatter } }];
          }),
        ),
      ),
    ],
  };
});

const spansRival = rival(spans, "where each list's rows begin", (data, placed) => {
  const { plot, width, height } = placed;
  const known = new Map(data.spans.map((span) => [span.id, span]));
  const from = (id: string) => startTime(known.get(id)?.from ?? data.from);
  return {
    grid: gridOf(plot, width, height),
    legend: legendOf(placed.key.entries.length),
    xAxis: timeAxis(data.from, data.asOf, placed.across.length),
    yAxis: { type: "value", inverse: true, min: plot.y0, max: plot.y1, show: false },
    graphic: [
      ...placed.lanes.map(({ title, tally, y }) => ({
        type: "text" as const,
        style: { x: 0, y: y - 12, text: `${title}  ${tally}`, fontSize: chartType.label },
      })),
      ...placed.spans.map(({ title, y }) => ({
        type: "text" as const,
        style: { x: placed.titleX, y: y - 8, text: title, textAlign: "right" as const, fontSize: chartType.note },
      })),
    ],
    series: sides.flatMap((side): SeriesOption[] => {
      const own = placed.spans.filter((span) => span.side === side);
      return [
        {
          type: "lines",
          coordinateSystem: "cartesian2d",
          lineStyle: { width: 5, opacity: 0.55, color: sideColour[side] },
          data: own.map(({ id, y }) => {
            const to = known.get(id)?.to;
            return {
              coords: [
                [from(id), y],
                [to ? startTime(to) : endTime(data.asOf), y],
              ],
            };
          }),
        },
        scatter(
          side,
          7,
          own.map(({ id, y, openStart }) => ({ value: [from(id), y], ...(openStart && hollow(side)) })),
        ),
      ];
    }),
  };
});

const lineageRival = rival(lineage, "the whole layout", (_data, placed) => ({
  legend: { top: 0, left: 0, data: placed.legend.map(({ text }) => text) },
  graphic: placed.heads.map(({ x, y, text }) => ({
    type: "text" as const,
    style: { x, y: y - 12, text, fontSize: chartType.note },
  })),
  series: [
    {
      type: "graph",
      layout: "none",
      coordinateSystem: undefined,
      left: 0,
      top: 0,
      right: 0,
      bottom: 0,
      data: placed.nodes.map((node) => ({
        id: node.key,
        name: node.key,
        x: node.x,
        y: node.y,
        symbol: symbols[node.side],
        symbolSize: 7,
        itemStyle: { color: sideColour[node.side] },
        label: {
          show: true,
          position: node.anchor === "end" ? ("left" as const) : ("right" as const),
          formatter: node.aside ? `${node.label} {aside|${node.aside}}` : node.label,
          rich: { aside: { color: colour.muted, fontSize: chartType.note } },
        },
      })),
      edges: placed.edges.map(({ from, to, kind, across }) => ({
        source: from,
        target: to,
        lineStyle: { color: kindInk[kind].stroke, width: across ? 2 : 1, curveness: 0.3 },
      })),
      // Categories give the legend its entries.
      categories: placed.legend.map(({ text }) => ({ name: text })),
    },
  ],
}));

/** By the name under which pages ask for a chart. */
export const rivals: Readonly<Record<string, Rival>> = {
  bandwidth: bandwidthRival,
  bars: barsRival,
  "claimed-measured": claimedMeasuredRival,
  cumulative: cumulativeRival,
  density: densityRival,
  "frontier-scores": frontierScoresRival,
  held: heldRival,
  holders: holdersRival,
  lineage: lineageRival,
  rounds: roundsRival,
  "score-gap": scoreGapRival,
  spans: spansRival,
  "status-calendar": calendarRival,
  strip: stripRival,
  trend: trendRival,
};

function line(side: "a" | "b", data: LineSeriesOption["data"]): LineSeriesOption {
  return {
    type: "line",
    name: side,
    showSymbol: false,
    lineStyle: { color: sideColour[side], width: 2.2 },
    ...(data && { data }),
  };
}

/** A band between two lines: in ECharts an unseen line with an area stacked upon it. */
function band(
  side: "a" | "b",
  low: [number, number][],
  difference: [number, number][],
  step: "end" | false = false,
): LineSeriesOption[] {
  const common = { type: "line" as const, stack: `band ${side}`, showSymbol: false, lineStyle: { opacity: 0 }, step };
  return [
    { ...common, data: low },
    { ...common, data: difference, areaStyle: { color: sideTint[side], opacity: 0.6 } },
  ];
}

function byKey(labels: readonly PlacedLabel[]): ReadonlyMap<string, PlacedLabel> {
  return new Map(labels.map((label) => [label.key, label]));
}
