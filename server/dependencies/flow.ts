import type { SideKey, Sides } from "../values/sides.js";
import { sideOf } from "../values/sides.js";
import { ancestors, type LineageGraph, type LineageNode, type MeasuredKind, type Reach } from "./lineage.js";

/** A node of the graph with the words that a flow prints. */
export interface FlowNode extends LineageNode {
  readonly name: string;
  readonly companyName: string | null;
}

/** A family of models that others rest on, a company that rests on them, or all small ones of a side together. */
export interface FlowEnd {
  readonly key: string;
  readonly label: string;
  /** A family's developer; `null` for a company and for a group. */
  readonly by: string | null;
  readonly side: SideKey;
  /** Families or companies in it; 1 unless it is a group. */
  readonly members: number;
  /** Distinct models that rest on it, or are its. */
  readonly models: number;
  /** Company that it is or that made it; `null` for a group. */
  readonly companyId: string | null;
}

export interface FlowLink {
  /** Key of a family. */
  readonly from: string;
  /** Key of a company. */
  readonly to: string;
  /** Distinct models of the company that rest on the family. */
  readonly models: number;
}

export interface Flow {
  readonly families: readonly FlowEnd[];
  readonly companies: readonly FlowEnd[];
  readonly links: readonly FlowLink[];
  /** Distinct models that rest on another company's family. */
  readonly models: number;
  /** Counted models that rest on their own company's models only, so that no flow shows them. */
  readonly ownOnly: number;
}

export interface FlowQuestion {
  readonly sides: Sides;
  readonly kinds: readonly MeasuredKind[];
  readonly reach: Reach;
  readonly withLineage: boolean;
  /** Families and companies that stand by themselves; the rest is put together by side. */
  readonly most: { readonly families: number; readonly companies: number };
}

interface Step {
  readonly model: FlowNode;
  readonly familyKey: string;
}

/**
 * From families of models to the companies whose models rest on them, directly or by any chain, counted in distinct
 * models.
 *
 * A family is a developer and the stem of a model's name (see {@link stemOf}). A model is counted under the family of
 * everything it rests on that another company has made, not of the chain's root alone: by architecture most chains end
 * in LLaMA, and a picture of roots would hide that it is Qwen or DeepSeek which is built on. So a model may be in
 * several families, but once in each. What a company takes from itself is left out and counted as `ownOnly`.
 */
export function flowOf(graph: LineageGraph, nodes: readonly FlowNode[], question: FlowQuestion): Flow {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const counted = nodes.filter((node) => isCounted(node, question.withLineage));
  const families = new Map<string, FlowNode[]>();
  for (const node of nodes) {
    if (node.kind !== "model") continue;
    const key = familyKey(node);
    families.set(key, [...(families.get(key) ?? []), node]);
  }
  const resting = counted.map((model) => ({ model, bases: basesOf(graph, model.id, question, byId) }));
  const steps = resting.flatMap(({ model, bases }): Step[] => {
    const keys = new Set(bases.filter((base) => base.companyId !== model.companyId).map(familyKey));
    return [...keys].map((key) => ({ model, familyKey: key }));
  });
  const familyEnds = ends(
    steps,
    ({ familyKey: key }) => key,
    question.most.families,
    (key, group) => {
      const [first] = families.get(key) ?? [];
      return {
        key: `family ${key}`,
        label: labelOf(families.get(key) ?? []),
        by: first?.companyName ?? null,
        side: sideOf(first?.country ?? null, question.sides),
        members: 1,
        models: distinct(group),
        companyId: first?.companyId ?? null,
      };
    },
    "families",
  );
  const companyEnds = ends(
    steps,
    ({ model }) => model.companyId ?? "",
    question.most.companies,
    (id, group) => {
      const [first] = group;
      return {
        key: `company ${id}`,
        label: first?.model.companyName ?? id,
        by: null,
        side: sideOf(first?.model.country ?? null, question.sides),
        members: 1,
        models: distinct(group),
        companyId: id || null,
      };
    },
    "companies",
  );
  const links = new Map<string, { from: string; to: string; ids: Set<string> }>();
  for (const step of steps) {
    const from = familyEnds.endOf(step).key;
    const to = companyEnds.endOf(step).key;
    const link = links.get(`${from}|${to}`) ?? { from, to, ids: new Set<string>() };
    link.ids.add(step.model.id);
    links.set(`${from}|${to}`, link);
  }
  return {
    families: familyEnds.shown,
    companies: companyEnds.shown,
    links: [...links.values()].map(({ from, to, ids }) => ({ from, to, models: ids.size })),
    models: distinct(steps),
    ownOnly: resting.filter(
      ({ model, bases }) => bases.length > 0 && bases.every(({ companyId }) => companyId === model.companyId),
    ).length,
  };
}

/** Models that a ranking of what is rested on counts: any openness, since a recorded base is a fact of closed ones too. */
export function isCounted({ kind, inclusion }: LineageNode, withLineage: boolean): boolean {
  return kind === "model" && (inclusion !== "lineage" || withLineage);
}

/**
 * The stem of a model's name: its letters before the first digit, space or mark.
 * @example stemOf("Qwen2.5-72B") // "Qwen"; stemOf("LLaMA (65B)") // "LLaMA"; stemOf("01-light") // "01-light"
 */
export function stemOf(name: string): string {
  return /^\p{L}+/u.exec(name)?.[0] ?? name;
}

/** "LLaMA" and "Llama 2" of one developer are one family. */
function familyKey({ companyId, name }: FlowNode): string {
  return `${companyId ?? ""} ${stemOf(name).toLowerCase()}`;
}

function basesOf(
  graph: LineageGraph,
  id: string,
  { kinds, reach }: FlowQuestion,
  byId: ReadonlyMap<string, FlowNode>,
): readonly FlowNode[] {
  const ids =
    reach === "any"
      ? ancestors(graph, id, kinds)
      : ancestors({ ...graph, restingOn: new Map([[id, graph.restingOn.get(id) ?? []]]) }, id, kinds);
  return ids.flatMap((base) => byId.get(base) ?? []).filter(({ kind }) => kind === "model");
}

/** The ends with most models by themselves, the others of each side as one; and to which of these a step belongs. */
function ends(
  steps: readonly Step[],
  keyOf: (step: Step) => string,
  most: number,
  single: (key: string, group: readonly Step[]) => FlowEnd,
  groupKey: string,
): { readonly shown: readonly FlowEnd[]; endOf(step: Step): FlowEnd } {
  const groups = new Map<string, Step[]>();
  for (const step of steps) groups.set(keyOf(step), [...(groups.get(keyOf(step)) ?? []), step]);
  const all = [...groups]
    .map(([key, group]) => ({ key, group, end: single(key, group) }))
    .sort((one, other) => other.end.models - one.end.models || (one.end.key < other.end.key ? -1 : 1));
  const rest = all.slice(most);
  const lumps = (["a", "b", "other"] as const).flatMap((side): { readonly side: SideKey; readonly end: FlowEnd }[] => {
    const own = rest.filter(({ end }) => end.side === side);
    // One alone need not be put together with itself.
    if (own.length <= 1) return own.map(({ end }) => ({ side, end }));
    const models = distinct(own.flatMap(({ group }) => group));
    const key = `${groupKey} ${side}`;
    return [{ side, end: { key, label: "", by: null, side, members: own.length, models, companyId: null } }];
  });
  const shownFor = new Map(all.map(({ key, end }) => [key, end]));
  for (const { key, end } of rest) shownFor.set(key, lumps.find(({ side }) => side === end.side)?.end ?? end);
  return {
    shown: [...all.slice(0, most), ...lumps].map(({ end }) => end),
    endOf: (step) => shownFor.get(keyOf(step)) as FlowEnd,
  };
}

function distinct(steps: readonly Step[]): number {
  return new Set(steps.map(({ model }) => model.id)).size;
}

/** A family's name is the stem as it is mostly written; of one alone its own name. */
function labelOf(family: readonly FlowNode[]): string {
  const [first, ...others] = family.map(({ name }) => name);
  return first !== undefined && others.length === 0 ? first : commonest(family.map(({ name }) => stemOf(name)));
}

function commonest(texts: readonly string[]): string {
  const times = new Map<string, number>();
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
  const [first] = [...times].sort(([one, n], [other, m]) => m - n || (one < other ? -1 : 1));
  return first?.[0] ?? "";
}
