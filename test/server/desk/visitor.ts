import request, { type Response } from "supertest";
import type { Store } from "../../../db/store.js";
import type { App } from "../../../server/app.js";
import { firstLink } from "../../../server/desk/links.js";
import type { Role } from "../../../server/desk/people.js";

export const password = "quiet otters swim upstream";

/** A browser: it keeps cookies, says where its forms stood, and follows nothing by itself. */
export class Visitor {
  readonly cookies = new Map<string, string>();

  constructor(
    readonly app: App,
    /** The address that a proxy tells, for apps that believe one. */
    readonly address?: string,
  ) {}

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.#send(request(this.app).get(path), headers);
  }

  post(path: string, form: Readonly<Record<string, string>> = {}, headers: Readonly<Record<string, string>> = {}) {
    return this.#send(request(this.app).post(path).type("form").send(form), {
      "Sec-Fetch-Site": "same-origin",
      ...headers,
    });
  }

  signIn(email: string, given = password, to = "/"): Promise<Response> {
    return this.post("/desk/sign-in", { email, password: given, to });
  }

  async #send(asking: request.Test, headers: Readonly<Record<string, string>>): Promise<Response> {
    asking.set("Accept", "text/html").redirects(0);
    if (this.cookies.size > 0) asking.set("Cookie", [...this.cookies].map((pair) => pair.join("=")).join("; "));
    if (this.address) asking.set("X-Forwarded-For", this.address);
    for (const [name, value] of Object.entries(headers)) asking.set(name, value);
    const answer = await asking;
    for (const line of (answer.headers["set-cookie"] as unknown as string[] | undefined) ?? []) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }
}

/** The first administrator, come in by the link. */
export async function firstAdmin(app: App, store: Store, email = "ada@example.org"): Promise<Visitor> {
  const visitor = new Visitor(app);
  const code = await firstLink(store, new Date());
  const joined = await visitor.post(`/desk/join/${code}`, { name: "Ada", email, password });
  if (joined.status !== 303) throw new Error(`${joined.status}: ${joined.text}`);
  return visitor;
}

/** Somebody whom an administrator invites, come in by their link. */
export async function invited(admin: Visitor, name: string, role: Role): Promise<Visitor> {
  const visitor = new Visitor(admin.app);
  const joined = await visitor.post(await invitation(admin, name, role), { name, password });
  if (joined.status !== 303) throw new Error(`${joined.status}: ${joined.text}`);
  return visitor;
}

export function emailOf(name: string): string {
  return `${name.toLowerCase()}@example.org`;
}

/** The path of the link by which somebody may come in. */
export async function invitation(admin: Visitor, name: string, role: Role): Promise<string> {
  const made = await admin.post("/desk/people", { name, email: emailOf(name), role });
  return linkIn(made);
}

/** The one-time link on a page. */
export function linkIn(page: Response): string {
  const [path] = /\/desk\/join\/[\w-]{43}/.exec(page.text) ?? [];
  if (!path) throw new Error(`No link: ${page.status} ${page.text}`);
  return path;
}
