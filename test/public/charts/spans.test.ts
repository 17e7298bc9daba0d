import { describe, expect, it } from "vitest";
import { type Span, type SpansData, spans } from "../../../public/charts/spans.js";
import { textWidth } from "../../../public/charts/text-width.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

const span = (id: string, from: string, to: string | null = null, rest: Partial<Span> = {}): Span => ({
  id,
  lane: "entity",
  holder: id,
  title: `Firm ${id}`,
  side: "b",
  from,
  openStart: false,
  to,
  ...rest,
});

const data = (rows: readonly Span[]): SpansData => ({
  sides,
  asOf: "2024-02-21",
  from: "2019-01-01",
  lanes: [
    { key: "entity", title: "Entity List" },
    { key: "1260h", title: "1260H list" },
  ],
  spans: rows,
});

const typical = data([
  span("late", "2023-10-17"),
  span("early", "2019-05-16"),
  span("gone", "2024-01-31", "2024-02-20", { lane: "1260h" }),
  span("hour", "2024-02-13", "2024-02-13", { lane: "1260h" }),
  span("lost", "2020-01-01", null, { lane: "no such list" }),
]);

describe("places", () => {
  it("list by list and by first day, a bar to the removal or to the last day", () => {
    const placed = spans.place(typical, { width: 1080 });
    expect(placed.spans.map(({ id }) => id)).toEqual(["early", "late", "gone", "hour"]);
    expect(placed.lanes.map(({ title, tally }) => `${title}: ${tally}`)).toEqual([
      "Entity List: 2 companies, still listed",
      "1260H list: 2 companies, 0 still listed",
    ]);
    const [early, , gone, hour] = placed.spans;
    expect(early?.x1).toBe(placed.plot.x1);
    expect(gone?.x1).toBeLessThan(placed.plot.x1);
    expect(hour?.x1).toBe(hour?.x0);
  });

  it("give each name a line of its own, clear of bars and neighbours", () => {
    const crowd = data(Array.from({ length: 60 }, (_, i) => span(`with a rather long name, number ${i}`, "2022")));
    for (const width of [320, 344, 680, 1080]) {
      const placed = spans.place(crowd, { width });
      for (const [index, one] of placed.spans.entries()) {
        expect(textWidth(one.title, 11.5)).toBeLessThanOrEqual(placed.titleX);
        expect(one.x0).toBeGreaterThan(placed.titleX);
        const next = placed.spans[index + 1];
        if (next) expect(next.y - one.y).toBeGreaterThanOrEqual(12);
      }
    }
  });

  it("begin at the left edge what was there before it, and mark a first day that is not known", () => {
    const placed = spans.place(data([span("x", "2010"), span("y", "2022", null, { openStart: true })]), { width: 680 });
    expect(placed.spans[0]?.x0).toBe(placed.plot.x0);
    expect(placed.marks[1]?.tip[1]).toBe("there by 2022, first day not known, still listed");
  });
});

describe("the finding", () => {
  const finding = (rows: readonly Span[]) => spans.describe(data(rows)).finding;

  it("counts companies that stand on a list, each once, and listings that have ended", () => {
    const twice = [span("x", "2020"), span("x2", "2021", null, { holder: "x", lane: "1260h" })];
    expect(finding([...twice, span("us", "2022", null, { side: "a" }), span("z", "2020")])).toBe(
      "2 companies of China stand on restriction lists, 1 of the United States",
    );
    expect(finding([span("us", "2022", null, { side: "a" }), span("z", "2020", "2021")])).toBe(
      "1 company of the United States stands on restriction lists, none of China; 1 listing has ended",
    );
    expect(finding([span("us", "2022", null, { side: "a" }), span("z", "2020")])).toBe(
      "As many companies of the United States as of China stand on restriction lists: 1 each",
    );
    expect(finding([span("z", "2020", "2021")])).toBe(
      "No company of the United States or China stands on a recorded list on 21 Feb 2024",
    );
  });

  it("comes with what is not known", () => {
    expect(spans.describe(data([...typical.spans, span("o", "2023", null, { openStart: true })])).coverage).toBe(
      "5 listings; 2 ended; 1 with a first day that is not known",
    );
    expect(spans.describe(data([])).coverage).toBe("No listing in view");
  });
});

it("draws soundly, also for none, one and very many", () => {
  const many = Array.from({ length: 400 }, (_, i) => span(`s${i}`, `20${19 + (i % 5)}-0${1 + (i % 9)}-11`));
  for (const each of [typical, data([]), data([span("x", "2024-02-21")]), data(many)]) expectSoundInk(spans, each);
  expect(inkOf(spans, data([]), 344)).toContain("No listing recorded by 21 Feb 2024");
});

it("keeps every listing in the table", () => {
  expect(spans.table(typical).rows).toContainEqual([
    "1260H list",
    "Firm gone",
    "CN",
    "2024-01-31",
    "yes",
    "2024-02-20",
    null,
  ]);
});
