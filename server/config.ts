import { z } from "zod";

/** One setting: its name in the environment, how it is checked, and what the README and `--help` say of it. */
interface Setting<T> {
  readonly env: string;
  readonly check: z.ZodType<T>;
  readonly fallback: string;
  readonly about: string;
  /** Its value has no place on a screen. */
  readonly secret?: true;
}

const setting = <T>(env: string, check: z.ZodType<T>, fallback: string, about: string): Setting<T> => ({
  env,
  check,
  fallback,
  about,
});

const flag = z.enum(["true", "false"], { error: "must be true or false" }).transform((value) => value === "true");
const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, { error: `must be a whole number from ${min} to ${max}` })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error: `must be a whole number from ${min} to ${max}` });
/** A setting that may be left out, which is written "none" and read as an empty text. */
const optional = (fits: RegExp, error: string) =>
  z
    .string()
    .regex(new RegExp(`^(none|${fits.source})$`), { error })
    .transform((value) => (value === "none" ? "" : value));
const nonEmpty = z.string().min(1, { error: "must not be empty" });

/** Every setting of the product. Read once at the start; nothing else reads the environment. */
export const settings = {
  port: setting("PORT", whole(0, 65535), "3000", "Port to listen on; 0 takes any free one."),
  host: setting("HOST", nonEmpty, "127.0.0.1", "Address to listen on; 0.0.0.0 opens it to the network."),
  databaseUrl: setting(
    "DATABASE_URL",
    z.string().regex(/^(postgres(ql)?:\/\/.+|sqlite:.+|(?!sqlite:|[a-z]+:\/\/).+)$/, {
      error: "must be sqlite:PATH or postgres://USER@HOST/NAME",
    }),
    "sqlite:data/parallax.sqlite",
    "Where the facts are kept: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME.",
  ),
  filesFolder: setting(
    "FILES_FOLDER",
    nonEmpty,
    "data/files",
    "Folder for finished downloads; it can be emptied at any time.",
  ),
  logLevel: setting(
    "LOG_LEVEL",
    z.enum(["silent", "error", "warn", "info", "debug"], { error: "must be silent, error, warn, info or debug" }),
    "warn",
    "How much is logged to standard output as JSON lines: silent, error, warn, info (every request) or debug.",
  ),
  cacheMegabytes: setting("CACHE_MB", whole(1, 65536), "64", "Memory for finished answers, in megabytes."),
  https: setting(
    "HTTPS",
    flag,
    "false",
    "true if people reach it through HTTPS (a proxy in front): adds HSTS and upgrades plain links.",
  ),
  trustProxy: setting(
    "TRUST_PROXY",
    whole(0, 10),
    "0",
    "Number of proxies in front whose X-Forwarded headers are believed.",
  ),
  allowedHosts: setting(
    "ALLOWED_HOSTS",
    optional(/[a-z0-9.-]+(,[a-z0-9.-]+)*/, "must be names in small letters with commas between them, without ports"),
    "none",
    "Names under which people reach it, beside localhost, IP addresses and that of PUBLIC_URL.",
  ),
  requireSignIn: setting("REQUIRE_SIGN_IN", flag, "false", "true closes reading to those who have not signed in."),
  authSecret: {
    ...setting(
      "AUTH_SECRET",
      optional(/\S{32,}/, "must have at least 32 characters, without spaces"),
      "none",
      "Secret that signs session cookies; without it one is made and kept beside the database.",
    ),
    secret: true,
  },
  publicUrl: setting(
    "PUBLIC_URL",
    optional(/https?:\/\/[^/?#@]+/, "must be like https://facts.example.org, without a path"),
    "none",
    "Address under which people reach it; a provider of sign-in sends them back there.",
  ),
  oidcIssuer: setting(
    "OIDC_ISSUER",
    optional(/https?:\/\/[^?#@]+/, "must be the https address of an OpenID Connect issuer"),
    "none",
    "Issuer of OpenID Connect by which people may sign in.",
  ),
  oidcClientId: setting(
    "OIDC_CLIENT_ID",
    optional(/\S+/, "must have no spaces"),
    "none",
    "Name by which the issuer knows this server.",
  ),
  oidcClientSecret: {
    ...setting("OIDC_CLIENT_SECRET", optional(/\S+/, "must have no spaces"), "none", "Secret shared with the issuer."),
    secret: true,
  },
  oidcLabel: setting("OIDC_LABEL", nonEmpty, "single sign-on", "What the button of the sign-in page calls the issuer."),
  oidcAdmit: setting(
    "OIDC_ADMIT",
    optional(/[a-z0-9.-]+(,[a-z0-9.-]+)*/, "must be domains in small letters with commas between them"),
    "none",
    "Domains whose people the issuer may bring in as readers without an invitation: example.org,example.com.",
  ),
  oidcAllowPrivate: setting(
    "OIDC_ALLOW_PRIVATE",
    flag,
    "false",
    "true lets the issuer stand on a private or loopback address.",
  ),
} as const satisfies Readonly<Record<string, Setting<unknown>>>;

export type Config = {
  readonly [K in keyof typeof settings]: (typeof settings)[K] extends Setting<infer T> ? T : never;
};

/** Whether only this machine reaches what listens there. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d+){3}$/.test(host);
}

/** What is said, loudly, of a server that everybody on the network may read; `undefined` where nobody else can. */
export function openWarning({ host, requireSignIn }: Pick<Config, "host" | "requireSignIn">): string | undefined {
  if (isLoopback(host) || requireSignIn) return undefined;
  return `HOST=${host} opens Parallax to the network and reading needs no sign-in. To close it: REQUIRE_SIGN_IN=true`;
}

/** A setting has a value that cannot be used. The message is one line. */
export class ConfigError extends Error {}

/**
 * Reads and checks every setting.
 * @throws ConfigError naming each bad setting, its value and what it must be.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = [];
  const entries = Object.entries<Setting<unknown>>(settings).map(([key, { env, check, fallback, secret }]) => {
    const written = environment[env] ?? fallback;
    const result = (check as z.ZodType).safeParse(written);
    // An address may hold a password, which has no place on a screen or in a log.
    const shown = secret ? "…" : written.replace(/(\/\/[^@/:]*):[^@/]*@/, "$1@");
    if (!result.success) faults.push(`${env}="${shown}" ${result.error.issues[0]?.message}`);
    return [key, result.data] as const;
  });
  if (faults.length > 0) throw new ConfigError(`${faults.join("; ")}.`);
  const config = Object.fromEntries(entries) as unknown as Config;
  if (config.oidcIssuer && !(config.oidcClientId && config.oidcClientSecret && config.publicUrl))
    throw new ConfigError("OIDC_ISSUER needs OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and PUBLIC_URL as well.");
  return config;
}

/** The settings as `--help` prints them. */
export function describeSettings(): string {
  return Object.values(settings)
    .map(({ env, fallback, about }) => `  ${env.padEnd(18)} ${about} Default: ${fallback}.`)
    .join("\n");
}
