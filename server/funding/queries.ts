import { evidenced, happenedBy } from "../../db/dated.js";
import type { Context } from "../web/context.js";
import { narrowed } from "../web/filters.js";

/** Rounds that had happened in this view, with their company and first source; narrowed by the page's filters. */
export function fundingRounds(ctx: Context) {
  const rounds = ctx.db
    .selectFrom("funding_rounds")
    .innerJoin("companies", "companies.id", "funding_rounds.company_id")
    .innerJoin("sources", "sources.id", "funding_rounds.source_id")
    .selectAll("funding_rounds")
    .select([
      "companies.name as company_name",
      "companies.country as country",
      "sources.url as source_url",
      "sources.publisher as source_publisher",
    ])
    .where(happenedBy("funding_rounds", ctx.view.asOf))
    .where(evidenced("funding_rounds", ctx.view.confidence));
  const columns = { country: "companies.country", stage: "funding_rounds.stage", company: "companies.id" };
  return narrowed(rounds, ctx, columns, ["companies.name", "companies.native_name", "funding_rounds.note"]);
}
