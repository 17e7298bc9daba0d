import { group } from "d3";
import { confidenceLevels } from "../values/evidence.js";
import { ancestors, type Ground, groundAmong, type LineageGraph, type MeasuredKind, measuredKind } from "./lineage.js";

/** One company's models resting on those of another, in one direction. */
export interface CompanyTie {
  /** The other company; `null` for what no company is recorded to have made or to keep. */
  readonly companyId: string | null;
  /** Models of the dependent company that rest on the other's directly, and that do so only through others. */
  readonly direct: number;
  readonly indirect: number;
  /** Kinds of the last step onto the company rested on, in the order of the kinds asked for. */
  readonly kinds: readonly MeasuredKind[];
  /** Of the shortest chain of each model the best evidenced, and of these the shortest. */
  readonly strongest: Ground;
  /** Ids of the models counted, in their order. */
  readonly ids: readonly string[];
}

/**
 * On whose models or software the models of a company rest, by any chain of the chosen kinds; most models first. What
 * it takes from itself is left out, but a chain may run through it.
 */
export function restsOnCompanies(
  graph: LineageGraph,
  companyId: string,
  kinds: readonly MeasuredKind[],
): readonly CompanyTie[] {
  const own = modelsOf(graph, (company) => company === companyId);
  const bases = own.flatMap((id) => ancestors(graph, id, kinds));
  const companies = new Set(bases.map((id) => companyOf(graph, id)).filter((company) => company !== companyId));
  return [...companies]
    .flatMap((company) => tie(graph, company, grounded(graph, own, company, kinds), kinds))
    .sort(mostFirst);
}

/** Whose models rest on the models or software of a company, as {@link restsOnCompanies} the other way. */
export function companiesRestingOn(
  graph: LineageGraph,
  companyId: string,
  kinds: readonly MeasuredKind[],
): readonly CompanyTie[] {
  const others = modelsOf(graph, (company) => company !== companyId);
  const grounds = group(grounded(graph, others, companyId, kinds), ({ id }) => companyOf(graph, id));
  return [...grounds].flatMap(([company, own]) => tie(graph, company, own, kinds)).sort(mostFirst);
}

function tie(
  graph: LineageGraph,
  companyId: string | null,
  grounds: readonly Ground[],
  kinds: readonly MeasuredKind[],
): readonly CompanyTie[] {
  const [strongest] = [...grounds].sort(strongestFirst);
  if (!strongest) return [];
  const direct = grounds.filter(({ path }) => path.length === 1).length;
  const last = new Set(grounds.flatMap(({ path }) => path.slice(-1).map((edge) => measuredKind(graph, edge))));
  return [
    {
      companyId,
      direct,
      indirect: grounds.length - direct,
      kinds: kinds.filter((kind) => last.has(kind)),
      strongest,
      ids: grounds.map(({ id }) => id).sort(),
    },
  ];
}

/** The chains of those models that rest on anything of the company. */
function grounded(
  graph: LineageGraph,
  ids: readonly string[],
  company: string | null,
  kinds: readonly MeasuredKind[],
): readonly Ground[] {
  return ids
    .map((id) => groundAmong(graph, id, (node) => node.companyId === company, { kinds, reach: "any" }))
    .filter((ground) => ground !== null);
}

function modelsOf(graph: LineageGraph, wanted: (companyId: string | null) => boolean): readonly string[] {
  return [...graph.nodes.values()].flatMap(({ id, kind, companyId }) =>
    kind === "model" && wanted(companyId) ? [id] : [],
  );
}

function companyOf(graph: LineageGraph, id: string): string | null {
  return graph.nodes.get(id)?.companyId ?? null;
}

function strongestFirst(one: Ground, other: Ground): number {
  return (
    confidenceLevels.indexOf(one.confidence) - confidenceLevels.indexOf(other.confidence) ||
    one.path.length - other.path.length ||
    (one.id < other.id ? -1 : 1)
  );
}

function mostFirst(one: CompanyTie, other: CompanyTie): number {
  return (
    other.ids.length - one.ids.length ||
    other.direct - one.direct ||
    ((one.companyId ?? "~") < (other.companyId ?? "~") ? -1 : 1)
  );
}
