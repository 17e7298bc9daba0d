import { group } from "d3";
import { firstDay, lastDay } from "../values/dates.js";
import { type Confidence, confidenceLevels, weakest } from "../values/evidence.js";

/** What one model can take from another, most substantial first. */
export const lineageKinds = ["weights", "architecture", "distillation", "synthetic-data", "tokenizer", "code"] as const;

/**
 * What models take from software and data. `library` stands for code and tokenizers from libraries, which the rows
 * record with the kinds of the lineage: see {@link measuredKind}.
 */
export const stackKinds = ["framework", "runtime", "dataset", "library"] as const;

/** All kinds as measures choose them. */
export const measuredKinds = [...lineageKinds, ...stackKinds] as const;

export type LineageKind = (typeof lineageKinds)[number];
export type StackKind = (typeof stackKinds)[number];
/** A kind as measures choose it. */
export type MeasuredKind = LineageKind | StackKind;
/** A kind as rows record it. */
export type DependencyKind = LineageKind | "framework" | "runtime" | "dataset";

export type Openness = "open-source" | "open-weights" | "api" | "closed";
/** Why a model is in the dataset: on Epoch AI's list, by a developer on that list, or for what it rests on. */
export type Inclusion = "notable" | "followed" | "lineage";

export interface LineageNode {
  readonly id: string;
  readonly kind: "model" | "software";
  /** ISO 3166-1 alpha-2: of a model's developer, or of the software; `null` where unknown. */
  readonly country: string | null;
  /** `null` for software. */
  readonly openness: Openness | null;
  /** `null` for software. */
  readonly inclusion: Inclusion | null;
  /** Date of reduced precision; `null` where unknown. */
  readonly releasedOn: string | null;
  /** A model's developer, a piece of software's steward. */
  readonly companyId: string | null;
}

/** `dependentId` rests on `dependencyId`. */
export interface LineageEdge {
  readonly id: string;
  readonly dependentId: string;
  readonly dependencyId: string;
  readonly kind: DependencyKind;
  readonly sinceOn: string | null;
  readonly confidence: Confidence;
}

/** Edges of the nodes that have any. */
type EdgesByNode = Pick<ReadonlyMap<string, readonly LineageEdge[]>, "get" | "has">;

/** Nodes and edges by their ends, made by {@link lineageGraph}. */
export interface LineageGraph {
  readonly nodes: ReadonlyMap<string, LineageNode>;
  /** Edges onto what a node rests on, best evidence first. */
  readonly restingOn: EdgesByNode;
  /** Edges from what rests on a node, best evidence first. */
  readonly restedOnBy: EdgesByNode;
}

/** `direct`: one step; `any`: a chain of any length. */
export type Reach = "direct" | "any";

/** A chain from a model to what it rests on, nearest edge first. */
export interface Ground<E extends LineageEdge = LineageEdge> {
  readonly id: string;
  /** Where the chain ends. */
  readonly restsOnId: string;
  readonly path: readonly E[];
  /** A chain is as good as its weakest link. */
  readonly confidence: Confidence;
}

export interface DependenceQuestion {
  /** Whose models: ISO 3166-1 alpha-2. */
  readonly of: string;
  /** Resting on whose models or software. */
  readonly on: string;
  /** First day of the releases counted, or `null` for all up to `to`. */
  readonly from: string | null;
  readonly to: string;
  readonly kinds: readonly MeasuredKind[];
  readonly reach: Reach;
  /** `open` counts open-weight and open-source models only: closed ones seldom tell their base. */
  readonly denominator: "open" | "all";
  /** Also counts models recorded because of what they rest on, which biases the share upwards. */
  readonly withLineage?: boolean;
}

export interface Dependence {
  /** Models that rest on the other side. */
  readonly resting: number;
  /** Models counted. */
  readonly models: number;
  /** `resting / models`; `null` under {@link leastModelsForShare}, where counts are printed. */
  readonly share: number | null;
  /** Models counted without any recorded base of the chosen kinds; they count as not resting. */
  readonly unrecorded: number;
  /** Models that would count but for an unknown release date. */
  readonly undated: number;
  /** In the order of their ids. */
  readonly restingIds: readonly string[];
  /** The shortest chain of each resting model. */
  readonly grounds: readonly Ground[];
}

/** Under so many models a percentage would claim more than the figures carry. */
export const leastModelsForShare = 10;

/**
 * A directed graph of models and software. An edge with an end that is not among `nodes` is left out, so that a view
 * cut at a date, or at a level of evidence, is made by handing over what it admits.
 */
export function lineageGraph(nodes: readonly LineageNode[], edges: readonly LineageEdge[]): LineageGraph {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const known = edges.filter((edge) => byId.has(edge.dependentId) && byId.has(edge.dependencyId)).sort(byEvidence);
  return {
    nodes: byId,
    restingOn: group(known, (edge) => edge.dependentId),
    restedOnBy: group(known, (edge) => edge.dependencyId),
  };
}

/**
 * The kind under which an edge is measured. Lineage runs between models only; a tokenizer or code from a library, and
 * whatever software itself takes from elsewhere, belongs to the stack.
 * @example measuredKind(graph, sentencePieceTokenizer) // "library"
 */
export function measuredKind(graph: Pick<LineageGraph, "nodes">, edge: LineageEdge): MeasuredKind {
  const isModel = (id: string) => graph.nodes.get(id)?.kind === "model";
  return measuredAs(edge.kind, isModel(edge.dependentId) && isModel(edge.dependencyId));
}

/** {@link measuredKind} of an edge of which it is known whether it runs between models. */
export function measuredAs(kind: DependencyKind, betweenModels: boolean): MeasuredKind {
  if (kind === "framework" || kind === "runtime" || kind === "dataset") return kind;
  if (betweenModels) return kind;
  // A data set that a model has written, such as conversations collected from it.
  return kind === "synthetic-data" ? "dataset" : "library";
}

/**
 * Ids of all that `id` rests on, directly or through chains of the chosen kinds, nearest first. A cycle is walked
 * once, and nothing is its own ancestor.
 */
export function ancestors(
  graph: LineageGraph,
  id: string,
  kinds: readonly MeasuredKind[] = lineageKinds,
): readonly string[] {
  return [...chains(graph, id, kinds, "any")].map((chain) => chain.end);
}

/** Ids of all that rests on `id`, as {@link ancestors} the other way. */
export function descendants(
  graph: LineageGraph,
  id: string,
  kinds: readonly MeasuredKind[] = lineageKinds,
): readonly string[] {
  const turned: LineageGraph = { ...graph, restingOn: graph.restedOnBy, restedOnBy: graph.restingOn };
  return [...chains(turned, id, kinds, "any")].map((chain) => chain.end);
}

/**
 * Whether `id` rests on anything of `country`, with the shortest chain as evidence: of equally short ones that with
 * the better evidence nearest to `id`. `null` when it does not, as far as is recorded. Whatever lies between may be of
 * any country.
 */
export function restsOn(
  graph: LineageGraph,
  id: string,
  country: string,
  options: { readonly kinds?: readonly MeasuredKind[]; readonly reach: Reach },
): Ground | null {
  return groundAmong(graph, id, (node) => node.country === country, options);
}

/** Whether `id` rests on anything that is `wanted`, as {@link restsOn} asks it of a country. */
export function groundAmong(
  graph: LineageGraph,
  id: string,
  wanted: (node: LineageNode) => boolean,
  { kinds = lineageKinds, reach }: { readonly kinds?: readonly MeasuredKind[]; readonly reach: Reach },
): Ground | null {
  for (const chain of chains(graph, id, kinds, reach)) {
    const { end } = chain;
    const node = graph.nodes.get(end);
    if (!node || !wanted(node)) continue;
    const path = pathOf(chain);
    return { id, restsOnId: end, path, confidence: path.map((edge) => edge.confidence).reduce(weakest) };
  }
  return null;
}

/**
 * The share of one country's models released in a period that rest on another's models or software, directly or
 * through any chain of the chosen kinds.
 *
 * Counted are models that are `notable` or `followed` (the third, `lineage`, only on request), open-weight or
 * open-source unless `denominator` is `all`. A model without a recorded base counts as not resting. A reduced release
 * date counts from its first day. Both directions are two calls of this one function.
 * @example dependence(graph, { of: "CN", on: "US", from: "2023-01-01", to: "2023-12-31", kinds: lineageKinds,
 *   reach: "any", denominator: "open" }) // { resting: 9, models: 12, share: 0.75, unrecorded: 3, ... }
 */
export function dependence(graph: LineageGraph, question: DependenceQuestion): Dependence {
  const frame = [...graph.nodes.values()].filter((node) => inFrame(node, question));
  const counted = frame.filter((node) => node.releasedOn !== null && inPeriod(node.releasedOn, question));
  const grounds = counted
    .map((node) => restsOn(graph, node.id, question.on, question))
    .filter((ground) => ground !== null)
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  return {
    resting: grounds.length,
    models: counted.length,
    share: counted.length < leastModelsForShare ? null : grounds.length / counted.length,
    unrecorded: counted.filter((node) => !hasBase(graph, node.id, question.kinds)).length,
    undated: frame.filter((node) => node.releasedOn === null).length,
    restingIds: grounds.map((ground) => ground.id),
    grounds,
  };
}

/** Whether a node is among those that the question counts, whatever the day. */
export function inFrame(
  node: LineageNode,
  { of, denominator, withLineage = false }: Pick<DependenceQuestion, "of" | "denominator" | "withLineage">,
): boolean {
  if (node.kind !== "model" || node.country !== of) return false;
  if (node.inclusion === null || (node.inclusion === "lineage" && !withLineage)) return false;
  return denominator === "all" || node.openness === "open-weights" || node.openness === "open-source";
}

/** Whether a release falls into the question's period; a reduced date counts from its first day. */
export function inPeriod(releasedOn: string, { from, to }: Pick<DependenceQuestion, "from" | "to">): boolean {
  const day = firstDay(releasedOn);
  return (from === null || day >= firstDay(from)) && day <= lastDay(to);
}

function hasBase(graph: LineageGraph, id: string, kinds: readonly MeasuredKind[]): boolean {
  return (graph.restingOn.get(id) ?? []).some((edge) => kinds.includes(measuredKind(graph, edge)));
}

interface Chain {
  readonly end: string;
  /** Its last step and what comes before it; none of the start itself. */
  readonly last?: { readonly step: LineageEdge; readonly before: Chain };
}

function pathOf(chain: Chain): readonly LineageEdge[] {
  const path: LineageEdge[] = [];
  for (let { last } = chain; last; last = last.before.last) path.push(last.step);
  return path.reverse();
}

/** Breadth first, so that each node is reached by a shortest chain; visits every node once, whatever the cycles. */
function* chains(
  graph: LineageGraph,
  start: string,
  kinds: readonly MeasuredKind[],
  reach: Reach,
): Generator<Chain, void, undefined> {
  const seen = new Set([start]);
  let frontier: Chain[] = [{ end: start }];
  while (frontier.length > 0) {
    const next: Chain[] = [];
    for (const chain of frontier) {
      for (const step of graph.restingOn.get(chain.end) ?? []) {
        const end = step.dependentId === chain.end ? step.dependencyId : step.dependentId;
        if (seen.has(end) || !kinds.includes(measuredKind(graph, step))) continue;
        seen.add(end);
        const longer: Chain = { end, last: { step, before: chain } };
        next.push(longer);
        yield longer;
      }
    }
    if (reach === "direct") return;
    frontier = next;
  }
}

function byEvidence(one: LineageEdge, other: LineageEdge): number {
  const difference = confidenceLevels.indexOf(one.confidence) - confidenceLevels.indexOf(other.confidence);
  return difference || (one.id < other.id ? -1 : Number(one.id > other.id));
}
