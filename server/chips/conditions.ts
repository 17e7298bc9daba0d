import { z } from "zod";
import { exact, sayNumber } from "../values/numbers.js";
import type { MetricValue } from "./performance.js";

interface MetricDefinition {
  /** As a sentence names it; a flag has a phrase for 1 and one for 0. */
  readonly says: string | { readonly yes: string; readonly no: string };
  readonly unit?: string;
  readonly kind: "number" | "flag" | "text";
  /** Whose fact it is: only rules on a chip or on its shipment bear on a chip's status. */
  readonly of: "chip" | "shipment" | "other";
}

/** Every metric of METRICS.md. A condition over anything else is refused when it is loaded. */
export const metrics = {
  tpp: { says: "TPP", kind: "number", of: "chip" },
  performance_density: { says: "performance density", kind: "number", of: "chip" },
  interconnect_gb_s: { says: "links", unit: "GB/s", kind: "number", of: "chip" },
  memory_bandwidth_gb_s: { says: "memory bandwidth", unit: "GB/s", kind: "number", of: "chip" },
  memory_plus_interconnect_gb_s: { says: "memory and links together", unit: "GB/s", kind: "number", of: "chip" },
  datacenter: { says: { yes: "made for data centres", no: "not made for data centres" }, kind: "flag", of: "chip" },
  chip_id: { says: "model", kind: "text", of: "chip" },
  vendor_id: { says: "vendor", kind: "text", of: "chip" },
  vendor_country: { says: "vendor's country", kind: "text", of: "chip" },
  is_hbm_device: { says: { yes: "a memory stack", no: "no memory stack" }, kind: "flag", of: "chip" },
  memory_bandwidth_density: { says: "memory bandwidth density", unit: "GB/s per mm²", kind: "number", of: "chip" },
  us_commercially_available: {
    says: { yes: "on sale in the US on 15 Jan 2026", no: "not on sale in the US on 15 Jan 2026" },
    kind: "flag",
    of: "chip",
  },
  process_nm: { says: "process", unit: "nm", kind: "number", of: "chip" },
  transistor_count_billion: { says: "transistors", unit: "billion", kind: "number", of: "chip" },
  us_import_for_reexport: {
    says: { yes: "imported into the US to go on elsewhere", no: "not imported into the US to go on elsewhere" },
    kind: "flag",
    of: "shipment",
  },
  buyer_hq_group: { says: "country group of the buyer", kind: "text", of: "shipment" },
  buyer_state_funded: {
    says: { yes: "bought with state money", no: "bought without state money" },
    kind: "flag",
    of: "shipment",
  },
  eccn: { says: "export control number", kind: "text", of: "shipment" },
  made_with_us_technology: {
    says: { yes: "made with US technology", no: "made without US technology" },
    kind: "flag",
    of: "other",
  },
  item_category: { says: "item", kind: "text", of: "other" },
  training_compute_flop: { says: "training compute", unit: "FLOP", kind: "number", of: "other" },
  open_weights: { says: { yes: "open weights", no: "closed weights" }, kind: "flag", of: "other" },
  listed_owner_share_pct: { says: "share held by listed parties", unit: "%", kind: "number", of: "other" },
  investor_country: { says: "investor's country", kind: "text", of: "other" },
  country_of_concern: { says: "country of concern", kind: "text", of: "other" },
  technology_area: { says: "field", kind: "text", of: "other" },
  chips_act_funding_recipient: {
    says: { yes: "funded under the CHIPS Act", no: "not funded under the CHIPS Act" },
    kind: "flag",
    of: "other",
  },
  material_expansion_in_country_of_concern: {
    says: { yes: "material expansion in a country of concern", no: "no material expansion in a country of concern" },
    kind: "flag",
    of: "other",
  },
  cn_rare_earth_value_share_pct: { says: "Chinese rare-earth value", unit: "%", kind: "number", of: "other" },
  end_use_logic_node_nm: { says: "logic node of the end use", unit: "nm", kind: "number", of: "other" },
  end_use_memory_layers: { says: "memory layers of the end use", kind: "number", of: "other" },
  destination_country: { says: "destination", kind: "text", of: "other" },
  destination_on_jp_friendly_list: {
    says: { yes: "bound for a listed friendly country", no: "not bound for a listed friendly country" },
    kind: "flag",
    of: "other",
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof metrics;
const metricNames = Object.keys(metrics) as MetricName[];

const operators = [">=", ">", "<", "<=", "==", "!=", "in"] as const;
export type Operator = (typeof operators)[number];

export interface Comparison {
  readonly metric: MetricName;
  readonly op: Operator;
  /** A list for `in`. */
  readonly value: number | string | readonly (number | string)[];
}

export type Condition =
  | Comparison
  | { readonly any: readonly Condition[] }
  | { readonly all: readonly Condition[] }
  | { readonly not: Condition };

/** Conditions that do not say what they should; `faults` names each place with what was read there. */
export class InvalidConditions extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`Conditions are not usable: ${faults.join("; ")}`);
    this.name = "InvalidConditions";
  }
}

/** Deeper than any rule would be written, shallower than what exhausts the stack. */
const deepest = 16;

const scalar = z.union([z.number(), z.string()]);
const comparisonShape = z
  .strictObject({
    metric: z.enum(metricNames, { error: ({ input }) => `unknown metric ${quoted(input)}` }),
    op: z.enum(operators, {
      error: ({ input }) => `unknown operator ${quoted(input)}; known are ${operators.join(" ")}`,
    }),
    value: z.union([scalar, z.array(scalar).min(1)], {
      error: ({ input }) => `value ${quoted(input)} is no number, text or list of them`,
    }),
  })
  .superRefine(({ metric, op, value }, context) => {
    const fault = (message: string) => context.addIssue({ code: "custom", message });
    const { kind } = metrics[metric];
    if (op === "in" && !Array.isArray(value)) fault(`"in" needs a list, not ${quoted(value)}`);
    if (op !== "in" && Array.isArray(value)) fault(`"${op}" needs one value, not ${quoted(value)}`);
    if (kind === "text" && !["==", "!=", "in"].includes(op))
      fault(`"${op}" does not apply to ${metric}, which is text`);
    const wanted = kind === "text" ? "string" : "number";
    const wrong = [value].flat().find((each) => typeof each !== wanted);
    if (wrong !== undefined) fault(`${metric} is ${kind === "text" ? "text" : "a number"}, not ${quoted(wrong)}`);
    else if (kind === "flag" && [value].flat().some((each) => each !== 0 && each !== 1)) {
      fault(`${metric} is 0 or 1, not ${quoted(value)}`);
    }
  });
const groupShape = {
  any: z.strictObject({ any: z.array(z.unknown()) }),
  all: z.strictObject({ all: z.array(z.unknown()).min(1, 'an empty "all" would catch everything') }),
  not: z.strictObject({ not: z.unknown() }),
} as const;

/**
 * Checks the conditions of a rule, as JSON text or already parsed: `any`, `all`, `not` and comparisons, nested as one
 * likes. `{"any":[]}` catches nothing.
 * @throws InvalidConditions naming every unknown metric, operator or shape with its place.
 * @example parseConditions('{"any":[{"all":[{"metric":"tpp","op":">=","value":4800}]}]}')
 */
export function parseConditions(json: unknown): Condition {
  const faults: string[] = [];
  const condition = readCondition(typeof json === "string" ? parsedJson(json) : json, "conditions", 1, faults);
  if (!condition || faults.length > 0) throw new InvalidConditions(faults);
  return condition;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidConditions([`${quoted(text)} is no JSON`]);
  }
}

function readCondition(input: unknown, path: string, depth: number, faults: string[]): Condition | undefined {
  const shape = shapeOf(input);
  if (!shape) {
    faults.push(`${path}: ${quoted(input)} is neither a comparison nor "any", "all" or "not"`);
    return undefined;
  }
  if (depth > deepest) {
    faults.push(`${path}: nested deeper than ${deepest} levels`);
    return undefined;
  }
  const parsed = (shape === "metric" ? comparisonShape : groupShape[shape]).safeParse(input);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      faults.push(`${[path, ...issue.path.map(String)].join(".")}: ${lowered(issue.message)}`);
    }
    return undefined;
  }
  const group = parsed.data;
  if ("any" in group) return { any: readAll(group.any, `${path}.any`, depth, faults) };
  if ("all" in group) return { all: readAll(group.all, `${path}.all`, depth, faults) };
  if ("not" in group) {
    const negated = readCondition(group.not, `${path}.not`, depth + 1, faults);
    return negated && { not: negated };
  }
  return group;
}

function readAll(inputs: readonly unknown[], path: string, depth: number, faults: string[]): readonly Condition[] {
  return inputs.flatMap((input, index) => readCondition(input, `${path}[${index}]`, depth + 1, faults) ?? []);
}

function shapeOf(input: unknown): "any" | "all" | "not" | "metric" | undefined {
  if (typeof input !== "object" || input === null) return undefined;
  return (["any", "all", "not", "metric"] as const).find((key) => Object.hasOwn(input, key));
}

/** Three-valued, after Kleene: a missing metric makes its comparison undetermined, not false. */
export type Outcome = "met" | "not-met" | "undetermined";

/** One comparison with what it was made on. */
export interface Ground {
  readonly metric: MetricName;
  /** `null` where the metric is not known. */
  readonly value: number | string | null;
  readonly op: Operator;
  readonly threshold: Comparison["value"];
  /** Value less threshold, in the metric's unit; `null` where either is no number or not known. */
  readonly margin: number | null;
  readonly outcome: Outcome;
  /** Why the metric is not known. */
  readonly why?: string;
  /** The known part of a sum of which the other part is missing. */
  readonly atLeast?: number;
}

export interface Evaluation {
  readonly outcome: Outcome;
  /** The comparisons that decide: those met by the first alternative that holds, else those that fail or stay open. */
  readonly because: readonly Ground[];
  /** Every comparison, in the order of the rule. */
  readonly comparisons: readonly Ground[];
}

export type MetricValues = { readonly [name in MetricName]?: MetricValue };

/**
 * Whether `condition` holds for a thing with these metrics, and on what grounds.
 * @example evaluate({ metric: "tpp", op: ">=", value: 4800 }, { tpp: known(4800) }).outcome // "met"
 */
export function evaluate(condition: Condition, values: MetricValues): Evaluation {
  const { outcome, because, comparisons } = evaluatePart(condition, values);
  return { outcome, because: distinct(because), comparisons: distinct(comparisons) };
}

function evaluatePart(condition: Condition, values: MetricValues): Evaluation {
  if ("metric" in condition) {
    const ground = compare(condition, values[condition.metric]);
    return { outcome: ground.outcome, because: [ground], comparisons: [ground] };
  }
  if ("not" in condition) {
    const negated = evaluatePart(condition.not, values);
    return { ...negated, outcome: opposite[negated.outcome] };
  }
  // Of "any" one that is met settles the matter, of "all" one that is not.
  const settles: Outcome = "any" in condition ? "met" : "not-met";
  const parts = ("any" in condition ? condition.any : condition.all).map((part) => evaluatePart(part, values));
  const outcome = parts.some((part) => part.outcome === settles)
    ? settles
    : parts.some((part) => part.outcome === "undetermined")
      ? "undetermined"
      : opposite[settles];
  const deciding = parts.filter((part) => part.outcome === outcome);
  const because = (outcome === "met" && settles === "met" ? deciding.slice(0, 1) : deciding).flatMap((p) => p.because);
  return { outcome, because, comparisons: parts.flatMap((part) => part.comparisons) };
}

const opposite = { met: "not-met", "not-met": "met", undetermined: "undetermined" } as const;

function compare({ metric, op, value: threshold }: Comparison, measured: MetricValue | undefined): Ground {
  if (measured?.known) {
    const { value } = measured;
    const margin = typeof value === "number" && typeof threshold === "number" ? exact(value - threshold) : null;
    return { metric, value, op, threshold, margin, outcome: holds(value, op, threshold) ? "met" : "not-met" };
  }
  const why = measured?.why ?? absence[metrics[metric].of];
  const unknown = { metric, value: null, op, threshold, margin: null, why };
  if (measured?.noRow) return { ...unknown, outcome: op === "!=" ? "met" : "not-met" };
  const atLeast = measured?.atLeast;
  if (atLeast === undefined) return { ...unknown, outcome: "undetermined" };
  return { ...unknown, atLeast, outcome: lowerBoundOutcome(atLeast, op, threshold) };
}

/** Why a metric is missing that no row of the chip could give. */
const absence = {
  chip: "not in the data",
  shipment: "a fact of the shipment, not of the chip",
  other: "not a fact of a chip",
} as const;

/** What a value of which only a lower bound is known settles. */
function lowerBoundOutcome(atLeast: number, op: Operator, threshold: Comparison["value"]): Outcome {
  if (typeof threshold !== "number") return "undetermined";
  if (op === ">=" || op === ">") return holds(atLeast, op, threshold) ? "met" : "undetermined";
  if (op === "<" || op === "<=") return holds(atLeast, op, threshold) ? "undetermined" : "not-met";
  if (atLeast <= threshold) return "undetermined";
  return op === "!=" ? "met" : "not-met";
}

function holds(value: number | string, op: Operator, threshold: Comparison["value"]): boolean {
  if (op === "in") return (threshold as readonly unknown[]).includes(value);
  if (op === "==") return value === threshold;
  if (op === "!=") return value !== threshold;
  if (typeof value !== "number" || typeof threshold !== "number") return false;
  if (op === ">=") return value >= threshold;
  if (op === ">") return value > threshold;
  return op === "<" ? value < threshold : value <= threshold;
}

function distinct(grounds: readonly Ground[]): readonly Ground[] {
  if (grounds.length < 2) return grounds;
  const seen = new Map(grounds.map((ground) => [`${ground.metric}${ground.op}${ground.threshold}`, ground]));
  return [...seen.values()];
}

/** The metrics that a condition compares. */
export function metricsOf(condition: Condition): readonly MetricName[] {
  if ("metric" in condition) return [condition.metric];
  if ("not" in condition) return metricsOf(condition.not);
  return ("any" in condition ? condition.any : condition.all).flatMap(metricsOf);
}

const signs = { ">=": "≥", ">": ">", "<": "<", "<=": "≤", "==": "=", "!=": "≠" } as const;
const negation = { ">=": "<", ">": "<=", "<": ">=", "<=": ">", "==": "!=", "!=": "==" } as const;

/** The comparison that holds exactly where this one does not; there is none for a list. */
export function negated(comparison: Comparison): Condition {
  return comparison.op === "in" ? { not: comparison } : { ...comparison, op: negation[comparison.op] };
}

/**
 * A ground in words, always as what is true: the sign turns where the comparison failed.
 * @example sayGround(ground) // "TPP 15,832 ≥ 4,800"; "TPP 2,368 < 2,400"; "performance density unknown (no die area), limit 5.92"
 */
export function sayGround(ground: Ground): string {
  return sayGrounds([ground]);
}

/**
 * Grounds as one phrase: figures first, each metric once with all its limits, then what the rule says of kind and name.
 * @example sayGrounds(grounds) // "TPP 2,896 ≥ 2,400 and < 4,800, made for data centres"
 */
export function sayGrounds(grounds: readonly Ground[]): string {
  const groups = new Map<MetricName, Ground[]>();
  for (const ground of grounds) {
    const group = groups.get(ground.metric);
    if (group) group.push(ground);
    else groups.set(ground.metric, [ground]);
  }
  const entries = [...groups];
  const figures = entries.filter(([metric]) => metrics[metric].kind === "number");
  const words = entries.filter(([metric]) => metrics[metric].kind !== "number");
  return [...figures, ...words].map(([metric, group]) => sayMetric(metrics[metric], group)).join(", ");
}

/** All grounds on one metric: its value is the same in each, only the limits differ. */
function sayMetric(definition: MetricDefinition, grounds: readonly Ground[]): string {
  const [first] = grounds;
  if (!first) return "";
  const { says, kind, unit } = definition;
  if (typeof says !== "string") {
    if (first.value === null) return `not known whether ${says.yes} (${first.why})`;
    return first.value === 1 ? says.yes : says.no;
  }
  if (kind === "text") return listed(distinctTexts(grounds.map((ground) => sayTextGround(ground, says))));
  const suffix = unit ? ` ${unit}` : "";
  const figure = first.value ?? first.atLeast;
  const open = grounds.filter(({ outcome }) => outcome === "undetermined");
  if (figure === undefined || open.length > 0) {
    const limits = distinctTexts(
      grounds
        .flatMap(({ threshold }) => [threshold].flat())
        .toSorted(ascending)
        .map(sayLimit),
    );
    const partly = first.atLeast === undefined ? "unknown" : `at least ${sayLimit(first.atLeast)}`;
    return `${says} ${partly} (${first.why}), ${limits.length > 1 ? "limits" : "limit"} ${listed(limits)}${suffix}`;
  }
  const relations = distinctTexts(grounds.map((ground) => sayRelation(ground, Number(figure))));
  const shown = shownBeside(Number(figure), grounds);
  return `${says} ${first.value === null ? "at least " : ""}${shown} ${listed(relations)}${suffix}`;
}

function sayRelation({ op, threshold, outcome }: Ground, figure: number): string {
  if (op === "in" || typeof threshold !== "number") {
    return `${[threshold].flat().some((each) => each === figure) ? "among" : "not among"} ${listed([threshold].flat().map(sayLimit))}`;
  }
  return `${signs[outcome === "met" ? op : negation[op]]} ${sayNumber(threshold)}`;
}

/** A figure with as many decimals as it takes to tell it from each limit: never "5.92 < 5.92". */
function shownBeside(figure: number, grounds: readonly Ground[]): string {
  const limits = grounds.flatMap(({ threshold }) => (typeof threshold === "number" ? threshold : []));
  const hidden = limits.filter((limit) => limit !== figure && sayNumber(limit) === sayNumber(figure));
  if (hidden.length === 0) return sayNumber(figure);
  for (let digits = 3; digits < 12; digits++) {
    const finer = figure.toFixed(digits);
    if (hidden.every((limit) => Number(finer) !== limit)) return finer;
  }
  return String(figure);
}

function ascending(one: number | string, other: number | string): number {
  return Number(one) - Number(other);
}

function sayLimit(limit: number | string): string {
  return typeof limit === "number" ? sayNumber(limit) : limit;
}

function distinctTexts(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

/** @example listed(["1", "2", "3"]) // "1, 2 and 3" */
function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
}

function sayTextGround({ metric, op, threshold, outcome, value, why }: Ground, says: string): string {
  if (metric === "chip_id") {
    const among = (op === "!=") === (outcome === "not-met");
    return outcome === "undetermined"
      ? `model unknown (${why})`
      : among
        ? "named in the rule"
        : "not named in the rule";
  }
  if (value === null) return `${says} unknown (${why})`;
  const list = [threshold].flat();
  const inside = list.includes(value);
  if (list.length === 1) return inside ? `${says} ${value}` : `${says} ${value}, not ${list[0]}`;
  return `${says} ${value} ${inside ? "is" : "is not"} among ${list.join(", ")}`;
}

/** A comparison as the rule puts it: "links ≥ 600 GB/s". */
export function sayComparison({ metric, op, value }: Comparison): string {
  const definition: MetricDefinition = metrics[metric];
  if (typeof definition.says !== "string") {
    return (value === 1) === (op === "==") ? definition.says.yes : definition.says.no;
  }
  if (op === "in")
    return metric === "chip_id" ? "named in the rule" : `${definition.says} among ${[value].flat().join(", ")}`;
  const limit = typeof value === "number" ? sayNumber(value) : String(value);
  return `${definition.says} ${signs[op]} ${limit}${definition.unit ? ` ${definition.unit}` : ""}`;
}

function quoted(input: unknown): string {
  const text = typeof input === "string" ? `"${input}"` : (JSON.stringify(input) ?? String(input));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function lowered(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
