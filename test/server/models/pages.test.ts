import request from "supertest";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../../db/csv.js";
import { appOf, openShippedStore } from "../../fixture.js";

const app = appOf(await openShippedStore());

const page = async (path: string) => (await request(app).get(path).set("Accept", "text/html").expect(200)).text;
const wordsOf = (html: string) =>
  html
    .replace(/<sup>.*?<\/sup>/g, "")
    .replace(/<\/td>/g, " ")
    .replace(/<[^>]+>/g, "")
    .replace(/\s+/g, " ");

async function rows(path: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const { text } = await request(app).get(path).expect(200);
  const { header, records } = readCsv(Buffer.from(text));
  return records.map(({ cells }) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])));
}

describe("the list of models", () => {
  it("says on whom each rests, directly by kind and at any distance by country", async () => {
    const models = await rows("/models.csv");
    // dependencies.csv: fine-tuned from Llama 3.3 70B on what DeepSeek-R1 wrote.
    expect(models.find(({ id }) => id === "r1-distill-llama-70b")).toMatchObject({
      rests_on: "DeepSeek-R1 (distillation); Llama 3.3 70B (weights)",
      rests_on_countries: "US, CN",
    });
    expect(models.find(({ id }) => id === "gpt-3")).toMatchObject({ rests_on: "", rests_on_countries: "" });
  });

  it("takes no model without a figure for one of zero", async () => {
    const svg = (await request(app).get("/models/charts/releases.csv").expect(200)).text;
    const { header, records } = readCsv(Buffer.from(svg));
    const at = header.indexOf("training_compute_flop");
    expect(records.some(({ cells }) => cells[at] === "")).toBe(true);
    expect(records.some(({ cells }) => cells[at] === "0")).toBe(false);
  });

  it("is narrowed to a year of release", async () => {
    const years = new Set((await rows("/models.csv?year=2023")).map(({ released_on }) => released_on?.slice(0, 4)));
    expect([...years]).toEqual(["2023"]);
  });
});

describe("the page of a model", () => {
  it("shows that an R1-distilled Llama stands on both sides", async () => {
    const words = wordsOf(await page("/models/r1-distill-llama-70b"));
    expect(words).toContain("It stands on models of the United States and China.");
    // dependencies.csv: weights of Llama 3.3; R1, which is built on V3, which keeps the architecture of V2. That R1 was
    // itself distilled from GPT-4o is alleged and disputed.
    expect(words).toContain(
      "DeepSeek-R1-Distill-Llama-70B builds on the weights of Llama 3.3 70B (Meta Platforms, United States). confirmed",
    );
    expect(words).toContain(
      "DeepSeek-R1-Distill-Llama-70B is distilled from DeepSeek-R1 (DeepSeek, China), which builds on the weights of DeepSeek-V3 (DeepSeek, China), which takes the architecture of DeepSeek-V2 (MoE-236B) (DeepSeek, China). weakest evidence confirmed",
    );
    expect(words).toContain("which is distilled from GPT-4o (OpenAI, United States). weakest evidence disputed");
  });

  it("leads along each chain from model to model, and shows nothing disputed on stricter evidence", async () => {
    const html = await page("/models/r1-distill-llama-70b?confidence=reported");
    expect(html).toMatch(/is distilled from <a href="\/models\/deepseek-r1\?[^"]+">DeepSeek-R1<\/a>/);
    expect(wordsOf(html)).not.toContain("GPT-4o");
  });

  it("says of a country whose models only pass a lineage on that it begins elsewhere", async () => {
    // Yi-34B, the one Chinese model beneath it, rests on LLaMA and Llama 2.
    expect(wordsOf(await page("/models/nous-hermes-2-yi-34b"))).toContain(
      "China 1 model, none of which the lineage begins with It is passed on by Yi-34B.",
    );
  });

  it("sets 01.AI's own statement and those who differ beside what Yi-34B took from LLaMA", async () => {
    const words = wordsOf(await page("/models/yi-34b"));
    expect(words).toContain(
      "Yi-34B takes the architecture of LLaMA (65B; family 7B to 65B) (Meta Platforms, United States). confirmed",
    );
    expect(words).toContain("01.AI says that Yi uses the Llama architecture but none of its weights");
    expect(words).toContain("Also China Money Network: 01.AI statement: basic GPT/LLaMA architecture");
    expect(words).toContain("Otherwise ApX Machine Learning: “inspired by LLaMA, not a direct derivative”");
  });

  it("names events of the model and its scores with their benchmark", async () => {
    const words = wordsOf(await page("/models/yi-34b"));
    expect(words).toContain("01.AI releases Yi-6B and Yi-34B");
    expect(words).toMatch(/MMLU knowledge 76\.3 percent/);
  });

  it("is not there before the release, nor for an id that nobody has", async () => {
    // models.csv: Yi-34B was released on 2 Nov 2023.
    await request(app).get("/models/yi-34b?as_of=2023-11-02").expect(200);
    for (const path of ["/models/yi-34b?as_of=2023-11-01", "/models/nobody", "/models/pytorch"]) {
      const { status, text } = await request(app).get(path);
      expect(status, path).toBe(404);
      expect(text, path).toContain("No model with the id");
    }
  });

  it("knows nothing of what came to rest on it after the date", async () => {
    const edges = await rows("/models/yi-34b.csv?as_of=2023-11-30");
    expect(edges.map(({ id }) => id)).not.toContain("yi-1-5-34b--yi-34b--architecture");
    expect((await rows("/models/yi-34b.csv")).map(({ id }) => id)).toContain("yi-1-5-34b--yi-34b--architecture");
  });

  it("gives as rows every edge up, down and of the stack, with its distance", async () => {
    const edges = await rows("/models/r1-distill-llama-70b.csv");
    const told = edges.map(({ direction, distance, id }) => `${direction} ${distance} ${id}`);
    expect(told).toContain("up 1 r1-distill-llama-70b--llama-3-3-70b--weights");
    expect(told).toContain("up 2 deepseek-r1--deepseek-v3--weights");
    expect(new Set(told).size).toBe(told.length);
  });
});

describe("files for other programs", () => {
  it.each([
    ["/models/yi-34b/lineage.graphml?as_of=2024-02-21", "parallax-models-yi-34b-lineage-2024-02-21.graphml"],
    [
      "/models/yi-34b/lineage.node-link.json?as_of=2024-02-21",
      "parallax-models-yi-34b-lineage-2024-02-21.node-link.json",
    ],
    ["/models/yi-34b/ml-bom.json?as_of=2024-02-21", "parallax-models-yi-34b-ml-bom-2024-02-21.json"],
    ["/dependencies.dot?as_of=2024-02-21&scope=lineage", "parallax-dependencies-scope-lineage-2024-02-21.dot"],
  ])("%s is saved under a name that says what and when", async (path, name) => {
    const { headers } = await request(app).get(path).expect(200);
    expect(headers["content-disposition"]).toContain(`filename="${name}"`);
  });

  it("hold the very edges of the page's rows", async () => {
    for (const query of ["", "?scope=stack&kind=dataset", "?q=qwen&confidence=confirmed"]) {
      const { text } = await request(app).get(`/dependencies.node-link.json${query}`).expect(200);
      const { links } = JSON.parse(text) as { links: readonly { key: string }[] };
      const listed = (await rows(`/dependencies.csv${query}`)).map(({ id }) => id).sort();
      expect(links.map(({ key }) => key)).toEqual(listed);
    }
  });

  it("hold a model alone that has no lineage yet", async () => {
    const { text } = await request(app).get(
      "/models/gpt-3/lineage.node-link.json?confidence=confirmed&as_of=2020-05-28",
    );
    const { nodes } = JSON.parse(text) as { nodes: readonly { id: string }[] };
    expect(nodes.map(({ id }) => id)).toContain("gpt-3");
  });
});
