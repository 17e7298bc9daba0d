import { userInfo } from "node:os";
import { resolve } from "node:path";
import { DatasetError, readDataset } from "../db/dataset.js";
import { loadDataset } from "../db/load.js";
import { migrate, NewerStoreError } from "../db/migrate.js";
import { openStore, StoreError } from "../db/store.js";
import { ConfigError, readConfig } from "../server/config.js";
import { places } from "../server/places.js";
import { sayCount } from "../server/values/numbers.js";

const help = `Makes the store named by DATABASE_URL hold exactly the facts of a dataset, all or nothing.

Usage: npm run load              the shipped facts in db/dataset
       npm run load -- FOLDER    those of another folder, such as one that npm run dataset:export wrote
`;

async function main(args: readonly string[]): Promise<void> {
  if (args.includes("--help") || args.length > 1) {
    process.stdout.write(help);
    if (args.length > 1) process.exitCode = 1;
    return;
  }
  const folder = args[0] === undefined ? places.dataset : resolve(args[0]);
  const { databaseUrl } = readConfig(process.env);
  // Read before the store is opened: a refused dataset leaves not even an empty store behind.
  const dataset = readDataset(folder);
  const store = await openStore(databaseUrl);
  try {
    await migrate(store.db, store.dialect);
    const { revision, added, changed, removed } = await loadDataset(store, dataset, {
      author: userInfo().username,
      summary: folder === places.dataset ? "Shipped dataset" : `Dataset in ${folder}`,
      now: new Date(),
    });
    const nothing = added + changed + removed === 0;
    console.log(
      nothing
        ? `Nothing to do: ${store.place} holds these facts already, at revision ${revision.id}.`
        : `${sayCount(added, "row")} added, ${sayCount(changed, "row")} changed, ${sayCount(removed, "row")} removed: ${store.place} is at revision ${revision.id}.`,
    );
  } finally {
    await store.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const expected = [ConfigError, StoreError, NewerStoreError, DatasetError].some((kind) => error instanceof kind);
  console.error(expected ? (error as Error).message : error);
  process.exit(1);
});
