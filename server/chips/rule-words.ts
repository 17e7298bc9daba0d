import type { export_rules } from "../../db/tables.js";
import { type Comparison, type Condition, type MetricName, metrics, sayComparison } from "./conditions.js";

/** What follows when a rule's conditions are met, as METRICS.md defines it. */
const consequences = {
  "prohibited-without-license": "It may not be shipped to mainland China without a licence.",
  notification: "It may be shipped after notice to BIS (licence exception NAC).",
  licensed: "Licences are known to be issued for it: relief from a licence requirement of another rule.",
  "license-case-by-case":
    "Applications are no longer presumed denied but reviewed case by case: relief from another rule; a licence is still needed.",
  "item-license-requirement": "The item needs an export licence.",
  "entity-license-requirement": "Exports to the firms caught need a licence.",
  "export-ban": "It may not be exported.",
  "banned-by-china": "The Chinese side bars it. The US answer is not changed by that.",
  "conditional-approval": "The Chinese side approves it on conditions. The US answer is not changed by that.",
  "investment-prohibited-or-notifiable": "The investment is prohibited or must be notified.",
  "funding-clawback": "Public funding may be taken back.",
  "due-diligence-presumption": "The chip is presumed to be controlled unless shown otherwise.",
  tariff: "An import duty is due.",
  "antitrust-finding": "A finding under competition law; it controls no shipment.",
  announcement: "Nothing by itself: an announcement without legal effect.",
  clarification: "Nothing new: a clarification or correction that moves no limit.",
  suspension: "It suspends another rule.",
} as const satisfies Record<NonNullable<(typeof export_rules)["columns"]["consequence"]["_value"]>[0], string>;

export function sayConsequence(consequence: string): string {
  return Object.hasOwn(consequences, consequence)
    ? consequences[consequence as keyof typeof consequences]
    : spaced(consequence);
}

/** @example spaced("banned-by-china") // "banned by China" */
export function spaced(slug: string): string {
  return slug.replaceAll("-", " ").replace(/\bchina\b/, "China");
}

/**
 * A rule's conditions as the alternatives of which one must hold, each in words; empty where the rule catches nothing.
 * @param nameOf the name of a chip by its id
 * @example sayAlternatives(rule3a090.conditions, nameOf) // ["links ≥ 600 GB/s and TPP ≥ 4,800"]
 */
export function sayAlternatives(condition: Condition, nameOf: (chipId: string) => string): readonly string[] {
  return "any" in condition ? condition.any.map((part) => sayPart(part, nameOf)) : [sayPart(condition, nameOf)];
}

/** The same as one text. */
export function sayConditions(condition: Condition, nameOf: (chipId: string) => string): string {
  const parts = sayAlternatives(condition, nameOf);
  return parts.length === 0 ? "catches nothing" : parts.join("; or ");
}

function sayPart(condition: Condition, nameOf: (chipId: string) => string): string {
  if ("metric" in condition) return sayNamed(condition, nameOf);
  if ("not" in condition) return `not (${sayPart(condition.not, nameOf)})`;
  const [parts, word] = "any" in condition ? [condition.any, "or"] : [condition.all, "and"];
  if (word === "and" && ranges(parts)) return sayAll(parts, nameOf);
  const said = parts.map((part) => ("metric" in part ? sayPart(part, nameOf) : `(${sayPart(part, nameOf)})`));
  return said.length < 2 ? said.join("") : `${said.slice(0, -1).join(", ")} ${word} ${said.at(-1)}`;
}

/** Comparisons alone, some figure among them with more than one limit. */
function ranges(parts: readonly Condition[]): parts is readonly Comparison[] {
  const compared = parts.flatMap((part) => ("metric" in part ? part.metric : []));
  return compared.length === parts.length && new Set(compared).size < compared.length;
}

/** Each figure once with all its limits: "TPP ≥ 2,400 and < 4,800, performance density ≥ 1.6 and < 5.92". */
function sayAll(comparisons: readonly Comparison[], nameOf: (chipId: string) => string): string {
  const said = new Map<MetricName, string>();
  for (const comparison of comparisons) {
    const { says } = metrics[comparison.metric];
    const [before, whole] = [said.get(comparison.metric), sayNamed(comparison, nameOf)];
    const limit = typeof says === "string" && whole.startsWith(`${says} `) ? whole.slice(says.length + 1) : whole;
    said.set(comparison.metric, before === undefined ? whole : `${before} and ${limit}`);
  }
  return [...said.values()].join(", ");
}

function sayNamed(comparison: Comparison, nameOf: (chipId: string) => string): string {
  if (comparison.metric !== "chip_id") return sayComparison(comparison);
  const names = [comparison.value].flat().map((id) => nameOf(String(id)));
  return `${comparison.op === "!=" ? "any model but" : names.length > 1 ? "one of" : "the model"} ${names.join(", ")}`;
}
