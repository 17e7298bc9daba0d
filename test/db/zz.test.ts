import { createServer, Agent, get } from "node:http";
import type { AddressInfo } from "node:net";
import { it } from "vitest";
import { appOf, openFreshShippedStore } from "../fixture.js";
import { startPostgres } from "../postgres.js";
it("warm", async () => {
  const p = await startPostgres();
  for (const url of ["sqlite:/tmp/zz-warm.sqlite", await p!.createDatabase()]) {
    const store = await openFreshShippedStore(url);
    const server = createServer(appOf(store)).listen(0, "127.0.0.1");
    await new Promise((r) => server.once("listening", r));
    const port = (server.address() as AddressInfo).port;
    const agent = new Agent({ keepAlive: true, maxSockets: 32 });
    const one = () => new Promise<number>((done, fail) => get({ port, host: "127.0.0.1", path: "/chips", agent, headers: { "Accept-Encoding": "gzip" } }, (res) => { let n = 0; res.on("data", (c) => (n += c.length)); res.on("end", () => done(res.statusCode === 200 ? n : -1)); }).on("error", fail));
    await one();
    for (let k = 0; k < 3; k++) {
      const t = performance.now();
      let left = 3000;
      await Promise.all(Array.from({ length: 32 }, async () => { while (left-- > 0) await one(); }));
      console.log(url.slice(0, 20), Math.round(3000 / ((performance.now() - t) / 1000)), "req/s");
    }
    const t = performance.now();
    for (let k = 0; k < 200; k++) await one();
    console.log("latency alone ms", (performance.now() - t) / 200);
    server.close(); agent.destroy();
    await store.close();
  }
  await p!.stop();
}, 120000);
