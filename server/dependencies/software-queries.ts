import { evidenced, happenedBy } from "../../db/dated.js";
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

/** One piece of software or data with its steward and first source, if it was there by the view's date. */
export function findSoftware({ db, view: { asOf } }: Context, id: string) {
  return db
    .selectFrom("software")
    .leftJoin("companies as steward", (join) =>
      join.onRef("steward.id", "=", "software.steward_id").on(happenedBy("companies", asOf, "steward")),
    )
    .innerJoin("sources", "sources.id", "software.source_id")
    .selectAll("software")
    .select(["steward.name as steward_name", "steward.id as known_steward_id"])
    .select("sources.publisher as source_publisher")
    .where("software.id", "=", id)
    .where(happenedBy("software", asOf))
    .executeTakeFirst();
}

/** What could have been meant by an id that is not there. */
export function knownSoftware({ db, view: { asOf } }: Context): Promise<readonly Choice[]> {
  return db
    .selectFrom("software")
    .select(["id as value", "name as label"])
    .where(happenedBy("software", asOf))
    .orderBy("id")
    .execute();
}

/** Edges of the view onto these things and of `id`, with their sentences and sources. */
export function edgesToldOf({ db, view }: Context, id: string, bases: readonly string[]) {
  return db
    .selectFrom("dependencies")
    .innerJoin("sources", "sources.id", "dependencies.source_id")
    .select(["dependencies.id", "evidence", "confidence", "source_id", "sources.publisher as source_publisher"])
    .where((eb) => eb.or([eb("dependency_id", "in", [id, ...bases]), eb("dependent_id", "=", id)]))
    .where(happenedBy("dependencies", view.asOf))
    .where(evidenced("dependencies", view.confidence))
    .orderBy("dependencies.id");
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
