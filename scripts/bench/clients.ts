import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { Role } from "./roles.js";

/** Clients that cost as little as can be, so that what is measured is the server: plain sockets on the loopback. */

export interface Fetched {
  /** Milliseconds from connecting to the first byte and to the last. */
  readonly firstMs: number;
  readonly ms: number;
  readonly bytes: number;
  readonly status: number;
}

const head = (path: string, more: readonly string[]) =>
  `${["GET", path, "HTTP/1.1"].join(" ")}\r\n${["Host: 127.0.0.1", ...more].join("\r\n")}\r\n\r\n`;

/** Asks once on a connection of its own and throws away what comes. */
export function fetchOnce(port: number, path: string, accept: readonly string[] = []): Promise<Fetched> {
  return new Promise((resolve, failed) => {
    const begun = performance.now();
    let [bytes, firstMs, status] = [0, 0, 0];
    const socket = connect(port, "127.0.0.1", () => socket.write(head(path, [...accept, "Connection: close"])));
    socket.on("data", (piece: Buffer) => {
      if (bytes === 0) {
        firstMs = performance.now() - begun;
        status = Number(piece.toString("latin1", 9, 12));
      }
      bytes += piece.length;
    });
    socket.on("end", () => resolve({ firstMs, ms: performance.now() - begun, bytes, status }));
    socket.on("error", failed);
  });
}

/** As {@link fetchOnce}; anything but 200 is a failure of the bench. */
export async function fetchWhole(port: number, path: string, accept?: readonly string[]): Promise<Fetched> {
  const fetched = await fetchOnce(port, path, accept);
  if (fetched.status !== 200) throw new Error(`${path} answered ${fetched.status}.`);
  return fetched;
}

/** The bystander's request, and the milliseconds between two of them. */
export const bystander = { path: "/healthz", everyMs: 10 };

/** The answer, and the longest that somebody waited who asked for something else until it came. */
export async function withBystander(port: number, answer: Promise<Fetched>) {
  let waiting = true;
  const done = answer.finally(() => {
    waiting = false;
  });
  done.catch(() => undefined);
  let worst = 0;
  while (waiting) {
    worst = Math.max(worst, (await fetchOnce(port, bystander.path)).ms);
    await pause(bystander.everyMs);
  }
  return { fetched: await done, worst };
}

/** Opens a download and reads nothing of it. */
export function stall(port: number, path: string): Promise<Socket> {
  return new Promise((stalled, failed) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.pause();
      socket.write(head(path, []), () => stalled(socket));
    });
    socket.on("error", failed);
  });
}

export interface Load {
  readonly port: number;
  readonly path: string;
  readonly encoding: string;
  readonly connections: number;
  readonly milliseconds: number;
}

/** The role of many readers at once: keeps connections busy for a while, each with one request at a time. */
export const readers: Role = {
  /** Gives requests answered per second. */
  async press({ port, path, encoding, connections, milliseconds }: Load): Promise<number> {
    const request = head(path, [`Accept-Encoding: ${encoding}`, "Connection: keep-alive"]);
    let answered = 0;
    const begun = performance.now();
    const until = begun + milliseconds;
    const one = () =>
      new Promise<void>((done, failed) => {
        // The same answer each time, so all are as long as the first, whose head tells its length.
        let [length, received] = [0, 0];
        const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => socket.write(request));
        socket.on("data", (piece: Buffer) => {
          if (received === 0 && piece.toString("latin1", 0, 13) !== "HTTP/1.1 200 ")
            socket.destroy(new Error(`Answered ${piece.toString("latin1", 0, 40)}`));
          if (length === 0) length = lengthOf(piece);
          received += piece.length;
          if (received < length) return;
          received = 0;
          answered++;
          if (performance.now() < until) socket.write(request);
          else socket.end();
        });
        socket.on("error", failed);
        socket.on("close", () => done());
      });
    await Promise.all(Array.from({ length: connections }, one));
    return (answered / (performance.now() - begun)) * 1000;
  },
};

/** Bytes of an answer, its head included. */
function lengthOf(piece: Buffer): number {
  const text = piece.toString("latin1");
  const end = text.indexOf("\r\n\r\n");
  const [, body] = /\r\nContent-Length: (\d+)\r\n/i.exec(text) ?? [];
  if (end < 0 || body === undefined) throw new Error("An answer without its length in its first piece.");
  return end + 4 + Number(body);
}
