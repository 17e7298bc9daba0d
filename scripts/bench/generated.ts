import SqliteConnection from "better-sqlite3";
import { randomLcg } from "d3";
import { readDataset } from "../../db/dataset.js";
import { loadDataset } from "../../db/load.js";
import { migrate } from "../../db/migrate.js";
import { insertRows } from "../../db/row-writing.js";
import { openStore } from "../../db/store.js";
import { type TableName, tableOf } from "../../db/tables.js";
import { places } from "../../server/places.js";

/** Stores for the bench, in files: the shipped facts, and with them as many generated rows as are wished. */

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
export async function addRounds(file: string, count: number, firms = companies): Promise<void> {
  const store = await openStore(file);
  const random = randomLcg(0.42);
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
  const shipped = await store.db.selectFrom("funding_rounds").selectAll().orderBy("id").execute();
  const made = Array.from({ length: firms }, (_, at) => ({
    id: `made-up-${at}`,
    name: at % 7 === 0 ? `Made up, "${at}"` : `Made up ${at}`,
    native_name: at % 3 === 0 ? "生成智能" : null,
    country: pick(["US", "CN", "FR", "GB", "IL"]),
    kind: "startup",
    source_id: pick(shipped).source_id,
  }));
  await insertRows(store.db, "companies", made);
  await store.close();

  const connection = connectionFor(file);
  const insert = insertInto(connection, "funding_rounds");
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

/** Gives each generated round of the store in `file` up to four investors out of the shipped ones, every time the same. */
export async function addParticipants(file: string): Promise<void> {
  const store = await openStore(file);
  const random = randomLcg(0.71);
  const shipped = await store.db
    .selectFrom("funding_participants")
    .select("investor_id")
    .distinct()
    .orderBy("investor_id")
    .execute();
  const rounds = await store.db
    .selectFrom("funding_rounds")
    .select("id")
    .where("id", "like", "made-up-round-%")
    .orderBy("id")
    .execute();
  await store.close();

  const connection = connectionFor(file);
  const insert = insertInto(connection, "funding_participants");
  connection.transaction(() => {
    for (const { id: round_id } of rounds) {
      const first = Math.floor(random() * shipped.length);
      const several = Math.floor(random() * 5);
      for (let at = 0; at < several; at++) {
        const investor_id = shipped[(first + at * 7) % shipped.length]?.investor_id;
        insert.run({ round_id, investor_id, is_lead: at === 0 ? 1 : null });
      }
    }
  })();
  connection.pragma("wal_checkpoint(truncate)");
  connection.close();
}

/**
 * Adds `models` models of generated developers and `edges` dependencies between them to the store in `file`, the same
 * ones each time. A few early models carry most of the rest, as Llama and Qwen do; one edge in twenty leads to shipped
 * software, and one in five hundred the wrong way in time, so that there are cycles. All else is as in shipped rows.
 */
export async function addForest(file: string, models: number, edges: number): Promise<void> {
  const store = await openStore(file);
  const random = randomLcg(0.37);
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
  const likeModels = await store.db.selectFrom("models").selectAll().orderBy("id").execute();
  const likeEdges = await store.db.selectFrom("dependencies").selectAll().orderBy("id").execute();
  const software = await store.db.selectFrom("software").select("id").orderBy("id").execute();
  const made = Array.from({ length: companies }, (_, at) => ({
    id: `made-up-lab-${at}`,
    name: `Made-up lab ${at}`,
    country: pick(["US", "CN", "FR", "GB", "IL"]),
    kind: "research-lab",
    source_id: pick(likeModels).source_id,
  }));
  await insertRows(store.db, "companies", made);
  await store.close();

  const connection = connectionFor(file);
  const insertModel = insertInto(connection, "models");
  const insertEdge = insertInto(connection, "dependencies");
  const dayOfModel = (at: number) => new Date(firstDay + Math.floor((at / models) * days) * 86_400_000);
  const modelId = (at: number) => `made-up-model-${String(at).padStart(7, "0")}`;
  connection.transaction(() => {
    for (let at = 0; at < models; at++) {
      insertModel.run({
        ...pick(likeModels),
        id: modelId(at),
        name: `Made-up ${at % 9 === 0 ? "Distilled Instruct " : ""}${at}-${1 + (at % 90)}B`,
        company_id: pick(made).id,
        released_on: dayOfModel(at).toISOString().slice(0, 10),
      });
    }
    for (let at = 0; at < edges; at++) {
      const dependent = 1 + Math.floor(random() * (models - 1));
      const earlier = Math.floor(dependent * random() ** 4);
      const [above, below] = at % 500 === 0 ? [earlier, dependent] : [dependent, earlier];
      const { kind, confidence, source_id, evidence } = pick(likeEdges);
      insertEdge.run({
        id: `made-up-edge-${String(at).padStart(7, "0")}`,
        dependent_id: modelId(above),
        dependency_id: at % 20 === 0 ? pick(software).id : modelId(below),
        kind,
        since_on: null,
        confidence,
        source_id,
        evidence,
      });
    }
  })();
  connection.pragma("wal_checkpoint(truncate)");
  connection.close();
}

function connectionFor(file: string): SqliteConnection.Database {
  const connection = new SqliteConnection(file);
  connection.pragma("foreign_keys = ON");
  connection.pragma("cache_size = -200000");
  return connection;
}

/** One prepared statement: through Kysely a million rows would take minutes. */
function insertInto(connection: SqliteConnection.Database, table: TableName): SqliteConnection.Statement {
  const columns = Object.keys(tableOf(table).columns);
  return connection.prepare(
    `insert into ${table} (${columns.join(", ")}) values (${columns.map((name) => `@${name}`).join(", ")})`,
  );
}
