import type { Confidence } from "../values/evidence.js";

/** Sorts of dated facts on a company's page, in the order in which they stand there. */
export const factKinds = [
  { key: "round", title: "Money raised", lane: "Money raised" },
  { key: "investment", title: "Rounds it took part in", lane: "Invested in" },
  { key: "model", title: "Models", lane: "Models" },
  { key: "rests-on", title: "What its models and software rest on", lane: "Rests on" },
  { key: "carries", title: "What rests on its models and software", lane: "Carries" },
  { key: "chip-sold", title: "Chips it sells", lane: "Chips sold" },
  { key: "chip-made", title: "Chips it makes for others", lane: "Chips made" },
  { key: "holding", title: "Chips held, ordered or planned", lane: "Chips held" },
  { key: "listing", title: "Restriction lists", lane: "Lists" },
  { key: "event", title: "Events", lane: "Events" },
  { key: "claim", title: "What it and its people said, in our words", lane: "Said" },
  { key: "subsidiary", title: "Companies it owns", lane: "Owns" },
] as const;

export type FactKind = (typeof factKinds)[number]["key"];

/** A company that a fact names, with its part in it. */
export interface Party {
  readonly id: string;
  readonly name: string;
  readonly lead: boolean;
}

/** One dated fact of a company. */
export interface Fact {
  readonly kind: FactKind;
  readonly id: string;
  /** Day from which it counts; `null` where nothing dates it. */
  readonly on: string | null;
  /** First day on which it no longer held. */
  readonly until: string | null;
  readonly title: string;
  /** Company to which the title leads. */
  readonly companyId: string | null;
  /** Model that the fact is about, if it counts in the view: the title leads there and not to the company. */
  readonly modelId: string | null;
  /** Chip that the fact is about, if it counts in the view: the title leads there and not to the company. */
  readonly chipId: string | null;
  readonly detail: string | null;
  readonly parties: readonly Party[];
  readonly amountUsd: number | null;
  readonly quantity: number | null;
  /** Country of the other party where there is one, else of the company itself. */
  readonly country: string | null;
  readonly confidence: Confidence | null;
  readonly note: string | null;
  readonly sourceId: string;
  readonly sourceUrl: string;
  readonly sourcePublisher: string;
}

/**
 * Who took part, leaders first.
 * @example "led by Alibaba; with Tencent, Meituan"
 */
export function sayParties(parties: readonly Party[]): string | null {
  const names = (lead: boolean) => parties.filter((party) => party.lead === lead).map(({ name }) => name);
  const [leaders, others] = [names(true), names(false)];
  return (
    [leaders.length > 0 && `led by ${leaders.join(", ")}`, others.length > 0 && `with ${others.join(", ")}`]
      .filter(Boolean)
      .join("; ") || null
  );
}

/** Latest first; what nothing dates stands last. */
export function byDate(one: Fact, other: Fact): number {
  if (one.on !== other.on) {
    if (one.on === null) return 1;
    if (other.on === null) return -1;
    return one.on < other.on ? 1 : -1;
  }
  return one.id < other.id ? -1 : one.id > other.id ? 1 : 0;
}
