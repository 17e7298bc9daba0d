import { stackKinds } from "../dependencies/lineage.js";
import { sayDate } from "../values/dates.js";
import { countryLabel } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { NotFound } from "../web/errors.js";
import type { PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, computedRows, type OutColumn, type OutRow, sourceColumns } from "../web/rows.js";
import { modelFiles } from "./files.js";
import { type ModelParts, partsOf } from "./model-view.js";
import { namesModel } from "./naming.js";
import { citationsOf, eventsInView, findModel, scoresOf } from "./queries.js";
import { type LineageTree, lineageTree, stackOf } from "./tree.js";
import { type World, type WorldEdge, worldOf } from "./world.js";

export type Model = NonNullable<Awaited<ReturnType<typeof findModel>>>;
export type Citation = Awaited<ReturnType<typeof citationsOf>>[number];

/** A model with what it rests on, what rests on it, and what else is recorded of it. */
export interface ModelProfile {
  readonly model: Model;
  readonly world: World;
  readonly up: LineageTree;
  readonly down: LineageTree;
  /** Its own software and data. */
  readonly stack: readonly WorldEdge[];
  readonly scores: Awaited<ReturnType<typeof scoresOf>>;
  readonly events: Awaited<ReturnType<typeof eventsInView>>;
  /** Further sources of the edges by the edge's id. */
  readonly citations: ReadonlyMap<string, readonly Citation[]>;
  /** Further sources of the model's own figures. */
  readonly ownCitations: readonly Citation[];
}

const end = (role: "dependent" | "dependency", Role: string): readonly OutColumn[] => [
  ...columnsOf("dependencies", `${role}_id`),
  { name: `${role}_name`, type: "text", title: Role, description: `Name of the ${role}.` },
  columnAs("companies", "country", `${role}_country`, `${Role} country`),
];

const columns: readonly OutColumn[] = [
  {
    name: "direction",
    type: "text",
    title: "Direction",
    description:
      "up: the model rests on it, directly or through others; down: rests on the model; stack: software and data of the model itself.",
  },
  {
    name: "distance",
    type: "integer",
    title: "Distance",
    unit: "steps",
    description: "Steps from the model to the far end of the edge by the shortest chain.",
  },
  ...columnsOf("dependencies", "id"),
  ...end("dependent", "Dependent"),
  ...columnsOf("dependencies", "kind"),
  ...end("dependency", "Dependency"),
  ...columnsOf("dependencies", "since_on", "confidence"),
  ...sourceColumns,
  ...columnsOf("dependencies", "evidence"),
];

export const modelPage: PageSpec<ModelProfile> = {
  path: "/models/:id",
  name: "models/model",
  title: "Model",
  find: findProfile,
  charts: {},
  files: modelFiles,
  table: {
    noun: "edge of its lineage and stack",
    plural: "edges of its lineage and stack",
    columns,
    order: [{ column: "direction", descending: true }, { column: "distance" }],
    key: ["direction", "id"],
    // The page prints the edges as trees; the table is the download alone.
    shown: [],
    rows: async (_ctx, order, profile) => computedRows(rowsOf(profile), columns, order),
  },
  content: async (ctx, profile) => {
    const { model } = profile;
    const parts: ModelParts = partsOf(ctx, profile);
    const country = model.country ? ` (${countryLabel(model.country)})` : "";
    return {
      title: model.name,
      headline: model.name,
      lede: `${model.modality ? `A ${model.modality} model` : "A model"} by ${model.company_name}${country}${model.released_on ? `, released ${sayDate(model.released_on)}` : ", its release not dated"}. ${parts.standing}`,
      parts,
    };
  },
};

async function findProfile(ctx: Context, id: string): Promise<ModelProfile> {
  const model = await findModel(ctx, id);
  if (!model) {
    throw new NotFound(
      `No model with the id "${id}" is in this view: it may be unknown, or released only after ${sayDate(ctx.view.asOf)}.`,
    );
  }
  const world = await worldOf(ctx);
  const [up, down] = [lineageTree(world.graph, id, "up"), lineageTree(world.graph, id, "down")];
  const stack = stackOf(world.graph, id, stackKinds).flatMap((edge) => world.told.get(edge.id) ?? []);
  const edgeIds = [...up.edges, ...down.edges].map(({ edge }) => edge.id);
  const citations = new Map<string, Citation[]>();
  for (const citation of await citationsOf(ctx, "dependencies", edgeIds))
    citations.set(citation.row_id, [...(citations.get(citation.row_id) ?? []), citation]);
  return {
    model,
    world,
    up,
    down,
    stack,
    scores: await scoresOf(ctx, id),
    events: (await eventsInView(ctx)).filter(({ title, description }) =>
      [title, description].some((text) => namesModel(text, model.name)),
    ),
    citations,
    ownCitations: await citationsOf(ctx, "models", [id]),
  };
}

function rowsOf({ world, up, down, stack }: ModelProfile): readonly OutRow[] {
  const row = (direction: string, distance: number, edgeId: string): OutRow[] => {
    const edge = world.told.get(edgeId);
    if (!edge) return [];
    const { source_publisher, ...told } = edge;
    const named = (role: "dependent" | "dependency"): OutRow => {
      const node = world.named.get(edge[`${role}_id`]);
      return { [`${role}_name`]: node?.name ?? null, [`${role}_country`]: node?.country ?? null };
    };
    return [{ direction, distance, ...told, ...named("dependent"), ...named("dependency") }];
  };
  return [
    ...up.edges.flatMap(({ edge, distance }) => row("up", distance, edge.id)),
    ...down.edges.flatMap(({ edge, distance }) => row("down", distance, edge.id)),
    ...stack.flatMap(({ id }) => row("stack", 1, id)),
  ];
}
