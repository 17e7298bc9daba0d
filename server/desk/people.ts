import type { Request, RequestHandler } from "express";
import { HttpError } from "../web/errors.js";

/** From the least to the most that a person may do; each may do what those before it may. */
export const roles = ["reader", "editor", "reviewer", "admin"] as const;
export type Role = (typeof roles)[number];

/** Who is asking. */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** In small letters. */
  readonly email: string;
  /** What they may do by this request: an API token may do less than its owner. */
  readonly role: Role;
}

/** How they came in. */
interface Known {
  readonly person: Person;
  /** The session of a browser; absent for a program with a token. */
  readonly sessionId?: string;
}

const known = new WeakMap<Request, Known>();

/** Notes who is asking, for {@link personOf}. Called by one middleware before all routes. */
export function know(req: Request, who: Known): void {
  known.set(req, who);
}

/** Who is asking; `undefined` for those who have not signed in. */
export function personOf(req: Request): Person | undefined {
  return known.get(req)?.person;
}

/** The browser's session; `undefined` without one, as for a program with a token. */
export function sessionIdOf(req: Request): string | undefined {
  return known.get(req)?.sessionId;
}

export function isRole(text: string | undefined): text is Role {
  return roles.some((role) => role === text);
}

export function mayAct(person: Pick<Person, "role">, as: Role): boolean {
  return roles.indexOf(person.role) >= roles.indexOf(as);
}

/** Stands before a route and lets pass those who have the role or one above it: else 401 with a way in, or 403. */
export function needs(role: Role): RequestHandler {
  return (req, res, next) => {
    const person = personOf(req);
    if (!person) {
      res.set("WWW-Authenticate", "Bearer");
      throw signInNeeded(req);
    }
    if (!mayAct(person, role))
      throw new HttpError(
        403,
        "Not allowed",
        `This needs the role ${role}; ${person.name} has the role ${person.role}.`,
      );
    next();
  };
}

/** The refusal of what needs a person, with the way to sign in and come back. */
export function signInNeeded(req: Request): HttpError {
  const to = req.method === "GET" || req.method === "HEAD" ? req.originalUrl : "/";
  return new HttpError(
    401,
    "Sign-in needed",
    "This needs somebody who has signed in. A program sends an API token as Authorization: Bearer TOKEN.",
    [],
    [{ text: "Sign in", href: signInHref(to) }],
  );
}

export function signInHref(to: string): string {
  return `/desk/sign-in?${new URLSearchParams({ to: localPath(to) })}`;
}

/** The address within this site that a text names, or the overview: nobody is sent on to another site. */
export function localPath(given: string | undefined): string {
  const here = "http://here.invalid";
  // A browser reads a backslash as a slash and leaves out tabs and line ends, so that "/\t/x" would lead elsewhere.
  if (!given || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(given) || !URL.canParse(given, here)) return "/";
  const { origin, pathname, search } = new URL(given, here);
  return origin === here && !pathname.startsWith("//") ? `${pathname}${search}` : "/";
}
