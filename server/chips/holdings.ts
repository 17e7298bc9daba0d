import { group } from "d3";
import { sayDate } from "../values/dates.js";
import { type Confidence, counts } from "../values/evidence.js";
import { type Known, known, missing } from "../values/known.js";
import { sayNumber } from "../values/numbers.js";

/** The chip in whose throughput holdings are expressed. */
export const unitChipId = "nvidia-h100-sxm";

/** Companies of the data that stand for several firms: their rows are shown apart and never added to firms' rows. */
export const collectives: ReadonlySet<string> = new Set(["chinese-buyers"]);

/** A row of `compute_holdings` with what is known of its chip. */
export interface Holding {
  readonly id: string;
  readonly company_id: string;
  readonly chip_id: string | null;
  readonly quantity: number | null;
  readonly as_of_on: string;
  readonly kind: "stockpile" | "order" | "shipment" | "cluster" | "purchase-plan";
  readonly confidence: Confidence;
  readonly source_id: string;
  readonly chip_name: string | null;
  readonly chip_market: string | null;
  readonly vendor_id: string | null;
  readonly die_area_mm2: number | null;
  readonly fp16_tflops: number | null;
}

/** Why a row is counted as held, or why it is not. */
export type Ground =
  | "held"
  | "later-count"
  | "contained"
  | "ordered"
  | "delivered"
  | "planned"
  | "vendor-stock"
  | "run-by-vendor"
  | "several-firms"
  | "chip-not-named"
  | "number-not-given";

export interface Verdict {
  /** Whether the row is part of what firms hold. */
  readonly counted: boolean;
  readonly ground: Ground;
  /** A sentence for the reader; `null` for a row that counts. */
  readonly whyNot: string | null;
}

/**
 * What a row is worth in H100s: quantity x the chip's dense 16-bit throughput / that of the H100 SXM, the measure of
 * Epoch AI's counts of chips. Whatever is missing leaves it unknown, never zero.
 * @param unitTflops dense 16-bit throughput of the H100 SXM from its own row
 * @example h100Equivalents({ quantity: 10_000, fp16_tflops: 312, ... }, 989.4) // { known: true, value: 3153.4… }
 */
export function h100Equivalents(
  { quantity, chip_id, chip_name, fp16_tflops }: Holding,
  unitTflops: number | null,
): Known {
  if (quantity === null) return missing("the number of chips is not given");
  if (chip_id === null) return missing("the chip is not named");
  if (fp16_tflops === null) return missing(`no dense 16-bit throughput of ${chip_name ?? chip_id} is known`);
  if (unitTflops === null) return missing("no dense 16-bit throughput of the H100 SXM is known");
  return known((quantity * fp16_tflops) / unitTflops);
}

/**
 * Which rows make up what is held, so that no chip counts twice. Give it the rows of one day and one level of evidence;
 * the answer is a floor.
 *
 * Of one company and chip the latest stock stands, the largest of its clusters (a later and larger count may be the
 * same site, enlarged; counts that one source gives for one day are different sites and add up) and the largest
 * delivery. Chips of one type ({@link isSameType}) then meet: a stock contains the clusters and deliveries of its type
 * unless a later one is larger than it, and without a stock the larger of clusters and deliveries stands. Stocks and
 * flows are never added up.
 *
 * Orders and plans are no chips held; an order is open until a later row of the same company and chip tells of chips
 * that are there. A vendor's stock of its own chips is for sale. A customer's cluster of chips that their vendor runs
 * itself is the vendor's cluster.
 */
export function judgeHoldings(rows: readonly Holding[]): ReadonlyMap<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  const candidates = rows.filter((row) => {
    const verdict = atSight(row, rows);
    if (verdict) verdicts.set(row.id, verdict);
    return !verdict;
  });
  for (const own of group(candidates, ({ company_id }) => company_id).values()) {
    judgeUnnamed(own, verdicts);
    const byChip = group(own.filter(isNamed), ({ chip_id }) => chip_id);
    for (const type of typesOf([...byChip.values()])) judgeType(type, verdicts);
  }
  return verdicts;
}

const not = (ground: Ground, whyNot: string): Verdict => ({ counted: false, ground, whyNot });

/** What stands: counted, unless it is a count of several firms together. */
function standing({ company_id }: Holding): Verdict {
  return collectives.has(company_id)
    ? not("several-firms", "Stands for several firms together: shown apart and never added to the rows of firms.")
    : { counted: true, ground: "held", whyNot: null };
}

const isNamed = (row: Holding): row is Named => row.chip_id !== null && row.quantity !== null;
type Named = Holding & { readonly chip_id: string; readonly quantity: number };

const present = new Set<Holding["kind"]>(["stockpile", "cluster", "shipment"]);

/** The verdict on a row that is no count of chips held, whatever else is known of its company's chips. */
function atSight(row: Holding, rows: readonly Holding[]): Verdict | undefined {
  const { company_id, chip_id, kind } = row;
  if (kind === "purchase-plan") return not("planned", "A plan: nothing says that the chips were bought.");
  if (company_id === row.vendor_id && kind !== "cluster") {
    return not("vendor-stock", "The vendor's own output or stock, made to be sold: no compute in use.");
  }
  if (row.quantity === null) return not("number-not-given", "The source gives no number of chips: unknown, not zero.");
  if (kind === "order") {
    const delivery = rows
      .filter((other) => other.company_id === company_id && other.chip_id === chip_id && present.has(other.kind))
      .filter((other) => other.as_of_on > row.as_of_on)
      .sort(earliestFirst)[0];
    return delivery
      ? not("delivered", `Ordered; a later row tells of the chips themselves: ${sayCounted([delivery])}.`)
      : not("ordered", "Ordered, not held: no later row tells of a delivery.");
  }
  if (kind === "cluster" && company_id !== row.vendor_id && chip_id !== null) {
    const own = rows.find(
      (other) => other.kind === "cluster" && other.chip_id === chip_id && other.company_id === row.vendor_id,
    );
    if (own) {
      return not(
        "run-by-vendor",
        `Chips that their vendor runs itself: they stand in its own row, ${sayCounted([own])}.`,
      );
    }
  }
  return undefined;
}

/**
 * Rows that name no chip. The latest is all that is known of a company whose other rows name none either; beside rows
 * that do it may hold the very same chips.
 */
function judgeUnnamed(own: readonly Holding[], verdicts: Map<string, Verdict>): void {
  const unnamed = own.filter(({ chip_id }) => chip_id === null).sort(bestLast);
  const latest = unnamed.at(-1);
  for (const row of unnamed) {
    if (row !== latest && latest) verdicts.set(row.id, laterCount([latest]));
    else if (own.some(isNamed)) {
      const why = "The chips are not named: no H100-equivalents, and it may hold chips that other rows name.";
      verdicts.set(row.id, not("chip-not-named", why));
    } else verdicts.set(row.id, standing(row));
  }
}

/**
 * Whether chips count as one type: one vendor, market and die area, and dense 16-bit throughput within one percent.
 * Estimates of stocks are made by type (Epoch AI counts H100 and H200 as one), so one chip's stock may hold the other.
 * @example H100 SXM and H200 are one type; H100 SXM and H800 are not, being sold on different markets
 */
export function isSameType(one: Holding, other: Holding): boolean {
  if (one.chip_id === other.chip_id) return true;
  const [a, b] = [one.fp16_tflops, other.fp16_tflops];
  return (
    one.vendor_id === other.vendor_id &&
    one.chip_market === other.chip_market &&
    one.die_area_mm2 !== null &&
    one.die_area_mm2 === other.die_area_mm2 &&
    a !== null &&
    b !== null &&
    Math.abs(a - b) <= 0.01 * Math.max(a, b)
  );
}

/** A company's rows of each chip, put together by type. */
function typesOf(chips: readonly (readonly Named[])[]): readonly (readonly (readonly Named[])[])[] {
  const types: (readonly Named[])[][] = [];
  for (const rows of chips) {
    const type = types.find((one) => one.some(([first]) => first && rows[0] && isSameType(first, rows[0])));
    if (type) type.push(rows);
    else types.push([rows]);
  }
  return types;
}

/** Rows of one kind and type that stand together. */
interface Account {
  readonly rows: readonly Named[];
  readonly quantity: number;
  readonly latest: string;
}

function judgeType(chips: readonly (readonly Named[])[], verdicts: Map<string, Verdict>): void {
  const account = (kind: Holding["kind"], pick: typeof latestStock) =>
    accountOf(
      chips.flatMap((rows) =>
        pick(
          rows.filter((row) => row.kind === kind),
          verdicts,
        ),
      ),
    );
  const stock = account("stockpile", latestStock);
  const parts = [account("cluster", largestBatch), account("shipment", largestBatch)];
  let best = stock;
  for (const part of parts) {
    // Without a stock its latest day is "", which sorts before every day.
    if (part.quantity > best.quantity && part.latest > stock.latest) best = part;
  }
  for (const { rows } of [stock, ...parts]) {
    for (const row of rows) {
      if (rows === best.rows) verdicts.set(row.id, standing(row));
      else if (rows === stock.rows) {
        verdicts.set(row.id, not("later-count", `Overtaken by a larger count since: ${sayCounted(best.rows)}.`));
      } else {
        verdicts.set(row.id, not("contained", `Contained in another count of such chips: ${sayCounted(best.rows)}.`));
      }
    }
  }
}

function accountOf(rows: readonly Named[]): Account {
  return {
    rows,
    quantity: rows.reduce((sum, { quantity }) => sum + quantity, 0),
    latest:
      rows
        .map(({ as_of_on }) => as_of_on)
        .sort()
        .at(-1) ?? "",
  };
}

/** The latest stock of one chip; the others are judged. */
function latestStock(rows: readonly Named[], verdicts: Map<string, Verdict>): readonly Named[] {
  const sorted = [...rows].sort(bestLast);
  const latest = sorted.pop();
  if (!latest) return [];
  for (const row of sorted) verdicts.set(row.id, laterCount([latest]));
  return [latest];
}

/** The largest of the counts of one chip, each made of the rows of one day and source; the others are judged. */
function largestBatch(rows: readonly Named[], verdicts: Map<string, Verdict>): readonly Named[] {
  const batches = [...group(rows, ({ as_of_on, source_id }) => `${as_of_on} ${source_id}`).values()].map(accountOf);
  batches.sort((one, other) => one.quantity - other.quantity || (one.latest < other.latest ? -1 : 1));
  const largest = batches.pop();
  if (!largest) return [];
  for (const batch of batches) {
    const verdict =
      batch.latest < largest.latest
        ? not("later-count", `A later, larger count may be the same chips and more: ${sayCounted(largest.rows)}.`)
        : not("contained", `A larger count may hold them: ${sayCounted(largest.rows)}.`);
    for (const row of batch.rows) verdicts.set(row.id, verdict);
  }
  return largest.rows;
}

function laterCount(rows: readonly Holding[]): Verdict {
  return not("later-count", `A later count stands: ${sayCounted(rows)}.`);
}

/** The one that stands comes last: by day, on one day by evidence, then by size. */
function bestLast(one: Holding, other: Holding): number {
  if (one.as_of_on !== other.as_of_on) return one.as_of_on < other.as_of_on ? -1 : 1;
  if (one.confidence !== other.confidence) return counts(one.confidence, other.confidence) ? 1 : -1;
  return (one.quantity ?? 0) - (other.quantity ?? 0) || (one.id < other.id ? -1 : 1);
}

function earliestFirst(one: Holding, other: Holding): number {
  return one.as_of_on < other.as_of_on ? -1 : one.as_of_on > other.as_of_on ? 1 : one.id < other.id ? -1 : 1;
}

/** @example "917,002 NVIDIA H100 80GB SXM, 31 Dec 2024" */
function sayCounted(rows: readonly Holding[]): string {
  const of = group(rows, ({ chip_name }) => chip_name ?? "chips not named");
  const said = [...of].map(([name, own]) => {
    const numbers = own.flatMap(({ quantity }) => quantity ?? []);
    return numbers.length === 0 ? name : `${sayNumber(numbers.reduce((sum, each) => sum + each, 0))} ${name}`;
  });
  const days = [...new Set(rows.map(({ as_of_on }) => sayDate(as_of_on)))];
  return `${said.join(" and ")}, ${days.join(" and ")}`;
}
