import { EventEmitter } from "node:events";
import type { Browser } from "playwright-core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { BrowserError } from "../../../server/reports/browser.js";
import { type Pdf, type PrintOptions, UnprintableError } from "../../../server/reports/pdf.js";
import { PdfQueue, type PdfQueueOptions, sayPdfState } from "../../../server/reports/pdf-queue.js";
import { HttpError, TryLater } from "../../../server/web/errors.js";

/** A browser that prints nothing, but can be closed and crash. */
class StandIn extends EventEmitter {
  connected = true;
  isConnected = () => this.connected;
  close = async () => {
    this.connected = false;
  };
}

const pdfOf = (text: string): Pdf => ({ bytes: Buffer.from(text), pages: 1, pageOf: new Map() });
const html = (text: string) => async () => text;

let queue: PdfQueue;
const browsers: StandIn[] = [];

/** A queue whose prints are what `print` says. */
function open(print: PdfQueueOptions["print"], options: PdfQueueOptions = {}): PdfQueue {
  const launch = async () => {
    const browser = new StandIn();
    browsers.push(browser);
    return browser as unknown as Browser;
  };
  queue = new PdfQueue({ launch, ...(print && { print }), ...options });
  return queue;
}

/** A press that holds every sheet until it is let go, and remembers what was laid on it. */
function press() {
  const laid: string[] = [];
  const held: (() => void)[] = [];
  return {
    laid,
    print: async (text: string, { onProgress }: PrintOptions) => {
      laid.push(text);
      onProgress?.("printing");
      await new Promise<void>((go) => held.push(go));
      return pdfOf(text);
    },
    /** Lets the one on the press go, once it is there. */
    async letGo(): Promise<void> {
      await vi.waitFor(() => expect(held.length).toBeGreaterThan(0));
      held.shift()?.();
    },
  };
}

const failureOf = async (work: Promise<unknown>): Promise<HttpError> => {
  const failure = await work.catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(HttpError);
  return failure as HttpError;
};

afterEach(async () => {
  await queue.close();
  browsers.length = 0;
});

describe("PdfQueue", () => {
  it("prints one after the other in the order asked, and says how far each is", async () => {
    const { print, laid, letGo } = press();
    open(print);
    const all = ["a", "b", "c"].map((key) => queue.get(key, html(key)));
    await vi.waitFor(() => expect(queue.state("a")).toEqual({ kind: "printing", step: "printing" }));
    expect(queue.state("b")).toEqual({ kind: "waiting", before: 1 });
    expect(queue.state("c")).toEqual({ kind: "waiting", before: 2 });
    expect(queue.state("d")).toBeUndefined();
    await letGo();
    expect((await all[0])?.bytes.toString()).toBe("a");
    expect(queue.state("a")).toEqual({ kind: "done" });
    expect(queue.state("c")).toEqual({ kind: "waiting", before: 1 });
    await letGo();
    await letGo();
    await Promise.all(all);
    expect(laid).toEqual(["a", "b", "c"]);
    expect(browsers).toHaveLength(1);
  });

  it("prints once for all who ask for the same, before, while and after", async () => {
    const { print, laid, letGo } = press();
    open(print);
    const both = [queue.get("a", html("a")), queue.get("a", html("other"))];
    await letGo();
    const [one, other] = await Promise.all(both);
    expect(other).toBe(one);
    expect(await queue.get("a", html("later"))).toBe(one);
    expect(laid).toEqual(["a"]);
  });

  it("sends away who comes when as many wait as may, and says when to come back", async () => {
    const { print, letGo } = press();
    open(print, { mostWaiting: 2 });
    const links = [{ text: "Print view", href: "/reports/landscape" }];
    const served = ["a", "b", "c"].map((key) => queue.get(key, html(key)));
    const failure = await failureOf(queue.get("d", html("d"), links));
    expect(failure).toBeInstanceOf(TryLater);
    expect(failure).toMatchObject({ status: 503, seconds: 30, links });
    expect(failure.message).toContain("2 reports are waiting to be printed already.");
    // One more for what waits costs nothing.
    const again = queue.get("c", html("c"));
    for (const _ of served) await letGo();
    await Promise.all([...served, again]);
    expect((await Promise.all([queue.get("d", html("d")), letGo()]))[0].bytes.toString()).toBe("d");
  });

  it("gives up what takes too long, with its browser, and prints the next in another", async () => {
    const reasons: unknown[] = [];
    const print = (text: string, { signal }: PrintOptions) => {
      if (text !== "endless") return Promise.resolve(pdfOf(text));
      signal?.addEventListener("abort", () => reasons.push(signal.reason));
      return new Promise<Pdf>(() => undefined);
    };
    open(print, { timeoutMs: 60 });
    const [endless, next] = [queue.get("a", html("endless")), queue.get("b", html("b"))];
    const failure = await failureOf(endless);
    expect(failure).toMatchObject({ status: 504, title: "Printing took too long" });
    expect(failure.message).toBe("It was given up after 1 second. The print view always works.");
    expect(reasons).toHaveLength(1);
    expect((await next).bytes.toString()).toBe("b");
    expect(browsers.map(({ connected }) => connected)).toEqual([false, true]);
    expect(queue.state("a")).toEqual({ kind: "failed", sentence: failure.message });
  });

  it("tries once more when the browser has crashed, and no more than once", async () => {
    let prints = 0;
    const crash = async (_text: string, { browser }: PrintOptions): Promise<Pdf> => {
      prints++;
      await browser?.close();
      throw new Error("Target closed");
    };
    open((text, options) => (text === "well" && prints > 0 ? Promise.resolve(pdfOf(text)) : crash(text, options)));
    expect((await queue.get("a", html("well"))).bytes.toString()).toBe("well");
    expect(prints).toBe(1);
    expect(await failureOf(queue.get("b", html("ill")))).toMatchObject({
      status: 503,
      message: "Chromium ended while it was printing. The print view always works.",
    });
    expect(prints).toBe(3);
  });

  it("tries once more in another browser when a print fails for no fault of the report", async () => {
    let prints = 0;
    open(async (text) => {
      if (++prints === 1) throw new Error("Printing failed");
      return pdfOf(text);
    });
    expect((await queue.get("a", html("a"))).bytes.toString()).toBe("a");
    expect(browsers.map(({ connected }) => connected)).toEqual([false, true]);
  });

  it("keeps on after a report that fails, and tries that again when asked again", async () => {
    let asked = 0;
    open(async (text) => {
      if (text === "blank" && ++asked === 1) throw new UnprintableError(["Figure 2 is blank."]);
      return pdfOf(text);
    });
    const [blank, next] = [queue.get("a", html("blank")), queue.get("b", html("b"))];
    expect(await failureOf(blank)).toMatchObject({
      status: 500,
      message: "Figure 2 is blank. So no PDF was made. The print view always works.",
    });
    await next;
    expect((await queue.get("a", html("blank"))).bytes.toString()).toBe("blank");
  });

  it("passes on why a report cannot be written at all", async () => {
    open(async (text) => pdfOf(text));
    const notFound = new HttpError(404, "Not found", "There is no report x.");
    await expect(queue.get("a", () => Promise.reject(notFound))).rejects.toBe(notFound);
    const mistake = new TypeError("undefined is not a function");
    await expect(queue.get("b", () => Promise.reject(mistake))).rejects.toBe(mistake);
    // What only our log should know is nobody else's business.
    expect(queue.state("b")).toEqual({ kind: "failed", sentence: "Something went wrong on our side." });
  });

  it("says that there is no browser, what would do, and where the print view is", async () => {
    const launch = () => Promise.reject(new BrowserError("No browser found. Install Chromium or Chrome."));
    open(undefined, { launch });
    const links = [{ text: "Print view", href: "/reports/landscape" }];
    expect(await failureOf(queue.get("a", html("a"), links))).toMatchObject({
      status: 503,
      title: "No browser to print with",
      message: "No browser found. Install Chromium or Chrome. The print view always works.",
      links,
    });
  });

  it("closes its browser when nobody has printed for a while, and opens another for the next", async () => {
    open(async (text) => pdfOf(text), { idleMs: 20 });
    await queue.get("a", html("a"));
    await vi.waitFor(() => expect(browsers[0]?.connected).toBe(false));
    await queue.get("b", html("b"));
    expect(browsers.map(({ connected }) => connected).at(-1)).toBe(true);
    expect(browsers).toHaveLength(2);
  });

  it("forgets the prints used least when its memory is full", async () => {
    const half = Buffer.alloc(0.6 * 2 ** 20);
    let prints = 0;
    open(
      async () => {
        prints++;
        return { ...pdfOf(""), bytes: half };
      },
      { keptMegabytes: 1 },
    );
    await queue.get("a", html("a"));
    await queue.get("b", html("b"));
    expect(queue.state("a")).toBeUndefined();
    await queue.get("b", html("b"));
    expect(prints).toBe(2);
  });

  it("closed, ends what is printed and what waits, and takes no more", async () => {
    const { print } = press();
    open(print);
    const all = ["a", "b"].map((key) => queue.get(key, html(key)));
    const failures = all.map(failureOf);
    await vi.waitFor(() => expect(queue.state("a")).toEqual({ kind: "printing", step: "printing" }));
    await queue.close();
    for (const failure of [...failures, failureOf(queue.get("c", html("c")))])
      expect(await failure).toMatchObject({ status: 503, title: "Server stopping" });
    expect(browsers.every(({ connected }) => !connected)).toBe(true);
  });
});

describe("sayPdfState", () => {
  it("is a sentence for whoever waits", () => {
    expect(sayPdfState({ kind: "waiting", before: 1 })).toBe("Waiting: 1 report will be printed before it.");
    expect(sayPdfState({ kind: "printing", step: "printing again" })).toBe(
      "The sheets are being printed with their page numbers.",
    );
    expect(sayPdfState({ kind: "failed", sentence: "Figure 2 is blank." })).toBe("Figure 2 is blank.");
  });
});
