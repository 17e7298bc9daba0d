import { sql } from "kysely";
import { evidenced, happenedBy, heldAt } from "../../db/dated.js";
import { confidenceLevels } from "../values/evidence.js";
import { besideFunding } from "../values/stages.js";
import type { Context } from "../web/context.js";
import { narrowed } from "../web/filters.js";

/** Equity rounds by company: known amounts, rounds, those without an amount, and the weakest evidence of the sum. */
function equity({ db, view }: Context) {
  const ranks = sql.join(
    confidenceLevels.map((level, rank) => sql`when ${sql.lit(level)} then ${sql.lit(rank)}`),
    sql` `,
  );
  const levels = sql.join(
    confidenceLevels.map((level, rank) => sql`when ${sql.lit(rank)} then ${sql.lit(level)}`),
    sql` `,
  );
  return db
    .selectFrom("funding_rounds")
    .select([
      "company_id",
      // A sum of whole numbers is a decimal on PostgreSQL, which its driver gives as text.
      sql<number | null>`cast(sum(amount_usd) as bigint)`.as("known_funding_usd"),
      sql<number>`count(*)`.as("funding_rounds"),
      sql<number>`count(*) - count(amount_usd)`.as("undisclosed_rounds"),
      sql<
        string | null
      >`case max(case when amount_usd is not null then case confidence ${ranks} end end) ${levels} end`.as(
        "funding_confidence",
      ),
    ])
    .where("stage", "not in", besideFunding)
    .where(happenedBy("funding_rounds", view.asOf))
    .where(evidenced("funding_rounds", view.confidence))
    .groupBy("company_id");
}

function modelCounts({ db, view }: Context) {
  return db
    .selectFrom("models")
    .select(["company_id", sql<number>`count(*)`.as("models")])
    .where(happenedBy("models", view.asOf))
    .where(evidenced("models", view.confidence))
    .groupBy("company_id");
}

/** Restriction lists on which companies stood at the end of the view's day, as one text each. */
function listsHeld({ db, view }: Context) {
  const held = db
    .selectFrom("listings")
    .select(["company_id", "list"])
    .distinct()
    .where(heldAt("listings", view.asOf))
    .as("held");
  return db
    .selectFrom(held)
    .select(["company_id", sql<string>`string_agg(list, ', ' order by list)`.as("lists")])
    .groupBy("company_id");
}

/** Companies that count in this view and that the filters leave, with the lists on which they stand. */
function matchingCompanies(ctx: Context) {
  const companies = ctx.db
    .selectFrom("companies")
    .innerJoin("sources", "sources.id", "companies.source_id")
    .leftJoin(listsHeld(ctx).as("held"), "held.company_id", "companies.id")
    .where(happenedBy("companies", ctx.view.asOf));
  const columns = { country: "companies.country", kind: "companies.kind" };
  const matching = narrowed(companies, ctx, columns, [
    "companies.name",
    "companies.native_name",
    "companies.founders",
    "companies.headquarters",
    "companies.summary",
  ]);
  const listed = ctx.chosen("listed");
  if (listed?.length !== 1) return matching;
  return matching.where("held.lists", listed[0] === "yes" ? "is not" : "is", null);
}

/** The same with what they are tallied by, which needs no sums of money and models. */
export function talliedCompanies(ctx: Context) {
  return matchingCompanies(ctx).select(["companies.id", "companies.country", "companies.kind", "held.lists"]);
}

/** The same by id, as far as to count them by kind; read beside the event loop, since they may be many. */
export function kindsInView(ctx: Context) {
  return ctx.store.rows(
    matchingCompanies(ctx)
      .select(["companies.kind", "companies.country", "companies.source_id"])
      .orderBy("companies.id"),
  );
}

/** Companies that count in this view, with what is known of their money, models and lists; narrowed by the filters. */
export function companiesInView(ctx: Context) {
  return matchingCompanies(ctx)
    .leftJoin(equity(ctx).as("equity"), "equity.company_id", "companies.id")
    .leftJoin(modelCounts(ctx).as("releases"), "releases.company_id", "companies.id")
    .selectAll("companies")
    .select([
      "equity.known_funding_usd",
      "equity.funding_confidence",
      sql<number>`coalesce(equity.funding_rounds, 0)`.as("funding_rounds"),
      sql<number>`coalesce(equity.undisclosed_rounds, 0)`.as("undisclosed_rounds"),
      sql<number>`coalesce(releases.models, 0)`.as("models"),
      "held.lists",
      "sources.url as source_url",
      "sources.publisher as source_publisher",
    ]);
}
