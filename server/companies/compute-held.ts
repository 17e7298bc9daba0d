import { collectives, type Holding, h100Equivalents, type Verdict } from "../chips/holdings.js";
import { heldByFirms, heldTogether, Judged, ofUnnamedChips, tally } from "../chips/holdings-course.js";
import { band, type Confidence } from "../values/evidence.js";
import { sayLarge } from "../values/numbers.js";
import type { KeyFigure } from "./key-figures.js";

/** Holdings of a company as its profile needs them. */
export interface CompanyHoldings {
  /** Its own rows and those of vendors that run their chips themselves, on any evidence. */
  readonly rows: readonly Holding[];
  /** The chip in which they are expressed. */
  readonly unit: { readonly fp16_tflops: number | null; readonly source_id: string } | undefined;
}

/** The figure with what it is made of. */
export interface HeldFigure extends KeyFigure {
  /** `null` where nothing can be reckoned. */
  readonly h100: number | null;
  /** What it is on other levels of evidence, where that differs. */
  readonly levels: readonly string[];
}

/** What the company holds, with what it is on each level of evidence; absent where no row of it stands. */
export function computeHeld(
  { rows, unit }: CompanyHoldings,
  companyId: string,
  asOf: string,
  strictest: Confidence,
): HeldFigure | undefined {
  const judged = new Judged(rows);
  const unitTflops = unit?.fp16_tflops ?? null;
  const together = collectives.has(companyId);
  const stands = together ? heldTogether : heldByFirms;
  const own = (row: Holding, verdict: Verdict) => row.company_id === companyId && stands(row, verdict);
  const held = judged.standing(asOf, strictest, own);
  const unnamed = judged.standing(
    asOf,
    strictest,
    (row, verdict) => row.company_id === companyId && ofUnnamedChips(row, verdict),
  );
  if (held.length + unnamed.length === 0) return undefined;
  const { h100, units, unconverted } = tally(held, unitTflops);
  const banded = band((level) => tally(judged.standing(asOf, level, own), unitTflops).h100);
  const notReckoned = unconverted.units + tally(unnamed, unitTflops).units;
  const levels = (
    [
      ["confirmed", "confirmed only"],
      ["reported", "reported or better"],
      ["all", "on any evidence"],
    ] as const
  ).flatMap(([level, said]) => {
    const value = banded[level];
    return value === h100 ? [] : `${said}: ${value === null ? "not known" : sayLarge(value)}`;
  });
  return {
    label: together ? "Compute held, several firms together" : "Compute held",
    h100,
    levels,
    value: h100 === null ? "not known" : sayLarge(h100),
    detail: [
      `${h100 === null ? "no known H100-equivalents" : "H100-equivalents"} of ${sayLarge(units)} chips`,
      notReckoned > 0 && `${sayLarge(notReckoned)} chips not reckoned, without a name or a known throughput`,
      ...levels,
    ]
      .filter(Boolean)
      .join("; "),
    sources: [...(unit && h100 !== null ? [unit.source_id] : []), ...[...held, ...unnamed].map((row) => row.source_id)],
  };
}

/**
 * What a row is worth and whether it counts, in words.
 * @example sayVerdict(row, verdict, 989.4) // "3.15k H100-equivalents, counted"
 */
export function sayVerdict(row: Holding, { counted, whyNot }: Verdict, unitTflops: number | null): string {
  const worth = h100Equivalents(row, unitTflops);
  const said = worth.known ? `${sayLarge(worth.value)} H100-equivalents` : "no known H100-equivalents";
  return `${said}, ${counted ? "counted" : `not counted: ${whyNot?.replace(/\.$/, "")}`}`;
}
