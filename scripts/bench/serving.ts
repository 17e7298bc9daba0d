import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import pino from "pino";
import { wholeOf } from "../../db/reading.js";
import { openStore, type Store } from "../../db/store.js";
import { createApp } from "../../server/app.js";
import { readConfig } from "../../server/config.js";
import { places } from "../../server/places.js";
import { type Day, dayOf } from "../../server/values/dates.js";
import type { MountedPage } from "../../server/web/pages.js";
import type { Role } from "./roles.js";

/** The role of the product: the app on a store, as `npm start` serves it, with instruments beside it. */

export interface Start {
  readonly databaseUrl: string;
  readonly filesFolder: string;
}

export interface Started {
  readonly port: number;
  readonly today: string;
  readonly pages: readonly MountedPage[];
}

/** How the process fared between `watch` and `watched`. */
export interface Watched {
  /** Delay of the event loop in milliseconds: how late a timer of one millisecond came. */
  readonly delay: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Resident memory in bytes, before, at its highest, and after garbage has been collected. */
  readonly memory: { readonly before: number; readonly peak: number; readonly after: number };
  /** Milliseconds of processor time, those of the threads beside the event loop among them. */
  readonly cpuMs: number;
}

/** A query as it went to the database. */
export interface Sent {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

const sampleMs = 25;

let store: Store | undefined;
let lastStream: Sent | undefined;
let histogram: IntervalHistogram | undefined;
let sampling: NodeJS.Timeout | undefined;
let memory = { before: 0, peak: 0 };
let cpuBefore = process.cpuUsage();

export const serving: Role = {
  async start({ databaseUrl, filesFolder }: Start): Promise<Started> {
    store = await openStore(databaseUrl, { writer: places.writer });
    const app = createApp({
      store: recording(store),
      config: { ...readConfig({}), filesFolder },
      log: pino({ level: "warn" }),
    });
    const server = createServer(app);
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    return { port, today: dayOf(new Date()), pages: app.locals["pages"] as readonly MountedPage[] };
  },

  watch(): void {
    globalThis.gc?.();
    const before = process.memoryUsage.rss();
    memory = { before, peak: before };
    sampling = setInterval(() => {
      memory.peak = Math.max(memory.peak, process.memoryUsage.rss());
    }, sampleMs);
    cpuBefore = process.cpuUsage();
    histogram = monitorEventLoopDelay({ resolution: 1 });
    histogram.enable();
  },

  watched(): Watched {
    if (!histogram) throw new Error("Nothing is being watched.");
    histogram.disable();
    clearInterval(sampling);
    const { user, system } = process.cpuUsage(cpuBefore);
    globalThis.gc?.();
    const ms = (nanoseconds: number) => nanoseconds / 1e6;
    return {
      delay: { p50: ms(histogram.percentile(50)), p99: ms(histogram.percentile(99)), max: ms(histogram.max) },
      memory: { ...memory, after: process.memoryUsage.rss() },
      cpuMs: (user + system) / 1000,
    };
  },

  /** The query of the newest stream, for the shell to run the very same. */
  streamed: (): Sent | undefined => lastStream,

  /** An edit as the desk makes it: a row, its before and after, and a revision, in one transaction. Gives its milliseconds. */
  async edit(): Promise<number> {
    if (!store) throw new Error("Not started.");
    const begun = performance.now();
    await store.transaction(async (trx) => {
      const { id } = await trx
        .selectFrom("revisions")
        .select("id")
        .orderBy("id", "desc")
        .limit(1)
        .executeTakeFirstOrThrow();
      const before = await trx.selectFrom("companies").selectAll().orderBy("id").limit(1).executeTakeFirstOrThrow();
      const after = { ...before, summary: `Edited by the bench after revision ${id}.` };
      const now = new Date();
      await trx
        .insertInto("revisions")
        .values({
          id: id + 1,
          recorded_on: dayOf(now) as Day,
          recorded_at: now.toISOString(),
          author: "bench",
          summary: "One summary",
          dataset_hash: null,
        })
        .execute();
      await trx.updateTable("companies").set({ summary: after.summary }).where("id", "=", before.id).execute();
      await trx
        .insertInto("changes")
        .values({
          revision_id: id + 1,
          table: "companies",
          row_id: before.id,
          action: "change",
          before: JSON.stringify(before),
          after: JSON.stringify(after),
        })
        .execute();
    });
    return performance.now() - begun;
  },
};

/** The store, taking down what is streamed. */
function recording(watched: Store): Store {
  return {
    ...watched,
    pieces(query, ...rest) {
      lastStream = wholeOf(query).compile();
      return watched.pieces(query, ...rest);
    },
  };
}
