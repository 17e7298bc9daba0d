import { describe, expect, it } from "vitest";
import { compared, kinOf, type MetricChange } from "../../../server/chips/siblings.js";
import { chip, chips, rules } from "./shipped.js";

function change(original: string, variant: string, metric: MetricChange["metric"]): MetricChange {
  const found = compared(chip(original), chip(variant), rules).find((one) => one.metric === metric);
  if (!found) throw new Error(`${variant} is not compared by ${metric}.`);
  return found;
}

/** "limit label, standing: catches" of every limit that the variant passes under. */
function limits(original: string, variant: string, metric: MetricChange["metric"]): readonly string[] {
  return change(original, variant, metric).limits.map(
    ({ limit, label, standing, catches }) => `${limit} ${label}, ${standing}: ${catches}`,
  );
}

describe("kin", () => {
  // Who was cut from whom, as the sources of the rows tell it.
  it.each([
    ["nvidia-a100-80gb-sxm", ["nvidia-a800-sxm"]],
    ["nvidia-a100-80gb-pcie", ["nvidia-a800-pcie"]],
    ["nvidia-h100-sxm", ["nvidia-h800-sxm", "nvidia-h20"]],
    ["nvidia-l40", ["nvidia-l20"]],
    ["nvidia-l4", ["nvidia-l2"]],
    ["nvidia-b300", ["nvidia-b30a"]],
    ["nvidia-rtx-4090", ["nvidia-rtx-4090d"]],
    ["nvidia-rtx-5090", ["nvidia-rtx-5090d", "nvidia-rtx-5090d-v2"]],
    ["nvidia-rtx-pro-6000", ["nvidia-rtx-pro-6000d"]],
    ["amd-mi300x", ["amd-mi308x"]],
    ["intel-gaudi-2", ["intel-gaudi-2-china"]],
    ["intel-gaudi-3", ["intel-gaudi-3-china"]],
  ])("%s was cut into %j, and each of them leads back to it", (original, variants) => {
    for (const id of [original, ...variants]) {
      const kin = kinOf(chip(id), chips);
      expect(kin?.original.id).toBe(original);
      expect(kin?.variants.map((one) => one.id)).toEqual(variants);
    }
  });

  it("is found for every chip cut for China, and none is its own original", () => {
    const cut = chips.filter(({ market }) => market === "china-variant");
    expect(cut.filter((one) => kinOf(one, chips) === undefined)).toEqual([]);
    for (const one of cut) expect(kinOf(one, chips)?.original.id).not.toBe(one.id);
  });

  it.each(["huawei-ascend-910b", "nvidia-v100-sxm2", "nvidia-a100-40gb-sxm", "google-tpu-v4"])("%s has none", (id) =>
    expect(kinOf(chip(id), chips)).toBeUndefined(),
  );

  it("is not found where its other end is not known yet", () => {
    const before = chips.filter(({ id }) => id !== "nvidia-a800-sxm");
    expect(kinOf(chip("nvidia-a100-80gb-sxm"), before)).toBeUndefined();
  });
});

describe("what a cut passed under", () => {
  it("A100 to A800: links from 600 to 400, under the 600 GB/s of 3A090; nothing else", () => {
    expect(change("nvidia-a100-80gb-sxm", "nvidia-a800-sxm", "interconnect_gb_s")).toMatchObject({
      from: { value: 600 },
      to: { value: 400 },
      ratio: 400 / 600,
    });
    expect(limits("nvidia-a100-80gb-sxm", "nvidia-a800-sxm", "interconnect_gb_s")).toEqual([
      "600 3A090, in force: original only",
    ]);
    const others = compared(chip("nvidia-a100-80gb-sxm"), chip("nvidia-a800-sxm"), rules).filter(
      ({ metric }) => metric !== "interconnect_gb_s",
    );
    expect(others.flatMap((one) => one.limits)).toEqual([]);
  });

  it("H100 to H800: the same limit", () => {
    expect(limits("nvidia-h100-sxm", "nvidia-h800-sxm", "interconnect_gb_s")).toEqual([
      "600 3A090, in force: original only",
    ]);
  });

  it("H100 to H20: TPP under 4,800 and density under 5.92 of a rule announced and not yet in force", () => {
    // Announced on 17 October 2023 for 17 November; the H20 became known on 9 November.
    expect(limits("nvidia-h100-sxm", "nvidia-h20", "tpp")).toEqual([
      "4800 3A090, in force: original only",
      "4800 3A090.a, announced: original only",
      "4800 Framework for Artificial Intelligence Diffusion: chips, to come: original only",
    ]);
    expect(limits("nvidia-h100-sxm", "nvidia-h20", "performance_density")).toContain(
      "5.92 3A090.a, announced: original only",
    );
    // Memory grew from 3,350 to 4,000 GB/s, both above the 1,400 of April 2025.
    expect(limits("nvidia-h100-sxm", "nvidia-h20", "memory_bandwidth_gb_s")).toEqual([]);
  });

  it("RTX 4090 to 4090 D: TPP under the 4,800 for chips not made for data centres, not under 3A090.a", () => {
    expect(limits("nvidia-rtx-4090", "nvidia-rtx-4090d", "tpp")).toEqual([
      "4800 Note 2 to 3A090, in force: original only",
    ]);
  });

  it("RTX 5090 D to its V2: memory under the 1,400 GB/s of the letters, open since its links are not known", () => {
    expect(limits("nvidia-rtx-5090d", "nvidia-rtx-5090d-v2", "memory_bandwidth_gb_s")).toEqual([
      "1400 Letters on memory and I/O bandwidth, in force: open",
    ]);
  });

  it("Gaudi 2 to its China version: 24 ports to 21, 525 GB/s under 600", () => {
    expect(limits("intel-gaudi-2", "intel-gaudi-2-china", "interconnect_gb_s")).toEqual([
      "600 3A090, in force: original only",
    ]);
  });

  it("MI300X to MI308X: nothing can be said of a figure that is not known", () => {
    expect(change("amd-mi300x", "amd-mi308x", "tpp")).toMatchObject({ to: { known: false }, ratio: null, limits: [] });
    expect(compared(chip("amd-mi300x"), chip("amd-mi308x"), rules).map(({ metric }) => metric)).not.toContain(
      "interconnect_gb_s",
    );
  });

  it("of a variant without a day of release has no standing", () => {
    expect(limits("nvidia-rtx-pro-6000", "nvidia-rtx-pro-6000d", "memory_bandwidth_gb_s")).toEqual([
      "1400 Letters on memory and I/O bandwidth, null: open",
    ]);
  });
});
