import { happenedBy } from "../../db/dated.js";
import type { Context } from "../web/context.js";
import { narrowed } from "../web/filters.js";
import { unitChipId } from "./holdings.js";

/**
 * Every row that counts by the view's day, on any evidence and past all filters: what stands is decided among all of
 * them. A chip's figures are taken whenever the chip itself is dated: a unit of measure has no date.
 */
export function holdingsByDay({ db, view }: Pick<Context, "db" | "view">) {
  return db
    .selectFrom("compute_holdings")
    .innerJoin("companies", "companies.id", "compute_holdings.company_id")
    .leftJoin("chips", "chips.id", "compute_holdings.chip_id")
    .leftJoin("companies as vendors", "vendors.id", "chips.vendor_id")
    .innerJoin("sources", "sources.id", "compute_holdings.source_id")
    .selectAll("compute_holdings")
    .select((eb) => [
      "companies.name as company_name",
      "companies.country",
      // A plan may be older than its chip, which then has no page in the view.
      eb.case().when(happenedBy("chips", view.asOf)).then(eb.ref("chips.id")).end().as("known_chip_id"),
      "chips.name as chip_name",
      "chips.market as chip_market",
      "chips.vendor_id",
      "vendors.country as vendor_country",
      "chips.die_area_mm2",
      "chips.fp16_tflops",
      "sources.url as source_url",
      "sources.publisher as source_publisher",
    ])
    .where(happenedBy("compute_holdings", view.asOf))
    .orderBy("as_of_on")
    .orderBy("compute_holdings.id")
    .execute();
}

/** Ids of the rows that the page's filters leave. */
export function narrowedHoldings(ctx: Context) {
  const rows = ctx.db
    .selectFrom("compute_holdings")
    .innerJoin("companies", "companies.id", "compute_holdings.company_id")
    .leftJoin("chips", "chips.id", "compute_holdings.chip_id")
    .select("compute_holdings.id")
    .orderBy("compute_holdings.id");
  const columns = {
    company: "compute_holdings.company_id",
    country: "companies.country",
    kind: "compute_holdings.kind",
    chip: "compute_holdings.chip_id",
  };
  const texts = ["companies.name", "companies.native_name", "chips.name", "compute_holdings.note"];
  return narrowed(rows, ctx, columns, texts).execute();
}

/** The chip in whose throughput all others are expressed, with its source. */
export function unitChip({ db }: Pick<Context, "db">) {
  return db
    .selectFrom("chips")
    .select(["id", "name", "fp16_tflops", "source_id"])
    .where("id", "=", unitChipId)
    .executeTakeFirst();
}

/** Companies of which holdings are recorded. */
export function holdingCompanies({ db }: Pick<Context, "db">) {
  return db
    .selectFrom("companies")
    .select(["id", "name", "country"])
    .where("id", "in", db.selectFrom("compute_holdings").select("company_id"))
    .orderBy("name")
    .orderBy("id")
    .execute();
}

/** Chips of which holdings are recorded. */
export function heldChips({ db }: Pick<Context, "db">) {
  return db
    .selectFrom("chips")
    .select(["id", "name"])
    .where("id", "in", db.selectFrom("compute_holdings").select("chip_id").where("chip_id", "is not", null))
    .orderBy("name")
    .orderBy("id")
    .execute();
}
