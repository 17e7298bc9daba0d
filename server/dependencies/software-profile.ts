import { type TrendData, trend } from "../../public/charts/trend.js";
import { sayDate } from "../values/dates.js";
import { sayCount } from "../values/numbers.js";
import { countryLabel, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import type { DependencyEdge, DependencyNode } from "../web/dependency-rows.js";
import { NotFound } from "../web/errors.js";
import { chart } from "../web/figures.js";
import { nearIds } from "../web/near-ids.js";
import type { PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, computedRows, type OutColumn, type OutRow } from "../web/rows.js";
import { show } from "../web/tables.js";
import { graphOfView } from "./graph-in-view.js";
import { type Ground, type LineageGraph, measuredKind, stackKinds } from "./lineage.js";
import { withIds } from "./numbered.js";
import { pageOfRow } from "./path-view.js";
import { basesOf, dependentsOf, inSample, releaseDays, releasedBy, restingOnSoftware } from "./software.js";
import { softwareParts } from "./software-profile-view.js";
import { edgesToldOf, findSoftware, knownSoftware } from "./software-queries.js";
import { kindTitles, sayPath } from "./withdrawal-words.js";

type Told = Awaited<ReturnType<ReturnType<typeof edgesToldOf>["execute"]>>[number];

/** A piece of software or data with all that rests on it and what it rests on itself. */
export interface SoftwareProfile {
  /** The graph on the view's evidence. */
  readonly graph: LineageGraph;
  readonly nodes: ReadonlyMap<string, DependencyNode>;
  readonly software: NonNullable<Awaited<ReturnType<typeof findSoftware>>>;
  /** Everything that rests on it, nearest first. */
  readonly dependents: readonly Ground<DependencyEdge>[];
  readonly bases: readonly Ground<DependencyEdge>[];
  /** Sentences and sources of the edges that the page prints, by their ids. */
  readonly told: ReadonlyMap<string, Told>;
}

const columns: readonly OutColumn[] = [
  { name: "id", type: "slug", title: "Id", description: "Id of the model or software that rests on it." },
  { name: "name", type: "text", title: "Name", description: "Its name." },
  { name: "is", type: "text", title: "Is", description: "model or software." },
  { name: "company_id", type: "slug", title: "Company id", description: "Developer, or steward of software." },
  columnAs("companies", "name", "company_name", "Company"),
  columnAs("companies", "country", "country"),
  ...columnsOf("models", "released_on", "inclusion"),
  {
    name: "rests",
    type: "text",
    title: "Rests on it",
    description: "direct: by a recorded step of its own; chain: only through other software or data.",
  },
  { name: "kinds", type: "text", title: "Kinds", description: "In which ways it takes the first step of the chain." },
  { name: "steps", type: "integer", title: "Steps", description: "Length of the shortest chain." },
  { name: "path", type: "text", title: "How", description: "That chain in words." },
  { name: "confidence", type: "text", title: "Evidence", description: "The weakest evidence along that chain." },
  { name: "evidence", type: "text", title: "Said of it", description: "What the source of its first step says." },
  { name: "source_ids", type: "text", title: "Sources", description: "Ids of the sources along the chain." },
];

export const softwareProfilePage: PageSpec<SoftwareProfile> = {
  path: "/software/:id",
  name: "dependencies/software-profile",
  title: "Software",
  find: findProfile,
  charts: { course: chart("trend", trend, courseInput) },
  table: {
    noun: "model or software that rests on it",
    plural: "models and software that rest on it",
    columns,
    order: [{ column: "steps" }, { column: "released_on", descending: true }],
    key: ["id"],
    shown: [
      show.link("Name", "name", pageOfRow, "company_name"),
      show.country("country"),
      show.date("Released", "released_on"),
      show.prose("How", "path"),
      show.prose("Said of its first step", "evidence"),
      {
        title: "Weakest evidence",
        sort: "confidence",
        cell: (row) => ({ text: String(row["confidence"]), mark: `evidence-${row["confidence"]}` }),
      },
      {
        title: "Sources",
        cell: (row, ctx) => ({
          text: `notes ${ctx.notes.citeAll(String(row["source_ids"]).split(", "))}`,
          href: "#notes",
        }),
      },
    ],
    rows: async (_ctx, order, profile) => computedRows(rowsOf(profile), columns, order),
  },
  content: async (ctx, profile) => {
    const { software, nodes, dependents } = profile;
    const kind = software.kind.replaceAll("-", " ");
    const kept = software.steward_name ? `, kept by ${software.steward_name}` : "";
    const country = software.country ? ` (${countryLabel(software.country)})` : "";
    const models = dependents.filter(({ id }) => nodes.get(id)?.kind === "model");
    const direct = models.filter(({ path }) => path.length === 1).length;
    const through = models.length - direct;
    const how = through === 0 ? "directly" : `${direct} directly and ${through} through other software or data`;
    return {
      title: software.name,
      headline: software.name,
      lede: `${/^[aeiou]/.test(kind) ? "An" : "A"} ${kind}${kept}${country}. ${
        models.length === 0
          ? "No model in this view is recorded to rest on it."
          : `${sayCount(models.length, "model")} in this view ${models.length === 1 ? "is" : "are"} recorded to rest on it, ${how}.`
      } Most models say nothing of their software, so these are the least there are.`,
      parts: await softwareParts(ctx, profile),
    };
  },
};

async function findProfile(ctx: Context, id: string): Promise<SoftwareProfile> {
  const software = await findSoftware(ctx, id);
  if (!software) {
    const near = nearIds(id, await knownSoftware(ctx)).map(({ value, label }) => `${value} (${label})`);
    throw new NotFound(
      `No software or data set with the id "${id}" is in this view: it may be unknown, or there only after ${sayDate(ctx.view.asOf)}.${near.length > 0 ? ` Near it ${near.length === 1 ? "is" : "are"} ${near.join(", ")}.` : ""}`,
    );
  }
  const numbered = await graphOfView(ctx);
  const { confidence } = ctx.view;
  const [dependents, bases] = [await dependentsOf(numbered, id, confidence), await basesOf(numbered, id, confidence)];
  const steppedOn = new Set(dependents.flatMap(({ path }) => path[0]?.dependencyId ?? []));
  const told = await ctx.store.rows(edgesToldOf(ctx, id, [...steppedOn]));
  return {
    graph: withIds(numbered, confidence),
    nodes: numbered.byId,
    software,
    dependents,
    bases,
    told: new Map(told.map((edge) => [edge.id, edge])),
  };
}

function rowsOf({ graph, nodes, dependents, told }: SoftwareProfile): readonly OutRow[] {
  const nameOf = (id: string) => nodes.get(id)?.name ?? id;
  return dependents.flatMap((ground): OutRow[] => {
    const { id, path, confidence } = ground;
    const node = nodes.get(id);
    const [first] = path;
    if (!node || !first) return [];
    const own = (graph.restingOn.get(id) ?? []).filter(({ dependencyId }) => dependencyId === first.dependencyId);
    const kinds = new Set(own.map((edge) => measuredKind(graph, edge)));
    return [
      {
        id,
        name: node.name,
        is: node.kind,
        company_id: node.companyId,
        company_name: node.companyName,
        country: node.country,
        released_on: node.releasedOn,
        inclusion: node.inclusion,
        rests: path.length === 1 ? "direct" : "chain",
        kinds: stackKinds
          .filter((kind) => kinds.has(kind))
          .map((kind) => kindTitles[kind].toLowerCase())
          .join(", "),
        steps: path.length,
        path: sayPath(ground, nameOf),
        confidence,
        evidence: told.get(first.id)?.evidence ?? null,
        source_ids: [...new Set(path.map(({ sourceId }) => sourceId))].join(", "),
      },
    ];
  });
}

/** How many models of each side rested on it by their release, on the view's evidence and what other would give. */
async function courseInput(
  ctx: Context,
  { software, dependents }: SoftwareProfile,
): Promise<{ data: TrendData; sources: readonly string[] }> {
  const { sides, asOf } = ctx.view;
  const graph = await graphOfView(ctx);
  const [here, stricter, looser] = ([ctx.view.confidence, "confirmed", "disputed"] as const).map((strictest) =>
    restingOnSoftware(graph, software.id, strictest)
      .any.flatMap((node) => graph.nodes[node] ?? [])
      .filter(inSample),
  );
  const ofSide = (models: typeof here = [], side: "a" | "b") =>
    models.filter(({ country }) => sideOf(country, sides) === side);
  const compared = [...ofSide(looser, "a"), ...ofSide(looser, "b")];
  const days = releaseDays(compared);
  const undated = [...ofSide(here, "a"), ...ofSide(here, "b")].filter(({ releasedOn }) => releasedOn === null).length;
  const ids = new Set([...ofSide(here, "a"), ...ofSide(here, "b")].map(({ id }) => id));
  return {
    data: {
      sides,
      asOf,
      title: `Models that rest on ${software.name}`,
      unit: `Models released so far that are recorded to rest on it by any chain; models on Epoch AI’s list or by a developer on it${undated > 0 ? `; ${sayCount(undated, "undated model")} left out` : ""}. The band is what stricter and looser evidence would give`,
      format: "count",
      series: (["a", "b"] as const).map((side) => {
        const [value, low, high] = [here, stricter, looser].map((models) =>
          releasedBy(ofSide(models, side), days, asOf),
        );
        return {
          side,
          points: (value ?? []).map(({ on, models }, at) => ({
            on,
            value: models,
            low: low?.[at]?.models ?? null,
            high: high?.[at]?.models ?? null,
          })),
        };
      }),
    },
    sources: dependents.filter(({ id }) => ids.has(id)).flatMap(({ path }) => path.map(({ sourceId }) => sourceId)),
  };
}
