import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, resolve } from "node:path";
import { parseArgs } from "node:util";
import pino from "pino";
import { migrate, NewerStoreError } from "../db/migrate.js";
import { openStore, type Store, StoreError } from "../db/store.js";
import { createApp } from "../server/app.js";
import { ConfigError, readConfig } from "../server/config.js";
import { places } from "../server/places.js";
import { listDrafts } from "../server/reports/drafts.js";
import { readyMade } from "../server/reports/ready-made.js";
import { FilesFolderError, writeWhole } from "../server/web/finished-files.js";

const forms = ["pdf", "html", "zip"] as const;
type Form = (typeof forms)[number];

const help = `Writes a report of the store named by DATABASE_URL to a file, for cron and the like. A file of that name is replaced
once the new one is whole; on failure it stays as it is.

Usage: npm run report -- SLUG [options]     a report: landscape, chips, dependence, company-01-ai, then-and-now, a draft's
       npm run report -- --list             all of them

  --out FILE          Where to. Default: SLUG.pdf
  --format FORM       pdf, html (one file that needs nothing else) or, with --edition, zip. Default: by FILE's ending, else pdf.
  --company ID        The company brief of one: --company 01-ai is company-01-ai.
  --edition N         A frozen edition instead of what is known now.
  --as-of DATE        The day it looks from: 2024, 2024-02 or 2024-02-21. Default: the report's own, else today.
  --a CODE, --b CODE  The countries compared. Default: the report's own.
  --confidence LEVEL  The weakest evidence that counts: confirmed, reported, estimated or disputed.
  --paper PAPER       A4 or Letter.
`;

/** The command line asks for what cannot be done. The message is one line. */
class UsageError extends Error {}

interface Asked {
  readonly slug: string;
  readonly form: Form;
  readonly out: string;
  /** Where the server has it. */
  readonly address: string;
}

const text = { type: "string" } as const;
const options = {
  help: { type: "boolean" },
  list: { type: "boolean" },
  out: text,
  format: text,
  company: text,
  edition: text,
  "as-of": text,
  a: text,
  b: text,
  confidence: text,
  paper: text,
} as const;

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // Node's own sentence names the option.
    throw new UsageError(`${(error as Error).message.split("\n", 1)[0]} See npm run report -- --help`);
  }
}

function asked({ values, positionals }: ReturnType<typeof parsed>): Asked {
  const [first, ...more] = positionals;
  if (more.length > 0) throw new UsageError(`One report at a time: "${more[0]}" is too much.`);
  const company = values.company === undefined ? undefined : `company-${values.company}`;
  const slug = company && (first === undefined || first === "company") ? company : first;
  if (slug === undefined) throw new UsageError("Which report? npm run report -- --list names them.");
  if (company && slug !== company) throw new UsageError(`--company goes with the company brief, not with "${slug}".`);
  const form = values.format ?? (extname(values.out ?? "").slice(1) || "pdf");
  if (!isForm(form)) throw new UsageError(`"${form}" is no form of a report; it comes as ${forms.join(", ")}.`);
  const { edition } = values;
  if (edition !== undefined && !/^\d{1,6}$/.test(edition)) throw new UsageError(`--edition "${edition}" is no number.`);
  if (form === "zip" && edition === undefined)
    throw new UsageError("A zip is made when a report is published: say which with --edition.");
  const view = new URLSearchParams();
  for (const name of ["as-of", "a", "b", "confidence", "paper"] as const) {
    const value = values[name];
    if (value !== undefined) view.set(name.replace("-", "_"), value);
  }
  if (edition !== undefined && view.size > 0)
    throw new UsageError("An edition is frozen with its view; --edition takes no other.");
  const path = `/reports/${encodeURIComponent(slug)}${edition === undefined ? "" : `/editions/${edition}`}.${form}`;
  return { slug, form, out: resolve(values.out ?? `${slug}.${form}`), address: `${path}?${view}` };
}

function isForm(form: string): form is Form {
  return (forms as readonly string[]).includes(form);
}

async function main(args: readonly string[]): Promise<void> {
  const given = parsed(args);
  if (given.values.help) {
    process.stdout.write(help);
    return;
  }
  const wanted = given.values.list ? undefined : asked(given);
  const config = readConfig(process.env);
  // Opening a database file that is not there would make an empty one.
  if (!/^postgres(ql)?:/.test(config.databaseUrl) && !existsSync(resolve(config.databaseUrl.replace(/^sqlite:/, ""))))
    throw new UsageError(`There is no database at ${config.databaseUrl}. To make one: npm run load`);
  const store = await openStore(config.databaseUrl, { writer: places.writer });
  try {
    await migrate(store.db, store.dialect);
    if (wanted) await write(wanted, await fetched(wanted, store, config));
    else await list(store);
  } finally {
    await store.close();
  }
}

async function list(store: Store): Promise<void> {
  for (const { slug, title, about, needs } of readyMade)
    console.log(`${(needs ? `${slug}-ID` : slug).padEnd(16)} ${title}: ${about}`);
  for (const { id, title } of await listDrafts(store.db)) console.log(`${id.padEnd(16)} ${title} (draft)`);
}

/** Asks the very server that readers ask, on a port of its own, so that both give the same. */
async function fetched({ address }: Asked, store: Store, config: ReturnType<typeof readConfig>): Promise<Buffer> {
  const app = createApp({ store, config, log: pino({ level: "silent" }) });
  const server = createServer(app);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const answer = await fetch(origin + address, { headers: { accept: "*/*", connection: "close" } });
    if (!answer.ok) {
      const problem = (await answer.json()) as { detail: string };
      throw new UsageError(problem.detail);
    }
    return Buffer.from(await answer.arrayBuffer());
  } finally {
    server.close();
    const closing: readonly (() => Promise<void>)[] = app.locals["closing"];
    await Promise.all(closing.map((close) => close()));
  }
}

async function write({ out }: Asked, bytes: Buffer): Promise<void> {
  await writeWhole(out, (draft) => writeFile(draft, bytes, { flag: "wx" }));
  console.log(`Wrote ${out} (${Math.ceil(bytes.length / 1000).toLocaleString("en")} kB).`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const expected = [ConfigError, StoreError, NewerStoreError, FilesFolderError, UsageError].some(
    (kind) => error instanceof kind,
  );
  // A folder that cannot be written to, a full disk: the system's own sentence says it.
  const sayable = expected || (error as NodeJS.ErrnoException).syscall !== undefined;
  console.error(sayable ? (error as Error).message : error);
  process.exit(1);
});
