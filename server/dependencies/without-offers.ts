import type { Context } from "../web/context.js";
import { lineageKinds, stackKinds } from "./lineage.js";
import { losersOfEach } from "./withdrawal.js";
import type { WithdrawalFacts } from "./withdrawal-data.js";

/** What else might be withdrawn, as links that add it to what already is. */
export interface OfferGroup {
  readonly title: string;
  readonly offers: readonly { readonly text: string; readonly count: number; readonly href: string }[];
}

interface Candidate {
  readonly id: string;
  readonly text: string;
  readonly count: number;
}

const mostOffered = 6;

/** Of models, shelves and software those without which most models lose a base, each counted alone. */
export async function offers(
  ctx: Context,
  { numbered, asked }: WithdrawalFacts,
  path: string,
): Promise<readonly OfferGroup[]> {
  const given = ctx.chosen("ids") ?? [];
  const gone = new Set(asked.flatMap(({ ids }) => ids));
  const strictest = ctx.view.confidence;
  const lineage = await losersOfEach(numbered, { kinds: lineageKinds, strictest });
  const stack = await losersOfEach(numbered, { kinds: stackKinds, strictest });
  const nodes = (is: "model" | "software", counts: Uint32Array) =>
    numbered.nodes.flatMap(({ id, name, kind }, at): Candidate[] =>
      kind === is && counts[at] !== 0 && !gone.has(id) ? [{ id, text: name, count: counts[at] ?? 0 }] : [],
    );
  // Of whom there is something left to withdraw.
  const left = new Map(
    numbered.nodes.flatMap(({ id, companyId, companyName }) =>
      companyId === null || gone.has(id) ? [] : [[companyId, companyName ?? companyId] as const],
    ),
  );
  const companies = [...lineage.byCompany].flatMap(([id, count]): Candidate[] => {
    const text = left.get(id);
    return text === undefined ? [] : [{ id, text, count }];
  });
  const further: Readonly<Record<string, string>> = given.length > 0 ? { scope: "both" } : {};
  return [
    { title: "Models", of: nodes("model", lineage.byNode), scope: {} },
    { title: "Everything of a company", of: companies, scope: {} },
    { title: "Software and data", of: nodes("software", stack.byNode), scope: further },
  ]
    .filter(({ of }) => of.length > 0)
    .map(({ title, of, scope }) => ({
      title,
      offers: mostFirst(of, mostOffered).map(({ id, text, count }) => ({
        text,
        count,
        href: ctx.hrefHere(path, {
          ids: [...new Set([...given, id])].sort().join(","),
          ...scope,
        }),
      })),
    }));
}

function mostFirst(candidates: readonly Candidate[], most: number): readonly Candidate[] {
  return [...candidates].sort((one, other) => other.count - one.count || (one.id < other.id ? -1 : 1)).slice(0, most);
}
