import { parentPort } from "node:worker_threads";
import { getDocument, OPS, type PDFDocumentProxy, type PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";

/** The thread that reads a finished PDF: to take one apart is seconds of work that would hold up every request. */

export interface ReadingTask {
  readonly id: number;
  readonly bytes: Uint8Array;
  /** Whether to look at what is on each sheet, which takes ten times as long as to find places. */
  readonly ink: boolean;
}

export interface ReadingAnswer {
  readonly id: number;
  readonly printed?: Printed;
  readonly error?: string;
}

/** What stands in a PDF. */
export interface Printed {
  readonly pages: number;
  /** Pages that links lead to, from 1, by the id of the element there. */
  readonly pageOf: Readonly<Record<string, number>>;
  /** Each sheet in turn; none if they were not asked for. */
  readonly sheets: readonly Sheet[];
}

export interface Sheet {
  /** Lines and areas that are painted. */
  readonly paths: number;
  readonly rasters: number;
  /** Whether the document itself, and not only a running head or foot, has text on it. */
  readonly text: boolean;
  /** Whether any of it has the size that the document gives it: Chromium shrinks all if one thing is too wide. */
  readonly fullSize: boolean;
}

parentPort?.on("message", async ({ id, bytes, ink }: ReadingTask) => {
  const answer = (result: Omit<ReadingAnswer, "id">) => parentPort?.postMessage({ id, ...result });
  const task = getDocument({ data: bytes, verbosity: 0, isEvalSupported: false });
  try {
    const pdf = await task.promise;
    const printed: Printed = {
      pages: pdf.numPages,
      pageOf: await pagesIn(pdf),
      sheets: ink ? await sheetsOf(pdf) : [],
    };
    answer({ printed });
  } catch (error) {
    answer({ error: error instanceof Error ? error.message : String(error) });
  } finally {
    await task.destroy();
  }
});

interface Tile {
  readonly fnArray: readonly number[];
}

/** The page, and then where on it. */
type Destination = readonly [{ readonly num: number; readonly gen: number }];

async function pagesIn(pdf: PDFDocumentProxy): Promise<Record<string, number>> {
  const destinations = (await pdf.getDestinations()) as unknown as Readonly<Record<string, Destination>>;
  const pages = Object.entries(destinations).map(async ([id, [page]]) => [id, (await pdf.getPageIndex(page)) + 1]);
  return Object.fromEntries(await Promise.all(pages));
}

/** What ends a path without painting it: it only clips. */
const unpainted = OPS.endPath;

const rasterOperations = new Set([
  OPS.paintImageXObject,
  OPS.paintInlineImageXObject,
  OPS.paintImageMaskXObject,
  OPS.paintImageXObjectRepeat,
  OPS.paintImageMaskXObjectRepeat,
  OPS.paintImageMaskXObjectGroup,
  OPS.paintInlineImageXObjectGroup,
]);

/** A pattern whose tile is a picture: how Chromium prints those of SVG. */
function isRasterPattern([kind, , tile]: readonly [string, unknown, Tile]): boolean {
  return kind === "TilingPattern" && tile.fnArray.some((inTile) => rasterOperations.has(inTile));
}

/** CSS: 96 pixels are 72 points. A twentieth less is not seen, and cuts nothing off. */
const leastPointsPerPixel = 0.75 * 0.95;

async function sheetsOf(pdf: PDFDocumentProxy): Promise<readonly Sheet[]> {
  const sheets: Sheet[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const { fnArray, argsArray } = await page.getOperatorList();
    sheets.push(sheetOf(fnArray, argsArray));
    page.cleanup();
  }
  return sheets;
}

type Operands = Awaited<ReturnType<PDFPageProxy["getOperatorList"]>>["argsArray"];

function sheetOf(operations: readonly number[], operands: Operands): Sheet {
  const sheet = { paths: 0, rasters: 0, text: false, fullSize: false };
  const saved: number[] = [];
  let [scale, marked] = [1, false];
  operations.forEach((operation, at) => {
    const given = operands[at];
    if (operation === OPS.save) saved.push(scale);
    else if (operation === OPS.restore) scale = saved.pop() ?? 1;
    else if (operation === OPS.transform) scale *= given[0];
    else if (operation === OPS.constructPath && given[0] !== unpainted) sheet.paths++;
    else if (rasterOperations.has(operation)) sheet.rasters++;
    else if (operation === OPS.setFillColorN && isRasterPattern(given)) sheet.rasters++;
    // What belongs to the document is marked with its place in it; a running head is not.
    else if (operation === OPS.beginMarkedContentProps) marked = given[0] !== "Artifact";
    else if (operation === OPS.endMarkedContent) marked = false;
    else if (operation === OPS.showText && marked) {
      sheet.text = true;
      sheet.fullSize ||= scale >= leastPointsPerPixel;
    }
  });
  return sheet;
}
