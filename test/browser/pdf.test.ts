import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { places } from "../../server/places.js";
import { launchBrowser } from "../../server/reports/browser.js";
import { type Pdf, printPdf, UnprintableError } from "../../server/reports/pdf.js";
import { PdfQueue } from "../../server/reports/pdf-queue.js";
import { openBrowser } from "./visit.js";

const font = readFileSync(join(places.fonts, "ParallaxSans-400.woff2")).toString("base64");

/** Everything inside itself, as reports are. */
function report(body: string, { paper = "A4", head = "" } = {}): string {
  return `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>The landscape — “today”</title>
<meta name="author" content="A. Analyst, 李华"><meta name="description" content="Who leads in generative AI">
<meta name="keywords" content="AI, chips"><meta name="dcterms.created" content="2024-02-21T09:00:00Z">
<style>
@font-face { font-family: Parallax; src: url(data:font/woff2;base64,${font}) format("woff2"); }
@page { size: ${paper}; margin: 20mm 15mm; @bottom-right { content: counter(page) " / " counter(pages); } }
body { font: 10pt/1.4 Parallax; margin: 0; }
h2 { break-before: page; } figure { break-inside: avoid; margin: 0; } svg { display: block; max-width: 100%; }
</style>${head}</head><body>${body}</body></html>`;
}

const axis = `<g aria-hidden="true"><path d="M0,90H400M0,90v5M100,90v5" stroke="#666" fill="none"/><text y="99">2023</text></g>`;
const bars = `<rect x="10" y="20" width="30" height="70" fill="#14477a"/><text x="10" y="15">零一万物 $1bn</text>`;
/** Chromium prints the patterns of SVG as pictures of dots. */
const hatched = `<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse"><path d="M0,5l5-5" stroke="#d2452a"/></pattern></defs><rect x="50" y="40" width="30" height="50" fill="url(#hatch)"/>`;

function figure(number: number, ink: string, attributes = ""): string {
  return `<figure class="report-figure" id="figure-${number}" ${attributes}><figcaption>Figure ${number}. A finding</figcaption>
<svg viewBox="0 0 400 100" width="400" height="100" role="img" aria-label="Bars of figure ${number}">${ink}</svg></figure>`;
}

const rows = Array.from({ length: 90 }, (_, at) => `<tr><td>Row ${at + 1}.</td><td>$${at + 1}m</td></tr>`).join("");

const whole = report(`<h1>The landscape</h1>
<nav class="contents-list"><ol>
${["money", "chips", "notes"].map((id) => `<li><a href="#${id}">Part ${id}</a> <span class="page-number" data-page-of="${id}"></span></li>`).join("\n")}
</ol></nav>
<h2 id="money">1 Money</h2><p>Known funding.<sup><a href="#note-1">1</a></sup></p>${figure(1, axis + bars)}
<h3 id="rounds">1.1 Rounds</h3>
<section class="report-table" id="table-1"><table><thead><tr><th scope="col">Round</th><th scope="col">Amount</th></tr></thead><tbody>${rows}</tbody></table></section>
<h2 id="chips">2 Chips</h2><div style="height: 235mm"></div>${figure(2, axis + bars)}
<h2 id="notes">Notes</h2><ol><li id="note-1">A source, <a href="https://example.org/a">https://example.org/a</a></li></ol>`);

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

/** What a reader's program sees of a PDF. */
async function open(bytes: Uint8Array) {
  const { getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const pdf = await task.promise;
  const pages = await Promise.all(Array.from({ length: pdf.numPages }, (_, at) => pdf.getPage(at + 1)));
  const texts = await Promise.all(
    pages.map(async (page) => {
      const { items } = await page.getTextContent();
      return items.map((item) => ("str" in item ? `${item.str}${item.hasEOL ? "\n" : ""}` : "")).join("");
    }),
  );
  return { pdf, pages, texts, close: () => task.destroy() };
}

describe("a printed report", () => {
  let printed: Pdf;
  let read: Awaited<ReturnType<typeof open>>;
  const steps: string[] = [];

  beforeAll(async () => {
    printed = await printPdf(whole, { browser, onProgress: (step) => steps.push(step) });
    read = await open(printed.bytes);
  });
  afterAll(() => read.close());

  /** The page that has a heading, not counting the contents that name it. */
  const pageWith = (words: string) => read.texts.findIndex((text, at) => at > 0 && text.includes(words)) + 1;

  it("has in its contents the pages on which the headings stand", () => {
    const [contents = ""] = read.texts;
    const found = { money: pageWith("1 Money"), chips: pageWith("2 Chips"), notes: pageWith("Notes") };
    expect(found.money).toBe(2);
    expect(found.chips).toBeGreaterThan(3);
    for (const [id, page] of Object.entries(found)) {
      expect(contents).toMatch(new RegExp(`Part ${id}\\s+${page}\\b`));
      expect(printed.pageOf.get(id)).toBe(page);
    }
    expect(printed.pages).toBe(read.pdf.numPages);
    expect(read.pages[0]?.view.map(Math.round)).toEqual([0, 0, 595, 842]);
    expect(steps).toEqual(["laying out", "printing", "numbering contents", "printing again", "checking"]);
  });

  it("leads from a citation to its note, and from the note to its source", async () => {
    const links = (await Promise.all(read.pages.map((page) => page.getAnnotations()))).flat();
    const citation = links.find(({ dest }) => dest === "note-1");
    const destination = (await read.pdf.getDestination(String(citation?.dest))) as [{ num: number; gen: number }];
    expect((await read.pdf.getPageIndex(destination[0])) + 1).toBe(pageWith("A source,"));
    expect(links.map(({ url }) => url)).toContain("https://example.org/a");
  });

  it("has its headings as bookmarks, one within the other", async () => {
    const titles = (items: Awaited<ReturnType<typeof read.pdf.getOutline>>): unknown[] =>
      items.map(({ title, items: inside }) => (inside.length > 0 ? [title, titles(inside)] : title));
    expect(titles(await read.pdf.getOutline())).toEqual([
      ["The landscape", [["1 Money", ["1.1 Rounds"]], "2 Chips", "Notes"]],
    ]);
  });

  it("is tagged: headings, figures with their words, tables, in its language", async () => {
    expect(await read.pdf.getMarkInfo()).toMatchObject({ Marked: true });
    const tree = JSON.stringify(await read.pages[1]?.getStructTree());
    for (const role of ["H2", "P", "Figure", "Caption", "Table", "TH"]) expect(tree).toContain(`"role":"${role}"`);
    expect(tree).toContain('"alt":"Bars of figure 1"');
    expect(tree).toContain('"lang":"en-GB"');
  });

  it("is text that can be selected, in figures too, with every row of a table", () => {
    const text = read.texts.join("\n");
    expect(text).toContain("零一万物 $1bn");
    for (let row = 1; row <= 90; row++) expect(text).toContain(`Row ${row}.`);
  });

  it("has no picture made of dots", () => {
    expect(printed.bytes.toString("latin1")).not.toMatch(/\/Subtype\s*\/Image/);
  });

  it("holds each figure on one page", () => {
    expect(printed.pageOf.get("figure-1")).toBe(2);
    // Behind 235 mm there is no room for it.
    expect(printed.pageOf.get("figure-2")).toBe(pageWith("2 Chips") + 1);
    expect([...printed.pageOf.keys()].filter((id) => /end|sheet/.test(id))).toEqual([]);
  });

  it("says who wrote it, when and on what", async () => {
    const { info } = await read.pdf.getMetadata();
    expect(info).toMatchObject({
      Title: "The landscape — “today”",
      Author: "A. Analyst, 李华",
      Subject: "Who leads in generative AI",
      Keywords: "AI, chips",
      CreationDate: "D:20240221090000Z",
      Language: "en-GB",
    });
  });

  it("comes out the same, byte for byte", async () => {
    expect((await printPdf(whole, { browser })).bytes.equals(printed.bytes)).toBe(true);
  });
});

describe("a report that would miss something on paper", () => {
  const faultsOf = async (html: string): Promise<readonly string[]> => {
    const failure = await printPdf(html, { browser }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnprintableError);
    return (failure as UnprintableError).faults;
  };

  it("is refused, with every fault named", async () => {
    const table = (number: number, inside: string, attributes = "") =>
      `<section class="report-table ${attributes}" id="table-${number}"><table><tbody>${inside}</tbody></table></section>`;
    const body = [
      figure(1, ""),
      figure(2, axis),
      figure(3, bars, 'style="visibility: hidden"'),
      figure(4, `<rect width="20" height="20" fill="none"/><use href="#gone"/><rect width="0" height="9"/>`),
      figure(5, bars).replace("<figcaption>", '<canvas width="9" height="9"></canvas><figcaption>'),
      figure(6, `${axis}<text class="nothing" y="50">No rounds by 1 Jan 2012</text>`),
      figure(7, bars),
      table(1, ""),
      table(2, "", "nothing"),
      table(5, "").replace("</section>", "<dl><div><dt>Founded</dt><dd>2023</dd></div></dl></section>"),
      table(3, "<tr><td>1</td></tr><tr hidden><td>2</td></tr>"),
      `<div style="overflow: auto">${table(4, "<tr><td>1</td></tr>")}</div>`,
      `<span data-page-of="nowhere"></span>`,
    ];
    const blank = "is blank: nothing is drawn where its picture should be.";
    expect(await faultsOf(report(body.join("\n")))).toEqual([
      `Figure 1 ${blank}`,
      `Figure 2 ${blank}`,
      `Figure 3 ${blank}`,
      `Figure 4 ${blank}`,
      "Figure 5 is made of dots; a picture on paper is drawn in lines.",
      "Table 1 has no rows.",
      "Table 3 hides 1 of its 2 rows from paper.",
      "Table 4 stands in a box that cuts off what is too wide for it.",
      "The contents name #nowhere, which the report does not hold.",
    ]);
  });

  it("is refused when a figure is split between sheets, or a sheet stays empty", async () => {
    const tall = figure(2, bars).replace('height="100"', 'height="1200"');
    const empty = `<div style="break-before: page; height: 9px"></div>`;
    expect(await faultsOf(report(`<p>Words.</p>${tall}${empty}`))).toEqual([
      "Figure 2 is split between page 2 and the next.",
      "Page 4 is blank.",
    ]);
  });

  it("is refused when something is wider than its sheet", async () => {
    const wide = figure(1, bars).replace('width="400"', 'width="900" style="max-width: none"');
    expect(await faultsOf(report(`<p>Words.</p>${wide}`))).toEqual([
      "Something is wider than its sheet, so that all of it would be printed smaller. The widest is Figure 1.",
    ]);
  });

  it("is refused when it has a picture made of dots, or needs what is not in it", async () => {
    const dot =
      "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    const next = '<p style="break-before: page">Words.</p>';
    const dotted = `<p>Words.</p><img alt="" width="40" height="40" src="${dot}">${next}${figure(1, hatched)}`;
    expect(await faultsOf(report(dotted))).toEqual([
      "Page 1 has a picture made of dots.",
      "Page 2 has a picture made of dots.",
    ]);
    const outside = `<p>Words.</p><img alt="" src="http://127.0.0.1:9/secret.png"><iframe src="file:///etc/passwd"></iframe>`;
    const faults = await faultsOf(report(outside, { head: `<link rel="stylesheet" href="http://[::1]:9/a.css">` }));
    expect(faults).toContain("It needs http://127.0.0.1:9/secret.png, which is not inside it.");
    expect(faults).toContain("It needs http://[::1]:9/a.css, which is not inside it.");
  });
});

describe("printing", () => {
  it("runs no script of the document, and takes the paper that it asks for", async () => {
    const script = `<p id="said">Words.</p><script>document.getElementById("said").textContent = "Script";</script>
<svg width="9" height="9" onload="document.title = 'Script'"><rect width="9" height="9"/></svg>`;
    const { bytes } = await printPdf(report(script, { paper: "Letter" }), { browser });
    const { texts, pages, pdf, close } = await open(bytes);
    expect(pages.map(({ view }) => view)).toEqual([[0, 0, 612, 792]]);
    expect(texts.join("")).toContain("Words.");
    expect(texts.join("")).not.toContain("Script");
    expect((await pdf.getMetadata()).info).toMatchObject({ Title: "The landscape — “today”" });
    await close();
  });

  it("ends when it is told to, and says why", async () => {
    const control = new AbortController();
    const reason = new Error("Enough.");
    const onProgress = () => control.abort(reason);
    await expect(printPdf(whole, { browser, signal: control.signal, onProgress })).rejects.toBe(reason);
    expect(browser.isConnected()).toBe(true);
  });

  it("outlives a browser that ends in the middle of it", async () => {
    const launched: Browser[] = [];
    const launch = async () => {
      const one = await launchBrowser();
      launched.push(one);
      return one;
    };
    const queue = new PdfQueue({ launch });
    const pdf = queue.get("whole", async () => whole);
    await vi.waitFor(() => expect(queue.state("whole")).toEqual({ kind: "printing", step: "printing" }), 60_000);
    await launched[0]?.close();
    expect((await pdf).bytes.subarray(0, 5).toString()).toBe("%PDF-");
    expect(launched).toHaveLength(2);
    await queue.close();
    expect(launched.map((one) => one.isConnected())).toEqual([false, false]);
  });
});
