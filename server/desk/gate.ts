import type { RequestHandler } from "express";
import { type Config, isLoopback } from "../config.js";
import { isBrowser } from "../web/asked.js";
import { keepPrivate } from "./desk.js";
import { needs, personOf, signInHref, signInNeeded } from "./people.js";
import { callbackPath, oidcPath, signInPath } from "./sign-in-routes.js";

/** What those may ask for who have not signed in, because they want to. */
function isDoor(path: string): boolean {
  return [signInPath, oidcPath, callbackPath].includes(path) || /^\/desk\/join\/[\w-]+$/.test(path);
}

/**
 * Closes reading where that is asked for: whoever has not signed in gets the doors and nothing else, and no answer may
 * be kept by a browser or a proxy. The pages of the desk are never kept.
 */
export function gate({ requireSignIn }: { readonly requireSignIn: boolean }): RequestHandler {
  return (req, res, next) => {
    if (requireSignIn || req.path.startsWith("/desk")) keepPrivate(res);
    if (!requireSignIn || personOf(req) || isDoor(req.path)) return next();
    if (req.method === "GET" && isBrowser(req)) return res.redirect(303, signInHref(req.originalUrl));
    res.set("WWW-Authenticate", "Bearer");
    throw signInNeeded(req);
  };
}

/** What is sent to be shown again and kept by nobody, below the reports. */
const preview = "/preview";

/**
 * Reports are written, published and removed by editors. On a server that only its own machine reaches, whoever sits
 * there may do so without signing in; a person who is known may do no more than their role, by whatever way they came.
 */
export function reportWriters({ host }: Pick<Config, "host">): RequestHandler {
  const editor = needs("editor");
  return (req, res, next) => {
    const reads = req.method === "GET" || req.method === "HEAD" || req.path === preview;
    if (reads || (isLoopback(host) && !personOf(req))) return next();
    return editor(req, res, next);
  };
}
