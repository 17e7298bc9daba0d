import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { places } from "../../../server/places.js";

/**
 * The levels of the requirements of OWASP ASVS 5.0.0 by section, in the order of their numbers, from its published
 * list (5.0/docs_en in github.com/OWASP/ASVS). Level 3 is not claimed.
 */
const levels: Readonly<Record<string, string>> = {
  "1.1": "22",
  "1.2": "1111122223",
  "1.3": "112222222223",
  "1.4": "222",
  "1.5": "123",
  "2.1": "122",
  "2.2": "112",
  "2.3": "12223",
  "2.4": "23",
  "3.1": "3",
  "3.2": "113",
  "3.3": "12223",
  "3.4": "11222233",
  "3.5": "11122333",
  "3.6": "3",
  "3.7": "22333",
  "4.1": "12233",
  "4.2": "23333",
  "4.3": "22",
  "4.4": "1222",
  "5.1": "2",
  "5.2": "112333",
  "5.3": "113",
  "5.4": "222",
  "6.1": "122",
  "6.2": "111111112222",
  "6.3": "11223333",
  "6.4": "112233",
  "6.5": "22222333",
  "6.6": "2223",
  "6.7": "33",
  "6.8": "2222",
  "7.1": "222",
  "7.2": "1111",
  "7.3": "22",
  "7.4": "11222",
  "7.5": "223",
  "7.6": "22",
  "8.1": "1233",
  "8.2": "1123",
  "8.3": "133",
  "8.4": "23",
  "9.1": "111",
  "9.2": "1222",
  "10.1": "22",
  "10.2": "223",
  "10.3": "22223",
  "10.4": "1111122222233333",
  "10.5": "22222",
  "10.6": "22",
  "10.7": "222",
  "11.1": "2233",
  "11.2": "22233",
  "11.3": "11233",
  "11.4": "1222",
  "11.5": "23",
  "11.6": "23",
  "11.7": "33",
  "12.1": "12233",
  "12.2": "11",
  "12.3": "22223",
  "13.1": "2333",
  "13.2": "222223",
  "13.3": "2233",
  "13.4": "1222233",
  "14.1": "22",
  "14.2": "12223333",
  "14.3": "122",
  "15.1": "12233",
  "15.2": "12233",
  "15.3": "1222222",
  "15.4": "3333",
  "16.1": "2",
  "16.2": "22222",
  "16.3": "2222",
  "16.4": "222",
  "16.5": "2223",
  "17.1": "23",
  "17.2": "22223333",
  "17.3": "22",
};

const required = Object.entries(levels).flatMap(([section, each]) =>
  [...each].flatMap((level, at) => (level === "3" ? [] : [`${section}.${at + 1} ${level}`])),
);

const rows = readFileSync(join(places.root, "docs/security.md"), "utf8")
  .split("\n")
  .filter((line) => /^\| \d/.test(line))
  .map((line) => line.slice(2, -2).split(" | "))
  .map(([id = "", level = "", asks = "", state = "", how = "", test = ""]) => ({ id, level, asks, state, how, test }));

describe("the table of OWASP ASVS 5.0", () => {
  it("has every requirement of levels 1 and 2, in order, and no other", () => {
    // So many has the standard: 70 of level 1 and 183 of level 2.
    expect(required).toHaveLength(253);
    expect(rows.map(({ id, level }) => `${id} ${level}`)).toEqual(required);
  });

  it("says of each what it asks and how it is met, or why not", () => {
    for (const { id, asks, state, how } of rows) {
      expect(["met", "partly", "operator", "does not apply"], id).toContain(state);
      expect(asks, id).not.toBe("");
      expect(how, id).not.toBe("");
    }
  });

  it("names files that are there", () => {
    for (const { id, how } of rows)
      for (const [path] of how.matchAll(/\b(?:server|db|views|public)\/[\w./-]*\w/g))
        expect(existsSync(join(places.root, path)), `${id}: ${path}`).toBe(true);
  });

  it("names for all that is met a test that is there", () => {
    for (const { id, state, test } of rows) {
      if (state === "operator" || state === "does not apply") {
        expect(test.trim(), id).toBe("");
        continue;
      }
      const [, file = "", name = ""] = /^`(test\/[\w./-]+\.test\.ts)`: (.+)$/.exec(test.trim()) ?? [];
      expect(existsSync(join(places.root, file)) && file !== "", `${id}: ${test}`).toBe(true);
      expect(readFileSync(join(places.root, file), "utf8").includes(JSON.stringify(name)), `${id}: ${test}`).toBe(true);
    }
  });
});
