import { addDays, type Day, firstDay } from "../values/dates.js";
import { type Cut, nearestCuts } from "./cuts.js";
import {
  type ChipStatus,
  chipStatus,
  type ExportRule,
  type RuleOutcome,
  ruleOutcomes,
  ruleRole,
} from "./export-rules.js";
import {
  type ChipMetrics,
  type ChipSpecification,
  chipMetrics,
  type FormatProduct,
  formatProducts,
  totalProcessingPerformance,
} from "./performance.js";

/** A chip's status through a time in which the rules treat it alike. */
export interface Period {
  /** First day; `null` for the time before the first rule on chips. */
  readonly from: Day | null;
  /** Last day; `null` for the period that `asOf` falls into. */
  readonly until: Day | null;
  /** As from the latest change of the rules within it. */
  readonly status: ChipStatus;
}

/** Everything that the rules say of one specification. */
export interface Check {
  /** Under the rules in force. */
  readonly status: ChipStatus;
  readonly metrics: ChipMetrics;
  /** The products that TPP is the largest of. */
  readonly products: readonly (FormatProduct & { readonly decides: boolean })[];
  /** Versions that are not in force at the date: how each would judge the chip all the same. */
  readonly notInForce: readonly RuleOutcome[];
  /** The status through time, latest period first. */
  readonly course: readonly Period[];
  readonly cuts: readonly Cut[];
}

/**
 * Checks a specification against every rule version known at a date.
 * @param rules those announced or in effect by `asOf`, ended ones included
 */
export function check(specification: ChipSpecification, rules: readonly ExportRule[], asOf: string): Check {
  const status = chipStatus(specification, rules, asOf);
  const inForce = new Set(status.rules.map(({ rule_id }) => rule_id));
  const performance = totalProcessingPerformance(specification);
  return {
    status,
    metrics: chipMetrics(specification),
    products: formatProducts(specification).map((product) => ({
      ...product,
      decides: performance.known && product.format === performance.format,
    })),
    notInForce: ruleOutcomes(specification, rules).filter(({ rule_id }) => !inForce.has(rule_id)),
    course: courseOf(specification, rules, asOf),
    cuts: nearestCuts(specification, rules, asOf),
  };
}

/** The status on each day on which a rule on chips began or ended, days of the same answer taken together. */
function courseOf(specification: ChipSpecification, rules: readonly ExportRule[], asOf: string): readonly Period[] {
  const days = rules
    .filter((rule) => ruleRole(rule) !== undefined)
    .flatMap(({ effective_on, ended_on }) => [effective_on, ended_on])
    .flatMap((day) => (day !== null && firstDay(day) <= asOf ? firstDay(day) : []));
  const turns = [...new Set(days)].sort();
  const [first = asOf] = turns;
  const periods: Period[] = [{ from: null, until: null, status: chipStatus(specification, rules, addDays(first, -1)) }];
  for (const from of turns) {
    const status = chipStatus(specification, rules, from);
    const last = periods.at(-1);
    if (last && sameAnswer(last.status, status)) periods.splice(-1, 1, { ...last, status });
    else periods.splice(-1, 1, ...(last ? [{ ...last, until: addDays(from, -1) }] : []), { from, until: null, status });
  }
  return periods.reverse();
}

function sameAnswer(one: ChipStatus, other: ChipStatus): boolean {
  const answer = ({ status, ruleId, open }: ChipStatus) => [status, ruleId, ...open.map(({ rule_id }) => rule_id)];
  return answer(one).join(" ") === answer(other).join(" ");
}
