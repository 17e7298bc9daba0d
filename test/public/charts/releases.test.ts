import { describe, expect, it } from "vitest";
import { overlaps } from "../../../public/charts/direct-labels.js";
import { releases } from "../../../public/charts/releases.js";
import {
  formatFlop,
  openingYear,
  type Release,
  type ReleasesData,
  records,
} from "../../../public/charts/releases-data.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

const release = (
  id: string,
  side: Release["side"],
  on: string,
  computeFlop: number | null,
  more?: Partial<Release>,
): Release => ({
  id,
  name: id,
  company: "lab",
  side,
  on,
  computeFlop,
  openness: "open-weights",
  confidence: "confirmed",
  ...more,
});
const data = (list: readonly Release[], undated = 0): ReleasesData => ({
  sides,
  asOf: "2024-06-30",
  releases: list,
  undated,
});
const small = data(
  [
    release("GPT-4", "a", "2023-03-14", 2e25, { openness: "api", confidence: "estimated", href: "/models/gpt-4" }),
    release("Llama 2", "a", "2023-07", 8e23),
    release("Yi-34B", "b", "2023-11-02", 6e23),
    release("Kimi", "b", "2023-10", null, { openness: null }),
    release("Mistral", "other", "2023-09", 1e23, { openness: "open-source" }),
    release("Qwen", "b", "2024-04", 2e24, { openness: "closed" }),
  ],
  1,
);

describe("places", () => {
  it("set figures on a log scale and models without one in the rug below it, never at zero", () => {
    const { points, rug, plot, rugBox } = releases.place(small, { width: 680 });
    expect(points.map(({ id }) => id)).toEqual(["GPT-4", "Llama 2", "Mistral", "Yi-34B", "Qwen"]);
    expect(rug.map(({ id }) => id)).toEqual(["Kimi"]);
    expect(rug[0]?.y).toBeGreaterThan(plot.y1);
    expect(rugBox?.text).toBe("1 model whose training compute is not known");
    const y = (id: string) => points.find((point) => point.id === id)?.y ?? Number.NaN;
    expect(y("GPT-4")).toBeLessThan(y("Qwen"));
    expect(y("Qwen")).toBeLessThan(y("Yi-34B"));
  });

  it("give each kind of openness a shape and weak evidence a hollow one, and key what occurs", () => {
    const { points, key } = releases.place(small, { width: 1080 });
    expect(points.map(({ openness, hollow }) => [openness, hollow])).toEqual([
      ["api", true],
      ["open-weights", false],
      ["open-source", false],
      ["open-weights", false],
      ["closed", false],
    ]);
    expect(key.entries.map(({ text }) => text)).toEqual([
      "United States",
      "China",
      "Others",
      "open source",
      "open weights",
      "as a service",
      "not offered",
      "openness not stated",
      "hollow: estimated or disputed",
    ]);
  });

  it("read by date, with the model's facts", () => {
    const { marks } = releases.place(small, { width: 680 });
    expect(marks.map(({ key }) => key)).toEqual(["GPT-4", "Llama 2", "Mistral", "Kimi", "Yi-34B", "Qwen"]);
    expect(marks[0]).toMatchObject({
      tip: ["GPT-4, lab", "2×10²⁵ FLOP, released 14 Mar 2023", "as a service, estimated"],
      href: "/models/gpt-4",
    });
    expect(marks[3]?.tip[1]).toBe("training compute not known, released Oct 2023");
  });

  it("name the largest of each side, and let labels touch neither each other nor the frontier's lines", () => {
    const crowd = Array.from({ length: 300 }, (_, i) =>
      release(
        `model ${i}`,
        i % 3 ? "a" : "b",
        `202${2 + (i % 2)}-${String(1 + (i % 12)).padStart(2, "0")}`,
        1e22 * (1 + ((i * 7919) % 997)),
      ),
    );
    for (const width of [344, 680, 1080]) {
      const { labels, frontiers } = releases.place(data(crowd), { width });
      expect(labels.length).toBeGreaterThan(2);
      for (const one of labels)
        for (const other of labels) if (one !== other) expect(overlaps(one.box, other.box)).toBe(false);
      for (const { corners } of frontiers) {
        const [x0 = 0, y0 = 0] = corners.at(-2) ?? [];
        const [x1 = 0] = corners.at(-1) ?? [];
        if (x1 - x0 < 20) continue;
        const last = { x0: x0 + 10, y0, x1, y1: y0 };
        for (const { box } of labels) expect(overlaps(box, last)).toBe(false);
      }
    }
    const named = releases.place(small, { width: 344 }).labels.map(({ text }) => text);
    expect(named).toEqual(expect.arrayContaining(["GPT-4", "Qwen"]));
  });

  it("follow the largest so far of each side, held to the last day", () => {
    expect(records(small.releases, "a").map(({ id }) => id)).toEqual(["GPT-4"]);
    const ordered = [...small.releases].filter(({ side }) => side === "b");
    expect(records(ordered, "b").map(({ id }) => id)).toEqual(["Yi-34B", "Qwen"]);
    const { frontiers, plot } = releases.place(small, { width: 680 });
    expect(frontiers.map(({ side, corners }) => [side, corners.length])).toEqual([
      ["b", 4],
      ["a", 2],
    ]);
    for (const { corners } of frontiers) expect(corners.at(-1)?.[0]).toBe(plot.x1);
  });

  it("begin after a silence of two years that cuts off a tenth at most", () => {
    const many = Array.from({ length: 20 }, (_, i) =>
      release(`m${i}`, "a", `2023-${String(1 + (i % 12)).padStart(2, "0")}`, 1e24),
    );
    const late = data([release("old", "other", "2016", 1e21), ...many]);
    expect(openingYear(late)).toBe("2023");
    expect(releases.describe(late).coverage).toContain("; 1 before 2023 not drawn");
    expect(openingYear(data([release("old", "other", "2016", 1e21), release("new", "a", "2023", 1e24)]))).toBe("2016");
  });
});

describe("the finding", () => {
  const finding = (list: readonly Release[]) => releases.describe(data(list)).finding;
  const [us, cn] = [release("Grok", "a", "2024", 5e26), release("Qwen", "b", "2024", 5e25)] as const;

  it("compares the largest training runs, in either direction", () => {
    expect(finding([us, cn])).toBe(
      "The largest known training run of the United States, that of Grok, took 10 times the compute of the largest of China, that of Qwen",
    );
    expect(finding([us, { ...cn, computeFlop: 1e27 }])).toBe(
      "The largest known training run of China, that of Qwen, took twice the compute of the largest of the United States, that of Grok",
    );
  });

  it("says a tie, one side alone and none", () => {
    expect(finding([us, { ...cn, computeFlop: 5e26 }])).toBe(
      "The largest known training runs are level: that of Grok in the United States, that of Qwen in China",
    );
    expect(finding([cn, { ...us, computeFlop: null }])).toBe(
      "The largest known training run of China is that of Qwen; none is known of the United States",
    );
    expect(finding([{ ...us, computeFlop: null }])).toBe(
      "Of no model of the United States or China released by 30 Jun 2024 is the training compute known",
    );
  });

  it("counts what has no figure and what has no date", () => {
    expect(releases.describe(small).coverage).toBe(
      "Training compute is known of 5 of 6 models; the other 1 stands below the scale; 1 model without a date left out",
    );
  });
});

it.each([
  [2.58e24, "2.6×10²⁴"],
  [1e25, "10²⁵"],
  [9.96e25, "10²⁶"],
  [420, "420"],
])("%d FLOP is said as %s", (flop, said) => {
  expect(formatFlop(flop)).toBe(said);
});

it("draws soundly, also for none, for unknown figures only, and for 5,000", () => {
  const many = Array.from({ length: 5000 }, (_, i) =>
    release(`r${i}`, i % 2 ? "a" : "b", "2023-05-05", 1e22 + i * 1e21),
  );
  for (const each of [
    small,
    data([]),
    data([release("x", "a", "2023", null)]),
    data([release("x", "b", "2023", 1e24)]),
  ])
    expectSoundInk(releases, each);
  expect(inkOf(releases, data(many), 1080).length).toBeLessThan(900_000);
  expect(inkOf(releases, data([]), 344)).toContain("No training compute known by 30 Jun 2024");
});
