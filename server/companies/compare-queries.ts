import { evidenced, happenedBy } from "../../db/dated.js";
import type { Store } from "../../db/store.js";
import type { Context } from "../web/context.js";
import type { Choice } from "../web/view.js";

/** Every company, for the check of what was asked. */
export async function allCompanies(store: Store): Promise<readonly Choice[]> {
  const rows = await store.db.selectFrom("companies").select(["id", "name"]).orderBy("id").execute();
  return rows.map(({ id, name }) => ({ value: id, label: name }));
}

/** Companies that a form can suggest without growing with the data. */
const mostOffered = 600;

/** Companies that count in the view, by id: all of them where they are not too many. */
export function namedInView({ db, view }: Context) {
  return db
    .selectFrom("companies")
    .select(["id", "name"])
    .where(happenedBy("companies", view.asOf))
    .orderBy("id")
    .limit(mostOffered)
    .execute();
}

/** Developers whose models are recorded, those with most first. */
export function developersInView({ db, view }: Context) {
  return db
    .selectFrom("models")
    .innerJoin("companies", "companies.id", "models.company_id")
    .select((eb) => ["companies.id", "companies.name", "companies.country", eb.fn.countAll().as("models")])
    .where(happenedBy("models", view.asOf))
    .where(evidenced("models", view.confidence))
    .groupBy(["companies.id", "companies.name", "companies.country"])
    .orderBy("models", "desc")
    .orderBy("companies.id")
    .limit(mostOffered)
    .execute();
}

/** The composite of many benchmarks: the one measure in which models of many kinds and years stand side by side. */
const comparedBenchmark = "eci";

/** The best score of the company's models on the composite, of equals the earlier. */
export function bestScoreOf({ db, view }: Context, companyId: string) {
  return db
    .selectFrom("benchmark_scores")
    .innerJoin("models", "models.id", "benchmark_scores.model_id")
    .select(["score", "published_on", "model_id", "models.name as model_name", "benchmark_scores.source_id"])
    .where("benchmark_id", "=", comparedBenchmark)
    .where("company_id", "=", companyId)
    .where(happenedBy("benchmark_scores", view.asOf))
    .where(evidenced("benchmark_scores", view.confidence))
    .orderBy("score", "desc")
    .orderBy("published_on")
    .orderBy("benchmark_scores.id")
    .limit(1)
    .executeTakeFirst();
}
