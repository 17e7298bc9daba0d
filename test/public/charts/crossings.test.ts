import { describe, expect, it } from "vitest";
import { type CrossingsData, type CrossingYear, crossings } from "../../../public/charts/crossings.js";
import { textWidth } from "../../../public/charts/text-width.js";
import { chartType } from "../../../public/charts/tokens.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

function year(name: string, participations: number, rest: Partial<CrossingYear> = {}): CrossingYear {
  return { year: name, participations, rounds: participations, ofInvestors: 20, ofCompanies: 12, ...rest };
}

function data(
  out: readonly CrossingYear[] = [year("2021", 3, { rounds: 2 }), year("2022", 0), year("2023", 1)],
  back: readonly CrossingYear[] = out.map((one) => year(one.year, 0)),
  rest: Partial<CrossingsData> = {},
): CrossingsData {
  return {
    sides,
    asOf: "2023-11-24",
    directions: [
      { from: "a", into: "b", years: out },
      { from: "b", into: "a", years: back },
    ],
    rules: [
      { id: "order", on: "2020-11-12", title: "An order before the first year" },
      { id: "eo", on: "2023-08-09", title: "Executive Order 14105" },
    ],
    ...rest,
  };
}

const empty = data(
  [year("2023", 0, { ofInvestors: 0, ofCompanies: 0 })],
  [year("2023", 0, { ofInvestors: 0, ofCompanies: 0 })],
  { rules: [] },
);

describe("the finding", () => {
  it("tells both directions, the busier first, with the last year of each", () => {
    expect(crossings.describe(data()).finding).toBe(
      "Investors of the United States took part 4 times in rounds of companies of China, most recently in 2023; those of China never the other way",
    );
    const back = [year("2021", 5), year("2022", 1), year("2023", 0)];
    expect(crossings.describe(data(undefined, back)).finding).toBe(
      "Investors of China took part 6 times in rounds of companies of the United States, most recently in 2022; those of the United States 4 times the other way, most recently in 2023",
    );
  });

  it("tells a tie and nothing at all", () => {
    expect(crossings.describe(data([year("2023", 2)], [year("2023", 2)])).finding).toBe(
      "Investors of the United States and of China took part in rounds of the other’s companies equally often: twice each",
    );
    expect(crossings.describe(data([year("2023", 0)])).finding).toBe(
      "No investor of the United States is recorded in a round of a company of China by 24 Nov 2023, nor the other way",
    );
    expect(inkOf(crossings, empty, 344)).toContain("No participation of either side recorded by 24 Nov 2023");
  });

  it("gives shares of ten or more only, and says that the last year is not over", () => {
    const { summary, coverage } = crossings.describe(data([year("2023", 3, { ofInvestors: 6, ofCompanies: 30 })]));
    expect(summary).toContain("3 of 6 of all by investors of the United States and 10% of all in companies of China");
    expect(coverage).toContain("2023 up to 24 Nov 2023");
    expect(crossings.describe(data(undefined, undefined, { asOf: "2023-12-31" })).coverage).not.toContain("up to");
  });
});

describe("places", () => {
  it("draw both directions on one scale, distinct rounds within participations", () => {
    const { bars } = crossings.place(data(undefined, [year("2021", 1), year("2022", 6), year("2023", 0)]), {
      width: 1080,
    });
    const at = (key: string) => bars.find((bar) => bar.key === key);
    expect(at("a 2021")?.height).toBeCloseTo((at("b 2021")?.height ?? 0) * 3, 0);
    expect((at("a 2021")?.rounds ?? 0) / (at("a 2021")?.height ?? 1)).toBeCloseTo(2 / 3, 1);
    expect(at("a 2022")).toMatchObject({ height: 0, count: "0", all: "of 20" });
  });

  it("leave a year blank in which the side took part in nothing", () => {
    const { bars } = crossings.place(data([year("2022", 0, { ofInvestors: 0 }), year("2023", 1)]), { width: 680 });
    expect(bars[0]).toMatchObject({ count: "", all: "" });
  });

  it.each([320, 344, 680, 1080])(
    "mark the rules at their day inside the picture, each in a row of its own, at %d",
    (width) => {
      const rules = ["2021-01-05", "2022-06-21", "2023-08-09", "2023-10-28"].map((on, at) => ({
        id: on,
        on,
        title: `A step of control with a rather long name, number ${at}`,
      }));
      const placed = crossings.place(data(undefined, undefined, { rules }), { width });
      expect(placed.rules).toHaveLength(4);
      expect(new Set(placed.rules.map(({ y }) => y)).size).toBe(4);
      for (const { x, text, anchor } of placed.rules) {
        const long = textWidth(text, chartType.note);
        if (anchor === "end") expect(x - 4 - long).toBeGreaterThanOrEqual(0);
        else expect(x + 4 + long).toBeLessThanOrEqual(width);
      }
      // 9 August is the 221st day of 2023: past three fifths of the year's width.
      const [, , eo] = placed.rules;
      const band = (width - 16) / 3;
      expect(((eo?.x ?? 0) - 8 - 2 * band) / band).toBeCloseTo(220 / 365, 1);
    },
  );

  it.each([344, 680, 1080])("interrupt a rule's line where a figure stands in its way, at %d", (width) => {
    const rules = [{ id: "midyear", on: "2022-07-02", title: "A step in the middle of the year" }];
    const [rule] = crossings.place(data(undefined, undefined, { rules }), { width }).rules;
    const ends = [...(rule?.path ?? "").matchAll(/,([\d.]+)V([\d.]+)/g)].map(([, from, to]) => [
      Number(from),
      Number(to),
    ]);
    const { bars } = crossings.place(data(), { width });
    const drawn = (y: number) => ends.some(([from = 0, to = 0]) => y > from && y < to);
    for (const { base, height } of bars.filter(({ key }) => key.endsWith("2022"))) {
      expect(drawn(base - height - 8)).toBe(false);
      expect(drawn(base + 10)).toBe(false);
    }
    expect(ends.length).toBeGreaterThan(2);
  });

  it("leave out a rule of a year that is not drawn", () => {
    expect(crossings.place(data(), { width: 1080 }).rules).toHaveLength(1);
  });
});

it("draws soundly, also one year, none and thirty", () => {
  const thirty = Array.from({ length: 30 }, (_, at) => year(String(1997 + at), at * 900, { ofInvestors: 123_456 }));
  for (const each of [data(), empty, data([year("2023", 1)]), data(thirty)]) expectSoundInk(crossings, each);
});

it("keeps both directions of a year together in the table, with shares; without a whole there is no share", () => {
  const { rows } = crossings.table(data([year("2022", 0, { ofInvestors: 0 }), year("2023", 5)]));
  expect(rows).toHaveLength(4);
  expect(rows[0]).toEqual(["2022", "United States", "China", 0, 0, 0, null, 12, 0]);
  expect(rows[2]).toEqual(["2023", "United States", "China", 5, 5, 20, 0.25, 12, 0.4167]);
  expect(rows[3]?.slice(0, 3)).toEqual(["2023", "China", "United States"]);
});
