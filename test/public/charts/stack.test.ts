import { describe, expect, it } from "vitest";
import { type StackData, type StackRow, stack } from "../../../public/charts/stack.js";
import { textWidth } from "../../../public/charts/text-width.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

type Counts = readonly [direct: number, chained: number];

const row = (title: string, a: Counts, b: Counts, group = "Frameworks"): StackRow => ({
  key: title,
  title,
  group,
  models: { a: { direct: a[0], chained: a[1] }, b: { direct: b[0], chained: b[1] } },
});

const data = (rows: readonly StackRow[], recorded: readonly [number, number] = [20, 30], omitted = 0): StackData => ({
  sides,
  asOf: "2024-02-21",
  of: "software",
  rows,
  omitted,
  models: { a: { all: 115, recorded: recorded[0] }, b: { all: 125, recorded: recorded[1] } },
});

const typical = data(
  [
    row("CUDA", [14, 0], [12, 3], "Compute platforms"),
    row("PyTorch", [1, 0], [6, 5]),
    row("PaddlePaddle", [0, 0], [2, 0]),
  ],
  [20, 30],
  25,
);

describe("the finding", () => {
  it.each<[string, StackData, string]>([
    [
      "one that leads on both sides",
      typical,
      "CUDA carries the most models of both sides: of those with a recorded stack 14 of 20 (70%) of the United States and 15 of 30 (50%) of China",
    ],
    [
      "a different one on each",
      data([row("CUDA", [14, 0], [1, 0]), row("CANN", [0, 0], [9, 0])]),
      "Of models with a recorded stack, those of the United States rest most often on CUDA, 14 of 20 (70%); those of China on CANN, 9 of 30 (30%)",
    ],
    [
      "ties, and counts where a share would claim too much",
      data([row("CUDA", [2, 0], [3, 0]), row("JAX", [1, 1], [1, 2])], [9, 9]),
      "CUDA and JAX carry the most models of both sides: of those with a recorded stack 2 of 9 of the United States and 3 of 9 of China",
    ],
    [
      "one side only",
      data([row("CUDA", [0, 0], [3, 0])], [0, 12]),
      "Of models with a recorded stack, those of China rest most often on CUDA, 3 of 12 (25%); none of the United States is recorded to rest on any of it",
    ],
    ["none", data([], [0, 0]), "No model of the United States or China is recorded to rest on any of this software"],
  ])("of %s", (_name, given, sentence) => {
    expect(stack.describe(given).finding).toBe(sentence);
  });
});

it("says of how many models any step is recorded, and what stands in the table only", () => {
  expect(stack.describe(typical).coverage).toBe(
    "20 of 115 models of the United States have one; 30 of 125 models of China have one; 25 more in the table",
  );
});

describe("places", () => {
  it("give each piece a bar a side, with counts, shares and the side's name at the first", () => {
    const { bars, heads } = stack.place(typical, { width: 1080 });
    expect(bars.map(({ text }) => text)).toEqual([
      "United States 14 of 20, 70%",
      "China 15 of 30, 50%",
      "1 of 20, 5%",
      "11 of 30, 37%",
      "0 of 20, 0%",
      "2 of 30, 6.7%",
    ]);
    expect(heads.map(({ text }) => text)).toEqual(["Compute platforms", "Frameworks"]);
  });

  it("keep every text inside the picture", () => {
    for (const width of [320, 344, 680, 1080]) {
      for (const { text, textX } of stack.place(typical, { width }).bars) {
        expect(textX + textWidth(text, 12.5, 600)).toBeLessThanOrEqual(width);
      }
    }
  });
});

it("draws no recorded stack as a note", () => {
  expect(inkOf(stack, data([], [0, 0]), 344)).toContain("No model is recorded to rest on any of it by 21 Feb 2024");
});

it("draws soundly, also for none, one and very many", () => {
  const many = Array.from({ length: 60 }, (_, i) => row(`Piece ${i}`, [i, i % 3], [60 - i, 1], `Group ${i % 4}`));
  for (const each of [typical, data([], [0, 0]), data([row("CUDA", [0, 0], [1, 0])]), data(many, [62, 61])]) {
    expectSoundInk(stack, each);
  }
});

it("keeps every figure with what it is taken from in the table", () => {
  expect(stack.table(typical).rows[0]).toEqual(["CUDA", "Compute platforms", 14, 14, 20, 12, 15, 30]);
});
