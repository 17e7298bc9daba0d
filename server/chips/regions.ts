import type { BandwidthBox, BandwidthRegion } from "../../public/charts/bandwidth-data.js";
import type { DensityBox, DensityRegion } from "../../public/charts/density-data.js";
import type { Region } from "../../public/charts/plane-data.js";
import { type Comparison, type Condition, type MetricName, negated, sayComparison } from "./conditions.js";
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
  return regionsIn<DensityBox>({ tpp: "tpp", performance_density: "density" }, rules, asOf);
}

/**
 * The same in the plane of memory bandwidth and links, where a limit on the sum of both is a third edge.
 * @example bandwidthRegions(rules, "2025-05-31")[0]?.boxes // [{ memoryMin: 1400 }, { linksMin: 1100 }, { sumMin: 1700 }]
 */
export function bandwidthRegions(rules: readonly ExportRule[], asOf: string): readonly BandwidthRegion[] {
  const figures = {
    memory_bandwidth_gb_s: "memory",
    interconnect_gb_s: "links",
    memory_plus_interconnect_gb_s: "sum",
  } as const;
  return regionsIn<BandwidthBox>(figures, rules, asOf);
}

/** Which metrics a plane shows, each by the stem of its limits' names. */
type Figures = { readonly [metric in MetricName]?: string };
type Limits = Readonly<Record<string, number>>;

function regionsIn<B>(figures: Figures, rules: readonly ExportRule[], asOf: string): readonly Region<B>[] {
  return rulesInForce(rules, asOf).flatMap((rule) => {
    const role = ruleRole(rule);
    const drawn = role === "prohibits" || role === "notifies" || role === "relieves";
    // The names of limits are made from those of the figures, which the compiler cannot follow.
    return drawn ? (regionsOf(rule, figures) as readonly Region<B>[]) : [];
  });
}

function regionsOf(rule: ExportRule, figures: Figures): readonly Region<Limits>[] {
  const found = new Map<string, { also: string | null; dataCentreOnly: boolean; boxes: Limits[] }>();
  for (const alternative of alternatives(rule.conditions) ?? []) {
    const area = areaOf(alternative, figures);
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

function areaOf(comparisons: readonly Comparison[], figures: Figures) {
  const box: Record<string, number> = {};
  const further: Comparison[] = [];
  let dataCentreOnly = false;
  for (const comparison of comparisons) {
    const { metric, op, value } = comparison;
    if (metric === "datacenter" && typeof value === "number" && (op === "==" || op === "!=")) {
      if ((value === 1) !== (op === "==")) return undefined;
      dataCentreOnly = true;
      continue;
    }
    const figure = figures[metric];
    // A sum has a lower edge only: no rule frees what is below one.
    const drawn = figure !== undefined && (figure !== "sum" || op === ">=" || op === ">");
    if (!drawn || typeof value !== "number" || op === "!=" || op === "in") {
      further.push(comparison);
      continue;
    }
    const [min, max] = [`${figure}Min`, `${figure}Max`];
    if (op !== "<" && op !== "<=") box[min] = Math.max(box[min] ?? 0, value);
    if (op !== ">" && op !== ">=") box[max] = Math.min(box[max] ?? Number.POSITIVE_INFINITY, value);
  }
  const empty = Object.values(figures).some((figure) => (box[`${figure}Min`] ?? 0) > (box[`${figure}Max`] ?? Infinity));
  if (Object.keys(box).length === 0 || empty) return undefined;
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
