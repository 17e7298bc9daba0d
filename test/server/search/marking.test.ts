import { expect, it } from "vitest";
import { marked } from "../../../server/search/marking.js";

/** A text with its marked stretches in brackets. */
const brackets = (text: string, words: readonly string[], near = false) =>
  marked(text, words, near)
    .map(({ text, marked }) => (marked ? `[${text}]` : text))
    .join("");

it.each([
  ["01.AI", ["01"], "[01].AI"],
  ["01.AI", ["01ai"], "[01.AI]"],
  ["GPT-4o mini", ["gpt4"], "[GPT-4]o mini"],
  ["GPT-4 Turbo", ["gpt", "4"], "[GPT-4] Turbo"],
  ["零一万物", ["一万"], "零[一万]物"],
  ["DeepSeek-R1", ["deep", "seek"], "[DeepSeek]-R1"],
  ["Timothée Lacroix", ["timothee"], "[Timothée] Lacroix"],
  ["NVIDIA H200", ["h20"], "NVIDIA H200"],
  ["<script>", ["script"], "<[script]>"],
  ["Nothing here", ["qwen"], "Nothing here"],
  ["", ["qwen"], ""],
])("in %j the words %j are marked as %s", (text, words, expected) => {
  expect(brackets(text, words)).toBe(expected);
});

it("a word that is misspelt marks the whole word that was meant, when slips are forgiven", () => {
  expect(brackets("Anthropic's bet", ["antropic"])).toBe("Anthropic's bet");
  expect(brackets("Anthropic's bet", ["antropic"], true)).toBe("[Anthropic]'s bet");
});

it("loses nothing of the text, whatever is marked", () => {
  const text = "Ｑｗｅｎ２.5-Max (预览) – qwen qwenqwen";
  for (const words of [["qwen"], ["qwen2", "max"], ["预"], ["qwen25max"]])
    expect(
      marked(text, words, true)
        .map(({ text }) => text)
        .join(""),
    ).toBe(text);
});
