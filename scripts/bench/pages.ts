import { join } from "node:path";
import type { MountedPage } from "../../server/web/pages.js";
import { fetchOnce, fetchWhole, type Load } from "./clients.js";
import { type Finding, type Section, sayMs, sayRate, sayTimes, spread } from "./report.js";
import { Player } from "./roles.js";
import type { Started } from "./serving.js";

const runs = { start: 3, anew: 12, warm: 40, press: 7 };
const load = { connections: 32, milliseconds: 1500 };
const accept = ["Accept-Encoding: br", "Accept: text/html"];

/** Pages of the shipped facts, from the first request after a start to the thousandth. */
export async function benchPages(databaseUrl: string, folder: string): Promise<readonly Section[]> {
  const start = { databaseUrl, filesFolder: join(folder, "files") };
  const first: number[] = [];
  for (let run = 0; run < runs.start; run++) {
    const server = new Player("serving");
    const { port } = await server.ask<Started>("start", start);
    first.push((await fetchWhole(port, "/", accept)).ms);
    await server.end();
  }

  const server = new Player("serving");
  try {
    const { port, today, pages } = await server.ask<Started>("start", start);
    const findings: Finding[] = [{ what: "/ first after a start", ours: sayMs(spread(first)) }];
    for (const { path } of pages.filter((page) => !page.path.includes(":"))) {
      findings.push(await benchPage(port, path, today));
    }
    return [
      {
        title: "Pages",
        about: `Milliseconds until the last byte, compressed: least / median / greatest. Anew: computed for a day that nobody has asked for, ${runs.anew} times. Again: the same address once more, ${runs.warm} times.`,
        findings,
      },
      await benchRequests(port, pages),
    ];
  } finally {
    await server.end();
  }
}

async function benchPage(port: number, path: string, today: string): Promise<Finding> {
  const [anew, again]: [number[], number[]] = [[], []];
  // Days of its own for each page, so that none finds what another has left warm.
  for (let run = 0; run < runs.anew; run++) {
    const day = new Date(Date.parse(today) - (run + 1) * 86_400_000).toISOString().slice(0, 10);
    anew.push((await fetchWhole(port, `${path}?as_of=${day}`, accept)).ms);
  }
  for (let run = 0; run <= runs.warm; run++) again.push((await fetchWhole(port, path, accept)).ms);
  return { what: `${path} anew`, ours: sayMs(spread(anew)), rival: `again ${sayMs(spread(again.slice(1)))}` };
}

/** Requests for a finished page against a bare server that sends the same bytes. */
async function benchRequests(port: number, pages: readonly MountedPage[]): Promise<Section> {
  const path = pages.some((page) => page.path === "/funding") ? "/funding" : "/";
  const encoding = "br";
  const page = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { "Accept-Encoding": "identity" } });
  await page.arrayBuffer();
  const { body, headers } = await wholeBody(port, path);
  const [bareServer, readers] = [new Player("bare"), new Player("readers")];
  try {
    const barePort = await bareServer.ask<number>("same", { body: body.toString("base64"), headers });
    const press = (to: number) => readers.ask<number>("press", { ...load, port: to, path, encoding } satisfies Load);
    const [ours, rival]: [number[], number[]] = [[], []];
    await press(port);
    await press(barePort);
    for (let run = 0; run < runs.press; run++) {
      ours.push(await press(port));
      rival.push(await press(barePort));
    }
    const ratio = Math.max(...ours) / Math.max(...rival);
    const again = await fetchOnce(port, path, [...accept, `If-None-Match: ${headers["ETag"]}`]);
    return {
      title: "A warm page under load",
      about: `${load.connections} connections kept alive, one request at a time on each, from a process of their own; ${runs.press} rounds of ${load.milliseconds / 1000} s in turn. The bare server is http.createServer sending the same ${body.length.toLocaleString("en")} bytes (Content-Encoding: ${encoding}). The best rounds are compared.`,
      findings: [
        {
          what: `${path} requests`,
          ours: sayRate(spread(ours)),
          rival: sayRate(spread(rival)),
          goal: "0.50 × of bare",
          met: ratio >= 0.5,
          note: `${sayTimes(ratio)} of the bare server; who holds the page already gets ${again.status}.`,
        },
      ],
    };
  } finally {
    await bareServer.end();
    await readers.end();
  }
}

/** The body as it goes over the wire. */
async function wholeBody(port: number, path: string) {
  const { get } = await import("node:http");
  return new Promise<{ readonly body: Buffer; readonly headers: Readonly<Record<string, string>> }>(
    (resolve, failed) => {
      const asked = { port, host: "127.0.0.1", path, headers: { "Accept-Encoding": "br" } };
      get(asked, (res) => {
        const pieces: Buffer[] = [];
        res.on("data", (piece: Buffer) => pieces.push(piece));
        res.on("end", () => {
          const headers = {
            "Content-Type": res.headers["content-type"] ?? "",
            "Content-Encoding": res.headers["content-encoding"] ?? "identity",
            ETag: res.headers.etag ?? "",
          };
          resolve({ body: Buffer.concat(pieces), headers });
        });
        res.on("error", failed);
      }).on("error", failed);
    },
  );
}
