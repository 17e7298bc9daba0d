import { expect, it } from "vitest";
import type { DependencyKind, LineageEdge, LineageNode } from "../../../server/dependencies/lineage.js";
import { numberedGraph, numbersOf } from "../../../server/dependencies/numbered.js";
import {
  basesOf,
  dependentsOf,
  hasRecordedStack,
  inSample,
  releaseDays,
  releasedBy,
  restingOnSoftware,
  restsOnCountry,
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
const graph = await numberedGraph(
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
const sample = numbersOf(graph, inSample);
const ids = (nodes: readonly number[]) => nodes.map((node) => graph.nodes[node]?.id);

it("the sample leaves out models that are recorded only for what they rest on", () => {
  expect(ids(sample)).toEqual(["yi", "glm", "ernie", "chat", "silent"]);
});

it("a model without a recorded step is not known to have none; a base's stack is not its own", () => {
  const recorded = sample.filter((model) => hasRecordedStack(graph, model, "disputed"));
  expect(ids(recorded)).toEqual(["yi", "glm", "ernie"]);
});

it("models rest on software directly, once however many ways, or through other software", () => {
  const resting = (id: string) => {
    const { direct, any } = restingOnSoftware(graph, id, "disputed");
    const models = (nodes: readonly number[]) => ids(nodes.filter((node) => sample.includes(node)));
    return { direct: models(direct), any: models(any) };
  };
  expect(resting("cuda")).toEqual({ direct: ["glm"], any: ["glm", "yi"] });
  expect(resting("torch")).toEqual({ direct: ["yi"], any: ["yi"] });
  expect(resting("pieces")).toEqual({ direct: ["glm"], any: ["glm"] });
  expect(resting("nothing")).toEqual({ direct: [], any: [] });
});

it("models rest on a country's software by any chain, and on none where its country is not known", async () => {
  const on = async (country: string) => ids(sample.filter(await restsOnCountry(graph, country, "disputed")));
  expect(await on("US")).toEqual(["yi", "glm"]);
  expect(await on("CN")).toEqual(["ernie"]);
  expect(await on("FR")).toEqual([]);
});

it("whatever rests on software is found with its shortest chain, nearest first, and so is what it rests on", async () => {
  const said = (grounds: Awaited<ReturnType<typeof dependentsOf>>) =>
    grounds.map(({ path }) =>
      path.map(({ dependentId, dependencyId }) => `${dependentId} > ${dependencyId}`).join(", "),
    );
  // GLM runs on CUDA and takes code of it, which is one way of standing on it, not two.
  expect(said(await dependentsOf(graph, "cuda", "disputed"))).toEqual([
    "glm > cuda",
    "torch > cuda",
    "tuned > torch, torch > cuda",
    "yi > torch, torch > cuda",
  ]);
  expect(said(await basesOf(graph, "torch", "disputed"))).toEqual(["torch > cuda"]);
  expect(await basesOf(graph, "cuda", "disputed")).toEqual([]);
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
