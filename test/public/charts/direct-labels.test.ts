import { describe, expect, it } from "vitest";
import { overlaps, placeLabels, spreadLabels } from "../../../public/charts/direct-labels.js";

const bounds = { x0: 0, y0: 0, x1: 400, y1: 300 };

describe("labels of points", () => {
  it("stand to the right where nothing forbids it", () => {
    const { placed, dropped } = placeLabels([{ key: "a", x: 10, y: 10, text: "OpenAI", importance: 1 }], { bounds });
    expect(placed[0]).toMatchObject({ key: "a", x: 16, anchor: "start" });
    expect(dropped).toEqual([]);
  });

  it("turn to the left at the right edge, and below at the top", () => {
    const { placed } = placeLabels([{ key: "a", x: 395, y: 20, text: "OpenAI", importance: 1 }], { bounds });
    expect(placed[0]?.anchor).toBe("end");
    const above = placeLabels([{ key: "a", x: 200, y: 2, text: "OpenAI", importance: 1, spots: ["above", "below"] }], {
      bounds,
    });
    expect(above.placed[0]?.box.y0).toBeGreaterThan(2);
  });

  it("are none for none", () => {
    expect(placeLabels([], { bounds })).toEqual({ placed: [], dropped: [] });
  });

  it("at one point share its spots, the most important first; of equals the first given", () => {
    const spots = ["right"] as const;
    const twins = ["first", "second"].map((key) => ({ key, x: 50, y: 50, text: key, importance: 1, spots }));
    expect(placeLabels(twins, { bounds }).dropped).toEqual(["second"]);
    const ranked = twins.map((label, index) => ({ ...label, importance: index }));
    expect(placeLabels(ranked, { bounds }).dropped).toEqual(["first"]);
  });

  it("avoid obstacles always and marks as far as told", () => {
    const label = { key: "a", x: 50, y: 50, text: "Mistral", importance: 1, spots: ["right", "left"] as const };
    const wall = { x0: 52, y0: 40, x1: 100, y1: 60 };
    expect(placeLabels([label], { bounds: { ...bounds, x0: -99 }, obstacles: [wall] }).placed[0]?.anchor).toBe("end");
    const points = [
      { x: 70, y: 50, r: 3 },
      { x: 20, y: 50, r: 3 },
      { x: 25, y: 50, r: 3 },
    ];
    expect(placeLabels([label], { bounds, points }).placed).toEqual([]);
    expect(placeLabels([label], { bounds, points, mayCover: 1 }).placed[0]?.anchor).toBe("start");
  });

  it("stand farther off rather than cover a mark, with a line to their point", () => {
    const label = { key: "a", x: 200, y: 150, text: "DeepSeek", importance: 1, spots: ["right"] as const };
    const points = [{ x: 212, y: 150, r: 3 }];
    const room = { bounds, points, mayCover: 1 };
    expect(placeLabels([label], room).placed[0]?.leader).toBeUndefined();
    expect(placeLabels([{ ...label, farther: [18] }], room).placed[0]?.leader).toMatch(/^M/);
  });

  it("never touch, however many", () => {
    const many = Array.from({ length: 300 }, (_, i) => ({
      key: String(i),
      x: (i * 7919) % 400,
      y: (i * 104_729) % 300,
      text: `label ${i}`,
      importance: i % 17,
    }));
    const { placed, dropped } = placeLabels(many, { bounds });
    expect(placed.length).toBeGreaterThan(40);
    expect(placed.length + dropped.length).toBe(300);
    for (const one of placed)
      for (const other of placed) if (one !== other) expect(overlaps(one.box, other.box)).toBe(false);
    expect(placeLabels(many, { bounds, limit: 5 }).placed).toHaveLength(5);
  });
});

describe("labels of line ends", () => {
  const label = (key: string, y: number, importance = 1) => ({ key, y, height: 10, importance });

  it("stay at their lines where these are apart", () => {
    expect([...spreadLabels([label("a", 20), label("b", 80)], [0, 100]).values()]).toEqual([20, 80]);
  });

  it("part evenly in a tie, in the order given", () => {
    expect([...spreadLabels([label("a", 50), label("b", 50)], [0, 100])]).toEqual([
      ["a", 45],
      ["b", 55],
    ]);
  });

  it("stay inside the bounds as a block", () => {
    expect([...spreadLabels([label("a", 98), label("b", 99), label("c", 100)], [0, 100]).values()]).toEqual([
      75, 85, 95,
    ]);
  });

  it("drop the least important when all are too tall", () => {
    const middles = spreadLabels([label("a", 5, 1), label("b", 6, 3), label("c", 7, 2)], [0, 22]);
    expect([...middles.keys()].sort()).toEqual(["b", "c"]);
  });

  it("are none for none", () => {
    expect(spreadLabels([], [0, 10]).size).toBe(0);
  });
});
