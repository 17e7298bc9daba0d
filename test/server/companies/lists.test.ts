import { expect, it } from "vitest";
import { tables } from "../../../db/tables.js";
import { keeperOf, sayList, sayLists } from "../../../server/companies/lists.js";

type List = Parameters<typeof sayList>[0];

it("every list of the registry has a name and a keeper", () => {
  for (const list of (tables.listings.columns.list.oneOf ?? []) as readonly List[]) {
    expect(sayList(list)).toMatch(/list/i);
    expect(keeperOf(list)).toMatch(/^[A-Z]{2}$/);
  }
});

it("says several lists at once and leaves an unknown one as it is", () => {
  expect(sayLists("bis-entity-list, dod-1260h")).toBe("BIS Entity List, Pentagon 1260H list");
  expect(sayLists("a-new-list")).toBe("a-new-list");
});
