import { pageOfNode, type ShownPath, shownPath } from "../dependencies/path-view.js";
import { sayDate } from "../values/dates.js";
import { counts } from "../values/evidence.js";
import { sayCount, sayFlop, sayNumber } from "../values/numbers.js";
import { countryLabel, type SideKey, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import type { ModelProfile } from "./model.js";
import { sayOrigins, sayWaysLeft } from "./origin-words.js";
import { countriesRestedOn, type Origin, originsOf } from "./origins.js";
import { type Remark, remarkOf, type ShownTree, type SourceLine, shownTree, sourceLine } from "./tree-view.js";

/** A particular of the model: a term and what stands for it. */
export interface Particular {
  readonly term: string;
  readonly text: string;
  readonly unit?: string;
  readonly href?: string;
  readonly mark?: string;
  readonly note?: number;
}

/** A country, the models of it at which the lineage begins, and the ways from there. */
interface ShownOrigin {
  readonly country: string;
  readonly side: SideKey;
  readonly counted: string;
  readonly beginnings: readonly { readonly paths: readonly ShownPath[]; readonly more: string }[];
  /** Models named without a way: further beginnings or, where none begins there, what the ways lead through. */
  readonly named?: { readonly lead: string; readonly models: readonly { name: string; href: string }[]; rest: string };
}

interface ShownFact {
  readonly side: SideKey;
  readonly title: string;
  readonly href?: string;
  readonly detail?: string;
  readonly text: string;
  readonly date?: string;
  readonly source: SourceLine;
}

interface ShownScore {
  readonly benchmark: string;
  readonly href: string;
  readonly domain: string;
  readonly score: string;
  readonly unit: string;
  readonly date: string;
  readonly note: string | null;
  readonly source: SourceLine;
}

/** What the template of a model is given beside its table. */
export interface ModelParts {
  readonly particulars: readonly Particular[];
  /** What a reader of its figures should know. */
  readonly note: string | null;
  /** Who else gives its figures. */
  readonly remarks: readonly Remark[];
  /** Said where an earlier view prints texts of today; empty otherwise. */
  readonly wording: string;
  readonly standing: string;
  readonly origins: readonly ShownOrigin[];
  readonly up: ShownTree;
  readonly down: ShownTree;
  readonly stack: readonly ShownFact[];
  readonly scores: readonly ShownScore[];
  readonly events: readonly ShownFact[];
  readonly files: readonly { readonly label: string; readonly href: string; readonly about: string }[];
}

export function partsOf(ctx: Context, profile: ModelProfile): ModelParts {
  const { model, world, up, down, stack, scores, events } = profile;
  const { sides } = ctx.view;
  const origins = countriesRestedOn(world.graph, model.id, sides);
  // Cited from the top of the page down, so that the notes are numbered in the order of reading.
  return {
    particulars: particularsOf(ctx, profile),
    note: model.note,
    remarks: remarksOf(ctx, profile),
    wording:
      ctx.view.asOf < ctx.today
        ? "Figures, notes and the sentences of evidence are worded as of today; only what is dated is cut at the view's date."
        : "",
    standing: sayOrigins(origins, up.models),
    origins: originsOf(world.graph, model.id, sides).map((origin) => shownOrigin(ctx, profile, origin)),
    up: shownTree(ctx, profile, "up", up),
    down: shownTree(ctx, profile, "down", down),
    stack: stack.map((edge) => {
      const end = world.named.get(edge.dependency_id);
      const company = end?.companyId && end.company ? `by ${end.company}` : "";
      return {
        side: sideOf(end?.country ?? null, sides),
        title: end?.name ?? edge.dependency_id,
        ...(end && { href: ctx.href(pageOfNode(end)) }),
        detail: [edge.kind.replaceAll("-", " "), company].filter(Boolean).join(", "),
        text: edge.evidence,
        source: sourceLine(ctx, edge),
      };
    }),
    scores: scores.map((row) => ({
      benchmark: row.benchmark_name,
      href: ctx.href(`/benchmarks/${row.benchmark_id}`),
      domain: row.domain,
      score: sayNumber(row.score),
      unit: row.unit,
      date: sayDate(row.published_on),
      note: row.note,
      source: sourceLine(ctx, row),
    })),
    events: events.map((event) => ({
      side: sideOf(event.country, sides),
      title: event.title,
      href: ctx.href("/timeline", { q: event.title.slice(0, 120) }),
      text: event.description,
      date: sayDate(event.occurred_on),
      source: sourceLine(ctx, event),
    })),
    files: [
      ["GraphML", "lineage.graphml", "for Gephi, Cytoscape, yEd"],
      ["DOT", "lineage.dot", "for Graphviz"],
      ["Node-link JSON", "lineage.node-link.json", "for NetworkX and D3"],
      ["ML-BOM", "ml-bom.json", "CycloneDX 1.6: all that it is made from"],
    ].map(([label = "", file, about = ""]) => ({
      label,
      href: ctx.hrefHere(`/models/${model.id}/${file}`, { sort: null }),
      about,
    })),
  };
}

/** Ways to one beginning that are printed. */
const mostWays = 3;
const mostNamed = 4;

function shownOrigin(
  ctx: Context,
  { world }: ModelProfile,
  { country, models, beginnings, more }: Origin,
): ShownOrigin {
  const facts = {
    node: (id: string) => {
      const node = world.named.get(id);
      return node && { ...node, companyName: node.company };
    },
    sourceOf: ({ id }: { readonly id: string }) => world.told.get(id)?.source_id,
  };
  const named = beginnings.length === 0 ? models : more;
  const shown = named.slice(0, mostNamed);
  return {
    country: country === null ? "Country not recorded" : countryLabel(country),
    side: sideOf(country, ctx.view.sides),
    counted: `${sayCount(models.length, "model")}${beginnings.length === 0 ? ", none of which the lineage begins with" : ""}`,
    beginnings: beginnings.map(({ ways }) => ({
      paths: ways.paths.slice(0, mostWays).map((path) => shownPath(ctx, path, facts)),
      more: sayWaysLeft(ways, Math.min(mostWays, ways.paths.length)),
    })),
    ...(shown.length > 0 && {
      named: {
        lead: beginnings.length === 0 ? "It is passed on by" : "Its lineage also begins with",
        models: shown.map((id) => ({ name: world.named.get(id)?.name ?? id, href: ctx.href(`/models/${id}`) })),
        rest: named.length > shown.length ? ` and ${sayCount(named.length - shown.length, "more", "more")}` : "",
      },
    }),
  };
}

const opennessWords: Readonly<Record<string, string>> = {
  closed: "closed: not offered",
  api: "offered as a service",
  "open-weights": "open weights",
  "open-source": "open source",
};

const inclusionWords: Readonly<Record<string, string>> = {
  notable: "notable: on Epoch AI’s list",
  followed: "followed: its developer is on Epoch AI’s list",
  lineage: "lineage: recorded for what it rests on",
};

function particularsOf(ctx: Context, { model }: ModelProfile): readonly Particular[] {
  const { sides, confidence } = ctx.view;
  const figure = (
    term: string,
    value: number | null,
    unit: string,
    say: (value: number) => string = sayNumber,
  ): Particular => (value === null ? { term, text: "not known", mark: "unknown" } : { term, text: say(value), unit });
  const words = (term: string, text: string | null): Particular =>
    text === null ? { term, text: "not stated", mark: "unknown" } : { term, text };
  return [
    {
      term: "Company",
      text: model.company_name,
      ...(model.company_in_view === 1 && { href: ctx.href(`/companies/${model.company_id}`) }),
    },
    model.country
      ? { term: "Country", text: countryLabel(model.country), mark: `side-${sideOf(model.country, sides)}` }
      : { term: "Country", text: "several or not known", mark: "unknown" },
    words("Released", model.released_on && sayDate(model.released_on)),
    words("Openness", model.openness && (opennessWords[model.openness] ?? model.openness)),
    words("Licence", model.license),
    figure("Parameters", model.parameters_b, "billion"),
    ...(model.active_parameters_b === null ? [] : [figure("Active parameters", model.active_parameters_b, "billion")]),
    figure("Training compute", model.training_compute_flop, "FLOP", sayFlop),
    figure("Training tokens", model.training_tokens_b, "billion"),
    words("Modality", model.modality),
    { term: "Included as", text: inclusionWords[model.inclusion] ?? model.inclusion },
    {
      term: "Evidence",
      text: counts(model.confidence, confidence)
        ? model.confidence
        : `${model.confidence}, weaker than this view asks for`,
      mark: `evidence-${model.confidence}`,
    },
    {
      term: "Source",
      text: model.source_publisher,
      href: ctx.href(`/sources/${model.source_id}`),
      note: ctx.notes.cite(model.source_id),
    },
  ];
}

/** Who else gives the model's figures, and who gives other ones. */
function remarksOf(ctx: Context, { ownCitations }: ModelProfile): readonly Remark[] {
  return ownCitations.map((citation) => remarkOf(ctx, citation));
}
