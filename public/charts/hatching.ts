import type { Svg } from "./chart.js";
import type { Box } from "./direct-labels.js";

/**
 * How an area is marked beside its colour. Lines and dashes lie on one grid through the picture's origin, so that
 * neighbouring areas continue each other.
 */
export interface Hatch {
  readonly lines: "rising" | "falling" | "crossed" | "upright" | "dashes";
  /** Units from line to line along x, a whole number. */
  readonly step: number;
  readonly ink: string;
  /** Of a line; dashes have the size of their grid. */
  readonly width: number;
}

/** An outline, and the boxes that it lies in. */
export interface HatchedArea {
  readonly d: string;
  readonly boxes: readonly Box[];
}

/** Parallels: one line as thick as the area is high, whose dashes are their sections along x. */
export interface Parallels {
  readonly d: string;
  readonly thickness: number;
  readonly dashes: string;
  /** What makes upright dashes slant. */
  readonly skew: string | null;
}

/**
 * Appends lines cut to an area. A clip path rather than a `<pattern>`: printing turns each area that a pattern fills
 * into an image of its own, which is slow to make and large.
 * @param clipId an id that is nowhere else in the document
 */
export function drawHatch(svg: Svg, { d, boxes }: HatchedArea, hatch: Hatch, clipId: string): void {
  if (d === "" || boxes.length === 0) return;
  svg.append("clipPath").attr("id", clipId).append("path").attr("d", d);
  const group = svg.append("g").attr("clip-path", `url(#${clipId})`).attr("fill", "none").attr("stroke", hatch.ink);
  for (const { d: line, thickness, dashes, skew } of parallels(hatch, boxes))
    group
      .append("path")
      .attr("d", line)
      .attr("stroke-width", thickness)
      .attr("stroke-dasharray", dashes)
      .attr("transform", skew);
}

/** The sets of parallels that cross `boxes`, uncut. */
export function parallels(
  { lines, step, width }: Pick<Hatch, "lines" | "step" | "width">,
  boxes: readonly Box[],
): readonly Parallels[] {
  if (lines === "dashes") return [checks(step, boxes)];
  const { x0, y0, x1, y1 } = around(boxes);
  const stripes = (from: number, to: number, shift: number, along: number, skew: string | null): Parallels => {
    const first = Math.floor((from - shift) / step) * step + shift - along / 2;
    return {
      d: `M${hundredth(first)},${(y0 + y1) / 2}H${to + step}`,
      thickness: y1 - y0,
      dashes: `${hundredth(along)} ${hundredth(step - along)}`,
      skew,
    };
  };
  if (lines === "upright") return [stripes(x0, x1, step / 2, width, null)];
  const slanted = hundredth(width * Math.SQRT2);
  return [
    // Along a rising line x + y stays the same, along a falling one x - y.
    ...(lines === "falling" ? [] : [stripes(x0 + y0, x1 + y1, 0, slanted, "skewX(-45)")]),
    ...(lines === "rising" ? [] : [stripes(x0 - y1, x1 - y0, 0, slanted, "skewX(45)")]),
  ];
}

/** Whole units around all of the boxes. */
function around(boxes: readonly Box[]): Box {
  return {
    x0: Math.floor(Math.min(...boxes.map(({ x0 }) => x0))),
    y0: Math.floor(Math.min(...boxes.map(({ y0 }) => y0))),
    x1: Math.ceil(Math.max(...boxes.map(({ x1 }) => x1))),
    y1: Math.ceil(Math.max(...boxes.map(({ y1 }) => y1))),
  };
}

/** Short upright dashes, those of every other row between those of the rows beside it. */
function checks(step: number, boxes: readonly Box[]): Parallels {
  const high = step / 2;
  const d = boxes.flatMap(({ x0, y0, x1, y1 }) => {
    const first = Math.floor(y0 / high);
    return Array.from({ length: Math.ceil(y1 / high) - first }, (_, at) => {
      const row = first + at;
      const shift = step / 4 + (row % 2 === 0 ? 0 : high);
      return `M${Math.floor((x0 - shift) / step) * step + shift},${(row + 0.5) * high}H${Math.ceil(x1)}`;
    });
  });
  return { d: d.join(""), thickness: high, dashes: `${step / 4} ${(step * 3) / 4}`, skew: null };
}

function hundredth(value: number): number {
  return Math.round(value * 100) / 100;
}
