import { rollup, sum } from "d3";
import { type SideKey, type Sides, sideOf } from "../values/sides.js";
import type { Ledger, LedgerCompany, Participation } from "./ledger.js";
import { type Tally, tally } from "./participations.js";

/** What stands in one column of the flow: a country or a company, or all small ones of it together. */
export interface FlowPlace {
  readonly key: string;
  /** A country, or `null` for several together and for investors without one. */
  readonly country: string | null;
  /** Absent for a country and for several companies together. */
  readonly company?: LedgerCompany;
  readonly side: SideKey;
  readonly participations: number;
  /** Countries or companies in it; 0 for investors whose country is not known. */
  readonly members: number;
}

export interface FlowStep {
  readonly from: string;
  readonly to: string;
  /** Side of the investors. */
  readonly side: SideKey;
  readonly participations: number;
}

/** Participations from countries of investors into countries of companies and on into companies. */
export interface InvestorFlow {
  readonly investors: readonly FlowPlace[];
  readonly countries: readonly FlowPlace[];
  readonly companies: readonly FlowPlace[];
  readonly steps: readonly FlowStep[];
}

/** How many stand by themselves: countries in each column beside the two compared, and companies of each side. */
export interface FlowSize {
  readonly countries: number;
  readonly companies: number;
}

/**
 * The flow at any number of participations: the two compared countries and the largest others stand by themselves, and
 * of each side the companies in whose rounds most took part; the rest of each country is put together. All figures
 * are participations, never money.
 */
export function flowOf(taken: Ledger, sides: Sides, most: FlowSize): InvestorFlow {
  // Counted by company first: there are far fewer companies than participations.
  const byCompany = countsByCompany(taken);
  const [ofInvestors, ofCompanies] = [new Map<string | null, number>(), new Map<string | null, number>()];
  const totals = new Map<LedgerCompany, number>();
  for (const [company, countries] of byCompany) {
    for (const [country, participations] of countries) {
      raise(ofInvestors, country, participations);
      raise(ofCompanies, company.country, participations);
      raise(totals, company, participations);
    }
  }
  const from = countryColumn("from", ofInvestors, sides, most.countries);
  const into = countryColumn("into", ofCompanies, sides, most.countries);
  const companies = companyColumn(totals, into.keyOf, sides, most.companies);
  const steps = new Map<string, FlowStep>();
  const add = (start: string, end: string, side: SideKey, participations: number) => {
    const key = `${start}|${end}|${side}`;
    steps.set(key, {
      from: start,
      to: end,
      side,
      participations: (steps.get(key)?.participations ?? 0) + participations,
    });
  };
  for (const [company, countries] of byCompany) {
    const seat = into.keyOf(company.country);
    for (const [country, participations] of countries) {
      const side = sideOf(country, sides);
      add(from.keyOf(country), seat, side, participations);
      add(seat, companies.keyOf(company), side, participations);
    }
  }
  return { investors: from.places, countries: into.places, companies: companies.places, steps: [...steps.values()] };
}

/** Participations in each company's rounds by country of the investors. */
function countsByCompany(taken: Ledger): ReadonlyMap<LedgerCompany, ReadonlyMap<string | null, number>> {
  const found = new Map<LedgerCompany, Map<string | null, number>>();
  for (const { investor, round } of taken) {
    let countries = found.get(round.company);
    if (!countries) {
      countries = new Map();
      found.set(round.company, countries);
    }
    raise(countries, investor.country, 1);
  }
  return found;
}

/** Participations from countries into countries, the small ones of either put together. */
export interface CountryMatrix {
  readonly rows: readonly FlowPlace[];
  readonly columns: readonly FlowPlace[];
  /** What stands where two meet; absent where nobody of the one took part in a round of the other. */
  cell(row: FlowPlace, column: FlowPlace): Tally | undefined;
}

export function countryMatrix(
  taken: Ledger,
  sides: Sides,
  most: { readonly rows: number; readonly columns: number },
): CountryMatrix {
  const pairs = new Map<string | null, Map<string | null, Participation[]>>();
  for (const one of taken) {
    const [start, end] = [one.investor.country, one.round.company.country];
    let row = pairs.get(start);
    if (!row) {
      row = new Map();
      pairs.set(start, row);
    }
    const pair = row.get(end);
    if (pair) pair.push(one);
    else row.set(end, [one]);
  }
  const [ofInvestors, ofCompanies] = [new Map<string | null, number>(), new Map<string | null, number>()];
  for (const [start, row] of pairs) {
    for (const [end, { length }] of row) {
      raise(ofInvestors, start, length);
      raise(ofCompanies, end, length);
    }
  }
  const from = countryColumn("from", ofInvestors, sides, most.rows);
  const into = countryColumn("into", ofCompanies, sides, most.columns);
  // Small countries share the cell of the place that they are put together in.
  const found = new Map<string, (readonly Participation[])[]>();
  for (const [start, row] of pairs) {
    for (const [end, pair] of row) {
      const key = `${from.keyOf(start)}|${into.keyOf(end)}`;
      found.set(key, [...(found.get(key) ?? []), pair]);
    }
  }
  return {
    rows: from.places,
    columns: into.places,
    cell: (row, column) => {
      const cell = found.get(`${row.key}|${column.key}`);
      return cell && tally(cell.flat());
    },
  };
}

function raise<T>(counts: Map<T, number>, key: T, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

interface Column<T> {
  readonly places: readonly FlowPlace[];
  /** Key of the place that something belongs to. */
  keyOf(thing: T): string;
}

function countryColumn(
  column: "from" | "into",
  participations: ReadonlyMap<string | null, number>,
  sides: Sides,
  most: number,
): Column<string | null> {
  const totals = [...participations].sort(
    ([one, first], [other, second]) => second - first || (String(one) < String(other) ? -1 : 1),
  );
  const compared = totals.filter(([country]) => sideOf(country, sides) !== "other");
  const others = totals.filter(([country]) => country !== null && sideOf(country, sides) === "other");
  // One alone need not be put together with itself.
  const single = others.length - most === 1 ? others : others.slice(0, most);
  const rest = others.slice(single.length);
  const unknown = totals.filter(([country]) => country === null);
  const lump = (key: string, own: typeof totals, members: number): readonly FlowPlace[] =>
    own.length === 0
      ? []
      : [{ key: `${column} ${key}`, country: null, side: "other", participations: sum(own, ([, n]) => n), members }];
  const named = new Set([...compared, ...single].map(([country]) => country));
  return {
    places: [
      ...[...compared, ...single].map(([country, participations]) => ({
        key: `${column} ${country}`,
        country,
        side: sideOf(country, sides),
        participations,
        members: 1,
      })),
      ...lump("others", rest, rest.length),
      ...lump("unknown", unknown, 0),
    ],
    keyOf: (country) => `${column} ${country === null ? "unknown" : named.has(country) ? country : "others"}`,
  };
}

function companyColumn(
  participations: ReadonlyMap<LedgerCompany, number>,
  countryKey: (country: string | null) => string,
  sides: Sides,
  most: number,
): Column<LedgerCompany> {
  const totals = [...participations].sort(
    ([one, first], [other, second]) => second - first || (one.id < other.id ? -1 : 1),
  );
  const single = new Set<LedgerCompany>();
  for (const side of ["a", "b", "other"] as const) {
    const own = totals.filter(([company]) => sideOf(company.country, sides) === side);
    for (const [company] of own.slice(0, most)) single.add(company);
  }
  const rests = rollup(
    totals.filter(([company]) => !single.has(company)),
    (own) => ({ participations: sum(own, ([, n]) => n), companies: own.map(([company]) => company) }),
    ([company]) => countryKey(company.country),
  );
  for (const { companies } of rests.values()) if (companies.length === 1) for (const one of companies) single.add(one);
  return {
    places: [
      ...totals
        .filter(([company]) => single.has(company))
        .map(([company, participations]) => ({
          key: `company ${company.id}`,
          country: company.country,
          company,
          side: sideOf(company.country, sides),
          participations,
          members: 1,
        })),
      ...[...rests]
        .filter(([, { companies }]) => companies.length > 1)
        .map(([key, { participations, companies }]) => {
          const countries = new Set(companies.map((company) => company.country));
          const country = countries.size === 1 ? (companies[0]?.country ?? null) : null;
          const side = sideOf(country, sides);
          return { key: `companies ${key}`, country, side, participations, members: companies.length };
        }),
    ],
    keyOf: (company) => (single.has(company) ? `company ${company.id}` : `companies ${countryKey(company.country)}`),
  };
}
