import type { ChipSpecification } from "../../../server/chips/performance.js";
import { specification } from "./shipped.js";

/** Chips that the shipped facts do not hold, by the figures of their makers' own documents: dense, links both ways. */
export const published = {
  // NVIDIA A30 data sheet (2021): TF32 82, FP16 165, INT8 330, HBM2 933 GB/s, NVLink 200 GB/s; die GA100, 826 mm².
  a30: specification({
    fp64_tflops: 10.3,
    tf32_tflops: 82,
    fp16_tflops: 165,
    int8_tops: 330,
    die_area_mm2: 826,
    memory_bandwidth_gb_s: 933,
    interconnect_gb_s: 200,
  }),
  // NVIDIA T4 data sheet (2018): FP16 65, INT8 130, GDDR6 320 GB/s, PCIe 3.0 x16 of 32 GB/s both ways; die TU104, 545 mm².
  t4: specification({
    fp16_tflops: 65,
    int8_tops: 130,
    die_area_mm2: 545,
    memory_bandwidth_gb_s: 320,
    interconnect_gb_s: 32,
  }),
  // NVIDIA GH200 data sheet (2023), its GPU: FP16 990, INT8 and FP8 1,979, HBM3 4,000 GB/s, NVLink 900; die GH100, 814 mm².
  gh200: specification({
    fp16_tflops: 990,
    fp8_tflops: 1979,
    int8_tops: 1979,
    die_area_mm2: 814,
    memory_bandwidth_gb_s: 4000,
    interconnect_gb_s: 900,
  }),
  // NVIDIA Ada architecture whitepaper, GeForce RTX 4080: FP16 194.9, INT8 389.9, 716.8 GB/s; die AD103, 378.6 mm²; PCIe 4.0 x16.
  rtx4080: specification({
    market: "consumer",
    fp16_tflops: 194.9,
    int8_tops: 389.9,
    die_area_mm2: 378.6,
    memory_bandwidth_gb_s: 716.8,
    interconnect_gb_s: 64,
  }),
  // Graphcore IPU GC200 product brief (2020): 250 TFLOPS FP16, 823 mm², IPU-Links 320 GB/s. No DRAM figure.
  gc200: specification({ fp16_tflops: 250, die_area_mm2: 823, interconnect_gb_s: 320 }),
  // Google TPU v3, Cloud TPU documentation: 123 TFLOPS bfloat16, 900 GB/s of HBM, links of 656 GB/s. No die area given.
  tpuV3: specification({ fp16_tflops: 123, memory_bandwidth_gb_s: 900, interconnect_gb_s: 656 }),
  // Google TPU v2, the same: 45 TFLOPS bfloat16, 600 GB/s, links of 496 GB/s. No die area given.
  tpuV2: specification({ fp16_tflops: 45, memory_bandwidth_gb_s: 600, interconnect_gb_s: 496 }),
} as const satisfies Record<string, ChipSpecification>;
