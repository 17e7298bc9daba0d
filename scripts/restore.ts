import { restore } from "../db/restore.js";
import { CopyError } from "../db/sqlite-copy.js";
import { fileOfStore, placeOf } from "../db/store.js";
import { ConfigError, readConfig } from "../server/config.js";
import { sayCount } from "../server/values/numbers.js";

const help = `Puts a backup in the place of the store named by DATABASE_URL. Stop the server first; the store that it replaces
is kept beside it.

Usage: npm run restore -- FILE
       npm run restore -- FILE --force    also where the store is too damaged to tell whether a server has it open
`;

async function main(args: readonly string[]): Promise<void> {
  const [backup, ...more] = args.filter((argument) => argument !== "--force");
  if (backup === undefined || more.length > 0 || backup.startsWith("-")) {
    process.stdout.write(help);
    if (!args.includes("--help")) process.exitCode = 1;
    return;
  }
  const { databaseUrl } = readConfig(process.env);
  const store = fileOfStore(databaseUrl);
  if (!store)
    throw new CopyError(`The store is on a PostgreSQL server, whose own program restores what pg_dump wrote. Stop Parallax, then:
  pg_restore --clean --if-exists --single-transaction --no-owner --dbname='${placeOf(databaseUrl)}' parallax.dump
Add the user with --username; pg_restore asks for the password or takes it from PGPASSFILE.`);
  const { revision, rows, aside, stepsToTake } = await restore(backup, store, {
    now: new Date(),
    force: args.includes("--force"),
  });
  console.log(`Restored revision ${revision}, ${sayCount(rows, "row")}, to ${store}.`);
  if (aside) console.log(`The store that stood there is kept as ${aside}.`);
  if (stepsToTake.length > 0) console.log(`npm start brings it up to date (${stepsToTake.join(", ")}).`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const expected = error instanceof ConfigError || error instanceof CopyError;
  console.error(expected ? (error as Error).message : error);
  process.exit(1);
});
