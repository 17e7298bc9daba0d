import type { Request, RequestHandler, Response } from "express";
import type { Logger } from "pino";
import type { Store } from "../../db/store.js";
import type { Config } from "../config.js";
import { HttpError } from "../web/errors.js";
import { type Auth, type AuthConfig, addressHeader, cookieName, makeAuth, sessionSeconds } from "./auth.js";
import { isRole, know, type Person } from "./people.js";
import { personOfToken } from "./tokens.js";

export type DeskConfig = AuthConfig & Pick<Config, "requireSignIn" | "oidcLabel">;

/** What sign-in and the pages of people share. */
export interface Desk {
  readonly store: Store;
  readonly config: DeskConfig;
  /** The library, made when it is first needed: most of those who ask read only. */
  readonly auth: () => Promise<Auth>;
  readonly now: () => Date;
}

export function makeDesk(store: Store, config: DeskConfig, log: Logger, now = () => new Date()): Desk {
  let auth: Promise<Auth> | undefined;
  return {
    store,
    config,
    auth: () => {
      auth ??= makeAuth(store, config, log).catch((error: unknown) => {
        auth = undefined;
        throw error;
      });
      return auth;
    },
    now,
  };
}

/** Finds out who is asking, by session cookie or API token, before anything else of the request is looked at. */
export function whoAsks(desk: Desk): RequestHandler {
  const cookie = `${cookieName(desk.config.https)}=`;
  return async (req, res, next) => {
    const sent = req.get("Authorization");
    if (sent !== undefined && /^bearer /i.test(sent)) {
      const person = await personOfToken(desk.store.db, sent.slice("bearer ".length).trim(), desk.now());
      if (!person) {
        res.set("WWW-Authenticate", 'Bearer error="invalid_token"');
        throw new HttpError(
          401,
          "Sign-in needed",
          "The API token is not good: it has expired, was revoked, or is none.",
        );
      }
      know(req, { person });
      keepPrivate(res);
    } else if (req.headers.cookie?.split(/; */).some((one) => one.startsWith(cookie))) {
      const session = await readSession(desk, req, res);
      if (session) know(req, session);
    }
    next();
  };
}

async function readSession(desk: Desk, req: Request, res: Response) {
  const auth = await desk.auth();
  const { headers, response } = await auth.api.getSession({ headers: headersOf(req), returnHeaders: true });
  takeCookies(headers, res);
  if (!response) return undefined;
  const { session, user } = response;
  const age = desk.now().getTime() - session.createdAt.getTime();
  if (user.disabledAt || age > sessionSeconds.most * 1000) {
    await desk.store.db.deleteFrom("sessions").where("id", "=", session.id).execute();
    return undefined;
  }
  const role = isRole(user.role) ? user.role : "reader";
  const person: Person = { id: user.id, name: user.name, email: user.email, role };
  return { person, sessionId: session.id };
}

/** What the library is told of a request: its cookies, and where it came from as Express has it. */
export function headersOf(req: Request): Headers {
  const headers = new Headers({ [addressHeader]: addressOf(req) });
  for (const name of ["cookie", "user-agent"]) {
    const value = req.get(name);
    if (value) headers.set(name, value);
  }
  return headers;
}

/** The address asked from; behind a proxy the one that it tells, if TRUST_PROXY lets it. */
export function addressOf(req: Request): string {
  return req.ip ?? "unknown";
}

/** Hands on the cookies that the library sets. */
export function takeCookies(from: Headers, to: Response): void {
  for (const cookie of from.getSetCookie()) to.append("Set-Cookie", cookie);
}

/** Lets nobody keep the answer, whatever is said of it later on: it is one person's. */
export function keepPrivate(res: Response): void {
  const writeHead = res.writeHead.bind(res) as (...args: unknown[]) => Response;
  res.writeHead = ((...args: unknown[]) => {
    if (res.getHeader("Cache-Control") !== "no-store") res.setHeader("Cache-Control", "private, no-store");
    res.removeHeader("ETag");
    return writeHead(...args);
  }) as Response["writeHead"];
}
