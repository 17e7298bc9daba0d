import request from "supertest";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../../db/csv.js";
import { appOf, openShippedStore } from "../../fixture.js";

const app = appOf(await openShippedStore());

const page = async (path: string) => (await request(app).get(path).set("Accept", "text/html").expect(200)).text;
const wordsOf = (html: string) =>
  html
    .replace(/<sup>.*?<\/sup>/g, "")
    .replace(/<\/(td|dt)>/g, " ")
    .replace(/<[^>]+>/g, "")
    .replace(/\s+/g, " ");

async function rows(path: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const { text } = await request(app).get(path).expect(200);
  const { header, records } = readCsv(Buffer.from(text));
  return records.map(({ cells }) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])));
}

describe("the page of a piece of software", () => {
  it("says who keeps it on what terms, and whose models rest on it", async () => {
    const html = await page("/software/cann");
    const words = wordsOf(html);
    expect(html).toMatch(/<dd><a href="\/companies\/huawei\?[^"]+">Huawei<\/a><\/dd>/);
    expect(words).toContain("Country China");
    expect(words).toContain("Licence Open source since August 2025");
    // dependencies.csv: eight models, all of China and in one step. Spark-X1 is recorded for its lineage only, so the
    // sample has seven; none of the United States.
    expect(words).toContain("8 models in this view are recorded to rest on it, directly.");
    expect(words).toMatch(/China \d+ \d+ 7 0 7 of \d+/);
    expect(words).toMatch(/United States \d+ \d+ 0 0 0 of \d+, 0%/);
  });

  it("lists every dependent, nearest first, with its chain in words and what is said of its first step", async () => {
    const all = await rows("/software/cann.csv");
    expect(all.map(({ id }) => id)).toEqual([
      "deepseek-v4-flash",
      "deepseek-v4-pro",
      "glm-5",
      "pangu-pro-moe",
      "spark-x1",
      "deepseek-v3",
      "pangu-sigma",
      "ernie-3-0-titan",
    ]);
    expect(all[2]).toMatchObject({
      is: "model",
      rests: "direct",
      kinds: "runtime",
      steps: "1",
      path: "runs on CANN (Compute Architecture for Neural Networks)",
      confidence: "disputed",
    });
    const torch = await rows("/software/pytorch.csv");
    // SGLang is said to be built on vLLM, which is built with PyTorch: as good as what is said of SGLang.
    expect(torch.find(({ id }) => id === "sglang")).toMatchObject({
      is: "software",
      rests: "chain",
      steps: "2",
      path: "takes code of vLLM, which is built with PyTorch",
      evidence: "Said to be built on vLLM and to reuse much of its structure.",
      confidence: "reported",
    });
  });

  it("keeps to the view's day and evidence", async () => {
    const ids = async (query: string) => (await rows(`/software/cann.csv?${query}`)).map(({ id }) => id);
    expect(await ids("as_of=2023-12-31")).toEqual(["pangu-sigma", "ernie-3-0-titan"]);
    // DeepSeek's README and Huawei on V4: reported; the rest is inferred from hardware or disputed.
    expect(await ids("confidence=reported")).toEqual(["deepseek-v4-pro", "deepseek-v3"]);
    expect(wordsOf(await page("/software/cann?confidence=confirmed"))).toContain(
      "No model in this view is recorded to rest on it.",
    );
  });

  it("draws how the number grew, between what is confirmed and what anybody says", async () => {
    const course = await rows("/software/paddlepaddle/charts/course.csv?as_of=2025-12-31");
    const china = course.filter(({ country }) => country === "CN").map(({ on, value }) => [on, value]);
    // models.csv: ERNIE 3.0 Titan on 23 Dec 2021 and ERNIE 4.5 on 29 Jun 2025.
    expect(china).toEqual([
      ["2021-12-22", "0"],
      ["2021-12-23", "1"],
      ["2025-06-28", "1"],
      ["2025-06-29", "2"],
      ["2025-12-31", "2"],
    ]);
    const cann = await rows("/software/cann/charts/course.csv?confidence=reported&as_of=2026-06-30");
    // The sample: two reported, none confirmed, seven on any evidence.
    expect(cann.filter(({ country }) => country === "CN").at(-1)).toMatchObject({ value: "2", low: "0", high: "7" });
  });

  it("says what it rests on itself, a data set on the model that wrote it, and leads there", async () => {
    const html = await page("/software/vllm");
    expect(html).toMatch(/<a href="\/software\/pytorch\?[^"]+">PyTorch<\/a>/);
    expect(wordsOf(html)).toContain("framework: The engine imports PyTorch and Transformers. confirmed");
    expect(await page("/software/mixture-of-thoughts")).toMatch(
      /<a href="\/models\/deepseek-r1\?[^"]+">DeepSeek-R1<\/a>/,
    );
    expect(wordsOf(await page("/software/sglang"))).toContain(
      "SGLang takes code of vLLM (PyTorch Foundation, United States), which is built with PyTorch (PyTorch Foundation, United States). weakest evidence reported",
    );
    expect(wordsOf(await page("/software/cann"))).toContain("No software, data or model that it rests on is recorded");
  });

  it("is not there for a model, nor for a slip of the hand, which it answers with near ids", async () => {
    for (const [id, near] of [
      ["pytorh", "Near it is pytorch (PyTorch)."],
      ["paddle", "Near it is paddlepaddle (PaddlePaddle)."],
    ] as const) {
      const { status, text } = await request(app).get(`/software/${id}`);
      expect(status).toBe(404);
      expect((JSON.parse(text) as { detail: string }).detail).toContain(near);
    }
    await request(app).get("/software/yi-34b").expect(404);
    // software.csv: PaddlePaddle has been open since 2016.
    await request(app).get("/software/paddlepaddle?as_of=2015-12-31").expect(404);
    await request(app).get("/software/paddlepaddle?as_of=2016-12-31").expect(200);
  });
});

describe("a name leads to the page of what it names", () => {
  it.each([
    ["/software", /<a href="\/software\/cuda\?[^"]+">CUDA<\/a>/],
    ["/models/yi-34b", /<a href="\/software\/pytorch\?[^"]+">PyTorch<\/a>/],
    ["/dependencies?q=pytorch", /<a href="\/software\/pytorch\?[^"]+">PyTorch<\/a>/],
    ["/dependencies", /What rests on each, with its sources: .*<a href="\/models\/llama-65b\?[^"]+">/],
    ["/dependencies?scope=stack", /What rests on each, with its sources: .*<a href="\/software\/cuda\?[^"]+">/],
    ["/dependencies/without?ids=cuda", /<a href="\/models\/gpt-3\?[^"]+">GPT-3/],
    ["/dependencies/without?ids=cuda", /<strong><a href="\/software\/cuda\?[^"]+">CUDA<\/a>/],
    ["/companies/01-ai", /<a href="\/models\/yi-34b\?[^"]+">Yi-34B<\/a> is built with <a href="\/software\/pytorch\?/],
  ])("on %s", async (path, link) => {
    expect(await page(path)).toMatch(link);
  });
});
