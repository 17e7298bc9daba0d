import { describe, expect, it } from "vitest";
import type { Entry, Ground, Kind } from "../../../server/search/entries.js";
import { type Asked, find } from "../../../server/search/find.js";
import { SearchIndex } from "../../../server/search/search-index.js";

function entry(kind: Kind, label: string, more: Partial<Omit<Entry, "grounds">> & Partial<Ground> = {}): Entry {
  const { native = null, also = [], of = [], date = null, since = "", confidence = null } = more;
  const id = more.id ?? label.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return {
    kind,
    id,
    label,
    native,
    also,
    of,
    date,
    grounds: [{ since, confidence, country: null, detail: "", path: "/" }],
  };
}

const world = [
  entry("companies", "01.AI", { native: "零一万物", of: ["Kai-Fu Lee"], since: "2023-03" }),
  entry("companies", "DeepSeek", { native: "深度求索", since: "2023-07" }),
  entry("companies", "Anthropic", { since: "2021" }),
  entry("companies", "Character.AI", { since: "2021" }),
  entry("people", "Kai-Fu Lee", { of: ["01.AI"], since: "2023-03" }),
  entry("models", "Yi-34B", { of: ["01.AI", "零一万物"], since: "2023-11-02" }),
  entry("models", "GPT-4", { of: ["OpenAI"], since: "2023-03-14" }),
  entry("models", "GPT-4o", { of: ["OpenAI"], since: "2024-05-13" }),
  entry("models", "GPT-4 Turbo", { of: ["OpenAI"], since: "2023-11-06" }),
  entry("models", "DeepSeek-R1", { of: ["DeepSeek"], since: "2025-01-20" }),
  entry("models", "Grok 4", { of: ["xAI"], since: "2025-07-09", confidence: "disputed" }),
  entry("chips", "NVIDIA H20", { of: ["NVIDIA"], since: "2024-01" }),
  entry("chips", "NVIDIA H200 SXM", { of: ["NVIDIA"], since: "2024-11" }),
  entry("events", "H20 exports to China need a licence", { since: "2025-04-15" }),
  entry("sources", "GPT-4 technical report", { also: ["OpenAI"] }),
];
const index = await SearchIndex.of(world);

const search = (text: string, more: Partial<Asked> = {}) =>
  find(index, { text, admits: ({ since }) => since <= "2026", most: 5, ...more });
const labels = (text: string, more: Partial<Asked> = {}) =>
  search(text, more).groups.flatMap(({ hits }) => hits.map(({ entry }) => entry.label));

describe("what is written finds first", () => {
  it.each([
    ["零一万物", "01.AI"],
    ["零一", "01.AI"],
    ["万物", "01.AI"],
    ["01.AI", "01.AI"],
    ["01ai", "01.AI"],
    ["01 ai", "01.AI"],
    ["０１．ＡＩ", "01.AI"],
    ["characterai", "Character.AI"],
    ["deep seek", "DeepSeek"],
    ["gpt 4", "GPT-4"],
    ["GPT4", "GPT-4"],
    ["gpt-4o", "GPT-4o"],
    ["gpt4t", "GPT-4 Turbo"],
    ["turbo gpt", "GPT-4 Turbo"],
    ["h20", "NVIDIA H20"],
    ["nvidia h20", "NVIDIA H20"],
    ["kai-fu lee", "Kai-Fu Lee"],
    ["Lee Kai-Fu", "Kai-Fu Lee"],
    ["deepseek-r1", "DeepSeek-R1"],
  ])("%s: %s", (text, first) => {
    expect(labels(text)[0]).toBe(first);
  });

  it("the whole name before names that go on, and the thing before what belongs to it", () => {
    expect(labels("gpt-4", { kinds: ["models"] })).toEqual(["GPT-4", "GPT-4 Turbo", "GPT-4o"]);
    expect(search("零一万物").groups.map(({ kind }) => kind)).toEqual(["companies", "models"]);
  });

  it("H20 and not H200", () => {
    expect(labels("h20")).not.toContain("NVIDIA H200 SXM");
    expect(labels("h2")).toEqual(expect.arrayContaining(["NVIDIA H20", "NVIDIA H200 SXM"]));
  });

  it("how it was found is said", () => {
    const matched = (text: string) => search(text).groups[0]?.hits[0]?.matched;
    expect(["01.AI", "01", "turbo", "antropic"].map(matched)).toEqual(["exact", "beginning", "words", "near"]);
  });
});

describe("slips of the hand", () => {
  it.each([
    ["Antropic", "Anthropic"],
    ["deepsek", "DeepSeek"],
    ["deepsek r1", "DeepSeek-R1"],
    ["Anthorpic", "Anthropic"],
  ])("%s finds %s", (text, first) => {
    expect(labels(text)[0]).toBe(first);
    expect(search(text).groups.flatMap(({ hits }) => hits.map(({ matched }) => matched))).not.toContain("exact");
  });

  it("are not looked for where something is written so", () => {
    expect(labels("turbo")).toEqual(["GPT-4 Turbo"]);
  });

  it("make no chip another", () => {
    expect(labels("h300")).toEqual([]);
  });
});

describe("nothing", () => {
  it("is found by signs, by nothing and by what is not there", () => {
    for (const text of ["", "  ", "?!…", "zzzz"]) expect(search(text).groups, text).toEqual([]);
    expect(search("?!…").words).toEqual([]);
  });

  it("answers all words: what answers some is offered, most words first", () => {
    const { groups, perhaps } = search("gpt turbo xyzzy");
    expect(groups).toEqual([]);
    expect(perhaps[0]?.entry.label).toBe("GPT-4 Turbo");
  });
});

describe("the view", () => {
  const on = (day: string) => ({ admits: ({ since }: Ground) => since <= day });

  it("hides what came later, from hits, counts and what is offered instead", () => {
    expect(labels("gpt-4", on("2024-02-21"))).toEqual(["GPT-4", "GPT-4 Turbo", "GPT-4 technical report"]);
    expect(search("deepseek-r1", on("2024-02-21")).groups).toEqual([]);
    expect(search("deepseek-r1", on("2024-02-21")).perhaps.map(({ entry }) => entry.label)).toEqual(["DeepSeek"]);
  });

  it("shows those grounds alone that it admits", async () => {
    const grounds = ["2023", "2025"].map((since) => ({
      since,
      confidence: null,
      country: null,
      detail: since,
      path: "/",
    }));
    const person: Entry = { ...entry("people", "Ada Lovelace"), grounds };
    const one = await SearchIndex.of([person]);
    const [group] = find(one, { text: "ada", most: 5, ...on("2024") }).groups;
    expect(group?.hits[0]?.grounds.map(({ detail }) => detail)).toEqual(["2023"]);
  });
});

it("counts all and gives the best few, the same ones in any number", async () => {
  const many = Array.from({ length: 300 }, (_, at) => entry("models", `Tiny ${(at * 7919) % 300}`));
  const index = await SearchIndex.of(many);
  const ask = (most: number) => find(index, { text: "tiny", admits: () => true, most }).groups[0];
  expect(ask(5)?.total).toBe(300);
  expect(ask(5)?.hits).toEqual(ask(300)?.hits.slice(0, 5));
  const all = ask(300)?.hits.map(({ entry }) => entry.label) ?? [];
  expect(new Set(all).size).toBe(300);
});

it("an id is found whole, not by its parts", () => {
  expect(labels("nvidia-h200-sxm")).toEqual(["NVIDIA H200 SXM"]);
});
