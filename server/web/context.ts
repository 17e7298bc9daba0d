import type { Db, RevisionRow } from "../../db/database.js";
import type { Store } from "../../db/store.js";
import { type Day, lastDay } from "../values/dates.js";
import type { ParameterFault } from "./errors.js";
import { Notes } from "./notes.js";
import type { Place } from "./row-places.js";
import { canonicalQuery, type Filter, type Params, type View } from "./view.js";

/** A query that was refused: what was wrong with it, and what had been given. */
export interface Refusal {
  readonly faults: readonly ParameterFault[];
  readonly given: URLSearchParams;
}

/** What one answer is made from: the checked parameters, the store, and the notes that it collects. */
export class Context {
  readonly #done = new Map<string, Promise<unknown>>();

  constructor(
    readonly store: Store,
    readonly revision: RevisionRow,
    readonly today: Day,
    readonly params: Params,
    readonly filters: readonly Filter[],
    /** Set where a page shows its form again with what was wrong in it; `params` then hold what stands of the query. */
    readonly refusal?: Refusal,
    readonly notes: Notes = new Notes(),
  ) {}

  get db(): Db {
    return this.store.db;
  }

  get view(): View {
    return this.params.view;
  }

  /** Values given for a filter, or `undefined` when it was left alone. */
  chosen(filter: string): readonly string[] | undefined {
    return this.params.chosen[filter];
  }

  /** The day given for a filter over dates, or the one that is meant without it. */
  day(filter: string): Day {
    const found = this.filters.find(({ key }) => key === filter);
    if (!found?.date) throw new Error(`The page has no filter "${filter}" over dates.`);
    return (this.chosen(filter)?.[0] as Day | undefined) ?? found.date(this.view.asOf);
  }

  /** Does a piece of work once for this answer, however many figures and tables ask for it. */
  once<T>(key: string, work: () => Promise<T>): Promise<T> {
    const known = this.#done.get(key) as Promise<T> | undefined;
    if (known) return known;
    const fresh = work();
    this.#done.set(key, fresh);
    return fresh;
  }

  /** The same question on any evidence: what a band compares the view with. Shares nothing with this answer. */
  onAnyEvidence(): Context {
    return this.viewedAs({ confidence: "disputed" });
  }

  /** The same question at another day or on other evidence: what a comparison is made with. Shares nothing with this. */
  viewedAs(change: Partial<Pick<View, "asOf" | "confidence">>): Context {
    return this.#asking({ ...this.params, view: { ...this.view, ...change } });
  }

  /** The same question with one filter left alone: what a facet counts. Shares nothing with this answer. */
  without(filter: string): Context {
    const { [filter]: _left, ...chosen } = this.params.chosen;
    return this.#asking({ ...this.params, chosen });
  }

  /**
   * Another page asked in the course of this answer: with parameters and filters of its own, citing into the same
   * notes. So one document is filled by several pages.
   */
  asking(params: Params, filters: readonly Filter[]): Context {
    return new Context(this.store, this.revision, this.today, params, filters, undefined, this.notes);
  }

  #asking(params: Params): Context {
    return new Context(this.store, this.revision, this.today, params, this.filters);
  }

  /** A link that keeps the view; `extra` adds parameters of the page linked to. */
  href(path: string, extra: Readonly<Record<string, string>> = {}): string {
    const query = canonicalQuery({ view: viewAt(path, this.view) });
    for (const [key, value] of Object.entries(extra)) query.set(key, value);
    return `${path}?${query}`;
  }

  /** A link that keeps the view to where a row is shown. */
  hrefTo({ path, query, part }: Place): string {
    return `${this.href(path, query)}${part === undefined ? "" : `#${part}`}`;
  }

  /** A link to this page's own view with its filters, changed as `change` says; `null` takes a parameter away. */
  hrefHere(path: string, change: Change = {}): string {
    const { view, chosen } = this.params;
    return changed(path, canonicalQuery({ view: viewAt(path, view), chosen }), change);
  }

  /** The same with the order, columns and length of page that the table has been given. */
  hrefTable(path: string, change: Change = {}): string {
    return changed(path, canonicalQuery({ ...this.params, page: 1, more: {} }), change);
  }

  /**
   * A link to this page, relative to itself, at another day or without one; all else stays. A filter's day that would
   * then lie after the view's is left out.
   */
  hrefAt(asOf: string | null): string {
    const latest = asOf === null ? this.revision.recorded_on : lastDay(asOf);
    const late = this.filters.filter(({ key, date }) => date && (this.chosen(key)?.[0] ?? "") > latest);
    return this.hrefTable("", { ...Object.fromEntries(late.map(({ key }) => [key, null])), as_of: asOf });
  }
}

/** Pages that tell of the present alone: what is worked on, and what has been frozen. */
const ofThePresent = /^\/(reports|desk)(\/|$)/;

/** The view as a page of the house can be asked in it. */
function viewAt(path: string, { revision, ...view }: View): View {
  return revision === undefined || ofThePresent.test(path) ? view : { ...view, revision };
}

type Change = Readonly<Record<string, string | null>>;

function changed(path: string, query: URLSearchParams, change: Change): string {
  for (const [key, value] of Object.entries(change)) {
    if (value === null) query.delete(key);
    else query.set(key, value);
  }
  return `${path}?${query}`;
}
