import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../../db/csv.js";
import {
  type DependencyKind,
  type LineageEdge,
  type LineageNode,
  lineageKinds,
  type MeasuredKind,
  stackKinds,
} from "../../../server/dependencies/lineage.js";
import { type NumberedGraph, numberedGraph } from "../../../server/dependencies/numbered.js";
import { shelfOf, withdrawal } from "../../../server/dependencies/withdrawal.js";
import type { Confidence } from "../../../server/values/evidence.js";

const node = (id: string, kind: LineageNode["kind"] = "model", companyId = "lab"): LineageNode => ({
  id,
  kind,
  country: "CN",
  openness: kind === "model" ? "open-weights" : null,
  inclusion: kind === "model" ? "followed" : null,
  releasedOn: "2024-06-01",
  companyId,
});

/** `"child > parent"`, with a kind and a confidence where they matter. */
function edge(text: string, kind: DependencyKind = "weights", confidence: Confidence = "confirmed"): LineageEdge {
  const [dependentId = "", dependencyId = ""] = text.split(" > ");
  return { id: `${dependentId}--${dependencyId}--${kind}`, dependentId, dependencyId, kind, sinceOn: null, confidence };
}

const models = (ids: string) => ids.split(" ").map((id) => node(id));
const graphOf = (ids: string, ...edges: LineageEdge[]) => numberedGraph(models(ids), edges);
const losses = (graph: NumberedGraph, ids: readonly string[], kinds: readonly MeasuredKind[] = lineageKinds) =>
  withdrawal(graph, ids, { kinds, strictest: "disputed" });
const lost = async (graph: NumberedGraph, ...ids: string[]) =>
  Object.fromEntries((await losses(graph, ids)).map(({ id, loses }) => [id, loses]));

describe("a withdrawal", async () => {
  const chain = await graphOf("base chat chat-tuned stranger", edge("chat > base"), edge("chat-tuned > chat"));

  it("takes a direct base from what rests on it and an indirect one from what rests on that", async () => {
    expect(await lost(chain, "base")).toEqual({ chat: "direct", "chat-tuned": "indirect" });
    expect(await lost(chain, "chat")).toEqual({ "chat-tuned": "direct" });
    expect(await lost(chain, "chat-tuned")).toEqual({});
    expect(await lost(chain)).toEqual({});
  });

  it("does not list what is withdrawn itself, though it rests on the rest", async () => {
    expect(await lost(chain, "base", "chat")).toEqual({ "chat-tuned": "direct" });
  });

  it("counts a model that two ways lead to once, as direct when one of them is", async () => {
    const diamond = await graphOf(
      "base left right top",
      edge("left > base"),
      edge("right > base"),
      edge("top > left"),
      edge("top > right"),
    );
    expect(await lost(diamond, "base")).toEqual({ left: "direct", right: "direct", top: "indirect" });
    expect((await losses(diamond, ["base"])).find(({ id }) => id === "top")?.remaining).toEqual([]);
    expect(await losses(diamond, ["left"])).toMatchObject([{ id: "top", remaining: ["right"] }]);
    const short = await graphOf(
      "base left top",
      edge("left > base"),
      edge("top > left"),
      edge("top > base", "distillation"),
    );
    expect((await lost(short, "base"))["top"]).toBe("direct");
  });

  it("walks a cycle once, and a model does not stand on one that rests on itself", async () => {
    const cycle = await graphOf("base one two", edge("one > two"), edge("two > one"), edge("one > base"));
    expect(await lost(cycle, "base")).toEqual({ one: "direct", two: "indirect" });
    expect((await losses(cycle, ["base"])).map(({ remaining }) => remaining)).toEqual([[], []]);
    expect(await lost(cycle, "one")).toEqual({ two: "direct" });
  });

  it("tells of two bases the one that stays, and by which kinds the other is lost", async () => {
    const merged = await graphOf(
      "gone stays child",
      edge("child > gone", "tokenizer"),
      edge("child > gone", "architecture"),
      edge("child > stays", "distillation"),
    );
    expect(await losses(merged, ["gone"])).toMatchObject([
      { id: "child", loses: "direct", kinds: ["architecture", "tokenizer"], remaining: ["stays"] },
    ]);
    expect((await losses(merged, ["gone", "stays"]))[0]?.remaining).toEqual([]);
  });

  it("gives the shortest chain, the better evidence where two are as short, and its weakest link", async () => {
    const graph = await graphOf(
      "base weak strong top",
      edge("top > weak", "weights", "disputed"),
      edge("top > strong", "weights", "confirmed"),
      edge("weak > base"),
      edge("strong > base", "weights", "reported"),
    );
    const { ground } = (await losses(graph, ["base"])).find(({ id }) => id === "top") ?? {};
    expect(ground?.path.map(({ dependencyId }) => dependencyId)).toEqual(["strong", "base"]);
    expect(ground?.confidence).toBe("reported");
  });

  it("keeps to the kinds asked for: lineage does not reach software, the stack does not run between models", async () => {
    const nodes = [...models("base chat"), node("torch", "software"), node("driver", "software")];
    const graph = await numberedGraph(nodes, [
      edge("chat > base"),
      edge("base > torch", "framework"),
      edge("torch > driver", "runtime"),
    ]);
    const ids = async (kinds: readonly MeasuredKind[]) => (await losses(graph, ["driver"], kinds)).map(({ id }) => id);
    expect(await ids(lineageKinds)).toEqual([]);
    expect(await ids(stackKinds)).toEqual(["base", "torch"]);
    expect(await ids([...lineageKinds, ...stackKinds])).toEqual(["base", "chat", "torch"]);
  });

  it("passes over what is not in the graph", async () => {
    expect(await lost(chain, "unheard-of")).toEqual({});
  });
});

it("a company's shelf holds its models and the software that it keeps", async () => {
  const graph = await numberedGraph(
    [node("m", "model", "meta"), node("torch", "software", "meta"), node("q", "model", "ali")],
    [],
  );
  expect(shelfOf(graph, "meta")).toEqual(["m", "torch"]);
  expect(shelfOf(graph, "nobody")).toEqual([]);
});

describe("on the shipped facts", () => {
  const rows = (table: string) => {
    const { header, records } = readCsv(readFileSync(new URL(`../../../db/dataset/${table}.csv`, import.meta.url)));
    return records.map(({ cells }) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])));
  };
  const modelIds = new Set(rows("models").map(({ id }) => id));
  const dependencies = rows("dependencies");

  it.each(["llama-65b", "qwen-7b", "deepseek-r1", "gpt-4o"])(
    "without %s loses its base whoever a plain walk over dependencies.csv reaches, and nobody else",
    async (root) => {
      // Again and again over all rows until nobody new is found: slow, and with nothing in common with the graph.
      const reached = new Set([root]);
      for (let before = 0; before !== reached.size; ) {
        before = reached.size;
        for (const { dependent_id = "", dependency_id = "" } of dependencies) {
          const betweenModels = modelIds.has(dependent_id) && modelIds.has(dependency_id);
          if (betweenModels && reached.has(dependency_id)) reached.add(dependent_id);
        }
      }
      reached.delete(root);
      const graph = await numberedGraph(
        [...modelIds].map((id) => node(id ?? "")),
        dependencies.map((row) =>
          edge(`${row["dependent_id"]} > ${row["dependency_id"]}`, row["kind"] as DependencyKind),
        ),
      );
      expect(reached.size).toBeGreaterThan(20);
      const found = await losses(graph, [root]);
      expect(found.map(({ id }) => id)).toEqual([...reached].sort());
      const direct = dependencies.filter(
        ({ dependent_id = "", dependency_id }) => dependency_id === root && modelIds.has(dependent_id),
      );
      expect(found.filter(({ loses }) => loses === "direct").map(({ id }) => id)).toEqual(
        [...new Set(direct.map(({ dependent_id = "" }) => dependent_id))].sort(),
      );
    },
  );
});
