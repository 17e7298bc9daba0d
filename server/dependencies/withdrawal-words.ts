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

/** By the kind that the row records: what is taken from a library, too, is its tokenizer or its code. */
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

/**
 * A chain as a sentence without its subject and final stop.
 * @example sayPath(ground, nameOf) // "builds on the weights of Yi-34B, which takes the architecture of LLaMA"
 */
export function sayPath({ path }: Ground, nameOf: (id: string) => string): string {
  return path.map((edge) => `${phrases[edge.kind]} ${nameOf(edge.dependencyId)}`).join(", which ");
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
