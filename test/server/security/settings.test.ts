import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import pino from "pino";
import request from "supertest";
import { afterAll, describe, expect, it } from "vitest";
import { createApp } from "../../../server/app.js";
import { readConfig } from "../../../server/config.js";
import { places } from "../../../server/places.js";
import { openFreshShippedStore, temporaryFolder } from "../../fixture.js";
import { firstAdmin, invitation, Visitor } from "../desk/visitor.js";

const lines: Record<string, unknown>[] = [];
const store = await openFreshShippedStore();
const app = createApp({
  store,
  config: { ...readConfig({}), filesFolder: temporaryFolder() },
  log: pino(
    { level: "info" },
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
        done();
      },
    }),
  ),
});
const admin = await firstAdmin(app, store);

afterAll(() => store.close());

describe("what is kept of secrets", () => {
  it("passwords are stored by a slow hash, with a salt of their own", async () => {
    const joined = new Visitor(app);
    await joined.post(await invitation(admin, "Bo", "reader"), { name: "Bo", password: "quiet otters swim upstream" });
    const rows = await store.db.selectFrom("accounts").select("password").execute();
    expect(rows).toHaveLength(2);
    const hashes = rows.map(({ password }) => password ?? "");
    // The same password twice: salt, then a key of 64 bytes by scrypt.
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
    expect(new Set(hashes).size).toBe(2);
  });

  it("one-time links are left out of the log", async () => {
    const path = await invitation(admin, "Cy", "reader");
    await new Visitor(app).get(path);
    await new Visitor(app).get(`${path}?x=1`);
    expect(lines.some(({ req }) => (req as { url?: string })?.url === "/desk/join/…")).toBe(true);
    expect(JSON.stringify(lines)).not.toContain(path.slice("/desk/join/".length));
    expect(JSON.stringify(lines)).not.toMatch(/quiet otters|parallax=|set-cookie|authorization/i);
  });

  it("the script keeps nothing in the browser", () => {
    for (const name of readdirSync(places.built).filter((file) => file.endsWith(".js")))
      expect(readFileSync(join(places.built, name), "utf8"), name).not.toMatch(
        /localStorage|sessionStorage|indexedDB|document\.cookie/,
      );
  });
});

describe("what is logged", () => {
  it("refusals are logged with who, what and whence", async () => {
    const url = "/desk/people?x=%0d%0a{%22level%22:50}";
    await request(app).get(url);
    const refused = lines.find(({ msg, url: at }) => msg === "refused" && at === url);
    expect(refused).toMatchObject({
      level: 40,
      status: 401,
      method: "GET",
      address: expect.stringContaining("127.0.0.1"),
    });
    const me = await store.db.selectFrom("users").select("id").where("role", "=", "admin").executeTakeFirstOrThrow();
    await admin.post("/desk/people", {}, { "Sec-Fetch-Site": "cross-site" });
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: "refused", status: 403, method: "POST", person: me.id }),
    );
  });
});

describe("what people and builders see", () => {
  it("sign-in fields hide passwords and let password managers fill them", async () => {
    const pages = [
      await new Visitor(app).get("/desk/sign-in"),
      await new Visitor(app).get(await invitation(admin, "Di", "reader")),
      await admin.get("/desk/me"),
    ];
    for (const { text } of pages) {
      const fields = text.match(/<input[^>]*name="(?:old|password)"[^>]*>/g) ?? [];
      expect(fields.length).toBeGreaterThan(0);
      for (const field of fields) {
        expect(field).toContain('type="password"');
        expect(field).toMatch(/autocomplete="(current|new)-password"/);
        expect(field).not.toMatch(/maxlength|onpaste/);
      }
      expect(text).not.toMatch(/secret question|mother/i);
    }
  });

  it("every library comes from the registry, with the hash of what was read", () => {
    const { packages } = JSON.parse(readFileSync(join(places.root, "package-lock.json"), "utf8")) as {
      packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>;
    };
    const libraries = Object.entries(packages).filter(([path]) => path !== "");
    expect(libraries.length).toBeGreaterThan(50);
    for (const [path, { resolved, integrity }] of libraries) {
      // Left out of the file, it is the registry that npm is set to.
      expect(resolved ?? "https://registry.npmjs.org/", path).toMatch(/^https:\/\/registry\.npmjs\.org\//);
      expect(integrity, path).toMatch(/^sha512-/);
    }
  });
});
