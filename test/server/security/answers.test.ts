import request from "supertest";
import { describe, expect, it } from "vitest";
import { appOf, openFreshShippedStore } from "../../fixture.js";
import { firstAdmin, Visitor } from "../desk/visitor.js";
import { addressOf, expectHarmless, routesOf, traversals } from "./hostile.js";

const store = await openFreshShippedStore();
const app = appOf(store, { desk: { allowedHosts: "desk.example.org" } });
const browser = "text/html,*/*;q=0.8";

/** One of each kind of answer, with the status that it has. */
const kinds: readonly (readonly [string, number, Readonly<Record<string, string>>])[] = [
  ["/funding", 200, { Accept: browser }],
  ["/funding", 200, { Accept: browser, "Accept-Encoding": "gzip" }],
  ["/funding.csv", 200, {}],
  ["/funding.json", 200, {}],
  ["/funding/print.css", 200, {}],
  ["/funding/charts/rounds.svg", 200, {}],
  ["/funding/charts/rounds.png", 200, {}],
  ["/changes.atom", 200, {}],
  ["/data/parallax.zip", 200, {}],
  ["/data/METRICS.md", 200, {}],
  ["/reports/landscape", 200, { Accept: browser }],
  ["/reports/landscape.html", 200, { Accept: browser }],
  ["/desk/sign-in", 200, { Accept: browser }],
  ["/desk/me", 401, { Accept: browser }],
  ["/nothing", 404, { Accept: browser }],
  ["/nothing", 404, {}],
  ["/funding?as_of=x", 400, { Accept: browser }],
  ["/healthz", 200, {}],
  ["/assets/nothing.js", 404, {}],
  ["/funding", 421, { Host: "evil.example", Accept: browser }],
];

describe("every kind of answer", () => {
  it("carries the headers that keep a browser from harm, also when it is sent again", async () => {
    const [style = ""] =
      /\/assets\/style-[\w-]+\.css/.exec((await request(app).get("/").set("Accept", browser)).text) ?? [];
    for (const [address, status, headers] of [...kinds, [style, 200, {}] as const, ...kinds.slice(0, 2)]) {
      const answer = await request(app).get(address).set(headers);
      expect([address, answer.status]).toEqual([address, status]);
      const policy = answer.headers["content-security-policy"] ?? "";
      expect(policy, address).toMatch(/default-src 'none'/);
      expect(policy, address).toMatch(/base-uri 'none'/);
      expect(policy, address).toMatch(/frame-ancestors 'self'/);
      // What default-src forbids needs no line of its own, but a reader of the policy may look for one.
      expect(policy, address).not.toMatch(/unsafe|\*|script-src (?!'self')/);
      expect(answer.headers["x-content-type-options"], address).toBe("nosniff");
      expect(answer.headers["referrer-policy"], address).toBe("same-origin");
      expect(answer.headers["cross-origin-opener-policy"], address).toBe("same-origin");
      expect(answer.headers["cross-origin-resource-policy"], address).toBe("same-origin");
      expect(answer.headers["content-type"], address).toMatch(/charset=utf-8|^image\/png|^application\/zip/);
      for (const name of ["server", "x-powered-by", "via"]) expect(answer.headers[name], address).toBeUndefined();
    }
  });

  it("holds to HTTPS for a year and for every name below, where there is HTTPS", async () => {
    const secure = appOf(store, { https: true });
    for (const [address] of kinds.slice(0, 12)) {
      const answer = await request(secure).get(address);
      expect(answer.headers["strict-transport-security"], address).toBe("max-age=31536000; includeSubDomains");
    }
  });

  it("tells nothing of the inside: no path, no trace, no query, no version", async () => {
    for (const [address, , headers] of kinds.slice(11)) {
      const { text } = await request(app).get(address).set(headers);
      expect(text ?? "", address).not.toMatch(
        /node_modules|\/work\/|\/home\/|\.ts:\d|\.js:\d|at Object\.|SQLITE_|select .* from/i,
      );
      expect(text ?? "", address).not.toMatch(/\bexpress\/|kysely|node\.js v|better-auth/i);
    }
  });

  it("of a method that nobody offers is a refusal", async () => {
    for (const method of ["put", "delete", "patch"] as const)
      expect((await request(app)[method]("/funding")).status, method).toBe(405);
    expect((await request(app).trace("/funding")).status).toBe(405);
    for (const path of [
      "/.git/config",
      "/.env",
      "/package.json",
      "/server/app.ts",
      "/assets/",
      "/data/",
      "/assets/manifest.json",
    ])
      expect((await request(app).get(path)).status, path).toBe(404);
  });
});

describe("a way out of a folder", () => {
  it("is found at no route, however it is spelt", async () => {
    const files = routesOf(app).filter(
      ({ method, path }) => method === "get" && /[:*]/.test(path.replace("{.:form}", "")),
    );
    const paths = [
      ...traversals.flatMap((out) => [`/assets/${out}`, `/data/${out}`, `/reports/${out}`, `/${out}`]),
      ...files.map(({ path }) => addressOf(path, traversals[1] ?? "")),
    ];
    for (const path of paths) {
      const answer = await request(app).get(path).redirects(0);
      expectHarmless(answer);
      expect([400, 401, 404, 405], path).toContain(answer.status);
      expect(answer.text ?? "", path).not.toMatch(/root:|"dependencies"|\[core\]|\[fonts\]/);
    }
  });
});

describe("what is one person's own", () => {
  it("is kept by nobody, and goes with the session", async () => {
    const admin = await firstAdmin(app, store);
    for (const path of ["/desk/me", "/desk/people", "/desk/audit", "/desk/changes", "/desk/history"]) {
      const answer = await admin.get(path);
      expect([path, answer.status, answer.headers["cache-control"]]).toEqual([path, 200, "private, no-store"]);
      expect(answer.headers["etag"]).toBeUndefined();
      expect(answer.text).toContain("/desk/sign-out");
    }
    const out = await admin.post("/desk/sign-out");
    expect(out.headers["clear-site-data"]).toBe('"cache", "storage"');
  });

  it("is bound to this host by its cookie, over HTTPS and without", async () => {
    for (const [https, name] of [
      [true, "__Host-parallax"],
      [false, "parallax"],
    ] as const) {
      const own = await openFreshShippedStore();
      const visitor = await firstAdmin(appOf(own, { https }), own);
      expect([...visitor.cookies.keys()]).toEqual([name]);
      const again = await new Visitor(visitor.app).signIn("ada@example.org");
      for (const cookie of (again.headers["set-cookie"] as unknown as string[]) ?? []) {
        expect(cookie).toMatch(/; HttpOnly/i);
        expect(cookie).toMatch(/; SameSite=Lax/i);
        expect(cookie).toMatch(/; Path=\//);
        expect(cookie).not.toMatch(/; Domain=/i);
        expect(/; Secure/i.test(cookie)).toBe(https);
        expect(cookie.length).toBeLessThan(4096);
      }
      await own.close();
    }
  });
});
