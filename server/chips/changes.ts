import { type ChipStatus, chipStatus, type ExportRule, ruleRole } from "./export-rules.js";
import type { ChipSpecification } from "./performance.js";

/** A chip's row with the day from which it counts, which may be reduced. */
export type KnownChip = ChipSpecification & { readonly known_on: string };

export interface StatusChange<C> {
  readonly chip: C;
  /** `status`: it has another one than then; `new`: it was not known then. */
  readonly change: "status" | "new";
  /** `null` for a chip that was not known then. */
  readonly before: ChipStatus | null;
  readonly now: ChipStatus;
}

/**
 * Chips whose US status on `until` is another than on `since`, and those that came between. A chip that is caught by
 * another rule than before but has the same status has not changed.
 * @example changesBetween([a800], rules, "2023-10-01", "2023-11-17")[0]?.before?.status // "allowed"
 */
export function changesBetween<C extends KnownChip>(
  chips: readonly C[],
  rules: readonly ExportRule[],
  since: string,
  until: string,
): readonly StatusChange<C>[] {
  return chips.flatMap((chip): readonly StatusChange<C>[] => {
    const now = chipStatus(chip, rules, until);
    if (chip.known_on > since) return chip.known_on > until ? [] : [{ chip, change: "new", before: null, now }];
    const before = chipStatus(chip, rules, since);
    return before.status === now.status ? [] : [{ chip, change: "status", before, now }];
  });
}

export interface RuleMove<R> {
  readonly rule: R;
  readonly moved: "took effect" | "ended";
  readonly on: string;
}

/** Rules on chips that took effect or ended after `since` and by `until`, in order of time. */
export function ruleMoves<R extends ExportRule>(
  rules: readonly R[],
  since: string,
  until: string,
): readonly RuleMove<R>[] {
  const within = (date: string | null): date is string => date !== null && date > since && date <= until;
  return rules
    .filter((rule) => ruleRole(rule) !== undefined)
    .flatMap((rule): readonly RuleMove<R>[] => [
      ...(within(rule.effective_on) ? [{ rule, moved: "took effect" as const, on: rule.effective_on }] : []),
      // What never took effect has nothing to end.
      ...(rule.effective_on !== null && within(rule.ended_on)
        ? [{ rule, moved: "ended" as const, on: rule.ended_on }]
        : []),
    ])
    .sort((one, other) => (one.on < other.on ? -1 : one.on > other.on ? 1 : one.rule.id < other.rule.id ? -1 : 1));
}
