/** Numbers as people read them. Figures in CSV and JSON are never formatted. */

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** @example sayNumber(15824.4) // "15,824.4" */
export function sayNumber(value: number): string {
  return Math.abs(value) >= 1e15 || (value !== 0 && Math.abs(value) < 1e-3)
    ? value.toExponential(2)
    : grouped.format(value);
}

/**
 * Fractions to twelve digits, so that binary fractions do not move a decimal figure off a limit it stands on.
 * @example exact(6.04 - 5.92) // 0.12
 */
export function exact(value: number): number {
  return Number.isSafeInteger(value) ? value : Number(value.toPrecision(12));
}

/** @example sayCount(1, "round") // "1 round"; sayCount(1200, "company", "companies") // "1,200 companies" */
export function sayCount(count: number, one: string, many = `${one}s`): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`;
}

/**
 * US dollars in the unit a reader would say: three significant figures, never more digits than known.
 * @example sayUsd(24_100_000_000) // "$24.1bn"
 */
export function sayUsd(amount: number): string {
  return `${amount < 0 ? "−" : ""}$${sayLarge(Math.abs(amount))}`;
}

/**
 * A number of things in the unit a reader would say, three significant figures.
 * @example sayLarge(7_451_200) // "7.45m"
 */
export function sayLarge(size: number): string {
  const steps = [
    [1e12, "tn"],
    [1e9, "bn"],
    [1e6, "m"],
    [1e3, "k"],
  ] as const;
  for (const [step, suffix] of steps) {
    // 999.6m would round to "1000m": it belongs to the next unit.
    if (size >= step * 0.9995) return `${trimmed(size / step)}${suffix}`;
  }
  return whole.format(size);
}

/** A share between 0 and 1 as a whole percentage, with one decimal below ten percent. */
export function sayPercent(share: number): string {
  // Rounded before its size is looked at: 0.07 x 100 is 7.000000000000001, and 9.96 must not become "10.0".
  const tenths = Math.round(share * 1000) / 10;
  return `${tenths < 10 ? tenths : Math.round(share * 100)}%`;
}

function trimmed(value: number): string {
  return Number(value.toPrecision(3)).toString();
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * Floating point operations as the field says them, three significant figures.
 * @example sayFlop(2.58e24) // "2.58×10²⁴"
 */
export function sayFlop(flop: number): string {
  if (flop < 1e6) return sayNumber(flop);
  const [digits = "", power = ""] = flop.toExponential(2).split("e+");
  return `${Number(digits)}×10${[...power].map((digit) => superscripts[Number(digit)]).join("")}`;
}

/**
 * Large figures in a text, grouped: a source may give a range or add a word.
 * @example groupDigits("about 2800000000") // "about 2,800,000,000"
 */
export function groupDigits(text: string): string {
  return text.replace(/(?<![\d.])\d{5,}(?![\d.])/g, (digits) => sayNumber(Number(digits)));
}
