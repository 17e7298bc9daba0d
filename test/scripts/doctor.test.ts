import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { readDataset } from "../../db/dataset.js";
import { loadDataset } from "../../db/load.js";
import { migrate } from "../../db/migrate.js";
import { openStore } from "../../db/store.js";
import { places } from "../../server/places.js";
import { temporaryFolder, testMoment } from "../fixture.js";

const program = join(places.root, "dist", "scripts", "doctor.js");

interface Said {
  readonly code: number;
  readonly lines: readonly string[];
  readonly errors: string;
}

/** What the doctor says; without a browser, which it would start each time. */
function ask(environment: Record<string, string>): Promise<Said> {
  const env = { PATH: process.env["PATH"], PORT: "0", CHROMIUM_PATH: "/no/such/chromium", ...environment };
  return new Promise((done) => {
    const child = execFile(process.execPath, [program], { env }, (_error, output, errors) =>
      done({ code: child.exitCode ?? -1, lines: output.trimEnd().split("\n"), errors }),
    );
  });
}

function placesIn(folder: string): Record<string, string> {
  return { DATABASE_URL: `sqlite:${join(folder, "parallax.sqlite")}`, FILES_FOLDER: join(folder, "files") };
}

async function filledStore(folder: string): Promise<SqliteConnection.Database> {
  const path = join(folder, "parallax.sqlite");
  const store = await openStore(`sqlite:${path}`);
  await migrate(store.db, store.dialect);
  await loadDataset(store, readDataset(places.dataset), { author: "test", summary: "Shipped", now: testMoment });
  await store.close();
  return new SqliteConnection(path);
}

describe("npm run doctor", () => {
  it("says one line each of a sound machine, and makes no store", async () => {
    const folder = temporaryFolder();
    const { code, lines, errors } = await ask(placesIn(folder));
    expect(errors).toBe("");
    expect(lines.slice(0, -1).every((line) => /^(ok|warning) {2,}\S/.test(line))).toBe(true);
    for (const what of ["Node", "Packages", "Build", "Settings", "Files", "Port", "Dataset", "Store", "Fonts"])
      expect(
        lines.some((line) => new RegExp(`^ok +${what}`).test(line)),
        `${what}: ${lines.join("\n")}`,
      ).toBe(true);
    // Only the tests need a browser.
    expect(lines).toContain(
      'warning  Browser: CHROMIUM_PATH="/no/such/chromium" does not exist. Only the tests need one',
    );
    expect(lines.at(-1)).toBe("The dashboard runs; see the warnings.");
    expect(code).toBe(0);
    expect(existsSync(join(folder, "parallax.sqlite"))).toBe(false);
  });

  it("says how the store stands: facts, damage, freshness, letters", async () => {
    const folder = temporaryFolder();
    const database = await filledStore(folder);
    const sound = await ask(placesIn(folder));
    expect(sound.lines.join("\n")).toMatch(/^ok +Store: [\d,]+ facts at revision 1 in .+parallax\.sqlite$/m);
    expect(sound.lines.join("\n")).toMatch(/^ok +Store: undamaged/m);
    expect(sound.lines.join("\n")).toMatch(/^ok +Store: holds what db\/dataset says$/m);
    expect(sound.code).toBe(0);

    database.prepare("update companies set native_name = '龘𠮷' where id = '01-ai'").run();
    database.prepare("update revisions set dataset_hash = 'older'").run();
    database.pragma("foreign_keys = off");
    database
      .prepare("update funding_rounds set source_id = 'nowhere' where id = (select min(id) from funding_rounds)")
      .run();
    database.close();
    const changed = await ask(placesIn(folder));
    expect(changed.lines.join("\n")).toMatch(
      /^warning +Fonts: 2 characters of names in the store are in no bundled font/m,
    );
    expect(changed.lines.join("\n")).toMatch(/^warning +Store: db\/dataset says something else by now\./m);
    expect(changed.lines.join("\n")).toMatch(
      /^problem +Store: 1 references lead nowhere, the first in funding_rounds$/m,
    );
    expect(changed.lines.at(-1)).toBe("The dashboard does not run as it should; see the problems.");
    expect(changed.code).toBe(1);
  });

  it("names a taken port, a blocked folder and a file that is no database", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "parallax.sqlite"), "These are notes, no database. ".repeat(50));
    writeFileSync(join(folder, "files"), "");
    const other = createServer((socket) => socket.end("no HTTP")).listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const { code, lines } = await ask({ ...placesIn(folder), PORT: String(port) });
    other.close();
    const said = lines.join("\n");
    expect(said).toMatch(new RegExp(`^problem +Port: ${port} on 127\\.0\\.0\\.1 is taken by another program\\.`, "m"));
    expect(said).toMatch(/^problem +Files: .+files/m);
    expect(said).toMatch(/^problem +Store: Cannot open the database .+: file is not a database$/m);
    expect(code).toBe(1);
  });

  it("names a bad setting and looks at the rest", async () => {
    const { code, lines } = await ask({ PORT: "http" });
    expect(lines).toContain('problem  Settings: PORT="http" must be a whole number from 0 to 65535');
    expect(lines.some((line) => line.startsWith("ok       Dataset: "))).toBe(true);
    expect(code).toBe(1);
  });
});
