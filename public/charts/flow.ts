import { drawNote, drawRoot } from "./axis.js";
import {
  type ChartData,
  type ChartModule,
  type ChartTable,
  type DrawOptions,
  type Mark,
  type Placed,
  type PlaceOptions,
  type SideKey,
  type Svg,
  sideColour,
  sideTextColour,
} from "./chart.js";
import { describe, nameOf, shortNameOf, sideName, tipOf } from "./flow-words.js";
import { formatDate } from "./format.js";
import { drawSymbols, tenth } from "./shapes.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

const narrowBelow = 480;
const heading = 24;
/** A row is never lower than its label. */
const row = { least: 17, gap: 4 } as const;
/** Width of a node's bar, the gap to its label, and the most of the picture that labels of one side take. */
const bar = { width: 9, gap: 7, symbol: 3.4 } as const;
const mostLabel = { wide: 0.3, narrow: 0.37 } as const;
/** Height that one model is drawn with; less where there are many. */
const perModel = { most: 5, height: 430 } as const;

export interface FlowEnd {
  readonly key: string;
  /** "" for a group of several. */
  readonly label: string;
  /** A family's developer; `null` for a company or a group. */
  readonly by: string | null;
  readonly side: SideKey;
  readonly members: number;
  /** Distinct models. */
  readonly models: number;
  readonly href?: string;
}

export interface FlowData extends ChartData {
  /** What is rested on. */
  readonly families: readonly FlowEnd[];
  /** Whose models rest on it. */
  readonly companies: readonly FlowEnd[];
  readonly links: readonly { readonly from: string; readonly to: string; readonly models: number }[];
  /** Distinct models in the picture. */
  readonly models: number;
  /** Models that rest on their own company's only. */
  readonly ownOnly: number;
  /** Kinds in words, and whether chains are followed. */
  readonly kinds: string;
  readonly reach: "any" | "direct";
  readonly withLineage: boolean;
}

export interface PlacedFlowNode {
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

export interface PlacedFlowLink {
  readonly from: string;
  readonly to: string;
  readonly side: SideKey;
  /** Closed outline of the ribbon. */
  readonly path: string;
}

export interface FlowPlaced extends Placed {
  readonly nodes: readonly PlacedFlowNode[];
  readonly links: readonly PlacedFlowLink[];
  readonly headings: readonly { readonly x: number; readonly anchor: "start" | "end"; readonly text: string }[];
  readonly note: string;
}

/** Ribbons from families of models to the companies whose models rest on them, as wide as there are such models. */
export const flow: ChartModule<FlowData, FlowPlaced> = { place, draw, describe, table };

/** An end with the links that leave or reach it, as high as they are together. */
interface Stacked {
  readonly end: FlowEnd;
  readonly models: number;
  y: number;
  height: number;
}

function place(data: FlowData, { width }: PlaceOptions): FlowPlaced {
  if (data.links.length === 0) {
    const note = `No such dependence recorded by ${formatDate(data.asOf)}`;
    return { width, height: 90, nodes: [], links: [], headings: [], note, marks: [] };
  }
  const nameFor = (end: FlowEnd) => (width < narrowBelow ? shortNameOf(data, end) : nameOf(data, end));
  const room = width * (width < narrowBelow ? mostLabel.narrow : mostLabel.wide);
  const links = data.links.reduce((sum, { models }) => sum + models, 0);
  const unit = Math.min(perModel.most, perModel.height / links);
  const left = stack(data, "from", unit, ["a", "b", "other"]);
  const right = stack(data, "to", unit, mostlyAcross(data) ? ["b", "a", "other"] : ["a", "b", "other"]);
  const height = Math.max(...[left, right].map(heightOf));
  for (const side of [left, right]) spread(side, height);

  const labelled = (stacked: readonly Stacked[], inner: "start" | "end") => {
    const counts = Math.max(...stacked.map(({ end }) => textWidth(String(end.models), chartType.label, 600)));
    const names = Math.max(...stacked.map(({ end }) => textWidth(nameFor(end), chartType.label)));
    const taken = Math.min(names + counts + 8 + bar.symbol * 2 + 6, room);
    return { taken, nameRoom: taken - counts - 8 - bar.symbol * 2 - 6, inner };
  };
  const [leftRoom, rightRoom] = [labelled(left, "end"), labelled(right, "start")];
  const x0 = leftRoom.taken + bar.gap;
  const x1 = width - rightRoom.taken - bar.gap - bar.width;
  const node = ({ end, y, height: tall }: Stacked, x: number, anchor: "start" | "end", nameRoom: number) => ({
    key: end.key,
    side: end.side,
    x: tenth(x),
    y: tenth(y),
    height: tenth(tall),
    label: fitText(nameFor(end), chartType.label, nameRoom),
    count: String(end.models),
    labelX: tenth(anchor === "end" ? x - bar.gap : x + bar.width + bar.gap),
    labelY: tenth(y + tall / 2 + 4.2),
    anchor,
  });
  const nodes: readonly PlacedFlowNode[] = [
    ...left.map((one) => node(one, x0, "end", leftRoom.nameRoom)),
    ...right.map((one) => node(one, x1, "start", rightRoom.nameRoom)),
  ];
  const ends = [...data.families, ...data.companies];
  return {
    width,
    height: tenth(height + 4),
    nodes,
    links: ribbons(data, left, right, unit, x0 + bar.width, x1),
    headings: [
      { x: 0, anchor: "start", text: width < narrowBelow ? "Rested on" : "Families of models rested on" },
      {
        x: width,
        anchor: "end",
        text: width < narrowBelow ? "Resting company" : "Companies whose models rest on them",
      },
    ],
    note: "",
    marks: nodes.flatMap(({ key, side, x, y, height: tall }): Mark[] => {
      const end = ends.find((one) => one.key === key);
      if (!end) return [];
      const href = end.href === undefined ? {} : { href: end.href };
      return [{ key, x: tenth(x + bar.width / 2), y: tenth(y + tall / 2), side, tip: tipOf(data, end), ...href }];
    }),
  };
}

/** Whether more rests on the other side than on the own one: the columns then face each other so that this runs straight. */
function mostlyAcross({ families, companies, links }: FlowData): boolean {
  const sides = new Map([...families, ...companies].map(({ key, side }) => [key, side]));
  const across = links.map(({ from, to, models }) => (sides.get(from) === sides.get(to) ? -models : models));
  return across.reduce((sum, models) => sum + models, 0) > 0;
}

/** One column: side by side in the order given, within a side the larger above, groups last. */
function stack(
  data: FlowData,
  direction: "from" | "to",
  unit: number,
  sideOrder: readonly SideKey[],
): readonly Stacked[] {
  const own = direction === "from" ? data.families : data.companies;
  const group = ({ label }: FlowEnd) => Number(label === "");
  return own
    .map((end): Stacked => {
      const models = data.links
        .filter((link) => link[direction] === end.key)
        .reduce((sum, link) => sum + link.models, 0);
      return { end, models, y: 0, height: models * unit };
    })
    .sort(
      ({ end: one, ...first }, { end: other, ...second }) =>
        sideOrder.indexOf(one.side) - sideOrder.indexOf(other.side) ||
        group(one) - group(other) ||
        second.models - first.models ||
        (one.key < other.key ? -1 : 1),
    );
}

function slot({ height }: Stacked): number {
  return Math.max(height, row.least) + row.gap;
}

function heightOf(stacked: readonly Stacked[]): number {
  return heading + stacked.reduce((sum, one) => sum + slot(one), 0);
}

/** Stands the nodes below each other, each in the middle of its row; spare height goes between them. */
function spread(stacked: readonly Stacked[], height: number): void {
  const spare = (height - heightOf(stacked)) / Math.max(1, stacked.length - 1);
  let y = stacked.length === 1 ? heading + spare / 2 : heading;
  for (const one of stacked) {
    one.y = y + (Math.max(one.height, row.least) - one.height) / 2;
    y += slot(one) + spare;
  }
}

/** Ribbons leave and reach a node in the order in which their other ends stand, so that none crosses at a node. */
function ribbons(
  { links }: FlowData,
  left: readonly Stacked[],
  right: readonly Stacked[],
  unit: number,
  x0: number,
  x1: number,
): readonly PlacedFlowLink[] {
  const at = (stacked: readonly Stacked[], key: string) => stacked.findIndex(({ end }) => end.key === key);
  const ordered = links
    .map((link) => ({ ...link, row: at(left, link.from), target: at(right, link.to) }))
    .filter((link) => link.row >= 0 && link.target >= 0)
    .sort((one, other) => one.row - other.row || one.target - other.target);
  const reached = new Map(right.map(({ end, y }) => [end.key, y]));
  const left0 = new Map(left.map(({ end, y }) => [end.key, y]));
  const middle = tenth((x0 + x1) / 2);
  const [from, to] = [tenth(x0), tenth(x1)];
  return ordered.map((link) => {
    const [y, into] = [left0.get(link.from) ?? 0, reached.get(link.to) ?? 0];
    const tall = link.models * unit;
    left0.set(link.from, y + tall);
    reached.set(link.to, into + tall);
    const [a, b, c, d] = [y, into, into + tall, y + tall].map(tenth);
    return {
      from: link.from,
      to: link.to,
      side: left[link.row]?.end.side ?? "other",
      path: `M${from},${a}C${middle},${a} ${middle},${b} ${to},${b}V${c}C${middle},${c} ${middle},${d} ${from},${d}z`,
    };
  });
}

const ribbonOpacity = { a: 0.55, b: 0.5, other: 0.45 } as const;

function draw(svg: Svg, data: FlowData, options: DrawOptions): FlowPlaced {
  const placed = place(data, options);
  const root = drawRoot(svg).attr("font-size", chartType.label) as unknown as Svg;
  if (placed.note) drawNote(root, placed.note, placed.width / 2, 45);
  root
    .append("g")
    .attr("fill", colour.muted)
    .attr("font-size", chartType.note)
    .selectAll(null)
    .data(placed.headings)
    .enter()
    .append("text")
    .attr("x", ({ x }) => x)
    .attr("y", 11)
    .attr("text-anchor", ({ anchor }) => anchor)
    .text(({ text }) => text);
  // Edged in paper, so that ribbons of one side stay apart in grey print.
  root
    .append("g")
    .attr("stroke", colour.paper)
    .attr("stroke-width", 0.7)
    .selectAll(null)
    .data(placed.links)
    .enter()
    .append("path")
    .attr("d", ({ path }) => path)
    .attr("fill", ({ side }) => sideColour[side])
    .attr("fill-opacity", ({ side }) => ribbonOpacity[side])
    .attr("data-from", ({ from }) => from)
    .attr("data-to", ({ to }) => to);
  drawNodes(root, placed.nodes);
  return placed;
}

function drawNodes(root: Svg, nodes: readonly PlacedFlowNode[]): void {
  root
    .append("g")
    .selectAll(null)
    .data(nodes)
    .enter()
    .append("rect")
    .attr("x", ({ x }) => x)
    .attr("y", ({ y }) => y)
    .attr("width", bar.width)
    .attr("height", ({ height }) => Math.max(height, 1))
    .attr("fill", ({ side }) => sideColour[side])
    .attr("data-key", ({ key }) => key);
  const toward = ({ anchor }: PlacedFlowNode) => (anchor === "end" ? -1 : 1);
  drawSymbols(
    root,
    nodes.map((node) => ({
      side: node.side,
      x: node.labelX + toward(node) * (bar.symbol + 1),
      y: node.labelY - 4.2,
    })),
    bar.symbol,
  );
  const labels = root
    .append("g")
    .selectAll(null)
    .data(nodes)
    .enter()
    .append("text")
    .attr("x", (node) => tenth(node.labelX + toward(node) * (bar.symbol * 2 + 6)))
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

function table(data: FlowData): ChartTable {
  const ends = new Map([...data.families, ...data.companies].map((end) => [end.key, end]));
  return {
    columns: [
      { name: "family", title: "Family rested on", type: "text" },
      { name: "developer", title: "Developer", type: "text" },
      { name: "family_side", title: "Side of the family", type: "text" },
      { name: "company", title: "Resting company", type: "text" },
      { name: "company_side", title: "Side of the company", type: "text" },
      { name: "models", title: "Models", type: "number" },
    ],
    rows: [...data.links]
      .sort((one, other) => other.models - one.models || compare(one.from, other.from) || compare(one.to, other.to))
      .flatMap(({ from, to, models }) => {
        const [family, company] = [ends.get(from), ends.get(to)];
        if (!family || !company) return [];
        const [base, resting] = [sideName(data, family.side), sideName(data, company.side)];
        return [[nameOf(data, family), family.by, base, nameOf(data, company), resting, models]];
      }),
  };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
