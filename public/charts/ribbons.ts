import { type SideKey, type Svg, sideColour, sideTextColour } from "./chart.js";
import { drawSymbols, tenth } from "./shapes.js";
import { chartType, colour } from "./tokens.js";

/** Columns of bars with ribbons between them, as wide as what they carry: what the flows of several charts share. */

/** Width of a bar, the gap to its label, and the symbol before a label. */
export const bar = { width: 9, gap: 7, symbol: 3.4 } as const;
/** Room that a label takes beside its text: symbol and gaps. */
export const besideLabel = bar.symbol * 2 + 6;

/** Something of a column with the height that its links have together. */
export interface Pile<E> {
  readonly end: E;
  y: number;
  readonly height: number;
}

/** How the bars of a column stand below each other. */
export interface PileRoom {
  /** Room above each bar, for its label. */
  readonly head: number;
  /** A row is never lower than this. */
  readonly least: number;
  readonly gap: number;
}

/** Rows as high as a label that stands beside its bar. */
const beside: PileRoom = { head: 0, least: 17, gap: 4 };

/** Height of a column below `top`. */
export function heightOf<E>(piles: readonly Pile<E>[], top: number, room: PileRoom = beside): number {
  return top + piles.reduce((sum, one) => sum + slot(one, room), 0);
}

function slot<E>({ height }: Pile<E>, { head, least, gap }: PileRoom): number {
  return head + Math.max(height, least) + gap;
}

/** Stands the bars below each other, each in the middle of its row; spare height goes between them. */
export function spread<E>(piles: readonly Pile<E>[], top: number, height: number, room: PileRoom = beside): void {
  const spare = (height - heightOf(piles, top, room)) / Math.max(1, piles.length - 1);
  let y = piles.length === 1 ? top + spare / 2 : top;
  for (const one of piles) {
    one.y = y + room.head + (Math.max(one.height, room.least) - one.height) / 2;
    y += slot(one, room) + spare;
  }
}

export interface Ribbon {
  readonly from: string;
  readonly to: string;
  readonly side: SideKey;
  /** Height of it at either end. */
  readonly height: number;
}

export interface PlacedRibbon {
  readonly from: string;
  readonly to: string;
  readonly side: SideKey;
  /** Closed outline. */
  readonly path: string;
}

/**
 * Ribbons leave and reach a bar in the order in which their other ends stand, so that none crosses at a bar; several
 * between the same two keep the order given.
 */
export function placeRibbons<E extends { readonly key: string }>(
  given: readonly Ribbon[],
  left: readonly Pile<E>[],
  right: readonly Pile<E>[],
  x0: number,
  x1: number,
): readonly PlacedRibbon[] {
  const rows = (piles: readonly Pile<E>[]) => new Map(piles.map(({ end }, at) => [end.key, at]));
  const [leftRows, rightRows] = [rows(left), rows(right)];
  const ordered = given
    .flatMap((one) => {
      const [row, target] = [leftRows.get(one.from), rightRows.get(one.to)];
      return row === undefined || target === undefined ? [] : [{ ...one, row, target }];
    })
    .sort((one, other) => one.row - other.row || one.target - other.target);
  const left0 = new Map(left.map(({ end, y }) => [end.key, y]));
  const reached = new Map(right.map(({ end, y }) => [end.key, y]));
  const middle = tenth((x0 + x1) / 2);
  const [start, stop] = [tenth(x0), tenth(x1)];
  return ordered.map(({ from, to, side, height }) => {
    const [y, into] = [left0.get(from) ?? 0, reached.get(to) ?? 0];
    left0.set(from, y + height);
    reached.set(to, into + height);
    const [a, b, c, d] = [y, into, into + height, y + height].map(tenth);
    return {
      from,
      to,
      side,
      path: `M${start},${a}C${middle},${a} ${middle},${b} ${stop},${b}V${c}C${middle},${c} ${middle},${d} ${start},${d}z`,
    };
  });
}

const ribbonOpacity = { a: 0.55, b: 0.5, other: 0.45 } as const;

/** Edged in paper, so that ribbons of one side stay apart in grey print. */
export function drawRibbons(root: Svg, ribbons: readonly PlacedRibbon[]): void {
  root
    .append("g")
    .attr("stroke", colour.paper)
    .attr("stroke-width", 0.7)
    .selectAll(null)
    .data(ribbons)
    .enter()
    .append("path")
    .attr("d", ({ path }) => path)
    .attr("fill", ({ side }) => sideColour[side])
    .attr("fill-opacity", ({ side }) => ribbonOpacity[side])
    .attr("data-from", ({ from }) => from)
    .attr("data-to", ({ to }) => to);
}

/** A bar with its label and its figure. */
export interface PlacedBar {
  readonly key: string;
  readonly side: SideKey;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly label: string;
  readonly count: string;
  readonly labelX: number;
  readonly labelY: number;
  readonly anchor: "start" | "end";
}

export function drawBars(root: Svg, bars: readonly PlacedBar[]): void {
  root
    .append("g")
    .selectAll(null)
    .data(bars)
    .enter()
    .append("rect")
    .attr("x", ({ x }) => x)
    .attr("y", ({ y }) => y)
    .attr("width", bar.width)
    .attr("height", ({ height }) => Math.max(height, 1))
    .attr("fill", ({ side }) => sideColour[side])
    .attr("data-key", ({ key }) => key);
  const toward = ({ anchor }: PlacedBar) => (anchor === "end" ? -1 : 1);
  drawSymbols(
    root,
    bars.map((one) => ({ side: one.side, x: one.labelX + toward(one) * (bar.symbol + 1), y: one.labelY - 4.2 })),
    bar.symbol,
  );
  // A label above its bar stands where ribbons may pass.
  const labels = root
    .append("g")
    .attr("stroke", colour.paper)
    .attr("stroke-width", 3)
    .attr("paint-order", "stroke")
    .selectAll(null)
    .data(bars)
    .enter()
    .append("text")
    .attr("x", (one) => tenth(one.labelX + toward(one) * besideLabel))
    .attr("y", ({ labelY }) => labelY)
    .attr("text-anchor", ({ anchor }) => anchor)
    .attr("fill", colour.ink)
    .attr("data-key", ({ key }) => key);
  labels.append("tspan").text(({ label }) => `${label} `);
  labels
    .append("tspan")
    .attr("font-weight", 600)
    .attr("fill", ({ side }) => sideTextColour[side])
    .text(({ count }) => count);
}

/** What a column holds, said above it. */
export interface Heading {
  readonly x: number;
  readonly anchor: "start" | "middle" | "end";
  readonly text: string;
}

export function drawHeadings(root: Svg, headings: readonly Heading[]): void {
  root
    .append("g")
    .attr("fill", colour.muted)
    .attr("font-size", chartType.note)
    .selectAll(null)
    .data(headings)
    .enter()
    .append("text")
    .attr("x", ({ x }) => x)
    .attr("y", 11)
    .attr("text-anchor", ({ anchor }) => anchor)
    .text(({ text }) => text);
}
