import { firstDay, lastDay, sayDate } from "../values/dates.js";
import {
  type Condition,
  type Evaluation,
  evaluate,
  type Ground,
  InvalidConditions,
  metrics,
  metricsOf,
  type Outcome,
  parseConditions,
  sayGround,
  sayGrounds,
} from "./conditions.js";
import { type ChipSpecification, chipMetrics } from "./performance.js";

export { type Condition, type Ground, InvalidConditions, type Outcome, parseConditions, sayGround };

/** A version of a rule, its conditions checked. */
export interface ExportRule {
  readonly id: string;
  readonly title: string;
  readonly citation: string;
  /** First day of effect; `null` for what never had legal effect of its own. */
  readonly effective_on: string | null;
  /** First day without effect; `null` while in force. */
  readonly ended_on: string | null;
  readonly conditions: Condition;
  readonly consequence: string;
}

/**
 * A stored row as a rule.
 * @throws InvalidConditions naming the rule.
 */
export function readRule(row: Omit<ExportRule, "conditions"> & { readonly conditions: unknown }): ExportRule {
  const { id, title, citation, effective_on, ended_on, consequence } = row;
  try {
    return { id, title, citation, effective_on, ended_on, consequence, conditions: parseConditions(row.conditions) };
  } catch (error) {
    if (!(error instanceof InvalidConditions)) throw error;
    throw new InvalidConditions(error.faults.map((fault) => `${id}: ${fault}`));
  }
}

/**
 * Rules with effect on a day. A reduced date counts from its first day, which plain text order gives; a reduced
 * `asOf` means its last day.
 * @example rulesInForce(rules, "2023-11-17").some(({ id }) => id === "us-2023-10-17-3a090-a") // true: the first day
 */
export function rulesInForce(rules: readonly ExportRule[], asOf: string): readonly ExportRule[] {
  const day = lastDay(asOf);
  return rules.filter(
    ({ effective_on, ended_on }) =>
      effective_on !== null && effective_on <= day && (ended_on === null || ended_on > day),
  );
}

/**
 * What each consequence does to a chip's status. All others (on equipment, weights, money, entities; tariffs,
 * findings, announcements, clarifications) leave it as it is: an import duty or a presumption about foundries is not
 * a licence requirement on shipping the chip to China.
 */
const roles = {
  "prohibited-without-license": "prohibits",
  notification: "notifies",
  licensed: "relieves",
  "license-case-by-case": "relieves",
  "banned-by-china": "china-bans",
  "conditional-approval": "china-approves",
} as const;

export type RuleRole = (typeof roles)[keyof typeof roles];

/**
 * How a rule bears on chips, or `undefined` when it does not. The consequence decides whose answer it belongs to, not
 * the name of the authority, which may be an unnamed one. A rule that tests nothing of a chip or of its shipment is
 * about other things, whatever follows from it; one that catches nothing (`{"any":[]}`) is kept.
 */
export function ruleRole(rule: Pick<ExportRule, "consequence" | "conditions">): RuleRole | undefined {
  const role = knownRoles.get(rule) ?? { of: roleOf(rule) };
  knownRoles.set(rule, role);
  return role.of;
}

/** Asked of each rule anew for every chip and day. */
const knownRoles = new WeakMap<object, { readonly of: RuleRole | undefined }>();

function roleOf(rule: Pick<ExportRule, "consequence" | "conditions">): RuleRole | undefined {
  const role = Object.hasOwn(roles, rule.consequence) ? roles[rule.consequence as keyof typeof roles] : undefined;
  if (!role) return undefined;
  const tested = metricsOf(rule.conditions);
  const aboutChips = tested.length === 0 || tested.some((metric) => metrics[metric].of !== "other");
  return aboutChips ? role : undefined;
}

/** What one rule says of one chip. */
export interface RuleOutcome {
  readonly rule_id: string;
  /** The paragraph where there is one, else the title: "3A090.a". */
  readonly label: string;
  readonly consequence: string;
  readonly role: RuleRole;
  readonly outcome: Outcome;
  /** The comparisons that decide. */
  readonly because: readonly Ground[];
  /** Every comparison of the rule. */
  readonly comparisons: readonly Ground[];
}

export type UsStatus = "prohibited-without-license" | "notification" | "licensed" | "allowed" | "undetermined";
export type ChinaStatus = "banned-by-china" | "conditional-approval" | "no-measure" | "undetermined";

/** The Chinese side's answer, which never changes that of the United States. */
export interface ChinaAnswer {
  readonly status: ChinaStatus;
  readonly ruleId: string | null;
  readonly because: readonly Ground[];
  /** Measures that could still change the answer; empty once it is settled. */
  readonly open: readonly RuleOutcome[];
  /** The answer if no open measure holds: a purchase without state money, for instance. */
  readonly otherwise: Exclude<ChinaStatus, "undetermined">;
}

export interface ChipStatus {
  readonly asOf: string;
  /** Of a shipment from the United States to mainland China. */
  readonly status: UsStatus;
  /** The deciding rule; `null` where none decides. */
  readonly ruleId: string | null;
  /** Grounds of the deciding rule; of the open rules while undetermined; of every rule that fails while allowed. */
  readonly because: readonly Ground[];
  /** Under `licensed`, the prohibition that was lifted. */
  readonly relievedRuleId: string | null;
  /** US rules whose missing metric could change the answer; empty once it is settled. */
  readonly open: readonly RuleOutcome[];
  /** Relief that may apply but cannot be told from the data: the answer stays and this is shown beside it. */
  readonly openRelief: readonly RuleOutcome[];
  /** All rules in force that bear on chips, earliest first. */
  readonly rules: readonly RuleOutcome[];
  readonly china: ChinaAnswer;
}

/**
 * Status of a chip at a date under the rules in force: the strictest US consequence that is met holds, relief is
 * applied to it afterwards, and the Chinese side's answer is kept apart. A missing metric leaves the answer
 * undetermined only where it could change it. Of several rules with the same consequence the earliest decides.
 * @param chip a row of chips, or a free specification without `id`
 * @example chipStatus(h20, rules, "2025-05-31").status // "prohibited-without-license", by memory bandwidth
 */
export function chipStatus(chip: ChipSpecification, rules: readonly ExportRule[], asOf: string): ChipStatus {
  return judgeOn(rules, asOf)(chip);
}

/**
 * The same for many chips on one day: which rules are in force and what each is to a chip is found once.
 * @example chips.map(judgeOn(rules, "2025-05-31"))
 */
export function judgeOn(rules: readonly ExportRule[], asOf: string): (chip: ChipSpecification) => ChipStatus {
  const onChips = bearingOnChips(rulesInForce(rules, asOf));
  return (chip) => {
    const outcomes = outcomesOf(chip, onChips);
    return { asOf, ...unitedStates(outcomes), rules: outcomes, china: china(outcomes) };
  };
}

/**
 * What each of these rules says of a chip, in force or not, those of the earliest effect first. Rules that do not bear
 * on chips are left out.
 */
export function ruleOutcomes(chip: ChipSpecification, rules: readonly ExportRule[]): readonly RuleOutcome[] {
  return outcomesOf(chip, bearingOnChips(rules));
}

interface RuleOnChips {
  readonly rule: ExportRule;
  readonly role: RuleRole;
}

function bearingOnChips(rules: readonly ExportRule[]): readonly RuleOnChips[] {
  return rules
    .toSorted((one, other) => byText(one.effective_on ?? "", other.effective_on ?? "") || byText(one.id, other.id))
    .flatMap((rule) => {
      const role = ruleRole(rule);
      return role ? [{ rule, role }] : [];
    });
}

function outcomesOf(chip: ChipSpecification, onChips: readonly RuleOnChips[]): readonly RuleOutcome[] {
  const { values, outcomes } = judged.get(chip) ?? { values: chipMetrics(chip), outcomes: new WeakMap() };
  judged.set(chip, { values, outcomes });
  return onChips.map(({ rule, role }) => {
    const outcome = outcomes.get(rule) ?? ruleOutcome(rule, role, evaluate(rule.conditions, values));
    outcomes.set(rule, outcome);
    return outcome;
  });
}

/** A rule says the same of a chip on every day that it is in force, and a history asks it on each. */
const judged = new WeakMap<
  ChipSpecification,
  { readonly values: ReturnType<typeof chipMetrics>; readonly outcomes: WeakMap<ExportRule, RuleOutcome> }
>();

function unitedStates(outcomes: readonly RuleOutcome[]): Omit<ChipStatus, "asOf" | "rules" | "china"> {
  const having = (role: RuleRole, outcome: Outcome) =>
    outcomes.filter((each) => each.role === role && each.outcome === outcome);
  const plain = { relievedRuleId: null, open: [], openRelief: [] };

  const [prohibition] = having("prohibits", "met");
  if (prohibition) {
    const reliefs = having("relieves", "met");
    // A licence known to be issued says more than a review that may end in one.
    const relief = reliefs.find(({ consequence }) => consequence === "licensed") ?? reliefs[0];
    if (relief) {
      const { rule_id: ruleId, because } = relief;
      return { ...plain, status: "licensed", ruleId, because, relievedRuleId: prohibition.rule_id };
    }
    const { rule_id: ruleId, because } = prohibition;
    const openRelief = having("relieves", "undetermined");
    return { ...plain, status: "prohibited-without-license", ruleId, because, openRelief };
  }

  const openProhibitions = having("prohibits", "undetermined");
  const [notification] = having("notifies", "met");
  // A notice already due cannot be changed by another one: then only prohibitions are worth asking about.
  const open = notification ? openProhibitions : openProhibitions.concat(having("notifies", "undetermined"));
  if (open.length > 0) {
    const openRelief = openProhibitions.length > 0 ? having("relieves", "undetermined") : [];
    const because = open.flatMap((each) => each.because);
    return { ...plain, status: "undetermined", ruleId: null, because, open, openRelief };
  }
  if (notification) {
    return { ...plain, status: "notification", ruleId: notification.rule_id, because: notification.because };
  }
  const failed = [...having("prohibits", "not-met"), ...having("notifies", "not-met")];
  return { ...plain, status: "allowed", ruleId: null, because: failed.flatMap((each) => each.because) };
}

function china(outcomes: readonly RuleOutcome[]): ChinaAnswer {
  const bans = outcomes.filter(({ role }) => role === "china-bans");
  const approvals = outcomes.filter(({ role }) => role === "china-approves");
  const ban = bans.find(({ outcome }) => outcome === "met");
  if (ban) return settled("banned-by-china", ban);
  const approval = approvals.find(({ outcome }) => outcome === "met");
  const openBans = bans.filter(({ outcome }) => outcome === "undetermined");
  const openApprovals = approval ? [] : approvals.filter(({ outcome }) => outcome === "undetermined");
  const open = openBans.concat(openApprovals);
  const otherwise = approval ? ("conditional-approval" as const) : ("no-measure" as const);
  if (open.length === 0) return settled(otherwise, approval);
  return { status: "undetermined", ruleId: null, because: open.flatMap((each) => each.because), open, otherwise };
}

function settled(status: Exclude<ChinaStatus, "undetermined">, by: RuleOutcome | undefined): ChinaAnswer {
  return { status, ruleId: by?.rule_id ?? null, because: by?.because ?? [], open: [], otherwise: status };
}

function ruleOutcome(rule: ExportRule, role: RuleRole, evaluation: Evaluation): RuleOutcome {
  return { rule_id: rule.id, label: ruleLabel(rule), consequence: rule.consequence, role, ...evaluation };
}

/**
 * The paragraph that a citation names, else the rule's title without what stands in brackets behind it.
 * @example ruleLabel({ title: "…", citation: "88 FR 73458; 3A090.a" }) // "3A090.a"
 */
export function ruleLabel({ title, citation }: Pick<ExportRule, "title" | "citation">): string {
  return /(?:Note \d+ to )?\b\d[A-E]\d{3}(?:\.[a-z0-9]+)*/.exec(citation)?.[0] ?? title.replace(/ \([^)]*\)$/, "");
}

/**
 * The US answer as sentences, with the figures it rests on and the relief that is open.
 * @example explain(chipStatus(h100, rules, "2024-01-01"))
 * // "Licence needed: TPP 15,832 ≥ 4,800, made for data centres (3A090.a)."
 */
export function explain(status: ChipStatus): string {
  const reliefs = status.openRelief.map((relief) => `Relief is open: ${sayRule(relief)}.`);
  return [sayUnitedStates(status), ...reliefs].join(" ");
}

/** The Chinese side's answer as sentences; `undefined` where no measure is known. */
export function explainChina({ china, rules }: ChipStatus): string | undefined {
  const deciding = rules.find(({ rule_id }) => rule_id === china.ruleId);
  switch (china.status) {
    case "no-measure":
      return undefined;
    case "banned-by-china":
      return `China bars it: ${sayRule(deciding)}.`;
    case "conditional-approval":
      return `China approves it on conditions: ${sayRule(deciding)}.`;
    case "undetermined": {
      const otherwise = china.otherwise === "conditional-approval" ? "; otherwise approved on conditions" : "";
      return `China's answer is undetermined: ${china.open.map(sayRule).join("; ")}${otherwise}.`;
    }
  }
}

/** The answer of the side that a rule belongs to, as sentences. */
export function explainFor(rule: Pick<ExportRule, "consequence" | "conditions">, status: ChipStatus): string {
  return isChinese(rule) ? (explainChina(status) ?? noChineseMeasure) : explain(status);
}

export const noChineseMeasure = "No Chinese measure is known.";

/** Whether a rule bears on the Chinese side's answer. */
export function isChinese(rule: Pick<ExportRule, "consequence" | "conditions">): boolean {
  const role = ruleRole(rule);
  return role === "china-bans" || role === "china-approves";
}

function sayUnitedStates({ status, ruleId, relievedRuleId, open, asOf, rules }: ChipStatus): string {
  const deciding = rules.find(({ rule_id }) => rule_id === ruleId);
  const relieved = rules.find(({ rule_id }) => rule_id === relievedRuleId);
  switch (status) {
    case "prohibited-without-license":
      return `Licence needed: ${sayRule(deciding)}.`;
    case "notification":
      return `Notice to BIS needed (exception NAC): ${sayRule(deciding)}.`;
    case "licensed": {
      const granted =
        deciding?.consequence === "licensed" ? "Licences are issued" : "A licence is needed, case by case";
      return `${granted}: ${sayRule(deciding)}; otherwise caught by ${sayRule(relieved)}.`;
    }
    case "undetermined":
      return `Undetermined: ${open.map(sayRule).join("; ")}.`;
    case "allowed": {
      const near = nearest(rules);
      return `No US chip rule in force on ${sayDate(asOf)} catches it${near ? `; nearest: ${near}` : ""}.`;
    }
  }
}

function sayRule(rule: RuleOutcome | undefined): string {
  return rule ? `${sayGrounds(rule.because)} (${rule.label})` : "";
}

/** The failed comparison that comes closest to its limit, relative to it. */
function nearest(rules: readonly RuleOutcome[]): string | undefined {
  let found: { readonly distance: number; readonly says: string } | undefined;
  for (const rule of rules) {
    if (rule.role !== "prohibits" && rule.role !== "notifies") continue;
    for (const ground of rule.because) {
      if (ground.margin === null || typeof ground.threshold !== "number") continue;
      // Below a limit is near it; beyond an upper one means that a stricter paragraph is asked.
      if (ground.margin >= 0 || metrics[ground.metric].kind !== "number") continue;
      const distance = -ground.margin / ground.threshold;
      if (!found || distance < found.distance) found = { distance, says: `${sayGround(ground)} (${rule.label})` };
    }
  }
  return found?.says;
}

/** A recorded ruling, as far as it can be held against the rules. */
export interface ChipRuling {
  readonly rule_id: string;
  readonly status: string;
  readonly from_on: string;
}

/**
 * The day on which a ruling and the rules are compared: the first day of `from_on`, or, where only its month or year
 * is known and the rule took effect within it, the day of effect.
 * @example rulingDay({ from_on: "2022-08", … }, { effective_on: "2022-08-26", … }) // "2022-08-26"
 */
export function rulingDay({ from_on }: ChipRuling, rule: Pick<ExportRule, "effective_on">): string {
  const effective = rule.effective_on;
  const within = effective !== null && effective > from_on && effective <= lastDay(from_on);
  return firstDay(within ? effective : from_on);
}

/**
 * Whether a ruling says what the rules give, on the side whose rule it is; `open` where the data leave it undetermined.
 * A Chinese approval on conditions counts as the `allowed` that rulings know.
 */
export function agreement(
  ruling: ChipRuling,
  status: ChipStatus,
  rule: Pick<ExportRule, "consequence" | "conditions">,
): "agrees" | "differs" | "open" {
  const computed = isChinese(rule) ? status.china.status : status.status;
  if (computed === "undetermined") return "open";
  const allowed = computed === "conditional-approval" || computed === "no-measure";
  return ruling.status === (allowed ? "allowed" : computed) ? "agrees" : "differs";
}

function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
