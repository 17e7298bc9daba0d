import type { FlowData } from "../../public/charts/flow.js";
import type { RootsData } from "../../public/charts/roots.js";
import type { SharesData } from "../../public/charts/shares.js";
import { Breath } from "../values/breath.js";
import type { Confidence } from "../values/evidence.js";
import { sayCount } from "../values/numbers.js";
import { sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { dependencyRows } from "../web/dependency-rows.js";
import type { ChartInput } from "../web/figures.js";
import type { Filter } from "../web/view.js";
import { flowOf } from "./flow.js";
import { type GraphInView, graphOfView } from "./graph-in-view.js";
import { leastModelsForShare, lineageKinds, type MeasuredKind, measuredKinds } from "./lineage.js";
import { dependenceMatrix, shadeOf, sideKeys } from "./matrix.js";
import { lensOf, taken } from "./numbered.js";
import { pageOfNode } from "./path-view.js";
import { rootsRestedOn } from "./roots.js";
import {
  chosenKinds,
  groundsByYear,
  kindChoices,
  type SharePoint,
  type SharesQuestion,
  shareCube,
  sharesByYear,
  undatedModels,
  yearsCounted,
} from "./shares.js";

/** Filters that the figures of dependence add to the page's. */
export const dependenceFilters: readonly Filter[] = [
  {
    key: "reach",
    label: "Reach",
    unset: "any chain",
    choices: [
      { value: "any", label: "through any chain" },
      { value: "direct", label: "direct only" },
    ],
  },
  {
    key: "inclusion",
    label: "Models counted",
    unset: "notable and followed",
    choices: [{ value: "lineage", label: "also those recorded for what they rest on" }],
  },
];

/** Filters that narrow the figures of dependence: the search is for rows. */
export const heededByDependence = ["scope", "kind", "reach", "inclusion"] as const;
/** A root is the end of a chain, so its figure knows no single step. */
export const heededByRoots = ["scope", "kind", "inclusion"] as const;

const drawn = { families: 10, companies: 14, roots: 15 } as const;

const kindWords: Readonly<Record<MeasuredKind, string>> = {
  weights: "weights",
  architecture: "architecture",
  distillation: "distillation",
  "synthetic-data": "synthetic data",
  tokenizer: "tokenizer",
  code: "code",
  framework: "framework",
  runtime: "runtime",
  dataset: "data set",
  library: "library",
};

interface Asked {
  readonly graph: GraphInView;
  readonly question: SharesQuestion;
  /** Kinds in words. */
  readonly kinds: string;
  /** Disputed edges are somebody's allegation: they count only where a figure shows what looser evidence would give. */
  readonly strictest: Confidence;
}

async function asked(ctx: Context): Promise<Asked> {
  const { sides, asOf, confidence } = ctx.view;
  const choice = chosenKinds(ctx.chosen("scope"), ctx.chosen("kind"));
  const reach = ctx.chosen("reach");
  return {
    graph: await graphOfView(ctx),
    question: {
      ...choice,
      sides,
      asOf,
      reach: reach?.length === 1 && reach[0] === "direct" ? "direct" : "any",
      withLineage: ctx.chosen("inclusion") !== undefined,
    },
    kinds: sayKinds(choice.name, choice.kinds),
    strictest: confidence === "disputed" ? "estimated" : confidence,
  };
}

/** @example sayKinds("all-lineage", lineageKinds) // "lineage" */
function sayKinds(name: string, kinds: readonly MeasuredKind[]): string {
  if (name === "all-lineage") return "lineage";
  if (name === "all-stack") return "software and data";
  return kinds.map((kind) => kindWords[kind]).join(" or ");
}

const isLineage = (kinds: readonly MeasuredKind[]) =>
  kinds.every((kind) => lineageKinds.some((lineage) => lineage === kind));

export async function sharesInput(ctx: Context): Promise<ChartInput<SharesData>> {
  const { graph, question, kinds, strictest } = await asked(ctx);
  const { sides, asOf, reach, withLineage } = question;
  const years = await yearsCounted(graph, question);
  const cube = await shareCube(graph, years, question);
  return {
    data: {
      sides,
      asOf,
      kinds,
      bases: isLineage(question.kinds) ? "models" : "models or software",
      reach,
      leastForShare: leastModelsForShare,
      withLineage,
      undated: { a: await undatedModels(graph, "a", question), b: await undatedModels(graph, "b", question) },
      points: (await sharesByYear(graph, years, question, strictest)) satisfies readonly SharePoint[],
      cube: cube.map(({ period, side, kind, reach: how, models, band }) => [
        period,
        side,
        kind,
        how,
        models,
        band.confirmed,
        band.reported,
        band.all,
      ]),
    },
    sources: await sharesSources(graph, years, question),
  };
}

/** Sources of the edges that the shares rest on, and of the models counted. */
async function sharesSources(graph: GraphInView, years: readonly string[], question: SharesQuestion) {
  const breath = new Breath();
  const sources = new Set<string>();
  for (const { id, path } of await groundsByYear(graph, years, question)) {
    if (breath.due) await breath.take();
    for (const { sourceId } of path) sources.add(sourceId);
    const model = graph.byId.get(id);
    if (model) sources.add(model.sourceId);
  }
  return sources;
}

export async function flowInput(ctx: Context): Promise<ChartInput<FlowData>> {
  const { graph, question, kinds, strictest } = await asked(ctx);
  const { sides, asOf, reach, withLineage } = question;
  const most = { families: drawn.families, companies: drawn.companies };
  const flow = await flowOf(graph, { ...question, strictest, most });
  const linked = <T extends { readonly companyId: string | null }>({ companyId, ...end }: T) => ({
    ...end,
    ...(companyId !== null && { href: ctx.href(`/companies/${companyId}`) }),
  });
  return {
    data: {
      sides,
      asOf,
      families: flow.families.map(linked),
      companies: flow.companies.map(linked),
      links: flow.links,
      models: flow.models,
      ownOnly: flow.ownOnly,
      kinds,
      reach,
      withLineage,
    },
    sources: edgeSources(graph, strictest, question.kinds),
  };
}

export function rootsInput(ctx: Context): Promise<ChartInput<RootsData>> {
  return ctx.once("roots", () => rankedRoots(ctx));
}

async function rankedRoots(ctx: Context): Promise<ChartInput<RootsData>> {
  const { graph, question, kinds, strictest } = await asked(ctx);
  const { sides, asOf, withLineage } = question;
  const ranked = await rootsRestedOn(graph, { ...question, strictest }, drawn.roots);
  return {
    data: {
      sides,
      asOf,
      kinds,
      withLineage,
      roots: ranked.count,
      rows: ranked.first.flatMap(({ id, models, bySide, byYear }) => {
        const node = graph.byId.get(id);
        if (!node) return [];
        const { name, companyName, country } = node;
        const href = ctx.href(pageOfNode(node));
        return [{ id, name, company: companyName, side: sideOf(country, sides), models, bySide, byYear, href }];
      }),
    },
    sources: edgeSources(graph, strictest, question.kinds),
  };
}

/** Sources of all edges that count, first met first. */
function edgeSources(graph: GraphInView, strictest: Confidence, kinds: readonly MeasuredKind[]): ReadonlySet<string> {
  const lens = lensOf(kinds, strictest);
  const sources = new Set<string>();
  for (const [at, { sourceId }] of graph.edges.entries()) if (taken(graph, at, lens)) sources.add(sourceId);
  return sources;
}

/** What the template is given beside the figures. */
export interface DependenceParts {
  readonly matrix: {
    /** Sides as column heads, and as the reader of a row hears them. */
    readonly sides: readonly { readonly key: string; readonly label: string }[];
    readonly kinds: readonly MatrixOfKind[];
    readonly leftOut: string;
  };
  /** Roots with a link to what is recorded of each. */
  readonly roots: readonly { readonly name: string; readonly href: string }[];
}

interface MatrixOfKind {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly {
    readonly key: string;
    readonly label: string;
    readonly cells: readonly { readonly edges: string; readonly resting: string; readonly shade: number }[];
  }[];
}

export async function dependenceParts(ctx: Context): Promise<DependenceParts> {
  const { graph, question, strictest } = await asked(ctx);
  const { sides } = question;
  const label = (key: (typeof sideKeys)[number]) => (key === "other" ? "Others" : sides[key].label);
  const { data } = await rootsInput(ctx);
  const breath = new Breath();
  const matrices: MatrixOfKind[] = [];
  for (const { name, kinds } of kindChoices) {
    await breath.take();
    const cells = dependenceMatrix(graph, sides, kinds, strictest);
    const most = Math.max(...cells.map(({ edges }) => edges));
    if (most === 0) continue;
    matrices.push({
      id: name,
      title: kinds.length === 1 ? kinds.map((kind) => kindWords[kind]).join() : `${sayKinds(name, kinds)}, all kinds`,
      rows: sideKeys.map((key) => ({
        key,
        label: label(key),
        cells: cells
          .filter(({ dependent }) => dependent === key)
          .map(({ edges, resting }) => ({
            edges: String(edges),
            resting: String(resting),
            shade: shadeOf(edges, most),
          })),
      })),
    });
  }
  return {
    matrix: {
      sides: sideKeys.map((key) => ({ key, label: label(key) })),
      kinds: matrices,
      leftOut: sayLeftOut((await dependencyRows(ctx)).edges.length, graph, strictest),
    },
    roots: data.rows.map(({ name, href }) => ({ name, href: href ?? "" })),
  };
}

/** What the matrix does not count: disputed edges, and whatever the view's evidence does not admit. */
function sayLeftOut(edges: number, graph: GraphInView, strictest: Confidence): string {
  const lens = lensOf(measuredKinds, strictest);
  let left = edges;
  for (let at = 0; at < graph.edges.length; at++) if (taken(graph, at, lens)) left -= 1;
  if (left === 0) return "";
  return ` ${sayCount(left, "edge")} ${left === 1 ? "is" : "are"} left out as disputed or too weakly evidenced for this view.`;
}
