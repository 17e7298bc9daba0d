import type { Db, ReportRow } from "../../db/database.js";
import type { Store } from "../../db/store.js";
import { HttpError, NotFound } from "../web/errors.js";
import type { ReportSpec } from "./spec.js";

/**
 * Reports that people work on. Every version that was saved is kept, and whoever saves names the version they began
 * from, so that of two people at one report neither writes over the other unawares.
 */

/** Slugs of ready-made reports and of pages, which no draft can have. */
const reservedSlugs: readonly string[] = [
  "landscape",
  "chips",
  "dependence",
  "company",
  "then-and-now",
  "new",
  "preview",
];

/** A draft at one of its versions. */
export interface Draft {
  readonly slug: string;
  readonly version: number;
  readonly savedAt: string;
  readonly spec: ReportSpec;
}

/** Somebody else has saved the report meanwhile. Nothing is lost: both versions are here. */
export class Conflict extends HttpError {
  constructor(
    /** What was to be saved. */
    readonly mine: ReportSpec,
    /** What stands. */
    readonly theirs: Draft,
    expected: number,
  ) {
    super(
      409,
      "Saved by somebody else meanwhile",
      `This report was at version ${expected} when you began and is at version ${theirs.version} now. Nothing was written over: take what you need from both and save again.`,
    );
  }
}

/** The latest version of every draft, those saved last first. */
export function listDrafts(db: Db): Promise<readonly ReportRow[]> {
  return db.selectFrom("reports").selectAll().orderBy("updated_at", "desc").orderBy("id").execute();
}

/** A draft at its latest version, or at an earlier one. */
export async function findDraft(db: Db, slug: string, version?: number): Promise<Draft | undefined> {
  const row = await db
    .selectFrom("report_versions")
    .selectAll()
    .where("report_id", "=", slug)
    .$if(version !== undefined, (query) => query.where("version", "=", Number(version)))
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && { slug, version: row.version, savedAt: row.saved_at, spec: JSON.parse(row.spec) as ReportSpec };
}

/** @throws NotFound if there is no such draft, or none of this version */
export async function getDraft(db: Db, slug: string, version?: number): Promise<Draft> {
  const draft = await findDraft(db, slug, version);
  if (draft) return draft;
  throw new NotFound(
    version === undefined ? `There is no report "${slug}".` : `There is no version ${version} of the report "${slug}".`,
  );
}

/** Every version of a draft with the moment it was saved, the last one first. */
export async function listVersions(
  db: Db,
  slug: string,
): Promise<readonly { readonly version: number; readonly savedAt: string }[]> {
  const rows = await db
    .selectFrom("report_versions")
    .select(["version", "saved_at"])
    .where("report_id", "=", slug)
    .orderBy("version", "desc")
    .execute();
  return rows.map(({ version, saved_at }) => ({ version, savedAt: saved_at }));
}

/** Stores a new draft under a slug made from its title, with a number behind it where the slug is taken. */
export function createDraft(store: Store, spec: ReportSpec, now: Date): Promise<Draft> {
  return store.transaction(async (trx) => {
    const slug = await freeSlug(trx, slugOf(spec.title));
    const savedAt = now.toISOString();
    await trx
      .insertInto("reports")
      .values({ id: slug, version: 1, title: spec.title, created_at: savedAt, updated_at: savedAt })
      .execute();
    const draft = { slug, version: 1, savedAt, spec };
    await addVersion(trx, draft);
    return draft;
  });
}

/**
 * Saves a draft's next version. What is the same as the version it began from is no new one.
 * @throws Conflict if the draft is at another version than `expected`
 * @throws NotFound if there is no such draft
 */
export function saveDraft(
  store: Store,
  slug: string,
  { spec, expected }: { readonly spec: ReportSpec; readonly expected: number },
  now: Date,
): Promise<Draft> {
  return store.transaction(async (trx) => {
    const standing = await getDraft(trx, slug);
    if (JSON.stringify(standing.spec) === JSON.stringify(spec)) return standing;
    if (standing.version !== expected) throw new Conflict(spec, standing, expected);
    const draft = { slug, version: expected + 1, savedAt: now.toISOString(), spec };
    await addVersion(trx, draft);
    await trx
      .updateTable("reports")
      .set({ version: draft.version, title: spec.title, updated_at: draft.savedAt })
      .where("id", "=", slug)
      .execute();
    return draft;
  });
}

/**
 * Takes a draft away with all its versions.
 * @throws HttpError 409 if it has editions, whose history it is, or has been saved since
 * @throws NotFound if there is no such draft
 */
export function removeDraft(store: Store, slug: string, expected: number): Promise<void> {
  return store.transaction(async (trx) => {
    const { version } = await getDraft(trx, slug);
    if (version !== expected)
      throw new HttpError(
        409,
        "Saved by somebody else meanwhile",
        `This report is at version ${version} now and was not removed. Look at it again first.`,
      );
    if (await hasEditions(trx, slug))
      throw new HttpError(
        409,
        "Report has been published",
        "A report with frozen editions is never removed: its versions are their history.",
      );
    await trx.deleteFrom("report_versions").where("report_id", "=", slug).execute();
    await trx.deleteFrom("reports").where("id", "=", slug).execute();
  });
}

async function addVersion(trx: Db, { slug, version, savedAt, spec }: Draft): Promise<void> {
  await trx
    .insertInto("report_versions")
    .values({ report_id: slug, version, saved_at: savedAt, spec: JSON.stringify(spec) })
    .execute();
}

async function hasEditions(db: Db, slug: string): Promise<boolean> {
  const found = await db
    .selectFrom("report_editions")
    .select("edition")
    .where("report_id", "=", slug)
    .limit(1)
    .execute();
  return found.length > 0;
}

const longestSlug = 60;

/**
 * The title as a slug; a title without Latin letters or digits gives "report".
 * @example slugOf("Chip constraints: what's next?") // "chip-constraints-what-s-next"
 */
export function slugOf(title: string): string {
  const plain = title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, longestSlug)
    .replace(/^-+|-+$/g, "");
  // What begins so is the brief of a company.
  return plain.replace(/^company-/, "the-company-") || "report";
}

async function freeSlug(trx: Db, wanted: string): Promise<string> {
  for (let number = 1; ; number++) {
    const slug = number === 1 ? wanted : `${wanted}-${number}`;
    if (reservedSlugs.includes(slug) || (await hasEditions(trx, slug))) continue;
    const taken = await trx.selectFrom("reports").select("id").where("id", "=", slug).executeTakeFirst();
    if (!taken) return slug;
  }
}
