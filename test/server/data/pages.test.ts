import { parse } from "csv-parse/sync";
import request from "supertest";
import { describe, expect, it } from "vitest";
import { countFacts } from "../../../db/load.js";
import { tableNames, tableOf } from "../../../db/tables.js";
import { appOf, openShippedStore } from "../../fixture.js";

const store = await openShippedStore();
const app = appOf(store);
const page = async (query = "") => (await request(app).get(`/data${query}`)).text;

/** The text of a page, without its marks. */
const plain = (html: string) =>
  html
    .replace(/<[^>]+>/g, " ")
    .replaceAll("&#34;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ");

/** The part of the page that describes one table. */
function sectionOf(html: string, table: string): string {
  const from = html.indexOf(`<section id="${table}"`);
  expect(from, table).toBeGreaterThan(0);
  return html.slice(from, html.indexOf("</section>", from));
}

describe("/data", () => {
  it("describes every column of every table in the registry's words", async () => {
    const html = await page();
    for (const name of tableNames) {
      const section = plain(sectionOf(html, name));
      const { title, columns } = tableOf(name);
      expect(section).toContain(title);
      for (const [column, { description, unit, oneOf = [] }] of Object.entries(columns)) {
        const words = plain(description.replaceAll("`", " "));
        expect(section, `${name}.${column}`).toContain(column);
        expect(section, `${name}.${column}`).toContain(words.trim());
        if (unit) expect(section).toContain(unit);
        for (const value of oneOf) expect(section).toContain(value);
      }
    }
  });

  it("counts the rows as recorded and those of the view", async () => {
    const { byTable } = await countFacts(store.db);
    const [rounds, events] = [byTable.funding_rounds, byTable.events];
    expect(plain(sectionOf(await page(), "funding_rounds"))).toContain(` ${rounds} rows. `);
    const cut = await page("?as_of=2024-02-21&confidence=confirmed");
    expect(plain(sectionOf(cut, "funding_rounds"))).toMatch(
      new RegExp(` ${rounds} rows, [0-9]+ of them in this view. `),
    );
    const empty = await page("?as_of=1950");
    expect(plain(sectionOf(empty, "events"))).toContain(` ${events} rows, 0 of them in this view. `);
  });

  it("leads to every file, whole and as the view cuts it", async () => {
    const html = await page("?as_of=2024-02-21&confidence=confirmed");
    const files = ["parallax.zip", "parallax.sqlite", "datapackage.json"].map((name) => `/data/${name}`);
    const ofTables = tableNames.flatMap((name) => [
      `/data/${name}.csv?bom=1`,
      `/data/${name}.json`,
      `/data/${name}.csv?as_of=2024-02-21&amp;confidence=confirmed&amp;bom=1`,
    ]);
    for (const href of [...files, ...ofTables]) expect(html).toContain(`href="${href}"`);
  });

  it("tells how rows are dated, how files are written, what metrics mean, and the licence", async () => {
    const text = plain(await page());
    for (const words of [
      "A row counts from announced_on .",
      "take one apostrophe away",
      "An empty cell means unknown, never zero",
      "confirmed by a primary document",
      "Total processing performance",
      "A missing metric makes its comparison undetermined",
      "CC BY 4.0",
    ])
      expect(text).toContain(words);
  });
});

describe("/data.csv and /data.json", () => {
  it("are the dictionary as rows, column for column", async () => {
    const response = await request(app).get("/data.csv");
    const rows = parse(response.text, { columns: true }) as Record<string, string>[];
    const columns = tableNames.flatMap((name) =>
      Object.keys(tableOf(name).columns).map((column) => `${name}.${column}`),
    );
    expect(rows.map((row) => `${row["table"]}.${row["column"]}`)).toEqual(columns);
    expect(response.headers["x-row-count"]).toBe(String(columns.length));
    expect(rows.find((row) => row["table"] === "funding_rounds" && row["column"] === "amount_usd")).toEqual({
      table: "funding_rounds",
      column: "amount_usd",
      type: "integer",
      unit: "USD",
      required: "false",
      title: "Amount",
      description: tableOf("funding_rounds").columns["amount_usd"]?.description,
      references: "",
      one_of: "",
    });
    const row = (table: string, column: string) =>
      rows.find((one) => one["table"] === table && one["column"] === column);
    expect(row("dependencies", "dependent_id")?.["references"]).toBe("models, software");
    expect(row("citations", "row_id")?.["references"]).toBe("the table that table names");
    expect(row("citations", "agrees")).toMatchObject({ required: "true", one_of: "yes, no" });

    const json = (await request(app).get("/data.json")).body as { count: number; rows: Record<string, unknown>[] };
    expect(json.count).toBe(columns.length);
    expect(json.rows[0]).toMatchObject({ table: "sources", column: "id", required: true, unit: null });
  });

  it("keep the registry's order among equals when sorted", async () => {
    const response = await request(app).get("/data.csv?sort=-required");
    const rows = parse(response.text, { columns: true }) as Record<string, string>[];
    const required = rows.filter((row) => row["required"] === "true");
    expect(rows.slice(0, required.length)).toEqual(required);
    expect(required[0]).toMatchObject({ table: "sources", column: "id" });
  });
});

describe("/data/METRICS.md", () => {
  it("is the document as shipped", async () => {
    const response = await request(app).get("/data/METRICS.md");
    expect(response.headers["content-type"]).toBe("text/markdown; charset=utf-8");
    expect(response.text).toMatch(/^# Metrics, operators and consequences/);
  });
});
