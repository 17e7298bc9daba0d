import { type Confidence, counts, type EvidenceBand } from "../values/evidence.js";
import { type Holding, h100Equivalents, judgeHoldings, type Verdict } from "./holdings.js";

/** Several rows that stand, added up. */
export interface Tally {
  /** `null` where no row can be converted: unknown, not zero. */
  readonly h100: number | null;
  readonly units: number;
  readonly rows: number;
  /** Rows among them without H100-equivalents, and how many chips they are. */
  readonly unconverted: { readonly rows: number; readonly units: number };
}

export function tally(rows: readonly Holding[], unitTflops: number | null): Tally {
  const worth = rows.map((row) => ({ units: row.quantity ?? 0, h100: h100Equivalents(row, unitTflops) }));
  const converted = worth.flatMap(({ h100 }) => (h100.known ? h100.value : []));
  const unconverted = worth.filter(({ h100 }) => !h100.known);
  return {
    h100: converted.length === 0 ? null : sum(converted),
    units: sum(worth.map(({ units }) => units)),
    rows: rows.length,
    unconverted: { rows: unconverted.length, units: sum(unconverted.map(({ units }) => units)) },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The rule asked at many days and levels of evidence, each answer reckoned once. */
export class Judged<H extends Holding> {
  readonly #answers = new Map<string, readonly { readonly row: H; readonly verdict: Verdict }[]>();

  /** @param rows every row, on any evidence: which of them a view admits changes what stands. */
  constructor(readonly rows: readonly H[]) {}

  /** Rows admitted at a day on evidence of `strictest` or better, each with its verdict. */
  at(day: string, strictest: Confidence): readonly { readonly row: H; readonly verdict: Verdict }[] {
    const key = `${day} ${strictest}`;
    const known = this.#answers.get(key);
    if (known) return known;
    const admitted = this.rows.filter((row) => row.as_of_on <= day && counts(row.confidence, strictest));
    const verdicts = judgeHoldings(admitted);
    const answer = admitted.flatMap((row) => {
      const verdict = verdicts.get(row.id);
      return verdict ? [{ row, verdict }] : [];
    });
    this.#answers.set(key, answer);
    return answer;
  }

  /** What stands at a day, among the rows that `wanted` picks once it is decided what stands. */
  standing(day: string, strictest: Confidence, wanted: (row: H, verdict: Verdict) => boolean): readonly H[] {
    return this.at(day, strictest).flatMap(({ row, verdict }) => (wanted(row, verdict) ? [row] : []));
  }
}

/** Rows that firms hold. */
export const heldByFirms = (_row: Holding, { counted }: Verdict) => counted;
/** What would stand of the counts of several firms together. */
export const heldTogether = (_row: Holding, { ground }: Verdict) => ground === "several-firms";
/** Counts of chips that are not named, beside rows that name theirs. */
export const ofUnnamedChips = (_row: Holding, { ground }: Verdict) => ground === "chip-not-named";
/** Orders of which no delivery is told. */
export const onOrder = (_row: Holding, { ground }: Verdict) => ground === "ordered";

/** A day on which what is known changes; `value` is on the view's evidence. */
export interface CoursePoint extends EvidenceBand<number | null> {
  readonly on: string;
  readonly value: number | null;
}

/** H100-equivalents from each row's day on, on the view's evidence and on each level of the band. */
export function course<H extends Holding>(
  judged: Judged<H>,
  unitTflops: number | null,
  confidence: Confidence,
  wanted: (row: H, verdict: Verdict) => boolean,
): readonly CoursePoint[] {
  const days = [...new Set(judged.rows.map(({ as_of_on }) => as_of_on))].sort();
  const points: CoursePoint[] = [];
  for (const on of days) {
    const at = (strictest: Confidence) => tally(judged.standing(on, strictest, wanted), unitTflops).h100;
    const point = {
      on,
      value: at(confidence),
      confirmed: at("confirmed"),
      reported: at("reported"),
      all: at("disputed"),
    };
    const last = points.at(-1);
    const levels = ["value", "confirmed", "reported", "all"] as const;
    if (levels.some((level) => point[level] !== (last?.[level] ?? null))) points.push(point);
  }
  return points;
}
