import { type Kysely, sql } from "kysely";
import type { Dialect } from "../store.js";

/**
 * Reports: drafts with every version that was saved of them, and frozen editions. The table `reports` of the step
 * before was never written to and makes room.
 */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === "sqlite" ? sql`text` : sql`text collate "C"`;
  const bytes = dialect === "sqlite" ? sql`blob` : sql`bytea`;
  const strict = <T extends { modifyEnd(end: ReturnType<typeof sql>): T }>(create: T) =>
    dialect === "sqlite" ? create.modifyEnd(sql`strict`) : create;

  await db.schema.dropTable("reports").execute();
  await strict(
    db.schema
      .createTable("reports")
      .addColumn("id", text, (c) => c.primaryKey())
      .addColumn("version", "integer", (c) => c.notNull())
      .addColumn("title", text, (c) => c.notNull())
      .addColumn("created_at", text, (c) => c.notNull())
      .addColumn("updated_at", text, (c) => c.notNull()),
  ).execute();

  await strict(
    db.schema
      .createTable("report_versions")
      .addColumn("report_id", text, (c) => c.notNull().references("reports.id"))
      .addColumn("version", "integer", (c) => c.notNull())
      .addColumn("saved_at", text, (c) => c.notNull())
      .addColumn("spec", text, (c) => c.notNull())
      .addPrimaryKeyConstraint("report_versions_pk", ["report_id", "version"]),
  ).execute();

  // A ready-made report has editions and no draft, so `report_id` refers to no table.
  await strict(
    db.schema
      .createTable("report_editions")
      .addColumn("report_id", text, (c) => c.notNull())
      .addColumn("edition", "integer", (c) => c.notNull())
      .addColumn("title", text, (c) => c.notNull())
      .addColumn("frozen_at", text, (c) => c.notNull())
      .addColumn("revision_id", "integer", (c) => c.notNull().references("revisions.id"))
      .addColumn("revision_recorded_on", text, (c) => c.notNull())
      .addColumn("revision_recorded_at", text, (c) => c.notNull())
      .addColumn("as_of", text, (c) => c.notNull())
      .addColumn("spec", text, (c) => c.notNull())
      .addColumn("summary", text)
      .addColumn("html", bytes, (c) => c.notNull())
      .addColumn("html_sha256", text, (c) => c.notNull())
      .addColumn("pdf", bytes)
      .addColumn("pdf_sha256", text)
      .addColumn("zip", bytes, (c) => c.notNull())
      .addColumn("zip_sha256", text, (c) => c.notNull())
      .addColumn("facts", bytes, (c) => c.notNull())
      .addColumn("facts_sha256", text, (c) => c.notNull())
      .addColumn("record", bytes, (c) => c.notNull())
      .addColumn("record_sha256", text, (c) => c.notNull())
      .addColumn("seal", text, (c) => c.notNull())
      .addPrimaryKeyConstraint("report_editions_pk", ["report_id", "edition"])
      .addCheckConstraint("report_editions_edition", sql`edition >= 1`)
      .addCheckConstraint("report_editions_pdf", sql`(pdf is null) = (pdf_sha256 is null)`),
  ).execute();

  await keep(db, dialect, "report_editions", "A frozen edition never changes", ["update", "delete"]);
  // Versions go only with a draft that is removed whole.
  await keep(db, dialect, "report_versions", "A saved version never changes", ["update"]);
}

const statements = { update: sql`update`, delete: sql`delete`, truncate: sql`truncate` };

/** Lets the database itself refuse statements that would change what is kept, whoever sends them. */
async function keep(
  db: Kysely<unknown>,
  dialect: Dialect,
  table: string,
  why: string,
  refused: readonly ("update" | "delete")[],
): Promise<void> {
  if (dialect === "sqlite") {
    for (const one of refused)
      await sql`create trigger ${sql.id(`${table}_no_${one}`)} before ${statements[one]} on ${sql.table(table)} begin select raise(abort, ${sql.lit(why)}); end`.execute(
        db,
      );
    return;
  }
  const refuse = sql.id(`${table}_kept`);
  await sql`create function ${refuse}() returns trigger language plpgsql as ${sql.lit(`begin raise exception '${why}'; end`)}`.execute(
    db,
  );
  // To empty a table is to delete from it.
  const all = refused.includes("delete") ? ([...refused, "truncate"] as const) : refused;
  const events = sql.join(
    all.map((one) => statements[one]),
    sql` or `,
  );
  await sql`create trigger ${refuse} before ${events} on ${sql.table(table)} for each statement execute function ${refuse}()`.execute(
    db,
  );
}
