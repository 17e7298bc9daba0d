import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import type { Store } from "../db/store.js";
import type { Config } from "../server/config.js";
import { places } from "../server/places.js";

/**
 * Says what is missing or wrong on this machine, one line each, with what to do. What the dashboard needs is a
 * problem and ends with 1; what only prints, tests or freshness need is a warning.
 *
 * Whatever may be missing is imported where it is looked at, so that its absence is a line and no crash.
 */

interface Finding {
  readonly state: "ok" | "warning" | "problem";
  readonly line: string;
}

const ok = (line: string): Finding => ({ state: "ok", line });
const warning = (line: string): Finding => ({ state: "warning", line });
const problem = (line: string): Finding => ({ state: "problem", line });

const help = `Says what is missing or wrong on this machine, and what to do about it.

Usage: npm run doctor
`;

/** A name that needs the font for Chinese. */
const chineseName = "零一万物";

async function main(): Promise<void> {
  if (process.argv.includes("--help")) {
    process.stdout.write(help);
    return;
  }
  let worst: Finding["state"] = "ok";
  for await (const { state, line } of findings()) {
    console.log(`${state.padEnd(8)} ${line}`);
    if (state === "problem" || worst === "ok") worst = state;
  }
  const words = {
    ok: "All is well.",
    warning: "The dashboard runs; see the warnings.",
    problem: "The dashboard does not run as it should; see the problems.",
  };
  console.log(words[worst]);
  process.exitCode = worst === "problem" ? 1 : 0;
}

async function* findings(): AsyncIterable<Finding> {
  yield nodeVersion();
  yield await attempt("Packages", packages);
  yield await attempt("Build", build);
  const config = await settings();
  if ("state" in config) yield config;
  else {
    yield ok("Settings: every one can be used");
    yield await attempt("Access", () => access(config));
    yield await attempt("Files", () => filesFolder(config));
    yield await attempt("Port", () => port(config));
  }
  yield await attempt("Dataset", dataset);
  if (!("state" in config)) yield* storeFindings(config);
  yield await attempt("Fonts", fonts);
  yield await attempt("Browser", browser);
}

/** The finding, or the failure on the way to it as a problem. */
async function attempt(what: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    return problem(`${what}: ${messageOf(error)}`);
  }
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  return enough
    ? ok(`Node ${process.versions.node}`)
    : problem(`Node ${process.versions.node} is too old: install 20.19 or later`);
}

async function packages(): Promise<Finding> {
  const { dependencies } = JSON.parse(await readFile(join(places.root, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const missing = Object.keys(dependencies).filter(
    (name) => !existsSync(join(places.root, "node_modules", name, "package.json")),
  );
  if (missing.length > 0) return problem(`Packages: ${missing.join(", ")} not installed. Run: npm ci`);
  try {
    const { default: SqliteConnection } = await import("better-sqlite3");
    const connection = new SqliteConnection(":memory:");
    const version = connection.prepare("select sqlite_version()").pluck().get();
    connection.close();
    return ok(`Packages: all ${Object.keys(dependencies).length} installed; SQLite ${version} loads`);
  } catch (error) {
    return problem(`Packages: the SQLite driver does not load (${messageOf(error)}). Run: npm rebuild better-sqlite3`);
  }
}

async function build(): Promise<Finding> {
  const { readAssets } = await import("../server/web/assets.js");
  readAssets(places.built);
  return existsSync(join(places.root, "dist", "server", "main.js"))
    ? ok("Build: server, styles and scripts are there")
    : problem("Build: the server is not built. Run: npm run build");
}

async function settings(): Promise<Config | Finding> {
  try {
    const { readConfig } = await import("../server/config.js");
    return readConfig(process.env);
  } catch (error) {
    return problem(`Settings: ${messageOf(error)}`);
  }
}

async function access(config: Config): Promise<Finding> {
  const { openWarning } = await import("../server/config.js");
  const open = openWarning(config);
  if (open) return warning(`Access: ${open}`);
  return ok(config.requireSignIn ? "Access: reading needs a sign-in" : "Access: only this machine can read");
}

async function filesFolder({ filesFolder }: Config): Promise<Finding> {
  const { checkFilesFolder } = await import("../server/web/finished-files.js");
  await checkFilesFolder(filesFolder);
  return ok(`Files: finished downloads can be kept in ${resolve(filesFolder)}`);
}

async function port({ port, host }: Config): Promise<Finding> {
  const failure = await new Promise<NodeJS.ErrnoException | undefined>((done) => {
    const server = createServer();
    server.once("error", done);
    server.listen(port, host, () => server.close(() => done(undefined)));
  });
  if (!failure) return ok(port === 0 ? `Port: any free one on ${host}` : `Port: ${port} on ${host} is free`);
  if (failure.code !== "EADDRINUSE") return problem(`Port: cannot listen on ${host}:${port} (${failure.message})`);
  const answer = await fetch(`http://${host.includes(":") ? `[${host}]` : host}:${port}/healthz`).catch(
    () => undefined,
  );
  const health = (await answer?.json().catch(() => undefined)) as { status?: string; revision?: number } | undefined;
  return health && "revision" in health
    ? ok(`Port: Parallax is running on ${host}:${port}`)
    : problem(`Port: ${port} on ${host} is taken by another program. Choose another with PORT`);
}

async function dataset(): Promise<Finding> {
  const { readDataset, DatasetError } = await import("../db/dataset.js");
  try {
    const { rows, recordedOn } = readDataset(places.dataset);
    const count = Object.values(rows).reduce((sum, table) => sum + table.length, 0);
    return ok(
      `Dataset: ${count.toLocaleString("en")} rows in db/dataset, as of ${recordedOn}, all as the registry wants`,
    );
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    const [first] = error.message.split("\n").slice(1);
    return problem(`Dataset: ${error.problems.length} faults, the first: ${first}. npm run load lists them all`);
  }
}

async function* storeFindings({ databaseUrl }: Config): AsyncIterable<Finding> {
  const file = /^postgres/.test(databaseUrl) ? undefined : resolve(databaseUrl.replace(/^sqlite:/, ""));
  if (file && !existsSync(file)) {
    yield ok(`Store: ${file} is not there yet; npm start makes it`);
    return;
  }
  let store: Store | undefined;
  try {
    const { openStore } = await import("../db/store.js");
    store = await openStore(databaseUrl);
    yield* insideStore(store);
  } catch (error) {
    yield problem(`Store: ${messageOf(error)}`);
  } finally {
    await store?.close();
  }
}

async function* insideStore(store: Store): AsyncIterable<Finding> {
  const { stepsToTake } = await import("../db/migrate.js");
  const { countFacts } = await import("../db/load.js");
  const pending = await stepsToTake(store.db);
  if (pending.length > 0) {
    yield warning(`Store: ${store.place} lacks ${pending.join(", ")}; npm start brings it up to date`);
    return;
  }
  const revision = await store.revision();
  if (!revision) {
    yield warning(`Store: ${store.place} holds no facts yet; npm start loads them`);
    return;
  }
  const { total } = await countFacts(store.db);
  yield ok(`Store: ${total.toLocaleString("en")} facts at revision ${revision.id} in ${store.place}`);
  if (store.dialect === "sqlite") yield await integrity(store);
  yield await freshness(store);
  yield await nameCoverage(store);
}

async function integrity({ db }: Store): Promise<Finding> {
  const { sql } = await import("kysely");
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
  const faults = rows.map(({ integrity_check }) => integrity_check).filter((line) => line !== "ok");
  const { rows: dangling } = await sql<{ table: string }>`pragma foreign_key_check`.execute(db);
  if (faults.length > 0)
    return problem(`Store: the file is damaged (${faults[0]}). Restore a copy, or remove it and npm start`);
  if (dangling.length > 0)
    return problem(`Store: ${dangling.length} references lead nowhere, the first in ${dangling[0]?.table}`);
  return ok("Store: undamaged, every reference leads somewhere");
}

async function freshness({ db }: Store): Promise<Finding> {
  const { knownDataset } = await import("../db/syncing.js");
  const known = await knownDataset(db);
  if (!known) return ok("Store: its facts come from no dataset");
  const { datasetHash } = await import("../db/dataset.js");
  if (datasetHash(places.dataset) !== known.hash)
    return warning(
      `Store: db/dataset says something else by now. To take it over: npm run ${known.edited ? "dataset:sync" : "load"}`,
    );
  return ok(known.edited ? "Store: edited since it was loaded from db/dataset" : "Store: holds what db/dataset says");
}

/** Names are drawn into pictures, where no system font stands in for a missing one. */
async function nameCoverage({ db }: Store): Promise<Finding> {
  const drawn = await bundledCharacters();
  const { sql } = await import("kysely");
  const { tableNames, tableOf } = await import("../db/tables.js");
  const undrawn = new Map<string, string>();
  for (const table of tableNames) {
    const { label, columns } = tableOf(table);
    for (const column of [label, Object.hasOwn(columns, "native_name") ? "native_name" : undefined]) {
      if (!column) continue;
      const names = await sql<{
        name: string | null;
      }>`select ${sql.ref(column)} as name from ${sql.table(table)}`.execute(db);
      for (const { name } of names.rows) {
        for (const character of name ?? "") {
          if (!drawn.has(character.codePointAt(0) ?? 0)) undrawn.set(character, name ?? "");
        }
      }
    }
  }
  if (undrawn.size === 0) return ok("Fonts: every character of the names in the store can be drawn");
  const [[character, name] = ["", ""]] = undrawn;
  return warning(
    `Fonts: ${undrawn.size} characters of names in the store are in no bundled font, such as ${character} in ${name}. Cut the fonts anew: see scripts/fonts.mjs`,
  );
}

async function bundledCharacters(): Promise<ReadonlySet<number>> {
  const { readTrueType } = await import("../server/web/truetype.js");
  const { fontFiles } = await import("../server/web/png.js");
  const sets = await Promise.all(
    fontFiles.map(async (file) => readTrueType(await readFile(join(places.fonts, file))).characters),
  );
  return new Set(sets.flatMap((characters) => [...characters]));
}

async function fonts(): Promise<Finding> {
  const { renderPng } = await import("../server/web/png.js");
  const picture = (text: string) =>
    renderPng(
      `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="50"><text x="8" y="36" font-size="32" font-family="Parallax Sans">${text}</text></svg>`,
      1,
      places.fonts,
    );
  // Letters that no font has come out as boxes or not at all.
  const [nothing, boxes, name] = await Promise.all([picture(""), picture("\u{e000}\u{e001}"), picture(chineseName)]);
  return name.equals(nothing) || name.equals(boxes)
    ? problem(
        `Fonts: ${chineseName} leaves no ink in a picture; public/fonts is incomplete. Run: git checkout public/fonts`,
      )
    : ok(`Fonts: the bundled ones draw ${chineseName}`);
}

async function browser(): Promise<Finding> {
  const { findBrowser, launchBrowser, oldestBrowser } = await import("../server/reports/browser.js");
  try {
    const place = await findBrowser();
    const running = await launchBrowser(place);
    const version = running.version();
    await running.close();
    return Number.parseInt(version, 10) >= oldestBrowser
      ? ok(`Browser: Chromium ${version}, ${place.origin}`)
      : warning(`Browser: Chromium ${version} at ${place.path} prints no page numbers; ${oldestBrowser} and later do`);
  } catch (error) {
    return warning(`Browser: ${messageOf(error)}. Only the tests need one`);
  }
}

/** The first line of what went wrong, without its last stop. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split("\n", 1)[0] ?? "").replace(/\.$/, "");
}

await main();
