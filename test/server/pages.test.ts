import request from "supertest";
import { describe, expect, it } from "vitest";
import { chartsOf, expectErrorPage, expectProblem, formsOf, type Query, type Stop, walkPages } from "./walk.js";

/** Filters that say how the same rows are told, which cannot be done in two ways at once. */
const oneAtATime: ReadonlySet<string> = new Set(["period", "money"]);

const { app, stops, get } = await walkPages();

/** The number of rows that a page prints over its table; the dictionary's stands in a sentence. */
function printedCount(html: string): number {
  const [, digits = ""] =
    /<p class="count">(?:No |)([\d,]+) |Data dictionary, ([\d,]+) /.exec(html)?.filter(Boolean) ?? [];
  return Number(digits.replaceAll(",", ""));
}

const views: readonly [string, Query][] = [
  ["today", {}],
  ["a day in the midst", { as_of: "2024-02-21" }],
  ["a month", { as_of: "2023-11" }],
  ["two other countries", { a: "FR", b: "JP" }],
  ["a country that has hardly anything", { a: "US", b: "SG", as_of: "2021" }],
  ["the strictest evidence", { confidence: "confirmed" }],
  ["a day before everything", { as_of: "1950" }],
];

it("the main pages are all there", () => {
  expect(stops.map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      "/",
      "/companies",
      "/companies/:id",
      "/funding",
      "/chips",
      "/chips/check",
      "/chips/:id",
      "/rules",
      "/rules/:id",
      "/rulings",
      "/dependencies",
      "/models",
      "/models/:id",
      "/timeline",
      "/changes",
      "/then-and-now",
      "/sources",
      "/sources/:id",
      "/search",
      "/data",
    ]),
  );
});

describe.each(stops.map((stop): [string, Stop] => [stop.path, stop]))("%s", (_path, stop) => {
  it.each(formsOf(stop).map(({ address, type }): [string, string] => [address, type]))(
    "%s answers as %s, says so to HEAD, and 304 to who has it",
    async (address, type) => {
      const full = await get(address);
      expect(full.status, full.text).toBe(200);
      expect(full.headers["content-type"]).toBe(type);
      expect(full.headers["cache-control"]).toBe("no-cache");
      expect(full.headers["vary"]).toContain("Accept-Encoding");
      const etag = full.headers["etag"] ?? "";
      expect(etag).toMatch(/^"[\w-]+"$/);

      const head = await request(app).head(address).set("Accept", "*/*").set("Accept-Encoding", "gzip");
      expect(head.status).toBe(200);
      expect(head.text ?? "").toBe("");
      for (const name of ["content-type", "etag", "content-disposition", "x-row-count", "content-length"]) {
        expect(head.headers[name], name).toBe(full.headers[name]);
      }

      const again = await request(app).get(address).set("If-None-Match", etag);
      expect(again.status).toBe(304);
      expect(again.text).toBe("");
      expect(again.headers["etag"]).toBe(etag);
      const other = await request(app).get(address).set("If-None-Match", '"something-else"');
      expect(other.status).toBe(200);
    },
  );

  it("refuses an unknown parameter in every form and lists what is accepted", async () => {
    for (const { address } of formsOf(stop)) {
      const [fault] = expectProblem(await get(address, { colour: "red" }), 400);
      expect(fault?.parameter).toBe("colour");
      expect(fault?.detail).toMatch(/^"colour" is no parameter of this page; it takes as_of, a, b, confidence/);
    }
  });

  it("refuses a malformed date in every form, as a page to people and as problem+json to programs", async () => {
    for (const { address, type } of formsOf(stop)) {
      const [fault] = expectProblem(await get(address, { as_of: "2023-13" }), 400);
      expect(fault?.detail).toBe('as_of "2023-13" is not a date; write 2023, 2023-11 or 2023-11-05.');
      const shown = await get(address, { as_of: "2023-13" }, "text/html,*/*;q=0.8");
      if (type.startsWith("text/html")) expect(expectErrorPage(shown, 400)).toContain("is not a date; write 2023");
      // A browser that follows a download's link shows no page for it: the form decides.
      else expect(shown.status).toBe(400);
    }
  });

  it("refuses countries, evidence, order and page that are none", async () => {
    for (const query of ["a=XX", "b=cn", "a=US&b=US", "confidence=sure", "a=FR&a=JP"]) {
      expect(expectProblem(await get(stop.at, query), 400), query).toHaveLength(1);
    }
    for (const query of ["sort=nothing", "page=0"]) expectProblem(await get(stop.at, query), 400);
  });

  it("shows how its view was cut, and keeps it in every link", async () => {
    const query = { as_of: "2024-02-21", confidence: "reported", b: "JP" };
    const page = await get(stop.at, query);
    if (page.status === 404 && stop.ofOne) return;
    expect(page.text).toContain("What had happened by 21 Feb 2024, reported or better, as recorded on ");
    const links = [...page.text.matchAll(/href="(\/[^"#]*)/g)].map(([, href]) => (href ?? "").replaceAll("&amp;", "&"));
    // Whole tables and files are of no view.
    const inner = links.filter((href) => !/^\/assets\/|^\/data\/\w+\.(csv|json|zip|sqlite)/.test(href));
    expect(inner.length).toBeGreaterThan(10);
    const without = inner.filter((href) => {
      const given = new URL(href, "http://here").searchParams;
      return given.get("as_of") !== "2024-02-21" || given.get("confidence") !== "reported" || given.get("b") !== "JP";
    });
    expect([...new Set(without)]).toEqual([]);
    // Those to the page itself at another day keep the rest.
    const toDays = [...page.text.matchAll(/href="(\?[^"]*)/g)].map(([, href = ""]) => href.replaceAll("&amp;", "&"));
    expect(toDays.length).toBeGreaterThan(2);
    for (const href of toDays) {
      const given = new URLSearchParams(href);
      expect([given.get("confidence"), given.get("b")], href).toEqual(["reported", "JP"]);
    }
  });

  it.each(views)(
    "answers for %s in every form, with pictures drawn and the same count everywhere",
    async (_name, view) => {
      const query = { ...view, ...stop.asks };
      const page = await get(stop.at, query);
      if (stop.ofOne && page.status === 404) {
        for (const { address } of formsOf(stop).filter(({ type }) => !type.startsWith("text/css"))) {
          expectProblem(await get(address, query), 404);
        }
        return;
      }
      expect(page.status, page.text.slice(0, 2000)).toBe(200);
      expect(page.text).not.toMatch(/\bNaN\b|\bundefined\b|\[object Object\]|\bInfinity\b/);
      if (stop.charts.length > 0) expect(page.text).toMatch(/<svg [^>]*role="img"/);

      if (stop.hasTable) {
        const csv = await get(`${stop.rowsAt}.csv`, query);
        const json = await get(`${stop.rowsAt}.json`, query);
        expect(csv.status).toBe(200);
        const { count, rows } = JSON.parse(json.text) as { count: number; rows: unknown[] };
        expect(rows).toHaveLength(count);
        expect(csv.headers["x-row-count"]).toBe(String(count));
        expect(json.headers["x-row-count"]).toBe(String(count));
        // The overview's rows are its headline figures, which it prints in a form of their own.
        if (stop.path !== "/") expect(printedCount(page.text)).toBe(count);
      }
      for (const { address } of chartsOf(stop).filter(({ address }) => address.endsWith(".svg"))) {
        const picture = await get(address, query);
        expect(picture.status, address).toBe(200);
        const svg = picture.body.toString();
        expect(svg, address).toMatch(/^<svg [^>]*viewBox="0 0 \d+ \d+"/);
        expect(svg, address).not.toMatch(/NaN|undefined|Infinity|\sstyle=/);
      }
    },
  );

  if (stop.hasTable) {
    it("is sorted by each of its columns as asked, unknown last, either way", async () => {
      const { rows: all } = JSON.parse((await get(`${stop.rowsAt}.json`, stop.asks)).text) as { rows: Row[] };
      for (const column of Object.keys(all[0] ?? {})) {
        for (const sort of [column, `-${column}`]) {
          const { rows } = JSON.parse((await get(`${stop.rowsAt}.json`, { ...stop.asks, sort })).text) as {
            rows: Row[];
          };
          expect(rows, sort).toHaveLength(all.length);
          const values = rows.map((row) => row[column] ?? null);
          const known = values.filter((value) => value !== null);
          expect(values.slice(0, known.length), `${sort}: unknown last`).toEqual(known);
          const wrong = known.findIndex(
            (value, at) => at > 0 && compare(known[at - 1] ?? "", value) * (sort === column ? 1 : -1) > 0,
          );
          expect(wrong, `${sort}: ${String(known[wrong - 1])} stands before ${String(known[wrong])}`).toBe(-1);
        }
      }
    });

    it("narrows page and rows alike by each filter that its form offers", async () => {
      const page = await get(stop.at);
      const form = /<form class="fields"[^>]*>(?:(?!<\/form>)[\s\S])*?>Filter<\/button>/.exec(page.text)?.[0] ?? "";
      for (const [, name = "", choices = ""] of form.matchAll(/<select name="(\w+)">([\s\S]*?)<\/select>/g)) {
        const values = [...choices.matchAll(/<option value="([^"]*)"/g)].flatMap(([, value]) => value || []);
        expect(values.length, name).toBeGreaterThan(0);
        const several = oneAtATime.has(name) ? [] : [values.slice(0, 2).join(",")];
        for (const value of [values[0] ?? "", values.at(-1) ?? "", ...several]) {
          const narrowed = await get(stop.at, { [name]: value });
          expect(narrowed.status, `${name}=${value}`).toBe(200);
          const csv = await get(`${stop.rowsAt}.csv`, { [name]: value });
          expect(printedCount(narrowed.text), `${name}=${value}`).toBe(Number(csv.headers["x-row-count"]));
        }
      }
      if (form.includes('name="q"')) {
        const nothing = await get(stop.at, { q: "zzz % _ ' \" \\ 零" });
        expect(nothing.status).toBe(200);
        expect(printedCount(nothing.text)).toBe(0);
      }
    });
  }
});

it("a finding about filtered rows says to what they were narrowed, on the page and in the picture", async () => {
  const finding = "Narrowed to country China; stage Debt. ";
  const query = "country=CN&stage=debt";
  expect((await get("/funding", query)).text).toContain(`<h2>${finding}`);
  expect((await get("/funding/charts/cumulative.svg", query)).body.toString()).toContain(`>${finding}`);
  expect((await get("/funding")).text).not.toContain("Narrowed to");
});

it("a cell that does not explain itself carries its column's title, for rows that stand as cards on a phone", async () => {
  const html = (await get("/chips", "q=H100+SXM")).text;
  const [, row = ""] =
    /<table class="stack">[\s\S]*<tbody>\s*<tr>([\s\S]*?)<\/tr>/.exec(html.split('id="rows"')[1] ?? "") ?? [];
  expect(row).toContain('data-label="Memory bandwidth, GB/s"');
  expect(row).toContain('data-label="Released"');
  // The name of the chip comes first, its vendor is a link, its country a country.
  expect(row).not.toMatch(/data-label="(Chip|Vendor|Country)"/);
});

describe("a chart", () => {
  const [stop] = stops.filter(({ charts }) => charts.length > 0);
  const chart = `${stop?.chartsAt}/${stop?.charts[0]}`;

  it("takes a width and a PNG a scale, inside bounds", async () => {
    const narrow = (await get(`${chart}.svg`, { width: "320" })).body.toString();
    expect(narrow).toMatch(/^<svg [^>]*viewBox="0 0 320 /);
    for (const query of ["width=319", "width=2401", "width=wide", "scale=2"])
      expectProblem(await get(`${chart}.svg`, query), 400);
    expectProblem(await get(`${chart}.png`, "scale=5"), 400);
    expectProblem(await get(`${chart}.csv`, "width=640"), 400);
  });

  it("comes as what is asked for or not at all", async () => {
    expectProblem(await get(`${chart}.gif`), 404);
    expectProblem(await get(`${chart}.constructor`), 404);
    expectProblem(await get(`${stop?.chartsAt}/constructor.svg`), 404);
    expectProblem(await get(`${stop?.chartsAt}/nothing.svg`), 404);
  });

  it("says in itself what it shows, by which view, from whom", async () => {
    const svg = (await get(`${chart}.svg`, { as_of: "2024-02-21" })).body.toString();
    expect(svg).toContain("<title");
    expect(svg).toContain("<desc");
    expect(svg.replace(/<\/text>\s*<text[^>]*>/g, " ")).toContain("What had happened by 21 Feb 2024");
    expect(svg).toContain("CC BY 4.0");
  });

  it("is a picture as PNG, of twice its width unless a scale is asked for", async () => {
    const png = (await get(`${chart}.png`, { width: "640" })).body as Buffer;
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(png.readUInt32BE(16)).toBe(1280);
    expect(((await get(`${chart}.png`, { width: "640", scale: "1" })).body as Buffer).readUInt32BE(16)).toBe(640);
  });
});

type Row = Readonly<Record<string, string | number | boolean | null>>;

function compare(one: string | number | boolean, other: string | number | boolean): number {
  if (typeof one === "string" && typeof other === "string") return Buffer.compare(Buffer.from(one), Buffer.from(other));
  return Number(one) - Number(other);
}
