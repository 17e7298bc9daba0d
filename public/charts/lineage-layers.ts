import { spreadLabels } from "./direct-labels.js";
import {
  crosses,
  isStack,
  kindOrder,
  type LineageEdge,
  type LineageFrame,
  type LineageKind,
  type LineageLayout,
  type LineageNode,
  nameOffset,
  nameSize,
  type PlacedEdge,
  type PlacedNode,
  type PlacedText,
  wholeName,
} from "./lineage-data.js";
import { type Arrangement, arrange, type Family, type Forest, growForest, type Link } from "./lineage-forest.js";
import { tenth } from "./shapes.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType } from "./tokens.js";

const rowHeight = 14.5;
/** Under a name, between the rows: where lines from the software column run. */
const channel = rowHeight / 2;
const headHeight = 22;
const blockGap = 16;
/** From the end of a name to the next layer: room for the trunks that carry lines up and down. */
const least = { gap: 24, name: 62 } as const;
const widestName = 190;
/** A name at the end of a chain may be longer than one in the middle before all are cut. */
const leafBonus = 24;
/** Between the trunks of different kinds that leave one node. */
const trunkStep = 3;
const bend = 4;
/** Families up to this size are set side by side under the large ones. */
const smallFamily = { size: 5, depth: 3 } as const;
const smallBlockWidth = 300;
const loneWidth = 165;
/** A column of small families is not begun for less. */
const leastRows = 4;
const software = { name: 128, gutter: 66, apart: 0.4 } as const;
/** From here on a node carries so much that its name is bold. */
const boldFrom = 5;

/** A rectangle of families: rows from its top, layers from its left. */
interface Block {
  readonly families: readonly Family[];
  readonly x0: number;
  readonly x1: number;
  /** Alone across the picture: few layers may stand far apart. */
  readonly airy: boolean;
}

interface Ties {
  readonly nodes: ReadonlyMap<string, LineageNode>;
  readonly forest: Forest;
  readonly links: readonly Link[];
  /** Nodes from which lines leave to the right. */
  readonly carrying: ReadonlySet<string>;
  readonly lit: LineageFrame["lit"];
}

/** How strong a tie is: undisputed before disputed, then by kind, then by evidence. Less is stronger. */
export function rankOf(edge: LineageEdge): number {
  const evidence = ["confirmed", "reported", "estimated", "disputed"].indexOf(edge.confidence);
  return (evidence === 3 ? 1000 : 0) + kindOrder.indexOf(edge.kind) * 10 + evidence;
}

/**
 * Software and data that rest on no model: the ground on which models stand. They have a column of their own, since
 * nearly every model stands on some of it.
 */
export function groundSoftware(nodes: readonly LineageNode[], edges: readonly LineageEdge[]): ReadonlySet<string> {
  const kind = new Map(nodes.map((node) => [node.id, node.kind]));
  const lifted = new Set<string>();
  // Whatever rests on a model, or on software that does, is no ground; a pass for each step of the longest chain.
  for (let before = -1; before !== lifted.size; ) {
    before = lifted.size;
    for (const { from, to } of edges) {
      if (kind.get(to) === "software" && (kind.get(from) === "model" || lifted.has(from))) lifted.add(to);
    }
  }
  return new Set(nodes.filter((node) => node.kind === "software" && !lifted.has(node.id)).map((node) => node.id));
}

/** Places the graph in layers from left to right; `null` where its names do not fit into the width. */
export function placeLayers(
  nodes: readonly LineageNode[],
  edges: readonly LineageEdge[],
  { width, top, lit }: LineageFrame,
): LineageLayout | null {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ground = groundSoftware(nodes, edges);
  const raised = edges.filter((edge) => !ground.has(edge.from) && !ground.has(edge.to));
  const links = raised.map((edge): Link => ({ id: edge.id, from: edge.from, to: edge.to, rank: rankOf(edge) }));
  const standing = nodes.filter((node) => !ground.has(node.id));
  const forest = growForest(
    standing.map((node) => node.id),
    links,
  );
  const ties: Ties = { nodes: byId, forest, links, carrying: new Set(links.map((link) => link.from)), lit };

  const { families } = forest;
  const isSmall = (family: Family): boolean =>
    family.members.length <= smallFamily.size && family.depth <= smallFamily.depth;
  const large = families.filter((family) => !isSmall(family));
  const small = families.filter(isSmall);
  const [tied, lone] = [small.filter((one) => one.members.length > 1), small.filter((one) => one.members.length === 1)];
  // Where the stack is nearly all there is, its lines get the room: two columns that face each other.
  const apart = ground.size > 0 && large.length === 0 && lone.length > tied.length;
  const gutter = ground.size === 0 ? 6 : apart ? width * software.apart : software.gutter;
  const x0 = Math.round((ground.size > 0 ? columnWidth(nodes, ground) : 0) + gutter);

  const placed = new Map<string, PlacedNode>();
  const heads: PlacedText[] = [];
  let y = top;
  const order: string[] = [];
  const settle = (head: string, blocks: readonly Block[]): boolean => {
    if (blocks.length === 0) return true;
    if (head) {
      heads.push({ x: tenth(x0 - 4), y: tenth(y + chartType.note), text: head });
      y += headHeight;
    }
    let bottom = y;
    for (const block of blocks) {
      const columns = columnsOf(block, ties);
      if (!columns) return false;
      const roots = block.families.flatMap((family) => family.roots);
      const reach = new Map(
        block.families.flatMap((family) => family.members).map((id) => [id, lastSlot(id, columns, block, ties)]),
      );
      const arranged = arrange(forest, roots, links, reach);
      for (const node of namesOf(arranged, columns, block, ties, y)) placed.set(node.key, node);
      order.push(...arranged.order);
      bottom = Math.max(bottom, y + arranged.rows * rowHeight);
    }
    y = bottom + blockGap;
    return true;
  };

  const right = width - 2;
  if (large.length > 0 && !settle("", [{ families: large, x0, x1: right, airy: true }])) return null;
  if (apart) {
    if (!settle("", sideBySide(byGround(lone, edges, ground), x0, right, 1))) return null;
    if (!settle("With software or data that itself rests on models", sideBySide(tied, x0, right, 1))) return null;
  } else {
    if (!settle(large.length > 0 ? "Smaller families" : "", sideBySide(tied, x0, right, 4))) return null;
    const head = families.length > lone.length ? "Models without a recorded base or offspring among models" : "";
    if (!settle(head, sideBySide(lone, x0, right, 8))) return null;
  }

  const column = placeGround(nodes, edges, ground, placed, {
    x: columnWidth(nodes, ground),
    top,
    bottom: y - blockGap,
    lit,
  });
  for (const node of column) placed.set(node.key, node);
  const bottom = Math.max(y - blockGap, ...column.map((node) => node.y + rowHeight / 2));
  return {
    height: Math.ceil(bottom + 4),
    nodes: [...column.map((node) => node.key), ...order].flatMap((id) => placed.get(id) ?? []),
    edges: drawLines(edges, placed, ground, ties, x0),
    heads,
  };
}

/** Lone models in an order that keeps them near the software they stand on: barycentres, taken by turns. */
function byGround(lone: readonly Family[], edges: readonly LineageEdge[], ground: ReadonlySet<string>): Family[] {
  const familyOf = new Map(lone.map((family) => [family.members[0] ?? "", family]));
  const pairs = edges.filter((edge) => ground.has(edge.from) && familyOf.has(edge.to));
  const users = new Map<string, number>();
  for (const { from } of pairs) users.set(from, (users.get(from) ?? 0) + 1);
  const sorted = (ids: readonly string[], pull: ReadonlyMap<string, number>): string[] =>
    [...ids].sort((one, other) => (pull.get(one) ?? 0) - (pull.get(other) ?? 0) || (one < other ? -1 : 1));
  const means = (ids: readonly string[], at: "from" | "to", of: "from" | "to"): Map<string, number> => {
    const rank = new Map(ids.map((id, index) => [id, index]));
    const sums = new Map<string, [number, number]>();
    for (const pair of pairs) {
      const [sum, count] = sums.get(pair[of]) ?? [0, 0];
      sums.set(pair[of], [sum + (rank.get(pair[at]) ?? 0), count + 1]);
    }
    return new Map([...sums].map(([id, [sum, count]]) => [id, sum / count]));
  };
  let below = sorted([...users.keys()], users);
  let above = [...familyOf.keys()];
  for (let turn = 0; turn < 8; turn++) {
    above = sorted(above, means(below, "from", "to"));
    below = sorted(below, means(above, "to", "from"));
  }
  return above.flatMap((id) => familyOf.get(id) ?? []);
}

/** Families dealt into columns of about equal height, in reading order down the columns. */
function sideBySide(families: readonly Family[], x0: number, x1: number, most: number): Block[] {
  if (families.length === 0) return [];
  const lone = families.every((family) => family.members.length === 1);
  const rows = families.reduce((sum, family) => sum + rowsGuess(family), 0);
  const fitting = Math.floor((x1 - x0) / (lone ? loneWidth : smallBlockWidth));
  const columns = Math.max(1, Math.min(most, fitting, Math.floor(rows / leastRows)));
  const blocks: Family[][] = Array.from({ length: columns }, () => []);
  let filled = 0;
  for (const family of families) {
    blocks[Math.min(columns - 1, Math.floor((filled * columns) / rows))]?.push(family);
    filled += rowsGuess(family);
  }
  const step = (x1 - x0) / columns;
  return blocks
    .map((list, index) => ({ families: list, x0: x0 + index * step, x1: x0 + (index + 1) * step - 10, airy: false }))
    .filter((block) => block.families.length > 0);
}

/** A family of n nodes in d layers has about as many leaves as nodes beyond one path. */
function rowsGuess(family: Family): number {
  return Math.max(1, family.members.length - family.depth + 1);
}

/** Where each layer of a block begins, and how wide its names may be. */
interface Columns {
  readonly xs: readonly number[];
  readonly cap: number;
}

function columnsOf(block: Block, ties: Ties): Columns | null {
  const layerOf = (id: string): number => ties.forest.layer.get(id) ?? 0;
  const ids = block.families.flatMap((family) => family.members);
  const depth = 1 + Math.max(0, ...ids.map(layerOf));
  const inner: number[][] = Array.from({ length: depth }, () => []);
  const leaves: { readonly layer: number; readonly width: number }[] = [];
  for (const id of ids) {
    const width = textWidth(nameOf(id, ties), nameSize, weightOf(id, ties));
    if (ties.carrying.has(id)) inner[layerOf(id)]?.push(width);
    else leaves.push({ layer: layerOf(id), width });
  }
  for (let cap = widestName; cap >= least.name; cap -= 4) {
    const steps = inner
      .slice(0, -1)
      .map((widths) => Math.max(24, ...widths.map((width) => Math.min(width, cap))) + nameOffset + least.gap);
    const xs = [nameOffset];
    for (const step of steps) xs.push((xs.at(-1) ?? 0) + step);
    const wanted = Math.max(
      ...leaves.map((leaf) => (xs[leaf.layer] ?? 0) + nameOffset + Math.min(leaf.width, cap + leafBonus)),
      ...(inner.at(-1) ?? []).map((width) => (xs.at(-1) ?? 0) + nameOffset + Math.min(width, cap)),
    );
    const room = block.x1 - block.x0 - wanted;
    if (room < 0) continue;
    // What is left widens the gaps, so that long trunks get air; not without end, or chains fall apart.
    const air = Math.min(room / Math.max(1, depth - 1), block.airy ? 46 + 60 * Math.max(0, 6 - depth) : 46);
    return { xs: xs.map((x, layer) => block.x0 + x + air * layer), cap };
  }
  return null;
}

/** Where a name ends, as slots: see {@link arrange}. What carries lines keeps to its layer. */
function lastSlot(id: string, columns: Columns, block: Block, ties: Ties): number {
  const layer = ties.forest.layer.get(id) ?? 0;
  if (ties.carrying.has(id)) return layer * 2;
  const x = (columns.xs[layer] ?? 0) + nameOffset;
  const weight = weightOf(id, ties);
  const width = textWidth(fitName(ties.nodes.get(id)?.name ?? id, block.x1 - x, weight), nameSize, weight);
  let slot = layer * 2;
  for (const [next, start] of columns.xs.entries()) {
    if (next <= layer) continue;
    if (x + width > start - least.gap + 4) slot = next * 2 - 1;
    if (x + width > start - nameOffset) slot = next * 2;
  }
  return slot;
}

function namesOf(arranged: Arrangement, columns: Columns, block: Block, ties: Ties, top: number): PlacedNode[] {
  return arranged.order.flatMap((id) => {
    const node = ties.nodes.get(id);
    if (!node) return [];
    const layer = ties.forest.layer.get(id) ?? 0;
    const x = columns.xs[layer] ?? block.x0;
    const next = columns.xs[layer + 1];
    const carries = ties.carrying.has(id) && next !== undefined;
    const room = (carries ? next - least.gap : block.x1) - x - nameOffset;
    const y = top + ((arranged.row.get(id) ?? 0) + 0.5) * rowHeight;
    return [named(node, { x, y, room, weight: weightOf(id, ties), faded: isFaded(id, ties.lit) })];
  });
}

interface Seat {
  readonly x: number;
  readonly y: number;
  /** For the name. */
  readonly room: number;
  readonly weight: 400 | 600;
  readonly faded: boolean;
}

function named(node: LineageNode, { x, y, room, weight, faded }: Seat): PlacedNode {
  const label = fitName(node.name, room, weight);
  return {
    key: node.id,
    x: tenth(x),
    y: tenth(y),
    side: node.side,
    kind: node.kind,
    label,
    whole: wholeName(node, label),
    labelX: tenth(x + nameOffset),
    anchor: "start",
    labelWidth: textWidth(label, nameSize, weight),
    bold: weight === 600,
    faded,
    aside: "",
  };
}

/**
 * A name as far as it fits: it loses a bracket first, then its end or, where that keeps more of the figures that tell
 * it from its siblings, its middle.
 * @example fitName("DeepSeek-R1-Distill-Qwen-14B", 120) // "DeepSeek-…Qwen-14B"
 */
export function fitName(name: string, room: number, weight: 400 | 600 = 400): string {
  const fits = (text: string): boolean => textWidth(text, nameSize, weight) <= room;
  if (fits(name)) return name;
  const bare = name.replace(/\s*\(.*\)$/u, "");
  if (fits(bare)) return bare;
  const parts = bare.split(/(?<=[\s-])/u);
  const [one, two] = [parts.at(-1) ?? "", parts.slice(-2).join("")];
  const broken = (end: string, least: number): string => {
    const head = room - textWidth(end, nameSize, weight);
    return head < least ? "" : fitText(bare.slice(0, -end.length), nameSize, head, weight) + end;
  };
  const candidates = [fitText(bare, nameSize, room, weight), broken(two, 50), broken(one, 28), broken(two, 28)];
  return candidates.reduce((best, text) => (figures(text) > figures(best) ? text : best));
}

function figures(text: string): number {
  return text.replace(/\D/gu, "").length;
}

function nameOf(id: string, ties: Ties): string {
  return (ties.nodes.get(id)?.name ?? id).replace(/\s*\(.{9,}\)$/u, "");
}

/** Bold is what carries much, or in a picture with a focus what is lit. */
function weightOf(id: string, { forest, lit }: Ties): 400 | 600 {
  return (lit ? lit.nodes.has(id) : (forest.below.get(id) ?? 0) >= boldFrom) ? 600 : 400;
}

export function isFaded(id: string, lit: LineageFrame["lit"]): boolean {
  return lit !== undefined && !lit.nodes.has(id);
}

function columnWidth(nodes: readonly LineageNode[], ground: ReadonlySet<string>): number {
  const widths = nodes.filter((node) => ground.has(node.id)).map((node) => textWidth(node.name, nameSize));
  return Math.ceil(Math.min(software.name, Math.max(0, ...widths))) + nameOffset + 6;
}

/** The software column: each piece at the mean height of what stands on it, pushed apart where names would touch. */
function placeGround(
  nodes: readonly LineageNode[],
  edges: readonly LineageEdge[],
  ground: ReadonlySet<string>,
  placed: ReadonlyMap<string, PlacedNode>,
  { x, top, bottom, lit }: Pick<LineageFrame, "top" | "lit"> & { readonly x: number; readonly bottom: number },
): PlacedNode[] {
  const column = nodes.filter((node) => ground.has(node.id));
  if (column.length === 0) return [];
  const users = new Map<string, string[]>();
  for (const { from, to } of edges) if (ground.has(from)) users.set(from, [...(users.get(from) ?? []), to]);
  const heights = new Map<string, number>();
  const heightOf = (id: string): number | undefined => placed.get(id)?.y ?? heights.get(id);
  // Software under other software follows it, so a second pass settles chains of two.
  for (let pass = 0; pass < 3; pass++) {
    for (const { id } of column) {
      const ys = (users.get(id) ?? []).map(heightOf).filter((y) => y !== undefined);
      if (ys.length > 0) heights.set(id, ys.reduce((sum, y) => sum + y, 0) / ys.length);
    }
  }
  const end = Math.max(bottom, top + column.length * rowHeight);
  const wanted = column.map((node) => ({
    key: node.id,
    y: heights.get(node.id) ?? end,
    height: rowHeight,
    importance: 0,
  }));
  const middles = spreadLabels(wanted, [top, end]);
  return column
    .map((node): PlacedNode => {
      const heavy = lit ? lit.nodes.has(node.id) : (users.get(node.id)?.length ?? 0) >= boldFrom;
      const [y, faded] = [middles.get(node.id) ?? end, isFaded(node.id, lit)];
      const at = named(node, { x, y, room: x - nameOffset, weight: heavy ? 600 : 400, faded });
      return { ...at, labelX: tenth(x - nameOffset), anchor: "end" };
    })
    .sort((one, other) => one.y - other.y);
}

function drawLines(
  edges: readonly LineageEdge[],
  placed: ReadonlyMap<string, PlacedNode>,
  ground: ReadonlySet<string>,
  { forest, carrying, lit }: Ties,
  x0: number,
): PlacedEdge[] {
  // Kinds that leave one node run up and down side by side.
  const trunks = new Map<string, Set<LineageKind>>();
  for (const edge of edges) {
    if (forest.hangsBy.get(edge.to)?.id !== edge.id) continue;
    trunks.set(edge.from, (trunks.get(edge.from) ?? new Set()).add(edge.kind));
  }
  const nextColumn = new Map<string, number>();
  for (const id of carrying) {
    const at = placed.get(id);
    const xs = (forest.children.get(id) ?? []).flatMap((child) => placed.get(child)?.x ?? []);
    if (at && xs.length > 0) nextColumn.set(id, Math.min(...xs));
  }
  return edges.flatMap((edge): PlacedEdge[] => {
    const [from, to] = [placed.get(edge.from), placed.get(edge.to)];
    if (!from || !to) return [];
    const hangs = forest.hangsBy.get(edge.to)?.id === edge.id;
    const kinds = kindOrder.filter((kind) => trunks.get(edge.from)?.has(kind));
    const d = ground.has(edge.from)
      ? ground.has(edge.to)
        ? arc(from, to)
        : rail(from, to, x0 - 2)
      : hangs
        ? branch(from, to, (nextColumn.get(edge.from) ?? to.x) - 12 - kinds.indexOf(edge.kind) * trunkStep)
        : curve(from, to);
    return [
      {
        id: edge.id,
        from: edge.from,
        to: edge.to,
        kind: edge.kind,
        stack: from.kind === "software" || to.kind === "software" || isStack(edge.kind),
        hangs,
        disputed: edge.confidence === "disputed",
        across: crosses(from.side, to.side),
        faded: lit !== undefined && !lit.edges.has(edge.id),
        d,
        endX: tenth(to.x - 6),
        endY: to.y,
      },
    ];
  });
}

const endOf = (node: PlacedNode): number => node.labelX + node.labelWidth + 4;

/** From the end of a name along its row, up or down a trunk, along the row of what hangs on it. */
function branch(from: PlacedNode, to: PlacedNode, trunk: number): string {
  const [x1, x2] = [tenth(endOf(from)), tenth(to.x - 5)];
  const drop = to.y - from.y;
  if (Math.abs(drop) < 1) return `M${x1},${from.y}H${x2}`;
  const r = Math.min(bend, Math.abs(drop) / 2);
  const sign = Math.sign(drop);
  const vertical = tenth(to.y - sign * r);
  return `M${x1},${from.y}H${tenth(trunk - r)}q${r},0 ${r},${sign * r}V${vertical}q0,${sign * r} ${r},${sign * r}H${x2}`;
}

/** A further tie: a smooth curve, so that it is not taken for a trunk. */
function curve(from: PlacedNode, to: PlacedNode): string {
  const [x1, x2] = [endOf(from), to.x - 5];
  const reach = x2 > x1 ? Math.max(18, (x2 - x1) * 0.45) : 40;
  return `M${tenth(x1)},${from.y}C${tenth(x1 + reach)},${from.y} ${tenth(x2 - reach)},${to.y} ${tenth(x2)},${to.y}`;
}

/** From the software column: a fan in the gutter, then between the rows, so that no name is struck through. */
function rail(from: PlacedNode, to: PlacedNode, gutter: number): string {
  const [x1, x2] = [from.x + 5, Math.max(gutter, to.x - 10)];
  if (to.x - gutter < 30) {
    const middle = tenth((x1 + to.x) / 2);
    return `M${tenth(x1)},${from.y}C${middle},${from.y} ${middle},${to.y} ${tenth(to.x - 5)},${to.y}`;
  }
  const y2 = tenth(to.y + channel);
  const half = (gutter - x1) / 2;
  const fan = `M${tenth(x1)},${from.y}C${tenth(x1 + half)},${from.y} ${tenth(gutter - half)},${y2} ${tenth(gutter)},${y2}`;
  return `${fan}H${tenth(x2)}Q${tenth(to.x - 6)},${y2} ${tenth(to.x - 3.5)},${tenth(to.y + 3)}`;
}

/** Between two pieces of software: a bow to the right of their column. */
function arc(from: PlacedNode, to: PlacedNode): string {
  const reach = Math.min(52, 14 + Math.abs(to.y - from.y) * 0.12);
  const x = from.x + 5;
  return `M${tenth(x)},${from.y}C${tenth(x + reach)},${from.y} ${tenth(x + reach)},${to.y} ${tenth(x)},${to.y}`;
}
