import type { BetterAuthPlugin } from "better-auth";
import { createAuthorizationURL, type OAuthProvider, verifyProviderIdToken } from "better-auth/oauth2";
import type { Config } from "../config.js";
import { FetchRefused, guardedJson } from "./guarded-fetch.js";

/** The provider's name among the ways in: in the store and in the address it sends people back to. */
export const oidcId = "oidc";

type OidcConfig = Pick<Config, "oidcIssuer" | "oidcClientId" | "oidcClientSecret" | "oidcAllowPrivate">;

/** What the provider says of itself, as far as it is needed. */
interface Discovered {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly userinfoEndpoint?: string;
  readonly jwksUri: string;
  /** Whether it takes our secret in the header; all must, by OpenID Connect Discovery 1.0, unless they say otherwise. */
  readonly basic: boolean;
}

type Claims = Record<string, unknown> & { readonly sub?: unknown };

/** What a key set is asked for again at the earliest when a token names a key that it does not hold. */
const keysLastMs = 30_000;

/** Signatures that OpenID providers make with a key pair. Never those made with the shared secret. */
const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

/**
 * One OpenID Connect provider, named by its issuer. The library's generic provider asks addresses by itself and at the
 * start; this one asks when somebody signs in, so that a provider that is down keeps nobody else from the desk and can
 * be tried again, and it reaches private addresses only where that is allowed. The library keeps state, PKCE and nonce.
 */
export function oidcPlugin(config: OidcConfig): BetterAuthPlugin {
  const provider = oidcProvider(config);
  return { id: "parallax-oidc", init: () => ({ context: { socialProviders: [provider] } }) };
}

function oidcProvider(config: OidcConfig): OAuthProvider<Claims> {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecret: clientSecret } = config;
  const ask = (address: string, more: Omit<Parameters<typeof guardedJson>[1], "allowPrivate"> = {}) =>
    guardedJson(address, { ...more, allowPrivate: config.oidcAllowPrivate });
  const discovered = kept(() => discover(issuer, ask));
  let keys: { readonly at: number; readonly set: readonly Record<string, unknown>[] } = { at: 0, set: [] };

  const keyOf = async (kid: string | undefined, alg: string) => {
    const fitting = () =>
      keys.set.find((key) => (kid === undefined || key["kid"] === kid) && (key["alg"] ?? alg) === alg);
    if (!fitting() && Date.now() - keys.at > keysLastMs) {
      const { jwksUri } = await discovered();
      const { keys: set } = await ask(jwksUri);
      keys = { at: Date.now(), set: Array.isArray(set) ? set : [] };
    }
    const key = fitting();
    if (!key) throw new FetchRefused("The provider publishes no key by which its token could be checked.");
    return key;
  };

  const provider: OAuthProvider<Claims> = {
    id: oidcId,
    name: oidcId,
    issuer,
    requiresIdTokenNonce: true,
    idToken: { jwks: ({ kid, alg = "" }) => keyOf(kid, alg), issuer, audience: clientId, algorithms },
    accountSubject: ({ profile }) => String(profile.sub ?? ""),

    async createAuthorizationURL({ state, codeVerifier, redirectURI, idTokenNonce }) {
      const { authorizationEndpoint } = await discovered();
      return createAuthorizationURL({
        id: oidcId,
        options: { clientId },
        authorizationEndpoint,
        redirectURI,
        state,
        codeVerifier,
        nonce: idTokenNonce,
        scopes: ["openid", "email", "profile"],
      });
    },

    async validateAuthorizationCode({ code, codeVerifier = "", redirectURI }) {
      const { tokenEndpoint, basic } = await discovered();
      const form = new URLSearchParams({
        grant_type: "authorization_code",
        code,
        redirect_uri: redirectURI,
        code_verifier: codeVerifier,
        ...(!basic && { client_id: clientId, client_secret: clientSecret }),
      });
      const tokens = await ask(tokenEndpoint, {
        method: "POST",
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          ...(basic && { authorization: basicCredentials(clientId, clientSecret) }),
        },
        body: String(form),
      });
      return { idToken: textOf(tokens["id_token"]), accessToken: textOf(tokens["access_token"]) };
    },

    async getUserInfo({ idToken, accessToken, expectedIdTokenNonce }) {
      if (!idToken || !expectedIdTokenNonce) return null;
      if (!(await verifyProviderIdToken(provider, idToken, expectedIdTokenNonce))) return null;
      const proven = claimsOf(idToken);
      const { userinfoEndpoint } = await discovered();
      // Many providers tell the address only there.
      const told =
        proven["email"] === undefined && userinfoEndpoint && accessToken
          ? await ask(userinfoEndpoint, { headers: { authorization: `Bearer ${accessToken}` } })
          : {};
      if (told["sub"] !== undefined && told["sub"] !== proven.sub) return null;
      const claims: Claims = { ...told, ...proven };
      const email = textOf(claims["email"]);
      return {
        user: {
          email,
          name: textOf(claims["name"]) ?? email ?? "",
          emailVerified: claims["email_verified"] === true,
        },
        data: claims,
      };
    },
  };
  return provider;
}

async function discover(
  issuer: string,
  ask: (address: string) => Promise<Record<string, unknown>>,
): Promise<Discovered> {
  const told = await ask(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  if (told["issuer"] !== issuer)
    throw new FetchRefused(`The provider says that it is ${JSON.stringify(told["issuer"])}, not ${issuer}.`);
  const need = (name: string) => {
    const address = textOf(told[name]);
    if (!address || !URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
      throw new FetchRefused(`The provider does not say its ${name}.`);
    return address;
  };
  const methods = told["token_endpoint_auth_methods_supported"];
  const userinfoEndpoint = textOf(told["userinfo_endpoint"]);
  return {
    authorizationEndpoint: need("authorization_endpoint"),
    tokenEndpoint: need("token_endpoint"),
    jwksUri: need("jwks_uri"),
    ...(userinfoEndpoint && { userinfoEndpoint }),
    basic: !Array.isArray(methods) || methods.includes("client_secret_basic"),
  };
}

/** Asks once and keeps the answer; a failure is not kept. */
function kept<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = undefined;
      throw error;
    });
    return answer;
  };
}

/** Name and secret as RFC 6749, section 2.3.1, has them: each encoded as a form is. */
function basicCredentials(id: string, secret: string): string {
  const encoded = (text: string) => new URLSearchParams({ t: text }).toString().slice(2);
  return `Basic ${Buffer.from(`${encoded(id)}:${encoded(secret)}`).toString("base64")}`;
}

/** What a token that has been checked says. */
function claimsOf(token: string): Claims {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
