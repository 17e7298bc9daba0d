import { LRUCache } from "lru-cache";
import type { Browser } from "playwright-core";
import { sayCount } from "../values/numbers.js";
import { HttpError, TryLater } from "../web/errors.js";
import { BrowserError } from "./browser.js";
import { type Pdf, type PrintOptions, type PrintStep, printPdf, UnprintableError } from "./pdf.js";
import { untilAborted } from "./until-aborted.js";
import { WarmBrowser } from "./warm-browser.js";

/** How far a print is, for a page that waits for it. */
export type PdfState =
  /** So many are printed before it, the one on the press included. */
  | { readonly kind: "waiting"; readonly before: number }
  | { readonly kind: "printing"; readonly step: "making" | PrintStep }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly sentence: string };

export interface PdfQueueOptions {
  /** Prints that may wait beside the one on the press. */
  readonly mostWaiting?: number;
  /** Longest time on the press. */
  readonly timeoutMs?: number;
  /** How long the browser stays open without work. */
  readonly idleMs?: number;
  /** Memory for finished prints. */
  readonly keptMegabytes?: number;
  readonly launch?: () => Promise<Browser>;
  readonly print?: (html: string, options: PrintOptions) => Promise<Pdf>;
}

interface Job {
  readonly key: string;
  readonly makeHtml: () => Promise<string>;
  readonly links: HttpError["links"];
  readonly settled: PromiseWithResolvers<Pdf>;
  step: "making" | PrintStep | undefined;
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** The browser was there and is gone. */
class BrowserCrash extends BrowserError {}

/** It has been on the press for too long. */
class Late extends Error {}

/** The queue was closed while somebody waited. */
const closed = () => new TryLater("Server stopping", "The server is stopping; ask again in a moment.", 10);

/**
 * Prints reports one after the other, so that printing takes no more than one browser and one core. Who asks for what
 * is printed already, or is about to be, gets that.
 */
export class PdfQueue {
  readonly #mostWaiting: number;
  readonly #timeoutMs: number;
  readonly #print: (html: string, options: PrintOptions) => Promise<Pdf>;
  readonly #browser: WarmBrowser;
  readonly #kept: LRUCache<string, Pdf>;
  /** Why the last attempt failed, by key, for who asks how far it is. */
  readonly #failed = new LRUCache<string, string>({ max: 200 });
  readonly #waiting: Job[] = [];
  readonly #closing = new AbortController();
  #onPress: Job | undefined;

  constructor(options: PdfQueueOptions = {}) {
    const { mostWaiting = 8, timeoutMs = 120_000, idleMs = 5 * 60_000, keptMegabytes = 64 } = options;
    this.#mostWaiting = mostWaiting;
    this.#timeoutMs = timeoutMs;
    this.#print = options.print ?? printPdf;
    this.#browser = new WarmBrowser(idleMs, options.launch);
    this.#kept = new LRUCache({ maxSize: keptMegabytes * 2 ** 20, sizeCalculation: ({ bytes }) => bytes.length + 500 });
  }

  /**
   * The print of a key: a canonical request with its revision, so that nothing kept is ever stale. `makeHtml` is asked
   * when its turn has come; `links` say where to go when it fails, such as the print view.
   * @throws HttpError that says why there is none and what would do
   */
  async get(key: string, makeHtml: () => Promise<string>, links: HttpError["links"] = []): Promise<Pdf> {
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const job = this.#jobOf(key) ?? this.#enqueue(key, makeHtml, links);
    return job.settled.promise;
  }

  /** How far the print of a key is; nothing if nobody has asked for it, or not for long. */
  state(key: string): PdfState | undefined {
    const job = this.#jobOf(key);
    if (job && job === this.#onPress) return { kind: "printing", step: job.step ?? "making" };
    if (job) return { kind: "waiting", before: this.#waiting.indexOf(job) + 1 };
    if (this.#kept.has(key)) return { kind: "done" };
    const sentence = this.#failed.get(key);
    return sentence === undefined ? undefined : { kind: "failed", sentence };
  }

  /** Ends what is printed and what waits, and closes the browser. */
  async close(): Promise<void> {
    this.#closing.abort(closed());
    for (const { settled } of this.#waiting.splice(0)) settled.reject(closed());
    await this.#browser.close();
  }

  #jobOf(key: string): Job | undefined {
    return this.#onPress?.key === key ? this.#onPress : this.#waiting.find((job) => job.key === key);
  }

  #enqueue(key: string, makeHtml: Job["makeHtml"], links: Job["links"]): Job {
    this.#closing.signal.throwIfAborted();
    if (this.#waiting.length >= this.#mostWaiting)
      throw new TryLater(
        "Printer busy",
        `${sayCount(this.#waiting.length, "report")} are waiting to be printed already. Ask again in half a minute; the print view always works.`,
        30,
        links,
      );
    const job: Job = { key, makeHtml, links, settled: promiseWithResolvers(), step: undefined };
    this.#waiting.push(job);
    this.#failed.delete(key);
    if (!this.#onPress) void this.#work();
    return job;
  }

  async #work(): Promise<void> {
    for (let job = this.#waiting.shift(); job; job = this.#waiting.shift()) {
      this.#onPress = job;
      const outcome = await this.#printed(job).then(
        (pdf) => () => {
          this.#kept.set(job.key, pdf);
          job.settled.resolve(pdf);
        },
        (error: unknown) => () => {
          const told = this.#told(error, job.links);
          this.#failed.set(job.key, told instanceof HttpError ? told.message : "Something went wrong on our side.");
          job.settled.reject(told);
        },
      );
      this.#onPress = undefined;
      outcome();
    }
  }

  async #printed(job: Job): Promise<Pdf> {
    const control = new AbortController();
    // A signal put together of others, and one that keeps time by itself, may be swept away before it speaks.
    const stop = () => control.abort(this.#closing.signal.reason);
    this.#closing.signal.addEventListener("abort", stop);
    const late = setTimeout(() => control.abort(new Late()), this.#timeoutMs);
    try {
      return await untilAborted(control.signal, this.#attempt(job, control.signal));
    } catch (error) {
      // A browser that does not answer in time may never do so again.
      if (control.signal.aborted) void this.#browser.close();
      throw error;
    } finally {
      clearTimeout(late);
      this.#closing.signal.removeEventListener("abort", stop);
    }
  }

  async #attempt(job: Job, signal: AbortSignal): Promise<Pdf> {
    job.step = "making";
    const html = await job.makeHtml();
    const onProgress = (step: PrintStep) => {
      job.step = step;
    };
    const print = () =>
      this.#browser.lend((browser) =>
        this.#print(html, { browser, signal, onProgress }).catch((error: unknown) => {
          if (browser.isConnected()) throw error;
          throw new BrowserCrash("Chromium ended while it was printing.");
        }),
      );
    return await print().catch((error: unknown) => {
      const isForGood = error instanceof BrowserError && !(error instanceof BrowserCrash);
      if (isForGood || error instanceof UnprintableError || signal.aborted) throw error;
      // What is no fault of the report may be one of the browser, which need not have ended yet when its print fails.
      void this.#browser.close();
      return print();
    });
  }

  #told(error: unknown, links: HttpError["links"]): unknown {
    const instead = "The print view always works.";
    if (error instanceof BrowserError)
      return new NoBrowser(503, "No browser to print with", `${error.message} ${instead}`, [], links);
    if (error instanceof UnprintableError)
      return new HttpError(
        500,
        "Report cannot be printed",
        `${error.message} So no PDF was made. ${instead}`,
        [],
        links,
      );
    if (error instanceof Late) {
      const seconds = sayCount(Math.ceil(this.#timeoutMs / 1000), "second");
      return new HttpError(504, "Printing took too long", `It was given up after ${seconds}. ${instead}`, [], links);
    }
    return error;
  }
}

/** Prints cannot be made on this machine; everything else can. */
export class NoBrowser extends HttpError {}

/** What a page that waits says. */
export function sayPdfState(state: PdfState): string {
  switch (state.kind) {
    case "waiting":
      return `Waiting: ${sayCount(state.before, "report")} will be printed before it.`;
    case "printing":
      return saidSteps[state.step];
    case "done":
      return "Printed.";
    case "failed":
      return state.sentence;
  }
}

const saidSteps: Readonly<Record<"making" | PrintStep, string>> = {
  making: "The report is being written.",
  "laying out": "The report is being laid out.",
  printing: "The sheets are being printed.",
  "numbering contents": "The contents get their page numbers.",
  "printing again": "The sheets are being printed with their page numbers.",
  checking: "Every sheet is being checked.",
};

/** As `Promise.withResolvers`, which Node 20 has not. */
function promiseWithResolvers<T>(): PromiseWithResolvers<T> {
  let [resolve, reject]: [(value: T) => void, (error: unknown) => void] = [() => undefined, () => undefined];
  const promise = new Promise<T>((resolved, rejected) => {
    [resolve, reject] = [resolved, rejected];
  });
  // It fails for whoever asked; a print that nobody waits for any more fails unheard.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
