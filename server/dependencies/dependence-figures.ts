import type { FlowData } from "../../public/charts/flow.js";
import type { RootsData } from "../../public/charts/roots.js";
import type { SharesData } from "../../public/charts/shares.js";
import type { Confidence } from "../values/evidence.js";
import { sayCount } from "../values/numbers.js";
import { sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import type { ChartInput } from "../web/figures.js";
import type { Filter } from "../web/view.js";
import { flowOf } from "./flow.js";
import { type GraphFacts, graphFacts } from "./graph-queries.js";
import { leastModelsForShare, lineageKinds, type MeasuredKind, measuredKind } from "./lineage.js";
import { dependenceMatrix, shadeOf, sideKeys } from "./matrix.js";
import { pageOfNode } from "./path-view.js";
import { rootsRestedOn } from "./roots.js";
import {
  chosenKinds,
  kindChoices,
  type SharePoint,
  type SharesQuestion,
  shareCube,
  sharesByYear,
  yearDependence,
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
  readonly facts: GraphFacts;
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
    facts: await graphFacts(ctx),
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
  const { facts, question, kinds, strictest } = await asked(ctx);
  const { sides, asOf, reach, withLineage } = question;
  const graph = facts.graph("disputed");
  const years = yearsCounted(graph, question);
  const undated = (side: "a" | "b") => yearDependence(graph, asOf.slice(0, 4), side, question).undated;
  return {
    data: {
      sides,
      asOf,
      kinds,
      bases: isLineage(question.kinds) ? "models" : "models or software",
      reach,
      leastForShare: leastModelsForShare,
      withLineage,
      undated: { a: undated("a"), b: undated("b") },
      points: sharesByYear(facts.graph, years, question, strictest) satisfies readonly SharePoint[],
      cube: shareCube(facts.graph, years, question).map(({ period, side, kind, reach: how, models, band }) => [
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
    sources: sharesSources(facts, years, question),
  };
}

/** Sources of the edges that the shares rest on, and of the models counted. */
function sharesSources(facts: GraphFacts, years: readonly string[], question: SharesQuestion): readonly string[] {
  const sourceOf = new Map([...facts.edges, ...facts.nodes].map(({ id, sourceId }) => [id, sourceId]));
  const grounds = years.flatMap((year) =>
    (["a", "b"] as const).flatMap((side) => yearDependence(facts.graph("disputed"), year, side, question).grounds),
  );
  const used = grounds.flatMap(({ id, path }) => [...path.map((edge) => edge.id), id]);
  return used.flatMap((id) => sourceOf.get(id) ?? []);
}

export async function flowInput(ctx: Context): Promise<ChartInput<FlowData>> {
  const { facts, question, kinds, strictest } = await asked(ctx);
  const { sides, asOf, reach, withLineage } = question;
  const graph = facts.graph(strictest);
  const most = { families: drawn.families, companies: drawn.companies };
  const flow = flowOf(graph, facts.nodes, { ...question, most });
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
    sources: edgeSources(facts, strictest, question.kinds),
  };
}

export function rootsInput(ctx: Context): Promise<ChartInput<RootsData>> {
  return ctx.once("roots", () => rankedRoots(ctx));
}

async function rankedRoots(ctx: Context): Promise<ChartInput<RootsData>> {
  const { facts, question, kinds, strictest } = await asked(ctx);
  const { sides, asOf, withLineage } = question;
  const ranked = rootsRestedOn(facts.graph(strictest), question);
  const byId = new Map(facts.nodes.map((node) => [node.id, node]));
  return {
    data: {
      sides,
      asOf,
      kinds,
      withLineage,
      roots: ranked.length,
      rows: ranked.slice(0, drawn.roots).flatMap(({ id, models, bySide, byYear }) => {
        const node = byId.get(id);
        if (!node) return [];
        const { name, companyName, country } = node;
        const href = ctx.href(pageOfNode(node));
        return [{ id, name, company: companyName, side: sideOf(country, sides), models, bySide, byYear, href }];
      }),
    },
    sources: edgeSources(facts, strictest, question.kinds),
  };
}

function edgeSources({ edges, graph }: GraphFacts, strictest: Confidence, kinds: readonly MeasuredKind[]) {
  const admitted = [...graph(strictest).restingOn.values()]
    .flat()
    .filter((edge) => kinds.includes(measuredKind(graph(strictest), edge)))
    .map(({ id }) => id);
  const counted = new Set(admitted);
  return edges.filter(({ id }) => counted.has(id)).map(({ sourceId }) => sourceId);
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
  const { facts, question, strictest } = await asked(ctx);
  const { sides } = question;
  const graph = facts.graph(strictest);
  const label = (key: (typeof sideKeys)[number]) => (key === "other" ? "Others" : sides[key].label);
  const { data } = await rootsInput(ctx);
  return {
    matrix: {
      sides: sideKeys.map((key) => ({ key, label: label(key) })),
      kinds: kindChoices.flatMap(({ name, kinds }): MatrixOfKind[] => {
        const cells = dependenceMatrix(graph, sides, kinds);
        const most = Math.max(...cells.map(({ edges }) => edges));
        if (most === 0) return [];
        return [
          {
            id: name,
            title:
              kinds.length === 1 ? kinds.map((kind) => kindWords[kind]).join() : `${sayKinds(name, kinds)}, all kinds`,
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
          },
        ];
      }),
      leftOut: sayLeftOut(facts, strictest),
    },
    roots: data.rows.map(({ name, href }) => ({ name, href: href ?? "" })),
  };
}

/** What the matrix does not count: disputed edges, and whatever the view's evidence does not admit. */
function sayLeftOut({ edges, graph }: GraphFacts, strictest: Confidence): string {
  const counted = [...graph(strictest).restingOn.values()].flat().length;
  const left = edges.length - counted;
  if (left === 0) return "";
  return ` ${sayCount(left, "edge")} ${left === 1 ? "is" : "are"} left out as disputed or too weakly evidenced for this view.`;
}
