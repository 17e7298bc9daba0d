import type { Kysely, Transaction } from "kysely";
import type { Row, TableName } from "./tables.js";

/** A saved state of the facts. Every write makes one, and every cache is keyed by it. */
export interface RevisionRow {
  readonly id: number;
  /** Day that the state speaks for: the dataset's date for a load, the day of the edit otherwise. */
  readonly recorded_on: string;
  /** Moment of the write, ISO 8601 in UTC. */
  readonly recorded_at: string;
  readonly author: string;
  readonly summary: string;
  /** SHA-256 of the loaded dataset's files; null for a revision that no load made. */
  readonly dataset_hash: string | null;
}

/** One row's change in one revision. */
export interface ChangeRow {
  readonly revision_id: number;
  readonly table: string;
  readonly row_id: string;
  readonly action: "add" | "change" | "remove";
  /** The row as JSON before and after; null where there was or is none. */
  readonly before: string | null;
  readonly after: string | null;
}

/** A saved report: a view and its contents at one revision. */
export interface ReportRow {
  readonly id: string;
  readonly title: string;
  readonly revision_id: number;
  readonly created_at: string;
  readonly contents: string;
}

export type Database = { [T in TableName]: Row<T> } & {
  revisions: RevisionRow;
  changes: ChangeRow;
  reports: ReportRow;
};

/** A connection or an open transaction: whatever a query can run on. */
export type Db = Kysely<Database> | Transaction<Database>;
