import { parse } from "csv-parse/sync";
import { parseHTML } from "linkedom";
import request from "supertest";
import { describe, expect, it } from "vitest";
import { walkPages } from "../walk.js";

const { app, stops, get } = await walkPages();

const pageAt = async (address: string) =>
  parseHTML((await request(app).get(address).set("Accept", "text/html").expect(200)).text).document;

const recordsAt = async (address: string) => {
  const [header = [], ...rows] = parse((await request(app).get(address).expect(200)).text) as string[][];
  return { header, rows };
};

/** How many rows the file of a page's view has. */
const countAt = async (href: string) => {
  const [path = "", query = ""] = href.replace(/#.*$/, "").split("?");
  return Number((await request(app).head(`${path}.csv?${query}`).expect(200)).headers["x-row-count"]);
};

const linksOf = (document: Document, label: string) => {
  const facet = [...document.querySelectorAll("#rows .facet")].find(
    (one) => one.querySelector("h3")?.textContent === label,
  );
  return [...(facet?.querySelectorAll("li a") ?? [])].map((link) => ({
    value: link.textContent,
    href: link.getAttribute("href") ?? "",
    count: Number(link.parentElement?.querySelector(".tally")?.textContent),
    chosen: link.hasAttribute("aria-current"),
  }));
};

const labelsOf = (document: Document) =>
  [...document.querySelectorAll("#rows .facet h3")].map(({ textContent }) => textContent ?? "");

const faceted = stops.filter(({ hasTable, ofOne }) => hasTable && !ofOne);

describe("the facets of a table", () => {
  it.each(faceted.map(({ at }) => at))("of %s count what each of their links leaves", async (at) => {
    const document = await pageAt(at);
    for (const label of labelsOf(document)) {
      const links = linksOf(document, label);
      // The commonest value and the rarest: what is between is counted in the same query.
      for (const link of new Set([links[0], links.at(-1)])) {
        if (link) expect(await countAt(link.href), `${label}: ${link.value}`).toBe(link.count);
      }
    }
  });

  it("stand on the pages of many rows", async () => {
    const without: string[] = [];
    for (const { at } of faceted) if (labelsOf(await pageAt(at)).length === 0) without.push(at);
    expect(without.filter((at) => ["/companies", "/funding", "/chips", "/models", "/timeline"].includes(at))).toEqual(
      [],
    );
  });

  it("take several values at once, each of which adds its rows, and let go of each", async () => {
    const first = linksOf(await pageAt("/companies"), "Country");
    const us = first.find(({ value }) => value === "United States");
    const cn = first.find(({ value }) => value === "China");
    const second = linksOf(await pageAt(us?.href ?? ""), "Country");
    const both = second.find(({ value }) => value === "China");
    expect(await countAt(both?.href ?? "")).toBe((us?.count ?? 0) + (cn?.count ?? 0));
    const third = await pageAt(both?.href ?? "");
    const chosen = linksOf(third, "Country").filter((link) => link.chosen);
    expect(chosen.map(({ value }) => value).sort()).toEqual(["China", "United States"]);
    expect(await countAt(chosen.find(({ value }) => value === "China")?.href ?? "")).toBe(us?.count);
    const tokens = [...third.querySelectorAll(".tokens a:not(.clear)")];
    expect(tokens.map(({ textContent }) => textContent?.trim())).toEqual([
      "Take away Country: China",
      "Take away Country: United States",
    ]);
    expect(await countAt(tokens[0]?.getAttribute("href") ?? "")).toBe(us?.count);
    expect(await countAt(third.querySelector(".tokens .clear")?.getAttribute("href") ?? "")).toBe(
      await countAt("/companies?"),
    );
  });

  it("count under the other filters: a kind beside a country", async () => {
    const document = await pageAt("/companies?country=CN&as_of=2024-02-21");
    const { header, rows } = await recordsAt("/companies.csv?country=CN&as_of=2024-02-21");
    const kinds = rows.map((row) => row[header.indexOf("kind")]);
    for (const { value, count } of linksOf(document, "Kind"))
      expect(count, `${value}`).toBe(kinds.filter((kind) => kind?.replaceAll("-", " ") === value).length);
    // The country's own values are counted as if none were chosen.
    expect(linksOf(document, "Country").length).toBeGreaterThan(2);
  });
});

describe("the columns of a table", () => {
  it("are those asked for, in that order, on the page and in its files, with key and source beside them", async () => {
    const query = "columns=amount_usd,company_name,post_money_usd";
    const heads = [...(await pageAt(`/funding?${query}`)).querySelectorAll("#rows thead th")];
    expect(heads.map(({ textContent }) => textContent?.replace(/\s+/g, " ").trim())).toEqual([
      "Amount USD",
      "Company",
      "Post-money valuation USD",
      "Source",
    ]);
    const names = ["id", "amount_usd", "company_name", "post_money_usd", "source_id", "source_url"];
    expect((await recordsAt(`/funding.csv?${query}`)).header).toEqual(names);
    const { rows } = JSON.parse((await get(`/funding.json?${query}`)).text) as { rows: Record<string, unknown>[] };
    expect(new Set(rows.map((row) => Object.keys(row).join()))).toEqual(new Set([names.join()]));
  });

  it("leave the same cells as the whole file, in the same order", async () => {
    const whole = await recordsAt("/companies.csv?sort=name");
    const chosen = await recordsAt("/companies.csv?sort=name&columns=founded_on,known_funding_usd");
    const places = chosen.header.map((name) => whole.header.indexOf(name));
    expect(chosen.rows).toEqual(whole.rows.map((row) => places.map((place) => row[place])));
  });

  it.each(faceted.map(({ at }) => at))("of %s can each be shown", async (at) => {
    const boxes = [...(await pageAt(at)).querySelectorAll<HTMLInputElement>(".columns input[type=checkbox]")];
    const names = boxes.map((box) => box.getAttribute("value") ?? "");
    const heads = (await pageAt(`${at}?columns=${names.join(",")}`)).querySelectorAll("#rows thead th");
    // Where the view has no rows there is no table to have heads.
    if (heads.length > 0) expect(heads.length).toBeGreaterThanOrEqual(names.length);
  });

  it("come from ticked boxes too, each a parameter of its own", async () => {
    const ticked = await recordsAt("/funding.csv?columns=stage&columns=amount_usd");
    expect(ticked.header).toEqual(["id", "stage", "amount_usd", "source_id", "source_url"]);
  });

  it("that do not exist are refused with those that do", async () => {
    const { status, body } = await request(app).get("/funding.csv?columns=stage,colour");
    expect(status).toBe(400);
    expect(body.detail).toContain("names no column of this table; take some of id, company_id");
  });
});

describe("the pages of a table", () => {
  it("hold every row once, however many rows are alike in what they are sorted by", async () => {
    const query = "sort=stage&columns=id,stage&per_page=25";
    const { rows } = await recordsAt("/funding.csv?sort=stage&columns=id,stage");
    const last = Math.ceil(rows.length / 25);
    const seen: string[] = [];
    for (let page = 1; page <= last; page += 1) {
      const cells = (await pageAt(`/funding?${query}&page=${page}`)).querySelectorAll("#rows tbody tr td:first-child");
      seen.push(...[...cells].map(({ textContent }) => textContent ?? ""));
    }
    expect(seen).toEqual(rows.map(([id]) => id));
  });

  it("lead to the first, the last and their neighbours, and keep order and columns", async () => {
    const document = await pageAt("/funding?sort=stage&columns=stage&per_page=25&page=6");
    const links = [...document.querySelectorAll(".pages a, .pages span:not(.hidden)")];
    const { rows } = await recordsAt("/funding.csv");
    const last = Math.ceil(rows.length / 25);
    expect(links.map(({ textContent }) => textContent?.trim())).toEqual([
      "Previous",
      "1",
      "…",
      "4",
      "5",
      "Page 6",
      "7",
      "8",
      "…",
      String(last),
      "Next",
    ]);
    const next = document.querySelector(".pages a[rel=next]")?.getAttribute("href") ?? "";
    expect(Object.fromEntries(new URLSearchParams(next.replace(/^.*\?|#.*$/g, "")))).toMatchObject({
      sort: "stage",
      columns: "stage",
      per_page: "25",
      page: "7",
    });
  });

  it("end where the rows end", async () => {
    const beyond = await request(app).get("/funding?page=999").set("Accept", "text/html");
    expect(beyond.status).toBe(404);
    expect(beyond.text).toContain("is beyond the last");
  });

  it("are as long as one of the offered lengths", async () => {
    const { status, body } = await request(app).get("/funding.csv?per_page=7");
    expect(status).toBe(400);
    expect(body.detail).toContain("must be one of 25, 50, 100, 250, 500");
  });
});
