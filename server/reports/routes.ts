import type { Router } from "express";
import type { House } from "../web/pages.js";
import { builderPages } from "./builder.js";
import { editionMaker, figuresNow } from "./edition-input.js";
import { editionPages } from "./edition-routes.js";
import { sha256 } from "./editions.js";
import { NoBrowser, PdfQueue } from "./pdf-queue.js";
import { readingPages } from "./read-routes.js";
import { shelfPage } from "./shelf-page.js";
import { keepStyles } from "./standalone.js";
import { versionPages } from "./version-routes.js";

/** Puts everything about reports on the router: the shelf, the builder, reading, printing, editions. */
export function reportsPages(router: Router, house: House): void {
  keepStyles(house.assets);
  const queue = new PdfQueue();
  house.closing.push(() => queue.close());
  shelfPage(router, house);
  builderPages(router, house);
  versionPages(router, house);
  editionPages(router, house, {
    makeEdition: editionMaker(house, (html) => printed(queue, html)),
    figuresNow: figuresNow(house),
  });
  readingPages(router, house, queue);
}

/** The print of an edition; an edition is frozen without one where no browser is there. */
async function printed(queue: PdfQueue, html: string): Promise<Buffer | undefined> {
  try {
    return (await queue.get(`edition ${sha256(html)}`, async () => html)).bytes;
  } catch (error) {
    if (error instanceof NoBrowser) return undefined;
    throw error;
  }
}
