import type { Generated, Kysely, Transaction } from "kysely";
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

/** A report that somebody works on. What it says stands in the version that `version` names. */
export interface ReportRow {
  /** Slug, as in its address. */
  readonly id: string;
  /** Version last saved; whoever saves says which one they began from. */
  readonly version: number;
  readonly title: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** A report as it was saved once. Every version is kept, the last one too. */
export interface ReportVersionRow {
  readonly report_id: string;
  readonly version: number;
  readonly saved_at: string;
  /** What it is made of, as JSON. */
  readonly spec: string;
}

/** A report as it was published: never changed and never deleted. Hashes are SHA-256 of what was packed, in hex. */
export interface ReportEditionRow {
  readonly report_id: string;
  /** 1 is the first. */
  readonly edition: number;
  readonly title: string;
  /** Moment of freezing, ISO 8601 in UTC. */
  readonly frozen_at: string;
  readonly revision_id: number;
  readonly revision_recorded_on: string;
  readonly revision_recorded_at: string;
  /** Last day counted. */
  readonly as_of: string;
  readonly spec: string;
  /** What has changed since the edition before, in a sentence; null for the first. */
  readonly summary: string | null;
  /** Self-contained, with gzip. */
  readonly html: Uint8Array;
  readonly html_sha256: string;
  /** Null where no browser was there to print it. */
  readonly pdf: Uint8Array | null;
  readonly pdf_sha256: string | null;
  readonly zip: Uint8Array;
  readonly zip_sha256: string;
  /** Rows it rests on, with gzip. */
  readonly facts: Uint8Array;
  readonly facts_sha256: string;
  /** Figures, data of figures and tables, and the difference to the edition before, as JSON with gzip. */
  readonly record: Uint8Array;
  readonly record_sha256: string;
  /** SHA-256 over everything above, the blobs by their hashes. */
  readonly seal: string;
}

export type ChangeSetState = "proposed" | "approved" | "rejected" | "withdrawn";

/** Changes that somebody proposes, and what became of them. Moments are ISO 8601 in UTC. */
export interface ChangeSetRow {
  readonly id: number;
  readonly state: ChangeSetState;
  /** 1 as proposed, one more each time its rows are brought up to date: whoever decides names the one they saw. */
  readonly version: number;
  readonly author_id: string;
  readonly author: string;
  readonly reason: string;
  readonly proposed_at: string;
  readonly decided_by_id: string | null;
  readonly decided_by: string | null;
  readonly decided_at: string | null;
  /** Why it was decided so. */
  readonly decision: string | null;
  /** Revision that it became; null unless approved. */
  readonly revision_id: number | null;
}

/** One row of a change set. */
export interface ChangeSetEntryRow extends Omit<ChangeRow, "revision_id"> {
  readonly change_set_id: number;
  readonly position: number;
}

/** A newer dataset that was merged into the store's own facts. */
export interface DatasetSyncRow {
  readonly id: number;
  /** The last revision when it was done. */
  readonly revision_id: number;
  /** `dataset_hash` of that revision at the time: a load that changes no fact changes it alone. */
  readonly loaded_hash: string | null;
  readonly synced_at: string;
  readonly author: string;
  readonly dataset_hash: string;
  readonly recorded_on: string;
  /** Rows that stand otherwise than in the dataset, with the dataset's state of each, as JSON. */
  readonly differing: string;
}

/** What a source's page answered when it was last asked for. */
export interface LinkCheckRow {
  readonly url: string;
  readonly checked_at: string;
  /** HTTP status of the last answer; NULL where there was none. */
  readonly status: number | null;
  readonly outcome: "alive" | "dead" | "refused" | "unreachable";
  /** Where it has moved to, or why there was no answer. */
  readonly detail: string | null;
}

/** A moment of the sign-in library: ISO 8601 in SQLite, a Date from PostgreSQL. */
export type Moment = string | Date;

/** Somebody who may come in, or who has been invited to. */
export interface UserRow {
  readonly id: string;
  readonly name: string;
  /** In small letters. */
  readonly email: string;
  /** 1 for everybody: an administrator vouches for the address. */
  readonly email_verified: number | boolean;
  readonly image: string | null;
  readonly created_at: Moment;
  readonly updated_at: Moment;
  readonly role: "reader" | "editor" | "reviewer" | "admin";
  readonly disabled_at: string | null;
}

export interface SessionRow {
  readonly id: string;
  readonly user_id: string;
  readonly token: string;
  readonly expires_at: Moment;
  readonly ip_address: string | null;
  readonly user_agent: string | null;
  readonly created_at: Moment;
  readonly updated_at: Moment;
}

/** A way in: a password ("credential"), or an identity of a provider. */
export interface AccountRow {
  readonly id: string;
  readonly user_id: string;
  readonly provider_id: string;
  readonly account_id: string;
  readonly password: string | null;
  readonly created_at: Moment;
  readonly updated_at: Moment;
}

/** A link that lets its holder set a password once; the first administrator's is nobody's yet. */
export interface OneTimeLinkRow {
  /** SHA-256 of what stands in the address. */
  readonly hash: string;
  readonly user_id: string | null;
  readonly created_at: string;
  readonly expires_at: string;
  readonly used_at: string | null;
}

export interface ApiTokenRow {
  readonly id: string;
  readonly user_id: string;
  readonly name: string;
  readonly scope: "read" | "edit" | "review";
  /** SHA-256 of the token. */
  readonly hash: string;
  readonly created_at: string;
  readonly expires_at: string;
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
}

/** A password tried: what the limit on guesses counts. */
export interface SignInGuessRow {
  readonly id: string;
  /** SHA-256 of the e-mail address, which may have been anything typed. */
  readonly account: string;
  readonly address: string;
  /** 1 from an address from which the account has been signed in to before. */
  readonly known: number;
  readonly at: string;
}

export interface AuditRow {
  readonly id: Generated<number>;
  readonly at: string;
  readonly event: string;
  readonly actor_id: string | null;
  readonly actor: string;
  readonly subject_id: string | null;
  readonly subject: string | null;
  readonly detail: string | null;
  readonly address: string | null;
}

interface KeptSecretRow {
  readonly name: string;
  readonly value: string;
}

export type Database = { [T in TableName]: Row<T> } & {
  revisions: RevisionRow;
  changes: ChangeRow;
  change_sets: ChangeSetRow;
  change_set_rows: ChangeSetEntryRow;
  dataset_syncs: DatasetSyncRow;
  link_checks: LinkCheckRow;
  reports: ReportRow;
  report_versions: ReportVersionRow;
  report_editions: ReportEditionRow;
  users: UserRow;
  sessions: SessionRow;
  accounts: AccountRow;
  one_time_links: OneTimeLinkRow;
  api_tokens: ApiTokenRow;
  sign_in_guesses: SignInGuessRow;
  audit_log: AuditRow;
  kept_secrets: KeptSecretRow;
};

/** A connection or an open transaction: whatever a query can run on. */
export type Db = Kysely<Database> | Transaction<Database>;
