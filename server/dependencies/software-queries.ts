import { happenedBy } from "../../db/dated.js";
import type { Store } from "../../db/store.js";
import type { Context } from "../web/context.js";
import { narrowed } from "../web/filters.js";
import type { Choice } from "../web/view.js";

/** Software and data sets that were there by the view's date, as the page's filters ask. */
export function softwareInView(ctx: Context) {
  const software = ctx.db
    .selectFrom("software")
    .leftJoin("companies as steward", (join) =>
      join.onRef("steward.id", "=", "software.steward_id").on(happenedBy("companies", ctx.view.asOf, "steward")),
    )
    .innerJoin("sources", "sources.id", "software.source_id")
    .selectAll("software")
    .select([
      "steward.name as steward_name",
      "steward.id as known_steward_id",
      "sources.url as source_url",
      "sources.publisher as source_publisher",
    ])
    .where(happenedBy("software", ctx.view.asOf));
  return narrowed(
    software,
    ctx,
    { kind: "software.kind", country: "software.country", steward: "software.steward_id" },
    ["software.name", "software.license", "steward.name"],
  )
    .orderBy("software.id")
    .execute();
}

/** Who keeps any of it. */
export function stewards({ db }: Store): Promise<readonly Choice[]> {
  return db
    .selectFrom("software")
    .innerJoin("companies", "companies.id", "software.steward_id")
    .select(["companies.id as value", "companies.name as label"])
    .distinct()
    .orderBy("companies.name")
    .orderBy("companies.id")
    .execute();
}
