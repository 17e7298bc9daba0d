import { describe, expect, it } from "vitest";
import { type Flow, type FlowQuestion, flowOf, stemOf } from "../../../server/dependencies/flow.js";
import { lineageKinds } from "../../../server/dependencies/lineage.js";
import { numberedGraph } from "../../../server/dependencies/numbered.js";
import { edge, model, type Named, sides } from "./graph.js";

/**
 * `Qwen-7` (CN) takes the architecture of `LLaMA` (US), `Qwen2` the weights of `Qwen-7`, `Nemo` (US) those of `Qwen2`
 * and of `Llama-2`, and `Yi-1` (CN) those of `Llama-2`; `Mix` (FR) stands alone.
 */
const nodes: readonly Named[] = [
  model("meta/LLaMA", "US", "2023"),
  model("meta/Llama-2", "US", "2023"),
  model("meta/Llama-3", "US", "2023"),
  model("ali/Qwen-7", "CN", "2023"),
  model("ali/Qwen2", "CN", "2024"),
  model("nv/Nemo", "US", "2024", { openness: "closed" }),
  model("01/Yi-1", "CN", "2024", { inclusion: "lineage" }),
  model("mis/Mix", "FR", "2024"),
];
const edges = [
  edge("ali/Qwen-7 > meta/LLaMA", "architecture"),
  edge("ali/Qwen2 > ali/Qwen-7"),
  edge("nv/Nemo > ali/Qwen2"),
  edge("nv/Nemo > meta/Llama-2"),
  edge("01/Yi-1 > meta/Llama-2"),
];
const graph = await numberedGraph(nodes, edges);

function flow(rest: Partial<FlowQuestion> = {}, ofGraph = graph) {
  return flowOf(ofGraph, {
    sides,
    kinds: lineageKinds,
    strictest: "disputed",
    reach: "any",
    withLineage: false,
    most: { families: 9, companies: 9 },
    ...rest,
  });
}

function said(of: Flow): readonly string[] {
  const label = (key: string) => {
    const end = [...of.families, ...of.companies].find((one) => one.key === key);
    return end?.label || `${end?.members} of ${end?.side}`;
  };
  return of.links.map(({ from, to, models }) => `${label(from)} > ${label(to)} ${models}`).sort();
}

describe("a flow", () => {
  it("counts distinct models once in every family of another company that they rest on", async () => {
    expect(said(await flow())).toEqual(["Llama > ali 2", "Llama > nv 1", "Qwen > nv 1"]);
    expect((await flow()).models).toBe(3);
  });

  it("takes only the nearest base when asked for one step, and says who rests on its own company alone", async () => {
    const direct = await flow({ reach: "direct" });
    expect(said(direct)).toEqual(["Llama > ali 1", "Llama > nv 1", "Qwen > nv 1"]);
    expect(direct.ownOnly).toBe(1);
    expect((await flow()).ownOnly).toBe(0);
  });

  it("follows the kinds asked for", async () => {
    expect(said(await flow({ kinds: ["weights"] }))).toEqual(["Llama > nv 1", "Qwen > nv 1"]);
  });

  it("counts models recorded for what they rest on only when asked", async () => {
    expect(said(await flow({ withLineage: true }))).toContain("Llama > 01 1");
  });

  it("puts small families and companies of a side together, but none with itself", async () => {
    const many: Named[] = [];
    const rests = [];
    for (const [base, country] of [
      ["x/Big", "US"],
      ["y/Small", "US"],
      ["z/Tiny", "US"],
      ["w/Lone", "CN"],
    ] as const) {
      many.push(model(base, country, "2023"));
    }
    for (const [child, base] of [
      ["c/One", "x/Big"],
      ["c/Two", "x/Big"],
      ["d/Three", "y/Small"],
      ["d/Four", "z/Tiny"],
      ["d/Four", "y/Small"],
      ["c/Five", "w/Lone"],
    ] as const) {
      if (!many.some(({ id }) => id === child)) many.push(model(child, "CN", "2024"));
      rests.push(edge(`${child} > ${base}`));
    }
    const lumped = await flow({ most: { families: 1, companies: 9 } }, await numberedGraph(many, rests));
    expect(lumped.families.map(({ label, members, models, side }) => [label, members, models, side])).toEqual([
      ["Big", 1, 2, "a"],
      // d/Four rests on both and is one model.
      ["", 2, 2, "a"],
      ["Lone", 1, 1, "b"],
    ]);
    expect(said(lumped)).toEqual(["2 of a > d 2", "Big > c 2", "Lone > c 1"]);
  });

  it("keeps the groups of both ends apart, so that one side has a group in each", async () => {
    const bases = ["v/A", "w/B"].map((id) => model(id, "CN", "2023"));
    const resting = ["x/C", "y/D"].map((id) => model(id, "CN", "2024"));
    const all = [...bases, ...resting];
    const edgesOf = [edge("x/C > v/A"), edge("y/D > w/B")];
    const { families, companies } = await flow(
      { most: { families: 0, companies: 0 } },
      await numberedGraph(all, edgesOf),
    );
    expect([families.length, companies.length]).toEqual([1, 1]);
    expect(families[0]?.key).not.toBe(companies[0]?.key);
  });

  it("is empty where nothing rests on another's", async () => {
    expect(await flow({}, await numberedGraph([], []))).toEqual({
      families: [],
      companies: [],
      links: [],
      models: 0,
      ownOnly: 0,
    });
  });
});

it.each([
  ["Qwen2.5-72B", "Qwen"],
  ["LLaMA (65B; family 7B to 65B)", "LLaMA"],
  ["DeepSeek-V2 (MoE-236B)", "DeepSeek"],
  ["gpt-oss-120b", "gpt"],
  ["01-light", "01-light"],
])("the stem of %s is %s", (name, stem) => {
  expect(stemOf(name)).toBe(stem);
});

it("a family goes by the way it is mostly written, one alone by its own name", async () => {
  const labels = Object.fromEntries((await flow()).families.map(({ key, label }) => [key, label]));
  expect(labels).toEqual({ "family meta llama": "Llama", "family ali qwen": "Qwen" });
  const two = [model("m/Clip-14", "US", "2023"), model("c/Eye", "CN", "2024")];
  const alone = await flow({}, await numberedGraph(two, [edge("c/Eye > m/Clip-14")]));
  expect(alone.families[0]?.label).toBe("Clip-14");
});
