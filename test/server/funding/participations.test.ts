import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import type { LedgerCompany, LedgerRound, Participation } from "../../../server/funding/ledger.js";
import { ledgerAt } from "../../../server/funding/ledger.js";
import {
  asked,
  bySide,
  coInvestors,
  companyCells,
  crossings,
  investorTotals,
  tally,
  yearsOf,
} from "../../../server/funding/participations.js";
import { places } from "../../../server/places.js";
import { side } from "../../../server/values/sides.js";
import { openShippedStore, testDay } from "../../fixture.js";

const sides = { a: side("US"), b: side("CN") };

function company(id: string, country: string | null, kind = "investor"): LedgerCompany {
  return { id, name: id.toUpperCase(), nativeName: null, country, kind, sourceId: "s", sourceUrl: "https://s.example" };
}

function round(id: string, on: string, of: LedgerCompany, rest: Partial<LedgerRound> = {}): LedgerRound {
  return { id, on, company: of, stage: "series-a", confidence: "reported", sourceId: "s", ...rest };
}

/** Five rounds by hand: two US labs, one Chinese, one French; a fund of each side, one whose country is not known. */
const [usLab, usOther, cnLab, frLab] = [
  company("us-lab", "US"),
  company("us-other", "US"),
  company("cn-lab", "CN"),
  company("fr-lab", "FR"),
];
const usFund = company("us-fund", "US");
const cnFund: LedgerCompany = { ...company("cn-fund", "CN", "incumbent"), nativeName: "红杉中国" };
const unknown = company("somebody", null);
const rounds = {
  one: round("one", "2021", cnLab, { stage: "seed" }),
  two: round("two", "2021-06", cnLab),
  three: round("three", "2023-03-01", usLab, { confidence: "disputed" }),
  four: round("four", "2023-05-02", usOther),
  five: round("five", "2024-01-10", frLab, { confidence: "confirmed" }),
};
const ledger: readonly Participation[] = [
  { round: rounds.one, investor: cnFund, lead: true },
  { round: rounds.one, investor: usFund, lead: false },
  { round: rounds.two, investor: usFund, lead: null },
  { round: rounds.three, investor: cnFund, lead: null },
  { round: rounds.three, investor: usFund, lead: true },
  { round: rounds.four, investor: usFund, lead: null },
  { round: rounds.four, investor: unknown, lead: null },
  { round: rounds.five, investor: usFund, lead: null },
];
const any = { asOf: "2026-11-24", strictest: "disputed" } as const;

describe("what is asked", () => {
  it.each([
    ["2020-12-31", 0],
    // A reduced date counts from its first day.
    ["2021-01-01", 2],
    ["2021-05-31", 2],
    ["2021-06-01", 3],
    ["2023-03-01", 5],
    ["2024-01-09", 7],
    ["2024-01-10", 8],
  ])("is cut at the end of %s", (asOf, count) => {
    expect(asked(ledger, { ...any, asOf })).toHaveLength(count);
  });

  it.each([
    [{ strictest: "reported" as const }, 6],
    [{ strictest: "confirmed" as const }, 1],
    [{ countries: ["US"] }, 5],
    [{ countries: ["CN", "FR"] }, 2],
    [{ kinds: ["incumbent"] }, 2],
    [{ into: ["CN"] }, 3],
    [{ stages: ["seed"] }, 2],
    [{ years: ["2021", "2024"] }, 4],
    [{ words: ["FUND"] }, 7],
    [{ words: ["红杉"] }, 2],
    [{ words: ["fund", "us"] }, 5],
    [{ words: ["nobody"] }, 0],
    [{ countries: ["US"], into: ["CN"], years: ["2021"] }, 2],
  ])("is narrowed to %j", (rest, count) => {
    expect(asked(ledger, { ...any, ...rest })).toHaveLength(count);
  });
});

it("totals each investor: rounds, those it led, companies, sides, first and latest", () => {
  const totals = new Map(investorTotals(ledger, sides).map((one) => [one.investor.id, one]));
  expect(totals.get("us-fund")).toMatchObject({
    participations: 5,
    led: 1,
    leadNotStated: 3,
    companies: 4,
    into: { a: 2, b: 2, other: 1 },
    firstOn: "2021",
    latestOn: "2024-01-10",
  });
  expect(totals.get("somebody")).toMatchObject({ participations: 1, companies: 1, into: { a: 1, b: 0, other: 0 } });
  expect(investorTotals([], sides)).toEqual([]);
});

it("counts by side whichever country is asked for; an unknown one is on neither side", () => {
  expect(bySide(ledger, ({ investor }) => investor.country, sides)).toEqual({ a: 5, b: 2, other: 1 });
  expect(bySide(ledger, ({ round: { company: of } }) => of.country, sides)).toEqual({ a: 4, b: 3, other: 1 });
});

it("tallies distinct rounds and companies beside participations", () => {
  expect(tally(ledger)).toEqual({ participations: 8, rounds: 5, companies: 4 });
  expect(tally([])).toEqual({ participations: 0, rounds: 0, companies: 0 });
});

it("keeps every cell down to the company, unknown countries last", () => {
  const cells = companyCells(ledger).map(({ from, company: of, ...counts }) => [from, of.id, ...Object.values(counts)]);
  expect(cells).toEqual([
    ["CN", "cn-lab", 1, 1],
    ["CN", "us-lab", 1, 1],
    ["US", "cn-lab", 2, 2],
    ["US", "fr-lab", 1, 1],
    ["US", "us-lab", 1, 1],
    ["US", "us-other", 1, 1],
    [null, "us-other", 1, 1],
  ]);
});

describe("crossings", () => {
  it("are those of one side's investors in the other's companies, year by year, with both denominators", () => {
    const years = yearsOf(ledger, "2024-02-01");
    expect(years).toEqual(["2021", "2022", "2023", "2024"]);
    const none = { participations: 0, rounds: 0 };
    expect(crossings(ledger, "a", "b", sides, years)).toEqual([
      { year: "2021", participations: 2, rounds: 2, ofInvestors: 2, ofCompanies: 3 },
      { year: "2022", ...none, ofInvestors: 0, ofCompanies: 0 },
      { year: "2023", ...none, ofInvestors: 2, ofCompanies: 0 },
      { year: "2024", ...none, ofInvestors: 1, ofCompanies: 0 },
    ]);
    expect(crossings(ledger, "b", "a", sides, years)[2]).toEqual({
      year: "2023",
      participations: 1,
      rounds: 1,
      ofInvestors: 1,
      ofCompanies: 4,
    });
  });

  it("count a round once that several of a side took part in", () => {
    const other = company("us-second", "US");
    const more = [...ledger.slice(0, 3), { round: rounds.two, investor: other, lead: null }];
    expect(crossings(more, "a", "b", sides, ["2021"])[0]).toMatchObject({ participations: 3, rounds: 2 });
  });

  it("of an empty ledger have the year of the view and nothing in it", () => {
    expect(yearsOf([], "2024-02-01")).toEqual(["2024"]);
    expect(crossings([], "a", "b", sides, ["2024"])).toEqual([
      { year: "2024", participations: 0, rounds: 0, ofInvestors: 0, ofCompanies: 0 },
    ]);
  });
});

it("finds who took part beside an investor, most shared rounds first", () => {
  expect(coInvestors(ledger, "us-fund").map(({ investor, ...rest }) => [investor.id, ...Object.values(rest)])).toEqual([
    ["cn-fund", 2, 2, "2023-03-01"],
    ["somebody", 1, 1, "2023-05-02"],
  ]);
  expect(coInvestors(ledger, "nobody")).toEqual([]);
});

describe("the shipped facts", async () => {
  const read = (table: string) =>
    parse(readFileSync(join(places.dataset, `${table}.csv`)), { columns: true }) as Record<string, string>[];
  const shipped = await ledgerAt(await openShippedStore());
  const country = new Map(read("companies").map((row) => [row["id"], row["country"] || null]));
  const roundOf = new Map(read("funding_rounds").map((row) => [row["id"], row]));

  it("are all in the ledger, oldest round first", () => {
    expect(shipped).toHaveLength(read("funding_participants").length);
    const dates = shipped.map(({ round: { on } }) => on);
    expect(dates).toEqual([...dates].sort());
  });

  it("are read once for each state of the store", async () => {
    expect(await ledgerAt(await openShippedStore())).toBe(shipped);
  });

  // Counted in the files with sqlite3: participants joined to rounds and twice to companies, grouped by country.
  it.each([
    ["US", "US", 354, 98, 37],
    ["US", "CN", 9, 7, 6],
    ["CN", "CN", 294, 89, 35],
    ["CN", "US", 0, 0, 0],
    [null, "US", 35, 27, 21],
  ])("have investors of %s in companies of %s: %d participations, %d rounds, %d companies", (from, into, ...counts) => {
    const own = shipped.filter(({ investor, round: one }) => investor.country === from && one.company.country === into);
    expect(Object.values(tally(own))).toEqual(counts);
  });

  it("cross from the US to China as the files say, at every date", () => {
    for (const asOf of ["2019-12-31", "2021-06-30", "2024-02-21", testDay]) {
      const taken = asked(shipped, { asOf, strictest: "disputed" });
      const total = crossings(taken, "a", "b", sides, yearsOf(taken, asOf)).reduce(
        (sum, one) => sum + one.participations,
        0,
      );
      const expected = read("funding_participants").filter(({ round_id, investor_id }) => {
        const one = roundOf.get(round_id as string);
        return (
          one &&
          (one["announced_on"] ?? "") <= asOf &&
          country.get(investor_id as string) === "US" &&
          country.get(one["company_id"] as string) === "CN"
        );
      });
      expect(total, asOf).toBe(expected.length);
    }
  });
});
