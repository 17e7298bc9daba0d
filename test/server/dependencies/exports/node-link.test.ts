import { forceLink, forceSimulation, type SimulationLinkDatum, type SimulationNodeDatum } from "d3";
import { expect, it } from "vitest";
import { nodeLink } from "../../../../server/dependencies/exports/node-link.js";
import { hostileGraph, hostileName, turnedGraph } from "./hostile.js";

interface Node extends SimulationNodeDatum {
  readonly id: string;
  readonly label: string;
}

it("is taken by D3's forces as it is, which look up both ends of every link", async () => {
  const { nodes, links } = JSON.parse(await nodeLink(hostileGraph)) as {
    nodes: Node[];
    links: SimulationLinkDatum<Node>[];
  };
  forceSimulation(nodes)
    .stop()
    .force(
      "link",
      forceLink<Node, SimulationLinkDatum<Node>>(links).id(({ id }) => id),
    );
  expect(links.map(({ source, target }) => [(source as Node).id, (target as Node).id])).toEqual([
    ["yi", "lib"],
    ["yi", "llama"],
    ["yi", "llama"],
  ]);
  expect(nodes.find(({ id }) => id === "yi")?.label).toBe(hostileName);
});

it("says what NetworkX asks for: directed, with a key for each of parallel links", async () => {
  const { directed, multigraph, graph, links } = JSON.parse(await nodeLink(hostileGraph)) as {
    directed: boolean;
    multigraph: boolean;
    graph: object;
    links: readonly { readonly key: string }[];
  };
  expect({ directed, multigraph }).toEqual({ directed: true, multigraph: true });
  expect(graph).toEqual({ name: hostileGraph.title, description: hostileGraph.about });
  expect(links.map(({ key }) => key)).toEqual(["yi--lib--code", "yi--llama--architecture", "yi--llama--tokenizer"]);
});

it("leaves out what is not known, and is the same in whatever order the rows come", async () => {
  const { nodes } = JSON.parse(await nodeLink(hostileGraph)) as { nodes: readonly object[] };
  expect(nodes[1]).toEqual({ id: "llama", label: "LLaMA", kind: "model", country: "US" });
  expect(await nodeLink(turnedGraph)).toBe(await nodeLink(hostileGraph));
});
