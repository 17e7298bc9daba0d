import { ascending } from "d3";
import type { RawRow } from "../../db/reading.js";
import type { Store } from "../../db/store.js";
import type { Confidence } from "../values/evidence.js";

/** A company that took part in rounds or raised money in them. */
export interface LedgerCompany {
  readonly id: string;
  readonly name: string;
  readonly nativeName: string | null;
  readonly country: string | null;
  readonly kind: string;
  readonly sourceId: string;
  readonly sourceUrl: string;
}

/** A round in which somebody took part. */
export interface LedgerRound {
  readonly id: string;
  readonly on: string;
  readonly company: LedgerCompany;
  readonly stage: string;
  readonly confidence: Confidence;
  readonly sourceId: string;
}

/** Somebody's part in a round. A round's amount is not divisible among those who took part, so there is none here. */
export interface Participation {
  readonly round: LedgerRound;
  readonly investor: LedgerCompany;
  /** `null` where the source does not say. */
  readonly lead: boolean | null;
}

/** All participations at a revision, those of the oldest round first and those of one round together. */
export type Ledger = readonly Participation[];

/**
 * Puts rows together. A participation whose round or investor is not among them is left out.
 * @param rounds in any order
 */
export function ledgerOf(
  companies: readonly LedgerCompany[],
  rounds: readonly (Omit<LedgerRound, "company"> & { readonly companyId: string })[],
  taken: readonly { readonly roundId: string; readonly investorId: string; readonly lead: boolean | null }[],
): Ledger {
  const companyOf = new Map(companies.map((company) => [company.id, company]));
  const of = new Map<string, Participation[]>();
  const ordered = rounds
    .flatMap(({ companyId, ...round }) => {
      const company = companyOf.get(companyId);
      return company ? [{ ...round, company }] : [];
    })
    .sort((one, other) => ascending(one.on, other.on) || ascending(one.id, other.id));
  const roundOf = new Map(ordered.map((round) => [round.id, round]));
  for (const { roundId, investorId, lead } of taken) {
    const [round, investor] = [roundOf.get(roundId), companyOf.get(investorId)];
    if (!round || !investor) continue;
    const own = of.get(roundId);
    if (own) own.push({ round, investor, lead });
    else of.set(roundId, [{ round, investor, lead }]);
  }
  return ordered.flatMap(({ id }) => of.get(id) ?? []);
}

interface Kept {
  readonly counter: number;
  readonly ledger: Promise<Ledger>;
}

const kept = new WeakMap<Store, Kept>();

/**
 * All participations, read once for each state of the store. Grouping 150,000 of them in SQL takes a third of a second
 * for each figure of the page and for each view anew; put together once, every view is counted in a few milliseconds.
 */
export async function ledgerAt(store: Store): Promise<Ledger> {
  const counter = await store.changeCounter();
  const known = kept.get(store);
  if (known?.counter === counter) return known.ledger;
  const ledger = readLedger(store);
  kept.set(store, { counter, ledger });
  // A failure is not kept, and neither is what a write may have come between.
  const forget = () => {
    if (kept.get(store)?.ledger === ledger) kept.delete(store);
  };
  ledger.then(async () => (await store.changeCounter()) !== counter && forget(), forget);
  return ledger;
}

async function readLedger({ db, stream }: Store): Promise<Ledger> {
  const companies = db
    .selectFrom("companies")
    .innerJoin("sources", "sources.id", "companies.source_id")
    .select(["companies.id", "name", "native_name", "country", "companies.kind", "source_id", "sources.url"]);
  const rounds = db
    .selectFrom("funding_rounds")
    .select(["id", "announced_on", "company_id", "stage", "confidence", "source_id"]);
  const taken = db
    .selectFrom("funding_participants")
    .select(["round_id", "investor_id", "is_lead"])
    .orderBy("round_id")
    .orderBy("investor_id");
  const share = sharing();
  const [read, readRounds, readTaken] = [
    await all(stream(companies), ([id, name, nativeName, country, kind, sourceId, sourceUrl]) => ({
      id: String(id),
      name: String(name),
      nativeName: nativeName as string | null,
      country: country === null ? null : share(country),
      kind: share(kind),
      sourceId: share(sourceId),
      sourceUrl: share(sourceUrl),
    })),
    await all(stream(rounds), ([id, on, companyId, stage, confidence, sourceId]) => ({
      id: String(id),
      on: String(on),
      companyId: String(companyId),
      stage: share(stage),
      confidence: share(confidence) as Confidence,
      sourceId: share(sourceId),
    })),
    await all(stream(taken), ([roundId, investorId, lead]) => ({
      roundId: String(roundId),
      investorId: String(investorId),
      lead: lead === null ? null : lead === 1,
    })),
  ];
  return ledgerOf(read, readRounds, readTaken);
}

async function all<T>(batches: AsyncIterable<readonly RawRow[]>, read: (row: RawRow) => T): Promise<readonly T[]> {
  const rows: T[] = [];
  for await (const batch of batches) for (const row of batch) rows.push(read(row));
  return rows;
}

/** Keeps one copy of texts that many rows hold. */
function sharing() {
  const texts = new Map<unknown, string>();
  return (value: unknown): string => {
    const known = texts.get(value);
    if (known !== undefined) return known;
    texts.set(value, String(value));
    return String(value);
  };
}
