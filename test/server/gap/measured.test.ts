import { describe, expect, it } from "vitest";
import { claimedLag, standingOf } from "../../../server/gap/claimed.js";
import { type CountryScore, gapsAt } from "../../../server/gap/gaps.js";
import { measuredAt, monthlyCourse, sideBehind } from "../../../server/gap/measured.js";
import type { Day } from "../../../server/values/dates.js";
import { side } from "../../../server/values/sides.js";

const sides = { a: side("US"), b: side("CN") };
const day = (text: string) => text as Day;
const benchmarks = [
  { id: "one", higherIsBetter: true },
  { id: "two", higherIsBetter: true },
];
/** Scores written `"one US 2023-01-01 50"`. */
const world = (asOf: string, ...lines: readonly string[]) =>
  gapsAt(
    benchmarks,
    lines.map((line): CountryScore => {
      const [benchmarkId = "", country = "", on = "", score = ""] = line.split(" ");
      return { benchmarkId, country, on, modelId: line, score: Number(score) };
    }),
    sides,
    day(asOf),
  );

describe("the lag that could be read at a day", () => {
  const lines = [
    "one US 2023-01-01 50",
    "one US 2023-03-02 60",
    "one CN 2023-03-02 50",
    "two US 2023-01-31 10",
    "two CN 2023-01-31 5",
  ];

  it("is taken from what had happened by then, whatever came later", () => {
    const later = world("2024-06-01", ...lines, "one CN 2024-05-01 60", "one US 2024-05-02 90");
    expect(measuredAt(later, "b", day("2023-06-01"))).toEqual(
      measuredAt(world("2023-06-01", ...lines), "b", day("2023-06-01")),
    );
  });

  it("leaves out benchmarks that are no longer run for both", () => {
    // On "two" 10 is unmatched since 31 January 2023, the day of the last scores of both.
    expect(measuredAt(world("2024-01-30", ...lines), "b", day("2024-01-30")).open?.benchmarks).toBe(2);
    expect(measuredAt(world("2024-01-31", ...lines), "b", day("2024-01-31")).open?.benchmarks).toBe(1);
    expect(measuredAt(world("2024-03-02", ...lines), "b", day("2024-03-02")).open).toBeUndefined();
  });

  it("runs month by month from the first day with scores of both", () => {
    const course = monthlyCourse(world("2023-04-15", ...lines), "b", day("2023-04-15"));
    expect(course.map(({ on }) => on)).toEqual(["2023-02-15", "2023-03-15", "2023-04-15"]);
    expect(monthlyCourse(world("2023-04-15", "one US 2023-01-01 1"), "b", day("2023-04-15"))).toEqual([]);
  });

  it("knows who follows, and when nobody does", () => {
    expect(sideBehind(world("2023-06-01", ...lines), day("2023-06-01"))).toBe("b");
    expect(sideBehind(world("2023-06-01", "one CN 2023-01-01 50", "one US 2023-03-01 50"), day("2023-06-01"))).toBe(
      "a",
    );
    expect(sideBehind(world("2023-06-01"), day("2023-06-01"))).toBeUndefined();
  });
});

describe("a claim in months", () => {
  const claim = (subject: string, to: string | null, low: number | null, high: number | null, unit: string | null) =>
    claimedLag({ subject_country: subject, relative_to: to, value_low: low, value_high: high, unit }, sides);

  it("knows years and months, and who is said to be behind", () => {
    expect(claim("CN", "US", 2, 3, "years")).toEqual({ behind: "b", low: 24, high: 36 });
    expect(claim("US", "CN", 3, 3, "months")).toEqual({ behind: "a", low: 3, high: 3 });
    expect(claim("CN", "US", 1, null, "years")).toEqual({ behind: "b", low: 12, high: null });
  });

  it("is none without a figure in time, or about others", () => {
    expect(claim("CN", "US", 2.7, 2.7, "percent")).toBeUndefined();
    expect(claim("CN", "US", null, null, "months")).toBeUndefined();
    expect(claim("CN", null, 1, 1, "years")).toBeUndefined();
    expect(claim("CN", "FR", 1, 1, "years")).toBeUndefined();
  });

  const measured = {
    on: day("2024-02-21"),
    recent: { crossings: 4, medianMonths: 6, lowMonths: 4, highMonths: 8 },
    open: { months: 11, benchmarks: 3 },
  };

  it.each([
    [12, null, "longer"],
    [11, 12, "within"],
    [7, 10, "within"],
    [null, 4, "within"],
    [3, 3.9, "shorter"],
  ] as const)("of %s to %s stands %s to a measured 4 to 8, open for 11", (low, high, standing) => {
    expect(standingOf({ behind: "b", low, high }, measured)).toBe(standing);
  });

  it("stands to nothing before anything was measured", () => {
    expect(standingOf({ behind: "b", low: 12, high: 24 }, { on: day("2021-02-23") })).toBeUndefined();
  });
});
