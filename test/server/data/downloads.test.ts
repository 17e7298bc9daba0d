import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import SqliteConnection from "better-sqlite3";
import request, { type Response } from "supertest";
import { afterEach, describe, expect, it } from "vitest";
import { csvHeader, csvLines, restore } from "../../../db/csv.js";
import { shippedDataset } from "../../../db/datapackage.js";
import { readDataset } from "../../../db/dataset.js";
import { loadDataset } from "../../../db/load.js";
import { tableNames, tableOf } from "../../../db/tables.js";
import { places } from "../../../server/places.js";
import { columnsOf, tableRows } from "../../../server/web/rows.js";
import { appOf, openFreshShippedStore, openShippedStore, temporaryFolder, testMoment } from "../../fixture.js";
import { readZip } from "./zip.js";

const store = await openShippedStore();
const filesFolder = temporaryFolder();
const app = appOf(store, { filesFolder });
const shipped = readDataset(places.dataset);

/** An answer to its last byte, as it came over the wire but for compression. */
function get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return request(app)
    .get(path)
    .set({ "Accept-Encoding": "identity", ...headers })
    .buffer(true)
    .parse(collected);
}

function collected(response: Response, done: (error: Error | null, body: Buffer) => void): void {
  const pieces: Buffer[] = [];
  response.on("data", (piece: Buffer) => pieces.push(piece));
  response.on("end", () => done(null, Buffer.concat(pieces)));
}

const bytes = (response: Response) => response.body as Buffer;

async function wholeCsv(table: (typeof tableNames)[number]): Promise<string> {
  let text = csvHeader(columnsOf(table));
  for await (const batch of tableRows(store, table).stream()) text += csvLines(columnsOf(table), batch);
  return text;
}

describe.each(tableNames)("/data/%s", (table) => {
  it(".csv is the whole table as recorded, with all that a file has", async () => {
    const response = await get(`/data/${table}.csv`);
    expect(response.status).toBe(200);
    expect(bytes(response).toString()).toBe(await wholeCsv(table));
    expect(response.headers).toMatchObject({
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": `attachment; filename="parallax-${table}-${shippedDataset.recordedOn}.csv"`,
      "content-length": String(bytes(response).length),
      "accept-ranges": "bytes",
      "cache-control": "no-cache",
      vary: "Accept-Encoding",
      "x-row-count": String(shipped.rows[table].length),
    });
    expect(response.headers["etag"]).toMatch(/^"[\w-]{22}"$/);
  });

  it(".json is the same rows under the same names", async () => {
    const response = await get(`/data/${table}.json`);
    const { view, count, rows } = JSON.parse(bytes(response).toString());
    expect(view).toEqual({ table, revision: 1, recorded_on: shippedDataset.recordedOn });
    expect(count).toBe(shipped.rows[table].length);
    expect(rows).toHaveLength(count);
    expect(Object.keys(rows[0])).toEqual(Object.keys(tableOf(table).columns));
    expect(response.headers["x-row-count"]).toBe(String(count));
    expect(response.headers["content-type"]).toBe("application/json; charset=utf-8");
  });
});

describe("a whole table's file", () => {
  const path = "/data/funding_rounds.csv";

  it("is sent in ranges, to go on with a download", async () => {
    const whole = await get(path);
    const etag = String(whole.headers["etag"]);
    const part = await get(path, { Range: "bytes=100-199" });
    expect(part.status).toBe(206);
    expect(part.headers["content-range"]).toBe(`bytes 100-199/${bytes(whole).length}`);
    expect(bytes(part)).toEqual(bytes(whole).subarray(100, 200));
    const rest = await get(path, { Range: "bytes=-50", "If-Range": etag });
    expect([rest.status, bytes(rest)]).toEqual([206, bytes(whole).subarray(-50)]);
    const other = await get(path, { Range: "bytes=100-", "If-Range": '"of-another-revision"' });
    expect([other.status, bytes(other)]).toEqual([200, bytes(whole)]);
    // A range is one of the file itself, also for a client that takes gzip.
    const plain = await get(path, { Range: "bytes=0-4", "Accept-Encoding": "gzip" });
    expect([plain.status, plain.headers["content-encoding"], bytes(plain).toString()]).toEqual([
      206,
      undefined,
      "id,co",
    ]);
  });

  it("has no range behind its end", async () => {
    const response = await get(path, { Range: "bytes=99999999-" });
    expect(response.status).toBe(416);
    expect(response.headers["content-type"]).toMatch(/^application\/problem\+json/);
    expect(response.headers["content-range"]).toMatch(/^bytes \*\/\d+$/);
    expect(response.headers["content-disposition"]).toBeUndefined();
  });

  it("is not sent again to whom has it, in whatever encoding", async () => {
    const [plain, squeezed] = [await get(path), await get(path, { "Accept-Encoding": "gzip" })];
    expect(squeezed.headers["content-encoding"]).toBe("gzip");
    expect(bytes(squeezed)).toEqual(bytes(plain));
    for (const etag of [plain.headers["etag"], squeezed.headers["etag"], `W/${plain.headers["etag"]}`]) {
      const again = await get(path, { "If-None-Match": String(etag) });
      expect([again.status, bytes(again).length]).toEqual([304, 0]);
    }
    expect((await get(path, { "If-None-Match": '"something-else"' })).status).toBe(200);
    expect((await get(path, { "If-Match": '"something-else"' })).status).toBe(412);
  });

  it("tells its header without its body", async () => {
    const [head, full] = [await request(app).head(path).set("Accept-Encoding", "identity"), await get(path)];
    for (const name of ["content-length", "etag", "x-row-count", "content-type", "content-disposition"])
      expect(head.headers[name], name).toBe(full.headers[name]);
    expect(head.text).toBeUndefined();
  });

  it("begins with the mark that spreadsheets need only when asked", async () => {
    const [bare, marked] = [await get(path), await get(`${path}?bom=1`)];
    expect(bytes(bare)[0]).not.toBe(0xef);
    expect(bytes(marked)).toEqual(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes(bare)]));
    expect(marked.headers["etag"]).not.toBe(bare.headers["etag"]);
    expect(marked.headers["content-length"]).toBe(String(bytes(marked).length));
  });

  it("lies in the folder once, however many ask", async () => {
    await Promise.all(Array.from({ length: 10 }, () => get(path)));
    const files = readdirSync(filesFolder).filter(
      (name) => name.startsWith("funding_rounds.r") && name.endsWith(".csv"),
    );
    expect(files).toHaveLength(1);
  });
});

describe("a table cut by a view", () => {
  it("holds the rows that had happened, and says so in its name", async () => {
    const response = await get("/data/funding_rounds.csv?as_of=2024-02");
    const expected = shipped.rows.funding_rounds.filter(({ announced_on }) => announced_on <= "2024-02-29");
    const lines = bytes(response).toString().trimEnd().split("\r\n");
    expect(lines).toHaveLength(expected.length + 1);
    expect(response.headers).toMatchObject({
      "x-row-count": String(expected.length),
      "content-disposition": 'attachment; filename="parallax-funding_rounds-as-of-2024-02-29.csv"',
    });
  });

  it("holds the rows on the evidence asked for", async () => {
    const response = await get("/data/events.json?confidence=confirmed&as_of=2025");
    const { view, count, rows } = JSON.parse(bytes(response).toString());
    const expected = shipped.rows.events.filter(
      ({ confidence, occurred_on }) => confidence === "confirmed" && occurred_on <= "2025-12-31",
    );
    expect(rows.map(({ id }: { id: string }) => id)).toEqual(expected.map(({ id }) => id).sort());
    expect(count).toBe(expected.length);
    expect(view).toMatchObject({ table: "events", as_of: "2025-12-31", confidence: "confirmed", revision: 1 });
    expect(response.headers["content-disposition"]).toMatch(/-as-of-2025-12-31-confirmed\.json"$/);
  });

  it("takes part of a round only when the round was announced", async () => {
    const response = await get("/data/funding_participants.csv?as_of=2015");
    const before = new Set(
      shipped.rows.funding_rounds.filter(({ announced_on }) => announced_on <= "2015-12-31").map(({ id }) => id),
    );
    const expected = shipped.rows.funding_participants.filter(({ round_id }) => before.has(round_id));
    expect(response.headers["x-row-count"]).toBe(String(expected.length));
  });

  it("may be empty, is cached by its tag, and is today's when only evidence is asked for", async () => {
    const empty = await get("/data/funding_rounds.csv?as_of=1950");
    expect(bytes(empty).toString()).toBe(csvHeader(columnsOf("funding_rounds")));
    expect(empty.headers["x-row-count"]).toBe("0");
    const again = await get("/data/funding_rounds.csv?as_of=1950-12-31", {
      "If-None-Match": empty.headers["etag"] ?? "",
    });
    expect(again.status).toBe(304);
    const today = await get("/data/chips.csv?confidence=reported");
    expect(today.headers["content-disposition"]).toContain("parallax-chips-as-of-2026-11-24-reported.csv");
  });

  it("begins with the mark when asked", async () => {
    expect(bytes(await get("/data/chips.csv?as_of=2020&bom=1"))[0]).toBe(0xef);
  });
});

describe("what is not there or not understood", () => {
  const problem = async (path: string) => {
    const response = await get(path, { Accept: "text/html" });
    expect(response.headers["content-type"]).toMatch(/^application\/problem\+json/);
    return JSON.parse(bytes(response).toString()) as { status: number; detail: string };
  };

  it("is a 404 that lists the tables", async () => {
    for (const name of ["nothing", "users", "revisions", "__proto__", "constructor", "..%2Fsources"]) {
      const { status, detail } = await problem(`/data/${name}.csv`);
      expect(status).toBe(404);
      expect(detail).toContain(tableNames.join(", "));
    }
  });

  it("is a 404 that lists the forms", async () => {
    const response = await get("/data/chips.xml");
    expect(response.status).toBe(404);
    expect(bytes(response).toString()).toContain("csv and json");
  });

  it.each([
    ["/data/chips.csv?as_of=tomorrow", "as_of"],
    ["/data/chips.csv?confidence=sure", "confidence"],
    ["/data/chips.csv?sort=name", "sort"],
    ["/data/chips.csv?bom=yes", "bom"],
    ["/data/chips.json?bom=1", "bom"],
    ["/data/chips.csv?as_of=2024&as_of=2025", "as_of"],
    ["/data/parallax.zip?as_of=2024", "as_of"],
    ["/data/parallax.sqlite?revision=99", "revision"],
    ["/data/datapackage.json?x", "x"],
  ])("%s is a 400 that names the parameter", async (path, parameter) => {
    const { status, detail } = await problem(path);
    expect(status).toBe(400);
    expect(detail).toContain(parameter);
  });
});

describe("the data package", () => {
  it("is a zip of every table, the descriptor, the metrics and the licence", async () => {
    const response = await get("/data/parallax.zip");
    expect(response.headers).toMatchObject({
      "content-type": "application/zip",
      "content-disposition": `attachment; filename="parallax-${shippedDataset.recordedOn}.zip"`,
      "accept-ranges": "bytes",
    });
    const entries = readZip(bytes(response));
    expect(entries.map(({ name }) => name)).toEqual([
      "datapackage.json",
      "METRICS.md",
      "LICENSE.txt",
      ...tableNames.map((table) => `${table}.csv`),
    ]);
    const text = new Map(entries.map(({ name, contents }) => [name, contents.toString()]));
    for (const table of tableNames) expect(text.get(`${table}.csv`)).toBe(await wholeCsv(table));
    expect(text.get("METRICS.md")).toBe(readFileSync(join(places.dataset, "METRICS.md"), "utf8"));
    expect(text.get("LICENSE.txt")).toMatch(/CC BY 4\.0[\s\S]*own terms/);
    expect(text.get("datapackage.json")).toBe(bytes(await get("/data/datapackage.json")).toString());
    expect(new Set(entries.map(({ mode }) => mode))).toEqual(new Set([0o100644]));
  });

  it("is taken back by our own import, row for row", async () => {
    const folder = temporaryFolder();
    for (const { name, contents } of readZip(bytes(await get("/data/parallax.zip"))))
      writeFileSync(join(folder, name), contents);
    const { rows, recordedOn } = readDataset(folder);
    expect(recordedOn).toBe(shipped.recordedOn);
    for (const table of tableNames) {
      const inOrder = (some: readonly object[]) => some.map((row) => JSON.stringify(row)).sort();
      expect(inOrder(rows[table]), table).toEqual(inOrder(shipped.rows[table]));
    }
  });

  describe("on another day, another machine, another side of the world", () => {
    const zone = process.env["TZ"];
    afterEach(() => {
      if (zone === undefined) delete process.env["TZ"];
      else process.env["TZ"] = zone;
    });

    it("is the same to the byte", async () => {
      const first = bytes(await get("/data/parallax.zip"));
      for (const elsewhere of ["America/Los_Angeles", "Asia/Shanghai"]) {
        process.env["TZ"] = elsewhere;
        const there = appOf(store, { today: "2027-03-01" });
        const response = await request(there).get("/data/parallax.zip").buffer(true).parse(collected);
        expect(first.equals(response.body as Buffer)).toBe(true);
      }
      expect(readZip(first)[0]?.dosTime).toEqual([((2026 - 1980) << 9) | (11 << 5) | 25, 12 << 11]);
    });
  });

  it("can be read in place, by the descriptor's own paths", async () => {
    const { resources } = JSON.parse(bytes(await get("/data/datapackage.json")).toString());
    for (const { path } of resources as { path: string }[]) expect((await get(`/data/${path}`)).status).toBe(200);
  });
});

describe("the SQLite file", () => {
  const opened = async (): Promise<SqliteConnection.Database> => {
    const path = join(temporaryFolder(), "parallax.sqlite");
    writeFileSync(path, bytes(await get("/data/parallax.sqlite")));
    return new SqliteConnection(path, { readonly: true, fileMustExist: true });
  };

  it("is sound, holds every row under its key, and opens where nothing can be written", async () => {
    const file = await opened();
    expect(file.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(file.pragma("foreign_key_check")).toEqual([]);
    expect(file.pragma("journal_mode", { simple: true })).toBe("delete");
    for (const table of tableNames) {
      const rows = file.prepare(`select * from "${table}"`).all() as object[];
      const inOrder = (some: readonly object[]) => some.map((row) => JSON.stringify(row)).sort();
      expect(inOrder(rows), table).toEqual(inOrder(shipped.rows[table]));
    }
    file.close();
  });

  it("holds the facts and the revisions and nothing of the desk's", async () => {
    const file = await opened();
    const names = file.prepare("select name from sqlite_schema where type = 'table' order by name").pluck().all();
    expect(names).toEqual([...tableNames, "revisions"].sort());
    expect(file.prepare("select id, recorded_on, dataset_hash from revisions").all()).toEqual([
      { id: 1, recorded_on: shippedDataset.recordedOn, dataset_hash: shipped.hash },
    ]);
    const strict = file.prepare(
      "select name from pragma_table_list where schema = 'main' and type = 'table' and strict = 0",
    );
    expect(strict.pluck().all()).toEqual(["sqlite_schema"]);
    file.close();
  });

  it("is the same to the byte for the same facts", async () => {
    const there = appOf(await openFreshShippedStore(), { today: "2027-03-01" });
    const response = await request(there).get("/data/parallax.sqlite").buffer(true).parse(collected);
    expect(bytes(await get("/data/parallax.sqlite")).equals(response.body as Buffer)).toBe(true);
    expect(response.headers["content-type"]).toBe("application/vnd.sqlite3");
  });
});

describe("after an edit", () => {
  it("every file is of the new revision, and those of the old one are gone", async () => {
    const own = await openFreshShippedStore();
    const folder = temporaryFolder();
    const there = appOf(own, { filesFolder: folder });
    const paths = ["/data/claims.csv", "/data/parallax.zip", "/data/parallax.sqlite", "/data/datapackage.json"];
    const tags = async () => Promise.all(paths.map(async (path) => (await request(there).get(path)).headers["etag"]));
    const before = await tags();
    const [claim, ...others] = shipped.rows.claims;
    if (!claim) throw new Error("There are no claims.");
    const rows = { ...shipped.rows, claims: [{ ...claim, statement: "=Changed, with 零一万物" }, ...others.slice(1)] };
    const options = { author: "test", summary: "Edit", now: testMoment };
    await loadDataset(own, { ...shipped, rows, recordedOn: "2026-12-01", hash: "edited" }, options);

    for (const [at, tag] of (await tags()).entries()) expect(tag).not.toBe(before[at]);
    const response = await request(there).get("/data/claims.csv");
    expect(response.headers["x-row-count"]).toBe(String(rows.claims.length));
    expect(response.headers["content-disposition"]).toContain("parallax-claims-2026-12-01.csv");
    const line = response.text.split("\r\n").find((one) => one.startsWith(`${claim.id},`));
    expect(line).toContain('"\'=Changed, with 零一万物"');
    expect(restore("'=Changed, with 零一万物")).toBe("=Changed, with 零一万物");
    const left = readdirSync(folder);
    expect(left.filter((name) => name.includes(".r1-") && /^(claims|parallax)\./.test(name))).toEqual([]);
    expect(left.some((name) => name.includes(".r2-"))).toBe(true);
  });
});

describe("an unusable folder", () => {
  it("costs the finished files and nothing else", async () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    const there = appOf(store, { filesFolder: file });
    const response = await request(there).get("/data/chips.csv");
    expect(response.status).toBe(500);
    expect(response.headers["content-disposition"]).toBeUndefined();
    expect(response.text).not.toContain(file);
    expect((await request(there).get("/data/chips.csv?as_of=2024")).status).toBe(200);
    expect((await request(there).get("/data")).status).toBe(200);
  });
});
