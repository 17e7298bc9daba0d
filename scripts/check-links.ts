import { parseArgs } from "node:util";
import { migrate, NewerStoreError } from "../db/migrate.js";
import { openStore, type Store, StoreError } from "../db/store.js";
import { ConfigError, readConfig } from "../server/config.js";
import { checkLinks, type LinkTally, Offline } from "../server/desk/link-checks.js";
import { sayCount, sayNumber } from "../server/values/numbers.js";

const help = `Asks for each page that the facts cite whether it still stands, and keeps the answers for /desk/quality. At most four
servers are asked at a time, each with a pause of a second between; nothing is read but the head of an answer.

Usage: npm run check-links

  --limit N          asks for so many pages at most; those never asked for come first
  --older-than DAYS  leaves out those asked for in so many days; 30 unless given, 0 asks for all
  --allow-private    also asks servers on this machine or a private network

It can be stopped at any time (Ctrl-C): what is known by then is kept, and the next run goes on from there.
`;

class WrongUse extends Error {}

function wholeOf(name: string, text: string, least: number): number {
  if (!/^\d{1,7}$/.test(text) || Number(text) < least)
    throw new WrongUse(`--${name} takes a whole number from ${least} on, not "${text}".`);
  return Number(text);
}

function sayTally({ due, alive, dead, refused, unreachable }: LinkTally): string {
  const asked = alive + dead + refused + unreachable;
  return `${sayNumber(asked)} of ${sayCount(due, "page")}: ${alive} stand, ${dead} gone, ${unreachable} out of reach, ${refused} not shown to programs`;
}

async function check(store: Store, options: Omit<Parameters<typeof checkLinks>[1], "signal">): Promise<void> {
  const stop = new AbortController();
  const stopped = () => stop.abort();
  process.once("SIGINT", stopped).once("SIGTERM", stopped);
  let last = "";
  const told = (tally: LinkTally) => {
    last = sayTally(tally);
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${last}`);
  };
  try {
    const tally = await checkLinks(store, { ...options, signal: stop.signal, told });
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
    console.log(tally.due === 0 ? "Nothing to do: every page was asked for lately." : `${sayTally(tally)}.`);
  } catch (error) {
    if (process.stderr.isTTY) process.stderr.write("\n");
    if (!stop.signal.aborted) throw error;
    console.log(`Stopped after ${last || "none"}. The next run goes on from there.`);
    process.exitCode = 130;
  }
}

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean" },
      limit: { type: "string" },
      "older-than": { type: "string" },
      "allow-private": { type: "boolean" },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const days = wholeOf("older-than", values["older-than"] ?? "30", 0);
  const limit = values.limit === undefined ? undefined : wholeOf("limit", values.limit, 1);
  const since = new Date(Date.now() - days * 86_400_000);
  const { databaseUrl } = readConfig(process.env);
  const store = await openStore(databaseUrl);
  try {
    await migrate(store.db, store.dialect);
    const allowPrivate = values["allow-private"] ?? false;
    await check(store, { since, allowPrivate, ...(limit !== undefined && { limit }) });
  } finally {
    await store.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const known = [ConfigError, StoreError, NewerStoreError, Offline, WrongUse].some((kind) => error instanceof kind);
  const expected = known || (error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS");
  console.error(expected ? (error as Error).message : error);
  process.exit(1);
});
