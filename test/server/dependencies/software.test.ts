import { expect, it } from "vitest";
import {
  type DependencyKind,
  type LineageEdge,
  type LineageNode,
  lineageGraph,
} from "../../../server/dependencies/lineage.js";
import {
  hasRecordedStack,
  restingOnCountry,
  restingOnSoftware,
  sampleModels,
} from "../../../server/dependencies/software.js";

const model = (id: string, inclusion: LineageNode["inclusion"] = "notable"): LineageNode => ({
  ...{ id, kind: "model", country: "CN", openness: "closed", inclusion, releasedOn: null, companyId: null },
});
const software = (id: string, country: string | null): LineageNode => ({
  ...{ id, kind: "software", country, openness: null, inclusion: null, releasedOn: null, companyId: null },
});
function edge(text: string, kind: DependencyKind): LineageEdge {
  const [dependentId = "", dependencyId = ""] = text.split(" > ");
  return { id: `${text} ${kind}`, dependentId, dependencyId, kind, sinceOn: null, confidence: "confirmed" };
}

/** `yi` is built with PyTorch, which runs on CUDA, on which `glm` runs itself; `ernie` uses Paddle; `chat` only `yi`. */
const graph = lineageGraph(
  [
    ...["yi", "glm", "ernie", "chat", "silent"].map((id) => model(id)),
    model("tuned", "lineage"),
    software("torch", "US"),
    software("cuda", "US"),
    software("paddle", "CN"),
    software("pieces", null),
  ],
  [
    edge("yi > torch", "framework"),
    edge("torch > cuda", "runtime"),
    edge("glm > cuda", "runtime"),
    edge("glm > cuda", "code"),
    edge("glm > pieces", "tokenizer"),
    edge("ernie > paddle", "framework"),
    edge("chat > yi", "weights"),
    edge("tuned > torch", "framework"),
  ],
);
const sample = sampleModels(graph);

it("the sample leaves out models that are recorded only for what they rest on", () => {
  expect(sample.map(({ id }) => id)).toEqual(["yi", "glm", "ernie", "chat", "silent"]);
});

it("a model without a recorded step is not known to have none; a base's stack is not its own", () => {
  expect(sample.filter(({ id }) => hasRecordedStack(graph, id)).map(({ id }) => id)).toEqual(["yi", "glm", "ernie"]);
});

it("models rest on software directly, once however many ways, or through other software", () => {
  expect(restingOnSoftware(graph, "cuda", sample)).toEqual({ direct: ["glm"], any: ["glm", "yi"] });
  expect(restingOnSoftware(graph, "torch", sample)).toEqual({ direct: ["yi"], any: ["yi"] });
  expect(restingOnSoftware(graph, "pieces", sample)).toEqual({ direct: ["glm"], any: ["glm"] });
  expect(restingOnSoftware(graph, "nothing", sample)).toEqual({ direct: [], any: [] });
});

it("models rest on a country's software by any chain, and on none where its country is not known", () => {
  expect(restingOnCountry(graph, "US", sample).map(({ id }) => id)).toEqual(["yi", "glm"]);
  expect(restingOnCountry(graph, "CN", sample).map(({ id }) => id)).toEqual(["ernie"]);
  expect(restingOnCountry(graph, "FR", sample)).toEqual([]);
});
