import { type Svg, sideTextColour } from "./chart.js";
import {
  disputedInk,
  kindInk,
  kindOrder,
  kindWords,
  type LegendItem,
  type LegendSample,
  type LineageData,
  type LineageNode,
  nodeRadius,
  type PlacedEdge,
  paleInk,
} from "./lineage-data.js";
import { symbolPath, tenth } from "./shapes.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

const legendRow = 18;
const sampleWidth = 24;

export type LegendNode = Pick<LineageNode, "side" | "kind">;
export type LegendTie = Pick<PlacedEdge, "kind" | "stack" | "across" | "faded" | "disputed">;

/** What is in the picture, and only that, in lines as wide as the picture; of lines those that are not faded. */
export function placeLegend(
  { sides: named, focus }: LineageData,
  nodes: readonly LegendNode[],
  ties: readonly LegendTie[],
  width: number,
  fades: boolean,
): LegendItem[] {
  const edges = ties.filter((edge) => !edge.faded);
  const sides = new Set(nodes.map((node) => node.side));
  const samples: [LegendSample, string][] = [];
  for (const side of ["a", "b", "other"] as const) {
    const label = side === "other" ? "elsewhere or unknown" : named[side].label;
    if (sides.has(side)) samples.push([{ of: "side", side }, label]);
  }
  if (nodes.some((node) => node.kind === "software")) samples.push([{ of: "software" }, "hollow: software, data"]);
  const pale = !fades && edges.some((edge) => !edge.stack);
  for (const kind of kindOrder) {
    const word = kindWords[kind];
    if (edges.some((edge) => edge.kind === kind && !(pale && edge.stack))) {
      samples.push([{ of: "kind", kind, pale: false }, word]);
    }
  }
  // Behind a lineage the stack is one pale mass, save data sets, which are dotted.
  const behind = edges.filter((edge) => pale && edge.stack);
  if (behind.some((edge) => edge.kind !== "dataset")) {
    samples.push([{ of: "kind", kind: "runtime", pale }, "framework, runtime, library"]);
  }
  if (behind.some((edge) => edge.kind === "dataset")) samples.push([{ of: "kind", kind: "dataset", pale }, "data set"]);
  if (edges.some((edge) => edge.across && !(pale && edge.stack))) {
    samples.push([{ of: "across" }, "heavy: between the sides"]);
  }
  if (ties.some((edge) => edge.disputed)) samples.push([{ of: "disputed" }, "disputed"]);
  if (fades && focus) {
    samples.push([
      { of: "focus" },
      fitText(`${focus.name}; in bold what is on its chains`, chartType.note, width - 24),
    ]);
    samples.push([{ of: "faded" }, "grey: the rest"]);
  }

  const items: LegendItem[] = [];
  let [x, y] = [4, 12];
  for (const [sample, text] of samples) {
    const line = isLine(sample);
    const offset = line ? sampleWidth + 5 : 11;
    const long = offset + textWidth(text, chartType.note);
    if (x > 4 && x + long > width - 2) [x, y] = [4, y + legendRow];
    items.push({ sample, text, x: tenth(x), y });
    x += long + 14;
  }
  return items;
}

function isLine({ of }: LegendSample): boolean {
  return of === "kind" || of === "across" || of === "faded";
}

export function drawLegend(svg: Svg, items: readonly LegendItem[]): void {
  if (items.length === 0) return;
  const legend = svg
    .append("g")
    .attr("class", "legend")
    .attr("aria-hidden", "true")
    .attr("font-size", chartType.note)
    .attr("fill", colour.muted);
  for (const { sample, text, x, y } of items) {
    const middle = y - 4;
    if (sample.of === "side") {
      legend
        .append("path")
        .attr("d", symbolPath(sample.side, x, middle, nodeRadius))
        .attr("fill", sideTextColour[sample.side]);
    } else if (sample.of === "software") {
      legend
        .append("path")
        .attr("d", symbolPath("a", x, middle, nodeRadius))
        .attr("fill", colour.paper)
        .attr("stroke", colour.muted)
        .attr("stroke-width", 1.2);
    } else if (sample.of === "focus") {
      legend
        .append("circle")
        .attr("cx", x + 0.6)
        .attr("cy", middle)
        .attr("r", 4)
        .attr("fill", "none")
        .attr("stroke", colour.ink)
        .attr("stroke-width", 1.4);
    } else if (sample.of === "disputed") {
      legend.append("text").attr("x", x).attr("y", y).attr("font-weight", 600).attr("fill", disputedInk).text("?");
    } else {
      const ink = sample.of === "kind" ? kindInk[sample.kind] : kindInk.weights;
      legend
        .append("path")
        .attr("d", `M${x},${middle}h${sampleWidth}`)
        .attr("stroke", sample.of === "faded" || (sample.of === "kind" && sample.pale) ? paleInk : ink.stroke)
        .attr("stroke-dasharray", ink.dash)
        .attr("stroke-width", sample.of === "across" ? 2.6 : 1.3);
    }
    legend
      .append("text")
      .attr("x", tenth(x + (isLine(sample) ? sampleWidth + 5 : 8)))
      .attr("y", y)
      .text(text);
  }
}
