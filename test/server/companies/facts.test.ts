import { describe, expect, it } from "vitest";
import {
  chipFact,
  claimFact,
  dependencyFact,
  holdingFact,
  investmentFact,
  listingFact,
  roundFact,
} from "../../../server/companies/fact-rows.js";
import { byDate, sayParties } from "../../../server/companies/facts.js";

const cited = { source_id: "paper", source_url: "https://example.org", source_publisher: "Paper" };

const round = {
  ...cited,
  id: "lab-2024-series-a",
  announced_on: "2024-02",
  stage: "series-a",
  amount_usd: 300_000_000,
  amount_original: null,
  currency: null,
  post_money_usd: 1_000_000_000,
  confidence: "reported" as const,
  note: null,
};

describe("rounds", () => {
  it("tells stage, amount and valuation", () => {
    expect(roundFact(round, "CN", [])).toMatchObject({
      kind: "round",
      on: "2024-02",
      title: "Series A",
      detail: "valued at $1bn after it",
      amountUsd: 300_000_000,
    });
  });

  it("keeps an undisclosed amount unknown", () => {
    expect(roundFact({ ...round, amount_usd: null, post_money_usd: null }, "CN", [])).toMatchObject({
      amountUsd: null,
      detail: null,
    });
  });

  it("says leaders first, and nothing of nobody", () => {
    const party = (name: string, lead: boolean) => ({ id: name.toLowerCase(), name, lead });
    expect(sayParties([party("Ali", true), party("Ten", false), party("Mei", false)])).toBe(
      "led by Ali; with Ten, Mei",
    );
    expect(sayParties([party("Ten", false)])).toBe("with Ten");
    expect(sayParties([])).toBeNull();
  });
});

it("a round that a company only took part in gives it no amount of its own", () => {
  const fact = investmentFact({ ...round, company_id: "lab", company_name: "Lab", country: "CN", is_lead: 1 });
  expect(fact).toMatchObject({
    title: "Lab",
    companyId: "lab",
    amountUsd: null,
    detail: "Series A, $300m in all, as leader",
    country: "CN",
  });
});

describe("dependencies", () => {
  const edge = {
    ...cited,
    id: "yi--llama--architecture",
    on: "2023-11-02",
    kind: "architecture",
    evidence: "Renamed tensors.",
    confidence: "disputed" as const,
    dependent_name: "Yi",
    dependent_model_id: "yi",
    dependent_company_id: "01-ai",
    dependent_company_name: "01.AI",
    dependent_country: "CN",
    dependency_name: "Llama",
    dependency_model_id: "llama",
    dependency_company_id: "meta",
    dependency_company_name: "Meta",
    dependency_country: "US",
  };

  it("are what the company rests on when seen from the dependent", () => {
    expect(dependencyFact(edge, "01-ai")).toMatchObject({
      kind: "rests-on",
      title: "Llama",
      companyId: "meta",
      modelId: "llama",
      country: "US",
      detail: "of Meta, under Yi (architecture)",
    });
  });

  it("are what the company carries when seen from the other end", () => {
    expect(dependencyFact(edge, "meta")).toMatchObject({
      kind: "carries",
      title: "Yi",
      companyId: "01-ai",
      modelId: "yi",
      country: "CN",
      detail: "of 01.AI, on Llama (architecture)",
    });
  });

  it("between two models of one company are told once, as resting", () => {
    const own = { ...edge, dependency_company_id: "01-ai", dependency_name: "Yi Base" };
    expect(dependencyFact(own, "01-ai")).toMatchObject({
      kind: "rests-on",
      title: "Yi on Yi Base",
      companyId: null,
      modelId: null,
      detail: "architecture, its own",
    });
  });
});

it("a chip is sold by its vendor and made by its foundry", () => {
  const chip = {
    ...cited,
    id: "ascend",
    on: "2022",
    name: "Ascend",
    vendor_id: "huawei",
    vendor_name: "Huawei",
    vendor_country: "CN",
    foundry_name: "SMIC",
    process_nm: 7,
    market: "china-domestic",
    confidence: "reported" as const,
    note: null,
  };
  expect(chipFact(chip, "huawei")).toMatchObject({ kind: "chip-sold", companyId: null });
  expect(chipFact(chip, "huawei").detail).toBe("made by SMIC, 7 nm, of a Chinese vendor for China");
  expect(chipFact(chip, "smic")).toMatchObject({ kind: "chip-made", companyId: "huawei" });
  // Its title leads to the chip's own page.
  expect(chipFact(chip, "smic").chipId).toBe(chip.id);
});

it("chips that are not named belong to neither side", () => {
  const holding = {
    ...cited,
    id: "stock",
    as_of_on: "2023-11",
    kind: "purchase-plan",
    quantity: null,
    known_chip_id: null,
    chip_name: null,
    vendor_id: null,
    vendor_country: null,
    confidence: "reported" as const,
    note: null,
  };
  expect(holdingFact(holding, "01-ai")).toMatchObject({
    title: "Chips, mixed or not named",
    detail: "purchase plan",
    quantity: null,
    country: null,
    chipId: null,
  });
  expect(holdingFact({ ...holding, known_chip_id: "nvidia-h20" }, "01-ai").chipId).toBe("nvidia-h20");
});

it("a listing says when it ended and when its first day is not known", () => {
  const listing = { ...cited, id: "l", list: "bis-entity-list" as const, listed_on: null, on: "2020-01", note: null };
  expect(listingFact({ ...listing, removed_on: "2021-05-01" })).toMatchObject({
    until: "2021-05-01",
    detail: "first day not known, dated by its source, removed 1 May 2021",
    confidence: null,
    country: "US",
  });
});

it("the latest stands first, what nothing dates last, and ties go by id", () => {
  const at = (id: string, on: string | null) => ({ ...roundFact(round, null, []), id, on });
  const facts = [at("b", "2023"), at("undated", null), at("c", "2024-01-02"), at("a", "2023")];
  expect([...facts].sort(byDate).map(({ id }) => id)).toEqual(["c", "a", "b", "undated"]);
});

it("a round that was announced in another currency says so, with the amount as announced", () => {
  // The Series A of Mistral AI: 385 million euros.
  const euros = { ...round, amount_original: 385_000_000, currency: "EUR", post_money_usd: null };
  expect(roundFact(euros, "FR", []).detail).toBe("announced as EUR 385m");
  expect(roundFact({ ...euros, currency: "USD" }, "FR", []).detail).toBeNull();
});

it("a claim is told by its speaker, with the role and what was said", () => {
  const claim = {
    ...cited,
    id: "tang-jie-2026-widening",
    stated_on: "2026-01-10",
    topic: "lag",
    speaker: "Tang Jie",
    speaker_role: "founder",
    organization: "Zhipu AI",
    statement: "The gap may be widening.",
  };
  expect(claimFact(claim, "CN")).toMatchObject({
    kind: "claim",
    on: "2026-01-10",
    title: "Tang Jie",
    detail: "founder, on the lag: The gap may be widening.",
    country: "CN",
    confidence: null,
  });
});
