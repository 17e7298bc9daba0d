import { type RawBuilder, sql } from "kysely";
import { datedOn, evidenced, happenedBy } from "../../db/dated.js";
import type { Row, TableName } from "../../db/tables.js";
import { unitChipId } from "../chips/holdings.js";
import type { Context } from "../web/context.js";
import { type Named, speaksFor } from "./speakers.js";

/** One company and the facts that point to it, each by the view's date and evidence. */

/** The day from which a row counts; `null` where nothing dates it. */
function countsFrom(table: TableName): RawBuilder<string | null> {
  const day = datedOn(table);
  return day ? sql<string | null>`nullif(${day}, '')` : sql<string | null>`null`;
}

const cited = ["sources.url as source_url", "sources.publisher as source_publisher"] as const;

export type Company = Row<"companies"> & {
  readonly parent_name: string | null;
  readonly source_publisher: string;
};

/** The company, if it counts by the view's date. */
export function findCompany({ db, view }: Context, id: string): Promise<Company | undefined> {
  return db
    .selectFrom("companies")
    .leftJoin("companies as parent", (join) =>
      join.onRef("parent.id", "=", "companies.parent_id").on(happenedBy("companies", view.asOf, "parent")),
    )
    .innerJoin("sources", "sources.id", "companies.source_id")
    .selectAll("companies")
    .select(["parent.name as parent_name", "sources.publisher as source_publisher"])
    .where("companies.id", "=", id)
    .where(happenedBy("companies", view.asOf))
    .executeTakeFirst();
}

/** Rounds in which the company raised money. */
export function roundsOf({ db, view }: Context, id: string) {
  return db
    .selectFrom("funding_rounds")
    .innerJoin("sources", "sources.id", "funding_rounds.source_id")
    .selectAll("funding_rounds")
    .select(cited)
    .where("company_id", "=", id)
    .where(happenedBy("funding_rounds", view.asOf))
    .where(evidenced("funding_rounds", view.confidence))
    .orderBy("announced_on")
    .orderBy("funding_rounds.id")
    .execute();
}

/** Who took part in the rounds of the company, leaders first. */
export function investorsOf({ db }: Context, id: string) {
  return db
    .selectFrom("funding_participants")
    .innerJoin("funding_rounds", "funding_rounds.id", "funding_participants.round_id")
    .innerJoin("companies", "companies.id", "funding_participants.investor_id")
    .select(["round_id", "investor_id", "is_lead", "companies.name", "companies.country"])
    .where("funding_rounds.company_id", "=", id)
    .orderBy(sql`coalesce(is_lead, 0)`, "desc")
    .orderBy("companies.name")
    .orderBy("investor_id")
    .execute();
}

/** Rounds of other companies in which the company took part. */
export function investmentsOf({ db, view }: Context, id: string) {
  return db
    .selectFrom("funding_participants")
    .innerJoin("funding_rounds", "funding_rounds.id", "funding_participants.round_id")
    .innerJoin("companies", "companies.id", "funding_rounds.company_id")
    .innerJoin("sources", "sources.id", "funding_rounds.source_id")
    .selectAll("funding_rounds")
    .select(["is_lead", "companies.name as company_name", "companies.country", ...cited])
    .where("investor_id", "=", id)
    .where(happenedBy("funding_rounds", view.asOf))
    .where(evidenced("funding_rounds", view.confidence))
    .orderBy("funding_participants.round_id")
    .execute();
}

export function modelsOf({ db, view }: Context, id: string) {
  return db
    .selectFrom("models")
    .innerJoin("sources", "sources.id", "models.source_id")
    .selectAll("models")
    .select([countsFrom("models").as("on"), ...cited])
    .where("company_id", "=", id)
    .where(happenedBy("models", view.asOf))
    .where(evidenced("models", view.confidence))
    .orderBy("models.id")
    .execute();
}

/**
 * Edges at either end of which stands a model of the company or software that it keeps. A developer or steward that
 * does not count yet is not named.
 */
export function dependenciesOf({ db, view }: Context, id: string) {
  const shelf = db
    .selectFrom("models")
    .select("id")
    .where("company_id", "=", id)
    .unionAll(db.selectFrom("software").select("id").where("steward_id", "=", id));
  // Names are looked up for these edges alone: to find out of every company whether it counts takes long.
  const named = (end: "dependent" | "dependency") => {
    const [model, software, owner] = [sql.id(`${end}_model`), sql.id(`${end}_software`), sql.id(`${end}_company`)];
    const isModel = sql`${model}.id is not null`;
    return [
      sql<string>`coalesce(${model}.name, ${software}.name)`.as(`${end}_name` as const),
      // A model leads to its page once it counts in the view.
      sql<string | null>`case when ${happenedBy("models", view.asOf, `${end}_model`)} then ${model}.id end`.as(
        `${end}_model_id` as const,
      ),
      sql<string | null>`${owner}.id`.as(`${end}_company_id` as const),
      sql<string | null>`${owner}.name`.as(`${end}_company_name` as const),
      sql<string | null>`case when ${isModel} then ${owner}.country else ${software}.country end`.as(
        `${end}_country` as const,
      ),
    ] as const;
  };
  const owns = (end: "dependent" | "dependency") =>
    sql<boolean>`${sql.ref(`${end}_company.id`)} = coalesce(${sql.ref(`${end}_model.company_id`)}, ${sql.ref(`${end}_software.steward_id`)})`;
  return db
    .selectFrom("dependencies")
    .innerJoin("sources", "sources.id", "dependencies.source_id")
    .leftJoin("models as dependent_model", "dependent_model.id", "dependencies.dependent_id")
    .leftJoin("software as dependent_software", "dependent_software.id", "dependencies.dependent_id")
    .leftJoin("models as dependency_model", "dependency_model.id", "dependencies.dependency_id")
    .leftJoin("software as dependency_software", "dependency_software.id", "dependencies.dependency_id")
    .leftJoin("companies as dependent_company", (join) =>
      join.on(owns("dependent")).on(happenedBy("companies", view.asOf, "dependent_company")),
    )
    .leftJoin("companies as dependency_company", (join) =>
      join.on(owns("dependency")).on(happenedBy("companies", view.asOf, "dependency_company")),
    )
    .selectAll("dependencies")
    .select([countsFrom("dependencies").as("on"), ...named("dependent"), ...named("dependency"), ...cited])
    .where((eb) => eb.or([eb("dependent_id", "in", shelf), eb("dependency_id", "in", shelf)]))
    .where(happenedBy("dependencies", view.asOf))
    .where(evidenced("dependencies", view.confidence))
    .orderBy("dependencies.id")
    .execute();
}

/** Chips that the company sells or makes for others. */
export function chipsOf({ db, view }: Context, id: string) {
  return db
    .selectFrom("chips")
    .innerJoin("companies as vendor", "vendor.id", "chips.vendor_id")
    .leftJoin("companies as foundry", "foundry.id", "chips.foundry_id")
    .innerJoin("sources", "sources.id", "chips.source_id")
    .selectAll("chips")
    .select([
      countsFrom("chips").as("on"),
      "vendor.name as vendor_name",
      "vendor.country as vendor_country",
      "foundry.name as foundry_name",
      ...cited,
    ])
    .where((eb) => eb.or([eb("vendor_id", "=", id), eb("foundry_id", "=", id)]))
    .where(happenedBy("chips", view.asOf))
    .where(evidenced("chips", view.confidence))
    .orderBy("chips.id")
    .execute();
}

export function holdingsOf({ db, view }: Context, id: string) {
  return db
    .selectFrom("compute_holdings")
    .leftJoin("chips", "chips.id", "compute_holdings.chip_id")
    .leftJoin("companies as vendor", "vendor.id", "chips.vendor_id")
    .innerJoin("sources", "sources.id", "compute_holdings.source_id")
    .selectAll("compute_holdings")
    .select((eb) => [
      "chips.name as chip_name",
      eb.case().when(happenedBy("chips", view.asOf)).then(eb.ref("chips.id")).end().as("known_chip_id"),
      "vendor.id as vendor_id",
      "vendor.country as vendor_country",
      ...cited,
    ])
    .where("company_id", "=", id)
    .where(happenedBy("compute_holdings", view.asOf))
    .where(evidenced("compute_holdings", view.confidence))
    .orderBy("compute_holdings.id")
    .execute();
}

/**
 * What decides which holdings of the company count, on any evidence: its own rows and those of vendors that run their
 * chips themselves.
 */
export function holdingsJudgedFor({ db, view }: Context, id: string) {
  return db
    .selectFrom("compute_holdings")
    .leftJoin("chips", "chips.id", "compute_holdings.chip_id")
    .selectAll("compute_holdings")
    .select([
      "chips.name as chip_name",
      "chips.market as chip_market",
      "chips.vendor_id",
      "chips.die_area_mm2",
      "chips.fp16_tflops",
    ])
    .where((eb) => eb.or([eb("company_id", "=", id), eb("company_id", "=", eb.ref("chips.vendor_id"))]))
    .where(happenedBy("compute_holdings", view.asOf))
    .orderBy("compute_holdings.id")
    .execute();
}

/** The chip in whose throughput holdings are expressed; a unit of measure has no date. */
export function unitChip({ db }: Context) {
  return db.selectFrom("chips").select(["fp16_tflops", "source_id"]).where("id", "=", unitChipId).executeTakeFirst();
}

/** Listings, past ones too. A removal that is still to come in this view is not told. */
export function listingsOf({ db, view }: Context, id: string) {
  return db
    .selectFrom("listings")
    .innerJoin("sources", "sources.id", "listings.source_id")
    .select([
      "listings.id",
      "list",
      "listed_on",
      "note",
      "source_id",
      sql<string | null>`case when removed_on <= ${view.asOf} then removed_on end`.as("removed_on"),
      countsFrom("listings").as("on"),
      ...cited,
    ])
    .where("company_id", "=", id)
    .where(happenedBy("listings", view.asOf))
    .where(evidenced("listings", view.confidence))
    .orderBy("listings.id")
    .execute();
}

export function eventsOf({ db, view }: Context, id: string) {
  return db
    .selectFrom("events")
    .innerJoin("sources", "sources.id", "events.source_id")
    .selectAll("events")
    .select(cited)
    .where("company_id", "=", id)
    .where(happenedBy("events", view.asOf))
    .where(evidenced("events", view.confidence))
    .orderBy("events.id")
    .execute();
}

/** What was said for the company, on any topic. */
export async function claimsOf({ db, view }: Context, company: Named) {
  const organizations = await db
    .selectFrom("claims")
    .select("organization")
    .distinct()
    .where("organization", "is not", null)
    .orderBy("organization")
    .execute();
  const own = organizations.flatMap(({ organization }) =>
    organization !== null && speaksFor(organization, company) ? [organization] : [],
  );
  if (own.length === 0) return [];
  return db
    .selectFrom("claims")
    .innerJoin("sources", "sources.id", "claims.source_id")
    .selectAll("claims")
    .select(cited)
    .where("organization", "in", own)
    .where(happenedBy("claims", view.asOf))
    .orderBy("claims.id")
    .execute();
}

/** Every company that owns another or is owned, for the tree in which one of them stands. */
export function ownersAndOwned({ db, view }: Context) {
  const owners = db.selectFrom("companies as owned").select("owned.parent_id").where("owned.parent_id", "is not", null);
  return db
    .selectFrom("companies")
    .select(["id", "name", "country", "kind", "parent_id", "source_id"])
    .where((eb) => eb.or([eb("parent_id", "is not", null), eb("id", "in", owners)]))
    .where(happenedBy("companies", view.asOf))
    .orderBy("id")
    .execute();
}

export function subsidiariesOf({ db, view }: Context, id: string) {
  return db
    .selectFrom("companies")
    .innerJoin("sources", "sources.id", "companies.source_id")
    .selectAll("companies")
    .select([countsFrom("companies").as("on"), ...cited])
    .where("parent_id", "=", id)
    .where(happenedBy("companies", view.asOf))
    .orderBy("companies.id")
    .execute();
}
