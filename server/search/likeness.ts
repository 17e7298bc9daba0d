import { slips, slipsToBeginning } from "../values/slips.js";
import { isUnspaced } from "./words.js";

/** How well a term of an entry answers a word of a question, from 0 to 1. */

/** Shorter words have too many neighbours to guess which one was meant. */
const shortestGuessed = 4;
const shortestGuessedBeginning = 5;
const longestGuessed = 40;

/** So many slips are forgiven in a word; none where it holds a digit, since H100 and H200 are two chips. */
export function slipsForgiven(word: string): number {
  if (word.length < shortestGuessed || word.length > longestGuessed || /\p{N}/u.test(word)) return 0;
  return word.length < 8 ? 1 : 2;
}

/**
 * As written: the term is the word, begins with it or, where words stand unspaced, holds it. The longer the rest of the
 * term, the less it answers. A number does not begin a longer one: H20 is not the beginning of H200.
 */
export function likeness(word: string, term: string): number {
  if (term.startsWith(word)) {
    if (term.length === word.length) return 1;
    return goesOnInDigits(word, term) ? 0 : 0.6 + (0.2 * word.length) / term.length;
  }
  return isUnspaced(word) && term.includes(word) ? 0.7 : 0;
}

/** Misspelt, in whole or in its beginning; or a number that is still being written. */
export function nearness(word: string, term: string): number {
  if (term.startsWith(word)) return goesOnInDigits(word, term) ? 0.5 : 0;
  const forgiven = slipsForgiven(word);
  if (forgiven === 0 || term.length < word.length - forgiven) return 0;
  if (term.length <= word.length + forgiven) {
    const off = slips(word, term);
    if (off <= forgiven) return 0.6 - 0.1 * off;
  }
  // Nobody misses the first letter of a word that is still being written, and most terms are out by it.
  if (word.length < shortestGuessedBeginning || word.charAt(0) !== term.charAt(0)) return 0;
  const off = slipsToBeginning(word, term.slice(0, word.length + forgiven));
  return off <= forgiven ? 0.4 - 0.1 * off : 0;
}

/** Whether the word ends in a digit that the term has more digits after. */
export function goesOnInDigits(word: string, term: string): boolean {
  return digitLast.test(word) && digitFirst.test(term.slice(word.length));
}

const digitLast = /\p{N}$/u;
const digitFirst = /^\p{N}/u;
