import type { Request, Response, Router } from "express";
import { z } from "zod";
import { isBrowser, searchOf } from "../web/asked.js";
import { HttpError, NotFound } from "../web/errors.js";
import type { House } from "../web/pages.js";
import { sameOriginOnly } from "../web/same-origin.js";
import { readForm } from "../web/uploads.js";
import { record } from "./audit.js";
import { authPath } from "./auth.js";
import { addressOf, type Desk, headersOf, takeCookies } from "./desk.js";
import { forgetGuess, guessLimits, takeGuess } from "./guesses.js";
import { findLink } from "./links.js";
import { longestPassword, passwordFault, shortestPassword } from "./passwords.js";
import { localPath, personOf, sessionIdOf } from "./people.js";
import { endSessions, join } from "./roster.js";

export const signInPath = "/desk/sign-in";
export const oidcPath = "/desk/sign-in/oidc";
export const callbackPath = `${authPath}/callback/oidc`;

const mostFormBytes = 4096;

/** What is said of every refusal alike, so that nobody learns which addresses are known here. */
const refused = "The e-mail address or the password is wrong.";
const tooMany = `There were too many attempts. Wait ${guessLimits.minutes} minutes, or ask an administrator for a link.`;

/** The doors: sign-in by password and by provider, sign-out, and one-time links. They work without script. */
export function signInRoutes(router: Router, house: House, desk: Desk): void {
  const door = (res: Response, status: number, title: string, template: string, parts: object) => {
    const page = { title, assets: house.assets, body: house.render(`desk/${template}`, { parts }) };
    res.status(status).type("html").send(house.render("desk/door", page));
  };
  const signInPage = (res: Response, status: number, to: string, email = "", fault = "") =>
    door(res, status, "Sign in", "sign-in", {
      to,
      email,
      fault,
      provider: desk.config.oidcIssuer
        ? { label: desk.config.oidcLabel, href: `${oidcPath}?${new URLSearchParams({ to })}` }
        : null,
    });

  router.get(signInPath, (req, res) => {
    const search = searchOf(req);
    const failed = search.get("error");
    signInPage(res, 200, localPath(search.get("to") ?? undefined), "", failed === null ? "" : sayFailure(failed));
  });

  router.post(signInPath, sameOriginOnly, async (req, res) => {
    const form = await readForm(req, { maxBytes: mostFormBytes });
    const email = (form.get("email") ?? "").trim().toLowerCase();
    const to = localPath(form.get("to"));
    const outcome = await signIn(desk, req, res, email, form.get("password") ?? "");
    if (outcome === "ok") {
      if (isBrowser(req)) res.redirect(303, to);
      else res.json({ signed_in: true });
      return;
    }
    const [status, fault] = outcome === "wrong" ? [401, refused] : [429, tooMany];
    if (outcome === "too many") res.set("Retry-After", String(guessLimits.minutes * 60));
    if (!isBrowser(req)) throw new HttpError(status, "Not signed in", fault);
    signInPage(res, status, to, email, fault);
  });

  router.post("/desk/sign-out", sameOriginOnly, async (req, res) => {
    const person = personOf(req);
    const auth = await desk.auth();
    const { headers } = await auth.api.signOut({ headers: headersOf(req), returnHeaders: true });
    takeCookies(headers, res);
    if (person)
      await record(desk.store.db, {
        event: "sign-out",
        now: desk.now(),
        actor: person,
        subject: person,
        address: addressOf(req),
      });
    // What the browser has kept of pages that only they could see goes with the session.
    res.set("Clear-Site-Data", '"cache", "storage"').redirect(303, signInPath);
  });

  // A link and no form: the page's policy lets no form lead to another site, not even by way of this one.
  router.get(oidcPath, async (req, res) => {
    const to = localPath(searchOf(req).get("to") ?? undefined);
    if (!desk.config.oidcIssuer) throw new NotFound("No provider of sign-in has been set up.");
    if (req.get("Sec-Fetch-Site") === "cross-site") return res.redirect(303, signInPath);
    const auth = await desk.auth();
    const failed = (code: string) => `${signInPath}?${new URLSearchParams({ to, error: code })}`;
    const begun = await auth.api
      .signInSocial({
        body: {
          provider: "oidc",
          callbackURL: to,
          errorCallbackURL: `${signInPath}?${new URLSearchParams({ to })}`,
          disableRedirect: true,
        },
        headers: headersOf(req),
        returnHeaders: true,
      })
      .catch(() => undefined);
    if (!begun?.response.url) return res.redirect(303, failed("provider_unreachable"));
    takeCookies(begun.headers, res);
    res.redirect(303, begun.response.url);
  });

  router.get(callbackPath, async (req, res) => {
    if (!desk.config.oidcIssuer) throw new NotFound("No provider of sign-in has been set up.");
    const auth = await desk.auth();
    const before = new Date(desk.now());
    const address = new URL(`${callbackPath}?${searchOf(req)}`, desk.config.publicUrl);
    const answer = await auth.handler(new globalThis.Request(address, { headers: headersOf(req) }));
    takeCookies(answer.headers, res);
    const to = new URL(answer.headers.get("Location") ?? signInPath, desk.config.publicUrl);
    const now = desk.now();
    const found = await personOfNewSession(desk, answer.headers);
    if (found) {
      const old = sessionIdOf(req);
      if (old) await desk.store.db.deleteFrom("sessions").where("id", "=", old).execute();
      const entry = { now, actor: found, subject: found, address: addressOf(req) };
      if (found.admittedAt >= before) await record(desk.store.db, { event: "person admitted", ...entry });
      await record(desk.store.db, { event: "sign-in", detail: "by the provider", ...entry });
    } else {
      const code = (to.searchParams.get("error") ?? "unknown").replace(/[^\w ]/g, "").slice(0, 60);
      await record(desk.store.db, {
        event: "sign-in failed",
        now,
        detail: `by the provider: ${code}`,
        address: addressOf(req),
      });
    }
    res.redirect(303, localPath(`${to.pathname}${to.search}`));
  });

  router.get("/desk/join/:code", async (req, res) => {
    const link = await findLink(desk.store.db, codeOf(req), desk.now());
    if (!link) throw noLink();
    const { name = "", email = "" } = link.user ?? {};
    joinPage(door, res, 200, { name, email, first: !link.user, faults: {} });
  });

  router.post("/desk/join/:code", sameOriginOnly, async (req, res) => {
    const code = codeOf(req);
    const now = desk.now();
    const link = await findLink(desk.store.db, code, now);
    if (!link) throw noLink();
    const form = await readForm(req, { maxBytes: mostFormBytes });
    const name = (form.get("name") ?? "").trim();
    const email = link.user?.email ?? (form.get("email") ?? "").trim().toLowerCase();
    const password = form.get("password") ?? "";
    const faults = {
      ...nameFault(name),
      ...(!link.user && emailFault(email)),
      ...passwordFaults(password, email),
    };
    if (Object.keys(faults).length > 0) {
      if (!isBrowser(req)) throw new HttpError(422, "Not understood", Object.values(faults).join(" "));
      return joinPage(door, res, 422, { name, email, first: !link.user, faults });
    }
    const auth = await desk.auth();
    const passwordHash = await (await auth.$context).password.hash(password);
    const find = (db: Desk["store"]["db"]) => findLink(db, code, now);
    const joined = await join(desk.store, find, {
      who: { name, email },
      passwordHash,
      now,
      address: addressOf(req),
    });
    if (!joined) throw noLink();
    await signIn(desk, req, res, email, password);
    res.redirect(303, "/desk/me");
  });
}

type Door = (res: Response, status: number, title: string, template: string, parts: object) => void;

interface JoinParts {
  readonly name: string;
  readonly email: string;
  readonly first: boolean;
  readonly faults: Readonly<Record<string, string>>;
}

function joinPage(door: Door, res: Response, status: number, parts: JoinParts): void {
  const title = parts.first ? "First administrator" : "Choose a password";
  door(res, status, title, "join", { ...parts, shortest: shortestPassword, longest: longestPassword });
}

function codeOf(req: Request): string {
  return String((req.params as Record<string, string>)["code"]).slice(0, 100);
}

function noLink(): NotFound {
  return new NotFound(
    "This link is not good any more: it has been used or has expired. Ask an administrator for one.",
    [{ text: "Sign in", href: signInPath }],
  );
}

export function nameFault(name: string): { readonly name?: string } {
  if (name === "") return { name: "Write the name under which edits are shown." };
  return name.length > 100 ? { name: "The name is longer than 100 characters." } : {};
}

export function emailFault(email: string): { readonly email?: string } {
  return z.email().max(254).safeParse(email).success
    ? {}
    : { email: "This is not an e-mail address; write one like name@example.org." };
}

function passwordFaults(password: string, email: string): { readonly password?: string } {
  const fault = passwordFault(password, email);
  return fault ? { password: fault } : {};
}

/**
 * Checks a password and begins a session, which takes the place of the one that the browser may have had. A known and
 * an unknown address take the same time: the library hashes either way.
 */
async function signIn(
  desk: Desk,
  req: Request,
  res: Response,
  email: string,
  password: string,
): Promise<"ok" | "wrong" | "too many"> {
  const { store } = desk;
  const [now, address] = [desk.now(), addressOf(req)];
  const guess = await takeGuess(store, { email, address, now });
  if (!guess) return "too many";
  const auth = await desk.auth();
  const begun = await auth.api
    .signInEmail({ body: { email, password }, headers: headersOf(req), returnHeaders: true })
    .catch((error: { readonly statusCode?: number }) => {
      if ((error.statusCode ?? 500) >= 500) throw error;
    });
  if (!begun) {
    const subject = await store.db
      .selectFrom("users")
      .select(["id", "name"])
      .where("email", "=", email)
      .executeTakeFirst();
    await record(store.db, { event: "sign-in failed", now, subject, detail: "by password", address });
    return "wrong";
  }
  takeCookies(begun.headers, res);
  const { id, name } = begun.response.user;
  const old = sessionIdOf(req);
  const owner = personOf(req);
  if (old && owner) await endSessions(store, owner.id, { only: old }, { by: owner, now, address });
  await forgetGuess(store.db, guess);
  await store.db.deleteFrom("sessions").where("user_id", "=", id).where("expires_at", "<", now.toISOString()).execute();
  await record(store.db, {
    event: "sign-in",
    now,
    actor: { id, name },
    subject: { id, name },
    detail: "by password",
    address,
  });
  return "ok";
}

/** Who the provider's way back has signed in, by the cookie that it set. */
async function personOfNewSession(desk: Desk, headers: Headers) {
  const auth = await desk.auth();
  const { sessionToken } = (await auth.$context).authCookies;
  const set = headers.getSetCookie().find((one) => one.startsWith(`${sessionToken.name}=`) && !/max-age=0/i.test(one));
  const cookie = set?.split(";")[0];
  const session = cookie && (await auth.api.getSession({ headers: new Headers({ cookie }) }));
  return session ? { id: session.user.id, name: session.user.name, admittedAt: session.user.createdAt } : undefined;
}

/** What is said when a provider did not let somebody in: our words for the library's codes, never what was sent. */
function sayFailure(code: string): string {
  const words: Readonly<Record<string, string>> = {
    access_denied: "The provider says that you did not agree. You can try again.",
    provider_unreachable: "The provider of sign-in cannot be reached or is not set up as it should. Try again later.",
    not_invited: "Nobody has invited you under the address that the provider tells. Ask an administrator.",
    account_not_linked: "The provider does not vouch for your e-mail address, so that it opens nothing here.",
    email_not_verified: "The provider does not vouch for your e-mail address, so that it opens nothing here.",
    email_not_found: "The provider does not tell your e-mail address.",
    unable_to_create_session: "Nobody can sign in with this account at present. Ask an administrator.",
  };
  return words[code] ?? "The sign-in by the provider did not succeed. You can try again.";
}
