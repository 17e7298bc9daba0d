import { sql } from "kysely";
import { datedOn, evidenced, happenedBy } from "../../db/dated.js";
import type { Store } from "../../db/store.js";
import type { Context } from "../web/context.js";
import { narrowed } from "../web/filters.js";

const categories = ["regulation", "export-control", "investment-control"] as const;

/** The series of services that China has on file. */
export const registered = "genai-services-filed-cn";

function events({ db, view }: Context) {
  return db
    .selectFrom("events")
    .leftJoin("companies", "companies.id", "events.company_id")
    .innerJoin("sources", "sources.id", "events.source_id")
    .selectAll("events")
    .select(["companies.name as company_name", "sources.url as source_url", "sources.publisher as source_publisher"])
    .where("events.category", "in", categories)
    .where(happenedBy("events", view.asOf))
    .where(evidenced("events", view.confidence))
    .orderBy("events.occurred_on")
    .orderBy("events.id");
}

/** Versions announced or in effect by the view's day; an end still to come is not told. */
function versions({ db, view }: Context) {
  return db
    .selectFrom("export_rules")
    .innerJoin("sources", "sources.id", "export_rules.source_id")
    .select([
      "export_rules.id",
      "export_rules.title",
      "export_rules.authority",
      "export_rules.citation",
      "export_rules.announced_on",
      "export_rules.effective_on",
      sql<string | null>`case when export_rules.ended_on <= ${view.asOf} then export_rules.ended_on end`.as("ended_on"),
      "export_rules.consequence",
      "export_rules.event_id",
      "export_rules.source_id",
      "sources.url as source_url",
      "sources.publisher as source_publisher",
    ])
    .select((datedOn("export_rules") ?? sql<string>`''`).as("known_on"))
    .where(happenedBy("export_rules", view.asOf))
    .orderBy("export_rules.id");
}

export type EventRow = Awaited<ReturnType<typeof eventsInView>>[number];
export type VersionRow = Awaited<ReturnType<typeof versionsInView>>[number];

/** Events of regulation in the view, whatever the page's filters are. */
export function eventsInView(ctx: Context) {
  return events(ctx).execute();
}

export function versionsInView(ctx: Context) {
  return versions(ctx).execute();
}

/** Ids of the events and versions that hold the words searched for. */
export async function idsFound(ctx: Context): Promise<ReadonlySet<string>> {
  const found = [
    ...(await narrowed(events(ctx), ctx, {}, ["events.title", "events.description", "companies.name"]).execute()),
    ...(await narrowed(versions(ctx), ctx, {}, [
      "export_rules.title",
      "export_rules.authority",
      "export_rules.citation",
    ]).execute()),
  ];
  return new Set(found.map(({ id }) => id));
}

/** Years that the filter offers, latest first, and the first day of all. */
export async function datesOf({ db }: Pick<Store, "db">): Promise<readonly string[]> {
  const told = await db.selectFrom("events").select("occurred_on as on").where("category", "in", categories).execute();
  const issued = await db
    .selectFrom("export_rules")
    .select((datedOn("export_rules") ?? sql<string>`''`).as("on"))
    .execute();
  return [...told, ...issued].map(({ on }) => on).sort();
}

/** Statements on regulation that had been made by the view's day, oldest first. */
export function claimsInView({ db, view }: Context) {
  return db
    .selectFrom("claims")
    .selectAll()
    .where("topic", "=", "regulation")
    .where(happenedBy("claims", view.asOf))
    .orderBy("stated_on")
    .orderBy("id")
    .execute();
}

export type StatementRow = Awaited<ReturnType<typeof claimsInView>>[number];

/** What is counted as registered, and the values of it in the view. */
export async function registeredInView({ db, view }: Context) {
  const indicator = await db.selectFrom("indicators").selectAll().where("id", "=", registered).executeTakeFirst();
  const values = await db
    .selectFrom("indicator_values")
    .innerJoin("sources", "sources.id", "indicator_values.source_id")
    .select([
      "indicator_values.country",
      "indicator_values.period",
      "indicator_values.value",
      "indicator_values.confidence",
      "indicator_values.note",
      "indicator_values.source_id",
      "sources.publisher as source_publisher",
      "sources.published_on as source_published_on",
    ])
    .where("indicator_id", "=", registered)
    .where(happenedBy("indicator_values", view.asOf))
    .where(evidenced("indicator_values", view.confidence))
    .orderBy("indicator_values.country")
    .orderBy("indicator_values.period")
    .orderBy("indicator_values.source_id")
    .execute();
  return { indicator, values };
}
