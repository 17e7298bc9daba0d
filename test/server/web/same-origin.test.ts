import express from "express";
import request from "supertest";
import { describe, expect, it } from "vitest";
import { HttpError } from "../../../server/web/errors.js";
import { sameOriginOnly } from "../../../server/web/same-origin.js";

let changes = 0;
const app = express();
app.post("/change", sameOriginOnly, (_req, res) => {
  changes++;
  res.sendStatus(204);
});
app.use((error: HttpError, _req: express.Request, res: express.Response, _next: express.NextFunction) => {
  res.status(error instanceof HttpError ? error.status : 500).send(error.message);
});

const host = "desk.example.org:3000";
const post = (headers: Readonly<Record<string, string>>, type = "application/x-www-form-urlencoded") =>
  request(app)
    .post("/change")
    .set({ Host: host, ...headers })
    .type(type)
    .send("edition=2");

describe("a request that changes something", () => {
  it.each([
    ["a page of ours, in a browser that says so", { "Sec-Fetch-Site": "same-origin", Origin: `http://${host}` }],
    // With a referrer policy of no-referrer, Origin is null even from our own pages.
    ["a page of ours, its origin held back", { "Sec-Fetch-Site": "same-origin", Origin: "null" }],
    ["a page of ours on plain HTTP, where browsers send no Sec-Fetch-Site", { Origin: `http://${host}` }],
    ["a page of ours behind a proxy that took HTTPS off", { Origin: `https://${host}` }],
    ["the reader's own doing", { "Sec-Fetch-Site": "none" }],
    ["a program that names this server", { Origin: `http://${host}` }],
  ])("passes from %s", async (_from, headers) => {
    const before = changes;
    expect((await post(headers)).status).toBe(204);
    expect(changes).toBe(before + 1);
  });

  it.each([
    ["nobody knows where", {}],
    ["an origin that is held back", { Origin: "null" }],
    ["another site", { Origin: "https://evil.example" }],
    ["another site, as a modern browser says", { "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" }],
    ["a sibling of our domain", { "Sec-Fetch-Site": "same-site", Origin: "http://blog.example.org" }],
    ["a sibling of our domain, in an older browser", { Origin: "http://blog.example.org:3000" }],
    ["our host at another port", { Origin: "http://desk.example.org:4000" }],
    ["a host whose name begins like ours", { Origin: `http://${host}.evil.example` }],
    ["no web page", { Origin: `file://${host}` }],
    ["what is no origin", { Origin: host }],
    ["a site that claims ours in the address", { Origin: `http://${host}@evil.example` }],
    ["a browser that says what nobody knows", { "Sec-Fetch-Site": "elsewhere", Origin: `http://${host}` }],
  ])("is refused from %s, as a form of any kind", async (_from, headers) => {
    const before = changes;
    for (const type of ["application/x-www-form-urlencoded", "text/plain", "application/json"]) {
      const { status, text } = await post(headers, type);
      expect(status, type).toBe(403);
      expect(text).toMatch(/^Nothing was changed: /);
    }
    expect(changes).toBe(before);
  });

  it("passes where the port is the one that the scheme means anyway", async () => {
    for (const [host, origin] of [
      ["desk.example.org", "https://desk.example.org"],
      ["desk.example.org:443", "https://desk.example.org"],
      ["desk.example.org:80", "http://desk.example.org"],
      ["DESK.example.org", "http://desk.example.org"],
      ["[::1]:3000", "http://[::1]:3000"],
    ] as const)
      expect((await post({ Host: host, Origin: origin })).status, host).toBe(204);
  });
});
