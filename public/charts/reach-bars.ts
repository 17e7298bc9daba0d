import { scaleLinear } from "d3";
import { drawBottomAxis, drawNote, drawRoot, labelled, linearTicks, type PlacedTick, placeAcross } from "./axis.js";
import { type Mark, type Placed, type SideKey, type Svg, sideColour, sideTextColour, sideTint } from "./chart.js";
import { formatCount } from "./format.js";
import { drawSymbols, type PlacedSymbol, tenth } from "./shapes.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

/** Below this width titles stand above their bars. */
const stackedBelow = 600;
const bar = { height: 13, gap: 3, symbol: 3.6, textGap: 8 } as const;
const row = { gap: 9, titleLine: 17, mostTitle: 230 } as const;
const head = { height: 25, noteLine: 17, above: 8 } as const;
const keyLine = { height: 20, swatch: 13, gap: 20 } as const;
const tickRoom = 76;
const margin = { top: 4, bottom: 28 } as const;

/** How many of one side are reached in one step, and how many more only through a chain. */
export interface ReachBar {
  readonly side: SideKey;
  readonly direct: number;
  readonly chained: number;
  /** Stands behind the bar. */
  readonly text: string;
  readonly tip: readonly string[];
}

export interface ReachRow {
  readonly key: string;
  readonly title: string;
  readonly bars: readonly ReachBar[];
  readonly href?: string;
}

export interface ReachGroup {
  readonly head: string;
  /** Colours the head; a head of no side stays black. */
  readonly side?: SideKey;
  /** A line under the head; "" without. */
  readonly note: string;
  readonly rows: readonly ReachRow[];
}

export interface PlacedReachBar extends Pick<ReachBar, "side" | "text"> {
  readonly x0: number;
  /** Where what is reached in one step ends, and where all of it does. */
  readonly x1: number;
  readonly x2: number;
  readonly y: number;
  readonly textX: number;
  /** Tells the side without colour where rows hold bars of several. */
  readonly symbol?: PlacedSymbol;
}

interface PlacedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

export interface ReachPlaced extends Placed {
  readonly plot: { readonly x0: number; readonly x1: number; readonly y0: number; readonly y1: number };
  readonly stacked: boolean;
  readonly key: readonly (PlacedText & { readonly filled: boolean })[];
  readonly heads: readonly (PlacedText & { readonly side?: SideKey })[];
  readonly notes: readonly PlacedText[];
  readonly titles: readonly PlacedText[];
  readonly bars: readonly PlacedReachBar[];
  readonly across: readonly PlacedTick[];
  readonly empty: string;
}

/** Bars in two parts, in groups under heads: filled for one step, outlined for what only a chain leads to. */
export function placeReach(
  groups: readonly ReachGroup[],
  {
    width,
    key,
    empty,
    symbols,
  }: {
    readonly width: number;
    /** Words for one step and for a chain. */
    readonly key: readonly [string, string];
    /** Said when there is nothing to draw. */
    readonly empty: string;
    /** Sides differ within a row. */
    readonly symbols: boolean;
  },
): ReachPlaced {
  const rows = groups.flatMap((group) => group.rows);
  if (rows.length === 0) {
    return {
      ...{ width, height: 80, plot: { x0: 0, x1: width, y0: 0, y1: 80 }, stacked: false, empty },
      ...{ key: [], heads: [], notes: [], titles: [], bars: [], across: [], marks: [] },
    };
  }
  const stacked = width < stackedBelow;
  const all = rows.flatMap(({ bars }) => bars);
  const titleRoom = stacked ? width - 2 : row.mostTitle;
  const widest = Math.max(...rows.map(({ title }) => textWidth(title, chartType.label)));
  const x0 = stacked ? 1 : Math.ceil(Math.min(widest, titleRoom)) + 14;
  const symbolRoom = symbols ? bar.symbol * 2 + 6 : 0;
  const most = Math.max(1, ...all.map(({ direct, chained }) => direct + chained));
  // Each bar with its own text must end inside the picture, so the tightest one sets the scale.
  const scale = Math.min(
    (width - x0 - 12) / most,
    ...all.map(({ direct, chained, text }) => {
      const room = width - x0 - bar.textGap - symbolRoom - textWidth(text, chartType.label, 600) - 2;
      return direct + chained > 0 ? Math.max(room, 1) / (direct + chained) : Number.POSITIVE_INFINITY;
    }),
  );
  const x1 = x0 + scale * most;
  const x = scaleLinear().domain([0, most]).range([x0, x1]);

  const placedKey = placeSwatches(key, width);
  const heads: ReachPlaced["heads"][number][] = [];
  const notes: PlacedText[] = [];
  const titles: PlacedText[] = [];
  const bars: PlacedReachBar[] = [];
  const marks: Mark[] = [];
  let top = margin.top + ((placedKey.at(-1)?.y ?? 0) + 8);
  const y0 = top;
  for (const group of groups) {
    if (group.rows.length === 0) continue;
    top += head.above;
    heads.push({ text: group.head, x: 1, y: tenth(top + 15), ...(group.side && { side: group.side }) });
    top += head.height;
    for (const line of linesOf(group.note, width - 2)) {
      notes.push({ text: line, x: 1, y: tenth(top + 8) });
      top += head.noteLine;
    }
    for (const one of group.rows) {
      const barsHeight = one.bars.length * (bar.height + bar.gap) - bar.gap;
      titles.push({
        text: fitText(one.title, chartType.label, titleRoom),
        x: stacked ? 1 : x0 - 12,
        y: tenth(stacked ? top + 12 : top + barsHeight / 2 + 4.2),
      });
      if (stacked) top += row.titleLine;
      for (const [index, { side, direct, chained, text, tip }] of one.bars.entries()) {
        const y = tenth(top + index * (bar.height + bar.gap));
        const end = tenth(x(direct + chained));
        bars.push({
          ...{ side, text, y, x0, x1: tenth(x(direct)), x2: end, textX: tenth(end + bar.textGap + symbolRoom) },
          ...(symbols && { symbol: { side, x: end + bar.textGap + bar.symbol, y: y + bar.height / 2 } }),
        });
        marks.push({
          key: `${one.key}-${side}`,
          ...{ x: end, y: tenth(y + bar.height / 2), side, tip },
          ...(one.href && { href: one.href }),
        });
      }
      top += barsHeight + row.gap;
    }
  }
  const whole = linearTicks([0, most], x1 - x0, tickRoom).filter(Number.isInteger);
  return {
    width,
    height: tenth(top + margin.bottom),
    plot: { x0, x1: tenth(x1), y0, y1: tenth(top) },
    ...{ stacked, key: placedKey, heads, notes, titles, bars, marks, empty: "" },
    across: placeAcross(labelled(whole, formatCount), (value) => x(value), [0, width]),
  };
}

export function drawReach(svg: Svg, placed: ReachPlaced): void {
  const root = drawRoot(svg).attr("font-size", chartType.label) as unknown as Svg;
  if (placed.empty) {
    drawNote(root, placed.empty, placed.width / 2, placed.height / 2);
    return;
  }
  const { plot } = placed;
  drawBottomAxis(root, placed.across, { y: plot.y1, x0: plot.x0, x1: plot.x1, gridTop: plot.y0 });
  const key = root.append("g").attr("aria-hidden", "true").attr("stroke", colour.ink);
  key
    .selectAll(null)
    .data(placed.key)
    .enter()
    .append("rect")
    .attr("x", ({ x }) => tenth(x - keyLine.swatch - 6))
    .attr("y", ({ y }) => tenth(y - 10.5))
    .attr("width", keyLine.swatch)
    .attr("height", keyLine.swatch - 2)
    .attr("fill", ({ filled }) => (filled ? colour.ink : colour.paper));
  for (const side of ["a", "b", "other"] as const) {
    const own = placed.bars.filter((one) => one.side === side);
    const ink = root.append("g").attr("stroke", sideColour[side]);
    ink
      .selectAll(null)
      .data(own.filter((one) => one.x2 > one.x1))
      .enter()
      .append("rect")
      .attr("x", (one) => tenth(one.x1 + 0.5))
      .attr("y", (one) => tenth(one.y + 0.5))
      .attr("width", (one) => tenth(Math.max(0.5, one.x2 - one.x1 - 1)))
      .attr("height", bar.height - 1)
      .attr("fill", sideTint[side]);
    ink
      .append("g")
      .attr("fill", sideColour[side])
      .attr("stroke", "none")
      .selectAll(null)
      .data(own.filter((one) => one.x1 > one.x0))
      .enter()
      .append("rect")
      .attr("x", (one) => one.x0)
      .attr("y", (one) => one.y)
      .attr("width", (one) => tenth(one.x1 - one.x0))
      .attr("height", bar.height);
    texts(
      root,
      own.map(({ text, textX, y }) => ({ text, x: textX, y: tenth(y + 10.8) })),
      sideTextColour[side],
      600,
    );
  }
  drawSymbols(
    root,
    placed.bars.flatMap(({ symbol }) => symbol ?? []),
    bar.symbol,
  );
  texts(root, placed.key, colour.ink, 400);
  for (const { side, ...text } of placed.heads) texts(root, [text], side ? sideTextColour[side] : colour.ink, 600);
  texts(root, placed.notes, colour.muted, 400);
  texts(root, placed.titles, colour.ink, 400, placed.stacked ? null : "end");
}

function texts(svg: Svg, rows: readonly PlacedText[], fill: string, weight: 400 | 600, anchor: "end" | null = null) {
  svg
    .append("g")
    .attr("fill", fill)
    .attr("font-weight", weight === 400 ? null : weight)
    .attr("text-anchor", anchor)
    // A halo of paper keeps letters clear of the grid's lines.
    .attr("stroke", colour.paper)
    .attr("stroke-width", 3)
    .attr("paint-order", "stroke")
    .selectAll(null)
    .data(rows)
    .enter()
    .append("text")
    .attr("x", ({ x }) => x)
    .attr("y", ({ y }) => y)
    .text(({ text }) => text);
}

function placeSwatches(key: readonly [string, string], width: number): ReachPlaced["key"] {
  const indent = keyLine.swatch + 6;
  const [first, second] = key;
  const beside = 1 + indent + textWidth(first, chartType.label) + keyLine.gap;
  const wraps = beside + indent + textWidth(second, chartType.label) > width;
  return [
    { text: first, x: 1 + indent, y: 15, filled: true },
    { text: second, x: tenth((wraps ? 1 : beside) + indent), y: wraps ? 15 + keyLine.height : 15, filled: false },
  ];
}

/** A note in as many lines as the width asks for. */
function linesOf(note: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of note.split(" ").filter(Boolean)) {
    const longer = `${lines.at(-1) ?? ""} ${word}`.trim();
    if (lines.length > 0 && textWidth(longer, chartType.label) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
