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

/** Adds `count` funding rounds of generated companies to the store in `file`. The same ones each time. */
export async function addRounds(file: string, count: number): Promise<void> {
  const store = await openStore(file);
  const random = randomLcg(0.42);
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
  const sources = (await store.db.selectFrom("sources").select("id").orderBy("id").execute()).map(({ id }) => id);
  const made = Array.from({ length: companies }, (_, at) => ({
    id: `generated-${at}`,
    name: at % 7 === 0 ? `Generated, "${at}"` : `Generated ${at}`,
    native_name: at % 3 === 0 ? "生成智能" : null,
    country: pick(["US", "CN", "FR", "GB", "IL"]),
    kind: "startup",
    source_id: pick(sources),
  }));
  await insertRows(store.db, "companies", made);
  await store.close();

  // A million rows bound one statement at a time: Kysely would take minutes to write down what SQLite takes in seconds.
  const connection = new SqliteConnection(file);
  connection.pragma("foreign_keys = ON");
  connection.pragma("cache_size = -200000");
  const columns = Object.keys(tableOf("funding_rounds").columns);
  const insert = connection.prepare(
    `insert into funding_rounds (${columns.join(", ")}) values (${columns.map((name) => `@${name}`).join(", ")})`,
  );
  connection.transaction(() => {
    for (let at = 0; at < count; at++) {
      const amount = random() < 0.2 ? null : Math.round(1e5 * 10 ** (random() * 5));
      insert.run({
        id: `generated-${String(at).padStart(8, "0")}`,
        company_id: pick(made).id,
        announced_on: new Date(firstDay + Math.floor(random() * days) * 86_400_000).toISOString().slice(0, 10),
        stage: pick(["seed", "series-a", "series-b", "series-c", "growth"]),
        amount_usd: amount,
        amount_original: amount === null ? null : amount * 7.1,
        currency: amount === null ? null : "CNY",
        post_money_usd: random() < 0.7 ? null : Math.round(1e7 * 10 ** (random() * 4)),
        confidence: pick(["confirmed", "reported", "estimated"]),
        source_id: pick(sources),
        note: random() < 0.4 ? `Led by "Fund ${at % 97}", terms not given; told twice.` : null,
      });
    }
  })();
  connection.pragma("wal_checkpoint(truncate)");
  connection.close();
}
