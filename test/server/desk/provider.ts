import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

/** What the provider knows of somebody. */
export interface Identity {
  readonly email: string;
  readonly email_verified: boolean;
  readonly name?: string;
}

export const client = { id: "parallax", secret: "a secret of client and provider" } as const;

/** A certified OpenID Connect provider on loopback, and what a person does in its pages. */
export async function startProvider(redirectUri: string, people: Readonly<Record<string, Identity>>) {
  const server = createServer();
  const issuer = await listen(server);
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [redirectUri],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: async () => ({ sub, ...people[sub] }) }),
    cookies: { keys: ["test"] },
    pkce: { required: () => true },
  });
  server.on("request", provider.callback());
  return { issuer, close: () => new Promise((done) => server.close(done)) };
}

/** Listens on a free port of loopback and says where. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/**
 * Goes through the provider's pages, signing in as `sub`, and consents or refuses. Gives the address that the provider
 * sends the browser back to.
 */
export async function goThrough(start: string, sub: string, consents = true): Promise<URL> {
  const cookies = new Map<string, string>();
  const ask = async (url: string, form?: Readonly<Record<string, string>>) => {
    const answer = await fetch(url, {
      redirect: "manual",
      headers: { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") },
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return new URL(answer.headers.get("location") ?? "about:blank", url);
  };
  const { origin } = new URL(start);
  let at = await ask(start);
  let signedIn = false;
  for (let step = 0; step < 12; step++) {
    if (at.origin !== origin) return at;
    if (!at.pathname.startsWith("/interaction/")) at = await ask(at.href);
    else if (!signedIn) {
      signedIn = true;
      at = await ask(at.href, { prompt: "login", login: sub, password: "any" });
    } else at = consents ? await ask(at.href, { prompt: "consent" }) : await ask(`${at.href}/abort`);
  }
  throw new Error(`The provider leads in circles, at last to ${at.href}.`);
}
