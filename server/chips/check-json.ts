import type { Check } from "./check.js";
import type { Cut } from "./cuts.js";
import { explain, explainChina, type Ground, type RuleOutcome } from "./export-rules.js";
import type { ChipMetrics, ChipSpecification } from "./performance.js";
import type { rulesInView } from "./queries.js";
import type { Given } from "./specification.js";

type RuleRow = Awaited<ReturnType<typeof rulesInView>>[number];

/** The answer for programs. What is unknown is `null`. */
export function answerJson({
  check,
  specification,
  rows,
  given,
  remarks,
}: {
  readonly check: Check;
  readonly specification: ChipSpecification;
  readonly rows: readonly RuleRow[];
  readonly given: Given;
  readonly remarks: readonly string[];
}): object {
  const { status, metrics, products } = check;
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const rule = (outcome: RuleOutcome) => ruleJson(outcome, rowOf.get(outcome.rule_id));
  return {
    status: status.status,
    metrics: metricsJson(metrics),
    rules: status.rules.map(rule),
    as_of: status.asOf,
    rule_id: status.ruleId,
    reason: explain(status),
    relieved_rule_id: status.relievedRuleId,
    open_rules: status.open.map(({ rule_id }) => rule_id),
    open_relief: status.openRelief.map(({ rule_id }) => rule_id),
    china: { status: status.china.status, rule_id: status.china.ruleId, reason: explainChina(status) ?? null },
    given,
    remarks,
    working: {
      products: products.map(({ format, bits, throughput, value, decides }) => ({
        format,
        bits,
        throughput,
        product: value,
        decides,
      })),
      die_area_mm2: specification.die_area_mm2,
    },
    cuts: check.cuts.map(cutJson),
    rules_not_in_force: check.notInForce.map(rule),
    course: check.course.map(({ from, until, status: then }) => ({
      from,
      until,
      status: then.status,
      rule_id: then.ruleId,
      reason: explain(then),
    })),
  };
}

function metricsJson(metrics: ChipMetrics): object {
  // A specification has no row, so it has no id that could be told.
  const { chip_id: _, ...rest } = metrics;
  return Object.fromEntries(Object.entries(rest).map(([name, metric]) => [name, metric.known ? metric.value : null]));
}

function ruleJson({ rule_id, label, consequence, outcome, because, comparisons }: RuleOutcome, row?: RuleRow): object {
  return {
    rule_id,
    outcome,
    consequence,
    because: because.map(groundJson),
    comparisons: comparisons.map(groundJson),
    paragraph: label,
    title: row?.title ?? null,
    citation: row?.citation ?? null,
    effective_on: row?.effective_on ?? null,
    ended_on: row?.ended_on ?? null,
    source_id: row?.source_id ?? null,
  };
}

function groundJson({ metric, value, op, threshold, margin, outcome, why, atLeast }: Ground): object {
  return {
    metric,
    value,
    op,
    threshold,
    margin,
    outcome,
    ...(why !== undefined && { why }),
    ...(atLeast !== undefined && { at_least: atLeast }),
  };
}

function cutJson({ metric, value, op, limit, share, then, frees, specification }: Cut): object {
  return {
    metric,
    value,
    op,
    limit,
    share,
    status: then.status,
    rule_id: then.ruleId,
    frees,
    ...(metric === "performance_density" && { die_area_mm2: specification.die_area_mm2 }),
  };
}
