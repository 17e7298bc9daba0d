import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError, describeSettings, openWarning, readConfig, settings } from "../../server/config.js";
import { places } from "../../server/places.js";

/** The message with which an environment is refused. */
function refusal(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
}

describe("readConfig", () => {
  it("has a usable default for every setting", () => {
    expect(readConfig({})).toEqual({
      port: 3000,
      host: "127.0.0.1",
      databaseUrl: "sqlite:data/parallax.sqlite",
      filesFolder: "data/files",
      logLevel: "warn",
      cacheMegabytes: 64,
      https: false,
      trustProxy: 0,
      allowedHosts: "",
      requireSignIn: false,
      authSecret: "",
      publicUrl: "",
      oidcIssuer: "",
      oidcClientId: "",
      oidcClientSecret: "",
      oidcLabel: "single sign-on",
      oidcAdmit: "",
      oidcAllowPrivate: false,
    });
  });

  it("reads each setting from its own variable", () => {
    expect(
      readConfig({
        PORT: "8080",
        HOST: "0.0.0.0",
        DATABASE_URL: "postgres://me@db/parallax",
        FILES_FOLDER: "/var/lib/parallax",
        LOG_LEVEL: "info",
        CACHE_MB: "128",
        HTTPS: "true",
        TRUST_PROXY: "1",
        ALLOWED_HOSTS: "facts.example.org,facts",
        REQUIRE_SIGN_IN: "true",
        AUTH_SECRET: "x".repeat(32),
        PUBLIC_URL: "https://facts.example.org",
        OIDC_ISSUER: "https://id.example.org/realm",
        OIDC_CLIENT_ID: "parallax",
        OIDC_CLIENT_SECRET: "hush",
        OIDC_LABEL: "Example ID",
        OIDC_ADMIT: "example.org,example.com",
        OIDC_ALLOW_PRIVATE: "true",
      }),
    ).toEqual({
      port: 8080,
      host: "0.0.0.0",
      databaseUrl: "postgres://me@db/parallax",
      filesFolder: "/var/lib/parallax",
      logLevel: "info",
      cacheMegabytes: 128,
      https: true,
      trustProxy: 1,
      allowedHosts: "facts.example.org,facts",
      requireSignIn: true,
      authSecret: "x".repeat(32),
      publicUrl: "https://facts.example.org",
      oidcIssuer: "https://id.example.org/realm",
      oidcClientId: "parallax",
      oidcClientSecret: "hush",
      oidcLabel: "Example ID",
      oidcAdmit: "example.org,example.com",
      oidcAllowPrivate: true,
    });
  });

  it.each([
    ["PORT", "0"],
    ["PORT", "65535"],
    ["DATABASE_URL", "sqlite::memory:"],
    ["DATABASE_URL", "data/other.sqlite"],
    ["DATABASE_URL", "postgresql://me:secret@db:5432/parallax"],
    ["HOST", "::1"],
  ])("takes %s=%s", (name, value) => {
    expect(refusal({ [name]: value })).toBe("");
  });

  it.each([
    ["PORT", "65536", "must be a whole number from 0 to 65535"],
    ["PORT", "-1", "must be a whole number from 0 to 65535"],
    ["PORT", "80a", "must be a whole number from 0 to 65535"],
    ["PORT", "3000.5", "must be a whole number from 0 to 65535"],
    ["PORT", "", "must be a whole number from 0 to 65535"],
    ["PORT", " 3000", "must be a whole number from 0 to 65535"],
    ["PORT", "99999999999999999999", "must be a whole number from 0 to 65535"],
    ["HOST", "", "must not be empty"],
    ["DATABASE_URL", "mysql://me@db/parallax", "must be sqlite:PATH or postgres://USER@HOST/NAME"],
    ["DATABASE_URL", "sqlite:", "must be sqlite:PATH or postgres://USER@HOST/NAME"],
    ["DATABASE_URL", "", "must be sqlite:PATH or postgres://USER@HOST/NAME"],
    ["FILES_FOLDER", "", "must not be empty"],
    ["LOG_LEVEL", "verbose", "must be silent, error, warn, info or debug"],
    ["CACHE_MB", "0", "must be a whole number from 1 to 65536"],
    ["HTTPS", "yes", "must be true or false"],
    ["TRUST_PROXY", "true", "must be a whole number from 0 to 10"],
    ["REQUIRE_SIGN_IN", "1", "must be true or false"],
    ["PUBLIC_URL", "https://a.example/path", "must be like https://facts.example.org, without a path"],
    ["OIDC_ISSUER", "id.example.org", "must be the https address of an OpenID Connect issuer"],
    ["OIDC_ADMIT", "@example.org", "must be domains in small letters with commas between them"],
  ])("refuses %s=%j in one line that says what would do", (name, value, wanted) => {
    expect(refusal({ [name]: value })).toBe(`${name}="${value}" ${wanted}.`);
  });

  it("names every bad setting at once, still in one line", () => {
    const message = refusal({ PORT: "x", HTTPS: "maybe" });
    expect(message).toMatch(/^PORT="x" must .+; HTTPS="maybe" must .+\.$/);
    expect(message).not.toContain("\n");
  });

  it("wants all of what OpenID Connect needs", () => {
    expect(refusal({ OIDC_ISSUER: "https://id.example.org" })).toBe(
      "OIDC_ISSUER needs OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and PUBLIC_URL as well.",
    );
  });

  it("does not print a secret", () => {
    expect(refusal({ AUTH_SECRET: "too-short" })).toBe(
      'AUTH_SECRET="…" must have at least 32 characters, without spaces.',
    );
  });

  it("does not print a password", () => {
    expect(refusal({ DATABASE_URL: "mysql://me:secret@db/parallax" })).not.toContain("secret");
  });
});

describe("openWarning", () => {
  it.each(["0.0.0.0", "::", "192.168.1.5", "facts.example.org"])("warns of %s, which others reach", (host) => {
    expect(openWarning({ host, requireSignIn: false })).toContain(`HOST=${host} opens Parallax to the network`);
    expect(openWarning({ host, requireSignIn: true })).toBeUndefined();
  });

  it.each(["127.0.0.1", "127.8.8.8", "::1", "localhost"])(
    "is silent on %s, which only this machine reaches",
    (host) => {
      expect(openWarning({ host, requireSignIn: false })).toBeUndefined();
    },
  );
});

describe("describeSettings", () => {
  it("tells of every setting in a line with its default", () => {
    const lines = describeSettings().split("\n");
    expect(lines).toHaveLength(Object.keys(settings).length);
    for (const { env, about, fallback } of Object.values(settings)) {
      expect(lines.filter((line) => line.trim().startsWith(`${env} `))).toEqual([
        expect.stringContaining(`${about} Default: ${fallback}.`),
      ]);
    }
  });

  it("gives defaults that pass the check themselves", () => {
    const defaults = Object.fromEntries(Object.values(settings).map(({ env, fallback }) => [env, fallback]));
    expect(readConfig(defaults)).toEqual(readConfig({}));
  });
});

describe("the README", () => {
  const readme = readFileSync(join(places.root, "README.md"), "utf8");

  it.each(Object.values(settings).map(({ env, fallback }) => [env, fallback]))(
    "tells of %s and its default",
    (env, fallback) => {
      expect(readme).toContain(`| \`${env}\` | \`${fallback}\` |`);
    },
  );
});
