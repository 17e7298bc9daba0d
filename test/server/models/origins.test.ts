import { expect, it } from "vitest";
import { type LineageEdge, type LineageNode, lineageGraph } from "../../../server/dependencies/lineage.js";
import { sayPath } from "../../../server/dependencies/withdrawal-words.js";
import { sayOrigins, sayWaysLeft } from "../../../server/models/origin-words.js";
import { countriesRestedOn, mostBeginnings, originsOf } from "../../../server/models/origins.js";
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
/** Country by country the ways from where a lineage begins. */
const read = (id: string) =>
  originsOf(graph, id, sides).map(({ country, models, beginnings }) => ({
    country,
    models,
    ways: beginnings.flatMap(({ ways }) => ways.paths.map((path) => sayPath(path, (name) => name))),
  }));

it("an R1-distilled Llama stands on both sides, the two sides before others", () => {
  expect(countriesRestedOn(graph, "distilled", sides)).toEqual([
    { country: "US", models: 1 },
    { country: "CN", models: 2 },
    { country: "FR", models: 1 },
  ]);
});

it("its lineage begins where nothing further is recorded, with every way from there", () => {
  expect(read("distilled")).toEqual([
    { country: "US", models: ["llama"], ways: ["builds on the weights of llama"] },
    // Both Chinese models rest on another, so nothing begins with them.
    { country: "CN", models: ["r1", "v3"], ways: [] },
    {
      country: "FR",
      models: ["mistral"],
      ways: ["is distilled from r1, which builds on the weights of v3, which takes the architecture of mistral"],
    },
  ]);
  expect(read("odd")).toEqual([{ country: null, models: ["nowhere"], ways: ["takes code of nowhere"] }]);
  expect(read("own")).toEqual([]);
});

it("a circle at the top begins with each of its models, but with no model that asks", () => {
  const circle = lineageGraph(
    [model("r1", "CN"), model("v3", "CN")],
    [edge("r1", "v3", "weights"), edge("v3", "r1", "synthetic-data")],
  );
  expect(originsOf(circle, "r1", sides).map(({ beginnings }) => beginnings.map(({ id }) => id))).toEqual([["v3"]]);
});

it("names further beginnings without their ways where they are many", () => {
  const bases = Array.from({ length: mostBeginnings + 2 }, (_, at) => `base-${at}`);
  const many = lineageGraph(
    [model("merged", "CN"), ...bases.map((id) => model(id, "US"))],
    bases.map((base) => edge("merged", base, "weights")),
  );
  const [origin] = originsOf(many, "merged", sides);
  expect(origin?.beginnings.map(({ id }) => id)).toEqual(bases.slice(0, mostBeginnings));
  expect(origin?.more).toEqual(bases.slice(mostBeginnings));
});

it("says how many ways a page leaves out, and that there may be more where the search was ended", () => {
  const ways = (count: number, stoppedBy: "paths" | "steps" | null) => ({
    paths: Array.from({ length: count }, () => ({
      id: "a",
      restsOnId: "b",
      path: [],
      confidence: "confirmed" as const,
    })),
    stoppedBy,
  });
  expect(sayWaysLeft(ways(2, null), 2)).toBe("");
  expect(sayWaysLeft(ways(4, null), 3)).toBe("and 1 more way there");
  expect(sayWaysLeft(ways(100, "paths"), 3)).toBe("and at least 97 more ways there");
  expect(sayWaysLeft(ways(0, "steps"), 0)).toBe("and perhaps more ways there");
});

it("says so in one sentence, also for one country, for none recorded and for an unknown one", () => {
  const said = (id: string, models: number) => sayOrigins(countriesRestedOn(graph, id, sides), models);
  expect(said("distilled", 4)).toBe("It stands on models of the United States, China and France.");
  expect(said("v3", 1)).toBe("It stands on models of France.");
  expect(said("own", 0)).toBe("No model that it rests on is recorded.");
  expect(said("odd", 1)).toBe("It stands on models whose country is not recorded.");
});
