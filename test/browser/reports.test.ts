import { parseHTML } from "linkedom";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type Pdf, printPdf } from "../../server/reports/pdf.js";
import { openBrowser } from "./visit.js";

/** What the ready-made reports promise on paper, from the shipped facts. */

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function read(bytes: Uint8Array) {
  const { getDocument, OPS } = await import("pdfjs-dist/legacy/build/pdf.mjs");
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const pdf = await task.promise;
  const pages = await Promise.all(Array.from({ length: pdf.numPages }, (_, at) => pdf.getPage(at + 1)));
  const sheets = await Promise.all(
    pages.map(async (page) => {
      const [, , width = 0, height = 0] = page.view;
      const { items } = await page.getTextContent();
      const text = items.map((item) => ("str" in item ? `${item.str} ` : "")).join("");
      const { fnArray } = await page.getOperatorList();
      const rasters = fnArray.filter((op) => op === OPS.paintImageXObject || op === OPS.paintInlineImageXObject).length;
      return { width, height, text, rasters };
    }),
  );
  await task.destroy();
  return sheets;
}

const packed = (text: string) => text.normalize("NFKC").replace(/\s+/g, "");
const wordsOf = (element: Element | null) => packed(element?.textContent ?? "");

describe.each([
  ["the landscape today", "landscape.html"],
  ["the landscape on the article’s day", "landscape.html?as_of=2024-02-21"],
  ["open-source dependence", "dependence.html"],
  ["chip constraints", "chips.html"],
  ["then and now", "then-and-now.html"],
  ["a company’s brief on Letter", "company-01-ai.html?paper=Letter"],
])("%s, printed", (_name, path) => {
  let document: Document;
  let printed: Pdf;
  let sheets: Awaited<ReturnType<typeof read>>;

  beforeAll(async () => {
    const html = await (await fetch(`${inject("origin")}/reports/${path}`)).text();
    document = parseHTML(html).document;
    // Refuses what is blank, split, clipped, dotted or without rows.
    printed = await printPdf(html, { browser });
    sheets = await read(printed.bytes);
  }, 120_000);

  it("says on every sheet but the cover which it is of how many, and what it looks at", () => {
    const view = packed("What had happened by");
    expect(packed(sheets[0]?.text ?? "")).not.toContain("Page1of");
    for (const [at, { text }] of sheets.entries())
      if (at > 0) {
        expect(packed(text)).toContain(`Page${at + 1}of${sheets.length}`);
        expect(packed(text)).toContain(view);
      }
  });

  it("is of one paper, upright or turned sideways", () => {
    const [short, long] = path.includes("Letter") ? [612, 792] : [595, 842];
    for (const { width, height } of sheets) {
      expect(Math.abs(Math.min(width, height) - short)).toBeLessThan(1.5);
      expect(Math.abs(Math.max(width, height) - long)).toBeLessThan(1.5);
    }
  });

  it("has every entry of its contents, with the page on which it stands", () => {
    const contents = sheets
      .slice(1, 4)
      .map(({ text }) => packed(text))
      .join("");
    for (const entry of document.querySelectorAll(".contents-list li")) {
      const id = entry.querySelector("[data-page-of]")?.getAttribute("data-page-of") ?? "";
      const page = printed.pageOf.get(id);
      expect(contents, id).toContain(`${wordsOf(entry)}${page}`);
    }
  });

  it("strands no heading: what it stands over begins on its sheet", () => {
    for (const chapter of document.querySelectorAll(".chapter")) {
      const first = chapter.querySelector("figure, .report-table");
      const heading = chapter.querySelector("h2");
      if (!first || !heading) continue;
      expect(printed.pageOf.get(first.id), heading.textContent ?? "").toBe(printed.pageOf.get(heading.id));
    }
    const lone = sheets.filter(({ text }) => packed(text).length < 200);
    // The cover has few words; a sheet of the lineage has those of its nodes.
    expect(lone.filter((sheet) => sheet !== sheets[0] && sheet.width < sheet.height)).toEqual([]);
  });

  it("prints every row of its tables", () => {
    const all = packed(sheets.map(({ text }) => text).join(""));
    let rows = 0;
    for (const row of document.querySelectorAll(".report-table tbody tr")) {
      const cells = [...row.querySelectorAll("th, td")].map((cell) => wordsOf(cell.firstChild as Element | null));
      for (const cell of cells) expect(all.includes(cell), `${row.closest("section")?.id}: ${cell}`).toBe(true);
      rows++;
    }
    expect(rows).toBeGreaterThan(5);
  });

  it("is text and lines, no picture made of dots", () => {
    expect(sheets.map(({ rasters }) => rasters).filter((rasters) => rasters > 0)).toEqual([]);
  });

  it("lists every source it cites, with its address", () => {
    const end = packed(sheets.map(({ text }) => text).join(""));
    const notes = [...document.querySelectorAll(".report-notes li")];
    expect(notes.length).toBeGreaterThan(5);
    const missing = notes.filter((note) => !end.includes(packed(note.querySelector("a")?.getAttribute("href") ?? "?")));
    // A sheet's running lines may stand between the two halves of an address.
    expect(missing.length).toBeLessThanOrEqual(sheets.length);
  });
});
