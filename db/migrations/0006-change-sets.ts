import { type Kysely, sql } from "kysely";
import type { Dialect } from "../store.js";

/** Changes that somebody proposes: their rows as JSON before and after, and what became of them. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === "sqlite" ? sql`text` : sql`text collate "C"`;
  const strict = <T extends { modifyEnd(end: ReturnType<typeof sql>): T }>(create: T) =>
    dialect === "sqlite" ? create.modifyEnd(sql`strict`) : create;

  await strict(
    db.schema
      .createTable("change_sets")
      .addColumn("id", "integer", (c) => c.primaryKey())
      .addColumn("state", text, (c) => c.notNull())
      .addColumn("version", "integer", (c) => c.notNull())
      .addColumn("author_id", text, (c) => c.notNull())
      .addColumn("author", text, (c) => c.notNull())
      .addColumn("reason", text, (c) => c.notNull())
      .addColumn("proposed_at", text, (c) => c.notNull())
      .addColumn("decided_by_id", text)
      .addColumn("decided_by", text)
      .addColumn("decided_at", text)
      .addColumn("decision", text)
      .addColumn("revision_id", "integer", (c) => c.references("revisions.id"))
      .addCheckConstraint("change_sets_state", sql`state in ('proposed', 'approved', 'rejected', 'withdrawn')`)
      .addCheckConstraint("change_sets_decided", sql`(state = 'proposed') = (decided_at is null)`)
      .addCheckConstraint("change_sets_revision", sql`(state = 'approved') = (revision_id is not null)`),
  ).execute();
  await db.schema.createIndex("change_sets_state_id").on("change_sets").columns(["state", "id"]).execute();
  await db.schema.createIndex("change_sets_revision_id").on("change_sets").column("revision_id").execute();

  await strict(
    db.schema
      .createTable("change_set_rows")
      .addColumn("change_set_id", "integer", (c) => c.notNull().references("change_sets.id"))
      .addColumn("position", "integer", (c) => c.notNull())
      .addColumn("table", text, (c) => c.notNull())
      .addColumn("row_id", text, (c) => c.notNull())
      .addColumn("action", text, (c) => c.notNull())
      .addColumn("before", text)
      .addColumn("after", text)
      .addPrimaryKeyConstraint("change_set_rows_pk", ["change_set_id", "position"])
      .addCheckConstraint("change_set_rows_action", sql`action in ('add', 'change', 'remove')`),
  ).execute();
  await db.schema.createIndex("change_set_rows_row").on("change_set_rows").columns(["table", "row_id"]).execute();
}
