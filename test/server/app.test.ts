import pino from "pino";
import request from "supertest";
import { describe, expect, it } from "vitest";
import { createApp } from "../../server/app.js";
import { readConfig } from "../../server/config.js";
import type { Day } from "../../server/values/dates.js";
import { appOf, openEmptyStore, openFreshShippedStore, openShippedStore, temporaryFolder } from "../fixture.js";
import { expectErrorPage, expectProblem } from "./walk.js";

const store = await openShippedStore();
const app = appOf(store);
const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

describe("what is not there", () => {
  it.each([
    "/nothing",
    "/funding/nothing",
    "/funding.xml",
    "/funding/",
    "/Funding",
    "/companies/no-such-company",
    "/companies/no-such-company.csv",
    "/sources/no-such-source",
    "/data/nothing.csv",
    "/data/sqlite_master.csv",
    "/assets/nothing.js",
    "/assets/../manifest.json",
    "/assets/manifest.json.map",
    "/%2e%2e/package.json",
  ])("%s is a 404 for programs and for people", async (path) => {
    expectProblem(await request(app).get(path).set("Accept", "application/json"), 404);
    const shown = await request(app).get(path).set("Accept", browser);
    if (!/\.(csv|json)$/.test(path)) expectErrorPage(shown, 404);
    else expectProblem(shown, 404);
  });

  it("is quoted harmlessly", async () => {
    const shown = await request(app).get("/<script>alert(1)</script>").set("Accept", browser);
    expect(expectErrorPage(shown, 404)).not.toContain("<script>alert");
  });
});

describe("what is malformed", () => {
  it("is a 400, not a failure of ours", async () => {
    expectProblem(await request(app).get("/companies/%E0%A4%A"), 400);
    expectErrorPage(await request(app).get("/companies/%E0%A4%A").set("Accept", browser), 400);
  });

  it("lists every fault on its page, escaped", async () => {
    const shown = await request(app).get("/funding?as_of=soon&a=XX&%3Cb%3E=1").set("Accept", browser);
    const html = expectErrorPage(shown, 400);
    expect(html).toContain("as_of &#34;soon&#34; is not a date; write 2023, 2023-11 or 2023-11-05.");
    expect(html).toContain("a &#34;XX&#34; is no country of the data");
    expect(html).toContain("&#34;&lt;b&gt;&#34; is no parameter of this page");
    expect(html).not.toContain("<b>");
  });

  it("may be very long", async () => {
    expectProblem(await request(app).get(`/funding?q=${"x".repeat(5000)}`), 400);
    expectProblem(await request(app).get(`/funding?${"a=US&".repeat(1000)}`), 400);
  });
});

describe("methods", () => {
  it.each(["post", "put", "delete", "patch"] as const)("%s changes nothing and is a 405", async (method) => {
    const refused = await request(app)[method]("/funding");
    expectProblem(refused, 405);
    // RFC 9110, section 15.5.6: a 405 lists what is allowed.
    expect(refused.headers["allow"]).toBe("GET, HEAD");
  });
});

describe("a failure of ours", () => {
  it("is a 500 that tells nothing of the inside", async () => {
    const broken = appOf({ ...store, revision: () => Promise.reject(new Error("disk on fire at /secret/path")) });
    const response = await request(broken).get("/funding");
    expectProblem(response, 500);
    expect(response.text).not.toContain("fire");
    expect(expectErrorPage(await request(broken).get("/funding").set("Accept", browser), 500)).not.toContain("fire");
  });

  it("is a 503 while the store holds no facts", async () => {
    const empty = await openEmptyStore();
    expectProblem(await request(appOf(empty)).get("/funding"), 503);
    expectErrorPage(await request(appOf(empty)).get("/").set("Accept", browser), 503);
    await empty.close();
  });
});

describe("/healthz", () => {
  it("says ok and the revision, uncached", async () => {
    const response = await request(app).get("/healthz");
    expect(response.status).toBe(200);
    expect(response.body).toEqual({ status: "ok", revision: 1 });
    expect(response.headers["cache-control"]).toBe("no-store");
  });

  it("is 503 without facts", async () => {
    const empty = await openEmptyStore();
    const response = await request(appOf(empty)).get("/healthz");
    expect(response.status).toBe(503);
    expect(response.body).toEqual({ status: "no facts", revision: null });
    await empty.close();
  });
});

describe("security headers", () => {
  const addresses = ["/funding", "/funding.csv", "/funding/charts/rounds.svg", "/nothing", "/healthz"];

  it("allow no inline script and no inline style, on every answer", async () => {
    for (const address of addresses) {
      const { headers } = await request(app).get(address);
      const policy = headers["content-security-policy"] ?? "";
      expect(policy, address).toContain("default-src 'none'");
      expect(policy, address).toContain("script-src 'self';");
      expect(policy, address).toContain("style-src 'self';");
      expect(policy, address).not.toContain("unsafe");
      expect(headers["x-content-type-options"], address).toBe("nosniff");
      expect(headers["x-powered-by"], address).toBeUndefined();
    }
  });

  it("leave plain HTTP alone, and hold to HTTPS where it is there", async () => {
    const plain = (await request(app).get("/funding")).headers;
    expect(plain["content-security-policy"]).not.toContain("upgrade-insecure-requests");
    expect(plain["strict-transport-security"]).toBeUndefined();
    const secure = (await request(appOf(store, { https: true })).get("/funding")).headers;
    expect(secure["content-security-policy"]).toContain("upgrade-insecure-requests");
    expect(secure["strict-transport-security"]).toContain("max-age=");
  });

  it("are kept by the pages: no inline script, style or handler", async () => {
    const { text } = await request(app).get("/funding").set("Accept", browser);
    expect(text).not.toMatch(/\sstyle=/);
    expect(text).not.toMatch(/<style/);
    expect(text).not.toMatch(/\son[a-z]+=/);
    const scripts = [...text.matchAll(/<script([^>]*)>/g)].map(([, attributes]) => attributes);
    expect(scripts.filter((attributes) => !/ src=|application\/json/.test(attributes ?? ""))).toEqual([]);
  });
});

describe("compression", () => {
  it("is what the client takes, each with a tag of its own", async () => {
    const answers = await Promise.all(
      ["br", "gzip", "identity"].map((encoding) => request(app).get("/funding").set("Accept-Encoding", encoding)),
    );
    expect(answers.map(({ headers }) => headers["content-encoding"])).toEqual(["br", "gzip", undefined]);
    expect(new Set(answers.map(({ headers }) => headers["etag"])).size).toBe(3);
    for (const { headers } of answers) {
      expect(headers["vary"]).toContain("Accept-Encoding");
      const again = await request(app)
        .get("/funding")
        .set("If-None-Match", headers["etag"] ?? "");
      expect(again.status).toBe(304);
    }
  });
});

describe("a view without a date", () => {
  it("is today's; at midnight yesterday's finished pages are passed by", async () => {
    let today = "2026-11-24" as Day;
    const app = createApp({
      store,
      config: { ...readConfig({}), filesFolder: temporaryFolder() },
      log: pino({ level: "silent" }),
      today: () => today,
    });
    const first = await request(app).get("/funding");
    expect(first.text).toContain("What had happened by 24 Nov 2026");
    today = "2026-11-25" as Day;
    const second = await request(app)
      .get("/funding")
      .set("If-None-Match", first.headers["etag"] ?? "");
    expect(second.status).toBe(200);
    expect(second.text).toContain("What had happened by 25 Nov 2026");
  });
});

describe("a new revision", () => {
  it("makes every finished answer stale at once", async () => {
    const own = await openFreshShippedStore();
    const live = appOf(own);
    const before = await request(live).get("/funding");
    await own.transaction(async (trx) => {
      await trx.updateTable("companies").set({ name: "Zero One Wonder" }).where("id", "=", "01-ai").execute();
      await trx
        .insertInto("revisions")
        .values({
          id: 2,
          recorded_on: "2026-11-24",
          recorded_at: "2026-11-24T10:00:00.000Z",
          author: "test",
          summary: "A new name",
          dataset_hash: null,
        })
        .execute();
    });
    const after = await request(live)
      .get("/funding")
      .set("If-None-Match", before.headers["etag"] ?? "");
    expect(after.status).toBe(200);
    expect(after.headers["etag"]).not.toBe(before.headers["etag"]);
    expect(before.text).not.toContain("Zero One Wonder");
    expect(after.text).toContain("Zero One Wonder");
    await own.close();
  });
});
