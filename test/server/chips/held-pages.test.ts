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

describe("compute held", () => {
  it("gives every row its quantity, its worth, whether it counts and why not, and its source", async () => {
    const all = await rows("/compute.csv");
    expect(all).toHaveLength(125);
    for (const row of all) {
      expect(row["counted"] === "true", row["id"]).toBe(row["why_not"] === "");
      expect(row["source_id"]).not.toBe("");
      if (row["quantity"] === "" || row["chip_id"] === "") expect(row["h100_equivalents"], row["id"]).toBe("");
    }
    // 10,000 x 312 / 989.4 = 3,153.4.
    expect(all.find(({ id }) => id === "high-flyer-nvidia-a100-40gb-sxm-stockpile-2021")).toMatchObject({
      quantity: "10000",
      h100_equivalents: "3153",
      counted: "true",
    });
  });

  it("decides what stands before it filters: a filter changes no verdict", async () => {
    const verdicts = new Map((await rows("/compute.csv")).map(({ id, ground }) => [id, ground]));
    for (const filter of ["company=microsoft", "kind=cluster", "chip=nvidia-h200", "counted=no", "q=colossus"]) {
      const some = await rows(`/compute.csv?${filter}`);
      expect(some.length, filter).toBeGreaterThan(0);
      expect(some.length, filter).toBeLessThan(125);
      for (const { id, ground } of some) expect(ground, `${filter} ${id}`).toBe(verdicts.get(id ?? ""));
    }
  });

  it("decides by the view's day and evidence: what is not admitted supersedes nothing", async () => {
    const ground = async (view: string, id: string) =>
      (await rows(`/compute.csv?${view}`)).find((row) => row["id"] === id)?.["ground"];
    const eagle = "microsoft-nvidia-h100-sxm-cluster-2023-11-15";
    expect(await ground("as_of=2024-09-30", eagle)).toBe("contained");
    expect(await ground("as_of=2024-09-30&confidence=reported", eagle)).toBe("held");
    expect(await ground("confidence=reported", eagle)).toBe("later-count");
    expect(await ground("as_of=2023-11-14", eagle)).toBeUndefined();
  });

  it("prints the formula with the constant and a note to its source", async () => {
    const html = await page("/compute");
    expect(html).toMatch(/÷ 989\.4, the dense 16-bit TFLOPS of the NVIDIA H100 80GB SXM<sup><a href="#note-\d+"/);
  });

  it("leads to the page of a chip once the chip counts in the view", async () => {
    // Anthropic's plan of October 2025 names the seventh TPU, which came out on 6 November 2025.
    expect(await page("/compute?as_of=2025-10-31&chip=google-tpu-v7")).not.toContain("/chips/google-tpu-v7?");
    expect(await page("/compute?as_of=2025-11-06&chip=google-tpu-v7")).toContain("/chips/google-tpu-v7?");
  });

  it("refuses a chip that nobody holds and says which are held", async () => {
    const { body } = await request(app).get("/compute?chip=abacus").expect(400);
    expect(body.errors[0].detail).toContain("nvidia-h100-sxm");
  });
});

describe("restriction lists", () => {
  it("know at each date who is listed and who was removed", async () => {
    const megvii = async (day: string) =>
      (await rows(`/listings.csv?as_of=${day}&list=dod-1260h`)).find((row) => row["company_id"] === "megvii");
    expect(await megvii("2024-01-30")).toBeUndefined();
    expect(await megvii("2025-01-06")).toMatchObject({ status: "listed", removed_on: "" });
    expect(await megvii("2025-01-07")).toMatchObject({ status: "removed", removed_on: "2025-01-07" });
  });

  it("narrow by status, list and country", async () => {
    const all = await rows("/listings.csv");
    const removed = await rows("/listings.csv?status=removed");
    const listed = await rows("/listings.csv?status=listed");
    expect(removed.map(({ company_id }) => company_id).sort()).toEqual(["alibaba", "baidu", "byd", "megvii"]);
    expect(listed.length + removed.length).toBe(all.length);
    const chinese = await rows("/listings.csv?list=cn-unreliable-entity&country=US");
    expect(chinese.every(({ list, country }) => list === "cn-unreliable-entity" && country === "US")).toBe(true);
  });

  it("say that a first day is not known instead of inventing one", async () => {
    const huawei = (await rows("/listings.csv?list=dod-1260h&q=huawei"))[0];
    expect(huawei?.["listed_on"]).toBe("");
    expect(huawei?.["counts_from"]).not.toBe("");
    expect(await page("/listings?q=huawei")).toContain("first day not known");
  });
});

describe("a company's profile", () => {
  it("says what compute it holds, on which evidence, and of each row whether it counts", async () => {
    const html = await page("/companies/microsoft?as_of=2025-12-31");
    expect(html).toMatch(/Compute held<\/span> <span class="card-value">3\.18m<\/span>/);
    expect(html).toContain("H100-equivalents of 2.28m chips; confirmed only: 14.4k; reported or better: 108k");
    expect(html).toContain("not counted: Contained in another count of such chips");
  });

  it("counts Anthropic’s chips once, with Amazon, who runs them", async () => {
    expect(await page("/companies/anthropic")).not.toContain("Compute held");
    expect(await page("/companies/anthropic")).toContain("Chips that their vendor runs itself");
  });

  it("never shows chips of unknown worth as none", async () => {
    const html = await page("/companies/china-unicom");
    expect(html).toMatch(/Compute held<\/span> <span class="card-value">not known<\/span>/);
    expect(html).toContain("16.4k chips not reckoned");
  });

  it("tells each list with its date, its removal and its source", async () => {
    const html = await page("/companies/megvii");
    expect(html).toContain("removed 7 Jan 2025");
    expect(html).toContain("still listed");
    expect(await page("/companies/megvii?as_of=2025-01-06")).not.toContain("removed 7 Jan 2025");
  });
});
