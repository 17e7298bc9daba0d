import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** Folders of the project, found from wherever this code runs: as source under the tests or as a bundle in dist. */
function findRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`No package.json above ${import.meta.dirname}.`);
    folder = parent;
  }
  return folder;
}

const root = findRoot();

export const places = {
  root,
  dataset: join(root, "db", "dataset"),
  views: join(root, "views"),
  commonPasswords: join(root, "server", "desk", "common-passwords.txt"),
  fonts: join(root, "public", "fonts"),
  /** Style sheets, scripts and fonts as the build has finished them. */
  built: join(root, "dist", "public"),
  /** The thread that writes downloads, as the build has finished it. */
  writer: join(root, "dist", "db", "writing-worker.js"),
  /** The thread that reads finished PDFs, likewise. */
  reader: join(root, "dist", "server", "reports", "reading-worker.js"),
} as const;
