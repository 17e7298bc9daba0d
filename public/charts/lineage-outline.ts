import {
  crosses,
  kindOrder,
  type LineageEdge,
  type LineageFrame,
  type LineageLayout,
  type LineageNode,
  nameOffset,
  nameSize,
  type PlacedEdge,
  type PlacedNode,
  type PlacedText,
  wholeName,
} from "./lineage-data.js";
import { type Forest, growForest, type Link } from "./lineage-forest.js";
import { fitName, groundSoftware, isFaded, rankOf } from "./lineage-layers.js";
import { tenth } from "./shapes.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType } from "./tokens.js";

const rowHeight = 16;
const indent = 13;
const headHeight = 24;
const columnGap = 22;
const twoColumnsFrom = 600;
/** Rows that a phone shows; a wider picture shows all. */
const mostRows = 56;
const softwareRows = 10;
const bend = 4;

/** A line of the outline: a node under what it hangs on, or a heading. */
interface Row {
  readonly id: string;
  readonly depth: number;
  readonly head?: string;
}

/**
 * The same forest as an indented list, for widths that hold no layers: each node under its strongest base, its
 * further bases named behind it. A phone gets the nodes on which most rests, and is told how many it does not get.
 */
export function placeOutline(
  nodes: readonly LineageNode[],
  edges: readonly LineageEdge[],
  { width, top, lit }: LineageFrame,
): LineageLayout {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ground = groundSoftware(nodes, edges);
  const links = edges
    .filter((edge) => !ground.has(edge.from) && !ground.has(edge.to))
    .map((edge): Link => ({ id: edge.id, from: edge.from, to: edge.to, rank: rankOf(edge) }));
  const standing = nodes.filter((node) => !ground.has(node.id)).map((node) => node.id);
  const forest = growForest(standing, links);
  const users = new Map<string, number>();
  for (const { from } of edges) users.set(from, (users.get(from) ?? 0) + 1);

  const columns = width >= twoColumnsFrom ? 2 : 1;
  const shown = columns === 1 ? mostTelling(standing, forest, byId, lit?.nodes) : new Set(standing);
  const rows = [...treeRows(forest, shown), ...groundRows(ground, byId, users, columns === 1, lit?.nodes)];
  const leftOut = nodes.length - rows.filter((row) => row.head === undefined).length;

  const columnWidth = (width - (columns - 1) * columnGap) / columns;
  const parentOf = (id: string): string => byId.get(forest.hangsBy.get(id)?.from ?? "")?.name ?? "";
  const seats = seat(rows, columns, top, parentOf);
  const asides = asidesOf(edges, byId, forest, ground, shown, users);
  const placed = new Map<string, PlacedNode>();
  const heads: PlacedText[] = [];
  let bottom = top;
  for (const { row, column, y } of seats) {
    const left = column * (columnWidth + columnGap);
    bottom = Math.max(bottom, y + rowHeight / 2);
    if (row.head !== undefined) {
      heads.push({ x: tenth(left + 2), y: tenth(y + 4), text: row.head });
      continue;
    }
    const node = byId.get(row.id);
    if (!node) continue;
    const x = left + 7 + row.depth * indent;
    const bold = lit ? lit.nodes.has(row.id) : (users.get(row.id) ?? 0) >= 5;
    const room = left + columnWidth - x - nameOffset;
    const label = fitName(node.name, room, bold ? 600 : 400);
    const labelWidth = textWidth(label, nameSize, bold ? 600 : 400);
    const aside = asides.get(row.id) ?? "";
    placed.set(row.id, {
      key: row.id,
      x: tenth(x),
      y: tenth(y),
      side: node.side,
      kind: node.kind,
      label,
      whole: wholeName(node, label),
      labelX: tenth(x + nameOffset),
      anchor: "start",
      labelWidth,
      bold,
      faded: isFaded(row.id, lit),
      aside: aside ? fitText(aside, chartType.note, Math.max(0, room - labelWidth - 6)) : "",
    });
  }
  if (leftOut > 0) {
    const all = lit ? "the table has all of its chains" : "the table has all";
    for (const text of ["+1: so many more rest on it.", `${leftOut} are not drawn; ${all}.`]) {
      bottom += 17;
      heads.push({ x: 2, y: tenth(bottom - 4), text: fitText(text, chartType.note, width - 4) });
    }
  }
  return {
    height: Math.ceil(bottom + 4),
    nodes: rows.flatMap((row) => placed.get(row.id) ?? []),
    edges: edges.flatMap((edge) => connector(edge, placed, forest, lit)),
    heads,
  };
}

/**
 * What a phone gets: what is lit; then, in the largest trees, the nodes that rest on the other side's, each with all
 * that it hangs on, for they carry the finding; then those with most below them.
 */
function mostTelling(
  ids: readonly string[],
  forest: Forest,
  nodes: ReadonlyMap<string, LineageNode>,
  lit: ReadonlySet<string> | undefined,
): Set<string> {
  const pathTo = (id: string): string[] => {
    const parent = forest.hangsBy.get(id)?.from;
    return parent === undefined ? [id] : [...pathTo(parent), id];
  };
  const ranked = ids
    .map((id) => {
      const path = pathTo(id);
      const [one, other] = [nodes.get(id)?.side, nodes.get(path.at(-2) ?? "")?.side];
      const below = forest.below.get(id) ?? 0;
      return {
        id,
        path,
        below,
        lit: lit?.has(id) ? 1 : 0,
        across: one && other && crosses(one, other) ? 1 : 0,
        tree: forest.below.get(path[0] ?? "") ?? 0,
      };
    })
    .sort(
      (one, other) =>
        other.lit - one.lit ||
        other.across - one.across ||
        other.tree - one.tree ||
        other.below - one.below ||
        (one.id < other.id ? -1 : 1),
    );
  const chosen = new Set<string>();
  for (const { path } of ranked) {
    const wanted = path.filter((id) => !chosen.has(id));
    if (chosen.size + wanted.length <= mostRows) for (const id of wanted) chosen.add(id);
  }
  return chosen;
}

function treeRows(forest: Forest, shown: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  const visit = (id: string, depth: number): void => {
    if (!shown.has(id)) return;
    rows.push({ id, depth });
    // Kinds together, so that their lines share a trunk; leaves before branches, so that trunks stay short.
    const children = [...(forest.children.get(id) ?? [])].sort(
      (one, other) => (forest.below.get(one) ?? 0) - (forest.below.get(other) ?? 0),
    );
    for (const child of children) visit(child, depth + 1);
  };
  const [trees, lone] = [
    forest.families.flatMap((family) => family.roots).filter((id) => (forest.below.get(id) ?? 0) > 0),
    forest.families.flatMap((family) => family.roots).filter((id) => (forest.below.get(id) ?? 0) === 0),
  ];
  const guests = [...forest.guests.values()].flat();
  for (const id of trees) visit(id, 0);
  for (const [head, ids] of [
    ["Further bases", guests],
    ["Without a recorded base among models", lone],
  ] as const) {
    const drawn = ids.filter((id) => shown.has(id));
    if (drawn.length === 0) continue;
    rows.push({ id: "", depth: 0, head });
    for (const id of drawn) rows.push({ id, depth: 0 });
  }
  return rows;
}

function groundRows(
  ground: ReadonlySet<string>,
  nodes: ReadonlyMap<string, LineageNode>,
  users: ReadonlyMap<string, number>,
  few: boolean,
  lit: ReadonlySet<string> | undefined,
): Row[] {
  const ranked = [...ground].sort(
    (one, other) =>
      Number(lit?.has(other) ?? false) - Number(lit?.has(one) ?? false) ||
      (users.get(other) ?? 0) - (users.get(one) ?? 0) ||
      ((nodes.get(one)?.name ?? one) < (nodes.get(other)?.name ?? other) ? -1 : 1),
  );
  if (ranked.length === 0) return [];
  return [
    { id: "", depth: 0, head: "Software and data, by how much rests on them" },
    ...ranked.slice(0, few ? softwareRows : ranked.length).map((id) => ({ id, depth: 0 })),
  ];
}

interface Seat {
  readonly row: Row;
  readonly column: number;
  readonly y: number;
}

/** Rows down the first column, then the second, which begins with a tree or says under what it goes on. */
function seat(rows: readonly Row[], columns: number, top: number, parentOf: (id: string) => string): Seat[] {
  const heightOf = (row: Row): number => (row.head === undefined ? rowHeight : headHeight);
  const cut = columns === 1 ? rows.length : breakAt(rows, heightOf);
  const broken = rows[cut];
  const second: Row[] = rows.slice(cut);
  if (broken && broken.depth > 0) second.unshift({ id: "", depth: 0, head: `under ${parentOf(broken.id)}` });
  return [rows.slice(0, cut), second].flatMap((list, column) => {
    let y = top;
    return list.map((row) => {
      y += heightOf(row);
      return { row, column, y: y - rowHeight / 2 };
    });
  });
}

/** The row with which the second column begins: that of a tree, if one stands near the middle. */
function breakAt(rows: readonly Row[], heightOf: (row: Row) => number): number {
  const half = rows.reduce((sum, row) => sum + heightOf(row), 0) / 2;
  let [above, best, least] = [0, rows.length, Number.POSITIVE_INFINITY];
  for (const [index, row] of rows.entries()) {
    const loss = Math.abs(above - half) + (row.depth === 0 ? 0 : half * 0.3 + row.depth);
    if (loss < least) [best, least] = [index, loss];
    above += heightOf(row);
  }
  return best;
}

/** What a row says behind its name: further bases, or how much rests on it that has no line of its own. */
function asidesOf(
  edges: readonly LineageEdge[],
  nodes: ReadonlyMap<string, LineageNode>,
  forest: Forest,
  ground: ReadonlySet<string>,
  shown: ReadonlySet<string>,
  users: ReadonlyMap<string, number>,
): Map<string, string> {
  const asides = new Map<string, string>();
  const guests = new Set([...forest.guests.values()].flat());
  for (const id of [...ground, ...guests]) asides.set(id, restOnIt(users.get(id) ?? 0));
  const further = new Map<string, string[]>();
  for (const edge of [...edges].sort((one, other) => rankOf(one) - rankOf(other))) {
    if (ground.has(edge.to) || forest.hangsBy.get(edge.to)?.id === edge.id) continue;
    const name = nodes.get(edge.from)?.name.replace(/\s*\(.*\)$/u, "") ?? edge.from;
    const list = further.get(edge.to) ?? [];
    if (edge.from !== forest.hangsBy.get(edge.to)?.from && !list.includes(name)) further.set(edge.to, [...list, name]);
  }
  for (const [id, names] of further) asides.set(id, `${forest.hangsBy.has(id) ? "also " : "on "}${names.join(", ")}`);
  for (const [id, children] of forest.children) {
    const hidden = children.filter((child) => !shown.has(child)).length;
    if (hidden > 0) asides.set(id, [`+${hidden}`, asides.get(id)].filter(Boolean).join(", "));
  }
  return asides;
}

function restOnIt(count: number): string {
  return count === 1 ? "1 rests on it" : `${count} rest on it`;
}

function connector(
  edge: LineageEdge,
  placed: ReadonlyMap<string, PlacedNode>,
  forest: Forest,
  lit: LineageFrame["lit"],
): PlacedEdge[] {
  if (forest.hangsBy.get(edge.to)?.id !== edge.id) return [];
  const [from, to] = [placed.get(edge.from), placed.get(edge.to)];
  if (!from || !to) return [];
  // Across a column break the line is left open at the top of the second column.
  const broken = to.y < from.y || to.x - from.x > indent * 2;
  const x = tenth(broken ? to.x - indent : from.x);
  const y = broken ? tenth(to.y - rowHeight * 0.7) : tenth(from.y + 5);
  return [
    {
      id: edge.id,
      from: edge.from,
      to: edge.to,
      kind: edge.kind,
      stack: false,
      hangs: true,
      disputed: edge.confidence === "disputed",
      across: crosses(from.side, to.side),
      faded: lit !== undefined && !lit.edges.has(edge.id),
      d: `M${x},${y}V${tenth(to.y - bend)}q0,${bend} ${bend},${bend}H${tenth(to.x - 4.5)}`,
      endX: tenth(to.x - 5),
      endY: to.y,
    },
  ];
}

/** Lines are drawn weakest kind first, so that a trunk shows its strongest. */
export function byStrength(one: PlacedEdge, other: PlacedEdge): number {
  return kindOrder.indexOf(other.kind) - kindOrder.indexOf(one.kind);
}
