import request from "supertest";
import { afterAll, describe, expect, it } from "vitest";
import { type Dataset, readDataset } from "../../db/dataset.js";
import { loadDataset } from "../../db/load.js";
import type { Store } from "../../db/store.js";
import { tableNames } from "../../db/tables.js";
import type { App } from "../../server/app.js";
import { places } from "../../server/places.js";
import { appOf, openEmptyStore, openFreshShippedStore, testMoment } from "../fixture.js";
import { startPostgres } from "../postgres.js";
import { formsOf, type Query, type Stop, walkPages } from "./walk.js";

/**
 * Every page, its rows and its charts answer on PostgreSQL what they answer on SQLite, to the last byte. To bring out
 * whatever leans on an order of the database's own, the server sorts text as a dictionary does and was given the rows
 * of each table from last to first.
 */

const shipped = readDataset(places.dataset);
const postgres = await startPostgres();
const ours = await walkPages();
const theirs = postgres && (await walkPages(await openBackwards(await postgres.createDatabase())));

afterAll(async () => {
  await theirs?.store.close();
  await postgres?.stop();
});

async function openBackwards(url: string): Promise<Store> {
  const store = await openEmptyStore(url);
  const rows = Object.fromEntries(Object.entries(shipped.rows).map(([table, rows]) => [table, rows.toReversed()]));
  const backwards: Dataset = { ...shipped, rows: rows as unknown as Dataset["rows"] };
  await loadDataset(store, backwards, { author: "test", summary: "Shipped dataset", now: testMoment });
  return store;
}

async function answer(app: App | undefined, address: string, query: Query) {
  const { status, headers, body } = await request(app ?? "")
    .get(address)
    .query(query)
    .set("Accept", "*/*")
    .set("Accept-Encoding", "identity")
    .responseType("blob");
  const { "content-type": type, "content-disposition": saved, "x-row-count": rows } = headers;
  return { head: { status, type, saved, rows }, bytes: body as Buffer };
}

async function expectSame(address: string, query: Query = {}): Promise<void> {
  const [one, other] = [await answer(ours.app, address, query), await answer(theirs?.app, address, query)];
  const where = `${address}?${new URLSearchParams(query)}`;
  expect.soft(other.head, where).toEqual(one.head);
  if (other.bytes.equals(one.bytes)) return;
  const at = one.bytes.findIndex((byte, index) => byte !== other.bytes[index]);
  const around = (bytes: Buffer) => bytes.subarray(Math.max(0, at - 100), at + 200).toString();
  expect.soft(around(other.bytes), `${where}, from byte ${at}`).toBe(around(one.bytes));
}

const views: readonly Query[] = [
  {},
  { as_of: "2024-02-21" },
  { confidence: "confirmed" },
  { a: "FR", b: "CN", as_of: "2025" },
];
const chartViews: readonly Query[] = [{}, { a: "FR", b: "CN", as_of: "2024-02-21", confidence: "reported" }];

describe.skipIf(!theirs).each(ours.stops.map((stop): [string, Stop] => [stop.path, stop]))("%s", (_path, stop) => {
  // A picture as PNG is made from the one as SVG.
  it.each(formsOf(stop).flatMap(({ address }) => (address.endsWith(".png") ? [] : [address])))(
    "%s",
    async (address) => {
      for (const view of address.includes("/charts/") ? chartViews : views)
        await expectSame(address, { ...view, ...stop.asks });
    },
  );

  if (!stop.hasTable) return;

  it("sorted by each of its columns", async () => {
    const { rows } = JSON.parse((await answer(ours.app, `${stop.rowsAt}.json`, stop.asks)).bytes.toString()) as {
      rows: readonly object[];
    };
    const columns = Object.keys(rows[0] ?? {});
    expect(columns.length).toBeGreaterThan(1);
    for (const [at, column] of columns.entries())
      await expectSame(`${stop.rowsAt}.csv`, { ...stop.asks, sort: `${at % 2 ? "" : "-"}${column}` });
  });

  it("narrowed by each of its filters", async () => {
    const page = (await answer(ours.app, stop.at, {})).bytes.toString();
    const form = /<form class="fields"[^>]*>(?:(?!<\/form>)[\s\S])*?>Filter<\/button>/.exec(page)?.[0] ?? "";
    const filters = [...form.matchAll(/<select name="(\w+)">([\s\S]*?)<\/select>/g)].map(
      ([, name = "", choices = ""]) => {
        const values = [...choices.matchAll(/<option value="([^"]+)"/g)].flatMap(([, value]) => value ?? []);
        return { [name]: values.slice(0, 2).join(",") };
      },
    );
    const searches = form.includes('name="q"') ? ["AI", "é", "零一", "100%_\\"].map((q) => ({ q })) : [];
    for (const query of [...filters, ...searches]) {
      await expectSame(stop.at, query);
      await expectSame(`${stop.rowsAt}.csv`, query);
    }
  });
});

describe.skipIf(!theirs)("the files of the data page", () => {
  it.each(tableNames)("%s", async (table) => {
    for (const query of [{}, { as_of: "2024-02-21", confidence: "reported" }] as Query[]) {
      await expectSame(`/data/${table}.csv`, query);
      await expectSame(`/data/${table}.json`, query);
    }
  });

  it.each(["parallax.zip", "parallax.sqlite", "datapackage.json"])("%s", async (file) => {
    await expectSame(`/data/${file}`);
  });
});

describe.each([
  { name: "SQLite", present: true, open: () => openFreshShippedStore() },
  {
    name: "PostgreSQL",
    present: postgres !== undefined,
    open: async () => openFreshShippedStore(await postgres?.createDatabase()),
  },
])("on $name", ({ present, open }) => {
  it.skipIf(!present)("an edit that lands while a page is made shows at the next request", async () => {
    const store = await open();
    const [first, ...others] = shipped.rows.funding_rounds;
    if (!first) throw new Error("There are no shipped rounds.");
    const funding_rounds = [{ ...first, note: "A note that has just been written" }, ...others];
    const edited = { ...shipped, rows: { ...shipped.rows, funding_rounds } };
    let landed = false;
    const interrupted: Store = {
      ...store,
      async revision() {
        const before = await store.revision();
        if (!landed) {
          landed = true;
          await loadDataset(store, edited, { author: "test", summary: "Edit", now: testMoment });
        }
        return before;
      },
    };
    const app = appOf(interrupted);
    const during = await request(app).get("/funding?per_page=500");
    const after = await request(app).get("/funding?per_page=500");
    expect(landed).toBe(true);
    expect(after.headers["etag"]).not.toBe(during.headers["etag"]);
    expect(after.text).toContain("A note that has just been written");
    expect((await request(app).get("/funding?per_page=500")).text).toBe(after.text);
    await store.close();
  });
});

it.each(["/funding?q=%00", "/funding.csv?q=%00", "/companies/%00", "/sources/a%00b"])(
  "%s is refused, since no PostgreSQL can look for it",
  async (address) => {
    expect((await request(ours.app).get(address)).status).toBe(400);
  },
);
