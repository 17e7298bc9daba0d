const names = new Intl.DisplayNames("en", { type: "language", fallback: "code" });

/** @example sayLanguage("zh") // "Chinese" */
export function sayLanguage(code: string): string {
  return /^[a-z]{2,3}$/.test(code) ? (names.of(code) ?? code) : code;
}
