/** A tie from what is rested on to what rests on it; the least `rank` is the strongest. */
export interface Link {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly rank: number;
}

/**
 * A directed graph read as trees: each node hangs on the strongest of its bases, and its layer is the length of the
 * longest chain below it, so that every link but the `backward` ones runs from a lower layer to a higher.
 */
export interface Forest {
  /** The link by which a node hangs in its tree. */
  readonly hangsBy: ReadonlyMap<string, Link>;
  readonly children: ReadonlyMap<string, readonly string[]>;
  readonly layer: ReadonlyMap<string, number>;
  /** How many nodes hang below a node in its tree. */
  readonly below: ReadonlyMap<string, number>;
  /**
   * Roots on which nothing hangs in first place, by the node they are set beside: a vision tower of a model that
   * hangs on another's weights.
   */
  readonly guests: ReadonlyMap<string, readonly string[]>;
  /** Ids of links left out of the layers, because each would close a cycle. */
  readonly backward: ReadonlySet<string>;
  /** Trees that links hold together, largest first; in each the roots, linked ones as neighbours. */
  readonly families: readonly Family[];
}

export interface Family {
  readonly roots: readonly string[];
  /** All of its nodes, guests included. */
  readonly members: readonly string[];
  /** Layers that it takes. */
  readonly depth: number;
}

/** Reads nodes and links as a forest. Links must join known nodes. Same input, same forest. */
export function growForest(ids: readonly string[], links: readonly Link[]): Forest {
  const ranked = [...links].sort((one, other) => one.rank - other.rank || byText(one.id, other.id));
  const { kept, backward } = withoutCycles(ranked);
  const layer = layersOf(ids, kept);
  const hangsBy = new Map<string, Link>();
  for (const link of kept) {
    const held = hangsBy.get(link.to);
    // Of equally strong bases the nearest.
    const nearer = held && held.rank === link.rank && (layer.get(link.from) ?? 0) > (layer.get(held.from) ?? 0);
    if (!held || nearer) hangsBy.set(link.to, link);
  }
  const children = new Map<string, string[]>();
  for (const id of ids) {
    const parent = hangsBy.get(id)?.from;
    if (parent !== undefined) listed(children, parent).push(id);
  }
  const below = countBelow(ids, children, layer);
  for (const list of children.values()) {
    list.sort((one, other) => (below.get(other) ?? 0) - (below.get(one) ?? 0) || byText(one, other));
  }
  const guests = seatGuests(ids, kept, hangsBy, children, layer);
  return {
    hangsBy,
    children,
    layer,
    below,
    guests,
    backward,
    families: familiesOf(ids, links, hangsBy, guests, below, layer),
  };
}

/** Links that make no cycle when taken strongest first. */
function withoutCycles(ranked: readonly Link[]): { kept: Link[]; backward: Set<string> } {
  const onward = new Map<string, string[]>();
  const backward = new Set<string>();
  const kept: Link[] = [];
  for (const link of ranked) {
    if (link.from === link.to || leads(link.to, link.from, onward)) {
      backward.add(link.id);
      continue;
    }
    kept.push(link);
    listed(onward, link.from).push(link.to);
  }
  return { kept, backward };
}

function leads(start: string, goal: string, onward: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set([start]);
  const waiting = [start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id === goal) return true;
    for (const next of onward.get(id) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return false;
}

function layersOf(ids: readonly string[], links: readonly Link[]): Map<string, number> {
  const layer = new Map(ids.map((id) => [id, 0]));
  const open = new Map(ids.map((id) => [id, 0]));
  const onward = new Map<string, string[]>();
  for (const link of links) {
    open.set(link.to, (open.get(link.to) ?? 0) + 1);
    listed(onward, link.from).push(link.to);
  }
  const ready = ids.filter((id) => open.get(id) === 0);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    for (const next of onward.get(id) ?? []) {
      layer.set(next, Math.max(layer.get(next) ?? 0, (layer.get(id) ?? 0) + 1));
      const left = (open.get(next) ?? 0) - 1;
      open.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  return layer;
}

function countBelow(
  ids: readonly string[],
  children: ReadonlyMap<string, readonly string[]>,
  layer: ReadonlyMap<string, number>,
): Map<string, number> {
  const below = new Map<string, number>();
  // Children stand in higher layers than their parent, so the highest are counted first.
  for (const id of [...ids].sort((one, other) => (layer.get(other) ?? 0) - (layer.get(one) ?? 0))) {
    below.set(
      id,
      (children.get(id) ?? []).reduce((sum, child) => sum + 1 + (below.get(child) ?? 0), 0),
    );
  }
  return below;
}

/** Seats lone roots beside the lowest node that rests on them, and moves them up to the layer before it. */
function seatGuests(
  ids: readonly string[],
  links: readonly Link[],
  hangsBy: ReadonlyMap<string, Link>,
  children: ReadonlyMap<string, readonly string[]>,
  layer: Map<string, number>,
): Map<string, string[]> {
  const hosts = new Map<string, string>();
  for (const { from, to } of links) {
    if (hangsBy.has(from) || children.has(from)) continue;
    const host = hosts.get(from);
    if (host === undefined || (layer.get(to) ?? 0) < (layer.get(host) ?? 0)) hosts.set(from, to);
  }
  const guests = new Map<string, string[]>();
  for (const id of ids) {
    const host = hosts.get(id);
    if (host === undefined) continue;
    layer.set(id, (layer.get(host) ?? 1) - 1);
    listed(guests, host).push(id);
  }
  return guests;
}

function familiesOf(
  ids: readonly string[],
  links: readonly Link[],
  hangsBy: ReadonlyMap<string, Link>,
  guests: ReadonlyMap<string, readonly string[]>,
  below: ReadonlyMap<string, number>,
  layer: ReadonlyMap<string, number>,
): Family[] {
  const seated = new Set([...guests.values()].flat());
  const rootOf = new Map<string, string>();
  const find = (id: string): string => {
    let root = rootOf.get(id);
    if (root === undefined) {
      const by = hangsBy.get(id);
      root = by ? find(by.from) : id;
      rootOf.set(id, root);
    }
    return root;
  };
  // How many links join two trees; a guest counts as its host's tree.
  const hostTree = new Map<string, string>();
  for (const [host, list] of guests) for (const guest of list) hostTree.set(guest, find(host));
  const treeOf = (id: string): string => hostTree.get(id) ?? find(id);
  const ties = new Map<string, Map<string, number>>();
  for (const { from, to } of links) {
    const [one, other] = [treeOf(from), treeOf(to)];
    if (one === other) continue;
    for (const [a, b] of [
      [one, other],
      [other, one],
    ] as const) {
      const row = ties.get(a) ?? new Map<string, number>();
      row.set(b, (row.get(b) ?? 0) + 1);
      ties.set(a, row);
    }
  }
  const members = new Map<string, string[]>();
  for (const id of ids) listed(members, treeOf(id)).push(id);

  const roots = ids
    .filter((id) => !hangsBy.has(id) && !seated.has(id))
    .sort((one, other) => (below.get(other) ?? 0) - (below.get(one) ?? 0) || byText(one, other));
  const taken = new Set<string>();
  const families: Family[] = [];
  for (const first of roots) {
    if (taken.has(first)) continue;
    const family: string[] = [];
    const pull = new Map<string, number>([[first, 0]]);
    // The tree with most ties to those already in the row comes next.
    while (pull.size > 0) {
      const next = [...pull].reduce((best, one) =>
        one[1] > best[1] || (one[1] === best[1] && byText(one[0], best[0]) < 0) ? one : best,
      )[0];
      pull.delete(next);
      taken.add(next);
      family.push(next);
      for (const [other, count] of ties.get(next) ?? []) {
        if (!taken.has(other)) pull.set(other, (pull.get(other) ?? 0) + count);
      }
    }
    const all = family.flatMap((root) => members.get(root) ?? []);
    families.push({ roots: family, members: all, depth: 1 + Math.max(...all.map((id) => layer.get(id) ?? 0)) });
  }
  return families.sort((one, other) => other.members.length - one.members.length);
}

/** Rows of the trees under `roots`. */
export interface Arrangement {
  readonly row: ReadonlyMap<string, number>;
  readonly rows: number;
  /** In reading order: a node before what hangs on it. */
  readonly order: readonly string[];
}

/**
 * What a node covers in its row. Each layer is two slots wide: slot 2 l holds the names of layer l, slot 2 l + 1 the
 * lines from it to the next. Holds the last slot that each node's name reaches into.
 */
export type Reach = ReadonlyMap<string, number>;

/**
 * Packs the trees into rows, after Reingold and Tilford ("Tidier drawings of trees", 1981): siblings keep their order
 * in every slot, so that lines of a tree never cross, and move together until something of theirs would touch. So a
 * deep subtree spreads to the right of its shallow neighbours. Barycentre sweeps over the order of siblings bring the
 * ends of further links (those by which nothing hangs) near each other.
 */
export function arrange(
  forest: Forest,
  roots: readonly string[],
  links: readonly Link[],
  reach: Reach,
  sweeps = 6,
): Arrangement {
  const start: Kin = { roots, children: forest.children };
  let best = pack(forest, start, reach);
  const others = links.filter(
    (link) => best.row.has(link.from) && best.row.has(link.to) && forest.hangsBy.get(link.to)?.id !== link.id,
  );
  // A row saved is worth as much as a row less for every second link.
  const cost = (arranged: Arrangement): number => stretch(others, arranged.row) + (arranged.rows * others.length) / 2;
  let least = cost(best);
  for (const order of [largestFirst, largestLast, largestInside]) {
    let kin = reordered(start, (list) => order(list, forest.below));
    let tried = pack(forest, kin, reach);
    for (let sweep = 0; sweep <= sweeps; sweep++) {
      const spent = cost(tried);
      if (spent < least || (spent === least && tried.rows < best.rows)) [best, least] = [tried, spent];
      if (others.length === 0) break;
      kin = sortedByPull(forest, kin, others, tried.row);
      tried = pack(forest, kin, reach);
    }
  }
  return best;
}

/** An order of siblings. */
interface Kin {
  readonly roots: readonly string[];
  readonly children: ReadonlyMap<string, readonly string[]>;
}

type Order = (list: readonly string[], below: ReadonlyMap<string, number>) => string[];

const largestFirst: Order = (list, below) =>
  [...list].sort((one, other) => (below.get(other) ?? 0) - (below.get(one) ?? 0) || byText(one, other));
const largestLast: Order = (list, below) => largestFirst(list, below).reverse();
/** The large in the middle, where they can spread both ways. */
const largestInside: Order = (list, below) => {
  const row: string[] = [];
  for (const [index, id] of largestFirst(list, below).entries()) index % 2 === 0 ? row.push(id) : row.unshift(id);
  return row;
};

function reordered(kin: Kin, order: (list: readonly string[]) => readonly string[]): Kin {
  return {
    roots: kin.roots,
    children: new Map([...kin.children].map(([id, list]) => [id, order(list)])),
  };
}

function pack(forest: Forest, { roots, children }: Kin, reach: Reach): Arrangement {
  const order: string[] = [];
  /** Rows from a node up or down to what hangs on it or sits beside it. */
  const offset = new Map<string, number>();
  const shapeOf = (id: string, parentLayer: number): Shape => {
    order.push(id);
    const slot = (forest.layer.get(id) ?? 0) * 2;
    const guests = forest.guests.get(id) ?? [];
    order.push(...guests);
    const list = children.get(id) ?? [];
    const shape = new Shape();
    const rows = list.map((child) => shape.add(shapeOf(child, slot / 2)));
    const row = middle(rows);
    if (rows.length > 0) shape.cover(slot + 1, slot + 1, rows[0] ?? row, rows.at(-1) ?? row);
    // The line from the parent runs along the row through the layers that it skips.
    shape.cover(parentLayer < 0 ? slot : parentLayer * 2 + 2, Math.max(slot, reach.get(id) ?? 0), row, row);
    for (const [index, child] of list.entries()) offset.set(child, (rows[index] ?? row) - row);
    for (const [index, guest] of guests.entries()) {
      const away = (index % 2 === 0 ? -1 : 1) * (1 + (index >> 1));
      shape.cover(slot - 2, slot, row + away, row + away);
      offset.set(guest, away);
    }
    shape.centre(row);
    return shape;
  };
  const ground = new Shape();
  for (const root of roots) offset.set(root, ground.add(shapeOf(root, -1)));

  const row = new Map<string, number>();
  const hosts = new Map([...forest.guests].flatMap(([host, list]) => list.map((guest) => [guest, host] as const)));
  let [top, bottom] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const id of order) {
    const at = (row.get(hosts.get(id) ?? forest.hangsBy.get(id)?.from ?? "") ?? 0) + (offset.get(id) ?? 0);
    row.set(id, at);
    [top, bottom] = [Math.min(top, at), Math.max(bottom, at)];
  }
  for (const id of order) row.set(id, (row.get(id) ?? 0) - top);
  return { row, rows: order.length === 0 ? 0 : bottom - top + 1, order };
}

/** The row of the child nearest to the middle, so that one line runs straight. */
function middle(rows: readonly number[]): number {
  const centre = ((rows[0] ?? 0) + (rows.at(-1) ?? 0)) / 2;
  return rows.reduce((best, row) => (Math.abs(row - centre) < Math.abs(best - centre) ? row : best), rows[0] ?? 0);
}

/** The first and the last row that a subtree covers in each slot. */
class Shape {
  first: (number | undefined)[] = [];
  last: (number | undefined)[] = [];

  cover(from: number, to: number, top: number, bottom: number): void {
    for (let slot = from; slot <= to; slot++) {
      this.first[slot] = Math.min(this.first[slot] ?? top, top);
      this.last[slot] = Math.max(this.last[slot] ?? bottom, bottom);
    }
  }

  /** Sets `shape` below what is here, as high as it goes; gives the row of its root. */
  add(shape: Shape): number {
    let shift = Number.NEGATIVE_INFINITY;
    for (let slot = 0; slot < shape.first.length; slot++) {
      const [first, last] = [shape.first[slot], this.last[slot]];
      if (first !== undefined && last !== undefined) shift = Math.max(shift, last + 1 - first);
    }
    if (shift === Number.NEGATIVE_INFINITY) shift = 0;
    for (let slot = 0; slot < shape.first.length; slot++) {
      const first = shape.first[slot];
      if (first !== undefined) this.cover(slot, slot, first + shift, (shape.last[slot] ?? first) + shift);
    }
    return shift;
  }

  /** Counts rows from `row`. */
  centre(row: number): void {
    const lowered = (at: number | undefined) => (at === undefined ? undefined : at - row);
    [this.first, this.last] = [Array.from(this.first, lowered), Array.from(this.last, lowered)];
  }
}

function stretch(links: readonly Link[], row: ReadonlyMap<string, number>): number {
  return links.reduce((sum, { from, to }) => sum + Math.abs((row.get(from) ?? 0) - (row.get(to) ?? 0)), 0);
}

/** Siblings sorted by the mean row to which the links of their subtrees lead; without any, by their own. */
function sortedByPull(forest: Forest, kin: Kin, links: readonly Link[], row: ReadonlyMap<string, number>): Kin {
  const far = new Map<string, number[]>();
  for (const { from, to } of links) {
    listed(far, from).push(row.get(to) ?? 0);
    listed(far, to).push(row.get(from) ?? 0);
  }
  const pull = new Map<string, number>();
  const gather = (id: string): { sum: number; count: number } => {
    const own = [id, ...(forest.guests.get(id) ?? [])].flatMap((one) => far.get(one) ?? []);
    const all = { sum: own.reduce((total, one) => total + one, 0), count: own.length };
    for (const child of kin.children.get(id) ?? []) {
      const { sum, count } = gather(child);
      all.sum += sum;
      all.count += count;
    }
    pull.set(id, all.count > 0 ? all.sum / all.count : (row.get(id) ?? 0));
    return all;
  };
  for (const root of kin.roots) gather(root);
  const sorted = (list: readonly string[]): string[] =>
    list
      .map((id, index) => ({ id, index, at: pull.get(id) ?? 0 }))
      .sort((one, other) => one.at - other.at || one.index - other.index)
      .map(({ id }) => id);
  return {
    roots: sorted(kin.roots),
    children: new Map([...kin.children].map(([id, list]) => [id, sorted(list)])),
  };
}

function listed<T>(lists: Map<string, T[]>, key: string): T[] {
  let list = lists.get(key);
  if (!list) {
    list = [];
    lists.set(key, list);
  }
  return list;
}

function byText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
