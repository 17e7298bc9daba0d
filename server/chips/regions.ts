import type { DensityBox, DensityRegion } from "../../public/charts/density-data.js";
import { type Comparison, type Condition, negated, sayComparison } from "./conditions.js";
import { type ExportRule, ruleLabel, ruleRole, rulesInForce } from "./export-rules.js";

/** More alternatives than any picture could show; negated rules can multiply. */
const mostAlternatives = 64;

/**
 * What the rules in force at a date look like in the plane of TPP and performance density: for each US rule on chips
 * the boxes that its alternatives span. Alternatives that test neither figure have no place there, and those for chips
 * not made for data centres are left out. What an alternative asks beyond the two figures is said in `also`; its boxes
 * then show where a chip may be caught, not that it is.
 * @example regions(rules, "2023-11-30").map(({ label }) => label) // ["3A090.a", "3A090.b"]
 */
export function regions(rules: readonly ExportRule[], asOf: string): readonly DensityRegion[] {
  return rulesInForce(rules, asOf).flatMap((rule) => {
    const role = ruleRole(rule);
    return role === "prohibits" || role === "notifies" || role === "relieves" ? regionsOf(rule) : [];
  });
}

function regionsOf(rule: ExportRule): readonly DensityRegion[] {
  const found = new Map<string, { also: string | null; dataCentreOnly: boolean; boxes: DensityBox[] }>();
  for (const alternative of alternatives(rule.conditions) ?? []) {
    const area = areaOf(alternative);
    if (!area) continue;
    const { box, also, dataCentreOnly } = area;
    const key = `${dataCentreOnly} ${also}`;
    const there = found.get(key);
    if (there) there.boxes.push(box);
    else found.set(key, { also, dataCentreOnly, boxes: [box] });
  }
  const { id: ruleId, consequence } = rule;
  return [...found.values()].map((area) => ({ ruleId, label: ruleLabel(rule), consequence, ...area }));
}

function areaOf(comparisons: readonly Comparison[]) {
  const box: { -readonly [limit in keyof DensityBox]: DensityBox[limit] } = {};
  const further: Comparison[] = [];
  let dataCentreOnly = false;
  for (const comparison of comparisons) {
    const { metric, op, value } = comparison;
    if (metric === "datacenter" && typeof value === "number" && (op === "==" || op === "!=")) {
      if ((value === 1) !== (op === "==")) return undefined;
      dataCentreOnly = true;
      continue;
    }
    const axis = metric === "tpp" ? "tpp" : metric === "performance_density" ? "density" : undefined;
    if (!axis || typeof value !== "number" || op === "!=" || op === "in") {
      further.push(comparison);
      continue;
    }
    if (op !== "<" && op !== "<=") box[`${axis}Min`] = Math.max(box[`${axis}Min`] ?? 0, value);
    if (op !== ">" && op !== ">=") box[`${axis}Max`] = Math.min(box[`${axis}Max`] ?? Number.POSITIVE_INFINITY, value);
  }
  const { tppMin = 0, tppMax = Number.POSITIVE_INFINITY, densityMin = 0, densityMax = Number.POSITIVE_INFINITY } = box;
  if (Object.keys(box).length === 0 || tppMin > tppMax || densityMin > densityMax) return undefined;
  return { box, also: further.length > 0 ? further.map(sayComparison).join(", ") : null, dataCentreOnly };
}

/** The condition as alternatives of plain comparisons; `undefined` where there are too many. */
export function alternatives(condition: Condition): readonly (readonly Comparison[])[] | undefined {
  if ("metric" in condition) return [[condition]];
  if ("not" in condition) {
    const inner = turned(condition.not);
    return inner && alternatives(inner);
  }
  if ("any" in condition) {
    const parts = condition.any.map(alternatives);
    const all = parts.flatMap((part) => part ?? []);
    return parts.includes(undefined) || all.length > mostAlternatives ? undefined : all;
  }
  let product: readonly (readonly Comparison[])[] | undefined = [[]];
  for (const part of condition.all) {
    const next = alternatives(part);
    if (!next || next.length * product.length > mostAlternatives) return undefined;
    product = product.flatMap((left) => next.map((right) => [...left, ...right]));
  }
  return product;
}

/** The negation carried inwards; `undefined` for a negated list, which spans no box. */
function turned(condition: Condition): Condition | undefined {
  if ("not" in condition) return condition.not;
  if ("metric" in condition) {
    const inverse = negated(condition);
    return "not" in inverse ? undefined : inverse;
  }
  const parts = ("any" in condition ? condition.any : condition.all).map(turned);
  const usable = parts.filter((part) => part !== undefined);
  if (usable.length < parts.length) return undefined;
  return "any" in condition ? { all: usable } : { any: usable };
}
