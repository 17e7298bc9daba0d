import { describe, expect, it } from "vitest";
import { likeness, nearness, slipsForgiven } from "../../../server/search/likeness.js";

describe("as written", () => {
  it("the word itself is worth most, then a term that it begins, the shorter the better", () => {
    expect(likeness("qwen", "qwen")).toBe(1);
    expect(likeness("qwen", "qwen2")).toBeLessThan(1);
    expect(likeness("qwen", "qwen2")).toBeGreaterThan(likeness("qwen", "qwenlonger"));
  });

  it("a word inside a term counts only where words stand unspaced", () => {
    expect(likeness("一万", "零一万物")).toBeGreaterThan(0);
    expect(likeness("seek", "deepseek")).toBe(0);
  });

  it.each(["h20", "01", "3"])("%s begins no longer number", (word) => {
    expect(likeness(word, `${word}0`)).toBe(0);
    expect(likeness(word, `${word}b`)).toBeGreaterThan(0);
    // As long as it is being written it may become one.
    expect(nearness(word, `${word}0`)).toBeGreaterThan(0);
  });
});

describe("slips", () => {
  it.each([
    ["yi", 0],
    ["glm", 0],
    ["qwen", 1],
    ["mistral", 1],
    ["antropic", 2],
    ["h100", 0],
    ["3a090", 0],
    ["x".repeat(100), 0],
  ])("in %s are forgiven up to %d", (word, count) => {
    expect(slipsForgiven(word)).toBe(count);
  });

  it.each([
    ["antropic", "anthropic"],
    ["qwne", "qwen"],
    ["huwaei", "huawei"],
    ["deepsek", "deepseek"],
    ["antrop", "anthropic"],
  ])("lead from %s to %s", (word, term) => {
    expect(nearness(word, term)).toBeGreaterThan(0);
  });

  it.each([
    ["h100", "h200"],
    ["glm", "llm"],
    ["llama", "obama"],
    ["zebra", "zeta"],
  ])("do not lead from %s to %s", (word, term) => {
    expect(nearness(word, term)).toBe(0);
  });

  it("the fewer, the better", () => {
    expect(nearness("antropic", "anthropic")).toBeGreaterThan(nearness("antropik", "anthropic"));
  });
});
