import { mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import request from "supertest";
import { afterAll, describe, expect, it } from "vitest";
import { sessionSeconds } from "../../../server/desk/auth.js";
import { appOf, openFreshShippedStore } from "../../fixture.js";
import { startPostgres } from "../../postgres.js";
import { client, goThrough, startProvider } from "./provider.js";
import { emailOf, firstAdmin, invited, Visitor } from "./visitor.js";

const postgres = await startPostgres();
const publicUrl = "http://parallax.test:4000";
const provider = await startProvider(`${publicUrl}/desk/auth/callback/oidc`, {
  grace: { email: emailOf("Grace"), email_verified: true },
});
afterAll(async () => {
  await postgres?.stop();
  await provider.close();
});

const file = join(mkdtempSync(join(tmpdir(), "parallax-test-")), "desk.sqlite");
const stores = [
  ["a file", async () => `sqlite:${file}`],
  ["PostgreSQL", async () => postgres?.createDatabase()],
] as const;

describe.each(stores)("in %s", (kind, addressOf) => {
  it.skipIf(kind === "PostgreSQL" && !postgres)("people come in, are limited, changed and told of", async () => {
    const store = await openFreshShippedStore(await addressOf());
    const app = appOf(store, {
      trustProxy: 1,
      desk: {
        publicUrl,
        oidcIssuer: provider.issuer,
        oidcClientId: client.id,
        oidcClientSecret: client.secret,
        oidcAllowPrivate: true,
      },
    });
    const admin = await firstAdmin(app, store);
    const editor = await invited(admin, "Grace", "editor");
    expect((await editor.get("/desk/people")).status).toBe(403);
    const { id } = await store.db
      .selectFrom("users")
      .select("id")
      .where("name", "=", "Grace")
      .executeTakeFirstOrThrow();
    expect((await admin.post(`/desk/people/${id}/role`, { role: "admin" })).status).toBe(303);
    expect((await editor.get("/desk/people")).text).toContain("2 people may sign in");

    // The provider opens the same account.
    const federated = new Visitor(app);
    const sent = await federated.get("/desk/sign-in/oidc?to=/funding");
    const back = await goThrough(String(sent.headers["location"]), "grace");
    expect((await federated.get(`${back.pathname}${back.search}`)).headers["location"]).toBe("/funding");
    expect((await federated.get("/desk/me")).text).toContain("grace@example.org, with the role admin.");

    // Five guesses at a time are five, on a server with many connections as well.
    const guesses = await Promise.all(
      Array.from({ length: 7 }, (_, at) => new Visitor(app, `198.51.100.${at}`).signIn("eve@example.org")),
    );
    expect(guesses.map(({ status }) => status).sort()).toEqual([401, 401, 401, 401, 401, 429, 429]);

    const made = await editor.post("/desk/me/tokens", { name: "nightly", scope: "edit", days: "9" });
    const [token = ""] = /parallax_[\w-]{43}/.exec(made.text) ?? [];
    const asked = await request(app).get("/desk/people").set("Authorization", `Bearer ${token}`);
    expect(asked.body.detail).toContain("has the role editor");

    const first = new Date(Date.now() - sessionSeconds.most * 1000 - 1000).toISOString();
    await store.db.updateTable("sessions").set({ created_at: first }).where("user_id", "=", id).execute();
    expect((await editor.get("/desk/me")).status).toBe(401);

    await expect(store.db.updateTable("audit_log").set({ actor: "Eve" }).execute()).rejects.toThrow(/only added to/);
    await expect(store.db.deleteFrom("audit_log").execute()).rejects.toThrow(/only added to/);
    expect((await admin.get("/desk/audit")).text).toContain("changed the role of Grace");
    await store.close();
  });
});

describe("the secret that signs cookies", () => {
  it("lies beside the file, for its owner alone, and not in it", () => {
    expect(statSync(`${file}.secret`).mode & 0o777).toBe(0o600);
    const secret = readFileSync(`${file}.secret`, "utf8");
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(readFileSync(file).includes(secret)).toBe(false);
  });
});
