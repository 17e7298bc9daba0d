import type { LineageGraph } from "../dependencies/lineage.js";
import { measuredKind } from "../dependencies/lineage.js";
import { side } from "../values/sides.js";
import { kindPhrases, type Origin } from "./origins.js";

/** A piece of a sentence: words, or the name of a model with its side. */
export interface Piece {
  readonly words: string;
  readonly modelId?: string;
}

/**
 * The countries that a model stands on, in a sentence.
 * @example "It stands on models of the United States and China."
 */
export function sayOrigins(origins: readonly Origin[], recorded: number): string {
  if (origins.length === 0)
    return recorded === 0
      ? "No model that it rests on is recorded."
      : "It stands on models whose country is not recorded.";
  const names = origins.map(({ country }) => side(country).name);
  const last = names.pop();
  return `It stands on models of ${names.length > 0 ? `${names.join(", ")} and ` : ""}${last}.`;
}

/**
 * The chain to an origin, read from the model's end: "DeepSeek-R1-Distill-Llama-70B takes the weights of Llama 3.3
 * 70B". Of several kinds between the same two the one with the better evidence is told, as the measure takes it.
 */
export function chainOf({ ground }: Origin, graph: LineageGraph, name: (id: string) => string): readonly Piece[] {
  const pieces: Piece[] = [{ words: name(ground.id) }];
  for (const [at, edge] of ground.path.entries()) {
    const kind = measuredKind(graph, edge) as keyof typeof kindPhrases;
    pieces.push({ words: `${at > 0 ? ", which" : ""} ${kindPhrases[kind]} ` });
    pieces.push({ words: name(edge.dependencyId), modelId: edge.dependencyId });
  }
  return pieces;
}
