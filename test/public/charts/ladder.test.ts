import { describe, expect, it } from "vitest";
import { overlaps } from "../../../public/charts/direct-labels.js";
import { type LadderCompany, type LadderData, ladder } from "../../../public/charts/ladder.js";
import { nominalDollars } from "../../../public/charts/money-basis.js";
import { textWidth } from "../../../public/charts/text-width.js";
import { chartType } from "../../../public/charts/tokens.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

const company = (
  name: string,
  side: "a" | "b",
  steps: readonly (readonly [string, number, string?])[],
): LadderCompany => ({
  id: name.toLowerCase(),
  name,
  side,
  steps: steps.map(([on, amount, confidence = "reported"]) => ({ on, amount, stage: "series-a", confidence })),
});
const data = (companies: readonly LadderCompany[]): LadderData => ({
  sides,
  asOf: "2024-06-30",
  basis: nominalDollars,
  companies,
  valued: {
    a: companies.filter(({ side }) => side === "a").length,
    b: companies.filter(({ side }) => side === "b").length,
  },
});
const full = data([
  company("OpenAI", "a", [
    ["2021", 14e9],
    ["2023-04", 29e9],
    ["2024-02-16", 80e9, "disputed"],
  ]),
  company("Anthropic", "a", [["2024-03-27", 18e9]]),
  company("Moonshot", "b", [["2024-02-19", 2.5e9]]),
]);

describe("a ladder", () => {
  it("steps at each valuation and goes on thinly from the last", () => {
    const { stairs, plot } = ladder.place(full, { width: 1080 });
    const openai = stairs.find(({ id }) => id === "openai");
    expect(openai?.path.match(/H/g)).toHaveLength(2);
    expect(openai?.rest.endsWith(`H${Math.round(plot.x1 * 10) / 10}`)).toBe(true);
  });

  it("names every line at its end, in order and apart", () => {
    const close = data(["A", "B", "C", "D"].map((name) => company(name, "a", [["2024", 1e9]])));
    for (const width of [344, 680, 1080]) {
      const { labels } = ladder.place(close, { width });
      expect(labels).toHaveLength(4);
      for (const one of labels) {
        expect(one.box.x1).toBeLessThanOrEqual(width + 0.5);
        for (const two of labels) if (one !== two) expect(overlaps(one.box, two.box)).toBe(false);
      }
    }
  });

  it("cuts a long name, never its valuation", () => {
    const { labels } = ladder.place(data([company("Safe Superintelligence of the Long Name", "a", [["2024", 32e9]])]), {
      width: 344,
    });
    expect(labels[0]?.text).toMatch(/^Safe.*… \$32bn$/);
  });
});

describe("on a phone", () => {
  const many = data(["A", "B", "C", "D", "E", "F"].map((name, at) => company(name, "a", [["2024", (9 - at) * 1e9]])));

  it("draws the four highest of a side, says so and leaves the rest to the table", () => {
    const { stairs, omitted } = ladder.place(many, { width: 344 });
    expect(stairs.map(({ id }) => id)).toEqual(["a", "b", "c", "d"]);
    expect(omitted).toBe("Drawn here: of each side up to 4; all 6 in the table");
    expect(textWidth(omitted, chartType.note)).toBeLessThan(320);
    expect(inkOf(ladder, many, 344)).toContain(omitted);
  });

  it("says nothing where all are drawn", () => {
    expect(ladder.place(full, { width: 344 }).omitted).toBe("");
    expect(ladder.place(many, { width: 680 }).omitted).toBe("");
  });
});

describe("the words", () => {
  it.each([
    [full, "OpenAI, last valued at $80bn, stands at 32 times the highest of China, Moonshot at $2.5bn"],
    [
      data([company("X", "a", [["2024", 1e9]]), company("Y", "b", [["2024", 1.5e9]])]),
      "Y, last valued at $1.5bn, stands 50% above the highest of the United States, X at $1bn",
    ],
    [
      data([company("X", "a", [["2024", 1e9]]), company("Y", "b", [["2024", 1e9]])]),
      "The highest latest valuations are level: X at $1bn in the United States, Y at $1bn in China",
    ],
    [
      data([company("Y", "b", [["2024", 1e9]])]),
      "Y at $1bn is valued highest in China; no valuation is known in the United States",
    ],
    [data([]), "No valuation of a company of the United States or China is known by 30 Jun 2024"],
  ])("follow the figures", (one, expected) => expect(ladder.describe(one).finding).toBe(expected));
});

it("has a row for each valuation and sound ink at every width", () => {
  expect(ladder.table(full).rows).toHaveLength(5);
  for (const one of [full, data([])]) expectSoundInk(ladder, one);
});
