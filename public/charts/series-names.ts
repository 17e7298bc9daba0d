import type { SideKey } from "./chart.js";
import {
  type Box,
  endLabelWidth,
  type PlacedLabel,
  placeEndLabels,
  placeLabels,
  spreadLabels,
} from "./direct-labels.js";
import { startTime } from "./format.js";
import { latestOf, type SeriesData, type SeriesLine, sayIn } from "./series-data.js";
import type { PlacedSeries } from "./series-lines.js";
import { tenth } from "./shapes.js";
import { textWidth } from "./text-width.js";
import { chartType } from "./tokens.js";

const codeSize = 11.5;
const gap = { small: 7, large: 11 } as const;

export interface LineStop {
  /** The country's code, which names it in a small picture. */
  readonly key: string;
  readonly side: SideKey;
  readonly name: string;
  readonly value: string;
  readonly on: string;
  readonly at: number;
}

/** Where a country's line ends and what is said there. */
function endOf(data: SeriesData, line: SeriesLine): readonly LineStop[] {
  const last = latestOf(line);
  if (!last) return [];
  const { country, label, side } = line;
  return [{ key: country, side, name: label, value: sayIn(data, last.value), on: last.on, at: last.value }];
}

/** Where the lines end, told apart by whether they reach the last period of all. */
export function endsOf(data: SeriesData, lines: readonly SeriesLine[], last: string) {
  const ends = lines.flatMap((line) => endOf(data, line));
  return { reaching: ends.filter(({ on }) => on === last), stopping: ends.filter(({ on }) => on !== last) };
}

/** Room that names at the right edge take, gap included. */
export function edgeOf(data: SeriesData, reaching: readonly LineStop[]): number {
  if (!data.small) return endLabelWidth(reaching) + gap.large;
  return Math.max(0, ...reaching.map(({ key }) => textWidth(key, codeSize, 600))) + gap.small;
}

/** Names at the edge for lines that reach it; a line that stops earlier is named where it stops. */
export function placeNames(
  data: SeriesData,
  { reaching, stopping }: ReturnType<typeof endsOf>,
  { x, y }: { readonly x: (time: number) => number; readonly y: (value: number) => number },
  plot: Box,
  lines: readonly PlacedSeries[],
): readonly PlacedLabel[] {
  const atEdge = data.small
    ? codeLabels(reaching, y, plot)
    : placeEndLabels(
        reaching.map((end) => ({ ...end, y: y(end.at) })),
        plot.x1 + gap.large,
        [0, plot.y1 + 10],
      );
  const { placed } = placeLabels(
    stopping.map((end, index) => ({
      key: end.key,
      side: end.side,
      x: x(startTime(end.on)),
      y: y(end.at),
      text: data.small ? end.key : `${end.name} ${end.value}`,
      size: data.small ? codeSize : chartType.note,
      weight: end.side === "other" ? 400 : 600,
      importance: stopping.length - index,
      spots: ["right", "above-right", "below-right", "above", "below", "above-left", "below-left"],
      mayCover: end.side === "other" ? 0 : 6,
    })),
    {
      // Not on the axis: a value near nothing is named above it.
      bounds: { x0: plot.x0, y0: 0, x1: plot.x1, y1: plot.y1 - 1 },
      obstacles: atEdge.map(({ box }) => box),
      points: lines.flatMap(({ points, course }) => [
        ...points.map((symbol) => ({ x: symbol.x, y: symbol.y, r: 4 })),
        ...course.map((point) => ({ ...point, r: 1 })),
      ]),
    },
  );
  return [...atEdge, ...placed];
}

/** A small picture names its lines by the codes of their countries; the sides keep their places. */
function codeLabels(ends: readonly LineStop[], y: (value: number) => number, plot: Box): readonly PlacedLabel[] {
  const wished = ends.map(({ key, side, at }) => ({
    key,
    y: y(at),
    height: 13,
    importance: side === "other" ? 0 : 1,
  }));
  const middles = spreadLabels(wished, [plot.y0 - 8, plot.y1 + 6]);
  return ends.flatMap(({ key, side }): readonly PlacedLabel[] => {
    const middle = middles.get(key);
    if (middle === undefined) return [];
    const x = tenth(plot.x1 + gap.small);
    const weight = side === "other" ? 400 : 600;
    const box = { x0: x, y0: middle - 6.5, x1: x + textWidth(key, codeSize, weight), y1: middle + 6.5 };
    return [{ key, side, text: key, x, y: tenth(middle + 4), anchor: "start", size: codeSize, weight, box }];
  });
}
