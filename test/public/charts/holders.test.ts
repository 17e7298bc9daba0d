import { describe, expect, it } from "vitest";
import { type Holder, type HoldersData, holders } from "../../../public/charts/holders.js";
import { textWidth } from "../../../public/charts/text-width.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

const holder = (id: string, side: Holder["side"], total: number | null, rest: Partial<Holder> = {}): Holder => ({
  id,
  name: `Firm ${id}`,
  side,
  vendors: { a: total, b: null, other: null },
  total,
  band: { confirmed: total, reported: total, all: total },
  unconverted: 0,
  ...rest,
});

const data = (rows: readonly Holder[], omitted = 0): HoldersData => ({
  sides,
  asOf: "2024-02-21",
  holders: rows,
  omitted,
});

const mixed = holder("mixed", "b", 3000, { vendors: { a: 1000, b: 2000, other: null } });
const unknown = holder("unknown", "b", null, { unconverted: 16_384 });
const together = holder("many", "b", 399_000, { together: true, unconverted: 31_859 });
const typical = data(
  [
    holder("big", "a", 3.18e6, { band: { confirmed: 14_400, reported: 108_000, all: 3.18e6 } }),
    holder("weak", "b", 34_400, { band: { confirmed: null, reported: null, all: 34_400 } }),
    mixed,
    unknown,
    together,
  ],
  2,
);

describe("the finding", () => {
  it.each([
    [
      [holder("x", "a", 3e6), holder("y", "b", 3e4)],
      "Firm x is known to hold the most compute, 3m H100-equivalents; of China Firm y, 30k",
    ],
    [
      [holder("x", "a", 3e4), holder("y", "b", 3e6)],
      "Firm y is known to hold the most compute, 3m H100-equivalents; of the United States Firm x, 30k",
    ],
    [
      [holder("x", "a", 3e6), holder("y", "a", 3e6)],
      "Firm x is known to hold the most compute, 3m H100-equivalents, level with Firm y; none of China can be reckoned",
    ],
    [[holder("x", "a", null), together], "No company’s compute can be reckoned by 21 Feb 2024"],
    [[], "No company’s compute can be reckoned by 21 Feb 2024"],
  ])("of %#", (rows, sentence) => {
    expect(holders.describe(data(rows)).finding).toBe(sentence);
  });

  it("comes with those that are left out and those that are not known", () => {
    expect(holders.describe(typical).coverage).toBe(
      "4 companies, 2 smaller ones left to the table; 1 whose chips cannot be reckoned",
    );
    expect(holders.describe(data([])).coverage).toBe("No company in view");
  });
});

describe("places", () => {
  it("stand in groups by side, with a symbol for each side's vendors and the range of evidence", () => {
    const { rows, heads } = holders.place(typical, { width: 1080 });
    expect(heads.map(({ text }) => text)).toEqual(["United States", "China"]);
    const at = Object.fromEntries(rows.map((row) => [row.id, row]));
    expect(at.mixed?.symbols.map(({ side }) => side)).toEqual(["a", "b"]);
    expect(at.big?.range?.[0]).toBeLessThan(at.big?.at ?? 0);
    expect(at.mixed?.range).toBeNull();
    expect(at.weak?.symbols[0]?.hollow).toBe(true);
  });

  it("never draw the unknown as zero", () => {
    const row = holders.place(typical, { width: 1080 }).rows.find(({ id }) => id === "unknown");
    expect(row).toMatchObject({ at: null, symbols: [], value: "", aside: "16.4k chips not reckoned" });
  });

  it("say where the range reaches beyond the view's figure", () => {
    const strict = holder("x", "a", 23_400, { band: { confirmed: 23_400, reported: 23_400, all: 140_600 } });
    expect(holders.place(data([strict]), { width: 680 }).rows[0]?.value).toBe("23.4k, up to 141k");
  });

  it("keep every text inside and every row clear of the next", () => {
    for (const width of [320, 344, 680, 1080]) {
      const { rows } = holders.place(typical, { width });
      for (const [index, row] of rows.entries()) {
        expect(row.valueX + textWidth(row.value, 12.5, 600)).toBeLessThanOrEqual(width);
        expect(row.asideX + textWidth(row.aside, 11.5)).toBeLessThanOrEqual(width);
        const next = rows[index + 1];
        if (next) expect(Math.min(next.titleY, next.y) - row.y).toBeGreaterThanOrEqual(12);
      }
    }
  });
});

it("draws nothing held as a note", () => {
  expect(inkOf(holders, data([]), 344)).toContain("No compute known to be held by 21 Feb 2024");
});

it("draws soundly, also for one, none known, and very many", () => {
  const many = Array.from({ length: 200 }, (_, i) =>
    holder(`h${i}`, (["a", "b", "other"] as const)[i % 3] ?? "a", 1 + i),
  );
  for (const each of [typical, data([]), data([unknown]), data([mixed]), data(many)]) expectSoundInk(holders, each);
});

it("keeps every figure in the table, and the unknown empty", () => {
  const rows = holders.table(typical).rows;
  expect(rows[0]).toEqual(["Firm big", "US", "firm", 3.18e6, 3.18e6, null, null, 14_400, 108_000, 3.18e6, 0]);
  expect(rows[3]).toEqual(["Firm unknown", "CN", "firm", null, null, null, null, null, null, null, 16_384]);
  expect(rows[4]?.[2]).toBe("several firms together");
});
