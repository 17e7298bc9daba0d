import type { Request } from "express";
import { Context, type Refusal } from "./context.js";
import { HttpError } from "./errors.js";
import type { House } from "./pages.js";
import { type Accepts, parseParams } from "./view.js";

/** Whether a person is asking, who wants a page and not a problem in JSON. */
export function isBrowser(req: Request): boolean {
  return req.headers.accept?.includes("text/html") ?? false;
}

/** The query string of a request. */
export function searchOf(req: Request): URLSearchParams {
  const at = req.originalUrl.indexOf("?");
  return new URLSearchParams(at < 0 ? "" : req.originalUrl.slice(at + 1));
}

/**
 * What an answer to a query is made from.
 * @throws BadParameters if the query is not understood
 */
export async function readContext(
  house: Pick<House, "store" | "today" | "countries">,
  search: URLSearchParams,
  accepts: Accepts,
  refusal?: Refusal,
): Promise<Context> {
  const revision = await house.store.revision();
  if (!revision) throw new HttpError(503, "No facts yet", "The store holds no facts yet. Load them with: npm run load");
  const today = house.today();
  const params = parseParams(search, accepts, { today, countries: await house.countries() });
  return new Context(house.store, revision, today, params, accepts.filters, refusal);
}
