import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { readTrueType } from "../../server/web/truetype.js";

const fonts = new URL("../../public/fonts/", import.meta.url);
const dataset = new URL("../../db/dataset/", import.meta.url);
const names = ["ParallaxSans-400", "ParallaxSans-600", "ParallaxSerif-600", "NotoSansSC-400"] as const;
const fontFiles = names.map((name) => fileURLToPath(new URL(`${name}.ttf`, fonts)));
const characters = (name: string) => readTrueType(readFileSync(new URL(`${name}.ttf`, fonts))).characters;

describe("the bundled fonts", () => {
  it("draw every character of the dataset", () => {
    const drawn = new Set([...characters("ParallaxSans-400"), ...characters("NotoSansSC-400")]);
    expect([...foreignCharacters()].filter((c) => !drawn.has(codePoint(c)))).toEqual([]);
  });

  it("leave nothing but Chinese to the Chinese font, at each weight", () => {
    const latin = [...foreignCharacters()].filter((c) => codePoint(c) < 0x2e80);
    for (const name of ["ParallaxSans-400", "ParallaxSans-600", "ParallaxSerif-600"]) {
      expect(latin.filter((c) => !characters(name).has(codePoint(c)))).toEqual([]);
    }
  });

  it("have the symbols of labels and captions", () => {
    const symbols = [..."–—‘’“”…•′″←→↑↓↗≥≤≠×−±≈∞▲▼●◆○■□€£¥²³"];
    expect(symbols.filter((c) => !characters("ParallaxSans-400").has(codePoint(c)))).toEqual([]);
  });

  it("bear no reserved name, but keep the notices of copyright and licence", () => {
    for (const name of names) {
      const texts = readTrueType(readFileSync(new URL(`${name}.ttf`, fonts))).names;
      const shown = [...texts].filter(([id]) => ![0, 13, 14].includes(id)).map(([, text]) => text);
      expect(shown.filter((text) => /source/i.test(text))).toEqual([]);
      expect(texts.get(0)).toContain("Adobe");
      expect(texts.get(13)).toContain("SIL Open Font License");
    }
  });

  it("stay small enough for pages", () => {
    const bytes = names.map((name) => readFileSync(new URL(`${name}.woff2`, fonts)).length);
    expect(Math.max(...bytes)).toBeLessThan(90_000);
    expect(bytes.slice(0, 3).reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000);
  });
});

describe("a picture", () => {
  it("shows 零一万物, not boxes", () => {
    // 01.AI's name beside four characters that no font has: those come out as boxes or not at all.
    const name = ink("零一万物", "Noto Sans SC");
    const boxes = ink("\u{e000}\u{e001}\u{e002}\u{e003}", "Noto Sans SC");
    expect(name.dark).toBeGreaterThan(300);
    expect(name.pixels.equals(boxes.pixels)).toBe(false);
    const each = [..."零一万物"].map((c) => ink(c, "Noto Sans SC").pixels.toString("base64"));
    expect(new Set(each).size).toBe(4);
  });

  it("finds the Chinese glyphs from a Latin family, regular and semibold", () => {
    const expected = ink("零一万物", "Noto Sans SC").dark;
    expect(ink("零一万物", "Parallax Sans").dark).toBe(expected);
    expect(ink("零一万物", "Parallax Sans", 600).dark).toBe(expected);
    expect(ink("零一万物", "Parallax Serif", 600).dark).toBe(expected);
  });

  it("tells the weights and families apart", () => {
    const [regular, semibold, serif] = [
      ink("Parallax", "Parallax Sans"),
      ink("Parallax", "Parallax Sans", 600),
      ink("Parallax", "Parallax Serif", 600),
    ];
    expect(semibold.dark).toBeGreaterThan(regular.dark * 1.15);
    expect(serif.pixels.equals(semibold.pixels)).toBe(false);
  });
});

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function foreignCharacters(): ReadonlySet<string> {
  if (!existsSync(dataset))
    throw new Error("db/dataset is missing: without it no font can be checked against the data");
  const files = readdirSync(dataset).filter((name) => name.endsWith(".csv"));
  if (files.length === 0) throw new Error("db/dataset has no CSV files");
  const text = files.map((name) => readFileSync(new URL(name, dataset), "utf8")).join("");
  return new Set([...text].filter((c) => codePoint(c) > 0x7f && c !== "\ufeff"));
}

function ink(text: string, family: string, weight = 400): { readonly pixels: Buffer; readonly dark: number } {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="60"><rect width="240" height="60" fill="#fff"/>
    <text x="10" y="40" font-family="${family}" font-weight="${weight}" font-size="32">${text}</text></svg>`;
  const options = { font: { fontFiles, loadSystemFonts: false, defaultFontFamily: "Parallax Sans" } };
  const pixels = Buffer.from(new Resvg(svg, options).render().pixels);
  let dark = 0;
  for (let red = 0; red < pixels.length; red += 4) if (pixels.readUInt8(red) < 128) dark++;
  return { pixels, dark };
}
