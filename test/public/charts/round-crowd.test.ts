import { describe, expect, it } from "vitest";
import { mostDots, stepAbove, stepBelow, thinned } from "../../../public/charts/round-crowd.js";
import { type RoundDot, rounds } from "../../../public/charts/rounds.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

/** Two thousand rounds: half of each side, each hundredth of them undisclosed, one that stands out. */
const many: readonly RoundDot[] = Array.from({ length: 2000 }, (_, at) => ({
  id: `r${String(at).padStart(4, "0")}`,
  company: `Firm ${at}`,
  side: at % 2 === 0 ? "a" : "b",
  on: `${2016 + (at % 8)}-${String(1 + (at % 12)).padStart(2, "0")}-05`,
  amountUsd: at === 7 ? 90e9 : at % 100 === 0 ? null : 1e6 * (1 + (at % 400)),
  stage: "series-a",
  confidence: "reported",
}));

describe("classes of amount", () => {
  it.each([
    [340e6, 200e6, 500e6],
    [200e6, 200e6, 500e6],
    [999e6, 500e6, 1e9],
    [1e9, 1e9, 2e9],
  ])("put %d from %d to %d", (amount, low, high) => {
    expect(stepBelow(amount)).toBe(low);
    expect(stepAbove(low)).toBe(high);
  });
});

describe("a crowd", () => {
  it("is made only of more rounds than can be told apart", () => {
    const few = many.slice(0, mostDots);
    expect(thinned(few)).toEqual({ rounds: few });
  });

  it("counts every round once and keeps the largest of each side by themselves", () => {
    const { crowd, rounds: kept } = thinned(many);
    expect(crowd?.bins.reduce((sum, bin) => sum + bin.rounds, 0)).toBe(2000);
    // 20 of 2,000 are undisclosed, all on side a, which has the even numbers.
    expect(crowd?.sides.a).toMatchObject({ rounds: 1000, known: 980 });
    expect(crowd?.sides.b).toMatchObject({ rounds: 1000, known: 1000 });
    expect(kept.find(({ side }) => side === "b")?.amountUsd).toBe(90e9);
    expect(kept.length).toBeLessThanOrEqual(24);
  });

  it("is drawn as few marks, named and said to be counted", () => {
    const data = { sides, asOf: "2024-02-21", ...thinned(many) };
    const { marks, cells, strip } = rounds.place(data, { width: 1080 });
    expect(marks.length).toBeLessThan(500);
    expect(cells.reduce((sum, cell) => sum + cell.rounds, 0)).toBe(2000);
    expect(strip?.text).toBe("20 rounds whose amount is undisclosed");
    expect(rounds.describe(data).coverage).toBe(
      "1,980 of 2,000 rounds disclose an amount; too many to draw one by one",
    );
    expect(inkOf(rounds, data, 1080)).toContain("Firm 7 $90bn");
    expectSoundInk(rounds, data);
  });

  it("puts half-years together where they would be too narrow", () => {
    const data = { sides, asOf: "2024-02-21", ...thinned(many) };
    const narrow = rounds.place(data, { width: 344 }).cells;
    expect(narrow.length).toBeLessThan(rounds.place(data, { width: 1080 }).cells.length);
    expect(narrow.reduce((sum, cell) => sum + cell.rounds, 0)).toBe(2000);
    expect(narrow.every(({ when }) => /^\d{4}$/.test(when))).toBe(true);
  });
});
