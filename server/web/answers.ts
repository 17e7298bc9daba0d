import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Request, Response } from "express";
import { LRUCache } from "lru-cache";

/** A finished answer: what is kept, and sent again to whoever asks for the same. */
export interface Body {
  readonly type: string;
  readonly bytes: Buffer;
  /** Name under which it is saved. Tables are offered as downloads; pictures and feeds are shown and can be saved. */
  readonly fileName?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Encoding = "br" | "gzip" | "identity";

interface Kept extends Body {
  readonly key: string;
  readonly etag: string;
  readonly encoded: Map<Encoding, Buffer>;
  /** Requests that it has been kept for as {@link Warm}. */
  readonly warmKeys: Set<string>;
}

/** An answer as it went out, head and all, for sending again to the very same request. */
interface Warm {
  readonly kept: Kept;
  /** Names and values in turn, as they were set. */
  readonly head: readonly string[];
  readonly bytes: Buffer;
}

const compress = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 6 }),
};

/** Room that a body takes with its compressed forms, which are made later. */
const withEncodings = 1.4;

/** Below this many bytes compression costs more than it saves. */
const worthCompressing = 1024;

/**
 * Finished answers in a bounded memory, keyed by revision, build and canonical request. A new revision makes every
 * key stale at once; nothing is ever taken out by hand. Each key is computed once, however many ask meanwhile.
 */
export class Answers {
  readonly #bodies: LRUCache<string, Kept>;
  readonly #running = new Map<string, Promise<Kept>>();
  /** Answers by the raw request. Each goes when its body goes, so that the bound on memory holds for both. */
  readonly #warm: LRUCache<string, Warm>;

  constructor(
    readonly build: string,
    megabytes: number,
  ) {
    this.#bodies = new LRUCache({
      maxSize: megabytes * 2 ** 20,
      sizeCalculation: ({ bytes }) => Math.ceil(bytes.length * withEncodings) + 500,
      dispose: ({ warmKeys }) => {
        for (const key of warmKeys) this.#warm.delete(key);
      },
    });
    this.#warm = new LRUCache({ max: 5000, dispose: ({ kept }, key) => kept.warmKeys.delete(key) });
  }

  /** The entity tag of a key: known before the answer is, so that a repeated request costs no query. */
  etag(key: string): string {
    return createHash("sha256").update(this.build).update("\0").update(key).digest("base64url").slice(0, 22);
  }

  /**
   * Answers from what is kept or computes it; a client that has it already gets 304. With a `warmKey` the answer is
   * kept with its head as well, for {@link sendWarm}.
   */
  async send(req: Request, res: Response, key: string, produce: () => Promise<Body>, warmKey?: string): Promise<void> {
    const etag = this.etag(key);
    if (notModified(req, res, etag)) return;
    const kept = await this.#get(key, etag, produce);
    const encoding = encodingFor(req, kept);
    const bytes =
      encoding === "identity" ? kept.bytes : (kept.encoded.get(encoding) ?? (await this.#encode(kept, encoding)));
    setHead(res, kept, encoding, bytes);
    // What is one client's own is never another's; and a body that was put out meanwhile has nobody to go with.
    if (warmKey && !res.hasHeader("Set-Cookie") && this.#bodies.get(key) === kept) {
      kept.warmKeys.add(warmKey);
      this.#warm.set(warmKey, { kept, head: headOf(res), bytes });
    }
    res.end(req.method === "HEAD" ? undefined : bytes);
  }

  /**
   * Sends the answer that the very same request got before, head and all, or says that there is none. Works on what
   * Node gives, so that it can stand before Express.
   */
  sendWarm(req: IncomingMessage, res: ServerResponse, warmKey: string): boolean {
    const warm = this.#warm.get(warmKey);
    // Asked for as a body too, or those asked for most would be thought unused and put out.
    if (!warm || this.#bodies.get(warm.kept.key) !== warm.kept) return false;
    if (holds(req, warm.kept.etag)) {
      for (let at = 0; at < warm.head.length; at += 2) {
        const name = warm.head[at] ?? "";
        if (!ofBody.has(name.toLowerCase())) res.setHeader(name, warm.head[at + 1] ?? "");
      }
      return notModified(req, res, warm.kept.etag);
    }
    res.writeHead(200, warm.head as string[]);
    res.end(warm.bytes);
    return true;
  }

  async #get(key: string, etag: string, produce: () => Promise<Body>): Promise<Kept> {
    const kept = this.#bodies.get(key);
    if (kept) return kept;
    const running = this.#running.get(key);
    if (running) return running;
    const fresh = produce()
      .then((body) => {
        const made: Kept = { ...body, key, etag, encoded: new Map(), warmKeys: new Set() };
        this.#bodies.set(key, made);
        return made;
      })
      .finally(() => this.#running.delete(key));
    this.#running.set(key, fresh);
    return fresh;
  }

  async #encode(kept: Kept, encoding: "br" | "gzip"): Promise<Buffer> {
    const bytes = await compress[encoding](kept.bytes);
    kept.encoded.set(encoding, bytes);
    return bytes;
  }
}

function setHead(res: Response, kept: Kept, encoding: Encoding, bytes: Buffer): void {
  res.setHeader("Content-Type", kept.type);
  res.setHeader("Content-Length", bytes.length);
  res.setHeader("Vary", "Accept-Encoding");
  res.setHeader("Cache-Control", "no-cache");
  res.setHeader("ETag", tag(kept.etag, encoding));
  if (encoding !== "identity") res.setHeader("Content-Encoding", encoding);
  if (kept.fileName) res.setHeader("Content-Disposition", disposition(kept.fileName));
  for (const [name, value] of Object.entries(kept.headers ?? {})) res.setHeader(name, value);
}

/** The head of an answer as set so far, names and values in turn. */
function headOf(res: Response): readonly string[] {
  return res.getHeaderNames().flatMap((name) => [name, String(res.getHeader(name))]);
}

/** Headers that tell of the body and have no place where there is none. */
const ofBody = new Set(["content-type", "content-length", "content-encoding", "content-disposition", "x-row-count"]);

/** What compression makes no smaller. */
const packed: ReadonlySet<string> = new Set(["image/png", "application/zip", "application/pdf"]);

function encodingFor(req: Request, { bytes, type }: Body): Encoding {
  if (bytes.length < worthCompressing || packed.has(type)) return "identity";
  return (req.acceptsEncodings("br", "gzip") || "identity") as Encoding;
}

/** Each encoding is a representation of its own and has a tag of its own. */
export function tag(etag: string, encoding: Encoding): string {
  return encoding === "identity" ? `"${etag}"` : `"${etag}-${encoding}"`;
}

/** Whether the client holds this entity in any encoding. */
function holds(req: IncomingMessage, etag: string): boolean {
  const held = req.headers["if-none-match"];
  return held !== undefined && (held.includes(`"${etag}"`) || held.includes(`"${etag}-`));
}

/** Sends 304 if the client holds this entity in any encoding. */
export function notModified(req: IncomingMessage, res: ServerResponse, etag: string): boolean {
  if (!holds(req, etag)) return false;
  const [first = ""] = req.headers["if-none-match"]?.split(",") ?? [];
  res.statusCode = 304;
  res.setHeader("ETag", first.trim().replace(/^W\//, ""));
  res.setHeader("Cache-Control", "no-cache");
  res.setHeader("Vary", "Accept-Encoding");
  res.end();
  return true;
}

/** Content-Disposition for a name of plain letters, digits, dots and hyphens, which all our names are. */
export function disposition(fileName: string): string {
  return `${/\.(svg|png|json|atom|pdf)$/.test(fileName) ? "inline" : "attachment"}; filename="${fileName}"`;
}
