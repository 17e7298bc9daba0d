import { describe, expect, it } from "vitest";
import { peopleOf, speaksFor } from "../../../server/companies/speakers.js";

const zhipu = { id: "zhipu-ai", name: "Zhipu AI (Z.ai, Knowledge Atlas)", native_name: "智谱" };
const meta = { id: "meta", name: "Meta Platforms", native_name: null };

describe("for whom somebody speaks", () => {
  it.each(["Zhipu AI", "zhipu ai", "Zhipu AI (Z.ai)", "智谱"])("%s is Zhipu AI", (organization) => {
    expect(speaksFor(organization, zhipu)).toBe(true);
  });

  it("is told by the id where the name is longer", () => {
    expect(speaksFor("Meta", meta)).toBe(true);
    expect(speaksFor("Meta Platforms", meta)).toBe(true);
  });

  it("is never guessed from a part of a name", () => {
    expect(speaksFor("Metax", meta)).toBe(false);
    expect(speaksFor("Platforms", meta)).toBe(false);
    expect(speaksFor("", { ...meta, name: "" })).toBe(false);
    expect(speaksFor("(Meta)", { ...meta, id: "x" })).toBe(false);
  });
});

describe("people", () => {
  const claim = (id: string, speaker: string, speaker_role: string, stated_on: string) => ({
    id,
    speaker,
    speaker_role,
    stated_on,
    source_id: `source-${id}`,
  });

  it("are founders in the order of the record, then who spoke last first; a founder who spoke is one", () => {
    const people = peopleOf("Ada; Ben", [
      claim("1", "Cleo", "chief scientist", "2024"),
      claim("2", "Ben", "CEO", "2023-05"),
      claim("3", "Dan", "former CEO", "2025"),
      claim("4", "Ben", "chairman", "2025-01"),
    ]);
    expect(people.map(({ name, roles }) => `${name}: ${roles.join("; ")}`)).toEqual([
      "Ada: founder",
      "Ben: founder; chairman; CEO",
      "Dan: former CEO",
      "Cleo: chief scientist",
    ]);
    expect(people[1]?.claims.map(({ id }) => id)).toEqual(["4", "2"]);
  });

  it("are nobody where nobody is recorded", () => {
    expect(peopleOf(null, [])).toEqual([]);
  });
});
