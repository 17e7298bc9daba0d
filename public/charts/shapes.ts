import { type SideKey, type Svg, sideColour, sideTextColour } from "./chart.js";
import { textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

/** Dash of a side's line: the sides differ in print without colour. */
export const sideDash = { a: null, b: "7 2.5", other: "1.5 3" } as const;

/** To one decimal: finer than a pixel, and pictures stay small. */
export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

/**
 * Outline of a side's symbol around a point: circle for a, diamond for b, square for everybody else. `radius` is the
 * circle's; the others are sized to weigh the same.
 * @example symbolPath("b", 10, 10, 4) // "M10,5l5,5-5,5-5-5z"
 */
export function symbolPath(side: SideKey, x: number, y: number, radius: number): string {
  if (side === "a") {
    const [r, d] = [tenth(radius), tenth(radius * 2)];
    return `M${tenth(x - r)},${tenth(y)}a${r},${r} 0 1,0 ${d},0a${r},${r} 0 1,0-${d},0z`;
  }
  if (side === "b") {
    const d = tenth(radius * 1.25);
    return `M${tenth(x)},${tenth(y - d)}l${d},${d}-${d},${d}-${d}-${d}z`;
  }
  const s = tenth(radius * 0.88);
  return `M${tenth(x - s)},${tenth(y - s)}h${tenth(2 * s)}v${tenth(2 * s)}h-${tenth(2 * s)}z`;
}

export interface PlacedSymbol {
  readonly x: number;
  readonly y: number;
  readonly side: SideKey;
  /** Weak evidence is drawn hollow. */
  readonly hollow?: boolean;
}

/**
 * Appends symbols, grouped by side and filling so that each carries its position only: first everybody else, then b,
 * then a, hollow ones below filled ones.
 */
export function drawSymbols(svg: Svg, symbols: readonly PlacedSymbol[], radius: number): void {
  for (const side of ["other", "b", "a"] as const) {
    for (const hollow of [true, false]) {
      const rows = symbols.filter((symbol) => symbol.side === side && (symbol.hollow ?? false) === hollow);
      if (rows.length === 0) continue;
      const group = svg
        .append("g")
        .attr("fill", hollow ? colour.paper : sideColour[side])
        .attr("stroke", hollow ? sideColour[side] : colour.paper)
        .attr("stroke-width", hollow ? 1.3 : 0.6);
      const entering = group.selectAll(null).data(rows).enter();
      if (side === "a") {
        entering
          .append("circle")
          .attr("cx", (row) => tenth(row.x))
          .attr("cy", (row) => tenth(row.y))
          .attr("r", radius);
      } else {
        entering.append("path").attr("d", (row) => symbolPath(side, row.x, row.y, radius));
      }
    }
  }
}

/** What a symbol means, said beside it. */
export interface KeyEntry {
  readonly side: SideKey;
  readonly text: string;
  readonly hollow?: boolean;
}

export interface PlacedKey {
  readonly entries: readonly (KeyEntry & { readonly x: number; readonly y: number })[];
  /** Height that all lines take. */
  readonly height: number;
}

const keyLine = { height: 19, symbolRadius: 4, indent: 10, gap: 18 } as const;

/** Sets the entries of a key in a row, in as many lines as `width` asks for. */
export function placeKey(entries: readonly KeyEntry[], x0: number, width: number): PlacedKey {
  let [x, line] = [x0, 0];
  const placed = entries.map((entry) => {
    const room = keyLine.indent + textWidth(entry.text, chartType.label, 600);
    if (x > x0 && x + room > x0 + width) [x, line] = [x0, line + 1];
    const at = { ...entry, x: tenth(x + keyLine.symbolRadius), y: line * keyLine.height + 9 };
    x += room + keyLine.gap;
    return at;
  });
  return { entries: placed, height: entries.length === 0 ? 0 : (line + 1) * keyLine.height };
}

export function drawKey(svg: Svg, key: PlacedKey): void {
  const group = svg.append("g").attr("aria-hidden", "true").attr("font-size", chartType.label) as unknown as Svg;
  drawSymbols(group, key.entries, keyLine.symbolRadius);
  group
    .selectAll(null)
    .data(key.entries)
    .enter()
    .append("text")
    .attr("x", (entry) => tenth(entry.x + keyLine.indent - keyLine.symbolRadius + 2))
    .attr("y", (entry) => entry.y + 4.2)
    .attr("fill", (entry) => (entry.hollow ? colour.muted : sideTextColour[entry.side]))
    .attr("font-weight", (entry) => (entry.hollow ? null : 600))
    .text((entry) => entry.text);
}
