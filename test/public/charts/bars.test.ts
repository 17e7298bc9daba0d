import { describe, expect, it } from "vitest";
import { type BarRow, type BarsData, bars } from "../../../public/charts/bars.js";
import { textWidth } from "../../../public/charts/text-width.js";
import { chartType } from "../../../public/charts/tokens.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

const row = (key: string, a: number | null, b: number | null): BarRow => ({ key, title: key, a, b });
const data = (rows: readonly BarRow[]): BarsData => ({
  sides,
  asOf: "2024-02-21",
  measure: { title: "Companies", unit: "Companies recorded, by kind" },
  rowNoun: { one: "kind", many: "kinds" },
  rows,
});
const some = data([row("startup", 39, 29), row("foundry", 0, 1), row("other", null, 2)]);

describe("places", () => {
  it("set bars in proportion, from one start, each with its text inside the picture", () => {
    for (const width of [320, 1080]) {
      const { rows, x0 } = bars.place(some, { width });
      const [first] = rows;
      expect((first?.bars[0]?.width ?? 0) / (first?.bars[1]?.width ?? 1)).toBeCloseTo(39 / 29, 1);
      for (const bar of rows.flatMap((one) => one.bars)) {
        expect(x0 + bar.width + 17 + textWidth(bar.text, chartType.label, 600)).toBeLessThanOrEqual(width);
      }
    }
  });

  it("name the sides once and tell zero from unknown", () => {
    const { rows } = bars.place(some, { width: 680 });
    expect(rows.map((one) => one.bars.map((bar) => bar.text))).toEqual([
      ["United States 39", "China 29"],
      ["0", "1"],
      ["not known", "2"],
    ]);
  });

  it("put titles above their bars on a phone, and shorten long ones", () => {
    expect(bars.place(some, { width: 344 }).stacked).toBe(true);
    const long = data([row("a title far too long for the column that titles are given beside the bars", 1, 2)]);
    expect(bars.place(long, { width: 600 }).rows[0]?.title).toMatch(/…$/);
  });

  it("tell each bar to pointer and keyboard", () => {
    const { marks } = bars.place(some, { width: 680 });
    expect(marks).toHaveLength(6);
    expect(marks[4]?.tip).toEqual(["other", "United States: not known"]);
  });
});

it.each([
  [
    [row("x", 2, 1), row("y", 1, 3), row("z", 9, 1)],
    "Companies: the United States has the higher figure in 2 of 3 kinds, China in 1",
  ],
  [[row("x", 1, 2)], "Companies: China has the higher figure in 1 of 1 kind"],
  [
    [row("x", 1, 2), row("y", 2, 1)],
    "Companies: the United States and China have the higher figure in 1 of 2 kinds each",
  ],
  [[row("x", 1, 1), row("y", 0, 0)], "Companies: the United States and China are level in all 2 kinds"],
  [[row("x", 1, 1)], "Companies: the United States and China are level in the one kind"],
  [[row("x", null, 1)], "Companies: too little is known to compare the United States and China"],
  [[], "Companies: too little is known to compare the United States and China"],
])("finds for %j", (rows, sentence) => {
  expect(bars.describe(data(rows)).finding).toBe(sentence);
});

it("draws soundly, also for none, all zero and very many", () => {
  const many = data(Array.from({ length: 200 }, (_, i) => row(`row ${i}`, i, 200 - i)));
  for (const each of [some, data([]), data([row("x", 0, 0)]), data([row("x", null, null)]), many])
    expectSoundInk(bars, each);
  expect(inkOf(bars, data([]), 344)).toContain("Nothing recorded by 21 Feb 2024");
  expect(bars.describe(some).coverage).toBe("2 of 3 kinds known for both sides");
});
