import { randomUUID } from "node:crypto";
import type { Db } from "../../db/database.js";
import type { Store } from "../../db/store.js";
import { HttpError, NotFound } from "../web/errors.js";
import { type AuditEvent, record } from "./audit.js";
import { type JoinLink, linkFor, useLink } from "./links.js";
import type { Person, Role } from "./people.js";

/** Who may come in and what they may do. Each change is one transaction with its entry in the audit log. */

export interface Change {
  /** The administrator who makes it. */
  readonly by: Person;
  readonly now: Date;
  readonly address?: string | undefined;
}

export interface Invitation {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

/** Everybody, with how often they are signed in and whether they have a way in yet. */
export async function listPeople(db: Db, now: Date) {
  const people = await db.selectFrom("users").selectAll().orderBy("name").orderBy("id").execute();
  const accounts = await db.selectFrom("accounts").select("user_id").distinct().execute();
  const joined = new Set(accounts.map(({ user_id }) => user_id));
  const sessions = await db.selectFrom("sessions").select(["user_id", "expires_at"]).execute();
  return people.map((person) => ({
    ...person,
    joined: joined.has(person.id),
    sessions: sessions.filter((one) => one.user_id === person.id && new Date(one.expires_at) > now).length,
  }));
}

/** Adds a person and gives the code of the link by which they come in; `undefined` if the address is there already. */
export function invite(store: Store, { name, email, role }: Invitation, { by, now, address }: Change) {
  return store.transaction(async (trx) => {
    const there = await trx.selectFrom("users").select("id").where("email", "=", email).executeTakeFirst();
    if (there) return undefined;
    const person = await insertUser(trx, { name, email, role }, now);
    await record(trx, { event: "invitation", now, actor: by, subject: person, detail: `${email} as ${role}`, address });
    return linkFor(trx, person.id, now);
  });
}

/** A new link for somebody who lost the first, or their password. */
export function renewLink(store: Store, id: string, { by, now, address }: Change) {
  return store.transaction(async (trx) => {
    const person = await getUser(trx, id);
    if (person.disabled_at) throw new HttpError(409, "Disabled", `${person.name} is disabled; enable them first.`);
    await record(trx, { event: "link made", now, actor: by, subject: person, address });
    return { code: await linkFor(trx, id, now), email: person.email };
  });
}

export function changeRole(store: Store, id: string, role: Role, { by, now, address }: Change): Promise<void> {
  return store.transaction(async (trx) => {
    const person = await getUser(trx, id);
    if (person.role === role) return;
    if (role !== "admin") await keepAnAdmin(trx, person);
    await trx.updateTable("users").set({ role, updated_at: now.toISOString() }).where("id", "=", id).execute();
    await record(trx, {
      event: "role changed",
      now,
      actor: by,
      subject: person,
      detail: `${person.role} → ${role}`,
      address,
    });
  });
}

/** Shuts somebody out at once: their sessions, tokens and links end. What they did stays theirs. */
export function disable(store: Store, id: string, { by, now, address }: Change): Promise<void> {
  return store.transaction(async (trx) => {
    const person = await getUser(trx, id);
    if (person.disabled_at) return;
    await keepAnAdmin(trx, person);
    const at = now.toISOString();
    await trx.updateTable("users").set({ disabled_at: at, updated_at: at }).where("id", "=", id).execute();
    await trx.deleteFrom("sessions").where("user_id", "=", id).execute();
    await trx.deleteFrom("one_time_links").where("user_id", "=", id).where("used_at", "is", null).execute();
    await trx
      .updateTable("api_tokens")
      .set({ revoked_at: at })
      .where("user_id", "=", id)
      .where("revoked_at", "is", null)
      .execute();
    await record(trx, { event: "person disabled", now, actor: by, subject: person, address });
  });
}

export function enable(store: Store, id: string, { by, now, address }: Change): Promise<void> {
  return store.transaction(async (trx) => {
    const person = await getUser(trx, id);
    if (!person.disabled_at) return;
    await trx
      .updateTable("users")
      .set({ disabled_at: null, updated_at: now.toISOString() })
      .where("id", "=", id)
      .execute();
    await record(trx, { event: "person enabled", now, actor: by, subject: person, address });
  });
}

/** Ends a person's sessions: all, all but one, or one. Gives how many there were. */
export function endSessions(
  store: Store,
  id: string,
  which: { readonly only?: string; readonly but?: string | undefined },
  { by, now, address }: Change,
): Promise<number> {
  const { only, but } = which;
  return store.transaction(async (trx) => {
    const person = await getUser(trx, id);
    const ended = await trx
      .deleteFrom("sessions")
      .where("user_id", "=", id)
      .$if(only !== undefined, (query) => query.where("id", "=", only ?? ""))
      .$if(but !== undefined, (query) => query.where("id", "!=", but ?? ""))
      .returning("id")
      .execute();
    if (ended.length > 0)
      await record(trx, {
        event: "sessions ended",
        now,
        actor: by,
        subject: person,
        detail: String(ended.length),
        address,
      });
    return ended.length;
  });
}

/** What a link is used for. `who` tells the name, and the address of a first administrator. */
export interface Joining {
  readonly who: Pick<Invitation, "name" | "email">;
  readonly passwordHash: string;
  readonly now: Date;
  readonly address?: string | undefined;
}

/**
 * Uses a link up: sets the password, ends every earlier session and makes the first administrator where there is
 * nobody. The link is looked up anew in the transaction, so that it serves once.
 */
export function join(
  store: Store,
  find: (db: Db) => Promise<JoinLink | undefined>,
  { who, passwordHash, now, address }: Joining,
): Promise<boolean> {
  return store.transaction(async (trx) => {
    const link = await find(trx);
    if (!link) return false;
    const person = link.user ?? (await insertUser(trx, { ...who, role: "admin" }, now));
    await useLink(trx, link, now);
    const at = now.toISOString();
    await trx.updateTable("users").set({ name: who.name, updated_at: at }).where("id", "=", person.id).execute();
    await trx.deleteFrom("sessions").where("user_id", "=", person.id).execute();
    await trx
      .deleteFrom("accounts")
      .where("user_id", "=", person.id)
      .where("provider_id", "=", passwordAccount)
      .execute();
    await trx
      .insertInto("accounts")
      .values({
        id: randomUUID(),
        user_id: person.id,
        provider_id: passwordAccount,
        account_id: person.id,
        password: passwordHash,
        created_at: at,
        updated_at: at,
      })
      .execute();
    const subject = { id: person.id, name: who.name };
    const event: AuditEvent = link.user ? "password set" : "first administrator";
    await record(trx, { event, now, actor: subject, subject, address });
    return true;
  });
}

/** The library's name for the way in by password. */
export const passwordAccount = "credential";

async function insertUser(trx: Db, { name, email, role }: Invitation, now: Date) {
  const id = randomUUID();
  const at = now.toISOString();
  await trx
    .insertInto("users")
    // Either kind of database takes the text "1" for its own kind of truth, and no other spelling of it.
    .values({
      id,
      name,
      email,
      email_verified: 1,
      image: null,
      created_at: at,
      updated_at: at,
      role,
      disabled_at: null,
    })
    .execute();
  return { id, name, email };
}

async function getUser(db: Db, id: string) {
  const user = await db.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst();
  if (!user) throw new NotFound(`There is nobody with the id "${id.slice(0, 60)}".`);
  return user;
}

/** Refuses to take away the last administrator who can come in. */
async function keepAnAdmin(trx: Db, person: { readonly id: string; readonly role: Role }): Promise<void> {
  if (person.role !== "admin") return;
  const other = await trx
    .selectFrom("users")
    .innerJoin("accounts", "accounts.user_id", "users.id")
    .select("users.id")
    .where("role", "=", "admin")
    .where("disabled_at", "is", null)
    .where("users.id", "!=", person.id)
    .limit(1)
    .executeTakeFirst();
  if (!other)
    throw new HttpError(409, "The last administrator", "Somebody has to be administrator: name another one first.");
}
