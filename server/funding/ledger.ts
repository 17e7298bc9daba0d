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
  ledger
    .then(async () => {
      if ((await store.changeCounter()) !== counter) forget();
    })
    .catch(forget);
  return ledger;
}

async function readLedger({ db, stream }: Store): Promise<Ledger> {
  const share = sharing();
  const companies = new Map<unknown, LedgerCompany>();
  const allCompanies = db
    .selectFrom("companies")
    .innerJoin("sources", "sources.id", "companies.source_id")
    .select(["companies.id", "name", "native_name", "country", "companies.kind", "source_id", "sources.url"]);
  await each(stream(allCompanies), ([id, name, nativeName, country, kind, sourceId, sourceUrl]) =>
    companies.set(id, {
      id: String(id),
      name: String(name),
      nativeName: nativeName === null ? null : String(nativeName),
      country: country === null ? null : share(country),
      kind: share(kind),
      sourceId: share(sourceId),
      sourceUrl: share(sourceUrl),
    }),
  );

  const rounds = new Map<unknown, { readonly round: LedgerRound; readonly taken: Participation[] }>();
  const allRounds = db
    .selectFrom("funding_rounds")
    .select(["id", "announced_on", "company_id", "stage", "confidence", "source_id"])
    .orderBy("announced_on")
    .orderBy("id");
  await each(stream(allRounds), ([id, on, companyId, stage, confidence, sourceId]) => {
    const company = companies.get(companyId);
    if (!company) return;
    const level = share(confidence) as Confidence;
    const round = {
      id: String(id),
      on: share(on),
      company,
      stage: share(stage),
      confidence: level,
      sourceId: share(sourceId),
    };
    rounds.set(id, { round, taken: [] });
  });

  const allTaken = db
    .selectFrom("funding_participants")
    .select(["round_id", "investor_id", "is_lead"])
    .orderBy("round_id")
    .orderBy("investor_id");
  await each(stream(allTaken), ([roundId, investorId, lead]) => {
    const [own, investor] = [rounds.get(roundId), companies.get(investorId)];
    if (own && investor) own.taken.push({ round: own.round, investor, lead: lead === null ? null : lead === 1 });
  });
  return [...rounds.values()].flatMap(({ taken }) => taken);
}

/** Each row of a stream, which gives way to others between its batches. */
async function each(batches: AsyncIterable<readonly RawRow[]>, take: (row: RawRow) => unknown): Promise<void> {
  for await (const batch of batches) for (const row of batch) take(row);
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
