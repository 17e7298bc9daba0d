import { describe, expect, it } from "vitest";
import { overlaps } from "../../../public/charts/direct-labels.js";
import { stackRows } from "../../../public/charts/stack-rows.js";
import { type StripData, type StripItem, strip } from "../../../public/charts/strip.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

const item = (id: string, lane: string, on: string, side: StripItem["side"] = "a", more?: Partial<StripItem>) => ({
  id,
  lane,
  on,
  side,
  title: `Title of ${id}`,
  ...more,
});
const data = (items: readonly StripItem[], more?: Partial<StripData>): StripData => ({
  sides,
  asOf: "2024-02-21",
  from: "2020-01-01",
  subject: { one: "event", many: "events" },
  lanes: [
    { key: "rules", title: "Export rules" },
    { key: "market", title: "Market" },
  ],
  items,
  ...more,
});

describe("stacked rows", () => {
  it("fill the floor first", () => {
    const spans = [
      { from: 0, to: 8 },
      { from: 4, to: 12 },
      { from: 10, to: 18 },
    ];
    expect(stackRows(spans, 1)).toEqual([0, 1, 0]);
  });

  it("pile up a tie in the order given, and are none for none", () => {
    const same = { from: 0, to: 8 };
    expect(stackRows([same, same, same], 1)).toEqual([0, 1, 2]);
    expect(stackRows([], 1)).toEqual([]);
  });
});

describe("places", () => {
  it("never lay one dot over another of its lane", () => {
    const crowd = Array.from({ length: 60 }, (_, i) => item(`e${i}`, "rules", `2023-0${1 + (i % 3)}-1${i % 10}`));
    const { items, radius, lanes } = strip.place(data(crowd), { width: 344 });
    for (const one of items)
      for (const other of items)
        if (one !== other) expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(radius * 1.9);
    expect((lanes[0]?.bottom ?? 0) - (lanes[0]?.top ?? 0)).toBeGreaterThan(
      (lanes[1]?.bottom ?? 0) - (lanes[1]?.top ?? 0),
    );
  });

  it("draw a year as a bar over it, cut at the last day, and a day as a dot", () => {
    const { items, plot } = strip.place(
      data([item("y", "rules", "2023"), item("z", "rules", "2024"), item("d", "rules", "2021-05-05")]),
      {
        width: 1080,
      },
    );
    const at = Object.fromEntries(items.map((one) => [one.id, one]));
    expect((at.y?.x1 ?? 0) - (at.y?.x0 ?? 0)).toBeGreaterThan(100);
    expect(at.z?.x1).toBeCloseTo(plot.x1, 0);
    expect(at.d?.x0).toBe(at.d?.x1);
  });

  it("name the recent first, and never let labels touch each other or a dot", () => {
    const crowd = Array.from({ length: 40 }, (_, i) => item(`e${i}`, "rules", `202${i % 4}-0${1 + (i % 9)}-15`, "b"));
    for (const width of [344, 1080]) {
      const { labels, items, radius } = strip.place(data(crowd), { width });
      expect(labels.length).toBeGreaterThan(0);
      for (const label of labels) {
        for (const other of labels) if (label !== other) expect(overlaps(label.box, other.box)).toBe(false);
        for (const dot of items) {
          const ink = {
            x0: dot.x - radius + 0.2,
            x1: dot.x + radius - 0.2,
            y0: dot.y - radius + 0.2,
            y1: dot.y + radius - 0.2,
          };
          expect(overlaps(label.box, ink)).toBe(false);
        }
      }
    }
    const twins = data([item("old", "rules", "2023-05-05"), item("new", "rules", "2023-05-06")]);
    expect(strip.place(twins, { width: 344 }).labels.map((label) => label.key)).toContain("new");
  });

  it("read lane by lane, by date, with the item's facts", () => {
    const { marks } = strip.place(
      data([
        item("m", "market", "2021"),
        item("late", "rules", "2023-11", "b", { note: "87 FR 62186", confidence: "reported", href: "/x" }),
        item("early", "rules", "2022-10-07"),
        item("lost", "no such lane", "2022"),
      ]),
      { width: 680 },
    );
    expect(marks.map((mark) => mark.key)).toEqual(["early", "late", "m"]);
    expect(marks[1]).toMatchObject({
      tip: ["Title of late", "Nov 2023, Export rules", "87 FR 62186", "reported"],
      href: "/x",
    });
  });
});

describe("the finding", () => {
  const finding = (items: readonly StripItem[], more?: Partial<StripData>) => strip.describe(data(items, more)).finding;
  const year = (n: number, of: string, lane = "rules") =>
    Array.from({ length: n }, (_, i) => item(`${lane}${of}${i}`, lane, `${of}-0${5 + (i % 4)}`));

  it("holds the last twelve months against the year before", () => {
    expect(finding([...year(5, "2023"), ...year(2, "2023", "market"), ...year(3, "2022")])).toBe(
      "7 events in the twelve months to 21 Feb 2024, against 3 in the year before; most under Export rules (5)",
    );
    expect(finding([...year(3, "2023"), ...year(3, "2022")])).toBe(
      "3 events in the twelve months to 21 Feb 2024, as many as in the year before",
    );
    expect(finding([...year(4, "2023"), ...year(4, "2023", "market")], { from: "2023-01-01" })).toBe(
      "8 events in the twelve months to 21 Feb 2024; most under Export rules and Market (4 each)",
    );
  });

  it("of several on the last day names the one of the first lane", () => {
    const tied = data([item("x", "market", "2021-03-04"), item("y", "rules", "2021-03-04")]);
    expect(strip.describe(tied).finding).toMatch(/the latest of 4 Mar 2021: Title of y$/);
  });

  it("names the latest of few, and says none", () => {
    expect(finding([item("x", "rules", "2021-03")])).toBe(
      "1 event recorded by 21 Feb 2024, the latest of Mar 2021: Title of x",
    );
    expect(finding([])).toBe("No events recorded by 21 Feb 2024");
  });

  it("comes with what is not drawn", () => {
    const text = strip.describe(
      data([item("x", "rules", "2021-03"), item("old", "rules", "2015")], { coverageNote: "2 disputed left out" }),
    );
    expect(text.coverage).toBe(
      "1 event; 1 before 1 Jan 2020 not drawn; 1 dated to a month or year only; 2 disputed left out",
    );
  });
});

it("draws soundly, also for none and without lanes", () => {
  const some = data([item("x", "rules", "2021"), item("y", "market", "2024-02-21", "b", { confidence: "disputed" })]);
  for (const each of [some, data([]), data([], { lanes: [] })]) expectSoundInk(strip, each);
  expect(inkOf(strip, data([]), 344)).toContain("No events recorded by 21 Feb 2024");
});

describe("lanes in groups", () => {
  const lanes = [
    { key: "labels-a", title: "United States", group: "Labelling" },
    { key: "labels-b", title: "China", group: "Labelling" },
    { key: "export-a", title: "United States", group: "Export" },
    { key: "export-b", title: "China", group: "Export" },
  ];
  const grouped = data(
    [
      item("l1", "labels-b", "2022-11-25", "b"),
      item("l2", "labels-b", "2023-05-10", "b"),
      item("e1", "export-a", "2023-10-17", "a"),
      item("e2", "export-a", "2023-11-17", "a"),
      item("e3", "export-b", "2023-08-01", "b"),
    ],
    { lanes },
  );

  it.each([1080, 680, 344])("have one heading above their lanes, at %d", (width) => {
    const placed = strip.place(grouped, { width });
    expect(placed.groups.map(({ title }) => title)).toEqual(["Labelling", "Export"]);
    const [labelling, exported] = placed.groups;
    const baselines = placed.lanes.map(({ titleY }) => titleY);
    expect(labelling?.y).toBeLessThan((baselines[0] ?? 0) - 10);
    expect(exported?.y).toBeGreaterThan((baselines[1] ?? 0) + 10);
    expect(exported?.y).toBeLessThan((baselines[2] ?? 0) - 10);
  });

  it("keep a lane that has nothing, with its count of 0 in the ink", () => {
    const { lanes: drawn } = strip.place(grouped, { width: 1080 });
    expect(drawn.map(({ count }) => count)).toEqual([0, 2, 2, 1]);
    const ink = inkOf(strip, grouped, 1080);
    expect(ink.match(/>Labelling</g)).toHaveLength(1);
    expect(ink.match(/>United States<\/tspan>/g)).toHaveLength(2);
    expect(ink).toMatch(/>United States<\/tspan><tspan[^>]*>0</);
  });

  it("are drawn soundly", () => expectSoundInk(strip, grouped));

  it("are told with their heading where it is not beside them", () => {
    const { finding, summary } = strip.describe(grouped);
    expect(finding).toBe(
      "4 events in the twelve months to 21 Feb 2024, against 1 in the year before; most under Export – United States (2)",
    );
    expect(summary).toContain("Labelling – United States 0, Labelling – China 2, Export – United States 2");
    expect(strip.table(grouped).rows[0]?.slice(0, 3)).toEqual(["2022-11-25", "Labelling", "CN"]);
  });

  it("have room for the widest heading", () => {
    const wordy = { ...grouped, lanes: lanes.map((one) => ({ ...one, group: `Plans and programmes: ${one.group}` })) };
    expect(strip.place(wordy, { width: 1080 }).plot.x0).toBeGreaterThan(strip.place(grouped, { width: 1080 }).plot.x0);
  });
});
