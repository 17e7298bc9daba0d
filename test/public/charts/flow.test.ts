import { describe, expect, it } from "vitest";
import { type FlowData, type FlowEnd, flow } from "../../../public/charts/flow.js";
import { textWidth } from "../../../public/charts/text-width.js";
import { chartType } from "../../../public/charts/tokens.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

function end(key: string, side: FlowEnd["side"], models: number, rest: Partial<FlowEnd> = {}): FlowEnd {
  return { key, label: key, by: null, side, members: 1, models, ...rest };
}

function data(rest: Partial<FlowData> = {}): FlowData {
  return {
    sides,
    asOf: "2026-11-24",
    families: [
      end("Llama", "a", 9, { by: "Meta", href: "/companies/meta" }),
      end("Qwen", "b", 4, { by: "Alibaba" }),
      end("rest b", "b", 2, { label: "", members: 2 }),
    ],
    companies: [end("NVIDIA", "a", 5), end("DeepSeek", "b", 6), end("Naver", "other", 1)],
    links: [
      { from: "Llama", to: "NVIDIA", models: 2 },
      { from: "Llama", to: "DeepSeek", models: 6 },
      { from: "Llama", to: "Naver", models: 1 },
      { from: "Qwen", to: "NVIDIA", models: 3 },
      { from: "Qwen", to: "DeepSeek", models: 1 },
      { from: "rest b", to: "NVIDIA", models: 2 },
    ],
    models: 12,
    ownOnly: 3,
    kinds: "lineage",
    reach: "any",
    withLineage: false,
    ...rest,
  };
}

const none = data({ families: [], companies: [], links: [], models: 0, ownOnly: 0 });

describe("the finding", () => {
  it("names the family with most models, and whose they are", () => {
    expect(flow.describe(data()).finding).toBe(
      "Llama of Meta carries most models of other companies: 9 of 12, 6 from China, 2 from the United States, 1 from elsewhere",
    );
  });

  it("names those of a tie", () => {
    const tie = (models: number) => data({ families: [end("Qwen", "b", models), end("Yi", "b", models)] });
    expect(flow.describe(tie(4)).finding).toBe("Qwen and Yi both carry most models of other companies: 4 each");
    const four = ["Qwen", "Yi", "GLM", "Kimi"].map((key) => end(key, "b", 1));
    expect(flow.describe(data({ families: four })).finding).toBe(
      "4 families of models each carry most models of other companies: 1",
    );
  });

  it("says so where nothing is recorded", () => {
    expect(flow.describe(none).finding).toBe("No model is recorded as resting on another company’s by 24 Nov 2026");
    expect(inkOf(flow, none, 344)).toContain("No such dependence recorded by 24 Nov 2026");
  });
});

it("says what is counted and what is not drawn", () => {
  expect(flow.describe(data()).coverage).toBe(
    "12 models; a model that rests on several families is in each of them; 3 models resting on the own company’s only not drawn; disputed edges left out",
  );
});

describe("places", () => {
  const manyNames = Array.from({ length: 14 }, (_, index) => `Institute of Very Long Names number ${index}`);
  const many = data({
    families: manyNames.map((key) => end(key, "a", 1)),
    companies: manyNames.map((key) => end(`c ${key}`, "b", 1)),
    links: manyNames.flatMap((from, at) =>
      manyNames.slice(0, at + 1).map((to) => ({ from, to: `c ${to}`, models: 1 + at })),
    ),
  });

  it.each([320, 344, 680, 1080])("keep labels apart and off the ribbons at %d", (width) => {
    for (const one of [data(), many]) {
      const { nodes } = flow.place(one, { width });
      const [left, right] = [
        nodes.filter(({ anchor }) => anchor === "end"),
        nodes.filter(({ anchor }) => anchor === "start"),
      ];
      for (const column of [left, right]) {
        const lines = column.map(({ labelY }) => labelY).sort((p, q) => p - q);
        lines.slice(1).forEach((y, at) => {
          expect(y - (lines[at] ?? 0)).toBeGreaterThanOrEqual(chartType.label * 1.16);
        });
        for (const { label, count, labelX, anchor } of column) {
          const long = textWidth(`${label} `, chartType.label) + textWidth(count, chartType.label, 600) + 12.8;
          if (anchor === "end") expect(labelX - long).toBeGreaterThanOrEqual(-1);
          else expect(labelX + long).toBeLessThanOrEqual(width + 1);
        }
      }
      expect(Math.max(...left.map(({ x }) => x)) + 60).toBeLessThan(Math.min(...right.map(({ x }) => x)));
    }
  });

  it("make a node as high as its links together and each ribbon as wide as its models", () => {
    const { nodes } = flow.place(data(), { width: 1080 });
    const high = (key: string) => nodes.find((node) => node.key === key)?.height ?? 0;
    expect(high("Llama") / high("Qwen")).toBeCloseTo(9 / 4, 1);
    expect(high("DeepSeek") / high("NVIDIA")).toBeCloseTo(7 / 7, 1);
  });

  it("face the other side where more rests across than at home", () => {
    const order = (one: FlowData) =>
      flow
        .place(one, { width: 1080 })
        .nodes.filter(({ anchor }) => anchor === "start")
        .map(({ key }) => key);
    expect(order(data())).toEqual(["DeepSeek", "NVIDIA", "Naver"]);
    expect(order(data({ links: [{ from: "Llama", to: "NVIDIA", models: 2 }] }))[0]).toBe("NVIDIA");
  });

  it("name a group by its side, by its code where there is little room", () => {
    const label = (width: number) => flow.place(data(), { width }).nodes.find(({ key }) => key === "rest b")?.label;
    expect(label(1080)).toBe("Others, China");
    expect(label(344)).toBe("Others, CN");
  });

  it("tell each end to pointer and keyboard, strongest links first", () => {
    const { marks } = flow.place(data(), { width: 680 });
    expect(marks.find(({ key }) => key === "Llama")).toMatchObject({
      href: "/companies/meta",
      tip: ["Llama (Meta)", "9 models of other companies rest on it", "DeepSeek 6, NVIDIA 2, Naver 1"],
    });
    expect(marks.find(({ key }) => key === "rest b")?.tip[0]).toBe("Others, China: 2 families");
    expect(marks.find(({ key }) => key === "Naver")?.tip[1]).toBe("1 model rests on other companies’ families");
  });
});

it("draws soundly, also for one link, none and very many", () => {
  const one = data({
    families: [end("Llama", "a", 1)],
    companies: [end("Yi", "b", 1)],
    links: [{ from: "Llama", to: "Yi", models: 1 }],
    models: 1,
  });
  const keys = Array.from({ length: 25 }, (_, index) => `k${index}`);
  const full = data({
    families: keys.map((key) => end(`f ${key}`, "other", 60)),
    companies: keys.map((key) => end(`c ${key}`, "b", 60)),
    links: keys.flatMap((from) => keys.map((to) => ({ from: `f ${from}`, to: `c ${to}`, models: 3 }))),
  });
  for (const each of [data(), one, none, full]) expectSoundInk(flow, each);
});

it("keeps every link in the table, the strongest first", () => {
  const { rows } = flow.table(data());
  expect(rows).toHaveLength(6);
  expect(rows[0]).toEqual(["Llama", "Meta", "United States", "DeepSeek", "China", 6]);
  expect(rows.at(-1)).toEqual(["Qwen", "Alibaba", "China", "DeepSeek", "China", 1]);
});
