import type { DependencyKind, Ground, MeasuredKind } from "./lineage.js";

/** Kinds as they stand in lists and above columns. */
export const kindTitles: Readonly<Record<MeasuredKind, string>> = {
  weights: "Weights",
  architecture: "Architecture",
  distillation: "Distillation",
  "synthetic-data": "Synthetic data",
  tokenizer: "Tokenizer",
  code: "Code",
  framework: "Framework",
  runtime: "Runtime",
  dataset: "Data set",
  library: "Library",
};

/** How a kind is said between two names, by the kind that the row records: what is taken from a library, too, is its tokenizer or its code. */
const phrases: Readonly<Record<DependencyKind, string>> = {
  weights: "builds on the weights of",
  architecture: "takes the architecture of",
  distillation: "is distilled from",
  "synthetic-data": "draws on data made by",
  tokenizer: "takes the tokenizer of",
  code: "takes code of",
  framework: "is built with",
  runtime: "runs on",
  dataset: "draws on the data of",
};

/** The words between the names of a chain, one for each of its edges. */
export function wordsBetween({ path }: Pick<Ground, "path">): readonly string[] {
  return path.map(({ kind }, at) => `${at > 0 ? ", which " : ""}${phrases[kind]}`);
}

/**
 * A chain as a sentence without its subject and final stop.
 * @example sayPath(ground, nameOf) // "builds on the weights of Yi-34B, which takes the architecture of LLaMA"
 */
export function sayPath({ path }: Pick<Ground, "path">, nameOf: (id: string) => string): string {
  const words = wordsBetween({ path });
  return path.map(({ dependencyId }, at) => `${words[at]} ${nameOf(dependencyId)}`).join("");
}

/**
 * Names in a row, the last ones as a count where they would not be read.
 * @example sayNames(["LLaMA", "Qwen", "GLM", "Yi"], 2) // "LLaMA, Qwen and 2 more"
 */
export function sayNames(names: readonly string[], most: number): string {
  const shown = names.slice(0, names.length === most + 1 ? most + 1 : most);
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
