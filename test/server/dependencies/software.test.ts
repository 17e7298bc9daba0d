import { expect, it } from "vitest";
import {
  type DependencyKind,
  type LineageEdge,
  type LineageNode,
  lineageGraph,
} from "../../../server/dependencies/lineage.js";
import {
  basesOf,
  dependentsOf,
  hasRecordedStack,
  releaseDays,
  releasedBy,
  restingOnCountry,
  restingOnSoftware,
  sampleModels,
} from "../../../server/dependencies/software.js";
import type { Day } from "../../../server/values/dates.js";

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

it("whatever rests on software is found with its shortest chain, nearest first, and so is what it rests on", () => {
  const said = (grounds: ReturnType<typeof dependentsOf>) =>
    grounds.map(({ path }) =>
      path.map(({ dependentId, dependencyId }) => `${dependentId} > ${dependencyId}`).join(", "),
    );
  // GLM runs on CUDA and takes code of it, which is one way of standing on it, not two.
  expect(said(dependentsOf(graph, "cuda"))).toEqual([
    "glm > cuda",
    "torch > cuda",
    "tuned > torch, torch > cuda",
    "yi > torch, torch > cuda",
  ]);
  expect(said(basesOf(graph, "torch"))).toEqual(["torch > cuda"]);
  expect(basesOf(graph, "cuda")).toEqual([]);
});

it("counts models from the first day of a reduced date, undated ones on none, and holds the last count to the end", () => {
  const released = [{ releasedOn: "2023-05" }, { releasedOn: "2024-01-02" }, { releasedOn: null }];
  expect(releaseDays(released)).toEqual(["2023-05-01", "2024-01-02"]);
  expect(releasedBy(released, releaseDays(released), "2024-06-30" as Day)).toEqual([
    { on: "2023-04-30", models: 0 },
    { on: "2023-05-01", models: 1 },
    { on: "2024-01-01", models: 1 },
    { on: "2024-01-02", models: 2 },
    { on: "2024-06-30", models: 2 },
  ]);
  expect(releasedBy([], [], "2024-06-30" as Day)).toEqual([]);
});
