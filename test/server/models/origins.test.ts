import { expect, it } from "vitest";
import { type LineageEdge, type LineageNode, lineageGraph } from "../../../server/dependencies/lineage.js";
import { chainOf, sayOrigins } from "../../../server/models/origin-words.js";
import { originsOf } from "../../../server/models/origins.js";
import { side } from "../../../server/values/sides.js";

const model = (id: string, country: string | null): LineageNode => ({
  id,
  kind: "model",
  country,
  openness: "open-weights",
  inclusion: "notable",
  releasedOn: "2025",
  companyId: "lab",
});
const edge = (dependentId: string, dependencyId: string, kind: LineageEdge["kind"]): LineageEdge => ({
  id: `${dependentId}--${dependencyId}--${kind}`,
  dependentId,
  dependencyId,
  kind,
  sinceOn: null,
  confidence: "confirmed",
});

/** A Llama fine-tuned on what R1 wrote, as DeepSeek's README says of its distilled models. */
const graph = lineageGraph(
  [
    model("distilled", "CN"),
    model("llama", "US"),
    model("r1", "CN"),
    model("v3", "CN"),
    model("mistral", "FR"),
    model("own", "CN"),
    model("odd", "CN"),
    model("nowhere", null),
  ],
  [
    edge("distilled", "llama", "weights"),
    edge("distilled", "r1", "distillation"),
    edge("r1", "v3", "weights"),
    edge("v3", "mistral", "architecture"),
    edge("odd", "nowhere", "code"),
  ],
);
const sides = { a: side("US"), b: side("CN") };
const read = (id: string) =>
  originsOf(graph, id, sides).map((origin) =>
    chainOf(origin, graph, (name) => name)
      .map(({ words }) => words)
      .join(""),
  );

it("an R1-distilled Llama stands on both sides, each by its shortest chain, the two sides before others", () => {
  expect(originsOf(graph, "distilled", sides).map(({ country, models }) => [country, models])).toEqual([
    ["US", 1],
    ["CN", 2],
    ["FR", 1],
  ]);
  expect(read("distilled")).toEqual([
    "distilled takes the weights of llama",
    "distilled is distilled from r1",
    "distilled is distilled from r1, which takes the weights of v3, which takes the architecture of mistral",
  ]);
});

it("says so in one sentence, also for one country, for none recorded and for an unknown one", () => {
  const said = (id: string, models: number) => sayOrigins(originsOf(graph, id, sides), models);
  expect(said("distilled", 4)).toBe("It stands on models of the United States, China and France.");
  expect(said("v3", 1)).toBe("It stands on models of France.");
  expect(said("own", 0)).toBe("No model that it rests on is recorded.");
  expect(said("odd", 1)).toBe("It stands on models whose country is not recorded.");
});
