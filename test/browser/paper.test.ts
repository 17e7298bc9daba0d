import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nameSize } from "../../public/charts/lineage-data.js";
import { mainPages, openPage } from "./visit.js";

interface Sheet {
  /** Points: 1/72 inch. */
  readonly width: number;
  readonly height: number;
  readonly text: string;
}

const formats = {
  A4: { width: 595, height: 842 },
  Letter: { width: 612, height: 792 },
} as const;

/** Height inside the margins of the lower of the two formats, in CSS pixels: what a figure must fit into. */
const lowestRoom = ((279.4 - 17 - 19) / 25.4) * 96;
/** Width inside the margins of the narrower one. */
const narrowestRoom = ((210 - 15 - 15) / 25.4) * 96;

/** The same of a sheet turned sideways. */
const sidewaysRoom = ((279.4 - 15 - 15) / 25.4) * 96;

/** Height inside its margins, of the lower format. */
const lowestSideways = ((210 - 17 - 19) / 25.4) * 96;

async function print(page: Page, format: keyof typeof formats): Promise<readonly Sheet[]> {
  const { getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");
  // Chromium may cut a print short that is asked for in the very moment in which the page is still being laid out.
  await page.evaluate(() => document.fonts.ready.then(() => new Promise(requestAnimationFrame)));
  const bytes = await page.pdf({ format, preferCSSPageSize: true, tagged: true, outline: true });
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const pdf = await task.promise;
  const sheets: Sheet[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const sheet = await pdf.getPage(number);
    const [, , width = 0, height = 0] = sheet.view;
    const { items } = await sheet.getTextContent();
    const text = items.map((item) => ("str" in item ? `${item.str}${item.hasEOL ? "\n" : ""}` : "")).join("");
    sheets.push({ width, height, text });
  }
  await task.destroy();
  return sheets;
}

/** Letters without any space: lines break anywhere in a long address. */
const packed = (text: string) => text.replace(/\s+/g, "");

describe.each(mainPages)("%s on paper", (address) => {
  let page: Page;
  const printed = {} as Record<keyof typeof formats, readonly Sheet[]>;
  const query = address === "/data" ? "" : "?as_of=2025-06-30";

  beforeAll(async () => {
    page = await openPage();
    await page.goto(`${address}${query}`, { waitUntil: "networkidle" });
    for (const format of ["A4", "Letter"] as const) printed[format] = await print(page, format);
  });
  afterAll(() => page.context().close());

  it.each(["A4", "Letter"] as const)("fills sheets of %s, each with its number and the view", (format) => {
    const sheets = printed[format];
    const day = query ? "30 Jun 2025" : "24 Nov 2026";
    sheets.forEach(({ width, height, text }, at) => {
      // A table too wide for an upright sheet stands on sheets turned sideways.
      const [short, long] = [Math.min(width, height), Math.max(width, height)];
      expect(Math.abs(short - formats[format].width)).toBeLessThan(1.5);
      expect(Math.abs(long - formats[format].height)).toBeLessThan(1.5);
      expect(packed(text)).toContain(`${at + 1}/${sheets.length}`);
      expect(packed(text)).toContain(packed(`What had happened by ${day}`));
      expect(packed(text)).toContain(packed("as recorded on"));
      expect(text).toContain("Parallax");
    });
  });

  it("fits between the margins, so that no browser shrinks it", async () => {
    const overflow = async (room: number, within: string) => {
      await page.setViewportSize({ width: Math.floor(room), height: 900 });
      await page.emulateMedia({ media: "print" });
      return page
        .locator(within)
        .evaluateAll((tables) =>
          tables
            .map((table) => Math.round(table.getBoundingClientRect().right - innerWidth))
            .filter((over) => over > 0),
        );
    };
    expect(await overflow(narrowestRoom, "main .rows:not(.wide) table, main section:not(.rows) table")).toEqual([]);
    expect(await overflow(sidewaysRoom, "main .rows.wide table")).toEqual([]);
  });

  it("has nothing on it that only a screen can use", () => {
    const text = printed.A4.map((sheet) => sheet.text).join("\n");
    for (const words of ["Skip to content", "Change view", "Data dictionary and downloads"])
      expect(text).not.toContain(words);
    expect(text).not.toMatch(/\bCSV\s+SVG\s+PNG\b/);
  });

  it("can hold each of its figures whole on either format", async () => {
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: Math.floor(narrowestRoom), height: 1000 });
    const heights = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("figure")].map((figure) => ({
        id: figure.id,
        height: figure.getBoundingClientRect().height,
        breaks: getComputedStyle(figure).breakInside,
        shown: [...figure.querySelectorAll("svg.picture")].filter((svg) => svg.getBoundingClientRect().height > 0)
          .length,
      })),
    );
    await page.emulateMedia({ media: null });
    for (const { id, height, breaks, shown } of heights) {
      expect(height, `${id}: height`).toBeLessThan(lowestRoom);
      expect(breaks, `${id}: break-inside`).toBe("avoid");
      expect(shown, `${id}: pictures`).toBeLessThanOrEqual(1);
    }
  });

  it("lists its numbered sources with their addresses at the end", async () => {
    const notes = await page.locator("#notes li").evaluateAll((items) =>
      items.map((item, at) => ({
        number: at + 1,
        url: item.querySelector('a[href^="http"]')?.getAttribute("href") ?? "",
      })),
    );
    const text = printed.A4.map((sheet) => sheet.text).join("\n");
    // A table has a column of that name, too.
    const end = packed(text.split(/Sources(?=\s*1\s*\.)/).at(-1) ?? "");
    const missing = notes.filter(({ number, url }) => !end.includes(`${number}.`) || !end.includes(packed(url)));
    // A sheet's running lines may stand between the two halves of an address.
    expect(missing.length).toBeLessThanOrEqual(printed.A4.length);
    expect(missing.filter(({ url }) => url === "")).toEqual([]);
  });
});

describe("a table that is longer than a sheet", () => {
  it("repeats its head on every sheet and splits no row", async () => {
    const page = await openPage();
    await page.goto("/funding?as_of=2024-02-21", { waitUntil: "networkidle" });
    const sheets = await print(page, "A4");
    const withRows = sheets.filter(
      ({ text }) => /\bseries [a-e]\b/i.test(text) && /\$\d/.test(text) && text.includes("Evidence"),
    );
    const first = sheets.findIndex(({ text }) => text.includes("Announced"));
    const notes = sheets.findIndex(({ text }) => /^Sources$/m.test(text));
    expect(notes - first).toBeGreaterThan(1);
    for (const { text } of sheets.slice(first, notes)) {
      for (const head of ["Announced", "Company", "Country", "Stage", "Evidence"]) expect(text).toContain(head);
    }
    expect(withRows.length).toBeGreaterThan(1);
    await page.context().close();
  });
});

describe("four companies side by side", () => {
  it.each(["A4", "Letter"] as const)(
    "stand on one sheet of %s turned sideways, their sources after it",
    async (format) => {
      const page = await openPage();
      await page.goto("/compare?ids=openai,anthropic,alibaba,deepseek", { waitUntil: "networkidle" });
      const [first, ...rest] = await print(page, format);
      await page.context().close();
      expect(first?.width).toBeGreaterThan(first?.height ?? 0);
      for (const words of ["OpenAI", "DeepSeek", "Native name", "Known equity raised", "Claims by its people"])
        expect(first?.text).toContain(words);
      for (const { text } of rest) expect(text).not.toContain("Claims by its people");
    },
  );
});

describe("the lineage of all models", () => {
  it("prints its names at 7 pt or more, a part on each sheet turned sideways", async () => {
    const page = await openPage();
    await page.goto("/dependencies", { waitUntil: "networkidle" });
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: Math.floor(sidewaysRoom), height: 800 });
    const parts = await page.locator("#lineage .sheet").evaluateAll((sheets) =>
      sheets.map((sheet) => {
        const { width, height } = sheet.getBoundingClientRect();
        return { height, scale: width / (sheet as SVGSVGElement).viewBox.baseVal.width };
      }),
    );
    expect(parts.length).toBeGreaterThan(1);
    for (const { height, scale } of parts) {
      expect((nameSize * scale * 72) / 96).toBeGreaterThanOrEqual(7);
      expect(height).toBeLessThan(lowestSideways);
    }
    await page.context().close();
  });
});

describe("Chinese names", () => {
  it("have ink on paper", async () => {
    const page = await openPage();
    await page.goto("/companies/01-ai", { waitUntil: "networkidle" });
    const text = (await print(page, "A4")).map((sheet) => sheet.text).join("\n");
    expect(packed(text)).toContain("零一万物");
    await page.context().close();
  });
});
