import { type Kysely, sql } from "kysely";
import type { Dialect } from "../store.js";

/** Whether the pages that the facts cite still stood when they were last asked. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === "sqlite" ? sql`text` : sql`text collate "C"`;
  const create = db.schema
    .createTable("link_checks")
    .addColumn("url", text, (c) => c.primaryKey().notNull())
    .addColumn("checked_at", text, (c) => c.notNull())
    .addColumn("status", "integer")
    .addColumn("outcome", text, (c) => c.notNull())
    .addColumn("detail", text)
    .addCheckConstraint("link_checks_outcome", sql`outcome in ('alive', 'dead', 'refused', 'unreachable')`);
  await (dialect === "sqlite" ? create.modifyEnd(sql`strict`) : create).execute();
}
