import type { Request } from "express";
import type { RevisionRow } from "../../db/database.js";
import type { Store } from "../../db/store.js";
import { Context, type Refusal } from "./context.js";
import { countriesAt } from "./countries.js";
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

/** The facts that a query asks: the present ones, or those of an earlier revision. */
export interface AskedFacts {
  readonly store: Store;
  readonly revision: RevisionRow;
  /** The latest revision. */
  readonly latest: number;
}

/**
 * Finds the facts that a query asks. A revision that there is not is told with whatever else is wrong in the query,
 * where its parameters are checked; until then the present ones stand in.
 */
export async function askedFacts(
  { store, snapshots }: Pick<House, "store" | "snapshots">,
  search: URLSearchParams,
): Promise<AskedFacts> {
  const latest = await store.revision();
  if (!latest) throw new HttpError(503, "No facts yet", "The store holds no facts yet. Load them with: npm run load");
  const given = search.get("revision") ?? "";
  const asked = /^\d{1,9}$/.test(given) ? Number(given) : latest.id;
  const earlier =
    asked < latest.id
      ? await store.db.selectFrom("revisions").selectAll().where("id", "=", asked).executeTakeFirst()
      : undefined;
  if (!earlier) return { store, revision: latest, latest: latest.id };
  return { store: await snapshots.at(earlier), revision: earlier, latest: latest.id };
}

/**
 * What an answer to a query is made from.
 * @throws BadParameters if the query is not understood
 */
export async function readContext(
  house: Pick<House, "store" | "snapshots" | "today">,
  search: URLSearchParams,
  accepts: Accepts,
  { refusal, facts }: { readonly refusal?: Refusal; readonly facts?: AskedFacts } = {},
): Promise<Context> {
  const { presentOnly } = accepts;
  const asked = facts ?? (await askedFacts(house, presentOnly ? new URLSearchParams() : search));
  const { store, revision, latest } = asked;
  const today = house.today();
  const countries = await countriesAt(store);
  const params = parseParams(search, accepts, { today, countries, ...(!presentOnly && { latest }) });
  return new Context(store, revision, today, params, accepts.filters, refusal);
}
