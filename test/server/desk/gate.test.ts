import request from "supertest";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../../server/config.js";
import { makeToken } from "../../../server/desk/tokens.js";
import type { MountedPage } from "../../../server/web/pages.js";
import { appOf, openFreshShippedStore } from "../../fixture.js";
import { firstAdmin, Visitor } from "./visitor.js";

const store = await openFreshShippedStore();
const open = appOf(store);
const admin = await firstAdmin(open, store);
const closed = appOf(store, { desk: { ...readConfig({}), requireSignIn: true } });

/** The administrator's browser at the closed house: the same store, so the same session. */
function signedIn(): Visitor {
  const visitor = new Visitor(closed);
  for (const [name, value] of admin.cookies) visitor.cookies.set(name, value);
  return visitor;
}

describe("reading that is closed", () => {
  it("shows no page, file, chart or report to those who have not signed in, not even one that somebody has just had", async () => {
    const pages = closed.locals["pages"] as readonly MountedPage[];
    const paths = pages.flatMap(({ path, charts, hasTable }) => {
      const at = path === "/" ? "/overview" : path;
      return [
        path,
        ...(hasTable ? [`${at}.csv`] : []),
        ...charts.slice(0, 1).map((name) => `${at}/charts/${name}.svg`),
      ];
    });
    for (const path of [
      ...paths,
      "/reports",
      "/search?q=a",
      "/data/parallax.sqlite",
      "/desk/me",
      "/nothing",
      "/desk/",
      "/desk/sign-in/",
      "/Desk/sign-in",
    ]) {
      const answer = await request(closed).get(path);
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers["cache-control"]).toBe("no-store");
    }
  });

  it("keeps finished pages from others, and from every store of answers on the way", async () => {
    const reader = signedIn();
    for (let time = 0; time < 2; time++) {
      const shown = await reader.get("/funding", { "Accept-Encoding": "identity" });
      expect(shown.status).toBe(200);
      expect(shown.headers["cache-control"]).toBe("private, no-store");
      expect(shown.headers["etag"]).toBeUndefined();
    }
    const other = await request(closed).get("/funding").set("Accept-Encoding", "identity");
    expect(other.status).toBe(401);
    expect((await request(closed).get("/funding").set("If-None-Match", "*")).status).toBe(401);
    const csv = await reader.get("/funding.csv");
    expect([csv.status, csv.headers["cache-control"]]).toEqual([200, "private, no-store"]);
  });

  it("sends a browser to sign in, and back to where it was", async () => {
    const sent = await new Visitor(closed).get("/funding?as_of=2024");
    expect(sent.status).toBe(303);
    expect(sent.headers["location"]).toBe("/desk/sign-in?to=%2Ffunding%3Fas_of%3D2024");
  });

  it("leaves health, styles and the doors open, which tell nothing of the facts", async () => {
    const door = await new Visitor(closed).get("/desk/sign-in");
    expect(door.status).toBe(200);
    expect(door.text).not.toMatch(/revision|Facts as recorded/);
    const [, style = ""] = /href="(\/assets\/style-[^"]+)"/.exec(door.text) ?? [];
    expect((await request(closed).get(style)).status).toBe(200);
    expect((await request(closed).get("/healthz")).status).toBe(200);
    expect((await new Visitor(closed).get("/desk/join/none")).status).toBe(404);
  });

  it("opens to a program with a token, and not with one that is none", async () => {
    const me = await store.db.selectFrom("users").selectAll().executeTakeFirstOrThrow();
    const token = await makeToken(store, me, { name: "export", scope: "read", days: 1 }, { now: new Date() });
    const asked = await request(closed).get("/funding.csv").set("Authorization", `Bearer ${token}`);
    expect([asked.status, asked.headers["cache-control"]]).toEqual([200, "private, no-store"]);
    const wrong = await request(closed)
      .get("/funding.csv")
      .set("Authorization", `Bearer ${token.slice(0, -1)}`);
    expect([wrong.status, wrong.headers["www-authenticate"]]).toEqual([401, 'Bearer error="invalid_token"']);
  });
});

describe("reading that is open", () => {
  it("needs no sign-in, and the desk's own pages are kept by nobody", async () => {
    expect((await request(open).get("/funding")).status).toBe(200);
    const me = await request(open).get("/desk/me");
    expect([me.status, me.headers["www-authenticate"]]).toEqual([401, "Bearer"]);
    expect((await admin.get("/desk/me")).headers["cache-control"]).toBe("private, no-store");
  });
});
