import { sql } from "kysely";
import { datedOn, evidenced, happenedBy } from "../../db/dated.js";
import type { Context } from "../web/context.js";
import { narrowed } from "../web/filters.js";

/** Chips known in this view with their vendor and first source; narrowed by the filters that are columns. */
export function chipsInView(ctx: Context) {
  const chips = ctx.db
    .selectFrom("chips")
    .innerJoin("companies", "companies.id", "chips.vendor_id")
    .innerJoin("sources", "sources.id", "chips.source_id")
    .selectAll("chips")
    .select([
      "companies.name as vendor_name",
      "companies.country as vendor_country",
      "sources.url as source_url",
      "sources.publisher as source_publisher",
    ])
    .select((datedOn("chips") ?? sql<string>`''`).as("known_on"))
    .where(happenedBy("chips", ctx.view.asOf))
    .where(evidenced("chips", ctx.view.confidence))
    .orderBy("chips.id");
  const columns = { vendor: "chips.vendor_id", market: "chips.market" };
  return narrowed(chips, ctx, columns, ["chips.name", "companies.name", "chips.note"]).execute();
}

/** Versions of rules that had been announced or taken effect by the view's day. */
export function rulesInView(ctx: Context) {
  return ctx.db
    .selectFrom("export_rules")
    .selectAll()
    .where(happenedBy("export_rules", ctx.view.asOf))
    .orderBy("effective_on", (by) => by.asc().nullsLast())
    .orderBy("id")
    .execute();
}

/** Years of release that the data has, latest first. */
export async function releaseYears({ db }: Pick<Context, "db">): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("chips")
    .select("released_on")
    .distinct()
    .where("released_on", "is not", null)
    .execute();
  return [...new Set(rows.flatMap(({ released_on }) => released_on?.slice(0, 4) ?? []))].sort().reverse();
}

/** Vendors that the data has chips of, with their seat. */
export function vendors({ db }: Pick<Context, "db">) {
  return db
    .selectFrom("companies")
    .select(["id", "name", "country"])
    .where("id", "in", db.selectFrom("chips").select("vendor_id"))
    .orderBy("name")
    .orderBy("id")
    .execute();
}
