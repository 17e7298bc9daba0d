import { describe, expect, it } from "vitest";
import type { DateOrigin } from "../../db/columns.js";
import { sayDating } from "../../db/dating.js";
import { isTableName, type TableName, tableNames, tableOf } from "../../db/tables.js";

/** The column of a table that must be there. */
function column(table: string, name: string) {
  const found = isTableName(table) ? tableOf(table).columns[name] : undefined;
  if (!found) throw new Error(`There is no column ${table}.${name}.`);
  return found;
}

describe.each(tableNames)("%s", (name) => {
  const table = tableOf(name);
  const columns = Object.entries(table.columns);

  it("is described for a stranger, as is each of its columns", () => {
    for (const { title, description } of [table, ...columns.map(([, described]) => described)]) {
      expect(title).toMatch(/^[A-Z]/);
      expect(description).toMatch(/^\S.*\.$/s);
    }
  });

  it("has a key of columns that are never unknown", () => {
    expect(table.key.length).toBeGreaterThan(0);
    for (const part of table.key) {
      const { required, blank } = column(name, part);
      expect(required || blank !== undefined, part).toBe(true);
    }
  });

  it("refers only to tables before it or to itself, by their id", () => {
    const before = tableNames.slice(0, tableNames.indexOf(name) + 1);
    for (const [columnName, { references = [], type }] of columns) {
      for (const target of references) {
        expect(before, columnName).toContain(target);
        expect(tableOf(target as TableName).key).toEqual(["id"]);
        expect(type).toBe("slug");
      }
    }
  });

  it("names only columns of its own where one column tells how to read another", () => {
    for (const [, { referencesBy, namesColumnOf }] of columns)
      for (const told of [referencesBy, namesColumnOf]) if (told) column(name, told);
  });

  it("is dated by dates that exist", () => {
    for (const origin of table.datedBy?.from ?? []) checkOrigin(name, origin);
    if (table.datedBy?.until) expect(column(name, table.datedBy.until).type).toBe("date");
  });

  it("has a unit for each number that is counted in one, and none for text", () => {
    for (const [columnName, { type, unit }] of columns)
      if (unit) expect(["number", "integer"], columnName).toContain(type);
  });

  it("leads to a source, itself or through what it belongs to", () => {
    const sourced: Partial<Record<TableName, string>> = {
      sources: "id",
      funding_participants: "round_id",
      benchmarks: "url",
      indicators: "id",
    };
    column(name, sourced[name] ?? "source_id");
  });
});

function checkOrigin(name: TableName, origin: DateOrigin): void {
  if (typeof origin === "string") {
    expect(column(name, origin).type).toBe("date");
  } else if ("of" in origin) {
    column(name, origin.by);
    expect(column(origin.of, origin.date).type).toBe("date");
  } else {
    for (const { table, by, date, through } of origin.earliest) {
      expect(column(table, by).references).toContain(name);
      const [via, dated] = date.includes(".") ? date.split(".") : [table, date];
      expect(column(via ?? "", dated ?? "").type).toBe("date");
      if (through) expect(column(table, through).references).toContain(via);
    }
  }
}

describe("how a table is dated, in words", () => {
  it.each([
    ["funding_rounds", "A row counts from `announced_on`."],
    ["sources", "Not dated: its rows count at any date."],
    ["funding_participants", "A row counts from `announced_on` of the row of `funding_rounds` that `round_id` names."],
    ["chip_rulings", "A row counts from `from_on`. It holds until the day before `until_on`."],
    [
      "dependencies",
      "A row counts from `since_on`, else from `released_on` of the row of `models` that `dependent_id` names, else from `released_on` of the row of `software` that `dependent_id` names, else from `published_on` of the row of `sources` that `source_id` names; a row that nothing dates counts at any date.",
    ],
  ] as [TableName, string][])("%s", (name, words) => {
    expect(sayDating(name)).toBe(words);
  });

  it("names every origin of a company's date", () => {
    const words = sayDating("companies");
    for (const origin of ["`founded_on`", "`models.released_on`", "`funding_participants.investor_id`"])
      expect(words).toContain(origin);
  });
});
