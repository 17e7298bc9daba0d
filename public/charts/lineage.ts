import { drawRoot } from "./axis.js";
import {
  type ChartModule,
  type ChartTable,
  type DrawOptions,
  type Mark,
  type PlaceOptions,
  type Svg,
  sideTextColour,
} from "./chart.js";
import { formatDate } from "./format.js";
import { chainsOf, neighbours, nodesOn, reached } from "./lineage-chains.js";
import {
  crosses,
  disputedInk,
  fadedInk,
  isStack,
  kindInk,
  kindOrder,
  kindWords,
  type LegendItem,
  type LineageData,
  type LineageEdge,
  type LineageFrame,
  nameSize,
  nodeRadius,
  type PlacedEdge,
  type PlacedLineage,
  type PlacedNode,
  paleInk,
} from "./lineage-data.js";
import { foldsOf } from "./lineage-folds.js";
import { placeLayers } from "./lineage-layers.js";
import { drawLegend, type LegendNode, type LegendTie, placeLegend } from "./lineage-legend.js";
import { byStrength, placeOutline } from "./lineage-outline.js";
import { describe, nothingKnown } from "./lineage-words.js";
import { symbolPath, tenth } from "./shapes.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

export type { LineageData, LineageEdge, LineageKind, LineageNode } from "./lineage-data.js";

/** Narrower pictures hold no layers of names. */
const layersFrom = 800;
/** Of a faded line; what the pointer lights again takes the width of its group. */
const fadedWidth = 0.6;
const focusRadius = 6.2;

/**
 * What rests on what: models and software as a layered graph, each to the right of what it rests on; as an indented
 * outline where that does not fit. Nodes carry `data-key`, lines `data-from` and `data-to`, so that a script can fade
 * all but one node's ancestors and descendants.
 */
export const lineage: ChartModule<LineageData, PlacedLineage> = { place, draw, describe, table };

function place(data: LineageData, { width }: PlaceOptions): PlacedLineage {
  const known = new Set(data.nodes.map((node) => node.id));
  const edges = data.edges.filter((edge) => known.has(edge.from) && known.has(edge.to) && edge.from !== edge.to);
  const topBelow = (legend: readonly LegendItem[]): number => (legend.at(-1)?.y ?? 0) + 12;
  const nodes = new Map(data.nodes.map((node) => [node.id, node]));
  const { focus } = data;
  const chains = focus && known.has(focus.id) ? chainsOf(focus.id, edges) : undefined;
  const lit = focus && chains && { nodes: nodesOn(focus.id, chains), edges: chains.edges };
  const told = edges.map((edge) => {
    const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
    const stack = from?.kind === "software" || to?.kind === "software" || isStack(edge.kind);
    const across = crosses(from?.side ?? "other", to?.side ?? "other");
    const faded = lit !== undefined && !lit.edges.has(edge.id);
    return { kind: edge.kind, stack, across, faded, disputed: edge.confidence === "disputed" };
  });
  const explain = (some: readonly LegendNode[], ties: readonly LegendTie[]) =>
    placeLegend(data, some, ties, width, lit !== undefined);
  const full = explain(data.nodes, told);
  const layers =
    width >= layersFrom ? placeLayers(data.nodes, edges, framed({ width, top: topBelow(full) }, lit)) : null;
  // An outline draws some of the lines only, and its legend explains those only.
  const drawn = layers ?? placeOutline(data.nodes, edges, framed({ width, top: 0 }, lit));
  const legend = layers ? full : explain(drawn.nodes, drawn.edges);
  const layout = layers ?? placeOutline(data.nodes, edges, framed({ width, top: topBelow(legend) }, lit));
  const empty = data.nodes.length === 0;
  return {
    ...layout,
    width,
    height: empty ? 80 : layout.height,
    heads: empty ? [{ x: 2, y: 44, text: fitText(nothingKnown(data), chartType.note, width - 4) }] : layout.heads,
    edges: [...layout.edges].sort(byStrength),
    form: layers ? "layers" : "outline",
    legend,
    folds: foldsOf(
      layout.height,
      [...layout.nodes, ...layout.heads].map(({ y }) => y),
    ),
    pale: lit === undefined && layout.edges.some((edge) => !edge.stack),
    focus: layout.nodes.find((node) => lit !== undefined && node.key === focus?.id) ?? null,
    marks: marksOf(data, edges, layout.nodes),
  };
}

function framed(frame: Pick<LineageFrame, "width" | "top">, lit: LineageFrame["lit"]): LineageFrame {
  return lit ? { ...frame, lit } : frame;
}

function marksOf(data: LineageData, edges: readonly LineageEdge[], placed: readonly PlacedNode[]): Mark[] {
  const nodes = new Map(data.nodes.map((node) => [node.id, node]));
  const [bases, users] = [neighbours(edges, "to", "from"), neighbours(edges, "from", "to")];
  return placed.flatMap((at) => {
    const node = nodes.get(at.key);
    if (!node) return [];
    const restsOn = edges.filter((edge) => edge.to === node.id).sort(byKind);
    const direct = new Set(users.get(node.id)).size;
    const all = reached(node.id, users).size;
    const below = reached(node.id, bases).size;
    const said = restsOn.map((edge) => `${nodes.get(edge.from)?.name ?? edge.from} (${sayKind(edge)})`);
    const tip = [
      node.name,
      [node.company, node.on && formatDate(node.on)].filter(Boolean).join(", "),
      `Rests on: ${said.length > 0 ? listOf(said, 5) : "nothing recorded"}`,
      ...(below > new Set(bases.get(node.id)).size ? [`With chains on ${below} in all`] : []),
      all === 0
        ? "Nothing recorded rests on it"
        : `Rest on it: ${direct} directly${all > direct ? `, ${all} with chains` : ""}`,
    ];
    const { key, x, y, side } = at;
    return [{ key, x, y, side, tip: tip.filter((line) => line !== ""), ...(node.href ? { href: node.href } : {}) }];
  });
}

function sayKind(edge: LineageEdge): string {
  return `${kindWords[edge.kind]}${edge.confidence === "disputed" ? ", disputed" : ""}`;
}

function byKind(one: LineageEdge, other: LineageEdge): number {
  return kindOrder.indexOf(one.kind) - kindOrder.indexOf(other.kind);
}

function listOf(names: readonly string[], most: number): string {
  if (names.length <= most) return names.join(", ");
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}

function draw(svg: Svg, data: LineageData, { width }: DrawOptions): PlacedLineage {
  const placed = place(data, { width });
  const root = drawRoot(svg);
  drawLegend(root, placed.legend);
  // What is faded lies at the bottom; the stack over it, pale where nothing is lit; the lineage over that, and what
  // crosses from side to side on top.
  drawEdges(
    root,
    "Not on the chains",
    placed.edges.filter((edge) => edge.faded),
    1,
  );
  const lit = placed.edges.filter((edge) => !edge.faded);
  const [stack, ties] = [lit.filter((edge) => edge.stack), lit.filter((edge) => !edge.stack)];
  if (placed.pale) drawEdges(root, "Software stack", stack, 0.9, paleInk);
  else {
    drawEdges(
      root,
      "Software stack within a side",
      stack.filter((edge) => !edge.across),
      0.8,
    );
    drawEdges(
      root,
      "Software stack from side to side",
      stack.filter((edge) => edge.across),
      1.4,
    );
  }
  for (const [label, across] of [
    ["Lineage within a side", false],
    ["Lineage from side to side", true],
  ] as const) {
    const some = ties.filter((edge) => edge.across === across);
    drawEdges(
      root,
      `${label}, further bases`,
      some.filter((edge) => !edge.hangs),
      across ? 1.5 : 0.8,
    );
    drawEdges(
      root,
      label,
      some.filter((edge) => edge.hangs),
      across ? 2 : 1,
    );
  }
  drawPlates(root, placed.nodes);
  drawFocus(root, placed.focus);
  drawNodes(root, placed.nodes);
  drawDoubts(root, placed.edges);
  root
    .append("g")
    .attr("font-size", chartType.note)
    .attr("fill", colour.muted)
    .selectAll(null)
    .data(placed.heads)
    .enter()
    .append("text")
    .attr("class", placed.nodes.length === 0 ? "nothing" : null)
    .attr("x", (head) => head.x)
    .attr("y", (head) => head.y)
    .text((head) => head.text);
  return placed;
}

/**
 * Lines in groups of a kind, which says ink and dash once. A faded line has its own ink, so that a style sheet can
 * give it back that of its kind.
 */
function drawEdges(svg: Svg, label: string, edges: readonly PlacedEdge[], strokeWidth: number, ink?: string): void {
  if (edges.length === 0) return;
  const layer = svg
    .append("g")
    .attr("role", "group")
    .attr("aria-label", label)
    .attr("class", "edges")
    .attr("fill", "none")
    .attr("stroke-width", strokeWidth);
  for (const kind of [...kindOrder].reverse()) {
    const rows = edges.filter((edge) => edge.kind === kind);
    if (rows.length === 0) continue;
    layer
      .append("g")
      .attr("class", `kind-${kind}`)
      .attr("stroke", ink ?? kindInk[kind].stroke)
      .attr("stroke-dasharray", kindInk[kind].dash)
      .selectAll(null)
      .data(rows)
      .enter()
      .append("path")
      .attr("data-from", (edge) => edge.from)
      .attr("data-to", (edge) => edge.to)
      .attr("class", (edge) => (edge.faded ? "faded" : null))
      .attr("stroke", (edge) => (edge.faded ? paleInk : null))
      .attr("stroke-width", (edge) => (edge.faded ? fadedWidth : null))
      .attr("d", (edge) => edge.d);
  }
}

/** A ring around the node whose chains are lit, under its symbol and over the ends of lines. */
function drawFocus(svg: Svg, node: PlacedNode | null): void {
  if (!node) return;
  svg
    .append("circle")
    .attr("class", "focus")
    .attr("cx", node.x)
    .attr("cy", node.y)
    .attr("r", focusRadius)
    .attr("fill", colour.paper)
    .attr("stroke", colour.ink)
    .attr("stroke-width", 1.4);
}

/**
 * Paper under the names, so that they stay readable over lines. One path for all of them: printing turns a text with a
 * halo of its own into outlines, letter by letter.
 */
function drawPlates(svg: Svg, nodes: readonly PlacedNode[]): void {
  const d = nodes.flatMap(({ y, anchor, labelX, labelWidth, aside }) => {
    const x = anchor === "end" ? labelX - labelWidth : labelX;
    const room = aside === "" ? labelWidth : labelWidth + 6 + textWidth(aside, chartType.note);
    return `M${Math.floor(x - 1)},${Math.round(y)}.5h${Math.ceil(room + 3)}`;
  });
  svg.append("path").attr("d", d.join("")).attr("stroke", colour.paper).attr("stroke-width", nameSize);
}

/** Nodes by side, each a group of its own: symbol and name fade together. */
function drawNodes(svg: Svg, nodes: readonly PlacedNode[]): void {
  for (const side of ["other", "b", "a"] as const) {
    const rows = nodes.filter((node) => node.side === side);
    if (rows.length === 0) continue;
    const ink = sideTextColour[side];
    const groups = svg
      .append("g")
      .attr("class", `nodes side-${side}`)
      .attr("font-size", nameSize)
      .attr("fill", ink)
      .attr("stroke", colour.paper)
      .attr("stroke-width", 1.5)
      .attr("paint-order", "stroke")
      .selectAll(null)
      .data(rows)
      .enter()
      .append("g")
      .attr("data-key", (node) => node.key)
      .attr("class", (node) => (node.faded ? "faded" : null))
      .attr("fill", (node) => (node.faded ? fadedInk : null));
    groups
      .filter((node) => node.whole !== "")
      .append("title")
      .text((node) => node.whole);
    groups
      .append("path")
      .attr("d", (node) => symbolPath(side, node.x, node.y, nodeRadius))
      .attr("fill", (node) => (node.kind === "software" ? colour.paper : null))
      .attr("stroke", (node) => (node.kind === "software" ? (node.faded ? fadedInk : ink) : null))
      .attr("stroke-width", (node) => (node.kind === "software" ? 1.2 : null));
    groups
      .append("text")
      .attr("x", (node) => node.labelX)
      .attr("y", (node) => tenth(node.y + 4))
      .attr("text-anchor", (node) => (node.anchor === "end" ? "end" : null))
      // Said of each, since the class of a side makes text bold on a page.
      .attr("font-weight", (node) => (node.bold ? 600 : 400))
      .attr("stroke", "none")
      .text((node) => node.label);
    groups
      .filter((node) => node.aside !== "")
      .append("text")
      .attr("x", (node) => tenth(node.labelX + node.labelWidth + 6))
      .attr("y", (node) => tenth(node.y + 4))
      .attr("font-size", chartType.note)
      .attr("font-weight", 400)
      .attr("fill", colour.muted)
      .attr("stroke", "none")
      .text((node) => node.aside);
  }
}

/** A question mark where a disputed line ends. */
function drawDoubts(svg: Svg, edges: readonly PlacedEdge[]): void {
  const disputed = edges.filter((edge) => edge.disputed);
  if (disputed.length === 0) return;
  svg
    .append("g")
    .attr("class", "doubts")
    .attr("font-weight", 600)
    .attr("text-anchor", "end")
    .attr("fill", disputedInk)
    .attr("stroke", colour.paper)
    .attr("stroke-width", 2.5)
    .attr("paint-order", "stroke")
    .selectAll(null)
    .data(disputed)
    .enter()
    .append("text")
    .attr("data-from", (edge) => edge.from)
    .attr("data-to", (edge) => edge.to)
    .attr("x", (edge) => edge.endX)
    .attr("y", (edge) => tenth(edge.endY + 4))
    .attr("class", (edge) => (edge.faded ? "faded" : null))
    .attr("fill", (edge) => (edge.faded ? fadedInk : null))
    .text("?");
}

function table(data: LineageData): ChartTable {
  const nodes = new Map(data.nodes.map((node) => [node.id, node]));
  const sideLabel = (id: string): string | null => {
    const side = nodes.get(id)?.side;
    return side === "a" || side === "b" ? data.sides[side].label : null;
  };
  return {
    columns: [
      { name: "dependent", title: "Rests", type: "text" },
      { name: "dependent_company", title: "By", type: "text" },
      { name: "dependent_side", title: "Side", type: "text" },
      { name: "dependency", title: "On", type: "text" },
      { name: "dependency_company", title: "By", type: "text" },
      { name: "dependency_side", title: "Side", type: "text" },
      { name: "kind", title: "What is taken", type: "text" },
      { name: "confidence", title: "Evidence", type: "text" },
    ],
    rows: data.edges.map((edge) => [
      nodes.get(edge.to)?.name ?? edge.to,
      nodes.get(edge.to)?.company ?? null,
      sideLabel(edge.to),
      nodes.get(edge.from)?.name ?? edge.from,
      nodes.get(edge.from)?.company ?? null,
      sideLabel(edge.from),
      kindWords[edge.kind],
      edge.confidence,
    ]),
  };
}
