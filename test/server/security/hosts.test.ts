import request from "supertest";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../../server/config.js";
import { allowedHosts } from "../../../server/web/hosts.js";
import { appOf, openShippedStore } from "../../fixture.js";
import { expectErrorPage, expectProblem } from "../walk.js";

const app = appOf(await openShippedStore(), { desk: { allowedHosts: "" } });

/** Whether a server with these settings answers to a host. */
function answers(host: string | undefined, environment: Record<string, string> = {}, forwarded?: string): boolean {
  const headers = { ...(host !== undefined && { host }), ...(forwarded && { "x-forwarded-host": forwarded }) };
  return allowedHosts(readConfig(environment))({ headers });
}

describe("a server that only this machine reaches", () => {
  it.each([
    "localhost",
    "localhost:3000",
    "LOCALHOST:3000",
    "localhost.:3000",
    "127.0.0.1:3000",
    "127.8.9.1",
    "[::1]:3000",
    "192.168.1.7:3000",
  ])("answers to %s", (host) => expect(answers(host)).toBe(true));

  it.each([
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil.example:3000",
    "localhost@evil.example",
    "localhost:3000,evil.example",
    "127.0.0.1 evil.example",
    "1.2.3.4.nip.io",
    "[::1].evil.example",
    "localhost:99999999",
    "",
    undefined,
  ])("does not answer to %s", (host) => expect(answers(host)).toBe(false));
});

describe("a server behind a name", () => {
  it("answers to the names that it is given, and to that of PUBLIC_URL", () => {
    expect(answers("facts.example.org", { ALLOWED_HOSTS: "facts.example.org,facts" })).toBe(true);
    expect(answers("facts:8080", { ALLOWED_HOSTS: "facts.example.org,facts" })).toBe(true);
    expect(answers("facts.example.org", { PUBLIC_URL: "https://facts.example.org" })).toBe(true);
    expect(answers("facts.example.org", { HOST: "facts.example.org" })).toBe(true);
    expect(answers("www.facts.example.org", { PUBLIC_URL: "https://facts.example.org" })).toBe(false);
  });

  it("looks at what its proxy tells, and at Host all the same", () => {
    const behind = { TRUST_PROXY: "1", PUBLIC_URL: "https://facts.example.org" };
    expect(answers("127.0.0.1:3000", behind, "facts.example.org")).toBe(true);
    expect(answers("127.0.0.1:3000", behind, "evil.example")).toBe(false);
    expect(answers("127.0.0.1:3000", behind, "evil.example, facts.example.org")).toBe(false);
    // A page that has its own name lead here may write the header, not Host.
    expect(answers("evil.example", behind, "facts.example.org")).toBe(false);
    expect(answers("127.0.0.1:3000", {}, "evil.example")).toBe(true);
  });
});

describe("a page that has its own name lead here", () => {
  const host = "evil.example:3000";

  it("reads nothing, not even what somebody has just had", async () => {
    for (let time = 0; time < 2; time++) {
      expect((await request(app).get("/funding")).status).toBe(200);
      expect(
        expectErrorPage(await request(app).get("/funding").set({ Host: host, Accept: "text/html" }), 421),
      ).toContain("ALLOWED_HOSTS");
    }
    for (const path of ["/funding.csv", "/data/parallax.sqlite", "/desk/me", "/assets/x.js"])
      expectProblem(await request(app).get(path).set("Host", host), 421);
  });

  it("changes nothing, though its browser takes the server for its own site", async () => {
    for (const headers of [{ "Sec-Fetch-Site": "same-origin" }, { Origin: `http://${host}` }])
      expectProblem(
        await request(app)
          .post("/reports/landscape/publish")
          .set({ Host: host, ...headers }),
        421,
      );
  });

  it("finds its name in no answer", async () => {
    const { text, headers } = await request(app).get("/funding").set({ Host: "evil.example", Accept: "text/html" });
    expect(`${text}${JSON.stringify(headers)}`).not.toContain("evil.example");
    const forwarded = await request(app).get("/changes.atom").set({ "X-Forwarded-Host": "evil.example" });
    expect(forwarded.text).not.toContain("evil.example");
  });
});
