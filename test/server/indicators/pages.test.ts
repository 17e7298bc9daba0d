import request from "supertest";
import { describe, expect, it } from "vitest";
import { appOf, openShippedStore } from "../../fixture.js";

const app = appOf(await openShippedStore());

interface Value {
  readonly indicator_id: string;
  readonly country: string;
  readonly period: string;
  readonly value: number;
  readonly edition: string;
  readonly source_id: string;
}

const page = async (address: string) => (await request(app).get(address).set("Accept", "text/html").expect(200)).text;

async function rows(address: string): Promise<readonly Value[]> {
  return (await request(app).get(address).expect(200)).body.rows as Value[];
}

describe("what was looked up", () => {
  // BLS, CUUR0000SA0, annual averages: 237.017 in 2015 and 321.943 in 2025.
  it("US consumer prices are yearly from 2015", async () => {
    const values = await rows("/indicators/us-cpi-u.json");
    expect(values.map(({ period }) => Number(period))).toEqual(Array.from({ length: 11 }, (_, year) => 2015 + year));
    expect([values[0]?.value, values.at(-1)?.value]).toEqual([237.017, 321.943]);
  });

  // World Bank, NY.GDP.MKTP.CD and SP.POP.TOTL as updated on 13 July 2026.
  it("GDP and population are of both sides, one value a year", async () => {
    const gdp = await rows("/indicators/gdp-current-usd.json");
    const people = await rows("/indicators/population.json");
    for (const values of [gdp, people]) {
      expect(values).toHaveLength(22);
      expect(new Set(values.map(({ country, period }) => `${country} ${period}`)).size).toBe(22);
    }
    const of = (values: readonly Value[], country: string) =>
      values.find((row) => row.country === country && row.period === "2024")?.value;
    expect([of(gdp, "US"), of(gdp, "CN")]).toEqual([29_298_013_000_000, 18_729_668_435_848]);
    expect([of(people, "US"), of(people, "CN")]).toEqual([340_003_797, 1_408_975_000]);
  });
});

describe("the list", () => {
  it("has a picture of every series with its last figures, unit and caveats", async () => {
    const html = await page("/indicators");
    expect(html.match(/class="picture multiple"/g)).toHaveLength(33);
    expect(html).toContain("$109bn for the United States in 2024, $9.3bn for China");
    expect(html).toContain("China only");
    expect(html).toContain("sources differ in 1 period");
  });

  it("narrows to a subject and a country, with the rows", async () => {
    const html = await page("/indicators?group=talent");
    expect(html.match(/class="picture multiple"/g)).toHaveLength(2);
    const european = await rows("/indicators.json?country=EU");
    expect(new Set(european.map(({ country }) => country))).toEqual(new Set(["EU"]));
  });

  it("keeps both values of a period for which editions differ", async () => {
    const values = (await rows("/indicators.json?q=private+ai+investment")).filter(
      ({ indicator_id, country, period }) =>
        indicator_id === "private-ai-investment" && country === "world" && period === "2021",
    );
    expect(values.map(({ value, edition }) => [value, edition])).toEqual([
      [125_400_000_000, "newest"],
      [93_500_000_000, "older"],
    ]);
  });

  // The registry: a value counts from the first day of its period.
  it("shows no value of a period that has not begun", async () => {
    const periods = (await rows("/indicators.json?as_of=2019-06")).map(({ period }) => period);
    expect(periods).toContain("2019");
    expect(periods.every((period) => period <= "2019-06-30")).toBe(true);
    expect((await rows("/indicators.json")).some(({ period }) => period === "2030")).toBe(false);
  });
});

describe("one indicator", () => {
  it("tells definition, unit, editions and the ratio with its period and source", async () => {
    const html = await page("/indicators/private-ai-investment");
    expect(html).toContain("Private investment in AI companies of the country in the year, AI Index (Quid)");
    expect(html).toContain("in 2024, both from CIOL (Jan 2026): $109bn to $9.3bn, a ratio of 11.7 to 1.");
    expect(html).toContain("Sources and their editions");
  });

  it("says which further source agrees or differs", async () => {
    expect(await page("/indicators/gdp-current-usd")).toContain("differs: 27,360.9 billion (US, 2023)");
    expect(await page("/indicators/us-cpi-u")).toContain("Gives 321.943 as the annual average of 2025.");
  });

  it("takes no ratio where no source gives both sides", async () => {
    expect(await page("/indicators/genai-patent-families")).toContain("No source gives both sides for one period");
  });

  it("that is unknown or begins later is not found, and near ids are named", async () => {
    const unknown = await request(app).get("/indicators/private-ai-investmnt").expect(404);
    expect(unknown.body.detail).toContain("Near it is private-ai-investment.");
    await request(app).get("/indicators/arena-gap-percent?as_of=2025").expect(404);
  });
});

describe("the overview", () => {
  it("sets the published count beside ours, with what our rows know of that year", async () => {
    const html = await page("/");
    expect(html).toMatch(
      /\$109bn and \$9\.3bn in 2024 \(edition of Jan 2026\); our rows know \$[\d.]+bn and \$[\d.]+bn of 2024/,
    );
    expect(html).toContain("46 and 24 models in 2024 (edition of Apr 2025)");
    expect(html).toContain("75% and 15% in May 2025");
  });

  it("says nothing of a series that has not begun", async () => {
    expect(await page("/?as_of=2014")).not.toContain("our rows know");
  });
});
