import { expect, it } from "vitest";
import { nearIds } from "../../../server/web/near-ids.js";

const known = ["meta", "alpaca", "llama-65b", "llama-2-70b", "qwen2-5-7b", "qwen-7b", "gpt-4o"].map((value) => ({
  value,
  label: { "llama-65b": "LLaMA", alpaca: "Alpaca on LLaMA" }[value] ?? value,
}));
const near = (given: string) => nearIds(given, known).map(({ value }) => value);

it("finds an id by a part of it or of its name, ids that begin with it first, then the shortest", () => {
  expect(near("LLaMA")).toEqual(["llama-65b", "llama-2-70b", "alpaca"]);
  expect(near("65b")).toEqual(["llama-65b"]);
});

it("takes points, dashes and capitals for nothing", () => {
  expect(near("Qwen2.5-7B")[0]).toBe("qwen2-5-7b");
  expect(near("gpt4o")).toEqual(["gpt-4o"]);
});

it("forgives a few slips of the hand, and no more", () => {
  expect(near("mets")).toEqual(["meta"]);
  expect(near("lama-65b")).toEqual(["llama-65b"]);
  expect(near("zebra")).toEqual([]);
});

it("has nothing to name for what has no letters or too many", () => {
  expect(near("--")).toEqual([]);
  expect(near("x".repeat(500))).toEqual([]);
});
