import { describe, expect, it } from "vitest";
import { claimedMeasured } from "../../../public/charts/claimed-measured.js";
import type {
  ClaimedMeasuredData,
  LagClaim,
  LagCrossing,
  MeasuredLag,
} from "../../../public/charts/claimed-measured-data.js";
import { overlaps } from "../../../public/charts/direct-labels.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

const claim = (
  speaker: string,
  on: string,
  low: number | null,
  high: number | null,
  behind: "a" | "b" = "b",
): LagClaim => ({
  id: `${speaker} ${on}`,
  speaker,
  on,
  behind,
  low,
  high,
});
const crossing = (on: string, months: number, follower: "a" | "b" = "b", benchmark = "MMLU"): LagCrossing => ({
  key: `${benchmark} ${follower} ${on}`,
  benchmark,
  on,
  follower,
  model: "Yi-34B",
  months,
});
const measured = (on: string, median: number | null, crossings: number, open: number | null): MeasuredLag => ({
  on,
  median,
  low: median === null ? null : median - 1,
  high: median === null ? null : median + 2,
  crossings,
  open,
});

const february: ClaimedMeasuredData = {
  sides,
  asOf: "2024-02-21",
  from: "2021-02-23",
  behind: "b",
  claims: [
    claim("Eric Schmidt", "2021-02-23", 12, 24),
    claim("Wang Xiaochuan", "2023-07", 36, 36),
    claim("Industry insiders", "2024-02-21", 12, null),
    claim("Jenny Xiao", "2024-02-21", 24, 36),
  ],
  withoutFigure: 2,
  crossings: [crossing("2023-06-01", 3.2), crossing("2023-09-06", 6.4), crossing("2023-11-02", 7.7)],
  measured: {
    a: [],
    b: [
      measured("2023-11-21", null, 0, 8.3),
      measured("2023-12-21", 6.4, 2, 9.3),
      measured("2024-01-21", 6.4, 3, 10.3),
      measured("2024-02-21", 6.4, 3, 11.3),
    ],
  },
  leastForLine: 3,
  firstScores: { a: "2023-03-14", b: "2023-06-01" },
};
const with_ = (more: Partial<ClaimedMeasuredData>): ClaimedMeasuredData => ({ ...february, ...more });

describe("places", () => {
  it("stand a claim at its day, as long as it is wide, and leave an open end open", () => {
    const { claims, plot } = claimedMeasured.place(february, { width: 1080 });
    const [schmidt, wang, insiders, xiao] = claims;
    expect(schmidt?.x).toBeLessThan(plot.x0 + 12);
    expect(wang?.y0).toBe(wang?.y1);
    expect(insiders?.tail).toBe("far");
    expect(xiao?.tail).toBeNull();
    // Twelve months are as long in both; of two at the right edge the one still stands inside the plot.
    expect((xiao?.y1 ?? 0) - (xiao?.y0 ?? 0)).toBeCloseTo((schmidt?.y1 ?? 0) - (schmidt?.y0 ?? 0), 0);
    for (const { x } of claims) expect(x).toBeLessThanOrEqual(plot.x1);
  });

  it("draw side by side what was said on one day of the same months", () => {
    const same = ["One", "Two", "Three"].map((who) => claim(who, "2023-07-01", 6, 9));
    const xs = claimedMeasured.place(with_({ claims: same }), { width: 1080 }).claims.map(({ x }) => x);
    expect(new Set(xs).size).toBe(3);
  });

  it("draw the median from three records on, and the open lag wherever one stands", () => {
    const course = claimedMeasured.place(february, { width: 1080 }).courses.find(({ side }) => side === "b");
    expect(course?.median.match(/[ML]/g)).toHaveLength(2);
    expect(course?.open.match(/[ML]/g)).toHaveLength(4);
  });

  it("go below zero where the other side follows, and say who is ahead there", () => {
    const both = with_({ crossings: [...february.crossings, crossing("2024-01-08", 6.4, "a")] });
    const { zero, crossings, captions } = claimedMeasured.place(both, { width: 680 });
    expect(crossings.filter(({ side }) => side === "a").every(({ y }) => y > zero)).toBe(true);
    expect(crossings.filter(({ side }) => side === "b").every(({ y }) => y < zero)).toBe(true);
    expect(captions.map(({ text }) => text)).toEqual(["China behind, months", "China ahead, months"]);
    expect(claimedMeasured.place(february, { width: 680 }).captions).toHaveLength(1);
  });

  it.each([1080, 680, 344])("let no two labels touch or leave the picture at %d, also in a crowd", (width) => {
    const crowd = with_({
      claims: Array.from({ length: 40 }, (_, i) =>
        claim(`Speaker number ${i}`, `2023-${String((i % 12) + 1).padStart(2, "0")}-10`, i % 7, (i % 7) + (i % 5) * 3),
      ),
    });
    for (const each of [february, crowd]) {
      const { labels, ends, height } = claimedMeasured.place(each, { width });
      const all = [...labels, ...ends];
      expect(labels.length).toBeGreaterThan(0);
      for (const [index, one] of all.entries()) {
        expect(one.box.x0).toBeGreaterThanOrEqual(0);
        expect(one.box.x1).toBeLessThanOrEqual(width + 0.5);
        expect(one.box.y0).toBeGreaterThanOrEqual(0);
        expect(one.box.y1).toBeLessThanOrEqual(height);
        for (const other of all.slice(index + 1))
          expect(overlaps(one.box, other.box), `${one.text}/${other.text}`).toBe(false);
      }
    }
  });

  it("name each claim and record to the pointer", () => {
    const { marks } = claimedMeasured.place(february, { width: 1080 });
    expect(marks.find(({ key }) => key.startsWith("Jenny"))?.tip).toEqual([
      "Jenny Xiao, 21 Feb 2024",
      "China behind by 24 to 36 months",
    ]);
    expect(marks.find(({ key }) => key === "MMLU b 2023-11-02")?.tip).toEqual([
      "Yi-34B, 2 Nov 2023",
      "MMLU: 7.7 months after the United States",
    ]);
  });
});

it.each<[string, Partial<ClaimedMeasuredData>, string]>([
  [
    "b behind",
    {},
    "China followed the United States by 6.4 months at the median; the oldest record still unmatched has stood for 11.3 months; claims of that year said 12 to 36 months",
  ],
  [
    "a behind, one claim",
    {
      behind: "a",
      measured: { a: [measured("2024-02-21", 1, 3, null)], b: [] },
      claims: [claim("Somebody", "2024", 3, 3, "a")],
    },
    "The United States followed China by 1 month at the median; the one claim of that year said 3 months",
  ],
  [
    "on the day",
    { measured: { a: [], b: [measured("2024-02-21", 0, 4, null)] }, claims: [] },
    "China matched the United States within a day or two at the median",
  ],
  [
    "no record lately",
    { measured: { a: [], b: [measured("2024-02-21", null, 0, 20)] }, claims: [] },
    "China set no record in twelve months that the United States had reached before; the oldest record still unmatched has stood for 20 months",
  ],
  ["a tie", { behind: null, claims: [] }, "By 21 Feb 2024 neither the United States nor China follows the other"],
  [
    "no score of one side",
    { behind: null, firstScores: { a: "2023-03-14", b: null }, claims: [] },
    "By 21 Feb 2024 there is no lag to measure: no score of China is recorded",
  ],
])("finds for %s", (_, more, sentence) => {
  expect(claimedMeasured.describe(with_(more)).finding).toBe(sentence);
});

it("tables claims, months and records, and shows the page the first two", () => {
  const kinds = (rows: readonly (readonly unknown[])[]) => [...new Set(rows.map(([kind]) => kind))];
  expect(kinds(claimedMeasured.table(february).rows)).toEqual(["claim", "median of twelve months", "record followed"]);
  expect(kinds(claimedMeasured.shown?.(february).rows ?? [])).toEqual(["claim", "median of twelve months"]);
});

it("draws soundly, also for nothing, claims alone and measurements alone", () => {
  const nothing = with_({
    behind: null,
    claims: [],
    crossings: [],
    measured: { a: [], b: [] },
    firstScores: { a: null, b: null },
    from: "2024-02-21",
  });
  const ahead = with_({ claims: [claim("Somebody", "2023", null, 6, "a"), claim("Else", "2023", 3, null, "a")] });
  for (const each of [
    february,
    nothing,
    ahead,
    with_({ crossings: [], measured: { a: [], b: [] } }),
    with_({ claims: [] }),
  ])
    expectSoundInk(claimedMeasured, each);
  expect(inkOf(claimedMeasured, nothing, 680)).toContain("Nothing said in figures and nothing to measure");
});
