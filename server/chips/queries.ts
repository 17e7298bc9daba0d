import { sql } from "kysely";
import { datedOn, evidenced, happenedBy } from "../../db/dated.js";
import type { Context } from "../web/context.js";
import { narrowed } from "../web/filters.js";

/** Chips known in this view with their vendor and first source, whatever the page's filters are. */
export function knownChips(ctx: Context) {
  return ctx.db
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
}

/** The same, narrowed by the filters that are columns. */
export function chipsInView(ctx: Context) {
  const columns = { vendor: "chips.vendor_id", market: "chips.market" };
  return narrowed(knownChips(ctx), ctx, columns, ["chips.name", "companies.name", "chips.note"]).execute();
}

/** One chip, if it counts by the view's date; on any evidence, which its page tells. */
export function findChip(ctx: Context, id: string) {
  return ctx.db
    .selectFrom("chips")
    .innerJoin("companies as vendor", "vendor.id", "chips.vendor_id")
    .leftJoin("companies as foundry", "foundry.id", "chips.foundry_id")
    .innerJoin("sources", "sources.id", "chips.source_id")
    .selectAll("chips")
    .select([
      "vendor.name as vendor_name",
      "vendor.country as vendor_country",
      "foundry.name as foundry_name",
      "sources.url as source_url",
      "sources.publisher as source_publisher",
    ])
    .where("chips.id", "=", id)
    .where(happenedBy("chips", ctx.view.asOf))
    .executeTakeFirst();
}

/** What further sources say of a chip's columns. */
export function citationsOfChip({ db, view }: Context, id: string) {
  return db
    .selectFrom("citations")
    .innerJoin("sources", "sources.id", "citations.source_id")
    .innerJoin("chips", "chips.id", "citations.row_id")
    .select(["citations.column", "citations.agrees", "citations.value", "citations.source_id", "sources.publisher"])
    .where("citations.table", "=", "chips")
    .where("citations.row_id", "=", id)
    .where(happenedBy("chips", view.asOf))
    .orderBy("citations.column")
    .orderBy("citations.source_id")
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

/** Who is said to hold, order or run a chip, latest first. */
export function holdingsOfChip({ db, view }: Context, id: string) {
  return db
    .selectFrom("compute_holdings")
    .innerJoin("companies", "companies.id", "compute_holdings.company_id")
    .innerJoin("sources", "sources.id", "compute_holdings.source_id")
    .selectAll("compute_holdings")
    .select([
      "companies.name as company_name",
      "companies.country as company_country",
      "sources.publisher as source_publisher",
    ])
    .where("chip_id", "=", id)
    .where(happenedBy("compute_holdings", view.asOf))
    .where(evidenced("compute_holdings", view.confidence))
    .orderBy("as_of_on", "desc")
    .orderBy("compute_holdings.id")
    .execute();
}

/** Versions of rules that had been announced or taken effect by the view's day; an end still to come is not told. */
function knownRules({ db, view }: Context) {
  return db
    .selectFrom("export_rules")
    .innerJoin("sources", "sources.id", "export_rules.source_id")
    .select([
      "export_rules.id",
      "export_rules.title",
      "authority",
      "citation",
      "announced_on",
      "effective_on",
      sql<string | null>`case when ended_on <= ${view.asOf} then ended_on end`.as("ended_on"),
      "conditions",
      "consequence",
      "source_id",
      "summary",
      "sources.url as source_url",
      "sources.publisher as source_publisher",
    ])
    .where(happenedBy("export_rules", view.asOf))
    .orderBy("effective_on", (by) => by.asc().nullsLast())
    .orderBy("export_rules.id");
}

export type RuleRow = Awaited<ReturnType<typeof rulesInView>>[number];

export function rulesInView(ctx: Context) {
  return knownRules(ctx).execute();
}

/** The rules of the view that the page's filters on columns and the search leave. */
export function rulesListed(ctx: Context) {
  const columns = { consequence: "consequence" };
  const texts = ["export_rules.title", "authority", "citation", "summary"];
  return narrowed(knownRules(ctx), ctx, columns, texts).execute();
}

/** Further sources of a rule version. */
export function citationsOfRule({ db }: Context, id: string) {
  return db
    .selectFrom("citations")
    .innerJoin("sources", "sources.id", "citations.source_id")
    .select([
      "citations.column",
      "citations.agrees",
      "citations.value",
      "citations.note",
      "citations.source_id",
      "sources.publisher",
    ])
    .where("citations.table", "=", "export_rules")
    .where("citations.row_id", "=", id)
    .orderBy("citations.column")
    .orderBy("citations.source_id")
    .execute();
}

/**
 * Rulings on chips under rules that both count in the view, with their names and first source; an end still to come is
 * not told.
 */
export function rulingsInView({ db, view }: Context) {
  return db
    .selectFrom("chip_rulings")
    .innerJoin("chips", "chips.id", "chip_rulings.chip_id")
    .innerJoin("export_rules", "export_rules.id", "chip_rulings.rule_id")
    .innerJoin("sources", "sources.id", "chip_rulings.source_id")
    .select([
      "chip_rulings.id",
      "chip_rulings.chip_id",
      "chips.name as chip_name",
      "chip_rulings.rule_id",
      "export_rules.title as rule_title",
      "export_rules.citation as rule_citation",
      "chip_rulings.status",
      "chip_rulings.from_on",
      sql<string | null>`case when chip_rulings.until_on <= ${view.asOf} then chip_rulings.until_on end`.as("until_on"),
      "chip_rulings.confidence",
      "chip_rulings.source_id",
      "chip_rulings.note",
      "sources.url as source_url",
      "sources.publisher as source_publisher",
    ])
    .where(happenedBy("chip_rulings", view.asOf))
    .where(evidenced("chip_rulings", view.confidence))
    .where(happenedBy("chips", view.asOf))
    .where(happenedBy("export_rules", view.asOf))
    .orderBy("chip_rulings.from_on")
    .orderBy("chip_rulings.id");
}

/** The rulings that the page's filters on columns leave. */
export function rulingsListed(ctx: Context) {
  const columns = { rule: "chip_rulings.rule_id", status: "chip_rulings.status" };
  const texts = ["chips.name", "export_rules.title", "chip_rulings.note", "chip_rulings.id"];
  return narrowed(rulingsInView(ctx), ctx, columns, texts).execute();
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

/** Bodies that issued a rule. */
export async function authorities({ db }: Pick<Context, "db">): Promise<readonly string[]> {
  const rows = await db.selectFrom("export_rules").select("authority").distinct().orderBy("authority").execute();
  return rows.map(({ authority }) => authority);
}

/** Rules under which something was ruled. */
export function rulesRuledUnder({ db }: Pick<Context, "db">) {
  return db
    .selectFrom("export_rules")
    .select(["id", "title"])
    .where("id", "in", db.selectFrom("chip_rulings").select("rule_id"))
    .orderBy("title")
    .orderBy("id")
    .execute();
}
