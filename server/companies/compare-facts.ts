import { companiesRestingOn, restsOnCompanies } from "../dependencies/company-ties.js";
import { type GraphInView, graphOfView } from "../dependencies/graph-in-view.js";
import { lineageKinds } from "../dependencies/lineage.js";
import { counts } from "../values/evidence.js";
import { type SideKey, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { BadParameters } from "../web/errors.js";
import type { View } from "../web/view.js";
import { type CapTable, capTable } from "./cap-table.js";
import { bestScoreOf } from "./compare-queries.js";
import { computeHeld, type HeldFigure } from "./compute-held.js";
import {
  type Company,
  claimsOf,
  eventsOf,
  findCompany,
  holdingsJudgedFor,
  investorsOf,
  listingsOf,
  modelsOf,
  roundsOf,
  unitChip,
} from "./profile-queries.js";

type Found<Q extends (...given: never[]) => Promise<unknown>> = Awaited<ReturnType<Q>>;

/** What is compared of a company, in the view. */
export interface ComparedCompany {
  readonly company: Company;
  /** On any evidence, for the band. */
  readonly rounds: Found<typeof roundsOf>;
  readonly investors: CapTable;
  readonly models: Found<typeof modelsOf>;
  readonly bestScore: Found<typeof bestScoreOf>;
  readonly lineage: ComparedLineage;
  readonly held: HeldFigure | undefined;
  readonly listings: Found<typeof listingsOf>;
  readonly events: Found<typeof eventsOf>;
  readonly claims: Found<typeof claimsOf>;
}

/** How a company's models stand to those of others. */
export interface ComparedLineage {
  /** Its models in the graph: on any evidence of their own. */
  readonly models: number;
  /** Of these, how many rest on models of others of either side, directly or through others. */
  readonly restingOn: Readonly<Record<"a" | "b", number>>;
  /** Models of others that rest on its own. */
  readonly restedOnBy: number;
  readonly sources: Readonly<Record<"a" | "b" | "by", readonly string[]>>;
}

export const mostCompared = 4;

/**
 * Ids that were asked for, each once, in the order of the columns.
 * @throws BadParameters if `add` makes them too many
 */
export function comparedIds(ctx: Context): readonly string[] {
  const ids = [...new Set([...(ctx.chosen("ids") ?? []), ...(ctx.chosen("add") ?? [])])];
  if (ids.length <= mostCompared) return ids;
  const detail = `ids and add name ${ids.length} companies together, and up to ${mostCompared} are taken.`;
  throw new BadParameters([{ parameter: "add", detail }]);
}

/** The companies asked for that count in the view, read once for an answer. */
export function comparedCompanies(ctx: Context): Promise<readonly ComparedCompany[]> {
  return ctx.once("compared companies", async () => {
    const found: Company[] = [];
    for (const id of comparedIds(ctx)) {
      const company = await findCompany(ctx, id);
      if (company) found.push(company);
    }
    if (found.length === 0) return [];
    const rows = await graphOfView(ctx);
    const sources = new Map(rows.edges.map(({ id, sourceId }) => [id, sourceId]));
    const unit = await unitChip(ctx);
    const compared: ComparedCompany[] = [];
    for (const company of found) {
      const { id } = company;
      const { asOf, confidence } = ctx.view;
      const rounds = await roundsOf(ctx.onAnyEvidence(), id);
      const viewed = rounds.filter((round) => counts(round.confidence, confidence));
      compared.push({
        company,
        rounds,
        investors: capTable(viewed, await investorsOf(ctx, id)),
        models: await modelsOf(ctx, id),
        bestScore: await bestScoreOf(ctx, id),
        lineage: await lineageOf(rows, sources, id, ctx.view),
        held: computeHeld({ rows: await holdingsJudgedFor(ctx, id), unit }, id, asOf, confidence),
        listings: await listingsOf(ctx, id),
        events: await eventsOf(ctx, id),
        claims: await claimsOf(ctx, company),
      });
    }
    return compared;
  });
}

async function lineageOf(
  graph: GraphInView,
  sources: ReadonlyMap<string, string>,
  id: string,
  { sides, confidence: strictest }: View,
): Promise<ComparedLineage> {
  const { nodes } = graph;
  const countries = new Map(nodes.map(({ companyId, country }) => [companyId, country]));
  const ties = await restsOnCompanies(graph, id, { kinds: lineageKinds, strictest });
  const onSide = (side: SideKey) =>
    ties.filter(({ companyId }) => companyId !== null && sideOf(countries.get(companyId) ?? null, sides) === side);
  const others = await companiesRestingOn(graph, id, { kinds: lineageKinds, strictest });
  const models = (own: typeof ties) => new Set(own.flatMap(({ ids }) => ids)).size;
  const cited = (own: typeof ties) => [
    ...new Set(own.flatMap(({ strongest }) => strongest.path.flatMap((edge) => sources.get(edge.id) ?? []))),
  ];
  return {
    models: nodes.filter(({ kind, companyId }) => kind === "model" && companyId === id).length,
    restingOn: { a: models(onSide("a")), b: models(onSide("b")) },
    restedOnBy: models(others),
    sources: { a: cited(onSide("a")), b: cited(onSide("b")), by: cited(others) },
  };
}
