import { expect, it } from "vitest";
import { type LineageEdge, type LineageNode, lineageGraph, stackKinds } from "../../../server/dependencies/lineage.js";
import { lineageTree, type Step, stackOf } from "../../../server/models/tree.js";

const model = (id: string): LineageNode => ({
  id,
  kind: "model",
  country: "US",
  openness: "open-weights",
  inclusion: "notable",
  releasedOn: "2024",
  companyId: "lab",
});
const software = (id: string): LineageNode => ({ ...model(id), kind: "software", openness: null, inclusion: null });

/** `"child > parent"` */
const edge = (text: string, kind: LineageEdge["kind"] = "weights"): LineageEdge => {
  const [dependentId = "", dependencyId = ""] = text.split(" > ");
  return {
    id: `${dependentId}--${dependencyId}--${kind}`,
    dependentId,
    dependencyId,
    kind,
    sinceOn: null,
    confidence: "reported",
  };
};

/**
 * `chat` rests on `yi` by weights and on `llama` by architecture; `yi` rests on `llama` in two ways and on `loop`,
 * which rests on `yi` again. `yi` also has a tokenizer from a library and runs on CUDA.
 */
const graph = lineageGraph(
  [...["llama", "yi", "chat", "loop"].map(model), software("cuda"), software("sentencepiece")],
  [
    edge("chat > yi"),
    edge("chat > llama", "architecture"),
    edge("yi > llama", "tokenizer"),
    edge("yi > llama", "architecture"),
    edge("yi > loop"),
    edge("loop > yi", "distillation"),
    edge("yi > cuda", "runtime"),
    edge("yi > sentencepiece", "tokenizer"),
  ],
);

/** `yi(llama*)`: the star marks a model that stands elsewhere. */
const drawn = (steps: readonly Step[]): string =>
  steps
    .map(
      ({ id, repeated, steps: below }) => `${id}${repeated ? "*" : ""}${below.length > 0 ? `(${drawn(below)})` : ""}`,
    )
    .join(" ");

it("stands each model where it is nearest, and refers to it elsewhere", () => {
  const { steps, models, hidden } = lineageTree(graph, "chat", "up");
  expect(drawn(steps)).toBe("yi(loop(yi*) llama*) llama");
  expect({ models, hidden }).toEqual({ models: 3, hidden: 0 });
});

it("ends a cycle where it comes back, also at the root", () => {
  expect(drawn(lineageTree(graph, "yi", "up").steps)).toBe("loop(yi*) llama");
  expect(drawn(lineageTree(graph, "yi", "down").steps)).toBe("chat loop(yi*)");
});

it("keeps all kinds between two models together, most substantial first", () => {
  const [, llama] = lineageTree(graph, "yi", "up").steps;
  expect(llama?.edges.map(({ kind }) => kind)).toEqual(["architecture", "tokenizer"]);
});

it("meets each edge of the lineage once, at its distance, and none of the stack", () => {
  const { edges } = lineageTree(graph, "chat", "up");
  expect(edges.map(({ edge: { id }, distance }) => `${distance} ${id}`)).toEqual([
    "1 chat--yi--weights",
    "1 chat--llama--architecture",
    "2 yi--loop--weights",
    "2 yi--llama--architecture",
    "2 yi--llama--tokenizer",
    "3 loop--yi--distillation",
  ]);
});

it("says what it has no room for, and still counts it", () => {
  const wide = lineageGraph(
    ["root", ..."abcde"].map(model),
    [..."abcde"].map((id) => edge(`${id} > root`)),
  );
  const tree = lineageTree(wide, "root", "down", 2);
  expect(drawn(tree.steps)).toBe("a b");
  expect(tree).toMatchObject({ more: 3, models: 5, hidden: 3 });
  expect(tree.edges).toHaveLength(5);
});

it("has nothing for a model without lineage or one that nobody knows", () => {
  for (const id of ["llama", "nobody"]) {
    expect(lineageTree(graph, id, "up")).toEqual({ steps: [], more: 0, edges: [], models: 0, hidden: 0 });
  }
});

it("gives the stack apart, by kind", () => {
  expect(stackOf(graph, "yi", stackKinds).map(({ id }) => id)).toEqual([
    "yi--cuda--runtime",
    "yi--sentencepiece--tokenizer",
  ]);
});
