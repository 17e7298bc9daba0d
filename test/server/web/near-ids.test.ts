import { expect, it } from "vitest";
import { nearIds } from "../../../server/web/near-ids.js";

const known = ["meta", "llama-65b", "llama-2-70b", "qwen2-5-7b", "qwen-7b", "gpt-4o"].map((value) => ({
  value,
  label: value === "llama-65b" ? "LLaMA" : value,
}));
const near = (given: string) => nearIds(given, known).map(({ value }) => value);

it("finds an id by a part of it or of its name, the shortest first", () => {
  expect(near("LLaMA")).toEqual(["llama-65b", "llama-2-70b"]);
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
