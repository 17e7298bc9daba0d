import {
  agreement,
  type ChinaStatus,
  type ChipRuling,
  chipStatus,
  type ExportRule,
  explainFor,
  isChinese,
  rulingDay,
  type UsStatus,
} from "./export-rules.js";
import type { ChipSpecification } from "./performance.js";

/** How a recorded ruling stands to the computed status. */
export type Agreement = ReturnType<typeof agreement>;

/** A recorded ruling with what a reader should know of it. */
export interface RecordedRuling extends ChipRuling {
  readonly id: string;
  readonly chip_id: string;
  readonly note: string | null;
}

/** A ruling held against the rules. */
export interface ComparedRuling<R extends RecordedRuling = RecordedRuling> {
  readonly ruling: R;
  /** Day on which the two are compared. */
  readonly on: string;
  /** The rule is the Chinese side's, and so is the computed status. */
  readonly chinese: boolean;
  /** Status that the rules give on that day, on the side whose rule it is. */
  readonly computed: UsStatus | ChinaStatus;
  readonly agreement: Agreement;
  /** The computed status in sentences, with the figures it rests on. */
  readonly explanation: string;
  /** Why practice and text part, or why the data cannot tell: the ruling's note. `null` where they agree. */
  readonly reason: string | null;
}

/**
 * Every recorded ruling held against the status that the rules give on its day ({@link rulingDay}), in the order given.
 * A ruling whose chip or rule is not among those handed over is left out: neither counts yet in that view.
 */
export function rulingsCompared<R extends RecordedRuling>(
  rulings: readonly R[],
  chips: readonly (ChipSpecification & { readonly id: string })[],
  rules: readonly ExportRule[],
): readonly ComparedRuling<R>[] {
  const chipOf = new Map(chips.map((chip) => [chip.id, chip]));
  const ruleOf = new Map(rules.map((rule) => [rule.id, rule]));
  return rulings.flatMap((ruling) => {
    const [chip, rule] = [chipOf.get(ruling.chip_id), ruleOf.get(ruling.rule_id)];
    if (!chip || !rule) return [];
    const on = rulingDay(ruling, rule);
    const status = chipStatus(chip, rules, on);
    const verdict = agreement(ruling, status, rule);
    const chinese = isChinese(rule);
    return {
      ruling,
      on,
      chinese,
      computed: chinese ? status.china.status : status.status,
      agreement: verdict,
      explanation: explainFor(rule, status),
      reason: verdict === "agrees" ? null : ruling.note,
    };
  });
}

/** How many rulings agree, differ and stay open. */
export function tally(compared: readonly Pick<ComparedRuling, "agreement">[]): Readonly<Record<Agreement, number>> {
  const count = (verdict: Agreement) => compared.filter(({ agreement: own }) => own === verdict).length;
  return { agrees: count("agrees"), differs: count("differs"), open: count("open") };
}

/** @example sayTally({ agrees: 59, differs: 3, open: 11 }) // "59 agree, 3 differ, 11 open" */
export function sayTally({ agrees, differs, open }: Readonly<Record<Agreement, number>>): string {
  return `${agrees} ${agrees === 1 ? "agrees" : "agree"}, ${differs} ${differs === 1 ? "differs" : "differ"}, ${open} open`;
}
