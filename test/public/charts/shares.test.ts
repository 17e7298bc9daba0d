import { describe, expect, it } from "vitest";
import { type SharePoint, type SharesData, shares } from "../../../public/charts/shares.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

function point(period: string, side: "a" | "b", resting: number, models: number, rest: Partial<SharePoint> = {}) {
  const band = { confirmed: resting, reported: resting, all: resting };
  return { period, side, models, unrecorded: models - resting, resting, band, ...rest } satisfies SharePoint;
}

function data(points: readonly SharePoint[], rest: Partial<SharesData> = {}): SharesData {
  return {
    sides,
    asOf: "2026-11-24",
    kinds: "lineage",
    bases: "models",
    reach: "any",
    leastForShare: 10,
    withLineage: false,
    undated: { a: 0, b: 0 },
    points,
    cube: points.map(({ period, side, models, band }) => [
      period,
      side,
      "all-lineage",
      "any",
      models,
      band.confirmed,
      band.reported,
      band.all,
    ]),
    ...rest,
  };
}

const year = (period: string, a: readonly [number, number], b: readonly [number, number]) => [
  point(period, "a", ...a),
  point(period, "b", ...b),
];

const typical = data(
  [
    ...year("2023", [0, 8], [11, 14]),
    point("2024", "a", 12, 18, { band: { confirmed: 10, reported: 11, all: 12 } }),
    point("2024", "b", 15, 41, { band: { confirmed: 3, reported: 13, all: 26 } }),
    ...year("2026", [1, 4], [3, 22]),
  ],
  { undated: { a: 1, b: 0 } },
);

describe("the finding", () => {
  it.each([
    [
      year("2024", [12, 20], [8, 40]),
      "In 2024 60% of open models of the United States rested on those of China, 20% the other way",
    ],
    [
      year("2024", [2, 20], [20, 40]),
      "In 2024 50% of open models of China rested on those of the United States, 10% the other way",
    ],
    [
      year("2024", [10, 20], [21, 40]),
      "In 2024 open models of the United States and China rested on each other about equally often, 50% and 53%",
    ],
    [
      year("2024", [0, 20], [0, 40]),
      "In 2024 no open model of the United States or China is recorded as resting on the other side’s",
    ],
    [
      year("2024", [3, 7], [5, 12]),
      "Too few open models for a comparison of the United States and China: in no year are there 10 of each; in 2024 3 of 7 of the United States and 5 of 12 of China rested on the other side’s",
    ],
    [
      [point("2024", "a", 3, 7), point("2024", "b", 0, 0)],
      "Too few open models for a comparison of the United States and China: in no year are there 10 of each",
    ],
    [
      year("2026", [12, 20], [8, 40]),
      "In 2026 so far 60% of open models of the United States rested on those of China, 20% the other way",
    ],
    [[], "No open models of the United States or China are counted by 24 Nov 2026"],
  ])("%#", (points, sentence) => {
    expect(shares.describe(data(points)).finding).toBe(sentence);
  });

  it("says what looser evidence would give, and what an earlier year did", () => {
    expect(shares.describe(typical).finding).toBe(
      "In 2024 67% of open models of the United States rested on those of China, 37% (63% on any evidence) the other way; in 2023 it was 0 of 8 for the United States and 79% for China",
    );
  });

  it("names software where that is rested on too", () => {
    const stack = data(year("2024", [2, 20], [20, 40]), { bases: "models or software" });
    expect(shares.describe(stack).finding).toBe(
      "In 2024 50% of open models of China rested on models or software of the United States, 10% the other way",
    );
  });

  it("prefers a full year to the running one", () => {
    const points = [...year("2025", [1, 10], [2, 10]), ...year("2026", [9, 10], [0, 10])];
    expect(shares.describe(data(points)).finding).toMatch(/^In 2025 20% of open models of China/);
    expect(shares.describe(data(points, { asOf: "2026-12-31" })).finding).toMatch(/^In 2026 90% of open models/);
  });
});

it("says how many have no recorded base, no date, and which year is incomplete", () => {
  const { unit, coverage } = shares.describe(typical);
  expect(unit).toBe(
    "Share of each side’s open-weight and open-source models that rest on the other side’s models through any chain of lineage, by year of release",
  );
  expect(coverage).toBe(
    "107 models counted, of which 65 have no recorded base and count as not resting; 1 model without a date left out; years with under 10 models are counts, not percentages; 2026 is incomplete, up to 24 Nov 2026; disputed edges count only on any evidence",
  );
  expect(shares.describe(data(year("2025", [1, 10], [2, 10]), { reach: "direct", kinds: "weights" })).unit).toContain(
    "rest on the other side’s models directly by weights,",
  );
});

describe("places", () => {
  it("stand beside each other, and one above the other on a phone", () => {
    const [us, cn] = shares.place(typical, { width: 1080 }).panels;
    expect(cn?.x0).toBeGreaterThan(us?.x1 ?? 0);
    expect(cn?.floor).toBe(us?.floor);
    const [above, below] = shares.place(typical, { width: 344 }).panels;
    expect(below?.x0).toBe(above?.x0);
    expect(below?.floor).toBeGreaterThan(above?.floor ?? 0);
  });

  it("draw under ten models hollow, with counts and no percentage", () => {
    const columns = shares.place(typical, { width: 1080 }).panels.flatMap((panel) => panel.columns);
    expect(columns.map(({ key, hollow, lines }) => [key, hollow, lines])).toEqual([
      ["a-2023", true, ["0 of 8"]],
      ["a-2024", false, ["67%", "12 of 18"]],
      ["a-2026", true, ["1 of 4"]],
      ["b-2023", false, ["79%", "11 of 14"]],
      ["b-2024", false, ["37%", "to 63%", "15 of 41"]],
      ["b-2026", false, ["14%", "3 of 22"]],
    ]);
  });

  it("mark the running year, and a year without models", () => {
    const [us] = shares.place(data([...typical.points.slice(0, 4), point("2026", "a", 0, 0)]), { width: 1080 }).panels;
    expect(us?.years.map(({ text, aside, none }) => [text, aside, none])).toEqual([
      ["2023", "", ""],
      ["2024", "", ""],
      ["2026", "so far", "none"],
    ]);
  });

  it("keep every line inside the picture and its column, at any width", () => {
    const many = data(Array.from({ length: 12 }, (_, index) => year(String(2010 + index), [10, 10], [99, 120])).flat());
    for (const width of [320, 344, 680, 1080]) {
      for (const one of [typical, many]) {
        const { panels } = shares.place(one, { width });
        for (const { columns } of panels)
          for (const { labelY, lines } of columns) expect(labelY - lines.length * 14).toBeGreaterThan(0);
      }
    }
  });

  it("tell each column to pointer and keyboard", () => {
    const marks = shares.place(typical, { width: 680 }).marks;
    expect(marks.find(({ key }) => key === "b-2024")?.tip).toEqual([
      "China, 2024",
      "15 of 41 models rest on the United States: 37%",
      "confirmed 3, with reported 13, on any evidence 26",
      "26 without a recorded base",
    ]);
    expect(marks.find(({ key }) => key === "a-2026")?.tip.slice(0, 2)).toEqual([
      "United States, 2026 so far",
      "1 of 4 models rest on China; too few for a percentage",
    ]);
  });
});

it("draws nothing counted as a note", () => {
  expect(inkOf(shares, data([]), 344)).toContain("No open models counted by 24 Nov 2026");
});

it("draws soundly, also for one side, one year, none and very many", () => {
  const many = Array.from({ length: 40 }, (_, index) => year(String(1985 + index), [index, 40], [40, 40])).flat();
  for (const points of [typical.points, [], year("2024", [1, 12], [0, 0]), many]) expectSoundInk(shares, data(points));
});

it("keeps three levels of evidence for each point in the download, shares only from ten models on", () => {
  const { columns, rows } = shares.table(typical);
  expect(columns.map(({ name }) => name)).toEqual([
    "period",
    "side",
    "on_side",
    "kind",
    "reach",
    "evidence",
    "models",
    "resting",
    "share",
  ]);
  expect(rows).toHaveLength(typical.points.length * 3);
  expect(rows.filter(([period, side]) => period === "2024" && side === "CN")).toEqual([
    ["2024", "CN", "US", "all-lineage", "any", "confirmed", 41, 3, 0.0732],
    ["2024", "CN", "US", "all-lineage", "any", "reported", 41, 13, 0.3171],
    ["2024", "CN", "US", "all-lineage", "any", "all", 41, 26, 0.6341],
  ]);
  expect(rows[0]).toEqual(["2023", "US", "CN", "all-lineage", "any", "confirmed", 8, 0, null]);
});

it("shows the points drawn, one row each", () => {
  expect(shares.shown?.(typical).rows[3]).toEqual(["2024", "China", "United States", 41, 26, 3, 13, 26, 15, "37%"]);
});
