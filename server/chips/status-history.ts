import { addDays, firstDay, lastDay } from "../values/dates.js";
import {
  type ChinaStatus,
  type ChipStatus,
  chipStatus,
  type ExportRule,
  explain,
  explainChina,
  noChineseMeasure,
  ruleRole,
  type UsStatus,
} from "./export-rules.js";
import type { ChipSpecification } from "./performance.js";

/** A stretch of time over which a chip's status and its grounds stay the same. */
export interface StatusPeriod<Status extends string = UsStatus> {
  /** First day of it; for the first period the chip's release as it is known, which may be reduced. */
  readonly from: string;
  /** First day on which it no longer held; `null` while it lasts. */
  readonly to: string | null;
  readonly status: Status;
  /** The rule that decides; `null` where none does. */
  readonly ruleId: string | null;
  /** Why, by the rules as they stood on the period's last day. */
  readonly explanation: string;
}

/** What a history is told of: a chip's row, as far as rules and time are concerned. */
export type DatedChip = ChipSpecification & { readonly released_on: string | null };

/**
 * The US status of a chip from its release, or where that is not known from the first rule on chips, to the end of
 * `until`. A period ends only on a day on which a rule takes effect or ends, and only if that changed the status, the
 * rule that decides it or the rules that are open. Empty for a chip that is released later.
 * @example statusHistory(h20, rules, "2024-12-31") // one period: { from: "2023-11-09", to: null, status: "allowed", … }
 */
export function statusHistory(chip: DatedChip, rules: readonly ExportRule[], until: string): readonly StatusPeriod[] {
  return history(chip, rules, until, (status) => ({
    status: status.status,
    ruleId: status.ruleId,
    explanation: explain(status),
    grounds: [status.relievedRuleId, ...ids(status.open), "relief", ...ids(status.openRelief)],
  }));
}

/** The same for the Chinese side's answer. */
export function chinaHistory(
  chip: DatedChip,
  rules: readonly ExportRule[],
  until: string,
): readonly StatusPeriod<ChinaStatus>[] {
  return history(chip, rules, until, (status) => ({
    status: status.china.status,
    ruleId: status.china.ruleId,
    explanation: explainChina(status) ?? noChineseMeasure,
    grounds: [status.china.otherwise, ...ids(status.china.open)],
  }));
}

interface Answer<Status extends string> {
  readonly status: Status;
  readonly ruleId: string | null;
  readonly explanation: string;
  /** What must stay the same for a period to go on, beside status and rule. */
  readonly grounds: readonly (string | null)[];
}

function history<Status extends string>(
  chip: DatedChip,
  rules: readonly ExportRule[],
  until: string,
  answer: (status: ChipStatus) => Answer<Status>,
): readonly StatusPeriod<Status>[] {
  const last = lastDay(until);
  const onChips = rules.filter((rule) => ruleRole(rule) !== undefined && rule.effective_on !== null);
  const days = [...new Set(onChips.flatMap(({ effective_on, ended_on }) => [effective_on, ended_on]))]
    .flatMap((date) => (date === null ? [] : firstDay(date)))
    .sort();
  const start = chip.released_on ?? days[0];
  if (start === undefined || start > last) return [];
  const stretches = [start, ...days.filter((day) => day > firstDay(start) && day <= last)];
  const periods: (StatusPeriod<Status> & { readonly key: string })[] = [];
  stretches.forEach((from, at) => {
    const to = stretches[at + 1] ?? null;
    const { status, ruleId, explanation, grounds } = answer(chipStatus(chip, rules, to ? addDays(to, -1) : last));
    const key = JSON.stringify([status, ruleId, grounds]);
    const before = periods.at(-1);
    const going = before?.key === key;
    if (going) periods.pop();
    periods.push({ from: going ? before.from : from, to, status, ruleId, explanation, key });
  });
  return periods.map(({ key: _, ...period }) => period);
}

function ids(rules: readonly { readonly rule_id: string }[]): readonly string[] {
  return rules.map(({ rule_id }) => rule_id);
}
