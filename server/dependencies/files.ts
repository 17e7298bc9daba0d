import type { Context } from "../web/context.js";
import type { FileSpec } from "../web/pages.js";
import { streamed } from "../web/streamed.js";
import { sayFilters, viewSentence } from "../web/view.js";
import { dot, dotType } from "./exports/dot.js";
import { aboutView, type GraphFile, type GraphFileEdge, type GraphFileNode } from "./exports/graph.js";
import { graphml, graphmlType } from "./exports/graphml.js";
import { nodeLink, nodeLinkType } from "./exports/node-link.js";
import { focusOf } from "./focus.js";
import { dependenciesInView, onChainsOf } from "./queries.js";

/** The graph of the view, with its filters, for other programs. */
export const graphFiles: Readonly<Record<string, FileSpec>> = {
  ".graphml": { type: graphmlType, produce: async (ctx) => graphml(await graphFile(ctx)) },
  ".dot": { type: dotType, produce: async (ctx) => dot(await graphFile(ctx)) },
  ".node-link.json": { type: nodeLinkType, produce: async (ctx) => nodeLink(await graphFile(ctx)) },
};

/** Links to them, as the page prints them. */
export function graphFileLinks(ctx: Context, path: string) {
  return [
    { form: ".graphml", label: "GraphML", about: "for Gephi, Cytoscape, yEd" },
    { form: ".dot", label: "DOT", about: "for Graphviz" },
    { form: ".node-link.json", label: "Node-link JSON", about: "for NetworkX and D3" },
  ].map(({ form, label, about }) => ({ label, about, href: ctx.hrefHere(`${path}${form}`, { sort: null }) }));
}

/** What a file tells of an edge and its ends. */
const columns = [
  "id",
  "dependent_id",
  "dependency_id",
  "kind",
  "since_on",
  "confidence",
  "source_url",
  "evidence",
  "dependent_name",
  "dependency_name",
  "dependent_is",
  "dependency_is",
  "dependent_country",
  "dependency_country",
  "dependent_company_name",
  "dependency_company_name",
  "dependent_openness",
  "dependency_openness",
  "dependent_released_on",
  "dependency_released_on",
] as const;

type Told = Pick<
  Awaited<ReturnType<ReturnType<typeof dependenciesInView>["execute"]>>[number],
  (typeof columns)[number]
>;

async function graphFile(ctx: Context): Promise<GraphFile> {
  const focus = await focusOf(ctx);
  const inView = dependenciesInView(ctx).$if(focus !== undefined, (all) => all.where(onChainsOf(ctx, focus?.id ?? "")));
  const nodes = new Map<string, GraphFileNode>();
  const edges: GraphFileEdge[] = [];
  for await (const row of streamed<Told>(ctx.store, inView, columns)) {
    for (const role of ["dependent", "dependency"] as const) {
      const id = row[`${role}_id`];
      nodes.set(id, {
        id,
        name: row[`${role}_name`] ?? id,
        kind: row[`${role}_is`] as GraphFileNode["kind"],
        country: row[`${role}_country`],
        company: row[`${role}_company_name`],
        openness: row[`${role}_openness`],
        releasedOn: row[`${role}_released_on`],
      });
    }
    edges.push({
      id: row.id,
      dependentId: row.dependent_id,
      dependencyId: row.dependency_id,
      kind: row.kind,
      sinceOn: row.since_on,
      confidence: row.confidence,
      sourceUrl: row.source_url,
      evidence: row.evidence,
    });
  }
  const view = [
    viewSentence(ctx.view, ctx.revision.recorded_on, ctx.today),
    sayFilters(ctx.filters, ctx.params.chosen),
    focus && `chains of ${focus.name}`,
  ].filter(Boolean);
  return {
    title: "Dependencies",
    about: aboutView(view.join("; "), ctx.revision.id),
    nodes: [...nodes.values()],
    edges,
  };
}
