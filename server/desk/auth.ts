import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import type { Logger } from "pino";
import type { Store } from "../../db/store.js";
import type { Config } from "../config.js";
import { longestPassword, shortestPassword } from "./passwords.js";

export type AuthConfig = Pick<
  Config,
  | "https"
  | "authSecret"
  | "publicUrl"
  | "oidcIssuer"
  | "oidcClientId"
  | "oidcClientSecret"
  | "oidcAdmit"
  | "oidcAllowPrivate"
>;

/** How long a session lasts without a request, and at most; in seconds. */
export const sessionSeconds = { idle: 12 * 3600, most: 7 * 24 * 3600 } as const;

/** Where the library's own addresses would be; of these only the provider's way back is answered. */
export const authPath = "/desk/auth";

/** The header by which we tell the library the address that the request came from. Ours alone: none is taken over. */
export const addressHeader = "x-parallax-address";

/** The name of the session's cookie. Browsers take the first only from this very host over HTTPS. */
export function cookieName(https: boolean): string {
  return https ? "__Host-parallax" : "parallax";
}

export type Auth = Awaited<ReturnType<typeof makeAuth>>;

/**
 * The library of sign-in on the store's own connection. It hashes and checks passwords, makes sessions and speaks with
 * the provider; its addresses are not mounted, so that every post passes our own checks.
 */
export async function makeAuth(store: Store, config: AuthConfig, log: Logger) {
  // Loaded when somebody signs in: most who start the server read only, and it is large.
  const [{ betterAuth }, { oidcPlugin }] = await Promise.all([import("better-auth"), import("./oidc.js")]);
  const { https, publicUrl, oidcIssuer } = config;
  const prefix = cookieName(https);
  const admitted = config.oidcAdmit ? config.oidcAdmit.split(",") : [];
  return betterAuth({
    appName: "Parallax",
    baseURL: publicUrl || "http://localhost",
    basePath: authPath,
    secret: await secretOf(store, config.authSecret),
    telemetry: { enabled: false },
    logger: {
      level: "warn",
      log: (level, message) => log[level === "error" ? "error" : "warn"]({ part: "sign-in" }, message),
    },
    database: { db: store.db, type: store.dialect },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: longestPassword,
    },
    user: {
      modelName: "users",
      fields: { emailVerified: "email_verified", createdAt: "created_at", updatedAt: "updated_at" },
      additionalFields: {
        role: { type: "string", required: true, defaultValue: "reader", input: false },
        disabledAt: { type: "string", required: false, input: false, fieldName: "disabled_at" },
      },
      // Whoever is not invited comes in by a provider only, and with an address of an admitted domain.
      validateUserInfo: ({ user, source }) => {
        if (source.method !== "oauth") return { error: "not_invited" };
        if (!user.emailVerified) return { error: "email_not_verified" };
        if (source.action !== "create-user") return undefined;
        const domain = String(user.email).split("@").at(-1) ?? "";
        return admitted.includes(domain) ? undefined : { error: "not_invited" };
      },
    },
    session: {
      modelName: "sessions",
      fields: {
        userId: "user_id",
        expiresAt: "expires_at",
        ipAddress: "ip_address",
        userAgent: "user_agent",
        createdAt: "created_at",
        updatedAt: "updated_at",
      },
      expiresIn: sessionSeconds.idle,
      updateAge: 300,
    },
    account: {
      modelName: "accounts",
      fields: {
        userId: "user_id",
        providerId: "provider_id",
        accountId: "account_id",
        accessToken: "access_token",
        refreshToken: "refresh_token",
        idToken: "id_token",
        accessTokenExpiresAt: "access_token_expires_at",
        refreshTokenExpiresAt: "refresh_token_expires_at",
        createdAt: "created_at",
        updatedAt: "updated_at",
      },
      updateAccountOnSignIn: false,
    },
    verification: {
      modelName: "verifications",
      fields: { expiresAt: "expires_at", createdAt: "created_at", updatedAt: "updated_at" },
    },
    databaseHooks: {
      session: {
        create: {
          async before({ userId }) {
            const user = await store.db
              .selectFrom("users")
              .select("disabled_at")
              .where("id", "=", userId)
              .executeTakeFirst();
            return user !== undefined && user.disabled_at === null;
          },
        },
      },
      account: {
        create: {
          // What a provider lets its holder do is needed for one answer and has no place in a store.
          before: async (account) => ({
            data: { ...account, accessToken: null, refreshToken: null, idToken: null, scope: null },
          }),
        },
      },
    },
    plugins: oidcIssuer ? [oidcPlugin(config)] : [],
    // Guesses are counted in the store, by account and by address.
    rateLimit: { enabled: false },
    onAPIError: { errorURL: `${publicUrl}/desk/sign-in` },
    advanced: {
      cookiePrefix: prefix,
      // Else the library would put a prefix of its own before ours.
      useSecureCookies: false,
      defaultCookieAttributes: { secure: https, httpOnly: true, sameSite: "lax", path: "/" },
      cookies: { session_token: { name: prefix } },
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
  });
}

/** What signs the cookies: as set, or made once and kept beside the database file, or in a database that has none. */
async function secretOf(store: Store, set: string): Promise<string> {
  if (set) return set;
  const fresh = randomBytes(32).toString("base64url");
  if (store.dialect === "sqlite" && store.place !== "memory") {
    const file = `${store.place}.secret`;
    await writeFile(file, fresh, { flag: "wx", mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    return readFile(file, "utf8");
  }
  await store.db
    .insertInto("kept_secrets")
    .values({ name: "sessions", value: fresh })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const kept = await store.db
    .selectFrom("kept_secrets")
    .select("value")
    .where("name", "=", "sessions")
    .executeTakeFirstOrThrow();
  return kept.value;
}
