import type { Browser } from "playwright-core";
import { launchBrowser } from "./browser.js";

/**
 * A browser that stays open between prints, since starting one takes a second, and is closed when nobody has printed
 * for a while. One that has crashed is replaced by the next who asks.
 */
export class WarmBrowser {
  readonly #launch: () => Promise<Browser>;
  readonly #idleMs: number;
  #open: Promise<Browser> | undefined;
  #idle: NodeJS.Timeout | undefined;
  #loans = 0;

  constructor(idleMs: number, launch: () => Promise<Browser> = () => launchBrowser()) {
    this.#idleMs = idleMs;
    this.#launch = launch;
  }

  /** Lends the browser for as long as `work` takes. */
  async lend<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
    clearTimeout(this.#idle);
    this.#loans++;
    try {
      return await work(await this.#get());
    } finally {
      if (--this.#loans === 0) this.#closeWhenIdle();
    }
  }

  /** Closes it; the next loan opens another. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const open = this.#open;
    this.#open = undefined;
    // One that did not start, or has crashed, has nothing to close.
    await open?.then((browser) => browser.close()).catch(() => undefined);
  }

  #closeWhenIdle(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.close(), this.#idleMs);
    // A program that has ended its work does not wait for it.
    this.#idle.unref();
  }

  async #get(): Promise<Browser> {
    const open = await this.#open?.catch(() => undefined);
    if (open?.isConnected()) return open;
    this.#open = this.#launch();
    return this.#open;
  }
}
