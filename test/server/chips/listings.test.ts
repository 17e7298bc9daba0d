import { describe, expect, it } from "vitest";
import { changeDays, cumulativeByList, type Listing, listedAt } from "../../../server/chips/listings.js";
import type { Day } from "../../../server/values/dates.js";

const listing = (
  company_id: string,
  counts_from: string,
  removed_on: string | null = null,
  list = "entity",
): Listing => ({
  company_id,
  country: "CN",
  list,
  counts_from,
  removed_on,
});

// Megvii: added to the 1260H list on 31 January 2024, off it on 7 January 2025.
const rows = [
  listing("huawei", "2019-05-16"),
  listing("inspur", "2023-03-02"),
  listing("inspur", "2025-03-25"),
  listing("megvii", "2024-01-31", "2025-01-07", "1260h"),
];

describe("companies on a list", () => {
  it.each([
    ["2019-05-15", 0],
    ["2019-05-16", 1],
    ["2024-01-31", 3],
    ["2025-01-06", 3],
    ["2025-01-07", 2],
    ["2025-12-31", 2],
  ])("on %s: %d, a removal counting from its day and no company twice", (day, count) => {
    expect(listedAt(rows, day)).toBe(count);
  });
});

it("adds up by year and list, up to the view's day", () => {
  const years = cumulativeByList(rows, ["entity", "1260h"], "2025-06-30");
  expect(years.map(({ year }) => year)).toEqual(["2019", "2020", "2021", "2022", "2023", "2024", "2025"]);
  expect(years.at(-2)?.lists).toEqual({ entity: { ever: 2, standing: 2 }, "1260h": { ever: 1, standing: 1 } });
  expect(years.at(-1)?.lists).toEqual({ entity: { ever: 2, standing: 2 }, "1260h": { ever: 1, standing: 0 } });
});

it("steps on the days of listing and removal, from the day before", () => {
  expect(changeDays([listing("megvii", "2024-01-31", "2025-01-07")], "2025-02-01" as Day)).toEqual([
    "2024-01-30",
    "2024-01-31",
    "2025-01-06",
    "2025-01-07",
    "2025-02-01",
  ]);
  expect(changeDays([listing("x", "2024")], "2024-01-01" as Day)).toEqual(["2023-12-31", "2024-01-01"]);
  expect(changeDays([], "2024-01-01" as Day)).toEqual(["2024-01-01"]);
});
