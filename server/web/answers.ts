import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Request, Response } from "express";
import { LRUCache } from "lru-cache";

/** A finished answer: what is kept, and sent again to whoever asks for the same. */
export interface Body {
  readonly type: string;
  readonly bytes: Buffer;
  /** Name under which it is saved. Tables are offered as downloads; pictures are shown and can be saved. */
  readonly fileName?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Encoding = "br" | "gzip" | "identity";

interface Kept extends Body {
  readonly etag: string;
  readonly encoded: Map<Encoding, Buffer>;
}

const compress = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 6 }),
};

/** Below this many bytes compression costs more than it saves. */
const worthCompressing = 1024;

/**
 * Finished answers in a bounded memory, keyed by revision, build and canonical request. A new revision makes every
 * key stale at once; nothing is ever taken out by hand. Each key is computed once, however many ask meanwhile.
 */
export class Answers {
  readonly #bodies: LRUCache<string, Kept>;
  readonly #running = new Map<string, Promise<Kept>>();
  /** Answers by the raw request, for sending again without parsing anything. */
  readonly #warm: LRUCache<string, Kept>;

  constructor(
    readonly build: string,
    megabytes: number,
  ) {
    const sizeOf = (kept: Kept) =>
      kept.bytes.length + [...kept.encoded.values()].reduce((sum, bytes) => sum + bytes.length, 0) + 500;
    this.#bodies = new LRUCache({ maxSize: megabytes * 2 ** 20, sizeCalculation: sizeOf });
    this.#warm = new LRUCache({ max: 5000 });
  }

  /** The entity tag of a key: known before the answer is, so that a repeated request costs no query. */
  etag(key: string): string {
    return createHash("sha256").update(this.build).update("\0").update(key).digest("base64url").slice(0, 22);
  }

  /** Answers from what is kept or computes it; a client that has it already gets 304. */
  async send(req: Request, res: Response, key: string, produce: () => Promise<Body>, warmKey?: string): Promise<void> {
    const etag = this.etag(key);
    if (notModified(req, res, etag)) return;
    const kept = await this.#get(key, etag, produce);
    if (warmKey) this.#warm.set(warmKey, kept);
    await this.#write(req, res, kept);
  }

  /** Sends an answer given before to the very same request, or says that there is none. */
  sendWarm(req: Request, res: Response, warmKey: string): boolean {
    const kept = this.#warm.get(warmKey);
    if (!kept) return false;
    if (notModified(req, res, kept.etag)) return true;
    const encoding = encodingFor(req, kept);
    const bytes = encoding === "identity" ? kept.bytes : kept.encoded.get(encoding);
    // Asked for in an encoding that nobody has asked for yet: the usual way makes it.
    if (!bytes) return false;
    write(req, res, kept, encoding, bytes);
    return true;
  }

  async #get(key: string, etag: string, produce: () => Promise<Body>): Promise<Kept> {
    const kept = this.#bodies.get(key);
    if (kept) return kept;
    const running = this.#running.get(key);
    if (running) return running;
    const fresh = produce()
      .then((body) => {
        const made: Kept = { ...body, etag, encoded: new Map() };
        this.#bodies.set(key, made);
        return made;
      })
      .finally(() => this.#running.delete(key));
    this.#running.set(key, fresh);
    return fresh;
  }

  async #write(req: Request, res: Response, kept: Kept): Promise<void> {
    const encoding = encodingFor(req, kept);
    const bytes =
      encoding === "identity" ? kept.bytes : (kept.encoded.get(encoding) ?? (await this.#encode(kept, encoding)));
    write(req, res, kept, encoding, bytes);
  }

  async #encode(kept: Kept, encoding: "br" | "gzip"): Promise<Buffer> {
    const bytes = await compress[encoding](kept.bytes);
    kept.encoded.set(encoding, bytes);
    return bytes;
  }
}

function write(req: Request, res: Response, kept: Kept, encoding: Encoding, bytes: Buffer): void {
  res.setHeader("Content-Type", kept.type);
  res.setHeader("Content-Length", bytes.length);
  res.setHeader("Vary", "Accept-Encoding");
  res.setHeader("Cache-Control", "no-cache");
  res.setHeader("ETag", tag(kept.etag, encoding));
  if (encoding !== "identity") res.setHeader("Content-Encoding", encoding);
  if (kept.fileName) res.setHeader("Content-Disposition", disposition(kept.fileName));
  for (const [name, value] of Object.entries(kept.headers ?? {})) res.setHeader(name, value);
  res.end(req.method === "HEAD" ? undefined : bytes);
}

function encodingFor(req: Request, { bytes, type }: Body): Encoding {
  if (bytes.length < worthCompressing || type === "image/png" || type === "application/zip") return "identity";
  return (req.acceptsEncodings("br", "gzip") || "identity") as Encoding;
}

/** Each encoding is a representation of its own and has a tag of its own. */
export function tag(etag: string, encoding: Encoding): string {
  return encoding === "identity" ? `"${etag}"` : `"${etag}-${encoding}"`;
}

/** Sends 304 if the client holds this entity in any encoding. */
export function notModified(req: Request, res: Response, etag: string): boolean {
  const held = req.headers["if-none-match"];
  if (!held || !(held.includes(`"${etag}"`) || held.includes(`"${etag}-`))) return false;
  res.statusCode = 304;
  res.setHeader("ETag", held.split(",")[0]?.trim().replace(/^W\//, "") ?? tag(etag, "identity"));
  res.setHeader("Cache-Control", "no-cache");
  res.setHeader("Vary", "Accept-Encoding");
  res.end();
  return true;
}

/** Content-Disposition for a name of plain letters, digits, dots and hyphens, which all our names are. */
export function disposition(fileName: string): string {
  return `${/\.(svg|png|json)$/.test(fileName) ? "inline" : "attachment"}; filename="${fileName}"`;
}
