import request from "supertest";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readDataset } from "../../db/dataset.js";
import { revise } from "../../db/revising.js";
import type { Store } from "../../db/store.js";
import { tableNames } from "../../db/tables.js";
import type { App } from "../../server/app.js";
import { places } from "../../server/places.js";
import { appOf, openFreshShippedStore, testMoment } from "../fixture.js";

/** Every page at an earlier revision says what it said when that was the latest. */

let store: Store;
let app: App;
let before: ReadonlyMap<string, string>;

/** Pages, rows and charts of several areas, and what is kept per store: graph, ledger, search index, countries. */
const addresses = [
  "/funding.csv",
  "/funding/charts/cumulative.csv",
  "/investors.csv",
  "/dependencies.csv",
  "/companies.csv",
  "/companies/01-ai.json",
  "/chips.csv",
  "/gap/crossings.csv",
  "/timeline.csv",
  "/then-and-now.csv",
  "/data/models.csv?as_of=2024",
  ...tableNames.map((table) => `/data/${table}.csv`),
];

const at = (address: string, revision?: number) =>
  revision === undefined ? address : `${address}${address.includes("?") ? "&" : "?"}revision=${revision}`;
const get = (address: string, accept = "*/*") => request(app).get(address).set("Accept", accept).buffer();
async function told(revision?: number): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  for (const address of addresses) {
    const { text, status } = await get(at(address, revision));
    if (status !== 200 && status !== 404) throw new Error(`${address}: ${status} ${text}`);
    answers.set(address, text);
  }
  return answers;
}

beforeAll(async () => {
  store = await openFreshShippedStore();
  app = appOf(store);
  before = await told();
  const { rows } = readDataset(places.dataset);
  const company = rows.companies.find(({ id }) => id === "01-ai");
  const round = rows.funding_rounds.find(({ amount_usd }) => amount_usd !== null);
  const cited = new Set(rows.citations.map(({ row_id }) => row_id));
  const edge = rows.dependencies.find(({ id }) => !cited.has(id));
  if (!company || !round || !edge) throw new Error("The shipped facts lack what is edited.");
  const by = { author: "test", now: testMoment };
  await revise(
    store,
    [
      {
        table: "companies",
        rowId: company.id,
        action: "change",
        before: company,
        after: { ...company, name: "Nought One" },
      },
      {
        table: "companies",
        rowId: "atlantis",
        action: "add",
        before: null,
        after: { ...company, id: "atlantis", name: "Atlantis", country: "AQ" },
      },
      {
        table: "funding_rounds",
        rowId: round.id,
        action: "change",
        before: round,
        after: { ...round, amount_usd: 77_000_000_000 },
      },
    ],
    { ...by, summary: "Edits" },
  );
  await revise(store, [{ table: "dependencies", rowId: edge.id, action: "remove", before: edge, after: null }], {
    ...by,
    summary: "An edge less",
  });
});
afterAll(() => Promise.all((app.locals["closing"] as (() => Promise<void>)[]).map((close) => close())));

it("says at revision 1 what it said before anybody edited, whatever is asked of the present in between", async () => {
  const now = await told();
  expect(now.get("/data/companies.csv")).not.toBe(before.get("/data/companies.csv"));
  expect(now.get("/funding.csv")).not.toBe(before.get("/funding.csv"));
  const first = await told(1);
  // JSON names its revision in both.
  for (const address of addresses) expect(first.get(address), address).toBe(before.get(address));
  expect(await told()).toEqual(now);
  const second = await told(2);
  expect(second.get("/data/dependencies.csv")).toBe(before.get("/data/dependencies.csv"));
  expect(second.get("/data/companies.csv")).toBe(now.get("/data/companies.csv"));
});

it("says in the view which revision it is, and keeps it in every link but those to what is of the present", async () => {
  const { text } = await get("/companies/01-ai?revision=1&as_of=2026-11-24", "text/html");
  expect(text).toContain("as recorded in revision 1 on ");
  expect(text).not.toContain("Nought One");
  expect(text).toContain('href="/funding?as_of=2026-11-24&amp;revision=1"');
  expect(text).toContain('href="/reports?as_of=2026-11-24"');
  expect(text).toContain('href="/companies/01-ai?as_of=2026-11-24">As recorded last</a>');
  const { text: latest } = await get("/companies/01-ai?revision=3&as_of=2026-11-24", "text/html");
  expect(latest).toContain("Nought One");
  expect(latest).not.toContain("revision=3");
});

it("finds by search what was there, under the name it had", async () => {
  expect((await get("/search?q=Nought+One", "text/html")).text).toContain("/companies/01-ai");
  expect((await get("/search?q=Nought+One&revision=1", "text/html")).text).not.toContain("Nought One</");
  // A country of later facts is none of earlier ones.
  expect((await get("/funding?a=AQ", "text/html")).status).toBe(200);
  expect((await get("/funding?a=AQ&revision=1")).status).toBe(400);
});

it("has tags and file names of its own at each revision", async () => {
  const now = await get("/funding.csv?as_of=2026-11-24");
  const first = await get("/funding.csv?as_of=2026-11-24&revision=1");
  expect(first.headers["etag"]).not.toBe(now.headers["etag"]);
  expect(first.headers["content-disposition"]).toContain("parallax-funding-2026-11-24-revision-1.csv");
});

it("gives the whole dataset as it was, as a package and as a database", async () => {
  const descriptor = await get("/data/datapackage.json?revision=2");
  expect(JSON.parse(descriptor.text)).toMatchObject({ revision: 2 });
  for (const file of ["/data/parallax.zip", "/data/parallax.sqlite"]) {
    const first = await get(`${file}?revision=1`);
    expect(first.status, file).toBe(200);
    expect(first.headers["etag"], file).not.toBe((await get(file)).headers["etag"]);
  }
});

it.each(["0", "4", "99999999999", "-1", "1.5", "one", "1%00"])(
  "refuses revision %s and names those that there are",
  async (given) => {
    for (const address of ["/funding", "/data/companies.csv", "/data/parallax.zip", "/funding/charts/cumulative.svg"]) {
      const { status, text } = await get(`${address}?revision=${given}`);
      expect(status, address).toBe(400);
      if (!given.includes("%")) expect(text, address).toContain("there are revisions 1 to 3");
    }
  },
);

it("is no parameter of pages that tell of the present alone", async () => {
  expect((await get("/reports?revision=1")).status).toBe(400);
  expect((await get("/desk/history?revision=1")).status).toBe(400);
});
