import { scaleLinear, select } from "d3";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import {
  drawBottomAxis,
  drawLeftAxis,
  labelColumn,
  labelled,
  linearTicks,
  logTicks,
  moneyTick,
  niceDomain,
  niceLogDomain,
  placeAcross,
  placeUp,
  timeScale,
  timeTicks,
} from "../../../public/charts/axis.js";
import type { Svg } from "../../../public/charts/chart.js";

const words = (from: string, to: string, width: number) => timeTicks(from, to, width).map((tick) => tick.label);

describe("time ticks", () => {
  it.each([
    ["2022-03", "2025-06", 400, ["2023", "2024", "2025"]],
    ["2023-10-15", "2024-06-10", 600, ["Nov 2023", "Dec", "2024", "Feb", "Mar", "Apr", "May", "Jun"]],
    ["2023-02-01", "2024-11-24", 500, ["Apr 2023", "Jul", "Oct", "2024", "Apr", "Jul", "Oct"]],
    ["2022-06-01", "2025-06-01", 440, ["Jul 2022", "2023", "Jul", "2024", "Jul", "2025"]],
    ["2015", "2026", 290, ["2016", "2018", "2020", "2022", "2024", "2026"]],
    ["1990", "2026", 320, ["1990", "1995", "2000", "2005", "2010", "2015", "2020", "2025"]],
  ])("%s to %s on %d", (from, to, width, expected) => {
    const step = words(from, to, width);
    expect(step).toEqual(expected);
  });

  it("marks a span too short for months at its ends, with full dates", () => {
    expect(words("2024-02-05", "2024-02-21", 600)).toEqual(["5 Feb 2024", "21 Feb 2024"]);
  });

  it("marks a single day once", () => {
    expect(words("2024-02-21", "2024-02-21", 600)).toEqual(["21 Feb 2024"]);
  });

  it("stands on the first of the month in UTC", () => {
    expect(timeTicks("2022-06-01", "2025-06-01", 440).map(({ value }) => new Date(value).toISOString())).toContain(
      "2023-01-01T00:00:00.000Z",
    );
  });
});

describe("a time scale", () => {
  it("runs from the first day to the end of the last", () => {
    const x = timeScale("2023", "2024", [0, 731]);
    expect(x(Date.UTC(2023, 0, 1))).toBe(0);
    expect(x(Date.UTC(2024, 0, 1))).toBe(365);
    expect(x(Date.UTC(2025, 0, 1))).toBe(731);
  });

  it("has a width even for one day", () => {
    expect(timeScale("2024-02-21", "2024-02-20", [0, 10])(Date.UTC(2024, 1, 22))).toBe(10);
  });
});

describe("log ticks", () => {
  it("are 1-2-5 where there is room, else decades, else every few decades", () => {
    expect(logTicks([1e6, 1e8], 300)).toEqual([1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8]);
    expect(logTicks([1e6, 1e9], 100)).toEqual([1e6, 1e7, 1e8, 1e9]);
    expect(logTicks([1, 1e12], 100)).toEqual([1, 1e3, 1e6, 1e9, 1e12]);
  });

  it("keep to the domain", () => {
    expect(logTicks([1.5e6, 6e7], 400)).toEqual([2e6, 5e6, 1e7, 2e7, 5e7]);
  });
});

it("a log domain ends on 1-2-5 and is never empty", () => {
  expect(niceLogDomain(1.51e6, 122e9)).toEqual([1e6, 2e11]);
  expect(niceLogDomain(1e6, 1e6)).toEqual([1e5, 1e7]);
});

it("linear ticks and domains are round", () => {
  expect(linearTicks([0, 410], 300)).toEqual([0, 100, 200, 300, 400]);
  expect(niceDomain(0, 410, 300)).toEqual([0, 500]);
  expect(niceDomain(0, 0, 300)[1]).toBeGreaterThan(0);
  expect(niceDomain(5, 5, 300)[0]).toBeLessThan(5);
});

it("money ticks name the unit", () => {
  expect([0, 1e6, 1e7, 2e9, 1e12].map(moneyTick)).toEqual(["$0", "$1m", "$10m", "$2bn", "$1tn"]);
});

describe("placed ticks", () => {
  const x = timeScale("2015", "2026", [40, 330]);

  it("keep labels inside the bounds by turning their anchor", () => {
    const placed = placeAcross(timeTicks("2015", "2026", 290), x, [40, 315]);
    expect(placed.at(-1)).toMatchObject({ label: "2026", anchor: "end", labelAt: 315 });
    expect(placed[0]).toMatchObject({ label: "2016", anchor: "middle" });
  });

  it("drop a label that would touch a stronger one, but keep its mark", () => {
    const scale = scaleLinear().domain([0, 100]).range([0, 100]);
    const ticks = [
      { value: 10, label: "Oct 2023", strong: false },
      { value: 30, label: "2024", strong: true },
    ];
    expect(placeAcross(ticks, scale, [0, 100]).map((tick) => tick.label)).toEqual(["", "2024"]);
  });

  it("stand up an axis as they are", () => {
    const y = scaleLinear().domain([0, 10]).range([100, 0]);
    expect(placeUp(labelled([0, 10], String), y).map((tick) => [tick.at, tick.label])).toEqual([
      [100, "0"],
      [0, "10"],
    ]);
    expect(labelColumn([])).toBe(8);
  });

  it("are drawn without style, the same bytes each time", () => {
    const draw = () => {
      const { document } = parseHTML("<svg></svg>");
      const svg = select(document.querySelector("svg")) as unknown as Svg;
      const scale = scaleLinear().domain([0, 10]).range([100, 0]);
      drawBottomAxis(svg, placeAcross(timeTicks("2015", "2026", 290), x, [0, 340]), {
        y: 100,
        x0: 40,
        x1: 330,
        gridTop: 0,
      });
      drawLeftAxis(svg, placeUp(labelled([0, 5, 10], String), scale), { x0: 40, x1: 330 });
      return document.toString();
    };
    expect(draw()).toBe(draw());
    expect(draw()).toContain(">2026</text>");
    expect(draw()).not.toContain("style");
  });
});
