import { formatValue } from "../../public/charts/format.js";
import type { EvidenceBand } from "../values/evidence.js";
import { sayNumber } from "../values/numbers.js";
import type { Sides } from "../values/sides.js";

/** A figure of one day as prose quotes it. */
export interface Quotable {
  /** What follows the family's name in a reference: `cn.total` of `funding.cn.total`. */
  readonly name: string;
  readonly title: string;
  /** In words; what is unknown or too little for a figure says so and is never a zero. */
  readonly text: string;
  readonly value: number | string | null;
  readonly unit: string;
  readonly sources: readonly string[];
  /** The same on confirmed rows alone, on reported ones too, and on all. */
  readonly band?: EvidenceBand<Pick<Quotable, "text" | "value">>;
  /** One of very many of its kind: a list offers it only where it has a value. */
  readonly oneOfMany?: true;
}

export type Compared = "a" | "b";
export const both = ["a", "b"] as const;

export const codeOf = (sides: Sides, of: Compared) => sides[of].code.toLowerCase();

/** Of a part of a known whole, none is a finding. */
export const sayCounted = (count: number) => (count === 0 ? "none" : sayNumber(count));
/** Of a whole, that none is known. */
export const sayKnownCount = (count: number) => (count === 0 ? "none known" : sayNumber(count));
export const sayMonths = (months: number) => formatValue(months, "months");

export const count = (value: number, say: (count: number) => string, unit: string) => ({
  value,
  text: say(value),
  unit,
});
