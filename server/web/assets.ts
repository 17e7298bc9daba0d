import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Addresses of the finished style sheet, script and fonts, whose names carry a hash of their contents. */
export interface Assets {
  readonly style: string;
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
