import { describe, expect, it } from "vitest";
import { standing } from "../../../server/web/layout.js";

describe("where a page stands in the navigation", () => {
  const at = (path: string) => {
    const { area, place } = standing(path);
    return [area?.label, place?.label];
  };

  it.each([
    ["/", "Overview", "Overview"],
    ["/companies/01-ai", "Companies", "Companies"],
    ["/chips", "Chips", "Chips"],
    ["/chips/nvidia-h20", "Chips", "Chips"],
    ["/rules", "Chips", "Rules"],
    ["/rules/us-2022-10-07-3a090", "Chips", "Rules"],
    ["/rulings", "Chips", "Rulings"],
  ])("%s belongs to %s, on the page %s", (path, area, place) => {
    expect(at(path)).toEqual([area, place]);
  });

  it("is not that of a page whose path only begins alike, nor anywhere for a path of no area", () => {
    expect(at("/chipsets")).toEqual([undefined, undefined]);
    expect(at("/search")).toEqual([undefined, undefined]);
  });
});
