import { exact } from "../values/numbers.js";
import type { MetricName } from "./conditions.js";
import { type ChipStatus, chipStatus, type ExportRule, type UsStatus } from "./export-rules.js";
import { type ChipSpecification, chipMetrics, formatProducts } from "./performance.js";

/** The least that one figure has to be lowered for a chip to get a less strict status, all else left as it is. */
export interface Cut {
  readonly metric: MetricName;
  /** What the figure is now. */
  readonly value: number;
  /** `<`: it has to be below the limit; `<=`: the limit itself will do. */
  readonly op: "<" | "<=";
  readonly limit: number;
  /** How much less that is, as a share of the present value: 0.04 for a limit of 4,800 at 5,000. */
  readonly share: number;
  /** What the engine says of the chip once it is cut. */
  readonly then: ChipStatus;
  /** Rules in force that caught it, or might have, and surely do not any more. */
  readonly frees: readonly string[];
  /** The chip as it would be at the limit. */
  readonly specification: ChipSpecification;
}

/** A figure that a designer can lower, and how the metrics of the rules follow it. */
interface Lever {
  readonly metric: MetricName;
  readonly value: number;
  /** Where the lever has to stand for another metric to be `limit`; `undefined` where that one does not follow it. */
  reaching(metric: MetricName, limit: number): number | undefined;
  set(value: number): ChipSpecification;
}

/**
 * For each figure that can be lowered alone, the smallest cut that leads to a less strict status under the rules in
 * force, then those that lead further, down to `allowed`. A figure of which no cut helps gives none.
 *
 * Between two neighbouring limits of the rules no comparison changes its outcome, so the engine is asked at each limit
 * below the present value and once between each pair, from the top down: the first better answer is the smallest cut.
 * TPP is cut by capping every format's throughput at limit / bits on the same die, so that the density follows;
 * performance density by a larger die at the same TPP; a bandwidth takes its sum with the other along.
 */
export function nearestCuts(specification: ChipSpecification, rules: readonly ExportRule[], asOf: string): Cut[] {
  const now = chipStatus(specification, rules, asOf);
  return levers(specification).flatMap((lever) => cutsBy(lever, now, rules, asOf));
}

function cutsBy(lever: Lever, now: ChipStatus, rules: readonly ExportRule[], asOf: string): readonly Cut[] {
  const limits = limitsOf(lever, now);
  const cuts: Cut[] = [];
  let best = strictness(now);
  limits.forEach((limit, at) => {
    const between = (limit + (limits[at + 1] ?? 0)) / 2;
    const tries = [
      ...(limit < lever.value ? [{ op: "<=" as const, stand: limit }] : []),
      { op: "<" as const, stand: between },
    ];
    for (const { op, stand } of tries) {
      const then = chipStatus(lever.set(stand), rules, asOf);
      if (then.status === "undetermined" || strictness(then) >= best) continue;
      best = strictness(then);
      const { metric, value } = lever;
      const share = (value - limit) / value;
      cuts.push({ metric, value, op, limit, share, then, frees: freed(now, then), specification: lever.set(limit) });
    }
  });
  return cuts;
}

/** The limits of the rules in force as places of the lever, from the present value down. */
function limitsOf(lever: Lever, now: ChipStatus): readonly number[] {
  const places = now.rules.flatMap(({ comparisons }) =>
    comparisons.flatMap(({ metric, threshold }) => {
      const place = typeof threshold === "number" ? lever.reaching(metric, threshold) : undefined;
      return place !== undefined && place > 0 && place <= lever.value ? exact(place) : [];
    }),
  );
  return [...new Set(places)].sort((one, other) => other - one);
}

function freed(now: ChipStatus, then: ChipStatus): readonly string[] {
  const after = new Map(then.rules.map((rule) => [rule.rule_id, rule.outcome]));
  return now.rules
    .filter(({ role, outcome }) => (role === "prohibits" || role === "notifies") && outcome !== "not-met")
    .filter(({ rule_id }) => after.get(rule_id) === "not-met")
    .map(({ rule_id }) => rule_id);
}

const strictnesses: Readonly<Record<Exclude<UsStatus, "undetermined">, number>> = {
  "prohibited-without-license": 3,
  licensed: 2,
  notification: 1,
  allowed: 0,
};

/** What is undetermined counts as the strictest that it may turn out to be. */
function strictness({ status, open }: ChipStatus): number {
  if (status !== "undetermined") return strictnesses[status];
  return strictnesses[open.some(({ role }) => role === "prohibits") ? "prohibited-without-license" : "notification"];
}

function levers(specification: ChipSpecification): readonly Lever[] {
  const metrics = chipMetrics(specification);
  const figure = (metric: keyof typeof metrics) => {
    const measured = metrics[metric];
    return measured.known && typeof measured.value === "number" && measured.value > 0 ? measured.value : undefined;
  };
  const [tpp, density] = [figure("tpp"), figure("performance_density")];
  const [memory, links] = [figure("memory_bandwidth_gb_s"), figure("interconnect_gb_s")];
  const found: Lever[] = [];
  if (tpp !== undefined) {
    found.push({
      metric: "tpp",
      value: tpp,
      reaching(metric, limit) {
        if (metric === "tpp") return limit;
        return metric === "performance_density" && density !== undefined ? (limit * tpp) / density : undefined;
      },
      set: (value) => ({
        ...specification,
        ...Object.fromEntries(
          formatProducts(specification).map(({ column, bits, throughput }) => [
            column,
            Math.min(throughput, value / bits),
          ]),
        ),
      }),
    });
  }
  if (tpp !== undefined && density !== undefined) {
    found.push({
      metric: "performance_density",
      value: density,
      reaching: (metric, limit) => (metric === "performance_density" ? limit : undefined),
      set: (value) => ({ ...specification, die_area_mm2: tpp / value }),
    });
  }
  if (memory !== undefined) found.push(bandwidth(specification, "memory_bandwidth_gb_s", memory, links ?? 0));
  if (links !== undefined) found.push(bandwidth(specification, "interconnect_gb_s", links, memory ?? 0));
  return found;
}

/** One of the two bandwidths; the other is its part of their sum, nothing while that is not known. */
function bandwidth(
  specification: ChipSpecification,
  metric: "memory_bandwidth_gb_s" | "interconnect_gb_s",
  value: number,
  other: number,
): Lever {
  return {
    metric,
    value,
    reaching(tested, limit) {
      if (tested === metric) return limit;
      return tested === "memory_plus_interconnect_gb_s" ? limit - other : undefined;
    },
    set: (lower) => ({ ...specification, [metric]: lower }),
  };
}
