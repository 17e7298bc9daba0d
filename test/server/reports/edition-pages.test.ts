import { createHash } from "node:crypto";
import { sql } from "kysely";
import request, { type Response } from "supertest";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Store } from "../../../db/store.js";
import type { App } from "../../../server/app.js";
import { createDraft } from "../../../server/reports/drafts.js";
import { checkSpec } from "../../../server/reports/spec.js";
import { appOf, openFreshShippedStore, testMoment } from "../../fixture.js";
import { expectErrorPage, expectProblem } from "../walk.js";
import { loadRounds, shipped } from "./stores.js";

/** What the product promises of a frozen report, by the way that a reader goes. */

const spec = checkSpec({
  title: "Money <and> models",
  authors: ["A. Analyst"],
  blocks: [
    { kind: "commentary", markdown: "China has raised {{funding.cn.total}}." },
    { kind: "section", section: "funding" },
  ],
});
const disclosed = "deepseek-2026-unspecified";

/** The known equity of Chinese companies by the shipped files, in billions of dollars with three figures. */
const countries = new Map(shipped.rows.companies.map(({ id, country }) => [id, country]));
const notEquity = ["debt", "secondary", "ipo"];
const chinese = shipped.rows.funding_rounds
  .filter(({ company_id, stage }) => countries.get(company_id) === "CN" && !notEquity.includes(stage))
  .reduce((sum, { amount_usd }) => sum + (amount_usd ?? 0), 0);
const billions = (amount: number) => `$${Number((amount / 1e9).toPrecision(3))}bn`;
const [before, after] = [billions(chinese), billions(chinese + 2e9)];

let store: Store;
let app: App;
const html = { Accept: "text/html", "Accept-Encoding": "identity" };
const get = (path: string, headers: Readonly<Record<string, string>> = html) => request(app).get(path).set(headers);
const press = (path: string, fields: Readonly<Record<string, string>> = {}, accept = "text/html"): Promise<Response> =>
  request(app)
    .post(path)
    .set({ Accept: accept, Host: "desk.example.org", Origin: "http://desk.example.org" })
    .type("form")
    .send(fields);

beforeAll(async () => {
  // What a machine without a browser does; printing has tests of its own.
  vi.stubEnv("CHROMIUM_PATH", "/no/browser/here");
  store = await openFreshShippedStore();
  app = appOf(store);
  await createDraft(store, spec, testMoment);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await store.close();
});

const at = "/reports/money-and-models";

/** What the prose of a frozen edition says, without the numbers of its notes. */
async function prose(edition: number): Promise<string> {
  const { text } = await get(`${at}/editions/${edition}.html`);
  const [, html = ""] = /<div class="commentary">([\s\S]*?)<\/div>/.exec(text) ?? [];
  return html
    .replace(/<sup[\s\S]*?<\/sup>/g, "")
    .replace(/<[^>]+>/g, "")
    .trim();
}

describe("a report that is published, contradicted and published again", () => {
  it("is frozen by one press of the button", async () => {
    const published = await press(`${at}/publish`, { edition: "1" });
    expect(published.status).toBe(303);
    expect(published.headers["location"]).toBe(`${at}/editions/1`);
    const page = await get(`${at}/editions/1`);
    expect(page.status).toBe(200);
    expect(page.text).toContain("Money &lt;and&gt; models: edition 1</h1>");
    expect(page.text).toContain("Nothing has changed since in the facts it used.");
    expect(await prose(1)).toBe(`China has raised ${before}.`);
  });

  it("shows the old figure after a fact was changed, and says that it was", async () => {
    const frozen = await get(`${at}/editions/1.html`);
    await loadRounds(store, (rounds) =>
      rounds.map((round) => (round.id === disclosed ? { ...round, amount_usd: (round.amount_usd ?? 0) + 2e9 } : round)),
    );
    const reopened = await get(`${at}/editions/1.html`);
    expect(reopened.text === frozen.text).toBe(true);
    expect(await prose(1)).toBe(`China has raised ${before}.`);
    expect((await get(`${at}/editions/1`)).text).toContain(
      "Changed since in the facts it used: 1 funding round changed.",
    );

    const since = await get(`${at}/editions/1/since`);
    expect(since.text).toContain("What has changed since edition 1");
    const { changed, sentence, facts } = (await get(`${at}/editions/1/since.json`, {})).body as Record<string, unknown>;
    expect(changed).toBe(true);
    expect(sentence).toContain(`1 funding round changed; Known funding, in total: China ${before} → ${after}`);
    expect(facts).toMatchObject([
      { changed: [{ key: disclosed, cells: [{ column: "amount_usd", before: 7.4e9, after: 9.4e9 }] }] },
    ]);
    const csv = await get(`${at}/editions/1/since.csv`, {});
    expect(csv.text).toContain(
      `changed,funding_rounds,${disclosed},"DeepSeek, unspecified",amount_usd,7400000000,9400000000\r\n`,
    );
    expect(csv.headers["x-row-count"]).toBe(String(csv.text.trimEnd().split("\r\n").length - 1));
    expect((await get(`${at}/editions/1/since.csv?bom=1`, {})).text).toBe(`\ufeff${csv.text}`);
  });

  it("shows the new figure in its next edition, and the difference between the two", async () => {
    expect((await press(`${at}/publish`, { edition: "2" })).headers["location"]).toBe(`${at}/editions/2`);
    expect(await prose(2)).toBe(`China has raised ${after}.`);
    expect(await prose(1)).toBe(`China has raised ${before}.`);
    const second = await get(`${at}/editions/2`);
    expect(second.text).toContain("What differs from edition 1");
    expect(second.text).toContain(`Known funding, in total: China ${before} → ${after}`);
    expect((await get(`${at}/editions/1`)).text).toMatch(/A later edition stands: <a href="[^"]+\/editions\/2\?/);
    const list = await get(`${at}/editions`);
    expect(list.text).toContain("Money &lt;and&gt; models: 2 frozen editions</h1>");
    expect((await get(`${at}/editions.json`, {})).body).toMatchObject({
      report: "money-and-models",
      editions: [
        { edition: 2, dataset: { revision: 2 } },
        { edition: 1, since_the_edition_before: null },
      ],
    });
  });

  it("is not published twice by a second press", async () => {
    const again = await press(`${at}/publish`, { edition: "2" });
    expect(expectErrorPage(again, 409)).toContain("Edition 2 has been made already");
    expectProblem(await press(`${at}/publish`, { edition: "two" }, "*/*"), 400);
  });
});

describe("a frozen edition", () => {
  it("is served with a policy under which nothing of it runs, loads or is sent", async () => {
    const { text, headers } = await get(`${at}/editions/1.html`);
    const policy = String(headers["content-security-policy"]).split(";");
    const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(text) ?? [];
    expect(policy).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
      "font-src data:",
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'self'",
      "sandbox allow-popups allow-popups-to-escape-sandbox",
    ]);
    expect(text).not.toMatch(/<script|\son[a-z]+=|\sstyle=/);
    // Sent again with a 304, the policy of the site's pages would take the place of its own.
    const again = await get(`${at}/editions/1.html`, { ...html, "If-None-Match": String(headers["etag"]) });
    expect(again.status).toBe(304);
    expect(again.headers["content-security-policy"]).toBeUndefined();
  });

  it("stands in the page around it by its address alone, so that not a byte of it is altered", async () => {
    const page = await get(`${at}/editions/1`);
    expect(page.text).toContain(`<iframe src="${at}/editions/1.html"`);
    expect(page.headers["content-security-policy"]).toContain(";frame-src 'self';");
    expect(page.text).toContain("Edition 1, frozen on");
    expect(page.text).not.toContain("Change view");
  });

  it("comes as a zip whose hash its page and JSON tell", async () => {
    const { body: zip, headers } = await get(`${at}/editions/1.zip`).buffer(true).responseType("blob");
    expect(headers["content-type"]).toBe("application/zip");
    expect(headers["content-disposition"]).toBe('attachment; filename="parallax-money-and-models-edition-1.zip"');
    const { sha256 } = (await get(`${at}/editions/1.json`, {})).body as { sha256: { zip: string } };
    expect(createHash("sha256").update(zip).digest("hex")).toBe(sha256.zip);
    expect((await get(`${at}/editions/1`)).text).toContain(sha256.zip);
  });

  it("without a PDF says so and where it can be read", async () => {
    const missing = expectErrorPage(await get(`${at}/editions/1.pdf`), 404);
    expect(missing).toContain("no browser was there to print it");
    expect(missing).toContain(`href="${at}/editions/1.html"`);
  });

  it("that was altered on the disk is refused in a sentence", async () => {
    const fresh = await openFreshShippedStore();
    const tampered = appOf(fresh);
    const made = await request(tampered)
      .post("/reports/dependence/publish")
      .set({ Host: "desk.example.org", Origin: "http://desk.example.org" });
    expect(made.status).toBe(201);
    await sql`drop trigger report_editions_no_update`.execute(fresh.db);
    await fresh.db
      .updateTable("report_editions")
      .set({ zip: Buffer.from("forged") })
      .execute();
    const refused = await request(tampered).get("/reports/dependence/editions/1.zip").set("Accept", "*/*");
    expectProblem(refused, 500);
    expect(refused.text).toContain("is no longer what was frozen: its zip does not match the SHA-256");
    expect((await request(tampered).get("/reports/dependence/editions/1.html")).status).toBe(200);
    await fresh.close();
  });
});

describe("an edition that looks back", () => {
  it("is followed by one that looks back to the same day, by the button on its page", async () => {
    const first = await press("/reports/dependence/publish", { as_of: "2024-02", confidence: "disputed" });
    expect(first.headers["location"]).toBe("/reports/dependence/editions/1");
    const page = await get("/reports/dependence/editions/1");
    expect(page.text).toContain("what had happened by 29 Feb 2024, on any evidence");
    const [form = ""] = /<form class="publish"[\s\S]*?<\/form>/.exec(page.text) ?? [];
    const fields = [...form.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
    expect(fields.map(([, name, value]) => [name, value])).toEqual([
      ["edition", "2"],
      ["as_of", "2024-02-29"],
    ]);
  });

  it("opens its sources outside of the frame it stands in", async () => {
    const { text } = await get("/reports/dependence/editions/1.html");
    const links = [...text.matchAll(/<a [^>]*href="http[^>]*>/g)].map(([link]) => link);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !link.includes('target="_blank"'))).toEqual([]);
  });

  it("is not made of a view that nobody understands", async () => {
    expectErrorPage(await press("/reports/dependence/publish", { as_of: "soon" }), 400);
    expectErrorPage(await press("/reports/dependence/publish", { colour: "red" }), 400);
  });
});

describe("what is not there", () => {
  it.each([
    ["/reports/landscape/editions", "Nothing has been published under"],
    [`${at}/editions/3`, "has no edition 3; its last one is 2"],
    [`${at}/editions/0`, "Editions are numbered from 1"],
    [`${at}/editions/1.docx`, "This comes as html, pdf, zip, json"],
    [`${at}/editions/1/since.xml`, "This comes as html, json, csv"],
  ])("%s", async (path, words) => {
    expect(expectErrorPage(await get(path), 404)).toContain(words);
  });

  it("is no report to publish", async () => {
    expect(expectErrorPage(await press("/reports/unheard-of/publish"), 404)).toContain("There is no report");
    expect(expectErrorPage(await press("/reports/company/publish"), 404)).toContain("as in company-01-ai");
  });

  it("is a way to publish by a link", async () => {
    const answer = await get(`${at}/publish`);
    expectErrorPage(answer, 405);
    expect(answer.headers["allow"]).toBe("POST");
  });

  it("is a parameter that a page does not take", async () => {
    expectErrorPage(await get(`${at}/editions/1?stage=seed`), 400);
  });
});

describe("publishing from another site", () => {
  it.each([
    ["without an origin", {}],
    ["from a foreign origin", { Origin: "https://evil.example" }],
    ["from a sibling of the domain", { Origin: "http://blog.example.org", "Sec-Fetch-Site": "same-site" }],
  ])("%s is refused, also as plain text", async (_from, headers) => {
    for (const type of ["form", "text/plain"])
      expectProblem(
        await request(app)
          .post(`${at}/publish`)
          .set({ Host: "desk.example.org", ...headers })
          .type(type)
          .send("edition=3"),
        403,
      );
    expect((await get(`${at}/editions.json`, {})).body.editions).toHaveLength(2);
  });
});
