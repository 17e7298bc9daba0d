import type { NextFunction, Request, RequestHandler, Response } from "express";
import { HttpError } from "../web/errors.js";

// A stub, never merged: the person is taken from the app's locals, as a test sets them.

export type Role = "reader" | "editor" | "reviewer" | "admin";

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

const roles: readonly Role[] = ["reader", "editor", "reviewer", "admin"];

export function personOf(req: Request): Person | undefined {
  const pick = req.app.locals["person"] as ((req: Request) => Person | undefined) | undefined;
  return pick?.(req);
}

export function needs(role: Role): RequestHandler {
  return (req: Request, _res: Response, next: NextFunction) => {
    const person = personOf(req);
    if (!person) throw new HttpError(401, "Sign in first", "This is for people who are signed in.");
    if (roles.indexOf(person.role) < roles.indexOf(role))
      throw new HttpError(403, "Not allowed", `This takes the role ${role}.`);
    next();
  };
}
