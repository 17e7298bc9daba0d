/** Countries as the pages name them. Codes are ISO 3166-1 alpha-2; indicators also know `EU` and `world`. */

const labels = new Intl.DisplayNames("en", { type: "region", style: "short" });
const articled = new Set(["US", "AE", "GB", "NL", "PH"]);
const longer: Record<string, string> = {
  US: "United States",
  GB: "United Kingdom",
  AE: "United Arab Emirates",
  HK: "Hong Kong",
};

/** One of the two countries compared. */
export interface Side {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  /** Inside a sentence: "the United States". */
  readonly name: string;
  /** As a label: "United States". */
  readonly label: string;
}

export interface Sides {
  readonly a: Side;
  readonly b: Side;
}

/** Which of the two compared sides a thing belongs to; `other` is everybody else. */
export type SideKey = "a" | "b" | "other";

/** @example countryLabel("US") // "United States" */
export function countryLabel(code: string): string {
  if (code === "world") return "World";
  if (code === "EU") return "European Union";
  return longer[code] ?? (/^[A-Z]{2}$/.test(code) ? (labels.of(code) ?? code) : code);
}

export function side(code: string): Side {
  const label = countryLabel(code);
  return { code, label, name: articled.has(code) ? `the ${label}` : label };
}

/** Which side a country belongs to in this comparison; an unknown country belongs to neither. */
export function sideOf(country: string | null, sides: Sides): SideKey {
  if (country === sides.a.code) return "a";
  if (country === sides.b.code) return "b";
  return "other";
}
