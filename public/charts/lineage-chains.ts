import type { LineageEdge } from "./lineage-data.js";

/** Nodes by the nodes that they lead to in one step. */
export type Neighbours = ReadonlyMap<string, readonly string[]>;

export function neighbours(edges: readonly LineageEdge[], at: "from" | "to", other: "from" | "to"): Neighbours {
  const lists = new Map<string, string[]>();
  for (const edge of edges) {
    const list = lists.get(edge[at]);
    if (list) list.push(edge[other]);
    else lists.set(edge[at], [edge[other]]);
  }
  return lists;
}

/** All that a walk from `start` comes to; a cycle does not make it its own neighbour. */
export function reached(start: string, steps: Neighbours): Set<string> {
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

/** What a node rests on, what rests on it, and the edges of those chains. */
export interface Chains {
  readonly ancestors: ReadonlySet<string>;
  readonly descendants: ReadonlySet<string>;
  /** Ids of edges. */
  readonly edges: ReadonlySet<string>;
}

/** Chains up and down from `id`: an edge is on them if both of its ends lie on the same side of `id`. */
export function chainsOf(id: string, edges: readonly LineageEdge[]): Chains {
  const ancestors = reached(id, neighbours(edges, "to", "from"));
  const descendants = reached(id, neighbours(edges, "from", "to"));
  const within = (nodes: ReadonlySet<string>, { from, to }: LineageEdge): boolean =>
    (from === id || nodes.has(from)) && (to === id || nodes.has(to));
  return {
    ancestors,
    descendants,
    edges: new Set(edges.filter((edge) => within(ancestors, edge) || within(descendants, edge)).map((edge) => edge.id)),
  };
}

/** Ids of the nodes on the chains, that from which they run included. */
export function nodesOn(id: string, { ancestors, descendants }: Chains): ReadonlySet<string> {
  return new Set([id, ...ancestors, ...descendants]);
}
