import { describe, expect, it } from "vitest";
import { type FlowStop, type InvestorFlowData, investorFlow } from "../../../public/charts/investor-flow.js";
import { textWidth } from "../../../public/charts/text-width.js";
import { chartType } from "../../../public/charts/tokens.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

function stop(key: string, label: string, side: FlowStop["side"], participations: number, short = label): FlowStop {
  return { key, label, short, side, participations };
}

function data(rest: Partial<InvestorFlowData> = {}): InvestorFlowData {
  return {
    sides,
    asOf: "2026-11-24",
    investors: [
      stop("from US", "United States", "a", 12, "US"),
      stop("from CN", "China", "b", 6, "CN"),
      stop("from unknown", "Country not known", "other", 2, "unknown"),
    ],
    countries: [stop("into US", "United States", "a", 12, "US"), stop("into CN", "China", "b", 8, "CN")],
    companies: [
      { ...stop("company openai", "OpenAI", "a", 9), href: "/companies/openai" },
      stop("companies into US", "3 more, United States", "a", 3, "3 more, US"),
      stop("company zhipu", "Zhipu AI", "b", 8),
    ],
    steps: [
      { from: "from US", to: "into US", side: "a", participations: 10 },
      { from: "from US", to: "into CN", side: "a", participations: 2 },
      { from: "from CN", to: "into CN", side: "b", participations: 6 },
      { from: "from unknown", to: "into US", side: "other", participations: 2 },
      { from: "into US", to: "company openai", side: "a", participations: 8 },
      { from: "into US", to: "company openai", side: "other", participations: 1 },
      { from: "into US", to: "companies into US", side: "a", participations: 2 },
      { from: "into US", to: "companies into US", side: "other", participations: 1 },
      { from: "into CN", to: "company zhipu", side: "a", participations: 2 },
      { from: "into CN", to: "company zhipu", side: "b", participations: 6 },
    ],
    counted: {
      participations: 20,
      investors: 14,
      rounds: 9,
      companies: 5,
      unknown: { investors: 1, participations: 2 },
    },
    ...rest,
  };
}

const nothing = data({
  investors: [],
  countries: [],
  companies: [],
  steps: [],
  counted: { participations: 0, investors: 0, rounds: 0, companies: 0, unknown: { investors: 0, participations: 0 } },
});

describe("the words", () => {
  it("find for both sides what stayed at home and what went to the other, in counts", () => {
    expect(investorFlow.describe(data()).finding).toBe(
      "Of 12 participations by investors of the United States, 10 were at home and 2 in China; of 6 by investors of China, 6 were at home and none in the United States",
    );
  });

  it("say so where one side has none, whichever it is", () => {
    const { steps } = data();
    const only = (from: string) => data({ steps: steps.filter((step) => step.from === from) });
    expect(investorFlow.describe(only("from CN")).finding).toBe(
      "Of 6 participations by investors of China, 6 were at home and none in the United States; none by investors of the United States is recorded",
    );
    expect(investorFlow.describe(only("from US")).finding).toContain("; none by investors of China is recorded");
    expect(investorFlow.describe(nothing).finding).toBe(
      "No investor of the United States or China is recorded in a round by 24 Nov 2026",
    );
    expect(inkOf(investorFlow, nothing, 344)).toContain("No participation recorded by 24 Nov 2026");
  });

  it("say why amounts are never added up, and how many investors have no country", () => {
    const { unit, coverage } = investorFlow.describe(data());
    expect(unit).toContain("Amounts are never added up along a flow");
    expect(coverage).toBe(
      "20 participations of 14 investors in 9 rounds of 5 companies; 1 investor without a recorded country, with 2 participations",
    );
  });
});

describe("places", () => {
  it.each([320, 344, 680, 1080])("keep labels inside and apart, and three columns in order, at %d", (width) => {
    const long = data({
      companies: data().companies.map((one) => ({ ...one, label: `${one.label} of a Very Long Name Indeed, Limited` })),
    });
    for (const one of [data(), long]) {
      const { bars } = investorFlow.place(one, { width });
      for (const { label, count, labelX, anchor } of bars) {
        const wide = textWidth(`${label} `, chartType.label) + textWidth(count, chartType.label, 600) + 12.8;
        if (anchor === "end") expect(labelX - wide).toBeGreaterThanOrEqual(-1);
        else expect(labelX + wide).toBeLessThanOrEqual(width + 1);
      }
      const columns = [...new Set(bars.map(({ x }) => x))].sort((p, q) => p - q);
      expect(columns).toHaveLength(3);
      for (const x of columns) {
        const lines = bars.filter((bar) => bar.x === x).map(({ labelY }) => labelY);
        lines.slice(1).forEach((y, at) => {
          expect(y - (lines[at] ?? 0)).toBeGreaterThanOrEqual(chartType.label);
        });
      }
    }
  });

  it("make a bar as high as its participations, on both of its sides", () => {
    const { bars } = investorFlow.place(data(), { width: 1080 });
    const high = (key: string) => bars.find((bar) => bar.key === key)?.height ?? 0;
    expect(high("from US") / high("from CN")).toBeCloseTo(2, 1);
    expect(high("into US")).toBeCloseTo(high("from US"), 1);
    expect(high("company openai") / high("companies into US")).toBeCloseTo(3, 1);
  });

  it("stand companies by their country, and tell each stop to pointer and keyboard", () => {
    const mixed = data({ companies: [...data().companies].reverse() });
    const { bars, marks } = investorFlow.place(mixed, { width: 1080 });
    expect(bars.slice(5).map(({ key }) => key)).toEqual(["companies into US", "company openai", "company zhipu"]);
    expect(marks.find(({ key }) => key === "company zhipu")?.tip).toEqual([
      "Zhipu AI",
      "8 participations",
      "by investors of China 6, United States 2",
    ]);
    expect(marks.find(({ key }) => key === "from US")?.tip[2]).toBe("in United States 10, China 2");
    expect(marks.find(({ key }) => key === "company openai")?.href).toBe("/companies/openai");
  });
});

it("draws soundly, also nothing, one step and very many participations", () => {
  const one = data({
    investors: [stop("from US", "United States", "a", 1)],
    countries: [stop("into CN", "China", "b", 1)],
    companies: [stop("company zhipu", "Zhipu AI", "b", 1)],
    steps: [
      { from: "from US", to: "into CN", side: "a", participations: 1 },
      { from: "into CN", to: "company zhipu", side: "a", participations: 1 },
    ],
  });
  const much = data();
  const many = data({
    investors: much.investors.map((each) => ({ ...each, participations: each.participations * 9000 })),
    countries: much.countries.map((each) => ({ ...each, participations: each.participations * 9000 })),
    companies: much.companies.map((each) => ({ ...each, participations: each.participations * 9000 })),
    steps: much.steps.map((step) => ({ ...step, participations: step.participations * 9000 })),
  });
  for (const each of [data(), nothing, one, many]) expectSoundInk(investorFlow, each);
  expect(investorFlow.place(many, { width: 1080 }).height).toBeLessThan(700);
});

it("keeps every step in the table, the first half before the second, the largest first", () => {
  const { rows } = investorFlow.table(data());
  expect(rows).toHaveLength(10);
  expect(rows[0]).toEqual(["country to country", "United States", "United States", "United States", 10]);
  expect(rows[4]).toEqual(["country to company", "United States", "OpenAI", "United States", 8]);
});
