import { lookup as resolve } from "node:dns";
import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";

/**
 * Asks a server outside for JSON and reaches no other: each address that its name stands for is looked at as the
 * connection is made, so that no name can lead inside, and no redirect is followed.
 */

export interface GuardedRequest {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Lets it stand on this machine or a private network, and speak plain HTTP. */
  readonly allowPrivate: boolean;
}

const patienceMs = 10_000;
const mostBytes = 2 ** 20;

/** Networks that are no part of the public internet: RFC 6890 and its registries. */
const inner = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const)
  inner.ipv4.addSubnet(network, bits, "ipv4");
// Of IPv6 only 2000::/3 is given out; Teredo, documentation and 6to4 lie within it and lead elsewhere. What maps an
// address of IPv4 lies without.
for (const [network, bits] of [
  ["::", 3],
  ["2001::", 32],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["4000::", 2],
  ["8000::", 1],
] as const)
  inner.ipv6.addSubnet(network, bits, "ipv6");

/** Whether an address lies on this machine or in a network that is not public. */
export function isInner(address: string): boolean {
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  return inner[family].check(address, family);
}

/** The server was not asked, or did not answer as it should. */
export class FetchRefused extends Error {}

/**
 * The JSON object that the server answers with.
 * @throws FetchRefused if its address is not allowed, or it does not answer with success and JSON
 */
export async function guardedJson(address: string, options: GuardedRequest): Promise<Record<string, unknown>> {
  const url = new URL(address);
  const { allowPrivate, method = "GET", headers = {}, body } = options;
  if (url.protocol !== "https:" && !(url.protocol === "http:" && allowPrivate))
    throw new FetchRefused(`${url.origin} is not asked: its address is not https.`);
  const lookup = guardedLookup(url, { allowPrivate, allowedBy: "OIDC_ALLOW_PRIVATE=true" });
  const text = await new Promise<string>((done, failed) => {
    const request = (url.protocol === "https:" ? requestSecure : requestPlain)(
      url,
      {
        method,
        headers: { accept: "application/json", ...headers, ...(body && { "content-length": Buffer.byteLength(body) }) },
        lookup,
        signal: AbortSignal.timeout(patienceMs),
      },
      (response) => {
        const pieces: Buffer[] = [];
        let length = 0;
        response.on("data", (piece: Buffer) => {
          length += piece.length;
          if (length > mostBytes) request.destroy(new FetchRefused(`${url.origin} answers with too much.`));
          else pieces.push(piece);
        });
        response.on("error", failed);
        response.on("end", () => {
          const { statusCode = 0 } = response;
          if (statusCode >= 200 && statusCode < 300) done(Buffer.concat(pieces).toString());
          else failed(new FetchRefused(`${url.origin}${url.pathname} answers ${statusCode}.`));
        });
      },
    );
    request.on("error", failed);
    request.end(body);
  });
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw new FetchRefused(`${url.origin} does not answer with a JSON object.`);
  return parsed as Record<string, unknown>;
}

interface Guard {
  readonly allowPrivate: boolean;
  /** Setting by which whoever runs this can allow it. */
  readonly allowedBy: string;
}

/**
 * Finds the addresses of a request's server as it connects, and refuses those that lie within.
 * @throws FetchRefused if the request names such an address itself, for which nothing is looked up
 */
export function guardedLookup({ hostname }: URL, { allowPrivate, allowedBy }: Guard): LookupFunction {
  const refusal = (name: string) =>
    new FetchRefused(`${name} is not asked: it stands on a private network. ${allowedBy} allows it.`);
  const literal = hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal) && !allowPrivate && isInner(literal)) throw refusal(literal);
  return (name, options, callback) => {
    resolve(name, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "", 0);
      const refused = allowPrivate ? undefined : found.find(({ address }) => isInner(address));
      if (refused) return callback(refusal(name), "", 0);
      const [first] = found;
      if (options.all) callback(null, found);
      else callback(null, first?.address ?? "", first?.family);
    });
  };
}
