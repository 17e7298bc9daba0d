import { createServer, get, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pieceOf } from "../../../db/pieces.js";
import type { Store } from "../../../db/store.js";
import { appOf, openShippedStore } from "../../fixture.js";

/**
 * A store whose downloads go wrong after the first batch; all else is real. What reaches the client is only seen
 * through a real connection, so a real server stands in between.
 */
function breaking(store: Store, how: "throws" | "ends early"): Store {
  return {
    ...store,
    async *pieces(query, columns, form) {
      for await (const batch of store.stream(query)) {
        yield pieceOf(form, columns, batch.slice(0, 50));
        // Long enough for the first rows to be on their way.
        await new Promise((done) => setTimeout(done, 50));
        if (how === "throws") throw new Error("the disk has gone");
        return;
      }
    },
  };
}

interface Received {
  /** 0 where the connection broke before anything came. */
  readonly status: number;
  readonly whole: boolean;
  readonly text: string;
}

function receive(server: Server, path: string, encoding: string): Promise<Received> {
  const { port } = server.address() as AddressInfo;
  return new Promise((done) => {
    const request = get({ port, host: "127.0.0.1", path, headers: { "accept-encoding": encoding } }, (response) => {
      let text = "";
      const finish = () => done({ status: response.statusCode ?? 0, whole: response.complete, text });
      const unpacked = response.headers["content-encoding"] === "gzip" ? createGunzip() : new PassThrough();
      unpacked.on("data", (piece: Buffer) => {
        text += piece.toString();
      });
      pipeline(response, unpacked).then(finish, finish);
    });
    request.on("error", () => done({ status: 0, whole: false, text: "" }));
  });
}

describe.each(["throws", "ends early"] as const)("a download whose rows fail (%s) half-way", (how) => {
  let server: Server;

  beforeAll(async () => {
    server = createServer(appOf(breaking(await openShippedStore(), how)));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  });
  afterAll(() => server.close());

  it.each([
    ["/funding.csv", "identity"],
    ["/funding.csv", "gzip"],
    ["/funding.json", "identity"],
    ["/funding.json", "gzip"],
  ])("breaks the connection, so that half of %s in %s never looks whole", async (path, encoding) => {
    const { status, whole, text } = await receive(server, path, encoding);
    expect(whole).toBe(false);
    if (encoding === "gzip") return;
    expect(status).toBe(200);
    expect(text.length).toBeGreaterThan(1000);
    if (path.endsWith("json")) expect(() => JSON.parse(text)).toThrow();
  });

  it("leaves the server serving", async () => {
    const { status, whole } = await receive(server, "/healthz", "identity");
    expect([status, whole]).toEqual([200, true]);
  });
});

describe("a download", () => {
  it("that nothing breaks is whole", async () => {
    const server = createServer(appOf(await openShippedStore()));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const [plain, packed] = [
      await receive(server, "/funding.csv", "identity"),
      await receive(server, "/funding.csv", "gzip"),
    ];
    server.close();
    expect(plain.whole).toBe(true);
    expect(packed.whole).toBe(true);
    expect(packed.text).toBe(plain.text);
  });
});
