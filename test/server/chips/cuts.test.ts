import { describe, expect, it } from "vitest";
import { sayCut, sayCuts } from "../../../server/chips/check-words.js";
import { type Cut, nearestCuts } from "../../../server/chips/cuts.js";
import { chipStatus } from "../../../server/chips/export-rules.js";
import { type ChipSpecification, chipMetrics } from "../../../server/chips/performance.js";
import { published } from "./published.js";
import { chips, rules, specification } from "./shipped.js";

const brief = (cuts: readonly Cut[]) => cuts.map(({ metric, op, limit, then }) => [metric, op, limit, then.status]);

describe("nearest lawful cuts", () => {
  it("of TPP go to notice first, then free, the density following on the same die", () => {
    // GH200, 814 mm²: at TPP 4,800 the density is 5.897, below 5.92: .b; below 2,400 it is under 2.95, and .b.2 asks for 3.2.
    expect(brief(nearestCuts(published.gh200, rules, "2023-11-30"))).toEqual([
      ["tpp", "<", 4800, "notification"],
      ["tpp", "<", 2400, "allowed"],
    ]);
  });

  it("of TPP stop where the density does, when that is further down", () => {
    // TPP 4,900 on 700 mm², density 7: below 4,800 it is still 6.86. 5.92 × 700 = 4,144; 3.2 × 700 = 2,240.
    const dense = specification({ int8_tops: 612.5, die_area_mm2: 700 });
    expect(brief(nearestCuts(dense, rules, "2023-11-30"))).toEqual([
      ["tpp", "<", 4144, "notification"],
      ["tpp", "<", 2240, "allowed"],
    ]);
  });

  it("of the density are a larger die at the same TPP", () => {
    // A30: TPP 2,640 is under .b.1 from density 1.6, which 2,640 / 1.6 = 1,650 mm² reaches.
    const cuts = nearestCuts(published.a30, rules, "2023-11-30");
    expect(brief(cuts)).toEqual([
      ["tpp", "<", 2400, "allowed"],
      ["performance_density", "<", 1.6, "allowed"],
    ]);
    expect(cuts[1]?.specification.die_area_mm2).toBe(1650);
    expect(cuts[0]?.share).toBeCloseTo(240 / 2640, 12);
    expect(cuts[0]?.frees).toEqual(["us-2023-10-17-3a090-b"]);
  });

  it("of either figure free a chip that a rule catches by both", () => {
    expect(brief(nearestCuts(published.gh200, rules, "2022-11-15"))).toEqual([
      ["tpp", "<", 4800, "allowed"],
      ["interconnect_gb_s", "<", 600, "allowed"],
    ]);
  });

  it("of one bandwidth reckon with its sum", () => {
    // 1,300 + 450 = 1,750 is caught by the sum of 1,700: 1,250 of memory or 400 of links are just too much.
    const fast = specification({ int8_tops: 100, memory_bandwidth_gb_s: 1300, interconnect_gb_s: 450 });
    expect(brief(nearestCuts(fast, rules, "2025-05-31"))).toEqual([
      ["memory_bandwidth_gb_s", "<", 1250, "allowed"],
      ["interconnect_gb_s", "<", 400, "allowed"],
    ]);
  });

  it("are asked for even where the figure stands on the limit", () => {
    const [cut] = nearestCuts(specification({ int8_tops: 600, die_area_mm2: 4000 }), rules, "2023-11-30");
    expect(cut).toMatchObject({ metric: "tpp", op: "<", limit: 4800, share: 0 });
  });

  it("are none where two rules catch it by different figures, and it is said which", () => {
    const status = chipStatus(published.gh200, rules, "2025-05-31");
    const cuts = nearestCuts(published.gh200, rules, "2025-05-31");
    expect(cuts).toEqual([]);
    expect(sayCuts(status, cuts)).toBe(
      "No cut in one figure alone leads to a milder status: 3A090.a and Letters on memory and I/O bandwidth each stand in the way.",
    );
  });

  it("are none where nothing catches it", () => {
    expect(nearestCuts(published.t4, rules, "2026-11-24")).toEqual([]);
    expect(sayCuts(chipStatus(published.t4, rules, "2026-11-24"), [])).toBe("Nothing needs cutting.");
  });

  it("settle what is undetermined only by what surely holds", () => {
    // TPU v3, TPP 1,968 without die area: below 1,600 no density matters.
    expect(brief(nearestCuts(published.tpuV3, rules, "2023-11-30"))).toEqual([["tpp", "<", 1600, "allowed"]]);
  });

  it("are said with the figure, the share, the rule and what is due then", () => {
    const [first, second] = nearestCuts(specification({ fp16_tflops: 312, die_area_mm2: 826 }), rules, "2023-11-30");
    expect(first && sayCut(first)).toBe(
      "TPP below 4,800, 3.8% less, frees it of 3A090.a; notice is then due (3A090.b).",
    );
    expect(second && sayCut(second)).toBe("TPP below 2,400, 52% less, frees it of 3A090.a; it is then allowed.");
    const density = nearestCuts(published.a30, rules, "2023-11-30")[1];
    expect(density && sayCut(density)).toBe(
      "Performance density below 1.6, 50% less, frees it of 3A090.b; it is then allowed. At the same TPP that is a die of more than 1,650 mm².",
    );
  });
});

/** A specification with one figure set, as the cut means it; worked apart from the module. */
function withFigure(chip: ChipSpecification, metric: Cut["metric"], value: number): ChipSpecification {
  const { tpp } = chipMetrics(chip);
  if (metric === "performance_density") return { ...chip, die_area_mm2: (tpp.known ? Number(tpp.value) : 0) / value };
  if (metric !== "tpp") return { ...chip, [metric]: value };
  const cap = (throughput: number | null, bits: number) => throughput && Math.min(throughput, value / bits);
  return {
    ...chip,
    fp64_tflops: cap(chip.fp64_tflops, 64),
    tf32_tflops: cap(chip.tf32_tflops, 19),
    fp16_tflops: cap(chip.fp16_tflops, 16),
    fp8_tflops: cap(chip.fp8_tflops, 8),
    int8_tops: cap(chip.int8_tops, 8),
    fp4_tflops: cap(chip.fp4_tflops, 4),
  };
}

it.each(["2022-11-15", "2023-11-30", "2026-11-24"])(
  "of every shipped chip's figures hold just below the limit, and nothing less does, on %s",
  (day) => {
    const rank = { "prohibited-without-license": 3, licensed: 2, notification: 1, allowed: 0, undetermined: 9 };
    let found = 0;
    for (const { id: _, ...chip } of chips) {
      const cuts = nearestCuts(chip, rules, day);
      for (const cut of cuts) {
        found++;
        const at = (value: number) => chipStatus(withFigure(chip, cut.metric, value), rules, day).status;
        expect(at(cut.op === "<" ? cut.limit * (1 - 1e-9) : cut.limit)).toBe(cut.then.status);
        for (let step = 0; step < 20; step++) {
          const less = cut.limit + ((cut.value - cut.limit) * step) / 20;
          if (step > 0 || cut.op === "<") expect(rank[at(less)]).toBeGreaterThan(rank[cut.then.status]);
        }
      }
    }
    expect(found).toBeGreaterThan(5);
  },
);
