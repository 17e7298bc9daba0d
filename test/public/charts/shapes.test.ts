import { expect, it } from "vitest";
import { symbolPath, tenth } from "../../../public/charts/shapes.js";

it("gives each side its own outline", () => {
  expect(symbolPath("a", 10, 10, 4)).toBe("M6,10a4,4 0 1,0 8,0a4,4 0 1,0-8,0z");
  expect(symbolPath("b", 10, 10, 4)).toBe("M10,5l5,5-5,5-5-5z");
  expect(symbolPath("other", 10, 10, 4)).toBe("M6.5,6.5h7v7h-7z");
});

it("rounds to a tenth", () => {
  expect(tenth(1.26)).toBe(1.3);
});
