import { createHash, randomBytes } from "node:crypto";

/** A secret that is shown once, and what is kept of it. At 256 bits a plain hash is enough: nobody guesses it. */
export function makeCode(): { readonly code: string; readonly hash: string } {
  const code = randomBytes(32).toString("base64url");
  return { code, hash: hashOf(code) };
}

export function hashOf(code: string): string {
  return createHash("sha256").update(code).digest("hex");
}
