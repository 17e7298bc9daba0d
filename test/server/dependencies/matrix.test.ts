import { expect, it } from "vitest";
import { lineageKinds } from "../../../server/dependencies/lineage.js";
import { dependenceMatrix, shadeOf } from "../../../server/dependencies/matrix.js";
import { numberedGraph } from "../../../server/dependencies/numbered.js";
import { edge, model, sides, software } from "./graph.js";

/** `yi` (CN) takes two things from `llama` (US) and one from `mistral` (FR); `xwin`, of no known country, takes one. */
const graph = await numberedGraph(
  [
    model("meta/llama", "US", "2023"),
    model("m/mistral", "FR", "2023"),
    model("01/yi", "CN", "2023"),
    model("01/chat", "CN", "2023"),
    model("x/xwin", null, "2023"),
    software("nv/cuda", "US"),
  ],
  [
    edge("01/yi > meta/llama", "architecture"),
    edge("01/yi > meta/llama", "tokenizer"),
    edge("01/yi > m/mistral"),
    edge("01/chat > 01/yi"),
    edge("x/xwin > meta/llama"),
    edge("01/yi > nv/cuda", "runtime"),
  ],
);

function cells(kinds: Parameters<typeof dependenceMatrix>[2]) {
  return dependenceMatrix(graph, sides, kinds, "disputed")
    .filter(({ edges }) => edges > 0)
    .map(({ dependent, base, edges, resting }) => `${dependent} on ${base}: ${edges} from ${resting}`);
}

it("counts edges and the distinct things that they start from, by both sides", () => {
  expect(cells(lineageKinds)).toEqual([
    "b on a: 2 from 1",
    "b on b: 1 from 1",
    "b on other: 1 from 1",
    "other on a: 1 from 1",
  ]);
  expect(cells(["runtime"])).toEqual(["b on a: 1 from 1"]);
});

it("has all nine cells, empty ones too", () => {
  expect(dependenceMatrix(graph, sides, ["code"], "disputed")).toHaveLength(9);
  expect(cells(["code"])).toEqual([]);
});

it("shades in four equal steps and leaves none blank", () => {
  expect([0, 1, 25, 26, 50, 51, 100].map((count) => shadeOf(count, 100))).toEqual([0, 1, 1, 2, 2, 3, 4]);
  expect(shadeOf(0, 0)).toBe(0);
});
