import { type AdvanceRuns, sans400, sans600, serif600 } from "./advance-widths.js";

/** Weights in which Parallax Sans is bundled. */
export type TextWeight = 400 | 600;

/**
 * Width of a line of Parallax Sans, in the unit of `size`. Kerning is left out: it mostly tightens, so that a
 * label given this much room fits. Han and other full-width characters count 1 em.
 *
 * @example textWidth("2026", 10) // 19.88
 */
export function textWidth(text: string, size: number, weight: TextWeight = 400): number {
  return measure(text, size, weight === 600 ? semibold : regular);
}

/**
 * The same for Parallax Serif SemiBold, in which headlines are set.
 *
 * @example titleWidth("2026", 20) // 43.76
 */
export function titleWidth(text: string, size: number): number {
  return measure(text, size, serif);
}

/**
 * `text` if it fits into `maxWidth`, else as much of its beginning as fits with an ellipsis behind it; empty
 * when there is no room for a single character, so that the caller drops the label.
 *
 * @example fitText("Moonshot AI", 12, 50) // "Moons…"
 */
export function fitText(text: string, size: number, maxWidth: number, weight: TextWeight = 400): string {
  if (textWidth(text, size, weight) <= maxWidth) return text;
  const characters = [...text];
  while (characters.pop() !== undefined) {
    const shortened = `${characters.join("").replace(/[\s,;:·–—(-]+$/u, "")}…`;
    if (shortened !== "…" && textWidth(shortened, size, weight) <= maxWidth) return shortened;
  }
  return "";
}

const regular = advances(sans400);
const semibold = advances(sans600);
const serif = advances(serif600);

function advances(runs: AdvanceRuns): ReadonlyMap<number, number> {
  return new Map(
    runs.flatMap(([first, widths]) =>
      widths.split(" ").map((width, i): [number, number] => [first + i, Number(width)]),
    ),
  );
}

/** All bundled fonts divide the em by a thousand. */
const em = 1000;

function measure(text: string, size: number, widths: ReadonlyMap<number, number>): number {
  let width = 0;
  for (const character of text) width += advance(character.codePointAt(0) ?? 0, widths);
  return (width * size) / em;
}

function advance(codePoint: number, widths: ReadonlyMap<number, number>): number {
  const known = widths.get(codePoint);
  if (known !== undefined) return known;
  if (isInvisible(codePoint)) return 0;
  if (isFullWidth(codePoint)) return em;
  // A figure is about as wide as the average character of running text.
  return widths.get(0x30) ?? em / 2;
}

/** Combining marks, joiners, variation selectors, control characters. */
function isInvisible(codePoint: number): boolean {
  return (
    codePoint < 0x20 ||
    (codePoint >= 0x300 && codePoint <= 0x36f) ||
    (codePoint >= 0x200b && codePoint <= 0x200f) ||
    (codePoint >= 0xfe00 && codePoint <= 0xfe0f) ||
    codePoint === 0xfeff
  );
}

/** East Asian wide characters and emoji (Unicode Standard Annex 11, classes W and F, in blocks). */
function isFullWidth(codePoint: number): boolean {
  return (
    (codePoint >= 0x1100 && codePoint <= 0x115f) ||
    (codePoint >= 0x2e80 && codePoint <= 0xa4cf) ||
    (codePoint >= 0xac00 && codePoint <= 0xd7a3) ||
    (codePoint >= 0xf900 && codePoint <= 0xfaff) ||
    (codePoint >= 0xfe30 && codePoint <= 0xfe6f) ||
    (codePoint >= 0xff01 && codePoint <= 0xff60) ||
    (codePoint >= 0xffe0 && codePoint <= 0xffe6) ||
    (codePoint >= 0x1f300 && codePoint <= 0x1faff) ||
    (codePoint >= 0x20000 && codePoint <= 0x3fffd)
  );
}
