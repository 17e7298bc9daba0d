import { evidenced, happenedBy } from "../../db/dated.js";
import type { Context } from "../web/context.js";
import { narrowed } from "../web/filters.js";

/** Columns that the filters compare. */
const filterColumns = { group: "indicators.group", country: "indicator_values.country" } as const;
const searched = ["indicators.id", "indicators.name", "indicators.description", "indicator_values.note"];

/** Every value of the view with its indicator and the edition it stands in, as the page's filters leave them. */
export function valuesInView(ctx: Context) {
  return narrowed(evidencedValues(ctx), ctx, filterColumns, searched)
    .select([
      "indicators.id as indicator_id",
      "indicators.name as indicator_name",
      "indicators.unit",
      "indicators.description",
      "indicators.group",
      "indicator_values.country",
      "indicator_values.period",
      "indicator_values.value",
      "indicator_values.confidence",
      "indicator_values.note",
      "sources.id as source_id",
      "sources.url as source_url",
      "sources.title as source_title",
      "sources.publisher as source_publisher",
      "sources.published_on as source_published_on",
    ])
    .orderBy("indicators.id")
    .orderBy("indicator_values.country")
    .orderBy("indicator_values.period")
    .orderBy("sources.id")
    .execute();
}

function evidencedValues({ db, view: { asOf, confidence } }: Context) {
  return db
    .selectFrom("indicator_values")
    .innerJoin("indicators", "indicators.id", "indicator_values.indicator_id")
    .innerJoin("sources", "sources.id", "indicator_values.source_id")
    .where(happenedBy("indicator_values", asOf))
    .where(evidenced("indicator_values", confidence));
}

/** An indicator that has a value by the view's day, on any evidence. */
export function findIndicator({ db, view: { asOf } }: Context, id: string) {
  return db
    .selectFrom("indicators")
    .selectAll()
    .where("id", "=", id)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom("indicator_values")
          .select("indicator_values.period")
          .whereRef("indicator_values.indicator_id", "=", "indicators.id")
          .where(happenedBy("indicator_values", asOf)),
      ),
    )
    .executeTakeFirst();
}

/** Indicators with a value by the view's day, for whoever asks for one that is not there. */
export async function knownIndicators({ db, view: { asOf } }: Context) {
  const rows = await db
    .selectFrom("indicators")
    .innerJoin("indicator_values", "indicator_values.indicator_id", "indicators.id")
    .select(["indicators.id", "indicators.name"])
    .distinct()
    .where(happenedBy("indicator_values", asOf))
    .orderBy("indicators.id")
    .execute();
  return rows.map(({ id, name }) => ({ value: id, label: name }));
}

/** Further sources cited for an indicator as a whole. */
export function citationsOf({ db }: Context, id: string) {
  return db
    .selectFrom("citations")
    .innerJoin("sources", "sources.id", "citations.source_id")
    .select([
      "sources.id as source_id",
      "sources.title as source_title",
      "sources.publisher as source_publisher",
      "sources.published_on as source_published_on",
      "citations.agrees",
      "citations.value",
      "citations.note",
    ])
    .where("citations.table", "=", "indicators")
    .where("citations.row_id", "=", id)
    .orderBy("sources.id")
    .execute();
}

export async function distinctGroups({ db }: Pick<Context, "db">): Promise<readonly string[]> {
  const rows = await db.selectFrom("indicators").select("group").distinct().orderBy("group").execute();
  return rows.map(({ group }) => group);
}

export async function distinctCountries({ db }: Pick<Context, "db">): Promise<readonly string[]> {
  const rows = await db.selectFrom("indicator_values").select("country").distinct().orderBy("country").execute();
  return rows.map(({ country }) => country);
}
