import { countryOf } from "../chips/rule-state.js";
import type { EventRow, VersionRow } from "./queries.js";
import type { RuleTold, Standing } from "./rules.js";
import { type Subject, subjectOfEvent, subjectOfVersion } from "./subjects.js";

/** Something that a state did to regulate, or that was done to what it regulates: an event, or a version of a rule. */
export interface Act {
  readonly id: string;
  readonly kind: "event" | "rule";
  readonly on: string;
  readonly country: string | null;
  readonly subject: Subject;
  readonly step: EventRow["rule_step"];
  readonly title: string;
  /** An event's sentence; of a rule, who issued it and where it stands. */
  readonly description: string;
  /** Its rule on the view's day; absent where it is no step of one. */
  readonly rule?: Pick<RuleTold, "standing" | "since" | "ended">;
  /** Versions of export rules that it tells of. */
  readonly versionIds: readonly string[];
  readonly company: { readonly id: string; readonly name: string } | null;
  readonly confidence: EventRow["confidence"] | null;
  readonly source: { readonly id: string; readonly url: string; readonly publisher: string };
}

/** Of several versions that one event tells of, the one that binds most says how they stand. */
const telling: readonly Standing[] = ["in-force", "to-come", "issued", "proposed", "ended", "without-effect"];

/** Every event, and the versions that none of them tells of, by date. */
export function actsOf(
  events: readonly EventRow[],
  versions: readonly VersionRow[],
  rules: readonly RuleTold[],
): readonly Act[] {
  const known = new Set(events.map(({ id }) => id));
  const ruleOf = new Map<string, RuleTold>();
  for (const rule of rules) {
    for (const id of [rule.id, ...rule.eventIds]) {
      const other = ruleOf.get(id);
      if (!other || telling.indexOf(rule.standing) < telling.indexOf(other.standing)) ruleOf.set(id, rule);
    }
  }
  const untold = versions.filter(({ event_id }) => event_id === null || !known.has(event_id));
  const acts = [
    ...events.map((event): Act => {
      const rule = ruleOf.get(event.id);
      return {
        id: event.id,
        kind: "event",
        on: event.occurred_on,
        country: event.country,
        subject: subjectOfEvent(event),
        step: event.rule_step,
        title: event.title,
        description: event.description,
        ...(rule && { rule }),
        versionIds: versions.filter(({ event_id }) => event_id === event.id).map(({ id }) => id),
        company:
          event.company_id === null ? null : { id: event.company_id, name: event.company_name ?? event.company_id },
        confidence: event.confidence,
        source: { id: event.source_id, url: event.source_url, publisher: event.source_publisher },
      };
    }),
    ...untold.map((version): Act => {
      const rule = ruleOf.get(version.id);
      return {
        id: version.id,
        kind: "rule",
        on: version.known_on,
        country: countryOf(version.id),
        subject: subjectOfVersion(version),
        step: null,
        title: version.title,
        description: `${version.authority}, ${version.citation}`,
        ...(rule && { rule }),
        versionIds: [version.id],
        company: null,
        confidence: null,
        source: { id: version.source_id, url: version.source_url, publisher: version.source_publisher },
      };
    }),
  ];
  return acts.sort((one, other) => (one.on < other.on ? -1 : one.on > other.on ? 1 : one.id < other.id ? -1 : 1));
}
