import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import pino from "pino";
import { DatasetError, datasetHash, readDataset } from "../db/dataset.js";
import { countFacts, loadDataset } from "../db/load.js";
import { migrate, NewerStoreError } from "../db/migrate.js";
import { openStore, type Store, StoreError } from "../db/store.js";
import { knownDataset } from "../db/syncing.js";
import { createApp } from "./app.js";
import { type Config, ConfigError, describeSettings, openWarning, readConfig } from "./config.js";
import { firstLink, joinPath } from "./desk/links.js";
import { places } from "./places.js";
import { sayDate } from "./values/dates.js";
import { checkFilesFolder, FilesFolderError } from "./web/finished-files.js";
import { serverOf } from "./web/listening.js";

const help = `Parallax: the US and China in generative AI, compared from dated, sourced facts.

Usage: npm start            serve the dashboard
       npm start -- --help  this text

Settings are environment variables:
${describeSettings()}
`;

/** How long open downloads may go on after the order to stop. */
const graceMs = 30_000;

async function main(): Promise<void> {
  if (process.argv.includes("--help")) {
    process.stdout.write(help);
    return;
  }
  const config = readConfig(process.env);
  await checkFilesFolder(config.filesFolder);
  const store = await openStore(config.databaseUrl, { writer: places.writer });
  await migrate(store.db, store.dialect);
  await fill(store);

  // Asynchronous lines: a request does not wait for the log.
  const log = pino({ level: config.logLevel }, pino.destination({ dest: 1, sync: false }));
  const app = createApp({ store, config, log });
  const server = serverOf(app);
  await listen(server, config);
  stopGracefully(server, store, log, app.locals["closing"]);

  const { port } = server.address() as AddressInfo;
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  const address = `http://${host}:${port}`;
  const { total } = await countFacts(store.db);
  const revision = await store.revision();
  const code = await firstLink(store, new Date());
  console.log(`Parallax is at ${address}`);
  console.log(
    `${total.toLocaleString("en")} facts as recorded on ${sayDate(revision?.recorded_on ?? "")} (revision ${revision?.id}), kept in ${store.place}`,
  );
  if (code)
    console.log(
      `Nobody can edit yet. The first administrator comes in once, within a day, by ${config.publicUrl || address}${joinPath(code)}`,
    );
  const warning = openWarning(config);
  if (warning) console.warn(`WARNING: ${warning}`);
}

/** Loads the shipped facts into an empty store. A store that has facts keeps them. */
async function fill(store: Store): Promise<void> {
  const revision = await store.revision();
  if (!revision) {
    await loadDataset(store, readDataset(places.dataset), {
      author: "parallax",
      summary: "Shipped dataset",
      now: new Date(),
    });
    return;
  }
  const known = await knownDataset(store.db);
  if (!known || known.hash === datasetHash(places.dataset)) return;
  console.log(
    known.edited
      ? "The facts in db/dataset are newer or older than those that the database began from, which has edits of its own. To see what they would change, and then to take them over beside the edits: npm run dataset:sync"
      : "The facts in db/dataset differ from those in the database. To take them over: npm run load",
  );
}

function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((listening, failed) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const reasons: Record<string, string> = {
        EADDRINUSE: `Port ${port} on ${host} is taken. Choose another with PORT, for example: PORT=3001 npm start`,
        EACCES: `This user may not listen on port ${port}. Choose one above 1023 with PORT.`,
        EADDRNOTAVAIL: `This machine has no address ${host}. Set HOST to one that it has.`,
        ENOTFOUND: `HOST="${host}" is not an address.`,
      };
      failed(new StartError(reasons[error.code ?? ""] ?? error.message));
    });
    server.listen(port, host, listening);
  });
}

/** The program cannot start as asked. */
class StartError extends Error {}

function stopGracefully(
  server: Server,
  store: Store,
  log: pino.Logger,
  closing: readonly (() => Promise<void>)[],
): void {
  const stop = (signal: string) => {
    log.info({ signal }, "stopping: no new requests, open downloads finish");
    server.close(async () => {
      await Promise.all(closing.map((close) => close()));
      await store.close();
      process.exit(0);
    });
    server.closeIdleConnections();
    // A client that asks again and again on one connection would keep the server alive.
    server.prependListener("request", (_req, res) => res.setHeader("Connection", "close"));
    setInterval(() => server.closeIdleConnections(), 100).unref();
    setTimeout(() => process.exit(1), graceMs).unref();
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

main().catch((error: unknown) => {
  const expected = [ConfigError, StoreError, NewerStoreError, StartError, DatasetError, FilesFolderError].some(
    (kind) => error instanceof kind,
  );
  console.error(expected ? (error as Error).message : error);
  process.exit(1);
});
