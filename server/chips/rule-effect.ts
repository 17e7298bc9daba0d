import { addDays, firstDay } from "../values/dates.js";
import { bearing } from "./bearing.js";
import { evaluate, type Ground, type Outcome } from "./conditions.js";
import {
  type ChinaStatus,
  type ChipStatus,
  type ExportRule,
  isChinese,
  judgeOn,
  ruleRole,
  type UsStatus,
} from "./export-rules.js";
import { type ChipSpecification, chipMetrics } from "./performance.js";

/** How a chip's status moved from the day before a rule version to its first day. */
export type Move = "stricter" | "freer" | "opened" | "settled" | "by another rule" | "unchanged";

/** What a rule version says of one chip, and what its first day changed for it. */
export interface RuleEffect<C> {
  readonly chip: C;
  readonly outcome: Outcome;
  /** The comparisons that decide the outcome. */
  readonly because: readonly Ground[];
  readonly before: UsStatus | ChinaStatus;
  readonly after: UsStatus | ChinaStatus;
  readonly move: Move;
  /** The whole answer of the first day. */
  readonly firstDay: ChipStatus;
}

/**
 * What a rule version meant for chips: those that its conditions catch or leave open, and those whose status its first
 * day changed, held against the day before. What took effect or ended on the same day has its share in a change: one
 * rule often replaces another. Rules that bear on no chip and those without a first day have no effect, and so has a
 * suspension or clarification, whose conditions catch nothing. A change is the version's own where it decides the status
 * or leaves it open, and where no rule decides any more and this one is about such a chip.
 * @returns in the order of `chips`
 */
export function ruleEffects<C extends ChipSpecification>(
  rule: ExportRule,
  chips: readonly C[],
  rules: readonly ExportRule[],
): readonly RuleEffect<C>[] {
  if (!ruleRole(rule) || rule.effective_on === null) return [];
  const day = firstDay(rule.effective_on);
  const [dayBefore, onTheDay] = [judgeOn(rules, addDays(day, -1)), judgeOn(rules, day)];
  return chips.flatMap((chip) => {
    const values = chipMetrics(chip);
    const { outcome, because } = evaluate(rule.conditions, values);
    if (outcome === "not-met" && bearing(rule.conditions, values).length === 0) return [];
    const [before, after] = [answer(dayBefore(chip), rule), answer(onTheDay(chip), rule)];
    const own = after.by.length === 0 || after.by.includes(rule.id);
    const move = own || before.status === after.status ? moved(before.status, after.status) : "by another rule";
    if (outcome === "not-met" && (move === "unchanged" || move === "by another rule")) return [];
    return { chip, outcome, because, before: before.status, after: after.status, move, firstDay: after.whole };
  });
}

interface Answer {
  readonly status: UsStatus | ChinaStatus;
  /** Rules that decide it, or that leave it open. */
  readonly by: readonly string[];
  readonly whole: ChipStatus;
}

/** The answer of the side whose rule it is. */
function answer(whole: ChipStatus, rule: ExportRule): Answer {
  const { status, ruleId, open } = isChinese(rule) ? whole.china : whole;
  return { status, by: [...(ruleId === null ? [] : [ruleId]), ...open.map(({ rule_id }) => rule_id)], whole };
}

/** How much each status allows, the freest first; a licence issued is still a licence needed. */
const strictness = {
  allowed: 0,
  "no-measure": 0,
  notification: 1,
  "conditional-approval": 1,
  licensed: 2,
  "prohibited-without-license": 3,
  "banned-by-china": 3,
} as const;

function moved(before: Answer["status"], after: Answer["status"]): Move {
  if (before === after) return "unchanged";
  if (after === "undetermined") return "opened";
  if (before === "undetermined") return "settled";
  return strictness[after] > strictness[before] ? "stricter" : "freer";
}
