import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import { launchBrowserServer } from "../../server/reports/browser.js";
import { appOf, openFreshShippedStore } from "../fixture.js";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the server of the browser tests answers. */
    readonly origin: string;
    /** WebSocket address of their browser. */
    readonly browser: string;
  }
}

/** One server on the shipped facts and one browser for all browser tests. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const store = await openFreshShippedStore();
  const server = createServer(appOf(store));
  // Last, since it would outlive a failure of the rest.
  const browser = await launchBrowserServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  provide("origin", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  provide("browser", browser.wsEndpoint());
  return async () => {
    await browser.close();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await store.close();
  };
}
