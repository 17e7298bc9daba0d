import { describe, expect, it } from "vitest";
import { overlaps } from "../../../public/charts/direct-labels.js";
import { type RoundDot, type RoundsData, rounds } from "../../../public/charts/rounds.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

const round = (id: string, side: RoundDot["side"], on: string, amountUsd: number | null, more?: Partial<RoundDot>) => ({
  id,
  company: id,
  side,
  on,
  amountUsd,
  stage: "series-a",
  confidence: "reported",
  ...more,
});
const data = (list: readonly RoundDot[], more?: Partial<RoundsData>): RoundsData => ({
  sides,
  asOf: "2024-02-21",
  rounds: list,
  ...more,
});
const small = data([
  round("OpenAI", "a", "2023-01-23", 10e9, { stage: "strategic", confidence: "confirmed", href: "/companies/openai" }),
  round("Baichuan", "b", "2023-10", 300e6),
  round("Moonshot", "b", "2024-02-19", 1e9, { confidence: "disputed" }),
  round("01.AI", "b", "2023-11-06", null, { stage: "unspecified" }),
  round("Mistral", "other", "2023-06-13", 113e6),
]);

describe("places", () => {
  it("set amounts on a log scale and unknown amounts below it, never at zero", () => {
    const { dots, undisclosed, plot, strip } = rounds.place(small, { width: 680 });
    expect(dots).toHaveLength(4);
    expect(undisclosed.map((dot) => dot.id)).toEqual(["01.AI"]);
    expect(undisclosed[0]?.y).toBeGreaterThan(plot.y1);
    expect(strip?.text).toBe("1 round whose amount is undisclosed");
    expect(dots.find((dot) => dot.id === "Moonshot")?.hollow).toBe(true);
  });

  it("leave out the strip when every amount is known", () => {
    const { strip, axisY, plot } = rounds.place(data([round("OpenAI", "a", "2023", 1e9)]), { width: 680 });
    expect([strip, axisY]).toEqual([null, plot.y1]);
  });

  it("read by date, with the round's facts", () => {
    const { marks } = rounds.place(small, { width: 680 });
    expect(marks.map((mark) => mark.key)).toEqual(["OpenAI", "Mistral", "Baichuan", "01.AI", "Moonshot"]);
    expect(marks[0]).toMatchObject({
      tip: ["OpenAI, strategic", "$10bn, announced 23 Jan 2023", "confirmed"],
      href: "/companies/openai",
    });
    expect(marks[2]?.tip).toEqual(["Baichuan, series A", "$300m, announced Oct 2023", "reported"]);
    expect(marks[3]?.tip).toEqual(["01.AI, stage unspecified", "amount undisclosed, announced 6 Nov 2023", "reported"]);
  });

  it("name the largest of each side, and never let labels touch", () => {
    const crowd = Array.from({ length: 400 }, (_, i) =>
      round(
        `firm ${i}`,
        i % 3 ? "a" : "b",
        `2023-${String(1 + (i % 12)).padStart(2, "0")}`,
        1e6 * (1 + ((i * 7919) % 997)),
      ),
    );
    for (const width of [344, 1080]) {
      const { labels } = rounds.place(data(crowd), { width });
      expect(labels.length).toBeGreaterThan(2);
      for (const one of labels)
        for (const other of labels) if (one !== other) expect(overlaps(one.box, other.box)).toBe(false);
    }
    const { labels } = rounds.place(small, { width: 680 });
    expect(labels.map((label) => label.text)).toContain("Moonshot $1bn");
  });

  it("leave out and count what came before the first day", () => {
    const late = { ...small, from: "2023-10-15" };
    expect(rounds.place(late, { width: 680 }).marks).toHaveLength(2);
    expect(rounds.describe(late).coverage).toBe("1 of 2 rounds disclose an amount; 3 before 15 Oct 2023 not drawn");
  });
});

describe("the finding", () => {
  const finding = (list: readonly RoundDot[]) => rounds.describe(data(list)).finding;
  const [us, cn] = [round("OpenAI", "a", "2023", 10e9), round("Moonshot", "b", "2024", 1e9)] as const;

  it("compares the largest rounds, in either direction", () => {
    expect(finding([us, cn])).toBe(
      "The largest known round in the United States, $10bn for OpenAI, is 10 times the largest in China, $1bn for Moonshot",
    );
    expect(finding([{ ...us, amountUsd: 5e8 }, cn])).toBe(
      "The largest known round in China, $1bn for Moonshot, is twice the largest in the United States, $500m for OpenAI",
    );
  });

  it("says a tie, one side alone and none", () => {
    expect(finding([{ ...us, amountUsd: 1e9 }, cn])).toBe(
      "The largest known rounds are level: $1bn for OpenAI in the United States, $1bn for Moonshot in China",
    );
    expect(finding([cn])).toBe(
      "The largest known round is $1bn for Moonshot in China; no amount is known in the United States",
    );
    expect(finding([{ ...us, amountUsd: null }])).toBe(
      "No round with a known amount for the United States or China by 21 Feb 2024",
    );
  });

  it("comes with medians in the summary", () => {
    expect(rounds.describe(small).summary).toContain(
      "China: 3 rounds, 2 with an amount, half of them of $650m or more.",
    );
  });
});

it("draws soundly, also for none, for unknown amounts only, and for 5,000", () => {
  const many = Array.from({ length: 5000 }, (_, i) => round(`r${i}`, i % 2 ? "a" : "b", "2023-05-05", 1e6 + i * 1e5));
  for (const each of [small, data([]), data([round("x", "a", "2023", null)])]) expectSoundInk(rounds, each);
  expect(inkOf(rounds, data(many), 1080).length).toBeLessThan(320_000);
  expect(inkOf(rounds, data([]), 344)).toContain("No amounts known by 21 Feb 2024");
});
