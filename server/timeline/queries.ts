import { evidenced, happenedBy } from "../../db/dated.js";
import type { Context } from "../web/context.js";
import { narrowed } from "../web/filters.js";

/** Events that had happened in this view, narrowed by the page's filters. */
export function eventsInView(ctx: Context) {
  const events = ctx.db
    .selectFrom("events")
    .leftJoin("companies", "companies.id", "events.company_id")
    .innerJoin("sources", "sources.id", "events.source_id")
    .selectAll("events")
    .select(["companies.name as company_name", "sources.url as source_url", "sources.publisher as source_publisher"])
    .where(happenedBy("events", ctx.view.asOf))
    .where(evidenced("events", ctx.view.confidence));
  const columns = { country: "events.country", category: "events.category" };
  return narrowed(events, ctx, columns, [
    "events.title",
    "events.description",
    "companies.name",
    "companies.native_name",
  ]);
}
