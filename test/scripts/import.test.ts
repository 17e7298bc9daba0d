import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { places } from "../../server/places.js";
import { openFreshShippedStore, temporaryFolder } from "../fixture.js";

/** `npm run import` and `npm run dataset:sync` as they run, from the build. */

const script = (name: string) => join(places.root, "dist", "scripts", `${name}.js`);

function run(name: string, database: string, ...args: readonly string[]) {
  const env = { PATH: process.env["PATH"], DATABASE_URL: `sqlite:${database}` };
  const { status, stdout, stderr } = spawnSync(process.execPath, [script(name), ...args], { env, encoding: "utf8" });
  return { status, stdout, stderr };
}

async function shipped(folder: string): Promise<string> {
  const path = join(folder, "store.sqlite");
  await (await openFreshShippedStore(`sqlite:${path}`)).close();
  return path;
}

function rounds(path: string, count: number): void {
  const lines = Array.from(
    { length: count },
    (_, at) => `import-${at},01-ai,2024-05,series-b,${1_000_000 + at},reported,cn-b365-01ai`,
  );
  writeFileSync(path, `id,company_id,announced_on,stage,Amount (USD),confidence,source_id\n${lines.join("\n")}\n`);
}

describe("npm run import", { timeout: 120_000 }, () => {
  it("checks, then writes all rows as one revision, then finds nothing more to do", async () => {
    const folder = temporaryFolder();
    const [store, file] = [await shipped(folder), join(folder, "rounds.csv")];
    rounds(file, 3000);
    const heading = ["--map", "Amount (USD)=amount_usd"];
    const checked = run("import", store, "funding_rounds", file, ...heading, "--list");
    expect(checked.status).toBe(0);
    expect(checked.stdout).toContain(
      "3,000 rows to be added, 0 rows to be changed, 0 rows to be removed, 0 rows as they were. Nothing was written.",
    );
    expect(checked.stdout).toContain(
      "line 2: add import-0 (id, company_id, announced_on, stage, amount_usd, confidence, source_id)",
    );
    expect(checked.stderr).toContain("Checking: 100 %");
    const written = run(
      "import",
      store,
      "funding_rounds",
      file,
      ...heading,
      "--apply",
      "--reason",
      "New rounds",
      "--author",
      "Ada",
    );
    expect(written.stdout).toMatch(/3,000 rows added, 0 rows changed, .* is at revision 2\.$/m);
    const database = new SqliteConnection(store, { readonly: true });
    expect(database.prepare("select author, summary from revisions where id = 2").get()).toEqual({
      author: "Ada",
      summary: "New rounds",
    });
    expect(database.prepare("select count(*) from changes where revision_id = 2").pluck().get()).toBe(3000);
    expect(database.prepare("select amount_usd from funding_rounds where id = 'import-2999'").pluck().get()).toBe(
      1_002_999,
    );
    database.close();
    expect(run("import", store, "funding_rounds", file, ...heading, "--apply", "--reason", "Again").stdout).toContain(
      "3,000 rows as they were. Nothing was written.",
    );
    const change = join(folder, "change.csv");
    writeFileSync(change, "id;note\nimport-0;=1+1\n");
    const proposed = run("import", store, "funding_rounds", change, "--propose", "--reason", "A note");
    expect(proposed.stdout).toMatch(/1 row to be changed.*: proposed as change set 1\.$/m);
  });

  it("names each fault by line and column, ends with 1 and writes nothing", async () => {
    const folder = temporaryFolder();
    const [store, file] = [await shipped(folder), join(folder, "bad.csv")];
    const before = readFileSync(store);
    writeFileSync(
      file,
      "id,company_id,announced_on,stage,confidence,source_id\na,nobody,2024,seed,reported,cn-b365-01ai\nb,01-ai,2024-13,seed,reported,cn-b365-01ai\n",
    );
    const { status, stderr } = run("import", store, "funding_rounds", file, "--apply", "--reason", "Bad");
    expect(status).toBe(1);
    expect(stderr).toContain('line 2, company_id: "nobody": expected the id of a row in companies.');
    expect(stderr).toContain('line 3, announced_on: "2024-13": expected a date as 2023, 2023-11 or 2023-11-05.');
    expect(stderr).toContain("The file has 2 faults. Nothing was written.");
    expect(readFileSync(store).equals(before)).toBe(true);
  });

  it("leaves every row or none when it is killed while it writes", async () => {
    const folder = temporaryFolder();
    const [store, file] = [await shipped(folder), join(folder, "rounds.csv")];
    rounds(file, 20_000);
    const args = [
      script("import"),
      "funding_rounds",
      file,
      "--map",
      "Amount (USD)=amount_usd",
      "--apply",
      "--reason",
      "Killed",
    ];
    const env = { PATH: process.env["PATH"], DATABASE_URL: `sqlite:${store}` };
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "pipe"] });
    await new Promise<void>((ended) => {
      child.stderr.on("data", (text: Buffer) => {
        if (/Writing: [3-9]0 %/.test(text.toString())) child.kill("SIGKILL");
      });
      child.on("exit", () => ended());
    });
    expect(child.signalCode).toBe("SIGKILL");
    const database = new SqliteConnection(store);
    expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
    const [rows, revision] = [
      database.prepare("select count(*) from funding_rounds where id like 'import-%'").pluck().get(),
      database.prepare("select max(id) from revisions").pluck().get(),
    ];
    expect([
      [0, 1],
      [20_000, 2],
    ]).toContainEqual([rows, revision]);
    database.close();
  });

  it.each([
    [["models"], /Give one table and one file/],
    [["users", "x.csv"], /There is no table "users"/],
    [["models", "no-such-file.csv"], /no such file/],
    [["models", "x.csv", "--apply"], /--apply needs a --reason/],
    [["models", "x.csv", "--apply", "--propose", "--reason", "R"], /one of --apply, --propose/],
    [["models", "x.csv", "--delimiter", "pipe"], /comma, semicolon, tab/],
    [["models", "x.csv", "--encoding", "ebcdic"], /utf-8, utf-16le/],
    [["models", "x.csv", "--map", "name"], /HEADING=COLUMN/],
    [["models", "x.csv", "--frobnicate"], /frobnicate/],
  ])("refuses %j and says why", (args, why) => {
    const { status, stderr } = run("import", join(temporaryFolder(), "none.sqlite"), ...args);
    expect(status).toBe(1);
    expect(stderr).toMatch(why);
    expect(stderr).not.toMatch(/ at .*\.js:\d+/);
  });
});

describe("npm run dataset:sync", { timeout: 120_000 }, () => {
  it("says what it would take, then takes it, and proposes what is in conflict", async () => {
    const folder = temporaryFolder();
    const [store, edit, newer] = [await shipped(folder), join(folder, "edit.csv"), join(folder, "newer")];
    writeFileSync(edit, "id,name\n01-ai,Ours\n");
    expect(run("import", store, "companies", edit, "--apply", "--reason", "Edit").status).toBe(0);
    expect(run("dataset-export", store, newer).status).toBe(0);
    const companies = join(newer, "companies.csv");
    writeFileSync(
      companies,
      readFileSync(companies, "utf8")
        .replace("01-ai,Ours,", "01-ai,Theirs,")
        .replace("1789-capital,1789 Capital,", "1789-capital,1789,"),
    );
    const conflicts = join(folder, "conflicts.csv");
    const dry = run("dataset-sync", store, newer, "--conflicts", conflicts);
    expect(dry.stdout).toContain('companies 01-ai, name: was "01.AI", here "Ours", in the dataset "Theirs"');
    expect(dry.stdout).toContain(
      "To be taken over: 0 rows added, 1 row changed, 0 rows removed. In conflict: 1 place. Nothing was written; --apply does it.",
    );
    expect(readFileSync(conflicts, "utf8")).toBe(
      "table,row_id,column,base,ours,theirs,why\r\ncompanies,01-ai,name,01.AI,Ours,Theirs,changed both here and in the dataset\r\n",
    );
    const done = run("dataset-sync", store, newer, "--apply");
    expect(done.stderr).toBe("");
    expect(done.stdout).toContain("Proposed for review as change set 1.");
    const database = new SqliteConnection(store, { readonly: true });
    const names = database
      .prepare("select name from companies where id in ('01-ai', '1789-capital') order by id")
      .pluck()
      .all();
    expect(names).toEqual(["Ours", "1789"]);
    database.close();
    expect(run("dataset-sync", store, newer, "--apply").stdout).toContain(
      "0 rows changed, 0 rows removed. In conflict: 0 places.",
    );
  });
});
