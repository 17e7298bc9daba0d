import type { NextFunction, Request, Response } from "express";
import { HttpError } from "./errors.js";

/**
 * Stands before every route that changes something and lets pass only what our own pages ask for: a page of another
 * site can make a reader's browser post a form here, but cannot forge the headers by which the browser says where the
 * form stood. Works without script, sessions or tokens.
 *
 * As the OWASP Cheat Sheet on cross-site request forgery has it: Sec-Fetch-Site decides where it is sent, `none` being
 * what the reader did themselves; else Origin must name this host. Browsers leave Sec-Fetch-Site out on plain HTTP.
 * Of a request with neither header it says to block it rather than to accept it, so programs name an origin as well.
 */
export function sameOriginOnly(req: Request, _res: Response, next: NextFunction): void {
  const site = req.get("Sec-Fetch-Site");
  const own = site === undefined ? isOwn(req) : site === "same-origin" || site === "none";
  if (!own) throw refusal(req);
  next();
}

/** The scheme is not looked at: a proxy in front may have taken HTTPS off without telling. */
function isOwn(req: Request): boolean {
  const origin = req.get("Origin");
  if (!origin || !URL.canParse(origin)) return false;
  const { protocol, host } = new URL(origin);
  return /^https?:$/.test(protocol) && host === hostOf(req, protocol);
}

/** The host asked for, without the port that its scheme means anyway, which no origin names. */
function hostOf(req: Request, protocol: string): string | undefined {
  const asked = `${protocol}//${req.host}`;
  return req.host && URL.canParse(asked) ? new URL(asked).host : undefined;
}

function refusal(req: Request): HttpError {
  const given = req.get("Origin");
  return new HttpError(
    403,
    "Request from another site",
    given === undefined && req.get("Sec-Fetch-Site") === undefined
      ? "Nothing was changed: the request does not say where it comes from. A program that means it sends this server's own address as Origin, as in Origin: http://127.0.0.1:3000"
      : "Nothing was changed: the request comes from a page of another site. Do it from the page here.",
  );
}
