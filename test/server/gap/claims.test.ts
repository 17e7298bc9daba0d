import { describe, expect, it } from "vitest";
import {
  type Claim,
  claimedLag,
  compare,
  isForecast,
  outcome,
  sayFigure,
  speakerSlug,
} from "../../../server/gap/claims.js";
import { sayTally } from "../../../server/gap/claims-record.js";
import { type CountryScore, gapsAt } from "../../../server/gap/gaps.js";
import type { Day } from "../../../server/values/dates.js";
import { side } from "../../../server/values/sides.js";

const claim = (low: number | null, high: number | null, unit: string | null, more: Partial<Claim> = {}): Claim => ({
  topic: "lag",
  statement: "China is behind.",
  subject_country: "CN",
  relative_to: "US",
  value_low: low,
  value_high: high,
  unit,
  ...more,
});

describe("a claimed lag", () => {
  it("is put in months, twelve to a year, and keeps an end that is open", () => {
    expect(claimedLag(claim(6, 9, "months"))).toEqual({ low: 6, high: 9 });
    expect(claimedLag(claim(1, 2, "years"))).toEqual({ low: 12, high: 24 });
    expect(claimedLag(claim(1, null, "years"))).toEqual({ low: 12 });
    expect(claimedLag(claim(null, 3, "months"))).toEqual({ high: 3 });
  });

  it("is none without a figure, in another unit, on another topic or of one country alone", () => {
    expect(claimedLag(claim(null, null, "months"))).toBeUndefined();
    expect(claimedLag(claim(2.7, 2.7, "percent"))).toBeUndefined();
    expect(claimedLag(claim(1.5, 2, "years", { topic: "compute" }))).toBeUndefined();
    expect(claimedLag(claim(2, 2, "years", { relative_to: null }))).toBeUndefined();
  });

  it("is a forecast where the statement says will, and not for an uncertainty of today", () => {
    expect(isForecast({ statement: "AIsphere will surpass the level of Sora within three to six months." })).toBe(true);
    expect(isForecast({ statement: "China trails by at least a year and the gap may be widening." })).toBe(false);
    expect(isForecast({ statement: "The willing are few." })).toBe(false);
  });
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
  expect(sayFigure(claim(low, high, unit))).toBe(said);
});

describe("a claimed interval against what was measured", () => {
  // Crossings of 2, 4, 6, 8 and 10 months.
  const measured = { crossings: 5, medianMonths: 6, lowMonths: 4, highMonths: 8 };

  it.each([
    [{ low: 5, high: 7 }, "holds"],
    [{ low: 6, high: 6 }, "holds"],
    [{ high: 24 }, "holds"],
    [{ low: 7, high: 9 }, "meets"],
    [{ low: 1, high: 4 }, "meets"],
    [{ low: 8 }, "meets"],
    [{ low: 3, high: 3 }, "less"],
    [{ low: 12, high: 24 }, "more"],
    [{ low: 12 }, "more"],
  ] as const)("%j %s", (claimed, expected) => {
    expect(compare(claimed, measured)).toBe(expected);
  });
});

describe("what became of the best scores of a day", () => {
  const known = ["one", "two", "three", "four"].map((id) => ({ id, higherIsBetter: true }));
  const scores = (...lines: readonly string[]): readonly CountryScore[] =>
    lines.map((text) => {
      const [benchmarkId = "", country = "", on = "", score = ""] = text.split(" ");
      return { benchmarkId, country, on, score: Number(score), modelId: `${country}-${on}` };
    });
  const told = (day: string, ...lines: readonly string[]) => {
    const all = scores(...lines);
    const gaps = gapsAt(known, all, { a: side("US"), b: side("CN") }, "2025-12-31" as Day);
    return outcome(gaps, day as Day);
  };

  it("is the time from the leader's reaching each to the follower's, whether before that day or after", () => {
    // 365 and 30 days: 11.99 and 0.99 months.
    const { records, reached, medianMonths } = told(
      "2024-06-30",
      "one US 2024-01-01 50",
      "one CN 2024-12-31 55",
      "two US 2024-05-01 70",
      "two CN 2024-05-31 70",
      "two US 2024-07-01 90",
    );
    expect({ records, reached }).toEqual({ records: 2, reached: 2 });
    expect(medianMonths).toBeCloseTo((365 + 30) / 2 / 30.4375, 10);
  });

  it("counts what is still unreached as longer than any, so that the median may not be known", () => {
    const open = ["one US 2024-01-01 50", "one CN 2025-01-01 40"];
    const met = ["two US 2024-01-01 50", "two CN 2024-03-01 50"];
    expect(told("2024-01-31", ...open, ...met)).toEqual({ records: 2, reached: 1 });
    const third = ["three US 2024-01-01 50", "three CN 2024-05-30 60"];
    // 60 days, 150 days, open: the median is the 150 days.
    expect(told("2024-01-31", ...open, ...met, ...third).medianMonths).toBeCloseTo(150 / 30.4375, 10);
  });

  it("leaves out what the follower had reached first, and benchmarks without a score of either", () => {
    const none = { records: 0, reached: 0 };
    expect(told("2024-06-30", "one CN 2023-01-01 80", "one US 2024-01-01 60")).toEqual(none);
    expect(told("2024-06-30", "two US 2024-01-01 60")).toEqual(none);
    expect(told("2024-06-30", "four US 2024-07-01 60", "four CN 2024-08-01 60")).toEqual(none);
  });

  it("keeps as open what nobody has measured since, so that not the quick ones alone are left", () => {
    const unmeasured = ["one CN 2024-01-01 30", "one US 2024-01-01 60"];
    expect(told("2024-06-30", ...unmeasured)).toEqual({ records: 1, reached: 0 });
  });
});

it("a group of speakers is one value of the filter, though its name holds commas", () => {
  expect(speakerSlug("Helen Toner, Jenny Xiao and Jeffrey Ding")).toBe("helen-toner-jenny-xiao-and-jeffrey-ding");
  expect(speakerSlug("CAISI (NIST)")).toBe("caisi-nist");
});

describe("the tally of claims", () => {
  it("names only what there is", () => {
    expect(sayTally([{ comparison: "more" }, { comparison: "more" }, { comparison: "holds" }, {}])).toBe(
      "4 lags claimed in months or years, 3 of them measurable on their day: 1 holds the median measured, 2 say more than was measured",
    );
    expect(sayTally([{ comparison: "less" }])).toBe(
      "1 lag claimed in months or years, all measurable on its day: 1 says less than was measured",
    );
    expect(sayTally([{}])).toBe(
      "1 lag claimed in months or years, none of which can be held against a measure of its day",
    );
  });
});
