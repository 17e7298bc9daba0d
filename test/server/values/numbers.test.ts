import { describe, expect, it } from "vitest";
import { exact, sayCount, sayFlop, sayNumber, sayPercent, sayUsd } from "../../../server/values/numbers.js";

describe("exact", () => {
  it("takes away what binary fractions add, and nothing from whole numbers", () => {
    expect(exact(6.04 - 5.92)).toBe(0.12);
    expect(exact(0.1 + 0.2)).toBe(0.3);
    expect(exact(1_234_567_890_123_456)).toBe(1_234_567_890_123_456);
    expect(exact(-192)).toBe(-192);
  });
});

describe("sayUsd", () => {
  it.each([
    [0, "$0"],
    [1, "$1"],
    [999, "$999"],
    [1_000, "$1k"],
    [1_500_000, "$1.5m"],
    [24_100_000_000, "$24.1bn"],
    [24_149_999_999, "$24.1bn"],
    [100_000_000, "$100m"],
    [1_230_000_000_000, "$1.23tn"],
    [3_000_000_000_000_000, "$3000tn"],
  ])("%d is %s", (amount, words) => {
    expect(sayUsd(amount)).toBe(words);
  });

  it("never says a thousand of a unit where the next one has a name", () => {
    expect(sayUsd(999_600_000)).toBe("$1bn");
    expect(sayUsd(999_499_999)).toBe("$999m");
    expect(sayUsd(999_600)).toBe("$1m");
    expect(sayUsd(999.6)).toBe("$1k");
  });

  it("puts a true minus before the currency", () => {
    expect(sayUsd(-1_500_000)).toBe("−$1.5m");
  });
});

describe("sayNumber", () => {
  it.each([
    [0, "0"],
    [15824.4, "15,824.4"],
    [15824.456, "15,824.46"],
    [-4800, "-4,800"],
    [0.5, "0.5"],
    [999_999_999_999_999, "999,999,999,999,999"],
    [3.8e25, "3.80e+25"],
    [0.0001, "1.00e-4"],
  ])("%d is %s", (value, words) => {
    expect(sayNumber(value)).toBe(words);
  });
});

describe("sayCount", () => {
  it.each([
    [0, "0 rounds"],
    [1, "1 round"],
    [2, "2 rounds"],
    [1200, "1,200 rounds"],
  ])("%d rounds are %s", (count, words) => {
    expect(sayCount(count, "round")).toBe(words);
  });

  it("takes a plural of its own", () => {
    expect(sayCount(2, "company", "companies")).toBe("2 companies");
    expect(sayCount(1, "company", "companies")).toBe("1 company");
  });
});

describe("sayPercent", () => {
  it.each([
    [0, "0%"],
    [1, "100%"],
    [0.5, "50%"],
    [0.314, "31%"],
    [0.05, "5%"],
    [0.0512, "5.1%"],
    [0.004, "0.4%"],
    [1.4, "140%"],
  ])("%d is %s", (share, words) => {
    expect(sayPercent(share)).toBe(words);
  });

  it("is rounded before its digits are counted", () => {
    expect(sayPercent(0.0996)).toBe("10%");
    expect(sayPercent(0.07)).toBe("7%");
    expect(sayPercent(0.0004)).toBe("0%");
    expect(sayPercent(0.3149)).toBe("31%");
  });
});

describe("sayFlop", () => {
  it.each([
    [2.58e24, "2.58×10²⁴"],
    [1e26, "1×10²⁶"],
    [9.996e25, "1×10²⁶"],
    [1200, "1,200"],
    [0, "0"],
  ])("%d is %s", (flop, words) => {
    expect(sayFlop(flop)).toBe(words);
  });
});
