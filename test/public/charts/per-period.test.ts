import { describe, expect, it } from "vitest";
import { overlaps } from "../../../public/charts/direct-labels.js";
import { nominalDollars } from "../../../public/charts/money-basis.js";
import { perPeriod } from "../../../public/charts/per-period.js";
import { type PeriodCell, type PerPeriodData, periodsOf } from "../../../public/charts/per-period-data.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

const cell = (period: string, side: "a" | "b", amount: number, more: Partial<PeriodCell> = {}): PeriodCell => ({
  period,
  side,
  stage: "series-a",
  rounds: 1,
  undisclosed: 0,
  leftOut: 0,
  amount,
  confirmed: 0,
  reported: amount,
  all: amount,
  ...more,
});
const data = (cells: readonly PeriodCell[], more: Partial<PerPeriodData> = {}): PerPeriodData => ({
  sides,
  asOf: "2024-05-10",
  kind: "year",
  basis: nominalDollars,
  open: "2024",
  cells,
  ...more,
});
const years = data([
  cell("2021", "a", 2e9),
  cell("2023", "a", 20e9, { stage: "strategic", rounds: 4, undisclosed: 2 }),
  cell("2023", "a", 10e9, { stage: "series-f" }),
  cell("2023", "b", 2e9, { stage: "unspecified" }),
  cell("2024", "a", 5e9, { confirmed: 1e9, reported: 4e9 }),
  cell("2024", "b", 1e9, { stage: "seed" }),
]);
const quarters = data(
  [cell("2023", "b", 3e9), cell("2023-Q3", "a", 5e9), cell("2024-Q1", "b", 4e9), cell("2024-Q2", "a", 1e9)],
  { kind: "quarter", open: "2024-Q2" },
);

describe("bars", () => {
  it("stand for every period between the first and the last, the empty ones too", () => {
    expect(periodsOf(years)).toEqual(["2021", "2022", "2023", "2024"]);
    expect(periodsOf(quarters)).toEqual(["2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2"]);
  });

  it("are stacked in the order of a firm's life and as high as their amounts", () => {
    const [panel] = perPeriod.place(years, { width: 1080 }).panels;
    const stack = panel?.stacks.find(({ key }) => key === "a-2023");
    expect(stack?.parts.map(({ group }) => group)).toEqual(["late", "strategic"]);
    const [late, strategic] = stack?.parts ?? [];
    expect((strategic?.height ?? 0) / (late?.height ?? 1)).toBeCloseTo(2, 1);
    expect(stack?.undisclosed).toBe("+2");
  });

  it("mark the period that is not over, and no other", () => {
    const stacks = perPeriod.place(years, { width: 1080 }).panels.flatMap((panel) => panel.stacks);
    expect(stacks.filter(({ open }) => open).map(({ key }) => key)).toEqual(["a-2024", "b-2024"]);
    expect(inkOf(perPeriod, years, 1080)).toContain("not over by 10 May 2024");
    expect(inkOf(perPeriod, data(years.cells, { open: "" }), 1080)).not.toContain("not over");
  });

  it("share a scale while the sides are near, and else say how much finer one is", () => {
    expect(inkOf(perPeriod, years, 1080)).toContain("Scale 15 times finer than that of the United States");
    expect(inkOf(perPeriod, data([cell("2023", "a", 2e9), cell("2023", "b", 1e9)]), 1080)).not.toContain("finer");
  });

  it("keep dates without a quarter apart from the quarters", () => {
    const { panels, periods } = perPeriod.place(quarters, { width: 1080 });
    const [, china] = panels;
    const last = china?.stacks.at(-1);
    expect(last?.key).toBe("b-apart");
    expect(last?.parts).toHaveLength(1);
    expect(china?.stacks.find(({ key }) => key === "b-2023-Q4")?.parts).toEqual([]);
    expect(periods.at(-1)?.text).toBe("no quarter");
    expect(perPeriod.describe(quarters).coverage).toBe(
      "4 of 4 rounds disclose an amount; 1 with a year alone stand apart, in no quarter",
    );
  });

  it("leave earlier periods to the table where there is no room", () => {
    const long = data(
      Array.from({ length: 60 }, (_, index) => cell(`${2009 + Math.floor(index / 4)}-Q${(index % 4) + 1}`, "a", 1e9)),
      { kind: "quarter", open: "" },
    );
    const { omitted, panels } = perPeriod.place(long, { width: 344 });
    expect(60 - (panels[0]?.stacks.length ?? 0)).toBe(Number(/^\d+/.exec(omitted)?.[0]));
    expect(panels[0]?.stacks.at(-1)?.key).toBe("a-2023-Q4");
  });

  it("have labels that never touch", () => {
    for (const width of [344, 680, 1080]) {
      for (const { labels } of perPeriod.place(quarters, { width }).panels) {
        for (const one of labels)
          for (const two of labels) if (one !== two) expect(overlaps(one.box, two.box)).toBe(false);
      }
    }
  });
});

describe("the words", () => {
  it("compare the last period that is over and tell of the one that is not", () => {
    expect(perPeriod.describe(years).finding).toBe(
      "In 2023 known funding of the United States was 15 times that of China, $30bn against $2bn; so far in 2024 it is $5bn for the United States and $1bn for China",
    );
  });

  it.each([
    [
      [cell("2023", "a", 1e9), cell("2023", "b", 4e9)],
      "In 2023 known funding of China was 4 times that of the United States, $4bn against $1bn",
    ],
    [
      [cell("2023", "a", 1.2e9), cell("2023", "b", 1e9)],
      "In 2023 known funding of the United States was 20% above that of China, $1.2bn against $1bn",
    ],
    [
      [cell("2023", "a", 1e9), cell("2023", "b", 1.01e9)],
      "In 2023 known funding of China and the United States was level, $1.01bn against $1bn",
    ],
    [[cell("2023", "b", 1e9)], "In 2023 known funding of China was $1bn; none is known for the United States"],
    [
      [cell("2024", "b", 1e9)],
      "Known funding: so far in 2024 it is none known for the United States and $1bn for China",
    ],
    [[], "No funding with a known amount and year for the United States or China by 10 May 2024"],
  ])("follow the figures", (cells, expected) => expect(perPeriod.describe(data(cells)).finding).toBe(expected));

  it("tell what each total leans on", () => {
    const { summary } = perPeriod.describe(data([cell("2024", "a", 5e9, { confirmed: 1e9, reported: 4e9 })]));
    expect(summary).toContain("$1bn confirmed, $4bn reported or better, $5bn on any evidence");
  });
});

describe("the table", () => {
  it("has every cell, and the page's one row for each period and side", () => {
    const { columns, rows } = perPeriod.table(years);
    expect(columns.map(({ name }) => name).slice(0, 7)).toEqual([
      "period",
      "country",
      "stage",
      "rounds",
      "undisclosed",
      "left_out",
      "amount_usd",
    ]);
    expect(rows).toHaveLength(6);
    expect(perPeriod.shown?.(years).rows[0]?.slice(0, 5)).toEqual(["2024 to 10 May 2024", "US", 1, 0, 5e9]);
  });
});

it("draws soundly at every width, full, one-sided and empty", () => {
  for (const one of [years, quarters, data([cell("2023", "b", 0, { undisclosed: 1 })]), data([])])
    expectSoundInk(perPeriod, one);
});
