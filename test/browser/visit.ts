import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from "playwright-core";
import { inject } from "vitest";

/** The pages that everybody meets, one of each kind. */
export const mainPages = [
  "/",
  "/companies",
  "/companies/01-ai",
  "/compare",
  "/funding",
  "/funding/league",
  "/investors",
  "/investors/alibaba",
  "/chips",
  "/chips/nvidia-h20",
  "/chips/check",
  "/chips/changes",
  "/rules",
  "/rules/us-2023-10-17-3a090-b",
  "/rulings",
  "/compute",
  "/listings",
  "/dependencies",
  "/models",
  "/models/yi-34b",
  "/software",
  "/software/vllm",
  "/dependencies/without",
  "/indicators",
  "/indicators/private-ai-investment",
  "/gap",
  "/gap/crossings",
  "/gap/lags",
  "/benchmarks",
  "/benchmarks/mmlu",
  "/claims",
  "/timeline",
  "/regulation",
  "/changes",
  "/then-and-now",
  "/sources",
  "/sources/epoch-notable-models",
  "/search",
  "/data",
] as const;

/** Pages that answer what was typed into their form, and a form that has a view of its own. */
export const answeredPages = [
  "/chips/check?fp16_tflops=312&die_area_mm2=826&market=global",
  "/search?q=01",
  "/search?q=Antropic",
  "/reports",
  "/reports/company-01-ai",
  "/reports/new",
] as const;

/** What a wrong address leads to. */
export const errorPage = "/funding?as_of=soon";

export const widths = { desktop: 1280, phone: 390 } as const;

let browser: Promise<Browser> | undefined;

/** The browser of all tests of a file. */
export function openBrowser(): Promise<Browser> {
  browser ??= chromium.connect(inject("browser"));
  return browser;
}

/** A page in a profile of its own: nothing cached, nothing remembered. */
export async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await (await openBrowser()).newContext({ baseURL: inject("origin"), ...options });
  return context.newPage();
}

/** A page as somebody finds it who has just come, with what happened on the way. */
export interface Visit {
  readonly page: Page;
  /** Errors and warnings of the console, uncaught exceptions, failed requests. */
  readonly complaints: readonly string[];
  /** Bytes over the wire, head and body, by kind of resource: document, stylesheet, font, script, chinese. */
  readonly bytes: Readonly<Record<string, number>>;
  /** Sum of all layout shifts so far. */
  shift(): Promise<number>;
}

/** Opens an address and waits until nothing more is loaded. */
export async function visit(address: string, width: number): Promise<Visit> {
  const page = await openPage({ viewport: { width, height: 900 } });
  const complaints: string[] = [];
  const bytes: Record<string, number> = {};
  const sizes: Promise<void>[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("requestfailed", (request) => complaints.push(`${request.url()} ${request.failure()?.errorText}`));
  page.on("requestfinished", (request) => {
    // Fetched only where the reader's own system has no font for Chinese; this machine may be such a one.
    const kind = request.url().includes("NotoSansSC") ? "chinese" : request.resourceType();
    const add = request.sizes().then(({ responseBodySize, responseHeadersSize }) => {
      bytes[kind] = (bytes[kind] ?? 0) + responseBodySize + responseHeadersSize;
    });
    sizes.push(add);
  });
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(address, { waitUntil: "networkidle" });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await Promise.all(sizes);
  return {
    page,
    complaints,
    bytes,
    shift: () =>
      page.evaluate(() =>
        (globalThis as unknown as { shifts: number[] }).shifts.reduce((sum, value) => sum + value, 0),
      ),
  };
}

/** The text that an element shows. */
export async function wordsOf(element: Locator): Promise<string> {
  return ((await element.textContent()) ?? "").trim();
}

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong, one line each. Our policy forbids foreign script tags, so it comes by the debugger's door. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    type Axe = {
      run(
        root: Document,
        options: object,
      ): Promise<{ violations: { id: string; help: string; nodes: { target: unknown[]; html: string }[] }[] }>;
    };
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run(document, {
      resultTypes: ["violations"],
    });
    return violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}; ${nodes.length} x, first ${nodes[0]?.target.join(" ")}: ${nodes[0]?.html.slice(0, 200)}`,
    );
  });
}
