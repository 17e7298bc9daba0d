import request from "supertest";
import { describe, expect, it } from "vitest";
import { appOf, openShippedStore } from "../../fixture.js";

const app = appOf(await openShippedStore());

/** A section of a profile as lines of text. */
async function section(company: string, key: string, query = ""): Promise<string> {
  const { text } = await request(app).get(`/companies/${company}?${query}`).set("Accept", "text/html").expect(200);
  const [, after = ""] = text.split(`<h2 id="ties-${key}">`);
  return (after.split("</section>")[0] ?? "")
    .replace(/<sup>.*?<\/sup>/g, "")
    .replace(/<\/(tr|p|h2|h3)>/g, "\n")
    .replace(/<[^>]+>/g, " ")
    .replace(/[^\S\n]+/g, " ");
}

describe("what a company's models rest on", () => {
  it("is Meta's architecture for four of 01.AI's six models: Yi-34B and Yi-6B, and those built on them", async () => {
    const said = await section("01-ai", "rests-on");
    expect(said).toContain("4 of its 6 models in view rest on models of Meta Platforms of the United States.");
    expect(said).toMatch(/Meta Platforms 2 2 architecture Yi-34B takes the architecture of LLaMA .* confirmed/);
    expect(said).toMatch(/PyTorch Foundation 1 0 framework Yi-34B is built with PyTorch confirmed/);
  });

  it("is nothing before it was there, and less on stricter evidence", async () => {
    expect(await section("meta", "rests-on", "as_of=2023-12-31")).toContain(
      "models in view is recorded to rest on a model of anyone else.",
    );
    // Yi-1.5-34B rests on Yi-34B by a reported edge only.
    expect(await section("01-ai", "rests-on", "confidence=confirmed")).toContain("3 of its 6 models in view rest on");
  });
});

describe("who rests on a company's models", () => {
  it("leads from 01.AI to three companies and to the withdrawal of everything it has", async () => {
    const said = await section("01-ai", "rested-on");
    expect(said).toContain(
      "3 models of others in view rest on its models, of 3 companies: 2 of the United States and 1 of China.",
    );
    expect(said).toContain("What if everything of 01.AI were withdrawn?");
    expect(said).toContain("OrionStar 1 0 weights OrionStar-Yi-34B-Chat builds on the weights of Yi-34B reported");
  });

  it("counts at Meta and Alibaba the very models that the withdrawal of each lists", async () => {
    for (const company of ["meta", "alibaba"]) {
      const { body } = await request(app).get(`/dependencies/without.json?ids=${company}`).expect(200);
      expect(body.count).toBeGreaterThan(30);
      expect(await section(company, "rested-on")).toContain(
        `${body.count} models of others in view rest on its models`,
      );
    }
    expect(await section("alibaba", "rested-on")).toMatch(/NVIDIA \d+ \d+ .*Qwen/);
  });

  it("is told of whoever keeps software only, and not at all of whoever has neither", async () => {
    expect(await section("pytorch-foundation", "rested-on")).toContain(
      "models of others in view are recorded to rest on what it keeps.",
    );
    expect(await section("sequoia-capital", "rested-on")).toBe("");
  });
});
