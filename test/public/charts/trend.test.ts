import { describe, expect, it } from "vitest";
import { type TrendData, type TrendPoint, trend } from "../../../public/charts/trend.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

const line = (...values: readonly (number | null)[]): TrendPoint[] =>
  values.map((value, i) => ({ on: `20${20 + i}-12-31`, value }));
const data = (a: readonly TrendPoint[], b: readonly TrendPoint[], format: TrendData["format"] = "usd"): TrendData => ({
  sides,
  asOf: "2024-02-21",
  title: "Known funding, twelve months",
  unit: "US dollars",
  format,
  series: [
    { side: "a", points: a },
    { side: "b", points: b },
  ],
});
const some = data(line(1e9, 5e9, 20e9, 24.1e9), line(2e9, null, 3e9, 3.2e9));

describe("places", () => {
  it("are compact up to 220: two dates, last points, no axes", () => {
    const placed = trend.place(some, { width: 150 });
    expect(placed).toMatchObject({ compact: true, width: 150, height: 46, across: [], up: [], labels: [] });
    expect(placed.dates.map((date) => date.text)).toEqual(["Dec 2020", "Dec 2023"]);
    expect(placed.lines.map((one) => one.points.filter((point) => !point.hollow).length)).toEqual([1, 1]);
  });

  it("shorten the dates to years where months do not fit", () => {
    expect(trend.place(some, { width: 80 }).dates.map((date) => date.text)).toEqual(["2020", "2023"]);
  });

  it("have axes and named ends where there is room", () => {
    const placed = trend.place(some, { width: 680 });
    expect(placed.labels.map((label) => label.text)).toEqual(["United States", "$24.1bn", "China", "$3.2bn"]);
    expect(placed.across.map((tick) => tick.label)).toContain("2022");
    expect(placed.up.map((tick) => tick.label)).toContain("$10bn");
  });

  it("leave a gap where too little is known, and a dot for a value alone", () => {
    const { lines } = trend.place(some, { width: 680 });
    expect(lines[0]?.path.match(/M/g)).toHaveLength(1);
    expect(lines[1]?.path.match(/M/g)).toHaveLength(1);
    expect(lines[1]?.points.map((point) => point.hollow)).toEqual([true, false]);
  });

  it("say since when a value stands that is not of the last date", () => {
    const { labels } = trend.place(data(line(1, 2, 3), line(1, 2, null), "count"), { width: 680 });
    expect(labels.map((label) => label.text)).toContain("2 (2021)");
  });

  it("draw the band of evidence and tell it", () => {
    const banded = data(
      [
        { on: "2022", value: 10, low: 8, high: 14 },
        { on: "2023", value: 11, low: null, high: 14 },
      ],
      [],
      "months",
    );
    const placed = trend.place(banded, { width: 680 });
    expect(placed.lines[0]?.band).toMatch(/^M.*z$/);
    expect(placed.marks[0]?.tip).toEqual(["United States, 2022", "10 months", "8 months to 14 months by evidence"]);
  });

  it("reach below zero", () => {
    const { plot, lines } = trend.place(data(line(-3, 4), line(2, 1), "months"), { width: 680 });
    expect(lines[0]?.path).toBeTruthy();
    expect(plot.y1).toBeGreaterThan(plot.y0);
  });
});

it.each([
  [line(24.1e9), line(3.2e9), "Known funding, twelve months: $24.1bn for the United States, $3.2bn for China"],
  [line(1e9), line(2e9), "Known funding, twelve months: $2bn for China, $1bn for the United States"],
  [line(2e9), line(2.0001e9), "Known funding, twelve months: level at $2bn for the United States and China"],
  [line(2e9), line(null), "Known funding, twelve months: $2bn for the United States; too little is known of China"],
  [line(), line(2e9), "Known funding, twelve months: $2bn for China; too little is known of the United States"],
  [line(null), line(), "Known funding, twelve months: too little is known of the United States or China"],
])("finds for %j and %j", (a, b, sentence) => {
  expect(trend.describe(data(a, b)).finding).toBe(sentence);
});

it("draws soundly, also for none, one value, a tie and all zero", () => {
  for (const each of [
    some,
    data([], []),
    data(line(1), line(1)),
    data(line(0, 0), line(0, 0), "count"),
    data(line(null, null), []),
  ]) {
    expectSoundInk(trend, each);
    expect(inkOf(trend, each, 150)).not.toMatch(/style=|NaN/);
  }
  expect(inkOf(trend, data([], []), 150)).toContain("too little known");
  expect(trend.describe(some).coverage).toBe("7 of 8 values known; the rest leave gaps");
});
