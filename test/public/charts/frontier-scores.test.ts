import { describe, expect, it } from "vitest";
import { overlaps } from "../../../public/charts/direct-labels.js";
import { type FrontierScoresData, frontierScores, type ScoreDot } from "../../../public/charts/frontier-scores.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

const dot = (model: string, side: ScoreDot["side"], on: string, score: number, more?: Partial<ScoreDot>): ScoreDot => ({
  id: `${model}-${on}`,
  model,
  company: `${model} Labs`,
  side,
  on,
  score,
  record: true,
  confidence: "confirmed",
  ...more,
});
const data = (scores: readonly ScoreDot[], more?: Partial<FrontierScoresData>): FrontierScoresData => ({
  sides,
  asOf: "2025-01-01",
  benchmark: "Test",
  unit: "percent",
  higherIsBetter: true,
  bounds: [0, 100],
  scores,
  ...more,
});
const race = [
  dot("Alpha", "a", "2023-03-14", 86.4),
  dot("Alpha two", "a", "2024-06-20", 88.1),
  dot("Aside", "a", "2024-07-01", 70, { record: false }),
  dot("Beta", "b", "2023-11-02", 76.3),
  dot("Beta two", "b", "2024-12-26", 87.2),
  dot("Gamma", "other", "2024-02-01", 81),
];

/** The strokes of a path of steps as boxes without width. */
function strokesOf(path: string) {
  const [, start = "", turns = ""] = /^M([^HV]+)(.*)$/.exec(path) ?? [];
  let [x = 0, y = 0] = start.split(",").map(Number);
  return [...turns.matchAll(/([HV])([^HV]+)/g)].map(([, way, to]) => {
    const [fromX, fromY] = [x, y];
    if (way === "H") x = Number(to);
    else y = Number(to);
    return { x0: Math.min(fromX, x), x1: Math.max(fromX, x), y0: Math.min(fromY, y), y1: Math.max(fromY, y) };
  });
}

describe("the finding", () => {
  const finding = (scores: readonly ScoreDot[], more?: Partial<FrontierScoresData>) =>
    frontierScores.describe(data(scores, more)).finding;

  it("says who is behind by how much, with both models, in either direction", () => {
    expect(finding(race)).toBe(
      "China is 0.9 percentage points behind the United States on Test: 87.2 by Beta two against 88.1 by Alpha two",
    );
    expect(finding([...race, dot("Beta three", "b", "2024-12-30", 90)], { unit: "Elo points" })).toBe(
      "The United States is 1.9 Elo points behind China on Test: 88.1 by Alpha two against 90 by Beta three",
    );
  });

  it("knows that less may be better, a tie, a hair's breadth, one side alone and nothing", () => {
    expect(finding([dot("A", "a", "2024", 4), dot("B", "b", "2024", 9)], { higherIsBetter: false })).toMatch(
      /^China is/,
    );
    expect(finding([dot("A", "a", "2024", 80), dot("B", "b", "2024", 80)])).toBe(
      "The United States and China stand level on Test, each at 80 percent",
    );
    expect(finding([dot("A", "a", "2024", 80.01), dot("B", "b", "2024", 80)])).toMatch(/less than 0\.1 percentage/);
    expect(finding([dot("B", "b", "2024", 80), dot("G", "other", "2024", 90)])).toBe(
      "Only China has scores on Test, the best 80 by B; the United States has none",
    );
    expect(finding([dot("G", "other", "2024", 90)])).toBe(
      "No score of the United States or China on Test by 1 Jan 2025",
    );
  });
});

describe("places", () => {
  it("draw each side's best so far as steps up to the last day", () => {
    const { lines, dots, plot } = frontierScores.place(data(race), { width: 1080 });
    expect(lines.map(({ side }) => side)).toEqual(["a", "b"]);
    const at = Object.fromEntries(dots.map((one) => [one.id, one]));
    const [begin, then] = [at["Alpha-2023-03-14"], at["Alpha two-2024-06-20"]];
    expect(lines[0]?.path).toBe(`M${begin?.x},${begin?.y}H${then?.x}V${then?.y}H${plot.x1}`);
    // A better score stands higher.
    expect(then?.y).toBeLessThan(begin?.y ?? 0);
  });

  it("keep the whole scale of a benchmark that has ends", () => {
    const { up } = frontierScores.place(data(race), { width: 1080 });
    expect(up.map(({ label }) => label)).toEqual(["0", "20", "40", "60", "80", "100"]);
  });

  it("take a logarithmic scale only where an open one spreads two hundredfold", () => {
    const minutes = (most: number) =>
      data([dot("A", "a", "2023", 1), dot("B", "a", "2024", most)], { unit: "minutes", bounds: undefined });
    const isLog = (most: number) => frontierScores.place(minutes(most), { width: 1080 }).logarithmic;
    expect(isLog(200)).toBe(false);
    expect(isLog(700)).toBe(true);
    expect(frontierScores.describe(minutes(700)).unit).toContain("logarithmic scale");
  });

  it("name the best of both sides, and never let a label touch another or a line", () => {
    const crowd = Array.from({ length: 30 }, (_, i) =>
      dot(`Model ${i}`, i % 2 === 0 ? "a" : "b", `2024-${String(1 + (i % 12)).padStart(2, "0")}-10`, 40 + i),
    );
    for (const width of [344, 1080]) {
      const { labels, lines } = frontierScores.place(data(crowd), { width });
      expect(labels.length).toBeGreaterThan(1);
      for (const { box } of labels) {
        expect(labels.filter((other) => overlaps(other.box, box))).toHaveLength(1);
        for (const { path } of lines) expect(strokesOf(path).some((stroke) => overlaps(stroke, box))).toBe(false);
      }
    }
    const texts = frontierScores.place(data(race), { width: 1080 }).labels.map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(["Alpha two 88.1", "Beta two 87.2"]));
  });

  it("name a model that was scored again at its last record only", () => {
    const again = data([dot("Same", "a", "2023-01-01", 50), dot("Same", "a", "2024-01-01", 60)]);
    expect(frontierScores.place(again, { width: 1080 }).labels.map(({ text }) => text)).toEqual(["Same 60"]);
  });
});

it("what sets no record stands back, and weak evidence is hollow and said so in the key", () => {
  const weak = data([...race, dot("Weak", "b", "2024-03-01", 80, { confidence: "estimated" })]);
  const { dots, key } = frontierScores.place(weak, { width: 1080 });
  expect(dots.filter(({ hollow }) => hollow).map(({ id }) => id)).toEqual(["Weak-2024-03-01"]);
  expect(key.entries.map(({ text }) => text)).toContain("hollow: estimated or disputed");
  expect(inkOf(frontierScores, data(race), 1080)).toContain('opacity="0.45"');
});

it("the words count scores, models and other countries; the table has every score", () => {
  const { coverage, summary } = frontierScores.describe(data(race));
  expect(coverage).toBe("6 scores of 6 models; 1 of other countries");
  expect(summary).toContain("China: 2 scores, 2 records, the best 87.2 by Beta two (26 Dec 2024).");
  expect(frontierScores.table(data(race)).rows.map(([on, , , country, , record]) => [on, country, record])).toEqual([
    ["2023-03-14", "US", "yes"],
    ["2023-11-02", "CN", "yes"],
    ["2024-02-01", "other", "yes"],
    ["2024-06-20", "US", "yes"],
    ["2024-07-01", "US", "no"],
    ["2024-12-26", "CN", "yes"],
  ]);
});

it("the ink is sound with scores, with one and with none", () => {
  expectSoundInk(frontierScores, data(race));
  expectSoundInk(frontierScores, data(race.slice(0, 1), { bounds: undefined }));
  expectSoundInk(frontierScores, data([]));
  expect(frontierScores.place(data([]), { width: 344 }).note).toBe("No score by 1 Jan 2025");
});
