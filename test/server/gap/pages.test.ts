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

const textOf = (html: string) =>
  html
    .replace(/<script.*?<\/script>/gs, " ")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
const then = "as_of=2024-02-21";
const now = "as_of=2026-11-24";

describe("the lag by benchmark equals what benchmark_scores.csv gives by hand", () => {
  const lag = async (view: string, benchmark: string, side: string) =>
    (await rows(`/gap/lags.csv?${view}`)).find(
      (row) => row["benchmark_id"] === benchmark && row["behind_side"] === side,
    );

  // MMLU by 21 February 2024. US records: LLaMA 65B 63.4 (2023-02-24), GPT-4 86.4 (2023-03-14).
  // Chinese records: 42.3 (2023-06-01) and 59.2 (2023-09-06), reached by LLaMA 97 and 194 days before;
  // 65.0 (09-25), 66.3 (09-28) and 76.3 (11-02), reached by GPT-4 195, 198 and 233 days before.
  // Median 195 / 30.4375 = 6.41. GPT-4's 86.4 is unmatched for 344 days: 11.30.
  it("on MMLU in February 2024: five crossings, 6.41 months, 11.3 open", async () => {
    expect(await lag(then, "mmlu", "CN")).toMatchObject({
      crossings: "5",
      median_lag_months: "6.41",
      open_lag_months: "11.3",
    });
  });

  // Humanity's Last Exam by 24 November 2026. Of the twelve months only Kimi K2.5 is a Chinese record: 24.37 on
  // 2026-01-27, 173 days after GPT-5's 25.32 of 2025-08-07: 5.68. The same 25.32 is unmatched for 474 days: 15.57.
  it("on Humanity's Last Exam in November 2026: one crossing, 5.68 months, 15.57 open", async () => {
    expect(await lag(now, "hle", "CN")).toMatchObject({
      crossings: "1",
      median_lag_months: "5.68",
      open_lag_months: "15.57",
    });
  });

  // SimpleQA Verified: Qwen3-Max 67.47 on 2025-09-24, Muse Spark 66.3 on 2026-04-08, 196 days later: 6.44.
  // Qwen's 67.47 itself is unmatched for 426 days: 14.00.
  it("also where the United States follows", async () => {
    expect(await lag(now, "simpleqa-verified", "US")).toMatchObject({
      crossings: "1",
      median_lag_months: "6.44",
      open_lag_months: "14",
    });
  });

  it("does not depend on which country is side A", async () => {
    expect(await rows(`/gap/lags.csv?${now}&a=CN&b=US&sort=benchmark_id`)).toEqual(
      expect.arrayContaining([...(await rows(`/gap/lags.csv?${now}`))]),
    );
  });
});

describe("the gap on 21 February 2024", () => {
  it("tells the article's story: claims of one to three years against what was measured", async () => {
    const claims = new Map((await rows(`/gap.csv?${then}`)).map((row) => [row["id"], row]));
    expect(claims.get("insiders-2024-one-year")).toMatchObject({
      claimed_low: "12",
      claimed_high: "",
      standing: "longer",
    });
    expect(claims.get("jenny-xiao-2024-lag")).toMatchObject({
      claimed_low: "24",
      claimed_high: "36",
      standing: "longer",
    });
    // GPT-4 is of 14 March 2023: no Chinese model had a score before, so nothing could be held against this.
    expect(claims.get("schmidt-2021-one-two-years")).toMatchObject({
      claimed_low: "12",
      measured_median: "",
      standing: "",
    });
    expect(claims.get("toner-xiao-ding-2023-years")).toMatchObject({ claimed_low: "", claimed_high: "", standing: "" });
    const html = textOf(await page(`/gap?${then}`));
    expect(html).toContain("claims of that year said 12 to 36 months");
    expect(html).toContain("China trails on 7 of 8 benchmarks and leads on 1");
    expect(html).toContain("two to three years behind the United States");
  });

  it("counts, draws, lists and quotes no row dated later", async () => {
    const files = ["/gap.csv", "/gap/crossings.csv", "/gap/charts/claimed.csv", "/gap/charts/frontier.csv"];
    for (const path of files) {
      const all = await rows(`${path}?${then}`);
      expect(all.length, path).toBeGreaterThan(0);
      const days = all.flatMap((row) => Object.values(row).filter((cell) => /^\d{4}-\d{2}(-\d{2})?$/.test(cell)));
      expect(
        days.filter((day) => day > "2024-02-21"),
        path,
      ).toEqual([]);
    }
    const html = await page(`/gap?${then}`);
    // Titles of sources stand below the rows that they vouch for, whenever they were published.
    const [body = ""] = html.slice(html.indexOf("<main")).split('class="notes"');
    const drawn = [...body.matchAll(/<script type="application\/json" class="chart-data">(.*?)<\/script>/gs)];
    for (const [, json = ""] of drawn) expect(json).not.toMatch(/"(2024-(0[3-9]|1\d)|2025|2026)/);
    for (const [svg] of body.matchAll(/<svg.*?<\/svg>/gs)) expect(textOf(svg)).not.toMatch(/2025|2026/);
    const words = textOf(body.replace(/<svg.*?<\/svg>/gs, " "));
    expect(words).not.toMatch(/\b(2025|2026|(Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) 2024)\b/);
    expect(words).not.toMatch(/DeepSeek-|Kai-Fu Lee|seven months/);
  });
});

describe("the gap page", () => {
  it("holds Epoch AI's seven months against its own rows once they had been said", async () => {
    const said = "trailed the US frontier by seven months on average since 2023";
    expect(textOf(await page("/gap?as_of=2025-12-31"))).not.toContain(said);
    const html = textOf(await page(`/gap?${now}`));
    expect(html).toContain(said);
    expect(html).toContain("the rows recorded here give 7.7 months, from 1.1 to 18.2");
    expect(html).toContain("1.1 months for DeepSeek-R1 (20 Jan 2025)");
  });

  it("says so where nothing can be measured", async () => {
    const early = textOf(await page("/gap?as_of=2023-02-28"));
    expect(early).toContain("there is no lag to measure: no score of China is recorded");
    expect(early).toContain("no benchmark has scores of both");
    expect(textOf(await page("/gap?as_of=2015"))).toContain("no score of the United States or China is recorded");
  });

  it("tells the same of the two sides in either order", async () => {
    const finding = /<h2>([^<]*followed[^<]*)<\/h2>/;
    const [, one] = finding.exec(await page(`/gap?${now}`)) ?? [];
    const [, other] = finding.exec(await page(`/gap?${now}&a=CN&b=US`)) ?? [];
    expect(one).toMatch(/^China followed the United States by 3\.9 months/);
    expect(other).toBe(one);
  });
});
