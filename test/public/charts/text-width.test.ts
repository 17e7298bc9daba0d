import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fitText, textWidth, titleWidth } from "../../../public/charts/text-width.js";
import { readTrueType } from "../../../server/web/truetype.js";

const bundled = (name: string) => readTrueType(readFileSync(new URL(`../../../public/fonts/${name}`, import.meta.url)));

describe("textWidth", () => {
  it.each([
    ["ParallaxSans-400.ttf", (text: string) => textWidth(text, 1000)],
    ["ParallaxSans-600.ttf", (text: string) => textWidth(text, 1000, 600)],
    ["ParallaxSerif-600.ttf", (text: string) => titleWidth(text, 1000)],
    ["NotoSansSC-400.ttf", (text: string) => textWidth(text, 1000)],
  ])("knows every character of %s by the font's own metrics", (name, width) => {
    const font = bundled(name);
    expect(font.unitsPerEm).toBe(1000);
    expect(font.characters.size).toBeGreaterThan(350);
    const wrong = [...font.characters].filter(
      (codePoint) => width(String.fromCodePoint(codePoint)) !== font.advance(codePoint),
    );
    expect(wrong.map((codePoint) => codePoint.toString(16))).toEqual([]);
  });

  it("adds up, grows with size, and is wider in semibold", () => {
    expect(textWidth("2026", 10)).toBeCloseTo(4 * 4.97);
    expect(textWidth("DeepSeek", 24)).toBeCloseTo(2 * textWidth("DeepSeek", 12));
    expect(textWidth("DeepSeek", 12, 600)).toBeGreaterThan(textWidth("DeepSeek", 12));
    expect(textWidth("", 12)).toBe(0);
  });

  it("gives all figures one width, so that columns align", () => {
    expect(new Set([..."0123456789"].map((figure) => textWidth(figure, 1000)))).toEqual(new Set([497]));
  });

  it("counts 1 em for Han characters, known or not, and for those outside the basic plane", () => {
    expect(textWidth("零一万物", 12)).toBe(48);
    expect(textWidth("龘𠀀", 12)).toBe(24);
    expect(textWidth("（）：", 10)).toBe(30);
  });

  it("gives combining marks and joiners no width, and an average to what it does not know", () => {
    expect(textWidth("e\u0301\u200d", 10)).toBeCloseTo(textWidth("e", 10));
    expect(textWidth("\u0416", 10)).toBeCloseTo(4.97);
  });
});

describe("fitText", () => {
  it("leaves alone what fits", () => {
    expect(fitText("Moonshot AI", 12, textWidth("Moonshot AI", 12))).toBe("Moonshot AI");
  });

  it("shortens to the longest beginning that fits", () => {
    const short = fitText("Moonshot AI", 12, 50);
    expect(short).toBe("Moons…");
    expect(textWidth(short, 12)).toBeLessThanOrEqual(50);
    expect(textWidth("Moonsh…", 12)).toBeGreaterThan(50);
  });

  it("leaves no space, dash or comma before the ellipsis", () => {
    expect(fitText("Moonshot Academy", 12, textWidth("Moonshot …", 12))).toBe("Moonshot…");
    expect(fitText("Qwen3-235B", 12, textWidth("Qwen3-…", 12))).toBe("Qwen3…");
  });

  it("cuts between characters, not inside them", () => {
    expect(fitText("𠀀𠀀𠀀", 12, 30)).toBe("𠀀…");
  });

  it("gives nothing rather than a lone ellipsis", () => {
    expect(fitText("Moonshot AI", 12, 12)).toBe("");
    expect(fitText("Moonshot AI", 12, -5)).toBe("");
  });
});
