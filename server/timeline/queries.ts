import { sql } from "kysely";
import { evidenced, happenedBy } from "../../db/dated.js";
import type { Context } from "../web/context.js";
import type { ValueCount } from "../web/facets.js";
import { narrowed } from "../web/filters.js";

/** Filters of the timeline whose values are counted. */
export type EventFacet = "country" | "category";

/** Events that had happened in this view, narrowed by the page's filters except by `without`. */
export function eventsInView(ctx: Context, without?: EventFacet) {
  const events = ctx.db
    .selectFrom("events")
    .leftJoin("companies", "companies.id", "events.company_id")
    .innerJoin("sources", "sources.id", "events.source_id")
    .selectAll("events")
    .select(["companies.name as company_name", "sources.url as source_url", "sources.publisher as source_publisher"])
    .where(happenedBy("events", ctx.view.asOf))
    .where(evidenced("events", ctx.view.confidence));
  const columns = {
    ...(without !== "country" && { country: "events.country" }),
    ...(without !== "category" && { category: "events.category" }),
  };
  return narrowed(events, ctx, columns, [
    "events.title",
    "events.description",
    "companies.name",
    "companies.native_name",
  ]);
}

/** How many events each value of a facet has, under all filters but its own. */
export async function eventCounts(ctx: Context, facet: EventFacet): Promise<readonly ValueCount[]> {
  const value = sql<string>`${sql.ref(facet)}`;
  const rows = await ctx.db
    .selectFrom(eventsInView(ctx, facet).as("events"))
    .select([value.as("value"), (eb) => eb.fn.countAll().as("count")])
    .groupBy(value)
    .execute();
  return rows.map((row) => ({ value: row.value, count: Number(row.count) }));
}
