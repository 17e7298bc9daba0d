import { drawRoot } from "./axis.js";
import {
  type ChartModule,
  type ChartTable,
  type ChartText,
  type DrawOptions,
  type Mark,
  type PlaceOptions,
  type SideKey,
  type Svg,
  sideTextColour,
} from "./chart.js";
import { countOf, formatDate } from "./format.js";
import {
  crosses,
  disputedInk,
  isStack,
  kindInk,
  kindOrder,
  type LegendItem,
  type LegendSample,
  type LineageData,
  type LineageEdge,
  type LineageKind,
  type LineageNode,
  nameSize,
  nodeRadius,
  type PlacedEdge,
  type PlacedLineage,
  type PlacedNode,
  paleInk,
} from "./lineage-data.js";
import { placeLayers } from "./lineage-layers.js";
import { byStrength, placeOutline } from "./lineage-outline.js";
import { symbolPath, tenth } from "./shapes.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

export type { LineageData, LineageEdge, LineageKind, LineageNode } from "./lineage-data.js";

/** Narrower pictures hold no layers of names. */
const layersFrom = 800;
const legendRow = 18;
const sampleWidth = 24;

const kindWords: Record<LineageKind, string> = {
  weights: "weights",
  architecture: "architecture",
  distillation: "distillation",
  "synthetic-data": "synthetic data",
  tokenizer: "tokenizer",
  code: "code",
  framework: "framework",
  runtime: "runtime",
  dataset: "data set",
};

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
  const told = edges.map((edge) => {
    const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
    const stack = from?.kind === "software" || to?.kind === "software" || isStack(edge.kind);
    const across = crosses(from?.side ?? "other", to?.side ?? "other");
    return { kind: edge.kind, stack, across, disputed: edge.confidence === "disputed" };
  });
  const full = placeLegend(data, data.nodes, told, width);
  const layers = width >= layersFrom ? placeLayers(data.nodes, edges, { width, top: topBelow(full) }) : null;
  // An outline draws some of the lines only, and its legend explains those only.
  const drawn = layers ?? placeOutline(data.nodes, edges, { width, top: 0 });
  const legend = layers ? full : placeLegend(data, drawn.nodes, drawn.edges, width);
  const layout = layers ?? placeOutline(data.nodes, edges, { width, top: topBelow(legend) });
  const empty = data.nodes.length === 0;
  return {
    ...layout,
    width,
    height: empty ? 80 : layout.height,
    heads: empty ? [{ x: 2, y: 44, text: fitText(nothingKnown(data), chartType.note, width - 4) }] : layout.heads,
    edges: [...layout.edges].sort(byStrength),
    form: layers ? "layers" : "outline",
    legend,
    pale: layout.edges.some((edge) => !edge.stack),
    marks: marksOf(data, edges, layout.nodes),
  };
}

function nothingKnown(data: LineageData): string {
  return `No dependency is recorded up to ${formatDate(data.asOf)}.`;
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

type Neighbours = ReadonlyMap<string, readonly string[]>;

function neighbours(edges: readonly LineageEdge[], at: "from" | "to", other: "from" | "to"): Neighbours {
  const lists = new Map<string, string[]>();
  for (const edge of edges) {
    const list = lists.get(edge[at]);
    if (list) list.push(edge[other]);
    else lists.set(edge[at], [edge[other]]);
  }
  return lists;
}

function reached(start: string, steps: Neighbours): Set<string> {
  const seen = new Set<string>();
  const waiting = [start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const next of steps.get(id) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  seen.delete(start);
  return seen;
}

/** What is in the picture, and only that, in lines as wide as the picture. */
function placeLegend(
  { sides: named }: LineageData,
  nodes: readonly Pick<LineageNode, "side" | "kind">[],
  edges: readonly Pick<PlacedEdge, "kind" | "stack" | "across" | "disputed">[],
  width: number,
): LegendItem[] {
  const sides = new Set(nodes.map((node) => node.side));
  const samples: [LegendSample, string][] = [];
  for (const side of ["a", "b", "other"] as const) {
    const label = side === "other" ? "elsewhere or unknown" : named[side].label;
    if (sides.has(side)) samples.push([{ of: "side", side }, label]);
  }
  if (nodes.some((node) => node.kind === "software")) samples.push([{ of: "software" }, "hollow: software, data"]);
  const pale = edges.some((edge) => !edge.stack);
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
  if (edges.some((edge) => edge.disputed)) samples.push([{ of: "disputed" }, "disputed"]);

  const items: LegendItem[] = [];
  let [x, y] = [4, 12];
  for (const [sample, text] of samples) {
    const line = sample.of === "kind" || sample.of === "across";
    const offset = line ? sampleWidth + 5 : 11;
    const long = offset + textWidth(text, chartType.note);
    if (x > 4 && x + long > width - 2) [x, y] = [4, y + legendRow];
    items.push({ sample, text, x: tenth(x), y });
    x += long + 14;
  }
  return items;
}

function draw(svg: Svg, data: LineageData, { width }: DrawOptions): PlacedLineage {
  const placed = place(data, { width });
  const root = drawRoot(svg);
  drawLegend(root, placed.legend);
  // The stack lies behind, pale; the lineage over it, and what crosses from side to side on top.
  const [stack, ties] = [placed.edges.filter((edge) => edge.stack), placed.edges.filter((edge) => !edge.stack)];
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
    .attr("x", (head) => head.x)
    .attr("y", (head) => head.y)
    .text((head) => head.text);
  return placed;
}

/** Lines in groups of a kind, which says ink and dash once. */
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
      .attr("d", (edge) => edge.d);
  }
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
      .attr("stroke-width", 3)
      .attr("stroke-linejoin", "round")
      .attr("paint-order", "stroke")
      .selectAll(null)
      .data(rows)
      .enter()
      .append("g")
      .attr("data-key", (node) => node.key);
    groups
      .append("path")
      .attr("d", (node) => symbolPath(side, node.x, node.y, nodeRadius))
      .attr("fill", (node) => (node.kind === "software" ? colour.paper : null))
      .attr("stroke", (node) => (node.kind === "software" ? ink : null))
      .attr("stroke-width", (node) => (node.kind === "software" ? 1.2 : 1.5));
    groups
      .append("text")
      .attr("x", (node) => node.labelX)
      .attr("y", (node) => tenth(node.y + 4))
      .attr("text-anchor", (node) => (node.anchor === "end" ? "end" : null))
      .attr("font-weight", (node) => (node.bold ? 600 : null))
      .text((node) => node.label);
    groups
      .filter((node) => node.aside !== "")
      .append("text")
      .attr("x", (node) => tenth(node.labelX + node.labelWidth + 6))
      .attr("y", (node) => tenth(node.y + 4))
      .attr("font-size", chartType.note)
      .attr("fill", colour.muted)
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
    .text("?");
}

function drawLegend(svg: Svg, items: readonly LegendItem[]): void {
  if (items.length === 0) return;
  const legend = svg
    .append("g")
    .attr("class", "legend")
    .attr("aria-hidden", "true")
    .attr("font-size", chartType.note)
    .attr("fill", colour.muted);
  for (const { sample, text, x, y } of items) {
    const middle = y - 4;
    const line = sample.of === "kind" || sample.of === "across";
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
    } else if (sample.of === "disputed") {
      legend.append("text").attr("x", x).attr("y", y).attr("font-weight", 600).attr("fill", disputedInk).text("?");
    } else {
      const ink = sample.of === "kind" ? kindInk[sample.kind] : kindInk.weights;
      legend
        .append("path")
        .attr("d", `M${x},${middle}h${sampleWidth}`)
        .attr("stroke", sample.of === "kind" && sample.pale ? paleInk : ink.stroke)
        .attr("stroke-dasharray", ink.dash)
        .attr("stroke-width", sample.of === "across" ? 2.6 : 1.3);
    }
    legend
      .append("text")
      .attr("x", tenth(x + (line ? sampleWidth + 5 : 8)))
      .attr("y", y)
      .text(text);
  }
}

/** Models of one side that rest on the other's models or software. */
interface Crossing {
  readonly side: "a" | "b";
  readonly any: number;
  readonly direct: number;
}

/** Counts one side's models above the other's nodes of `kind`, along the edges given. */
function crossing(
  data: LineageData,
  edges: readonly LineageEdge[],
  side: "a" | "b",
  kind: LineageNode["kind"],
): Crossing {
  const nodes = new Map(data.nodes.map((node) => [node.id, node]));
  const other: SideKey = side === "a" ? "b" : "a";
  const bases = neighbours(edges, "to", "from");
  const isOther = (id: string): boolean => nodes.get(id)?.side === other && nodes.get(id)?.kind === kind;
  const own = data.nodes.filter((node) => node.kind === "model" && node.side === side);
  return {
    side,
    any: own.filter((node) => [...reached(node.id, bases)].some(isOther)).length,
    direct: own.filter((node) => (bases.get(node.id) ?? []).some(isOther)).length,
  };
}

function describe(data: LineageData): ChartText {
  const models = new Set(data.nodes.filter((node) => node.kind === "model").map((node) => node.id));
  // A disputed edge is somebody's allegation: it is drawn with its question mark and never counted.
  const undisputed = data.edges.filter((edge) => edge.confidence !== "disputed");
  const between = undisputed.filter((edge) => !isStack(edge.kind) && models.has(edge.from) && models.has(edge.to));
  // Where the caller gave the stack alone, the question is whose software models stand on.
  const kind = between.length > 0 ? "model" : "software";
  const counted = kind === "model" ? between : undisputed;
  const [a, b] = [crossing(data, counted, "a", kind), crossing(data, counted, "b", kind)];
  const software = data.nodes.length - models.size;
  const users = neighbours(counted, "from", "to");
  const carriers = data.nodes
    .map((node) => ({ node, above: reached(node.id, users).size }))
    .filter(({ above }) => above > 0)
    .sort((one, other) => other.above - one.above || (one.node.id < other.node.id ? -1 : 1))
    .slice(0, 3);
  const disputed = data.edges.filter((edge) => edge.confidence === "disputed").length;
  const size = [
    countOf(models.size, "model"),
    ...(software > 0 ? [`${countOf(software, "piece")} of software or data`] : []),
    countOf(data.edges.length, "recorded dependency", "recorded dependencies"),
    ...(disputed > 0 ? [`${disputed} of them disputed and not counted`] : []),
  ].join(", ");
  const coverage = [size, ...(data.leftOut ? [data.leftOut] : [])].join("; ");
  return {
    finding: finding(data, a, b, kind),
    unit: "Each line is a recorded dependency; what rests on something stands to the right of it or below it",
    coverage,
    summary:
      data.edges.length === 0
        ? nothingKnown(data)
        : [
            `A graph of ${size}.`,
            [b, a].map((one) => directly(data, one, kind)).join(" "),
            carriers.length > 0
              ? `Most rests on ${carriers.map(({ node, above }) => `${node.name} (${above}, chains included)`).join(", ")}.`
              : "",
          ]
            .filter(Boolean)
            .join(" "),
  };
}

function finding(data: LineageData, a: Crossing, b: Crossing, kind: LineageNode["kind"]): string {
  const { sides } = data;
  if (data.edges.length === 0) return nothingKnown(data).replace(/\.$/, "");
  const what = kind === "model" ? "models" : "software or data";
  if (a.any === 0 && b.any === 0) {
    const within = data.partial ? `Of the ${data.nodes.length} drawn here, no` : "No";
    return `${within} model from ${sides.a.name} is recorded as resting on ${what} from ${sides.b.name}, nor the other way round`;
  }
  const [more, fewer] = a.any > b.any ? [a, b] : [b, a];
  const [own, other] = [sides[more.side], sides[fewer.side]];
  const rest = more.any === 1 ? "rests" : "rest";
  const claim = `${countOf(more.any, "model")} from ${own.name} ${rest} on ${what} from ${other.name}`;
  const back = fewer.any === more.any ? "as many" : fewer.any === 0 ? "none" : String(fewer.any);
  const within = data.partial ? `Of the ${data.nodes.length} drawn here, directly` : "Directly";
  return `${within} or through a chain, ${claim}, ${back} the other way round`;
}

function directly(data: LineageData, one: Crossing, kind: LineageNode["kind"]): string {
  const [own, other] = [data.sides[one.side], data.sides[one.side === "a" ? "b" : "a"]];
  const what = kind === "model" ? "models" : "software or data";
  const [whose, on] = [`from ${own.name}`, `on ${what} from ${other.name}`];
  if (one.any === 0) return `No model ${whose} is recorded as resting ${on}.`;
  const rest = one.any === 1 ? "rests" : "rest";
  return `${countOf(one.any, "model")} ${whose} ${rest} ${on}, ${one.direct === one.any ? "all" : one.direct} of them directly.`;
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
