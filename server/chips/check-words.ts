import { sayDate } from "../values/dates.js";
import { sayNumber, sayPercent } from "../values/numbers.js";
import { metrics } from "./conditions.js";
import type { Cut } from "./cuts.js";
import type { ChipStatus, Ground, RuleOutcome, RuleRole } from "./export-rules.js";
import { sayStatus } from "./status-words.js";

/** What a check says, in words. All of them follow from the engine's answer. */

/** The status as the page's headline. */
export function sayVerdict({ status, asOf }: ChipStatus, name: string | undefined): string {
  const chip = name ?? "This chip";
  switch (status) {
    case "prohibited-without-license":
      return `${chip} needs a licence on ${sayDate(asOf)}`;
    case "licensed":
      return `${chip} needs a licence that may be had on ${sayDate(asOf)}`;
    case "notification":
      return `${chip} may go after notice on ${sayDate(asOf)}`;
    case "allowed":
      return `${chip} is free of US chip rules on ${sayDate(asOf)}`;
    case "undetermined":
      return `${chip}: undetermined on ${sayDate(asOf)}, a figure that decides is missing`;
  }
}

const consequenceWords: Readonly<Record<RuleRole, string>> = {
  prohibits: "licence needed",
  notifies: "notice needed (exception NAC)",
  relieves: "relief from a licence presumed denied",
  "china-bans": "barred by China",
  "china-approves": "approved by China on conditions",
};

/** @example sayOutcome(outcome) // "holds: licence needed" */
export function sayOutcome({ outcome, role }: RuleOutcome): string {
  const consequence = consequenceWords[role];
  if (outcome === "met") return `holds: ${consequence}`;
  return outcome === "not-met" ? `does not hold (else ${consequence})` : `undetermined (if it holds, ${consequence})`;
}

/**
 * How far a figure stands from its limit.
 * @example sayMargin(ground) // "192 above, 4% of the limit"
 */
export function sayMargin({ margin, threshold, metric }: Ground): string {
  if (margin === null || metrics[metric].kind !== "number" || typeof threshold !== "number") return "–";
  if (margin === 0) return "at the limit";
  const size = Math.abs(margin);
  const figure = size < 1 ? String(Number(size.toPrecision(3))) : sayNumber(size);
  const share = threshold > 0 ? `, ${atLeastSome(size / threshold)} of the limit` : "";
  return `${figure} ${margin > 0 ? "above" : "below"}${share}`;
}

const cutNames: Partial<Record<Cut["metric"], string>> = {
  tpp: "TPP",
  performance_density: "Performance density",
  memory_bandwidth_gb_s: "Memory bandwidth",
  interconnect_gb_s: "Links",
};

/**
 * A cut and what it leads to.
 * @example sayCut(cut) // "TPP below 4,800, 3.8% less, frees it of 3A090.a; it is then allowed."
 */
export function sayCut(cut: Cut): string {
  const { metric, op, limit, share, then } = cut;
  const { unit = "" } = metrics[metric] as { readonly unit?: string };
  const reach = `${cutNames[metric] ?? metric} ${op === "<" ? "below" : "of at most"} ${sayNumber(limit)}${unit && ` ${unit}`}`;
  const less = share > 0 ? `${atLeastSome(share)} less` : "anything less than now";
  const frees = cut.frees.map((id) => then.rules.find(({ rule_id }) => rule_id === id)?.label ?? id);
  const freed = frees.length > 0 ? ` frees it of ${listed([...new Set(frees)])};` : "";
  return `${reach}, ${less},${freed} ${sayThen(then)}${sayHow(cut)}.`;
}

function sayThen({ status, ruleId, rules }: ChipStatus): string {
  const rule = rules.find(({ rule_id }) => rule_id === ruleId);
  if (status === "notification") return `notice is then due (${rule?.label})`;
  return `it is then ${sayStatus(status)}`;
}

/** A density is lowered by area, which a reader may not think of. */
function sayHow({ metric, op, specification }: Cut): string {
  if (metric !== "performance_density") return "";
  const area = sayNumber(specification.die_area_mm2 ?? 0);
  return `. At the same TPP that is a die of ${op === "<" ? "more than" : "at least"} ${area} mm²`;
}

/** What the cuts come to: how many figures help alone, or that none does and why. */
export function sayCuts({ status, rules, open }: ChipStatus, cuts: readonly Cut[]): string {
  if (status === "allowed") return "Nothing needs cutting.";
  const caught = rules.filter(
    ({ role, outcome }) => (role === "prohibits" || role === "notifies") && outcome === "met",
  );
  const labels = [...new Set((status === "undetermined" ? open : caught).map(({ label }) => label))];
  if (cuts.length > 0) return "The smallest cut in one figure alone, all else as it is, by the rules in force:";
  return labels.length > 1
    ? `No cut in one figure alone leads to a milder status: ${listed(labels)} each stand in the way.`
    : `No cut in one figure alone leads to a milder status under ${listed(labels)}.`;
}

/** A share that is not nothing is never said to be 0 %. */
function atLeastSome(share: number): string {
  return share < 0.001 ? "less than 0.1%" : sayPercent(share);
}

function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
}
