import { describe, expect, it } from "vitest";
import { type Parallels, parallels } from "../../../public/charts/hatching.js";

const boxes = [
  { x0: 10.4, y0: 7.1, x1: 40.2, y1: 19 },
  { x0: 61, y0: 30, x1: 83.5, y1: 50 },
] as const;

/** Middles of the dashes of each line of a set, with the height of the line. */
function dashesOf({ d, dashes }: Parallels): readonly (readonly [x: number, y: number])[] {
  const [ink = 0, gap = 0] = dashes.split(" ").map(Number);
  return [...d.matchAll(/M([\d.-]+),([\d.-]+)H([\d.-]+)/g)].flatMap(([, from, y, to]) =>
    Array.from({ length: Math.ceil((Number(to) - Number(from)) / (ink + gap)) }, (_, at) => {
      const x = Number(from) + ink / 2 + at * (ink + gap);
      return [Math.round(x * 10) / 10, Number(y)] as const;
    }),
  );
}

const drawn = (lines: "rising" | "falling" | "crossed" | "upright" | "dashes", step: number, width = 1) =>
  parallels({ lines, step, width }, boxes);
const places = (set: readonly Parallels[]) => set.map((one) => dashesOf(one).map(([x]) => x));
const everyStep = (from: number, to: number, step: number) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step);

describe("a hatch", () => {
  it("has each line of its grid that meets the boxes, and keeps to the grid, so that neighbours go on", () => {
    // x + y of the corners goes from 10 + 7 to 84 + 50, x - y from 10 - 50 to 84 - 7, in whole units.
    const [rising = []] = places(drawn("rising", 5, 1.5));
    expect(rising).toEqual(expect.arrayContaining(everyStep(20, 130, 5)));
    expect(rising.filter((at) => at % 5 !== 0)).toEqual([]);
    const [falling = []] = places(drawn("falling", 6));
    expect(falling).toEqual(expect.arrayContaining(everyStep(-36, 72, 6)));
    expect(falling.filter((at) => at % 6 !== 0)).toEqual([]);
    const [upright = []] = places(drawn("upright", 3));
    expect(upright).toEqual(expect.arrayContaining(everyStep(10.5, 82.5, 3)));
    expect(upright.filter((at) => at % 3 !== 1.5)).toEqual([]);
  });

  it("slants by 45 degrees, lines as wide across as they are to be", () => {
    expect(drawn("rising", 6).map(({ skew, dashes }) => [skew, dashes])).toEqual([["skewX(-45)", "1.41 4.59"]]);
    expect(drawn("falling", 6).map(({ skew, dashes }) => [skew, dashes])).toEqual([["skewX(45)", "1.41 4.59"]]);
    expect(drawn("upright", 3).map(({ skew, dashes }) => [skew, dashes])).toEqual([[null, "1 2"]]);
    expect(drawn("crossed", 6)).toEqual([...drawn("rising", 6), ...drawn("falling", 6)]);
  });

  it("is as high as the boxes together", () => {
    for (const lines of ["rising", "falling", "upright"] as const) {
      const [set] = drawn(lines, 6);
      const middle = Number(set?.d.match(/,([\d.]+)H/)?.[1]);
      const half = (set?.thickness ?? 0) / 2;
      expect([middle - half, middle + half]).toEqual([7, 50]);
    }
  });

  it("of dashes sets each row between those of the next, in the rows of the boxes only", () => {
    const [set] = drawn("dashes", 6);
    const dashes = set ? dashesOf(set) : [];
    // Rows of 3 units: those from 6 to 21 hold the first box, those from 30 to 51 the second.
    const rows = [...new Set(dashes.map(([, y]) => y))];
    expect(rows).toEqual([...everyStep(7.5, 19.5, 3), ...everyStep(31.5, 49.5, 3)]);
    // Dashes of 1.5 from 1.5 on in every other row, from 4.5 on in the others.
    const astray = dashes.filter(([x, y]) => Math.abs((x % 6) - ((y - 1.5) % 6 === 0 ? 2.25 : 5.25)) > 0.06);
    expect(astray).toEqual([]);
    expect(Math.min(...dashes.filter(([, y]) => y < 21).map(([x]) => x))).toBeLessThan(10.4);
  });
});
