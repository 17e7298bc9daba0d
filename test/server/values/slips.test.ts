import { expect, it } from "vitest";
import { slips, slipsToBeginning } from "../../../server/values/slips.js";

it.each([
  ["", "", 0],
  ["qwen", "qwen", 0],
  ["", "yi", 2],
  ["deepsek", "deepseek", 1],
  ["antropic", "anthropic", 1],
  ["kitten", "sitting", 3],
  // Two neighbours swapped are one slip, not two.
  ["qwne", "qwen", 1],
  ["huwaei", "huawei", 1],
  // Optimal string alignment edits no letter twice: Damerau's own distance would be 2.
  ["ca", "abc", 3],
])("from %j to %j are %d slips, and as many back", (one, other, count) => {
  expect(slips(one, other)).toBe(count);
  expect(slips(other, one)).toBe(count);
});

it.each([
  ["", "anthropic", 0],
  ["anthro", "anthropic", 0],
  ["antrop", "anthropic", 1],
  // A letter too many, or two swapped: "hua" and "huaw" begin it.
  ["hwua", "huawei", 1],
  ["huwa", "huawei", 1],
])("from %j to the beginning of %j are %d slips", (one, other, count) => {
  expect(slipsToBeginning(one, other)).toBe(count);
});
