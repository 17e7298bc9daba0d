import { sayDate } from "../values/dates.js";
import { sayCount } from "../values/numbers.js";
import { countryLabel, type SideKey, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { graphOfView } from "./graph-in-view.js";
import { pageOfNode, type ShownPath, shownPath } from "./path-view.js";
import { restingOnSoftware } from "./software.js";
import type { SoftwareProfile } from "./software-profile.js";
import { samples, sayPart } from "./software-sample.js";

/** Bases behind its own that are printed with the chain to them. */
const mostFurther = 8;

/** What the template of a piece of software is given beside figure and table. */
export interface SoftwareProfileParts {
  readonly particulars: readonly {
    readonly term: string;
    readonly text: string;
    readonly href?: string;
    readonly mark?: string;
    readonly note?: number;
  }[];
  readonly note: string | null;
  /** Said where an earlier view prints texts of today; empty otherwise. */
  readonly wording: string;
  readonly links: readonly { readonly text: string; readonly href: string }[];
  readonly sides: readonly {
    readonly side: SideKey;
    readonly label: string;
    readonly models: string;
    readonly recorded: string;
    readonly direct: string;
    readonly through: string;
    readonly any: string;
  }[];
  /** What it rests on itself in one step. */
  readonly bases: readonly {
    readonly name: string;
    readonly href: string;
    readonly side: SideKey;
    readonly about: string;
    readonly kind: string;
    readonly evidence: string;
    readonly confidence: string;
    readonly publisher: string;
    readonly sourceHref: string;
    readonly note: number;
  }[];
  /** What it rests on only through these. */
  readonly further: readonly ShownPath[];
  readonly furtherLeft: string;
}

export async function softwareParts(ctx: Context, profile: SoftwareProfile): Promise<SoftwareProfileParts> {
  const { software, bases, nodes } = profile;
  const sources = new Map(bases.flatMap(({ path }) => path.map(({ id, sourceId }) => [id, sourceId])));
  const facts = {
    node: (id: string) => nodes.get(id),
    sourceOf: ({ id }: { readonly id: string }) => sources.get(id),
  };
  const further = bases.filter(({ path }) => path.length > 1);
  return {
    particulars: particularsOf(ctx, software),
    note: software.note,
    wording: software.note && ctx.view.asOf < ctx.today ? "The note is worded as of today." : "",
    links: [
      {
        text: `What would lose a base without ${software.name}?`,
        href: ctx.href("/dependencies/without", { ids: software.id }),
      },
      {
        text: "Its place in the graph of software and data",
        href: `${ctx.href("/dependencies", { scope: "stack", focus: software.id })}#lineage`,
      },
    ],
    sides: await sidesOf(ctx, profile),
    bases: basesShown(ctx, profile),
    further: further.slice(0, mostFurther).map((ground) => shownPath(ctx, ground, facts)),
    furtherLeft:
      further.length > mostFurther ? `and ${sayCount(further.length - mostFurther, "more")} through others` : "",
  };
}

function particularsOf(ctx: Context, software: SoftwareProfile["software"]): SoftwareProfileParts["particulars"] {
  const words = (term: string, text: string | null) =>
    text === null ? { term, text: "not stated", mark: "unknown" } : { term, text };
  const { known_steward_id: steward } = software;
  return [
    { term: "Kind", text: software.kind.replaceAll("-", " ") },
    {
      ...words("Steward", software.steward_name),
      ...(steward !== null && { href: ctx.href(`/companies/${steward}`) }),
    },
    software.country
      ? {
          term: "Country",
          text: countryLabel(software.country),
          mark: `side-${sideOf(software.country, ctx.view.sides)}`,
        }
      : { term: "Country", text: "several or not known", mark: "unknown" },
    words("Licence", software.license),
    words("Released", software.released_on && sayDate(software.released_on)),
    {
      term: "Source",
      text: software.source_publisher,
      href: ctx.href(`/sources/${software.source_id}`),
      note: ctx.notes.cite(software.source_id),
    },
  ];
}

async function sidesOf(ctx: Context, { software }: SoftwareProfile): Promise<SoftwareProfileParts["sides"]> {
  const known = await samples(ctx);
  const resting = restingOnSoftware(await graphOfView(ctx), software.id, ctx.view.confidence);
  return (["a", "b", "other"] as const).map((side) => {
    const { models, recorded } = known[side];
    const [direct, any] = [resting.direct, resting.any].map(
      (nodes) => nodes.filter((node) => recorded.has(node)).length,
    );
    return {
      side,
      label: side === "other" ? "Others" : ctx.view.sides[side].label,
      models: String(models.length),
      recorded: String(recorded.size),
      direct: String(direct),
      through: String((any ?? 0) - (direct ?? 0)),
      any: sayPart(any ?? 0, recorded.size),
    };
  });
}

function basesShown(
  ctx: Context,
  { bases, nodes, told, graph, software }: SoftwareProfile,
): SoftwareProfileParts["bases"] {
  const near = new Set(bases.filter(({ path }) => path.length === 1).map(({ restsOnId }) => restsOnId));
  return (graph.restingOn.get(software.id) ?? []).flatMap((edge) => {
    const [node, row] = [nodes.get(edge.dependencyId), told.get(edge.id)];
    if (!node || !row || !near.has(edge.dependencyId)) return [];
    return [
      {
        name: node.name,
        href: ctx.href(pageOfNode(node)),
        side: sideOf(node.country, ctx.view.sides),
        about: [node.companyName, node.country && countryLabel(node.country)].filter(Boolean).join(", "),
        kind: edge.kind.replaceAll("-", " "),
        evidence: row.evidence,
        confidence: row.confidence,
        publisher: row.source_publisher,
        sourceHref: ctx.href(`/sources/${row.source_id}`),
        note: ctx.notes.cite(row.source_id),
      },
    ];
  });
}
