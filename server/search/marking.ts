import { likeness, nearness } from "./likeness.js";
import { isUnspaced, joined, type Word, wordsOf } from "./words.js";

/** A stretch of a text, marked where it is what was asked for. */
export interface Stretch {
  readonly text: string;
  readonly marked: boolean;
}

/**
 * A text in stretches, with those marked that answer a word of the question: as written or, with `near`, misspelt.
 * @example marked("GPT-4o mini", ["gpt4"], false) // [{ text: "GPT-4", marked: true }, { text: "o mini", marked: false }]
 */
export function marked(text: string, words: readonly string[], near: boolean): readonly Stretch[] {
  const own = wordsOf(text);
  const whole = joined(words);
  const ranges = own.flatMap((word, at) => rangesOf(word, own[at + 1], [...words, whole], near));
  return stretches(text, ranges);
}

type Range = readonly [from: number, to: number];

function rangesOf(own: Word, next: Word | undefined, words: readonly string[], near: boolean): readonly Range[] {
  return words.flatMap((word): readonly Range[] => {
    if (likeness(word, own.text) > 0) return [part(own, own.text.indexOf(word), word.length)];
    if (near && nearness(word, own.text) > 0) return [[own.from, own.to]];
    // A word that goes on in the next one.
    if (!next || isUnspaced(word) || !word.startsWith(own.text) || !`${own.text}${next.text}`.startsWith(word))
      return [];
    const [, to] = part(next, 0, word.length - own.text.length);
    return [[own.from, to]];
  });
}

/** Where a part of a folded word stands in the text; the whole word where folding has changed its length. */
function part({ text, from, to }: Word, at: number, length: number): Range {
  return text.length === to - from ? [from + at, from + at + length] : [from, to];
}

function stretches(text: string, ranges: readonly Range[]): readonly Stretch[] {
  const out: Stretch[] = [];
  let at = 0;
  for (const [from, to] of ranges.toSorted((one, other) => one[0] - other[0] || other[1] - one[1])) {
    if (to <= at) continue;
    const begin = Math.max(from, at);
    if (begin > at) out.push({ text: text.slice(at, begin), marked: false });
    const last = out.at(-1);
    if (last?.marked) out[out.length - 1] = { text: `${last.text}${text.slice(begin, to)}`, marked: true };
    else out.push({ text: text.slice(begin, to), marked: true });
    at = to;
  }
  if (at < text.length) out.push({ text: text.slice(at), marked: false });
  return out;
}
