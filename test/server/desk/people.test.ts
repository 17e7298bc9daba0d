import request from "supertest";
import { describe, expect, it } from "vitest";
import { appOf, openFreshShippedStore } from "../../fixture.js";
import { expectErrorPage, expectProblem } from "../walk.js";
import { emailOf, firstAdmin, invitation, invited, password, Visitor } from "./visitor.js";

const store = await openFreshShippedStore();
const app = appOf(store);
const admin = await firstAdmin(app, store);
const editor = await invited(admin, "Grace", "editor");

const idOf = async (name: string) =>
  (await store.db.selectFrom("users").select("id").where("name", "=", name).executeTakeFirstOrThrow()).id;
const told = async (event: string) =>
  (await store.db.selectFrom("audit_log").selectAll().where("event", "=", event).orderBy("id", "desc").execute())[0];

describe("the pages of people", () => {
  it("are for administrators alone", async () => {
    const id = await idOf("Ada");
    for (const path of ["/desk/people", "/desk/audit"]) {
      expectErrorPage(await editor.get(path), 403);
      expectErrorPage(await new Visitor(app).get(path), 401);
      expectProblem(await request(app).get(path), 401);
    }
    for (const what of ["role", "disable", "enable", "link", "sessions/end"]) {
      expectErrorPage(await editor.post(`/desk/people/${id}/${what}`, { role: "reader" }), 403);
      expectErrorPage(await new Visitor(app).post(`/desk/people/${id}/${what}`, { role: "reader" }), 401);
      expectErrorPage(
        await admin.post(`/desk/people/${id}/${what}`, { role: "reader" }, { "Sec-Fetch-Site": "cross-site" }),
        403,
      );
    }
    expect((await admin.get("/desk/people")).text).toContain("ada@example.org");
  });

  it("lead to the sign-in and back", async () => {
    const refused = await new Visitor(app).get("/desk/people");
    expect(refused.text).toContain('href="/desk/sign-in?to=%2Fdesk%2Fpeople"');
  });

  it("escape what people are called", async () => {
    await invitation(admin, "Mallory", "reader");
    await store.db
      .updateTable("users")
      .set({ name: "<script>alert(1)</script>" })
      .where("name", "=", "Mallory")
      .execute();
    const shown = await admin.get("/desk/people");
    expect(shown.text).not.toContain("<script>alert");
    expect(shown.text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  });
});

describe("an invitation", () => {
  it("says what is wrong, keeps what was written, and invites nobody twice", async () => {
    const refused = await admin.post("/desk/people", { name: "", email: "nowhere", role: "king" });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain("This is not an e-mail address; write one like name@example.org.");
    expect(refused.text).toContain("The role is one of reader, editor, reviewer, admin.");
    expect(refused.text).toContain('value="nowhere"');
    const twice = await admin.post("/desk/people", { name: "Grace", email: "GRACE@example.org", role: "editor" });
    expect(twice.status).toBe(422);
    expect(twice.text).toContain("Somebody with this address is on the list already.");
  });

  it("is told of in the audit log, without the link", async () => {
    const link = await invitation(admin, "Edsger", "reviewer");
    const entry = await told("invitation");
    expect(entry).toMatchObject({ actor: "Ada", subject: "Edsger", detail: "edsger@example.org as reviewer" });
    expect(JSON.stringify(entry)).not.toContain(link.split("/").at(-1));
  });
});

describe("a role", () => {
  it("changes at once, in sessions that there are", async () => {
    const person = await invited(admin, "Barbara", "reader");
    expectErrorPage(await person.get("/desk/people"), 403);
    await admin.post(`/desk/people/${await idOf("Barbara")}/role`, { role: "admin" });
    expect((await person.get("/desk/people")).status).toBe(200);
    expect(await told("role changed")).toMatchObject({ actor: "Ada", subject: "Barbara", detail: "reader → admin" });
    await admin.post(`/desk/people/${await idOf("Barbara")}/role`, { role: "editor" });
    expectErrorPage(await person.get("/desk/people"), 403);
  });

  it("that is none is refused", async () => {
    expectErrorPage(await admin.post(`/desk/people/${await idOf("Grace")}/role`, { role: "root" }), 422);
    expectErrorPage(await admin.post("/desk/people/nobody/role", { role: "reader" }), 404);
  });

  it("of the last administrator who can come in stays", async () => {
    // Invited, but has never come in: nobody could invite others.
    await invitation(admin, "Absent", "admin");
    const id = await idOf("Ada");
    expectErrorPage(await admin.post(`/desk/people/${id}/role`, { role: "reader" }), 409);
    expectErrorPage(await admin.post(`/desk/people/${id}/disable`), 409);
    expect((await admin.get("/desk/people")).status).toBe(200);
  });

  it("of the last two administrators stays with one, when both are taken at a time", async () => {
    const second = await invited(admin, "Second", "admin");
    const both = await Promise.all([
      admin.post(`/desk/people/${await idOf("Second")}/role`, { role: "reader" }),
      second.post(`/desk/people/${await idOf("Ada")}/role`, { role: "reader" }),
    ]);
    expect(both.filter(({ status }) => status === 303)).toHaveLength(1);
    const admins = await store.db
      .selectFrom("users")
      .innerJoin("accounts", "accounts.user_id", "users.id")
      .select("name")
      .where("role", "=", "admin")
      .execute();
    expect(admins).toHaveLength(1);
    await store.db.updateTable("users").set({ role: "admin" }).where("name", "=", "Ada").execute();
  });
});

describe("somebody who is disabled", () => {
  it("is out at once, with sessions, tokens and links, and comes in again when enabled", async () => {
    const person = await invited(admin, "Alan", "editor");
    const made = await person.post("/desk/me/tokens", { name: "script", scope: "edit", days: "10" });
    const [token = ""] = /parallax_[\w-]{43}/.exec(made.text) ?? [];
    expect((await request(app).get("/desk/nothing").set("Authorization", `Bearer ${token}`)).status).toBe(404);
    const id = await idOf("Alan");
    await admin.post(`/desk/people/${id}/disable`);
    expect((await person.get("/desk/me")).status).toBe(401);
    expect((await request(app).get("/desk/nothing").set("Authorization", `Bearer ${token}`)).status).toBe(401);
    const refused = await new Visitor(app).signIn(emailOf("Alan"));
    expect(refused.status).toBe(401);
    expect(refused.text).toContain("The e-mail address or the password is wrong.");
    expectErrorPage(await admin.post(`/desk/people/${id}/link`), 409);
    await admin.post(`/desk/people/${id}/enable`);
    expect((await new Visitor(app).signIn(emailOf("Alan"))).status).toBe(303);
    expect((await request(app).get("/desk/nothing").set("Authorization", `Bearer ${token}`)).status).toBe(401);
  });

  it("by an administrator only in their sessions, comes in again", async () => {
    const person = await invited(admin, "Ends", "editor");
    await admin.post(`/desk/people/${await idOf("Ends")}/sessions/end`);
    expect((await person.get("/desk/me")).status).toBe(401);
    expect((await person.signIn(emailOf("Ends"))).status).toBe(303);
  });
});

describe("one's own page", () => {
  it("lists the sessions with their browser and ends one, or all others, but nobody else's", async () => {
    const here = await invited(admin, "Ken", "editor");
    const phone = new Visitor(app);
    await phone.post(
      "/desk/sign-in",
      { email: emailOf("Ken"), password },
      { "User-Agent": "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0" },
    );
    const shown = await here.get("/desk/me");
    expect(shown.text).toContain("Firefox on Android");
    const [, other = ""] = /name="session" value="([^"]+)"/.exec(shown.text) ?? [];
    expectErrorPage(await editor.post("/desk/me/sessions/end", { session: other }), 404);
    expect((await phone.get("/desk/me")).status).toBe(200);
    expect((await here.post("/desk/me/sessions/end", { session: other })).status).toBe(303);
    expect((await phone.get("/desk/me")).status).toBe(401);
    await phone.signIn(emailOf("Ken"));
    await here.post("/desk/me/sessions/end");
    expect((await phone.get("/desk/me")).status).toBe(401);
    expect((await here.get("/desk/me")).status).toBe(200);
  });

  it("changes the password for who knows the present one, and ends the other sessions", async () => {
    const here = await invited(admin, "Dennis", "editor");
    const elsewhere = new Visitor(app);
    await elsewhere.signIn(emailOf("Dennis"));
    const wrong = await here.post("/desk/me/password", { old: "not the old one", password: "another one entirely" });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("This is not the present password.");
    const weak = await here.post("/desk/me/password", { old: password, password: "qwertyqwerty" });
    expect(weak.text).toContain("This password is among the most common ones.");
    const before = here.cookies.get("parallax");
    expect((await here.post("/desk/me/password", { old: password, password: "another one entirely" })).status).toBe(
      303,
    );
    expect(here.cookies.get("parallax")).not.toBe(before);
    expect((await here.get("/desk/me")).status).toBe(200);
    expect((await elsewhere.get("/desk/me")).status).toBe(401);
    expect((await new Visitor(app).signIn(emailOf("Dennis"))).status).toBe(401);
    expect((await new Visitor(app).signIn(emailOf("Dennis"), "another one entirely")).status).toBe(303);
  });
});

describe("an API token", () => {
  const bearer = (token: string, path: string) => request(app).get(path).set("Authorization", `Bearer ${token}`);
  const make = async (owner: Visitor, form: Readonly<Record<string, string>>) => {
    const made = await owner.post("/desk/me/tokens", form);
    return /parallax_[\w-]{43}/.exec(made.text)?.[0] ?? "";
  };

  it("is shown once and kept as a hash", async () => {
    const token = await make(admin, { name: "nightly", scope: "read", days: "30" });
    expect(token).not.toBe("");
    expect((await admin.get("/desk/me")).text).not.toContain(token);
    const rows = await store.db.selectFrom("api_tokens").selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(await told("token made")).toMatchObject({ actor: "Ada", detail: "nightly (read)" });
  });

  it("may do what its scope and its owner's role both allow, and never what administrators do", async () => {
    const token = await make(admin, { name: "all", scope: "review", days: "1" });
    expect((await bearer(token, "/desk/people")).status).toBe(403);
    expect((await bearer(token, "/desk/people")).body.detail).toContain("has the role reviewer");
    const asEditor = await make(editor, { name: "more", scope: "review", days: "1" });
    expect((await bearer(asEditor, "/desk/people")).body.detail).toContain("has the role editor");
  });

  it("makes no tokens and changes no password", async () => {
    const token = await make(admin, { name: "greedy", scope: "review", days: "1" });
    for (const path of ["/desk/me/tokens", "/desk/me/password", "/desk/me/sessions/end"]) {
      const refused = await request(app)
        .post(path)
        .set("Authorization", `Bearer ${token}`)
        .set("Sec-Fetch-Site", "same-origin")
        .send({ name: "x", scope: "read", days: "1", old: password, password: "another one entirely" });
      expect([path, refused.status]).toEqual([path, 403]);
    }
  });

  it("tells when it was used last, ends when revoked, and ends by itself", async () => {
    const token = await make(editor, { name: "brief", scope: "read", days: "1" });
    expect((await bearer(token, "/desk/nothing")).status).toBe(404);
    const row = await store.db
      .selectFrom("api_tokens")
      .selectAll()
      .where("name", "=", "brief")
      .executeTakeFirstOrThrow();
    expect(row.last_used_at).not.toBeNull();
    // Nobody revokes another's.
    expectErrorPage(await admin.post("/desk/me/tokens/revoke", { token: row.id }), 404);
    expect((await editor.post("/desk/me/tokens/revoke", { token: row.id })).status).toBe(303);
    expect((await bearer(token, "/desk/nothing")).status).toBe(401);
    expect(await told("token revoked")).toMatchObject({ actor: "Grace", detail: "brief" });

    const expired = await make(editor, { name: "expired", scope: "read", days: "1" });
    await store.db
      .updateTable("api_tokens")
      .set({ expires_at: new Date().toISOString() })
      .where("name", "=", "expired")
      .execute();
    expect((await bearer(expired, "/desk/nothing")).status).toBe(401);
  });

  it("lasts a year at most, and needs a name and a scope", async () => {
    for (const days of ["0", "366", "1.5", "-1", "", "soon"]) {
      const refused = await editor.post("/desk/me/tokens", { name: "long", scope: "read", days });
      expect(refused.text).toContain("A token is good for 1 to 365 days.");
    }
    const refused = await editor.post("/desk/me/tokens", { name: "", scope: "root", days: "1" });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain("The scope is one of read, edit, review.");
  });
});

describe("the audit log", () => {
  it("shows the latest first and pages by the entry", async () => {
    const first = await admin.get("/desk/audit");
    expect(first.text).toContain("made an API token");
    const earlier = await admin.get("/desk/audit?before=2");
    expect(earlier.text).toContain("became the first administrator");
    expect(earlier.text).not.toContain("made an API token");
    expectErrorPage(await admin.get("/desk/audit?before=yesterday"), 400);
  });

  it("is only added to, whoever asks the database otherwise", async () => {
    await expect(store.db.updateTable("audit_log").set({ actor: "Eve" }).execute()).rejects.toThrow(/only added to/);
    await expect(store.db.deleteFrom("audit_log").execute()).rejects.toThrow(/only added to/);
  });
});
