import { describe, expect, it } from "vitest";
import { textWidth } from "../../../public/charts/text-width.js";
import { type LosingRow, type LosingSide, type WithdrawalData, withdrawal } from "../../../public/charts/withdrawal.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

type Counts = readonly [direct: number, indirect: number];
const none: Counts = [0, 0];

const total = (side: LosingSide["side"], [direct, indirect]: Counts, rest: Partial<LosingSide> = {}): LosingSide => ({
  side,
  direct,
  indirect,
  companies: Math.min(3, direct + indirect),
  sample: { losing: Math.min(direct, 8), models: 40 },
  ...rest,
});

const row = (key: string, side: LosingRow["side"], [direct, indirect]: Counts): LosingRow => ({
  key,
  title: `Lab ${key}`,
  side,
  direct,
  indirect,
});

function data(a: Counts, b: Counts, other: Counts = none, rest: Partial<WithdrawalData> = {}): WithdrawalData {
  const rows = [row("us", "a", a), row("cn", "b", b), row("fr", "other", other)];
  return {
    sides,
    asOf: "2024-02-21",
    without: "LLaMA",
    by: "company",
    totals: [total("a", a), total("b", b), total("other", other)],
    rows: rows.filter(({ direct, indirect }) => direct + indirect > 0),
    omitted: { a: 0, b: 0, other: 0 },
    disputed: 0,
    software: 0,
    models: 300,
    unrecorded: 180,
    ...rest,
  };
}

const kinds = (...counts: readonly [title: string, side: LosingRow["side"], counts: Counts][]): WithdrawalData => ({
  ...data([4, 0], [8, 2]),
  by: "kind",
  rows: counts.map(([title, side, [direct, indirect]]) => ({ key: title, title, side, direct, indirect })),
});

describe("the finding", () => {
  it.each<[string, WithdrawalData, string]>([
    [
      "more of b",
      data([2, 21], [16, 29], [1, 3]),
      "Without LLaMA, 72 models lose a base: 45 of China, 23 of the United States and 4 of others",
    ],
    ["more of a", data([9, 0], [1, 1]), "Without LLaMA, 11 models lose a base: 9 of the United States and 2 of China"],
    [
      "a tie, in the order of the sides",
      data([3, 0], [1, 2]),
      "Without LLaMA, 6 models lose a base: 3 of the United States and 3 of China",
    ],
    ["one side", data(none, [2, 3]), "Without LLaMA, 5 models of China lose a base"],
    ["one model", data([1, 0], none), "Without LLaMA, 1 model of the United States loses a base"],
    ["none", data(none, none), "Without LLaMA, no model on record loses a base"],
    [
      "nothing asked",
      data(none, none, none, { without: "" }),
      "Nothing is withdrawn: choose models, software or a company’s whole shelf",
    ],
  ])("of %s", (_name, given, sentence) => {
    expect(withdrawal.describe(given).finding).toBe(sentence);
  });

  it("of kinds names the most frequent, or those that are level", () => {
    const finding = (given: WithdrawalData) => withdrawal.describe(given).finding;
    expect(finding(kinds(["Weights", "a", [4, 0]], ["Weights", "b", [5, 1]], ["Code", "b", [3, 1]]))).toBe(
      "Most often through weights: 10 of 14 models",
    );
    expect(finding(kinds(["Weights", "a", [4, 0]], ["Code", "b", [3, 1]]))).toBe(
      "As often through weights as through code: 4 of 14 models each",
    );
    expect(finding(kinds(["Weights", "b", [8, 2]], ["Weights", "a", [4, 0]]))).toBe(
      "All of it through weights: 14 models",
    );
    expect(finding({ ...kinds(), totals: [] })).toBe("No kind of dependence leads to what is withdrawn");
  });
});

it("says what is not recorded, what is disputed, what is no model and what is left out", () => {
  const given = data([1, 0], [2, 0], none, { disputed: 1, software: 2, omitted: { a: 0, b: 3, other: 1 } });
  expect(withdrawal.describe(given).coverage).toBe(
    "300 models in view, 180 of them without any recorded base of these kinds, which count as losing none; 1 model counted on disputed evidence only; 2 pieces of software or data lose a base, too, and are not counted; 4 companies left to the table",
  );
});

describe("places", () => {
  it("divide each bar into a base of its own and a base further down, on one scale", () => {
    const { bars } = withdrawal.place(data([2, 21], [16, 29]), { width: 1080 });
    const [us, cn] = bars;
    const unit = ((us?.x2 ?? 0) - (us?.x0 ?? 0)) / 23;
    expect((us?.x1 ?? 0) - (us?.x0 ?? 0)).toBeCloseTo(2 * unit, 0);
    expect((cn?.x1 ?? 0) - (cn?.x0 ?? 0)).toBeCloseTo(16 * unit, 0);
    expect((cn?.x2 ?? 0) - (cn?.x0 ?? 0)).toBeCloseTo(45 * unit, 0);
  });

  it("give a share of ten models or more, and counts below", () => {
    const notes = (models: number) =>
      withdrawal
        .place(
          { ...data([2, 0], none), totals: [total("a", [2, 0], { sample: { losing: 2, models } })] },
          { width: 1600 },
        )
        .notes.map(({ text }) => text)
        .join(" ");
    expect(notes(10)).toContain("of its open models in the sample 2 of 10 (20%)");
    expect(notes(9)).toContain("of its open models in the sample 2 of 9");
    expect(notes(9)).not.toContain("%");
    expect(notes(0)).not.toContain("sample");
  });

  it("keep every text inside the picture and clear of the next line", () => {
    for (const width of [320, 344, 680, 1080]) {
      const placed = withdrawal.place(data([2, 21], [16, 29], [1, 3]), { width });
      for (const { text, textX } of placed.bars) expect(textX + textWidth(text, 12.5, 600)).toBeLessThanOrEqual(width);
      const lines = [...placed.notes, ...placed.heads];
      for (const { text, x } of lines) expect(x + textWidth(text, 12.5)).toBeLessThanOrEqual(width);
      const ys = [...lines.map(({ y }) => y), ...placed.titles.map(({ y }) => y)].sort((one, other) => one - other);
      for (const [index, y] of ys.entries()) if (index > 0) expect(y - (ys[index - 1] ?? 0)).toBeGreaterThanOrEqual(12);
    }
  });

  it("mark sides by symbols where they stand in one row, and name them at the first", () => {
    const { bars } = withdrawal.place(
      kinds(["Weights", "a", [4, 0]], ["Weights", "b", [8, 2]], ["Code", "b", [1, 0]]),
      { width: 680 },
    );
    expect(bars.map(({ text }) => text)).toEqual(["United States 4", "China 10", "1"]);
    expect(bars.map(({ symbol }) => symbol?.side)).toEqual(["a", "b", "b"]);
    expect(withdrawal.place(data([4, 0], none), { width: 680 }).bars[0]?.symbol).toBeUndefined();
  });
});

it("draws nothing lost, and nothing asked, as a note", () => {
  expect(inkOf(withdrawal, data(none, none), 344)).toContain("No model on record by 21 Feb 2024 loses a base");
  expect(inkOf(withdrawal, data(none, none, none, { without: "" }), 344)).toContain("Nothing is withdrawn");
});

it("draws soundly, also for none, one and very many", () => {
  const rows = Array.from({ length: 90 }, (_, i) =>
    row(`r${i}`, (["a", "b", "other"] as const)[i % 3] ?? "a", [i % 7, 1 + (i % 5)]),
  );
  const many = { ...data([100, 200], [300, 20], [4, 5]), rows };
  for (const each of [data([2, 21], [16, 29], [1, 3]), data(none, none), data([1, 0], none), many])
    expectSoundInk(withdrawal, each);
  expectSoundInk(withdrawal, kinds(["Weights", "a", [4, 0]], ["Weights", "b", [5, 1]], ["Code", "b", [3, 1]]));
});

it("keeps both counts of every row in the table", () => {
  expect(withdrawal.table(data([2, 21], [16, 29], [1, 3])).rows).toEqual([
    ["Lab us", "US", 2, 21],
    ["Lab cn", "CN", 16, 29],
    ["Lab fr", "other", 1, 3],
  ]);
});
