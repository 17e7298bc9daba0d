import type { Db, RevisionRow } from "../../db/database.js";
import { rowChangeOf } from "../../db/history.js";
import type { RowChange } from "../../db/row-writing.js";
import type { TableName } from "../../db/tables.js";
import { NotFound } from "../web/errors.js";
import type { ChangeCounts, Doer } from "./change-sets.js";

/** The past as it is kept: every revision, and every row that it changed. */

export interface Revision extends RevisionRow {
  readonly counts: ChangeCounts;
  /** The change set that it came from; nothing for a load. */
  readonly set?: { readonly id: number; readonly author: Doer; readonly approver: Doer };
}

/** Revisions, the last one first. */
export async function listRevisions(
  db: Db,
  { limit, offset = 0 }: { readonly limit: number; readonly offset?: number },
): Promise<readonly Revision[]> {
  const rows = await db.selectFrom("revisions").selectAll().orderBy("id", "desc").limit(limit).offset(offset).execute();
  return described(db, rows);
}

export async function countRevisions(db: Db): Promise<number> {
  const { revisions } = await db
    .selectFrom("revisions")
    .select((eb) => eb.fn.countAll().as("revisions"))
    .executeTakeFirstOrThrow();
  return Number(revisions);
}

/** @throws NotFound naming the revisions that there are */
export async function getRevision(db: Db, id: number): Promise<Revision> {
  const row = await db.selectFrom("revisions").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw new NotFound(`There is no revision ${id}; there are revisions 1 to ${await countRevisions(db)}.`);
  const [revision] = await described(db, [row]);
  if (!revision) throw new Error("A revision is not described.");
  return revision;
}

async function described(db: Db, rows: readonly RevisionRow[]): Promise<readonly Revision[]> {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const counted = await db
    .selectFrom("changes")
    .select((eb) => ["revision_id", "action", eb.fn.countAll().as("rows")])
    .where("revision_id", "in", ids)
    .groupBy(["revision_id", "action"])
    .execute();
  const sets = await db.selectFrom("change_sets").selectAll().where("revision_id", "in", ids).execute();
  return rows.map((row) => {
    const of = (action: RowChange["action"]) =>
      Number(counted.find((one) => one.revision_id === row.id && one.action === action)?.rows ?? 0);
    const set = sets.find(({ revision_id }) => revision_id === row.id);
    return {
      ...row,
      counts: { add: of("add"), change: of("change"), remove: of("remove") },
      ...(set && {
        set: {
          id: set.id,
          author: { id: set.author_id, name: set.author },
          approver: { id: set.decided_by_id ?? "", name: set.decided_by ?? "" },
        },
      }),
    };
  });
}

/** Changes of one revision by table and row. */
export async function changesOfRevision(
  db: Db,
  revision: number,
  { limit, offset = 0 }: { readonly limit: number; readonly offset?: number },
): Promise<readonly RowChange[]> {
  const rows = await db
    .selectFrom("changes")
    .selectAll()
    .where("revision_id", "=", revision)
    .orderBy("table")
    .orderBy("row_id")
    .limit(limit)
    .offset(offset)
    .execute();
  return rows.map(rowChangeOf);
}

/** A change of one row with the revision that made it. */
export interface PastChange {
  readonly revision: Revision;
  readonly change: RowChange;
}

/** Everything that was ever done to a row, the last first. */
export async function pastOf(db: Db, table: TableName, rowId: string): Promise<readonly PastChange[]> {
  const rows = await db
    .selectFrom("changes")
    .selectAll()
    .where("table", "=", table)
    .where("row_id", "=", rowId)
    .orderBy("revision_id", "desc")
    .execute();
  if (rows.length === 0) return [];
  const ids = rows.map(({ revision_id }) => revision_id);
  const revisions = await described(db, await db.selectFrom("revisions").selectAll().where("id", "in", ids).execute());
  return rows.flatMap((row) => {
    const revision = revisions.find(({ id }) => id === row.revision_id);
    return revision ? [{ revision, change: rowChangeOf(row) }] : [];
  });
}
