import { describe, expect, it } from "vitest";
import { type SuccessionData, type SuccessionRule, succession } from "../../../public/charts/succession.js";
import { textWidth } from "../../../public/charts/text-width.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

const rule = (id: string, effective: string | null, more: Partial<SuccessionRule> = {}): SuccessionRule => ({
  id,
  lane: "bis",
  side: "a",
  label: `Label of ${id}`,
  title: `Title of ${id}`,
  announced: effective,
  effective,
  ended: null,
  consequence: "notification",
  onChips: true,
  ...more,
});

const data = (rules: readonly SuccessionRule[], more: Partial<SuccessionData> = {}): SuccessionData => ({
  sides,
  asOf: "2024-12-31",
  from: "2022-01-01",
  lanes: [
    { key: "bis", title: "US Bureau of Industry and Security", side: "a" },
    { key: "customs", title: "China Customs", side: "b" },
    { key: "metv", title: "Netherlands Ministry", side: "other" },
  ],
  rules,
  ...more,
});

const chinese = (id: string, effective: string, more: Partial<SuccessionRule> = {}) =>
  rule(id, effective, { lane: "customs", side: "b", ...more });

describe("places", () => {
  const placed = (rules: readonly SuccessionRule[], width = 1080) => {
    const at = succession.place(data(rules), { width });
    return { ...at, of: Object.fromEntries(at.rules.map((one) => [one.id, one])) };
  };

  it("a bar from the first day to the last, pointed where it goes on", () => {
    const { of, plot } = placed([
      rule("ended", "2022-01-01", { ended: "2023-07-02" }),
      rule("going", "2023-07-02"),
      rule("ends later", "2023-07-02", { ended: "2025-06-01" }),
    ]);
    expect(of["ended"]?.bar).toMatchObject({ x0: plot.x0, open: false });
    // Mid-2023 is half of the three years.
    expect(of["ended"]?.bar?.x1).toBeCloseTo((plot.x0 + plot.x1) / 2, -1);
    expect(of["going"]?.bar).toMatchObject({ x0: of["ended"]?.bar?.x1, x1: plot.x1, open: true });
    expect(of["ends later"]?.bar).toMatchObject({ x1: plot.x1, open: true });
  });

  it("a line from the announcement, to the last day while the rule is still to come", () => {
    const { of, plot } = placed([
      rule("soon", "2024-07-01", { announced: "2024-01-01" }),
      rule("to come", "2025-03-01", { announced: "2024-11-01" }),
      rule("at once", "2024-07-01"),
    ]);
    expect(of["soon"]?.lead?.x1).toBe(of["soon"]?.bar?.x0);
    expect(of["to come"]).toMatchObject({ bar: null, lead: { x1: plot.x1 } });
    expect(of["to come"]?.symbolX).toBe(of["to come"]?.lead?.x0);
    expect(of["at once"]?.lead).toBeNull();
  });

  it("a symbol for an announcement without effect, and a sliver for a rule of some days", () => {
    const { of } = placed([
      rule("word", null, { announced: "2023-01-01" }),
      rule("days", "2023-01-01", { ended: "2023-01-02" }),
    ]);
    expect(of["word"]).toMatchObject({ bar: null, lead: null });
    expect(of["word"]?.symbolX).toBe(of["days"]?.bar?.x0);
    expect((of["days"]?.bar?.x1 ?? 0) - (of["days"]?.bar?.x0 ?? 0)).toBeGreaterThanOrEqual(2.9);
  });

  it("a row for each version, lane by lane, in order of effect; lanes without any take no room", () => {
    const { rules, lanes, marks } = placed([
      chinese("c", "2023-01-01"),
      rule("late", "2024-01-01"),
      rule("early", "2022-10-21"),
    ]);
    expect(rules.map(({ id }) => id)).toEqual(["early", "late", "c"]);
    expect(marks.map(({ key }) => key)).toEqual(["early", "late", "c"]);
    expect(lanes.map(({ title }) => title)).toEqual(["US Bureau of Industry and Security", "China Customs"]);
    expect(new Set(rules.map(({ y }) => y)).size).toBe(3);
  });

  it("every label inside the picture, and none over another bar's ink", () => {
    const long = "A title so long that no telephone has the room for all of it in one line";
    const some = [
      rule("a", "2022-01-01", { label: long, ended: "2022-02-01" }),
      rule("b", "2024-12-01", { label: long }),
      rule("c", "2023-06-01", { label: "3A090.a" }),
      rule("d", null, { announced: "2024-12-30", label: long }),
    ];
    for (const width of [320, 344, 680, 1080]) {
      for (const { label, bar } of placed(some, width).rules) {
        const wide = textWidth(label.text, 11.5);
        const [from, to] = label.anchor === "start" ? [label.x, label.x + wide] : [label.x - wide, label.x];
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(width);
        if (!bar) continue;
        const within = from >= bar.x0 && to <= bar.x1;
        expect(label.inside ? within : to <= bar.x0 || from >= bar.x1).toBe(true);
      }
    }
  });

  it("the facts of a version in its tip", () => {
    const { marks } = placed([
      rule("x", "2023-11-17", { announced: "2023-10-17", ended: "2024-02-01", href: "/rules/x" }),
    ]);
    expect(marks[0]).toMatchObject({
      tip: [
        "Title of x",
        "Announced 17 Oct 2023, effective 17 Nov 2023, ended 1 Feb 2024",
        "notification",
        "US Bureau of Industry and Security",
      ],
      href: "/rules/x",
    });
  });
});

describe("the finding", () => {
  const finding = (rules: readonly SuccessionRule[]) => succession.describe(data(rules)).finding;
  const past = { ended: "2023-01-01" };

  it("counts what is in force for either side, whichever has more, and for a tie", () => {
    expect(finding([rule("a", "2022"), rule("b", "2023"), chinese("c", "2023")])).toBe(
      "3 rule versions in force on 31 Dec 2024, 2 of them of the United States and 1 of China",
    );
    expect(finding([rule("a", "2022"), chinese("b", "2023"), chinese("c", "2023")])).toBe(
      "3 rule versions in force on 31 Dec 2024, 2 of them of China and 1 of the United States",
    );
    expect(finding([rule("a", "2022"), chinese("b", "2023")])).toBe(
      "2 rule versions in force on 31 Dec 2024, as many of the United States as of China (1)",
    );
  });

  it("says so where none is in force, none of the two, or none at all", () => {
    expect(finding([rule("a", "2022", past)])).toBe("No rule in force on 31 Dec 2024");
    expect(finding([rule("a", "2022", { lane: "metv", side: "other" })])).toBe(
      "1 rule version in force on 31 Dec 2024, of neither the United States nor China",
    );
    expect(finding([])).toBe("No rule recorded by 31 Dec 2024");
  });

  it("comes with what has ended, is to come or has no effect", () => {
    const { coverage, summary } = succession.describe(
      data([
        rule("a", "2022", past),
        rule("b", "2025-02-01", { announced: "2024-12-01" }),
        rule("c", null, { announced: "2024-01-01" }),
        rule("d", "2024-04-04"),
      ]),
    );
    expect(coverage).toBe("4 rule versions; 1 ended; 1 not yet in effect; 1 without effect of its own");
    expect(summary).toContain("The latest in force is Title of d, since 4 Apr 2024.");
  });
});

it("tells in its table what it draws", () => {
  expect(succession.table(data([rule("a", "2022-10-21", { onChips: false })])).rows).toEqual([
    ["US Bureau of Industry and Security", "Title of a", "2022-10-21", "2022-10-21", null, "notification", "no"],
  ]);
});

it("draws soundly, also for none, one and without lanes", () => {
  const some = data([
    rule("a", "2022", { ended: "2023-01-01", onChips: false }),
    rule("b", "2023-11-17", { announced: "2023-10" }),
    chinese("c", "2024-01-14"),
    rule("d", null, { announced: "2024-06-01" }),
  ]);
  for (const each of [some, data([rule("a", "2022")]), data([]), data([], { lanes: [], from: "2024-12-31" })])
    expectSoundInk(succession, each);
  expect(inkOf(succession, data([]), 344)).toContain("No rule recorded by 31 Dec 2024");
});
