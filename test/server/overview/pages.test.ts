import request from "supertest";
import { expect, it } from "vitest";
import { appOf, openShippedStore } from "../../fixture.js";

const app = appOf(await openShippedStore());

interface Figure {
  readonly measure: string;
  readonly country: string;
  readonly value: number | null;
  readonly value_confirmed: number | null;
  readonly whole: number;
}

async function figure(measure: string, country: string, query: string): Promise<Figure | undefined> {
  const { body } = await request(app).get(`/overview.json?${query}`).expect(200);
  return (body.rows as Figure[]).find((row) => row.measure === measure && row.country === country);
}

const page = async (query: string) => (await request(app).get(`/?${query}`).set("Accept", "text/html")).text;

// The first round of funding_rounds.csv is of 2016.
it("an amount that nobody disclosed is unknown, never zero dollars", async () => {
  expect(await figure("funding", "US", "as_of=2015")).toMatchObject({ value: null, whole: 0 });
  const html = await page("as_of=2015");
  expect(html).toContain("none known");
  expect(html).not.toContain("$0");
});

// Of the rounds of Chinese firms up to March 2023 none is confirmed.
it("a band says where stricter evidence knows of no amount", async () => {
  const china = await figure("funding", "CN", "as_of=2023-03");
  expect(china?.value).toBe(13_281_210_000);
  expect(china?.value_confirmed).toBeNull();
  expect(await page("as_of=2023-03")).toContain("nothing confirmed, $10.8bn with reported, $13.3bn on any evidence");
});
