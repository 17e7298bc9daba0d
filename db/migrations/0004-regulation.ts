import { type Kysely, sql } from "kysely";
import type { Dialect } from "../store.js";

/** What an event is about within regulation, which step of a rule it is, and which event tells of an export rule. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === "sqlite" ? sql`text` : sql`text collate "C"`;
  await db.schema.alterTable("events").addColumn("subject", text).execute();
  await db.schema.alterTable("events").addColumn("rule_step", text).execute();
  for (const [table, column] of [
    ["events", "rule_event_id"],
    ["export_rules", "event_id"],
  ] as const) {
    // Deferred as the references of the first step are, so that rows can arrive in any order within one transaction.
    await db.schema
      .alterTable(table)
      .addColumn(column, text, (c) => c.references("events.id").modifyEnd(sql`deferrable initially deferred`))
      .execute();
    await db.schema.createIndex(`${table}_${column}`).on(table).column(column).execute();
  }
}
