import type { Row } from "../../db/tables.js";
import { countryOf, stateOf } from "../chips/rule-state.js";
import { type Sides, sideOf } from "../values/sides.js";
import { type Subject, subjectKeys, subjectOfEvent, subjectOfVersion } from "./subjects.js";

/** How a rule stands on the view's day. */
export const standings = {
  "in-force": "in force",
  ended: "ended",
  "to-come": "not yet in effect",
  issued: "issued, start of effect not recorded",
  proposed: "ordered or proposed",
  "without-effect": "without effect of its own",
} as const;
export type Standing = keyof typeof standings;

export type Step = Pick<
  Row<"events">,
  "id" | "occurred_on" | "country" | "category" | "title" | "subject" | "rule_step" | "rule_event_id"
>;
export type Version = Pick<
  Row<"export_rules">,
  "id" | "title" | "announced_on" | "effective_on" | "ended_on" | "consequence" | "event_id"
>;

/** A rule: a version of the rules on chips, goods and money, or a law, order or measure known from its events. */
export interface RuleTold {
  readonly id: string;
  readonly title: string;
  readonly country: string | null;
  readonly subject: Subject;
  readonly standing: Standing;
  /** First day of effect, once it has come. */
  readonly since: string | null;
  /** First day without effect, once it has come. */
  readonly ended: string | null;
  /** Events of the view that tell of it. */
  readonly eventIds: readonly string[];
}

/**
 * Every rule that the events and versions of a view tell of, once each. A version is dated by its own columns. Events
 * that are steps of one rule make one rule, unless a version says the same more exactly.
 */
export function rulesOf(events: readonly Step[], versions: readonly Version[], asOf: string): readonly RuleTold[] {
  const chains = new Map<string, Step[]>();
  for (const event of [...events].sort(byDate)) {
    if (event.rule_step === null) continue;
    const first = event.rule_event_id ?? event.id;
    chains.set(first, [...(chains.get(first) ?? []), event]);
  }
  const firstOf = new Map([...chains].flatMap(([first, steps]) => steps.map(({ id }) => [id, first] as const)));
  const known = new Set(events.map(({ id }) => id));
  const told = versions.map((version): RuleTold => {
    const event = version.event_id !== null && known.has(version.event_id) ? version.event_id : undefined;
    const steps = event === undefined ? [] : (chains.get(firstOf.get(event) ?? "")?.map(({ id }) => id) ?? [event]);
    return ofVersion(version, steps, asOf);
  });
  const exact = new Set(told.flatMap(({ eventIds }) => eventIds.map((id) => firstOf.get(id))));
  return [...told, ...[...chains].filter(([first]) => !exact.has(first)).map(([, steps]) => ofSteps(steps))];
}

function byDate(one: Step, other: Step): number {
  if (one.occurred_on !== other.occurred_on) return one.occurred_on < other.occurred_on ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

function ofVersion(version: Version, eventIds: readonly string[], asOf: string): RuleTold {
  const { id, title, effective_on, ended_on } = version;
  const standing = stateOf(version, asOf);
  const begun = standing === "in-force" || standing === "ended";
  return {
    id,
    title,
    country: countryOf(id),
    subject: subjectOfVersion(version),
    standing,
    since: begun ? effective_on : null,
    ended: standing === "ended" ? ended_on : null,
    eventIds,
  };
}

/** Of the steps that begin and end effect the last one holds; a rule without either stands as far as it has come. */
function ofSteps(steps: readonly Step[]): RuleTold {
  const [first] = steps as readonly [Step];
  const latest = steps.at(-1) ?? first;
  const turn = steps.findLast(({ rule_step: step }) => step === "took-effect" || step === "ended");
  const began = steps.findLast(({ rule_step: step }) => step === "took-effect");
  const issued = steps.findLast(({ rule_step: step }) => step === "issued");
  const standing =
    turn?.rule_step === "ended" ? "ended" : turn ? "in-force" : issued !== undefined ? "issued" : "proposed";
  return {
    id: first.rule_event_id ?? first.id,
    title: (issued ?? began ?? first).title,
    country: first.country,
    subject: subjectOfEvent(latest),
    standing,
    since: began?.occurred_on ?? null,
    ended: standing === "ended" ? (turn?.occurred_on ?? null) : null,
    eventIds: steps.map(({ id }) => id),
  };
}

/** Rules in force by subject, on each side and elsewhere. */
export interface InForce {
  readonly subject: Subject;
  readonly a: number;
  readonly b: number;
  readonly other: number;
}

/** In the order of the subjects; those of which no rule is in force anywhere are left out. */
export function inForceBySubject(rules: readonly RuleTold[], sides: Sides): readonly InForce[] {
  const inForce = rules.filter(({ standing }) => standing === "in-force");
  return subjectKeys.flatMap((subject): InForce[] => {
    const own = inForce.filter((rule) => rule.subject === subject);
    const count = (side: "a" | "b" | "other") => own.filter(({ country }) => sideOf(country, sides) === side).length;
    return own.length === 0 ? [] : [{ subject, a: count("a"), b: count("b"), other: count("other") }];
  });
}

/** Sum over all subjects. */
export function inForceInAll(rows: readonly InForce[]): Omit<InForce, "subject"> {
  const sum = (side: "a" | "b" | "other") => rows.reduce((total, row) => total + row[side], 0);
  return { a: sum("a"), b: sum("b"), other: sum("other") };
}
