import { describe, expect, it } from "vitest";
import { foldsOf } from "../../../public/charts/lineage-folds.js";

describe("folds of a tall picture", () => {
  it("are none where one sheet holds it", () => {
    expect(foldsOf(80, [])).toEqual([]);
    expect(foldsOf(580, [290])).toEqual([]);
  });

  it("cut it into equal parts, as many as sheets hold", () => {
    expect(foldsOf(1000, [])).toEqual([500]);
    expect(foldsOf(1500, [])).toEqual([500, 1000]);
  });

  it("pass between names, not through them", () => {
    // Rows of 14.5 from 8 on: the nearest middle between two of them is at 501.
    const rows = Array.from({ length: 69 }, (_, at) => 8 + at * 14.5);
    const [fold = 0] = foldsOf(1000, rows);
    expect(Math.min(...rows.map((y) => Math.abs(y - fold)))).toBeGreaterThanOrEqual(7);
    expect(Math.abs(fold - 500)).toBeLessThan(14.5);
  });

  it("cut fewest names where every place has some", () => {
    const crowded = Array.from({ length: 100 }, (_, at) => 450 + at).flatMap((y) => (y === 520 ? [y] : [y, y]));
    const [fold = 0] = foldsOf(1000, crowded);
    expect(Math.abs(fold - 520)).toBeLessThan(7);
  });
});
