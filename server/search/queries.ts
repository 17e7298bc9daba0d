import type { Db } from "../../db/database.js";
import { datedOn } from "../../db/dated.js";
import type { TableName } from "../../db/tables.js";

/** Rows read at once: few enough that others get their turn in between. */
const pageRows = 1000;

/** All rows of a query that gives them by id, those after an id and up to a limit at a time. */
async function* inPages<R extends { readonly id: string }>(
  page: (after: string, limit: number) => Promise<readonly R[]>,
): AsyncIterable<R> {
  let after = "";
  for (;;) {
    const rows = await page(after, pageRows);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < pageRows) return;
    after = last.id;
  }
}

/** Day from which a row counts, by the registry. */
function since(table: TableName) {
  const day = datedOn(table);
  if (!day) throw new Error(`Rows of ${table} are not dated.`);
  return day.as("since");
}

export function companies(db: Db) {
  return inPages((after, limit) =>
    db
      .selectFrom("companies")
      .select(["id", "name", "native_name", "country", "kind", "founded_on", "founders", "ticker", since("companies")])
      .where("id", ">", after)
      .orderBy("id")
      .limit(limit)
      .execute(),
  );
}

export function chips(db: Db) {
  return inPages((after, limit) =>
    db
      .selectFrom("chips")
      .innerJoin("companies", "companies.id", "chips.vendor_id")
      .select(["chips.id", "chips.name", "chips.released_on", "chips.confidence", since("chips")])
      .select(["companies.name as company_name", "companies.native_name as company_native_name", "companies.country"])
      .where("chips.id", ">", after)
      .orderBy("chips.id")
      .limit(limit)
      .execute(),
  );
}

export function models(db: Db) {
  return inPages((after, limit) =>
    db
      .selectFrom("models")
      .innerJoin("companies", "companies.id", "models.company_id")
      .select(["models.id", "models.name", "models.released_on", "models.confidence", since("models")])
      .select(["companies.name as company_name", "companies.native_name as company_native_name", "companies.country"])
      .where("models.id", ">", after)
      .orderBy("models.id")
      .limit(limit)
      .execute(),
  );
}

export function software(db: Db) {
  return inPages((after, limit) =>
    db
      .selectFrom("software")
      .leftJoin("companies", "companies.id", "software.steward_id")
      .select(["software.id", "software.name", "software.kind", "software.country", "software.released_on"])
      .select(["companies.name as company_name", "companies.native_name as company_native_name", since("software")])
      .where("software.id", ">", after)
      .orderBy("software.id")
      .limit(limit)
      .execute(),
  );
}

export function rules(db: Db) {
  return inPages((after, limit) =>
    db
      .selectFrom("export_rules")
      .select(["id", "title", "authority", "citation", "announced_on", "effective_on", since("export_rules")])
      .where("id", ">", after)
      .orderBy("id")
      .limit(limit)
      .execute(),
  );
}

/** Benchmarks with a score, each counting from its first. */
export function benchmarks(db: Db) {
  return inPages((after, limit) =>
    db
      .selectFrom("benchmarks")
      .innerJoin("benchmark_scores", "benchmark_scores.benchmark_id", "benchmarks.id")
      .select(["benchmarks.id", "benchmarks.name", "benchmarks.domain", "benchmarks.unit"])
      .select(({ fn }) => fn.min("benchmark_scores.published_on").as("since"))
      .where("benchmarks.id", ">", after)
      .groupBy(["benchmarks.id", "benchmarks.name", "benchmarks.domain", "benchmarks.unit"])
      .orderBy("benchmarks.id")
      .limit(limit)
      .execute(),
  );
}

/** Indicators with a value, each counting from its first. */
export function indicators(db: Db) {
  return inPages((after, limit) =>
    db
      .selectFrom("indicators")
      .innerJoin("indicator_values", "indicator_values.indicator_id", "indicators.id")
      .select(["indicators.id", "indicators.name", "indicators.unit", "indicators.group"])
      .select(({ fn }) => fn.min("indicator_values.period").as("since"))
      .where("indicators.id", ">", after)
      .groupBy(["indicators.id", "indicators.name", "indicators.unit", "indicators.group"])
      .orderBy("indicators.id")
      .limit(limit)
      .execute(),
  );
}

export function events(db: Db) {
  return inPages((after, limit) =>
    db
      .selectFrom("events")
      .leftJoin("companies", "companies.id", "events.company_id")
      .select(["events.id", "events.title", "events.category", "events.country", "events.occurred_on"])
      .select(["events.confidence", since("events")])
      .select(["companies.name as company_name", "companies.native_name as company_native_name"])
      .where("events.id", ">", after)
      .orderBy("events.id")
      .limit(limit)
      .execute(),
  );
}

export function claims(db: Db) {
  return inPages((after, limit) =>
    db
      .selectFrom("claims")
      .select(["id", "speaker", "speaker_role", "organization", "stated_on", "statement"])
      .select(["source_id", since("claims")])
      .where("id", ">", after)
      .orderBy("id")
      .limit(limit)
      .execute(),
  );
}

export function sources(db: Db) {
  return inPages((after, limit) =>
    db
      .selectFrom("sources")
      .select(["id", "title", "publisher", "author", "published_on", "kind"])
      .where("id", ">", after)
      .orderBy("id")
      .limit(limit)
      .execute(),
  );
}
