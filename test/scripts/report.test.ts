import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { places } from "../../server/places.js";
import { openFreshShippedStore, temporaryFolder } from "../fixture.js";

const program = join(places.root, "dist", "scripts", "report.js");

interface Said {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

let folder: string;
let database: string;

/** Runs it where its files land in the folder; without a browser, so that none is started. */
function ask(args: readonly string[], environment: Record<string, string> = {}): Promise<Said> {
  const env = {
    PATH: process.env["PATH"],
    DATABASE_URL: database,
    FILES_FOLDER: join(folder, "files"),
    CHROMIUM_PATH: "/no/such/chromium",
    ...environment,
  };
  return new Promise((done) => {
    const child = execFile(process.execPath, [program, ...args], { env, cwd: folder }, (_error, output, errors) =>
      done({ code: child.exitCode ?? -1, output, errors }),
    );
  });
}

const written = (name: string) => readFileSync(join(folder, name), "utf8");

beforeAll(async () => {
  folder = temporaryFolder();
  database = `sqlite:${join(folder, "parallax.sqlite")}`;
  const store = await openFreshShippedStore(database);
  await store.close();
});

describe("npm run report", () => {
  it("writes a report at a date as one file, in the place of an older one", async () => {
    writeFileSync(join(folder, "brief.html"), "old");
    const { code, output, errors } = await ask(["--company", "01-ai", "--as-of", "2024-02-21", "--out", "brief.html"]);
    expect(errors).toBe("");
    expect(output).toMatch(/^Wrote .+brief\.html \([\d,]+ kB\)\.\n$/);
    expect(code).toBe(0);
    const html = written("brief.html");
    expect(html).toContain("<title>Company brief: 01.AI</title>");
    expect(html).toContain("What had happened by 21 Feb 2024");
    // Nothing is left over beside it.
    expect(readdirSync(folder).filter((name) => /draft|old/.test(name))).toEqual([]);
  });

  it("lists what there is to write", async () => {
    const { code, output } = await ask(["--list"]);
    expect(code).toBe(0);
    for (const slug of ["landscape", "chips", "dependence", "company-ID", "then-and-now"])
      expect(output).toMatch(new RegExp(`^${slug} +\\S`, "m"));
  });

  it("says in one line why there is no PDF, and leaves the file of last time", async () => {
    writeFileSync(join(folder, "company-01-ai.pdf"), "of last time");
    const { code, errors } = await ask(["company-01-ai"]);
    expect(errors).toBe('CHROMIUM_PATH="/no/such/chromium" does not exist. The print view always works.\n');
    expect(code).toBe(1);
    expect(written("company-01-ai.pdf")).toBe("of last time");
  });

  it.each([
    [["--format", "html", "nonesuch"], 'There is no report "nonesuch".'],
    [["landscape", "--as-of", "soon", "--format", "html"], 'as_of "soon"'],
    [["landscape", "--edition", "7", "--format", "html"], 'Nothing has been published under "landscape".'],
  ])("passes on what the server says of %j", async (args, sentence) => {
    const { code, errors } = await ask(args);
    expect(errors).toContain(sentence);
    expect(errors.trimEnd()).not.toContain("\n");
    expect(code).toBe(1);
  });

  it.each([
    [[], "Which report? npm run report -- --list names them."],
    [["landscape", "--company", "01-ai"], '--company goes with the company brief, not with "landscape".'],
    [["landscape", "--out", "a.docx"], '"docx" is no form of a report; it comes as pdf, html, zip.'],
    [
      ["landscape", "--edition", "1", "--as-of", "2024"],
      "An edition is frozen with its view; --edition takes no other.",
    ],
    [["landscape", "--sheet", "A4"], "Unknown option '--sheet'"],
  ])("does not begin with %j", async (args, sentence) => {
    const { code, errors } = await ask(args, { DATABASE_URL: "sqlite:none.sqlite" });
    expect(errors).toContain(sentence);
    expect(errors.trimEnd()).not.toContain("\n");
    expect(code).toBe(1);
  });

  it("makes no database where there is none", async () => {
    const { code, errors } = await ask(["landscape"], { DATABASE_URL: "sqlite:none.sqlite" });
    expect(errors).toBe("There is no database at sqlite:none.sqlite. To make one: npm run load\n");
    expect(code).toBe(1);
    expect(existsSync(join(folder, "none.sqlite"))).toBe(false);
  });
});
