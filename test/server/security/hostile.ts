import { createHash } from "node:crypto";
import type { Response } from "supertest";
import { expect } from "vitest";
import type { Store } from "../../../db/store.js";
import { tableNames } from "../../../db/tables.js";
import type { App } from "../../../server/app.js";

/** A name that nothing of ours has: where it stands as an element or attribute, a text has become markup. */
export const mark = "zq9x";

/** A text that breaks out of text, of attributes in either quotes, of title, style, script, textarea and CDATA. */
export const markup = `"'></title></style></script></textarea>]]>--><${mark} ${mark}attr=1><img src=${mark} onerror=${mark}()><svg onload=${mark}()>" ${mark}attr="1' ${mark}attr='1`;

export const sqlAttacks = [
  "' OR '1'='1",
  "'; DROP TABLE companies; --",
  "1) UNION SELECT token FROM sessions --",
  "x' AND (SELECT COUNT(*) FROM sqlite_master) > 0 --",
  "\\'; DELETE FROM sources; --",
  '" OR ""="',
];

/** What a header would be split by, plain and as other alphabets have it. */
export const headerAttacks = [`x\r\nSet-Cookie: ${mark}=1`, `x\n${mark}: 1`, `x\r\n\r\n<${mark}>`, `嘊嘍${mark}: 1`];

export const traversals = [
  "../../../../etc/passwd",
  "..%2f..%2f..%2f..%2fetc%2fpasswd",
  "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
  "..%252f..%252f..%252fetc%252fpasswd",
  "..%5c..%5c..%5cwindows%5cwin.ini",
  "....//....//etc/passwd",
  "%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
  "..;/..;/etc/passwd",
  "/etc/passwd",
  "package.json",
  ".git/config",
  "..%00.csv",
];

export const elsewhere = [
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example/",
  "\\\\evil.example",
  "/\t/evil.example",
  "/%0a/evil.example",
  "///evil.example",
  "/..//evil.example",
  "https:evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "/@evil.example/..//evil.example",
  "http://127.0.0.1@evil.example",
];

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle?: { readonly stack?: readonly Layer[] };
}

/** Every route of the app with its methods, as they stand on its routers. */
export function routesOf(app: App): readonly { readonly method: string; readonly path: string }[] {
  const walk = (layers: readonly Layer[]): { method: string; path: string }[] =>
    layers.flatMap(({ route, handle }) =>
      route ? Object.keys(route.methods).map((method) => ({ method, path: route.path })) : walk(handle?.stack ?? []),
    );
  const routes = walk((app.locals["router"] as { readonly stack: readonly Layer[] }).stack);
  expect(routes.length).toBeGreaterThan(200);
  return routes;
}

/** An address of a route: what its parameters stand for is given by name, or by one text for all. */
export function addressOf(path: string, values: Readonly<Record<string, string>> | string): string {
  const value = (name: string) => (typeof values === "string" ? values : (values[name] ?? "1"));
  return path.replace(/\{\.:form\}/g, "").replace(/[:*](\w+)/g, (_all, name: string) => value(name));
}

/** A hash over every row of every table of facts. */
export async function factsHash({ db }: Pick<Store, "db">): Promise<string> {
  const hash = createHash("sha256");
  for (const table of tableNames) {
    const rows = await db.selectFrom(table).selectAll().execute();
    hash.update(table).update(
      rows
        .map((row) => JSON.stringify(row))
        .sort()
        .join("\n"),
    );
  }
  return hash.digest("hex");
}

/** Fails where a text of ours has become markup, or an answer could be taken for a page that is none. */
export function expectHarmless(answer: Response): void {
  const address = answer.request.url.slice(0, 300);
  expect(answer.status, address).toBeLessThan(500);
  expect(answer.headers["x-content-type-options"], address).toBe("nosniff");
  for (const [name, value] of Object.entries(answer.headers)) {
    expect(name, address).not.toContain(mark);
    if (name === "set-cookie") expect(String(value), address).not.toContain(`${mark}=`);
  }
  const type = answer.headers["content-type"] ?? "";
  const text = answer.text ?? (Buffer.isBuffer(answer.body) ? answer.body.toString() : "");
  if (type.startsWith("text/html")) expectNoMarkup(text, address);
  if (/svg|xml|graphml/.test(type)) expect(text, address).not.toMatch(new RegExp(`<${mark}|<img src=${mark}`));
  // What is neither a page nor a picture is never run, as long as it says what it is.
  else if (type && !type.startsWith("text/html"))
    expect(type, address).toMatch(
      /^(application\/([\w.]+\+)?json|text\/(css|csv|plain|markdown)|image\/png|application\/(zip|pdf|vnd\.sqlite3|octet-stream)|text\/vnd\.graphviz)/,
    );
}

/** A tag as a browser reads it: quoted values may hold anything. */
const tags = /<(\/?[a-z][^\s/>"']*)((?:[^"'>]|"[^"]*"|'[^']*')*)>/gi;
const attributes = /([^\s"'>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

function expectNoMarkup(html: string, address: string): void {
  const wrong: string[] = [];
  for (const [tag, element = "", rest = ""] of html.matchAll(tags)) {
    if (element.toLowerCase().includes(mark)) wrong.push(tag);
    if (element === "script" && !/ src="\/assets\/| type="application\/json"/.test(tag)) wrong.push(tag);
    for (const [, name = "", double, single, bare] of rest.matchAll(attributes)) {
      const value = double ?? single ?? bare ?? "";
      if (/^on|^srcdoc$|^style$/i.test(name) || name.includes(mark)) wrong.push(tag);
      if (/^(href|src|action|formaction)$/i.test(name) && /^\s*(javascript|vbscript|data:text)/i.test(value))
        wrong.push(tag);
    }
  }
  expect(wrong.slice(0, 2), address).toEqual([]);
}
