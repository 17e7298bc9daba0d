import { createServer, type RequestListener, type Server } from "node:http";
import type { Duplex } from "node:stream";

/** How long and how large a request may be before anything looks at it. */
export interface ListeningLimits {
  /** For the head of a request to arrive, in milliseconds. */
  readonly headMs: number;
  /** For a request to arrive whole, in milliseconds: a large file on a slow line takes minutes. */
  readonly requestMs: number;
  /** How often the two are looked after. */
  readonly checkMs: number;
  /** For the next request on a connection that is kept. */
  readonly keepAliveMs: number;
  /** Bytes of a head, its address included. */
  readonly headBytes: number;
}

export const usualLimits: ListeningLimits = {
  headMs: 15_000,
  requestMs: 300_000,
  checkMs: 5_000,
  keepAliveMs: 10_000,
  headBytes: 32 * 1024,
};

/** A server that waits for nobody longer than it has to, and says so in a sentence. */
export function serverOf(app: RequestListener, limits: ListeningLimits = usualLimits): Server {
  const server = createServer(
    {
      headersTimeout: limits.headMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.checkMs,
      keepAliveTimeout: limits.keepAliveMs,
      maxHeaderSize: limits.headBytes,
    },
    app,
  );
  server.on("clientError", refuse);
  return server;
}

const refusals: Readonly<Record<string, readonly [status: string, detail: string]>> = {
  HPE_HEADER_OVERFLOW: ["431 Request Header Fields Too Large", "The head of the request is too long."],
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", "The request took too long to arrive."],
};

/** What is no HTTP, or not in time, never gets as far as the app: it is answered here, and the connection ends. */
function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  // Somebody who has gone, or has been answered in part, can be told nothing more.
  const { _httpMessage: begun } = socket as Duplex & { readonly _httpMessage?: { readonly headersSent: boolean } };
  if (error.code === "ECONNRESET" || !socket.writable || begun?.headersSent) {
    socket.destroy();
    return;
  }
  const [status, detail] = refusals[error.code ?? ""] ?? ["400 Bad Request", "The request is not HTTP."];
  const [, code = "", title = ""] = /^(\d+) (.+)$/.exec(status) ?? [];
  const problem = JSON.stringify({ type: "about:blank", title, status: Number(code), detail });
  const head = [
    `HTTP/1.1 ${status}`,
    "Connection: close",
    "Cache-Control: no-store",
    "Content-Security-Policy: default-src 'none'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options: nosniff",
    "Content-Type: application/problem+json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(problem)}`,
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${problem}`);
}
