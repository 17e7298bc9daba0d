import type { GraphFileEdge } from "../dependencies/exports/graph.js";
import type { Material } from "../dependencies/exports/ml-bom.js";
import { graphOfView } from "../dependencies/graph-in-view.js";
import type { LineageGraph } from "../dependencies/lineage.js";
import { withIds } from "../dependencies/numbered.js";
import type { Context } from "../web/context.js";
import { graphEdges, graphNodes } from "./queries.js";

type RowOf<T> = T extends AsyncIterable<infer R> ? R : never;
export type WorldEdge = RowOf<ReturnType<typeof graphEdges>>;
type Named = Material & { readonly companyId: string | null };

/** The graph of a view with the names, sources and sentences of its rows. */
export interface World {
  readonly graph: LineageGraph;
  readonly named: ReadonlyMap<string, Named>;
  /** Rows of the edges by their ids. */
  readonly told: ReadonlyMap<string, WorldEdge>;
}

/** The graph of the view, read once for an answer. */
export function worldOf(ctx: Context): Promise<World> {
  return ctx.once("lineage", async () => {
    const graph = withIds(await graphOfView(ctx), ctx.view.confidence);
    const named = new Map<string, Named>();
    const { models, software } = graphNodes(ctx);
    for await (const row of models)
      named.set(row.id, { ...namedOf(row), kind: "model", openness: row.openness, softwareKind: null });
    for await (const row of software)
      named.set(row.id, { ...namedOf(row), kind: "software", openness: null, softwareKind: row.software_kind });
    const told = new Map<string, WorldEdge>();
    for await (const edge of graphEdges(ctx)) told.set(edge.id, edge);
    return { graph, named, told };
  });
}

type NodeRow = RowOf<ReturnType<typeof graphNodes>["software" | "models"]>;

function namedOf(row: NodeRow) {
  return {
    id: row.id,
    name: row.name,
    country: row.country,
    company: row.company_name,
    companyId: row.company_id,
    license: row.license,
    releasedOn: row.released_on,
    sourceUrl: row.source_url,
  };
}

/** An edge as graph files tell of it. */
export function fileEdge(row: WorldEdge): GraphFileEdge {
  return {
    id: row.id,
    dependentId: row.dependent_id,
    dependencyId: row.dependency_id,
    kind: row.kind,
    sinceOn: row.since_on,
    confidence: row.confidence,
    sourceUrl: row.source_url,
    evidence: row.evidence,
  };
}
