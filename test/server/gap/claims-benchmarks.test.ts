import request from "supertest";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../../db/csv.js";
import { sayStanding } from "../../../server/gap/benchmarks-page.js";
import { toldBy } from "../../../server/gap/told.js";
import { side } from "../../../server/values/sides.js";
import { appOf, openShippedStore } from "../../fixture.js";

const app = appOf(await openShippedStore());

const page = async (path: string) => (await request(app).get(path).set("Accept", "text/html").expect(200)).text;
const wordsOf = (html: string) =>
  html
    .replace(/<sup>.*?<\/sup>/g, "")
    .replace(/<\/t[dh]>|<small>/g, " ")
    .replace(/<[^>]+>/g, "")
    .replace(/\s+/g, " ");

async function rows(path: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const { text } = await request(app).get(path).expect(200);
  const { header, records } = readCsv(Buffer.from(text));
  return records.map(({ cells }) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])));
}

describe("the claims", () => {
  it("stand beside the lag of their day, worked from the scores dated by then alone", async () => {
    const claims = await rows("/claims.csv");
    const of = (id: string) => claims.find((claim) => claim["id"] === id);
    // benchmark_scores.csv: China's 20 records from April 2023 on that the US had reached first have a median lag of
    // 194.5 days. On 1 April 2024 both had been scored on eight benchmarks within a year; China reached the best US
    // scores of that day after 53, 199, 199, 318, 461, 529, 541 and 653 days: the median is 389.5 days.
    expect(of("joe-tsai-2024-two-years")).toMatchObject({
      value_low: "2",
      unit: "years",
      measured_crossings: "20",
      measured_median: "6.39",
      standing: "longer",
      records_since: "8",
      reached_since: "8",
      median_lag_since: "12.8",
    });
    // 100, 161, 195, 204, 286, 286, 303 and 461 days, and four still unreached: the median is 294.5 days.
    expect(of("sacks-2025-three-six-months")).toMatchObject({
      measured_median: "3.33",
      standing: "within",
      records_since: "12",
      reached_since: "8",
      median_lag_since: "9.68",
    });
    // There was no score to measure by in February 2021.
    expect(of("schmidt-2021-one-two-years")).toMatchObject({
      measured_crossings: "0",
      measured_median: "",
      standing: "",
      records_since: "0",
    });
    // A forecast is not compared, and a claim of another topic is not measured.
    expect(of("wang-changhu-2024-sora-gap")).toMatchObject({ measured_crossings: "20", standing: "" });
    expect(of("sacks-2025-chip-design")).toMatchObject({ value_low: "1.5", measured_crossings: "" });
  });

  it("of an earlier view know nothing that came after, neither claims nor what became of a lag", async () => {
    const then = await rows("/claims.csv?as_of=2024-02-21");
    // claims.csv: 27 claims are dated by that day.
    expect(then).toHaveLength(27);
    expect(then.find(({ id }) => id === "jenny-xiao-2024-lag")).toMatchObject({
      measured_median: "6.39",
      // Of the best scores of that day only those that China had reached by then are known.
      median_lag_since: "",
    });
    expect(wordsOf(await page("/claims?as_of=2024-02-21"))).toContain(
      "Of 3 claims with a figure since there is anything to measure, 3 said longer",
    );
    expect(wordsOf(await page("/claims?as_of=2017"))).toContain("No lag is claimed in months or years in this view");
  });

  it("are narrowed by speaker, side, year, day and words", async () => {
    expect(await rows("/claims.csv?speaker=eric-schmidt")).toHaveLength(5);
    const group = await rows("/claims.csv?speaker=helen-toner-jenny-xiao-and-jeffrey-ding");
    expect(new Set(group.map(({ speaker }) => speaker))).toEqual(new Set(["Helen Toner, Jenny Xiao and Jeffrey Ding"]));
    const years = await rows("/claims.csv?year=2026");
    expect(years).toHaveLength(26);
    expect(await rows("/claims.csv?after=2025")).toEqual(years);
    expect((await rows("/claims.csv?q=nanoseconds")).map(({ id }) => id)).toEqual(["huang-2025-nanoseconds"]);
    await request(app).get("/claims.csv?after=2027").expect(400);
  });

  it("can be linked to one by one, and lead to the company that an organization is by its very name", async () => {
    const html = await page("/claims");
    expect(html).toContain('id="kai-fu-lee-2025-three-months"');
    expect(html).toMatch(/href="\/companies\/01-ai\?[^"]*">01\.AI</);
    // A company called Alibaba Group is on record, but none called Alibaba.
    expect(html).not.toMatch(/<a [^>]*>Alibaba</);
  });
});

describe("the benchmarks", () => {
  it("give the best of each side, the gap and who is behind", async () => {
    const all = await rows("/benchmarks.csv");
    const of = (id: string) => all.find((row) => row["id"] === id);
    expect(of("mmlu")).toMatchObject({
      scores: "43",
      best_a: "88.1",
      model_id_a: "gpt-4o",
      dated_a: "2024-11-20",
      best_b: "87.2",
      model_id_b: "deepseek-v3",
      dated_b: "2024-12-26",
      gap: "0.9",
      behind_side: "CN",
    });
    expect(of("gsm8k")).toMatchObject({ best_a: "92", best_b: "94.5", gap: "2.5", behind_side: "US" });
  });

  it("are all listed in an earlier view, those without a score as having none", async () => {
    const then = await rows("/benchmarks.csv?as_of=2024-02-21");
    expect(then).toHaveLength(16);
    // benchmark_scores.csv: ten benchmarks have a score dated by then.
    expect(then.filter(({ scores }) => scores !== "0")).toHaveLength(10);
    expect(then.find(({ id }) => id === "hle")).toMatchObject({ scores: "0", best_a: "", gap: "", first_on: "" });
  });

  it("say who is behind on more of them, in either direction, level and without any", () => {
    const view = { sides: { a: side("US"), b: side("CN") } };
    const said = (...behind: readonly ("a" | "b" | "neither" | undefined)[]) =>
      sayStanding(
        behind.map((who) => (who ? { behind: who } : {})),
        { view } as never,
      );
    expect(said("b", "b", "a", undefined)).toBe("China is behind on 2 of 3 tests, the United States on 1");
    expect(said("a", "neither")).toBe("the United States is behind on 1 of 2 tests, China on none, level on 1");
    expect(said("b", "b")).toBe("China is behind on all 2 tests");
    expect(said("a", "b")).toBe("the United States and China are each behind on 1 of 2 tests");
    expect(said(undefined)).toBe("no test has scores of both the United States and China yet");
  });
});

describe("the page of a benchmark", () => {
  it("tells how much room is left, and since when", async () => {
    const words = wordsOf(await page("/benchmarks/mmlu"));
    // GPT-4o of 20 November 2024 with 88.1; the tenth of the models has 84.5; 734 days to the day of the test.
    expect(words).toContain("no score in the 24.1 months since 20 Nov 2024 is better");
    expect(words).toContain(
      "11.9 points are left to the end of the scale. Of the 10 best models all lie within 5 points",
    );
    expect(wordsOf(await page("/benchmarks/lmarena-text"))).toContain("Its scale has no end");
  });

  it("marks the records of each country", async () => {
    const scores = await rows("/benchmarks/mmlu.csv");
    const records = (country: string) =>
      scores
        .filter((row) => row["country"] === country && row["record"] === "true")
        .map(({ published_on, score }) => `${published_on} ${score}`)
        .sort();
    expect(records("US")).toEqual([
      "2023-02-24 63.4",
      "2023-03-14 86.4",
      "2024-06-20 86.5",
      "2024-10-22 87.3",
      "2024-11-20 88.1",
    ]);
    expect(records("CN")).toHaveLength(10);
  });

  it("without a score in the view tells nothing that came later", async () => {
    const words = wordsOf(await page("/benchmarks/lmarena-text-to-video?as_of=2024-02-21"));
    expect(words).toContain("A benchmark without a score by 21 Feb 2024");
    expect(words).not.toContain("snapshots");
    expect(words).not.toContain("Saturation");
  });

  it("of a wrong id names those near it", async () => {
    const { text } = await request(app).get("/benchmarks/mmmlu").expect(404);
    expect(text).toContain("Near it is mmlu (MMLU)");
    await request(app).get("/benchmarks/zzzz").expect(404);
  });
});

describe("a note in an earlier view", () => {
  it("loses the clauses that name a later date and keeps the others as they are", () => {
    const note = "Version gpt-4-0314; run by Epoch AI on 2025-10-22; dated by model release.";
    expect(toldBy(note, "2026-11-24")).toBe(note);
    expect(toldBy(note, "2024-02-21")).toBe("Version gpt-4-0314; dated by model release.");
    expect(toldBy("Site snapshots of March and April 2026.", "2024-02-21")).toBeNull();
    expect(toldBy(null, "2024-02-21")).toBeNull();
  });
});

it("a model's scores lead to their benchmarks", async () => {
  expect(await page("/models/yi-34b")).toMatch(/href="\/benchmarks\/mmlu\?[^"]*">MMLU</);
});
