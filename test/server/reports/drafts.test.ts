import { afterAll, describe, expect, it } from "vitest";
import {
  Conflict,
  createDraft,
  findDraft,
  getDraft,
  listDrafts,
  listVersions,
  removeDraft,
  saveDraft,
  slugOf,
} from "../../../server/reports/drafts.js";
import { openEmptyStore } from "../../fixture.js";
import { startPostgres } from "../../postgres.js";
import { spec } from "./stores.js";

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

const at = (minute: number) => new Date(Date.UTC(2026, 10, 24, 9, minute));
const titled = (title: string) => ({ ...spec, title });

describe.each([
  { name: "SQLite", present: true, open: () => openEmptyStore() },
  {
    name: "PostgreSQL",
    present: postgres !== undefined,
    open: async () => openEmptyStore(await postgres?.createDatabase()),
  },
])("a draft on $name", ({ present, open }) => {
  it.skipIf(!present)("has an address made from its title, which no other report has", async () => {
    const store = await open();
    const slugs: string[] = [];
    for (const title of ["Money and models", "Money and models", "Landscape", "零一万物", "Company brief"])
      slugs.push((await createDraft(store, titled(title), at(0))).slug);
    expect(slugs).toEqual(["money-and-models", "money-and-models-2", "landscape-2", "report", "the-company-brief"]);
    await store.close();
  });

  it.skipIf(!present)("keeps every version that was saved", async () => {
    const store = await open();
    const { slug } = await createDraft(store, titled("First"), at(1));
    await saveDraft(store, slug, { spec: titled("Second"), expected: 1 }, at(2));
    await saveDraft(store, slug, { spec: titled("Third"), expected: 2 }, at(3));
    expect(await listVersions(store.db, slug)).toEqual([
      { version: 3, savedAt: "2026-11-24T09:03:00.000Z" },
      { version: 2, savedAt: "2026-11-24T09:02:00.000Z" },
      { version: 1, savedAt: "2026-11-24T09:01:00.000Z" },
    ]);
    expect((await getDraft(store.db, slug)).spec.title).toBe("Third");
    expect((await getDraft(store.db, slug, 1)).spec).toEqual(titled("First"));
    expect(await listDrafts(store.db)).toMatchObject([{ id: "first", version: 3, title: "Third" }]);
    await expect(getDraft(store.db, slug, 4)).rejects.toThrow('There is no version 4 of the report "first".');
    await store.close();
  });

  it.skipIf(!present)("is not written over by somebody who began from an earlier version", async () => {
    const store = await open();
    const { slug } = await createDraft(store, titled("First"), at(1));
    await saveDraft(store, slug, { spec: titled("Theirs"), expected: 1 }, at(2));
    const mine = saveDraft(store, slug, { spec: titled("Mine"), expected: 1 }, at(3));
    await expect(mine).rejects.toBeInstanceOf(Conflict);
    await expect(mine).rejects.toMatchObject({
      status: 409,
      mine: { title: "Mine" },
      theirs: { version: 2, spec: { title: "Theirs" } },
    });
    expect((await getDraft(store.db, slug)).spec.title).toBe("Theirs");
    await store.close();
  });

  it.skipIf(!present)("saved twice by one press of the button is one version", async () => {
    const store = await open();
    const { slug } = await createDraft(store, titled("First"), at(1));
    const saved = { spec: titled("Second"), expected: 1 };
    await saveDraft(store, slug, saved, at(2));
    expect(await saveDraft(store, slug, saved, at(3))).toMatchObject({ version: 2, savedAt: at(2).toISOString() });
    expect(await listVersions(store.db, slug)).toHaveLength(2);
    await store.close();
  });

  it.skipIf(!present)("of two who save at once, one is told", async () => {
    const store = await open();
    const { slug } = await createDraft(store, titled("First"), at(1));
    const both = await Promise.allSettled(
      ["One", "Other"].map((title) => saveDraft(store, slug, { spec: titled(title), expected: 1 }, at(2))),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await listVersions(store.db, slug)).toHaveLength(2);
    await store.close();
  });

  it.skipIf(!present)("is removed with its versions, unless it has been saved since", async () => {
    const store = await open();
    const { slug } = await createDraft(store, titled("First"), at(1));
    await saveDraft(store, slug, { spec: titled("Second"), expected: 1 }, at(2));
    await expect(removeDraft(store, slug, 1)).rejects.toMatchObject({ status: 409 });
    await removeDraft(store, slug, 2);
    expect(await findDraft(store.db, slug)).toBeUndefined();
    await expect(removeDraft(store, slug, 2)).rejects.toMatchObject({ status: 404 });
    await store.close();
  });

  it.skipIf(!present)("has versions that the database itself lets nobody change", async () => {
    const store = await open();
    const { slug } = await createDraft(store, titled("First"), at(1));
    const changed = store.db.updateTable("report_versions").set({ spec: "{}" }).where("report_id", "=", slug).execute();
    await expect(changed).rejects.toThrow("A saved version never changes");
    await store.close();
  });
});

describe("an address made from a title", () => {
  it.each([
    ["Chip constraints: what's next?", "chip-constraints-what-s-next"],
    ["  Équité & État  ", "equite-etat"],
    ["x".repeat(100), "x".repeat(60)],
    ["—", "report"],
  ])("%s", (title, slug) => {
    expect(slugOf(title)).toBe(slug);
  });
});
