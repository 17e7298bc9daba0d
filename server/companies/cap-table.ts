import { type Confidence, weakest } from "../values/evidence.js";

/** A round, as the table of investors needs it. */
export interface ShareRound {
  readonly id: string;
  readonly announced_on: string;
  readonly stage: string;
  readonly confidence: Confidence;
  readonly source_id: string;
}

export interface Participant {
  readonly round_id: string;
  readonly investor_id: string;
  readonly is_lead: number | null;
  readonly name: string;
  readonly country: string | null;
}

/** Who is known to have bought into a company, and in which of its rounds. */
export interface CapTable<R extends ShareRound = ShareRound> {
  /** Rounds in which shares were sold and of which an investor is known, in order of date. */
  readonly rounds: readonly R[];
  /** Rounds in which shares were sold and of which no investor is known. */
  readonly unnamed: readonly R[];
  /** Most rounds first, then those who led most, then by first round. */
  readonly investors: readonly KnownInvestor[];
}

export interface KnownInvestor {
  readonly id: string;
  readonly name: string;
  readonly country: string | null;
  /** What it did in each of the table's rounds, in their order. */
  readonly parts: readonly ("led" | "in" | null)[];
  readonly rounds: number;
  readonly led: number;
  readonly first: string;
  readonly last: string;
  /** The weakest evidence of its rounds. */
  readonly confidence: Confidence;
  readonly sources: readonly string[];
}

/**
 * The known investors of a company against its rounds. Debt is left out, since lenders hold no share; secondary sales
 * and listings are in it, since their buyers do. It says who took part and nothing of how much anybody holds: amounts
 * are those of whole rounds, and stakes are not known.
 */
export function capTable<R extends ShareRound>(
  rounds: readonly R[],
  participants: readonly Participant[],
): CapTable<R> {
  const selling = rounds
    .filter(({ stage }) => stage !== "debt")
    .sort((one, other) => compare(one.announced_on, other.announced_on) || compare(one.id, other.id));
  const named = new Set(participants.map(({ round_id }) => round_id));
  const known = selling.filter(({ id }) => named.has(id));
  const byInvestor = new Map<string, Participant[]>();
  for (const participant of participants) {
    const own = byInvestor.get(participant.investor_id) ?? [];
    byInvestor.set(participant.investor_id, [...own, participant]);
  }
  const investors = [...byInvestor.values()].flatMap((own) => investorOf(own, known) ?? []);
  return {
    rounds: known,
    unnamed: selling.filter(({ id }) => !named.has(id)),
    investors: investors.sort(
      (one, other) =>
        other.rounds - one.rounds ||
        other.led - one.led ||
        compare(one.first, other.first) ||
        compare(one.name, other.name) ||
        compare(one.id, other.id),
    ),
  };
}

function investorOf(own: readonly Participant[], rounds: readonly ShareRound[]): KnownInvestor | undefined {
  const lead = new Map(own.map(({ round_id, is_lead }) => [round_id, is_lead === 1]));
  const joined = rounds.filter(({ id }) => lead.has(id));
  const [one] = own;
  const [first] = joined;
  const last = joined.at(-1);
  if (!one || !first || !last) return undefined;
  return {
    id: one.investor_id,
    name: one.name,
    country: one.country,
    parts: rounds.map(({ id }) => (lead.get(id) === undefined ? null : lead.get(id) ? "led" : "in")),
    rounds: joined.length,
    led: joined.filter(({ id }) => lead.get(id)).length,
    first: first.announced_on,
    last: last.announced_on,
    confidence: joined.map(({ confidence }) => confidence).reduce(weakest),
    sources: [...new Set(joined.map(({ source_id }) => source_id))],
  };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
