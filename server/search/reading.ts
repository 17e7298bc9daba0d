import type { Db } from "../../db/database.js";
import type { Store } from "../../db/store.js";
import { placeOfClaim } from "../web/row-places.js";
import type { Entry, Ground } from "./entries.js";
import {
  benchmarks,
  chips,
  claims,
  companies,
  events,
  indicators,
  models,
  rules,
  software,
  sources,
} from "./queries.js";
import { SearchIndex } from "./search-index.js";
import { folded } from "./words.js";

const made = new WeakMap<Store, { readonly revision: string; readonly index: Promise<SearchIndex> }>();

/**
 * The index over the facts, made once for each revision when somebody first searches it; all who ask meanwhile wait
 * for the same one.
 */
export async function searchIndexAt(store: Store): Promise<SearchIndex> {
  const latest = await store.revision();
  const revision = `${latest?.id} ${latest?.recorded_at}`;
  const known = made.get(store);
  if (known?.revision === revision) return known.index;
  const fresh = { revision, index: SearchIndex.of(readEntries(store.db)) };
  made.set(store, fresh);
  // What failed is tried again.
  fresh.index.catch(() => {
    if (made.get(store) === fresh) made.delete(store);
  });
  return fresh.index;
}

/** Everything that can be found, of all views; each entry says in which it counts. */
export async function* readEntries(db: Db): AsyncIterable<Entry> {
  const people = new People();
  const companyNames = new Set<string>();
  for await (const row of companies(db)) {
    const entry = companyEntry(row);
    companyNames.add(folded(row.name));
    for (const founder of row.founders?.split(/[;,]/) ?? [])
      for (const ground of entry.grounds)
        people.add(founder, { ...ground, detail: `founder of ${row.name}` }, texts(row.name, row.native_name));
    yield entry;
  }
  for await (const row of chips(db))
    yield {
      kind: "chips",
      id: row.id,
      label: row.name,
      native: null,
      also: [],
      of: texts(row.company_name, row.company_native_name),
      date: row.released_on,
      grounds: [groundOf(row, `chip of ${row.company_name}`, `/chips/${row.id}`)],
    };
  for await (const row of models(db))
    yield {
      kind: "models",
      id: row.id,
      label: row.name,
      native: null,
      also: [],
      of: texts(row.company_name, row.company_native_name),
      date: row.released_on,
      grounds: [groundOf(row, `model of ${row.company_name}`, `/models/${row.id}`)],
    };
  for await (const row of software(db)) {
    const kind = row.kind.replaceAll("-", " ");
    const detail = row.company_name === null ? kind : `${kind} kept by ${row.company_name}`;
    yield {
      kind: "software",
      id: row.id,
      label: row.name,
      native: null,
      also: [],
      of: texts(row.company_name, row.company_native_name),
      date: row.released_on,
      grounds: [groundOf({ ...row, confidence: null }, detail, `/software/${row.id}`)],
    };
  }
  for await (const row of benchmarks(db))
    yield {
      kind: "benchmarks",
      id: row.id,
      label: row.name,
      native: null,
      also: [],
      of: [],
      date: null,
      grounds: [
        groundOf(
          { since: row.since, confidence: null, country: null },
          `benchmark of ${row.domain}, in ${row.unit}`,
          `/benchmarks/${row.id}`,
        ),
      ],
    };
  for await (const row of rules(db))
    yield {
      kind: "rules",
      id: row.id,
      label: row.title,
      native: null,
      also: [row.citation],
      of: [row.authority],
      date: row.announced_on ?? row.effective_on,
      grounds: [
        groundOf({ ...row, confidence: null, country: null }, `${row.authority}, ${row.citation}`, `/rules/${row.id}`),
      ],
    };
  for await (const row of indicators(db))
    yield {
      kind: "indicators",
      id: row.id,
      label: row.name,
      native: null,
      also: [],
      of: [],
      date: null,
      grounds: [
        groundOf(
          { since: row.since, confidence: null, country: null },
          `${row.unit}, published series on ${row.group.replaceAll("-", " ")}`,
          `/indicators/${row.id}`,
        ),
      ],
    };
  for await (const row of events(db))
    yield {
      kind: "events",
      id: row.id,
      label: row.title,
      native: null,
      also: [],
      of: texts(row.company_name, row.company_native_name),
      date: row.occurred_on,
      grounds: [
        {
          ...groundOf(row, row.category.replaceAll("-", " "), "/timeline"),
          query: { q: row.title.slice(0, longestSearch) },
        },
      ],
    };
  for await (const row of claims(db)) {
    const organization = row.organization === row.speaker ? null : row.organization;
    const role = texts(row.speaker_role, organization).join(", ");
    // The country that a claim is about would be read as that of its speaker.
    const undoubted = { since: row.since, confidence: null, country: null };
    people.add(
      row.speaker,
      { ...groundOf(undoubted, role, "/search"), query: { q: row.speaker, kind: "claims" } },
      texts(row.organization),
    );
    yield {
      kind: "claims",
      id: row.id,
      label: row.statement,
      native: null,
      also: [row.speaker],
      of: texts(row.organization),
      date: row.stated_on,
      grounds: [{ ...undoubted, detail: `${row.speaker}, ${role}`, ...placeOfClaim(row.id) }],
    };
  }
  for await (const row of sources(db))
    yield {
      kind: "sources",
      id: row.id,
      label: row.title,
      native: null,
      also: texts(row.publisher, row.author),
      of: [],
      date: row.published_on,
      // No view is too early for a source: what happened in one year may be told in another.
      grounds: [{ since: "", confidence: null, country: null, detail: row.publisher, path: `/sources/${row.id}` }],
    };
  yield* people.entries(companyNames);
}

/** Longest text that the list of events is searched by. */
const longestSearch = 120;

type Company = ReturnType<typeof companies> extends AsyncIterable<infer R> ? R : never;

function companyEntry(row: Company): Entry {
  return {
    kind: "companies",
    id: row.id,
    label: row.name,
    native: row.native_name,
    also: texts(row.ticker),
    of: texts(row.founders),
    date: row.founded_on,
    grounds: [groundOf({ ...row, confidence: null }, row.kind.replaceAll("-", " "), `/companies/${row.id}`)],
  };
}

function groundOf(
  { since, confidence, country }: Pick<Ground, "since" | "confidence" | "country">,
  detail: string,
  path: string,
): Ground {
  return { since, confidence, country, detail, path };
}

function texts(...given: readonly (string | null)[]): readonly string[] {
  return given.filter((text) => text !== null);
}

/** People have no table: they are the founders of companies and whoever made a claim, by their names. */
class People {
  readonly #known = new Map<string, { readonly name: string; readonly grounds: Ground[]; readonly of: Set<string> }>();

  add(written: string, ground: Ground, of: readonly string[]): void {
    const name = written.trim();
    if (name === "") return;
    const key = folded(name);
    const person = this.#known.get(key) ?? { name, grounds: [], of: new Set() };
    this.#known.set(key, person);
    for (const text of of) person.of.add(text);
    const same = person.grounds.findIndex(({ detail }) => detail === ground.detail);
    // Of what somebody said in one capacity the first time counts.
    if (same < 0) person.grounds.push(ground);
    else if (ground.since < (person.grounds[same]?.since ?? "")) person.grounds[same] = ground;
  }

  /** All but those whose name is one of `others`: a company that speaks for itself stands among the companies. */
  *entries(others: ReadonlySet<string>): Iterable<Entry> {
    for (const [key, { name, grounds, of }] of this.#known) {
      if (others.has(key)) continue;
      yield {
        kind: "people",
        id: key.replace(/[^\p{L}\p{N}]+/gu, "-"),
        label: name,
        native: null,
        also: [],
        of: [...of],
        date: null,
        grounds,
      };
    }
  }
}
