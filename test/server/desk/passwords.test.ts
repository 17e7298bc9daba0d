import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { passwordFault } from "../../../server/desk/passwords.js";
import { places } from "../../../server/places.js";

const common = readFileSync(places.commonPasswords, "utf8")
  .split("\n")
  .filter((line) => line && !line.startsWith("# "));

// OWASP ASVS 5.0, 6.2.1 to 6.2.11.
describe("a password", () => {
  it("has twelve characters or more, counted as people count them", () => {
    expect(passwordFault("elevenchars", "a@example.org")).toContain("has 11 characters; take 12 or more");
    expect(passwordFault("twelve chars", "a@example.org")).toBeUndefined();
    expect(passwordFault("𝔞𝔟𝔠𝔡𝔢𝔣", "a@example.org")).toContain("has 6 characters");
  });

  it("may have 64 characters and more, of any kind and in any mixture", () => {
    for (const fine of [
      "x".repeat(63).concat("y"),
      "all small letters here",
      "零一万物零一万物零一万物一万",
      "               spaces",
      "938471650284",
    ])
      expect(passwordFault(fine, "a@example.org")).toBeUndefined();
    expect(passwordFault("xy".repeat(64), "a@example.org")).toBeUndefined();
    expect(passwordFault("x".repeat(129), "a@example.org")).toContain("longer than 128");
  });

  it("is none of the 3,000 commonest that are as long, however they are written", () => {
    expect(common.length).toBe(3000);
    expect(common).toContain("qwertyqwerty");
    for (const one of common) {
      expect([one, passwordFault(one, "a@example.org") !== undefined]).toEqual([one, true]);
      expect(passwordFault(one.toUpperCase(), "a@example.org")).toBeDefined();
    }
  });

  it("is more than the name of the site and the e-mail address", () => {
    for (const weak of [
      "parallaxparallax",
      "Parallax2026!!",
      "grace.hopper@example.org",
      "gracehopper1",
      "HopperGrace2026",
    ])
      expect(passwordFault(weak, "grace.hopper@example.org")).toContain("little more than your e-mail address");
    expect(passwordFault("grace under pressure", "grace.hopper@example.org")).toBeUndefined();
  });
});
