import { type ASTNode, parse } from "@ts-graphviz/ast";
import { expect, it } from "vitest";
import { dot } from "../../../../server/dependencies/exports/dot.js";
import { hostileGraph, turnedGraph } from "./hostile.js";

/** Statements of the graph as a reader of DOT that is not ours sees them. */
function statementsOf(text: string): readonly ASTNode[] {
  const [graph] = parse(text).children.filter(({ type }) => type === "Graph");
  if (graph?.type !== "Graph") throw new Error("There is no graph.");
  expect(graph.directed).toBe(true);
  return graph.children;
}

function attributesOf(statement: ASTNode | undefined): Readonly<Record<string, string>> {
  const list = statement && "children" in statement ? (statement.children as readonly ASTNode[]) : [];
  return Object.fromEntries(
    list.flatMap((one) => (one.type === "Attribute" ? [[one.key.value, one.value.value] as const] : [])),
  );
}

it("is read as one directed graph with every node and edge", async () => {
  const statements = statementsOf(await dot(hostileGraph));
  const nodes = statements.flatMap((one) => (one.type === "Node" ? [one.id.value] : []));
  expect(nodes).toEqual(["lib", "llama", "yi"]);
  const edges = statements.flatMap((one) =>
    one.type === "Edge" ? [one.targets.map((target) => ("id" in target ? target.id.value : ""))] : [],
  );
  expect(edges).toEqual([
    ["yi", "lib"],
    ["yi", "llama"],
    ["yi", "llama"],
  ]);
});

it("ends no quoted text early, whatever a name holds, and names no keyword unquoted", async () => {
  const statements = statementsOf(await dot(hostileGraph));
  const yi = attributesOf(statements.find((one) => one.type === "Node" && one.id.value === "yi"));
  // https://graphviz.org/doc/info/lang.html: a backslash stands for itself twice, and an entity would be read as one.
  expect(yi).toMatchObject({ kind: "model", country: "CN", company: "01.AI & friends", shape: "box" });
  expect(await dot(hostileGraph)).toContain(String.raw`label="零一 <b>&amp;amp; \"Yi\" \\'s\\"`);
  const lib = attributesOf(statements.find((one) => one.type === "Node" && one.id.value === "lib"));
  expect(lib).toMatchObject({ label: "node", kind: "software", shape: "ellipse" });
});

it("keeps a line feed as one and a written \\n as written", async () => {
  expect(await dot(hostileGraph)).toContain(
    String.raw`evidence="Says \"so\", on two lines:\nfirst\\n and ]]> second."`,
  );
});

it("is the same in whatever order the rows come, and sound without any", async () => {
  expect(await dot(turnedGraph)).toBe(await dot(hostileGraph));
  expect(
    statementsOf(await dot({ ...hostileGraph, nodes: [], edges: [] })).filter(({ type }) => type === "Node"),
  ).toEqual([]);
});
