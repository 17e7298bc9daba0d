import { createHash, randomUUID } from "node:crypto";
import { isIPv6 } from "node:net";
import type { Db } from "../../db/database.js";
import type { Store } from "../../db/store.js";

/**
 * Limits how often passwords are guessed. Of the ten guesses that an account gets in a quarter of an hour, half are
 * kept for addresses that it has been signed in to from before, so that a stranger who guesses without end does not
 * shut its owner out (OWASP's "device cookies", with the address in the cookie's place).
 */
export const guessLimits = { minutes: 15, unknown: 5, known: 5, address: 30 } as const;

/** How long an address stays known. */
const knownDays = 90;

export interface Guess {
  readonly email: string;
  readonly address: string;
  readonly now: Date;
}

/**
 * Takes one of the guesses that are left; gives its id, or `undefined` where none is left. Whether there is such an
 * account changes nothing. Counting and taking are one transaction, so that guesses at a time are counted as well.
 */
export async function takeGuess(store: Store, { email, address, now }: Guess): Promise<string | undefined> {
  const account = accountKey(email);
  const network = networkOf(address);
  return store.transaction(async (trx) => {
    const known = await isKnown(trx, { email, address, now });
    const recent = trx.selectFrom("sign_in_guesses").where("at", ">", ago(now, guessLimits.minutes * 60_000));
    const { of } = await recent
      .select(({ fn }) => fn.countAll<number>().as("of"))
      .where("account", "=", account)
      .where("known", "=", known ? 1 : 0)
      .executeTakeFirstOrThrow();
    const { from } = await recent
      .select(({ fn }) => fn.countAll<number>().as("from"))
      .where("address", "=", network)
      .executeTakeFirstOrThrow();
    if (of >= (known ? guessLimits.known : guessLimits.unknown) || from >= guessLimits.address) return undefined;
    await trx.deleteFrom("sign_in_guesses").where("at", "<", ago(now, 86_400_000)).execute();
    const id = randomUUID();
    await trx
      .insertInto("sign_in_guesses")
      .values({ id, account, address: network, known: known ? 1 : 0, at: now.toISOString() })
      .execute();
    return id;
  });
}

/** Gives a guess back that was none. */
export async function forgetGuess(db: Db, id: string): Promise<void> {
  await db.deleteFrom("sign_in_guesses").where("id", "=", id).execute();
}

/** Whether the account has been signed in to from this address. */
async function isKnown(db: Db, { email, address, now }: Guess): Promise<boolean> {
  const found = await db
    .selectFrom("audit_log")
    .innerJoin("users", "users.id", "audit_log.subject_id")
    .select("audit_log.id")
    .where("users.email", "=", email)
    .where("audit_log.event", "=", "sign-in")
    .where("audit_log.address", "=", address)
    .where("audit_log.at", ">", ago(now, knownDays * 86_400_000))
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

function ago(now: Date, ms: number): string {
  return new Date(now.getTime() - ms).toISOString();
}

/** What was typed as an address may be a password, so that only its hash is kept. */
function accountKey(email: string): string {
  return createHash("sha256").update(email).digest("hex");
}

/** What one customer of a network has to change among: of IPv6 the first half of an address, else the whole. */
export function networkOf(address: string): string {
  const [plain = ""] = address.split("%");
  if (!isIPv6(plain) || plain.includes(".")) return address;
  const [head = "", tail] = plain.split("::");
  const [first, last] = [head, tail ?? ""].map((part) => part.split(":").filter(Boolean)) as [string[], string[]];
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  const groups = [...first, ...Array<string>(zeros).fill("0"), ...last];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
