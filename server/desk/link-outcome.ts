import { type RequestOptions, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import type { LinkCheckRow } from "../../db/database.js";
import { FetchRefused, guardedLookup } from "./guarded-fetch.js";

/** Asks for one page, as lightly as can be, whether it still stands. */

export type LinkOutcome = Pick<LinkCheckRow, "outcome" | "status" | "detail">;

export interface Asking {
  /** Lets it stand on this machine or a private network. */
  readonly allowPrivate: boolean;
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  /** Asks a host once it is its turn. */
  readonly inTurn: <T>(host: string, ask: () => Promise<T>) => Promise<T>;
}

const mostRedirects = 5;
const longestDetail = 300;
const userAgent = "ParallaxLinkCheck/1.0 (asks whether pages cited as sources still stand)";

/** Answers to HEAD that say little of what GET would get: many servers know no HEAD, or mistake it. */
const askedAgain = new Set([400, 403, 404, 405, 410, 500, 501]);

/** @throws what `signal` was stopped with */
export async function askLink(address: string, asking: Asking): Promise<LinkOutcome> {
  try {
    return await follow(address, asking);
  } catch (error) {
    asking.signal.throwIfAborted();
    return failed(error as NodeJS.ErrnoException, asking);
  }
}

async function follow(address: string, asking: Asking): Promise<LinkOutcome> {
  let url = new URL(address);
  for (let redirects = 0; ; redirects++) {
    const head = await answerOf("HEAD", url, asking);
    const { status, location } = askedAgain.has(head.status) ? await answerOf("GET", url, asking) : head;
    if (status < 300 || status >= 400 || location === undefined)
      return { outcome: outcomeOf(status), status, detail: redirects > 0 ? short(`leads to ${url.href}`) : null };
    if (redirects === mostRedirects)
      return { outcome: "unreachable", status, detail: `leads on more than ${mostRedirects} times` };
    url = new URL(location, url);
  }
}

/** What a server that is there says otherwise, such as 429 or 451, is that it does not serve this program. */
function outcomeOf(status: number): LinkOutcome["outcome"] {
  if (status >= 200 && status < 300) return "alive";
  if (status === 404 || status === 410) return "dead";
  return status >= 400 && (status < 500 || status > 599) ? "refused" : "unreachable";
}

interface Answer {
  readonly status: number;
  readonly location: string | undefined;
}

function answerOf(method: "HEAD" | "GET", url: URL, asking: Asking): Promise<Answer> {
  const { allowPrivate, patienceMs, signal, inTurn } = asking;
  if (!/^https?:$/.test(url.protocol)) throw new FetchRefused(`${url.protocol} is no address of the web`);
  const lookup = guardedLookup(url, { allowPrivate, allowedBy: "--allow-private" });
  return inTurn(url.host, () => {
    const options: RequestOptions = {
      method,
      headers: { accept: "*/*", "user-agent": userAgent },
      lookup,
      agent: false,
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    };
    return new Promise((done, reject) => {
      const request = (url.protocol === "https:" ? requestSecure : requestPlain)(url, options, (response) => {
        done({ status: response.statusCode ?? 0, location: response.headers.location });
        // The head says it all.
        response.on("error", () => undefined);
        response.destroy();
      });
      request.on("error", reject);
      request.end();
    });
  });
}

function failed(error: NodeJS.ErrnoException, { patienceMs }: Asking): LinkOutcome {
  const without = (outcome: LinkOutcome["outcome"], detail: string) => ({
    outcome,
    status: null,
    detail: short(detail),
  });
  const { code, message } = error;
  if (error instanceof FetchRefused) return without("unreachable", message);
  if (code === undefined) throw error;
  if (code === "ENOTFOUND") return without("dead", "no server has its name");
  if (code === "ABORT_ERR") return without("unreachable", `no answer within ${patienceMs / 1000} s`);
  return without("unreachable", message || code);
}

const short = (text: string) => (text.length > longestDetail ? `${text.slice(0, longestDetail - 1)}…` : text);
