import { describe, expect, it } from "vitest";
import { type LineageEdge, type LineageNode, lineageGraph } from "../../../server/dependencies/lineage.js";
import { originSides, simplePaths } from "../../../server/dependencies/paths.js";
import type { Confidence } from "../../../server/values/evidence.js";
import { side } from "../../../server/values/sides.js";

const sides = { a: side("US"), b: side("CN") };

const model = (id: string, country: string): LineageNode => ({
  id,
  kind: "model",
  country,
  openness: "open-weights",
  inclusion: "notable",
  releasedOn: "2024-01-01",
  companyId: null,
});

/** `"child > parent"`. */
function edge(text: string, confidence: Confidence = "confirmed"): LineageEdge {
  const [dependentId = "", dependencyId = ""] = text.split(" > ");
  return { id: text, dependentId, dependencyId, kind: "weights", sinceOn: null, confidence };
}

/** `nous` rests on `llama` directly and through `yi`; `r1` and `v3` rest on each other. */
const graph = lineageGraph(
  [
    model("llama", "US"),
    model("yi", "CN"),
    model("nous", "US"),
    model("r1", "CN"),
    model("v3", "CN"),
    model("mix", "FR"),
  ],
  [
    edge("yi > llama", "reported"),
    edge("nous > yi"),
    edge("nous > llama", "disputed"),
    edge("r1 > v3"),
    edge("v3 > r1"),
    edge("mix > r1"),
    edge("mix > nous"),
  ],
);

const said = (found: ReturnType<typeof simplePaths>) =>
  found.paths.map(({ path, confidence }) => `${path.map(({ id }) => id).join(", ")}: ${confidence}`);

describe("simplePaths", () => {
  it("finds every way, shortest first, each as good as its weakest edge", () => {
    const found = simplePaths(graph, "nous", "llama");
    expect(said(found)).toEqual(["nous > llama: disputed", "nous > yi, yi > llama: reported"]);
    expect(found.stoppedBy).toBeNull();
  });

  it("visits no node twice, so that a cycle is no endless way", () => {
    expect(said(simplePaths(graph, "mix", "v3"))).toEqual(["mix > r1, r1 > v3: confirmed"]);
    expect(said(simplePaths(graph, "r1", "v3"))).toEqual(["r1 > v3: confirmed"]);
  });

  it("finds none to itself, to what does not carry it, or to the unknown", () => {
    for (const [from, to] of [
      ["r1", "r1"],
      ["llama", "nous"],
      ["nous", "nobody"],
    ] as const) {
      expect(simplePaths(graph, from, to)).toEqual({ paths: [], stoppedBy: null });
    }
  });

  it("says which bound ended it", () => {
    const few = simplePaths(graph, "nous", "llama", { most: 1 });
    expect([few.paths.length, few.stoppedBy]).toEqual([1, "paths"]);
    expect(simplePaths(graph, "nous", "llama", { steps: 1 }).stoppedBy).toBe("steps");
    expect(simplePaths(graph, "nous", "llama", { most: 2 }).stoppedBy).toBeNull();
  });
});

describe("originSides", () => {
  it("gives the sides of the roots, those of a circle together", () => {
    expect(originSides(graph, "nous", sides)).toEqual({ a: ["llama"], b: [], other: [] });
    expect(originSides(graph, "mix", sides)).toEqual({ a: ["llama"], b: ["r1", "v3"], other: [] });
  });

  it("takes a node without a recorded base for its own root", () => {
    expect(originSides(graph, "llama", sides)).toEqual({ a: ["llama"], b: [], other: [] });
  });
});
