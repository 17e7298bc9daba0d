import { dot, dotType } from "../dependencies/exports/dot.js";
import { aboutView, type GraphFile } from "../dependencies/exports/graph.js";
import { graphml, graphmlType } from "../dependencies/exports/graphml.js";
import { type MlBom, mlBom, mlBomType } from "../dependencies/exports/ml-bom.js";
import { nodeLink, nodeLinkType } from "../dependencies/exports/node-link.js";
import { ancestors, lineageKinds, stackKinds } from "../dependencies/lineage.js";
import type { Context } from "../web/context.js";
import type { FileSpec } from "../web/pages.js";
import { viewSentence } from "../web/view.js";
import type { ModelProfile } from "./model.js";
import { fileEdge } from "./world.js";

/** The lineage of one model for other programs, and what it is made from as a bill of materials. */
export const modelFiles: Readonly<Record<string, FileSpec<ModelProfile>>> = {
  "/lineage.graphml": { type: graphmlType, produce: async (ctx, profile) => graphml(lineageFile(ctx, profile)) },
  "/lineage.dot": { type: dotType, produce: async (ctx, profile) => dot(lineageFile(ctx, profile)) },
  "/lineage.node-link.json": {
    type: nodeLinkType,
    produce: async (ctx, profile) => nodeLink(lineageFile(ctx, profile)),
  },
  "/ml-bom.json": { type: mlBomType, produce: async (ctx, profile) => mlBom(billOf(ctx, profile)) },
};

/** The very edges that the page lists, with the model itself even where there is none. */
function lineageFile(ctx: Context, { model, world, up, down, stack }: ModelProfile): GraphFile {
  const ids = new Set([...up.edges, ...down.edges].map(({ edge }) => edge.id).concat(stack.map(({ id }) => id)));
  const edges = [...ids].flatMap((id) => world.told.get(id) ?? []);
  const ends = new Set([
    model.id,
    ...edges.flatMap(({ dependent_id, dependency_id }) => [dependent_id, dependency_id]),
  ]);
  return {
    title: `Lineage of ${model.name}`,
    about: about(ctx),
    nodes: [...ends].flatMap((id) => world.named.get(id) ?? []),
    edges: edges.map(fileEdge),
  };
}

/** The model with all that it rests on, software and data of its bases included. */
function billOf(ctx: Context, { model, world, scores }: ModelProfile): MlBom {
  const under = ancestors(world.graph, model.id, [...lineageKinds, ...stackKinds]);
  const all = new Set([model.id, ...under]);
  const subject = world.named.get(model.id);
  if (!subject) throw new Error(`${model.id} is not in the graph of its own view.`);
  return {
    subject,
    modality: model.modality,
    measures: [
      ["parameters_billion", model.parameters_b],
      ["active_parameters_billion", model.active_parameters_b],
      ["training_compute_flop", model.training_compute_flop],
      ["training_tokens_billion", model.training_tokens_b],
    ],
    scores: scores.map(({ benchmark_name, unit, score, published_on }) => ({
      benchmark: benchmark_name,
      unit,
      score,
      on: published_on,
    })),
    materials: under.flatMap((id) => world.named.get(id) ?? []),
    edges: [...world.told.values()]
      .filter(({ dependent_id, dependency_id }) => all.has(dependent_id) && all.has(dependency_id))
      .map(fileEdge),
    recordedAt: ctx.revision.recorded_at,
    about: about(ctx),
  };
}

function about(ctx: Context): string {
  return aboutView(viewSentence(ctx.view, ctx.revision.recorded_on, ctx.today), ctx.revision.id);
}
