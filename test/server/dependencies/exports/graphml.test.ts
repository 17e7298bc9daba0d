import { MultiDirectedGraph } from "graphology";
import { parse } from "graphology-graphml";
import { expect, it } from "vitest";
import { graphml } from "../../../../server/dependencies/exports/graphml.js";
import { hostileGraph, hostileName, turnedGraph } from "./hostile.js";

/** Read by Graphology's parser, which follows what Gephi writes and reads. */
const read = (text: string) => parse(MultiDirectedGraph, text);

it("is read back whole, every character of every name", async () => {
  const graph = read(await graphml(hostileGraph));
  expect(graph.type).toBe("directed");
  expect(graph.nodes().sort()).toEqual(["lib", "llama", "yi"]);
  expect(graph.getNodeAttributes("yi")).toEqual({
    label: hostileName,
    kind: "model",
    country: "CN",
    company: "01.AI & friends",
    openness: "open-weights",
    released_on: "2023-11",
  });
  expect(graph.getEdgeAttribute("yi--llama--tokenizer", "evidence")).toBe(hostileGraph.edges[0]?.evidence);
  expect(graph.getEdgeAttribute("yi--llama--tokenizer", "source_url")).toBe("https://example.org/?a=1&b=2");
});

it("points from what rests to what it rests on, with parallel edges apart", async () => {
  const graph = read(await graphml(hostileGraph));
  expect(graph.outEdges("yi").sort()).toEqual(["yi--lib--code", "yi--llama--architecture", "yi--llama--tokenizer"]);
  expect(graph.outEdges("llama")).toEqual([]);
  expect(graph.extremities("yi--llama--tokenizer")).toEqual(["yi", "llama"]);
});

it("leaves out what is not known", async () => {
  expect(read(await graphml(hostileGraph)).getNodeAttributes("llama")).toEqual({
    label: "LLaMA",
    kind: "model",
    country: "US",
  });
});

it("holds no character that XML forbids", async () => {
  const [first, ...rest] = hostileGraph.nodes;
  if (!first) throw new Error("The graph has nodes.");
  const text = await graphml({
    ...hostileGraph,
    nodes: [{ ...first, name: "a\u0000b\u001fc\ud800d\uffffe" }, ...rest],
  });
  expect(read(text).getNodeAttribute("yi", "label")).toBe("a\ufffdb\ufffdc\ufffdd\ufffde");
});

it("is the same in whatever order the rows come, and sound without any", async () => {
  expect(await graphml(turnedGraph)).toBe(await graphml(hostileGraph));
  expect(read(await graphml({ ...hostileGraph, nodes: [], edges: [] })).order).toBe(0);
});
