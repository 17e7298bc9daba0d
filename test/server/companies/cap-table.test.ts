import { describe, expect, it } from "vitest";
import { capTable } from "../../../server/companies/cap-table.js";
import type { Confidence } from "../../../server/values/evidence.js";

const round = (id: string, announced_on: string, stage = "series-a", confidence: Confidence = "confirmed") => ({
  id,
  announced_on,
  stage,
  confidence,
  source_id: `source-${id}`,
});
const part = (round_id: string, investor_id: string, is_lead: number | null = 0) => ({
  round_id,
  investor_id,
  is_lead,
  name: investor_id.toUpperCase(),
  country: "US",
});

describe("the table of known investors", () => {
  it("sets each investor against the rounds in order of date, with who led", () => {
    const { rounds, investors } = capTable(
      [round("b", "2024-06"), round("a", "2023")],
      [part("a", "one", 1), part("b", "one"), part("b", "two", 1)],
    );
    expect(rounds.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(investors.map(({ id, parts }) => [id, ...parts])).toEqual([
      ["one", "led", "in"],
      ["two", null, "led"],
    ]);
    expect(investors[0]).toMatchObject({ rounds: 2, led: 1, first: "2023", last: "2024-06" });
    expect(investors[0]?.sources).toEqual(["source-a", "source-b"]);
  });

  it("takes part for part where the source does not say who led", () => {
    expect(capTable([round("a", "2023")], [part("a", "one", null)]).investors[0]).toMatchObject({
      parts: ["in"],
      led: 0,
    });
  });

  it("leaves out lenders, and keeps buyers of existing shares", () => {
    const { rounds, investors } = capTable(
      [round("loan", "2023", "debt"), round("tender", "2024", "secondary")],
      [part("loan", "bank"), part("tender", "fund")],
    );
    expect(rounds.map(({ id }) => id)).toEqual(["tender"]);
    expect(investors.map(({ id }) => id)).toEqual(["fund"]);
  });

  it("tells rounds apart of which nobody is known", () => {
    const { rounds, unnamed, investors } = capTable([round("a", "2023"), round("b", "2024")], [part("b", "one")]);
    expect([rounds.map(({ id }) => id), unnamed.map(({ id }) => id)]).toEqual([["b"], ["a"]]);
    expect(investors).toHaveLength(1);
  });

  it("gives an investor the weakest evidence of its rounds, and nothing for rounds that the view leaves out", () => {
    const { investors } = capTable(
      [round("a", "2023"), round("b", "2024", "series-b", "estimated")],
      [part("a", "one"), part("b", "one"), part("later", "one"), part("later", "two")],
    );
    expect(investors.map(({ id, confidence, rounds }) => [id, confidence, rounds])).toEqual([["one", "estimated", 2]]);
  });
});
