import { type Kysely, type Migration, Migrator } from "kysely";
import type { Database } from "./database.js";
import { up as facts } from "./migrations/0001-facts.js";
import { up as desk } from "./migrations/0002-desk.js";
import { up as reports } from "./migrations/0003-reports.js";
import { up as regulation } from "./migrations/0004-regulation.js";
import { up as people } from "./migrations/0005-people.js";
import { up as changeSets } from "./migrations/0006-change-sets.js";
import { up as datasetSyncs } from "./migrations/0007-dataset-syncs.js";
import { up as links } from "./migrations/0008-links.js";
import { type Dialect, StoreError } from "./store.js";

type Step = (db: Kysely<unknown>, dialect: Dialect) => Promise<void>;

/** Every step in order. A step that has been released is never changed or renamed. */
const steps: Readonly<Record<string, Step>> = {
  "0001-facts": facts,
  "0002-desk": desk,
  "0003-reports": reports,
  "0004-regulation": regulation,
  "0005-people": people,
  "0006-change-sets": changeSets,
  "0007-dataset-syncs": datasetSyncs,
  "0008-links": links,
};

/** Names of all steps in order. */
export const knownSteps: readonly string[] = Object.keys(steps);

/** The store was written by a newer Parallax than this one. */
export class NewerStoreError extends Error {}

/**
 * Brings the store's schema up to date and returns the names of the steps taken (none when it was).
 * @throws NewerStoreError if the store has taken a step that this version does not know.
 * @throws StoreError if the store's user may not read or make tables.
 */
export async function migrate(db: Kysely<Database>, dialect: Dialect): Promise<readonly string[]> {
  try {
    return await takeSteps(db, dialect);
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== insufficientPrivilege) throw error;
    throw new StoreError(
      `The database cannot be used: ${(error as Error).message}. Let the user of DATABASE_URL own it.`,
    );
  }
}

/** PostgreSQL's code for what a user may not do. */
const insufficientPrivilege = "42501";

async function takeSteps(db: Kysely<Database>, dialect: Dialect): Promise<readonly string[]> {
  const migrations: Record<string, Migration> = Object.fromEntries(
    Object.entries(steps).map(([name, up]) => [name, { up: (schema: Kysely<unknown>) => up(schema, dialect) }]),
  );
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });

  if ((await stepsToTake(db)).length === 0) return [];
  const { error, results } = await migrator.migrateToLatest();
  if (error) throw error;
  return (results ?? []).filter((step) => step.status === "Success").map((step) => step.migrationName);
}

/**
 * Names of the steps that the store has yet to take. Changes nothing.
 * @throws NewerStoreError if the store has taken a step that this version does not know.
 */
export async function stepsToTake(db: Kysely<Database>): Promise<readonly string[]> {
  const taken = await migrationsTaken(db);
  const unknown = taken.filter((name) => !knownSteps.includes(name));
  if (unknown.length > 0) {
    throw new NewerStoreError(
      `The database was written by a newer version of Parallax (it has step "${unknown[0]}"). Update Parallax, or point DATABASE_URL at another database.`,
    );
  }
  return knownSteps.filter((name) => !taken.includes(name));
}

async function migrationsTaken(db: Kysely<Database>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === "kysely_migration")) return [];
  const rows = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom("kysely_migration")
    .select("name")
    .execute();
  return rows.map((row) => row.name);
}
