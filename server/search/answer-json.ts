import type { Context } from "../web/context.js";
import { kindLabels } from "./entries.js";
import type { Found, Hit } from "./find.js";

/**
 * What a search finds, for programs and for the box in the head of every page. Groups and hits stand best first; `total`
 * counts all hits of a kind, of which `kind=` gives more. Dates are as recorded, unknown ones `null`; `href` keeps the
 * view. `matched` says how: `exact` by the whole name, `beginning` by the beginning of it, `words` by words of its
 * texts, `near` by words that are written nearly so.
 */
export function answerJson(ctx: Context, q: string, { groups, perhaps }: Found): object {
  const { asOf, confidence } = ctx.view;
  return {
    q,
    as_of: asOf,
    confidence,
    total: groups.reduce((sum, { total }) => sum + total, 0),
    groups: groups.map(({ kind, total, hits }) => ({
      kind,
      label: kindLabels[kind],
      total,
      hits: hits.map((hit) => hitJson(ctx, hit)),
    })),
    perhaps: perhaps.map((hit) => hitJson(ctx, hit)),
  };
}

function hitJson(ctx: Context, hit: Hit): object {
  const { entry, grounds, matched } = hit;
  const [shown] = grounds;
  return {
    kind: entry.kind,
    id: entry.id,
    label: entry.label,
    native: entry.native,
    detail: detailOf(hit),
    country: shown?.country ?? null,
    date: entry.date,
    href: ctx.hrefTo(shown ?? { path: "/" }),
    matched,
  };
}

const detailsShown = 3;

/** What is said of a hit beside its name: what it is, or in which capacities somebody is known. */
export function detailOf({ grounds }: Hit): string {
  const details = [...new Set(grounds.map(({ detail }) => detail))];
  const rest = details.length - detailsShown;
  return `${details.slice(0, detailsShown).join("; ")}${rest > 0 ? `; and ${rest} more` : ""}`;
}
