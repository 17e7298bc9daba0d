import request from "supertest";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../../db/csv.js";
import { appOf, openShippedStore } from "../../fixture.js";

const app = appOf(await openShippedStore());

const page = async (path: string) => (await request(app).get(path).set("Accept", "text/html").expect(200)).text;

/** Rows of a CSV as objects, cells as written. */
async function rows(path: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const { text } = await request(app).get(path).expect(200);
  const { header, records } = readCsv(Buffer.from(text));
  return records.map(({ cells }) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])));
}

/** The text of a page without its tags. */
const textOf = (html: string) => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

describe("the list of chips", () => {
  it("names the computed columns that others reckon with", async () => {
    expect((await rows("/chips.csv")).find(({ id }) => id === "nvidia-h20")).toMatchObject({
      tpp: "2368",
      tpp_format: "FP16",
      performance_density: "2.90909",
      status: "licensed",
      rule_id: "us-2025-08-08-revenue-share",
    });
  });

  it("counts law against practice, whatever its own filters are, and leads to both", async () => {
    for (const query of ["", "?vendor=huawei"]) {
      const html = await page(`/chips${query}`);
      expect(textOf(html)).toContain("Law as computed against practice as recorded: 59 agree, 3 differ, 11 open");
      expect(html).toMatch(/href="\/rulings\?/);
      expect(html).toMatch(/href="\/rules\?/);
    }
    expect(textOf(await page("/chips?as_of=2021"))).toContain("no ruling is recorded in this view");
  });

  it("leads from every chip to its page, in the table and in the picture", async () => {
    const html = await page("/chips?vendor=intel");
    for (const { id } of await rows("/chips.csv?vendor=intel")) expect(html).toContain(`href="/chips/${id}?`);
    const { data } = (await request(app).get("/chips/charts/density.json?vendor=intel").expect(200)).body;
    for (const chip of data.chips) expect(chip.href).toMatch(new RegExp(`^/chips/${chip.id}\\?`));
  });
});

describe("the page of a chip", () => {
  it("tells a row for each period of either side's status", async () => {
    const periods = await rows("/chips/nvidia-h20.csv");
    expect(periods.map(({ answer_of, from_on, until_on, status }) => [answer_of, from_on, until_on, status])).toEqual([
      ["US", "2023-11-09", "2025-04-09", "allowed"],
      ["US", "2025-04-09", "2025-08-08", "prohibited-without-license"],
      ["US", "2025-08-08", "", "licensed"],
      ["CN", "2025-11-05", "", "undetermined"],
    ]);
  });

  it("is cut at the view's date: no later rule, ruling, holder or end", async () => {
    const html = await page("/chips/nvidia-h20?as_of=2025-04-08");
    expect(html).not.toMatch(/us-2025-04-09-bandwidth|us-2025-08-08|cn-2025-11-05/);
    // The ruling of November 2023 held until 9 April 2025, which is still to come.
    expect(textOf(html)).not.toContain("until 9 Apr 2025");
    expect(await rows("/chips/nvidia-h20.csv?as_of=2025-04-08")).toMatchObject([{ status: "allowed", until_on: "" }]);
  });

  it("is not there for a chip that is unknown or not known yet", async () => {
    await request(app).get("/chips/nvidia-h999").expect(404);
    await request(app).get("/chips/nvidia-h20?as_of=2023-11-08").expect(404);
    await request(app).get("/chips/nvidia-h20?as_of=2023-11-09").expect(200);
  });

  it("works out its figures and marks the format that decides", async () => {
    const html = await page("/chips/nvidia-h100-sxm");
    expect(html).toContain('<li class="deciding">8 × 1,979 TOPS INT8 = 15,832 (decides)</li>');
    expect(textOf(html)).toContain("15,832 TPP ÷ 814 mm² of die area = 19.45 TPP per mm²");
    expect(textOf(await page("/chips/huawei-ascend-910b"))).toContain("Performance density is not known: no die area.");
    expect(textOf(await page("/chips/baidu-kunlun-p800"))).toContain(
      "TPP is not known: no dense figure for any number format.",
    );
  });

  it("says what was cut for China, from either end", async () => {
    const cut = "Cut: links from 600 to 400 GB/s, under 600 (3A090).";
    expect(textOf(await page("/chips/nvidia-a800-sxm"))).toContain(cut);
    expect(textOf(await page("/chips/nvidia-a100-80gb-sxm"))).toContain(cut);
    expect(textOf(await page("/chips/nvidia-a100-80gb-sxm?as_of=2022-10-31"))).not.toContain("Versions for China");
  });

  it("keeps what stands for several firms apart from single firms", async () => {
    const html = await page("/chips/nvidia-h20");
    const [firms = "", together = ""] = html.split('id="firms-title"')[1]?.split('id="together-title"') ?? [];
    expect(firms).toContain("/companies/bytedance?");
    expect(firms).not.toContain("/companies/chinese-buyers?");
    expect(together).toContain("/companies/chinese-buyers?");
    expect(together).not.toContain("/companies/bytedance?");
  });
});

describe("the rules", () => {
  it("are told with their state on the day", async () => {
    const state = async (asOf: string) =>
      (await rows(`/rules.csv?as_of=${asOf}`)).find(({ id }) => id === "us-2023-10-17-3a090-a");
    expect(await state("2023-10-16")).toBeUndefined();
    expect(await state("2023-10-17")).toMatchObject({ state: "to-come" });
    expect(await state("2023-11-17")).toMatchObject({ state: "in-force" });
    const first = (await rows("/rules.csv?as_of=2023-11-16")).find(({ id }) => id === "us-2022-10-07-3a090");
    expect(first).toMatchObject({ state: "in-force", ended_on: "" });
  });

  it("are narrowed to an authority whose name holds a comma", async () => {
    const found = await rows("/rules.csv?authority=china-miit-mofcom-and-ndrc");
    expect(found.map(({ id }) => id)).toEqual(["cn-2026-01-28-h200-approvals"]);
  });

  it("have a page each with conditions in words and as data, and what they changed", async () => {
    const html = await page("/rules/us-2023-10-17-3a090-a");
    expect(textOf(html)).toContain("made for data centres, TPP ≥ 1,600 and performance density ≥ 5.92");
    expect(html).toContain("&#34;performance_density&#34;");
    expect(html).toContain('href="/chips/nvidia-h100-sxm?');
    expect(textOf(await page("/rules/us-2025-11-10-affiliates-stay"))).toContain(
      "no chip's status changed".replace("'", "&#39;"),
    );
    await request(app).get("/rules/us-2023-10-17-3a090-a?as_of=2023-10-16").expect(404);
  });
});

describe("the rulings", () => {
  it("are narrowed by agreement, and every one that does not agree has its reason", async () => {
    const apart = await rows("/rulings.csv?agreement=differs,open");
    expect(apart).toHaveLength(14);
    for (const { note, agreement } of apart) {
      expect(agreement).not.toBe("agrees");
      expect(note).not.toBe("");
    }
    expect(await rows("/rulings.csv?agreement=agrees")).toHaveLength(59);
  });
});

it("a company's profile leads from its chips and holdings to their pages", async () => {
  expect(await page("/companies/huawei")).toContain('href="/chips/huawei-ascend-910c?');
  expect(await page("/companies/bytedance")).toContain('href="/chips/nvidia-h20?');
});
