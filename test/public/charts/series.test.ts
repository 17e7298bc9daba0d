import { describe, expect, it } from "vitest";
import { series } from "../../../public/charts/series.js";
import type { SeriesData, SeriesLine, SeriesPoint } from "../../../public/charts/series-data.js";
import { latestPair, sayWithUnit } from "../../../public/charts/series-data.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

const point = (on: string, value: number, more: Partial<SeriesPoint> = {}): SeriesPoint => ({
  on,
  value,
  confidence: "estimated",
  publisher: "AI Index",
  published: "2025-04",
  sourceId: "ai-index-2025",
  superseded: false,
  ...more,
});
const lineOf = (country: string, side: SeriesLine["side"], ...points: readonly SeriesPoint[]): SeriesLine => ({
  country,
  label: { US: "United States", CN: "China", GB: "United Kingdom", world: "World" }[country] ?? country,
  side,
  points,
});
const us = (...points: readonly SeriesPoint[]) => lineOf("US", "a", ...points);
const cn = (...points: readonly SeriesPoint[]) => lineOf("CN", "b", ...points);
const data = (lines: readonly SeriesLine[], more: Partial<SeriesData> = {}): SeriesData => ({
  sides,
  asOf: "2026-11-24",
  title: "Private AI investment",
  unit: "USD",
  format: "usd",
  lines,
  ...more,
});
const models = { title: "Notable models", unit: "models", format: "number" } as const;
const other = { sourceId: "other", publisher: "Other", published: "2024" } as const;

// AI Index 2025: 109.1bn against 9.3bn in 2024.
const investment = data([
  us(point("2023", 67.22e9), point("2024", 109.1e9)),
  cn(point("2023", 7.76e9), point("2024", 9.3e9)),
]);

describe("the finding", () => {
  it.each([
    [investment, "Private AI investment: $109bn for the United States in 2024, $9.3bn for China, 12 times as much"],
    [
      data([us(point("2024", 6378)), cn(point("2024", 23695))], { ...models, unit: "publications" }),
      "Notable models: 23,695 publications for China in 2024, 6,378 for the United States, 3.7 times as many",
    ],
    [
      data([us(point("2025", 15)), cn(point("2025", 15))], models),
      "Notable models: level at 15 models for the United States and China in 2025",
    ],
    [
      data([us(point("2025", 0)), cn(point("2025", 15))], models),
      "Notable models: 15 models for China in 2025, 0 for the United States",
    ],
    [
      data([us(point("2025", 70)), cn(point("2025", 30, other))], { title: "Use", unit: "percent", format: "percent" }),
      "Use: 70% for the United States in 2025, 30% for China, 2.3 times as much, by different sources",
    ],
    [
      data([us(point("2024", 3.5e9)), cn(point("2025", 56e9))]),
      "Private AI investment: $3.5bn for the United States in 2024 and $56bn for China in 2025; no period is known of both",
    ],
    [
      data([cn(point("2026-04-30", 868))], { title: "Services filed", unit: "services", format: "number" }),
      "Services filed: 868 services for China on 30 Apr 2026; nothing is known of the United States",
    ],
    [data([]), "Private AI investment: nothing is known of the United States or China by 24 Nov 2026"],
  ])("says who has more of one period, a tie, one side or nothing (%#)", (told, sentence) => {
    expect(series.describe(told).finding).toBe(sentence);
  });

  it("sets the sides against each other by one source before two, and by the latest period", () => {
    const pair = latestPair(
      data([
        us(point("2023", 1), point("2024", 2), point("2025", 3)),
        cn(point("2023", 1), point("2024", 1), point("2025", 9, other)),
      ]),
    );
    expect(pair).toMatchObject({ on: "2024", oneSource: true, a: { value: 2 }, b: { value: 1 } });
  });
});

it("a figure carries its unit unless it says it already, or is an index", () => {
  expect(sayWithUnit({ unit: "TWh", format: "number" }, 10087)).toBe("10,087 TWh");
  expect(sayWithUnit({ unit: "percent", format: "percent" }, 2.7)).toBe("2.7%");
  expect(sayWithUnit({ unit: "FLOP", format: "flop" }, 5e25)).toBe("5×10²⁵ FLOP");
  expect(sayWithUnit({ unit: "index (1982-84 = 100)", format: "number" }, 321.943)).toBe("321.9");
});

describe("several sources", () => {
  const twice = data([
    us(point("2020", 22.5e9), point("2023", 67.9e9), point("2023", 38e9, { ...other, superseded: true })),
    cn(point("2020", 12.3e9), point("2023", 15.1e9, { sourceId: "aiprm" })),
  ]);

  it("of one period all stand, the line goes through the newest", () => {
    const [first] = series.place(twice, { width: 680 }).lines;
    expect(first?.points).toHaveLength(3);
    expect(first?.points.filter(({ hollow }) => hollow)).toHaveLength(1);
    expect(first?.path.match(/[ML]/g)).toHaveLength(2);
    expect(series.describe(twice).coverage).toBe(
      "5 values from 3 sources; for 1 period sources differ, and each value stands",
    );
  });

  it("are joined by dots and not by the line of one source, and the key says so", () => {
    const { lines, key } = series.place(twice, { width: 680 });
    expect(lines.map(({ path, joins }) => [path !== "", joins !== ""])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(key.entries.map(({ what }) => what)).toEqual(["join", "hollow"]);
  });

  it("an older edition of several periods has a thin line of its own", () => {
    const old = { ...other, superseded: true };
    const told = data([us(point("2023", 5), point("2023", 4, old), point("2024", 6), point("2024", 5, old)), cn()]);
    expect(series.place(told, { width: 680 }).lines[0]?.older).toMatch(/^M.*L/);
  });
});

describe("a single period", () => {
  it("is a pair of bars, never a broken line", () => {
    const { bars, lines } = series.place(data([us(point("2025", 44)), cn(point("2025", 25))]), { width: 344 });
    expect(lines).toEqual([]);
    expect(bars?.rows.map(({ name, said }) => [name, said])).toEqual([
      ["United States", "$44"],
      ["China", "$25"],
    ]);
  });

  it("names the year of each bar where they are of different years", () => {
    const { bars } = series.place(data([us(point("2024", 3.5e9)), cn(point("2025", 56e9))]), { width: 680 });
    expect(bars?.rows.map(({ name }) => name)).toEqual(["United States, 2024", "China, 2025"]);
  });
});

describe("the scale", () => {
  it("leaves a country that dwarfs both sides to the table and says so", () => {
    const world = lineOf("world", "other", point("2023", 29_479), point("2024", 30_000));
    const told = data([
      us(point("2023", 4249), point("2024", 4635)),
      cn(point("2023", 9456), point("2024", 10_087)),
      world,
    ]);
    expect(series.place(told, { width: 680 }).lines).toHaveLength(2);
    expect(series.describe(told).coverage).toContain("World beyond the scale, in the table only");
    expect(series.table(told).rows).toHaveLength(6);
  });

  it("goes by powers of ten for training compute", () => {
    const told = data(
      [us(point("2019", 6.7e22), point("2024", 3.81e25)), cn(point("2019", 4.76e18), point("2024", 3.6e25))],
      {
        unit: "FLOP",
        format: "flop",
      },
    );
    expect(series.place(told, { width: 1080 }).up.map(({ label }) => label)).toContain("10²⁴");
  });

  it("has years and no months where values are yearly", () => {
    expect(series.place(investment, { width: 1080 }).across.map(({ label }) => label)).toEqual(["2023", "2024"]);
  });
});

it("a small picture has its countries' codes, first and last period, and no further countries", () => {
  const told = data([...investment.lines, lineOf("GB", "other", point("2023", 3.78e9), point("2024", 4.5e9))], {
    small: true,
  });
  const { labels, across, lines } = series.place(told, { width: 340 });
  expect(labels.map(({ text }) => text)).toEqual(["US", "CN"]);
  expect(across.map(({ label }) => label)).toEqual(["2023", "2024"]);
  expect(lines).toHaveLength(2);
});

it("names a line where it stops when it ends before the others", () => {
  const told = data([us(point("2023", 67e9), point("2025", 286e9)), cn(point("2023", 7.8e9), point("2024", 9.3e9))]);
  const { labels, plot } = series.place(told, { width: 680 });
  expect(labels.find(({ text }) => text === "China $9.3bn")?.x).toBeLessThan(plot.x1);
});

it("says in the picture that nothing is known", () => {
  expect(inkOf(series, data([]), 680)).toContain("Nothing known by 24 Nov 2026");
});

it.each([
  ["lines", investment],
  ["bars", data([us(point("2025", 44)), cn(point("2025", 25), point("2025", 20, { ...other, superseded: true }))])],
  ["one country", data([cn(point("2024-03", 117), point("2025-03-31", 346))], models)],
  ["small lines", { ...investment, small: true as const }],
  ["nothing", data([])],
])("draws sound ink: %s", (_name, told) => {
  expectSoundInk(series, told);
});
