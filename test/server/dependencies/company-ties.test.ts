import { expect, it } from "vitest";
import { companiesRestingOn, restsOnCompanies } from "../../../server/dependencies/company-ties.js";
import {
  type DependencyKind,
  type LineageEdge,
  type LineageNode,
  lineageKinds,
  stackKinds,
} from "../../../server/dependencies/lineage.js";
import { numberedGraph } from "../../../server/dependencies/numbered.js";
import type { Confidence } from "../../../server/values/evidence.js";

const node = (id: string, companyId: string | null, kind: LineageNode["kind"] = "model"): LineageNode => ({
  ...{ id, companyId, kind, country: null, releasedOn: null },
  openness: kind === "model" ? "open-weights" : null,
  inclusion: kind === "model" ? "followed" : null,
});

function edge(text: string, kind: DependencyKind = "weights", confidence: Confidence = "confirmed"): LineageEdge {
  const [dependentId = "", dependencyId = ""] = text.split(" > ");
  return { id: `${dependentId}--${dependencyId}--${kind}`, dependentId, dependencyId, kind, sinceOn: null, confidence };
}

/** Meta's `llama` carries `yi` of 01.AI, which carries its own `yi-chat` and `nous` of Nous; `torch` has no steward. */
const graph = await numberedGraph(
  [
    node("llama", "meta"),
    node("yi", "01-ai"),
    node("yi-chat", "01-ai"),
    node("yi-plain", "01-ai"),
    node("nous", "nous"),
    node("torch", null, "software"),
    node("driver", "nvidia", "software"),
  ],
  [
    edge("yi > llama", "architecture", "reported"),
    edge("yi-chat > yi"),
    edge("nous > yi"),
    edge("nous > llama", "tokenizer", "confirmed"),
    edge("yi > torch", "framework"),
    edge("torch > driver", "runtime", "estimated"),
  ],
);

it("what a company's models rest on: whose, how many directly, by which kinds, with the best evidenced chain", async () => {
  expect(await restsOnCompanies(graph, "01-ai", { kinds: lineageKinds, strictest: "disputed" })).toEqual([
    {
      companyId: "meta",
      direct: 1,
      indirect: 1,
      kinds: ["architecture"],
      strongest: expect.objectContaining({ id: "yi", confidence: "reported" }),
      ids: ["yi", "yi-chat"],
    },
  ]);
  expect(await restsOnCompanies(graph, "meta", { kinds: lineageKinds, strictest: "disputed" })).toEqual([]);
});

it("who rests on a company's models, most first, its own left out", async () => {
  const ties = await companiesRestingOn(graph, "meta", { kinds: lineageKinds, strictest: "disputed" });
  expect(ties.map(({ companyId, direct, indirect }) => [companyId, direct, indirect])).toEqual([
    ["01-ai", 1, 1],
    ["nous", 1, 0],
  ]);
  expect(ties[1]?.kinds).toEqual(["tokenizer"]);
  const ofYi = await companiesRestingOn(graph, "01-ai", { kinds: lineageKinds, strictest: "disputed" });
  expect(ofYi.map(({ companyId }) => companyId)).toEqual(["nous"]);
});

it("the stack is told apart, with what nobody is recorded to keep", async () => {
  const onStack = await restsOnCompanies(graph, "01-ai", { kinds: stackKinds, strictest: "disputed" });
  expect(onStack.map(({ companyId, ids }) => [companyId, ids])).toEqual([
    [null, ["yi"]],
    ["nvidia", ["yi"]],
  ]);
  expect(await companiesRestingOn(graph, "nvidia", { kinds: stackKinds, strictest: "disputed" })).toMatchObject([
    { companyId: "01-ai", direct: 0, indirect: 1, strongest: { confidence: "estimated" } },
  ]);
});

it("both directions are one relation: whoever is found upwards finds back downwards", async () => {
  const companies = ["meta", "01-ai", "nous", "nvidia"];
  for (const kinds of [lineageKinds, stackKinds]) {
    const question = { kinds, strictest: "disputed" } as const;
    const [up, down]: [unknown[], unknown[]] = [[], []];
    for (const one of companies) {
      for (const { companyId, ids } of await restsOnCompanies(graph, one, question))
        if (companyId) up.push([one, companyId, ids]);
      for (const { companyId, ids } of await companiesRestingOn(graph, one, question)) down.push([companyId, one, ids]);
    }
    expect(down.map(String).sort()).toEqual(up.map(String).sort());
  }
});
