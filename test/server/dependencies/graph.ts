import type { DependencyKind, LineageEdge, LineageNode } from "../../../server/dependencies/lineage.js";
import type { Confidence } from "../../../server/values/evidence.js";
import { side } from "../../../server/values/sides.js";

export const sides = { a: side("US"), b: side("CN") };

/** A node with its words; the company is the first word of its id. */
export interface Named extends LineageNode {
  readonly name: string;
  readonly companyName: string | null;
}

/** `"meta/llama-1"` is a model named `llama-1` of the company `meta`. */
export function model(id: string, country: string | null, year: string | null, rest: Partial<Named> = {}): Named {
  const [company = "", name = ""] = id.split("/");
  return {
    id,
    name,
    kind: "model",
    country,
    openness: "open-weights",
    inclusion: "notable",
    releasedOn: year,
    companyId: company,
    companyName: company,
    ...rest,
  };
}

export function software(id: string, country: string | null): Named {
  return { ...model(id, country, null), kind: "software", openness: null, inclusion: null };
}

/** `"child > parent"`, with a kind and a confidence where they matter. */
export function edge(
  text: string,
  kind: DependencyKind = "weights",
  confidence: Confidence = "confirmed",
): LineageEdge {
  const [dependentId = "", dependencyId = ""] = text.split(" > ");
  return { id: `${text} ${kind}`, dependentId, dependencyId, kind, sinceOn: null, confidence };
}
