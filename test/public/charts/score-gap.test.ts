import { describe, expect, it } from "vitest";
import {
  behindOf,
  type ScoreGapData,
  type ScoreGapRow,
  scoreGap,
  shareOfBetter,
  winningShare,
} from "../../../public/charts/score-gap.js";
import { textWidth } from "../../../public/charts/text-width.js";
import { chartType } from "../../../public/charts/tokens.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

const row = (id: string, a: number, b: number, unit = "percent", higherIsBetter = true): ScoreGapRow => ({
  id,
  title: `Benchmark ${id}`,
  unit,
  higherIsBetter,
  a,
  b,
});
const data = (...rows: readonly ScoreGapRow[]): ScoreGapData => ({ sides, asOf: "2024-02-21", rows });
const some = data(row("close", 98, 97), row("wide", 718.81, 54.19, "minutes"), row("elo", 1505, 1467, "Elo points"));

describe("the gap between two scores", () => {
  it("is a share of the better, in either direction", () => {
    expect(shareOfBetter(row("x", 80, 60))).toBe(0.75);
    expect(shareOfBetter(row("x", 60, 80))).toBe(0.75);
    expect(behindOf(row("x", 60, 80))).toBe("a");
    expect(behindOf(row("x", 60, 60))).toBeNull();
  });

  it("turns round where less is better", () => {
    expect(behindOf(row("x", 8, 4, "errors", false))).toBe("a");
    expect(shareOfBetter(row("x", 8, 4, "errors", false))).toBe(0.5);
    expect(shareOfBetter(row("x", 8, 0, "errors", false))).toBeNull();
  });

  it("is no share on a scale whose zero is a convention", () => {
    expect(shareOfBetter(row("x", 1505, 1467, "Elo points"))).toBeNull();
    expect(shareOfBetter(row("x", 161, 153, "index points"))).toBeNull();
  });

  // Elo's curve: 400 points are odds of ten to one, none are even odds.
  it("of ratings is a share of comparisons won", () => {
    expect(winningShare(400)).toBeCloseTo(10 / 11, 10);
    expect(winningShare(0)).toBe(0.5);
  });
});

describe("places", () => {
  it("put the widest gap first and scales without a share last", () => {
    const { rows, dots } = scoreGap.place(some, { width: 1080 });
    expect(rows.map(({ id }) => id)).toEqual(["wide", "close", "elo"]);
    expect(rows.map(({ text }) => text)).toEqual([
      "54.2 to 718.8 minutes",
      "97 to 98 percent",
      "CN 38 behind, winning 45%",
    ]);
    expect(rows[2]?.line).toBeUndefined();
    expect(dots).toHaveLength(4);
  });

  it.each([1080, 680, 344])("keep titles and figures apart and inside at %d", (width) => {
    const long = { ...row("long", 67.3, 71.5), title: "Open LLM Leaderboard, version 1 (average of four tests)" };
    const { rows, stacked, plot } = scoreGap.place(data(...some.rows, long), { width });
    for (const { title, titleX, text, textX } of rows) {
      const wide = textWidth(title, chartType.label);
      const textWide = textWidth(text, chartType.note);
      const titleEnd = stacked ? titleX + wide : titleX;
      const textStart = stacked ? textX - textWide : textX;
      expect(titleEnd - wide).toBeGreaterThanOrEqual(-0.5);
      expect(titleEnd).toBeLessThan(textStart);
      expect(textStart + textWide).toBeLessThanOrEqual(width + 0.5);
      if (!stacked) expect(titleEnd).toBeLessThan(plot.x0);
    }
  });
});

it.each<[ScoreGapData, string]>([
  [some, "Where China is behind, its best score is between 7.5% and 99% of that of the United States"],
  [data(row("x", 60, 80)), "Where the United States is behind, its best score is 75% of that of China"],
  [
    data(row("x", 60, 80), row("y", 80, 60)),
    "By 21 Feb 2024 the United States and China are each behind on 1 benchmark",
  ],
  [data(row("x", 60, 60)), "By 21 Feb 2024 the United States and China have the same best scores"],
  [data(), "By 21 Feb 2024 no benchmark has scores of both the United States and China"],
  [
    data(row("x", 1505, 1467, "Elo points")),
    "Where China is behind, on 1 benchmark, no share can be given: their scales have no zero",
  ],
])("finds for %j", (given, sentence) => {
  expect(scoreGap.describe(given).finding).toBe(sentence);
});

it("draws soundly, also for none, a tie and zero", () => {
  for (const each of [some, data(), data(row("x", 0, 0)), data(row("x", 0, 5)), data(row("x", 5, 5))])
    expectSoundInk(scoreGap, each);
  expect(inkOf(scoreGap, data(), 344)).toContain("No benchmark with scores of both");
});
