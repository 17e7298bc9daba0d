import { describe, expect, it } from "vitest";
import { check } from "../../../server/chips/check.js";
import type { UsStatus } from "../../../server/chips/export-rules.js";
import { published } from "./published.js";
import { chips, rules, specification } from "./shipped.js";

const days = ["2022-11-15", "2023-11-30", "2025-05-31", "2026-11-24"] as const;
const no = "prohibited-without-license";

describe("published chips that the data does not hold", () => {
  it("are not in it", () => {
    const names = chips.map(({ name }) => name).join(";");
    expect(names).not.toMatch(/\bA30\b|\bT4\b|GH200|4080|GC200|TPU v[23]\b/);
  });

  /**
   * The status and the paragraph that gives it, reasoned from the regulations: 3A090 of 2022 asks for 600 GB/s and
   * TPP 4,800 together; 3A090.a of 2023 for TPP 4,800, or 1,600 with density 5.92; 3A090.b.1 for TPP from 2,400 below
   * 4,800 with density from 1.6 below 5.92, .b.2 for TPP from 1,600 with density from 3.2 below 5.92; the letters of
   * April 2025 for 1,400 GB/s of memory, 1,100 of links or 1,700 of both.
   */
  const expected: readonly (readonly [keyof typeof published, ...(readonly [UsStatus, string | null])[]])[] = [
    // TPP 2,640 at density 3.196; 933 + 200 GB/s.
    ["a30", ["allowed", null], ["notification", "3A090.b"], ["notification", "3A090.b"], ["notification", "3A090.b"]],
    // TPP 1,040: below every limit.
    ["t4", ["allowed", null], ["allowed", null], ["allowed", null], ["allowed", null]],
    // TPP 15,840 with links of 900.
    ["gh200", [no, "3A090"], [no, "3A090.a"], [no, "3A090.a"], [no, "3A090.a"]],
    // TPP 3,119 at density 8.24, but made for consumers: those are asked for TPP 4,800 only.
    ["rtx4080", ["allowed", null], ["allowed", null], ["allowed", null], ["allowed", null]],
    // TPP 4,000 at density 4.86; its memory is not told, so that the letters of 2025 stay open.
    ["gc200", ["allowed", null], ["notification", "3A090.b"], ["undetermined", null], ["undetermined", null]],
    // TPP 1,968: density decides, and there is none.
    ["tpuV3", ["allowed", null], ["undetermined", null], ["undetermined", null], ["undetermined", null]],
    // TPP 720: density cannot matter.
    ["tpuV2", ["allowed", null], ["allowed", null], ["allowed", null], ["allowed", null]],
  ];
  for (const [name, ...row] of expected) {
    it(`${name} over four dates, by the paragraph`, () => {
      const found = days.map((day) => {
        const { status } = check(published[name], rules, day);
        return [status.status, status.rules.find(({ rule_id }) => rule_id === status.ruleId)?.label ?? null];
      });
      expect(found).toEqual(row);
    });
  }

  it("carry metric, value, limit and margin of each comparison", () => {
    const { status } = check(published.a30, rules, "2023-11-30");
    const rule = status.rules.find(({ rule_id }) => rule_id === status.ruleId);
    expect(
      rule?.because.map(({ metric, value, op, threshold, margin }) => [metric, value, op, threshold, margin]),
    ).toEqual([
      ["datacenter", 1, "==", 1, 0],
      ["tpp", 2640, ">=", 2400, 240],
      ["tpp", 2640, "<", 4800, -2160],
      // 2,640 / 826, and less the limit.
      ["performance_density", expect.closeTo(3.19612591, 8), ">=", 1.6, expect.closeTo(1.59612591, 8)],
      ["performance_density", expect.closeTo(3.19612591, 8), "<", 5.92, expect.closeTo(-2.72387409, 8)],
    ]);
  });

  it("made for data centres instead of consumers, the RTX 4080 would be caught by its density", () => {
    const { status } = check({ ...published.rtx4080, market: "global" }, rules, "2023-11-30");
    expect(status).toMatchObject({ status: no, ruleId: "us-2023-10-17-3a090-a" });
    expect(status.because.map(({ metric }) => metric)).toContain("performance_density");
  });
});

describe("the working", () => {
  it("shows every product and which one decides", () => {
    const { products } = check(published.a30, rules, "2023-11-30");
    expect(
      products.map(({ format, bits, throughput, value, decides }) => [format, bits, throughput, value, decides]),
    ).toEqual([
      ["FP64", 64, 10.3, 659.2, false],
      ["TF32", 19, 82, 1558, false],
      ["FP16", 16, 165, 2640, true],
      ["INT8", 8, 330, 2640, false],
    ]);
  });

  it("takes a throughput of zero for a format that the chip does not do, never for a TPP of zero", () => {
    const nothing = check(specification({ fp16_tflops: 0, int8_tops: 0, die_area_mm2: 800 }), rules, "2024-01-01");
    expect(nothing.status.status).toBe("undetermined");
    expect(nothing.metrics.tpp.known).toBe(false);
    const lacksInt8 = check(specification({ fp16_tflops: 500, int8_tops: 0 }), rules, "2024-01-01");
    expect(lacksInt8.metrics.tpp).toEqual({ known: true, value: 8000 });
  });
});

describe("a specification with gaps", () => {
  it("without throughput is undetermined", () => {
    const given = specification({ die_area_mm2: 800, memory_bandwidth_gb_s: 300, interconnect_gb_s: 64 });
    for (const day of ["2023-11-30", "2025-05-31", "2026-11-24"]) {
      expect(check(given, rules, day).status.status).toBe("undetermined");
    }
  });

  // 3A090.a and .b by TPP alone below 1,600 and from 4,800; between them density decides.
  it.each([
    [1599, "allowed"],
    [1600, "undetermined"],
    [2400, "undetermined"],
    [4799, "undetermined"],
    [4800, no],
  ])("without die area, TPP %d is %s", (tpp, status) => {
    expect(check(specification({ int8_tops: tpp / 8 }), rules, "2024-01-01").status.status).toBe(status);
  });
});

describe("the status through time", () => {
  it("follows the rules from before the first to the day asked for, the latest first", () => {
    const { course } = check(published.gh200, rules, "2024-06-30");
    expect(course.map(({ from, until, status }) => [from, until, status.status, status.ruleId])).toEqual([
      ["2023-11-17", null, no, "us-2023-10-17-3a090-a"],
      ["2022-10-21", "2023-11-16", no, "us-2022-10-07-3a090"],
      [null, "2022-10-20", "allowed", null],
    ]);
  });

  it("says of each version not in force what it would say", () => {
    const { notInForce } = check(published.gh200, rules, "2024-06-30");
    expect(notInForce.find(({ rule_id }) => rule_id === "us-2022-10-07-3a090")?.outcome).toBe("met");
    expect(notInForce.map(({ rule_id }) => rule_id)).not.toContain("us-2023-10-17-3a090-a");
  });

  it("is one period before any rule", () => {
    const { course, notInForce } = check(published.gh200, [], "2019-01-01");
    expect(course).toMatchObject([{ from: null, until: null, status: { status: "allowed" } }]);
    expect(notInForce).toEqual([]);
  });
});
