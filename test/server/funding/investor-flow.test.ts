import { describe, expect, it } from "vitest";
import { countryMatrix, flowOf } from "../../../server/funding/investor-flow.js";
import type { Ledger, LedgerCompany } from "../../../server/funding/ledger.js";
import { side } from "../../../server/values/sides.js";

const sides = { a: side("US"), b: side("CN") };

function company(id: string, country: string | null): LedgerCompany {
  return { id, name: id, nativeName: null, country, kind: "startup", sourceId: "s", sourceUrl: "https://s.example" };
}

/** So many participations of a country's investors in one round of a company. */
function taken(...parts: readonly (readonly [from: string | null, into: LedgerCompany, times: number])[]): Ledger {
  return parts.flatMap(([from, into, times], at) => {
    const round = {
      id: `r${at}`,
      on: "2024",
      company: into,
      stage: "seed",
      confidence: "reported" as const,
      sourceId: "s",
    };
    return Array.from({ length: times }, (_, n) => ({ round, investor: company(`${from}-${n}`, from), lead: null }));
  });
}

const [openai, groq, small, smaller] = ["openai", "groq", "small", "smaller"].map((id) => company(id, "US")) as [
  LedgerCompany,
  LedgerCompany,
  LedgerCompany,
  LedgerCompany,
];
const zhipu = company("zhipu", "CN");
const mistral = company("mistral", "FR");
const ledger = taken(
  ["US", openai, 5],
  ["JP", openai, 1],
  ["US", groq, 3],
  ["US", small, 2],
  ["CN", small, 1],
  ["US", smaller, 1],
  ["US", zhipu, 2],
  ["CN", zhipu, 4],
  ["FR", mistral, 2],
  ["DE", mistral, 1],
  ["AE", mistral, 1],
  [null, mistral, 1],
);
const flow = flowOf(ledger, sides, { countries: 1, companies: 2 });
const counts = (places: typeof flow.investors) =>
  places.map(({ key, participations, members }) => [key, participations, members]);

describe("the flow", () => {
  it("keeps the compared countries and the largest others, puts the rest together, and unknown ones apart", () => {
    expect(counts(flow.investors)).toEqual([
      ["from US", 13, 1],
      ["from CN", 5, 1],
      ["from FR", 2, 1],
      ["from others", 3, 3],
      ["from unknown", 1, 0],
    ]);
    expect(counts(flow.countries)).toEqual([
      ["into US", 13, 1],
      ["into CN", 6, 1],
      ["into FR", 5, 1],
    ]);
  });

  it("names the companies with most participations of each side and counts the others by country", () => {
    expect(counts(flow.companies)).toEqual([
      ["company openai", 6, 1],
      ["company zhipu", 6, 1],
      ["company mistral", 5, 1],
      ["company groq", 3, 1],
      ["companies into US", 4, 2],
    ]);
  });

  it("names a company that would be put together with nobody", () => {
    const { companies } = flowOf(ledger, sides, { countries: 1, companies: 3 });
    expect(companies.map(({ key }) => key)).toContain("company smaller");
    expect(companies.every(({ members }) => members === 1)).toBe(true);
  });

  it("loses none and counts none twice, in either half", () => {
    const half = (prefix: string) =>
      flow.steps.filter(({ from }) => from.startsWith(prefix)).reduce((sum, step) => sum + step.participations, 0);
    expect(half("from")).toBe(24);
    expect(half("into")).toBe(24);
    expect(flow.steps).toContainEqual({ from: "from US", to: "into CN", side: "a", participations: 2 });
    expect(flow.steps).toContainEqual({ from: "into CN", to: "company zhipu", side: "a", participations: 2 });
    expect(flow.steps).toContainEqual({ from: "into US", to: "companies into US", side: "b", participations: 1 });
    expect(flow.steps).toContainEqual({ from: "into FR", to: "company mistral", side: "other", participations: 5 });
  });

  it("stays as small at a thousand companies of thirty countries", () => {
    const countries = Array.from({ length: 30 }, (_, at) => `C${String.fromCharCode(65 + (at % 26))}${at}`);
    const many = taken(
      ...Array.from({ length: 1000 }, (_, at) => {
        const [from, into] = [countries[at % 30] ?? null, countries[(at * 7) % 30] ?? null];
        return [from, company(`c${at}`, into), 1 + (at % 5)] as const;
      }),
    );
    const { investors, countries: seats, companies } = flowOf(many, sides, { countries: 5, companies: 8 });
    expect(investors.length).toBe(6);
    expect(seats.length).toBe(6);
    // Eight by name, and one group for each country that stands by itself and for the others.
    expect(companies.length).toBe(8 + 6);
  });

  it("of nothing is empty", () => {
    expect(flowOf([], sides, { countries: 1, companies: 2 })).toEqual({
      investors: [],
      countries: [],
      companies: [],
      steps: [],
    });
  });
});

it("the matrix tallies rounds and companies of the small countries together", () => {
  const matrix = countryMatrix(ledger, sides, { rows: 1, columns: 1 });
  const at = (row: string, column: string) => {
    const [one, other] = [matrix.rows.find(({ key }) => key === row), matrix.columns.find(({ key }) => key === column)];
    return one && other && matrix.cell(one, other);
  };
  expect(at("from US", "into US")).toEqual({ participations: 11, rounds: 4, companies: 4 });
  expect(at("from others", "into FR")).toEqual({ participations: 2, rounds: 2, companies: 1 });
  expect(at("from others", "into US")).toEqual({ participations: 1, rounds: 1, companies: 1 });
  expect(at("from CN", "into FR")).toBeUndefined();
});
