import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import request, { type Response } from "supertest";
import { describe, expect, it } from "vitest";
import { restore } from "../../db/csv.js";
import { type TableName, tableNames, tableOf } from "../../db/tables.js";
import { places } from "../../server/places.js";
import { appOf, openFreshShippedStore } from "../fixture.js";
import { walkPages } from "./walk.js";

const { stops, get } = await walkPages();

const tables = tableNames.map((table) => `/data/${table}.csv`);
const ofPages = stops.flatMap((stop) => [
  ...(stop.hasTable ? [`${stop.rowsAt}.csv`] : []),
  ...stop.charts.map((chart) => `${stop.chartsAt}/${chart}.csv`),
]);

const sent = new Map<string, Promise<Response>>();

/** The file at an address, asked for once. */
function file(address: string): Promise<Response> {
  const known = sent.get(address);
  if (known) return known;
  const fresh = get(address);
  sent.set(address, fresh);
  return fresh;
}

/** Records of a CSV text, read by a parser that is not our own and forgives nothing. */
function records(text: string): string[][] {
  return parse(text, { record_delimiter: "\r\n", relax_column_count: false }) as string[][];
}

describe.each([...ofPages, ...tables])("%s", (address) => {
  it("is RFC 4180 in UTF-8 with a header and as many rows as its header field says", async () => {
    const response = await file(address);
    expect(response.status).toBe(200);
    expect(response.headers["content-type"]).toBe("text/csv; charset=utf-8; header=present");
    const text = response.text;
    expect(text.startsWith("\ufeff")).toBe(false);
    expect(text.endsWith("\r\n")).toBe(true);
    // Outside quotes a line ends with both characters or not at all.
    expect(text.replace(/"(?:[^"]|"")*"/g, "").replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);

    const [header = [], ...rows] = records(text);
    expect(header.filter((name) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name))).toEqual([]);
    expect(new Set(header).size).toBe(header.length);
    expect(response.headers["x-row-count"]).toBe(String(rows.length));
  });

  it("begins no cell as a formula", async () => {
    const [, ...rows] = records((await file(address)).text);
    const formulas = rows
      .flat()
      .filter((cell) => /^[=+\-@\t\r]/.test(cell) && !/^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(cell));
    expect(formulas).toEqual([]);
  });

  it("has a file name that says what and when", async () => {
    expect((await file(address)).headers["content-disposition"]).toMatch(
      /^attachment; filename="parallax-[a-z0-9_]+(-[a-z0-9]+)*-\d{4}-\d{2}-\d{2}\.csv"$/,
    );
  });

  it("begins with the mark that spreadsheets need when asked for it, and is the same otherwise", async () => {
    const [bare, marked] = [await file(address), await get(address, { bom: "1" })];
    expect(marked.text).toBe(`\ufeff${bare.text}`);
    expect(marked.headers["etag"]).not.toBe(bare.headers["etag"]);
  });
});

describe.each(ofPages.filter((address) => !address.includes("/charts/")))("the rows of %s", (address) => {
  it("are those of the JSON, name for name and value for value", async () => {
    const [header = [], ...rows] = records((await file(address)).text);
    const json = await get(address.replace(/csv$/, "json"));
    const objects = (JSON.parse(json.text) as { rows: Record<string, unknown>[] }).rows;
    expect(rows).toHaveLength(objects.length);
    objects.forEach((object, at) => {
      expect(Object.keys(object)).toEqual(header);
      const written = Object.values(object).map((value) => (value === null ? "" : String(value)));
      expect(rows[at]?.map(restore)).toEqual(written);
    });
  });

  it("lead to their source", async () => {
    const [header = [], ...rows] = records((await file(address)).text);
    const [id, url] = [header.indexOf("source_id"), header.indexOf("source_url")];
    if (id < 0 && url < 0) return;
    expect(url, "source_url stands beside source_id").toBe(id + 1);
    for (const row of rows) if (row[id] !== "") expect(row[url]).toMatch(/^https?:\/\/\S+$/);
  });
});

describe.each(tableNames)("/data/%s.csv", (name) => {
  it("has the registry's columns in the registry's order, and the shipped file's rows", async () => {
    const [header, ...rows] = records((await file(`/data/${name}.csv`)).text);
    expect(header).toEqual(Object.keys(tableOf(name).columns));
    const shipped = table(name);
    expect(rows).toHaveLength(shipped.length);
    const key = tableOf(name).key.map((column) => header?.indexOf(column) ?? -1);
    const keyOf = (row: readonly string[]) => key.map((at) => row[at]).join("/");
    const given = new Map(rows.map((row) => [keyOf(row), row]));
    for (const row of shipped) {
      const cells = Object.keys(tableOf(name).columns).map((column) => row[column] ?? "");
      expect(given.get(keyOf(cells))?.map(comparable)).toEqual(cells.map(comparable));
    }
  });
});

describe("/funding.csv?as_of=2024-02-21&country=CN", () => {
  const address = "/funding.csv?as_of=2024-02-21&country=CN";

  it("gives exactly the Chinese rounds that had happened by then", async () => {
    const companies = new Map(table("companies").map((row) => [row["id"], row]));
    const sources = new Map(table("sources").map((row) => [row["id"], row]));
    // ISO dates compare as text, and a reduced one stands before the days it may mean.
    const expected = table("funding_rounds").filter(
      (round) =>
        companies.get(round["company_id"])?.["country"] === "CN" && (round["announced_on"] ?? "") <= "2024-02-21",
    );
    expect(expected).toHaveLength(70);

    const response = await get(address);
    const [header = [], ...rows] = records(response.text);
    expect(header).toEqual([
      "id",
      "company_id",
      "company_name",
      "country",
      "announced_on",
      "stage",
      "amount_usd",
      "amount_original",
      "currency",
      "usd_per_unit",
      "rate_for",
      "rate_basis",
      "post_money_usd",
      "confidence",
      "source_id",
      "source_url",
      "note",
    ]);
    const given = new Map(
      rows.map((row) => [row[0], Object.fromEntries(header.map((name, at) => [name, row[at] ?? ""]))]),
    );
    expect(given.size).toBe(70);
    for (const round of expected) {
      const row = given.get(round["id"]);
      for (const [column, value] of Object.entries(round))
        expect(comparable(row?.[column] ?? "?")).toBe(comparable(value));
      expect(row?.["company_name"]).toBe(companies.get(round["company_id"])?.["name"]);
      expect(row?.["country"]).toBe("CN");
      expect(row?.["source_url"]).toBe(sources.get(round["source_id"])?.["url"]);
    }
    const days = rows.map((row) => row[header.indexOf("announced_on")] ?? "");
    expect(days).toEqual([...days].sort().reverse());
    expect(response.headers["x-row-count"]).toBe("70");
    expect(response.headers["content-disposition"]).toBe(
      'attachment; filename="parallax-funding-country-cn-2024-02-21.csv"',
    );
  });

  it("is what the page of the same address counts, lists and links to", async () => {
    const page = await get(address.replace(".csv", ""));
    expect(page.text).toContain('<p class="count">70 funding rounds</p>');
    const body = page.text.slice(page.text.indexOf('id="rows"'));
    expect(body.slice(body.indexOf("<tbody>"), body.indexOf("</tbody>")).split("<tr>").length - 1).toBe(70);
    expect(page.text.replaceAll("&amp;", "&")).toContain('href="/funding.csv?as_of=2024-02-21&country=CN&bom=1"');
  });
});

describe("text that a spreadsheet would run", () => {
  it("is neutralised in CSV alone, and restored by our own reader", async () => {
    const store = await openFreshShippedStore();
    const name = '=HYPERLINK("http://example.com","01.AI")';
    await store.db.updateTable("companies").set({ name }).where("id", "=", "01-ai").execute();
    const app = appOf(store);
    const chinese = { q: "零一万物" };
    const csv = await request(app).get("/funding.csv").query(chinese);
    const [header = [], row = []] = records(csv.text);
    const cell = row[header.indexOf("company_name")] ?? "";
    expect(cell).toBe(`'${name}`);
    expect(restore(cell)).toBe(name);
    const json = await request(app).get("/funding.json").query(chinese);
    expect((JSON.parse(json.text) as { rows: { company_name: string }[] }).rows[0]?.company_name).toBe(name);
    const page = await request(app).get("/funding").query(chinese);
    expect(page.text).toContain("=HYPERLINK(&#34;http://example.com&#34;,&#34;01.AI&#34;)");
    await store.close();
  });
});

/** A shipped table, read without our own reader. */
function table(name: TableName): Record<string, string>[] {
  return parse(readFileSync(join(places.dataset, `${name}.csv`)), { columns: true });
}

/** Numbers may be written in more than one way, and our own writer marks formulas. */
function comparable(cell: string): string {
  return cell !== "" && /^-?[\d.]+(e[+-]?\d+)?$/i.test(cell) ? String(Number(cell)) : restore(cell);
}
