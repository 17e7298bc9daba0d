import {
  drawBottomAxis,
  drawLeftAxis,
  drawNote,
  drawRoot,
  labelColumn,
  labelled,
  type PlacedTick,
  placeAcross,
  placeUp,
  timeScale,
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
} from "./chart.js";
import { type Box, drawLabels, type PlacedLabel } from "./direct-labels.js";
import { formatDate, startTime } from "./format.js";
import { calendarTicks, endTicks, firstDayOf, sayTick, valueScale } from "./series-axes.js";
import { type BarsPlaced, drawSeriesBars, placeSeriesBars, smallHeight } from "./series-bars.js";
import { type SeriesData, type SeriesLine, type SeriesPoint, sayEdition, sayWithUnit } from "./series-data.js";
import { drawSeriesKey, placeSeriesKey, type SeriesKey } from "./series-key.js";
import { meanings, type PlacedSeries, placeLine } from "./series-lines.js";
import { edgeOf, endsOf, placeNames } from "./series-names.js";
import { describeSeries, tableOfSeries } from "./series-words.js";
import { drawSymbols, sideDash, tenth } from "./shapes.js";

const narrowBelow = 480;
const heights = { wide: 400, medium: 340, narrow: 290, empty: 110 } as const;
const margin = { top: 16, bottom: 30 } as const;
/** One column for the labels of the values, so that pictures side by side begin on one line. */
const small = { height: smallHeight, top: 9, bottom: 21, left: 46 } as const;
/** Those that set a scale for the sides; a small picture leaves single further countries to the large one. */
const contexts: ReadonlySet<string> = new Set(["EU", "world"]);
/** Another country so much larger than both sides would press them to the floor: it is left to the table. */
const mostBeyondSides = 1.5;

export interface SeriesPlaced extends Placed {
  readonly plot: Box;
  /** Each country is known once only: bars instead of lines that have no course. */
  readonly bars?: BarsPlaced;
  readonly lines: readonly PlacedSeries[];
  readonly across: readonly PlacedTick[];
  readonly up: readonly PlacedTick[];
  readonly labels: readonly PlacedLabel[];
  readonly key: SeriesKey;
  readonly note: string;
}

/**
 * A published series by country: lines over time, or bars where each country has one period. What several sources say of
 * one period stays apart: the line goes through the newest edition, the others are hollow marks and thin lines.
 */
export const series: ChartModule<SeriesData, SeriesPlaced> = {
  place,
  draw,
  describe: (data) => describeSeries(data, beyond(data)),
  table: tableOfSeries,
};

/** Countries beside the sides whose values would set the scale alone. */
function beyond({ lines }: SeriesData): readonly SeriesLine[] {
  const most = (of: readonly SeriesLine[]) =>
    Math.max(0, ...of.flatMap(({ points }) => points.map(({ value }) => value)));
  const compared = lines.filter(({ side }) => side !== "other");
  if (compared.length === 0) return [];
  return lines.filter((line) => line.side === "other" && most([line]) > mostBeyondSides * most(compared));
}

function drawn(data: SeriesData): readonly SeriesLine[] {
  const left = new Set(beyond(data));
  const room = data.lines.filter((line) => line.points.length > 0 && !left.has(line));
  const near = room.filter(({ side, country }) => side !== "other" || contexts.has(country));
  // Bars have a row for everybody; lines over each other are hard to read.
  return data.small && near.length > 0 && !room.every(isKnownOnce) ? near : room;
}

const isKnownOnce = ({ points }: SeriesLine) => new Set(points.map(({ on }) => on)).size === 1;

function place(data: SeriesData, { width }: PlaceOptions): SeriesPlaced {
  const lines = drawn(data);
  const empty: SeriesPlaced = {
    width,
    height: data.small ? small.height : heights.empty,
    plot: { x0: 0, y0: 0, x1: width, y1: heights.empty },
    lines: [],
    across: [],
    up: [],
    labels: [],
    key: placeSeriesKey([], width, 0),
    note: "",
    marks: [],
  };
  if (lines.length === 0) return { ...empty, note: `Nothing known by ${formatDate(data.asOf)}` };
  if (lines.every(isKnownOnce)) {
    const bars = placeSeriesBars(data, lines, width);
    const marks = bars.rows.flatMap((row) =>
      row.values.map((value): Mark => ({ ...value, ...markOf(row.line, value.point, data) })),
    );
    return { ...empty, bars, height: data.small ? small.height : bars.height, marks, key: bars.key };
  }
  return placeLines(data, lines, width, empty);
}

function placeLines(data: SeriesData, lines: readonly SeriesLine[], width: number, empty: SeriesPlaced): SeriesPlaced {
  const size = width < narrowBelow ? "narrow" : width < 800 ? "medium" : "wide";
  const height = data.small ? small.height : heights[size];
  const [top, bottom] = data.small ? [small.top, small.bottom] : [margin.top, margin.bottom];
  const points = lines.flatMap((line) => line.points);
  const scale = valueScale(data, points, height - top - bottom);
  const upTicks = labelled(scale.ticks, (value) => sayTick(data, value));
  const periods = points.map(({ on }) => on).sort();
  const [first, last] = [periods[0] ?? data.asOf, periods.at(-1) ?? data.asOf];
  const ends = endsOf(data, lines, last);
  const plot: Box = {
    x0: data.small ? small.left : labelColumn(upTicks) + 4,
    y0: top,
    x1: width - edgeOf(data, ends.reaching) - 2,
    y1: height - bottom,
  };
  const x = timeScale(firstDayOf(first), firstDayOf(last), [plot.x0 + 4, plot.x1 - 2]);
  const y = scale.to([plot.y1, plot.y0]);
  const placed = lines.map((line) => placeLine(line, x, y, data.small === true));
  const key = placeSeriesKey(data.small ? [] : meanings(placed), width, height + 4);
  return {
    ...empty,
    height: height + key.height,
    plot,
    lines: placed,
    across: placeAcross(data.small ? endTicks(first, last) : calendarTicks(periods, plot), x, [
      data.small ? plot.x0 : 0,
      plot.x1 + 14,
    ]),
    up: placeUp(upTicks, y),
    labels: placeNames(data, ends, { x, y }, plot, placed),
    key,
    marks: lines
      .flatMap((line) =>
        line.points.map(
          (point): Mark => ({
            ...markOf(line, point, data),
            x: tenth(x(startTime(point.on))),
            y: tenth(y(point.value)),
          }),
        ),
      )
      .sort((one, other) => one.x - other.x || (one.key < other.key ? -1 : 1)),
  };
}

/** What a point says when it is pointed at. */
function markOf(line: SeriesLine, point: SeriesPoint, data: SeriesData): Pick<Mark, "key" | "side" | "tip"> {
  return {
    key: `${line.country}-${point.on}-${point.sourceId}`,
    side: line.side,
    tip: [
      `${line.label}, ${formatDate(point.on)}`,
      sayWithUnit(data, point.value),
      `${point.confidence}${point.superseded ? ", an older edition" : ""}: ${sayEdition(point)}`,
    ],
  };
}

function draw(svg: Svg, data: SeriesData, options: DrawOptions): SeriesPlaced {
  const placed = place(data, options);
  const { plot } = placed;
  const root = drawRoot(svg);
  if (placed.note) {
    drawNote(root, placed.note, placed.width / 2, placed.height / 2);
    return placed;
  }
  if (placed.bars) {
    drawSeriesBars(root, placed.bars);
    drawSeriesKey(root, placed.key);
    return placed;
  }
  drawLeftAxis(root, placed.up, { x0: plot.x0, x1: plot.x1 });
  drawBottomAxis(root, placed.across, { y: plot.y1, x0: plot.x0, x1: plot.x1 });
  const isSmall = data.small === true;
  // The sides last, so that they lie over everybody else.
  const order = [...placed.lines].reverse();
  strokes(root, order, "older", isSmall ? 0.8 : 1, (line) => sideDash[line.side]);
  strokes(root, order, "joins", isSmall ? 1.2 : 1.6, () => "1.2 3.6");
  strokes(root, order, "path", isSmall ? 1.7 : 2.2, (line) => sideDash[line.side]);
  drawSymbols(
    root,
    order.flatMap((line) => line.points),
    isSmall ? 2.7 : 3.6,
  );
  drawLabels(root, placed.labels);
  drawSeriesKey(root, placed.key);
  return placed;
}

function strokes(
  root: Svg,
  lines: readonly PlacedSeries[],
  which: "path" | "joins" | "older",
  width: number,
  dash: (line: PlacedSeries) => string | null,
): void {
  root
    .append("g")
    .attr("fill", "none")
    .attr("stroke-width", width)
    .attr("stroke-linejoin", "round")
    .attr("stroke-linecap", which === "joins" ? "round" : null)
    .selectAll(null)
    .data(lines.filter((line) => line[which] !== ""))
    .enter()
    .append("path")
    .attr("d", (line) => line[which])
    .attr("stroke", (line) => (which === "joins" ? sideTextColour[line.side] : sideColour[line.side]))
    .attr("stroke-width", (line) => (line.side === "other" ? width * 0.6 : null))
    .attr("stroke-dasharray", dash);
}
