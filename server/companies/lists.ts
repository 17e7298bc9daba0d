import type { Row } from "../../db/tables.js";

type List = Row<"listings">["list"];

/** Each list as readers know it, and whose it is. */
const lists: Readonly<Record<List, { readonly title: string; readonly country: string }>> = {
  "bis-entity-list": { title: "BIS Entity List", country: "US" },
  "dod-1260h": { title: "Pentagon 1260H list", country: "US" },
  "ofac-ns-cmic": { title: "Treasury NS-CMIC list", country: "US" },
  "cn-unreliable-entity": { title: "Chinese unreliable entity list", country: "CN" },
};

/** A restriction list by its usual name. */
export function sayList(list: List): string {
  return lists[list].title;
}

/** Country whose government keeps the list. */
export function keeperOf(list: List): string {
  return lists[list].country;
}

/**
 * Several lists as the table of companies holds them.
 * @example sayLists("bis-entity-list, dod-1260h") // "BIS Entity List, Pentagon 1260H list"
 */
export function sayLists(joined: string): string {
  return joined
    .split(", ")
    .map((list) => (Object.hasOwn(lists, list) ? sayList(list as List) : list))
    .join(", ");
}
