import { select } from "d3";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { type Svg, sideTextColour } from "../../../public/charts/chart.js";
import { lineage } from "../../../public/charts/lineage.js";
import {
  fadedInk,
  type LineageData,
  type LineageEdge,
  type LineageKind,
  type LineageNode,
  type PlacedLineage,
  type PlacedNode,
  paleInk,
} from "../../../public/charts/lineage-data.js";
import { arrange, growForest, type Link } from "../../../public/charts/lineage-forest.js";
import { fitName } from "../../../public/charts/lineage-layers.js";
import { textWidth } from "../../../public/charts/text-width.js";
import { chartWidths } from "../../../public/charts/tokens.js";
import { outside, overlaps } from "./label-boxes.js";

const sides = {
  a: { code: "US", name: "the United States", label: "United States" },
  b: { code: "CN", name: "China", label: "China" },
};

function model(id: string, side: LineageNode["side"], rest: Partial<LineageNode> = {}): LineageNode {
  return { id, name: id, side, kind: "model", company: "Lab", on: "2024-05", ...rest };
}

/** `"child > parent"`. */
function edge(
  text: string,
  kind: LineageKind = "weights",
  confidence: LineageEdge["confidence"] = "confirmed",
): LineageEdge {
  const [to = "", from = ""] = text.split(" > ");
  return { id: `${to}--${from}--${kind}`, from, to, kind, confidence };
}

function data(nodes: readonly LineageNode[], edges: readonly LineageEdge[]): LineageData {
  return { sides, asOf: "2024-12-31", nodes, edges };
}

const small = data(
  [
    model("llama", "a"),
    model("yi", "b"),
    model("nous", "a"),
    model("yi-chat", "b"),
    model("cuda", "a", { kind: "software" }),
  ],
  [
    edge("yi > llama", "architecture"),
    edge("nous > yi"),
    edge("yi-chat > yi", "weights", "disputed"),
    edge("yi > cuda", "runtime"),
  ],
);

/** A family as the real ones are: few long chains, many leaves, some nodes with several bases, software below. */
function grown(count: number): LineageData {
  let state = 7;
  const random = (below: number): number => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  const kinds: LineageKind[] = ["weights", "architecture", "distillation", "synthetic-data"];
  const nodes: LineageNode[] = [];
  const edges: LineageEdge[] = [];
  const depth: number[] = [];
  for (let index = 0; index < count; index++) {
    const name = `Model-${index} ${"Distill-".repeat(random(3))}${random(90)}B`;
    const software = index % 8 === 7;
    nodes.push(
      model(
        `m${index}`,
        (["a", "b", "other"] as const)[random(3)] ?? "a",
        software ? { name, kind: "software" } : { name },
      ),
    );
    depth.push(0);
    if (index < 12 || software) continue;
    for (let base = 0; base < 1 + (random(5) === 0 ? 1 : 0); base++) {
      const from = random(Math.min(index, 80));
      if ((depth[from] ?? 0) > 5) continue;
      const kind = nodes[from]?.kind === "software" ? "runtime" : (kinds[random(4)] ?? "weights");
      if (kind !== "runtime") depth[index] = Math.max(depth[index] ?? 0, (depth[from] ?? 0) + 1);
      edges.push({ ...edge(`m${index} > m${from}`, kind), id: `e${edges.length}` });
    }
  }
  return data(nodes, edges);
}

function drawn(chart: LineageData, width: number): string {
  const { document } = parseHTML("<svg></svg>");
  const svg = document.querySelector("svg") as unknown as SVGElement;
  lineage.draw(select(svg) as unknown as Svg, chart, { width, idPrefix: "t" });
  return svg.innerHTML;
}

/** 300 nodes in six layers, each resting on one of the layer below. */
function layered(names: (index: number) => string): LineageData {
  const perLayer = 50;
  const id = (index: number) => `n${index}`;
  const nodes = Array.from({ length: 300 }, (_, index) =>
    model(id(index), (["a", "b", "other"] as const)[index % 3] ?? "a", { name: names(index) }),
  );
  const edges = nodes.slice(perLayer).map((node, index): LineageEdge => {
    // A fan that widens: every third node of a layer carries three of the next.
    const below = Math.floor(index / perLayer) * perLayer + Math.floor((index % perLayer) / 3) * 3;
    const kind = (["weights", "architecture", "distillation"] as const)[index % 3] ?? "weights";
    return edge(`${node.id} > ${id(below)}`, kind, index % 17 === 0 ? "disputed" : "confirmed");
  });
  return data(nodes, edges);
}

const longNames = (index: number): string =>
  [
    `通义千问大语言模型第${index}代长上下文增强版本（研究预览）`,
    `DeepSeek-R1-Distill-Qwen-${index}B-Instruct-2507-Preview-Long-Context`,
    `Llama 3.${index} Nemotron Ultra ${index}B (a name with a long remark in brackets)`,
    `文心 ${index}`,
  ][index % 4] ?? "";

/** Symbol and name of a node as a rectangle. */
function boxOf(node: PlacedNode): { x0: number; x1: number; y0: number; y1: number } {
  const [x0, x1] =
    node.anchor === "end" ? [node.labelX - node.labelWidth, node.x + 4] : [node.x - 4, node.labelX + node.labelWidth];
  return { x0, x1, y0: node.y - 6, y1: node.y + 6 };
}

function collisions({ nodes }: PlacedLineage): string[] {
  const boxes = nodes.map((node) => ({ node, ...boxOf(node) }));
  return boxes.flatMap((one, index) =>
    boxes
      .slice(index + 1)
      .filter((other) => one.x0 < other.x1 && other.x0 < one.x1 && one.y0 < other.y1 && other.y0 < one.y1)
      .map((other) => `${one.node.label} / ${other.node.label}`),
  );
}

function placedAs(chart: LineageData, width: number): (key: string) => PlacedNode {
  const { nodes } = lineage.place(chart, { width });
  return (key) => {
    const node = nodes.find((one) => one.key === key);
    if (!node) throw new Error(`${key} is not drawn`);
    return node;
  };
}

describe("growForest", () => {
  const link = (text: string, rank = 0): Link => {
    const { id, from, to } = edge(text);
    return { id, from, to, rank };
  };

  it("sets each node a layer above the highest thing it rests on", () => {
    const forest = growForest(["a", "b", "c", "d"], [link("b > a"), link("c > b"), link("d > a"), link("d > c", 1)]);
    expect([...forest.layer]).toEqual([
      ["a", 0],
      ["b", 1],
      ["c", 2],
      ["d", 3],
    ]);
    expect(forest.hangsBy.get("d")?.from).toBe("a");
  });

  it("leaves the weakest link of a cycle out of the layers", () => {
    // As recorded: R1 was trained from V3, and V3's post-training distils from R1.
    const forest = growForest(["v2", "v3", "r1"], [link("v3 > r1", 2), link("r1 > v3", 0), link("v3 > v2", 1)]);
    expect([...forest.backward]).toEqual([link("v3 > r1").id]);
    expect(forest.layer.get("r1")).toBe(2);
  });

  it("sets a base on which nothing hangs beside the lowest node that rests on it", () => {
    const forest = growForest(
      ["llama", "siglip", "yi", "vl"],
      [link("yi > llama"), link("vl > yi"), link("vl > siglip", 1)],
    );
    expect(forest.guests.get("vl")).toEqual(["siglip"]);
    expect(forest.layer.get("siglip")).toBe(1);
    expect(forest.families).toHaveLength(1);
  });

  it("packs a deep subtree beside shallow ones, no two nodes of a layer in one row", () => {
    const links = [link("b > a"), link("c > a"), link("d > a"), ...["e", "f", "g"].map((id) => link(`${id} > c`))];
    const ids = ["a", "b", "c", "d", "e", "f", "g"];
    const forest = growForest(ids, links);
    const { row, rows } = arrange(forest, ["a"], links, new Map());
    const seats = ids.map((id) => `${forest.layer.get(id)}:${row.get(id)}`);
    expect(new Set(seats).size).toBe(ids.length);
    expect(rows).toBe(3);
  });
});

describe("lineage", () => {
  it("stands what rests on something to its right, software in a column of its own at the left", () => {
    const at = placedAs(small, 1080);
    expect(at("cuda").x).toBeLessThan(at("llama").x);
    expect(at("llama").x).toBeLessThan(at("yi").x);
    expect(at("yi").x).toBeLessThan(at("nous").x);
    expect(at("nous").x).toBe(at("yi-chat").x);
  });

  it("becomes an outline where layers do not fit", () => {
    expect(lineage.place(small, { width: 1080 }).form).toBe("layers");
    expect(lineage.place(small, { width: 680 }).form).toBe("outline");
    const at = placedAs(small, 344);
    expect(at("yi").x).toBeGreaterThan(at("llama").x);
    expect(at("yi").y).toBeGreaterThan(at("llama").y);
    const chain = Array.from({ length: 40 }, (_, index) => model(`n${index}`, "a"));
    const deep = data(
      chain,
      chain.slice(1).map((node, index) => edge(`${node.id} > n${index}`)),
    );
    expect(lineage.place(deep, { width: 1080 }).form).toBe("outline");
  });

  it.each([1080, 680, 344])("lets no two of 300 names overlap, and none leave the picture, at %d", (width) => {
    const placed = lineage.place(grown(300), { width });
    expect(placed.form).toBe(width === 1080 ? "layers" : "outline");
    expect(collisions(placed)).toEqual([]);
    for (const node of placed.nodes) {
      const { x0, x1, y0, y1 } = boxOf(node);
      expect(x0).toBeGreaterThanOrEqual(0);
      expect(x1).toBeLessThanOrEqual(width);
      expect(y0).toBeGreaterThanOrEqual(0);
      expect(y1).toBeLessThanOrEqual(placed.height);
    }
    if (width > 344) expect(placed.nodes).toHaveLength(300);
  });

  describe.each([
    ["a layered forest", layered((index) => `Model ${index}`)],
    ["long and Chinese names", layered(longNames)],
    ["a family as real ones are", grown(300)],
  ])("300 nodes: %s", (_what, graph) => {
    const focus = { id: graph.nodes.at(-1)?.id ?? "", name: graph.nodes.at(-1)?.name ?? "", company: "Lab" };
    it.each([
      ["the page at 1280 px and paper", chartWidths.wide, graph],
      ["the same with a focus", chartWidths.wide, { ...graph, focus }],
      ["a tablet", chartWidths.medium, graph],
      ["a phone of 390 px", chartWidths.narrow, graph],
      ["a phone with a focus", chartWidths.narrow, { ...graph, focus }],
    ] as const)("no two texts touch and none leaves the picture on %s", (_where, width, drawn) => {
      const placed = lineage.place(drawn, { width });
      expect(overlaps(placed)).toEqual([]);
      expect(outside(placed)).toEqual([]);
    });
  });

  it("shows a phone what crosses first, and says how much it leaves out", () => {
    const placed = lineage.place(grown(300), { width: 344 });
    expect(placed.nodes.length).toBeLessThanOrEqual(70);
    expect(placed.heads.at(-1)?.text).toContain(`${300 - placed.nodes.length} are not drawn`);
  });

  it("draws every edge of a cycle", () => {
    const cycle = data([model("v3", "b"), model("r1", "b")], [edge("r1 > v3"), edge("v3 > r1", "distillation")]);
    const placed = lineage.place(cycle, { width: 1080 });
    expect(placed.edges.map((line) => line.id).sort()).toEqual(["r1--v3--weights", "v3--r1--distillation"]);
    expect(drawn(cycle, 1080)).not.toContain("NaN");
  });

  it.each([1080, 680, 344, 320, 1600])(
    "says at %d that nothing is known of nothing, and draws one node alone",
    (width) => {
      const empty = data([], []);
      expect(lineage.place(empty, { width })).toMatchObject({ nodes: [], edges: [], marks: [] });
      expect(drawn(empty, width)).toContain("No dependency is recorded up to 31 Dec 2024.");
      expect(lineage.describe(empty).finding).toBe("No dependency is recorded up to 31 Dec 2024");
      const one = data([model("solo", "a")], []);
      expect(lineage.place(one, { width }).marks).toHaveLength(1);
      expect(drawn(one, width)).toContain("solo");
    },
  );

  it("passes over an edge to something that is not in the view", () => {
    const partial = data([model("yi", "b")], [edge("yi > llama"), edge("yi > yi")]);
    expect(lineage.place(partial, { width: 1080 }).edges).toEqual([]);
    expect(lineage.describe(partial).finding).not.toContain("Directly");
  });

  it("gives the same bytes for the same data", () => {
    for (const width of [1080, 680, 344]) expect(drawn(grown(120), width)).toBe(drawn(grown(120), width));
  });

  it("carries the keys by which a script lights ancestors and descendants", () => {
    const { document } = parseHTML(`<svg>${drawn(small, 1080)}</svg>`);
    const keys = [...document.querySelectorAll("[data-key]")].map((node) => node.getAttribute("data-key"));
    expect(keys.sort()).toEqual(["cuda", "llama", "nous", "yi", "yi-chat"]);
    const ties = [...document.querySelectorAll("path[data-from]")].map(
      (line) => `${line.getAttribute("data-to")} > ${line.getAttribute("data-from")}`,
    );
    expect(ties.sort()).toEqual(["nous > yi", "yi > cuda", "yi > llama", "yi-chat > yi"]);
    expect(document.querySelectorAll("[style]")).toHaveLength(0);
  });

  it("marks what is disputed and draws software hollow", () => {
    const { document } = parseHTML(`<svg>${drawn(small, 1080)}</svg>`);
    const doubts = [...document.querySelectorAll(".doubts text")];
    expect(doubts.map((doubt) => doubt.getAttribute("data-to"))).toEqual(["yi-chat"]);
    const symbol = document.querySelector('[data-key="cuda"] path');
    expect(symbol?.getAttribute("stroke")).toBe(sideTextColour.a);
  });

  describe("with a focus", () => {
    const focused = (id: string, company: string | null = "Lab"): LineageData => ({
      ...small,
      focus: { id, name: id, company },
    });
    const inked = (chart: LineageData) => parseHTML(`<svg>${drawn(chart, 1080)}</svg>`).document;

    it("keeps the whole graph, lights the chains up and down in bold and fades the rest", () => {
      const { nodes, edges, focus } = lineage.place(focused("nous"), { width: 1080 });
      expect(nodes).toHaveLength(small.nodes.length);
      expect(edges).toHaveLength(small.edges.length);
      expect(focus?.key).toBe("nous");
      const lit = nodes.filter((node) => !node.faded).map(({ key }) => key);
      expect(lit.sort()).toEqual(["cuda", "llama", "nous", "yi"]);
      expect(nodes.every((node) => node.bold === !node.faded)).toBe(true);
      expect(edges.filter((line) => line.faded).map((line) => line.id)).toEqual(["yi-chat--yi--weights"]);
    });

    it("says it in ink that a picture keeps when it leaves the page", () => {
      const document = inked(focused("nous"));
      const faded = document.querySelector('[data-key="yi-chat"]');
      expect(faded?.getAttribute("fill")).toBe(fadedInk);
      expect(faded?.querySelector("text")?.getAttribute("font-weight")).toBe("400");
      const lit = document.querySelector('[data-key="yi"]');
      expect(lit?.getAttribute("fill")).toBeNull();
      expect(lit?.querySelector("text")?.getAttribute("font-weight")).toBe("600");
      expect(document.querySelector('path[data-to="yi-chat"]')?.getAttribute("stroke")).toBe(paleInk);
      expect(document.querySelector('path[data-to="nous"]')?.getAttribute("stroke")).toBeNull();
      expect(document.querySelectorAll("circle.focus")).toHaveLength(1);
      expect(document.querySelectorAll("[style]")).toHaveLength(0);
    });

    it("explains light and grey, and of lines the lit kinds", () => {
      const words = lineage.place(focused("yi-chat"), { width: 1080 }).legend.map((item) => item.text);
      expect(words).toEqual(expect.arrayContaining(["yi-chat; in bold what is on its chains", "grey: the rest"]));
      // As strong as the lineage here, since it was asked for.
      expect(words).toContain("runtime");
    });

    it("finds what it rests on and who rests on it, by side, without what is disputed", () => {
      expect(lineage.describe(focused("yi")).finding).toBe(
        "Directly or through a chain, yi of Lab rests on 1 model and 1 piece of software or data; 1 model from the United States rests on it",
      );
      expect(lineage.describe(focused("yi")).coverage).toContain(
        "in bold the 5 nodes (1 only through a disputed dependency, not counted) and 4 lines of its chains, in grey the rest",
      );
      expect(lineage.describe(focused("cuda", null)).finding).toBe(
        "Directly or through a chain, cuda rests on nothing recorded; 1 model from the United States, 1 from China rest on it",
      );
      expect(lineage.describe(focused("nous")).finding).toBe(
        "Directly or through a chain, nous of Lab rests on 2 models and 1 piece of software or data; nothing recorded rests on it",
      );
      expect(lineage.describe(focused("nous")).summary).toContain("It rests on yi, llama, cuda.");
      // Its only tie is an allegation.
      expect(lineage.describe(focused("yi-chat")).finding).toBe(
        "yi-chat of Lab rests on nothing recorded; nothing recorded rests on it",
      );
    });

    it("says of a part of a larger view that it is one", () => {
      expect(lineage.describe({ ...focused("yi"), partial: true }).finding).toMatch(
        /^Of the 5 drawn here, directly or through a chain, yi of Lab rests on/,
      );
    });

    it("fades nothing around what is on no dependency of the view, and says so", () => {
      const { nodes, focus } = lineage.place(focused("grok"), { width: 1080 });
      expect(focus).toBeNull();
      expect(nodes.filter((node) => node.faded)).toEqual([]);
      expect(lineage.describe(focused("grok")).finding).toBe("No dependency of grok of Lab is recorded in this view");
    });

    it("shows a phone the lit nodes before all others", () => {
      const graph = grown(300);
      const last = graph.edges.at(-1)?.to ?? "";
      const chart = { ...graph, focus: { id: last, name: last, company: null } };
      const wide = lineage.place(chart, { width: 1080 }).nodes.filter((node) => !node.faded);
      const phone = new Set(lineage.place(chart, { width: 344 }).nodes.map(({ key }) => key));
      expect(wide.length).toBeGreaterThan(1);
      expect(wide.filter(({ key }) => !phone.has(key))).toEqual([]);
    });
  });

  it("keeps in a title the name that a label has lost, with its developer", () => {
    const long = "DeepSeek-R1-Distill-Qwen-32B with a name that no column of any picture is wide enough to hold";
    const chart = data([model("a", "a"), model("b", "b", { name: long })], [edge("b > a")]);
    const titles = (width: number) =>
      [...parseHTML(`<svg>${drawn(chart, width)}</svg>`).document.querySelectorAll("[data-key] > title")].map(
        ({ textContent }) => textContent,
      );
    expect(titles(344)).toEqual([`${long}, Lab`]);
    expect(titles(1080)).toEqual([]);
  });

  it("tells of each node what it rests on and what rests on it", () => {
    const { marks } = lineage.place(small, { width: 1080 });
    const tips = new Map(marks.map((mark) => [mark.key, mark.tip]));
    expect(tips.get("yi")).toEqual([
      "yi",
      "Lab, May 2024",
      "Rests on: llama (architecture), cuda (runtime)",
      "Rest on it: 2 directly",
    ]);
    expect(tips.get("llama")?.at(-1)).toBe("Rest on it: 1 directly, 3 with chains");
    expect(tips.get("yi-chat")?.[2]).toBe("Rests on: yi (weights, disputed)");
    expect(tips.get("nous")).toContain("With chains on 3 in all");
  });

  it("explains in its legend only what it draws", () => {
    const words = lineage.place(small, { width: 1080 }).legend.map((item) => item.text);
    expect(words).toContain("architecture");
    expect(words).not.toContain("distillation");
    expect(lineage.place(small, { width: 344 }).legend.map((item) => item.text)).not.toContain(
      "framework, runtime, library",
    );
  });

  it("finds how many rest on the other side, each direction, tie and none", () => {
    const finding = (edges: LineageEdge[], nodes = small.nodes) => lineage.describe(data(nodes, edges)).finding;
    const undisputed = small.edges.map((one) => ({ ...one, confidence: "confirmed" as const }));
    expect(finding(undisputed)).toBe(
      "Directly or through a chain, 2 models from China rest on models from the United States, 1 the other way round",
    );
    // The chain through a disputed edge does not count.
    expect(finding([...small.edges])).toBe(
      "Directly or through a chain, 1 model from China rests on models from the United States, as many the other way round",
    );
    expect(finding([edge("yi > llama")])).toBe(
      "Directly or through a chain, 1 model from China rests on models from the United States, none the other way round",
    );
    expect(finding([edge("yi > llama"), edge("nous > yi-chat")])).toBe(
      "Directly or through a chain, 1 model from China rests on models from the United States, as many the other way round",
    );
    expect(finding([edge("yi-chat > yi")])).toBe(
      "No model from the United States is recorded as resting on models from China, nor the other way round",
    );
    expect(finding([edge("yi > cuda", "runtime")])).toBe(
      "Directly or through a chain, 1 model from China rests on software or data from the United States, none the other way round",
    );
  });

  it("sums up for those who do not see it", () => {
    expect(lineage.describe({ ...small, leftOut: "3 closed models are left out" })).toMatchObject({
      coverage:
        "4 models, 1 piece of software or data, 4 recorded dependencies, 1 of them disputed and not counted; 3 closed models are left out",
      summary:
        "A graph of 4 models, 1 piece of software or data, 4 recorded dependencies, 1 of them disputed and not counted. " +
        "1 model from China rests on models from the United States, all of them directly. " +
        "1 model from the United States rests on models from China, all of them directly. " +
        "Most rests on llama (2, chains included), yi (1, chains included).",
    });
  });

  it("gives its edges as a table", () => {
    const { columns, rows } = lineage.table(small);
    expect(columns.map((column) => column.name)).toHaveLength(new Set(columns.map((column) => column.name)).size);
    expect(rows[0]).toEqual(["yi", "Lab", "China", "llama", "Lab", "United States", "architecture", "confirmed"]);
    expect(rows).toHaveLength(4);
  });
});

describe("fitName", () => {
  it("drops a bracket, then what tells least", () => {
    const room = (text: string): number => textWidth(text, 12) + 0.01;
    expect(fitName("LLaMA (65B; family 7B to 65B)", 60)).toBe("LLaMA");
    expect(fitName("DeepSeek-R1-Distill-Qwen-14B", room("DeepSeek-R1…Qwen-14B"))).toBe("DeepSeek-R1…Qwen-14B");
    expect(fitName("Gemini 2.0 Flash", room("Gemini 2.0 Fl…"))).toBe("Gemini 2.0 Fl…");
    expect(fitName("Claude Sonnet 4.5", room("Claude So…4.5"))).toBe("Claude So…4.5");
  });
});
