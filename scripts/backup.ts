import { backUp } from "../db/backup.js";
import { CopyError } from "../db/sqlite-copy.js";
import { fileOfStore, placeOf } from "../db/store.js";
import { ConfigError, readConfig } from "../server/config.js";
import { sayCount, sayNumber } from "../server/values/numbers.js";

const help = `Copies the store named by DATABASE_URL to a file of its own, checked, while the server may go on writing.

Usage: npm run backup                    into the folder backups beside the store
       npm run backup -- FOLDER          into another folder; the file's name tells revision and moment
       npm run backup -- FILE            under a name of your own
       npm run backup -- FILE --force    replaces a file that is there already

npm run restore -- FILE puts it back.
`;

async function main(args: readonly string[]): Promise<void> {
  const named = args.filter((argument) => argument !== "--force");
  if (args.includes("--help") || named.length > 1 || named.some((argument) => argument.startsWith("-"))) {
    process.stdout.write(help);
    if (!args.includes("--help")) process.exitCode = 1;
    return;
  }
  const { databaseUrl } = readConfig(process.env);
  const store = fileOfStore(databaseUrl);
  if (!store)
    throw new CopyError(`The store is on a PostgreSQL server, whose own program backs it up while it is in use:
  pg_dump --format=custom --file=parallax.dump '${placeOf(databaseUrl)}'
Add the user with --username; pg_dump asks for the password or takes it from PGPASSFILE.`);
  const { file, revision, bytes, rows, tables } = await backUp(store, {
    to: named[0],
    overwrite: args.includes("--force"),
    now: new Date(),
  });
  console.log(
    `Backed up revision ${revision}, ${sayCount(rows, "row")} in ${tables} tables, to ${file} (${sayNumber(bytes / 1e6)} MB, checked).`,
  );
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const expected = error instanceof ConfigError || error instanceof CopyError;
  console.error(expected ? (error as Error).message : error);
  process.exit(1);
});
