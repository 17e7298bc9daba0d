import { Breath } from "../values/breath.js";
import type { Confidence } from "../values/evidence.js";
import type { SideKey, Sides } from "../values/sides.js";
import { sideOf } from "../values/sides.js";
import type { LineageNode, MeasuredKind, Reach } from "./lineage.js";
import { lensOf, type NumberedGraph, Walker } from "./numbered.js";

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
  readonly strictest: Confidence;
  readonly reach: Reach;
  readonly withLineage: boolean;
  /** Families and companies that stand by themselves; the rest is put together by side. */
  readonly most: { readonly families: number; readonly companies: number };
}

/** Nodes between two breaths. */
const slice = 5000;

/** Families or companies by number, with the models counted for each. */
interface Tally {
  readonly keys: readonly string[];
  readonly models: Uint32Array;
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
export async function flowOf(graph: NumberedGraph<FlowNode>, question: FlowQuestion): Promise<Flow> {
  const { nodes } = graph;
  const companies = await grouped(nodes, (node) => (node.kind === "model" ? (node.companyId ?? "") : null));
  const families = await grouped(nodes, (node) => (node.kind === "model" ? familyKey(node) : null));
  const steps = await stepsToFamilies(graph, question, companies.of, families.of);
  const familyTally = { keys: families.keys, models: new Uint32Array(families.keys.length) };
  const companyTally = { keys: companies.keys, models: new Uint32Array(companies.keys.length) };
  for (const [at, model] of steps.models.entries()) {
    const company = companies.of[model] ?? 0;
    companyTally.models[company] = (companyTally.models[company] ?? 0) + 1;
    for (const family of steps.of(at)) familyTally.models[family] = (familyTally.models[family] ?? 0) + 1;
  }
  const first = (members: readonly number[] | undefined) => nodes[members?.[0] ?? -1];
  const familyEnds = ends(familyTally, question.most.families, "families", question.sides, (family) => {
    const members = families.members[family] ?? [];
    const node = first(members);
    const label = () => labelOf(members.flatMap((member) => nodes[member] ?? []));
    return { key: "family", label, by: node?.companyName ?? null, node };
  });
  const companyEnds = ends(companyTally, question.most.companies, "companies", question.sides, (company) => {
    const node = first(companies.members[company]);
    return { key: "company", label: () => node?.companyName ?? companies.keys[company] ?? "", by: null, node };
  });
  const links = new Map<string, { readonly from: number; readonly to: number; models: number }>();
  const breath = new Breath();
  for (const [at, model] of steps.models.entries()) {
    if (breath.due) await breath.take();
    const to = companyEnds.endOf(companies.of[model] ?? 0);
    companyEnds.count(to);
    for (const from of new Set(Array.from(steps.of(at), familyEnds.endOf))) {
      familyEnds.count(from);
      const link = links.get(`${from} ${to}`) ?? { from, to, models: 0 };
      link.models += 1;
      links.set(`${from} ${to}`, link);
    }
  }
  const [shownFamilies, shownCompanies] = [familyEnds.shown(), companyEnds.shown()];
  return {
    families: shownFamilies,
    companies: shownCompanies,
    links: [...links.values()].map(({ from, to, models }) => ({
      from: shownFamilies[from]?.key ?? "",
      to: shownCompanies[to]?.key ?? "",
      models,
    })),
    models: steps.models.length,
    ownOnly: steps.ownOnly,
  };
}

/** Nodes by a key: the keys in the order in which they are met, the number of each node's, and who has it. */
async function grouped(nodes: readonly FlowNode[], keyOf: (node: FlowNode) => string | null) {
  const breath = new Breath();
  const numbers = new Map<string, number>();
  const members: number[][] = [];
  const of = new Int32Array(nodes.length).fill(-1);
  for (const [at, node] of nodes.entries()) {
    if (at % slice === 0) await breath.take();
    const key = keyOf(node);
    if (key === null) continue;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    of[at] = number;
    const own = members[number];
    if (own) own.push(at);
    else members.push([at]);
  }
  return { keys: [...numbers.keys()], of, members };
}

/** The counted models that rest on another company's families, each with the numbers of these, nearest first. */
async function stepsToFamilies(
  graph: NumberedGraph<FlowNode>,
  { kinds, strictest, reach, withLineage }: FlowQuestion,
  companyOf: Int32Array,
  familyOf: Int32Array,
) {
  const breath = new Breath();
  const lens = lensOf(kinds, strictest);
  const walker = new Walker(graph);
  const [models, families, starts]: [number[], number[], number[]] = [[], [], [0]];
  const metBy = new Int32Array(graph.nodes.length).fill(-1);
  let ownOnly = 0;
  for (const [at, node] of graph.nodes.entries()) {
    if (!isCounted(node, withLineage)) continue;
    if (breath.due) await breath.take();
    let [own, others] = [0, 0];
    for (const base of walker.from(at, graph.onto, lens, reach)) {
      const family = familyOf[base] ?? -1;
      if (family < 0) continue;
      if (companyOf[base] === companyOf[at]) {
        own++;
        continue;
      }
      others++;
      if (metBy[family] === at) continue;
      metBy[family] = at;
      families.push(family);
    }
    if (others > 0) {
      models.push(at);
      starts.push(families.length);
    } else if (own > 0) ownOnly++;
  }
  return { models, ownOnly, of: (step: number) => families.slice(starts[step], starts[step + 1]) };
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

/** The ends with most models by themselves, the others of each side as one; and to which of these each belongs. */
function ends(
  { keys, models }: Tally,
  most: number,
  groupKey: string,
  sides: Sides,
  about: (at: number) => {
    readonly key: string;
    readonly label: () => string;
    readonly by: string | null;
    readonly node: FlowNode | undefined;
  },
) {
  const all = [...keys.keys()]
    .filter((at) => models[at] !== 0)
    .sort((one, other) => {
      const difference = (models[other] ?? 0) - (models[one] ?? 0);
      return difference || ((keys[one] ?? "") < (keys[other] ?? "") ? -1 : 1);
    });
  const single = (at: number): FlowEnd => {
    const { key, label, by, node } = about(at);
    return {
      key: `${key} ${keys[at]}`,
      label: label(),
      by,
      side: sideOf(node?.country ?? null, sides),
      members: 1,
      models: models[at] ?? 0,
      companyId: node?.companyId ?? null,
    };
  };
  const shown = all.slice(0, most).map(single);
  const placeOf = new Map(all.slice(0, most).map((at, place) => [at, place]));
  const rest = all.slice(most);
  for (const side of ["a", "b", "other"] as const) {
    const own = rest.filter((at) => sideOf(about(at).node?.country ?? null, sides) === side);
    if (own.length === 0) continue;
    for (const at of own) placeOf.set(at, shown.length);
    const [only] = own;
    // One alone need not be put together with itself.
    if (own.length === 1 && only !== undefined) shown.push(single(only));
    else
      shown.push({
        key: `${groupKey} ${side}`,
        label: "",
        by: null,
        side,
        members: own.length,
        models: 0,
        companyId: null,
      });
  }
  const counted = new Uint32Array(shown.length);
  return {
    endOf: (at: number) => placeOf.get(at) ?? 0,
    /** Counts one model for an end. */
    count(end: number): void {
      counted[end] = (counted[end] ?? 0) + 1;
    },
    shown: (): readonly FlowEnd[] => shown.map((end, at) => ({ ...end, models: counted[at] ?? 0 })),
  };
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
