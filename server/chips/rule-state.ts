import type { ExportRule } from "./export-rules.js";

/** How a rule version stands on the view's day. */
export const states = {
  "in-force": "in force",
  ended: "ended",
  "to-come": "not yet in effect",
  "without-effect": "without effect of its own",
} as const;
export type RuleState = keyof typeof states;

export function stateOf(
  { effective_on, ended_on }: Pick<ExportRule, "effective_on" | "ended_on">,
  asOf: string,
): RuleState {
  if (effective_on === null) return "without-effect";
  if (effective_on > asOf) return "to-come";
  return ended_on !== null && ended_on <= asOf ? "ended" : "in-force";
}

export function sayState(state: RuleState): string {
  return states[state];
}

/** Country of the issuing body, which the rule's id begins with. */
export function countryOf(id: string): string | null {
  return /^([a-z]{2})-/.exec(id)?.[1]?.toUpperCase() ?? null;
}
