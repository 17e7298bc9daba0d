import type { SideKey } from "./chart.js";
import { startTime } from "./format.js";
import { newest, type SeriesLine, type SeriesPoint } from "./series-data.js";
import { type PlacedSymbol, tenth } from "./shapes.js";

/** A small picture marks every point of a line that has no more than these. */
const everyPointUpTo = 7;
const courseStep = 10;

export interface PlacedSeries {
  readonly side: SideKey;
  /** Through values of one source. */
  readonly path: string;
  /** From a value of one source to the next of another. */
  readonly joins: string;
  /** Through the values of an older edition. */
  readonly older: string;
  readonly points: readonly PlacedSymbol[];
  /** Places along the line, close enough that no label slips between them. */
  readonly course: readonly { readonly x: number; readonly y: number }[];
}

/** A country's values as paths: each through one source, and between sources apart. */
export function placeLine(
  line: SeriesLine,
  x: (time: number) => number,
  y: (value: number) => number,
  isSmall: boolean,
): PlacedSeries {
  const at = ({ on, value }: SeriesPoint) => `${tenth(x(startTime(on)))},${tenth(y(value))}`;
  const main = newest(line);
  let [path, joins] = ["", ""];
  for (const [index, point] of main.entries()) {
    const before = main[index - 1];
    if (!before) continue;
    if (before.sourceId !== point.sourceId) joins += `M${at(before)}L${at(point)}`;
    else path += path.endsWith(at(before)) ? `L${at(point)}` : `M${at(before)}L${at(point)}`;
  }
  const course = main.slice(1).flatMap((point, index) => {
    const before = main[index] ?? point;
    const [x0, x1] = [x(startTime(before.on)), x(startTime(point.on))];
    const [y0, y1] = [y(before.value), y(point.value)];
    const steps = Math.max(1, Math.ceil(Math.hypot(x1 - x0, y1 - y0) / courseStep));
    return Array.from({ length: steps }, (_, step) => ({
      x: x0 + ((x1 - x0) * step) / steps,
      y: y0 + ((y1 - y0) * step) / steps,
    }));
  });
  const superseded = line.points.filter((point) => point.superseded);
  const older = [...new Set(superseded.map(({ sourceId }) => sourceId))]
    .map((source) => superseded.filter(({ sourceId }) => sourceId === source))
    .filter((run) => run.length > 1)
    .map((run) => `M${run.map(at).join("L")}`)
    .join("");
  const shown = line.points.filter(
    (point) => !isSmall || point === main.at(-1) || isHollow(point) || main.length <= everyPointUpTo || joins !== "",
  );
  return {
    side: line.side,
    path,
    joins,
    older,
    course,
    points: shown.map((point) => ({
      side: line.side,
      x: tenth(x(startTime(point.on))),
      y: tenth(y(point.value)),
      hollow: isHollow(point),
    })),
  };
}

const isHollow = ({ superseded, confidence }: SeriesPoint) => superseded || confidence === "disputed";

/** What the key has to explain. */
export function meanings(lines: readonly PlacedSeries[]): readonly ("join" | "hollow")[] {
  return [
    ...(lines.some(({ joins }) => joins !== "") ? (["join"] as const) : []),
    ...(lines.some(({ points }) => points.some(({ hollow }) => hollow)) ? (["hollow"] as const) : []),
  ];
}
