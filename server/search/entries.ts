import type { Confidence } from "../values/evidence.js";
import type { Place } from "../web/row-places.js";

/** Kinds of things that are found, in the order in which equals stand. */
export const kinds = [
  "companies",
  "people",
  "chips",
  "models",
  "software",
  "benchmarks",
  "rules",
  "indicators",
  "events",
  "claims",
  "sources",
] as const;

export type Kind = (typeof kinds)[number];

export const kindLabels: Readonly<Record<Kind, string>> = {
  companies: "Companies",
  people: "Founders and speakers",
  chips: "Chips",
  models: "Models",
  software: "Software",
  benchmarks: "Benchmarks",
  rules: "Rules",
  indicators: "Indicators",
  events: "Events",
  claims: "Claims",
  sources: "Sources",
};

/** One of each, for counting. */
export const kindNouns: Readonly<Record<Kind, readonly [one: string, many: string]>> = {
  companies: ["company", "companies"],
  people: ["founder or speaker", "founders and speakers"],
  chips: ["chip", "chips"],
  models: ["model", "models"],
  software: ["piece of software", "pieces of software"],
  benchmarks: ["benchmark", "benchmarks"],
  rules: ["rule", "rules"],
  indicators: ["indicator", "indicators"],
  events: ["event", "events"],
  claims: ["claim", "claims"],
  sources: ["source", "sources"],
};

/** What makes an entry part of a view, what is told of it there and where it is shown. */
export interface Ground extends Place {
  /** Day from which it counts, by the registry; the empty text where no view is too early for it. */
  readonly since: string;
  /** Its evidence; `null` where any view admits it. */
  readonly confidence: Confidence | null;
  readonly country: string | null;
  /** A few words beside the name, such as whose it is. */
  readonly detail: string;
}

/**
 * A thing that can be found. Its texts are names, titles and dated statements alone: notes and summaries are of
 * today's wording, and an earlier view must not find by them what came later.
 */
export interface Entry {
  readonly kind: Kind;
  readonly id: string;
  readonly label: string;
  /** Name in its own script. */
  readonly native: string | null;
  /** Further texts of its own: ticker, citation, speaker. */
  readonly also: readonly string[];
  /** Names of what it belongs to. */
  readonly of: readonly string[];
  /** The date printed beside it. */
  readonly date: string | null;
  /** At least one; the first that a view admits is the one shown. */
  readonly grounds: readonly Ground[];
}
