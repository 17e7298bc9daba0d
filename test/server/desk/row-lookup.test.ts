import { afterAll, describe, expect, it } from "vitest";
import type { StoredRow } from "../../../db/dataset.js";
import { type RowChange, revise } from "../../../db/revising.js";
import { proposeChanges } from "../../../server/desk/change-sets.js";
import {
  countOf,
  countRows,
  findReferred,
  findRows,
  freeSourceId,
  proposedOn,
  referringTo,
  rowAt,
  sourceAt,
} from "../../../server/desk/row-lookup.js";
import { openFreshShippedStore, testMoment } from "../../fixture.js";
import { startPostgres } from "../../postgres.js";

const postgres = await startPostgres();
const stores = {
  SQLite: await openFreshShippedStore(),
  ...(postgres && { PostgreSQL: await openFreshShippedStore(await postgres.createDatabase()) }),
};
afterAll(async () => {
  await Promise.all(Object.values(stores).map((store) => store.close()));
  await postgres?.stop();
});

describe.each(Object.entries(stores))("rows in %s", (_name, store) => {
  const { db } = store;

  it("are found by words in any column, the one with that id first and those that begin so next", async () => {
    const ids = async (text: string, limit = 5) =>
      (await findRows(db, "companies", { text, limit })).map((row) => row["id"]);
    expect((await ids("DeepSeek"))[0]).toBe("deepseek");
    expect((await ids("nvidia"))[0]).toBe("nvidia");
    expect(await ids("china hangzhou deep")).toEqual(await ids("hangzhou deep china"));
    // Signs with a meaning of their own in a pattern mean themselves.
    for (const text of ["%", "_x_", "\\", "' or 1=1 --"])
      expect(await countOf(db, "companies", text)).toBe((await ids(text, 500)).length);
    expect(await ids("' or 1=1 --")).toEqual([]);
    expect((await countRows(db)).companies).toBe(await countOf(db, "companies", ""));
    expect(await findReferred(db, ["models", "software"], "pytorch", 3)).toContainEqual(
      expect.objectContaining({ table: "software", id: "pytorch", name: "PyTorch" }),
    );
    // Rows without an id of their own are referred to by none.
    expect(await findReferred(db, ["citations"], "", 3)).toEqual([]);
  });

  it("are told as they were at a revision, with what is proposed on them and what refers to them", async () => {
    const before = (await findRows(db, "companies", { text: "deepseek", limit: 1 }))[0] as StoredRow;
    const edit = (from: StoredRow, ticker: string): RowChange => ({
      table: "companies",
      rowId: "deepseek",
      action: "change",
      before: from,
      after: { ...from, ticker },
    });
    const revision = (await store.revision())?.id ?? 0;
    await revise(store, [edit(before, "ONE")], { author: "Ada", summary: "One", now: testMoment });
    await revise(store, [edit({ ...before, ticker: "ONE" }, "TWO")], {
      author: "Ada",
      summary: "Two",
      now: testMoment,
    });
    const tickers = [revision, revision + 1, revision + 2].map((at) =>
      rowAt(db, "companies", { rowId: "deepseek", revision: at }),
    );
    expect((await Promise.all(tickers)).map((row) => row?.["ticker"])).toEqual([before["ticker"], "ONE", "TWO"]);
    expect(await rowAt(db, "companies", { rowId: "nobody", revision })).toBeNull();

    const author = { id: "ada", name: "Ada" };
    const changes = [edit({ ...before, ticker: "TWO" }, "THREE")];
    const { id } = await proposeChanges(store, { author, reason: "Three", changes, now: testMoment });
    expect(await proposedOn(db, "companies", "deepseek")).toEqual([
      { id, author: "Ada", reason: "Three", action: "change" },
    ]);
    expect(await proposedOn(db, "models", "deepseek")).toEqual([]);

    const referring = await referringTo(db, "companies", "deepseek", 1);
    expect(new Set(referring.map(({ table, column }) => `${table}.${column}`))).toContain("models.company_id");
    expect(await referringTo(db, "companies", "nobody", 1)).toEqual([]);
  });

  it("of sources are known by their address, and get ids that are free", async () => {
    const [source] = await db
      .selectFrom("sources")
      .selectAll()
      .where("url", "like", "%/")
      .orderBy("id")
      .limit(1)
      .execute();
    expect(await sourceAt(db, String(source?.url).replace(/\/$/, ""))).toMatchObject({ id: source?.id });
    expect(await sourceAt(db, "https://example.org/nowhere")).toBeUndefined();
    expect(await freeSourceId(db, "Café, the 2nd: a report on “growth” & more words than eight")).toBe(
      "cafe-the-2nd-a-report-on-growth-more",
    );
    expect(await freeSourceId(db, "中文")).toBe("source");
    const taken = (
      await db
        .selectFrom("sources")
        .select("id")
        .where("id", "not like", "%--%")
        .orderBy("id")
        .executeTakeFirstOrThrow()
    ).id;
    expect(await freeSourceId(db, taken.replaceAll("-", " "))).toBe(
      taken.split("-").length > 8 ? taken.split("-").slice(0, 8).join("-") : `${taken}-2`,
    );
  });
});
