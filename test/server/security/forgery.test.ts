import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeToken } from "../../../server/desk/tokens.js";
import { appOf, openFreshShippedStore } from "../../fixture.js";
import { firstAdmin, password, Visitor } from "../desk/visitor.js";
import { addressOf, elsewhere, expectHarmless, factsHash, routesOf } from "./hostile.js";

/** Every route that may change something, found by walking the router, asked for by everybody but our own pages. */
const store = await openFreshShippedStore();
const app = appOf(store);
const posts = routesOf(app).filter(({ method }) => method !== "get");

/** These answer with what was sent and store nothing. */
const storesNothing = ["/chips/check.csv", "/reports/preview"];

let admin: Visitor;
let before: string;
/** Everything that a request could change: facts, revisions, reports, people, and what is told of them. */
async function state(): Promise<string> {
  const { db } = store;
  const counts = await Promise.all(
    (
      ["revisions", "change_sets", "report_versions", "report_editions", "users", "sessions", "api_tokens"] as const
    ).map((table) => db.selectFrom(table).select(db.fn.countAll().as("n")).executeTakeFirstOrThrow()),
  );
  return `${JSON.stringify(counts)} ${await factsHash(store)}`;
}

beforeAll(async () => {
  admin = await firstAdmin(app, store);
  before = await state();
});

afterAll(() => store.close());

describe("a request of another site, in an administrator's own browser", () => {
  const foreign: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ["without any header that says whence", {}],
    ["by Sec-Fetch-Site", { "Sec-Fetch-Site": "cross-site" }],
    ["of a sibling of the domain", { "Sec-Fetch-Site": "same-site", Origin: "http://blog.example.org" }],
    ["by Origin", { Origin: "https://evil.example" }],
    ["with an origin held back", { Origin: "null" }],
  ];
  it.each(foreign)("is refused at every route that takes a post: %s", async (_how, headers) => {
    const cookie = [...admin.cookies].map((pair) => pair.join("=")).join("; ");
    expect(posts.length).toBeGreaterThan(25);
    for (const { method, path } of posts.filter(({ path }) => !storesNothing.includes(path))) {
      expect(method).toBe("post");
      for (const type of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"]) {
        const answer = await request(app)
          .post(addressOf(path, {}))
          .set({ Cookie: cookie, Accept: "*/*", "Content-Type": type, ...headers })
          .send("role=admin&version=1&edition=0")
          .redirects(0);
        expect([path, type, answer.status]).toEqual([path, type, 403]);
        expect(answer.headers["set-cookie"]).toBeUndefined();
      }
    }
    expect(await state()).toBe(before);
  });

  it("cannot ask by GET for what a post does, nor by a header or field that names another method", async () => {
    for (const { path } of posts) {
      const at = addressOf(path, {});
      const got = await admin.get(`${at}?role=admin&version=1&edition=0`);
      expect(got.status, at).toBeLessThan(500);
    }
    for (const name of ["X-HTTP-Method-Override", "X-Method-Override"])
      expect((await admin.get("/desk/people?_method=POST", { [name]: "POST" })).status).toBe(200);
    const posted = await admin.post("/funding", { _method: "DELETE" }, { "X-HTTP-Method-Override": "GET" });
    expect(posted.status).toBe(405);
    expect(await state()).toBe(before);
  });

  it("may not read across origins", async () => {
    for (const path of ["/funding.json", "/desk/me", "/desk/sign-in"]) {
      for (const ask of ["get", "options"] as const) {
        const answer = await request(app)[ask](path).set({ Origin: "https://evil.example" });
        expect(answer.headers["access-control-allow-origin"], path).toBeUndefined();
        expect(answer.headers["access-control-allow-credentials"], path).toBeUndefined();
        expect(answer.headers["cross-origin-resource-policy"], path).toBe("same-origin");
      }
    }
  });
});

describe("a reader", () => {
  it("is refused by every route that changes facts, reports, people or access of others", async () => {
    const admitted = await store.db.selectFrom("users").selectAll().executeTakeFirstOrThrow();
    const token = await makeToken(store, admitted, { name: "t", scope: "read", days: 1 }, { now: new Date() });
    const with0 = await state();
    const own = ["/desk/sign-in", "/desk/sign-out", "/desk/join/:code"];
    for (const { path } of posts.filter(({ path }) => ![...storesNothing, ...own].includes(path))) {
      const answer = await request(app)
        .post(addressOf(path, {}))
        .set({ Authorization: `Bearer ${token}`, "Sec-Fetch-Site": "same-origin", Accept: "*/*" })
        .type("form")
        .send("role=admin");
      expect([path, answer.status]).toEqual([path, 403]);
    }
    expect(await state()).toBe(with0);
  });

  it("who has not signed in writes no report where others than this machine reach the server", async () => {
    const open = appOf(store, { desk: { host: "0.0.0.0" } });
    const posted = await request(open)
      .post("/reports/landscape/publish")
      .set({ "Sec-Fetch-Site": "same-origin" })
      .type("form")
      .send("edition=0");
    expect(posted.status).toBe(401);
  });
});

describe("an address to go on to", () => {
  it("leads nowhere but here, wherever a route redirects", async () => {
    for (const to of elsewhere) {
      const visitor = new Visitor(app);
      const shown = await visitor.get(`/desk/sign-in?${new URLSearchParams({ to })}`);
      expectHarmless(shown);
      const sent = await visitor.signIn("ada@example.org", password, to);
      expect(sent.status).toBe(303);
      expect(sent.headers["location"], to).toMatch(/^\/(?![/\\])/);
      expect(new URL(sent.headers["location"] ?? "", "http://here.invalid").host, to).toBe("here.invalid");
    }
    const closed = appOf(store, { desk: { requireSignIn: true } });
    for (const path of ["//evil.example/", "/\\evil.example", "/%5c%5cevil.example", "/funding/..//evil.example"]) {
      const sent = await request(closed).get(path).set("Accept", "text/html").redirects(0);
      const to = new URL(sent.headers["location"] ?? "/", "http://here.invalid");
      expect(to.host, path).toBe("here.invalid");
      expect(to.searchParams.get("to") ?? "/", path).toMatch(/^\/(?![/\\])/);
    }
    const company = await request(app)
      .get("/reports/company?id=//evil.example")
      .set("Accept", "text/html")
      .redirects(0);
    expect(company.headers["location"] ?? "/").toMatch(/^\/(?![/\\])/);
  });
});
