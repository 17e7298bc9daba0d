import { slips } from "../values/slips.js";
import type { Choice } from "./view.js";

/** So many are named: enough to find one's own, few enough to read. */
const mostNamed = 5;
/** Longer input is nobody's slip of the hand, and comparing it letter by letter would cost. */
const longestCompared = 60;

/**
 * Known ids that were perhaps meant: first those whose id or name holds what was given, ids that begin with it and
 * short ones before others, then those
 * that a few slips of the hand lead to, nearest first.
 * @example nearIds("qwen2.5-7b", known).map(({ value }) => value) // ["qwen2-5-7b", ...]
 */
export function nearIds(given: string, known: readonly Choice[]): readonly Choice[] {
  const wanted = plain(given);
  if (wanted === "" || wanted.length > longestCompared) return [];
  const held = known.filter(({ value, label }) => [value, label].some((text) => plain(text).includes(wanted)));
  const begins = ({ value }: Choice) => Number(!plain(value).startsWith(wanted));
  const holding = [...held].sort(
    (one, other) =>
      begins(one) - begins(other) || one.value.length - other.value.length || (one.value < other.value ? -1 : 1),
  );
  // A third of the letters wrong, and it is another word.
  const bound = Math.max(1, Math.floor(wanted.length / 3));
  const similar = known
    .filter((choice) => !holding.includes(choice))
    .map((choice) => ({ choice, off: slips(wanted, plain(choice.value)) }))
    .filter(({ off }) => off <= bound)
    .sort((one, other) => one.off - other.off || (one.choice.value < other.choice.value ? -1 : 1));
  return [...holding, ...similar.map(({ choice }) => choice)].slice(0, mostNamed);
}

/** "Qwen2.5-7B" and "qwen2-5-7b" are one to a person. */
function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}
