import type { Store } from "../../db/store.js";
import { type SideKey, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import type { FacetSpec } from "../web/facets.js";
import { enumFilter, textFilter } from "../web/filters.js";
import type { Filter } from "../web/view.js";
import type { UsStatus } from "./export-rules.js";
import { releaseYears, vendors } from "./queries.js";
import { sayStatus } from "./status-words.js";

const statuses: readonly UsStatus[] = [
  "prohibited-without-license",
  "notification",
  "licensed",
  "allowed",
  "undetermined",
];
const sides: readonly { readonly value: SideKey; readonly label: string }[] = [
  { value: "a", label: "Side A" },
  { value: "b", label: "Side B" },
  { value: "other", label: "others" },
];
const undated = "unknown";

/** What every page of chips can be narrowed by; vendor, market and search are columns, the rest is computed. */
export async function chipFilters(store: Store): Promise<readonly Filter[]> {
  const years = await releaseYears(store);
  return [
    {
      key: "vendor",
      label: "Vendor",
      choices: (await vendors(store)).map(({ id, name }) => ({ value: id, label: name })),
    },
    { key: "side", label: "Vendor’s side", choices: sides },
    enumFilter("market", "Market", "chips", "market"),
    {
      key: "status",
      label: "Status",
      choices: statuses.map((value) => ({ value, label: sayStatus(value) })),
    },
    {
      key: "year",
      label: "Released",
      choices: [...years.map((year) => ({ value: year, label: year })), { value: undated, label: "date unknown" }],
    },
    textFilter,
  ];
}

/** Columns that the filters compare. */
export const chipFacets: Readonly<Record<string, FacetSpec>> = {
  vendor: "vendor_id",
  side: { column: "vendor_country", choiceOf: (country, { view }) => sideOf(country, view.sides) },
  market: "market",
  status: "status",
  year: { column: "released_on", choiceOf: (day) => day?.slice(0, 4) ?? undated },
};

/** Whether a chip passes the filters on what is computed. */
export function passes(
  ctx: Context,
  chip: { readonly vendor_country: string | null; readonly released_on: string | null; readonly status: string },
): boolean {
  const asked = (filter: string, value: string) => ctx.chosen(filter)?.includes(value) ?? true;
  return (
    asked("side", sideOf(chip.vendor_country, ctx.view.sides)) &&
    asked("year", chip.released_on?.slice(0, 4) ?? undated) &&
    asked("status", chip.status)
  );
}
