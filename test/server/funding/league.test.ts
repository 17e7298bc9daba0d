import { describe, expect, it } from "vitest";
import { leagueRows } from "../../../server/funding/league.js";
import { leagueFinding } from "../../../server/funding/league-page.js";
import type { AnalysedRound } from "../../../server/funding/queries.js";
import { byValuation } from "../../../server/funding/valuations.js";
import { side } from "../../../server/values/sides.js";

const sides = { a: side("US"), b: side("CN") };
let at = 0;
const round = (company: string, announced_on: string, more: Partial<AnalysedRound> = {}): AnalysedRound => ({
  id: `${company}-${at++}`,
  company_id: company,
  company_name: company.toUpperCase(),
  country: "US",
  announced_on,
  stage: "series-a",
  amount_usd: null,
  post_money_usd: null,
  confidence: "reported",
  source_id: "s",
  ...more,
});
const rounds = [
  round("old", "2020", { amount_usd: 5, post_money_usd: 50 }),
  round("old", "2021-05", { amount_usd: 25, stage: "series-b" }),
  round("old", "2022-01-01", { amount_usd: 900, stage: "debt" }),
  round("even", "2022-03", { amount_usd: 30, country: "CN", post_money_usd: 80 }),
  round("even", "2022-03", { country: "CN", post_money_usd: 90, stage: "secondary" }),
  round("quiet", "2023", {}),
];

const rows = await leagueRows(rounds, [
  { company_id: "old", investor_id: "sequoia", name: "Sequoia", investors: 4 },
  { company_id: "old", investor_id: "tencent", name: "Tencent", investors: 4 },
]);

describe("the league", () => {
  const row = (id: string) => rows.find(({ company_id }) => company_id === id);

  it("adds up known equity, with loans as the latest deal but not in the total", () => {
    expect(row("old")).toMatchObject({
      known_equity_usd: 30,
      rounds: 2,
      undisclosed: 0,
      latest_on: "2022-01-01",
      latest_stage: "debt",
      latest_amount_usd: 900,
      post_money_usd: 50,
      valued_on: "2020",
      investors: 4,
      leading_investor_id: "sequoia",
      leading_investors: "Sequoia; Tencent",
    });
  });

  it("lets equal totals share a place and gives none to a company without a known amount", () => {
    expect(rows.map(({ company_id, place }) => [company_id, place])).toEqual([
      ["old", 1],
      ["even", 1],
      ["quiet", null],
    ]);
    expect(row("quiet")).toMatchObject({ known_equity_usd: null, rounds: 1, undisclosed: 1, investors: 0 });
  });

  it("takes the later row of two valuations of one day", () => {
    expect(row("even")?.["post_money_usd"]).toBe(90);
  });

  it("is headed by who leads, by a tie, or by nobody", async () => {
    expect(leagueFinding(rows, sides)).toBe("2 companies share the first place; 2 companies with a known amount");
    expect(leagueFinding([], sides)).toBe("League of companies: no amount is known in this view");
    const many = await leagueRows(
      ["p", "q", "r"].map((id, index) => round(id, "2024", { amount_usd: 1e9 - index, country: index ? "CN" : "US" })),
      [],
    );
    expect(leagueFinding(many, sides)).toBe("P with $1bn leads; 1 of the first 3 are of the United States, 2 of China");
  });
});

describe("companies by valuation", () => {
  it("stand by the latest known one, with their course", () => {
    const found = byValuation(rounds);
    expect(found.map(({ id, latest, valuations }) => [id, latest.postMoneyUsd, valuations.length])).toEqual([
      ["even", 90, 2],
      ["old", 50, 1],
    ]);
  });
});
