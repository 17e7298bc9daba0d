import { isIP } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { sql } from "kysely";
import type { LinkCheckRow } from "../../db/database.js";
import type { Store } from "../../db/store.js";
import { askLink, type LinkOutcome } from "./link-outcome.js";

/** Goes through the pages that the facts cite, at a pace that burdens nobody, and keeps what each answered. */

export interface LinkCheckOptions {
  /** How many pages at most. */
  readonly limit?: number;
  /** Those asked since are left out. */
  readonly since: Date;
  readonly allowPrivate: boolean;
  readonly signal: AbortSignal;
  readonly now?: () => Date;
  readonly pauseMs?: number;
  readonly patienceMs?: number;
  readonly told?: (tally: LinkTally) => void;
}

export interface LinkTally extends Readonly<Record<LinkOutcome["outcome"], number>> {
  /** Pages that were to be asked for. */
  readonly due: number;
}

/** No name led anywhere: it is this machine that reaches nothing, which says nothing of the pages. */
export class Offline extends Error {}

const mostAtOnce = 4;
/** Of so many hosts one at least would be reached. */
const hostsEnough = 3;

/**
 * Asks for each page that is due and keeps each answer as it comes.
 * @throws Offline if no host is reached by its name
 * @throws what `signal` was stopped with; what was known by then is kept
 */
export async function checkLinks(store: Store, options: LinkCheckOptions): Promise<LinkTally> {
  const { limit, since, allowPrivate, signal, now = () => new Date(), pauseMs = 1000, patienceMs = 10_000 } = options;
  const due = await dueLinks(store, since, limit);
  const tally = { due: due.length, alive: 0, dead: 0, refused: 0, unreachable: 0 };
  const asking = { allowPrivate, patienceMs, signal, inTurn: turns(pauseMs, signal) };
  // Held back until a first server is reached by its name: without one, a name that is not found says nothing.
  const held: LinkCheckRow[] = [];
  let reached = false;
  const keep = async (checks: readonly LinkCheckRow[]) => {
    for (const check of checks) await keepCheck(store, check);
  };
  const ask = async (url: string) => {
    const outcome = await askLink(url, asking);
    const check = { url, checked_at: now().toISOString(), ...outcome };
    tally[outcome.outcome]++;
    reached ||= outcome.status !== null && isIP(hostOf(url)) === 0;
    held.push(check);
    if (reached) await keep(held.splice(0));
    options.told?.(tally);
    return outcome;
  };
  const hosts = byHost(due);
  const worker = async () => {
    for (let host = hosts.shift(); host; host = hosts.shift())
      for (const url of host) {
        const { status } = await ask(url);
        // Too many requests: the rest waits for another day.
        if (status === 429) break;
      }
  };
  const ends = await Promise.allSettled(Array.from({ length: mostAtOnce }, worker));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  const lost = held.filter(({ status }) => status === null);
  if (new Set(lost.map(({ url }) => hostOf(url))).size >= hostsEnough)
    throw new Offline("No server was reached by its name: this machine seems to have no way out. Nothing was kept.");
  const unsure = lost.filter(({ outcome }) => outcome === "dead");
  await keep(held.map((check) => (unsure.includes(check) ? { ...check, outcome: "unreachable" } : check)));
  return { ...tally, dead: tally.dead - unsure.length, unreachable: tally.unreachable + unsure.length };
}

/** First those never asked for, then those asked for longest ago. */
async function dueLinks({ db }: Store, since: Date, limit: number | undefined): Promise<readonly string[]> {
  const last = sql<string>`coalesce(link_checks.checked_at, '')`;
  const rows = await db
    .selectFrom("sources")
    .leftJoin("link_checks", "link_checks.url", "sources.url")
    .select("sources.url")
    .where(last, "<", since.toISOString())
    .groupBy(["sources.url", "link_checks.checked_at"])
    .orderBy(last)
    .orderBy("sources.url")
    .$if(limit !== undefined, (query) => query.limit(Number(limit)))
    .execute();
  return rows.map(({ url }) => url);
}

async function keepCheck(store: Store, check: LinkCheckRow): Promise<void> {
  const { url: _url, ...found } = check;
  await store.transaction((trx) =>
    trx
      .insertInto("link_checks")
      .values(check)
      .onConflict((conflict) => conflict.column("url").doUpdateSet(found))
      .execute(),
  );
}

/** Addresses by host, the host with the most first, since it takes longest. */
function byHost(urls: readonly string[]): string[][] {
  const hosts = new Map<string, string[]>();
  for (const url of urls) {
    const host = hostOf(url);
    hosts.set(host, [...(hosts.get(host) ?? []), url]);
  }
  return [...hosts.values()].sort((one, other) => other.length - one.length);
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, "") : "");

/** Lets each host be asked one thing at a time, with a pause between, also where others lead there. */
function turns(pauseMs: number, signal: AbortSignal) {
  const ended = new Map<string, Promise<number>>();
  return <T>(host: string, ask: () => Promise<T>): Promise<T> => {
    const mine = (ended.get(host) ?? Promise.resolve(0)).then(async (before) => {
      await wait(Math.max(0, before + pauseMs - Date.now()), undefined, { signal });
      return ask();
    });
    ended.set(host, mine.then(Date.now, Date.now));
    return mine;
  };
}

/** What is known of all pages that the facts cite. */
export interface LinksKnown {
  readonly cited: number;
  readonly checked: number;
  /** When one was last asked for. */
  readonly last: string | null;
  /** Those that did not stand, by address. */
  readonly lost: ReadonlyMap<string, LinkCheckRow>;
}

/** @param urls the addresses that the facts cite */
export async function linksKnown({ db }: Store, urls: readonly string[]): Promise<LinksKnown> {
  const cited = new Set(urls);
  const checks = (await db.selectFrom("link_checks").selectAll().execute()).filter(({ url }) => cited.has(url));
  const moments = checks.map(({ checked_at }) => checked_at).sort();
  const lost = checks.filter(({ outcome }) => outcome === "dead" || outcome === "unreachable");
  return {
    cited: cited.size,
    checked: checks.length,
    last: moments.at(-1) ?? null,
    lost: new Map(lost.map((check) => [check.url, check])),
  };
}

/** Changes whenever anything is kept. */
export async function linksMark({ db }: Store): Promise<string> {
  const { count, last } = await db
    .selectFrom("link_checks")
    .select(({ fn }) => [fn.countAll().as("count"), fn.max("checked_at").as("last")])
    .executeTakeFirstOrThrow();
  return `${count} ${last}`;
}
