import { describe, expect, it } from "vitest";
import { course, heldByFirms, heldTogether, Judged, onOrder, tally } from "../../../server/chips/holdings-course.js";
import { chipOf, holding, shippedHoldings } from "./shipped-holdings.js";

/** Dense 16-bit throughput of the H100 SXM in chips.csv. */
const unit = 989.4;

describe("a tally", () => {
  it("adds up what can be converted and counts what cannot", () => {
    const rows = [
      holding({ id: "h100", quantity: 1000 }),
      holding({ id: "h20", quantity: 9894, ...chipOf("nvidia-h20") }),
      holding({ id: "p800", quantity: 30_000, ...chipOf("baidu-kunlun-p800") }),
    ];
    // 9,894 x 148 / 989.4 = 1,480.
    expect(tally(rows, unit)).toEqual({
      h100: 2480,
      units: 40_894,
      rows: 3,
      unconverted: { rows: 1, units: 30_000 },
    });
  });

  it("is unknown, not zero, where nothing can be converted", () => {
    expect(tally([], unit).h100).toBeNull();
    expect(tally([holding({ id: "x", ...chipOf("baidu-kunlun-p800") })], unit).h100).toBeNull();
    expect(tally([holding({ id: "x" })], null).h100).toBeNull();
  });
});

describe("a course", () => {
  const rows = [
    holding({ id: "rumour", quantity: 50_000, as_of_on: "2023-01", confidence: "disputed" }),
    holding({ id: "report", quantity: 10_000, as_of_on: "2024-01-31", confidence: "reported" }),
    holding({ id: "figure", quantity: 2000, as_of_on: "2023-06-01", confidence: "confirmed" }),
  ];

  it("steps where what stands changes, on each level of evidence by itself", () => {
    expect(course(new Judged(rows), unit, "reported", heldByFirms)).toEqual([
      { on: "2023-01", value: null, confirmed: null, reported: null, all: 50_000 },
      { on: "2023-06-01", value: 2000, confirmed: 2000, reported: 2000, all: 2000 },
      { on: "2024-01-31", value: 10_000, confirmed: 2000, reported: 10_000, all: 10_000 },
    ]);
  });

  it("has no point where nothing changes, and none at all for nobody", () => {
    const judged = new Judged([...rows, holding({ id: "plan", kind: "purchase-plan", as_of_on: "2025" })]);
    expect(course(judged, unit, "disputed", heldByFirms)).toHaveLength(3);
    expect(course(judged, unit, "disputed", heldTogether)).toEqual([]);
  });
});

describe("the shipped rows, at the end of 2025", () => {
  const judged = new Judged(shippedHoldings);
  const of = (company: string, strictest: "confirmed" | "reported" | "disputed") =>
    tally(
      judged.standing("2025-12-31", strictest, (row, verdict) => row.company_id === company && verdict.counted),
      unit,
    );

  it("give Microsoft the sum of its five stocks", () => {
    const tflops = 227_034 * 312 + 1_093_460 * 989.4 + 459_481 * 2250 + 323_881 * 2250 + 175_828 * 1307.4;
    expect(of("microsoft", "disputed").h100).toBeCloseTo(tflops / unit, 3);
    expect(of("microsoft", "disputed").units).toBe(227_034 + 1_093_460 + 459_481 + 323_881 + 175_828);
  });

  it("give it Eagle's 14,400 H100 on confirmed evidence, and Arizona's 100,000 with 25,000 A100 on reported", () => {
    expect(of("microsoft", "confirmed").h100).toBe(14_400);
    expect(of("microsoft", "reported").h100).toBeCloseTo(100_000 + (25_000 * 312) / unit, 6);
  });

  it("never add the Chinese buyers together to any firm, and keep their orders apart", () => {
    const firms = judged.standing("2025-12-31", "disputed", heldByFirms);
    expect(firms.some(({ company_id }) => company_id === "chinese-buyers")).toBe(false);
    const together = tally(judged.standing("2025-12-31", "disputed", heldTogether), unit);
    const tflops = 72_697 * 312 + 121_421 * 311.8 + 115_430 * 989 + 1_489_899 * 148;
    expect(together.h100).toBeCloseTo(tflops / unit, 3);
    expect(together.unconverted).toEqual({ rows: 1, units: 31_859 });
    expect(judged.standing("2025-12-31", "disputed", onOrder).map(({ id }) => id)).toEqual([
      "bytedance-nvidia-a800-sxm-order-2023-08-09",
      "chinese-buyers-nvidia-h200-order-2026-01",
    ]);
  });
});
