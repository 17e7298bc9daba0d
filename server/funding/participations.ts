import { ascending, group } from "d3";
import { admitted, type Confidence, confidenceLevels } from "../values/evidence.js";
import { type SideKey, type Sides, sideOf } from "../values/sides.js";
import type { Ledger, LedgerCompany, Participation } from "./ledger.js";

/** What narrows the participations that count; what is left out narrows nothing. */
export interface Question {
  readonly asOf: string;
  /** Weakest evidence of a round that still counts. */
  readonly strictest: Confidence;
  /** Countries of the investor. */
  readonly countries?: readonly string[] | undefined;
  /** Kinds of the investor. */
  readonly kinds?: readonly string[] | undefined;
  /** Countries of the company. */
  readonly into?: readonly string[] | undefined;
  readonly stages?: readonly string[] | undefined;
  readonly years?: readonly string[] | undefined;
  /** Words that the investor's name or native name must hold, in any case. */
  readonly words?: readonly string[] | undefined;
}

/** The participations that a question is about, in the ledger's order. A reduced date counts from its first day. */
export function asked(ledger: Ledger, question: Question): Ledger {
  const { asOf, strictest, countries, kinds, into, stages, years, words } = question;
  const wanted = words?.map((word) => word.toLowerCase());
  const named = ({ name, nativeName }: LedgerCompany) =>
    wanted?.every((word) => name.toLowerCase().includes(word) || nativeName?.toLowerCase().includes(word)) ?? true;
  const among = (values: readonly string[], value: string | null) => value !== null && values.includes(value);
  const levels = admitted(strictest);
  // Only what is asked is looked at: with very many participations each condition is felt.
  const conditions = [
    ({ round }: Participation) => round.on <= asOf,
    levels.length < confidenceLevels.length && (({ round }: Participation) => levels.includes(round.confidence)),
    into && (({ round }: Participation) => among(into, round.company.country)),
    stages && (({ round }: Participation) => among(stages, round.stage)),
    years && (({ round }: Participation) => among(years, round.on.slice(0, 4))),
    countries && (({ investor }: Participation) => among(countries, investor.country)),
    kinds && (({ investor }: Participation) => among(kinds, investor.kind)),
    wanted && (({ investor }: Participation) => named(investor)),
  ].filter((condition) => typeof condition === "function");
  return conditions.reduce<Ledger>((left, condition) => left.filter(condition), ledger);
}

/** Participations by the side of the company they went into. */
export type BySide = Readonly<Record<SideKey, number>>;

/** An investor with what it took part in. */
export interface InvestorTotals {
  readonly investor: LedgerCompany;
  readonly participations: number;
  /** Those of which the source says that it led them, and those of which it says nothing. */
  readonly led: number;
  readonly leadNotStated: number;
  readonly companies: number;
  readonly into: BySide;
  readonly firstOn: string;
  readonly latestOn: string;
}

/** Each investor's totals, in the order of its first participation. */
export function investorTotals(taken: Ledger, sides: Sides): readonly InvestorTotals[] {
  const found = new Map<LedgerCompany, { own: Participation[]; companies: Set<LedgerCompany> }>();
  for (const one of taken) {
    let totals = found.get(one.investor);
    if (!totals) {
      totals = { own: [], companies: new Set() };
      found.set(one.investor, totals);
    }
    totals.own.push(one);
    totals.companies.add(one.round.company);
  }
  return [...found].map(([investor, { own, companies }]) => {
    const into = { a: 0, b: 0, other: 0 };
    let [led, leadNotStated] = [0, 0];
    for (const { round, lead } of own) {
      into[sideOf(round.company.country, sides)]++;
      if (lead === true) led++;
      if (lead === null) leadNotStated++;
    }
    return {
      investor,
      participations: own.length,
      led,
      leadNotStated,
      companies: companies.size,
      into,
      firstOn: own[0]?.round.on ?? "",
      latestOn: own.at(-1)?.round.on ?? "",
    };
  });
}

/** How many of them lie on each side by a country of theirs. */
export function bySide(taken: Ledger, country: (one: Participation) => string | null, sides: Sides): BySide {
  const found = { a: 0, b: 0, other: 0 };
  for (const one of taken) found[sideOf(country(one), sides)]++;
  return found;
}

/** A number of participations with the distinct rounds and companies that they are of. */
export interface Tally {
  readonly participations: number;
  readonly rounds: number;
  readonly companies: number;
}

export function tally(taken: Ledger): Tally {
  const [rounds, companies] = [new Set(), new Set()];
  for (const { round } of taken) {
    rounds.add(round);
    companies.add(round.company);
  }
  return { participations: taken.length, rounds: rounds.size, companies: companies.size };
}

/** Participations from a country into a company. */
export interface CompanyCell {
  readonly from: string | null;
  readonly company: LedgerCompany;
  readonly participations: number;
  readonly rounds: number;
}

/**
 * The finest cells there are: investor's country, company. What is counted is that somebody took part: a round's amount
 * is not divisible among those who did, so amounts are nowhere added up here. In the order of the countries' codes, then of companies.
 */
export function companyCells(taken: Ledger): readonly CompanyCell[] {
  const found = group(taken, ({ investor, round }) => `${investor.country ?? "~"} ${round.company.id}`);
  return [...found]
    .sort(([one], [other]) => ascending(one, other))
    .map(([, own]) => {
      const [{ investor, round }] = own as [Participation];
      const { participations, rounds } = tally(own);
      return { from: investor.country, company: round.company, participations, rounds };
    });
}

/** Participations of one side in companies of the other, in one year. */
export interface Crossing {
  readonly year: string;
  readonly participations: number;
  readonly rounds: number;
  /** All participations of investors of the one side that year, at home, across and elsewhere. */
  readonly ofInvestors: number;
  /** All participations in companies of the other side that year, whoever took part. */
  readonly ofCompanies: number;
}

/** Investors of `from` in companies of `into`, for each of the years. */
export function crossings(
  taken: Ledger,
  from: SideKey,
  into: SideKey,
  sides: Sides,
  years: readonly string[],
): readonly Crossing[] {
  const tallies = years.map((year) => ({ year, participations: 0, ofInvestors: 0, ofCompanies: 0, rounds: new Set() }));
  const first = Number(years[0]);
  for (const { round, investor } of taken) {
    const tallied = tallies[Number.parseInt(round.on, 10) - first];
    if (!tallied) continue;
    const leaves = sideOf(investor.country, sides) === from;
    const arrives = sideOf(round.company.country, sides) === into;
    if (leaves) tallied.ofInvestors++;
    if (arrives) tallied.ofCompanies++;
    if (!leaves || !arrives) continue;
    tallied.participations++;
    tallied.rounds.add(round);
  }
  return tallies.map((tallied) => ({ ...tallied, rounds: tallied.rounds.size }));
}

/** Every year from that of the first participation to that of `asOf`. */
export function yearsOf(taken: Ledger, asOf: string): readonly string[] {
  const [from, to] = [taken[0]?.round.on ?? asOf, asOf].map((date) => Number(date.slice(0, 4))) as [number, number];
  return Array.from({ length: to - from + 1 }, (_, at) => String(from + at));
}

/** Somebody who took part in the same rounds. */
export interface CoInvestor {
  readonly investor: LedgerCompany;
  /** Distinct rounds in which both took part. */
  readonly rounds: number;
  readonly companies: number;
  readonly latestOn: string;
}

/** All who took part in rounds of an investor, those with most shared rounds first. */
export function coInvestors(taken: Ledger, investorId: string): readonly CoInvestor[] {
  const rounds = new Set(taken.filter(({ investor }) => investor.id === investorId).map(({ round }) => round));
  const shared = taken.filter(({ round, investor }) => rounds.has(round) && investor.id !== investorId);
  return [...group(shared, ({ investor }) => investor.id).values()]
    .map((own) => {
      const [{ investor }] = own as [Participation];
      const { rounds: count, companies } = tally(own);
      return { investor, rounds: count, companies, latestOn: own.at(-1)?.round.on ?? "" };
    })
    .sort(
      (one, other) =>
        other.rounds - one.rounds ||
        ascending(one.investor.name, other.investor.name) ||
        ascending(one.investor.id, other.investor.id),
    );
}
