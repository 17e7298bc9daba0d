import { describe, expect, it } from "vitest";
import { overlaps } from "../../../public/charts/direct-labels.js";
import { frontier } from "../../../public/charts/frontier.js";
import type { CatchUp, FrontierData, FrontierPanel, FrontierStep } from "../../../public/charts/frontier-data.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

const step = (on: string, score: number, model = "model"): FrontierStep => ({ on, score, model });
const caught = (
  from: string,
  to: string | null,
  threshold: number,
  months: number,
  follower: "a" | "b" = "b",
): CatchUp => ({
  follower,
  threshold,
  from,
  to,
  months,
  model: "model",
});
const mmlu: FrontierPanel = {
  id: "mmlu",
  title: "MMLU",
  unit: "percent",
  higherIsBetter: true,
  steps: {
    a: [step("2023-02-24", 63.4, "LLaMA 65B"), step("2023-03-14", 86.4, "GPT-4")],
    b: [step("2023-06-01", 42.3, "Baichuan-7B"), step("2023-11-02", 76.3, "Yi-34B")],
  },
  catchUps: [
    caught("2023-02-24", "2023-06-01", 42.3, 3.19),
    caught("2023-03-14", "2023-11-02", 76.3, 7.66),
    caught("2023-03-14", null, 86.4, 11.3),
  ],
};
const data = (panels: readonly FrontierPanel[], more: Partial<FrontierData> = {}): FrontierData => ({
  sides,
  asOf: "2024-02-21",
  from: "2023-02-24",
  panels,
  behind: { a: 0, b: panels.length, neither: 0 },
  oneSided: 0,
  ...more,
});
const many = (count: number) => Array.from({ length: count }, (_, i) => ({ ...mmlu, id: `m${i}` }));

describe("places", () => {
  it("run a catch-up level from the leader's day to the follower's record, and an open one to the last day", () => {
    const [panel] = frontier.place(data([mmlu]), { width: 1080 }).panels;
    const [first, second, open] = panel?.catchUps ?? [];
    const record = panel?.dots.find(({ side, y }) => side === "b" && y === second?.y);
    expect(second?.x1).toBe(record?.x);
    // The longer the lag, the longer the line, on one scale of time.
    const length = (one: typeof first) => (one?.x1 ?? 0) - (one?.x0 ?? 0);
    expect(length(second) / length(first)).toBeCloseTo(233 / 97, 1);
    expect(open).toMatchObject({ open: true });
    expect(open?.x1).toBeCloseTo((panel?.plot.x1 ?? 0) - 2, 1);
    expect(panel?.labels.map(({ text }) => text)).toEqual(["3.2", "7.7", "11.3+"]);
  });

  it.each([
    [1080, 9, 3],
    [680, 6, 2],
    [344, 5, 1],
  ])("set panels in a grid that fits: at %d %d of them, %d abreast", (width, drawn, abreast) => {
    const { panels } = frontier.place(data(many(12)), { width });
    expect(panels).toHaveLength(drawn);
    expect(new Set(panels.map(({ plot }) => plot.x0)).size).toBe(abreast);
  });

  it("draw better higher also where less is better", () => {
    const errors: FrontierPanel = {
      ...mmlu,
      higherIsBetter: false,
      steps: { a: [step("2023-03-01", 9), step("2023-06-01", 4)], b: [step("2023-05-01", 9)] },
      catchUps: [],
    };
    const [panel] = frontier.place(data([errors]), { width: 680 }).panels;
    const [nine, four] = panel?.dots.filter(({ side }) => side === "a") ?? [];
    expect(four?.y).toBeLessThan(nine?.y ?? 0);
  });

  it("take powers of ten for counts that span hundreds, never for percentages", () => {
    const span = (unit: string): FrontierPanel => ({
      ...mmlu,
      unit,
      steps: {
        a: [step("2023-03-01", 1), step("2023-06-01", 10), step("2023-09-01", 100)],
        b: [step("2023-05-01", 1)],
      },
      catchUps: [],
    });
    const heights = (unit: string) =>
      frontier
        .place(data([span(unit)]), { width: 680 })
        .panels[0]?.dots.filter(({ side }) => side === "a")
        .map(({ y }) => y) ?? [];
    const [m1 = 0, m10 = 0, m100 = 0] = heights("minutes");
    expect(m1 - m10).toBeCloseTo(m10 - m100, 0);
    const [p1 = 0, p10 = 0, p100 = 0] = heights("percent");
    expect(p10 - p100).toBeGreaterThan((p1 - p10) * 5);
  });

  it.each([1080, 680, 344])("let no two labels of a panel touch or leave it at %d", (width) => {
    const crowded: FrontierPanel = {
      ...mmlu,
      catchUps: Array.from({ length: 30 }, (_, i) =>
        caught("2023-03-14", `2023-${String((i % 8) + 4).padStart(2, "0")}-0${(i % 9) + 1}`, 45 + i, 1 + i / 3),
      ),
    };
    for (const { labels, plot } of frontier.place(data([mmlu, crowded]), { width }).panels) {
      expect(labels.length).toBeGreaterThan(0);
      for (const [index, one] of labels.entries()) {
        expect(one.box.x0).toBeGreaterThanOrEqual(plot.x0);
        expect(one.box.x1).toBeLessThanOrEqual(plot.x1);
        for (const other of labels.slice(index + 1)) expect(overlaps(one.box, other.box)).toBe(false);
      }
    }
  });

  it("tell of a record how long after the other it came", () => {
    const { marks } = frontier.place(data([mmlu]), { width: 1080 });
    expect(marks.find(({ key }) => key === "mmlu b 2023-11-02")?.tip).toEqual([
      "Yi-34B, 2 Nov 2023",
      "MMLU: 76.3 percent",
      "7.7 months after the United States",
    ]);
  });
});

it.each<[Partial<FrontierData>, string]>([
  [{ behind: { a: 1, b: 7, neither: 0 } }, "China trails on 7 of 8 benchmarks and leads on 1"],
  [{ behind: { a: 5, b: 0, neither: 1 } }, "The United States trails on 5 of 6 benchmarks, level on 1"],
  [{ behind: { a: 2, b: 2, neither: 0 } }, "The United States and China each lead on 2 of 4 benchmarks"],
  [{ behind: { a: 0, b: 0, neither: 1 } }, "The United States and China have the same best score on 1 of 1 benchmark"],
  [
    { panels: [], behind: { a: 0, b: 0, neither: 0 } },
    "By 21 Feb 2024 no benchmark has scores of both the United States and China",
  ],
])("finds for %j", (more, sentence) => {
  expect(frontier.describe(data([mmlu], more)).finding).toBe(sentence);
});

it("draws soundly, also for none and for single scores on the last day", () => {
  const single = {
    ...mmlu,
    steps: { a: [step("2024-02-21", 5)], b: [step("2024-02-21", 5)] },
    catchUps: [caught("2024-02-21", "2024-02-21", 5, 0)],
  };
  for (const each of [data([mmlu]), data([]), data(many(12)), data([single], { from: "2024-02-21" })])
    expectSoundInk(frontier, each);
  expect(inkOf(frontier, data([]), 344)).toContain("No benchmark with scores of both");
  expect(frontier.table(data([mmlu])).rows[2]).toEqual([
    "MMLU",
    "CN",
    86.4,
    "percent",
    "2023-03-14",
    null,
    11.3,
    "model",
  ]);
});
