import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Role } from "./roles.js";

/** The role of what the product is held against: the least that can answer over HTTP. */

export interface Same {
  /** Body in base64, as it went over the wire. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

function listening(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((ready) => server.listen(0, "127.0.0.1", () => ready((server.address() as AddressInfo).port)));
}

export const bare: Role = {
  /** Sends the same bytes to whoever asks, and nothing else. Gives its port. */
  same({ body, headers }: Same): Promise<number> {
    const bytes = Buffer.from(body, "base64");
    const all = { ...headers, "Content-Length": bytes.length };
    return listening(
      createServer((_req, res) => {
        res.writeHead(200, all);
        res.end(bytes);
      }),
    );
  },

  /** Sends a file from the disk, as every static server does. Gives its port. */
  file(path: string): Promise<number> {
    return listening(
      createServer((_req, res) => {
        res.writeHead(200, { "Content-Type": "text/csv; charset=utf-8", "Content-Length": statSync(path).size });
        createReadStream(path).pipe(res);
      }),
    );
  },
};
