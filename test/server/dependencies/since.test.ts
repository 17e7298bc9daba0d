import { randomLcg } from "d3";
import { expect, it } from "vitest";
import { dependence, type LineageNode, lineageGraph, lineageKinds } from "../../../server/dependencies/lineage.js";
import { type DatedEdge, dependenceSince, restingSince, stepsByDay } from "../../../server/dependencies/since.js";
import type { Day } from "../../../server/values/dates.js";
import { confidenceLevels, counts } from "../../../server/values/evidence.js";

const model = (id: string, country: string): LineageNode => ({
  id,
  kind: "model",
  country,
  openness: "open-weights",
  inclusion: "notable",
  releasedOn: "2024-01-01",
  companyId: null,
});

function edge(dependentId: string, dependencyId: string, datedOn: string, confidence = "confirmed"): DatedEdge {
  const id = `${dependentId}--${dependencyId}`;
  return { id, dependentId, dependencyId, kind: "weights", sinceOn: datedOn, datedOn, confidence } as DatedEdge;
}

const mapOf = (nodes: readonly LineageNode[]) => new Map(nodes.map((node) => [node.id, node]));

it("dates a chain by its last edge, and takes the chain that was whole first", async () => {
  const nodes = mapOf([model("llama", "US"), model("yi", "CN"), model("yi-chat", "CN"), model("gpt", "US")]);
  const edges = [
    edge("yi-chat", "yi", "2023-11"),
    edge("yi", "llama", "2024-02-01"),
    edge("yi-chat", "gpt", "2024-05-01"),
  ];
  const steps = await stepsByDay(nodes, edges, lineageKinds);
  const since = await restingSince(nodes, steps, { country: "US", strictest: "disputed" });
  expect([...since].sort()).toEqual([
    ["yi", "2024-02-01"],
    ["yi-chat", "2024-02-01"],
  ]);
});

it.each([0.1, 0.3, 0.7])("gives what a walk for each day gives, on a graph grown from %d", async (seed) => {
  const random = randomLcg(seed);
  const below = (count: number) => Math.floor(random() * count);
  const nodes = Array.from({ length: 40 }, (_, at) => model(`m${at}`, ["US", "CN", "FR"][below(3)] ?? "US"));
  const edges = Array.from({ length: 60 }, (_, at) => ({
    ...edge(`m${below(40)}`, `m${below(40)}`, `2024-${String(1 + below(12)).padStart(2, "0")}-15`),
    id: `e${at}`,
    confidence: confidenceLevels[below(4)] ?? "confirmed",
  })).filter(({ dependentId, dependencyId }) => dependentId !== dependencyId);
  const known = mapOf(nodes);
  const steps = await stepsByDay(known, edges, lineageKinds);
  for (const [of, on] of [
    ["US", "CN"],
    ["CN", "US"],
  ] as const) {
    for (const strictest of confidenceLevels) {
      const since = await restingSince(known, steps, { country: on, strictest });
      for (const to of ["2024-01-31", "2024-06-30", "2024-12-31"] as Day[]) {
        const admitted = edges.filter((one) => one.datedOn <= to && counts(one.confidence, strictest));
        const asked = { of, from: null, to, denominator: "open" } as const;
        const { resting, models, share } = dependence(lineageGraph(nodes, admitted), {
          ...asked,
          on,
          kinds: lineageKinds,
          reach: "any",
        });
        expect(dependenceSince(nodes, since, asked)).toEqual({ resting, models, share });
      }
    }
  }
});
