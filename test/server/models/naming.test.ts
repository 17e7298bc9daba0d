import { expect, it } from "vitest";
import { namesModel } from "../../../server/models/naming.js";

it.each([
  ["01.AI releases Yi-6B and Yi-34B", "Yi-34B"],
  ["Meta releases LLaMA to researchers.", "LLaMA (65B; family 7B to 65B)"],
  ["DeepSeek-R1: an open reasoning model", "DeepSeek-R1"],
  ["Weights of Llama 2-70B, and its licence", "Llama 2-70B"],
])("%j names %s", (text, name) => {
  expect(namesModel(text, name)).toBe(true);
});

it.each([
  ["OpenAI releases GPT-4o", "GPT-4"],
  ["OpenAI releases GPT-4.5", "GPT-4"],
  ["OpenAI releases GPT-4 Turbo", "GPT-4"],
  ["DeepSeek-R1-Distill-Llama-70B is out", "DeepSeek-R1"],
  ["Meta releases Llama 2", "Llama"],
  ["Chinese-LLaMA is extended", "LLaMA"],
  ["o1 and o3 are out", "o1"],
  ["llama.cpp runs it", "LLaMA"],
])("%j does not name %s", (text, name) => {
  expect(namesModel(text, name)).toBe(false);
});
