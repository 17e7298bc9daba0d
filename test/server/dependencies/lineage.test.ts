import { describe, expect, it } from "vitest";
import {
  ancestors,
  type DependenceQuestion,
  type DependencyKind,
  dependence,
  descendants,
  type LineageEdge,
  type LineageGraph,
  type LineageNode,
  lineageGraph,
  lineageKinds,
  measuredKind,
  restsOn,
  stackKinds,
} from "../../../server/dependencies/lineage.js";
import type { Confidence } from "../../../server/values/evidence.js";

function model(id: string, country: string | null, rest: Partial<LineageNode> = {}): LineageNode {
  return {
    id,
    kind: "model",
    country,
    openness: "open-weights",
    inclusion: "notable",
    releasedOn: "2024-06-01",
    companyId: "lab",
    ...rest,
  };
}

function software(id: string, country: string | null): LineageNode {
  return { ...model(id, country), kind: "software", openness: null, inclusion: null };
}

/** `"child > parent"`, with a kind and a confidence where they matter. */
function edge(text: string, kind: DependencyKind = "weights", confidence: Confidence = "confirmed"): LineageEdge {
  const [dependentId = "", dependencyId = ""] = text.split(" > ");
  return { id: `${dependentId}--${dependencyId}--${kind}`, dependentId, dependencyId, kind, sinceOn: null, confidence };
}

/**
 * Two labs a side: `llama` (US) carries `yi` (CN), which carries `nous` (US) and `yi-chat` (CN). `yi` also takes its
 * tokenizer from a US library and runs on US software; `glm` (CN) has no recorded base.
 */
const nodes = [
  model("llama", "US"),
  model("nous", "US", { inclusion: "followed" }),
  model("yi", "CN"),
  model("yi-chat", "CN", { openness: "open-source" }),
  model("glm", "CN"),
  software("sentencepiece", "US"),
  software("cuda", "US"),
  software("pytorch", "US"),
];
const edges = [
  edge("yi > llama", "architecture"),
  edge("nous > yi"),
  edge("yi-chat > yi", "weights", "reported"),
  edge("yi > sentencepiece", "tokenizer"),
  edge("glm > pytorch", "framework"),
  edge("pytorch > cuda", "runtime", "estimated"),
];
const graph = lineageGraph(nodes, edges);

const chinaOnUs: DependenceQuestion = {
  of: "CN",
  on: "US",
  from: "2024-01-01",
  to: "2024-12-31",
  kinds: lineageKinds,
  reach: "any",
  denominator: "open",
};

const many = (count: number, country: string, prefix: string) =>
  Array.from({ length: count }, (_, index) => model(`${prefix}-${index}`, country));

describe("lineageGraph", () => {
  it("leaves out an edge whose end is not in the view", () => {
    const early = lineageGraph([model("yi", "CN")], edges);
    expect(early.restingOn.has("yi")).toBe(false);
    expect(ancestors(early, "yi")).toEqual([]);
  });

  it("tells the lineage between models from what comes out of libraries and into data sets", () => {
    const written = edge("sharegpt > llama", "synthetic-data");
    const borrowed = edge("yi > llama", "code");
    const library = edge("yi > cuda", "code");
    const more = lineageGraph([...nodes, software("sharegpt", null)], [written, borrowed, library]);
    expect(
      [written, borrowed, library, edge("yi > sentencepiece", "tokenizer"), edge("yi > cuda", "runtime")].map((e) =>
        measuredKind(more, e),
      ),
    ).toEqual(["dataset", "code", "library", "library", "runtime"]);
  });
});

describe("ancestors and descendants", () => {
  it("walk the lineage by default, nearest first", () => {
    expect(ancestors(graph, "yi-chat")).toEqual(["yi", "llama"]);
    expect(descendants(graph, "llama")).toEqual(["yi", "nous", "yi-chat"]);
  });

  it("walk the stack when asked", () => {
    expect(ancestors(graph, "glm", stackKinds)).toEqual(["pytorch", "cuda"]);
    expect(ancestors(graph, "yi", stackKinds)).toEqual(["sentencepiece"]);
    expect(descendants(graph, "cuda", stackKinds)).toEqual(["pytorch", "glm"]);
  });

  it("name a node once where two chains meet again", () => {
    const diamond = lineageGraph(
      ["base", "left", "right", "top"].map((id) => model(id, "US")),
      [edge("top > left"), edge("top > right"), edge("left > base"), edge("right > base")],
    );
    expect(ancestors(diamond, "top")).toEqual(["left", "right", "base"]);
    expect(descendants(diamond, "base")).toEqual(["left", "right", "top"]);
  });

  it("end on a cycle, and nothing is its own ancestor", () => {
    // As recorded: R1 was trained from V3, and V3's post-training distils from R1.
    const cycle = lineageGraph(
      ["v2", "v3", "r1"].map((id) => model(id, "CN")),
      [edge("v3 > v2", "architecture"), edge("r1 > v3"), edge("v3 > r1", "distillation")],
    );
    expect(ancestors(cycle, "v3")).toEqual(["r1", "v2"]);
    expect(ancestors(cycle, "r1")).toEqual(["v3", "v2"]);
    expect(descendants(cycle, "v3")).toEqual(["r1"]);
    expect(restsOn(cycle, "v3", "US", { reach: "any" })).toBeNull();
  });

  it("know nothing of an unknown id", () => {
    expect(ancestors(graph, "nowhere")).toEqual([]);
    expect(restsOn(graph, "nowhere", "US", { reach: "any" })).toBeNull();
  });
});

describe("restsOn", () => {
  it("gives the chain as evidence, as good as its weakest link", () => {
    const ground = restsOn(graph, "yi-chat", "US", { reach: "any" });
    expect(ground?.restsOnId).toBe("llama");
    expect(ground?.path.map((step) => step.id)).toEqual(["yi-chat--yi--weights", "yi--llama--architecture"]);
    expect(ground?.confidence).toBe("reported");
  });

  it("takes one step only when asked for direct dependence", () => {
    expect(restsOn(graph, "yi-chat", "US", { reach: "direct" })).toBeNull();
    expect(restsOn(graph, "yi", "US", { reach: "direct" })?.restsOnId).toBe("llama");
  });

  it("prefers the shortest chain, then the better evidence", () => {
    const ways = lineageGraph(
      [model("x", "CN"), model("far", "US"), model("near", "US"), model("told", "US"), model("step", "CN")],
      [
        edge("x > step"),
        edge("step > far"),
        edge("x > near", "code", "estimated"),
        edge("x > told", "code", "reported"),
      ],
    );
    expect(restsOn(ways, "x", "US", { reach: "any" })?.restsOnId).toBe("told");
  });

  it("asks the stack apart from the lineage", () => {
    expect(restsOn(graph, "glm", "US", { reach: "any" })).toBeNull();
    expect(restsOn(graph, "glm", "US", { reach: "any", kinds: stackKinds })?.path).toHaveLength(1);
  });
});

describe("dependence", () => {
  it("answers both directions by one function", () => {
    const there = dependence(graph, chinaOnUs);
    const back = dependence(graph, { ...chinaOnUs, of: "US", on: "CN" });
    expect(there).toMatchObject({ resting: 2, models: 3, unrecorded: 1, restingIds: ["yi", "yi-chat"] });
    expect(back).toMatchObject({ resting: 1, models: 2, unrecorded: 1, restingIds: ["nous"] });
    expect(back.grounds[0]?.path.map((step) => step.dependencyId)).toEqual(["yi"]);
  });

  it("counts a direct base only when asked for direct dependence", () => {
    expect(dependence(graph, { ...chinaOnUs, reach: "direct" }).restingIds).toEqual(["yi"]);
  });

  it("counts a model without a recorded base as not resting, and says how many those are", () => {
    const bare = lineageGraph(many(12, "CN", "m"), []);
    expect(dependence(bare, chinaOnUs)).toMatchObject({ resting: 0, models: 12, share: 0, unrecorded: 12 });
  });

  it("prints counts, not a share, under ten models", () => {
    const of = (count: number): LineageGraph =>
      lineageGraph([model("llama", "US"), ...many(count, "CN", "m")], [edge("m-0 > llama")]);
    expect(dependence(of(9), chinaOnUs).share).toBeNull();
    expect(dependence(of(10), chinaOnUs).share).toBe(0.1);
  });

  it("leaves disputed edges to whoever hands them over", () => {
    const disputed = edge("glm > llama", "distillation", "disputed");
    expect(dependence(lineageGraph(nodes, edges), chinaOnUs).restingIds).not.toContain("glm");
    const looser = dependence(lineageGraph(nodes, [...edges, disputed]), chinaOnUs);
    expect(looser.restingIds).toContain("glm");
    expect(looser.grounds.find((ground) => ground.id === "glm")?.confidence).toBe("disputed");
  });

  it("keeps the sample honest: open models, on the list or followed", () => {
    const base = model("llama", "US");
    const sample = lineageGraph(
      [
        base,
        model("open", "CN"),
        model("api", "CN", { openness: "api" }),
        model("closed", "CN", { openness: "closed" }),
        model("because", "CN", { inclusion: "lineage" }),
        model("unknown", "CN", { openness: null }),
        model("korean", "KR"),
      ],
      ["open", "api", "closed", "because", "unknown", "korean"].map((id) => edge(`${id} > llama`)),
    );
    expect(dependence(sample, chinaOnUs).restingIds).toEqual(["open"]);
    expect(dependence(sample, { ...chinaOnUs, withLineage: true }).restingIds).toEqual(["because", "open"]);
    expect(dependence(sample, { ...chinaOnUs, denominator: "all" }).restingIds).toEqual([
      "api",
      "closed",
      "open",
      "unknown",
    ]);
  });

  it("dates a model by the first day its release may mean; an unknown date is counted apart", () => {
    const dated = lineageGraph(
      [
        model("year", "CN", { releasedOn: "2024" }),
        model("before", "CN", { releasedOn: "2023-12" }),
        model("last", "CN", { releasedOn: "2024-12-31" }),
        model("after", "CN", { releasedOn: "2025-01" }),
        model("never", "CN", { releasedOn: null }),
      ],
      [],
    );
    expect(dependence(dated, chinaOnUs)).toMatchObject({ models: 2, undated: 1 });
    expect(dependence(dated, { ...chinaOnUs, from: null }).models).toBe(3);
  });

  it("chains through any country and through the stack when both are chosen", () => {
    const via = lineageGraph(
      [
        model("llama", "US"),
        model("mixtral", "FR"),
        model("zh", "CN"),
        model("vicuna", "CN"),
        software("sharegpt", null),
      ],
      [
        edge("mixtral > llama", "architecture"),
        edge("zh > mixtral"),
        edge("vicuna > sharegpt", "dataset"),
        edge("sharegpt > llama", "synthetic-data"),
      ],
    );
    expect(dependence(via, chinaOnUs).restingIds).toEqual(["zh"]);
    expect(dependence(via, { ...chinaOnUs, kinds: [...lineageKinds, ...stackKinds] }).restingIds).toEqual([
      "vicuna",
      "zh",
    ]);
  });

  it("is calm about an empty graph", () => {
    expect(dependence(lineageGraph([], []), chinaOnUs)).toEqual({
      resting: 0,
      models: 0,
      share: null,
      unrecorded: 0,
      undated: 0,
      restingIds: [],
      grounds: [],
    });
  });
});
