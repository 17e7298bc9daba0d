import { expect, it } from "vitest";
import { sayLineage } from "../../../server/companies/model-lineage.js";
import { type LineageEdge, lineageGraph } from "../../../server/dependencies/lineage.js";

const node = (id: string, kind: "model" | "software" = "model") => ({
  id,
  kind,
  country: "US",
  openness: null,
  inclusion: null,
  releasedOn: null,
  companyId: null,
});
const edge = (dependentId: string, dependencyId: string, kind: LineageEdge["kind"] = "weights"): LineageEdge => ({
  id: `${dependentId}--${dependencyId}--${kind}`,
  dependentId,
  dependencyId,
  kind,
  sinceOn: null,
  confidence: "confirmed",
});
const graph = lineageGraph(
  [node("llama"), node("yi"), node("tuned"), node("merged"), node("torch", "software")],
  [edge("yi", "llama", "architecture"), edge("tuned", "yi"), edge("merged", "tuned"), edge("yi", "torch", "framework")],
);
const say = (id: string) => sayLineage(graph, id, (other) => other.toUpperCase());

it("a model's lineage names its own bases, and counts all that rests on it", () => {
  expect(say("yi")).toBe("rests on LLAMA (architecture); 2 models rest on it");
  expect(say("llama")).toBe("3 models rest on it");
  expect(say("merged")).toBe("rests on TUNED (weights)");
  expect(say("tuned")).toBe("rests on YI (weights); 1 model rests on it");
});

it("software is no lineage, and nothing is said where nothing is recorded", () => {
  expect(say("torch")).toBeNull();
});
