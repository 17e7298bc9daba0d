import { sql } from "kysely";
import { evidenced, happenedBy } from "../../db/dated.js";
import type { Store } from "../../db/store.js";
import { countryLabel } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { narrowed } from "../web/filters.js";
import { streamed } from "../web/streamed.js";
import type { Choice, Filter } from "../web/view.js";

/** Values bound in one query; databases take some ten thousand at most, and a root may have more edges. */
const mostBound = 500;

type Answer<Q extends { execute(): Promise<readonly unknown[]> }> = Awaited<ReturnType<Q["execute"]>>[number];

const cited = ["sources.url as source_url", "sources.publisher as source_publisher"] as const;

/** Models that had been released in this view, with their developer and first source; narrowed by the page's filters. */
export function modelsInView(ctx: Context) {
  const models = ctx.db
    .selectFrom("models")
    .innerJoin("companies", "companies.id", "models.company_id")
    .innerJoin("sources", "sources.id", "models.source_id")
    .selectAll("models")
    .select(["companies.name as company_name", "companies.country as country", ...cited])
    .where(happenedBy("models", ctx.view.asOf))
    .where(evidenced("models", ctx.view.confidence));
  const years = ctx.chosen("year");
  const dated = years ? models.where(sql<boolean>`substr(models.released_on, 1, 4) in (${sql.join(years)})`) : models;
  const columns = {
    country: "companies.country",
    company: "companies.id",
    openness: "models.openness",
    inclusion: "models.inclusion",
  };
  return narrowed(dated, ctx, columns, ["models.name", "companies.name", "companies.native_name", "models.license"]);
}

/** Filters over the developers and years of the recorded models. */
export async function developerFilters(
  store: Store,
): Promise<readonly [country: Filter, company: Filter, year: Filter]> {
  const rows = await store.db
    .selectFrom("models")
    .innerJoin("companies", "companies.id", "models.company_id")
    .select(["companies.id", "companies.name", "companies.country", "models.released_on"])
    .orderBy("companies.id")
    .orderBy("models.id")
    .execute();
  const choices = (labels: ReadonlyMap<string, string>): readonly Choice[] =>
    [...labels].map(([value, label]) => ({ value, label })).sort((one, other) => (one.label < other.label ? -1 : 1));
  const countries = rows.flatMap(({ country }) => (country ? [[country, countryLabel(country)] as const] : []));
  const years = rows.flatMap(({ released_on }) => (released_on ? [released_on.slice(0, 4)] : []));
  return [
    { key: "country", label: "Country", choices: choices(new Map(countries)) },
    { key: "company", label: "Company", choices: choices(new Map(rows.map(({ id, name }) => [id, name]))) },
    { key: "year", label: "Year", choices: [...choices(new Map(years.map((year) => [year, year])))].reverse() },
  ];
}

/** The model, if it had been released by the view's date. Whatever its own evidence, others may rest on it. */
export function findModel({ db, view }: Context, id: string) {
  return db
    .selectFrom("models")
    .innerJoin("companies", "companies.id", "models.company_id")
    .innerJoin("sources", "sources.id", "models.source_id")
    .selectAll("models")
    .select([
      "companies.name as company_name",
      "companies.country as country",
      ...cited,
      sql<number>`case when ${happenedBy("companies", view.asOf, "companies")} then 1 else 0 end`.as("company_in_view"),
    ])
    .where("models.id", "=", id)
    .where(happenedBy("models", view.asOf))
    .executeTakeFirst();
}

/** All that had been released by the view's date and can stand in a lineage, on any evidence of its own. */
export function graphNodes({ store, db, view: { asOf } }: Context) {
  const models = db
    .selectFrom("models")
    .innerJoin("companies", "companies.id", "models.company_id")
    .innerJoin("sources", "sources.id", "models.source_id")
    .select([
      "models.id",
      "models.name",
      "models.company_id",
      "companies.name as company_name",
      "companies.country",
      "openness",
      "inclusion",
      "models.license",
      "released_on",
      "sources.url as source_url",
    ])
    .where(happenedBy("models", asOf));
  const software = db
    .selectFrom("software")
    .leftJoin("companies", "companies.id", "software.steward_id")
    .innerJoin("sources", "sources.id", "software.source_id")
    .select([
      "software.id",
      "software.name",
      "software.kind as software_kind",
      "steward_id as company_id",
      "companies.name as company_name",
      "software.country",
      "software.license",
      "released_on",
      "sources.url as source_url",
    ])
    .where(happenedBy("software", asOf));
  const both = ["id", "name", "company_id", "company_name", "country", "license", "released_on", "source_url"] as const;
  return {
    models: streamed<Answer<typeof models>>(store, models, [...both, "openness", "inclusion"]),
    software: streamed<Answer<typeof software>>(store, software, [...both, "software_kind"]),
  };
}

/** Edges that held in the view, in the order of their ids. */
export function graphEdges({ store, db, view }: Context) {
  const edges = db
    .selectFrom("dependencies")
    .innerJoin("sources", "sources.id", "dependencies.source_id")
    .selectAll("dependencies")
    .select(cited)
    .where(happenedBy("dependencies", view.asOf))
    .where(evidenced("dependencies", view.confidence));
  return streamed<Answer<typeof edges>>(store, edges, [
    "id",
    "dependent_id",
    "dependency_id",
    "kind",
    "since_on",
    "confidence",
    "source_id",
    "evidence",
    "source_url",
    "source_publisher",
  ]);
}

/** Further sources of edges and of the model's own figures: who agrees, and who says otherwise. */
export async function citationsOf({ db }: Context, table: "dependencies" | "models", ids: readonly string[]) {
  if (ids.length === 0) return [];
  const wanted = new Set(ids);
  const rows = await db
    .selectFrom("citations")
    .innerJoin("sources", "sources.id", "citations.source_id")
    .select(["row_id", "column", "source_id", "agrees", "value", "note", "sources.publisher as source_publisher"])
    .where("table", "=", table)
    .$if(ids.length <= mostBound, (few) => few.where("row_id", "in", ids))
    .orderBy("row_id")
    .orderBy("column")
    .orderBy("source_id")
    .execute();
  return rows.filter(({ row_id }) => wanted.has(row_id));
}

export function scoresOf({ db, view }: Context, id: string) {
  return db
    .selectFrom("benchmark_scores")
    .innerJoin("benchmarks", "benchmarks.id", "benchmark_scores.benchmark_id")
    .innerJoin("sources", "sources.id", "benchmark_scores.source_id")
    .selectAll("benchmark_scores")
    .select(["benchmarks.name as benchmark_name", "benchmarks.domain", "benchmarks.unit", ...cited])
    .where("model_id", "=", id)
    .where(happenedBy("benchmark_scores", view.asOf))
    .where(evidenced("benchmark_scores", view.confidence))
    .orderBy("benchmarks.name")
    .orderBy("published_on")
    .orderBy("benchmark_scores.id")
    .execute();
}

/** Events of the view, latest first. Which of them name a model is read from their texts. */
export function eventsInView({ db, view }: Context) {
  return db
    .selectFrom("events")
    .innerJoin("sources", "sources.id", "events.source_id")
    .selectAll("events")
    .select(cited)
    .where(happenedBy("events", view.asOf))
    .where(evidenced("events", view.confidence))
    .orderBy("occurred_on", "desc")
    .orderBy("events.id")
    .execute();
}
