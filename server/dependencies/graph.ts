import type { LineageData } from "../../public/charts/lineage-data.js";
import { sayCount, sayNumber } from "../values/numbers.js";
import { sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { type Focus, focusOf } from "./focus.js";
import { countReached, type Direction, mostConnected, nextLayer, type Steps } from "./neighbourhood.js";
import { dependenciesInView, onChainsOf } from "./queries.js";

/** As many nodes as a picture holds with names that can be read. */
const mostNodes = 300;
/** Of those, as many as what a focus rests on may take; what rests on it gets the others. */
const mostAncestors = 100;

/** Nodes that a picture shows, out of how many, and why these. */
interface Choice {
  /** `null` for all that the view holds. */
  readonly ids: readonly string[] | null;
  readonly leftOut?: string;
}

/** The graph of the view, or of a view too large to draw the part that is asked for, with its sources. */
export async function lineageInput(ctx: Context): Promise<{ data: LineageData; sources: readonly string[] }> {
  const { sides, asOf } = ctx.view;
  const focus = await focusOf(ctx);
  const { ids, leftOut } = await chosen(ctx, focus);
  const edges = await dependenciesInView(ctx)
    .$if(ids !== null, (all) =>
      all.where("dependencies.dependent_id", "in", ids ?? []).where("dependencies.dependency_id", "in", ids ?? []),
    )
    .$if(ids === null && focus !== undefined, (all) => all.where(onChainsOf(ctx, focus?.id ?? "")))
    .orderBy("dependencies.id")
    .execute();
  const nodes = new Map<string, LineageData["nodes"][number]>();
  const href = (id: string) => ctx.hrefHere("/dependencies", { focus: id, sort: null });
  if (focus) {
    nodes.set(focus.id, {
      id: focus.id,
      name: focus.name,
      side: sideOf(focus.country, sides),
      kind: focus.is,
      company: focus.company_name,
      on: focus.released_on,
    });
  }
  for (const edge of edges) {
    for (const role of ["dependency", "dependent"] as const) {
      const id = edge[`${role}_id`];
      if (nodes.has(id)) continue;
      nodes.set(id, {
        id,
        name: edge[`${role}_name`] ?? id,
        side: sideOf(edge[`${role}_country`], sides),
        kind: edge[`${role}_is`] as "model" | "software",
        company: edge[`${role}_company_name`],
        on: edge[`${role}_released_on`],
        href: href(id),
      });
    }
  }
  return {
    data: {
      sides,
      asOf,
      nodes: [...nodes.values()].sort((one, other) => (one.id < other.id ? -1 : 1)),
      edges: edges.map(({ id, dependency_id, dependent_id, kind, confidence }) => ({
        id,
        from: dependency_id,
        to: dependent_id,
        kind,
        confidence,
      })),
      ...(leftOut !== undefined && { leftOut, partial: true as const }),
    },
    sources: edges.map(({ source_id }) => source_id),
  };
}

async function chosen(ctx: Context, focus: Focus | undefined): Promise<Choice> {
  const steps: Steps = dependenciesInView(ctx)
    .clearSelect()
    .select(["dependencies.dependent_id", "dependencies.dependency_id"]);
  const ranked = await ctx.store.rows(mostConnected(ctx.db, steps).limit(mostNodes));
  const total = ranked[0]?.total ?? 0;
  if (total <= ranked.length) return { ids: null };
  if (!focus) {
    return {
      ids: ranked.map(({ id }) => id),
      leftOut: `${sayNumber(ranked.length)} of ${sayNumber(total)} models and pieces of software shown: those on which most rest directly, and of the dependencies those between them; a focus shows its own`,
    };
  }
  const above = await near(ctx, steps, focus.id, "ancestors", mostAncestors);
  const below = await near(ctx, steps, focus.id, "descendants", mostNodes - 1 - above.length);
  const ids = [...new Set([focus.id, ...above, ...below])];
  const [rests, resting] = await Promise.all(
    (["ancestors", "descendants"] as const).map(async (way) => {
      const [counted] = await ctx.store.rows(countReached(ctx.db, steps, focus.id, way));
      return counted?.nodes ?? 0;
    }),
  );
  const drawn = (shown: number, all: number | undefined) =>
    all === undefined || shown >= all
      ? sayNumber(all ?? shown)
      : `the nearest ${sayNumber(shown)} of ${sayNumber(all)}`;
  return {
    ids,
    leftOut: `${sayCount(total, "node")} in the view; shown of what ${focus.name} rests on ${drawn(above.length, rests)}, of what rests on it ${drawn(below.length, resting)}`,
  };
}

/** The nearest nodes in one direction, a step at a time; of the last step those on which most rests. */
async function near(ctx: Context, steps: Steps, id: string, direction: Direction, most: number) {
  const found = new Set([id]);
  for (let layer: readonly string[] = [id]; layer.length > 0 && found.size <= most; ) {
    const next = await ctx.store.rows(nextLayer(ctx.db, steps, layer, direction).limit(most + found.size));
    layer = next
      .map((node) => node.id)
      .filter((node) => !found.has(node))
      .slice(0, most + 1 - found.size);
    for (const node of layer) found.add(node);
  }
  found.delete(id);
  return [...found];
}
