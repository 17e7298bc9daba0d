import { tableOf } from "../../db/tables.js";
import { sayDate } from "../values/dates.js";
import type { Confidence } from "../values/evidence.js";
import { sayCount } from "../values/numbers.js";
import { countryLabel, type SideKey, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import type { Citation, ModelProfile } from "./model.js";
import type { Direction, LineageTree, Step } from "./tree.js";

/** A source as the page prints it, with the number of its note. */
export interface SourceLine {
  readonly publisher: string;
  readonly href: string;
  readonly note: number;
  readonly confidence: Confidence;
}

/** A further source of a fact: what it says, and whether it agrees. */
export interface Remark {
  readonly agrees: boolean;
  readonly text: string;
  readonly publisher: string;
  readonly href: string;
  readonly note: number;
}

interface ShownEdge {
  readonly kind: string;
  readonly since: string | null;
  readonly evidence: string;
  readonly source: SourceLine;
  readonly remarks: readonly Remark[];
}

export interface ShownStep {
  readonly name: string;
  readonly href: string;
  readonly side: SideKey;
  /** Country and developer, release. */
  readonly about: string;
  readonly edges: readonly ShownEdge[];
  /** Anchor of the step; absent where it only refers to another. */
  readonly anchor?: string;
  /** Where the model stands in full, if not here. */
  readonly standsAt?: { readonly href: string; readonly text: string };
  readonly steps: readonly ShownStep[];
  readonly more: string;
}

export interface ShownTree {
  readonly steps: readonly ShownStep[];
  readonly more: string;
  /** "3 models in 2 countries", or that there is none. */
  readonly counted: string;
}

/** The lineage in one direction as the page prints it: nested lists, each model once. */
export function shownTree(ctx: Context, profile: ModelProfile, direction: Direction, tree: LineageTree): ShownTree {
  const { world, model, citations } = profile;
  const anchorOf = (id: string) => `${direction}-${id}`;
  const shown = (step: Step): ShownStep => {
    const node = world.named.get(step.id);
    return {
      name: node?.name ?? step.id,
      href: ctx.href(`/models/${step.id}`),
      side: sideOf(node?.country ?? null, ctx.view.sides),
      about: [node?.company, node?.country && countryLabel(node.country), node?.releasedOn && sayDate(node.releasedOn)]
        .filter(Boolean)
        .join(", "),
      edges: step.edges.flatMap((edge): ShownEdge[] => {
        const row = world.told.get(edge.id);
        if (!row) return [];
        return [
          {
            kind: row.kind.replaceAll("-", " "),
            since:
              row.since_on && row.since_on !== world.named.get(row.dependent_id)?.releasedOn
                ? sayDate(row.since_on)
                : null,
            evidence: row.evidence,
            source: sourceLine(ctx, row),
            remarks: (citations.get(row.id) ?? []).map((citation) => remarkOf(ctx, citation)),
          },
        ];
      }),
      ...(step.repeated
        ? {
            standsAt:
              step.id === model.id
                ? { href: "#main", text: "this model itself: the chain comes back to it" }
                : { href: `#${anchorOf(step.id)}`, text: "stands elsewhere in this tree, with what belongs to it" },
          }
        : { anchor: anchorOf(step.id) }),
      steps: step.steps.map(shown),
      more: sayMore(step.more),
    };
  };
  return {
    steps: tree.steps.map(shown),
    more: sayMore(tree.more),
    counted: sayTree(tree, direction),
  };
}

function sayMore(more: number): string {
  return more === 0 ? "" : `and ${sayCount(more, "more model", "more models")}, listed in the CSV`;
}

function sayTree({ models, hidden, edges }: LineageTree, direction: Direction): string {
  if (models === 0)
    return direction === "up"
      ? "no model that it rests on is recorded in this view"
      : "no model that rests on it is recorded in this view";
  const direct = new Set(
    edges
      .filter(({ distance }) => distance === 1)
      .map(({ edge }) => (direction === "up" ? edge.dependencyId : edge.dependentId)),
  ).size;
  const through = models - direct;
  return [
    `${sayCount(models, "model")}`,
    through > 0 ? `, ${direct} directly and ${through} through others` : models === 1 ? ", directly" : ", all directly",
    hidden > 0 ? `; the nearest ${models - hidden} stand here, the CSV has all` : "",
  ].join("");
}

export function sourceLine(
  ctx: Context,
  row: { readonly source_id: string; readonly source_publisher: string; readonly confidence: Confidence },
): SourceLine {
  return {
    publisher: row.source_publisher,
    href: ctx.href(`/sources/${row.source_id}`),
    note: ctx.notes.cite(row.source_id),
    confidence: row.confidence,
  };
}

export function remarkOf(ctx: Context, citation: Citation): Remark {
  const { agrees, column, value, note, source_id, source_publisher } = citation;
  const title = column ? tableOf("models").columns[column]?.title.toLowerCase() : undefined;
  return {
    agrees: agrees === "yes",
    text: [title, value && `“${value}”`, note].filter(Boolean).join(": "),
    publisher: source_publisher,
    href: ctx.href(`/sources/${source_id}`),
    note: ctx.notes.cite(source_id),
  };
}
