import type { Db, OneTimeLinkRow } from "../../db/database.js";
import type { Store } from "../../db/store.js";
import { hashOf, makeCode } from "./codes.js";

/** Links that let their holder choose a password once: invitations, ways back in, and the first administrator's. */

const dayMs = 86_400_000;
/** How long a link is good for. */
const lastsMs = { first: dayMs, person: 7 * dayMs } as const;

export interface JoinLink {
  readonly hash: string;
  /** Whose password it sets; `undefined` for the first administrator, who is nobody yet. */
  readonly user?: { readonly id: string; readonly name: string; readonly email: string };
}

/** Where a link leads. */
export function joinPath(code: string): string {
  return `/desk/join/${code}`;
}

/** Makes a link for a person; earlier ones that were not used are void. Gives the code, of which the hash is kept. */
export async function linkFor(db: Db, userId: string, now: Date): Promise<string> {
  await db.deleteFrom("one_time_links").where("user_id", "=", userId).where("used_at", "is", null).execute();
  return insert(db, userId, now, lastsMs.person);
}

/** The code by which the first administrator comes in; `undefined` once there is anybody. */
export function firstLink(store: Store, now: Date): Promise<string | undefined> {
  return store.transaction(async (trx) => {
    if (await anybody(trx)) return undefined;
    await trx.deleteFrom("one_time_links").where("user_id", "is", null).execute();
    return insert(trx, null, now, lastsMs.first);
  });
}

async function insert(db: Db, userId: string | null, now: Date, ms: number): Promise<string> {
  const { code, hash } = makeCode();
  await db
    .insertInto("one_time_links")
    .values({
      hash,
      user_id: userId,
      created_at: now.toISOString(),
      expires_at: new Date(now.getTime() + ms).toISOString(),
      used_at: null,
    })
    .execute();
  return code;
}

/** The link of a code, unless it has been used, has expired, or is a first administrator's where there is somebody. */
export async function findLink(db: Db, code: string, now: Date): Promise<JoinLink | undefined> {
  const link = await db
    .selectFrom("one_time_links")
    .selectAll()
    .where("hash", "=", hashOf(code))
    .where("used_at", "is", null)
    .where("expires_at", ">", now.toISOString())
    .executeTakeFirst();
  return link && whose(db, link);
}

async function whose(db: Db, { hash, user_id }: OneTimeLinkRow): Promise<JoinLink | undefined> {
  if (user_id === null) return (await anybody(db)) ? undefined : { hash };
  const user = await db
    .selectFrom("users")
    .select(["id", "name", "email"])
    .where("id", "=", user_id)
    .where("disabled_at", "is", null)
    .executeTakeFirst();
  return user && { hash, user };
}

/** Uses the link up, within the transaction of what it is used for. */
export async function useLink(db: Db, { hash }: JoinLink, now: Date): Promise<void> {
  await db.updateTable("one_time_links").set({ used_at: now.toISOString() }).where("hash", "=", hash).execute();
}

async function anybody(db: Db): Promise<boolean> {
  return (await db.selectFrom("users").select("id").limit(1).executeTakeFirst()) !== undefined;
}
