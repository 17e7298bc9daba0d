/** A word of a text, folded, and where it stands in the text as written. */
export interface Word {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Chinese and Japanese stand without spaces: a run of them is one word, which may be found by any part. */
const unspacedScripts = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}`;
const word = new RegExp(String.raw`[${unspacedScripts}]+|(?:(?![${unspacedScripts}])[\p{L}\p{M}\p{N}])+`, "gu");
const onlyUnspaced = new RegExp(`^[${unspacedScripts}]+$`, "u");
/** What most names are made of, and far quicker to take apart. */
const ascii = /^[\x20-\x7e]*$/;
const asciiWord = /[A-Za-z0-9]+/g;

/**
 * A text as it is compared: capitals, accents and full-width forms are taken for their plain letters.
 * @example folded("Ｍístral") // "mistral"
 */
export function folded(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC")
    .toLowerCase();
}

/** The words of a text; whatever is no letter, digit or character parts them. */
export function wordsOf(text: string): readonly Word[] {
  return [...text.matchAll(ascii.test(text) ? asciiWord : word)].map(({ 0: found, index }) => ({
    text: folded(found),
    from: index,
    to: index + found.length,
  }));
}

/**
 * The same without their places.
 * @example plainWords("Yi-34B 零一") // ["yi", "34b", "零一"]
 */
export function plainWords(text: string): readonly string[] {
  if (ascii.test(text)) return text.toLowerCase().match(asciiWord) ?? [];
  return wordsOf(text).map(({ text }) => text);
}

/** Words without anything between them: "01.AI" and "01ai" are one to a person. */
export function joined(words: readonly string[]): string {
  return words.join("");
}

export function isUnspaced(text: string): boolean {
  return text.charCodeAt(0) > 0x2e7f && onlyUnspaced.test(text);
}
