import { sql } from "kysely";
import type { ChangeSetRow, ChangeSetState, Db, RevisionRow } from "../../db/database.js";
import { rowChangeOf } from "../../db/history.js";
import { differingColumns, NothingToChange, type RowChange, reviseWithin } from "../../db/revising.js";
import { presentRows } from "../../db/row-checks.js";
import type { Store } from "../../db/store.js";
import type { TableName } from "../../db/tables.js";
import { HttpError, NotFound } from "../web/errors.js";
import { type Choice, type Collision, merge } from "./merging.js";
import type { Person } from "./people.js";

/**
 * Changes that somebody proposes for others to look at. They touch no fact until a reviewer approves them, which is
 * one transaction and one revision. A set is kept whatever became of it.
 */

/** Whoever did something, as it is kept for ever: the name as it was then. */
export type Doer = Pick<Person, "id" | "name">;

export interface ChangeSet {
  readonly id: number;
  readonly state: ChangeSetState;
  /** 1 as proposed, one more each time it was brought up to date. */
  readonly version: number;
  readonly author: Doer;
  readonly reason: string;
  readonly proposedAt: string;
  readonly decided?: { readonly by: Doer; readonly at: string; readonly words: string };
  /** Revision that it became; nothing unless approved. */
  readonly revision?: number;
}

/** A change set with how many rows it would add, change and remove. */
export interface CountedChangeSet extends ChangeSet {
  readonly counts: ChangeCounts;
}

export interface ChangeCounts {
  readonly add: number;
  readonly change: number;
  readonly remove: number;
}

/** Somebody has decided on the set or brought it up to date meanwhile. */
export class SetMoved extends HttpError {
  constructor(set: ChangeSet) {
    const { id, state, decided, version } = set;
    super(
      409,
      "Moved on meanwhile",
      state === "proposed"
        ? `Change set ${id} was brought up to date meanwhile and is at version ${version}. Nothing was decided: look at it again.`
        : `Change set ${id} is ${state} already, by ${decided?.by.name}. Nothing was done.`,
      [],
      [{ text: `Change set ${id}`, href: `/desk/changes/${id}` }],
    );
  }
}

export interface Proposal {
  readonly author: Doer;
  readonly reason: string;
  readonly changes: Iterable<RowChange> | AsyncIterable<RowChange>;
  readonly now: Date;
}

const longestReason = 2000;
/** Rows read or written at a time. */
const batchSize = 500;

/**
 * Keeps changes as a set for review, after it has tried whether they could be made now.
 * @throws StaleChange, InvalidChange, NothingToChange as `revise` does, and HttpError for a reason that is none
 */
export async function proposeChanges(store: Store, { author, reason, changes, now }: Proposal): Promise<ChangeSet> {
  const words = checkedWords(reason, "reason");
  return store.transaction(async (trx) => {
    const { latest } = await trx
      .selectFrom("change_sets")
      .select((eb) => eb.fn.max("id").as("latest"))
      .executeTakeFirstOrThrow();
    const row: ChangeSetRow = {
      id: Number(latest ?? 0) + 1,
      state: "proposed",
      version: 1,
      author_id: author.id,
      author: author.name,
      reason: words,
      proposed_at: now.toISOString(),
      decided_by_id: null,
      decided_by: null,
      decided_at: null,
      decision: null,
      revision_id: null,
    };
    await trx.insertInto("change_sets").values(row).execute();
    await insertEntries(trx, row.id, changes);
    await tryOut(trx, row.id, { author: author.name, summary: words, now });
    return changeSetOf(row);
  });
}

/** Makes the changes of a set and takes them back, so that what cannot be made is refused. */
async function tryOut(trx: Db, id: number, options: Parameters<typeof reviseWithin>[2]): Promise<void> {
  await sql`savepoint tried`.execute(trx);
  await reviseWithin(trx, changesOf(trx, id), options);
  await sql`rollback to savepoint tried`.execute(trx);
  await sql`release savepoint tried`.execute(trx);
}

async function insertEntries(
  trx: Db,
  id: number,
  changes: Iterable<RowChange> | AsyncIterable<RowChange>,
): Promise<void> {
  let position = 0;
  let batch: RowChange[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    const rows = batch.map(({ table, rowId, action, before, after }) => {
      position++;
      return {
        change_set_id: id,
        position,
        table,
        row_id: rowId,
        action,
        before: before && JSON.stringify(before),
        after: after && JSON.stringify(after),
      };
    });
    await trx.insertInto("change_set_rows").values(rows).execute();
    batch = [];
  };
  for await (const change of changes) {
    // What comes back as it went is no change.
    if (change.before && change.after && differingColumns(change.table, change.before, change.after).length === 0)
      continue;
    batch.push(change);
    if (batch.length >= batchSize) await flush();
  }
  await flush();
}

/** The changes of a set in their order, a part at a time. */
export async function* changesOf(db: Db, id: number): AsyncGenerator<RowChange, void> {
  for (let last = 0; ; ) {
    const entries = await entriesAfter(db, id, last, batchSize);
    for (const { change } of entries) yield change;
    const next = entries.at(-1)?.position;
    if (next === undefined) return;
    last = next;
  }
}

/** One change of a set with its place in it, from 1. */
export interface Entry {
  readonly position: number;
  readonly change: RowChange;
}

/** So many changes of a set from behind a place. */
export async function entriesAfter(db: Db, id: number, after: number, limit: number): Promise<readonly Entry[]> {
  const rows = await db
    .selectFrom("change_set_rows")
    .selectAll()
    .where("change_set_id", "=", id)
    .where("position", ">", after)
    .orderBy("position")
    .limit(limit)
    .execute();
  return rows.map(({ position, ...row }) => ({ position, change: rowChangeOf(row) }));
}

/** @throws NotFound if there is no such set */
export async function getChangeSet(db: Db, id: number): Promise<CountedChangeSet> {
  const row = await db.selectFrom("change_sets").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw new NotFound(`There is no change set ${id}.`);
  const [counted] = await withCounts(db, [row]);
  if (!counted) throw new Error("A set has no counts.");
  return counted;
}

export interface ChangeSetList {
  readonly state?: ChangeSetState;
  readonly limit: number;
  readonly offset?: number;
}

/** Change sets, the last one first. */
export async function listChangeSets(
  db: Db,
  { state, limit, offset = 0 }: ChangeSetList,
): Promise<readonly CountedChangeSet[]> {
  const rows = await db
    .selectFrom("change_sets")
    .selectAll()
    .$if(state !== undefined, (query) => query.where("state", "=", state as ChangeSetState))
    .orderBy("id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
  return withCounts(db, rows);
}

/** How many sets there are in each state. */
export async function countChangeSets(db: Db): Promise<Readonly<Record<ChangeSetState, number>>> {
  const rows = await db
    .selectFrom("change_sets")
    .select((eb) => ["state", eb.fn.countAll().as("sets")])
    .groupBy("state")
    .execute();
  const none = { proposed: 0, approved: 0, rejected: 0, withdrawn: 0 };
  return { ...none, ...Object.fromEntries(rows.map(({ state, sets }) => [state, Number(sets)])) };
}

async function withCounts(db: Db, rows: readonly ChangeSetRow[]): Promise<readonly CountedChangeSet[]> {
  if (rows.length === 0) return [];
  const counted = await db
    .selectFrom("change_set_rows")
    .select((eb) => ["change_set_id", "action", eb.fn.countAll().as("rows")])
    .where(
      "change_set_id",
      "in",
      rows.map(({ id }) => id),
    )
    .groupBy(["change_set_id", "action"])
    .execute();
  return rows.map((row) => {
    const of = (action: RowChange["action"]) =>
      Number(counted.find((one) => one.change_set_id === row.id && one.action === action)?.rows ?? 0);
    return { ...changeSetOf(row), counts: { add: of("add"), change: of("change"), remove: of("remove") } };
  });
}

function changeSetOf(row: ChangeSetRow): ChangeSet {
  const { id, state, version, reason } = row;
  return {
    id,
    state,
    version,
    reason,
    author: { id: row.author_id, name: row.author },
    proposedAt: row.proposed_at,
    ...(row.decided_at !== null && {
      decided: {
        by: { id: row.decided_by_id ?? "", name: row.decided_by ?? "" },
        at: row.decided_at,
        words: row.decision ?? "",
      },
    }),
    ...(row.revision_id !== null && { revision: row.revision_id }),
  };
}

export interface Decision {
  readonly by: Pick<Person, "id" | "name" | "role">;
  /** The version that was looked at. */
  readonly version: number;
  readonly now: Date;
  readonly words?: string;
}

/**
 * Makes the changes of a set, in one transaction with its new state. Nobody approves what they have proposed
 * themselves, except an administrator, who may be alone in the house: the history then says so.
 * @throws SetMoved, StaleChange, InvalidChange
 */
export function approve(store: Store, id: number, decision: Decision): Promise<RevisionRow> {
  const { by, now, words } = decision;
  return store.transaction(async (trx) => {
    const set = await openSet(trx, id, decision);
    if (!atLeast(by, "reviewer")) throw refused("Changes are approved by a reviewer.");
    if (by.id === set.author.id && by.role !== "admin")
      throw refused("Nobody approves their own changes. Ask another reviewer, or withdraw them.");
    const revision = await reviseWithin(trx, changesOf(trx, id), { author: set.author.name, summary: set.reason, now });
    await decide(trx, id, { state: "approved", by, now, words: checkedWords(words ?? "", ""), revision: revision.id });
    return revision;
  });
}

/** @throws SetMoved, and HttpError where no reason is given */
export async function reject(store: Store, id: number, decision: Decision): Promise<void> {
  const words = checkedWords(decision.words ?? "", "reason");
  return store.transaction(async (trx) => {
    await openSet(trx, id, decision);
    if (!atLeast(decision.by, "reviewer")) throw refused("Changes are rejected by a reviewer.");
    await decide(trx, id, { state: "rejected", by: decision.by, now: decision.now, words });
  });
}

/** Takes a set back: for its author, and for an administrator once an author is gone. */
export function withdraw(store: Store, id: number, decision: Omit<Decision, "version">): Promise<void> {
  const { by, now, words } = decision;
  return store.transaction(async (trx) => {
    const set = await openSet(trx, id);
    if (by.id !== set.author.id && by.role !== "admin") throw refused("Changes are withdrawn by their author.");
    await decide(trx, id, { state: "withdrawn", by, now, words: checkedWords(words ?? "", "") });
  });
}

/** An entry of a set that somebody has overtaken. */
export interface Overtaken extends Entry {
  /** Columns that others have changed; all where the row came or went. */
  readonly theirs: readonly string[];
  readonly collisions: readonly Collision[];
}

/** What became of the rows of a set since it was proposed: entries that could not be made as they are. */
export async function overtaken(db: Db, id: number): Promise<readonly Overtaken[]> {
  const found: Overtaken[] = [];
  for await (const { entry, present } of besidePresent(db, id)) {
    const { theirs, open } = merge(entry.change, present);
    if (theirs.length > 0) found.push({ ...entry, theirs, collisions: open });
  }
  return found;
}

async function* besidePresent(db: Db, id: number) {
  for (let last = 0; ; ) {
    const entries = await entriesAfter(db, id, last, batchSize);
    const byTable = new Map<TableName, RowChange[]>();
    for (const { change } of entries) byTable.set(change.table, [...(byTable.get(change.table) ?? []), change]);
    const present = new Map<TableName, Awaited<ReturnType<typeof presentRows>>>();
    for (const [table, changes] of byTable)
      present.set(
        table,
        await presentRows(
          db,
          table,
          changes.map(({ before, after }) => after ?? before ?? {}),
        ),
      );
    for (const entry of entries)
      yield { entry, present: present.get(entry.change.table)?.get(entry.change.rowId) ?? null };
    const next = entries.at(-1)?.position;
    if (next === undefined) return;
    last = next;
  }
}

/** Which of two holds where both have changed the same, by the place in the set and the column. */
export type Choices = (position: number) => Choice;

/**
 * Brings a set up to what stands, so that it can be approved: by any editor where nothing collides, else by its author
 * or an administrator, who says which value holds.
 * @throws SetMoved, StaleChange where a collision is left open, NothingToChange where nothing is left of it
 */
export function rebase(
  store: Store,
  id: number,
  decision: Decision & { readonly choices?: Choices },
): Promise<ChangeSet> {
  const { by, now, choices = () => () => undefined } = decision;
  return store.transaction(async (trx) => {
    const set = await openSet(trx, id, decision);
    if (!atLeast(by, "editor")) throw refused("Change sets are brought up to date by an editor.");
    const kept: RowChange[] = [];
    let open = 0;
    let chosen = false;
    for await (const { entry, present } of besidePresent(trx, id)) {
      chosen ||= merge(entry.change, present).open.length > 0;
      const merged = merge(entry.change, present, choices(entry.position));
      open += merged.open.length;
      if (merged.change) kept.push(merged.change);
    }
    if (chosen && by.id !== set.author.id && by.role !== "admin")
      throw refused("Where both have changed the same, the author of the changes says which holds.");
    if (open > 0)
      throw new HttpError(
        409,
        "Something is left to decide",
        `For ${open === 1 ? "one value" : `${open} values`} it was not said which holds. Nothing was changed.`,
      );
    if (kept.length === 0) throw new NothingToChange();
    await trx.deleteFrom("change_set_rows").where("change_set_id", "=", id).execute();
    await insertEntries(trx, id, kept);
    const version = set.version + 1;
    await trx.updateTable("change_sets").set({ version }).where("id", "=", id).execute();
    await tryOut(trx, id, { author: set.author.name, summary: set.reason, now });
    return { ...set, version };
  });
}

/** The set if it can still be decided on. */
async function openSet(trx: Db, id: number, seen?: Pick<Decision, "version">): Promise<ChangeSet> {
  const set = await getChangeSet(trx, id);
  if (set.state !== "proposed" || (seen && seen.version !== set.version)) throw new SetMoved(set);
  return set;
}

async function decide(
  trx: Db,
  id: number,
  decision: {
    readonly state: ChangeSetState;
    readonly by: Doer;
    readonly now: Date;
    readonly words: string;
    readonly revision?: number;
  },
): Promise<void> {
  const { state, by, now, words, revision } = decision;
  await trx
    .updateTable("change_sets")
    .set({
      state,
      decided_by_id: by.id,
      decided_by: by.name,
      decided_at: now.toISOString(),
      decision: words || null,
      revision_id: revision ?? null,
    })
    .where("id", "=", id)
    .execute();
}

const ranks = { reader: 0, editor: 1, reviewer: 2, admin: 3 } as const;

/** Whether a person's role is this one or includes it. */
export function atLeast({ role }: Pick<Person, "role">, wanted: Person["role"]): boolean {
  return ranks[role] >= ranks[wanted];
}

function refused(detail: string): HttpError {
  return new HttpError(403, "Not allowed", detail);
}

/** Words for the history; `wanted` names them where they may not be left out. */
function checkedWords(words: string, wanted: string): string {
  const trimmed = words.trim();
  if (wanted && trimmed === "")
    throw new HttpError(400, "Reason missing", `Give a ${wanted}: the history keeps it beside the changes.`);
  if (trimmed.length > longestReason || trimmed.includes("\0"))
    throw new HttpError(400, "Reason not understood", `Reasons are text of at most ${longestReason} characters.`);
  return trimmed;
}
