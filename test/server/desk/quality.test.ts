import { readFileSync } from "node:fs";
import { join } from "node:path";
import request from "supertest";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../../db/csv.js";
import { editPath } from "../../../server/desk/quality.js";
import { type Dated, type Known, lookAlike, normalised, stale } from "../../../server/desk/quality-lists.js";
import { places } from "../../../server/places.js";
import type { Day } from "../../../server/values/dates.js";
import { appOf, openShippedStore } from "../../fixture.js";

const app = appOf(await openShippedStore());
/** Far enough ahead for every shipped fact to have happened. */
const ahead = "as_of=2199";

type Cells = Readonly<Record<string, string>>;

function recordsOf(bytes: Uint8Array): readonly Cells[] {
  const { header, records } = readCsv(bytes);
  return records.map(({ cells }) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])));
}

const shipped = (table: string) => recordsOf(readFileSync(join(places.dataset, `${table}.csv`)));

async function listed(list: string, query = ahead): Promise<readonly Cells[]> {
  const { text } = await request(app).get(`/desk/quality.csv?list=${list}&${query}`).expect(200);
  return recordsOf(Buffer.from(text));
}

const idsOf = (rows: readonly Cells[], table: string) =>
  rows.filter((row) => row["table"] === table).map((row) => row["row_id"]);

describe("the lists hold what the shipped files say", () => {
  const citations = shipped("citations");

  it("chips whose die area is empty", async () => {
    const bare = shipped("chips").filter(({ die_area_mm2 }) => die_area_mm2 === "");
    expect((await listed("die-area")).map(({ row_id }) => row_id).sort()).toEqual(bare.map(({ id }) => id).sort());
  });

  it("models that no dependency has as its dependent", async () => {
    const dependents = new Set(shipped("dependencies").map(({ dependent_id }) => dependent_id));
    const alone = shipped("models").filter(({ id }) => !dependents.has(id));
    expect((await listed("lineage")).map(({ row_id }) => row_id).sort()).toEqual(alone.map(({ id }) => id).sort());
  });

  it("every citation that disagrees, with both values", async () => {
    const open = citations.filter(({ agrees }) => agrees === "no");
    const rows = await listed("conflict");
    expect(rows).toHaveLength(open.length);
    const rounds = new Map(shipped("funding_rounds").map((round) => [round["id"], round]));
    const about = open.filter(({ table, column }) => table === "funding_rounds" && column === "amount_usd");
    expect(about.length).toBeGreaterThan(0);
    for (const { row_id, source_id, value } of about)
      expect(rows).toContainEqual(
        expect.objectContaining({
          row_id,
          source_id,
          column: "amount_usd",
          other: value,
          recorded: rounds.get(row_id ?? "")?.["amount_usd"],
        }),
      );
  });

  it("rows without a further source that agrees and is another than the first", async () => {
    const rows = await listed("single-source");
    for (const table of ["funding_rounds", "chips", "compute_holdings"]) {
      const own = shipped(table);
      const alone = own.filter(
        ({ id, source_id }) =>
          !citations.some(
            (one) =>
              one["table"] === table &&
              one["row_id"] === id &&
              one["agrees"] === "yes" &&
              one["source_id"] !== source_id,
          ),
      );
      expect(idsOf(rows, table).sort(), table).toEqual(alone.map(({ id }) => id).sort());
    }
  });

  it("rows on estimated or disputed evidence, which better evidence as a view leaves none of", async () => {
    const weak = shipped("funding_rounds").filter(({ confidence }) => /^(estimated|disputed)$/.test(confidence ?? ""));
    expect(idsOf(await listed("weak-evidence"), "funding_rounds").sort()).toEqual(weak.map(({ id }) => id).sort());
    expect(await listed("weak-evidence", `${ahead}&confidence=reported`)).toEqual([]);
  });

  it("sources that nothing cites", async () => {
    const tables = ["companies", "funding_rounds", "models", "software", "dependencies", "benchmark_scores", "chips"];
    const more = ["events", "export_rules", "chip_rulings", "compute_holdings", "listings", "claims"];
    const cited = new Set(
      [...tables, ...more, "indicator_values", "citations"].flatMap((table) =>
        shipped(table).map(({ source_id }) => source_id),
      ),
    );
    const unused = shipped("sources").filter(({ id }) => !cited.has(id));
    expect((await listed("unused-source")).map(({ row_id }) => row_id)).toEqual(unused.map(({ id }) => id));
  });

  it("chips held by companies whose last figure speaks for a day more than 18 months back", async () => {
    // Of 2024 means up to its last day: from 1 July 2026 on that is more than 18 months ago.
    const rows = idsOf(await listed("stale", "as_of=2026-07-01"), "compute_holdings");
    expect(rows).toContain("moore-threads-moore-threads-s4000-cluster-2024");
    expect(idsOf(await listed("stale", "as_of=2026-06-30"), "compute_holdings")).not.toContain(
      "moore-threads-moore-threads-s4000-cluster-2024",
    );
  });
});

it("nothing that was still to come is on a list", async () => {
  const { text } = await request(app).get("/desk/quality.csv?as_of=2023-06-30").expect(200);
  const rows = recordsOf(Buffer.from(text)).filter((row) => row["list"] !== "unused-source");
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(({ dated_on = "" }) => dated_on > "2023-06-30")).toEqual([]);
});

it("each row leads to its form and to the page that shows it, and each list says how long it is", async () => {
  const { text } = await request(app).get("/desk/quality?list=die-area").set("Accept", "text/html").expect(200);
  const [first] = await listed("die-area", "");
  expect(text).toMatch(new RegExp(`href="/desk/edit/chips/${first?.["row_id"]}\\?`));
  expect(text).toMatch(new RegExp(`href="/chips/${first?.["row_id"]}\\?`));
  const rows = await listed("conflict", "");
  expect(text).toMatch(new RegExp(`list=conflict#narrow"[^>]*>Sources disagree</a></td><td[^>]*>${rows.length}</td>`));
});

it("the form of a row whose key has several columns is one part of the path", () => {
  expect(editPath("chips", "nvidia-h20")).toBe("/desk/edit/chips/nvidia-h20");
  expect(editPath("indicator_values", "share/CN/2024/a-source")).toBe(
    "/desk/edit/indicator_values/share%2FCN%2F2024%2Fa-source",
  );
});

const known = (row_id: string): Known => ({
  table: "companies",
  row_id,
  label: row_id,
  dated_on: null,
  confidence: null,
  company_id: row_id,
  source_id: "s",
});

describe("names that look alike", () => {
  it.each([
    ["Zhipu A.I. Co., Ltd.", "zhipuai"],
    ["Zhipu AI", "zhipuai"],
    ["Mistral  AI", "mistralai"],
    ["Sociét\u00e9 G\u00e9n\u00e9rale", "societegenerale"],
    ["零一万物", "零一万物"],
    ["Holdings Group", "holdingsgroup"],
  ])("%s is read as %s", (name, letters) => {
    expect(normalised(name)).toBe(letters);
  });

  it("are listed with each other, by either script", () => {
    const companies = [
      { ...known("a"), names: ["Acme Inc."] },
      { ...known("b"), names: ["ACME", "阿克米"] },
      { ...known("c"), names: ["Other", "阿克米"] },
      { ...known("d"), names: ["Alone"] },
    ];
    expect(lookAlike(companies).map(({ row_id, other }) => [row_id, other])).toEqual([
      ["a", "b (b)"],
      ["b", "a (a), c (c)"],
      ["c", "b (b)"],
    ]);
  });
});

describe("stale figures", () => {
  const figure = (row_id: string, series: string, dated_on: string): Dated => ({ ...known(row_id), series, dated_on });
  const found = (figures: readonly Dated[], asOf: string) =>
    stale(figures, 18, asOf as Day).map(({ row_id }) => row_id);

  it("are the last of a series, and only when that is older than the months", () => {
    const figures = [figure("old", "x", "2023-01-01"), figure("new", "x", "2025-01-01"), figure("y", "y", "2024")];
    expect(found(figures, "2026-06-30")).toEqual([]);
    expect(found(figures, "2026-07-01")).toEqual(["y"]);
    expect(found(figures, "2026-07-02")).toEqual(["new", "y"]);
  });

  it("none, where there are no figures", () => {
    expect(found([], "2026-07-01")).toEqual([]);
  });
});
