import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "./browser.js";
import { endOf, numberContents, placeMarkers, type Survey, type SurveyedFigure, survey } from "./paper-survey.js";
import { withMetadata } from "./pdf-metadata.js";
import { PrintReader } from "./print-reader.js";
import type { Printed } from "./reading-worker.js";
import { untilAborted } from "./until-aborted.js";

/** A report as it is printed. */
export interface Pdf {
  readonly bytes: Buffer;
  readonly pages: number;
  /** The page on which an element stands, by its id: entries of the contents, figures, tables and notes. */
  readonly pageOf: ReadonlyMap<string, number>;
}

/** What a print is at, in their order; the last two come again while page numbers move. */
export type PrintStep = "laying out" | "printing" | "numbering contents" | "printing again" | "checking";

export interface PrintOptions {
  readonly onProgress?: (step: PrintStep) => void;
  /** Ends the print, which fails with the signal's reason. */
  readonly signal?: AbortSignal;
  /** One that is open already; it stays open. */
  readonly browser?: Browser;
}

/** A report that must not be delivered, because something in it would be missing on paper. One sentence for each fault. */
export class UnprintableError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join(" "));
  }
}

/** Prints before page numbers are given up that move with each of them: a draft, and three that have numbers. */
const mostPrints = 4;

/**
 * Prints a self-contained HTML document: tagged, with bookmarks, on the paper that its own `@page` says. Page numbers
 * come into `<span data-page-of="ID">` by printing twice, since no browser knows `target-counter`. Title, author,
 * subject, keywords and day are those of its `<title>` and `<meta>` (`author`, `description`, `keywords`,
 * `dcterms.created`); with a day given, the same document gives the same bytes in the same browser.
 *
 * Its scripts do not run and nothing outside itself is fetched.
 * @throws UnprintableError if a figure is blank, dotted or split, a table without rows, anything too wide for its sheet
 * @throws BrowserError if there is no browser
 */
export async function printPdf(html: string, options: PrintOptions = {}): Promise<Pdf> {
  const { signal, browser } = options;
  signal?.throwIfAborted();
  const used = browser ?? (await launchBrowser());
  const reader = new PrintReader();
  try {
    const print = printIn(used, reader, html, options);
    return await (signal ? untilAborted(signal, print) : print);
  } catch (error) {
    // Whatever failed first when everything was closed.
    signal?.throwIfAborted();
    throw error;
  } finally {
    await reader.end();
    if (!browser) await used.close();
  }
}

async function printIn(browser: Browser, reader: PrintReader, html: string, options: PrintOptions): Promise<Pdf> {
  const { onProgress, signal } = options;
  const context = await browser.newContext({
    javaScriptEnabled: false,
    offline: true,
    acceptDownloads: false,
    serviceWorkers: "block",
    // As wide as the text on A4, so that what the layout is asked is close to what is printed.
    viewport: { width: 680, height: 960 },
  });
  const stop = () => void context.close().catch(() => undefined);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    onProgress?.("laying out");
    context.setDefaultTimeout(0);
    const page = await context.newPage();
    await fill(page, html);
    const found = await page.evaluate(survey);
    if (found.faults.length > 0) throw new UnprintableError(found.faults);
    await page.evaluate(placeMarkers);
    return await printNumbered(page, reader, found, onProgress);
  } finally {
    signal?.removeEventListener("abort", stop);
    await context.close();
  }
}

async function fill(page: Page, html: string): Promise<void> {
  const asked = new Set<string>();
  await page.route("**/*", (route) => {
    asked.add(route.request().url());
    return route.abort();
  });
  await page.emulateMedia({ media: "print" });
  await page.setContent(html, { waitUntil: "load" });
  // A print asked for while the page is still being laid out comes out cut short.
  await page.evaluate(() => document.fonts.ready.then(() => document.body.getBoundingClientRect().height));
  if (asked.size > 0)
    throw new UnprintableError([...asked].map((url) => `It needs ${url.slice(0, 200)}, which is not inside it.`));
}

async function printNumbered(
  page: Page,
  reader: PrintReader,
  found: Survey,
  onProgress: PrintOptions["onProgress"],
): Promise<Pdf> {
  let written: Readonly<Record<string, number>> = {};
  for (let print = 1; print <= mostPrints; print++) {
    onProgress?.(print === 1 ? "printing" : "printing again");
    // The draft's sheets need no tags and no look, unless it is the report already, having no contents.
    const final = print > 1 || found.numbered.length === 0;
    const bytes = await page.pdf({ preferCSSPageSize: true, tagged: final, outline: final, printBackground: true });
    onProgress?.(final ? "checking" : "numbering contents");
    const printed = await reader.read(bytes, { ink: final });
    const numbers = Object.fromEntries(found.numbered.map((id) => [id, pageOf(printed, id)]));
    if (found.numbered.every((id) => numbers[id] === written[id])) {
      const faults = faultsOf(printed, found);
      if (faults.length > 0) throw new UnprintableError(faults);
      return finished(bytes, printed, found);
    }
    await page.evaluate(numberContents, numbers);
    written = numbers;
  }
  throw new UnprintableError([`The page numbers of its contents move with each print; ${mostPrints} were made.`]);
}

/** What the print shows to be missing: the layout alone does not know where sheets end. */
function faultsOf(printed: Printed, { figures, widest }: Survey): readonly string[] {
  const isSplit = ({ id, pictures }: SurveyedFigure) =>
    pageOf(printed, endOf(id)) - pageOf(printed, id) >= Math.max(pictures, 1);
  const faults = figures
    .filter(isSplit)
    .map(({ id, name }) => `${name} is split between page ${pageOf(printed, id)} and the next.`);
  // Chromium shrinks all sheets together as soon as one thing is too wide for one of them, and cuts it off beyond that.
  if (printed.sheets.every(({ fullSize }) => !fullSize))
    faults.push(
      `Something is wider than its sheet, so that all of it would be printed smaller. The widest is ${widest}.`,
    );
  printed.sheets.forEach(({ paths, rasters, text }, at) => {
    const onSheet = figures.filter((figure) => pageOf(printed, figure.id) === at + 1 && !isSplit(figure));
    const marks = onSheet.reduce((sum, figure) => sum + figure.marks, 0);
    const names = onSheet.map(({ name }) => name).join(", ");
    if (paths < marks) faults.push(`Page ${at + 1} shows less than is drawn in ${names}.`);
    if (rasters > 0) faults.push(`Page ${at + 1} has a picture made of dots.`);
    if (!text && paths === 0) faults.push(`Page ${at + 1} is blank.`);
  });
  return faults;
}

function finished(bytes: Buffer, printed: Printed, found: Survey): Pdf {
  const { figures, title, author, subject, keywords, created } = found;
  const given = new Date(created);
  const day = Number.isNaN(given.getTime()) ? new Date() : given;
  const ends = new Set(figures.map(({ id }) => endOf(id)));
  return {
    bytes: withMetadata(bytes, { title, author, subject, keywords, created: day }),
    pages: printed.pages,
    pageOf: new Map(Object.entries(printed.pageOf).filter(([id]) => !ends.has(id))),
  };
}

function pageOf(printed: Printed, id: string): number {
  const page = printed.pageOf[id];
  if (page === undefined) throw new Error(`The browser's PDF does not tell where #${id} stands.`);
  return page;
}
