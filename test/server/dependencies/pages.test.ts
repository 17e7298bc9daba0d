import request from "supertest";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../../db/csv.js";
import { appOf, openShippedStore } from "../../fixture.js";

const app = appOf(await openShippedStore());

const page = async (path: string) => (await request(app).get(path).set("Accept", "text/html").expect(200)).text;

async function rows(path: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const { text } = await request(app).get(path).expect(200);
  const { header, records } = readCsv(Buffer.from(text));
  return records.map(({ cells }) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])));
}

describe("a withdrawal", () => {
  it("lists who loses what, by which chain in words, on which evidence, with its sources", async () => {
    const all = await rows("/dependencies/without.csv?ids=yi-34b");
    expect(all.map(({ id, loses }) => [id, loses]).sort()).toEqual([
      ["cambrian-1-34b", "direct"],
      ["nous-hermes-2-yi-34b", "direct"],
      ["orionstar-yi-34b-chat", "direct"],
      ["yi-1-5-34b", "direct"],
    ]);
    expect(all.find(({ id }) => id === "orionstar-yi-34b-chat")).toMatchObject({
      kinds: "weights",
      steps: "1",
      path: "builds on the weights of Yi-34B",
      confidence: "reported",
      bases_left: "0",
    });
    for (const row of all) expect(row["source_ids"]).not.toBe("");
  });

  it("says a chain of several steps in one sentence", async () => {
    const nous = (await rows("/dependencies/without.csv?ids=llama-65b")).find(({ id }) => id === "cambrian-1-34b");
    expect(nous).toMatchObject({
      loses: "indirect",
      steps: "2",
      path: "builds on the weights of Yi-34B, which takes the architecture of LLaMA (65B; family 7B to 65B)",
    });
  });

  it("takes a company for all of its models and software, and several ids at once, in any order", async () => {
    const ids = async (query: string) => (await rows(`/dependencies/without.csv?${query}`)).map(({ id }) => id).sort();
    // Its own models go with the shelf and lose nothing.
    expect(await ids("ids=01-ai")).toEqual(["cambrian-1-34b", "nous-hermes-2-yi-34b", "orionstar-yi-34b-chat"]);
    const both = await ids("ids=01-ai,deepseek-r1");
    expect(both).toEqual(await ids("ids=deepseek-r1,+01-ai"));
    expect(both).toEqual(expect.arrayContaining(await ids("ids=deepseek-r1")));
  });

  it("follows the stack for software alone, and says so where lineage does not reach it", async () => {
    const alone = await rows("/dependencies/without.csv?ids=pytorch");
    expect(alone.map(({ id }) => id)).toEqual(expect.arrayContaining(["yi-34b", "vllm"]));
    expect(alone).toEqual(await rows("/dependencies/without.csv?ids=pytorch&scope=stack"));
    expect(await rows("/dependencies/without.csv?ids=pytorch&scope=lineage")).toEqual([]);
    const mixed = await page("/dependencies/without?ids=pytorch,yi-34b");
    expect(mixed).toContain("Lineage runs between models and does not reach the 1 piece of software and data");
    expect(mixed).toMatch(/scope=both">Follow the software stack, too/);
  });

  it("keeps to the view's day and evidence, and narrows by who loses and what", async () => {
    const count = async (query: string) => (await rows(`/dependencies/without.csv?ids=yi-34b&${query}`)).length;
    expect(await count("as_of=2023-11-30")).toBeLessThan(4);
    // Orion's and Yi-1.5's edges are reported.
    expect(await count("confidence=confirmed")).toBe(2);
    expect(await count("country=US")).toBe(2);
    expect(await count("country=US,CN&loses=direct")).toBe(4);
    expect(await count("loses=indirect")).toBe(0);
  });

  it("says of what is not yet there that it counts only later", async () => {
    expect(await page("/dependencies/without?ids=deepseek-r1&as_of=2023-06-01")).toContain(
      "Nothing of DeepSeek-R1 stands in this view: it counts only from a later date.",
    );
  });

  it("refuses an unknown id and names near ones; a browser gets the form back with what it had typed", async () => {
    const { body } = await request(app).get("/dependencies/without.json?ids=llama-65c,meta").expect(400);
    expect(body.errors[0].detail).toBe(
      'ids "llama-65c,meta" is not accepted: “llama-65c” is no id of the data, near it is llama-65b.',
    );
    const html = (
      await request(app).get("/dependencies/without?ids=llama-65c&scope=both").set("Accept", "text/html").expect(400)
    ).text;
    expect(html).toContain('name="ids" value="llama-65c"');
    expect(html).toContain('aria-invalid="true"');
    expect(html).toMatch(/role="alert">ids &#34;llama-65c&#34; is not accepted/);
    expect(html).toMatch(/value="both" selected/);
  });

  it("takes up to fifty ids, and answers an unreasonable list without looking for each", async () => {
    const some = (count: number) => Array.from({ length: count }, (_, at) => `x${at}`).join(",");
    const { body } = await request(app)
      .get(`/dependencies/without.json?ids=${some(51)}`)
      .expect(400);
    expect(body.errors[0].detail).toContain("it names 51 things, and up to 50 are taken");
    expect(body.errors[0].detail).toContain("46 more are unknown");
  });

  it("works as a plain form, offers what would be felt most and takes each choice back by a link", async () => {
    const html = await page("/dependencies/without?ids=llama-65b");
    expect(html).toContain('<form class="fields withdraw" method="get" action="/dependencies/without"');
    expect(html).toMatch(/ids=alibaba%2Cllama-65b">Alibaba Group<\/a>/);
    expect(html).toMatch(/<a href="\/dependencies\/without\?as_of=2026-11-24">put back/);
    expect(await page("/dependencies/without")).toContain("If a model were withdrawn, who would lose a base?");
  });
});

describe("software", () => {
  it("counts models by side directly and by any chain, of those with a recorded stack", async () => {
    const all = await rows("/software.csv");
    expect(all).toHaveLength(43);
    for (const row of all) {
      for (const side of ["a", "b", "other"]) {
        expect(Number(row[`direct_${side}`]), row["id"]).toBeLessThanOrEqual(Number(row[`any_${side}`]));
        expect(Number(row[`any_${side}`]), row["id"]).toBeLessThanOrEqual(Number(row[`recorded_${side}`]));
      }
    }
    // vLLM is built with PyTorch, so more rest on PyTorch than say so.
    const torch = all.find(({ id }) => id === "pytorch");
    expect(Number(torch?.["any_b"])).toBeGreaterThan(Number(torch?.["direct_b"]));
  });

  it("changes sides with the view, and no figure with a filter", async () => {
    const cuda = (await rows("/software.csv")).find(({ id }) => id === "cuda");
    const turned = (await rows("/software.csv?a=CN&b=US")).find(({ id }) => id === "cuda");
    expect([turned?.["any_a"], turned?.["any_b"]]).toEqual([cuda?.["any_b"], cuda?.["any_a"]]);
    expect((await rows("/software.csv?steward=nvidia&kind=compute-platform"))[0]).toEqual(cuda);
    expect((await rows("/software.csv?country=CN&q=mindspore")).map(({ id }) => id)).toEqual(["mindspore"]);
  });

  it("says that most models tell nothing of their stack", async () => {
    expect(await page("/software")).toMatch(/\d+ of \d+ models of China have one/);
  });
});
