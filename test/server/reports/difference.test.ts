import { describe, expect, it } from "vitest";
import {
  differenceBetween,
  factsDifference,
  figuresDifference,
  isNothing,
  seriesDifference,
} from "../../../server/reports/difference.js";
import { sayCell, sayDifference, sayTable } from "../../../server/reports/difference-words.js";
import type { FactTable } from "../../../server/reports/facts-used.js";

const companies: FactTable = {
  table: "companies",
  columns: ["id", "name", "country"],
  rows: [
    ["01-ai", "01.AI", "CN"],
    ["openai", "OpenAI", "US"],
  ],
};

const rounds = (...rows: readonly (readonly [id: string, company: string, stage: string, amount: number | null])[]) =>
  ({
    table: "funding_rounds",
    columns: ["id", "company_id", "stage", "amount_usd"],
    rows,
  }) as const satisfies FactTable;

describe("what differs in the facts", () => {
  const before = [companies, rounds(["a", "01-ai", "seed", null], ["b", "openai", "seed", 5e6], ["c", "x", "seed", 1])];
  const after = [companies, rounds(["a", "01-ai", "seed", 2e8], ["b", "openai", "seed", 5e6], ["d", "y", "seed", 1])];

  it("is told by row and cell, with what stood there before", async () => {
    expect(await factsDifference(before, after)).toEqual([
      {
        table: "funding_rounds",
        changed: [{ key: "a", name: "01.AI, seed", cells: [{ column: "amount_usd", before: null, after: 2e8 }] }],
        // A row whose company is not among the facts goes by the company's id.
        added: [{ key: "d", name: "y, seed" }],
        removed: [{ key: "c", name: "x, seed" }],
      },
    ]);
  });

  it("is nothing between the same facts, in whatever order", async () => {
    const turned = before.map((table) => ({ ...table, rows: table.rows.toReversed() }));
    expect(await factsDifference(before, turned)).toEqual([]);
  });

  it("is not that a later version of the product knows one more column, or has moved one", async () => {
    const wider: FactTable = {
      table: "companies",
      columns: ["country", "id", "name", "ticker"],
      rows: companies.rows.map(([id, name, country]) => [country, id, name, null]),
    };
    expect(await factsDifference([companies], [wider])).toEqual([]);
    expect(await factsDifference([wider], [companies])).toEqual([]);
  });

  it("is told by table where the report has begun to read it, not row by row", async () => {
    const state = (...facts: readonly FactTable[]) => ({ facts, figures: [], series: [] });
    const difference = await differenceBetween(state(companies), state(companies, rounds(["a", "x", "seed", 1])));
    expect(difference).toMatchObject({ facts: [], begun: ["funding_rounds"], dropped: [] });
    expect(isNothing(difference)).toBe(false);
    expect(sayDifference(difference)).toBe("it now also rests on funding rounds");
  });

  it("keeps apart rows whose keys have several parts", async () => {
    const values = (value: number): FactTable => ({
      table: "indicator_values",
      columns: ["indicator_id", "country", "period", "source_id", "value"],
      rows: [
        ["gdp", "US", "2023", "imf", 1],
        ["gdp", "CN", "2023", "imf", value],
      ],
    });
    const [difference] = await factsDifference([values(2)], [values(3)]);
    expect(difference?.changed).toEqual([
      {
        key: "gdp / CN / 2023 / imf",
        name: "gdp, CN, 2023",
        cells: [{ column: "value", before: 2, after: 3 }],
      },
    ]);
  });
});

describe("what differs in figures and data", () => {
  const figure = (key: string, text: string) => ({ key, title: `Title of ${key}`, text, value: null });

  it("is a figure that says something else, is no longer stated or is new", () => {
    expect(
      figuresDifference(
        [figure("same", "1"), figure("moved", "$38bn"), figure("gone", "7")],
        [figure("moved", "$41bn"), figure("same", "1"), figure("new", "9")],
      ),
    ).toEqual([
      { key: "moved", title: "Title of moved", before: "$38bn", after: "$41bn" },
      { key: "gone", title: "Title of gone", before: "7", after: null },
      { key: "new", title: "Title of new", before: null, after: "9" },
    ]);
  });

  it("is counted in rows, whatever number a figure has in either edition", () => {
    const data = (id: string, ...rows: readonly string[]) => ({
      id,
      key: "/funding cumulative",
      title: "Money",
      csv: ["year,amount", ...rows, ""].join("\r\n"),
    });
    expect(
      seriesDifference(
        [data("figure-1", "2023,1", "2024,2", "2024,2")],
        [data("figure-2", "2024,2", "2023,1", "2025,3")],
      ),
    ).toEqual([{ title: "Money", gone: 1, fresh: 1 }]);
    expect(seriesDifference([data("figure-1", "2023,1", "2024,2")], [data("figure-2", "2024,2", "2023,1")])).toEqual(
      [],
    );
    expect(seriesDifference([], [data("figure-1", "2023,1", '"a\r\nb",2')])).toEqual([
      { title: "Money", gone: 0, fresh: 2 },
    ]);
  });
});

describe("in words", () => {
  const row = (key: string) => ({ key, name: key });
  const changed = (key: string) => ({ ...row(key), cells: [] });

  it.each([
    [{ changed: [changed("a"), changed("b")], added: [row("c")], removed: [] }, "2 funding rounds changed, 1 added"],
    [{ changed: [], added: [row("a")], removed: [] }, "1 funding round added"],
    [{ changed: [], added: [], removed: [row("a"), row("b")] }, "2 funding rounds removed"],
  ])("%#", (counts, words) => {
    expect(sayTable({ table: "funding_rounds", ...counts })).toBe(words);
  });

  it("names the foremost tables and figures and counts the rest", () => {
    const facts = (["sources", "companies", "models", "chips", "claims"] as const).map((table, at) => ({
      table,
      added: Array.from({ length: at + 1 }, (_, n) => row(`${table}-${n}`)),
      changed: [],
      removed: [],
    }));
    const figures = ["a", "b", "c", "d"].map((key) => ({ key, title: key.toUpperCase(), before: "1", after: "2" }));
    expect(sayDifference({ facts, figures, begun: [], dropped: [], series: [] })).toBe(
      "5 claims added; 4 chips added; 3 models added; 3 more rows in 2 other tables; A: 1 → 2; B: 1 → 2; C: 1 → 2; 1 more figure stated otherwise",
    );
  });

  it("counts findings, which are sentences of their own, and names figures", () => {
    const finding = { key: "f", title: "Figure 1", before: "One. ".repeat(10), after: "Other. ".repeat(10) };
    const nothing = { facts: [], begun: [], dropped: [], series: [] };
    expect(sayDifference({ ...nothing, figures: [finding] })).toBe("1 figure stated otherwise");
    expect(sayDifference({ ...nothing, figures: [finding, { ...finding, title: "A", before: "1", after: "2" }] })).toBe(
      "A: 1 → 2; 1 more figure stated otherwise",
    );
  });

  it("says nothing of nothing", () => {
    expect(sayDifference({ facts: [], figures: [], begun: [], dropped: [], series: [] })).toBeUndefined();
  });

  it.each([
    ["amount_usd", 7.4e9, 9.4e9, "Amount", "$7.4bn", "$9.4bn"],
    // Three figures would make the two look the same.
    ["amount_usd", 7_400_000_001, 7_400_000_002, "Amount", "7400000001", "7400000002"],
    ["amount_usd", null, 5e6, "Amount", "empty", "$5m"],
    ["announced_on", "2023-11", "2023-11-05", "Announced", "Nov 2023", "5 Nov 2023"],
    [
      "note",
      `${"x".repeat(300)}one`,
      `${"x".repeat(300)}two`,
      "Note",
      `…${"x".repeat(60)}one`,
      `…${"x".repeat(60)}two`,
    ],
  ])("%s from %s to %s", (column, before, after, title, saidBefore, saidAfter) => {
    expect(sayCell("funding_rounds", { column, before, after })).toEqual({
      title,
      before: saidBefore,
      after: saidAfter,
    });
  });
});
