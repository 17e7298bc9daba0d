import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Db, ReportEditionRow } from "../../db/database.js";
import type { TableName } from "../../db/tables.js";
import { HttpError, NotFound } from "../web/errors.js";
import type { Difference, SeriesData, StatedFigure } from "./difference.js";
import { type FactTable, readFacts, writeFacts } from "./facts-used.js";
import type { ReportSpec } from "./spec.js";

/**
 * Frozen editions in the store. They are added and read; nothing here changes or deletes one, and the database refuses
 * to. Whatever is read is held against the hash recorded when it was frozen.
 */

type Blob = "html" | "pdf" | "zip" | "facts" | "record";

/** What is known of an edition without opening it. */
export type EditionHead = Omit<ReportEditionRow, Blob>;

/** What an edition states and shows, and how it differs from the one before. */
export interface EditionRecord {
  /** What was asked otherwise than the report has it by itself. */
  readonly asked: Readonly<Record<string, string>>;
  /** Tables of facts that it was taken from, and how many of their rows it rests on, with the sources they cite. */
  readonly tablesUsed: readonly TableName[];
  readonly factCount: number;
  readonly figures: readonly StatedFigure[];
  readonly series: readonly SeriesData[];
  /** Absent in the first. */
  readonly difference?: Difference;
}

/** An edition before it is stored. */
export interface NewEdition extends Omit<EditionHead, "seal" | "spec" | `${Blob}_sha256`> {
  readonly spec: ReportSpec;
  readonly html: string;
  readonly pdf: Uint8Array | undefined;
  readonly zip: Uint8Array;
  readonly facts: readonly FactTable[];
  readonly record: EditionRecord;
}

const [pack, unpack] = [promisify(gzip), promisify(gunzip)];

export function sha256(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The row as it is stored; what is stored packed is hashed as it was. */
export async function rowOf(edition: NewEdition): Promise<ReportEditionRow> {
  const { html, pdf, zip, facts, record, spec, ...head } = edition;
  const factsText = await writeFacts(facts);
  const recordText = JSON.stringify(record);
  const hashed = {
    ...head,
    spec: JSON.stringify(spec),
    html_sha256: sha256(html),
    pdf_sha256: pdf ? sha256(pdf) : null,
    zip_sha256: sha256(zip),
    facts_sha256: sha256(factsText),
    record_sha256: sha256(recordText),
  };
  return {
    ...hashed,
    html: await pack(html),
    pdf: pdf ?? null,
    zip,
    facts: await pack(factsText),
    record: await pack(recordText),
    seal: sealOf(hashed),
  };
}

const sealed = [
  "report_id",
  "edition",
  "title",
  "frozen_at",
  "revision_id",
  "revision_recorded_on",
  "revision_recorded_at",
  "as_of",
  "spec",
  "summary",
  "html_sha256",
  "pdf_sha256",
  "zip_sha256",
  "facts_sha256",
  "record_sha256",
] as const satisfies readonly (keyof EditionHead)[];

function sealOf(head: Omit<EditionHead, "seal">): string {
  return sha256(JSON.stringify(sealed.map((column) => head[column])));
}

/** Adds an edition. Its number must be the next one of its report. */
export async function addEdition(trx: Db, row: ReportEditionRow): Promise<void> {
  await trx.insertInto("report_editions").values(row).execute();
}

/** Editions of a report, the last one first. */
export async function listEditions(db: Db, slug: string): Promise<readonly EditionHead[]> {
  const rows = await heads(db).where("report_id", "=", slug).orderBy("edition", "desc").execute();
  return rows.map(whole);
}

/** The last edition of every report that has one, those frozen last first. */
export async function latestEditions(db: Db): Promise<readonly EditionHead[]> {
  const rows = await heads(db)
    .where(({ not, exists, selectFrom, ref }) =>
      not(
        exists(
          selectFrom("report_editions as later")
            .select("later.edition")
            .whereRef("later.report_id", "=", ref("report_editions.report_id"))
            .whereRef("later.edition", ">", ref("report_editions.edition")),
        ),
      ),
    )
    .orderBy("frozen_at", "desc")
    .orderBy("report_id")
    .execute();
  return rows.map(whole);
}

/** The last edition of a report, if it has one. */
export async function latestEdition(db: Db, slug: string): Promise<EditionHead | undefined> {
  const row = await heads(db).where("report_id", "=", slug).orderBy("edition", "desc").limit(1).executeTakeFirst();
  return row && whole(row);
}

/** @throws NotFound if the report has no such edition */
export async function getEdition(db: Db, slug: string, edition: number): Promise<EditionHead> {
  const row = await heads(db).where("report_id", "=", slug).where("edition", "=", edition).executeTakeFirst();
  if (row) return whole(row);
  const latest = await latestEdition(db, slug);
  throw new NotFound(
    latest
      ? `The report "${slug}" has no edition ${edition}; its last one is ${latest.edition}.`
      : `Nothing has been published under "${slug}".`,
    latest ? [{ text: `Editions of ${latest.title}`, href: `/reports/${slug}/editions` }] : [],
  );
}

function heads(db: Db) {
  return db.selectFrom("report_editions").select([...sealed, "seal"]);
}

/** @throws HttpError 500 if the record is not the one that was frozen */
function whole(head: EditionHead): EditionHead {
  if (sealOf(head) !== head.seal) throw damaged(head, "the record of when and from what it was made");
  return head;
}

/** The self-contained page. */
export async function htmlOf(db: Db, head: EditionHead): Promise<string> {
  return (await unpacked(db, head, "html")).toString();
}

/** The print; `undefined` where no browser was there to make it. */
export async function pdfOf(db: Db, head: EditionHead): Promise<Buffer | undefined> {
  return head.pdf_sha256 === null ? undefined : checked(head, "pdf", await blobOf(db, head, "pdf"));
}

export async function zipOf(db: Db, head: EditionHead): Promise<Buffer> {
  return checked(head, "zip", await blobOf(db, head, "zip"));
}

export async function factsOf(db: Db, head: EditionHead): Promise<readonly FactTable[]> {
  return readFacts((await unpacked(db, head, "facts")).toString());
}

export async function recordOf(db: Db, head: EditionHead): Promise<EditionRecord> {
  return JSON.parse((await unpacked(db, head, "record")).toString()) as EditionRecord;
}

const names: Readonly<Record<Blob, string>> = {
  html: "its page",
  pdf: "its PDF",
  zip: "its zip",
  facts: "the facts it rests on",
  record: "its figures",
};

async function blobOf(db: Db, { report_id, edition }: EditionHead, blob: Blob): Promise<Buffer> {
  const row = await db
    .selectFrom("report_editions")
    .select(blob)
    .where("report_id", "=", report_id)
    .where("edition", "=", edition)
    .executeTakeFirstOrThrow();
  return Buffer.from(row[blob] ?? []);
}

async function unpacked(db: Db, head: EditionHead, blob: "html" | "facts" | "record"): Promise<Buffer> {
  const packed = await blobOf(db, head, blob);
  const bytes = await unpack(packed).catch(() => {
    throw damaged(head, names[blob]);
  });
  return checked(head, blob, bytes);
}

function checked(head: EditionHead, blob: Blob, bytes: Buffer): Buffer {
  if (sha256(bytes) !== head[`${blob}_sha256`]) throw damaged(head, names[blob]);
  return bytes;
}

function damaged({ report_id, edition }: EditionHead, what: string): HttpError {
  return new HttpError(
    500,
    "Edition damaged",
    `Edition ${edition} of "${report_id}" is no longer what was frozen: ${what} does not match the SHA-256 recorded for it, so it is not shown. Restore the database from a backup, or take the edition's zip from somebody who has it.`,
  );
}
