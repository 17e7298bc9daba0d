import { group } from "d3";
import type { LosingRow, LosingSide, WithdrawalData } from "../../public/charts/withdrawal.js";
import { counts } from "../values/evidence.js";
import { type SideKey, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import type { DependencyEdge, DependencyNode } from "../web/dependency-rows.js";
import type { Choice } from "../web/view.js";
import { type GraphInView, graphOfView } from "./graph-in-view.js";
import { lineageKinds, type MeasuredKind, stackKinds } from "./lineage.js";
import { hasStep, lensOf } from "./numbered.js";
import { type Loss, shelfOf, withdrawal } from "./withdrawal.js";
import { kindTitles, sayNames } from "./withdrawal-words.js";

export const scopes = {
  lineage: { label: "lineage between models", kinds: lineageKinds },
  stack: { label: "software and data", kinds: stackKinds },
  both: { label: "lineage, software and data", kinds: [...lineageKinds, ...stackKinds] },
} as const;

export type Scope = keyof typeof scopes;

/** Companies of a side that the picture names; the table has all. */
const mostRows = 8;
const mostNames = 3;
const sideKeys = ["a", "b", "other"] as const;

/** One thing that was asked to be withdrawn. */
interface Asked {
  readonly id: string;
  readonly name: string;
  readonly is: "model" | "software" | "company";
  /** What of it stands in this view. */
  readonly ids: readonly string[];
}

type NamedLoss = Loss<DependencyEdge>;

export interface WithdrawalFacts {
  readonly numbered: GraphInView;
  readonly nodes: ReadonlyMap<string, DependencyNode>;
  readonly scope: Scope;
  readonly kinds: readonly MeasuredKind[];
  readonly asked: readonly Asked[];
  /** All that is lost, before the page's filters. */
  readonly losses: readonly NamedLoss[];
  /** What the filters leave of it. */
  readonly shown: readonly NamedLoss[];
  /** What is withdrawn, in words; "" while nothing is. */
  readonly without: string;
  /** Keeps those losses that the page's filters ask for. */
  readonly narrow: (losses: readonly NamedLoss[]) => readonly NamedLoss[];
}

export function withdrawalFacts(ctx: Context): Promise<WithdrawalFacts> {
  return ctx.once("withdrawal", async () => {
    const numbered = await graphOfView(ctx);
    const nodes = numbered.byId;
    const known = ctx.filters.find(({ key }) => key === "ids")?.ids?.known ?? [];
    const asked = (ctx.chosen("ids") ?? []).map((id) => askedOf(numbered, id, known));
    const gone = asked.flatMap(({ ids }) => ids);
    const scope = scopeOf(ctx, gone.length > 0 && gone.every((id) => nodes.get(id)?.kind === "software"));
    const { kinds } = scopes[scope];
    const losses = await withdrawal(numbered, gone, { kinds, strictest: ctx.view.confidence });
    const countries = ctx.chosen("country");
    const how = ctx.chosen("loses");
    const narrow = (all: readonly NamedLoss[]) =>
      all.filter(
        ({ id, loses }) =>
          (!countries || countries.includes(nodes.get(id)?.country ?? "")) && (!how || how.includes(loses)),
      );
    const without = sayNames(
      asked.map(({ name, is }) => (is === "company" ? `everything of ${name}` : name)),
      mostNames,
    );
    return { numbered, nodes, scope, kinds, asked, losses, shown: narrow(losses), without, narrow };
  });
}

/** The scope asked for; left alone it is the lineage, or the stack for software alone, which no lineage leads to. */
function scopeOf(ctx: Context, onlySoftware: boolean): Scope {
  const [first = onlySoftware ? "stack" : "lineage", ...more] = ctx.chosen("scope") ?? [];
  return more.length > 0 ? "both" : (first as Scope);
}

function askedOf(graph: GraphInView, id: string, known: readonly Choice[]): Asked {
  const node = graph.byId.get(id);
  if (node) return { id, name: node.name, is: node.kind, ids: [id] };
  const name = known.find(({ value }) => value === id)?.label ?? id;
  return { id, name, is: "company", ids: shelfOf(graph, id) };
}

/** Models among the losses by whether they lose a base of their own. */
function losing(losses: readonly Loss[]) {
  const direct = losses.filter(({ loses }) => loses === "direct").length;
  return { direct, indirect: losses.length - direct };
}

/** Open models of the sample frame of `dependence`, on Epoch AI's list or by a developer on it. */
function inSample({ kind, inclusion, openness }: DependencyNode): boolean {
  return (
    kind === "model" &&
    (inclusion === "notable" || inclusion === "followed") &&
    (openness === "open-weights" || openness === "open-source")
  );
}

/** The sides with what each loses; the sample share is taken from all that stands in view. */
export function lossesBySide(ctx: Context, { nodes, shown }: WithdrawalFacts): readonly LosingSide[] {
  const side = ({ country }: DependencyNode) => sideOf(country, ctx.view.sides);
  return sideKeys.map((key) => {
    const own = modelLosses(shown, nodes).filter(({ node }) => side(node) === key);
    return {
      side: key,
      ...losing(own.map(({ loss }) => loss)),
      companies: new Set(own.map(({ node }) => node.companyId)).size,
      sample: {
        losing: own.filter(({ node }) => inSample(node)).length,
        models: [...nodes.values()].filter((node) => inSample(node) && side(node) === key).length,
      },
    };
  });
}

export function modelLosses(losses: readonly NamedLoss[], nodes: ReadonlyMap<string, DependencyNode>) {
  return losses.flatMap((loss) => {
    const node = nodes.get(loss.id);
    return node?.kind === "model" ? [{ loss, node }] : [];
  });
}

/** What the picture draws, by company within each side or by kind. */
export function withdrawalInput(by: WithdrawalData["by"]) {
  return async (ctx: Context): Promise<{ data: WithdrawalData; sources: readonly string[] }> => {
    const facts = await withdrawalFacts(ctx);
    const { numbered, nodes, kinds, shown } = facts;
    const { sides, asOf } = ctx.view;
    const models = modelLosses(shown, nodes);
    const all = by === "company" ? companyRows(ctx, models) : kindRows(ctx, models, kinds);
    const drawn =
      by === "kind" ? all : sideKeys.flatMap((side) => all.filter((row) => row.side === side).slice(0, mostRows));
    const left = (side: SideKey) =>
      all.filter((row) => row.side === side).length - drawn.filter((row) => row.side === side).length;
    const inView = [...nodes.values()].filter(({ kind }) => kind === "model");
    const lens = lensOf(kinds, ctx.view.confidence);
    const unrecorded = numbered.nodes.filter(
      ({ kind }, at) => kind === "model" && !hasStep(numbered, numbered.onto, at, lens),
    );
    return {
      data: {
        sides,
        asOf,
        without: facts.without,
        by,
        totals: lossesBySide(ctx, facts),
        rows: drawn,
        omitted: { a: left("a"), b: left("b"), other: left("other") },
        disputed: models.filter(({ loss }) => !counts(loss.ground.confidence, "estimated")).length,
        software: shown.length - models.length,
        models: inView.length,
        unrecorded: unrecorded.length,
      },
      sources: models.flatMap(({ loss }) => loss.ground.path.map(({ sourceId }) => sourceId)),
    };
  };
}

type ModelLosses = ReturnType<typeof modelLosses>;

function companyRows(ctx: Context, models: ModelLosses): readonly LosingRow[] {
  const groups = group(models, ({ node }) => node.companyId ?? "");
  return [...groups]
    .map(([id, own]) => {
      const node = own[0]?.node;
      return {
        key: id,
        title: node?.companyName ?? "Developer not known",
        side: sideOf(node?.country ?? null, ctx.view.sides),
        ...losing(own.map(({ loss }) => loss)),
        ...(id && { href: ctx.href(`/companies/${id}`) }),
      };
    })
    .sort(mostFirst);
}

function kindRows(ctx: Context, models: ModelLosses, kinds: readonly MeasuredKind[]): readonly LosingRow[] {
  return kinds
    .map((kind) => ({ kind, own: models.filter(({ loss }) => loss.kinds.includes(kind)) }))
    .sort((one, other) => other.own.length - one.own.length || kinds.indexOf(one.kind) - kinds.indexOf(other.kind))
    .flatMap(({ kind, own }) =>
      sideKeys.flatMap((side): LosingRow[] => {
        const ours = own.filter(({ node }) => sideOf(node.country, ctx.view.sides) === side);
        return ours.length === 0
          ? []
          : [{ key: kind, title: kindTitles[kind], side, ...losing(ours.map(({ loss }) => loss)) }];
      }),
    );
}

function mostFirst(one: LosingRow, other: LosingRow): number {
  return (
    other.direct + other.indirect - one.direct - one.indirect ||
    other.direct - one.direct ||
    (one.title < other.title ? -1 : Number(one.title > other.title)) ||
    (one.key < other.key ? -1 : 1)
  );
}
