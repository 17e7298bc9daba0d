import { randomUUID } from "node:crypto";
import type { ApiTokenRow, Db } from "../../db/database.js";
import type { Store } from "../../db/store.js";
import { record } from "./audit.js";
import { hashOf, makeCode } from "./codes.js";
import { type Person, type Role, roles } from "./people.js";

/** API tokens: what a program sends in a person's place. */

export const scopes = { read: "reader", edit: "editor", review: "reviewer" } as const satisfies Record<string, Role>;
export type Scope = keyof typeof scopes;

export function isScope(text: string | undefined): text is Scope {
  return text !== undefined && Object.hasOwn(scopes, text);
}

/** A token is good for a year at most. */
export const mostDays = 365;

/** Tells our tokens from other secrets, for those who search for what was published by mistake. */
const prefix = "parallax_";

/** How exactly the last use is kept: one write in so long. */
const usedWithinMs = 60_000;

export interface NewToken {
  readonly name: string;
  readonly scope: Scope;
  readonly days: number;
}

/** When something is done with a token, and from where. */
interface When {
  readonly now: Date;
  readonly address?: string | undefined;
}

/** Makes a token and gives it, which is shown once; its hash is kept. */
export function makeToken(
  store: Store,
  owner: Person,
  { name, scope, days }: NewToken,
  { now, address }: When,
): Promise<string> {
  const { code } = makeCode();
  const token = `${prefix}${code}`;
  return store.transaction(async (trx) => {
    await trx
      .insertInto("api_tokens")
      .values({
        id: randomUUID(),
        user_id: owner.id,
        name,
        scope,
        hash: hashOf(token),
        created_at: now.toISOString(),
        expires_at: new Date(now.getTime() + days * 86_400_000).toISOString(),
        last_used_at: null,
        revoked_at: null,
      })
      .execute();
    await record(trx, {
      event: "token made",
      now,
      actor: owner,
      subject: owner,
      detail: `${name} (${scope})`,
      address,
    });
    return token;
  });
}

/** A person's tokens, the latest first. */
export function listTokens(db: Db, userId: string): Promise<ApiTokenRow[]> {
  return db
    .selectFrom("api_tokens")
    .selectAll()
    .where("user_id", "=", userId)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .execute();
}

/** Ends a person's own token; says whether there was one. */
export function revokeToken(store: Store, owner: Person, id: string, { now, address }: When): Promise<boolean> {
  return store.transaction(async (trx) => {
    const token = await trx
      .updateTable("api_tokens")
      .set({ revoked_at: now.toISOString() })
      .where("id", "=", id)
      .where("user_id", "=", owner.id)
      .where("revoked_at", "is", null)
      .returning("name")
      .executeTakeFirst();
    if (token)
      await record(trx, { event: "token revoked", now, actor: owner, subject: owner, detail: token.name, address });
    return token !== undefined;
  });
}

/** Whose token it is, with the lesser of its scope and their role; `undefined` if it is not good any more, or never was. */
export async function personOfToken(db: Db, token: string, now: Date): Promise<Person | undefined> {
  const found = await db
    .selectFrom("api_tokens")
    .innerJoin("users", "users.id", "api_tokens.user_id")
    .select(["api_tokens.id as token", "scope", "last_used_at", "users.id", "users.name", "email", "role"])
    .where("hash", "=", hashOf(token))
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now.toISOString())
    .where("disabled_at", "is", null)
    .executeTakeFirst();
  if (!found) return undefined;
  if (!found.last_used_at || now.getTime() - Date.parse(found.last_used_at) > usedWithinMs)
    await db.updateTable("api_tokens").set({ last_used_at: now.toISOString() }).where("id", "=", found.token).execute();
  const { id, name, email } = found;
  const rank = Math.min(roles.indexOf(found.role), roles.indexOf(scopes[found.scope]));
  return { id, name, email, role: roles[rank] ?? "reader" };
}
