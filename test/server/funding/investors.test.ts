import { parse } from "csv-parse/sync";
import request from "supertest";
import { describe, expect, it } from "vitest";
import { appOf, openShippedStore } from "../../fixture.js";
import { expectErrorPage, expectProblem } from "../walk.js";

const app = appOf(await openShippedStore());

async function page(address: string): Promise<string> {
  return (await request(app).get(address).set("Accept", "text/html").expect(200)).text;
}

async function rows(address: string): Promise<readonly Record<string, string>[]> {
  return parse((await request(app).get(address).expect(200)).text, { columns: true });
}

async function chart<D>(address: string): Promise<{ data: D; text: Record<string, string>; sources: string[] }> {
  return (await request(app).get(address).expect(200)).body;
}

interface Rules {
  readonly rules: readonly { readonly id: string; readonly on: string }[];
}

describe("/investors", () => {
  // Counted in the files with sqlite3.
  it("lists everybody who took part, with rounds, leads, companies and sides", async () => {
    const all = await rows("/investors.csv");
    expect(all).toHaveLength(336);
    expect(all.filter(({ country }) => country === "")).toHaveLength(34);
    expect(all.reduce((sum, { participations }) => sum + Number(participations), 0)).toBe(880);
    expect(all.reduce((sum, row) => sum + Number(row["rounds_led"]), 0)).toBe(218);
    expect(all.reduce((sum, row) => sum + Number(row["lead_not_stated"]), 0)).toBe(265);
    expect(all[0]).toMatchObject({ id: "nvidia", participations: "44", companies: "28", into_b: "0" });
    expect(all.find(({ id }) => id === "alibaba")).toMatchObject({
      participations: "23",
      companies: "15",
      into_b: "23",
    });
  });

  it("counts only what had happened by the date", async () => {
    const then = await rows("/investors.csv?as_of=2021");
    expect(then.every((row) => (row["latest_on"] ?? "") <= "2021-12-31")).toBe(true);
    expect(then.map(({ id }) => id)).not.toContain("a16z");
    const html = await page("/investors?as_of=2016");
    expect(html).not.toContain("Executive Order 14105");
  });

  it.each([
    ["country=US&into=CN", 9],
    ["country=CN&into=US", 0],
    ["into=FR", 39],
    ["year=2016", 6],
  ])("narrowed by %s has %d participations in table, flow and figures", async (query, count) => {
    const table = await rows(`/investors.csv?${query}`);
    expect(table.reduce((sum, { participations }) => sum + Number(participations), 0)).toBe(count);
    const flow = await chart<{ counted: { participations: number } }>(`/investors/charts/flow.json?${query}`);
    expect(flow.data.counted.participations).toBe(count);
    const cells = await rows(`/investors/flows.csv?${query}`);
    expect(cells.reduce((sum, { participations }) => sum + Number(participations), 0)).toBe(count);
  });

  it("finds a native name", async () => {
    expect((await rows(`/investors.csv?q=${encodeURIComponent("红杉")}`)).map(({ id }) => id)).toEqual(["hongshan"]);
  });

  it("says why amounts are not added up, and adds none up", async () => {
    expect(await page("/investors")).toContain("Amounts are never added up");
    const [first = {}] = await rows("/investors.csv");
    expect(Object.keys(first).filter((name) => name.includes("usd"))).toEqual([]);
  });

  it("refuses a country that the data does not know, naming what it takes", async () => {
    const faults = expectProblem(await request(app).get("/investors?into=XX"), 400);
    expect(faults[0]?.detail).toContain("US");
  });
});

describe("the marks of the rules", () => {
  const ids = async (query: string) =>
    (await chart<Rules>(`/investors/charts/crossings.json?${query}`)).data.rules.map(({ id }) => id);

  // Executive Order 14105 of 9 August 2023 (88 FR 54867); the rule in force from 2 January 2025 (89 FR 90398).
  it.each([
    ["2023-08-08", ["us-eo-military-companies-2020"]],
    ["2023-08-09", ["us-eo-military-companies-2020", "us-outbound-eo-14105"]],
  ])("by %s are %j", async (asOf, expected) => {
    expect(await ids(`as_of=${asOf}`)).toEqual(expected);
  });

  it("are those of the dataset, each with its source", async () => {
    expect(await ids("as_of=2026-11-24")).toEqual([
      "us-eo-military-companies-2020",
      "us-outbound-eo-14105",
      "us-outbound-nprm",
      "us-outbound-final-rule",
      "us-outbound-rule-effective",
      "coins-act-signed",
    ]);
    const { sources } = await chart<Rules>("/investors/charts/crossings.json");
    expect(sources).toEqual(expect.arrayContaining(["treasury-outbound-program", "whitecase-2025-coins"]));
  });

  it("stand only where the US and China are compared, in either order, on the view's evidence", async () => {
    expect(await ids("a=FR&b=GB")).toEqual([]);
    expect(await ids("a=CN&b=US")).toHaveLength(6);
    expect(await ids("confidence=confirmed")).not.toContain("coins-act-signed");
  });
});

describe("/investors/:id", () => {
  it("lists its rounds with the round's amount, named as such", async () => {
    const all = await rows("/investors/nvidia.csv");
    expect(all).toHaveLength(44);
    expect(Object.keys(all[0] ?? {})).toContain("round_amount_usd");
    const html = await page("/investors/nvidia");
    expect(html).toContain("The round’s amount");
    expect(html).toContain("37 / 0 / 7");
    expect(html).toMatch(/href="\/companies\/nvidia\?[^"]*">Company profile/);
  });

  it("names everybody who took part beside it, linked", async () => {
    const partners = await rows("/investors/alibaba/co-investors.csv");
    expect(partners.map(({ id }) => id)).not.toContain("alibaba");
    const [first] = partners;
    expect(await page("/investors/alibaba")).toContain(`href="/investors/${first?.["id"]}?`);
    const back = await rows(`/investors/${first?.["id"]}/co-investors.csv`);
    expect(back.find(({ id }) => id === "alibaba")?.["rounds"]).toBe(first?.["rounds"]);
  });

  it("is not there for a company that took part in nothing, and leads to its profile", async () => {
    const html = expectErrorPage(await request(app).get("/investors/01-ai").set("Accept", "text/html"), 404);
    expect(html).toContain("01.AI took part in no round");
    expect(html).toMatch(/<a href="\/companies\/01-ai\?as_of=[^"]+">/);
    expectProblem(await request(app).get("/investors/01-ai.csv"), 404);
  });

  it("is not there before its first round", async () => {
    expectProblem(await request(app).get("/investors/nvidia?as_of=2015"), 404);
  });

  it("names near ids for one that is unknown", async () => {
    const html = expectErrorPage(await request(app).get("/investors/alibab").set("Accept", "text/html"), 404);
    expect(html).toMatch(/<a href="\/investors\/alibaba\?as_of=[^"]+">/);
  });
});

it("a company's profile leads from those who funded it to what else they took part in", async () => {
  expect(await page("/companies/01-ai")).toMatch(/href="\/investors\/alibaba\?[^"]*">Alibaba/);
});
