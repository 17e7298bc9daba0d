import { sql } from "kysely";
import { datedOn } from "../../db/dated.js";
import type { Store } from "../../db/store.js";
import type { Confidence } from "../values/evidence.js";

/** A day that the date control offers to go to. */
export interface Mark {
  readonly kind: "rule" | "release";
  /** As precisely as it is known: to the day or to the month. */
  readonly on: string;
  readonly title: string;
  readonly country: string | null;
  /** Evidence of the row; `null` where any view admits it. */
  readonly confidence: Confidence | null;
}

/** What a rule does that changes which chips may go where. */
const ofChips = [
  "prohibited-without-license",
  "notification",
  "licensed",
  "license-case-by-case",
  "banned-by-china",
  "conditional-approval",
] as const;

/** Days are offered, and a year is none. */
const month = "2023-11".length;

/**
 * Days that matter, by the rows that say so, oldest first: those on which a rule on chips came into force, and the
 * releases of models that the timeline tells as events. A rule that was in force before it became known counts from
 * the day on which it did. Read once per revision.
 */
export function marksAt(store: Store): () => Promise<readonly Mark[]> {
  let known: { readonly revision: string; readonly marks: readonly Mark[] } | undefined;
  return async () => {
    const latest = await store.revision();
    const revision = `${latest?.id} ${latest?.recorded_at}`;
    if (known?.revision !== revision) known = { revision, marks: await readMarks(store) };
    return known.marks;
  };
}

async function readMarks({ db }: Store): Promise<readonly Mark[]> {
  const rules = await db
    .selectFrom("export_rules")
    .select(["title", "effective_on", (datedOn("export_rules") ?? sql<string>`''`).as("since")])
    .where("effective_on", "is not", null)
    .where("consequence", "in", ofChips)
    .orderBy("id")
    .execute();
  const releases = await db
    .selectFrom("events")
    .select(["title", "occurred_on", "country", "confidence"])
    .where("category", "=", "model-release")
    .orderBy("id")
    .execute();
  return [
    ...rules.flatMap(({ title, effective_on, since }): Mark[] => {
      if (effective_on === null) return [];
      const [, on] = [since, effective_on].sort() as [string, string];
      return [{ kind: "rule", on, title: `In force: ${title}`, country: null, confidence: null }];
    }),
    ...releases.map(({ title, occurred_on, country, confidence }): Mark => {
      return { kind: "release", on: occurred_on, title, country, confidence };
    }),
  ]
    .filter(({ on }) => on.length >= month)
    .sort((one, other) => compare(one.on, other.on) || compare(one.title, other.title));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
