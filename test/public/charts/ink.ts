import { select } from "d3";
import { parseHTML } from "linkedom";
import { expect } from "vitest";
import type { ChartData, ChartModule, Sides, Svg } from "../../../public/charts/chart.js";

export const sides: Sides = {
  a: { code: "US", name: "the United States", label: "United States" },
  b: { code: "CN", name: "China", label: "China" },
};

/** The SVG of a chart as the server draws it. */
export function inkOf<D extends ChartData>(chart: ChartModule<D>, data: D, width: number): string {
  const { document } = parseHTML("<svg></svg>");
  chart.draw(select(document.querySelector("svg")) as unknown as Svg, data, { width, idPrefix: "t" });
  return document.toString();
}

/** What every picture promises: no style, no NaN, the same bytes each time, marks inside, a full table. */
export function expectSoundInk<D extends ChartData>(chart: ChartModule<D>, data: D): void {
  for (const width of [320, 344, 680, 1080, 1600]) {
    const ink = inkOf(chart, data, width);
    expect(ink).toBe(inkOf(chart, data, width));
    expect(ink).not.toMatch(/style=|NaN|undefined|Infinity/);
    const { marks, height } = chart.place(data, { width });
    for (const mark of marks) {
      expect(mark.x).toBeGreaterThanOrEqual(0);
      expect(mark.x).toBeLessThanOrEqual(width);
      expect(mark.y).toBeGreaterThanOrEqual(0);
      expect(mark.y).toBeLessThanOrEqual(height);
    }
    expect(new Set(marks.map((mark) => mark.key)).size).toBe(marks.length);
  }
  const { columns, rows } = chart.table(data);
  for (const row of rows) expect(row).toHaveLength(columns.length);
  for (const text of Object.values(chart.describe(data))) expect(text).not.toMatch(/NaN|undefined|null|\.\./);
}
