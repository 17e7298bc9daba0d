import { describe, expect, it } from "vitest";
import { tableOf } from "../../../db/tables.js";
import { bearing } from "../../../server/chips/bearing.js";
import { parseConditions } from "../../../server/chips/export-rules.js";
import { chipMetrics } from "../../../server/chips/performance.js";
import { sayAlternatives, sayConditions, sayConsequence, spaced } from "../../../server/chips/rule-words.js";
import { chip, rule, rules } from "./shipped.js";

const nameOf = (id: string) => ({ "nvidia-h200": "NVIDIA H200 SXM", "amd-mi325x": "AMD Instinct MI325X" })[id] ?? id;

describe("conditions in words", () => {
  // 88 FR 73458: "4800 or more", or "1600 or more" and "5.92 or more".
  it("are the alternatives of the rule", () => {
    expect(sayAlternatives(rule("us-2023-10-17-3a090-a").conditions, nameOf)).toEqual([
      "made for data centres and TPP ≥ 4,800",
      "made for data centres, TPP ≥ 1,600 and performance density ≥ 5.92",
    ]);
    expect(sayConditions(rule("us-2022-10-07-3a090").conditions, nameOf)).toBe("links ≥ 600 GB/s and TPP ≥ 4,800");
  });

  it("say a figure with two limits once", () => {
    // 3A090.b.1 and .b.2.
    expect(sayAlternatives(rule("us-2023-10-17-3a090-b").conditions, nameOf)).toEqual([
      "made for data centres, TPP ≥ 2,400 and < 4,800, performance density ≥ 1.6 and < 5.92",
      "made for data centres, TPP ≥ 1,600, performance density ≥ 3.2 and < 5.92",
    ]);
  });

  it("name the chips that a rule names", () => {
    expect(sayAlternatives(rule("us-2026-01-15-case-by-case").conditions, nameOf)).toEqual([
      "TPP < 21,000, memory bandwidth < 6,500 GB/s and on sale in the US on 15 Jan 2026",
      "one of NVIDIA H200 SXM, AMD Instinct MI325X",
    ]);
    expect(sayConditions(rule("cn-2026-01-14-customs-h200").conditions, nameOf)).toBe("the model NVIDIA H200 SXM");
  });

  it("of a rule that catches nothing say so", () => {
    expect(sayAlternatives(rule("us-2024-04-04-corrections").conditions, nameOf)).toEqual([]);
    expect(sayConditions(rule("us-2024-04-04-corrections").conditions, nameOf)).toBe("catches nothing");
  });

  it("keep the nesting of what is no list of alternatives", () => {
    const nested = parseConditions({
      all: [
        { metric: "tpp", op: ">=", value: 1600 },
        {
          any: [
            { metric: "interconnect_gb_s", op: ">=", value: 600 },
            { not: { metric: "datacenter", op: "==", value: 1 } },
          ],
        },
      ],
    });
    expect(sayConditions(nested, nameOf)).toBe("TPP ≥ 1,600 and (links ≥ 600 GB/s or (not (made for data centres)))");
  });

  it("of every shipped rule are words", () => {
    for (const { conditions } of rules) expect(sayConditions(conditions, nameOf)).not.toMatch(/undefined|NaN|_/);
  });
});

describe("consequences in words", () => {
  it("are known for all that the registry allows", () => {
    for (const consequence of tableOf("export_rules").columns["consequence"]?.oneOf ?? []) {
      expect(sayConsequence(consequence), consequence).toMatch(/^[A-Z].+\.$/);
    }
  });

  it("are the plain word for any other", () => {
    expect(sayConsequence("some-new-thing")).toBe(spaced("some-new-thing"));
  });
});

describe("what a rule is about", () => {
  it("a consumer card by Note 2 only, a data-centre chip by 3A090.a only", () => {
    const alternatives = (ruleId: string, chipId: string) =>
      bearing(rule(ruleId).conditions, chipMetrics(chip(chipId))).length;
    expect(alternatives("us-2023-10-17-3a090-a", "nvidia-rtx-4090")).toBe(0);
    expect(alternatives("us-2023-10-17-3a090-a", "nvidia-l2")).toBe(2);
    expect(alternatives("us-2023-10-17-nac-consumer", "nvidia-rtx-4090")).toBe(1);
    expect(alternatives("us-2023-10-17-nac-consumer", "nvidia-l2")).toBe(0);
    expect(alternatives("us-2023-10-24-nvidia-letter", "nvidia-l2")).toBe(0);
  });
});
