import { Breath } from "../values/breath.js";
import { type Confidence, confidenceLevels, weakest } from "../values/evidence.js";
import {
  type Ground,
  type LineageEdge,
  type LineageGraph,
  type LineageNode,
  type MeasuredKind,
  measuredAs,
  measuredKinds,
  type Reach,
} from "./lineage.js";

/**
 * The graph of `lineage.ts` with numbers in place of ids, so that a hundred thousand nodes are walked as fast as rows
 * of an array. One graph holds the edges of every kind and any evidence; a {@link Lens} says which of them a walk
 * takes.
 */
export interface NumberedGraph<N extends LineageNode = LineageNode, E extends LineageEdge = LineageEdge> {
  /** A node's number is its place here. */
  readonly nodes: readonly N[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly byId: ReadonlyMap<string, N>;
  /** Edges between known nodes, in the order of their ids. */
  readonly edges: readonly E[];
  /** For each edge, the bit of its measured kind, and its level of evidence. */
  readonly kinds: Uint16Array;
  readonly levels: Uint8Array;
  /** Steps onto what a node rests on, best evidence first. */
  readonly onto: Steps;
  /** Steps to what rests on a node, best evidence first. */
  readonly from: Steps;
}

/** Steps from every node, those of node `n` from `starts[n]` up to `starts[n + 1]`. */
export interface Steps {
  readonly starts: Uint32Array;
  /** Number of the node that each step leads to. */
  readonly ends: Uint32Array;
  /** Number of the edge that each step follows. */
  readonly edges: Uint32Array;
}

/** Which edges a walk takes. */
export interface Lens {
  /** Bits of the kinds. */
  readonly kinds: number;
  /** The weakest level of evidence, as its place among the levels. */
  readonly level: number;
}

/** Steps between two breaths. */
const slice = 5000;

const bitOf = (kind: MeasuredKind) => 1 << measuredKinds.indexOf(kind);

export function lensOf(kinds: readonly MeasuredKind[], strictest: Confidence): Lens {
  return { kinds: kinds.reduce((bits, kind) => bits | bitOf(kind), 0), level: confidenceLevels.indexOf(strictest) };
}

export function taken({ kinds, levels }: NumberedGraph, edge: number, lens: Lens): boolean {
  return ((kinds[edge] ?? 0) & lens.kinds) !== 0 && (levels[edge] ?? 0) <= lens.level;
}

/** Numbers a graph; an edge with an end that is not among `nodes` is left out. */
export async function numberedGraph<N extends LineageNode, E extends LineageEdge>(
  nodes: readonly N[],
  edges: readonly E[],
): Promise<NumberedGraph<N, E>> {
  const breath = new Breath();
  const numbers = new Map<string, number>();
  const byId = new Map<string, N>();
  const isModel = new Uint8Array(nodes.length);
  for (let at = 0; at < nodes.length; at++) {
    if (at % slice === 0) await breath.take();
    const node = nodes[at] as N;
    numbers.set(node.id, at);
    byId.set(node.id, node);
    isModel[at] = node.kind === "model" ? 1 : 0;
  }
  const ordered = await inOrder(edges, breath);
  const known: E[] = [];
  const [dependents, bases] = [new Uint32Array(edges.length), new Uint32Array(edges.length)];
  const [kinds, levels] = [new Uint16Array(edges.length), new Uint8Array(edges.length)];
  for (let read = 0; read < ordered.length; read++) {
    if (read % slice === 0) await breath.take();
    const edge = ordered[read] as E;
    const [dependent, base] = [numbers.get(edge.dependentId), numbers.get(edge.dependencyId)];
    if (dependent === undefined || base === undefined) continue;
    const at = known.push(edge) - 1;
    dependents[at] = dependent;
    bases[at] = base;
    kinds[at] = bitOf(measuredAs(edge.kind, isModel[dependent] === 1 && isModel[base] === 1));
    levels[at] = confidenceLevels.indexOf(edge.confidence);
  }
  await breath.take();
  const onto = stepsOf(nodes.length, dependents.subarray(0, known.length), bases, levels);
  await breath.take();
  const from = stepsOf(nodes.length, bases.subarray(0, known.length), dependents, levels);
  return { nodes, numbers, byId, edges: known, kinds, levels, onto, from };
}

/** Edges in the order of their ids, in which the database gives them already. */
async function inOrder<E extends LineageEdge>(edges: readonly E[], breath: Breath): Promise<readonly E[]> {
  for (let at = 1; at < edges.length; at++) {
    if (at % slice === 0) await breath.take();
    if ((edges[at]?.id ?? "") < (edges[at - 1]?.id ?? ""))
      return [...edges].sort((one, other) => (one.id < other.id ? -1 : Number(one.id > other.id)));
  }
  return edges;
}

function stepsOf(nodes: number, here: Uint32Array, there: Uint32Array, levels: Uint8Array): Steps {
  const starts = new Uint32Array(nodes + 1);
  for (const node of here) starts[node + 1] = (starts[node + 1] ?? 0) + 1;
  for (let node = 0; node < nodes; node++) starts[node + 1] = (starts[node + 1] ?? 0) + (starts[node] ?? 0);
  const [ends, edges] = [new Uint32Array(here.length), new Uint32Array(here.length)];
  const next = starts.slice();
  // Level by level, so that each node has its best evidence first and equal evidence in the order of ids.
  for (const level of confidenceLevels.keys()) {
    for (let edge = 0; edge < here.length; edge++) {
      if (levels[edge] !== level) continue;
      const node = here[edge] ?? 0;
      const at = next[node] ?? 0;
      next[node] = at + 1;
      ends[at] = there[edge] ?? 0;
      edges[at] = edge;
    }
  }
  return { starts, ends, edges };
}

/** Whether a node has a step of the lens. */
export function hasStep(graph: NumberedGraph, { starts, edges }: Steps, node: number, lens: Lens): boolean {
  for (let at = starts[node] ?? 0; at < (starts[node + 1] ?? 0); at++)
    if (taken(graph, edges[at] ?? 0, lens)) return true;
  return false;
}

/** For each node the length of its shortest chain onto any of `wanted`: 0 for those themselves, -1 where there is none. */
export async function distancesTo(graph: NumberedGraph, wanted: Iterable<number>, lens: Lens): Promise<Int32Array> {
  const breath = new Breath();
  const { starts, ends, edges } = graph.from;
  const distances = new Int32Array(graph.nodes.length).fill(-1);
  const open = new Uint32Array(graph.nodes.length);
  let [read, written] = [0, 0];
  for (const node of wanted) {
    if (distances[node] === 0) continue;
    distances[node] = 0;
    open[written++] = node;
  }
  while (read < written) {
    if (read % slice === 0) await breath.take();
    const node = open[read++] ?? 0;
    const further = (distances[node] ?? 0) + 1;
    for (let at = starts[node] ?? 0; at < (starts[node + 1] ?? 0); at++) {
      const end = ends[at] ?? 0;
      if (distances[end] !== -1 || !taken(graph, edges[at] ?? 0, lens)) continue;
      distances[end] = further;
      open[written++] = end;
    }
  }
  return distances;
}

/** Numbers of all nodes that are `wanted`. */
export function numbersOf<N extends LineageNode>(
  { nodes }: NumberedGraph<N>,
  wanted: (node: N) => boolean,
): readonly number[] {
  const found: number[] = [];
  for (const [at, node] of nodes.entries()) if (wanted(node)) found.push(at);
  return found;
}

/**
 * The chain that `groundAmong` of `lineage.ts` finds from a node, read from the distances of all: of the shortest ones
 * that with the better evidence nearest to it. `null` for what rests on nothing wanted, and for what is wanted itself.
 */
export function groundFrom<N extends LineageNode, E extends LineageEdge>(
  graph: NumberedGraph<N, E>,
  node: number,
  distances: Int32Array,
  lens: Lens,
): Ground<E> | null {
  const distance = distances[node] ?? -1;
  if (distance < 1) return null;
  const { starts, ends, edges } = graph.onto;
  const path: E[] = [];
  let here = node;
  for (let left = distance - 1; left >= 0; left--) {
    let at = starts[here] ?? 0;
    while (distances[ends[at] ?? 0] !== left || !taken(graph, edges[at] ?? 0, lens)) at++;
    path.push(graph.edges[edges[at] ?? 0] as E);
    here = ends[at] ?? 0;
  }
  const end = path.at(-1)?.dependencyId ?? "";
  return {
    id: graph.nodes[node]?.id ?? "",
    restsOnId: end,
    path,
    confidence: path.map(({ confidence }) => confidence).reduce(weakest),
  };
}

/** Walks from one node after the other, on the same memory. */
export class Walker {
  readonly #graph: NumberedGraph;
  readonly #seenIn: Uint32Array;
  readonly #found: Uint32Array;
  #walk = 0;

  constructor(graph: NumberedGraph) {
    this.#graph = graph;
    this.#seenIn = new Uint32Array(graph.nodes.length);
    this.#found = new Uint32Array(graph.nodes.length);
  }

  /**
   * Numbers of all that a node leads to along `steps`, nearest first, without itself: `ancestors` or `descendants` of
   * `lineage.ts`. They hold until the next walk.
   */
  from(node: number, { starts, ends, edges }: Steps, lens: Lens, reach: Reach = "any"): Uint32Array {
    const [seenIn, found, walk] = [this.#seenIn, this.#found, ++this.#walk];
    seenIn[node] = walk;
    let written = 0;
    for (let [read, here] = [0, node]; ; here = found[read++] ?? 0) {
      for (let at = starts[here] ?? 0; at < (starts[here + 1] ?? 0); at++) {
        const end = ends[at] ?? 0;
        if (seenIn[end] === walk || !taken(this.#graph, edges[at] ?? 0, lens)) continue;
        seenIn[end] = walk;
        found[written++] = end;
      }
      if (reach === "direct" || read === written) return found.subarray(0, written);
    }
  }
}

/** The graph with ids again, as one level of evidence admits it, for what asks of single nodes. */
export function withIds(graph: NumberedGraph, strictest: Confidence): LineageGraph {
  const level = confidenceLevels.indexOf(strictest);
  const along = ({ starts, edges }: Steps) => ({
    get(id: string): readonly LineageEdge[] | undefined {
      const node = graph.numbers.get(id);
      if (node === undefined) return undefined;
      const own: LineageEdge[] = [];
      for (let at = starts[node] ?? 0; at < (starts[node + 1] ?? 0); at++) {
        const edge = edges[at] ?? 0;
        // Best evidence stands first.
        if ((graph.levels[edge] ?? 0) > level) break;
        own.push(graph.edges[edge] as LineageEdge);
      }
      return own.length === 0 ? undefined : own;
    },
    has(id: string): boolean {
      return this.get(id) !== undefined;
    },
  });
  return { nodes: graph.byId, restingOn: along(graph.onto), restedOnBy: along(graph.from) };
}
