import { type CompanyTie, companiesRestingOn, restsOnCompanies } from "../dependencies/company-ties.js";
import { type GraphInView, graphOfView } from "../dependencies/graph-in-view.js";
import { lineageKinds, type MeasuredKind, stackKinds } from "../dependencies/lineage.js";
import { type ShownPath, shownPath } from "../dependencies/path-view.js";
import { kindTitles, sayNames } from "../dependencies/withdrawal-words.js";
import { sayCount } from "../values/numbers.js";
import { type SideKey, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import type { Company } from "./profile-queries.js";

/** What a company's models rest on, or who rests on them, as the page prints it. */
export interface TieSection {
  readonly key: string;
  readonly title: string;
  /** The summary by side, in a sentence. */
  readonly says: string;
  readonly link?: { readonly text: string; readonly href: string };
  readonly groups: readonly { readonly title: string; readonly rows: readonly TieRow[]; readonly rest: string }[];
}

interface TieRow {
  readonly company: string;
  readonly href?: string;
  readonly side: SideKey;
  readonly direct: string;
  readonly indirect: string;
  readonly kinds: string;
  readonly path: ShownPath;
}

type Rows = Pick<GraphInView, "nodes" | "byId" | "edges">;

interface Scope {
  readonly title: string;
  readonly kinds: readonly MeasuredKind[];
}

/** Companies named of those who rest on it: some are many, and the withdrawal that is linked to lists them all. */
const mostRows = 12;

const scopes: readonly Scope[] = [
  { title: "Lineage between models", kinds: lineageKinds },
  { title: "Software and data", kinds: stackKinds },
];

/** Both directions; a direction in which nothing can be said, since there is neither model nor software, is left out. */
export async function tieSections(ctx: Context, company: Company): Promise<readonly TieSection[]> {
  const rows = await graphOfView(ctx);
  const strictest = ctx.view.confidence;
  const shelf = rows.nodes.filter(({ companyId }) => companyId === company.id);
  const models = shelf.filter(({ kind }) => kind === "model").length;
  const sections: TieSection[] = [];
  if (models > 0) {
    const ties = await Promise.all(scopes.map(({ kinds }) => restsOnCompanies(rows, company.id, { kinds, strictest })));
    const resting = new Set(ties[0]?.flatMap(({ ids }) => ids)).size;
    sections.push({
      key: "rests-on",
      title: "What its models rest on",
      says:
        resting === 0
          ? `None of its ${sayCount(models, "model")} in view is recorded to rest on a model of anyone else.`
          : `${resting} of its ${sayCount(models, "model")} in view ${resting === 1 ? "rests" : "rest"} on models of ${saySides(ctx, rows, ties[0] ?? [])}.`,
      groups: groupsOf(ctx, rows, ties),
    });
  }
  if (shelf.length > 0) {
    const ties = await Promise.all(
      scopes.map(({ kinds }) => companiesRestingOn(rows, company.id, { kinds, strictest })),
    );
    const resting = ties.flatMap((own) => own.flatMap(({ ids }) => ids)).length;
    const [lineage = []] = ties;
    const count = lineage.flatMap(({ ids }) => ids).length;
    sections.push({
      key: "rested-on",
      title: models > 0 ? "Who rests on its models" : "Who rests on its software and data",
      says:
        models === 0
          ? `${sayCount(new Set(ties[1]?.flatMap(({ ids }) => ids)).size, "model")} of others in view ${resting === 1 ? "is" : "are"} recorded to rest on what it keeps.`
          : count === 0
            ? "No model of anyone else in view is recorded to rest on one of its models."
            : `${sayCount(count, "model")} of others in view ${count === 1 ? "rests" : "rest"} on its models, of ${saySides(ctx, rows, lineage)}.`,
      ...(resting > 0 && {
        link: {
          text: `What if everything of ${company.name} were withdrawn?`,
          href: ctx.href("/dependencies/without", {
            ids: company.id,
            ...(models > 0 && shelf.length > models && { scope: "both" }),
          }),
        },
      }),
      groups: groupsOf(ctx, rows, ties, mostRows),
    });
  }
  return sections;
}

/** @example "Meta Platforms of the United States", "3 companies: 1 of the United States and 2 of China" */
function saySides({ view: { sides } }: Context, { nodes }: Rows, ties: readonly CompanyTie[]): string {
  const sideOfTie = tieSide(nodes, sides);
  const counts = (["a", "b", "other"] as const).flatMap((side) => {
    const own = ties.filter((tie) => sideOfTie(tie) === side).length;
    return own === 0 ? [] : [`${own} of ${side === "other" ? "others" : sides[side].name}`];
  });
  const [only] = ties;
  const name = ties.length === 1 && nodes.find(({ companyId }) => companyId === only?.companyId)?.companyName;
  const companies = name || sayCount(ties.length, "company", "companies");
  return counts.length === 1
    ? `${companies} ${counts[0]?.replace(/^\d+ /, "")}`
    : `${companies}: ${sayNames(counts, 3)}`;
}

function tieSide(nodes: Rows["nodes"], sides: Context["view"]["sides"]) {
  // By company where there is one; else by what itself is rested on.
  const countries = new Map(nodes.map(({ companyId, country }) => [companyId, country]));
  return ({ companyId }: CompanyTie) =>
    companyId === null ? "other" : sideOf(countries.get(companyId) ?? null, sides);
}

function groupsOf(
  ctx: Context,
  { nodes, byId, edges }: Rows,
  ties: readonly (readonly CompanyTie[])[],
  most = Number.POSITIVE_INFINITY,
): TieSection["groups"] {
  const companies = new Map(nodes.map(({ companyId, companyName }) => [companyId, companyName]));
  const shown = new Set(ties.flatMap((own) => own.flatMap(({ strongest }) => strongest.path.map(({ id }) => id))));
  const sources = new Map(edges.flatMap(({ id, sourceId }) => (shown.has(id) ? [[id, sourceId]] : [])));
  const facts = {
    node: (id: string) => byId.get(id),
    sourceOf: ({ id }: { readonly id: string }) => sources.get(id),
  };
  const side = tieSide(nodes, ctx.view.sides);
  return scopes.flatMap(({ title }, at) => {
    const own = ties[at] ?? [];
    if (own.length === 0) return [];
    const left = own.slice(most);
    const rows = own.slice(0, most).map((tie): TieRow => {
      const { companyId, strongest } = tie;
      return {
        company: (companyId && companies.get(companyId)) ?? "no company on record",
        ...(companyId && { href: ctx.href(`/companies/${companyId}`) }),
        side: side(tie),
        direct: String(tie.direct),
        indirect: String(tie.indirect),
        kinds: tie.kinds.map((kind) => kindTitles[kind].toLowerCase()).join(", "),
        path: shownPath(ctx, strongest, facts, { inTable: true }),
      };
    });
    const rest =
      left.length === 0
        ? ""
        : `${sayCount(left.length, "more company", "more companies")} with ${sayCount(left.flatMap(({ ids }) => ids).length, "model")}, which the withdrawal lists.`;
    return [{ title, rows, rest }];
  });
}
