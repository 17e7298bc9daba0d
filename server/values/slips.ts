/**
 * Slips of the hand from one text to another: letters to add, drop, change or swap with their neighbour (optimal
 * string alignment, after Damerau 1964 and Levenshtein 1966).
 * @example slips("qwne", "qwen") // 1
 */
export function slips(one: string, other: string): number {
  return lastRow(one, other)[other.length] ?? 0;
}

/**
 * Slips from a text to the nearest beginning of another, for a word that is still being written.
 * @example slipsToBeginning("antrop", "anthropic") // 1
 */
export function slipsToBeginning(one: string, other: string): number {
  return Math.min(...lastRow(one, other));
}

/** Slips from the whole of one text to each beginning of the other, the empty one first. */
function lastRow(one: string, other: string): Uint16Array {
  const width = other.length + 1;
  // Three rows in turn: a swap looks back over two.
  const rows = new Uint16Array(3 * width);
  for (let j = 0; j < width; j++) rows[j] = j;
  for (let i = 1; i <= one.length; i++) {
    const [row, above, second] = [(i % 3) * width, ((i + 2) % 3) * width, ((i + 1) % 3) * width];
    rows[row] = i;
    for (let j = 1; j < width; j++) {
      const same = one.charCodeAt(i - 1) === other.charCodeAt(j - 1);
      let least = at(rows, above + j - 1) + (same ? 0 : 1);
      least = Math.min(least, at(rows, above + j) + 1, at(rows, row + j - 1) + 1);
      const swapped =
        i > 1 &&
        j > 1 &&
        one.charCodeAt(i - 1) === other.charCodeAt(j - 2) &&
        one.charCodeAt(i - 2) === other.charCodeAt(j - 1);
      rows[row + j] = swapped ? Math.min(least, at(rows, second + j - 2) + 1) : least;
    }
  }
  const last = (one.length % 3) * width;
  return rows.subarray(last, last + width);
}

function at(rows: Uint16Array, index: number): number {
  return rows[index] ?? 0;
}
