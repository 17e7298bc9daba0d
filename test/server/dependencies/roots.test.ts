import { expect, it } from "vitest";
import { lineageKinds } from "../../../server/dependencies/lineage.js";
import { numberedGraph } from "../../../server/dependencies/numbered.js";
import { type RootsQuestion, rootsRestedOn } from "../../../server/dependencies/roots.js";
import { edge, model, sides, software } from "./graph.js";

/**
 * `llama` (US) carries `yi` (CN, 2023), which carries `nous` (US, 2024), and `xwin` of no known country; `gpt` (US)
 * carries `nous` too; `ring-1` and `ring-2` rest on each other.
 */
const nodes = [
  model("meta/llama", "US", "2023-02"),
  model("open/gpt", "US", "2022", { openness: "api" }),
  model("01/yi", "CN", "2023-11"),
  model("n/nous", "US", "2024-01-02"),
  model("x/xwin", null, null),
  model("c/ring-1", "CN", "2024"),
  model("c/ring-2", "CN", "2024"),
  model("s/student", "US", "2024", { inclusion: "lineage" }),
  software("nv/cuda", "US"),
];
const graph = await numberedGraph(nodes, [
  edge("01/yi > meta/llama"),
  edge("n/nous > 01/yi"),
  edge("x/xwin > meta/llama"),
  edge("n/nous > open/gpt", "synthetic-data"),
  edge("s/student > open/gpt"),
  edge("c/ring-1 > c/ring-2"),
  edge("c/ring-2 > c/ring-1"),
  edge("meta/llama > nv/cuda", "runtime"),
]);

const question: RootsQuestion = { sides, kinds: lineageKinds, strictest: "disputed", withLineage: false };

const rooted = async (rest: Partial<RootsQuestion> = {}) =>
  (await rootsRestedOn(graph, { ...question, ...rest })).first;

it("ranks what rests on nothing by the distinct models above it, by side and by year", async () => {
  const [llama, gpt, ...others] = await rooted();
  expect(others).toEqual([]);
  expect(llama).toEqual({
    id: "meta/llama",
    models: 3,
    bySide: { a: 1, b: 1, other: 1 },
    byYear: [
      { year: "2023", bySide: { a: 0, b: 1, other: 0 } },
      { year: "2024", bySide: { a: 1, b: 0, other: 0 } },
    ],
  });
  expect([gpt?.id, gpt?.models]).toEqual(["open/gpt", 1]);
});

it("follows the kinds asked for: what rests on others by another kind is a root of this one", async () => {
  expect((await rooted({ kinds: ["runtime"] })).map(({ id, models }) => [id, models])).toEqual([["nv/cuda", 1]]);
  expect((await rooted({ kinds: ["weights"] })).map(({ id }) => id)).toEqual(["meta/llama"]);
});

it("counts models recorded for what they rest on only when asked", async () => {
  const gpt = (await rooted({ withLineage: true })).find(({ id }) => id === "open/gpt");
  expect(gpt?.models).toBe(2);
});

it("gives as many as asked for, and counts them all", async () => {
  const { count, first } = await rootsRestedOn(graph, question, 1);
  expect([count, first.map(({ id }) => id)]).toEqual([2, ["meta/llama"]]);
});
