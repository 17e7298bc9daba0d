import { addDays, type Day, firstDay, lastDay } from "../values/dates.js";

/** A listing from the day on which it counts. */
export interface Listing {
  readonly company_id: string;
  readonly country: string | null;
  readonly list: string;
  readonly counts_from: string;
  readonly removed_on: string | null;
}

/** Companies that stand on a list at the end of a day; one that stands on several counts once. */
export function listedAt(listings: readonly Listing[], day: string): number {
  return new Set(
    listings.flatMap(({ company_id, counts_from, removed_on }) =>
      counts_from <= day && (removed_on === null || removed_on > day) ? [company_id] : [],
    ),
  ).size;
}

/** A year of the lists, or its part up to the view's day. */
export interface ListYear {
  readonly year: string;
  /** By list: companies ever listed by the end of the year, and those that then stood on it. */
  readonly lists: Readonly<Record<string, { readonly ever: number; readonly standing: number }>>;
}

/** How many companies each list had named by the end of each year up to `asOf`. */
export function cumulativeByList(
  listings: readonly Listing[],
  lists: readonly string[],
  asOf: string,
): readonly ListYear[] {
  const [first = asOf] = listings.map(({ counts_from }) => counts_from || asOf).sort();
  const from = Number(first.slice(0, 4));
  return Array.from({ length: Number(asOf.slice(0, 4)) - from + 1 }, (_, index) => {
    const year = String(from + index);
    const end = lastDay(year) < asOf ? lastDay(year) : asOf;
    return {
      year,
      lists: Object.fromEntries(
        lists.map((list) => {
          const own = listings.filter((listing) => listing.list === list);
          const ever = listedAt(
            own.map((listing) => ({ ...listing, removed_on: null })),
            end,
          );
          return [list, { ever, standing: listedAt(own, end) }];
        }),
      ),
    };
  });
}

/** Each day on which a listing begins or ends with the day before it, so that a line through the counts is stepped. */
export function changeDays(listings: readonly Listing[], asOf: Day): readonly Day[] {
  const days = listings.flatMap(({ counts_from, removed_on }) =>
    [counts_from, removed_on].flatMap((date) => (date ? [addDays(date, -1), firstDay(date)] : [])),
  );
  return [...new Set([...days, asOf])].filter((day) => day <= asOf).sort();
}
