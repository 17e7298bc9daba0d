import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { parseHTML } from "linkedom";
import request from "supertest";
import { describe, expect, it } from "vitest";
import { places } from "../../../server/places.js";
import { appOf, openShippedStore, testDay } from "../../fixture.js";

const app = appOf(await openShippedStore());
type Record_ = Readonly<Record<string, string>>;

async function csv(query: Readonly<Record<string, string>> = {}, chart = "shares"): Promise<readonly Record_[]> {
  const response = await request(app).get(`/dependencies/charts/${chart}.csv`).query(query);
  expect(response.status).toBe(200);
  return parse(response.text, { columns: true }) as Record_[];
}

async function page(query: Readonly<Record<string, string>> = {}) {
  const response = await request(app).get("/dependencies").query(query);
  expect(response.status).toBe(200);
  return parseHTML(response.text).document;
}

/** A row of the cube as `resting/models`. */
function counts(rows: readonly Record_[], of: Record_): string | undefined {
  const row = rows.find((one) => Object.entries(of).every(([name, value]) => one[name] === value));
  return row && `${row["resting"]}/${row["models"]}`;
}

/**
 * The shares once more, by nothing but loops over the shipped files: no module of the house is asked but for the folder.
 */
function byPlainLoop(own: string, on: string, year: string): string {
  const read = (table: string) =>
    parse(readFileSync(join(places.dataset, `${table}.csv`)), { columns: true }) as Record_[];
  const country: Record<string, string> = {};
  for (const company of read("companies")) country[company["id"] ?? ""] = company["country"] ?? "";
  const models: Record<string, Record_> = {};
  for (const model of read("models")) {
    if ((model["released_on"] ?? "") <= testDay) models[model["id"] ?? ""] = model;
  }
  const kinds = ["weights", "architecture", "distillation", "synthetic-data", "tokenizer", "code"];
  const bases: Record<string, string[]> = {};
  for (const row of read("dependencies")) {
    const { dependent_id: from = "", dependency_id: to = "", kind = "", since_on: since = "" } = row;
    if (!models[from] || !models[to] || !kinds.includes(kind) || since > testDay) continue;
    bases[from] = [...(bases[from] ?? []), to];
  }
  let [counted, resting] = [0, 0];
  for (const [id, model] of Object.entries(models)) {
    if (country[model["company_id"] ?? ""] !== own || model["released_on"]?.slice(0, 4) !== year) continue;
    if (model["openness"] !== "open-weights" && model["openness"] !== "open-source") continue;
    if (model["inclusion"] !== "notable" && model["inclusion"] !== "followed") continue;
    counted++;
    const reached = [...(bases[id] ?? [])];
    for (let at = 0; at < reached.length; at++) {
      for (const base of bases[reached[at] ?? ""] ?? []) if (!reached.includes(base)) reached.push(base);
    }
    if (reached.some((base) => base !== id && country[models[base]?.["company_id"] ?? ""] === on)) resting++;
  }
  return `${resting}/${counted}`;
}

describe("the shares over the shipped facts", () => {
  it.each([
    ["US", "CN", "2023"],
    ["CN", "US", "2023"],
    ["US", "CN", testDay.slice(0, 4)],
    ["CN", "US", testDay.slice(0, 4)],
  ])("of %s on %s in %s are what a plain loop over the files gives", async (side, on_side, period) => {
    const of = { period, side, on_side, kind: "all-lineage", reach: "any", evidence: "all" };
    expect(counts(await csv(), of)).toBe(byPlainLoop(side, on_side, period));
  });

  it("are a cube: for each year and direction every kind, both reaches, three levels of evidence", async () => {
    const rows = await csv();
    const values = (name: string) => new Set(rows.map((row) => row[name]));
    const lengths = ["period", "kind", "reach", "evidence"].map((name) => values(name).size);
    expect(rows).toHaveLength(lengths.reduce((product, one) => product * one, 2));
    expect(values("kind")).toContain("weights");
    expect(values("kind")).toContain("library");
    expect([...values("evidence")]).toEqual(["confirmed", "reported", "all"]);
    expect([...values("period")].at(-1)).toBe("2026");
    for (const row of rows) {
      const few = Number(row["models"]) < 10;
      expect(row["share"] === "").toBe(few);
      if (!few) expect(Number(row["share"])).toBeCloseTo(Number(row["resting"]) / Number(row["models"]), 3);
    }
  });

  it("never shrink with weaker evidence or a longer reach", async () => {
    const rows = await csv();
    const key = ({ period, side, kind, reach, evidence }: Record_) => `${period} ${side} ${kind} ${reach} ${evidence}`;
    const resting = new Map(rows.map((row) => [key(row), Number(row["resting"])]));
    for (const row of rows) {
      const at = (change: Record_) => resting.get(key({ ...row, ...change })) ?? Number.NaN;
      expect(at({ evidence: "confirmed" })).toBeLessThanOrEqual(at({ evidence: "reported" }));
      expect(at({ evidence: "reported" })).toBeLessThanOrEqual(at({ evidence: "all" }));
      expect(at({ reach: "direct" })).toBeLessThanOrEqual(at({ reach: "any" }));
    }
  });

  it("follow the view's sides and day", async () => {
    const rows = await csv({ a: "FR", b: "US", as_of: "2024" });
    expect(new Set(rows.map(({ side }) => side))).toEqual(new Set(["FR", "US"]));
    expect(rows.at(-1)?.["period"]).toBe("2024");
  });

  it("count models recorded for what they rest on only when asked", async () => {
    const of = { period: "2023", side: "CN", kind: "all-lineage", reach: "any", evidence: "all" };
    const [without, withThem] = [await csv(), await csv({ inclusion: "lineage" })].map((rows) => counts(rows, of));
    expect(Number(withThem?.split("/")[1])).toBeGreaterThan(Number(without?.split("/")[1]));
  });

  it("add a choice of several kinds to the cube", async () => {
    expect(new Set((await csv({ kind: "weights,code" })).map(({ kind }) => kind))).toContain("weights+code");
  });
});

describe("the page", () => {
  it("draws the chosen kind and reach, and says so", async () => {
    const document = await page({ kind: "weights", reach: "direct" });
    expect(document.querySelector("#shares h2")?.textContent).toMatch(
      /^Narrowed to kind weights; reach direct only\. In /,
    );
    expect(document.querySelector("#shares .unit")?.textContent).toContain("directly by weights");
  });

  it("ends every chain at its root, whatever the reach", async () => {
    const title = (query: Readonly<Record<string, string>>) =>
      page(query).then((document) => document.querySelector("#roots h2")?.textContent);
    expect(await title({ reach: "direct" })).toBe(await title({}));
  });

  it("leaves the search for rows out of what shares say, and the reach out of what the graph says", async () => {
    const document = await page({ q: "Qwen", reach: "direct" });
    expect(document.querySelector("#shares h2")?.textContent).not.toContain("Qwen");
    expect(document.querySelector("#lineage h2")?.textContent).toMatch(/^Narrowed to search “Qwen”\. /);
  });

  it("has a matrix of sides for each kind with any edge, whose first is the whole lineage", async () => {
    const tables = [...(await page()).querySelectorAll(".matrix")];
    expect(tables[0]?.querySelector("caption")?.textContent).toBe("lineage, all kinds");
    for (const table of tables) {
      expect(table.querySelectorAll("tbody tr")).toHaveLength(3);
      expect(table.querySelectorAll("tbody td")).toHaveLength(9);
    }
  });

  it("leads from each root to the rows that name it, with their sources", async () => {
    const links = [...(await page()).querySelectorAll(".beneath a")];
    expect(links).toHaveLength(15);
    const [path = "", query = ""] = (links[0]?.getAttribute("href") ?? "").replace("#rows", "").split("?");
    const response = await request(app).get(`${path}.csv?${query}`);
    const rows = parse(response.text, { columns: true }) as Record_[];
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row["source_url"]).toMatch(/^http/);
  });

  it("stands where nothing had happened yet", async () => {
    const document = await page({ as_of: "2015" });
    expect(document.querySelector("#shares h2")?.textContent).toBe(
      "No open models of the United States or China are counted by 31 Dec 2015",
    );
    expect(document.querySelectorAll(".matrix")).toHaveLength(0);
  });

  it.each([
    ["reach", "far", "any, direct"],
    ["inclusion", "all", "lineage"],
    ["kind", "spirit", "weights"],
  ])("refuses %s %s and names what it takes", async (name, value, accepted) => {
    for (const path of ["/dependencies", "/dependencies/charts/shares.csv", "/dependencies/charts/flow.svg"]) {
      const response = await request(app)
        .get(path)
        .query({ [name]: value })
        .set("Accept", "application/json");
      expect(response.status).toBe(400);
      expect(JSON.stringify(response.body)).toContain(accepted);
    }
  });
});
