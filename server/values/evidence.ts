/** How well a row is evidenced, strictest first. */
export const confidenceLevels = ["confirmed", "reported", "estimated", "disputed"] as const;

export type Confidence = (typeof confidenceLevels)[number];

/** Levels that count when `strictest` is the least one accepted: it and every stricter one. */
export function admitted(strictest: Confidence): readonly Confidence[] {
  return confidenceLevels.slice(0, confidenceLevels.indexOf(strictest) + 1);
}

/** Whether a row of `confidence` counts under `strictest`. */
export function counts(confidence: Confidence, strictest: Confidence): boolean {
  return confidenceLevels.indexOf(confidence) <= confidenceLevels.indexOf(strictest);
}

/** The weaker of two levels: a chain is as good as its weakest link. */
export function weakest(one: Confidence, other: Confidence): Confidence {
  return counts(one, other) ? other : one;
}

const phrases: Record<Confidence, string> = {
  confirmed: "confirmed only",
  reported: "reported or better",
  estimated: "estimated or better",
  disputed: "on any evidence",
};

/** The level as the view sentence says it. */
export function sayEvidence(strictest: Confidence): string {
  return phrases[strictest];
}

/**
 * A measure on three levels of evidence: M(confirmed), M(confirmed + reported), M(all). It shows how far a
 * headline figure leans on weaker rows.
 */
export interface EvidenceBand<T> {
  readonly confirmed: T;
  readonly reported: T;
  readonly all: T;
}

/** Computes `measure` at each level of the band. */
export function band<T>(measure: (strictest: Confidence) => T): EvidenceBand<T> {
  return { confirmed: measure("confirmed"), reported: measure("reported"), all: measure("disputed") };
}
