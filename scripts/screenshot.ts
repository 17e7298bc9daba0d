import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { readDataset } from "../db/dataset.js";
import { loadDataset } from "../db/load.js";
import { migrate } from "../db/migrate.js";
import { openStore } from "../db/store.js";
import { createApp } from "../server/app.js";
import { readConfig } from "../server/config.js";
import { places } from "../server/places.js";
import { launchBrowser } from "../server/reports/browser.js";
import type { Day } from "../server/values/dates.js";

/** Makes docs/overview.png, the README's picture, from the shipped facts as of the day they were recorded. */
async function main(): Promise<void> {
  const dataset = readDataset(places.dataset);
  const store = await openStore("sqlite::memory:");
  await migrate(store.db, store.dialect);
  await loadDataset(store, dataset, { author: "screenshot", summary: "Shipped dataset", now: new Date() });
  const filesFolder = mkdtempSync(join(tmpdir(), "parallax-screenshot-"));
  const app = createApp({
    store,
    config: { ...readConfig({}), filesFolder },
    log: pino({ level: "silent" }),
    today: () => dataset.recordedOn as Day,
  });
  const server = createServer(app);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1010 } });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { waitUntil: "networkidle" });
    // The second view has its fonts for certain; the first does without those that come late.
    await page.reload({ waitUntil: "networkidle" });
    const folder = join(places.root, "docs");
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, "overview.png") });
    console.log("docs/overview.png is made anew.");
  } finally {
    await browser.close();
    server.close();
    await store.close();
    rmSync(filesFolder, { recursive: true, force: true });
  }
}

await main();
