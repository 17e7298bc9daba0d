import { describe, expect, it } from "vitest";
import { changeOf, type FigureAt, type FigureKey, sayChange, sayGains } from "../../../server/changes/comparison.js";
import type { Day } from "../../../server/values/dates.js";
import { side } from "../../../server/values/sides.js";

describe("a change", () => {
  it("is the difference and, of what can be counted, how many times as much", () => {
    expect(changeOf(2, 5, "count")).toEqual({ difference: 3, ratio: 2.5 });
    expect(changeOf(0.82, 0.12, "percent")).toEqual({ difference: -0.7, ratio: null });
    expect(changeOf(6.4, 3.9, "months")).toEqual({ difference: -2.5, ratio: null });
  });

  it("from zero is no multiple of anything, and from or to the unknown is unknown", () => {
    expect(changeOf(0, 6, "count")).toEqual({ difference: 6, ratio: null });
    expect(changeOf(null, 6, "usd")).toBeUndefined();
    expect(changeOf(6, null, "usd")).toBeUndefined();
  });

  it("is said with its sign in the unit of the figure", () => {
    expect(sayChange({ difference: 1.2e10, ratio: 2.24 }, "usd")).toEqual({ difference: "+$12bn", ratio: "×2.2" });
    expect(sayChange({ difference: -3, ratio: 0.4 }, "count")).toEqual({ difference: "−3", ratio: "×0.4" });
    expect(sayChange({ difference: -0.708, ratio: null }, "percent")).toEqual({
      difference: "−70.8 points",
      ratio: "",
    });
    expect(sayChange({ difference: 2.51, ratio: null }, "months")).toEqual({ difference: "+2.5 months", ratio: "" });
    expect(sayChange({ difference: 88_806, ratio: 20.54 }, "large")).toEqual({ difference: "+88.8k", ratio: "×21" });
    expect(sayChange({ difference: 0, ratio: 1 }, "count")).toEqual({ difference: "no change", ratio: "" });
  });
});

describe("the headline", () => {
  const sides = { a: side("US"), b: side("CN") };
  const days = { from: "2024-02-21" as Day, to: "2025-02-21" as Day };
  const figure = (key: FigureKey, a: number | null, b: number | null): FigureAt => ({
    key,
    title: "",
    about: "",
    unit: "",
    format: "count",
    a: { value: a },
    b: { value: b },
  });
  const say = (then: readonly FigureAt[], now: readonly FigureAt[]) => sayGains(then, now, days, sides);

  it("says who gained on whom in what, by share and not by number", () => {
    // 10 of 20 against 30 of 50: both grew, one faster.
    expect(say([figure("models", 10, 10)], [figure("models", 20, 30)])).toBe(
      "Between 21 Feb 2024 and 21 Feb 2025 China gained on the United States in notable models",
    );
    const then = [figure("funding-year", 10, 10), figure("models", 10, 10), figure("companies", 1, 1)];
    const now = [figure("funding-year", 30, 10), figure("models", 10, 30), figure("companies", 3, 2)];
    expect(say(then, now)).toBe(
      "Between 21 Feb 2024 and 21 Feb 2025 the United States gained on China in money raised and companies counted; China gained on the United States in notable models",
    );
  });

  it("says that neither gained, and that too little is known", () => {
    expect(say([figure("models", 1, 2)], [figure("models", 2, 4)])).toBe(
      "Between 21 Feb 2024 and 21 Feb 2025 neither side gained on the other",
    );
    const unknown = "Between 21 Feb 2024 and 21 Feb 2025 too little is known to say who gained on whom";
    expect(say([figure("funding-year", null, 2)], [figure("funding-year", 1, 4)])).toBe(unknown);
    expect(say([figure("models", 0, 0)], [figure("models", 1, 4)])).toBe(unknown);
  });

  it("of a burden nobody gains", () => {
    expect(say([figure("listings", 1, 1)], [figure("listings", 9, 1)])).toContain("too little is known");
  });
});
