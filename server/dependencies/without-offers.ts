import type { Context } from "../web/context.js";
import { lineageKinds, stackKinds } from "./lineage.js";
import { shelfOf, withdrawal } from "./withdrawal.js";
import type { WithdrawalFacts } from "./withdrawal-data.js";

/** What else might be withdrawn, as links that add it to what already is. */
export interface OfferGroup {
  readonly title: string;
  readonly offers: readonly { readonly text: string; readonly count: number; readonly href: string }[];
}

const mostOffered = 6;

/** Of models, shelves and software those without which most models lose a base, each counted alone. */
export function offers(ctx: Context, { graph, nodes, asked }: WithdrawalFacts, path: string): readonly OfferGroup[] {
  const given = ctx.chosen("ids") ?? [];
  const gone = new Set(asked.flatMap(({ ids }) => ids));
  const alone = (ids: readonly string[], kinds: Parameters<typeof withdrawal>[2]) =>
    withdrawal(graph, ids, kinds).filter(({ id }) => nodes.get(id)?.kind === "model").length;
  const rested = [...nodes.values()].filter(({ id }) => graph.restedOnBy.has(id));
  const companies = new Map(
    rested.flatMap(({ companyId, companyName }) => (companyId ? [[companyId, companyName ?? companyId] as const] : [])),
  );
  const candidates = {
    Models: rested
      .filter(({ kind }) => kind === "model")
      .map(({ id, name }) => ({ id, text: name, ids: [id], kinds: lineageKinds })),
    "Everything of a company": [...companies].map(([id, name]) => ({
      id,
      text: name,
      ids: shelfOf(graph, id),
      kinds: lineageKinds,
    })),
    "Software and data": rested
      .filter(({ kind }) => kind === "software")
      .map(({ id, name }) => ({ id, text: name, ids: [id], kinds: stackKinds })),
  };
  return Object.entries(candidates)
    .map(([title, things]) => ({
      title,
      offers: things
        .filter(({ ids }) => ids.some((id) => !gone.has(id)))
        .map(({ id, text, ids, kinds }) => ({ id, text, kinds, count: alone(ids, kinds) }))
        .filter(({ count }) => count > 0)
        .sort((one, other) => other.count - one.count || (one.id < other.id ? -1 : 1))
        .slice(0, mostOffered)
        .map(({ id, text, kinds, count }) => ({
          text,
          count,
          href: ctx.hrefHere(path, {
            ids: [...new Set([...given, id])].sort().join(","),
            ...(kinds === stackKinds && given.length > 0 && { scope: "both" }),
          }),
        })),
    }))
    .filter(({ offers }) => offers.length > 0);
}
