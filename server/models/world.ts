import type { GraphFileEdge } from "../dependencies/exports/graph.js";
import type { Material } from "../dependencies/exports/ml-bom.js";
import { type LineageGraph, type LineageNode, lineageGraph } from "../dependencies/lineage.js";
import type { Context } from "../web/context.js";
import { graphEdges, graphNodes } from "./queries.js";

export type WorldEdge = Awaited<ReturnType<typeof graphEdges>>[number];

/** The graph of a view with the names, sources and sentences of its rows. */
export interface World {
  readonly graph: LineageGraph;
  readonly named: ReadonlyMap<string, Material & { readonly companyId: string | null }>;
  /** Rows of the edges by their ids. */
  readonly told: ReadonlyMap<string, WorldEdge>;
}

/** The graph of the view, read once for an answer. */
export function worldOf(ctx: Context): Promise<World> {
  return ctx.once("lineage", async () => {
    const { models, software } = await graphNodes(ctx);
    const edges = await graphEdges(ctx);
    const nodes: LineageNode[] = [
      ...models.map((row) => ({
        id: row.id,
        kind: "model" as const,
        country: row.country,
        openness: row.openness,
        inclusion: row.inclusion,
        releasedOn: row.released_on,
        companyId: row.company_id,
      })),
      ...software.map((row) => ({
        id: row.id,
        kind: "software" as const,
        country: row.country,
        openness: null,
        inclusion: null,
        releasedOn: row.released_on,
        companyId: row.company_id,
      })),
    ];
    const named = [
      ...models.map((row) => ({ ...row, kind: "model" as const, software_kind: null })),
      ...software.map((row) => ({ ...row, kind: "software" as const, openness: null })),
    ].map((row) => ({
      id: row.id,
      name: row.name,
      kind: row.kind,
      country: row.country,
      company: row.company_name,
      companyId: row.company_id,
      openness: row.openness,
      license: row.license,
      softwareKind: row.software_kind,
      releasedOn: row.released_on,
      sourceUrl: row.source_url,
    }));
    return {
      graph: lineageGraph(
        nodes,
        edges.map(({ id, dependent_id, dependency_id, kind, since_on, confidence }) => ({
          id,
          dependentId: dependent_id,
          dependencyId: dependency_id,
          kind,
          sinceOn: since_on,
          confidence,
        })),
      ),
      named: new Map(named.map((node) => [node.id, node])),
      told: new Map(edges.map((edge) => [edge.id, edge])),
    };
  });
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
