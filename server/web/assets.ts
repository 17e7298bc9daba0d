import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { RequestHandler } from "express";
import { NotFound } from "./errors.js";

/** Addresses of the finished style sheet, script and fonts, whose names carry a hash of their contents. */
export interface Assets {
  readonly style: string;
  /** What reports and the desk have beside it. */
  readonly more: string;
  readonly script: string;
  /** Fonts that every page needs for its first view. */
  readonly preload: readonly string[];
  readonly icon: string;
  /** Changes with anything that can change an answer: part of every cache key and entity tag. */
  readonly build: string;
}

/**
 * Reads what the build has left.
 * @throws Error if there is no build.
 */
export function readAssets(built: string): Assets {
  const manifest = join(built, "manifest.json");
  if (!existsSync(manifest)) throw new Error("The pages' styles and scripts are not built. Run: npm run build");
  const contents = readFileSync(manifest, "utf8");
  const files = JSON.parse(contents) as Omit<Assets, "build"> & { build: string };
  return { ...files, build: createHash("sha256").update(contents).digest("base64url").slice(0, 12) };
}

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml; charset=utf-8",
  ".woff2": "font/woff2",
};
const siblings = { br: ".br", gzip: ".gz" } as const;

/**
 * Sends the built files from memory, where they are kept from the start: a build that is made anew while this one
 * serves takes its files away. Their names carry a hash of their contents, so they may be kept for ever.
 */
export function sendAssets(built: string): RequestHandler {
  const files = new Map<string, Buffer>();
  for (const name of readdirSync(built)) files.set(name, readFileSync(join(built, name)));
  return (req, res) => {
    const name = req.path.slice(1);
    const type = types[extname(name)];
    const plain = files.get(name);
    if (!plain || !type || (req.method !== "GET" && req.method !== "HEAD"))
      throw new NotFound(`There is no file ${name}.`);
    const encoding = req.acceptsEncodings("br", "gzip") || "identity";
    const smaller = encoding === "br" || encoding === "gzip" ? files.get(`${name}${siblings[encoding]}`) : undefined;
    res.setHeader("Content-Type", type);
    res.setHeader("Cache-Control", "public, max-age=31536000, immutable");
    res.setHeader("Vary", "Accept-Encoding");
    if (smaller) res.setHeader("Content-Encoding", encoding);
    res.setHeader("Content-Length", (smaller ?? plain).length);
    res.end(req.method === "HEAD" ? undefined : (smaller ?? plain));
  };
}
