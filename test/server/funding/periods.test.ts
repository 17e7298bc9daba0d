import { describe, expect, it } from "vitest";
import { nominal, normaliser } from "../../../server/funding/money.js";
import { lastDayOf, periodOf, perPeriod } from "../../../server/funding/periods.js";
import type { Round } from "../../../server/funding/totals.js";
import { side } from "../../../server/values/sides.js";

const sides = { a: side("US"), b: side("CN") };
const round = (announced_on: string, amount_usd: number | null, more: Partial<Round> = {}): Round => ({
  announced_on,
  amount_usd,
  stage: "series-a",
  confidence: "reported",
  country: "US",
  ...more,
});

describe("a date's period", () => {
  it.each([
    ["2023-01-01", "2023-Q1"],
    ["2023-03-31", "2023-Q1"],
    ["2023-04", "2023-Q2"],
    ["2023-12-05", "2023-Q4"],
    // A year alone lies in no quarter: putting it into the first would make one up.
    ["2023", "2023"],
  ])("%s lies in %s", (date, quarter) => {
    expect(periodOf(date, "quarter")).toBe(quarter);
    expect(periodOf(date, "year")).toBe("2023");
  });

  it.each([
    ["2023", "2023-12-31"],
    ["2023-Q1", "2023-03-31"],
    ["2024-Q2", "2024-06-30"],
  ])("%s ends on %s", (period, day) => expect(lastDayOf(period)).toBe(day));
});

describe("funding by period", () => {
  const options = { sides, strictest: "reported" as const, money: nominal };

  it("adds up by side and stage, counts what is undisclosed and keeps loans out", () => {
    const cells = perPeriod(
      [
        round("2023-02-01", 100),
        round("2023-11", 20, { confidence: "confirmed" }),
        round("2023-12-01", null),
        round("2023-05-01", 7, { confidence: "disputed" }),
        round("2023-06-01", 5000, { stage: "debt" }),
        round("2024", 3, { country: "CN", stage: "seed" }),
        round("2024", 9, { country: "FR" }),
      ],
      "year",
      options,
    );
    expect(cells).toEqual([
      {
        period: "2023",
        side: "a",
        stage: "series-a",
        rounds: 3,
        undisclosed: 1,
        leftOut: 0,
        amount: 120,
        confirmed: 20,
        reported: 120,
        all: 127,
      },
      {
        period: "2024",
        side: "b",
        stage: "seed",
        rounds: 1,
        undisclosed: 0,
        leftOut: 0,
        amount: 3,
        confirmed: 0,
        reported: 3,
        all: 3,
      },
    ]);
  });

  it("leaves out and counts an amount that cannot be set against anything", () => {
    const money = normaliser("gdp", { a: new Map([[2023, 1e6]]), b: new Map() }, sides);
    const [a, b] = perPeriod([round("2023", 50), round("2020", 9), round("2023", 9, { country: "CN" })], "year", {
      ...options,
      money,
    }).filter(({ period }) => period === "2023");
    expect(a).toMatchObject({ amount: 50, leftOut: 0 });
    expect(b).toMatchObject({ side: "b", amount: 0, rounds: 1, undisclosed: 0, leftOut: 1 });
  });
});
