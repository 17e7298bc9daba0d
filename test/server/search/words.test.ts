import { describe, expect, it } from "vitest";
import { folded, isUnspaced, joined, plainWords, wordsOf } from "../../../server/search/words.js";

it.each([
  ["Mistral", "mistral"],
  ["Timothée", "timothee"],
  ["０１．ＡＩ", "01.ai"],
  ["PanGu-Σ", "pangu-σ"],
  ["零一万物", "零一万物"],
  // A mark of voicing makes another letter, it is no accent.
  ["ガ", "ガ"],
])("%s is compared as %s", (text, plain) => {
  expect(folded(text)).toBe(plain);
});

describe("words", () => {
  it.each([
    ["GPT-4o mini", ["gpt", "4o", "mini"]],
    ["01.AI", ["01", "ai"]],
    ["０１．ＡＩ", ["01", "ai"]],
    ["CPE源峰", ["cpe", "源峰"]],
    ["Clément Delangue", ["clement", "delangue"]],
    ["?! — …", []],
    ["", []],
  ])("of %j are %j", (text, words) => {
    expect(plainWords(text)).toEqual(words);
    expect(wordsOf(text).map(({ text }) => text)).toEqual(words);
  });

  it("say where they stand in the text as written", () => {
    const text = "Yi-34B von 零一万物";
    expect(wordsOf(text).map(({ from, to }) => text.slice(from, to))).toEqual(["Yi", "34B", "von", "零一万物"]);
  });

  it("without gaps are the same for every way of writing a name", () => {
    expect(["GPT-4", "gpt 4", "GPT4", "ＧＰＴ－４"].map((text) => joined(plainWords(text)))).toEqual(
      Array(4).fill("gpt4"),
    );
  });
});

it("Chinese and Japanese stand unspaced, all else does not", () => {
  expect(["零一", "スパコン", "qwen", "34b", "제미나이", ""].map(isUnspaced)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});
