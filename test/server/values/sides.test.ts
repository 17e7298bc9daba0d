import { describe, expect, it } from "vitest";
import { countryLabel, side, sideOf } from "../../../server/values/sides.js";

describe("countryLabel", () => {
  it.each([
    ["US", "United States"],
    ["GB", "United Kingdom"],
    ["CN", "China"],
    ["JP", "Japan"],
    ["AE", "United Arab Emirates"],
    ["HK", "Hong Kong"],
    ["EU", "European Union"],
    ["world", "World"],
  ])("%s is %s", (code, label) => {
    expect(countryLabel(code)).toBe(label);
  });

  it("leaves what is no code as it is", () => {
    expect(countryLabel("chinese-buyers")).toBe("chinese-buyers");
    expect(countryLabel("")).toBe("");
  });
});

describe("side", () => {
  it("has its article inside a sentence and none as a label", () => {
    expect(side("US")).toEqual({ code: "US", label: "United States", name: "the United States" });
    expect(side("CN")).toEqual({ code: "CN", label: "China", name: "China" });
  });
});

describe("sideOf", () => {
  const sides = { a: side("FR"), b: side("JP") };

  it.each([
    ["FR", "a"],
    ["JP", "b"],
    ["US", "other"],
    ["fr", "other"],
    ["", "other"],
  ])("%s is on side %s of France and Japan", (country, expected) => {
    expect(sideOf(country, sides)).toBe(expected);
  });

  it("puts an unknown country on neither", () => {
    expect(sideOf(null, sides)).toBe("other");
  });
});
