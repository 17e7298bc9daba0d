import { describe, expect, it } from "vitest";
import {
  chipMetrics,
  formatProducts,
  performanceDensity,
  totalProcessingPerformance,
} from "../../../server/chips/performance.js";
import { chip, chips, specification } from "./shipped.js";

describe("total processing performance", () => {
  // ECCN 3A090, Technical Note 2 to .a and .b: 2 x MacTOPS x bit length, the largest over the formats.
  it.each([
    ["FP64", { fp64_tflops: 10, fp16_tflops: 1 }, 640],
    ["TF32", { tf32_tflops: 10 }, 190],
    ["FP16", { fp16_tflops: 10 }, 160],
    ["FP8", { fp8_tflops: 10 }, 80],
    ["INT8", { int8_tops: 10 }, 80],
    ["FP4", { fp4_tflops: 10 }, 40],
  ])("weighs %s by its bits", (format, given, value) => {
    expect(totalProcessingPerformance(specification(given))).toMatchObject({ known: true, format, value });
  });

  it("is the largest product and shows its working", () => {
    expect(totalProcessingPerformance(chip("nvidia-h100-sxm"))).toEqual({
      known: true,
      value: 15_832,
      format: "INT8",
      working: "8 × 1,979 TOPS INT8 = 15,832",
    });
  });

  it("weighs every format that is known, widest first", () => {
    // NVIDIA L20 (toms-h20-l20-l2): 59.8 TFLOPS TF32 x 19, 119.5 TFLOPS FP16 x 16, 239 TFLOPS FP8 x 8, INT8 alike.
    expect(formatProducts(chip("nvidia-l20")).map(({ format, value }) => [format, value])).toEqual([
      ["FP64", 59.3536],
      ["TF32", 1136.2],
      ["FP16", 1912],
      ["FP8", 1912],
      ["INT8", 1912],
    ]);
    expect(formatProducts(specification({}))).toEqual([]);
  });

  // Press and filings: RTX 4090 about 5,286 (meterpreter-4090d), L20 1,912 and L2 1,544 (published figures that fix TF32
  // at 19 bits), H20 2,368, Trainium3 20,136 (Epoch AI).
  it.each([
    ["nvidia-a100-80gb-sxm", 4992],
    ["nvidia-rtx-4090", 5284.8],
    ["nvidia-rtx-4090d", 4706.88],
    ["nvidia-l20", 1912],
    ["nvidia-l2", 1544],
    ["nvidia-h20", 2368],
    ["nvidia-rtx-5090d", 4750],
    ["amazon-trainium-3", 20_136],
    ["intel-gaudi-2", 7200],
  ])("of %s is %d", (id, value) => {
    expect(totalProcessingPerformance(chip(id))).toMatchObject({ known: true, value });
  });

  it("says why there is none, and never counts a missing figure as zero", () => {
    const none = { known: false, why: "no dense figure for any number format" };
    expect(totalProcessingPerformance(specification({}))).toEqual(none);
    expect(totalProcessingPerformance(specification({ fp16_tflops: Number.NaN }))).toEqual(none);
    expect(totalProcessingPerformance(specification({ fp16_tflops: -1 }))).toEqual(none);
    expect(totalProcessingPerformance(specification({ fp64_tflops: 50 }))).toEqual({
      known: false,
      why: "only an FP64 figure, which gives no TPP alone",
    });
    // Vector FP32 is all that is known of Ponte Vecchio.
    expect(totalProcessingPerformance(chip("intel-max-1550"))).toEqual(none);
  });
});

describe("performance density", () => {
  it("is TPP per mm² of die", () => {
    expect(performanceDensity(chip("nvidia-h20"))).toEqual({ known: true, value: 2.90909090909 });
    expect(performanceDensity(specification({ int8_tops: 592, die_area_mm2: 800 }))).toEqual({
      known: true,
      value: 5.92,
    });
  });

  it("needs both figures", () => {
    expect(performanceDensity(chip("nvidia-l2"))).toEqual({ known: false, why: "no die area" });
    expect(performanceDensity(specification({ int8_tops: 592, die_area_mm2: 0 }))).toEqual({
      known: false,
      why: "no die area",
    });
    expect(performanceDensity(chip("intel-max-1550"))).toEqual({
      known: false,
      why: "no dense figure for any number format",
    });
    expect(performanceDensity(specification({}))).toEqual({
      known: false,
      why: "no dense figure for any number format, and no die area",
    });
  });
});

describe("metrics of a chip", () => {
  it("sums memory and interconnect, or keeps the known part as a lower bound", () => {
    expect(chipMetrics(chip("nvidia-h20")).memory_plus_interconnect_gb_s).toEqual({ known: true, value: 4900 });
    expect(chipMetrics(chip("nvidia-rtx-5090d-v2")).memory_plus_interconnect_gb_s).toEqual({
      known: false,
      why: "no interconnect figure",
      atLeast: 1344,
    });
    expect(chipMetrics(specification({})).memory_plus_interconnect_gb_s).not.toHaveProperty("atLeast");
  });

  it("takes consumer cards alone for not made for data centres", () => {
    const madeFor = (market: string | null) => chipMetrics(specification({ market })).datacenter;
    expect(madeFor("consumer")).toEqual({ known: true, value: 0 });
    for (const market of ["global", "china-variant", "china-domestic"]) {
      expect(madeFor(market)).toEqual({ known: true, value: 1 });
    }
    expect(madeFor(null)).toEqual({ known: false, why: "market not given" });
  });

  it("knows of chips for China that they are not on sale in the US, and of no other whether they were", () => {
    for (const each of chips) {
      const onSale = chipMetrics(each).us_commercially_available;
      if (each.market === "china-variant" || each.market === "china-domestic") {
        expect(onSale).toEqual({ known: true, value: 0 });
      } else expect(onSale).toMatchObject({ known: false });
    }
  });

  it("tells a specification without a row from a row with a gap", () => {
    expect(chipMetrics(specification({})).chip_id).toMatchObject({ known: false, noRow: true });
    expect(chipMetrics(specification({ id: "some-chip" })).vendor_country).toEqual({
      known: false,
      why: "not recorded",
    });
    expect(chipMetrics(chip("huawei-ascend-910b")).vendor_country).toEqual({ known: true, value: "CN" });
  });
});
