import { describe, expect, it } from "vitest";
import { lineageKinds, stackKinds } from "../../../server/dependencies/lineage.js";
import { numberedGraph } from "../../../server/dependencies/numbered.js";
import {
  chosenKinds,
  kindChoices,
  type SharesQuestion,
  shareCube,
  sharesByYear,
  yearsCounted,
} from "../../../server/dependencies/shares.js";
import { edge, model, sides, software } from "./graph.js";

/**
 * Two years. In 2023 `yi` (CN) takes the architecture of `llama` (US), `glm` (CN) has no recorded base. In 2024 `nous`
 * (US) rests on `yi`, `phi` (US) on `yi` as is only reported, `kimi` (CN) on `nous` by a disputed edge, and so through
 * `yi` on `llama` as well. `closed` (CN) is no open model, `alpaca` (CN) is recorded for what it rests on.
 */
const nodes = [
  model("meta/llama", "US", "2023-02-24"),
  model("01/yi", "CN", "2023-11"),
  model("zhipu/glm", "CN", "2023"),
  model("nous/hermes", "US", "2024-01-02"),
  model("ms/phi", "US", "2024-12-31"),
  model("moon/kimi", "CN", "2024-05"),
  model("big/closed", "CN", "2024-05", { openness: "api" }),
  model("lab/alpaca", "CN", "2024-05", { inclusion: "lineage" }),
  software("lib/cuda", "US"),
];
const edges = [
  edge("01/yi > meta/llama", "architecture"),
  edge("nous/hermes > 01/yi"),
  edge("ms/phi > 01/yi", "distillation", "reported"),
  edge("moon/kimi > nous/hermes", "distillation", "disputed"),
  edge("big/closed > meta/llama"),
  edge("lab/alpaca > meta/llama"),
  edge("01/yi > lib/cuda", "runtime"),
];
const graph = await numberedGraph(nodes, edges);

function question(rest: Partial<SharesQuestion> = {}): SharesQuestion {
  return {
    name: "all-lineage",
    kinds: lineageKinds,
    sides,
    asOf: "2024-12-31",
    reach: "any",
    withLineage: false,
    ...rest,
  };
}

async function points(rest: Partial<SharesQuestion> = {}) {
  return (await sharesByYear(graph, ["2023", "2024"], question(rest), "estimated")).map(
    ({ period, side, models, unrecorded, resting, band }) =>
      `${period} ${side}: ${resting} of ${models}, ${unrecorded} unrecorded, ${Object.values(band).join(" ")}`,
  );
}

describe("shares by year", () => {
  it("count both directions, the evidence of the view and the band apart", async () => {
    expect(await points()).toEqual([
      "2023 a: 0 of 1, 1 unrecorded, 0 0 0",
      "2023 b: 1 of 2, 1 unrecorded, 1 1 1",
      "2024 a: 2 of 2, 0 unrecorded, 1 2 2",
      // Without the disputed edge kimi has no recorded base.
      "2024 b: 0 of 1, 1 unrecorded, 0 0 1",
    ]);
  });

  it("narrow to a kind and to one step", async () => {
    expect((await points({ kinds: ["weights"] }))[2]).toBe("2024 a: 1 of 2, 1 unrecorded, 1 1 1");
    expect((await points({ kinds: ["runtime"] }))[1]).toBe("2023 b: 1 of 2, 1 unrecorded, 1 1 1");
    const viaForeign = await numberedGraph(nodes, [edge("01/yi > meta/llama"), edge("moon/kimi > 01/yi")]);
    const kimi = async (reach: "any" | "direct") =>
      (await sharesByYear(viaForeign, ["2024"], question({ reach }), "confirmed"))[1];
    expect((await kimi("any"))?.resting).toBe(1);
    expect((await kimi("direct"))?.resting).toBe(0);
  });

  it("count models recorded for what they rest on only when asked", async () => {
    expect((await points({ withLineage: true }))[3]).toBe("2024 b: 1 of 2, 1 unrecorded, 1 1 2");
  });

  it("end at the view's day", async () => {
    const [a] = await sharesByYear(graph, ["2024"], question({ asOf: "2024-06-30" }), "estimated");
    expect(a?.models).toBe(1);
  });
});

it("the years run from the first release counted to the view's day, those without any included", async () => {
  expect(await yearsCounted(graph, question({ asOf: "2026-05-01" }))).toEqual(["2023", "2024", "2025", "2026"]);
  expect(await yearsCounted(await numberedGraph([], []), question())).toEqual([]);
});

describe("the cube", async () => {
  const cube = await shareCube(graph, ["2023", "2024"], question());

  it("has every kind and group, both reaches, each year and side once", async () => {
    expect(cube).toHaveLength(2 * 2 * 2 * (lineageKinds.length + stackKinds.length + 2));
    expect(new Set(cube.map(({ period, side, kind, reach }) => `${period} ${side} ${kind} ${reach}`)).size).toBe(
      cube.length,
    );
  });

  it("says the same as the points drawn", async () => {
    const of = (kind: string) =>
      cube.find((row) => row.period === "2024" && row.side === "a" && row.kind === kind && row.reach === "any");
    expect(of("all-lineage")).toMatchObject({ models: 2, band: { confirmed: 1, reported: 2, all: 2 } });
    expect(of("distillation")).toMatchObject({ models: 2, band: { confirmed: 0, reported: 1, all: 1 } });
  });

  it("adds a choice of several kinds that the filter makes", async () => {
    const chosen = chosenKinds(undefined, ["weights", "distillation"]);
    const names = new Set((await shareCube(graph, ["2024"], question(chosen))).map(({ kind }) => kind));
    expect(names).toEqual(new Set([...kindChoices.map(({ name }) => name), "weights+distillation"]));
  });
});

describe("the kinds that filters choose", () => {
  it.each([
    [undefined, undefined, "all-lineage"],
    [["stack"], undefined, "all-stack"],
    [["lineage", "stack"], undefined, "all-lineage"],
    [undefined, ["weights"], "weights"],
    [undefined, ["code", "weights"], "weights+code"],
    [undefined, ["framework"], "framework"],
    // Rows of the stack call a library's tokenizer a tokenizer; it is measured as a library.
    [["stack"], ["code", "tokenizer"], "library"],
    [["stack"], ["runtime", "synthetic-data"], "dataset+runtime"],
  ])("scope %j and kind %j: %s", (scope, kinds, name) => {
    expect(chosenKinds(scope, kinds).name).toBe(name);
  });
});
