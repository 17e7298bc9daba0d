import request from "supertest";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../../db/csv.js";
import { appOf, openShippedStore } from "../../fixture.js";

const app = appOf(await openShippedStore());

async function page(query: string, status = 200): Promise<string> {
  return (await request(app).get(`/compare?${query}`).set("Accept", "text/html").expect(status)).text;
}

type Cells = Readonly<Record<string, string>>;

async function rows(query: string): Promise<readonly Cells[]> {
  const { text } = await request(app).get(`/compare.csv?${query}`).expect(200);
  const { header, records } = readCsv(Buffer.from(text));
  return records.map(({ cells }) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])));
}

/** Column heads of the page, left to right. */
const heads = (html: string) =>
  [...html.matchAll(/<th scope="col" class="company"><a [^>]*>([^<]*)/g)].map(([, name]) => name);

/** The fault that stands by the field. */
const fault = (html: string) => /<p class="fault"[^>]*>([^<]*)/.exec(html)?.[1] ?? "";

describe("two companies side by side", () => {
  it("tell the figures of the record, and mark the higher", async () => {
    const figures = await rows("ids=openai,mistral-ai");
    const of = (measure: string, company: string) =>
      figures.find((row) => row["measure"] === measure && row["company_id"] === company);
    // From funding_rounds.csv: nine equity rounds of OpenAI that disclose 181.95 billion, 129.6 of them confirmed; five
    // of Mistral AI with 3.1743 billion, 3.0613 confirmed. Debt and secondary sales are beside it.
    expect(of("known_equity", "openai")).toMatchObject({
      value: "181950000000",
      unit: "USD",
      detail: "confirmed: $130bn",
      leading: "true",
    });
    expect(of("known_equity", "mistral-ai")).toMatchObject({
      value: "3174300000",
      detail: "confirmed: $3.06bn",
      leading: "false",
    });
    expect(of("equity_rounds", "openai")).toMatchObject({ value: "9", detail: "1 undisclosed" });
    expect(of("post_money", "mistral-ai")).toMatchObject({ value: "13700000000", detail: "9 Sep 2025, confirmed" });
    // Eleven bought shares of Mistral AI; seven banks lent to it in 2026.
    expect(of("investors", "mistral-ai")).toMatchObject({ value: "11", detail: "from 5 of 5 sales of shares" });
    expect(of("training_compute", "openai")).toMatchObject({ text: "3.8×10²⁶", unit: "FLOP" });
    expect(of("capabilities_index", "mistral-ai")).toMatchObject({ value: "128.74", detail: "Mistral Large 2" });
    expect(of("latest_release", "openai")).toMatchObject({ text: "2026-10-30", leading: "true" });
    expect(of("open_models", "openai")?.["text"]).toBe("4 of 33");
  });

  it("leave the unknown unknown", async () => {
    const huawei = (await rows("ids=huawei,openai")).filter(({ company_id }) => company_id === "huawei");
    for (const measure of ["known_equity", "equity_rounds", "latest_round", "investors", "capabilities_index"]) {
      expect(huawei.find((row) => row["measure"] === measure)).toMatchObject({ value: "", text: "" });
    }
    expect(huawei.find(({ measure }) => measure === "lists_us")?.["text"]).toBe("BIS Entity List, Pentagon 1260H list");
    expect(await page("ids=huawei,openai")).toMatch(/Known equity raised<\/th><td[^>]*>–/);
  });

  it("tell nothing that came later", async () => {
    const then = await rows("ids=huawei,openai&as_of=2019-05-15");
    expect(then.find(({ measure, company_id }) => measure === "lists_us" && company_id === "huawei")?.["text"]).toBe(
      "none recorded",
    );
    const next = await rows("ids=huawei,openai&as_of=2019-05-16");
    expect(next.find(({ measure, company_id }) => measure === "lists_us" && company_id === "huawei")?.["text"]).toBe(
      "BIS Entity List",
    );
  });

  it("stand in the order in which they were asked for, each once", async () => {
    expect(heads(await page("ids=openai,deepseek"))).toEqual(["OpenAI", "DeepSeek"]);
    expect(heads(await page("ids=deepseek,openai,deepseek&add=openai"))).toEqual(["DeepSeek", "OpenAI"]);
  });

  it("can be cut down to the rows that differ, on the page and in the file", async () => {
    const all = await rows("ids=huawei,meta");
    const differing = all.filter(({ differs }) => differs === "true");
    // Both are incumbents, and neither is recorded to have sold shares.
    expect(all.filter(({ differs }) => differs === "false").map(({ measure }) => measure)).toEqual(
      expect.arrayContaining(["kind", "known_equity"]),
    );
    expect(await rows("ids=huawei,meta&differences=1")).toEqual(differing);
    const html = await page("ids=huawei,meta&differences=1");
    expect(html.match(/<th scope="row">/g)).toHaveLength(differing.length / 2);
    expect(html).not.toContain('<tr class="same">');
    expect(html).toContain("Show all 26 rows");
  });
});

it("counts models that rest on the other side's by the same chains as the profile", async () => {
  const html = (await request(app).get("/companies/01-ai").expect(200)).text;
  expect(html).toContain("4 of its 6 models in view rest on models of");
  const row = (await rows("ids=01-ai")).find(({ measure }) => measure === "rests_on_a");
  expect(row).toMatchObject({ value: "4", text: "4 of 6", detail: "" });
});

describe("who can be chosen", () => {
  it("nobody yet: examples of either side", async () => {
    const html = await page("");
    expect(html).toContain("Compare companies side by side");
    expect(html).toMatch(/<a href="\/compare\?[^"]*ids=[^"]*">OpenAI and Alibaba Group<\/a>/);
    expect(await rows("")).toEqual([]);
  });

  it("one: its figures, and whom to add", async () => {
    const html = await page("ids=deepseek");
    expect(heads(html)).toEqual(["DeepSeek"]);
    expect(html).toContain("One company alone has nothing to differ from: add another.");
    expect(html).toMatch(/<a href="\/compare\?[^"]*ids=deepseek%2Copenai[^"]*">OpenAI<\/a>/);
    expect(html).not.toContain("lead-mark");
  });

  it("four at most", async () => {
    const html = await page("ids=openai,deepseek,anthropic,alibaba");
    expect(heads(html)).toHaveLength(4);
    expect(html).toContain("Four is the most");
    expect(html).not.toContain('list="known-companies"');
    expect(fault(await page("ids=openai,deepseek,anthropic,alibaba,meta", 400))).toContain(
      "it names 5 things, and up to 4 are taken",
    );
    const { body } = await request(app).get("/compare?ids=openai,deepseek,anthropic,alibaba&add=meta").expect(400);
    expect(body.detail).toBe("ids and add name 5 companies together, and up to 4 are taken.");
  });

  it("nobody unknown: near ids are named beside what was typed", async () => {
    const html = await page("ids=openai,deepsek", 400);
    expect(fault(html)).toContain("“deepsek” is no id of the data, near it is deepseek");
    expect(html).toContain('value="openai,deepsek"');
    const added = await page("ids=openai&add=deepsek", 400);
    expect(heads(added)).toEqual(["OpenAI"]);
    expect(fault(added)).toContain("deepseek");
  });

  it("nobody who does not count yet", async () => {
    const html = await page("ids=openai,deepseek&as_of=2020");
    expect(heads(html)).toEqual(["OpenAI"]);
    expect(html).toContain("deepseek does not count in this view: choose a later date.");
  });
});
