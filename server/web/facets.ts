import type { Context } from "./context.js";
import type { Rows, ValueCount } from "./rows.js";

/**
 * The column of a table that a filter with choices compares, or how a cell of it tells which choice it falls under.
 */
export type FacetSpec =
  | string
  | { readonly column: string; choiceOf(cell: string | null, ctx: Context): string | null };

export interface FacetEntry {
  readonly label: string;
  readonly count: number;
  /** Sets the value, or takes it away when it is set. */
  readonly href: string;
  readonly chosen: boolean;
}

/** A filter as a list of links, each with the number of rows that it would leave. */
export interface FacetModel {
  readonly key: string;
  readonly label: string;
  readonly entries: readonly FacetEntry[];
  /** Values of fewer rows, which stand folded away. */
  readonly folded: readonly FacetEntry[];
  /** Rows without a value, which no link can ask for. */
  readonly unassigned: number;
}

/** Values that stand in the open; the others are folded away. */
const mostOpen = 12;

/** Where the facets of a page stand on it: a link leads back to them. */
const facetsAnchor = "narrow";

/**
 * Facets of a table by the filters' keys. Each counts the rows that all other filters leave, so that every number is
 * what its link would show beside what is already chosen.
 */
export async function facetsOf(
  ctx: Context,
  path: string,
  specs: Readonly<Record<string, FacetSpec>>,
  shown: Rows,
  rowsOf: (ctx: Context) => Promise<Rows>,
): Promise<readonly FacetModel[]> {
  const facets: FacetModel[] = [];
  for (const [key, spec] of Object.entries(specs)) {
    const rows = ctx.chosen(key) ? await rowsOf(ctx.without(key)) : shown;
    const column = typeof spec === "string" ? spec : spec.column;
    const tallied = await rows.tally(column);
    const counts =
      typeof spec === "string"
        ? tallied
        : tallied.map(({ value, count }) => ({ value: spec.choiceOf(value, ctx), count }));
    facets.push(facet(ctx, path, key, counts));
  }
  return facets;
}

function facet(ctx: Context, path: string, key: string, counts: readonly ValueCount[]): FacetModel {
  const filter = ctx.filters.find((one) => one.key === key);
  if (!filter?.choices) throw new Error(`The page has no filter "${key}" with choices.`);
  const chosen = ctx.chosen(key) ?? [];
  const known = new Map<string | null, number>();
  for (const { value, count } of counts) known.set(value, (known.get(value) ?? 0) + count);
  const ranked = filter.choices
    .map(({ value, label }) => ({ value, label, count: known.get(value) ?? 0, chosen: chosen.includes(value) }))
    .filter((entry) => entry.count > 0 || entry.chosen)
    .sort((one, other) => other.count - one.count || (one.label < other.label ? -1 : 1));
  const entries = ranked.map(({ value, ...entry }): FacetEntry => {
    const next = entry.chosen ? chosen.filter((one) => one !== value) : [...chosen, value].sort();
    return {
      ...entry,
      href: `${ctx.hrefTable(path, { [key]: next.length > 0 ? next.join(",") : null })}#${facetsAnchor}`,
    };
  });
  // One more is shown rather than folded away alone, and what is chosen is always in sight.
  const open = entries.length <= mostOpen + 1 ? entries.length : mostOpen;
  const inSight = (entry: FacetEntry, at: number) => at < open || entry.chosen;
  return {
    key,
    label: filter.label,
    entries: entries.filter(inSight),
    folded: entries.filter((entry, at) => !inSight(entry, at)),
    unassigned: known.get(null) ?? 0,
  };
}
