import type { Db } from "../../db/database.js";
import type { Person } from "./people.js";

/** What the audit log tells of. */
export const auditEvents = {
  "sign-in": "signed in",
  "sign-in failed": "failed to sign in",
  "sign-out": "signed out",
  "sessions ended": "ended sessions",
  "password set": "set a password",
  invitation: "invited",
  "link made": "made a one-time link for",
  "role changed": "changed the role of",
  "person disabled": "disabled",
  "person enabled": "enabled",
  "person admitted": "came in by the provider",
  "first administrator": "became the first administrator",
  "token made": "made an API token",
  "token revoked": "revoked an API token",
} as const;

export type AuditEvent = keyof typeof auditEvents;

export interface AuditEntry {
  readonly event: AuditEvent;
  readonly now: Date;
  /** Who did it; `undefined` where it is not known, as in a failed sign-in. */
  readonly actor?: Pick<Person, "id" | "name"> | undefined;
  /** Who it was done to. */
  readonly subject?: Pick<Person, "id" | "name"> | undefined;
  readonly detail?: string | undefined;
  readonly address?: string | undefined;
}

/** Adds to the log, in the transaction of what it tells of. */
export async function record(db: Db, { event, now, actor, subject, detail, address }: AuditEntry): Promise<void> {
  await db
    .insertInto("audit_log")
    .values({
      at: now.toISOString(),
      event,
      actor_id: actor?.id ?? null,
      actor: actor?.name ?? "somebody",
      subject_id: subject?.id ?? null,
      subject: subject?.name ?? null,
      detail: detail ?? null,
      address: address ?? null,
    })
    .execute();
}

/** Entries from the latest on, those before an entry if one is named. */
export function listAudit(db: Db, { before, most }: { readonly before?: number; readonly most: number }) {
  return db
    .selectFrom("audit_log")
    .selectAll()
    .$if(before !== undefined, (query) => query.where("id", "<", before ?? 0))
    .orderBy("id", "desc")
    .limit(most)
    .execute();
}
