import { createServer } from "node:http";
import { afterAll, describe, expect, it } from "vitest";
import type { DeskConfig } from "../../../server/desk/desk.js";
import { appOf, openFreshShippedStore } from "../../fixture.js";
import { client, goThrough, listen, startProvider } from "./provider.js";
import { emailOf, firstAdmin, invited, Visitor } from "./visitor.js";

const publicUrl = "http://parallax.test:4000";
const provider = await startProvider(`${publicUrl}/desk/auth/callback/oidc`, {
  grace: { email: emailOf("Grace"), email_verified: true, name: "Grace at the provider" },
  eve: { email: emailOf("Grace"), email_verified: false, name: "Eve" },
  stranger: { email: "stranger@elsewhere.example", email_verified: true, name: "Stranger" },
  colleague: { email: "colleague@admitted.example", email_verified: true, name: "Colleague" },
  near: { email: "near@notadmitted.example", email_verified: true, name: "Near" },
});
const settings: Partial<DeskConfig> = {
  publicUrl,
  oidcIssuer: provider.issuer,
  oidcClientId: client.id,
  oidcClientSecret: client.secret,
  oidcLabel: "Example ID",
  oidcAdmit: "admitted.example",
  oidcAllowPrivate: true,
};
const store = await openFreshShippedStore();
const app = appOf(store, { desk: settings });
const admin = await firstAdmin(app, store);
await invited(admin, "Grace", "reviewer");
afterAll(() => provider.close());

/** Begins, and gives the address at the provider. */
async function begin(visitor: Visitor, to = "/funding"): Promise<string> {
  const sent = await visitor.get(`/desk/sign-in/oidc?${new URLSearchParams({ to })}`);
  expect(sent.status).toBe(303);
  return String(sent.headers["location"]);
}

/** The whole way there and back as somebody. */
async function signIn(visitor: Visitor, sub: string, consents = true) {
  const back = await goThrough(await begin(visitor), sub, consents);
  expect(back.origin).toBe(publicUrl);
  return visitor.get(`${back.pathname}${back.search}`);
}

/** Where they are sent to, and what the sign-in page says there. */
async function said(visitor: Visitor, answer: { readonly headers: Readonly<Record<string, string>> }): Promise<string> {
  const to = String(answer.headers["location"]);
  expect(to).toMatch(/^\/desk\/sign-in\?/);
  return /role="alert"[^>]*>([^<]+)</.exec((await visitor.get(to)).text)?.[1] ?? "";
}

describe("sign-in by a provider", () => {
  it("is offered by its name", async () => {
    expect((await new Visitor(app).get("/desk/sign-in")).text).toContain("Sign in with Example ID");
  });

  it("asks with state, nonce and PKCE, for no more than who somebody is", async () => {
    const { origin, searchParams: asked } = new URL(await begin(new Visitor(app)));
    expect(origin).toBe(provider.issuer);
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: "code",
      client_id: client.id,
      redirect_uri: `${publicUrl}/desk/auth/callback/oidc`,
      code_challenge_method: "S256",
      scope: "openid email profile",
    });
    for (const name of ["state", "nonce", "code_challenge"]) expect(asked.get(name)).toMatch(/^[\w-]{32,}$/);
  });

  it("lets in whom an administrator has invited, under their own name and role, and back to where they were", async () => {
    const visitor = new Visitor(app);
    const answer = await signIn(visitor, "grace");
    expect(answer.headers["location"]).toBe("/funding");
    const me = await visitor.get("/desk/me");
    expect(me.text).toContain("grace@example.org, with the role reviewer.");
    expect(me.text).not.toContain("Grace at the provider");
    // Nothing that would open doors at the provider is kept.
    const kept = await store.db.selectFrom("accounts").selectAll().where("provider_id", "=", "oidc").execute();
    expect(kept).toMatchObject([{ access_token: null, refresh_token: null, id_token: null, account_id: "grace" }]);
  });

  it("can be tried again after it was refused at the provider", async () => {
    const visitor = new Visitor(app);
    const refused = await signIn(visitor, "grace", false);
    expect(await said(visitor, refused)).toBe("The provider says that you did not agree. You can try again.");
    expect((await visitor.get("/desk/me")).status).toBe(401);
    expect((await signIn(visitor, "grace")).headers["location"]).toBe("/funding");
    expect((await visitor.get("/desk/me")).status).toBe(200);
  });

  it("opens nobody's account with an address that the provider does not vouch for", async () => {
    const visitor = new Visitor(app);
    const refused = await signIn(visitor, "eve");
    expect(await said(visitor, refused)).toBe(
      "The provider does not vouch for your e-mail address, so that it opens nothing here.",
    );
  });

  it("lets in nobody who was not invited, unless their domain is admitted, and then as a reader", async () => {
    for (const sub of ["stranger", "near"]) {
      const visitor = new Visitor(app);
      expect(await said(visitor, await signIn(visitor, sub))).toMatch(/^Nobody has invited you/);
    }
    const colleague = new Visitor(app);
    expect((await signIn(colleague, "colleague")).headers["location"]).toBe("/funding");
    expect((await colleague.get("/desk/me")).text).toContain("colleague@admitted.example, with the role reader.");
    const told = await store.db
      .selectFrom("audit_log")
      .select(["event", "actor", "detail"])
      .orderBy("id", "desc")
      .execute();
    expect(told.slice(0, 4)).toEqual([
      { event: "sign-in", actor: "Colleague", detail: "by the provider" },
      { event: "person admitted", actor: "Colleague", detail: null },
      { event: "sign-in failed", actor: "somebody", detail: "by the provider: not_invited" },
      { event: "sign-in failed", actor: "somebody", detail: "by the provider: not_invited" },
    ]);
  });

  it("lets in nobody who has been disabled", async () => {
    const person = await store.db
      .selectFrom("users")
      .select("id")
      .where("name", "=", "Colleague")
      .executeTakeFirstOrThrow();
    await admin.post(`/desk/people/${person.id}/disable`);
    const visitor = new Visitor(app);
    expect(await said(visitor, await signIn(visitor, "colleague"))).toMatch(/^Nobody can sign in with this account/);
  });

  it("takes no answer twice, from another browser, with another state or of another issuer", async () => {
    const visitor = new Visitor(app);
    const back = await goThrough(await begin(visitor), "grace");
    const callback = (change: Readonly<Record<string, string>> = {}) => {
      const query = new URLSearchParams(back.search);
      for (const [name, value] of Object.entries(change)) query.set(name, value);
      return `${back.pathname}?${query}`;
    };
    const other = new Visitor(app);
    await said(other, await other.get(callback()));
    await said(visitor, await visitor.get(callback({ state: "x".repeat(32) })));
    await said(visitor, await visitor.get(callback({ iss: "https://evil.example" })));
    expect((await visitor.get("/desk/me")).status).toBe(401);

    const again = new Visitor(app);
    const once = await goThrough(await begin(again), "grace");
    expect((await again.get(`${once.pathname}${once.search}`)).headers["location"]).toBe("/funding");
    again.cookies.delete("parallax");
    await said(again, await again.get(`${once.pathname}${once.search}`));
  });

  it("quotes nothing of what comes back", async () => {
    const visitor = new Visitor(app);
    const shown = await visitor.get("/desk/sign-in?error=<script>alert(1)</script>&error_description=Call+1-800");
    expect(shown.text).not.toMatch(/alert\(1\)|1-800/);
  });

  it("is not begun by a page of another site", async () => {
    const answer = await new Visitor(app).get("/desk/sign-in/oidc", { "Sec-Fetch-Site": "cross-site" });
    expect(answer.headers["location"]).toBe("/desk/sign-in");
  });

  it("sends nobody on to another site", async () => {
    const visitor = new Visitor(app);
    const back = await goThrough(await begin(visitor, "//evil.example/"), "grace");
    expect((await visitor.get(`${back.pathname}${back.search}`)).headers["location"]).toBe("/");
  });
});

describe("a provider", () => {
  const failing = async (change: Partial<DeskConfig>) => {
    const visitor = new Visitor(appOf(store, { desk: { ...settings, ...change } }));
    const answer = await visitor.get("/desk/sign-in/oidc");
    return said(visitor, answer);
  };
  const unreachable = "The provider of sign-in cannot be reached or is not set up as it should. Try again later.";

  it("on a private address is not asked unless that is allowed", async () => {
    let asked = 0;
    const server = createServer((_req, res) => {
      asked += 1;
      res.end("{}");
    });
    const { port } = new URL(await listen(server));
    for (const host of ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]"])
      for (const scheme of ["http", "https"])
        expect(await failing({ oidcIssuer: `${scheme}://${host}:${port}`, oidcAllowPrivate: false })).toBe(unreachable);
    expect(asked).toBe(0);
    await new Promise((done) => server.close(done));
  });

  it("that names another issuer, redirects or answers nonsense is not believed", async () => {
    let answer: object | string = { issuer: "https://other.example" };
    const server = createServer((req, res) => {
      if (answer === "redirect" && req.url !== "/moved") res.writeHead(302, { Location: "/moved" }).end();
      else res.end(typeof answer === "string" ? "{" : JSON.stringify(answer));
    });
    const issuer = await listen(server);
    for (const wrong of [
      { issuer: "https://other.example" },
      { issuer: `${issuer}/` },
      { issuer, authorization_endpoint: "javascript:alert(1)", token_endpoint: `${issuer}/t`, jwks_uri: `${issuer}/k` },
      "redirect",
      "nonsense",
    ]) {
      answer = wrong;
      expect(await failing({ oidcIssuer: issuer })).toBe(unreachable);
    }
    await new Promise((done) => server.close(done));
  });

  it("that was down can be used once it is up, without a new start", async () => {
    const server = createServer();
    const issuer = await listen(server);
    await new Promise((done) => server.close(done));
    const late = new Visitor(appOf(store, { desk: { ...settings, oidcIssuer: issuer } }));
    expect(await said(late, await late.get("/desk/sign-in/oidc"))).toBe(unreachable);
    const up = createServer((_req, res) => {
      const at = { authorization_endpoint: `${issuer}/a`, token_endpoint: `${issuer}/t`, jwks_uri: `${issuer}/k` };
      res.end(JSON.stringify({ issuer, ...at }));
    });
    await new Promise<void>((done) => up.listen(Number(new URL(issuer).port), "127.0.0.1", done));
    expect((await late.get("/desk/sign-in/oidc")).headers["location"]).toContain(`${issuer}/a?`);
    await new Promise((done) => up.close(done));
  });
});
