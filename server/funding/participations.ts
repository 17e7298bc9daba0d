import { ascending, group } from "d3";
import { type Confidence, counts } from "../values/evidence.js";
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
  const wanted = words?.map((word) => word.toLowerCase()) ?? [];
  const named = remembered((investor: LedgerCompany) =>
    wanted.every((word) =>
      [investor.name, investor.nativeName].some((name) => name?.toLowerCase().includes(word) ?? false),
    ),
  );
  const among = (values: readonly string[] | undefined, value: string | null) =>
    values === undefined || (value !== null && values.includes(value));
  return ledger.filter(
    ({ round, investor }) =>
      round.on <= asOf &&
      counts(round.confidence, strictest) &&
      among(into, round.company.country) &&
      among(stages, round.stage) &&
      among(years, round.on.slice(0, 4)) &&
      among(countries, investor.country) &&
      among(kinds, investor.kind) &&
      named(investor),
  );
}

function remembered<T extends object, V>(work: (thing: T) => V): (thing: T) => V {
  const done = new Map<T, V>();
  return (thing) => {
    const known = done.get(thing);
    if (known !== undefined) return known;
    const fresh = work(thing);
    done.set(thing, fresh);
    return fresh;
  };
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
  return [...group(taken, ({ investor }) => investor.id).values()].map((own) => {
    const [first] = own as [Participation];
    return {
      investor: first.investor,
      participations: own.length,
      led: own.filter(({ lead }) => lead === true).length,
      leadNotStated: own.filter(({ lead }) => lead === null).length,
      companies: new Set(own.map(({ round }) => round.company)).size,
      into: bySide(own, ({ round }) => round.company.country, sides),
      firstOn: first.round.on,
      latestOn: own.at(-1)?.round.on ?? first.round.on,
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
  return {
    participations: taken.length,
    rounds: new Set(taken.map(({ round }) => round)).size,
    companies: new Set(taken.map(({ round }) => round.company)).size,
  };
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
  const byYear = group(taken, ({ round }) => round.on.slice(0, 4));
  return years.map((year) => {
    const own = byYear.get(year) ?? [];
    const out = own.filter(({ investor }) => sideOf(investor.country, sides) === from);
    const across = out.filter(({ round }) => sideOf(round.company.country, sides) === into);
    return {
      year,
      participations: across.length,
      rounds: tally(across).rounds,
      ofInvestors: out.length,
      ofCompanies: own.filter(({ round }) => sideOf(round.company.country, sides) === into).length,
    };
  });
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
