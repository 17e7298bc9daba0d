import { happenedBy } from "../../db/dated.js";
import type { Confidence } from "../values/evidence.js";
import { counts } from "../values/evidence.js";
import type { Context } from "../web/context.js";
import { type LineageEdge, type LineageGraph, type LineageNode, lineageGraph } from "./lineage.js";

/** A model or a piece of software with its words. */
export interface NamedNode extends LineageNode {
  readonly name: string;
  readonly companyName: string | null;
  readonly sourceId: string;
}

export interface SourcedEdge extends LineageEdge {
  readonly sourceId: string;
}

/** Everything that stood by the view's day, on any evidence: the bands ask for several levels of it. */
export interface GraphFacts {
  readonly nodes: readonly NamedNode[];
  readonly edges: readonly SourcedEdge[];
  /** The graph with the edges that this evidence admits. */
  graph(strictest: Confidence): LineageGraph;
}

/** The whole graph at the view's day, read once for an answer. The page's filters do not narrow it. */
export function graphFacts(ctx: Context): Promise<GraphFacts> {
  return ctx.once("graph", async () => {
    const nodes = [...(await modelNodes(ctx)), ...(await softwareNodes(ctx))];
    const edges = await graphEdges(ctx);
    const graphs = new Map<Confidence, LineageGraph>();
    return {
      nodes,
      edges,
      graph(strictest) {
        const known = graphs.get(strictest);
        if (known) return known;
        const admitted = edges.filter(({ confidence }) => counts(confidence, strictest));
        const fresh = lineageGraph(nodes, admitted);
        graphs.set(strictest, fresh);
        return fresh;
      },
    };
  });
}

async function modelNodes({ db, view: { asOf } }: Context): Promise<readonly NamedNode[]> {
  const rows = await db
    .selectFrom("models")
    .innerJoin("companies", "companies.id", "models.company_id")
    .select(["models.id", "models.name", "company_id", "companies.name as company_name", "country"])
    .select(["released_on", "openness", "inclusion", "models.source_id"])
    .where(happenedBy("models", asOf))
    .orderBy("models.id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: "model",
    name: row.name,
    country: row.country,
    openness: row.openness as LineageNode["openness"],
    inclusion: row.inclusion as LineageNode["inclusion"],
    releasedOn: row.released_on,
    companyId: row.company_id,
    companyName: row.company_name,
    sourceId: row.source_id,
  }));
}

async function softwareNodes({ db, view: { asOf } }: Context): Promise<readonly NamedNode[]> {
  const rows = await db
    .selectFrom("software")
    .leftJoin("companies", "companies.id", "software.steward_id")
    .select(["software.id", "software.name", "steward_id", "companies.name as company_name", "software.country"])
    .select(["released_on", "software.source_id"])
    .where(happenedBy("software", asOf))
    .orderBy("software.id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: "software",
    name: row.name,
    country: row.country,
    openness: null,
    inclusion: null,
    releasedOn: row.released_on,
    companyId: row.steward_id,
    companyName: row.company_name,
    sourceId: row.source_id,
  }));
}

async function graphEdges({ db, view: { asOf } }: Context): Promise<readonly SourcedEdge[]> {
  const rows = await db
    .selectFrom("dependencies")
    .select(["id", "dependent_id", "dependency_id", "kind", "since_on", "confidence", "source_id"])
    .where(happenedBy("dependencies", asOf))
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    dependentId: row.dependent_id,
    dependencyId: row.dependency_id,
    kind: row.kind as LineageEdge["kind"],
    sinceOn: row.since_on,
    confidence: row.confidence as Confidence,
    sourceId: row.source_id,
  }));
}
