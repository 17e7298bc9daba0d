import { describe, expect, it } from "vitest";
import type { ComparedCompany } from "../../../server/companies/compare-facts.js";
import type { Measure, Told } from "../../../server/companies/compare-measures.js";
import { comparedRows, sayWhoStandsOut } from "../../../server/companies/compare-rows.js";

const names = ["Ada", "Ben", "Cleo"];
const companies = names.map((name) => ({ company: { name } }) as ComparedCompany);

/** A measure that tells the values in the order of the companies. */
const measure = (values: readonly Told["value"][], leads?: Measure["leads"]): Measure => ({
  section: "Any",
  key: "any",
  title: "Any",
  ...(leads && { leads }),
  tell: ({ company }) => ({ value: values[names.indexOf(company.name)] ?? null, text: "", sources: [] }),
});
const row = (values: readonly Told["value"][], leads?: Measure["leads"]) =>
  comparedRows([measure(values, leads)], companies)[0];
const leading = (values: readonly Told["value"][], leads: Measure["leads"] = "highest") =>
  row(values, leads)?.cells.map((cell) => cell.leading);

describe("the value that stands out", () => {
  it("is the highest number or the latest date of those known", () => {
    expect(leading([3, 12, null])).toEqual([false, true, false]);
    expect(leading(["2024-05", "2023", "2024-11-02"], "latest")).toEqual([false, false, true]);
  });

  it("may be shared", () => {
    expect(leading([12, 12, 3])).toEqual([true, true, false]);
  });

  it("is none where one alone is known, where all are level, and where the measure has no direction", () => {
    expect(leading([12, null, null])).toEqual([false, false, false]);
    expect(leading([7, 7, null])).toEqual([false, false, false]);
    expect(row([3, 12, 5])?.cells.some((cell) => cell.leading)).toBe(false);
  });
});

describe("a row that tells the same of all", () => {
  it("has one value, or none known", () => {
    expect(row(["startup", "startup", "startup"])?.same).toBe(true);
    expect(row([null, null, null])?.same).toBe(true);
  });

  it("differs where one is not known: unknown is no value like the others, and never zero", () => {
    expect(row([7, 7, null])?.same).toBe(false);
    expect(row([0, 0, null])?.same).toBe(false);
  });

  it("is none with one company alone", () => {
    expect(comparedRows([measure([7])], companies.slice(0, 1))[0]?.same).toBe(false);
  });
});

describe("the finding", () => {
  const say = (...rows: readonly (readonly Told["value"][])[]) =>
    sayWhoStandsOut(
      comparedRows(
        rows.map((values) => measure(values, "highest")),
        companies,
      ),
      names,
    );

  it("counts for each the measures in which it stands out", () => {
    expect(say([3, 2, 1], [5, 1, null], [0, 1, null], [null, null, 4])).toBe(
      "Ada has the highest or latest known figure in 2 of 3 measures that set them apart, Ben in 1",
    );
  });

  it("names all who are first", () => {
    expect(say([3, 2, 1], [1, 2, 1])).toBe(
      "Ada and Ben each have the highest or latest known figure in 1 of 2 measures that set them apart",
    );
  });

  it("says so where too little is known, and nothing of one alone", () => {
    expect(say([3, null, null])).toBe("Too little is known to say in what Ada, Ben and Cleo differ most");
    expect(sayWhoStandsOut([], ["Ada"])).toBe("");
  });
});
