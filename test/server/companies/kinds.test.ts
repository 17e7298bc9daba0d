import { expect, it } from "vitest";
import { companiesByKind } from "../../../server/companies/kinds.js";
import { side } from "../../../server/values/sides.js";

const sides = { a: side("US"), b: side("CN") };

it("counts each kind on either side, the most frequent first", () => {
  const companies = [
    { kind: "startup", country: "CN" },
    { kind: "investor", country: "US" },
    { kind: "startup", country: "US" },
    { kind: "startup", country: "CN" },
  ];
  expect(companiesByKind(companies, sides)).toEqual([
    { kind: "startup", a: 1, b: 2 },
    { kind: "investor", a: 1, b: 0 },
  ]);
});

it("leaves out companies of neither side and of no single country", () => {
  const companies = [
    { kind: "startup", country: "FR" },
    { kind: "startup", country: null },
  ];
  expect(companiesByKind(companies, sides)).toEqual([]);
});

it("puts what is left over last, however many there are", () => {
  const companies = [
    { kind: "other", country: "US" },
    { kind: "other", country: "US" },
    { kind: "cloud", country: "CN" },
  ];
  expect(companiesByKind(companies, sides).map(({ kind }) => kind)).toEqual(["cloud", "other"]);
});
