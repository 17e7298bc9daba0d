/** What a change can be, in the order in which the page lists them. */
const kinds = {
  round: { one: "funding round", many: "funding rounds" },
  model: { one: "model released", many: "models released" },
  rule: { one: "rule announced", many: "rules announced" },
  "rule-in-force": { one: "rule in force", many: "rules in force" },
  "rule-ended": { one: "rule ended", many: "rules ended" },
  ruling: { one: "ruling on a chip", many: "rulings on chips" },
  listing: { one: "listing", many: "listings" },
  delisting: { one: "removal from a list", many: "removals from lists" },
  claim: { one: "claim", many: "claims" },
  event: { one: "event", many: "events" },
  company: { one: "company", many: "companies" },
  chip: { one: "chip", many: "chips" },
  holding: { one: "count of chips held", many: "counts of chips held" },
  dependency: { one: "dependency", many: "dependencies" },
} as const;

export type ChangeKind = keyof typeof kinds;

export const changeKinds = Object.keys(kinds) as readonly ChangeKind[];

/** @example sayKind("rule-in-force") // "Rules in force" */
export function sayKinds(kind: string): string {
  return capital(kindOf(kind).many);
}

/** @example sayKind("round") // "Funding round" */
export function sayKind(kind: string): string {
  return capital(kindOf(kind).one);
}

export function kindOf(kind: string): { readonly one: string; readonly many: string } {
  return kinds[kind as ChangeKind] ?? { one: kind, many: kind };
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
