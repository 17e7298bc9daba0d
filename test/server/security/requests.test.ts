import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serverOf, usualLimits } from "../../../server/web/listening.js";
import { appOf, openShippedStore } from "../../fixture.js";

/** A real server with the limits of the product, shortened where they are times. */
const limits = { ...usualLimits, headMs: 400, requestMs: 800, checkMs: 100 };
let server: Server;
let port: number;

beforeAll(async () => {
  server = serverOf(appOf(await openShippedStore()), limits).listen(0, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
});

afterAll(() => new Promise<void>((closed) => server.close(() => closed())));

/** What comes back for bytes sent as they are, until the server ends the connection. */
async function send(...pieces: readonly string[]): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (data) => {
    answer += data.toString();
  });
  socket.on("error", () => undefined);
  for (const piece of pieces) socket.write(piece);
  await once(socket, "close");
  return answer;
}

const head = (line: string, ...more: readonly string[]) =>
  [`${line} HTTP/1.1`, `Host: 127.0.0.1:${port}`, "Connection: close", ...more, "", ""].join("\r\n");

function expectRefused(answer: string, status: number): void {
  expect(answer.slice(0, 200)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(answer).toContain("X-Content-Type-Options: nosniff");
  expect(answer).toContain("application/problem+json");
  expect(answer).toMatch(/"detail":"[A-Z][^"]+\."/);
}

describe("a request that never ends", () => {
  it("is ended while its head is still on the way", async () => {
    expectRefused(await send(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Slow: `), 408);
  });

  it("is ended while its body is still on the way", async () => {
    const answer = await send(
      head(
        "POST /desk/sign-in",
        "Sec-Fetch-Site: same-origin",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 500",
      ),
      "email=a",
    );
    expect(answer).toMatch(/^HTTP\/1.1 4\d\d |^$/);
  });

  it("does not keep others waiting", async () => {
    const slow = Array.from({ length: 50 }, () => send(`GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: `));
    expect(await send(head("GET /healthz"))).toMatch(/^HTTP\/1.1 200 /);
    await Promise.all(slow);
  });

  it("is waited for no longer than fifteen seconds by the product, and no longer than five minutes for a file", () => {
    expect(usualLimits.headMs).toBeLessThanOrEqual(15_000);
    expect(usualLimits.requestMs).toBeLessThanOrEqual(300_000);
  });
});

describe("a request that is too large", () => {
  it("in its head, its address or its body is refused in a sentence", async () => {
    expectRefused(await send(head("GET /", `X-Long: ${"x".repeat(40_000)}`)), 431);
    const long = await send(head(`GET /funding?q=${"x".repeat(20_000)}`));
    expect(long).toMatch(/^HTTP\/1.1 414 /);
    expect(long).toContain("An address may have at most 16384 characters.");
    const body = await send(
      head(
        "POST /desk/sign-in",
        "Sec-Fetch-Site: same-origin",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 9000000000",
      ),
    );
    expect(body).toMatch(/^HTTP\/1.1 413 /);
    expect(body).toContain("at most");
  });

  it("without a length is cut off where it grows too long", async () => {
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    const answer = await send(
      head(
        "POST /desk/sign-in",
        "Sec-Fetch-Site: same-origin",
        "Content-Type: application/x-www-form-urlencoded",
        "Transfer-Encoding: chunked",
      ),
      chunk.repeat(8),
      "0\r\n\r\n",
    );
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
  });
});

describe("a request that is two", () => {
  it("by a length and chunks, or by two lengths, is refused, and what follows is not answered", async () => {
    const smuggled = "GET /desk/people HTTP/1.1\r\nHost: x\r\n\r\n";
    for (const lines of [
      ["Content-Length: 6", "Transfer-Encoding: chunked"],
      ["Content-Length: 6", "Content-Length: 60"],
      ["Transfer-Encoding: chunked, identity"],
      ["Content-Length: +6"],
    ]) {
      const answer = await send(
        head("POST /funding", ...lines).replace("Connection: close\r\n", ""),
        `0\r\n\r\n${smuggled}`,
      );
      expectRefused(answer, 400);
      expect(answer.split("HTTP/1.1 ").length, lines.join()).toBe(2);
    }
  });

  it("by line ends in a header, or that is no HTTP, is refused", async () => {
    expectRefused(await send("\u0016\u0003\u0001\r\n\r\n"), 400);
    expectRefused(await send(head("GET /", "X-A: b\rSet-Cookie: c=d")), 400);
    expectRefused(await send(`GET /funding HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n`), 400);
    expect(await send(`GET / HTTP/1.1\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 4(00|21) /);
  });

  it("names another server by its whole address, and is answered as ours", async () => {
    const answer = await send(head("GET http://evil.example/desk/me", "Accept: text/html"));
    expect(answer).toMatch(/^HTTP\/1.1 401 /);
    expect(answer).not.toContain("evil.example");
  });
});
