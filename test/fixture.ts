import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { readDataset } from "../db/dataset.js";
import { loadDataset } from "../db/load.js";
import { migrate } from "../db/migrate.js";
import { openStore, type Store } from "../db/store.js";
import { type App, createApp } from "../server/app.js";
import { readConfig } from "../server/config.js";
import type { DeskConfig } from "../server/desk/desk.js";
import { places } from "../server/places.js";
import type { Day } from "../server/values/dates.js";
import type { HostsConfig } from "../server/web/hosts.js";

/** The day on which the tests take place, whatever the clock says. */
export const testDay = "2026-11-24" as Day;

/** The moment at which the tests load facts. */
export const testMoment = new Date("2026-11-24T09:00:00Z");

const memory = "sqlite::memory:";

/** An empty store with today's schema, in memory unless an address says where. */
export async function openEmptyStore(url = memory): Promise<Store> {
  const store = await openStore(url);
  await migrate(store.db, store.dialect);
  return store;
}

let shipped: Promise<Store> | undefined;

/**
 * The shipped facts in memory, loaded once for each test file. All tests of the file share it: a test that writes
 * opens one of its own by {@link openFreshShippedStore}.
 */
export function openShippedStore(): Promise<Store> {
  shipped ??= openFreshShippedStore();
  return shipped;
}

/** The shipped facts in a memory of their own, or loaded into the empty database at an address. */
export async function openFreshShippedStore(url = memory): Promise<Store> {
  const store = await openEmptyStore(url);
  await loadDataset(store, readDataset(places.dataset), {
    author: "test",
    summary: "Shipped dataset",
    now: testMoment,
  });
  return store;
}

export interface AppSettings {
  /** What the app takes for today. */
  readonly today?: string;
  /** Where it keeps finished downloads; a new temporary folder when left out. */
  readonly filesFolder?: string;
  readonly https?: boolean;
  /** Settings of sign-in other than their defaults. */
  readonly desk?: Partial<DeskConfig & HostsConfig>;
  readonly trustProxy?: number;
}

/** The app on a store, silent, with the clock held still. Its pages need a build in dist: `node scripts/build.mjs`. */
export function appOf(
  store: Store,
  { today = testDay, filesFolder, https = false, trustProxy = 0, desk }: AppSettings = {},
): App {
  return createApp({
    store,
    config: {
      ...readConfig({ ALLOWED_HOSTS: "desk.example.org" }),
      cacheMegabytes: 16,
      https,
      trustProxy,
      filesFolder: filesFolder ?? temporaryFolder(),
      ...desk,
    },
    log: pino({ level: "silent" }),
    today: () => today as Day,
  });
}

/** A new empty folder that nobody else uses. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "parallax-test-"));
}
