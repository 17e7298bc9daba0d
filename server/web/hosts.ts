import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { hostname } from "node:os";
import type { RequestHandler } from "express";
import { type Config, isLoopback } from "../config.js";
import { HttpError } from "./errors.js";

export type HostsConfig = Pick<Config, "host" | "allowedHosts" | "publicUrl" | "trustProxy">;

/** Whether a request is for this server by a name that is its own. */
export type Hosts = (req: Pick<IncomingMessage, "headers">) => boolean;

/**
 * The names under which the server answers. A page elsewhere can have its own name lead to this machine once it is
 * open (DNS rebinding): the reader's browser then takes the server for that page's own site, lets it read everything,
 * and says `same-origin` of its posts. Only the name in `Host` gives it away.
 *
 * An IP address is safe as it stands, since no name has to be looked up for it. Names are those of this machine, of
 * PUBLIC_URL and of ALLOWED_HOSTS; on a server that only this machine reaches, `localhost`, and not the machine's own.
 */
export function allowedHosts({ host, allowedHosts, publicUrl, trustProxy }: HostsConfig): Hosts {
  const own = hostname().toLowerCase();
  const names = new Set([
    "localhost",
    ...(isIP(host) ? [] : [host.toLowerCase()]),
    ...(isLoopback(host) ? [] : [own, `${own}.local`]),
    ...(publicUrl ? [new URL(publicUrl).hostname] : []),
    ...(allowedHosts ? allowedHosts.split(",") : []),
  ]);
  const known = (written: string) => {
    const name = nameOf(written);
    return name !== undefined && (isIP(name) !== 0 || names.has(name));
  };
  return ({ headers }) => {
    if (!known(headers.host ?? "")) return false;
    // Express takes this one for the host where a proxy is believed, and so do links and the check of origins.
    const told = headers["x-forwarded-host"];
    return trustProxy === 0 || told === undefined || known(String(told).split(",")[0] ?? "");
  };
}

/** The name or IP address of a host as it is written in a header, without port, brackets and final dot. */
function nameOf(written: string): string | undefined {
  const [, address, name] = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(written.trim()) ?? [];
  return address ?? name?.toLowerCase().replace(/\.$/, "");
}

/** Refuses what was asked for under another name. RFC 9110, section 15.5.20. */
export function knownHostOnly(hosts: Hosts): RequestHandler {
  return (req, _res, next) => {
    if (!hosts(req))
      throw new HttpError(
        421,
        "Misdirected request",
        "This server does not answer under the name that was asked for. Whoever runs it names it in ALLOWED_HOSTS, as in ALLOWED_HOSTS=facts.example.org",
      );
    next();
  };
}
