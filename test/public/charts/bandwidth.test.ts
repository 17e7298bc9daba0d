import { describe, expect, it } from "vitest";
import { bandwidth } from "../../../public/charts/bandwidth.js";
import type { BandwidthChip, BandwidthData, BandwidthRegion } from "../../../public/charts/bandwidth-data.js";
import { overlaps } from "../../../public/charts/direct-labels.js";
import { bandwidthData } from "../../../server/chips/density.js";
import { rules, chips as shippedChips } from "../../server/chips/shipped.js";
import { expectSoundInk, inkOf, sides } from "./ink.js";

function chip(id: string, memory: number | null, links: number | null, given: Partial<BandwidthChip> = {}) {
  return {
    id,
    name: id.toUpperCase(),
    side: "a",
    memory,
    links,
    market: "global",
    status: "allowed",
    ...given,
  } as const;
}

/** Limits of the letters of April 2025. */
const letters: BandwidthRegion = {
  ruleId: "letters",
  label: "Letters on bandwidth",
  consequence: "prohibited-without-license",
  boxes: [{ memoryMin: 1400 }, { linksMin: 1100 }, { sumMin: 1700 }],
  also: null,
  dataCentreOnly: false,
};

const world = (chips: readonly BandwidthChip[], regions: readonly BandwidthRegion[] = [letters]): BandwidthData => ({
  sides,
  asOf: "2025-05-31",
  chips,
  regions,
});

const small = world([
  chip("below", 1000, 699),
  chip("sum", 1000, 700),
  chip("memory", 1400, 64),
  chip("links", 600, 1100, { side: "b" }),
  chip("no-links", 2000, null),
  chip("no-memory", null, 900),
]);

describe("the words", () => {
  it("count a chip that reaches the sum alone, and not one that stays a gigabyte below", () => {
    expect(bandwidth.describe(small)).toMatchObject({
      finding: "3 of 4 chips with both figures lie above the line of “Letters on bandwidth”",
      unit: "Memory bandwidth (GB/s) against links to other chips (GB/s, both ways), both on log scales",
      coverage: "4 of 6 chips have both figures; 1 lacks a figure for links; 1 lacks memory bandwidth",
    });
  });

  it("say so when no rule speaks of bandwidth", () => {
    expect(bandwidth.describe(world(small.chips, [])).finding).toBe(
      "No rule in force on 31 May 2025 drew a line through memory bandwidth and links; 4 chips had both figures",
    );
    expect(bandwidth.describe(world([], [])).coverage).toBe("No chip is known");
  });
});

describe("the bent edge", () => {
  it("is where memory and links add up to the limit, from one straight limit to the other", () => {
    const { areas, marks, plot } = bandwidth.place(small, { width: 1080 });
    const [bend] = areas.flatMap(({ bends }) => bends);
    const at = (key: string) => marks.find((mark) => mark.key === key) ?? { x: 0, y: 0 };
    // A chip of 1,000 + 700 stands on it: between the two points of the edge around its x.
    const next = bend?.edge.findIndex(([x]) => x >= at("sum").x) ?? 0;
    const [[, before], [, after]] = [bend?.edge[next - 1] ?? [0, 0], bend?.edge[next] ?? [0, 0]];
    expect(at("sum").y).toBeGreaterThanOrEqual(before - 0.5);
    expect(at("sum").y).toBeLessThanOrEqual(after + 0.5);
    const [first, last] = [bend?.edge[0], bend?.edge.at(-1)];
    expect(first?.[0]).toBe(plot.x0);
    expect(last?.[1]).toBe(plot.y1);
    expect(bend?.edge.every(([x, y]) => x >= plot.x0 && x <= plot.x1 && y >= plot.y0 && y <= plot.y1)).toBe(true);
  });

  it("has its sum written beside it, and all limits in the region's words", () => {
    for (const width of [344, 680, 1080]) {
      const { texts, notes } = bandwidth.place(small, { width });
      const said = [...texts, ...notes].map(({ lines }) => lines.join(" "));
      expect(said).toContain("memory + links 1,700");
      const limits = "memory ≥ 1,400, or links ≥ 1,100, or both together ≥ 1,700 GB/s";
      expect(said.filter((text) => text.endsWith(limits))).toHaveLength(1);
    }
  });
});

describe("the picture", () => {
  it("is sound, full, empty and of one", () => {
    for (const data of [small, world([], []), world([chip("one", 3000, 900)]), world([chip("half", 3000, null)])])
      expectSoundInk(bandwidth, data);
  });

  it("hatches where the rule asks for performance as well", () => {
    const region = { ...letters, label: "3A090", boxes: [{ linksMin: 600 }], also: "TPP ≥ 4,800" };
    expect(inkOf(bandwidth, world(small.chips, [region]), 680)).toContain('clip-path="url(#t-maybe-0)"');
  });

  it.each(["2019-01-01", "2022-11-15", "2023-11-30", "2025-05-31", "2026-11-24"])(
    "of the shipped chips on %s keeps labels apart and inside",
    (asOf) => {
      const known = shippedChips.filter(({ released_on }) => released_on !== null && released_on <= asOf);
      const data = bandwidthData(known, rules, { sides, asOf });
      for (const width of [320, 344, 680, 1080, 1600]) {
        const { labels, rug, plot } = bandwidth.place(data, { width });
        const all = [...labels, ...(rug?.labels ?? [])];
        all.forEach(({ box }, index) => {
          expect(box.x0 >= plot.x0 && box.x1 <= plot.x1 && box.y0 >= plot.y0).toBe(true);
          expect(all.slice(index + 1).some((other) => overlaps(box, other.box))).toBe(false);
        });
      }
    },
  );
});

it("keeps every chip in the table, with what is missing left empty", () => {
  const { rows, columns } = bandwidth.table(small);
  expect(columns.map(({ name }) => name)).toEqual([
    "chip",
    "vendor_side",
    "market",
    "memory_bandwidth_gb_s",
    "interconnect_gb_s",
    "status",
  ]);
  expect(rows).toHaveLength(6);
  expect(rows.at(-1)).toEqual(["NO-MEMORY", "United States", "global", null, 900, "allowed"]);
});
