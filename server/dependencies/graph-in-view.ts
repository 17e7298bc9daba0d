import type { Context } from "../web/context.js";
import {
  type DependencyEdge,
  type DependencyNode,
  type DependencyRows,
  dependencyRows,
} from "../web/dependency-rows.js";
import { type NumberedGraph, numberedGraph } from "./numbered.js";

/** Everything that stood by a view's day, on any evidence, as a graph. */
export type GraphInView = NumberedGraph<DependencyNode, DependencyEdge>;

const numbered = new WeakMap<DependencyRows, Promise<GraphInView>>();

/** The graph at the view's day; kept with its rows, for every page that asks for that day. */
export async function graphOfView(ctx: Context): Promise<GraphInView> {
  const rows = await dependencyRows(ctx);
  const known = numbered.get(rows);
  if (known) return known;
  const fresh = numberedGraph(rows.nodes, rows.edges);
  numbered.set(rows, fresh);
  return fresh;
}
