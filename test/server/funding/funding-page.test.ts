import { parse } from "csv-parse/sync";
import request from "supertest";
import { beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../../server/app.js";
import { appOf, openFreshShippedStore, openShippedStore } from "../../fixture.js";

type Texts = Readonly<Record<string, string>>;

let app: App;
beforeAll(async () => {
  app = appOf(await openShippedStore());
});

async function csv(path: string, query: Texts = {}, of: App = app): Promise<readonly Texts[]> {
  const answer = await request(of).get(path).query(query);
  expect(answer.status, `${path} ${answer.text.slice(0, 300)}`).toBe(200);
  return parse(answer.text, { columns: true });
}

/** Sums of one side by period: [rounds, undisclosed, US dollars]. */
async function sums(country: string, query: Texts): Promise<Readonly<Record<string, readonly number[]>>> {
  const found: Record<string, number[]> = {};
  for (const row of await csv("/funding/charts/per-period.csv", query)) {
    if (row["country"] !== country) continue;
    const period = row["period"] ?? "";
    const sum = found[period] ?? [0, 0, 0];
    found[period] = sum;
    for (const [at, column] of ["rounds", "undisclosed", "amount_usd"].entries())
      sum[at] = (sum[at] ?? 0) + Number(row[column]);
  }
  return found;
}

describe("totals by side and period", () => {
  // Summed in the shell of sqlite3 over the two CSV files: rounds joined to their companies, without debt, secondary
  // and ipo, announced_on <= '2024-06-30', confidence confirmed or reported, grouped by the first four characters.
  it("are the sums over the shipped rows by year", async () => {
    const query = { as_of: "2024-06-30", confidence: "reported" };
    expect(await sums("US", query)).toEqual({
      "2019": [3, 0, 1_065_000_000],
      "2021": [7, 0, 4_465_000_000],
      "2022": [5, 0, 1_085_000_000],
      "2023": [20, 0, 21_010_200_000],
      "2024": [10, 0, 9_003_600_000],
    });
    // Cells that hold only weaker evidence than asked for stand in the file with no round of the view.
    const china = await sums("CN", query);
    expect(china).toMatchObject({
      "2016": [4, 1, 106_510_000],
      "2017": [5, 0, 1_449_000_000],
      "2018": [7, 1, 2_285_400_000],
      "2020": [9, 0, 1_782_600_000],
      "2021": [12, 2, 3_282_500_000],
      "2022": [4, 2, 254_000_000],
      "2023": [11, 3, 1_576_000_000],
      "2024": [7, 2, 2_111_400_000],
    });
  });

  it("put a date without a month into no quarter", async () => {
    const query = { as_of: "2024-06-30", confidence: "reported", period: "quarter" };
    const [us, china] = [await sums("US", query), await sums("CN", query)];
    expect(us["2023-Q1"]).toEqual([5, 0, 10_826_000_000]);
    expect(us["2024-Q2"]).toEqual([4, 0, 7_375_000_000]);
    expect(us["2024"]).toEqual([2, 0, 700_000_000]);
    expect(china["2023"]).toEqual([2, 1, 210_000_000]);
    expect(china["2023-Q1"]).toEqual([1, 0, 50_000_000]);
  });

  it("stand on the page with what they lean on", async () => {
    const { text } = await request(app).get("/funding?as_of=2024-06-30&confidence=reported");
    // 106.51 + 1449 + 2285.4 + 1400 + 1782.6 + 3282.5 + 254 + 1576 + 2111.4 millions, in 62 rounds.
    expect(text).toContain("China: $14.2bn in 62 rounds, 11 undisclosed");
    expect(text).toContain("not over by 30 Jun 2024");
  });

  it("are refused two kinds of period at once, in every form", async () => {
    for (const path of ["/funding", "/funding.csv", "/funding/charts/rounds.csv"]) {
      const answer = await request(app).get(`${path}?period=quarter,year`).set("Accept", "application/json");
      expect(answer.status).toBe(400);
      expect(answer.text).toContain("is more than one; take one of year, quarter");
    }
  });
});

describe("the rounds", () => {
  it("tell the original amount, the rate it implies and where that comes from", async () => {
    const rows = await csv("/funding.csv");
    const of = (id: string) => rows.find((row) => row["id"] === id);
    // "Converted at the year's average rate": 139,000,000 ÷ 1,000,000,000.
    expect(of("zhipu-ai-2025-07-strategic")).toMatchObject({
      amount_original: "1000000000",
      currency: "CNY",
      usd_per_unit: "0.139",
      rate_for: "2025",
      rate_basis: "year-average",
    });
    expect(of("unisound-2025-ipo")).toMatchObject({ currency: "HKD", rate_basis: "fixed" });
    // "USD figure per Bloomberg".
    expect(of("zhipu-ai-2026-ipo")).toMatchObject({ rate_basis: "reported" });
    // Its note tells of the valuation's conversion alone.
    expect(of("baichuan-2024-series-a")).toMatchObject({ rate_basis: "not-told", rate_for: "2024" });
    // Nothing was converted.
    expect(of("4paradigm-2021-series-d")).toMatchObject({ currency: "USD", usd_per_unit: "", rate_basis: "" });
  });

  it("leave no note that speaks of conversion of the amount without its basis", async () => {
    const rows = await csv("/funding.csv");
    const spoken = rows.filter(
      (row) => /convert/i.test(row["note"] ?? "") && row["usd_per_unit"] !== "" && row["rate_basis"] === "not-told",
    );
    // The three whose notes tell only how the valuation was converted.
    expect(spoken.map((row) => row["id"]).sort()).toEqual([
      "baichuan-2024-series-a",
      "cloudwalk-2020-series-c",
      "metax-2024-unspecified",
    ]);
  });
});

describe("the league", () => {
  it("ranks companies by the sum of their rows", async () => {
    const rows = await csv("/funding/league.csv");
    // Summed by company in the shell of sqlite3, equity alone, as of 24 Nov 2026.
    expect(rows.slice(0, 5).map((row) => [row["company_id"], row["known_equity_usd"]])).toEqual([
      ["openai", "181950000000"],
      ["anthropic", "159804000000"],
      ["xai", "37134700000"],
      ["project-prometheus", "18200000000"],
      ["databricks", "16500000000"],
    ]);
    expect(rows.find((row) => row["company_id"] === "moonshot-ai")).toMatchObject({
      known_equity_usd: "4500000000",
      rounds: "5",
      undisclosed: "0",
      latest_on: "2026-05-06",
      latest_stage: "series-d",
      latest_amount_usd: "2000000000",
      post_money_usd: "20000000000",
      investors: "15",
      leading_investor_id: "alibaba",
      leading_investors: "Alibaba Group; Long-Z Investments; IDG Capital",
    });
  });

  it("is cut by the date of the view", async () => {
    const rows = await csv("/funding/league.csv", { as_of: "2024-03", country: "CN" });
    // One round of a billion by then; the later ones and their valuations are not known yet.
    expect(rows.find((row) => row["company_id"] === "moonshot-ai")).toMatchObject({
      known_equity_usd: "1000000000",
      post_money_usd: "2500000000",
      latest_on: "2024-02-26",
    });
    expect(new Set(rows.map((row) => row["country"]))).toEqual(new Set(["CN"]));
  });
});

describe("money at constant prices and by the country", () => {
  let told: App;
  beforeAll(async () => {
    const store = await openFreshShippedStore();
    const source_id = "epoch-notable-models";
    const ids = [
      ["us-cpi-u", "index"],
      ["gdp-current-usd", "US dollars"],
      ["population", "persons"],
    ] as const;
    await store.db
      .deleteFrom("indicator_values")
      .where(
        "indicator_id",
        "in",
        ids.map(([id]) => id),
      )
      .execute();
    await store.db
      .deleteFrom("indicators")
      .where(
        "id",
        "in",
        ids.map(([id]) => id),
      )
      .execute();
    await store.db
      .insertInto("indicators")
      .values(ids.map(([id, unit]) => ({ id, name: id, unit, description: "Made up.", group: "economy" })))
      .execute();
    const value = (indicator_id: string, country: string, period: string, figure: number) => ({
      indicator_id,
      country,
      period,
      value: figure,
      confidence: "confirmed" as const,
      source_id,
      note: null,
    });
    // Made-up round figures: prices double from 2019 to 2023.
    await store.db
      .insertInto("indicator_values")
      .values([
        value("us-cpi-u", "US", "2019", 100),
        value("us-cpi-u", "US", "2022", 160),
        value("us-cpi-u", "US", "2023", 200),
        value("gdp-current-usd", "US", "2019", 20e12),
        value("gdp-current-usd", "CN", "2019", 10e12),
        value("population", "US", "2019", 500e6),
        value("population", "CN", "2019", 1e9),
      ])
      .execute();
    told = appOf(store);
  });

  const amounts = async (query: Texts, column: string) => {
    const rows = await csv(
      "/funding/charts/per-period.csv",
      { as_of: "2024-06-30", confidence: "reported", ...query },
      told,
    );
    const found: Record<string, number> = {};
    for (const row of rows) {
      const key = `${row["country"]} ${row["period"]}`;
      found[key] = (found[key] ?? 0) + Number(row[column]);
    }
    return found;
  };

  it("multiplies by the prices of the base year and divides by those of the year", async () => {
    const found = await amounts({ money: "real" }, "amount_usd_2023");
    expect(found["US 2019"]).toBeCloseTo(2 * 1_065_000_000, -1);
    expect(found["US 2022"]).toBeCloseTo(1.25 * 1_085_000_000, -1);
    // The base year and the year after it stand as announced; 2021 has no prices here and is left out.
    expect(found["US 2023"]).toBe(21_010_200_000);
    expect(found["US 2024"]).toBe(9_003_600_000);
    expect(found["US 2021"]).toBe(0);
    expect((await amounts({ money: "real" }, "left_out"))["US 2021"]).toBe(7);
  });

  it("sets each side's amounts against its own GDP and people", async () => {
    const gdp = await amounts({ money: "gdp" }, "amount_usd_per_million_usd_gdp");
    expect(gdp["US 2019"]).toBeCloseTo(53.25, 6); // 1,065,000,000 ÷ 20,000,000
    expect(gdp["CN 2019"]).toBeCloseTo(140, 6); // 1,400,000,000 ÷ 10,000,000
    const head = await amounts({ money: "head" }, "amount_usd_per_inhabitant");
    expect(head["US 2019"]).toBeCloseTo(2.13, 6); // 1,065,000,000 ÷ 500,000,000
    expect(head["CN 2019"]).toBeCloseTo(1.4, 6); // 1,400,000,000 ÷ 1,000,000,000
  });

  it("knows no annual figure of a year that was not over", async () => {
    // By the middle of 2023 the last prices are those of 2022, so they are the base.
    const { text } = await request(told).get("/funding/charts/per-period.csv?as_of=2023-06-30&money=real");
    expect(text).toContain("amount_usd_2022");
  });

  it("says on the page what it is told in and what stands in for what is not known", async () => {
    const { text } = await request(told).get("/funding?as_of=2024-06-30&money=real");
    expect(text).toContain("US dollars of 2023");
    expect(text).toContain("2024 has none yet, so its amounts stand as announced");
    expect(text).toContain("left out for want of a value to set them against");
    expect(text).toContain("money dollars at constant prices");
  });

  it("is not offered where the statistic is missing", async () => {
    const store = await openFreshShippedStore();
    await store.db
      .deleteFrom("indicator_values")
      .where("indicator_id", "in", ["us-cpi-u", "gdp-current-usd", "population"])
      .execute();
    const answer = await request(appOf(store)).get("/funding?money=real").set("Accept", "application/json");
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('\\"money\\" is no parameter of this page');
  });
});
