import { datedOn, evidenced, happenedBy } from "../../db/dated.js";
import { Breath } from "../values/breath.js";
import { addDays, type Day } from "../values/dates.js";
import type { Context } from "../web/context.js";

/**
 * Facts behind the headline figures, on any evidence and with the day from which each counts: the trend lines ask for
 * earlier days and the bands for other levels of evidence.
 */
export async function headlineRows({ db, view: { asOf } }: Context) {
  const rounds = db
    .selectFrom("funding_rounds")
    .innerJoin("companies", "companies.id", "funding_rounds.company_id")
    .select(["announced_on", "stage", "amount_usd", "funding_rounds.confidence", "country", "funding_rounds.source_id"])
    .where(happenedBy("funding_rounds", asOf))
    .orderBy("announced_on")
    .orderBy("funding_rounds.id");
  const companies = db
    .selectFrom("companies")
    .select(["id", "country", "kind", "source_id"])
    .select(dated("companies"))
    .where(happenedBy("companies", asOf))
    .orderBy("id");
  const models = db
    .selectFrom("models")
    .innerJoin("companies", "companies.id", "models.company_id")
    .select([
      "models.id",
      "models.company_id",
      "country",
      "released_on",
      "openness",
      "inclusion",
      "models.confidence",
      "models.source_id",
    ])
    .select(dated("models"))
    .where(happenedBy("models", asOf));
  const software = db
    .selectFrom("software")
    .select(["id", "steward_id", "country", "released_on"])
    .where(happenedBy("software", asOf))
    .orderBy("id");
  const dependencies = db
    .selectFrom("dependencies")
    .select(["id", "dependent_id", "dependency_id", "kind", "since_on", "confidence", "source_id"])
    .select(dated("dependencies"))
    .where(happenedBy("dependencies", asOf));
  const chips = db
    .selectFrom("chips")
    .innerJoin("companies", "companies.id", "chips.vendor_id")
    .selectAll("chips")
    .select("companies.country as vendor_country")
    .select(dated("chips"))
    .where(happenedBy("chips", asOf))
    .orderBy("chips.id");
  const rules = db.selectFrom("export_rules").selectAll().where(happenedBy("export_rules", asOf)).orderBy("id");
  const listings = db
    .selectFrom("listings")
    .innerJoin("companies", "companies.id", "listings.company_id")
    .select(["company_id", "country", "removed_on", "listings.source_id"])
    .select(dated("listings"))
    .where(happenedBy("listings", asOf))
    .orderBy("listings.id");
  return {
    rounds: await rounds.execute(),
    companies: await companies.execute(),
    models: await inSlices((after, limit) =>
      models.where("models.id", ">", after).orderBy("models.id").limit(limit).execute(),
    ),
    software: await software.execute(),
    dependencies: await inSlices((after, limit) =>
      dependencies.where("dependencies.id", ">", after).orderBy("dependencies.id").limit(limit).execute(),
    ),
    chips: await chips.execute(),
    rules: await rules.execute(),
    listings: await listings.execute(),
  };
}

const sliceRows = 500;

/** All rows in the order of their ids, some at a time, with a breath between: SQLite reads on the event loop. */
async function inSlices<R extends { readonly id: string }>(
  slice: (after: string, limit: number) => Promise<readonly R[]>,
): Promise<readonly R[]> {
  const breath = new Breath();
  const rows: R[] = [];
  for (let more = true; more; ) {
    const next = await slice(rows.at(-1)?.id ?? "", sliceRows);
    for (const row of next) rows.push(row);
    more = next.length === sliceRows;
    await breath.take();
  }
  return rows;
}

function dated(table: Parameters<typeof datedOn>[0]) {
  const day = datedOn(table);
  if (!day) throw new Error(`${table} is not dated.`);
  return day.as("dated_on");
}

/** Everything dated that happened in the days up to the view's, newest first. */
export async function changes({ db, view: { asOf, confidence } }: Context, days: number) {
  const after = addDays(asOf, -days);
  const events = await db
    .selectFrom("events")
    .select([
      "id",
      "occurred_on as on",
      "title",
      "country",
      "category as kind",
      "company_id",
      "source_id",
      "confidence",
    ])
    .where(happenedBy("events", asOf))
    .where(evidenced("events", confidence))
    .where("occurred_on", ">", after)
    .orderBy("id")
    .execute();
  const rounds = await db
    .selectFrom("funding_rounds")
    .innerJoin("companies", "companies.id", "funding_rounds.company_id")
    .select([
      "funding_rounds.id",
      "announced_on as on",
      "name",
      "country",
      "stage",
      "amount_usd",
      "company_id",
      "funding_rounds.source_id",
      "funding_rounds.confidence",
    ])
    .where(happenedBy("funding_rounds", asOf))
    .where(evidenced("funding_rounds", confidence))
    .where("announced_on", ">", after)
    .orderBy("funding_rounds.id")
    .execute();
  const models = await db
    .selectFrom("models")
    .innerJoin("companies", "companies.id", "models.company_id")
    .select([
      "models.id",
      "released_on as on",
      "models.name",
      "companies.name as company_name",
      "country",
      "openness",
      "company_id",
      "models.source_id",
      "models.confidence",
    ])
    .where(happenedBy("models", asOf))
    .where(evidenced("models", confidence))
    .where("released_on", ">", after)
    .orderBy("models.id")
    .execute();
  const rules = await db
    .selectFrom("export_rules")
    .select(["id", "effective_on as on", "title", "authority", "source_id"])
    .where("effective_on", ">", after)
    .where("effective_on", "<=", asOf)
    .orderBy("id")
    .execute();
  const listings = await db
    .selectFrom("listings")
    .innerJoin("companies", "companies.id", "listings.company_id")
    .select(["listings.id", "listed_on as on", "name", "country", "list", "company_id", "listings.source_id"])
    .where("listed_on", ">", after)
    .where("listed_on", "<=", asOf)
    .orderBy("listings.id")
    .execute();
  return { after: after as Day, events, rounds, models, rules, listings };
}

/** Claims of a topic in this view, newest first. */
export function newestClaims({ db, view: { asOf } }: Context, topic: "lag", limit: number) {
  return db
    .selectFrom("claims")
    .selectAll()
    .where("topic", "=", topic)
    .where(happenedBy("claims", asOf))
    .orderBy("stated_on", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** Values of some published series in the view, with the editions they stand in. */
export function indicatorRows({ db, view: { asOf, confidence } }: Context, ids: readonly string[]) {
  return db
    .selectFrom("indicator_values")
    .innerJoin("indicators", "indicators.id", "indicator_values.indicator_id")
    .innerJoin("sources", "sources.id", "indicator_values.source_id")
    .select([
      "indicator_id",
      "name",
      "unit",
      "indicator_values.country",
      "period",
      "value",
      "indicator_values.confidence",
      "source_id",
      "sources.publisher as source_publisher",
      "sources.published_on as source_published_on",
    ])
    .where("indicator_id", "in", ids)
    .where(happenedBy("indicator_values", asOf))
    .where(evidenced("indicator_values", confidence))
    .orderBy("indicator_id")
    .orderBy("country")
    .orderBy("period")
    .orderBy("source_id")
    .execute();
}
