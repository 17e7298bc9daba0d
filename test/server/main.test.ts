import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { settings } from "../../server/config.js";
import { places } from "../../server/places.js";
import { temporaryFolder } from "../fixture.js";

/** The program as `npm start` runs it after the build, in a folder of its own. */
const program = join(places.root, "dist", "server", "main.js");

let folder: string;
const running = new Set<ChildProcess>();

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
});

interface Started {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  readonly exit: Promise<Ended>;
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

function start(environment: Record<string, string> = {}, ...args: string[]): Started {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      PORT: "0",
      DATABASE_URL: `sqlite:${join(folder, "parallax.sqlite")}`,
      FILES_FOLDER: join(folder, "files"),
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let [output, errors] = ["", ""];
  child.stdout.on("data", (piece) => {
    output += piece;
  });
  child.stderr.on("data", (piece) => {
    errors += piece;
  });
  const exit = once(child, "close").then(([code]) => ({ code: code as number | null, output, errors }));
  return { child, output: () => output, exit };
}

/** Waits until the program says where it is, and on what facts. */
async function served(started: Started): Promise<{ readonly url: string; readonly facts: string }> {
  for (;;) {
    const [, url, facts] = /^Parallax is at (\S+)\n(.+)\n/m.exec(started.output()) ?? [];
    if (url && facts) return { url, facts };
    const ended = await Promise.race([started.exit, new Promise<undefined>((done) => setTimeout(done, 20))]);
    if (ended) throw new Error(`It ended with ${ended.code}: ${ended.errors}`);
  }
}

async function stop(started: Started): Promise<Ended> {
  started.child.kill("SIGTERM");
  return started.exit;
}

describe("a start", () => {
  it("says its address, the number of facts and their date; a second one keeps data and revision", async () => {
    const first = start();
    const { url, facts } = await served(first);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(facts).toMatch(/^[\d,]+ facts as recorded on \d+ \w{3} \d{4} \(revision 1\), kept in .+parallax\.sqlite$/);
    const health = await (await fetch(`${url}/healthz`)).json();
    expect(health).toEqual({ status: "ok", revision: 1 });
    const ended = await stop(first);
    expect(ended).toMatchObject({ code: 0, errors: "" });
    expect(ended.output).toContain(`The first administrator comes in once, within a day, by ${url}/desk/join/`);

    const database = new SqliteConnection(join(folder, "parallax.sqlite"));
    database.prepare("update companies set name = 'Kept' where id = '01-ai'").run();
    const recorded = database.prepare("select * from revisions").all();
    database.close();

    const second = start();
    const again = await served(second);
    expect(again.facts).toBe(facts);
    expect(await (await fetch(`${again.url}/companies.csv`)).text()).toContain("01-ai,Kept,");
    expect(await stop(second)).toMatchObject({ code: 0, errors: "" });
    const after = new SqliteConnection(join(folder, "parallax.sqlite"), { readonly: true });
    expect(after.prepare("select * from revisions").all()).toEqual(recorded);
    after.close();
  });

  it("warns where everybody on the network can read", async () => {
    const started = start({ HOST: "0.0.0.0" });
    await served(started);
    const { code, errors } = await stop(started);
    expect(code).toBe(0);
    expect(errors).toMatch(/^WARNING: HOST=0\.0\.0\.0 opens Parallax to the network .+REQUIRE_SIGN_IN=true$/m);
  });

  it("with --help prints every setting and ends", async () => {
    const { code, output, errors } = await start({}, "--help").exit;
    expect([code, errors]).toEqual([0, ""]);
    for (const { env, about } of Object.values(settings)) {
      expect(output).toContain(`  ${env} `);
      expect(output).toContain(about);
    }
  });

  it("logs each request as a line of JSON where that is asked for", async () => {
    const started = start({ LOG_LEVEL: "info" });
    const { url } = await served(started);
    await fetch(`${url}/funding.csv?as_of=2024`);
    await fetch(`${url}/desk/join/opens-a-door`);
    await fetch(`${url}/desk/auth/callback/oidc?code=opens-a-door&state=s`);
    const { output } = await stop(started);
    const lines = output.split("\n").filter((line) => line.startsWith("{"));
    const logged = lines.map((line) => JSON.parse(line) as { req?: { url?: string }; res?: { statusCode?: number } });
    expect(JSON.stringify(logged)).toContain("/funding.csv?as_of=2024");
    expect(JSON.stringify(logged)).toContain("/desk/join/…");
    expect(output).not.toContain("opens-a-door");
  });
});

describe("a start that cannot be", () => {
  it.each([
    ["a bad port", { PORT: "http" }, /^PORT="http" must be a whole number from 0 to 65535\.$/],
    ["two bad settings", { PORT: "-1", LOG_LEVEL: "loud" }, /^PORT="-1" must .+; LOG_LEVEL="loud" must .+\.$/],
    ["an unknown database", { DATABASE_URL: "mysql://here/x" }, /^DATABASE_URL="mysql:\/\/here\/x" must be .+\.$/],
    ["an unknown host", { HOST: "no.such.host.invalid" }, /^HOST="no\.such\.host\.invalid" is not an address\.$/],
    ["another machine's address", { HOST: "192.0.2.1" }, /^This machine has no address 192\.0\.2\.1\. .+\.$/],
    [
      "a database server that does not answer",
      { DATABASE_URL: "postgres://me:secret@127.0.0.1:1/parallax" },
      /^Cannot open the database postgres:\/\/127\.0\.0\.1:1\/parallax: .*ECONNREFUSED.*\.$/,
    ],
  ])("for %s says so in one line and ends with 1", async (_what, environment, line) => {
    const { code, output, errors } = await start(environment as Record<string, string>).exit;
    expect(errors.trimEnd()).toMatch(line);
    expect(errors.trimEnd()).not.toContain("\n");
    expect(errors).not.toContain("secret");
    expect([code, output]).toEqual([1, ""]);
  });

  it("for a taken port names it and another", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const { code, errors } = await start({ PORT: String(port) }).exit;
    other.close();
    expect(errors).toBe(
      `Port ${port} on 127.0.0.1 is taken. Choose another with PORT, for example: PORT=3001 npm start\n`,
    );
    expect(code).toBe(1);
  });

  // Nobody, not even root, can make a folder inside a file.
  it.each([
    ["database", "DATABASE_URL", "sqlite:blocked/parallax.sqlite"],
    ["finished downloads", "FILES_FOLDER", "blocked/files"],
  ])("for an unwritable folder of the %s says so in one line and ends with 1", async (_what, name, value) => {
    writeFileSync(join(folder, "blocked"), "a file");
    const { code, output, errors } = await start({ [name]: value }).exit;
    expect(errors).toMatch(/^.*\b[Cc]annot .+blocked.+\.\n$/);
    expect([code, output]).toEqual([1, ""]);
  });

  it("for a file that is no database says so in one line, ends with 1, and leaves it alone", async () => {
    writeFileSync(join(folder, "parallax.sqlite"), "These are notes, no database. ".repeat(50));
    const { code, errors } = await start().exit;
    expect(errors).toMatch(/^Cannot open the database .+parallax\.sqlite: file is not a database\.\n$/);
    expect(code).toBe(1);
    expect(readFileSync(join(folder, "parallax.sqlite"), "utf8")).toMatch(/^These are notes/);
  });

  it("for a database of a newer version says so in one line, ends with 1, and changes nothing", async () => {
    const first = start();
    await served(first);
    await stop(first);
    const database = new SqliteConnection(join(folder, "parallax.sqlite"));
    database.prepare("insert into kysely_migration values ('0099-later', '2027-01-01T00:00:00.000Z')").run();
    database.close();
    const { code, errors } = await start().exit;
    expect(errors).toMatch(/^The database was written by a newer version of Parallax .+0099-later.+\.\n$/);
    expect(code).toBe(1);
  });
});

describe("SIGTERM", () => {
  it("ends at once when nothing is under way, also with idle connections", async () => {
    const started = start();
    const { url } = await served(started);
    await (await fetch(`${url}/funding.csv`)).text();
    const { code, errors } = await stop(started);
    expect([code, errors]).toEqual([0, ""]);
  });

  it("lets a slow download finish, takes no new request, and ends with 0", async () => {
    const first = start();
    await served(first);
    await stop(first);
    // Enough rows that the sockets' buffers hold only a small part of them.
    const copies = 200_000;
    const database = new SqliteConnection(join(folder, "parallax.sqlite"));
    database
      .prepare(
        `with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
         insert into funding_rounds (id, company_id, announced_on, stage, amount_usd, confidence, source_id, note)
         select 'copy-' || i, company_id, announced_on, stage, amount_usd, confidence, source_id, note
         from n, (select * from funding_rounds limit 1)`,
      )
      .run(copies);
    const [{ rows } = { rows: 0 }] = database.prepare("select count(*) as rows from funding_rounds").all() as {
      rows: number;
    }[];
    database.close();

    const started = start();
    const { url } = await served(started);
    const response = await new Promise<IncomingMessage>((answered, failed) => {
      get(`${url}/funding.csv`, { agent: false }, answered).on("error", failed);
    });
    expect(response.headers["x-row-count"]).toBe(String(rows));
    response.pause();
    started.child.kill("SIGTERM");

    // It listens no more, while the download is still held up.
    await expect
      .poll(
        () =>
          fetch(`${url}/healthz`).then(
            () => "answers",
            () => "refuses",
          ),
        { timeout: 20_000 },
      )
      .toBe("refuses");
    expect(started.child.exitCode).toBeNull();
    let lines = 0;
    for await (const piece of response) for (const byte of piece as Buffer) if (byte === 10) lines++;
    expect(response.complete).toBe(true);
    expect(lines).toBe(rows + 1);
    const { code, errors } = await started.exit;
    expect([code, errors]).toEqual([0, ""]);
  }, 120_000);
});

it("the program is built", () => {
  expect(existsSync(program), "run: npm run build").toBe(true);
});
