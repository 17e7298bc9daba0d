import { describe, expect, it } from "vitest";
import { parseConditions } from "../../../server/chips/export-rules.js";
import { bandwidthRegions, regions } from "../../../server/chips/regions.js";
import { rule, rules } from "./shipped.js";

const on = (day: string) => regions(rules, day).map(({ label, boxes, also }) => ({ label, boxes, also }));

it("draws the rule of 2022 with the test of links that it makes as well", () => {
  expect(on("2022-11-15")).toEqual([{ label: "3A090", boxes: [{ tppMin: 4800 }], also: "links ≥ 600 GB/s" }]);
});

// 88 FR 73458; the notice for consumer cards is no region, because the picture is of chips for data centres.
it("draws 3A090.a and .b by performance and density", () => {
  expect(on("2023-11-17")).toEqual([
    { label: "3A090.a", boxes: [{ tppMin: 4800 }, { tppMin: 1600, densityMin: 5.92 }], also: null },
    {
      label: "3A090.b",
      boxes: [
        { tppMin: 2400, tppMax: 4800, densityMin: 1.6, densityMax: 5.92 },
        { tppMin: 1600, densityMin: 3.2, densityMax: 5.92 },
      ],
      also: null,
    },
  ]);
  expect(regions(rules, "2023-11-17").every(({ dataCentreOnly }) => dataCentreOnly)).toBe(true);
});

it("draws relief with what else it asks, and neither duties nor letters by name or bandwidth", () => {
  const last = regions(rules, "2026-11-24");
  expect(last.map(({ consequence }) => consequence)).toEqual([
    "prohibited-without-license",
    "notification",
    "license-case-by-case",
  ]);
  expect(last[2]).toMatchObject({
    boxes: [{ tppMax: 21_000 }],
    also: "memory bandwidth < 6,500 GB/s, on sale in the US on 15 Jan 2026",
  });
});

it("draws nothing before the first rule, nor for a letter that names its chips", () => {
  expect(regions(rules, "2019-01-01")).toEqual([]);
  expect(regions(rules, "2022-09-01")).toEqual([]);
});

it("follows nested conditions and negations, and leaves out what cannot be met", () => {
  const boxesOf = (conditions: unknown) =>
    regions([{ ...rule("us-2023-10-17-3a090-a"), conditions: parseConditions(conditions) }], "2024-01-01").flatMap(
      ({ boxes }) => boxes,
    );
  const tpp = (op: string, value: number) => ({ metric: "tpp", op, value });
  const density = (op: string, value: number) => ({ metric: "performance_density", op, value });
  expect(boxesOf({ not: { any: [tpp("<", 4800), density(">=", 6)] } })).toEqual([{ tppMin: 4800, densityMax: 6 }]);
  expect(boxesOf({ all: [tpp(">=", 10), { any: [density(">", 1), density("<=", 0.5)] }] })).toEqual([
    { tppMin: 10, densityMin: 1 },
    { tppMin: 10, densityMax: 0.5 },
  ]);
  expect(boxesOf({ all: [tpp(">=", 10), tpp("<", 5)] })).toEqual([]);
  expect(boxesOf({ all: [tpp(">=", 10), { metric: "datacenter", op: "==", value: 0 }] })).toEqual([]);
  expect(boxesOf({ not: { metric: "chip_id", op: "in", value: ["x"] } })).toEqual([]);
  const wide = { all: Array.from({ length: 7 }, () => ({ any: [tpp(">", 1), density(">", 1)] })) };
  expect(boxesOf(wide)).toEqual([]);
});

describe("the plane of memory bandwidth and links", () => {
  const bandwidthOn = (day: string) =>
    bandwidthRegions(rules, day).map(({ label, boxes, also }) => ({ label, boxes, also }));

  // 87 FR 62186: links of 600 GB/s or more, together with TPP of 4,800 or more.
  it("draws the rule of 2022 with the test of performance that it makes as well", () => {
    expect(bandwidthOn("2022-11-15")).toEqual([{ label: "3A090", boxes: [{ linksMin: 600 }], also: "TPP ≥ 4,800" }]);
  });

  it("has nothing to show under the rules of 2023, which ask for neither figure", () => {
    expect(bandwidthOn("2023-11-30")).toEqual([]);
  });

  // NVIDIA's 8-K of 15 April 2025, as the rule's row has it.
  it("draws the letters of 2025 with the limit on the sum", () => {
    expect(bandwidthOn("2025-05-31")).toEqual([
      {
        label: "Letters on memory and I/O bandwidth",
        boxes: [{ memoryMin: 1400 }, { linksMin: 1100 }, { sumMin: 1700 }],
        also: null,
      },
    ]);
  });

  it("draws relief below 6,500 GB/s of memory bandwidth", () => {
    expect(bandwidthOn("2026-02-01")[1]).toMatchObject({
      boxes: [{ memoryMax: 6500 }],
      also: "TPP < 21,000, on sale in the US on 15 Jan 2026",
    });
  });

  it("takes an upper limit on the sum for a further condition, since it is no edge", () => {
    const conditions = parseConditions({
      all: [
        { metric: "memory_bandwidth_gb_s", op: ">=", value: 10 },
        { metric: "memory_plus_interconnect_gb_s", op: "<", value: 50 },
      ],
    });
    expect(bandwidthRegions([{ ...rule("us-2025-04-09-bandwidth"), conditions }], "2025-05-31")[0]).toMatchObject({
      boxes: [{ memoryMin: 10 }],
      also: "memory and links together < 50 GB/s",
    });
  });
});
