import { type Kysely, sql } from "kysely";
import type { Dialect } from "../store.js";

/**
 * People and how they come in. `users`, `sessions`, `accounts` and `verifications` have the columns of the schema that
 * better-auth generates, in our spelling; the rest is ours. SQLite keeps the library's moments as text in ISO 8601,
 * PostgreSQL as moments, each as the library writes them there.
 */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const sqlite = dialect === "sqlite";
  const text = sqlite ? sql`text` : sql`text collate "C"`;
  const moment = sqlite ? sql`text` : sql`timestamptz`;
  const flag = sqlite ? sql`integer` : sql`boolean`;
  const strict = <T extends { modifyEnd(end: ReturnType<typeof sql>): T }>(create: T) =>
    sqlite ? create.modifyEnd(sql`strict`) : create;

  await strict(
    db.schema
      .createTable("users")
      .addColumn("id", text, (c) => c.primaryKey())
      .addColumn("name", text, (c) => c.notNull())
      .addColumn("email", text, (c) => c.notNull().unique())
      .addColumn("email_verified", flag, (c) => c.notNull())
      .addColumn("image", text)
      .addColumn("created_at", moment, (c) => c.notNull())
      .addColumn("updated_at", moment, (c) => c.notNull())
      .addColumn("role", text, (c) => c.notNull())
      .addColumn("disabled_at", text)
      .addCheckConstraint("users_role", sql`role in ('reader', 'editor', 'reviewer', 'admin')`),
  ).execute();

  await strict(
    db.schema
      .createTable("sessions")
      .addColumn("id", text, (c) => c.primaryKey())
      .addColumn("user_id", text, (c) => c.notNull().references("users.id").onDelete("cascade"))
      .addColumn("token", text, (c) => c.notNull().unique())
      .addColumn("expires_at", moment, (c) => c.notNull())
      .addColumn("ip_address", text)
      .addColumn("user_agent", text)
      .addColumn("created_at", moment, (c) => c.notNull())
      .addColumn("updated_at", moment, (c) => c.notNull()),
  ).execute();
  await db.schema.createIndex("sessions_user").on("sessions").column("user_id").execute();

  await strict(
    db.schema
      .createTable("accounts")
      .addColumn("id", text, (c) => c.primaryKey())
      .addColumn("user_id", text, (c) => c.notNull().references("users.id").onDelete("cascade"))
      .addColumn("provider_id", text, (c) => c.notNull())
      .addColumn("account_id", text, (c) => c.notNull())
      .addColumn("password", text)
      .addColumn("access_token", text)
      .addColumn("refresh_token", text)
      .addColumn("id_token", text)
      .addColumn("access_token_expires_at", moment)
      .addColumn("refresh_token_expires_at", moment)
      .addColumn("scope", text)
      .addColumn("created_at", moment, (c) => c.notNull())
      .addColumn("updated_at", moment, (c) => c.notNull())
      .addUniqueConstraint("accounts_provider", ["provider_id", "account_id"]),
  ).execute();
  await db.schema.createIndex("accounts_user").on("accounts").column("user_id").execute();

  await strict(
    db.schema
      .createTable("verifications")
      .addColumn("id", text, (c) => c.primaryKey())
      .addColumn("identifier", text, (c) => c.notNull())
      .addColumn("value", text, (c) => c.notNull())
      .addColumn("expires_at", moment, (c) => c.notNull())
      .addColumn("created_at", moment, (c) => c.notNull())
      .addColumn("updated_at", moment, (c) => c.notNull()),
  ).execute();
  await db.schema.createIndex("verifications_identifier").on("verifications").column("identifier").execute();

  await strict(
    db.schema
      .createTable("one_time_links")
      .addColumn("hash", text, (c) => c.primaryKey())
      .addColumn("user_id", text, (c) => c.references("users.id").onDelete("cascade"))
      .addColumn("created_at", text, (c) => c.notNull())
      .addColumn("expires_at", text, (c) => c.notNull())
      .addColumn("used_at", text),
  ).execute();

  await strict(
    db.schema
      .createTable("api_tokens")
      .addColumn("id", text, (c) => c.primaryKey())
      .addColumn("user_id", text, (c) => c.notNull().references("users.id").onDelete("cascade"))
      .addColumn("name", text, (c) => c.notNull())
      .addColumn("scope", text, (c) => c.notNull())
      .addColumn("hash", text, (c) => c.notNull().unique())
      .addColumn("created_at", text, (c) => c.notNull())
      .addColumn("expires_at", text, (c) => c.notNull())
      .addColumn("last_used_at", text)
      .addColumn("revoked_at", text)
      .addCheckConstraint("api_tokens_scope", sql`scope in ('read', 'edit', 'review')`),
  ).execute();
  await db.schema.createIndex("api_tokens_user").on("api_tokens").column("user_id").execute();

  await strict(
    db.schema
      .createTable("sign_in_guesses")
      .addColumn("id", text, (c) => c.primaryKey())
      .addColumn("account", text, (c) => c.notNull())
      .addColumn("address", text, (c) => c.notNull())
      .addColumn("known", "integer", (c) => c.notNull())
      .addColumn("at", text, (c) => c.notNull())
      .addCheckConstraint("sign_in_guesses_known", sql`known in (0, 1)`),
  ).execute();
  await db.schema.createIndex("sign_in_guesses_account").on("sign_in_guesses").columns(["account", "at"]).execute();
  await db.schema.createIndex("sign_in_guesses_address").on("sign_in_guesses").columns(["address", "at"]).execute();

  // Names people by copies of their names: what is told of somebody outlasts them.
  await strict(
    db.schema
      .createTable("audit_log")
      .addColumn("id", sqlite ? "integer" : "serial", (c) => c.primaryKey())
      .addColumn("at", text, (c) => c.notNull())
      .addColumn("event", text, (c) => c.notNull())
      .addColumn("actor_id", text)
      .addColumn("actor", text, (c) => c.notNull())
      .addColumn("subject_id", text)
      .addColumn("subject", text)
      .addColumn("detail", text)
      .addColumn("address", text),
  ).execute();
  await db.schema.createIndex("audit_log_subject").on("audit_log").columns(["subject_id", "event", "at"]).execute();
  await appendOnly(db, dialect);

  await strict(
    db.schema
      .createTable("kept_secrets")
      .addColumn("name", text, (c) => c.primaryKey())
      .addColumn("value", text, (c) => c.notNull()),
  ).execute();
}

/** Lets the database itself refuse to change or remove what the log has once told. */
async function appendOnly(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const why = "The audit log is only added to";
  if (dialect === "sqlite") {
    for (const [one, statement] of [
      ["update", sql`update`],
      ["delete", sql`delete`],
    ] as const)
      await sql`create trigger ${sql.id(`audit_log_no_${one}`)} before ${statement} on audit_log begin select raise(abort, ${sql.lit(why)}); end`.execute(
        db,
      );
    return;
  }
  await sql`create function audit_log_kept() returns trigger language plpgsql as ${sql.lit(`begin raise exception '${why}'; end`)}`.execute(
    db,
  );
  await sql`create trigger audit_log_kept before update or delete or truncate on audit_log for each statement execute function audit_log_kept()`.execute(
    db,
  );
}
