import SqliteConnection from "better-sqlite3";
import { randomLcg } from "d3";
import { readDataset } from "../../db/dataset.js";
import { insertRows, loadDataset } from "../../db/load.js";
import { migrate } from "../../db/migrate.js";
import { openStore } from "../../db/store.js";
import { tableOf } from "../../db/tables.js";
import { places } from "../../server/places.js";

/** Stores for the bench, in files: the shipped facts, and with them as many generated rounds as are wished. */

/** The shipped facts in a store at `url`. */
export async function shippedStore(url: string): Promise<void> {
  const store = await openStore(url);
  await migrate(store.db, store.dialect);
  const dataset = readDataset(places.dataset);
  await loadDataset(store, dataset, { author: "bench", summary: "Shipped dataset", now: new Date() });
  await store.close();
}

const companies = 2000;
const firstDay = Date.UTC(2012, 0, 1);
const days = 5000;

/**
 * Adds `count` funding rounds of generated companies to the store in `file`, the same ones each time. Stage, currency,
 * evidence, source and note are those of shipped rounds, so that a generated row is as long as a real one.
 */
export async function addRounds(file: string, count: number): Promise<void> {
  const store = await openStore(file);
  const random = randomLcg(0.42);
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
  const shipped = await store.db.selectFrom("funding_rounds").selectAll().orderBy("id").execute();
  const made = Array.from({ length: companies }, (_, at) => ({
    id: `made-up-${at}`,
    name: at % 7 === 0 ? `Made up, "${at}"` : `Made up ${at}`,
    native_name: at % 3 === 0 ? "生成智能" : null,
    country: pick(["US", "CN", "FR", "GB", "IL"]),
    kind: "startup",
    source_id: pick(shipped).source_id,
  }));
  await insertRows(store.db, "companies", made);
  await store.close();

  // One prepared statement: through Kysely a million rows would take minutes.
  const connection = new SqliteConnection(file);
  connection.pragma("foreign_keys = ON");
  connection.pragma("cache_size = -200000");
  const columns = Object.keys(tableOf("funding_rounds").columns);
  const insert = connection.prepare(
    `insert into funding_rounds (${columns.join(", ")}) values (${columns.map((name) => `@${name}`).join(", ")})`,
  );
  const scaled = (amount: number | null) => (amount === null ? null : Math.round(amount * (0.5 + random())));
  connection.transaction(() => {
    for (let at = 0; at < count; at++) {
      const like = pick(shipped);
      insert.run({
        ...like,
        id: `made-up-round-${String(at).padStart(8, "0")}`,
        company_id: pick(made).id,
        announced_on: new Date(firstDay + Math.floor(random() * days) * 86_400_000).toISOString().slice(0, 10),
        amount_usd: scaled(like.amount_usd),
        amount_original: scaled(like.amount_original),
        post_money_usd: scaled(like.post_money_usd),
      });
    }
  })();
  connection.pragma("wal_checkpoint(truncate)");
  connection.close();
}
