import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../../db/csv.js";
import {
  type DependencyKind,
  type LineageEdge,
  type LineageNode,
  lineageGraph,
  lineageKinds,
  stackKinds,
} from "../../../server/dependencies/lineage.js";
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
const graphOf = (ids: string, ...edges: LineageEdge[]) => lineageGraph(models(ids), edges);
const lost = (graph: ReturnType<typeof graphOf>, ...ids: string[]) =>
  Object.fromEntries(withdrawal(graph, ids, lineageKinds).map(({ id, loses }) => [id, loses]));

describe("a withdrawal", () => {
  const chain = graphOf("base chat chat-tuned stranger", edge("chat > base"), edge("chat-tuned > chat"));

  it("takes a direct base from what rests on it and an indirect one from what rests on that", () => {
    expect(lost(chain, "base")).toEqual({ chat: "direct", "chat-tuned": "indirect" });
    expect(lost(chain, "chat")).toEqual({ "chat-tuned": "direct" });
    expect(lost(chain, "chat-tuned")).toEqual({});
    expect(lost(chain)).toEqual({});
  });

  it("does not list what is withdrawn itself, though it rests on the rest", () => {
    expect(lost(chain, "base", "chat")).toEqual({ "chat-tuned": "direct" });
  });

  it("counts a model that two ways lead to once, as direct when one of them is", () => {
    const diamond = graphOf(
      "base left right top",
      edge("left > base"),
      edge("right > base"),
      edge("top > left"),
      edge("top > right"),
    );
    expect(lost(diamond, "base")).toEqual({ left: "direct", right: "direct", top: "indirect" });
    expect(withdrawal(diamond, ["base"], lineageKinds).find(({ id }) => id === "top")?.remaining).toEqual([]);
    expect(withdrawal(diamond, ["left"], lineageKinds)).toMatchObject([{ id: "top", remaining: ["right"] }]);
    const short = graphOf("base left top", edge("left > base"), edge("top > left"), edge("top > base", "distillation"));
    expect(lost(short, "base")["top"]).toBe("direct");
  });

  it("walks a cycle once, and a model does not stand on one that rests on itself", () => {
    const cycle = graphOf("base one two", edge("one > two"), edge("two > one"), edge("one > base"));
    expect(lost(cycle, "base")).toEqual({ one: "direct", two: "indirect" });
    expect(withdrawal(cycle, ["base"], lineageKinds).map(({ remaining }) => remaining)).toEqual([[], []]);
    expect(lost(cycle, "one")).toEqual({ two: "direct" });
  });

  it("tells of two bases the one that stays, and by which kinds the other is lost", () => {
    const merged = graphOf(
      "gone stays child",
      edge("child > gone", "tokenizer"),
      edge("child > gone", "architecture"),
      edge("child > stays", "distillation"),
    );
    expect(withdrawal(merged, ["gone"], lineageKinds)).toMatchObject([
      { id: "child", loses: "direct", kinds: ["architecture", "tokenizer"], remaining: ["stays"] },
    ]);
    expect(withdrawal(merged, ["gone", "stays"], lineageKinds)[0]?.remaining).toEqual([]);
  });

  it("gives the shortest chain, the better evidence where two are as short, and its weakest link", () => {
    const graph = graphOf(
      "base weak strong top",
      edge("top > weak", "weights", "disputed"),
      edge("top > strong", "weights", "confirmed"),
      edge("weak > base"),
      edge("strong > base", "weights", "reported"),
    );
    const { ground } = withdrawal(graph, ["base"], lineageKinds).find(({ id }) => id === "top") ?? {};
    expect(ground?.path.map(({ dependencyId }) => dependencyId)).toEqual(["strong", "base"]);
    expect(ground?.confidence).toBe("reported");
  });

  it("keeps to the kinds asked for: lineage does not reach software, the stack does not run between models", () => {
    const nodes = [...models("base chat"), node("torch", "software"), node("driver", "software")];
    const graph = lineageGraph(nodes, [
      edge("chat > base"),
      edge("base > torch", "framework"),
      edge("torch > driver", "runtime"),
    ]);
    const ids = (kinds: Parameters<typeof withdrawal>[2]) => withdrawal(graph, ["driver"], kinds).map(({ id }) => id);
    expect(ids(lineageKinds)).toEqual([]);
    expect(ids(stackKinds)).toEqual(["base", "torch"]);
    expect(ids([...lineageKinds, ...stackKinds])).toEqual(["base", "chat", "torch"]);
  });

  it("passes over what is not in the graph", () => {
    expect(lost(chain, "unheard-of")).toEqual({});
  });
});

it("a company's shelf holds its models and the software that it keeps", () => {
  const graph = lineageGraph(
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
    (root) => {
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
      const graph = lineageGraph(
        [...modelIds].map((id) => node(id ?? "")),
        dependencies.map((row) =>
          edge(`${row["dependent_id"]} > ${row["dependency_id"]}`, row["kind"] as DependencyKind),
        ),
      );
      expect(reached.size).toBeGreaterThan(20);
      const losses = withdrawal(graph, [root], lineageKinds);
      expect(losses.map(({ id }) => id)).toEqual([...reached].sort());
      const direct = dependencies.filter(
        ({ dependent_id = "", dependency_id }) => dependency_id === root && modelIds.has(dependent_id),
      );
      expect(losses.filter(({ loses }) => loses === "direct").map(({ id }) => id)).toEqual(
        [...new Set(direct.map(({ dependent_id = "" }) => dependent_id))].sort(),
      );
    },
  );
});
