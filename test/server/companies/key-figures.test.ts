import { describe, expect, it } from "vitest";
import { listingFact } from "../../../server/companies/fact-rows.js";
import type { Fact } from "../../../server/companies/facts.js";
import { keyFigures, type MoneyRow } from "../../../server/companies/key-figures.js";

function round(announced_on: string, rest: Partial<MoneyRow> = {}): MoneyRow {
  return {
    announced_on,
    stage: "series-a",
    amount_usd: 100_000_000,
    post_money_usd: null,
    confidence: "reported",
    source_id: `source-${announced_on}`,
    ...rest,
  };
}

const figure = (label: string, rounds: readonly MoneyRow[], facts: readonly Fact[] = [], strictest = "disputed") =>
  keyFigures(facts, rounds, strictest as "disputed").find((one) => one.label === label);

describe("known funding", () => {
  it("adds up equity, counts the undisclosed and leaves out debt", () => {
    const rounds = [round("2023"), round("2024", { amount_usd: null }), round("2025", { stage: "debt" })];
    expect(figure("Known funding", rounds)).toMatchObject({
      value: "$100m",
      detail: "2 equity rounds, 1 undisclosed; confirmed only: not known",
      sources: ["source-2023", "source-2024"],
    });
  });

  it("says what it would be on stricter and on looser evidence", () => {
    const rounds = [
      round("2023", { confidence: "confirmed" }),
      round("2024"),
      round("2025", { confidence: "disputed", amount_usd: 5_000_000_000 }),
    ];
    expect(figure("Known funding", rounds, [], "reported")).toMatchObject({
      value: "$200m",
      detail: "2 equity rounds; confirmed only: $100m; on any evidence: $5.2bn",
    });
  });

  it("is not known where no round discloses an amount, and absent without rounds", () => {
    expect(figure("Known funding", [round("2023", { amount_usd: null })])?.value).toBe("not known");
    expect(figure("Known funding", [])).toBeUndefined();
  });
});

it("the valuation is that of the latest round that tells one", () => {
  const rounds = [
    round("2025-01", { post_money_usd: 9_000_000_000, stage: "series-c" }),
    round("2024-01", { post_money_usd: 3_000_000_000 }),
    round("2026-01"),
  ];
  expect(figure("Latest known valuation", rounds)).toMatchObject({
    value: "$9bn",
    detail: "Series C, Jan 2025; reported",
  });
});

it("a list that the company has left is not counted", () => {
  const listing = {
    id: "l",
    on: "2020",
    listed_on: "2020",
    note: null,
    source_id: "s",
    source_url: "https://example.org",
    source_publisher: "S",
  };
  const facts = [
    listingFact({ ...listing, list: "bis-entity-list", removed_on: null }),
    listingFact({ ...listing, list: "dod-1260h", removed_on: "2022" }),
  ];
  expect(figure("On restriction lists", [], facts)).toMatchObject({ value: "1", detail: "BIS Entity List" });
});
