import type { Ground, LineageGraph, MeasuredKind } from "./lineage.js";
import { measuredKind } from "./lineage.js";

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

const phrases: Readonly<Record<MeasuredKind, string>> = {
  weights: "builds on the weights of",
  architecture: "takes the architecture of",
  distillation: "is distilled from",
  "synthetic-data": "is trained on data made by",
  tokenizer: "takes the tokenizer of",
  code: "takes code of",
  framework: "is built with",
  runtime: "runs on",
  dataset: "rests on data of",
  library: "takes code of the library",
};

/**
 * A chain as a sentence without its subject and final stop.
 * @example sayPath(graph, ground, nameOf) // "builds on the weights of Yi-34B, which takes the architecture of LLaMA"
 */
export function sayPath(graph: LineageGraph, { path }: Ground, nameOf: (id: string) => string): string {
  return path.map((edge) => `${phrases[measuredKind(graph, edge)]} ${nameOf(edge.dependencyId)}`).join(", which ");
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
