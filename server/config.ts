import { z } from "zod";

/** One setting: its name in the environment, how it is checked, and what the README and `--help` say of it. */
interface Setting<T> {
  readonly env: string;
  readonly check: z.ZodType<T>;
  readonly fallback: string;
  readonly about: string;
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
} as const;

export type Config = {
  readonly [K in keyof typeof settings]: (typeof settings)[K] extends Setting<infer T> ? T : never;
};

/** A setting has a value that cannot be used. The message is one line. */
export class ConfigError extends Error {}

/**
 * Reads and checks every setting.
 * @throws ConfigError naming each bad setting, its value and what it must be.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = [];
  const entries = Object.entries(settings).map(([key, { env, check, fallback }]) => {
    const written = environment[env] ?? fallback;
    const result = (check as z.ZodType).safeParse(written);
    // An address may hold a password, which has no place on a screen or in a log.
    const shown = written.replace(/(\/\/[^@/:]*):[^@/]*@/, "$1@");
    if (!result.success) faults.push(`${env}="${shown}" ${result.error.issues[0]?.message}`);
    return [key, result.data] as const;
  });
  if (faults.length > 0) throw new ConfigError(`${faults.join("; ")}.`);
  return Object.fromEntries(entries) as unknown as Config;
}

/** The settings as `--help` prints them. */
export function describeSettings(): string {
  return Object.values(settings)
    .map(({ env, fallback, about }) => `  ${env.padEnd(14)} ${about} Default: ${fallback}.`)
    .join("\n");
}
