import { describe, expect, it } from "vitest";
import { type CumulativeData, type CumulativePoint, cumulative } from "../../../public/charts/cumulative.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

const point = (on: string, amountUsd: number, low = amountUsd, high = amountUsd): CumulativePoint => ({
  on,
  amountUsd,
  low,
  high,
});

function data(a: readonly CumulativePoint[], b: readonly CumulativePoint[], from = "2020-01-01"): CumulativeData {
  return {
    sides,
    asOf: "2024-02-21",
    from,
    series: [
      { side: "a", points: a, rounds: a.length, undisclosed: 0 },
      { side: "b", points: b, rounds: b.length + 1, undisclosed: 1 },
    ],
  };
}

const rising = data([point("2021-03", 2e9, 1e9), point("2023-01-23", 12e9, 11e9)], [point("2022", 1e9, 1e9, 3e9)]);

describe("the finding", () => {
  const finding = (a: number, b: number) =>
    cumulative.describe(data(a ? [point("2022", a)] : [], b ? [point("2022", b)] : [])).finding;

  it.each([
    [410e9, 34e9, "Known funding of the United States is 12 times that of China: $410bn against $34bn"],
    [2e9, 6e9, "Known funding of China is 3 times that of the United States: $6bn against $2bn"],
    [14e9, 10e9, "Known funding of the United States is 40% above that of China: $14bn against $10bn"],
    [5e9, 5e9, "Known funding of the United States and China is level: $5bn against $5bn"],
    [5e9, 0, "Known funding of the United States is $5bn; none is known for China"],
    [0, 5e9, "Known funding of China is $5bn; none is known for the United States"],
    [0, 0, "No funding with a known amount for the United States or China by 21 Feb 2024"],
  ])("for %d against %d", (a, b, sentence) => {
    expect(finding(a, b)).toBe(sentence);
  });

  it("comes with coverage and the band of evidence", () => {
    const text = cumulative.describe(rising);
    expect(text.coverage).toBe("3 of 4 rounds disclose an amount");
    expect(text.summary).toContain("$12bn from 2 rounds of 2, between $11bn and $12bn on stricter and looser evidence");
    expect(cumulative.describe({ ...rising, series: [] }).coverage).toBe("No rounds in view");
  });
});

describe("places", () => {
  it("step at each announcement and run on to the last day", () => {
    const { lines, plot } = cumulative.place(rising, { width: 680 });
    expect(lines[0]?.path).toMatch(/^M[\d.]+,[\d.]+H[\d.]+V[\d.]+H[\d.]+V[\d.]+H[\d.]+$/);
    expect(lines[0]?.end.x).toBeCloseTo(plot.x1, 0);
    expect(lines[1]?.end.y).toBeGreaterThan(lines[0]?.end.y ?? 0);
  });

  it("leave out a band that evidence does not open", () => {
    const { lines } = cumulative.place(data([point("2022", 1e9)], [point("2022", 1e9, 0, 2e9)]), { width: 680 });
    expect(lines.map((line) => line.band === "")).toEqual([true, false]);
  });

  it("make one step of announcements on one day", () => {
    const twins = data([point("2022-05-05", 1e9), point("2022-05-05", 3e9)], []);
    expect(cumulative.place(twins, { width: 680 }).lines[0]?.path.match(/V/g)).toHaveLength(1);
  });

  it("carry in what came before the first day", () => {
    const { lines, plot, marks } = cumulative.place({ ...rising, from: "2022-06-01" }, { width: 680 });
    expect(Number(lines[0]?.path.split(/[,H]/)[1])).toBeLessThan(plot.y1);
    expect(marks.map((mark) => mark.key)).toEqual(["a-1"]);
  });

  it("keep the end labels of a tie apart", () => {
    const { labels } = cumulative.place(data([point("2022", 5e9)], [point("2022", 5e9)]), { width: 344 });
    expect(labels.map((label) => label.text)).toEqual(["United States", "$5bn", "China", "$5bn"]);
    expect((labels[2]?.box.y0 ?? 0) - (labels[1]?.box.y1 ?? 0)).toBeGreaterThanOrEqual(0);
  });

  it("tell each round to pointer and keyboard, by date", () => {
    const { marks } = cumulative.place(rising, { width: 680 });
    expect(marks.map((mark) => mark.key)).toEqual(["a-0", "b-0", "a-1"]);
    expect(marks[2]?.tip).toEqual([
      "United States, 23 Jan 2023",
      "$12bn known so far, $10bn of it new",
      "$11bn to $12bn by evidence",
    ]);
  });
});

it("draws nothing known as a note", () => {
  expect(inkOf(cumulative, data([], []), 344)).toContain("No amounts known by 21 Feb 2024");
  expect(cumulative.place(data([], []), { width: 344 }).lines).toEqual([]);
});

it("draws soundly, also for one side, none, and very many", () => {
  const many = Array.from({ length: 2000 }, (_, i) => point(`20${20 + (i % 4)}-0${1 + (i % 9)}`, i * 1e7)).sort(
    (p, q) => (p.on < q.on ? -1 : 1),
  );
  for (const each of [rising, data([], []), data([], [point("2022", 1)]), data(many, many, "2015-01-01")]) {
    expectSoundInk(cumulative, each);
  }
});

it("keeps every figure in the table", () => {
  expect(cumulative.table(rising).rows).toEqual([
    ["2021-03", "US", 2e9, 1e9, 2e9],
    ["2022", "CN", 1e9, 1e9, 3e9],
    ["2023-01-23", "US", 12e9, 11e9, 12e9],
  ]);
});
