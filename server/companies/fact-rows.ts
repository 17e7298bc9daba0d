import { sayDate } from "../values/dates.js";
import type { Confidence } from "../values/evidence.js";
import { sayLarge, sayNumber, sayUsd } from "../values/numbers.js";
import { countryLabel } from "../values/sides.js";
import { sayStage } from "../values/stages.js";
import type { Fact, Party } from "./facts.js";
import { keeperOf, sayList } from "./lists.js";

/** Rows of the store as dated facts of a company: one function for each sort. */

interface Sourced {
  readonly id: string;
  readonly source_id: string;
  readonly source_url: string;
  readonly source_publisher: string;
}

interface Evidenced extends Sourced {
  readonly confidence: Confidence;
}

type Told = Pick<Fact, "kind" | "on" | "title"> & Partial<Fact>;

function fact(row: Sourced & { readonly confidence?: Confidence; readonly note?: string | null }, told: Told): Fact {
  return {
    id: row.id,
    until: null,
    companyId: null,
    modelId: null,
    chipId: null,
    detail: null,
    parties: [],
    amountUsd: null,
    quantity: null,
    country: null,
    confidence: row.confidence ?? null,
    note: row.note ?? null,
    sourceId: row.source_id,
    sourceUrl: row.source_url,
    sourcePublisher: row.source_publisher,
    ...told,
  };
}

const words = (slug: string) => slug.replaceAll("-", " ");
const joined = (parts: readonly (string | null | false)[]) => parts.filter(Boolean).join(", ") || null;

interface RoundRow extends Evidenced {
  readonly announced_on: string;
  readonly stage: string;
  readonly amount_usd: number | null;
  readonly amount_original: number | null;
  readonly currency: string | null;
  readonly post_money_usd: number | null;
  readonly note: string | null;
}

export function roundFact(row: RoundRow, country: string | null, parties: readonly Party[]): Fact {
  return fact(row, {
    kind: "round",
    on: row.announced_on,
    title: sayStage(row.stage),
    detail: joined([
      sayOriginal(row),
      row.post_money_usd !== null && `valued at ${sayUsd(row.post_money_usd)} after it`,
    ]),
    parties,
    amountUsd: row.amount_usd,
    country,
  });
}

/**
 * The amount in the currency in which it was announced; `null` where that was dollars, or is not known.
 * @example sayOriginal({ amount_original: 5e9, currency: "CNY" }) // "announced as CNY 5bn"
 */
function sayOriginal({
  amount_original: amount,
  currency,
}: Pick<RoundRow, "amount_original" | "currency">): string | null {
  return amount === null || currency === null || currency === "USD"
    ? null
    : `announced as ${currency} ${sayLarge(amount)}`;
}

interface InvestmentRow extends RoundRow {
  readonly company_id: string;
  readonly company_name: string;
  readonly country: string | null;
  readonly is_lead: number | null;
}

/** The amount of the round is told in words and not as an amount: it is not divisible among those who took part. */
export function investmentFact(row: InvestmentRow): Fact {
  return fact(row, {
    kind: "investment",
    on: row.announced_on,
    title: row.company_name,
    companyId: row.company_id,
    detail: joined([
      sayStage(row.stage),
      row.amount_usd === null ? "amount not disclosed" : `${sayUsd(row.amount_usd)} in all`,
      row.is_lead === 1 && "as leader",
    ]),
    country: row.country,
  });
}

interface ModelRow extends Evidenced {
  readonly on: string | null;
  readonly name: string;
  readonly modality: string | null;
  readonly parameters_b: number | null;
  readonly openness: string | null;
  readonly license: string | null;
  readonly note: string | null;
}

/** `lineage` says what the model rests on and how many rest on it. */
export function modelFact(row: ModelRow, country: string | null, lineage: string | null = null): Fact {
  return fact(row, {
    kind: "model",
    on: row.on,
    title: row.name,
    modelId: row.id,
    detail: joined([
      row.modality,
      row.parameters_b !== null && `${sayNumber(row.parameters_b)} billion parameters`,
      row.openness && words(row.openness),
      row.license,
      lineage,
    ]),
    country,
  });
}

interface DependencyRow extends Evidenced {
  readonly on: string | null;
  readonly kind: string;
  readonly evidence: string;
  readonly dependent_name: string;
  readonly dependent_model_id: string | null;
  readonly dependent_company_id: string | null;
  readonly dependent_company_name: string | null;
  readonly dependent_country: string | null;
  readonly dependency_name: string;
  readonly dependency_model_id: string | null;
  readonly dependency_company_id: string | null;
  readonly dependency_company_name: string | null;
  readonly dependency_country: string | null;
}

/** An edge as seen from the company: what it rests on, or what rests on it. An edge between its own models is the former. */
export function dependencyFact(row: DependencyRow, companyId: string): Fact {
  const upstream = row.dependent_company_id === companyId;
  const within = upstream && row.dependency_company_id === companyId;
  const [own, other] = upstream ? (["dependent", "dependency"] as const) : (["dependency", "dependent"] as const);
  const company = row[`${other}_company_name`];
  return fact(row, {
    kind: upstream ? "rests-on" : "carries",
    on: row.on,
    title: within ? `${row.dependent_name} on ${row.dependency_name}` : row[`${other}_name`],
    companyId: within ? null : row[`${other}_company_id`],
    modelId: within ? null : row[`${other}_model_id`],
    detail: within
      ? `${words(row.kind)}, its own`
      : joined([company && `of ${company}`, `${upstream ? "under" : "on"} ${row[`${own}_name`]} (${words(row.kind)})`]),
    country: row[`${other}_country`],
    note: row.evidence,
  });
}

interface ChipRow extends Evidenced {
  readonly on: string | null;
  readonly name: string;
  readonly vendor_id: string;
  readonly vendor_name: string;
  readonly vendor_country: string | null;
  readonly foundry_name: string | null;
  readonly process_nm: number | null;
  readonly market: string;
  readonly note: string | null;
}

const markets: Readonly<Record<string, string>> = {
  global: "sold worldwide",
  "china-variant": "cut for China",
  consumer: "for consumers",
  "china-domestic": "of a Chinese vendor for China",
};

export function chipFact(row: ChipRow, companyId: string): Fact {
  const sold = row.vendor_id === companyId;
  return fact(row, {
    kind: sold ? "chip-sold" : "chip-made",
    on: row.on,
    title: row.name,
    companyId: sold ? null : row.vendor_id,
    chipId: row.id,
    detail: joined([
      sold ? row.foundry_name && `made by ${row.foundry_name}` : `sold by ${row.vendor_name}`,
      row.process_nm !== null && `${sayNumber(row.process_nm)} nm`,
      markets[row.market] ?? words(row.market),
    ]),
    country: row.vendor_country,
  });
}

interface HoldingRow extends Evidenced {
  /** The chip, if it counts in the view. */
  readonly known_chip_id: string | null;
  readonly as_of_on: string;
  readonly kind: string;
  readonly quantity: number | null;
  readonly chip_name: string | null;
  readonly vendor_id: string | null;
  readonly vendor_country: string | null;
  readonly note: string | null;
}

/** `verdict` says what the row is worth and whether it counts as held. */
export function holdingFact(row: HoldingRow, companyId: string, verdict?: string): Fact {
  return fact(row, {
    kind: "holding",
    on: row.as_of_on,
    title: row.chip_name ?? "Chips, mixed or not named",
    companyId: row.vendor_id === companyId ? null : row.vendor_id,
    detail: joined([words(row.kind), verdict ?? null]),
    chipId: row.known_chip_id,
    quantity: row.quantity,
    country: row.vendor_country,
  });
}

interface ListingRow extends Sourced {
  readonly on: string | null;
  readonly list: Parameters<typeof sayList>[0];
  readonly listed_on: string | null;
  readonly removed_on: string | null;
  readonly note: string | null;
}

export function listingFact(row: ListingRow): Fact {
  return fact(row, {
    kind: "listing",
    on: row.on,
    until: row.removed_on,
    title: sayList(row.list),
    detail: joined([
      row.listed_on === null && "first day not known, dated by its source",
      row.removed_on === null ? "still listed" : `removed ${sayDate(row.removed_on)}`,
    ]),
    country: keeperOf(row.list),
  });
}

interface EventRow extends Evidenced {
  readonly occurred_on: string;
  readonly category: string;
  readonly title: string;
  readonly description: string;
  readonly country: string;
}

export function eventFact(row: EventRow): Fact {
  return fact(row, {
    kind: "event",
    on: row.occurred_on,
    title: row.title,
    detail: `${words(row.category)}: ${row.description}`,
    country: row.country,
  });
}

interface ClaimRow extends Sourced {
  readonly stated_on: string;
  readonly topic: string;
  readonly speaker: string;
  readonly speaker_role: string;
  readonly organization: string | null;
  readonly statement: string;
}

/** Who said it is its title: a dot among others has no room for what was said. */
export function claimFact(row: ClaimRow, country: string | null): Fact {
  return fact(row, {
    kind: "claim",
    on: row.stated_on,
    title: row.speaker,
    detail: `${row.speaker_role}, on ${topics[row.topic] ?? words(row.topic)}: ${row.statement}`,
    country,
  });
}

const topics: Readonly<Record<string, string>> = {
  lag: "the lag",
  "open-source-dependence": "dependence on open models",
  market: "the market",
};

interface SubsidiaryRow extends Sourced {
  readonly on: string | null;
  readonly name: string;
  readonly kind: string;
  readonly country: string | null;
  readonly founded_on: string | null;
}

/** Dated by its own beginning: when it was bought is not recorded here. */
export function subsidiaryFact(row: SubsidiaryRow): Fact {
  return fact(row, {
    kind: "subsidiary",
    on: row.on,
    title: row.name,
    companyId: row.id,
    detail: joined([
      words(row.kind),
      row.country && countryLabel(row.country),
      row.founded_on ? "dated by its foundation" : "dated by the first fact of it",
    ]),
    country: row.country,
  });
}
