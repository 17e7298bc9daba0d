import { describe, expect, it } from "vitest";
import { isForecast, outcome, sayFigure, speakerSlug } from "../../../server/gap/claims.js";
import { type CountryScore, gapsAt } from "../../../server/gap/gaps.js";
import type { Day } from "../../../server/values/dates.js";
import { side } from "../../../server/values/sides.js";

it("a claim is a forecast where it says will, and not for an uncertainty of today", () => {
  expect(isForecast({ statement: "AIsphere will surpass the level of Sora within three to six months." })).toBe(true);
  expect(isForecast({ statement: "China trails by at least a year and the gap may be widening." })).toBe(false);
  expect(isForecast({ statement: "The willing are few." })).toBe(false);
});

it.each([
  [6, 9, "months", "6 to 9 months"],
  [3, 3, "months", "3 months"],
  [1, 1, "years", "1 year"],
  [1, null, "years", "at least 1 year"],
  [null, 20, "percent", "at most 20 percent"],
  [84e9, 98e9, "USD", "$84bn to $98bn"],
  [490e9, 490e9, "CNY", "490bn CNY"],
  [16e6, null, "exchanges", "at least 16m exchanges"],
  [2028, 2030, "year", "the year 2028 to 2030"],
  [null, null, null, ""],
])("a figure of %s to %s %s is said as “%s”", (low, high, unit, said) => {
  expect(sayFigure({ value_low: low, value_high: high, unit })).toBe(said);
});

describe("what became of the best scores of a day", () => {
  const known = ["one", "two", "three", "four"].map((id) => ({ id, higherIsBetter: true }));
  const scores = (...lines: readonly string[]): readonly CountryScore[] =>
    lines.map((text) => {
      const [benchmarkId = "", country = "", on = "", score = ""] = text.split(" ");
      return { benchmarkId, country, on, score: Number(score), modelId: `${country}-${on}` };
    });
  const told = (day: string, ...lines: readonly string[]) => {
    // Three benchmarks are in use: both sides have been scored lately.
    const used = ["one", "two", "three"].flatMap((id) => [`${id} CN 2023-12-31 1`, `${id} US 2023-12-31 1`]);
    const all = scores(...used, ...lines);
    const gaps = gapsAt(known, all, { a: side("US"), b: side("CN") }, "2025-12-31" as Day);
    return outcome(gaps, day as Day);
  };

  it("is the time from the leader's reaching each to the follower's, whether before that day or after", () => {
    const { records, reached, medianMonths } = told(
      "2024-06-30",
      "one US 2024-01-01 50",
      "one CN 2024-12-31 55",
      "two US 2024-05-01 70",
      "two CN 2024-05-31 70",
      "two US 2024-07-01 90",
      "three US 2024-02-01 30",
      "three CN 2024-05-11 30",
    );
    expect({ records, reached }).toEqual({ records: 3, reached: 3 });
    // 365, 30 and 100 days.
    expect(medianMonths).toBeCloseTo(100 / 30.4375, 10);
  });

  it("counts what is still unreached as longer than any, so that the median may not be known", () => {
    const open = ["one US 2024-01-01 50", "two US 2024-01-01 50"];
    const met = ["three US 2024-01-01 50", "three CN 2024-03-01 50"];
    expect(told("2024-01-31", ...open, ...met)).toEqual({ records: 3, reached: 1 });
    // 60 days, 150 days, open: the median is the 150 days.
    expect(told("2024-01-31", ...open, ...met, "one CN 2024-05-30 60").medianMonths).toBeCloseTo(150 / 30.4375, 10);
  });

  it("leaves out what the follower had reached first, and benchmarks that were not in use", () => {
    // The two others stand level from the first day on, at a lag of none.
    expect(told("2024-06-30", "one CN 2023-01-01 80", "one US 2024-01-01 60").records).toBe(2);
    expect(told("2024-06-30", "four US 2024-01-01 60").records).toBe(3);
    expect(told("2024-06-30", "four US 2022-01-01 60", "four CN 2022-08-01 50").records).toBe(3);
    expect(told("2023-06-30", "one CN 2023-01-01 80", "one US 2023-02-01 60")).toEqual({ records: 0, reached: 0 });
  });

  it("keeps as open what nobody has measured since, so that not the quick ones alone are left", () => {
    expect(told("2024-06-30", "one US 2024-01-01 60")).toMatchObject({ records: 3, reached: 2 });
  });
});

it("a group of speakers is one value of the filter, though its name holds commas", () => {
  expect(speakerSlug("Helen Toner, Jenny Xiao and Jeffrey Ding")).toBe("helen-toner-jenny-xiao-and-jeffrey-ding");
  expect(speakerSlug("CAISI (NIST)")).toBe("caisi-nist");
});
