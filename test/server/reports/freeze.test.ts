import { createHash } from "node:crypto";
import { sql } from "kysely";
import { afterAll, describe, expect, it } from "vitest";
import { loadDataset } from "../../../db/load.js";
import type { Store } from "../../../db/store.js";
import { createDraft, removeDraft } from "../../../server/reports/drafts.js";
import {
  factsOf,
  getEdition,
  htmlOf,
  latestEditions,
  listEditions,
  pdfOf,
  recordOf,
  zipOf,
} from "../../../server/reports/editions.js";
import { countRows, factsUsed } from "../../../server/reports/facts-used.js";
import { type FreezeInput, freeze, type MakeEdition } from "../../../server/reports/freeze.js";
import { since } from "../../../server/reports/since.js";
import type { Day } from "../../../server/values/dates.js";
import { side } from "../../../server/values/sides.js";
import { openFreshShippedStore, openShippedStore, testDay, testMoment } from "../../fixture.js";
import { startPostgres } from "../../postgres.js";
import { readZip } from "../data/zip.js";
import { frozenAt, loadRounds, roundOf, shipped, spec } from "./stores.js";

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

const options = { now: () => frozenAt, build: "test-build" };

/** A report of one figure, rendered from the rounds that the store holds. */
function making(store: Store, change: Partial<FreezeInput> = {}): MakeEdition {
  return async (_slug, edition) => {
    const revision = await store.revision();
    if (!revision) throw new Error("The store is empty.");
    const rounds = await store.db.selectFrom("funding_rounds").select(["id", "amount_usd"]).orderBy("id").execute();
    const total = rounds.reduce((sum, { amount_usd }) => sum + (amount_usd ?? 0), 0);
    return {
      spec,
      asked: {},
      view: { asOf: testDay, sides: { a: side("US"), b: side("CN") }, confidence: "disputed" },
      revision,
      html: `<!doctype html><title>Money</title><p>Edition ${edition}: ${total}`,
      figures: [{ id: "figure-1", key: "rounds", title: "Rounds", csv: rowsCsv(rounds), svg: "<svg/>" }],
      tables: [{ id: "table-1", title: "Table", csv: "a\r\n1\r\n" }],
      liveFigures: [{ key: "total", title: "Amounts", text: String(total), value: total }],
      tablesUsed: ["funding_rounds", "companies"],
      ...change,
    };
  };
}

function rowsCsv(rounds: readonly { readonly id: string; readonly amount_usd: number | null }[]): string {
  return ["id,amount_usd", ...rounds.map(({ id, amount_usd }) => `${id},${amount_usd ?? ""}`), ""].join("\r\n");
}

const disclosed = "deepseek-2026-unspecified";
const total = shipped.rows.funding_rounds.reduce((sum, { amount_usd }) => sum + (amount_usd ?? 0), 0);

/** Everything that the tables of reports hold. */
async function everything({ db }: Store): Promise<unknown> {
  return {
    reports: await db.selectFrom("reports").selectAll().orderBy("id").execute(),
    versions: await db.selectFrom("report_versions").selectAll().orderBy("report_id").orderBy("version").execute(),
    editions: await db.selectFrom("report_editions").selectAll().orderBy("report_id").orderBy("edition").execute(),
  };
}

const databases = [
  { name: "SQLite", present: true, open: () => openFreshShippedStore() },
  {
    name: "PostgreSQL",
    present: postgres !== undefined,
    open: async () => openFreshShippedStore(await postgres?.createDatabase()),
  },
];

describe.each(databases)("an edition on $name", ({ name, present, open }) => {
  it.skipIf(!present)("stays as it was frozen when a fact is edited; the next one differs and says how", async () => {
    const store = await open();
    const first = await freeze(store, "money", making(store), options);
    expect(first).toMatchObject({ edition: 1, revision_id: 1, as_of: testDay, summary: null, pdf_sha256: null });
    expect(await since(store, first)).toMatchObject({ sentence: undefined });

    await loadRounds(store, (rounds) =>
      rounds.map((round) => (round.id === disclosed ? { ...round, amount_usd: 9.4e9 } : round)),
    );
    expect(await htmlOf(store.db, first)).toBe(`<!doctype html><title>Money</title><p>Edition 1: ${total}`);
    expect(await since(store, first)).toMatchObject({
      sentence: "1 funding round changed",
      difference: {
        facts: [
          {
            table: "funding_rounds",
            changed: [
              {
                key: disclosed,
                name: "DeepSeek, unspecified",
                cells: [{ column: "amount_usd", before: 7.4e9, after: 9.4e9 }],
              },
            ],
          },
        ],
      },
    });

    const second = await freeze(store, "money", making(store), options);
    expect(second).toMatchObject({
      edition: 2,
      revision_id: 2,
      summary: `1 funding round changed; Amounts: ${total} → ${total + 2e9}`,
    });
    expect((await recordOf(store.db, second)).difference?.series).toEqual([{ title: "Rounds", gone: 1, fresh: 1 }]);
    expect(await htmlOf(store.db, first)).toContain(String(total));
    expect(await htmlOf(store.db, second)).toContain(String(total + 2e9));
    expect((await listEditions(store.db, "money")).map(({ edition }) => edition)).toEqual([2, 1]);
    expect(await latestEditions(store.db)).toMatchObject([{ report_id: "money", edition: 2 }]);
    await store.close();
  });

  it.skipIf(!present)("is refused by the database to whoever would change or delete it", async () => {
    const store = await open();
    await freeze(store, "money", making(store), options);
    const before = await everything(store);
    for (const attack of [
      sql`update report_editions set html = html`,
      sql`delete from report_editions`,
      ...(name === "PostgreSQL" ? [sql`truncate report_editions`] : []),
    ])
      await expect(attack.execute(store.db)).rejects.toThrow("A frozen edition never changes");
    expect(await everything(store)).toEqual(before);
    await store.close();
  });

  it.skipIf(!present)("and its draft outlive a load of other facts, and the draft is not removed", async () => {
    const store = await open();
    const { slug } = await createDraft(store, spec, testMoment);
    await freeze(store, slug, making(store), options);
    const before = await everything(store);
    await loadRounds(store, (rounds) => rounds.map((round) => ({ ...round, amount_usd: null })));
    await loadDataset(store, shipped, { author: "test", summary: "Back", now: testMoment });
    expect(await everything(store)).toEqual(before);
    await expect(removeDraft(store, slug, 1)).rejects.toThrow("A report with frozen editions is never removed");
    await store.close();
  });

  it.skipIf(!present)("that was altered on the disk is not shown, whatever of it was", async () => {
    const store = await open();
    const frozen = await freeze(store, "money", making(store, { pdf: Buffer.from("%PDF-1.7") }), options);
    const triggers =
      name === "SQLite"
        ? [sql`drop trigger report_editions_no_update`]
        : [sql`drop trigger report_editions_kept on report_editions`];
    for (const trigger of triggers) await trigger.execute(store.db);
    const readers = {
      html: () => htmlOf(store.db, frozen),
      pdf: () => pdfOf(store.db, frozen),
      zip: () => zipOf(store.db, frozen),
      facts: () => factsOf(store.db, frozen),
      record: () => recordOf(store.db, frozen),
    };
    for (const [blob, read] of Object.entries(readers)) {
      await store.db
        .updateTable("report_editions")
        .set({ [blob]: Buffer.from("forged") })
        .execute();
      await expect(read(), blob).rejects.toMatchObject({ status: 500, title: "Edition damaged" });
      await expect(read(), blob).rejects.toThrow(
        /^Edition 1 of "money" is no longer what was frozen: .+ does not match/,
      );
    }
    await store.db.updateTable("report_editions").set({ as_of: "2025-01-01" }).execute();
    await expect(getEdition(store.db, "money", 1)).rejects.toThrow("the record of when and from what it was made");
    await store.close();
  });

  it.skipIf(!present)("is made once by two presses of the button", async () => {
    const store = await open();
    const press = () => freeze(store, "money", making(store), { ...options, expected: 1 });
    const both = await Promise.allSettled([press(), press()]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(press()).rejects.toMatchObject({ status: 409 });
    await expect(press()).rejects.toThrow("Edition 1 has been made already");
    expect(await listEditions(store.db, "money")).toHaveLength(1);
    await store.close();
  });

  it.skipIf(!present)(
    "is begun anew when an edit lands while it is rendered, and given up if they never end",
    async () => {
      const store = await open();
      const amounts = (amount: number) =>
        loadRounds(store, (rounds) =>
          rounds.map((round) => (round.id === disclosed ? { ...round, amount_usd: amount } : round)),
        );
      let edits = 1;
      const interrupted: MakeEdition = async (...asked) => {
        const input = await making(store)(...asked);
        if (edits-- > 0) await amounts(1e9 + edits);
        return input;
      };
      const frozen = await freeze(store, "money", interrupted, options);
      expect(frozen).toMatchObject({ edition: 1, revision_id: 2 });
      expect(await htmlOf(store.db, frozen)).toContain(String(total - 6.4e9));

      edits = 10;
      const never = freeze(store, "money", interrupted, options);
      await expect(never).rejects.toMatchObject({ status: 503, title: "Facts in motion" });
      expect(await listEditions(store.db, "money")).toHaveLength(1);
      await store.close();
    },
  );
});

describe("the facts that a report used", () => {
  it("are the rows that count at its day and on its evidence, with the sources that they cite", async () => {
    const store = await openShippedStore();
    const view = { asOf: "2024-02-21" as Day, confidence: "confirmed" as const };
    const facts = await factsUsed(store, ["funding_rounds"], view);
    expect(facts.map(({ table }) => table)).toEqual(["sources", "funding_rounds"]);
    const counted = shipped.rows.funding_rounds
      .filter(({ announced_on, confidence }) => announced_on <= view.asOf && confidence === "confirmed")
      .sort((one, other) => (one.id < other.id ? -1 : 1));
    expect(counted.length).toBeGreaterThan(5);
    const [sources, rounds] = facts;
    expect(rounds?.rows.map(([id]) => id)).toEqual(counted.map(({ id }) => id));
    expect(new Set(sources?.rows.map(([id]) => id))).toEqual(new Set(counted.map(({ source_id }) => source_id)));
    expect(countRows(facts)).toBe(counted.length + (sources?.rows.length ?? 0));
  });

  it("are all sources where it lists the sources themselves", async () => {
    const store = await openShippedStore();
    const [sources] = await factsUsed(store, ["sources"], { asOf: testDay, confidence: "disputed" });
    expect(sources?.rows).toHaveLength(shipped.rows.sources.length);
  });

  it("come back from the store as they were", async () => {
    const store = await openFreshShippedStore();
    const frozen = await freeze(store, "money", making(store), options);
    const facts = await factsUsed(store, ["funding_rounds", "companies"], { asOf: testDay, confidence: "disputed" });
    expect(await factsOf(store.db, frozen)).toEqual(facts);
    await store.close();
  });
});

describe("the zip of an edition", async () => {
  const store = await openFreshShippedStore();
  const pdf = Buffer.from("%PDF-1.7 test");
  await freeze(store, "money", making(store, { pdf }), options);
  await loadRounds(store, (rounds) => [
    ...rounds.map((round) => (round.id === disclosed ? { ...round, amount_usd: 9.4e9 } : round)),
    { ...roundOf(disclosed), id: "added", note: "=1+1" },
  ]);
  const second = await freeze(store, "money", making(store, { pdf }), options);
  const entries = readZip(await zipOf(store.db, second));
  const contents = (name: string) => entries.find((entry) => entry.name === name)?.contents.toString() ?? "";
  const manifest = JSON.parse(contents("manifest.json")) as {
    files: { path: string; bytes: number; sha256: string; type: string; title: string }[];
  };
  const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

  it("holds the report, the data of every figure and table, the facts and what differs from the one before", () => {
    expect(entries.map((entry) => entry.name).sort()).toEqual(
      [
        "SHA256SUMS",
        "data/LICENSE.txt",
        "data/METRICS.md",
        "data/companies.csv",
        "data/datapackage.json",
        "data/funding_rounds.csv",
        "data/sources.csv",
        "difference.csv",
        "figures-in-text.csv",
        "figures/figure-1.csv",
        "figures/figure-1.svg",
        "manifest.json",
        "report.html",
        "report.pdf",
        "tables/table-1.csv",
      ].sort(),
    );
    expect(contents("report.pdf")).toBe("%PDF-1.7 test");
    expect(contents("figures/figure-1.csv")).toContain(`${disclosed},9400000000\r\n`);
    expect(contents("difference.csv").split("\r\n")).toEqual([
      "what,where,key,name,column,before,after",
      `changed,figure in text,total,Amounts,text,${total},${total + 9.4e9}`,
      "changed,figure or table,,Rounds,rows,1 gone,2 new",
      `changed,funding_rounds,${disclosed},"DeepSeek, unspecified",amount_usd,7400000000,9400000000`,
      'added,funding_rounds,added,"DeepSeek, unspecified",,,',
      "",
    ]);
  });

  it("tells size, type and hash of every file, so that sha256sum can check them", () => {
    const others = entries.filter(({ name }) => name !== "manifest.json" && name !== "SHA256SUMS");
    expect(manifest.files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }))).toEqual(
      others.map((entry) => ({
        path: entry.name,
        bytes: entry.contents.length,
        sha256: sha256(entry.contents),
      })),
    );
    expect(contents("SHA256SUMS")).toBe(
      entries
        .filter(({ name }) => name !== "SHA256SUMS")
        .map((entry) => `${sha256(entry.contents)}  ${entry.name}\n`)
        .join(""),
    );
    expect(manifest).toMatchObject({
      report: "money",
      edition: 2,
      title: "Money and models",
      authors: ["A. Analyst"],
      frozen_at: "2026-11-24T10:30:00.000Z",
      generator: { name: "Parallax", build: "test-build" },
      dataset: { revision: 2 },
      view: { as_of: testDay, a: "US", b: "CN", confidence: "disputed" },
    });
  });

  it("holds the facts as a data package whose references all lead somewhere in it", () => {
    const { name, resources, version } = JSON.parse(contents("data/datapackage.json")) as {
      name: string;
      version: string;
      resources: { name: string; path: string; schema: { foreignKeys?: { fields: string[] }[] } }[];
    };
    expect(name).toBe("money-edition-2");
    expect(version).toMatch(/\+revision\.2$/);
    expect(resources.map(({ path }) => path)).toEqual(["sources.csv", "companies.csv", "funding_rounds.csv"]);
    const rounds = resources.find((one) => one.name === "funding_rounds");
    expect(rounds?.schema.foreignKeys?.map(({ fields }) => fields)).toEqual([["company_id"], ["source_id"]]);
    const lines = contents("data/funding_rounds.csv").split("\r\n");
    expect(lines).toHaveLength(shipped.rows.funding_rounds.length + 3);
    expect(lines.find((line) => line.startsWith("added,"))).toMatch(/,'=1\+1$/);
  });

  it("has the same bytes each time", async () => {
    const again = await openFreshShippedStore();
    await freeze(again, "money", making(again, { pdf }), options);
    const first = await getEdition(store.db, "money", 1);
    expect((await getEdition(again.db, "money", 1)).zip_sha256).toBe(first.zip_sha256);
    await again.close();
  });
});

it("a report that rests on more facts than an edition carries is refused, not cut", async () => {
  const store = await openShippedStore();
  const endless: Store = {
    ...store,
    async *stream() {
      for (;;) yield Array.from({ length: 5000 }, () => []);
    },
  };
  const facts = factsUsed(endless, ["events"], { asOf: testDay, confidence: "disputed" });
  await expect(facts).rejects.toThrow("rests on more than 200,000 facts");
});
