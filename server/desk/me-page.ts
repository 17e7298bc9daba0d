import type { Request, Response, Router } from "express";
import { isBrowser } from "../web/asked.js";
import { HttpError, NotFound } from "../web/errors.js";
import { printStyle } from "../web/layout.js";
import type { House } from "../web/pages.js";
import { sameOriginOnly } from "../web/same-origin.js";
import { type FormFields, readForm } from "../web/uploads.js";
import { record } from "./audit.js";
import { browserName } from "./browser-name.js";
import { addressOf, type Desk, headersOf, takeCookies } from "./desk.js";
import { sayMinute, sendDeskPage } from "./frame.js";
import { forgetGuess, guessLimits, takeGuess } from "./guesses.js";
import { longestPassword, passwordFault, shortestPassword } from "./passwords.js";
import { needs, type Person, personOf, sessionIdOf } from "./people.js";
import { endSessions, passwordAccount } from "./roster.js";
import { isScope, listTokens, makeToken, mostDays, revokeToken, scopes } from "./tokens.js";

const path = "/desk/me";
const mostFormBytes = 4096;

/** What a form is shown again with. */
interface Again {
  readonly status?: number;
  readonly faults?: Readonly<Record<string, string>>;
  readonly given?: FormFields;
  /** Shown this once. */
  readonly token?: string;
}

/** The page of whoever is signed in: password, sessions and API tokens. */
export function mePage(router: Router, house: House, desk: Desk): void {
  const { store } = desk;

  const show = async (req: Request, res: Response, again: Again = {}) => {
    const me = personIn(req);
    const { faults = {}, given, token = "", status = 200 } = again;
    const now = desk.now();
    await sendDeskPage(req, res, house, {
      path,
      title: "You",
      headline: me.name,
      lede: `${me.email}, with the role ${me.role}.`,
      template: "me",
      status,
      parts: {
        faults,
        token,
        name: given?.get("name") ?? "",
        scope: given?.get("scope") ?? "read",
        days: given?.get("days") ?? "90",
        mostDays,
        scopes: Object.entries(scopes).map(([scope, role]) => ({ scope, about: `${scope}: what a ${role} may do` })),
        password: { has: await hasPassword(desk, me), shortest: shortestPassword, longest: longestPassword },
        sessions: await sessionsOf(desk, me, sessionIdOf(req)),
        tokens: (await listTokens(store.db, me.id)).map((one) => ({
          id: one.id,
          name: one.name,
          scope: one.scope,
          made: sayMinute(one.created_at),
          used: one.last_used_at ? sayMinute(one.last_used_at) : "never",
          state: one.revoked_at
            ? `revoked ${sayMinute(one.revoked_at)}`
            : `${one.expires_at > now.toISOString() ? "until" : "expired"} ${sayMinute(one.expires_at)}`,
          live: !one.revoked_at && one.expires_at > now.toISOString(),
        })),
      },
    });
  };

  router.get("/desk/me/print.css", (_req, res) => {
    res.type("css").send(printStyle("The desk", "People and access"));
  });
  router.get(path, needs("reader"), (req, res) => show(req, res));

  router.post(`${path}/password`, sameOriginOnly, needs("reader"), async (req, res) => {
    const me = personIn(req);
    const form = await readForm(req, { maxBytes: mostFormBytes });
    const [old, fresh] = [form.get("old") ?? "", form.get("password") ?? ""];
    const fault = passwordFault(fresh, me.email);
    if (fault) return refuse(req, res, show, { password: fault }, form);
    const [now, address] = [desk.now(), addressOf(req)];
    const guess = await takeGuess(store, { email: me.email, address, now });
    if (!guess)
      return refuse(req, res, show, { old: `Too many attempts. Wait ${guessLimits.minutes} minutes.` }, form, 429);
    const auth = await desk.auth();
    const changed = await auth.api
      .changePassword({
        body: { currentPassword: old, newPassword: fresh, revokeOtherSessions: true },
        headers: headersOf(req),
        returnHeaders: true,
      })
      .catch((error: { readonly statusCode?: number }) => {
        if ((error.statusCode ?? 500) >= 500) throw error;
      });
    if (!changed) return refuse(req, res, show, { old: "This is not the present password." }, form);
    await forgetGuess(store.db, guess);
    await record(store.db, { event: "password set", now, actor: me, subject: me, address });
    takeCookies(changed.headers, res);
    res.redirect(303, path);
  });

  router.post(`${path}/sessions/end`, sameOriginOnly, needs("reader"), async (req, res) => {
    const me = personIn(req);
    const form = await readForm(req, { maxBytes: mostFormBytes });
    const id = form.get("session");
    const which = id === undefined || id === "" ? { but: sessionIdOf(req) } : { only: id };
    const ended = await endSessions(store, me.id, which, { by: me, now: desk.now(), address: addressOf(req) });
    if (id && ended === 0) throw new NotFound("There is no such session of yours.");
    res.redirect(303, path);
  });

  router.post(`${path}/tokens`, sameOriginOnly, needs("reader"), async (req, res) => {
    const me = personIn(req);
    const form = await readForm(req, { maxBytes: mostFormBytes });
    const name = (form.get("name") ?? "").trim();
    const scope = form.get("scope");
    const days = Number(form.get("days"));
    const faults = {
      ...((name === "" || name.length > 100) && { name: "Name the program that will use it, in 1 to 100 characters." }),
      ...(!isScope(scope) && { scope: `The scope is one of ${Object.keys(scopes).join(", ")}.` }),
      ...(!(Number.isInteger(days) && days >= 1 && days <= mostDays) && {
        days: `A token is good for 1 to ${mostDays} days.`,
      }),
    };
    if (Object.keys(faults).length > 0 || !isScope(scope)) return refuse(req, res, show, faults, form);
    const token = await makeToken(store, me, { name, scope, days }, { now: desk.now(), address: addressOf(req) });
    if (isBrowser(req)) return show(req, res, { status: 201, token });
    res.status(201).json({ token });
  });

  router.post(`${path}/tokens/revoke`, sameOriginOnly, needs("reader"), async (req, res) => {
    const form = await readForm(req, { maxBytes: mostFormBytes });
    const when = { now: desk.now(), address: addressOf(req) };
    if (!(await revokeToken(store, personIn(req), form.get("token") ?? "", when)))
      throw new NotFound("There is no such token of yours that could be revoked.");
    res.redirect(303, path);
  });
}

/** Who is signed in with a browser: a token makes no tokens, and changes no password. */
function personIn(req: Request): Person {
  const person = personOf(req);
  if (!person || !sessionIdOf(req))
    throw new HttpError(403, "Not allowed", "This is done in a browser by the person themselves, not by an API token.");
  return person;
}

/** The page again with what was wrong, or the same for a program. */
function refuse(
  req: Request,
  res: Response,
  show: (req: Request, res: Response, again: Again) => Promise<void>,
  faults: Readonly<Record<string, string>>,
  given: FormFields,
  status = 422,
): Promise<void> {
  if (!isBrowser(req)) throw new HttpError(status, "Not understood", Object.values(faults).join(" "));
  return show(req, res, { status, faults, given });
}

async function hasPassword({ store }: Desk, { id }: Person): Promise<boolean> {
  const account = await store.db
    .selectFrom("accounts")
    .select("id")
    .where("user_id", "=", id)
    .where("provider_id", "=", passwordAccount)
    .executeTakeFirst();
  return account !== undefined;
}

/** A person's sessions that still hold, this one first. */
async function sessionsOf({ store, now }: Desk, { id }: Person, here: string | undefined) {
  const sessions = await store.db
    .selectFrom("sessions")
    .select(["id", "ip_address", "user_agent", "created_at", "updated_at", "expires_at"])
    .where("user_id", "=", id)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .execute();
  return sessions
    .filter(({ expires_at }) => new Date(expires_at) > now())
    .map((session) => ({
      id: session.id,
      here: session.id === here,
      browser: browserName(session.user_agent),
      address: session.ip_address || "unknown",
      since: sayMinute(session.created_at),
      last: sayMinute(session.updated_at),
    }))
    .sort((one, other) => Number(other.here) - Number(one.here));
}
