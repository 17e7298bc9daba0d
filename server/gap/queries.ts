import { evidenced, happenedBy } from "../../db/dated.js";
import type { Context } from "../web/context.js";

/** Scores that count in the view, with their model and its developer, oldest first. */
export function scoresInView({ db, view }: Context) {
  return db
    .selectFrom("benchmark_scores")
    .innerJoin("models", "models.id", "benchmark_scores.model_id")
    .innerJoin("companies", "companies.id", "models.company_id")
    .innerJoin("sources", "sources.id", "benchmark_scores.source_id")
    .selectAll("benchmark_scores")
    .select([
      "models.name as model_name",
      "companies.id as company_id",
      "companies.name as company_name",
      "companies.country as country",
      "sources.url as source_url",
      "sources.publisher as source_publisher",
    ])
    .where(happenedBy("benchmark_scores", view.asOf))
    .where(evidenced("benchmark_scores", view.confidence))
    .orderBy("benchmark_scores.published_on")
    .orderBy("benchmark_scores.id");
}

/** All benchmarks by name. They are not dated: one counts from its first score. */
export function benchmarks({ db }: Context) {
  return db.selectFrom("benchmarks").selectAll().orderBy("name").orderBy("id").execute();
}

/** Claims on the lag by the view's day, oldest first. */
export function lagClaimsInView({ db, view }: Context) {
  return db
    .selectFrom("claims")
    .innerJoin("sources", "sources.id", "claims.source_id")
    .selectAll("claims")
    .select(["sources.url as source_url", "sources.publisher as source_publisher"])
    .where("topic", "=", "lag")
    .where(happenedBy("claims", view.asOf))
    .orderBy("stated_on")
    .orderBy("claims.id")
    .execute();
}
