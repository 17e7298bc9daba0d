import { describe, expect, it } from "vitest";
import { normaliser, perHead, perMillionOfGdp, realUsd, valueFor } from "../../../server/funding/money.js";
import { side } from "../../../server/values/sides.js";

const sides = { a: side("US"), b: side("CN") };
/** Made-up round figures, so that every expectation is worked by hand. */
const prices = new Map([
  [2020, 250],
  [2024, 300],
  [2025, 310],
]);
const none = new Map<number, number>();

describe("the value of a year", () => {
  it.each([
    [2024, 300],
    [2025, 310],
    // 2026 is not over, so it has no annual figure; the latest known stands in for one year, not for two.
    [2026, 310],
    [2027, undefined],
    // Neither gaps nor years before the first are filled.
    [2022, undefined],
    [2019, undefined],
  ])("of %d is %s", (year, expected) => expect(valueFor(prices, year)).toBe(expected));

  it("is none in an empty series", () => expect(valueFor(none, 2024)).toBeUndefined());
});

describe("dollars at constant prices", () => {
  it("are amount × prices of the base year ÷ prices of the year", () => {
    expect(realUsd(500, 2020, prices)).toBe(620); // 500 × 310 ÷ 250
    expect(realUsd(600, 2024, prices)).toBe(620); // 600 × 310 ÷ 300
  });
  it("stand as announced in the base year and the one after it", () => {
    expect(realUsd(600, 2025, prices)).toBe(600);
    expect(realUsd(600, 2026, prices)).toBe(600);
  });
  it("are not told for a year without prices", () => {
    expect(realUsd(600, 2018, prices)).toBeNull();
    expect(realUsd(600, 2024, none)).toBeNull();
  });
});

describe("amounts set against the country", () => {
  it("are dollars per million dollars of its GDP", () => {
    // Five billion of twenty trillion are 250 of each million.
    expect(perMillionOfGdp(5e9, 2024, new Map([[2024, 20e12]]))).toBe(250);
    expect(perMillionOfGdp(5e9, 2020, new Map([[2024, 20e12]]))).toBeNull();
  });
  it("are dollars for each inhabitant", () => {
    expect(perHead(5e9, 2024, new Map([[2024, 250e6]]))).toBe(20);
    expect(perHead(5e9, 2020, new Map([[2024, 250e6]]))).toBeNull();
  });
});

describe("the reckoning of a view", () => {
  it("deflates every country's dollars by US prices", () => {
    const { of, basis } = normaliser("real", { a: prices, b: prices }, sides);
    expect([of(500, "2020-05", "a"), of(500, "2020", "b"), of(500, "2020-05-01", "other")]).toEqual([620, 620, 620]);
    expect(basis.unit).toBe("US dollars of 2025");
    expect(basis.column).toBe("usd_2025");
    expect(basis.caveat).toContain("2026 has none yet");
  });

  it("sets each side against its own GDP, and third countries against none", () => {
    const gdp = { a: new Map([[2024, 20e12]]), b: new Map([[2024, 10e12]]) };
    const { of, basis } = normaliser("gdp", gdp, sides);
    expect([of(1e9, "2024", "a"), of(1e9, "2024", "b"), of(1e9, "2024", "other")]).toEqual([50, 100, null]);
    expect(basis.caveat).toBe("amounts of 2025 stand against the GDP of 2024, the latest known");
  });

  it("says of a side without a series that none of its amounts is counted", () => {
    const { of, basis } = normaliser("head", { a: new Map([[2024, 100]]), b: none }, sides);
    expect(of(1e9, "2024", "b")).toBeNull();
    expect(basis.caveat).toBe(
      "amounts of 2025 in the United States stand against its population of 2024, the latest known; no population of China is known, so none of its amounts is counted",
    );
  });
});
