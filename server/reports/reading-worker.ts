import { parentPort } from "node:worker_threads";
import { getDocument, OPS, type PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";

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
  /** Places that links lead to, by the id of the element there. */
  readonly places: Readonly<Record<string, Place>>;
  /** Each sheet in turn; none if they were not asked for. */
  readonly sheets: readonly Sheet[];
}

export interface Place {
  /** From 1. */
  readonly page: number;
  /** Points above the foot of the sheet, but for a constant of the sheet. */
  readonly y: number;
}

export interface Sheet {
  /** Lines and areas that are painted. */
  readonly paths: number;
  readonly rasters: number;
  /** Whether the document itself, and not only a running head or foot, has text on it. */
  readonly text: boolean;
}

parentPort?.on("message", async ({ id, bytes, ink }: ReadingTask) => {
  const answer = (result: Omit<ReadingAnswer, "id">) => parentPort?.postMessage({ id, ...result });
  const task = getDocument({ data: bytes, verbosity: 0, isEvalSupported: false });
  try {
    const pdf = await task.promise;
    const printed: Printed = {
      pages: pdf.numPages,
      places: await placesIn(pdf),
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

type Destination = readonly [{ readonly num: number; readonly gen: number }, unknown, number, number];

async function placesIn(pdf: PDFDocumentProxy): Promise<Record<string, Place>> {
  const destinations = (await pdf.getDestinations()) as unknown as Readonly<Record<string, Destination>>;
  const places = Object.entries(destinations).map(async ([id, [ref, , , y]]) => {
    const index = await pdf.getPageIndex(ref);
    return [id, { page: index + 1, y }] as const;
  });
  return Object.fromEntries(await Promise.all(places));
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

async function sheetsOf(pdf: PDFDocumentProxy): Promise<readonly Sheet[]> {
  const sheets: Sheet[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const { fnArray, argsArray } = await page.getOperatorList();
    let [paths, rasters, marked, text] = [0, 0, false, false];
    fnArray.forEach((operation, at) => {
      if (operation === OPS.constructPath && argsArray[at][0] !== unpainted) paths++;
      else if (rasterOperations.has(operation) || (operation === OPS.setFillColorN && isRasterPattern(argsArray[at])))
        rasters++;
      // What belongs to the document is marked with its place in it; a running head is not.
      else if (operation === OPS.beginMarkedContentProps) marked = argsArray[at][0] !== "Artifact";
      else if (operation === OPS.endMarkedContent) marked = false;
      else if (operation === OPS.showText && marked) text = true;
    });
    sheets.push({ paths, rasters, text });
    page.cleanup();
  }
  return sheets;
}
