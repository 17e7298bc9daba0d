import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import pg from "pg";

/** A PostgreSQL server of the tests' own, which nobody else reaches. */
export interface PostgresServer {
  /** Makes an empty database and gives its address, as DATABASE_URL takes it. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** Folders in which the usual packages keep a folder for each version: Debian, Homebrew, Postgres.app. */
const homes = [
  "/usr/lib/postgresql",
  "/opt/homebrew/opt",
  "/usr/local/opt",
  "/Applications/Postgres.app/Contents/Versions",
];

const missing = `PostgreSQL's programs (initdb, postgres) are neither on PATH nor under ${homes.join(", ")}. On Debian: apt-get install postgresql`;

/**
 * Starts a server on an empty cluster in a temporary folder. `undefined` on a machine without PostgreSQL, whose tests
 * then have to say that they are skipped.
 * @throws Error where CI is set and there is no PostgreSQL: there nothing is skipped.
 */
export async function startPostgres(): Promise<PostgresServer | undefined> {
  const programs = findPrograms();
  if (programs) return startServer(programs);
  if (process.env["CI"]) throw new Error(`${missing}. With CI set no test may be skipped.`);
  console.warn(`Skipped: tests on PostgreSQL. ${missing}`);
  return undefined;
}

function findPrograms(): string | undefined {
  const usual = homes.filter(existsSync).flatMap((home) =>
    readdirSync(home)
      .filter((name) => /^(postgresql.*|[\d.]+)$/.test(name))
      .sort((one, other) => other.localeCompare(one, "en", { numeric: true }))
      .map((name) => join(home, name, "bin")),
  );
  return [...(process.env["PATH"] ?? "").split(delimiter), ...usual].find((folder) =>
    ["initdb", "postgres"].every((program) => existsSync(join(folder, program))),
  );
}

const superuser = "parallax";

async function startServer(programs: string): Promise<PostgresServer> {
  const owner = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), "parallax-pg-"));
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, "data");
  // Neither program may run as root, and both want a folder to stand in that their user can read.
  const as = { cwd: folder, ...owner } satisfies SpawnOptions;

  execFileSync(
    join(programs, "initdb"),
    [
      "--pgdata",
      data,
      "--username",
      superuser,
      "--auth",
      "trust",
      "--encoding",
      "UTF8",
      "--no-sync",
      ...foreignOrder(programs),
    ],
    { ...as, stdio: ["ignore", "ignore", "pipe"] },
  );
  // Only a socket in the folder: no port to be taken, and nobody comes in from outside.
  const settings = {
    listen_addresses: "",
    unix_socket_directories: folder,
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    autovacuum: "off",
  };
  const server = spawn(
    "/bin/sh",
    [
      "-c",
      underWatch,
      folder,
      join(programs, "postgres"),
      "-D",
      data,
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    { ...as, stdio: ["pipe", "ignore", "pipe"] },
  );
  const url = (database: string) => `postgres://${superuser}@/${database}?host=${encodeURIComponent(folder)}`;
  await answering(server, url("postgres"));
  const clerk = new pg.Client(url("postgres"));
  await clerk.connect();
  let databases = 0;
  return {
    async createDatabase() {
      databases += 1;
      await clerk.query(`create database parallax_${databases}`);
      return url(`parallax_${databases}`);
    },
    async stop() {
      await clerk.end();
      const gone = once(server, "exit");
      server.stdin.end();
      await gone;
    },
  };
}

/**
 * Runs the server until the pipe from here closes, which it also does when the tests are killed; then stops it the
 * quickest way, since nothing is worth saving, and takes its folder away.
 */
const underWatch = '"$@" & read -r _; kill -QUIT $!; wait; rm -rf "$0"';

/**
 * Text in the order of a dictionary and not of bytes, which is how most servers are set up: an ORDER BY that forgets
 * the C collation shows itself. PostgreSQL brings such an order of its own from version 15 on.
 */
function foreignOrder(programs: string): readonly string[] {
  const [, version = "0"] =
    /(\d+)/.exec(execFileSync(join(programs, "initdb"), ["--version"], { encoding: "utf8" })) ?? [];
  return Number(version) >= 15 ? ["--locale=C", "--locale-provider=icu", "--icu-locale=en-US"] : ["--locale=C"];
}

/** Another user to run as, where these tests run as root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string, user: string) =>
    Number(execFileSync("id", [flag, user], { encoding: "utf8", stdio: "pipe" }));
  for (const user of ["postgres", "nobody"]) {
    try {
      return { uid: id("-u", user), gid: id("-g", user) };
    } catch {
      // No such user here.
    }
  }
  throw new Error("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody.");
}

async function answering(server: ChildProcess, url: string): Promise<void> {
  const said: string[] = [];
  server.stderr?.setEncoding("utf8").on("data", (line: string) => said.push(line));
  for (let tries = 0; tries < 600; tries++) {
    if (server.exitCode !== null) break;
    const client = new pg.Client(url);
    try {
      await client.connect();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  throw new Error(`PostgreSQL did not start. It said:\n${said.join("")}`);
}
