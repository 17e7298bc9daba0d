import { happenedBy } from "../../db/dated.js";
import type { Store } from "../../db/store.js";
import { firstDay } from "../values/dates.js";
import type { Context } from "../web/context.js";
import { narrowed } from "../web/filters.js";
import { speakerSlug } from "./claims.js";

export type ClaimRow = Awaited<ReturnType<typeof claimsInView>>[number];

/**
 * Claims that had been made by the view's day, narrowed by the page's filters, newest first. An organization leads to
 * a company of that very name, where there is one in the view.
 */
export async function claimsInView(ctx: Context) {
  const { db, view } = ctx;
  const query = db
    .selectFrom("claims")
    .innerJoin("sources", "sources.id", "claims.source_id")
    .leftJoin("companies", (join) =>
      join.onRef("companies.name", "=", "claims.organization").on(happenedBy("companies", view.asOf)),
    )
    .selectAll("claims")
    .select(["companies.id as company_id", "sources.url as source_url", "sources.publisher as source_publisher"])
    .where(happenedBy("claims", view.asOf))
    .orderBy("claims.stated_on", "desc")
    .orderBy("claims.id");
  const rows = await narrowed(query, ctx, { topic: "claims.topic", about: "claims.subject_country" }, [
    "claims.id",
    "claims.statement",
    "claims.speaker",
    "claims.speaker_role",
    "claims.organization",
  ]).execute();
  const [speakers, years, after] = [ctx.chosen("speaker"), ctx.chosen("year"), ctx.day("after")];
  return rows.filter(
    ({ speaker, stated_on }) =>
      (speakers?.includes(speakerSlug(speaker)) ?? true) &&
      (years?.includes(stated_on.slice(0, 4)) ?? true) &&
      firstDay(stated_on) > after,
  );
}

/** What the filters over claims offer. */
export async function claimChoices({ db }: Store) {
  const rows = await db
    .selectFrom("claims")
    .select(["speaker", "subject_country", "stated_on"])
    .orderBy("speaker")
    .orderBy("id")
    .execute();
  const of = (values: readonly string[]) => [...new Set(values)].sort();
  return {
    speakers: of(rows.map(({ speaker }) => speaker)),
    countries: of(rows.map(({ subject_country }) => subject_country)),
    years: of(rows.map(({ stated_on }) => stated_on.slice(0, 4))),
    first: rows.map(({ stated_on }) => firstDay(stated_on)).sort()[0],
  };
}
