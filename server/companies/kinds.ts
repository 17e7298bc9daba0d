import { type Sides, sideOf } from "../values/sides.js";

/** What the count needs to know of a company. */
export interface KindOfCompany {
  readonly kind: string;
  readonly country: string | null;
}

/** Companies of one kind on either side. */
export interface KindCount {
  readonly kind: string;
  readonly a: number;
  readonly b: number;
}

/** Companies of the two sides by kind, the most frequent first and what is left over (`other`) last. */
export function companiesByKind(companies: readonly KindOfCompany[], sides: Sides): readonly KindCount[] {
  const counts = new Map<string, { a: number; b: number }>();
  for (const { kind, country } of companies) {
    const side = sideOf(country, sides);
    if (side === "other") continue;
    const count = counts.get(kind) ?? { a: 0, b: 0 };
    count[side]++;
    counts.set(kind, count);
  }
  return [...counts]
    .map(([kind, count]) => ({ kind, ...count }))
    .sort(
      (one, other) =>
        Number(one.kind === "other") - Number(other.kind === "other") ||
        other.a + other.b - (one.a + one.b) ||
        (one.kind < other.kind ? -1 : 1),
    );
}
