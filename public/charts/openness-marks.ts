import { type SideKey, type Sides, type Svg, sideColour, sideTextColour } from "./chart.js";
import { opennessOrder, type Release } from "./releases-data.js";
import { opennessWords } from "./releases-words.js";
import { sideDash, tenth } from "./shapes.js";
import { textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

export type OpennessShape = (typeof opennessOrder)[number] | "unknown";

/** A model where it stands: its colour is its side's, its shape its openness. */
export interface OpennessMark {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly side: SideKey;
  readonly openness: OpennessShape;
  /** Weak evidence is drawn hollow. */
  readonly hollow: boolean;
}

/**
 * Outline of a shape around a point. Open models are round or pointed upwards, those kept by their developers have
 * corners; all weigh about the same as the circle of `radius`.
 */
export function opennessPath(shape: OpennessShape, x: number, y: number, radius: number): string {
  const at = `${tenth(x)},${tenth(y)}`;
  if (shape === "open-weights") {
    const [r, d] = [tenth(radius), tenth(radius * 2)];
    return `M${tenth(x - r)},${tenth(y)}a${r},${r} 0 1,0 ${d},0a${r},${r} 0 1,0-${d},0z`;
  }
  if (shape === "open-source") {
    const [w, h] = [tenth(radius * 1.25), tenth(radius * 2.2)];
    return `M${tenth(x)},${tenth(y - radius * 1.35)}l${w},${h}h-${tenth(w * 2)}z`;
  }
  if (shape === "api") {
    const s = tenth(radius * 0.9);
    return `M${tenth(x - s)},${tenth(y - s)}h${tenth(2 * s)}v${tenth(2 * s)}h-${tenth(2 * s)}z`;
  }
  if (shape === "closed") {
    const d = tenth(radius * 1.3);
    return `M${tenth(x)},${tenth(y - d)}l${d},${d}-${d},${d}-${d}-${d}z`;
  }
  const [long, thin] = [tenth(radius * 1.2), tenth(radius * 0.4)];
  return `M${at}m-${long},-${thin}h${tenth(long * 2)}v${tenth(thin * 2)}h-${tenth(long * 2)}z`;
}

/** Appends marks, one path for each look so that none carries its own colours; hollow ones below filled ones. */
export function drawOpennessMarks(svg: Svg, marks: readonly OpennessMark[], radius: number): void {
  for (const side of ["other", "b", "a"] as const) {
    for (const hollow of [true, false]) {
      const rows = marks.filter((mark) => mark.side === side && mark.hollow === hollow);
      if (rows.length === 0) continue;
      svg
        .append("g")
        .attr("fill", hollow ? colour.paper : sideColour[side])
        .attr("stroke", hollow ? sideColour[side] : colour.paper)
        .attr("stroke-width", hollow ? 1.4 : 0.6)
        .attr("fill-opacity", hollow ? null : 0.88)
        .selectAll(null)
        .data(rows)
        .enter()
        .append("path")
        .attr("d", (mark) => opennessPath(mark.openness, mark.x, mark.y, radius));
    }
  }
}

/** A side is keyed by its line, so that no shape seems to be its own; a shape is keyed without colour. */
interface KeyEntry {
  readonly side: SideKey | null;
  readonly shape: OpennessShape | null;
  readonly hollow: boolean;
  readonly text: string;
}

export interface OpennessKey {
  readonly entries: readonly (KeyEntry & { readonly x: number; readonly textX: number; readonly y: number })[];
  /** Height that all lines take. */
  readonly height: number;
}

const line = { height: 19, radius: 4, indent: 11, gap: 18, sample: 20 } as const;

/** What colours and shapes mean: the sides, then the shapes that occur, then hollow ones if there are any. */
export function placeOpennessKey(sides: Sides, releases: readonly Release[], width: number): OpennessKey {
  const entries: KeyEntry[] = [
    { side: "a", shape: null, hollow: false, text: sides.a.label },
    { side: "b", shape: null, hollow: false, text: sides.b.label },
  ];
  if (releases.some(({ side }) => side === "other"))
    entries.push({ side: "other", shape: null, hollow: false, text: "Others" });
  for (const shape of [...opennessOrder, "unknown" as const]) {
    if (releases.some(({ openness }) => (openness ?? "unknown") === shape))
      entries.push({ side: null, shape, hollow: false, text: opennessWords[shape] });
  }
  if (releases.some(({ confidence }) => confidence === "estimated" || confidence === "disputed"))
    entries.push({ side: null, shape: "open-weights", hollow: true, text: "hollow: estimated or disputed" });
  let [x, row] = [1, 0];
  const placed = entries.map((entry) => {
    const indent = entry.shape ? line.indent : line.sample + 5;
    const room = indent + textWidth(entry.text, chartType.label, entry.side ? 600 : 400);
    if (x > 1 && x + room > 1 + width) [x, row] = [1, row + 1];
    const at = { ...entry, x: tenth(x), textX: tenth(x + indent + 1), y: row * line.height + 9 };
    x += room + line.gap;
    return at;
  });
  return { entries: placed, height: (row + 1) * line.height };
}

export function drawOpennessKey(svg: Svg, { entries }: OpennessKey): void {
  const group = svg.append("g").attr("aria-hidden", "true").attr("font-size", chartType.label);
  group
    .selectAll(null)
    .data(entries.filter(({ shape }) => shape !== null))
    .enter()
    .append("path")
    .attr("d", ({ shape, x, y }) => opennessPath(shape ?? "unknown", x + line.radius, y, line.radius))
    .attr("fill", ({ hollow }) => (hollow ? colour.paper : colour.muted))
    .attr("stroke", ({ hollow }) => (hollow ? colour.muted : null))
    .attr("stroke-width", ({ hollow }) => (hollow ? 1.3 : null));
  group
    .selectAll(null)
    .data(entries.filter(({ shape }) => shape === null))
    .enter()
    .append("path")
    .attr("d", ({ x, y }) => `M${x},${y}h${line.sample}`)
    .attr("stroke", ({ side }) => sideColour[side ?? "other"])
    .attr("stroke-width", 2.6)
    .attr("stroke-dasharray", ({ side }) => (side ? sideDash[side] : null));
  group
    .selectAll(null)
    .data(entries)
    .enter()
    .append("text")
    .attr("x", ({ textX }) => textX)
    .attr("y", ({ y }) => y + 4.2)
    .attr("fill", ({ side }) => (side ? sideTextColour[side] : colour.muted))
    .attr("font-weight", ({ side }) => (side ? 600 : null))
    .text(({ text }) => text);
}
