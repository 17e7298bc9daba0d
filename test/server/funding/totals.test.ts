import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { fundingTotal, isEquity, type Round, runningTotals } from "../../../server/funding/totals.js";
import { places } from "../../../server/places.js";
import { type Confidence, confidenceLevels } from "../../../server/values/evidence.js";
import { side } from "../../../server/values/sides.js";

const sides = { a: side("US"), b: side("CN") };

/** Five rounds that show every rule: an undisclosed one, a debt, a reduced date, each level of evidence. */
const rounds: readonly Round[] = [
  { announced_on: "2023-06-01", stage: "series-a", amount_usd: 100, confidence: "confirmed", country: "US" },
  { announced_on: "2023-11", stage: "series-b", amount_usd: 20, confidence: "reported", country: "US" },
  { announced_on: "2023-12-05", stage: "seed", amount_usd: null, confidence: "reported", country: "US" },
  { announced_on: "2023-12-06", stage: "debt", amount_usd: 5000, confidence: "confirmed", country: "US" },
  { announced_on: "2023-03-01", stage: "series-a", amount_usd: 3, confidence: "disputed", country: "US" },
  { announced_on: "2023-07-01", stage: "series-a", amount_usd: 40, confidence: "estimated", country: "CN" },
  { announced_on: "2023-07-02", stage: "series-a", amount_usd: 7, confidence: "confirmed", country: null },
];

describe("isEquity", () => {
  it.each([
    ["seed", true],
    ["series-a", true],
    ["corporate", true],
    ["debt", false],
    ["secondary", false],
    ["ipo", false],
  ])("a %s round is equity raised by the firm: %s", (stage, expected) => {
    expect(isEquity({ stage })).toBe(expected);
  });
});

describe("fundingTotal", () => {
  it("adds known equity and counts what is undisclosed, never as zero", () => {
    expect(fundingTotal(rounds, "a", sides, "disputed")).toEqual({ amountUsd: 123, rounds: 4, undisclosed: 1 });
  });

  it("leaves out rows on weaker evidence than asked for", () => {
    expect(fundingTotal(rounds, "a", sides, "confirmed")).toEqual({ amountUsd: 100, rounds: 1, undisclosed: 0 });
    expect(fundingTotal(rounds, "a", sides, "reported")).toEqual({ amountUsd: 120, rounds: 3, undisclosed: 1 });
    expect(fundingTotal(rounds, "b", sides, "reported")).toEqual({ amountUsd: 0, rounds: 0, undisclosed: 0 });
  });

  it("puts a company of unknown seat on neither side", () => {
    expect(fundingTotal(rounds, "other", sides, "disputed").amountUsd).toBe(7);
  });

  it("counts after a day, which is itself left out; a reduced date stands before its month's first day", () => {
    expect(fundingTotal(rounds, "a", sides, "disputed", "2023-06-01").rounds).toBe(2);
    expect(fundingTotal(rounds, "a", sides, "disputed", "2023-05-31").rounds).toBe(3);
    expect(fundingTotal(rounds, "a", sides, "disputed", "2023-11-01").rounds).toBe(1);
  });
});

describe("runningTotals", () => {
  it("adds up in order of time, with the bounds of stricter and looser evidence", () => {
    expect(runningTotals(rounds, "a", sides, "reported")).toEqual([
      { on: "2023-03-01", amountUsd: 0, low: 0, high: 3 },
      { on: "2023-06-01", amountUsd: 100, low: 100, high: 103 },
      { on: "2023-11", amountUsd: 120, low: 100, high: 123 },
    ]);
  });

  it("has nothing to say of a side without disclosed rounds", () => {
    expect(runningTotals([], "a", sides, "disputed")).toEqual([]);
  });
});

describe("on the shipped facts", () => {
  // Read without our own reader, so that the sum below is nobody's but the files'.
  const table = (name: string): Record<string, string>[] =>
    parse(readFileSync(join(places.dataset, `${name}.csv`)), { columns: true });
  const countryOf = new Map(table("companies").map((row) => [row["id"], row["country"] || null]));
  const shipped: readonly Round[] = table("funding_rounds").map((row) => ({
    announced_on: row["announced_on"] ?? "",
    stage: row["stage"] ?? "",
    amount_usd: row["amount_usd"] ? Number(row["amount_usd"]) : null,
    confidence: row["confidence"] as Confidence,
    country: countryOf.get(row["company_id"] ?? "") ?? null,
  }));

  it.each(["US", "CN", "FR"])("the total of %s is the sum of its rows", (country) => {
    for (const strictest of confidenceLevels) {
      let [amountUsd, count, undisclosed] = [0, 0, 0];
      for (const round of shipped) {
        if (round.country !== country || ["debt", "secondary", "ipo"].includes(round.stage)) continue;
        if (confidenceLevels.indexOf(round.confidence) > confidenceLevels.indexOf(strictest)) continue;
        count++;
        if (round.amount_usd === null) undisclosed++;
        else amountUsd += round.amount_usd;
      }
      expect(count).toBeGreaterThan(0);
      const pair = { a: side(country), b: side("JP") };
      const total = fundingTotal(shipped, "a", pair, strictest);
      expect(total).toEqual({ amountUsd, rounds: count, undisclosed });
      expect(runningTotals(shipped, "a", pair, strictest).at(-1)?.amountUsd).toBe(amountUsd);
    }
  });
});
