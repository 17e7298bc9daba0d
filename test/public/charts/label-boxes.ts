import { nameSize, type PlacedLineage } from "../../../public/charts/lineage-data.js";
import { textWidth } from "../../../public/charts/text-width.js";
import { chartType } from "../../../public/charts/tokens.js";

interface Box {
  readonly text: string;
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

/** Capitals and figures reach this far above the base line, and descenders below it, as parts of the size. */
const [ascent, descent] = [0.72, 0.22];

function boxOf(text: string, [x, base]: readonly [number, number], size: number, weight: 400 | 600, ends = false): Box {
  const width = textWidth(text, size, weight);
  const x0 = ends ? x - width : x;
  return { text, x0, x1: x0 + width, y0: base - size * ascent, y1: base + size * descent };
}

/** All text of a lineage where it is drawn: names, what is said behind them, headings, question marks, the legend. */
export function textBoxes({ nodes, edges, heads, legend }: PlacedLineage): readonly Box[] {
  return [
    ...nodes.map((node) =>
      boxOf(node.label, [node.labelX, node.y + 4], nameSize, node.bold ? 600 : 400, node.anchor === "end"),
    ),
    ...nodes
      .filter(({ aside }) => aside !== "")
      .map((node) => boxOf(node.aside, [node.labelX + node.labelWidth + 6, node.y + 4], chartType.note, 400)),
    ...edges.filter(({ disputed }) => disputed).map((edge) => boxOf("?", [edge.endX, edge.endY + 4], 12, 600, true)),
    ...heads.map((head) => boxOf(head.text, [head.x, head.y], chartType.note, 400)),
    ...legend.map((item) => boxOf(item.text, [item.x + 8, item.y], chartType.note, 400)),
  ].filter(({ text }) => text !== "");
}

/** Pairs of texts that touch each other. */
export function overlaps(placed: PlacedLineage): string[] {
  const boxes = textBoxes(placed);
  return boxes.flatMap((one, index) =>
    boxes
      .slice(index + 1)
      .filter((other) => one.x0 < other.x1 && other.x0 < one.x1 && one.y0 < other.y1 && other.y0 < one.y1)
      .map((other) => `${one.text} / ${other.text}`),
  );
}

/** Texts that leave the picture, by more than the rounding of a tenth. */
export function outside(placed: PlacedLineage): string[] {
  return textBoxes(placed)
    .filter(({ x0, x1, y0, y1 }) => x0 < -0.1 || x1 > placed.width + 0.1 || y0 < 0 || y1 > placed.height + 0.1)
    .map(({ text }) => text);
}
