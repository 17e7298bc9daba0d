import { sql } from "kysely";
import { datedOn, happenedBy } from "../../db/dated.js";
import type { Context } from "../web/context.js";
import { narrowed } from "../web/filters.js";

/**
 * Listings that had begun by the view's day, narrowed by the page's filters. A removal that is still to come in this
 * view is not told.
 */
export function listingsInView(ctx: Context) {
  const { asOf } = ctx.view;
  const day = datedOn("listings");
  if (!day) throw new Error("Listings are not dated.");
  const gone = sql<string | null>`case when listings.removed_on <= ${asOf} then listings.removed_on end`;
  const rows = ctx.db
    .selectFrom("listings")
    .innerJoin("companies", "companies.id", "listings.company_id")
    .innerJoin("sources", "sources.id", "listings.source_id")
    .select([
      "listings.id",
      "listings.company_id",
      "companies.name as company_name",
      "companies.country",
      "listings.list",
      "listings.listed_on",
      day.as("counts_from"),
      gone.as("removed_on"),
      sql<string>`case when listings.removed_on <= ${asOf} then 'removed' else 'listed' end`.as("status"),
      "listings.source_id",
      "listings.note",
      "sources.url as source_url",
      "sources.publisher as source_publisher",
    ])
    .where(happenedBy("listings", asOf));
  const statuses = ctx.chosen("status");
  const ofStatus =
    statuses?.length === 1
      ? rows.where(
          statuses[0] === "removed"
            ? sql<boolean>`listings.removed_on <= ${asOf}`
            : sql<boolean>`(listings.removed_on is null or listings.removed_on > ${asOf})`,
        )
      : rows;
  return narrowed(ofStatus, ctx, { list: "listings.list", country: "companies.country" }, [
    "companies.name",
    "companies.native_name",
    "listings.note",
  ]);
}

/** Countries of listed companies. */
export function listedCountries({ db }: Pick<Context, "db">) {
  return db
    .selectFrom("companies")
    .select("country")
    .distinct()
    .where("country", "is not", null)
    .where("id", "in", db.selectFrom("listings").select("company_id"))
    .orderBy("country")
    .execute();
}
