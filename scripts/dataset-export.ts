import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { migrate, NewerStoreError } from "../db/migrate.js";
import { fileOfStore, openStore, StoreError } from "../db/store.js";
import { ConfigError, readConfig } from "../server/config.js";
import { ExportError, exportPackage } from "../server/data/package.js";
import { sayCount } from "../server/values/numbers.js";

const help = `Writes the facts of the store named by DATABASE_URL as a data package: one CSV for each table, datapackage.json,
METRICS.md and LICENSE.txt. Files of these names are replaced. npm run load -- FOLDER takes them back. A store that
holds what db/dataset says gives the very files of db/dataset.

Usage: npm run dataset:export -- FOLDER
`;

async function main(args: readonly string[]): Promise<void> {
  const [to] = args;
  if (to === undefined || args.includes("--help") || args.length > 1) {
    process.stdout.write(help);
    if (!args.includes("--help")) process.exitCode = 1;
    return;
  }
  const folder = resolve(to);
  const { databaseUrl } = readConfig(process.env);
  // Opening a database file that is not there would make an empty one.
  const file = fileOfStore(databaseUrl);
  if (file && !existsSync(file)) throw new ExportError(`There is no database at ${databaseUrl} to export.`);
  const store = await openStore(databaseUrl);
  try {
    await migrate(store.db, store.dialect);
    const { revision, rows } = await exportPackage(store, folder);
    console.log(`Wrote ${sayCount(rows, "row")} of revision ${revision.id} to ${folder}.`);
  } finally {
    await store.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const known = [ConfigError, StoreError, NewerStoreError, ExportError].some((kind) => error instanceof kind);
  // A folder that cannot be written to, a full disk: the system's own sentence says it.
  const expected = known || (error as NodeJS.ErrnoException).syscall !== undefined;
  console.error(expected ? (error as Error).message : error);
  process.exit(1);
});
