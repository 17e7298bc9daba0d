import { describe, expect, it } from "vitest";
import { type RootRow, type RootsData, roots } from "../../../public/charts/roots.js";
import { textWidth } from "../../../public/charts/text-width.js";
import { chartType } from "../../../public/charts/tokens.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

function root(name: string, years: Readonly<Record<string, readonly [number, number, number]>>): RootRow {
  const byYear = Object.entries(years).map(([year, [a, b, other]]) => ({ year, bySide: { a, b, other } }));
  const bySide = { a: 0, b: 0, other: 0 };
  for (const one of byYear) for (const side of ["a", "b", "other"] as const) bySide[side] += one.bySide[side];
  const models = bySide.a + bySide.b + bySide.other;
  return { id: name, name, company: "Meta", side: "a", models, bySide, byYear };
}

function data(rows: readonly RootRow[], rest: Partial<RootsData> = {}): RootsData {
  return { sides, asOf: "2026-11-24", rows, roots: rows.length, kinds: "lineage", withLineage: false, ...rest };
}

const llama = root("LLaMA", { 2023: [1, 8, 2], 2025: [9, 12, 1] });
const typical = data([llama, root("GPT-4o", { 2025: [2, 0, 0] })], { roots: 25 });

describe("the finding", () => {
  it.each([
    [
      [llama, root("GPT-4o", { 2025: [2, 0, 0] })],
      "33 models rest on LLaMA of Meta in the end, more than on any other root: 20 from China, 10 from the United States, 3 from elsewhere",
    ],
    [
      [root("GPT-4o", { 2025: [1, 0, 0] })],
      "1 model rests on GPT-4o of Meta in the end, more than on any other root: 1 from the United States",
    ],
    [
      [root("A", { 2025: [1, 1, 0] }), root("B", { 2025: [0, 2, 0] }), root("C", { 2024: [1, 0, 0] })],
      "A and B carry equally many models: 2 each",
    ],
    [["A", "B", "C", "D"].map((name) => root(name, { 2025: [1, 0, 0] })), "4 roots carry equally many models: 1 each"],
    [[], "No model is recorded as resting on another by 24 Nov 2026"],
  ])("%#", (rows, sentence) => {
    expect(roots.describe(data(rows)).finding).toBe(sentence);
  });

  it("comes with how many roots are not drawn", () => {
    expect(roots.describe(typical).coverage).toBe(
      "2 of 25 roots drawn; a model may rest on several; disputed edges left out",
    );
  });
});

describe("places", () => {
  it.each([320, 344, 680, 1080])("keep each year's bar and number within its column at %d", (width) => {
    const { rows, heads } = roots.place(typical, { width });
    const columns = heads.filter(({ text }) => text !== "all").map(({ x }) => x);
    expect(columns).toHaveLength(2);
    for (const { numbers } of rows) {
      for (const { x, text } of numbers) {
        const next = columns.find((column) => column > x) ?? width;
        expect(x + textWidth(text, chartType.label)).toBeLessThanOrEqual(next);
      }
    }
  });

  it("draw as long as there are models, the sides in turn", () => {
    const [first, second] = roots.place(typical, { width: 1080 }).rows;
    const long = (pieces: readonly { width: number }[] = []) => pieces.reduce((total, { width }) => total + width, 0);
    expect(first?.pieces.map(({ side }) => side)).toEqual(["a", "b", "other", "a", "b", "other"]);
    expect(long(first?.pieces.slice(3)) / long(second?.pieces)).toBeCloseTo(11, 0);
  });

  it("tell each root to pointer and keyboard", () => {
    expect(roots.place(typical, { width: 680 }).marks[0]?.tip).toEqual([
      "LLaMA (Meta)",
      "33 models: 20 from China, 10 from the United States, 3 from elsewhere",
      "2023 11, 2025 22",
    ]);
  });
});

it("draws nothing recorded as a note", () => {
  expect(inkOf(roots, data([]), 344)).toContain("No model is recorded as resting on another by 24 Nov 2026");
});

it("draws soundly, also with undated models only, very long names and many years", () => {
  const undated: RootRow = { ...root("Undated", {}), models: 2, bySide: { a: 2, b: 0, other: 0 } };
  const years = Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [String(2010 + index), [5, 140, 3] as const]),
  );
  const long = root("A model with a very long name ".repeat(4).trim(), years);
  for (const each of [typical, data([]), data([undated]), data([long, llama])]) expectSoundInk(roots, each);
});

it("keeps every side of every root in the table, by year", () => {
  const { columns, rows } = roots.table(typical);
  expect(columns.map(({ name }) => name).slice(-2)).toEqual(["in_2023", "in_2025"]);
  expect(rows).toEqual([
    ["LLaMA", "Meta", "United States", "United States", 10, 1, 9],
    ["LLaMA", "Meta", "United States", "China", 20, 8, 12],
    ["LLaMA", "Meta", "United States", "elsewhere", 3, 2, 1],
    ["GPT-4o", "Meta", "United States", "United States", 2, 0, 2],
  ]);
});
