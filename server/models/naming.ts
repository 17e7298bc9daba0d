/**
 * Whether a text names a model. Releases are told apart by what follows the name: "GPT-4" is not named by "GPT-4o",
 * "GPT-4.5" or "GPT-4 Turbo", nor "Llama" by "Llama 2". What stands in brackets in a name is a remark on it.
 * @example namesModel("01.AI releases Yi-6B and Yi-34B", "Yi-34B") // true
 */
export function namesModel(text: string, name: string): boolean {
  const plain = name.replace(/\s*\([^)]*\)/g, "").trim();
  if (plain.length < shortestName) return false;
  const escaped = plain.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
  return new RegExp(
    `(?<![\\p{L}\\p{N}.-])${escaped}(?![\\p{L}\\p{N}]|[.+-][\\p{L}\\p{N}]|\\s+(?:\\p{N}|${editions}))`,
    "u",
  ).test(text);
}

/** Shorter names are words of any text. */
const shortestName = 3;

/** Words that make another release of a name. */
const editions =
  "(?:Air|Coder|Exp|Flash|Haiku|Lite|Math|Max|Mini|Nano|Omni|Opus|Plus|Preview|Pro|Sonnet|Thinking|Turbo|Ultra|Vision|VL|mini|nano|pro|turbo)\\b";
