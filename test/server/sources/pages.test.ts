import request from "supertest";
import { expect, it } from "vitest";
import { readCsv } from "../../../db/csv.js";
import { tableNames, tableOf } from "../../../db/tables.js";
import { addDays } from "../../../server/values/dates.js";
import { appOf, openShippedStore } from "../../fixture.js";

const store = await openShippedStore();
const app = appOf(store);

async function rows(path: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const { text } = await request(app).get(path).expect(200);
  const { header, records } = readCsv(Buffer.from(text));
  return records.map(({ cells }) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])));
}

it("every row that names a source is counted once, whatever its table", async () => {
  let cited = 0;
  for (const table of tableNames) {
    if (!tableOf(table).columns["source_id"]) continue;
    const { count } = await store.db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll().as("count"))
      .executeTakeFirstOrThrow();
    cited += Number(count);
  }
  // Far enough ahead for every shipped fact to have happened.
  const sources = await rows("/sources.csv?as_of=2199");
  expect(sources.reduce((sum, { facts }) => sum + Number(facts), 0)).toBe(cited);
});

it("the list is the same at every date, only its counts are cut", async () => {
  const [then, now] = [await rows("/sources.csv?as_of=1950&sort=id"), await rows("/sources.csv?sort=id")];
  expect(then.map(({ id }) => id)).toEqual(now.map(({ id }) => id));
  expect(then.every(({ facts }, at) => Number(facts) <= Number(now[at]?.["facts"]))).toBe(true);
});

it("the page of a source lists as many facts as the list promises", async () => {
  const sources = await rows("/sources.csv?as_of=2024-02-21&confidence=reported");
  for (const { id, facts } of sources.filter((_, at) => at % 60 === 0)) {
    expect(await rows(`/sources/${id}.csv?as_of=2024-02-21&confidence=reported`), id).toHaveLength(Number(facts));
  }
});

it("a source that differs stands with its own value beside ours", async () => {
  const [differing] = await store.db
    .selectFrom("citations")
    .innerJoin("funding_rounds", "funding_rounds.id", "citations.row_id")
    .select(["citations.source_id", "row_id", "value", "amount_usd"])
    .where("table", "=", "funding_rounds")
    .where("column", "=", "amount_usd")
    .where("agrees", "=", "no")
    .where("amount_usd", "is not", null)
    .orderBy("row_id")
    .execute();
  if (!differing) throw new Error("The shipped facts hold no conflict about an amount.");
  const facts = await rows(`/sources/${differing.source_id}.csv`);
  expect(facts).toContainEqual(
    expect.objectContaining({
      table: "funding_rounds",
      row_id: differing.row_id,
      column: "amount_usd",
      role: "differs",
      value: differing.value,
      recorded: String(differing.amount_usd),
    }),
  );
});

it("a citation for a day that is still to come is not told", async () => {
  const citations = await store.db
    .selectFrom("citations")
    .innerJoin("listings", "listings.id", "citations.row_id")
    .select(["citations.source_id", "row_id", "removed_on", "value"])
    .where("table", "=", "listings")
    .where("column", "=", "removed_on")
    .execute();
  expect(citations.length).toBeGreaterThan(0);
  for (const { source_id, row_id, removed_on, value } of citations) {
    const day = removed_on ?? value ?? "";
    const cited = expect.objectContaining({ row_id, column: "removed_on" });
    expect(await rows(`/sources/${source_id}.csv?as_of=${day}`)).toContainEqual(cited);
    expect(await rows(`/sources/${source_id}.csv?as_of=${addDays(day, -1)}`)).not.toContainEqual(cited);
  }
});

it("an unknown source is a 404 that names it", async () => {
  const { body } = await request(app).get("/sources/no-such").expect(404);
  expect(body.detail).toBe('There is no source with the id "no-such".');
});
