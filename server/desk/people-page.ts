import type { Request, Response, Router } from "express";
import { isBrowser } from "../web/asked.js";
import { HttpError } from "../web/errors.js";
import type { House } from "../web/pages.js";
import { sameOriginOnly } from "../web/same-origin.js";
import { type FormFields, readForm } from "../web/uploads.js";
import { addressOf, type Desk } from "./desk.js";
import { sayMinute, sendDeskPage } from "./frame.js";
import { joinPath } from "./links.js";
import { isRole, needs, type Person, personOf, roles } from "./people.js";
import { type Change, changeRole, disable, enable, endSessions, invite, listPeople, renewLink } from "./roster.js";
import { emailFault, nameFault } from "./sign-in-routes.js";

const path = "/desk/people";
const mostFormBytes = 4096;

/** What each role may do beyond the one before it. */
const aboutRoles = {
  reader: "reads",
  editor: "proposes changes",
  reviewer: "approves them",
  admin: "invites people",
} as const satisfies Record<(typeof roles)[number], string>;

interface Again {
  readonly status?: number;
  readonly faults?: Readonly<Record<string, string>>;
  readonly given?: FormFields;
  /** A one-time link, shown this once, and for whom it is. */
  readonly link?: { readonly href: string; readonly email: string };
}

/** Where administrators invite people, change what they may do, and shut them out. */
export function peoplePage(router: Router, house: House, desk: Desk): void {
  const { store } = desk;
  const admin = [sameOriginOnly, needs("admin")];

  const show = async (req: Request, res: Response, again: Again = {}) => {
    const { status = 200, faults = {}, given, link = null } = again;
    const people = await listPeople(store.db, desk.now());
    const able = people.filter(({ disabled_at }) => disabled_at === null).length;
    await sendDeskPage(req, res, house, {
      path,
      title: "People",
      headline: able === 1 ? "One person may sign in" : `${able} people may sign in`,
      lede: "Nobody signs up by themselves: an administrator invites them by a link that serves once.",
      template: "people",
      status,
      parts: {
        faults,
        link,
        name: given?.get("name") ?? "",
        email: given?.get("email") ?? "",
        role: given?.get("role") ?? "editor",
        roles: roles.map((role) => ({ role, about: `${role}: ${aboutRoles[role]}` })),
        people: people.map((one) => ({
          id: one.id,
          name: one.name,
          email: one.email,
          role: one.role,
          disabled: one.disabled_at !== null,
          state: one.disabled_at ? `disabled ${sayMinute(one.disabled_at)}` : one.joined ? "active" : "invited",
          sessions: one.sessions,
        })),
      },
    });
  };

  const showLink = (req: Request, res: Response, code: string, email: string) => {
    const href = `${desk.config.publicUrl || `${req.protocol}://${req.host}`}${joinPath(code)}`;
    if (isBrowser(req)) return show(req, res, { status: 201, link: { href, email } });
    res.status(201).json({ link: href });
    return Promise.resolve();
  };

  router.get(path, needs("admin"), (req, res) => show(req, res));

  router.post(path, ...admin, async (req, res) => {
    const form = await readForm(req, { maxBytes: mostFormBytes });
    const name = (form.get("name") ?? "").trim();
    const email = (form.get("email") ?? "").trim().toLowerCase();
    const role = form.get("role");
    const faults = {
      ...nameFault(name),
      ...emailFault(email),
      ...(!isRole(role) && { role: `The role is one of ${roles.join(", ")}.` }),
    };
    const refuse = (found: Readonly<Record<string, string>>) => {
      if (!isBrowser(req)) throw new HttpError(422, "Not understood", Object.values(found).join(" "));
      return show(req, res, { status: 422, faults: found, given: form });
    };
    if (Object.keys(faults).length > 0 || !isRole(role)) return refuse(faults);
    const code = await invite(store, { name, email, role }, changeBy(req, desk));
    if (!code) return refuse({ email: "Somebody with this address is on the list already." });
    await showLink(req, res, code, email);
  });

  router.post(`${path}/:id/link`, ...admin, async (req, res) => {
    const { code, email } = await renewLink(store, idOf(req), changeBy(req, desk));
    await showLink(req, res, code, email);
  });

  router.post(`${path}/:id/role`, ...admin, async (req, res) => {
    const role = (await readForm(req, { maxBytes: mostFormBytes })).get("role");
    if (!isRole(role)) throw new HttpError(422, "Not understood", `The role is one of ${roles.join(", ")}.`);
    await changeRole(store, idOf(req), role, changeBy(req, desk));
    res.redirect(303, path);
  });

  for (const [what, act] of [
    ["disable", disable],
    ["enable", enable],
  ] as const)
    router.post(`${path}/:id/${what}`, ...admin, async (req, res) => {
      await act(store, idOf(req), changeBy(req, desk));
      res.redirect(303, path);
    });

  router.post(`${path}/:id/sessions/end`, ...admin, async (req, res) => {
    await endSessions(store, idOf(req), {}, changeBy(req, desk));
    res.redirect(303, path);
  });
}

function idOf(req: Request): string {
  return String((req.params as Record<string, string>)["id"]);
}

/** Who makes the change: `needs` has let nobody else pass. */
function changeBy(req: Request, desk: Desk): Change {
  return { by: personOf(req) as Person, now: desk.now(), address: addressOf(req) };
}
