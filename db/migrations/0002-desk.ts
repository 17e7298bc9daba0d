import { type Kysely, sql } from "kysely";
import type { Dialect } from "../store.js";

/** The desk's own tables: what was recorded when, what each write changed, and saved reports. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === "sqlite" ? sql`text` : sql`text collate "C"`;
  const strict = <T extends { modifyEnd(end: ReturnType<typeof sql>): T }>(create: T) =>
    dialect === "sqlite" ? create.modifyEnd(sql`strict`) : create;

  await strict(
    db.schema
      .createTable("revisions")
      .addColumn("id", "integer", (c) => c.primaryKey())
      .addColumn("recorded_on", text, (c) => c.notNull())
      .addColumn("recorded_at", text, (c) => c.notNull())
      .addColumn("author", text, (c) => c.notNull())
      .addColumn("summary", text, (c) => c.notNull())
      .addColumn("dataset_hash", text),
  ).execute();

  await strict(
    db.schema
      .createTable("changes")
      .addColumn("revision_id", "integer", (c) => c.notNull().references("revisions.id"))
      .addColumn("table", text, (c) => c.notNull())
      .addColumn("row_id", text, (c) => c.notNull())
      .addColumn("action", text, (c) => c.notNull())
      .addColumn("before", text)
      .addColumn("after", text)
      .addPrimaryKeyConstraint("changes_pk", ["revision_id", "table", "row_id"])
      .addCheckConstraint("changes_action", sql`action in ('add', 'change', 'remove')`),
  ).execute();
  await db.schema.createIndex("changes_row").on("changes").columns(["table", "row_id"]).execute();

  await strict(
    db.schema
      .createTable("reports")
      .addColumn("id", text, (c) => c.primaryKey())
      .addColumn("title", text, (c) => c.notNull())
      .addColumn("revision_id", "integer", (c) => c.notNull().references("revisions.id"))
      .addColumn("created_at", text, (c) => c.notNull())
      .addColumn("contents", text, (c) => c.notNull()),
  ).execute();
}
