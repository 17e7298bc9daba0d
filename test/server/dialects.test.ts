import { afterAll, describe, expect, it } from "vitest";
import { readDataset, type Dataset } from "../../db/dataset.js";
import { loadDataset } from "../../db/load.js";
import { places } from "../../server/places.js";
import { openEmptyStore, testMoment } from "../fixture.js";
import { startPostgres } from "../postgres.js";
import { formsOf, type Query, type Stop, walkPages } from "./walk.js";

/**
 * Every page, its rows and its charts answer on PostgreSQL what they answer on SQLite, to the last byte. The server
 * sorts text as a dictionary does, so that an order which leans on the database's own shows itself here.
 */

const postgres = await startPostgres();
const ours = await walkPages();
const theirs = postgres && (await walkPages(await openBackwards(await postgres.createDatabase())));
async function openBackwards(url: string) {
  const store = await openEmptyStore(url);
  const shipped = readDataset(places.dataset);
  const rows = Object.fromEntries(Object.entries(shipped.rows).map(([table, rows]) => [table, rows.toReversed()]));
  await loadDataset(store, { ...shipped, rows: rows as unknown as Dataset["rows"] }, { author: "test", summary: "Shipped dataset", now: testMoment });
  return store;
}

afterAll(async () => {
  await theirs?.store.close();
  await postgres?.stop();
});

const views: readonly Query[] = [
  {}, {q: "\u0000"},
  { as_of: "2024-02-21" },
  { confidence: "confirmed" },
  { a: "FR", b: "CN", as_of: "2025" },
];

/** Pictures as PNG are made from those as SVG. */
const compared = (stop: Stop) => formsOf(stop).filter(({ address }) => !/\.(png|css)$/.test(address));

describe.skipIf(!theirs).each(ours.stops.map((stop): [string, Stop] => [stop.path, stop]))("%s", (_path, stop) => {
  it.each(views)("%o", async (view) => {
    for (const { address } of compared(stop)) {
      const [one, other] = await Promise.all([ours.get(address, view), theirs?.get(address, view)]);
      const where = `${address}?${new URLSearchParams(view)}`;
      expect.soft(other?.status, where).toBe(one.status);
      const [a, b] = [one, other].map((x) => (x?.text ?? x?.body.toString()) as string);
      if (a !== b) console.log(where, firstDifference(a ?? "", b ?? ""));
      expect.soft(a === b, where).toBe(true);
    }
  });
});

function firstDifference(one: string, other: string) {
  let at = 0;
  while (one[at] === other[at]) at++;
  return [one.slice(Math.max(0, at - 80), at + 120), other.slice(Math.max(0, at - 80), at + 120)];
}
