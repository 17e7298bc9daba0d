import { type Kysely, sql } from "kysely";
import type { Database } from "../../db/database.js";
import { type TableName, tableOf } from "../../db/tables.js";
import { type Use, usesInView } from "../web/citing.js";
import type { Context } from "../web/context.js";
import { narrowed } from "../web/filters.js";

/**
 * Every source with the number of times that rows of the view rest on it. Sources themselves are not cut by date: what
 * is told of 2023 may be known from a page of 2025.
 */
export function sourcesInView(ctx: Context) {
  const uses = ctx.db
    .selectFrom(usesInView(ctx.view).as("uses"))
    .select(["source_id", sql<number>`count(*)`.as("facts")])
    .groupBy("source_id");
  const sources = ctx.db
    .selectFrom("sources")
    .leftJoin(uses.as("used"), "used.source_id", "sources.id")
    .selectAll("sources")
    .select(sql<number>`coalesce(used.facts, 0)`.as("facts"));
  return narrowed(sources, ctx, facetColumns, searched);
}

const facetColumns = { kind: "sources.kind", language: "sources.language" };
const searched = ["sources.title", "sources.publisher", "sources.author", "sources.url"] as const;

export function findSource({ db }: Context, id: string) {
  return db.selectFrom("sources").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Rows of the view that rest on one source. */
export function usesOf({ db, view }: Context, id: string): Promise<readonly Use[]> {
  return db.selectFrom(usesInView(view).as("uses")).selectAll().where("source_id", "=", id).execute();
}

/** What rows of one table record, by id. */
export async function recordedRows(
  { db }: Context,
  table: TableName,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> {
  if (ids.length === 0 || !tableOf(table).columns["id"]) return new Map();
  const untyped = db as unknown as Kysely<Record<string, Record<string, unknown>>>;
  const rows = await untyped.selectFrom(table).selectAll().where("id", "in", ids).execute();
  return new Map(rows.map((row) => [String(row["id"]), row]));
}

/** Languages of the sources. */
export async function languages(db: Kysely<Database>): Promise<readonly string[]> {
  const rows = await db.selectFrom("sources").select("language").distinct().orderBy("language").execute();
  return rows.map(({ language }) => language);
}
