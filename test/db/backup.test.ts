import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Worker } from "node:worker_threads";
import SqliteConnection from "better-sqlite3";
import { expect, it } from "vitest";
import { backUp } from "../../db/backup.js";
import { restore } from "../../db/restore.js";
import { contentsOf } from "../../db/sqlite-copy.js";
import { openStore } from "../../db/store.js";
import { places } from "../../server/places.js";
import { openFreshShippedStore, temporaryFolder, testMoment } from "../fixture.js";

const now = testMoment;
const folder = temporaryFolder();
const shipped = join(folder, "shipped.sqlite");
await (await openFreshShippedStore(`sqlite:${shipped}`)).close();

/** A store with the shipped facts in a folder of its own. */
function freshStore(): string {
  const store = join(temporaryFolder(), "parallax.sqlite");
  copyFileSync(shipped, store);
  return store;
}

function read<T>(file: string, ask: (connection: SqliteConnection.Database) => T): T {
  const connection = new SqliteConnection(file, { readonly: true });
  try {
    return ask(connection);
  } finally {
    connection.close();
  }
}

const rename = (store: string, name: string) => {
  const connection = new SqliteConnection(store);
  connection.prepare("update companies set name = ? where id = 'openai'").run(name);
  connection.close();
};
const nameIn = (file: string) =>
  read(file, (connection) => connection.prepare("select name from companies where id = 'openai'").pluck().get());

/** Sets the same number in two tables, in one transaction after the other, as fast as it can. */
const restlessWriter = `
const { workerData: { driver, file }, parentPort } = require("node:worker_threads");
const Connection = require(driver);
const connection = new Connection(file);
connection.pragma("journal_mode = WAL");
let stopped = false, n = 0;
parentPort.once("message", () => { stopped = true; });
const write = connection.transaction(() => {
  connection.prepare("update companies set summary = ?").run(String(n));
  connection.prepare("update chips set note = ?").run(String(n));
});
(function step() {
  n += 1;
  write();
  if (n === 1) parentPort.postMessage("writing");
  if (stopped) { connection.close(); parentPort.postMessage(n); } else setImmediate(step);
})();`;

it("is one committed state, however fast others write", async () => {
  const store = freshStore();
  const driver = join(places.root, "node_modules", "better-sqlite3");
  const writer = new Worker(restlessWriter, { eval: true, workerData: { driver, file: store } });
  await once(writer, "message");
  const states: string[] = [];
  for (let at = 0; at < 5; at++) {
    const { file } = await backUp(store, { to: join(folder, `busy-${at}.sqlite`), now });
    const told = read(file, (connection) =>
      connection.prepare("select summary from companies union select note from chips").pluck().all(),
    );
    expect(told, "the same number in every row of both tables").toHaveLength(1);
    states.push(String(told[0]));
  }
  writer.postMessage("stop");
  const [last] = (await once(writer, "message")) as [number];
  expect(new Set(states).size, "the writer went on meanwhile").toBeGreaterThan(1);
  expect(last).toBeGreaterThan(Number(states.at(-1)));
  await writer.terminate();
});

it("holds every row of every table, in one file that only its owner reads", async () => {
  const store = freshStore();
  const { file, revision, rows } = await backUp(store, { now });
  expect(file).toBe(join(store, "..", "backups", "parallax-r1-20261124T090000Z.sqlite"));
  expect(revision).toBe(1);
  expect(readdirSync(join(file, ".."))).toEqual([basename(file)]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const [own, copied] = [read(store, contentsOf), read(file, contentsOf)];
  expect(copied).toEqual(own);
  expect(rows).toBe([...own.values()].reduce((sum, table) => sum + table.rows, 0));
  expect(copied.get("companies")?.rows).toBeGreaterThan(100);
});

it("replaces a file only when told to, and never the store", async () => {
  const store = freshStore();
  const to = join(temporaryFolder(), "mine.sqlite");
  writeFileSync(to, "precious");
  await expect(backUp(store, { to, now })).rejects.toThrow(`${to} is there already; --force replaces it.`);
  expect(readFileSync(to, "utf8")).toBe("precious");
  await backUp(store, { to, now, overwrite: true });
  expect(nameIn(to)).toBe("OpenAI");
  await expect(backUp(store, { to: store, now, overwrite: true })).rejects.toThrow("is the store itself");
});

it("takes away what a backup left that was killed, and nothing of one that runs", async () => {
  const store = freshStore();
  const to = temporaryFolder();
  const child = spawn(process.execPath, ["--version"]);
  await once(child, "exit");
  writeFileSync(join(to, `a.sqlite.${child.pid}.partial`), "half");
  writeFileSync(join(to, `b.sqlite.${process.ppid}.partial`), "at work");
  const { file } = await backUp(store, { to, now });
  expect(readdirSync(to).sort()).toEqual([`b.sqlite.${process.ppid}.partial`, basename(file)]);
});

it("says in one line what is in the way, and leaves nothing behind", async () => {
  const missing = join(folder, "no-such.sqlite");
  await expect(backUp(missing, { now })).rejects.toThrow(`There is no file ${missing}.`);
  expect(existsSync(missing)).toBe(false);
  const nowhere = join(folder, "no", "such", "backup.sqlite");
  await expect(backUp(shipped, { to: nowhere, now })).rejects.toThrow(/no.such cannot be written to: no such file/);
  const text = join(folder, "text.sqlite");
  writeFileSync(text, "This is no database at all, and it is long enough to be looked at as one.".repeat(20));
  await expect(backUp(text, { now })).rejects.toThrow(`${text} cannot be read: file is not a database.`);
});

/** The program as it is run from the command line, with a limit on the size of files where one is given. */
function run(program: string, store: string, args: readonly string[], blocks = "unlimited") {
  const script = join(places.root, "dist", "scripts", `${program}.js`);
  const env = { PATH: process.env["PATH"], DATABASE_URL: `sqlite:${store}` };
  const shell = ["-c", `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`, "sh", process.execPath, script, ...args];
  return new Promise<{ code: number | null; output: string; errors: string }>((done) => {
    const child = execFile("/bin/sh", shell, { env }, (_error, output, errors) =>
      done({ code: child.exitCode, output, errors }),
    );
  });
}

it("on a disk with no room fails with a line and leaves nothing behind", async () => {
  const store = freshStore();
  const to = temporaryFolder();
  // As root no permission stands in the way and no disk is full; a limit on files fails the same writes.
  const { code, errors } = await run("backup", store, [join(to, "full.sqlite")], "200");
  expect(code).toBe(1);
  expect(errors).toMatch(/^[^\n]+ cannot be copied to [^\n]+: (disk I\/O error|the disk is full)\.\n$/);
  expect(readdirSync(to)).toEqual([]);
});

it("brings back what was backed up and keeps the store that it replaces", async () => {
  const store = freshStore();
  const { file } = await backUp(store, { now });
  rename(store, "Renamed since");
  const { aside, revision, stepsToTake } = await restore(file, store, { now });
  expect(revision).toBe(1);
  expect(stepsToTake).toEqual([]);
  expect(nameIn(store)).toBe("OpenAI");
  expect(aside).toBe(`${store}.replaced-20261124T090000Z`);
  expect(nameIn(aside ?? "")).toBe("Renamed since");
  expect(readdirSync(join(store, "..")).filter((name) => name.includes("partial"))).toEqual([]);
  const opened = await openStore(`sqlite:${store}`);
  expect((await opened.revision())?.id).toBe(1);
  await opened.close();
});

it("takes what a killed server left in the log into the store that is kept", async () => {
  const store = freshStore();
  const { file } = await backUp(store, { now });
  const writing = new SqliteConnection(store);
  writing.pragma("journal_mode = WAL");
  writing.pragma("wal_autocheckpoint = 0");
  writing.exec("update companies set name = 'In the log' where id = 'openai'");
  const killed = join(temporaryFolder(), "killed.sqlite");
  for (const suffix of ["", "-wal"]) copyFileSync(`${store}${suffix}`, `${killed}${suffix}`);
  writing.close();
  const { aside } = await restore(file, killed, { now });
  expect(nameIn(killed)).toBe("OpenAI");
  expect(nameIn(aside ?? "")).toBe("In the log");
});

it("also where there is no store yet, with no old log played into it", async () => {
  const { file } = await backUp(freshStore(), { now });
  const store = join(temporaryFolder(), "parallax.sqlite");
  writeFileSync(`${store}-wal`, "of another");
  expect((await restore(file, store, { now })).aside).toBeNull();
  expect(nameIn(store)).toBe("OpenAI");
});

it("refuses while anybody has the store open, idle or not", async () => {
  const store = freshStore();
  const { file } = await backUp(store, { now });
  const server: ChildProcess = spawn(process.execPath, [join(places.root, "dist", "server", "main.js")], {
    env: {
      PATH: process.env["PATH"],
      PORT: "0",
      DATABASE_URL: `sqlite:${store}`,
      FILES_FOLDER: join(temporaryFolder(), "files"),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    if (server.stdout) await once(server.stdout, "data");
    const { code, errors } = await run("restore", store, [file]);
    expect(errors).toBe(
      `${store} is in use. Stop the server and every other program that has it open, then restore.\n`,
    );
    expect(code).toBe(1);
    expect(readdirSync(join(store, "..")).filter((name) => /replaced|partial/.test(name))).toEqual([]);
  } finally {
    server.kill();
    await once(server, "exit");
  }
  expect((await run("restore", store, [file])).output).toContain("Restored revision 1, ");
});

it("refuses what is no backup of ours, and leaves the store as it is", async () => {
  const store = freshStore();
  const { file } = await backUp(store, { now });
  const before = readFileSync(store);
  const refused = async (make: (path: string) => void, why: RegExp) => {
    const path = join(temporaryFolder(), "given.sqlite");
    make(path);
    await expect(restore(path, store, { now })).rejects.toThrow(why);
    await expect(restore(path, store, { now, force: true })).rejects.toThrow(why);
  };
  const changed = (statement: string) => (path: string) => {
    copyFileSync(file, path);
    const connection = new SqliteConnection(path);
    connection.exec(statement);
    connection.close();
  };
  await refused(() => undefined, /^There is no file/);
  await refused((path) => writeFileSync(path, ""), /is no backup of a Parallax store/);
  await refused((path) => writeFileSync(path, readFileSync(file).subarray(0, 50_000)), /malformed/);
  await refused((path) => {
    // Cut at a page, and with a header that owns up to it, as a copy of a growing file would be.
    copyFileSync(file, path);
    truncateSync(path, 4096 * 40);
    const bytes = readFileSync(path);
    bytes.writeUInt32BE(40, 28);
    writeFileSync(path, bytes);
  }, /is damaged|malformed/);
  await refused((path) => {
    const foreign = new SqliteConnection(path);
    foreign.exec("create table notes (id integer primary key)");
    foreign.close();
  }, /is no backup of a Parallax store/);
  await refused(
    changed("insert into kysely_migration values ('9999-to-come', '2030')"),
    /newer version of Parallax \(it has step "9999-to-come"\)/,
  );
  await refused(
    changed("pragma foreign_keys = off; delete from sources where id = (select source_id from companies limit 1)"),
    /damaged and was not restored: \d+ references lead nowhere/,
  );
  await expect(restore(store, store, { now })).rejects.toThrow("is the store itself");
  expect(readFileSync(store).equals(before)).toBe(true);
});

it("replaces a damaged store only when told that no server runs", async () => {
  const store = freshStore();
  const { file } = await backUp(store, { now });
  writeFileSync(store, "damaged beyond telling, and long enough to be looked at".repeat(100));
  await expect(restore(file, store, { now })).rejects.toThrow(/is damaged .* then restore with --force\.$/);
  const { aside } = await restore(file, store, { now, force: true });
  expect(nameIn(store)).toBe("OpenAI");
  expect(readFileSync(aside ?? "", "utf8")).toMatch(/^damaged/);
});
