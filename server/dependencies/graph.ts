import type { LineageData, LineageNode } from "../../public/charts/lineage-data.js";
import { sayCount, sayNumber } from "../values/numbers.js";
import { sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import type { ChartInput } from "../web/figures.js";
import { type Focus, focusOf } from "./focus.js";
import { countReached, type Direction, mostConnected, nextLayer, type Steps } from "./neighbourhood.js";
import { dependenciesInView, stepsInView } from "./queries.js";

/** As many nodes as a picture holds with names that can be read. */
const mostNodes = 300;
/** Of those, as many as what a focus rests on may take; what rests on it gets the others. */
const mostAncestors = 100;

/** Nodes that a picture shows of a view that is too large for one, and why these. */
interface Choice {
  readonly ids: readonly string[];
  /** Nodes in the view. */
  readonly total: number;
  readonly shown: string;
}

/** The graph of the view with what is lit in it, or of a view too large to draw a part, with its sources. */
export function lineageInput(ctx: Context): Promise<ChartInput<LineageData>> {
  return ctx.once("lineage", () => graphDrawn(ctx));
}

async function graphDrawn(ctx: Context): Promise<ChartInput<LineageData>> {
  const { sides, asOf } = ctx.view;
  const focus = await focusOf(ctx);
  const choice = await chosen(ctx, focus);
  const edges = await ctx.store.rows(
    dependenciesInView(ctx)
      .$if(choice !== undefined, (all) =>
        all
          .where("dependencies.dependent_id", "in", choice?.ids ?? [])
          .where("dependencies.dependency_id", "in", choice?.ids ?? []),
      )
      .orderBy("dependencies.id"),
  );
  const nodes = new Map<string, LineageNode>();
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
        // The node that is lit is put out again.
        href: focusHref(ctx, id === focus?.id ? null : id),
      });
    }
  }
  const leftOut = choice && (await sayLeftOut(ctx, choice, nodes.size, edges.length));
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
      ...(focus && { focus: { id: focus.id, name: focus.name, company: focus.company_name } }),
      ...(leftOut !== undefined && { leftOut, partial: true as const }),
    },
    sources: edges.map(({ source_id }) => source_id),
  };
}

/** The page with the chains of `id` lit, at the picture. */
export function focusHref(ctx: Context, id: string | null): string {
  return `${ctx.hrefHere("/dependencies", { focus: id, sort: null })}#lineage`;
}

/** What to draw of the view; `undefined` for all of it. */
async function chosen(ctx: Context, focus: Focus | undefined): Promise<Choice | undefined> {
  const steps = stepsInView(ctx);
  const ranked = await ctx.store.rows(mostConnected(ctx.db, steps).limit(mostNodes));
  const total = ranked[0]?.total ?? 0;
  if (total <= ranked.length) return undefined;
  const around = focus && (await nearest(ctx, steps, focus));
  if (around) return { ...around, total };
  return { ids: ranked.map(({ id }) => id), total, shown: "those on which most rests directly" };
}

/** The chains of the focus as far as they can be drawn; `undefined` if it is on no dependency of the view. */
async function nearest(ctx: Context, steps: Steps, focus: Focus): Promise<Omit<Choice, "total"> | undefined> {
  const above = await near(ctx, steps, focus.id, "ancestors", mostAncestors);
  const below = await near(ctx, steps, focus.id, "descendants", mostNodes - 1 - above.length);
  if (above.length + below.length === 0) return undefined;
  const [rests, resting] = await Promise.all(
    (["ancestors", "descendants"] as const).map(async (way) => {
      const [counted] = await ctx.store.rows(countReached(ctx.db, steps, focus.id, way));
      return counted?.nodes ?? 0;
    }),
  );
  const drawn = (what: string, shown: number, all = shown) =>
    all === 0
      ? []
      : [
          `of ${what} ${shown >= all ? `all ${sayNumber(all)}` : `the nearest ${sayNumber(shown)} of ${sayNumber(all)}`}`,
        ];
  return {
    ids: [...new Set([focus.id, ...above, ...below])],
    shown: [
      ...drawn(`what ${focus.name} rests on`, above.length, rests),
      ...drawn(`what rests on ${above.length > 0 ? "it" : focus.name}`, below.length, resting),
    ].join(", "),
  };
}

/** How much of the view is not drawn, and where it is. */
async function sayLeftOut(ctx: Context, { total, shown }: Choice, nodes: number, edges: number): Promise<string> {
  const all = await ctx.store.figure(
    ctx.db.selectFrom(stepsInView(ctx).as("steps")).select((eb) => eb.fn.countAll().as("edges")),
  );
  const things = sayCount(total - nodes, "model or piece of software", "models and pieces of software");
  const lines = sayCount(all - edges, "dependency", "dependencies");
  return `drawn are ${sayNumber(nodes)} of ${sayNumber(total)}, ${shown}; ${things} and ${lines} of the view are left out here and are in its CSV and GraphML`;
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
