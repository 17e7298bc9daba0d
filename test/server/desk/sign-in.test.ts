import request from "supertest";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../../server/config.js";
import { networkOf } from "../../../server/desk/guesses.js";
import { firstLink } from "../../../server/desk/links.js";
import { appOf, openFreshShippedStore } from "../../fixture.js";
import { expectErrorPage, expectProblem } from "../walk.js";
import { emailOf, firstAdmin, invitation, invited, linkIn, password, Visitor } from "./visitor.js";

const store = await openFreshShippedStore();
const app = appOf(store, { trustProxy: 1 });
const admin = await firstAdmin(app, store);

const audit = (event: string) =>
  store.db.selectFrom("audit_log").selectAll().where("event", "=", event).orderBy("id", "desc").execute();

describe("the first administrator", () => {
  it("comes in by a link that is good once, for a day, and only while there is nobody", async () => {
    const own = await openFreshShippedStore();
    const alone = appOf(own);
    const code = await firstLink(own, new Date());
    const page = await new Visitor(alone).get(`/desk/join/${code}`);
    expect(page.text).toContain("First administrator");
    // Only its hash is kept.
    const [kept] = await own.db.selectFrom("one_time_links").selectAll().execute();
    expect(JSON.stringify(kept)).not.toContain(code);

    // A later start makes another link and the earlier one void.
    const later = await firstLink(own, new Date());
    expect((await new Visitor(alone).get(`/desk/join/${code}`)).status).toBe(404);
    const form = { name: "Ada", email: "ada@example.org", password };
    const visitor = new Visitor(alone);
    expect((await visitor.post(`/desk/join/${later}`, form)).headers["location"]).toBe("/desk/me");
    expect((await visitor.get("/desk/people")).status).toBe(200);
    expect((await new Visitor(alone).post(`/desk/join/${later}`, form)).status).toBe(404);
    expect(await firstLink(own, new Date())).toBeUndefined();
    await own.close();
  });

  it("does not come in after a day", async () => {
    const own = await openFreshShippedStore();
    const code = await firstLink(own, new Date(Date.now() - 86_400_001));
    expectErrorPage(await new Visitor(appOf(own)).get(`/desk/join/${code}`), 404);
    await own.close();
  });
});

describe("a form that stands elsewhere", () => {
  it("signs nobody in, out or up", async () => {
    for (const path of ["/desk/sign-in", "/desk/sign-out", "/desk/people", "/desk/me/password", "/desk/me/tokens"]) {
      const sent = await admin.post(path, { email: "ada@example.org", password }, { "Sec-Fetch-Site": "cross-site" });
      expectErrorPage(sent, 403);
    }
    expect((await admin.get("/desk/me")).status).toBe(200);
  });
});

describe("sign-in", () => {
  it("gives a session in a cookie that scripts and other sites do not get", async () => {
    const visitor = new Visitor(app);
    const answer = await visitor.signIn("ADA@example.org ", password, "/funding?as_of=2024");
    expect(answer.status).toBe(303);
    expect(answer.headers["location"]).toBe("/funding?as_of=2024");
    expect(answer.headers["cache-control"]).toBe("private, no-store");
    const [cookie = ""] = answer.headers["set-cookie"] as unknown as string[];
    expect(cookie).toMatch(/^parallax=/);
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
    expect((await audit("sign-in"))[0]).toMatchObject({ actor: "Ada", detail: "by password" });
  });

  it("binds the cookie to this host where there is HTTPS", async () => {
    const secure = new Visitor(appOf(store, { https: true }));
    const answer = await secure.signIn("ada@example.org");
    const [cookie = ""] = answer.headers["set-cookie"] as unknown as string[];
    expect(cookie).toMatch(/^__Host-parallax=/);
    expect(cookie).toMatch(/; Secure/);
    expect(cookie).not.toMatch(/Domain/i);
    expect((await secure.get("/desk/me")).status).toBe(200);
  });

  it("begins a new session and ends the one before, so that none can be put in a browser beforehand", async () => {
    const visitor = new Visitor(app);
    await visitor.signIn("ada@example.org");
    const before = visitor.cookies.get("parallax") ?? "";
    await visitor.signIn("ada@example.org");
    expect(visitor.cookies.get("parallax")).not.toBe(before);
    const stale = new Visitor(app);
    stale.cookies.set("parallax", before);
    expect((await stale.get("/desk/me")).status).toBe(401);
  });

  it("takes no cookie that is not signed by us", async () => {
    const visitor = new Visitor(app);
    const [session] = await store.db.selectFrom("sessions").selectAll().execute();
    visitor.cookies.set("parallax", `${session?.token}.${"A".repeat(43)}%3D`);
    expect((await visitor.get("/desk/me")).status).toBe(401);
  });

  it("says the same of a wrong password and of an unknown address, and shows it in the form", async () => {
    const wrong = await new Visitor(app, "198.51.100.1").signIn("ada@example.org", "not the password");
    const unknown = await new Visitor(app, "198.51.100.1").signIn("eve@example.org", "not the password");
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.text).toContain("The e-mail address or the password is wrong.");
    expect(unknown.text).toBe(wrong.text.replace("ada@example.org", "eve@example.org"));
    expect(wrong.text).not.toContain("not the password");
    // What was typed as an unknown address may have been a password.
    const [failed] = await audit("sign-in failed");
    expect(failed).toMatchObject({ subject: null, actor: "somebody", address: "198.51.100.1" });
    expect(JSON.stringify(failed)).not.toContain("eve@");
  });

  it("tells a program in its own way", async () => {
    const refused = await request(app)
      .post("/desk/sign-in")
      .set("Sec-Fetch-Site", "same-origin")
      .send({ email: "eve@example.org", password: "x" });
    expectProblem(refused, 401);
  });

  it.each([
    ["https://evil.example/"],
    ["//evil.example/"],
    ["/\\evil.example/"],
    ["/\t/evil.example/"],
    ["/\n/evil.example/"],
    ["\\\\evil.example"],
    ["/..//evil.example/"],
    ["javascript:alert(1)"],
    ["evil.example"],
    [""],
  ])("sends nobody on to %j", async (to) => {
    const shown = await new Visitor(app).get(`/desk/sign-in?${new URLSearchParams({ to })}`);
    expect(shown.text).toContain('name="to" value="/"');
    const answer = await new Visitor(app).signIn("ada@example.org", password, to);
    expect(answer.headers["location"]).toBe("/");
  });
});

describe("guesses", () => {
  it("end after five from addresses that the account does not know, whichever they are; its owner still comes in", async () => {
    await invited(admin, "Grace", "editor");
    const home = new Visitor(app, "203.0.113.7");
    expect((await home.signIn(emailOf("Grace"))).status).toBe(303);
    for (let at = 0; at < 5; at++) {
      const guess = await new Visitor(app, `198.51.100.${20 + at}`).signIn(emailOf("Grace"), "a guess or another");
      expect(guess.status).toBe(401);
    }
    const sixth = await new Visitor(app, "198.51.100.99").signIn(emailOf("Grace"));
    expect(sixth.status).toBe(429);
    expect(sixth.headers["retry-after"]).toBe("900");
    // Her session goes on, and so does signing in from where she has done so before, with five guesses of its own.
    expect((await home.get("/desk/me")).status).toBe(200);
    expect((await new Visitor(app, "203.0.113.7").signIn(emailOf("Grace"))).status).toBe(303);
    for (let at = 0; at < 5; at++)
      expect((await new Visitor(app, "203.0.113.7").signIn(emailOf("Grace"), "a guess or another")).status).toBe(401);
    expect((await new Visitor(app, "203.0.113.7").signIn(emailOf("Grace"))).status).toBe(429);
  });

  it("are counted for an address that nobody has just the same, and all at once as one by one", async () => {
    const asked = Array.from({ length: 8 }, (_, at) =>
      new Visitor(app, `198.51.100.${40 + at}`).signIn("nobody@example.org", "a guess or another"),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(3);
  });

  it("end after thirty from one address, over all accounts", async () => {
    for (let at = 0; at < 30; at++) {
      const now = new Date().toISOString();
      await store.db
        .insertInto("sign_in_guesses")
        .values({ id: `many-${at}`, account: `${at}`, address: "198.51.100.200", known: 0, at: now })
        .execute();
    }
    expect((await new Visitor(app, "198.51.100.200").signIn("ada@example.org")).status).toBe(429);
    expect((await new Visitor(app, "198.51.100.201").signIn("ada@example.org")).status).toBe(303);
  });

  it.each([
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:1:2::6", "2001:db8:1:2::/64"],
    ["2001:db8::6", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["::ffff:198.51.100.1", "::ffff:198.51.100.1"],
    ["198.51.100.1", "198.51.100.1"],
  ])("from %s count for %s, which one customer has whole", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it("may go on after a quarter of an hour", async () => {
    const old = new Date(Date.now() - 15 * 60_000 - 1).toISOString();
    await store.db.updateTable("sign_in_guesses").set({ at: old }).execute();
    expect((await new Visitor(app, "198.51.100.99").signIn(emailOf("Grace"))).status).toBe(303);
  });
});

describe("a session", () => {
  const moved = (ms: number) => new Date(Date.now() + ms).toISOString();

  it("ends twelve hours after it was last used", async () => {
    const visitor = await invited(admin, "Idle", "reader");
    const [{ id } = { id: "" }] = await sessionsOf("Idle");
    const kept = await store.db.selectFrom("sessions").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    const lasts = Date.parse(String(kept.expires_at)) - Date.parse(String(kept.updated_at));
    expect(Math.round(lasts / 3_600_000)).toBe(12);
    await store.db
      .updateTable("sessions")
      .set({ expires_at: moved(-1) })
      .where("id", "=", id)
      .execute();
    expect((await visitor.get("/desk/me")).status).toBe(401);
  });

  it("ends after seven days, however much it is used", async () => {
    const visitor = await invited(admin, "Busy", "reader");
    const [{ id } = { id: "" }] = await sessionsOf("Busy");
    await store.db
      .updateTable("sessions")
      .set({ created_at: moved(-7 * 86_400_000 - 1000) })
      .where("id", "=", id)
      .execute();
    expect((await visitor.get("/desk/me")).status).toBe(401);
    expect(await sessionsOf("Busy")).toEqual([]);
  });

  it("ends by signing out, on the server as well", async () => {
    const visitor = await invited(admin, "Out", "reader");
    const cookie = visitor.cookies.get("parallax") ?? "";
    expect((await visitor.post("/desk/sign-out")).status).toBe(303);
    visitor.cookies.set("parallax", cookie);
    expect((await visitor.get("/desk/me")).status).toBe(401);
  });

  function sessionsOf(name: string) {
    return store.db
      .selectFrom("sessions")
      .innerJoin("users", "users.id", "sessions.user_id")
      .select("sessions.id")
      .where("email", "=", emailOf(name))
      .execute();
  }
});

describe("an invitation", () => {
  it("shows what was wrong, keeps what was written but the password, and is then still good", async () => {
    const link = await invitation(admin, "Mary", "editor");
    const refused = await new Visitor(app).post(link, { name: "", password: "short" });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain("Write the name under which edits are shown.");
    expect(refused.text).toContain("The password has 5 characters; take 12 or more.");
    expect(refused.text).not.toContain('value="short"');
    const done = await new Visitor(app).post(link, { name: "Mary", password });
    expect(done.headers["location"]).toBe("/desk/me");
  });

  it("serves once, even when it is used twice at a time", async () => {
    const link = await invitation(admin, "Twice", "editor");
    const both = await Promise.all(
      [password, `${password} too`].map((chosen) => new Visitor(app).post(link, { name: "Twice", password: chosen })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([303, 404]);
  });

  it("is good for a week, until another is made", async () => {
    const link = await invitation(admin, "Late", "editor");
    await store.db
      .updateTable("one_time_links")
      .set({ expires_at: new Date().toISOString() })
      .where("used_at", "is", null)
      .execute();
    expect((await new Visitor(app).get(link)).status).toBe(404);
    const person = await store.db
      .selectFrom("users")
      .select("id")
      .where("email", "=", emailOf("Late"))
      .executeTakeFirstOrThrow();
    const renewed = linkIn(await admin.post(`/desk/people/${person.id}/link`));
    expect((await new Visitor(app).get(renewed)).status).toBe(200);
  });

  it("that sets a new password ends the sessions that were", async () => {
    const before = await invited(admin, "Lost", "editor");
    const person = await store.db
      .selectFrom("users")
      .select("id")
      .where("email", "=", emailOf("Lost"))
      .executeTakeFirstOrThrow();
    const link = linkIn(await admin.post(`/desk/people/${person.id}/link`));
    await new Visitor(app).post(link, { name: "Lost", password: `${password} again` });
    expect((await before.get("/desk/me")).status).toBe(401);
    expect((await new Visitor(app).signIn(emailOf("Lost"))).status).toBe(401);
    expect((await new Visitor(app).signIn(emailOf("Lost"), `${password} again`)).status).toBe(303);
  });
});

describe("the library's own addresses", () => {
  it.each([
    "/desk/auth/sign-up/email",
    "/desk/auth/sign-in/email",
    "/desk/auth/get-session",
    "/desk/auth/ok",
    "/api/auth/ok",
  ])("%s is not there", async (path) => {
    expectErrorPage(await admin.get(path), 404);
    expect((await admin.post(path, { email: "x@example.org", password })).status).toBe(405);
  });

  it("lead nowhere without a provider", async () => {
    expectErrorPage(await admin.get("/desk/auth/callback/oidc?code=a&state=b"), 404);
    expectErrorPage(await admin.get("/desk/sign-in/oidc"), 404);
  });
});

describe("the secret that signs cookies", () => {
  it("can be set, and then the sessions of another are none", async () => {
    const other = new Visitor(appOf(store, { desk: { ...readConfig({}), authSecret: "s".repeat(40) } }));
    for (const [name, value] of admin.cookies) other.cookies.set(name, value);
    expect((await other.get("/desk/me")).status).toBe(401);
  });
});
