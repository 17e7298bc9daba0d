import { describe, expect, it } from "vitest";
import { overlaps } from "../../../public/charts/direct-labels.js";
import { type HeldData, type HeldPoint, held } from "../../../public/charts/held.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

const point = (on: string, value: number | null, rest: Partial<HeldPoint> = {}): HeldPoint => ({
  on,
  value,
  confirmed: value,
  reported: value,
  all: value,
  ...rest,
});

function data(
  a: readonly HeldPoint[],
  b: readonly HeldPoint[],
  together: readonly HeldPoint[] = [],
  more: Partial<HeldData> = {},
): HeldData {
  return {
    sides,
    asOf: "2024-02-21",
    from: "2020-01-01",
    series: [
      { side: "a", points: a, together: [] },
      { side: "b", points: b, together },
    ],
    counts: { rows: 12, counted: 5, unconverted: { rows: 2, chips: 46_384 }, unnumbered: 1 },
    ...more,
  };
}

const typical = data(
  [point("2021-03", 8000, { confirmed: null }), point("2023-12-31", 780_000, { confirmed: 40_000, reported: 70_000 })],
  [point("2021", 3150, { confirmed: null })],
  [point("2023-12-31", 323_000, { confirmed: null, reported: null })],
);

describe("the finding", () => {
  const finding = (a: number | null, b: number | null, together?: number) =>
    held.describe(data([point("2022", a)], [point("2022", b)], together ? [point("2022", together)] : [])).finding;

  it.each([
    [
      9.81e6,
      93_300,
      "Known compute of firms of the United States is 105 times that of firms of China: 9.81m against 93.3k H100-equivalents",
    ],
    [
      1000,
      3000,
      "Known compute of firms of China is 3 times that of firms of the United States: 3k against 1k H100-equivalents",
    ],
    [
      1400,
      1000,
      "Known compute of firms of the United States is 40% above that of firms of China: 1.4k against 1k H100-equivalents",
    ],
    [1000, 1020, "Known compute of firms of China and the United States is level: 1.02k against 1k H100-equivalents"],
    [
      5000,
      null,
      "Firms of the United States are known to hold 5k H100-equivalents, of China none that can be reckoned",
    ],
    [
      null,
      5000,
      "Firms of China are known to hold 5k H100-equivalents, of the United States none that can be reckoned",
    ],
    [null, null, "No firm of the United States or China is known to hold compute by 21 Feb 2024"],
  ])("for %d against %d", (a, b, sentence) => {
    expect(finding(a, b)).toBe(sentence);
  });

  it("sets counts of several firms beside, never into the sum", () => {
    expect(finding(2000, 1000, 4000)).toBe(
      "Known compute of firms of the United States is twice that of firms of China: 2k against 1k H100-equivalents; several firms of China counted together hold 4k",
    );
  });

  it("comes with what is not counted and the band of evidence", () => {
    const text = held.describe(typical);
    expect(text.coverage).toBe(
      "5 of 12 rows counted, so that no chip counts twice; 46.4k chips in 2 rows have no known equivalent; 1 row without a number",
    );
    expect(text.summary).toContain(
      "The United States: 780k H100-equivalents at single firms (confirmed 40k, reported or better 70k, on any evidence 780k)",
    );
    expect(text.summary).toContain("several firms counted together 323k, not added");
  });
});

describe("places", () => {
  it("step where what is known changes and run on to the last day", () => {
    const { lines, plot } = held.place(typical, { width: 680 });
    expect(lines[0]?.path).toMatch(/^M[\d.]+,[\d.]+H[\d.]+V[\d.]+H[\d.]+$/);
    expect(lines[0]?.end?.x).toBeCloseTo(plot.x1, 0);
  });

  it("break a line where nothing is known: never down to zero", () => {
    const gap = data([point("2021", 1000), point("2022", null), point("2023", 5000)], []);
    expect(held.place(gap, { width: 680 }).lines[0]?.path.match(/M/g)).toHaveLength(2);
    const ended = data([point("2021", 1000), point("2022", null)], []);
    expect(held.place(ended, { width: 680 }).lines[0]?.end).toBeNull();
  });

  it("let a band without a lower end fall to the floor, and draw none where evidence opens none", () => {
    const { lines, plot } = held.place(typical, { width: 680 });
    const [us, cn, together] = lines;
    expect(us?.band).toContain(`V${plot.y1}`);
    expect(cn?.band).toContain(`V${plot.y1}`);
    expect(together?.band).toBe("");
    expect(held.place(data([point("2022", 5)], []), { width: 680 }).lines[0]?.band).toBe("");
  });

  it("keep the labels of a tie apart", () => {
    const tie = data([point("2022", 5000)], [point("2022", 5000)], [point("2022", 5000)]);
    const { labels } = held.place(tie, { width: 344 });
    expect(labels.map(({ text }) => text)).toEqual(["United States", "5k", "China", "5k", "China, together", "5k"]);
    for (const one of labels)
      for (const other of labels) if (one !== other) expect(overlaps(one.box, other.box)).toBe(false);
  });

  it("tell each step to pointer and keyboard, by date", () => {
    const { marks } = held.place(typical, { width: 680 });
    expect(marks.map(({ key }) => key)).toEqual(["b-0", "a-0", "a-1", "b-together-0"]);
    expect(marks[2]?.tip).toEqual([
      "United States, 31 Dec 2023",
      "780k H100-equivalents",
      "confirmed 40k, with reported 70k, on any evidence 780k",
    ]);
  });
});

it("draws nothing known as a note", () => {
  expect(inkOf(held, data([], []), 344)).toContain("No compute known to be held by 21 Feb 2024");
  expect(inkOf(held, data([point("2022", null)], []), 344)).toContain("No compute known");
});

it("draws soundly, also for one side, none, and very many", () => {
  const many = Array.from({ length: 400 }, (_, i) => point(`20${20 + (i % 4)}-0${1 + (i % 9)}`, 10 + i * 1e4)).sort(
    (p, q) => (p.on < q.on ? -1 : 1),
  );
  for (const each of [typical, data([], []), data([], [point("2022", 1)]), data(many, many, many)]) {
    expectSoundInk(held, each);
  }
});

it("keeps every figure in the table, and the unknown empty", () => {
  expect(held.table(typical).rows).toEqual([
    ["2021", "CN", "firms", 3150, null, 3150, 3150],
    ["2021-03", "US", "firms", 8000, null, 8000, 8000],
    ["2023-12-31", "US", "firms", 780_000, 40_000, 70_000, 780_000],
    ["2023-12-31", "CN", "several firms together", 323_000, null, null, 323_000],
  ]);
});
