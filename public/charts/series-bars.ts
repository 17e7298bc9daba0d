import { scaleLinear } from "d3";
import { type SideKey, type Svg, sideColour, sideTextColour } from "./chart.js";
import { formatDate } from "./format.js";
import { newest, type SeriesData, type SeriesLine, type SeriesPoint, sayIn } from "./series-data.js";
import { placeSeriesKey, type SeriesKey } from "./series-key.js";
import { drawSymbols, type PlacedSymbol, tenth } from "./shapes.js";
import { textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

const rowHeight = { small: 21, large: 34 } as const;
const barHeight = { small: 12, large: 18 } as const;
const textSize = { small: 11.5, large: chartType.label } as const;
const top = { large: 6 } as const;
/** Rows that a small picture has room for; the table has all. */
const mostSmall = 6;
/** Height of a small picture, in whose middle few rows stand. */
export const smallHeight = 132;
const gap = 8;

interface BarRow {
  readonly line: SeriesLine;
  readonly side: SideKey;
  readonly name: string;
  readonly middle: number;
  readonly bar: { readonly x0: number; readonly x1: number };
  readonly said: string;
  readonly saidAt: number;
  readonly hollow: readonly PlacedSymbol[];
  /** Every value of the row, where it stands. */
  readonly values: readonly { readonly point: SeriesPoint; readonly x: number; readonly y: number }[];
}

export interface BarsPlaced {
  readonly rows: readonly BarRow[];
  readonly height: number;
  readonly key: SeriesKey;
  readonly size: "small" | "large";
  readonly zero: number;
}

/** A bar for each country's one period; what other editions say stands on it as hollow marks. */
export function placeSeriesBars(data: SeriesData, lines: readonly SeriesLine[], width: number): BarsPlaced {
  const size = data.small ? "small" : "large";
  const kept = data.small ? lines.slice(0, mostSmall) : lines;
  const oneYear = new Set(kept.flatMap(({ points }) => points.map(({ on }) => on))).size === 1;
  const font = textSize[size];
  const known = kept.flatMap((line) => {
    const [point] = newest(line);
    if (!point) return [];
    const name = oneYear ? line.label : `${line.label}, ${formatDate(point.on)}`;
    return { line, point, name, said: sayIn(data, point.value) };
  });
  const names = Math.max(...known.map(({ line, name }) => textWidth(name, font, line.side === "other" ? 400 : 600)));
  const saids = Math.max(...known.map(({ said }) => textWidth(said, font, 600)));
  const x0 = Math.ceil(names) + gap;
  const values = kept.flatMap(({ points }) => points.map(({ value }) => value));
  const x = scaleLinear()
    .domain([Math.min(0, ...values), Math.max(0, ...values) || 1])
    .range([x0, width - saids - gap - 2]);
  const above = data.small ? Math.max(0, (smallHeight - known.length * rowHeight.small) / 2) : top.large;
  const rows = known.map(({ line, point, name, said }, index): BarRow => {
    const middle = above + rowHeight[size] * (index + 0.5);
    const at = (one: SeriesPoint) => ({ point: one, x: tenth(x(one.value)), y: tenth(middle) });
    const older = line.points.filter((one) => one !== point);
    return {
      line,
      side: line.side,
      name,
      middle,
      bar: { x0: tenth(Math.min(x(0), x(point.value))), x1: tenth(Math.max(x(0), x(point.value))) },
      said,
      saidAt: tenth(Math.max(x(point.value), ...older.map(({ value }) => x(value) + 3)) + gap - 2),
      hollow: older.map((one) => ({ ...at(one), side: line.side, hollow: true })),
      values: line.points.map(at),
    };
  });
  const floor = above + rowHeight[size] * rows.length + 6;
  const hollow = rows.some((row) => row.hollow.length > 0);
  const key = placeSeriesKey(data.small || !hollow ? [] : ["hollow"], width, floor);
  return { rows, height: floor + key.height, key, size, zero: tenth(x(0)) };
}

export function drawSeriesBars(root: Svg, { rows, size, zero }: BarsPlaced): void {
  const half = barHeight[size] / 2;
  const bars = root.append("g").attr("aria-hidden", "true");
  bars
    .selectAll(null)
    .data(rows)
    .enter()
    .append("rect")
    .attr("x", (row) => row.bar.x0)
    .attr("y", (row) => tenth(row.middle - half))
    .attr("width", (row) => tenth(Math.max(1, row.bar.x1 - row.bar.x0)))
    .attr("height", barHeight[size])
    .attr("fill", (row) => sideColour[row.side])
    .attr("fill-opacity", (row) => (row.side === "other" ? 0.35 : null));
  const [first, last] = [rows[0], rows.at(-1)];
  if (first && last)
    bars
      .append("path")
      .attr("d", `M${zero},${tenth(first.middle - half - 3)}V${tenth(last.middle + half + 3)}`)
      .attr("stroke", colour.muted);
  const texts = root.append("g").attr("font-size", textSize[size]);
  const entering = texts.selectAll(null).data(rows).enter();
  entering
    .append("text")
    .attr("x", 0)
    .attr("y", (row) => tenth(row.middle + 4))
    .attr("fill", (row) => sideTextColour[row.side])
    .attr("font-weight", (row) => (row.side === "other" ? null : 600))
    .text((row) => row.name);
  entering
    .append("text")
    .attr("x", (row) => row.saidAt)
    .attr("y", (row) => tenth(row.middle + 4))
    .attr("fill", colour.ink)
    .text((row) => row.said);
  drawSymbols(
    root,
    rows.flatMap((row) => row.hollow),
    size === "small" ? 2.7 : 3.6,
  );
}
