import { group } from "d3";
import { type Confidence, confidenceLevels } from "../values/evidence.js";
import { type Ground, type MeasuredKind, measuredKind } from "./lineage.js";
import { distancesTo, groundFrom, type Lens, lensOf, type NumberedGraph, numbersOf, Walker } from "./numbered.js";

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

/** Which steps count: of which kinds, on which evidence. */
interface Question {
  readonly kinds: readonly MeasuredKind[];
  readonly strictest: Confidence;
}

/**
 * On whose models or software the models of a company rest, by any chain of the chosen kinds; most models first. What
 * it takes from itself is left out, but a chain may run through it.
 */
export async function restsOnCompanies(
  graph: NumberedGraph,
  companyId: string,
  { kinds, strictest }: Question,
): Promise<readonly CompanyTie[]> {
  const lens = lensOf(kinds, strictest);
  const own = numbersOf(graph, (node) => node.kind === "model" && node.companyId === companyId);
  const walker = new Walker(graph);
  const bases = own.flatMap((node) => [...walker.from(node, graph.onto, lens)]);
  const companies = new Set(bases.map((node) => companyOf(graph, node)).filter((company) => company !== companyId));
  const ties: CompanyTie[] = [];
  for (const company of companies) ties.push(...tie(graph, company, await grounded(graph, own, company, lens), kinds));
  return ties.sort(mostFirst);
}

/** Whose models rest on the models or software of a company, as {@link restsOnCompanies} the other way. */
export async function companiesRestingOn(
  graph: NumberedGraph,
  companyId: string,
  { kinds, strictest }: Question,
): Promise<readonly CompanyTie[]> {
  const others = numbersOf(graph, (node) => node.kind === "model" && node.companyId !== companyId);
  const all = await grounded(graph, others, companyId, lensOf(kinds, strictest));
  const grounds = group(all, ({ id }) => graph.byId.get(id)?.companyId ?? null);
  return [...grounds].flatMap(([company, own]) => tie(graph, company, own, kinds)).sort(mostFirst);
}

function tie(
  { byId: nodes }: NumberedGraph,
  companyId: string | null,
  grounds: readonly Ground[],
  kinds: readonly MeasuredKind[],
): readonly CompanyTie[] {
  const [strongest] = [...grounds].sort(strongestFirst);
  if (!strongest) return [];
  const direct = grounds.filter(({ path }) => path.length === 1).length;
  const last = new Set(grounds.flatMap(({ path }) => path.slice(-1).map((edge) => measuredKind({ nodes }, edge))));
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
async function grounded(
  graph: NumberedGraph,
  models: readonly number[],
  company: string | null,
  lens: Lens,
): Promise<readonly Ground[]> {
  const wanted = numbersOf(graph, ({ companyId }) => companyId === company);
  const distances = await distancesTo(graph, wanted, lens);
  return models.flatMap((model) => groundFrom(graph, model, distances, lens) ?? []);
}

function companyOf({ nodes }: NumberedGraph, node: number): string | null {
  return nodes[node]?.companyId ?? null;
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
