import { type Comparison, type Condition, evaluate, type MetricValues, metrics } from "./conditions.js";
import { alternatives } from "./regions.js";

/**
 * The alternatives of a condition that are about a thing of this kind: those in which no flag and no name fails, so
 * that only figures can. A rule on data-centre chips has none for a consumer card, nor has a letter that names others.
 * @example bearing(rule3a090a.conditions, chipMetrics(rtx4090)) // []
 */
export function bearing(condition: Condition, values: MetricValues): readonly (readonly Comparison[])[] {
  return (alternatives(condition) ?? []).filter((all) =>
    all.every((one) => metrics[one.metric].kind === "number" || evaluate(one, values).outcome !== "not-met"),
  );
}
