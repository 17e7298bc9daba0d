import request, { type Response } from "supertest";
import { expect } from "vitest";
import type { Store } from "../../db/store.js";
import type { App } from "../../server/app.js";
import type { MountedPage } from "../../server/web/pages.js";
import { appOf, openShippedStore } from "../fixture.js";

/** A page at an address that exists, and where its other forms are. */
export interface Stop extends MountedPage {
  /** Address of the page; `:id` replaced by a thing that the shipped facts know. */
  readonly at: string;
  /** Address of its rows, without `.csv` or `.json`. */
  readonly rowsAt: string;
  /** Address of its charts. */
  readonly chartsAt: string;
  /** It is the page of one thing, which may not have been there at every date. */
  readonly ofOne: boolean;
  /** What has to be asked for the page to have something to say. */
  readonly asks: Query;
}

export interface Walk {
  readonly store: Store;
  readonly app: App;
  readonly stops: readonly Stop[];
  get(path: string, query?: string | Query, accept?: string): Promise<Response>;
}

export type Query = Readonly<Record<string, string>>;

/** A thing for each page of one thing, with many facts and a name in Chinese where there is one. */
const examples: Readonly<Record<string, string>> = {
  "/companies/:id": "01-ai",
  "/investors/:id": "alibaba",
  "/models/:id": "yi-34b",
  "/software/:id": "vllm",
  "/sources/:id": "epoch-notable-models",
  "/chips/:id": "nvidia-h20",
  "/indicators/:id": "private-ai-investment",
  "/benchmarks/:id": "mmlu",
  "/rules/:id": "us-2023-10-17-3a090-a",
};

/** A question for each page that says little unless it is asked one. */
const asks: Readonly<Record<string, Query>> = {
  "/compare": { ids: "01-ai,openai,huawei,meta" },
  "/dependencies/without": { ids: "llama-65b,pytorch", scope: "both" },
  "/search": { q: "01.AI" },
};

/** The app on the shipped facts, in memory unless another store holds them, with every page it has mounted. */
export async function walkPages(shipped?: Store): Promise<Walk> {
  const store = shipped ?? (await openShippedStore());
  const app = appOf(store);
  const mounted = app.locals["pages"] as readonly MountedPage[];
  const stops = mounted.map((page): Stop => {
    const example = examples[page.path];
    if (page.path.includes(":") && !example)
      throw new Error(`Name an example for ${page.path} in test/server/walk.ts.`);
    const at = page.path.replace(":id", example ?? "");
    return {
      ...page,
      at,
      rowsAt: at === "/" ? "/overview" : at,
      chartsAt: at === "/" ? "/charts" : `${at}/charts`,
      ofOne: page.path.includes(":"),
      asks: asks[page.path] ?? {},
    };
  });
  return {
    store,
    app,
    stops,
    get: (path, query = {}, accept = "*/*") =>
      request(app).get(path).query(query).set("Accept", accept).set("Accept-Encoding", "gzip"),
  };
}

/** Every address of a page with the content type it answers in: page, rows, print style, charts, further files. */
export function formsOf(stop: Stop): readonly { readonly address: string; readonly type: string }[] {
  const rows = [
    { address: `${stop.rowsAt}.csv`, type: "text/csv; charset=utf-8; header=present" },
    { address: `${stop.rowsAt}.json`, type: "application/json; charset=utf-8" },
  ];
  return [
    { address: stop.at, type: "text/html; charset=utf-8" },
    { address: `${stop.rowsAt}/print.css`, type: "text/css; charset=utf-8" },
    ...(stop.hasTable ? rows : []),
    ...chartsOf(stop),
    ...stop.files.map(({ suffix, type }) => ({ address: `${stop.rowsAt}${suffix}`, type })),
  ];
}

/** Every address of a page's charts. */
export function chartsOf(stop: Stop): readonly { readonly address: string; readonly type: string }[] {
  const types = {
    svg: "image/svg+xml; charset=utf-8",
    png: "image/png",
    csv: "text/csv; charset=utf-8; header=present",
    json: "application/json; charset=utf-8",
  };
  return stop.charts.flatMap((chart) =>
    Object.entries(types).map(([form, type]) => ({ address: `${stop.chartsAt}/${chart}.${form}`, type })),
  );
}

/** The one shape that every failure has for programs; gives back its faults. */
export function expectProblem(response: Response, status: number): readonly { parameter: string; detail: string }[] {
  const address = response.request.url;
  expect(response.status, address).toBe(status);
  expect(response.headers["content-type"], address).toBe("application/problem+json; charset=utf-8");
  expect(response.headers["cache-control"], address).toBe("no-store");
  expect(response.headers["etag"], address).toBeUndefined();
  expect(response.headers["content-disposition"], address).toBeUndefined();
  const problem = JSON.parse(response.text) as Record<string, unknown>;
  expect(problem, address).toEqual({
    type: "about:blank",
    title: expect.stringMatching(/^[A-Z][^.]+$/),
    status,
    detail: expect.stringMatching(/^[A-Z"a-z].+/),
    ...(status === 400 && problem["errors"] ? { errors: expect.any(Array) } : {}),
  });
  return (problem["errors"] ?? []) as { parameter: string; detail: string }[];
}

/** The same for people: a page of its own with the sentences on it. */
export function expectErrorPage(response: Response, status: number): string {
  const address = response.request.url;
  expect(response.status, address).toBe(status);
  expect(response.headers["content-type"], address).toBe("text/html; charset=utf-8");
  expect(response.headers["cache-control"], address).toBe("no-store");
  expect(response.text, address).toMatch(/<h1>[A-Z][^<.]+<\/h1>/);
  expect(response.text, address).toContain('<nav aria-label="Areas">');
  return response.text;
}
