import { parse } from "csv-parse/sync";
import { sql } from "kysely";
import request from "supertest";
import { afterAll, describe, expect, it } from "vitest";
import { tableNames, tableOf } from "../../../db/tables.js";
import { openFreshShippedStore } from "../../fixture.js";
import { formsOf, type Stop, walkPages } from "../walk.js";
import { expectHarmless, mark, markup } from "./hostile.js";

/**
 * Facts in which every free text of every row is an attack: somebody's edit has got past all checks. Each page and
 * file that shows them has to stand by itself.
 */
const formula = `=cmd|'/c calc'!A1${markup}`;
const store = await openFreshShippedStore();
for (const name of tableNames)
  for (const [column, { type, oneOf, blank }] of Object.entries(tableOf(name).columns)) {
    if (type === "text" && column !== "country" && !oneOf && blank === undefined)
      await sql`update ${sql.table(name)} set ${sql.ref(column)} = ${formula} || ${sql.ref(column)}
                  where ${sql.ref(column)} is not null`.execute(store.db);
  }
await store.db.updateTable("revisions").set({ summary: formula, author: formula }).execute();
const walk = await walkPages(store);

afterAll(() => store.close());

describe("facts that are attacks", () => {
  it.each(walk.stops.map((stop): [string, Stop] => [stop.at, stop]))(
    "are shown as the texts that they are in every form of %s",
    async (_at, stop) => {
      for (const { address, type } of formsOf(stop)) {
        if (type === "image/png") continue;
        const answer = await walk.get(address, stop.asks, type.startsWith("text/html") ? "text/html" : "*/*");
        expect(answer.status, address).toBe(200);
        expectHarmless(answer);
      }
    },
  );

  it("are there to be seen", async () => {
    for (const path of ["/companies", "/funding", "/models", "/chips", "/sources", "/claims.csv", "/changes.atom"])
      expect((await walk.get(path)).text, path).toContain(mark);
  });

  it("begin no cell of any CSV file as a formula", async () => {
    const files = [
      ...walk.stops.flatMap((stop) => formsOf(stop).map(({ address }) => ({ address, asks: stop.asks }))),
      ...tableNames.map((name) => ({ address: `/data/${name}.csv`, asks: {} })),
      ...["/investors/flows.csv", "/chips/check/example.csv"].map((address) => ({ address, asks: {} })),
    ].filter(({ address }) => address.endsWith(".csv"));
    expect(files.length).toBeGreaterThan(60);
    for (const { address, asks } of files) {
      const { text, status } = await walk.get(address, asks);
      expect(status, address).toBe(200);
      const cells = (parse(text, { relax_column_count: true }) as string[][]).flat();
      const run = cells.filter((cell) => /^[=+\-@\t\r]/.test(cell) && !/^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(cell));
      expect(run.slice(0, 1), address).toEqual([]);
    }
  });

  it("stay texts in reports, their files and the history", async () => {
    for (const path of [
      "/reports",
      "/reports/landscape",
      "/reports/landscape.html",
      "/desk/history",
      "/desk/history/1",
      "/desk/history/row/companies/01-ai",
    ]) {
      const answer = await request(walk.app).get(path).set("Accept", "text/html");
      expect(answer.status, path).toBe(200);
      expectHarmless(answer);
    }
  });
});
