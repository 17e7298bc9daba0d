import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { places } from "../../server/places.js";
import { temporaryFolder } from "../fixture.js";

/** `npm run load` and `npm run dataset:export` as they run, from the build. */

const folder = temporaryFolder();
const address = (name: string) => `sqlite:${join(folder, name)}`;

function run(script: "load" | "dataset-export", database: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(places.root, "dist", "scripts", `${script}.js`), ...args],
    { env: { PATH: process.env["PATH"], DATABASE_URL: database }, encoding: "utf8", cwd: folder },
  );
  return { status, stdout, stderr };
}

// Each run is a process of its own, which takes its time on a busy machine.
describe("load and export", { timeout: 120_000 }, () => {
  it("take the shipped facts in, out and in again, and nothing is lost or changed", () => {
    const out = join(folder, "out");
    const first = run("load", address("one.sqlite"));
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(first.stdout).toMatch(
      /^[\d,]+ rows added, 0 rows changed, 0 rows removed: .*one\.sqlite is at revision 1\.\n$/,
    );
    expect(run("load", address("one.sqlite")).stdout).toMatch(/^Nothing to do: .* at revision 1\.\n$/);

    const exported = run("dataset-export", address("one.sqlite"), out);
    expect(exported.stdout).toMatch(/^Wrote [\d,]+ rows of revision 1 to /);
    const files = readdirSync(places.dataset).sort();
    expect(readdirSync(out).sort()).toEqual(files);
    for (const file of files)
      expect(readFileSync(join(out, file)).equals(readFileSync(join(places.dataset, file))), file).toBe(true);
    expect(run("load", address("one.sqlite"), out).stdout).toMatch(/^Nothing to do/);
  });

  it("tell what an edited dataset changed", () => {
    const edited = join(folder, "edited");
    cpSync(places.dataset, edited, { recursive: true });
    const path = join(edited, "claims.csv");
    const [header = "", first = "", ...rest] = readFileSync(path, "utf8").split("\n");
    writeFileSync(path, [header, `${first}`.replace(/^[^,]+/, "renamed-claim"), ...rest].join("\n"));
    expect(run("load", address("three.sqlite")).status).toBe(0);
    expect(run("load", address("three.sqlite"), edited).stdout).toMatch(
      /^1 row added, 0 rows changed, 1 row removed: .* is at revision 2\.\n$/,
    );
  });
});

describe("a refused dataset", { timeout: 120_000 }, () => {
  const damaged = join(folder, "damaged");
  cpSync(places.dataset, damaged, { recursive: true });
  const edit = (file: string, change: (text: string) => string | Buffer) =>
    writeFileSync(join(damaged, file), change(readFileSync(join(damaged, file), "utf8")));
  edit("benchmarks.csv", (text) => text.replace(",true,", ",maybe,"));
  edit("funding_participants.csv", (text) => `${text}nowhere,openai,\n`);
  edit("software.csv", (text) => `${text}${text.split("\n")[1]}\n`);
  edit("companies.csv", (text) => Buffer.from(text.replace("OpenAI", "OpenÄI"), "latin1"));

  it("is told error by error, ends with 1, and leaves not even an empty store", () => {
    const { status, stdout, stderr } = run("load", address("none.sqlite"), damaged);
    expect([status, stdout]).toEqual([1, ""]);
    const lines = stderr.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^The dataset has \d+ errors and was not loaded\.$/);
    expect(lines.length - 1).toBe(Number(lines[0]?.match(/\d+/)?.[0]));
    expect(stderr).toMatch(/^benchmarks\.csv:\d+ higher_is_better: "maybe": expected true or false$/m);
    expect(stderr).toMatch(
      /^funding_participants\.csv:\d+ round_id: "nowhere": expected the id of a row in funding_rounds$/m,
    );
    expect(stderr).toMatch(
      /^software\.csv:\d+ id: "[a-z0-9-]+": expected a value of its own \(line 2 has it already\)$/m,
    );
    expect(stderr).toMatch(/^companies\.csv:\d+ \w+: ".*\ufffd.*": expected text in UTF-8$/m);
    expect(existsSync(join(folder, "none.sqlite"))).toBe(false);
  });

  it("leaves the store as it was, to the byte", () => {
    expect(run("load", address("kept.sqlite")).status).toBe(0);
    const before = readFileSync(join(folder, "kept.sqlite"));
    expect(run("load", address("kept.sqlite"), damaged).status).toBe(1);
    expect(readFileSync(join(folder, "kept.sqlite")).equals(before)).toBe(true);
  });
});

describe("what cannot be done", () => {
  it.each([
    ["load", "mysql://somewhere/facts", [], /^DATABASE_URL=.* must be /],
    ["dataset-export", address("nothing.sqlite"), ["out"], /^There is no database at .*nothing\.sqlite to export\.$/],
    ["dataset-export", address("nothing.sqlite"), [], /^$/],
    ["load", address("nothing.sqlite"), [join(folder, "no-such-folder")], /errors and was not loaded/],
  ] as const)("%s on %s %j ends with 1 and says why", (script, database, args, why) => {
    const { status, stderr } = run(script, database, ...args);
    expect(status).toBe(1);
    expect(stderr.split("\n")[0]).toMatch(why);
    expect(stderr).not.toMatch(/ at .*\.js:\d+/);
  });

  it("is explained by --help", () => {
    expect(run("load", address("x.sqlite"), "--help")).toMatchObject({ status: 0, stderr: "" });
    expect(run("dataset-export", address("x.sqlite"), "--help").stdout).toContain("npm run dataset:export -- FOLDER");
  });
});
