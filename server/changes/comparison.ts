import { listed, type Measure } from "../overview/headlines.js";
import { type Day, sayDate } from "../values/dates.js";
import type { EvidenceBand } from "../values/evidence.js";
import { exact, sayLarge, sayNumber, sayUsd } from "../values/numbers.js";
import type { Sides } from "../values/sides.js";

/** A figure of one side at one day. */
export interface SideFigure {
  /** `null` where too little is known to print a figure. */
  readonly value: number | null;
  readonly counted?: { readonly part: number; readonly whole: number };
  /** The value on confirmed rows, on reported ones too, and on all; absent where evidence has no levels. */
  readonly band?: EvidenceBand<number | null>;
}

/** The figures of the overview, the lag and the computing power held. */
export type FigureKey = Measure["key"] | "lag" | "compute";

/** A headline figure of both sides at one day. */
export interface FigureAt {
  readonly key: FigureKey;
  readonly title: string;
  /** What is counted, in a line. */
  readonly about: string;
  readonly unit: string;
  /** `large` is a count of which three figures are enough. */
  readonly format: Measure["format"] | "months" | "large";
  readonly a: SideFigure;
  readonly b: SideFigure;
}

/** How one figure differs between two days. */
export interface Change {
  /** In the unit of the figure; shares differ in shares, which are said as percentage points. */
  readonly difference: number;
  /** The later over the earlier; `null` where the earlier is zero, and for shares and lags, of which nobody says it. */
  readonly ratio: number | null;
}

/** The change between two known figures; nothing where either is unknown, which is not zero. */
export function changeOf(then: number | null, now: number | null, format: FigureAt["format"]): Change | undefined {
  if (then === null || now === null) return undefined;
  const sized = format === "usd" || format === "count" || format === "large";
  return { difference: exact(now - then), ratio: sized && then > 0 ? exact(now / then) : null };
}

/** @example sayChange({ difference: 1.2e10, ratio: 2.2 }, "usd") // { difference: "+$12bn", ratio: "×2.2" } */
export function sayChange({ difference, ratio }: Change, format: FigureAt["format"]) {
  if (difference === 0) return { difference: "no change", ratio: "" };
  const sign = difference > 0 ? "+" : "−";
  const size = Math.abs(difference);
  return { difference: `${sign}${saySize(size, format)}`, ratio: ratio === null ? "" : `×${sayRatio(ratio)}` };
}

function saySize(size: number, format: FigureAt["format"]): string {
  if (format === "usd") return sayUsd(size);
  if (format === "count") return sayNumber(size);
  if (format === "large") return sayLarge(size);
  if (format === "percent") return `${sayNumber(Math.round(size * 1000) / 10)} points`;
  return `${sayNumber(Math.round(size * 10) / 10)} months`;
}

/** Two figures are enough: nobody counts on the third of a ratio. */
function sayRatio(ratio: number): string {
  return sayNumber(ratio >= 10 ? Math.round(ratio) : Number(ratio.toPrecision(2)));
}

/** Figures of which more is better, and of which a side can so be said to have gained on the other. */
const gains: Partial<Record<FigureKey, string>> = {
  "funding-year": "money raised",
  models: "notable models",
  companies: "companies counted",
  compute: "computing power held",
};

/**
 * The headline of the page: who gained on whom in what, by the share of the two sides' sum.
 * @example "Between 21 Feb 2024 and 25 Nov 2026 China gained on the United States in notable models"
 */
export function sayGains(
  then: readonly FigureAt[],
  now: readonly FigureAt[],
  { from, to }: { readonly from: Day; readonly to: Day },
  { a, b }: Sides,
): string {
  const gained: Record<"a" | "b", string[]> = { a: [], b: [] };
  let compared = 0;
  for (const later of now) {
    const noun = gains[later.key];
    const earlier = then.find(({ key }) => key === later.key);
    const [before, after] = [earlier && shareOfA(earlier), shareOfA(later)];
    if (!noun || before === undefined || after === undefined) continue;
    compared++;
    if (after !== before) gained[after > before ? "a" : "b"].push(noun);
  }
  const between = `Between ${sayDate(from)} and ${sayDate(to)}`;
  if (compared === 0) return `${between} too little is known to say who gained on whom`;
  const sentences = [
    ...(gained.a.length > 0 ? [`${a.name} gained on ${b.name} in ${listed(gained.a)}`] : []),
    ...(gained.b.length > 0 ? [`${b.name} gained on ${a.name} in ${listed(gained.b)}`] : []),
  ];
  return sentences.length === 0 ? `${between} neither side gained on the other` : `${between} ${sentences.join("; ")}`;
}

function shareOfA({ a, b }: FigureAt): number | undefined {
  if (a.value === null || b.value === null || a.value + b.value === 0) return undefined;
  return a.value / (a.value + b.value);
}
