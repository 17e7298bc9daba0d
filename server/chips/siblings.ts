import { firstDay } from "../values/dates.js";
import { bearing } from "./bearing.js";
import { type Comparison, evaluate, type MetricName, type Outcome } from "./conditions.js";
import { type NamedChip, shortName } from "./density.js";
import { type ExportRule, ruleLabel, ruleRole } from "./export-rules.js";
import { chipMetrics, type MetricValue } from "./performance.js";

/** A chip as the search for its kin needs it. */
export interface KinChip extends NamedChip {
  readonly released_on: string | null;
  readonly memory_gb: number | null;
  readonly memory_type: string | null;
  readonly tdp_w: number | null;
  readonly note: string | null;
}

/**
 * A chip's kin: the product that was cut for China and what was cut from it.
 * @see kinOf
 */
export interface Kin<C extends KinChip = KinChip> {
  readonly original: C;
  /** By release, undated ones last. */
  readonly variants: readonly C[];
}

/** Two die areas this near to each other are the same silicon, measured twice (608 and 609 mm²). */
const sameArea = 0.01;

/**
 * The family of a chip of which some are made for China: the worldwide original with its Chinese variants; `undefined`
 * for a chip that is in none. The data has no such column, so kin is found from the rows: the same vendor and the same
 * name but for the mark of the Chinese version (RTX 4090 and 4090 D), or the same series letter (A100 and A800) on the
 * same silicon, which is told by die area, where that is not known by memory size, or by the variant's note naming the
 * original. Of several originals it is the one that shares most figures with the variant, of equals the earlier.
 * @example kinOf(a800, chips)?.original.id // "nvidia-a100-80gb-sxm"
 */
export function kinOf<C extends KinChip>(chip: C, chips: readonly C[]): Kin<C> | undefined {
  const original = madeForChina(chip) ? originalOf(chip, chips) : chip;
  if (!original) return undefined;
  const variants = chips
    .filter((other) => madeForChina(other) && originalOf(other, chips)?.id === original.id)
    .sort((one, other) => byText(one.released_on ?? "9999", other.released_on ?? "9999") || byText(one.id, other.id));
  return variants.length > 0 ? { original, variants } : undefined;
}

/** Sold in China only: by its market, or by the D that a consumer card's Chinese version carries. */
function madeForChina(chip: KinChip): boolean {
  return chip.market === "china-variant" || chinaMark.test(plainName(chip));
}

const chinaMark = / ?D(?: V\d)?$/;

function originalOf<C extends KinChip>(variant: C, chips: readonly C[]): C | undefined {
  const candidates = chips.filter(
    (other) =>
      other.vendor_id === variant.vendor_id &&
      !madeForChina(other) &&
      other.market !== "china-domestic" &&
      related(variant, other),
  );
  return candidates.sort(
    (one, other) =>
      shared(other, variant) - shared(one, variant) ||
      byText(one.released_on ?? "9999", other.released_on ?? "9999") ||
      byText(one.id, other.id),
  )[0];
}

/** Released after the variant, as far as both days are known. */
function later(chip: KinChip, variant: KinChip): boolean {
  if (chip.released_on === null || variant.released_on === null) return false;
  return firstDay(chip.released_on) > firstDay(variant.released_on);
}

function related(variant: KinChip, original: KinChip): boolean {
  const [own, other] = [plainName(variant), plainName(original)];
  if (own.replace(chinaMark, "") === other) return true;
  const series = seriesOf(own);
  if (series === undefined || series !== seriesOf(other) || later(original, variant)) return false;
  return names(variant.note, other) || sameSilicon(variant, original);
}

/**
 * The name without vendor, memory size, form factor, remarks and code name.
 * @example plainName(rtxPro6000Server) // "RTX Pro 6000"
 */
function plainName(chip: KinChip): string {
  return shortName(chip.name, chip.vendor_name)
    .replace(/ China$/, "")
    .replace(/ (?:Blackwell|Ada)$/, "");
}

/** Letters before the first figure and, of longer numbers of one vendor's line, the leading one: "A" of A800, "MI3" of MI308X. */
function seriesOf(plain: string): string | undefined {
  const [, letters, first, rest] = /^([A-Z]+)(\d)(\d*)[A-Z]?$/.exec(plain) ?? [];
  if (letters === undefined) return undefined;
  return letters.length > 1 && rest ? `${letters}${first}` : letters;
}

function sameSilicon(one: KinChip, other: KinChip): boolean {
  const [a, b] = [one.die_area_mm2, other.die_area_mm2];
  if (a !== null && b !== null) return Math.abs(a - b) / Math.max(a, b) <= sameArea;
  return one.memory_gb !== null && one.memory_gb === other.memory_gb;
}

function names(note: string | null, plain: string): boolean {
  return note?.split(/[^\w]+/).includes(plain) ?? false;
}

const comparedColumns = [
  "process_nm",
  "die_area_mm2",
  "fp64_tflops",
  "tf32_tflops",
  "fp16_tflops",
  "fp8_tflops",
  "int8_tops",
  "fp4_tflops",
  "memory_gb",
  "memory_type",
  "memory_bandwidth_gb_s",
  "interconnect_gb_s",
  "tdp_w",
] as const;

function shared(one: KinChip, other: KinChip): number {
  return comparedColumns.filter((column) => one[column] != null && one[column] === other[column]).length;
}

function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** A rule with the day on which it became public. */
export type AnnouncedRule = ExportRule & { readonly announced_on: string | null };

/** A limit of a rule that one chip reaches and its variant does not. */
export interface CrossedLimit {
  readonly ruleId: string;
  readonly label: string;
  readonly op: Comparison["op"];
  readonly limit: number;
  /** How the rule stood on the day the variant was released; `null` where that day is not known. */
  readonly standing: "in force" | "announced" | "ended" | "to come" | null;
  /** Whom the rule catches, all its conditions taken together; open where a missing figure leaves it undetermined. */
  readonly catches: "original only" | "both" | "variant only" | "open";
}

/** One metric of two chips side by side. */
export interface MetricChange {
  readonly metric: MetricName;
  readonly from: MetricValue;
  readonly to: MetricValue;
  /** Value of the variant over that of the original; `null` where either is unknown or zero. */
  readonly ratio: number | null;
  /** Those that catch the original only first, then by the rules' days. */
  readonly limits: readonly CrossedLimit[];
}

const testedMetrics = [
  "tpp",
  "performance_density",
  "interconnect_gb_s",
  "memory_bandwidth_gb_s",
  "memory_plus_interconnect_gb_s",
] as const;

/**
 * Two chips metric by metric, each with every limit of a US rule on chips that the original reaches and the variant
 * does not: what the cut has passed under. Alternatives of a rule that are about another kind of chip (not made for
 * data centres, say), rules that catch neither, and metrics that neither chip has are left out.
 * @example compared(a100, a800, rules).find(({ metric }) => metric === "interconnect_gb_s")?.limits[0]
 * // { label: "3A090", op: ">=", limit: 600, standing: "in force", catches: "original only", … }
 */
export function compared(
  original: KinChip,
  variant: KinChip,
  rules: readonly AnnouncedRule[],
): readonly MetricChange[] {
  const [before, after] = [chipMetrics(original), chipMetrics(variant)];
  return testedMetrics.flatMap((metric) => {
    const [from, to] = [before[metric], after[metric]];
    if (!from.known && !to.known) return [];
    const ratio = from.known && to.known && Number(from.value) > 0 ? Number(to.value) / Number(from.value) : null;
    return { metric, from, to, ratio, limits: limitsBetween(metric, original, variant, rules) };
  });
}

function limitsBetween(
  metric: MetricName,
  original: KinChip,
  variant: KinChip,
  rules: readonly AnnouncedRule[],
): readonly CrossedLimit[] {
  const [before, after] = [chipMetrics(original), chipMetrics(variant)];
  const met = (comparison: Comparison, values: typeof before) => evaluate(comparison, values).outcome;
  return rules
    .flatMap((rule): readonly (CrossedLimit & { readonly day: string })[] => {
      const role = ruleRole(rule);
      if ((role !== "prohibits" && role !== "notifies") || rule.effective_on === null) return [];
      const catches = caught(evaluate(rule.conditions, before).outcome, evaluate(rule.conditions, after).outcome);
      if (!catches) return [];
      const passed = bearing(rule.conditions, after)
        .flatMap((all) => all.filter((one) => one.metric === metric && typeof one.value === "number"))
        .filter((one) => met(one, before) === "met" && met(one, after) === "not-met");
      const distinct = [...new Map(passed.map((one) => [`${one.op}${one.value}`, one])).values()];
      return distinct.map(({ op, value }) => ({
        ruleId: rule.id,
        label: ruleLabel(rule),
        op,
        limit: Number(value),
        standing: standingOn(rule, variant.released_on),
        catches,
        day: rule.effective_on ?? "",
      }));
    })
    .sort(
      (one, other) =>
        Number(other.catches === "original only") - Number(one.catches === "original only") ||
        byText(one.day, other.day) ||
        byText(one.ruleId, other.ruleId),
    )
    .map(({ day: _, ...limit }) => limit);
}

function caught(original: Outcome, variant: Outcome): CrossedLimit["catches"] | undefined {
  if (original === "undetermined" || variant === "undetermined") return "open";
  if (original === "met") return variant === "met" ? "both" : "original only";
  return variant === "met" ? "variant only" : undefined;
}

function standingOn(rule: AnnouncedRule, released: string | null): CrossedLimit["standing"] {
  if (released === null || rule.effective_on === null) return null;
  const day = firstDay(released);
  if (rule.ended_on !== null && rule.ended_on <= day) return "ended";
  if (rule.effective_on <= day) return "in force";
  return (rule.announced_on ?? rule.effective_on) <= day ? "announced" : "to come";
}
