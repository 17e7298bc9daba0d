import { countryLabel, type SideKey, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import type { OutRow } from "../web/rows.js";
import type { Ground, LineageEdge } from "./lineage.js";
import { wordsBetween } from "./withdrawal-words.js";

/** What a page says of a model or a piece of software on a chain. */
export interface PathNode {
  readonly id: string;
  readonly name: string;
  readonly kind: "model" | "software";
  readonly country: string | null;
  readonly companyName: string | null;
}

/** A chain as the page prints it: a sentence in which every name leads to its page and every step to its source. */
export interface ShownPath {
  readonly start: string;
  readonly startHref?: string;
  readonly steps: readonly {
    /** "takes the architecture of" */
    readonly words: string;
    readonly name: string;
    readonly href?: string;
    readonly side: SideKey;
    /** "Meta Platforms, United States" */
    readonly about: string;
    readonly note?: number;
  }[];
  /** A chain is as good as its weakest step. */
  readonly evidence: string;
}

/** Where the chain's names and sources are found. */
export interface PathFacts {
  node(id: string): PathNode | undefined;
  sourceOf(edge: LineageEdge): string | undefined;
}

/** A model and a piece of software have a page each. */
export function pageOfNode({ id, kind }: Pick<PathNode, "id" | "kind">): string {
  return kind === "model" ? `/models/${id}` : `/software/${id}`;
}

/** The same of a row that has `id` and says in `is` which of the two it is. */
export function pageOfRow(row: OutRow): string {
  return pageOfNode({ id: String(row["id"]), kind: row["is"] === "model" ? "model" : "software" });
}

/** `inTable`: in a cell, which has no room for the companies on the way, of a page that is not the start's own. */
export function shownPath(
  ctx: Context,
  ground: Pick<Ground, "id" | "path" | "confidence">,
  facts: PathFacts,
  { inTable = false } = {},
): ShownPath {
  const words = wordsBetween(ground);
  const start = facts.node(ground.id);
  return {
    start: start?.name ?? ground.id,
    ...(inTable && start && { startHref: ctx.href(pageOfNode(start)) }),
    steps: ground.path.map((edge, at) => {
      const node = facts.node(edge.dependencyId);
      const source = facts.sourceOf(edge);
      return {
        words: words[at] ?? "",
        name: node?.name ?? edge.dependencyId,
        ...(node && { href: ctx.href(pageOfNode(node)) }),
        side: sideOf(node?.country ?? null, ctx.view.sides),
        about: inTable
          ? ""
          : [node?.companyName, node?.country && countryLabel(node.country)].filter(Boolean).join(", "),
        ...(source !== undefined && { note: ctx.notes.cite(source) }),
      };
    }),
    evidence: ground.confidence,
  };
}
