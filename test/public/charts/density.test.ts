import { select } from "d3";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import type { Svg } from "../../../public/charts/chart.js";
import { density } from "../../../public/charts/density.js";
import type { DensityChip, DensityData, DensityRegion } from "../../../public/charts/density-data.js";
import { overlaps } from "../../../public/charts/direct-labels.js";
import { densityData, shortName } from "../../../server/chips/density.js";
import { side } from "../../../server/values/sides.js";
import { rules, chips as shippedChips } from "../../server/chips/shipped.js";

const sides = { a: side("US"), b: side("CN") };

function chip(id: string, tpp: number | null, perMm2: number | null, given: Partial<DensityChip> = {}): DensityChip {
  return { id, name: id.toUpperCase(), side: "a", tpp, density: perMm2, market: "global", status: "allowed", ...given };
}

const ruleA: DensityRegion = {
  ruleId: "rule-a",
  label: "3A090.a",
  consequence: "prohibited-without-license",
  boxes: [{ tppMin: 4800 }, { tppMin: 1600, densityMin: 5.92 }],
  also: null,
  dataCentreOnly: true,
};
const ruleB: DensityRegion = {
  ...ruleA,
  ruleId: "rule-b",
  label: "3A090.b",
  consequence: "notification",
  boxes: [{ tppMin: 2400, tppMax: 4800, densityMin: 1.6, densityMax: 5.92 }],
};

function world(chips: readonly DensityChip[], regions: readonly DensityRegion[] = [ruleA, ruleB]): DensityData {
  return { sides, asOf: "2024-01-01", chips, regions };
}

const small = world([
  chip("below", 1000, 2),
  chip("at-limit", 4800, 1),
  chip("dense", 1600, 5.92, { side: "b", market: "china-domestic" }),
  chip("variant", 2368, 2.9, { market: "china-variant" }),
  chip("card", 5000, 9, { market: "consumer" }),
  chip("no-die", 2000, null),
  chip("nothing", null, null),
]);

function ink(data: DensityData, width: number): string {
  const { document } = parseHTML("<html><body></body></html>");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  density.draw(select(svg) as unknown as Svg, data, { width, idPrefix: "t" });
  return svg.outerHTML;
}

describe("the words", () => {
  const finding = (...given: Parameters<typeof world>) => density.describe(world(...given)).finding;

  it("count data-centre chips on and above the line, limits included", () => {
    expect(density.describe(small)).toMatchObject({
      finding: "2 of 4 data-centre chips with both figures lie above the line of 3A090.a",
      coverage: "5 of 7 chips have both figures; 1 lacks a die area; 1 lacks performance",
    });
    expect(density.describe(small).summary).toContain(
      "Above it are 1 of 3 from the United States and 1 of 1 from China, and 0 of 1 cut for China.",
    );
  });

  it("say all, none, one, and nothing to count", () => {
    expect(finding([chip("x", 9000, 9), chip("y", 9000, 9)])).toBe(
      "All 2 data-centre chips with both figures lie above the line of 3A090.a",
    );
    expect(finding([chip("x", 9, 9), chip("y", 9, 9)])).toBe(
      "None of 2 data-centre chips with both figures lies above the line of 3A090.a",
    );
    expect(finding([chip("x", 9000, 9)])).toBe(
      "The only data-centre chip with both figures lies above the line of 3A090.a",
    );
    expect(finding([chip("x", 9, 9)])).toBe(
      "The only data-centre chip with both figures does not lie above the line of 3A090.a",
    );
    expect(finding([chip("x", 9000, 9, { market: "consumer" })])).toBe(
      "No data-centre chip with both figures was known on 1 Jan 2024 to hold against the line of 3A090.a",
    );
    expect(finding([chip("x", 9000, 9), chip("y", 9, 9)])).toBe(
      "1 of 2 data-centre chips with both figures lies above the line of 3A090.a",
    );
  });

  it("say so when no rule drew a line", () => {
    expect(finding([chip("x", 9000, 9)], [])).toBe(
      "No rule in force on 1 Jan 2024 drew a line through performance and density; 1 chip had both figures",
    );
    expect(finding([], [])).toBe("No rule in force on 1 Jan 2024 drew a line through performance and density");
    expect(density.describe(world([], [])).coverage).toBe("No chip is known");
  });

  it("tell who needs a licence where the rule asks for more than the picture shows", () => {
    const links: DensityRegion = { ...ruleA, label: "3A090", boxes: [{ tppMin: 4800 }], also: "links ≥ 600 GB/s" };
    const linked = chip("x", 5000, 6, { status: "prohibited-without-license" });
    expect(finding([linked, chip("y", 5000, 6), chip("z", 9, 9)], [links])).toBe(
      "2 of 3 data-centre chips with both figures lie above the line of 3A090, which asks for links ≥ 600 GB/s as well: 1 of these needs a licence",
    );
  });

  it("name the chips that another rule catches", () => {
    const caught = chip("h20", 2368, 2.9, { status: "prohibited-without-license" });
    expect(density.describe(world([caught])).summary).toContain("a licence is also needed for H20.");
  });
});

describe("the places", () => {
  it("stand for chips with both figures, in order of performance, then for those without a die area", () => {
    expect(density.place(small, { width: 680 }).marks.map(({ key }) => key)).toEqual([
      "below",
      "dense",
      "variant",
      "at-limit",
      "card",
      "no-die",
    ]);
  });

  it("keep chips without a die area in a strip of their own, where limits on performance alone still hold", () => {
    const halves = [chip("weak", 500, null), chip("mid", 2000, null), chip("strong", 9000, null, { side: "b" })];
    const { rug, plot, areas, floor } = density.place(world([...small.chips, ...halves]), { width: 680 });
    expect(rug?.title).toBe("4 lack a die area (1 below 800)");
    expect(rug?.chips.every(({ y }) => y > plot.y1 && y < floor)).toBe(true);
    expect(rug?.labels.map(({ text }) => text)).toEqual(["WEAK", "MID, NO-DIE", "STRONG"]);
    // 3A090.a.1 asks for TPP alone, 3A090.a.2 and .b for density as well.
    const below = areas.flatMap(({ ruleId, boxes }) => boxes.filter(({ y0 }) => y0 > plot.y1).map(() => ruleId));
    expect(below).toEqual(["rule-a"]);
    expect(density.place(world([chip("x", 5000, 6)]), { width: 680 }).rug).toBeUndefined();
  });

  it("say the limits of each region, in the picture or below it", () => {
    for (const width of [320, 344, 680, 1080]) {
      const { texts, notes } = density.place(small, { width });
      const said = [...texts, ...notes].map(({ lines }) => lines.join(" "));
      for (const limits of [
        "TPP ≥ 4,800, or TPP ≥ 1,600 and density ≥ 5.92",
        "TPP 2,400 to 4,800 and density 1.6 to 5.92",
      ]) {
        expect(said.filter((text) => text.includes(limits))).toHaveLength(1);
      }
    }
  });

  it("carry the thresholds as limits of their own on both axes", () => {
    for (const width of [344, 680, 1080]) {
      const { limitsAcross, limitsUp } = density.place(small, { width });
      expect(limitsAcross.map(({ label }) => label)).toEqual(["1,600", "2,400", "4,800"]);
      expect(limitsUp.map(({ label }) => label)).toEqual(["1.6", "5.92"]);
    }
  });

  it("put a chip on a limit on the edge of its region", () => {
    const { marks, areas } = density.place(small, { width: 680 });
    const box = areas.find(({ kind }) => kind === "licence")?.boxes[0];
    expect(marks.find(({ key }) => key === "at-limit")?.x).toBe(box?.x0);
  });

  it("draw one region where two rules catch the same", () => {
    const repeated = { ...ruleA, ruleId: "framework", label: "Framework" };
    expect(density.place(world(small.chips, [ruleA, repeated]), { width: 680 }).areas).toHaveLength(1);
  });

  it("ring a variant that stands on the chip it was cut from", () => {
    const pair = world([chip("a100", 4992, 6.04), chip("a800", 4992, 6.04, { market: "china-variant" })]);
    const { chips, labels } = density.place(pair, { width: 680 });
    expect(chips.map(({ ring }) => ring)).toEqual([false, true]);
    expect(labels.map(({ text }) => text)).toEqual(["A100, A800"]);
  });

  it("mark chips that need a licence by a rule on other figures", () => {
    const { labels, key } = density.place(world([chip("h20", 2368, 2.9, { status: "licensed" })]), { width: 680 });
    expect(labels[0]?.text).toBe("H20†");
    expect(key.at(-1)?.text).toBe("Licence needed by a rule on other figures");
  });

  for (const asOf of ["2019-01-01", "2022-11-15", "2024-02-21", "2026-11-24"]) {
    it(`of the shipped chips on ${asOf} keep labels apart and inside`, () => {
      const known = shippedChips.filter(({ released_on }) => released_on !== null && released_on <= asOf);
      const data = densityData(known, rules, { sides, asOf });
      for (const width of [320, 344, 680, 1080, 1600]) {
        const { labels, plot, key, rug } = density.place(data, { width });
        const named = rug?.labels ?? [];
        named.forEach(({ box }, index) => {
          expect(named.slice(index + 1).some((other) => overlaps(box, other.box))).toBe(false);
        });
        labels.forEach(({ box }, index) => {
          expect(box.x0 >= plot.x0 && box.x1 <= plot.x1 && box.y0 >= plot.y0 && box.y1 <= plot.y1).toBe(true);
          expect(labels.slice(index + 1).some((other) => overlaps(box, other.box))).toBe(false);
        });
        expect(key.every(({ x }) => x < width)).toBe(true);
      }
    });
  }
});

describe("the ink", () => {
  it("is the same every time, without style, and small", () => {
    const known = shippedChips.filter(({ released_on }) => released_on !== null);
    const data = densityData(known, rules, { sides, asOf: "2026-11-24" });
    const once = ink(data, 1080);
    expect(ink(data, 1080)).toBe(once);
    expect(once).not.toMatch(/style|NaN|undefined|Infinity/);
    expect(once.length).toBeLessThan(13_000);
    expect(once).toContain("3A090.a: licence needed");
  });

  it("of an empty world is axes and a sentence", () => {
    const empty = ink(world([], []), 344);
    expect(empty).toContain("No chip with both figures is known");
    expect(empty).not.toMatch(/NaN|undefined/);
  });
});

it("keeps every chip in the table, with what is missing left empty", () => {
  const { rows, columns } = density.table(small);
  expect(columns.map(({ name }) => name)).toEqual([
    "chip",
    "vendor_side",
    "market",
    "tpp",
    "performance_density",
    "status",
  ]);
  expect(rows).toHaveLength(7);
  expect(rows.at(-1)).toEqual(["NOTHING", "United States", "global", null, null, "allowed"]);
});

it.each([
  ["NVIDIA A100 80GB PCIe", "NVIDIA", "A100"],
  ["NVIDIA GeForce RTX 4090 D", "NVIDIA", "RTX 4090 D"],
  ["AMD Instinct MI250X", "AMD", "MI250X"],
  ["Intel Gaudi 2 (HL-225B, China)", "Intel", "Gaudi 2 China"],
  ["Moore Threads MTT S4000", "Moore Threads", "MTT S4000"],
  ["Biren BR100", "Biren Technology", "BR100"],
])("calls %s of %s %s", (name, vendor, short) => {
  expect(shortName(name, vendor)).toBe(short);
});
