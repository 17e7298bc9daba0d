import { type Kysely, sql } from "kysely";
import type { Dialect } from "../store.js";

/** Which datasets were merged into an edited store, and where it stayed otherwise: the base of the next merge. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === "sqlite" ? sql`text` : sql`text collate "C"`;
  const create = db.schema
    .createTable("dataset_syncs")
    .addColumn("id", "integer", (c) => c.primaryKey())
    .addColumn("revision_id", "integer", (c) => c.notNull().references("revisions.id"))
    .addColumn("loaded_hash", text)
    .addColumn("synced_at", text, (c) => c.notNull())
    .addColumn("author", text, (c) => c.notNull())
    .addColumn("dataset_hash", text, (c) => c.notNull())
    .addColumn("recorded_on", text, (c) => c.notNull())
    .addColumn("differing", text, (c) => c.notNull());
  await (dialect === "sqlite" ? create.modifyEnd(sql`strict`) : create).execute();
  await db.schema.createIndex("dataset_syncs_revision").on("dataset_syncs").column("revision_id").execute();
}
