import type { Context } from "./context.js";

/** How many rows of the view have a value; `null` stands for the rows that have none. */
export interface ValueCount {
  readonly value: string | null;
  readonly count: number;
}

/** A filter as a list of links, each with the number of rows that it would leave. */
export interface FacetModel {
  readonly key: string;
  readonly label: string;
  readonly entries: readonly {
    readonly label: string;
    readonly count: number;
    /** Sets the value, or takes it away when it is set. */
    readonly href: string;
    readonly chosen: boolean;
  }[];
  /** Rows without a value, which no link can ask for. */
  readonly unassigned: number;
}

/** Where the facets of a page stand on it: a link leads back to them. */
const facetsAnchor = "narrow";

/**
 * The values of a filter with their counts, most first. `counts` are those of the rows that all other filters leave,
 * so that each number is what its link would show beside what is already chosen.
 */
export function facet(ctx: Context, path: string, key: string, counts: readonly ValueCount[]): FacetModel {
  const filter = ctx.filters.find((one) => one.key === key);
  if (!filter?.choices) throw new Error(`The page has no filter "${key}" with choices.`);
  const chosen = ctx.chosen(key) ?? [];
  const known = new Map(counts.map(({ value, count }) => [value, count]));
  const entries = filter.choices
    .map(({ value, label }) => ({ value, label, count: known.get(value) ?? 0, chosen: chosen.includes(value) }))
    .filter((entry) => entry.count > 0 || entry.chosen)
    .sort((one, other) => other.count - one.count || (one.label < other.label ? -1 : 1));
  return {
    key,
    label: filter.label,
    entries: entries.map(({ value, ...entry }) => {
      const next = entry.chosen ? chosen.filter((one) => one !== value) : [...chosen, value].sort();
      return {
        ...entry,
        href: `${ctx.hrefHere(path, { [key]: next.length > 0 ? next.join(",") : null })}#${facetsAnchor}`,
      };
    }),
    unassigned: known.get(null) ?? 0,
  };
}
