import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { revise } from "../../../db/revising.js";
import type { Store } from "../../../db/store.js";
import type { App } from "../../../server/app.js";
import type { Person } from "../../../server/desk/people.js";
import { makeToken } from "../../../server/desk/tokens.js";
import { appOf, openFreshShippedStore, temporaryFolder, testMoment } from "../../fixture.js";

const people: Readonly<Record<string, Person>> = {
  ada: { id: "ada", name: "Ada", email: "ada@example.org", role: "editor" },
  bo: { id: "bo", name: "Bo", email: "bo@example.org", role: "editor" },
  rea: { id: "rea", name: "Rea", email: "rea@example.org", role: "reader" },
};
const filesFolder = temporaryFolder();

let store: Store;
let app: App;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  store = await openFreshShippedStore();
  app = appOf(store, { filesFolder });
  const at = testMoment.toISOString();
  for (const person of Object.values(people)) {
    const { id, name, email, role } = person;
    const account = { email_verified: 1, image: null, created_at: at, updated_at: at, disabled_at: null };
    await store.db
      .insertInto("users")
      .values({ id, name, email, role, ...account })
      .execute();
    tokens[id] = await makeToken(store, person, { name: "test", scope: "review", days: 365 }, { now: new Date() });
  }
});
afterAll(() => Promise.all((app.locals["closing"] as (() => Promise<void>)[]).map((close) => close())));

const known = (as: string) => (as ? { Authorization: `Bearer ${tokens[as]}` } : {});
const get = (path: string, as = "ada", accept = "text/html") =>
  request(app).get(path).set("Accept", accept).set(known(as));
const post = (path: string, as = "ada") =>
  request(app).post(path).set("Accept", "text/html").set(known(as)).set("Sec-Fetch-Site", "same-origin");
const send = (csv: string | Buffer, path = "/desk/import") =>
  post(path).attach("csv", Buffer.from(csv as string), "file.csv");

async function sent(csv: string | Buffer, path?: string): Promise<string> {
  const { status, headers } = await send(csv, path);
  expect(status).toBe(303);
  return String(headers["location"]);
}

const renamed = "id,name,ticker\n01-ai,01.AI Inc,\n1789-capital,1789 Capital,\n";

describe("an import", () => {
  it("is looked at, and then proposed as a change set that holds what was shown", async () => {
    const at = await sent(renamed);
    expect(at).toMatch(/^\/desk\/import\/[0-9a-f]{32}$/);
    const page = await get(at);
    expect(page.status).toBe(200);
    expect(page.headers["cache-control"]).toBe("private, no-store");
    expect(page.text).toContain("Rows in companies: 1 to change, 1 unchanged");
    expect(page.text).toContain("<del>01.AI</del> <ins>01.AI Inc</ins>");
    const action = /action="(\/desk\/import\/[^"]+)" aria-labelledby="propose-title"/.exec(page.text)?.[1] ?? "";
    const proposed = await post(action.replaceAll("&amp;", "&"))
      .type("form")
      .send({ reason: "The register says so", revision: "1" });
    expect([proposed.status, proposed.headers["location"]]).toEqual([303, "/desk/changes/1"]);
    const entries = await store.db.selectFrom("change_set_rows").selectAll().execute();
    expect(entries.map(({ table, row_id, action: what }) => [table, row_id, what])).toEqual([
      ["companies", "01-ai", "change"],
    ]);
    expect(JSON.parse(entries[0]?.after ?? "")).toMatchObject({ name: "01.AI Inc", country: "CN" });
    // No fact has changed, and the file is gone.
    expect((await store.revision())?.id).toBe(1);
    expect((await get(at)).status).toBe(404);
  });

  it("names every fault by line and column, and is not proposed with one", async () => {
    const at = await sent("id,name,kind\n01-ai,A,shop\nnew,B,cloud\n", "/desk/import?table=companies");
    const page = await get(at);
    expect(page.text).toContain("2 faults: this file is not imported as it is");
    expect(page.text).toMatch(/>2<\/td><td data-label="Column">kind<\/td><td data-label="Value">shop</);
    expect(page.text).toMatch(/>3<\/td><td data-label="Column">source_id</);
    expect(page.text).not.toContain("Propose as change set");
    const refused = await post(at).type("form").send({ reason: "All the same", revision: "1" });
    expect([refused.status, refused.text.includes("line 2, kind")]).toEqual([400, true]);
  });

  it("keeps in its address how the file is read", async () => {
    const at = await sent("Firma;id;x\n01.AI Inc;01-ai;1\n");
    const open = await get(`${at}?table=companies`);
    expect(open.text).toContain('<option value="" selected>choose …</option>');
    const chosen = new URLSearchParams([
      ["table", "companies"],
      ["mapped", "companies"],
      ["map", "Firma=name"],
      ["map", "id=id"],
      ["map", "x="],
    ]);
    const read = await get(`${at}?${chosen}`);
    expect(read.text).toContain("Rows in companies: 1 to change");
    expect(read.text).toContain('<option value="Firma=name" selected>');
    // What was chosen for one table says nothing of another.
    chosen.set("table", "models");
    expect((await get(`${at}?${chosen}`)).text).not.toContain('<option value="Firma=name" selected>');
  });

  it("answers a program in JSON", async () => {
    const posted = await request(app)
      .post("/desk/import?table=companies")
      .set(known("ada"))
      .set("Sec-Fetch-Site", "same-origin")
      .type("text/csv")
      .send(renamed);
    expect(posted.status).toBe(201);
    const { body } = await get(posted.body.href, "ada", "application/json");
    expect(body).toMatchObject({
      table: "companies",
      encoding: "utf-8",
      delimiter: "comma",
      problems: [],
      revision: 1,
    });
    expect(body.counts).toEqual({ add: 0, change: 1, remove: 0, unchanged: 1, faulty: 0 });
    const page = await get(`${posted.body.href}&show=unchanged`, "ada", "application/json");
    expect(page.body.rows).toEqual([{ kind: "unchanged", line: 3, rowId: "1789-capital" }]);
  });

  it("shows markup of a file as text", async () => {
    const page = await get(await sent('id,name,"<b>"\n01-ai,<img src=x onerror=alert(1)>,"""><script>"\n'));
    expect(page.text).not.toContain("<b>");
    const named = await get(
      await sent("id,name\n01-ai,<img src=x onerror=alert(1)>\n", "/desk/import?table=companies"),
    );
    expect(named.text).toContain("<ins>&lt;img src=x onerror=alert(1)&gt;</ins>");
  });

  it("has to be looked at again once the facts have changed", async () => {
    const at = await sent("id,headquarters\n01-ai,Haidian\n");
    const source = await store.db.selectFrom("sources").selectAll().orderBy("id").executeTakeFirstOrThrow();
    const change = {
      table: "sources",
      rowId: source.id,
      action: "change",
      before: source,
      after: { ...source, author: "A" },
    } as const;
    await revise(store, [change], { author: "bo", summary: "Meanwhile", now: testMoment });
    const late = await post(at).type("form").send({ reason: "Late", revision: "1" });
    expect([late.status, late.text.includes("Look at it again")]).toEqual([409, true]);
    expect((await post(at).type("form").send({ reason: "Again", revision: "2" })).status).toBe(303);
  });
});

describe("a file that was sent", () => {
  it("is its sender's alone, for an hour, under a name that is no path", async () => {
    const at = await sent(renamed);
    expect((await get(at, "bo")).status).toBe(404);
    for (const token of ["..%2F..%2Fetc%2Fpasswd", "0".repeat(32), "0".repeat(31), "%2e%2e", "__proto__"])
      expect((await get(`/desk/import/${token}`)).status, token).toBe(404);
    const uploads = join(filesFolder, "uploads");
    const token = at.split("/").at(-1) ?? "";
    const name = readdirSync(uploads).find((one) => one.endsWith(token)) ?? "";
    expect(statSync(join(uploads, name)).mode & 0o777).toBe(0o600);
    const early = new Date(Date.now() - 3_700_000);
    utimesSync(join(uploads, name), early, early);
    expect((await get(at)).status).toBe(404);
    await sent(renamed);
    expect(readdirSync(uploads)).not.toContain(name);
  });

  it("makes room for the next five", async () => {
    mkdirSync(join(filesFolder, "uploads"), { recursive: true });
    writeFileSync(join(filesFolder, "uploads", "of-somebody-else"), "");
    for (let count = 0; count < 6; count++) await sent(renamed);
    expect(readdirSync(join(filesFolder, "uploads"))).toHaveLength(6);
  });

  it("is refused with the limit if it is too large, and if it is none", async () => {
    const large = await send(Buffer.alloc(10_000_001, "a"));
    expect([large.status, large.text.includes("at most 10,000,000 bytes")]).toEqual([413, true]);
    const long = await sent(`id,name\n${Array.from({ length: 50_001 }, (_, at) => `c${at},N`).join("\n")}`);
    const many = await sent(`id,company_id,list\n${"huawei--bis-entity-list,huawei,bis-entity-list\n".repeat(10)}`);
    expect((await get(many)).text).toContain("9 faults");
    expect((await get(long)).status).toBe(200);
    const rows = Array.from({ length: 50_001 }, (_, at) => `s${at},T,P,https://example.org,news,en`);
    const whole = await get(await sent(`id,title,publisher,url,kind,language\n${rows.join("\n")}`));
    expect([whole.status, whole.text.includes("npm run import")]).toEqual([413, true]);
    expect((await send("")).status).toBe(400);
    expect((await post("/desk/import").type("application/zip").send("PK")).status).toBe(415);
  });
});

describe("the import", () => {
  it("is for editors, and for posts from its own pages", async () => {
    expect((await get("/desk/import", "")).status).toBe(401);
    expect((await get("/desk/import", "rea")).status).toBe(403);
    expect((await post("/desk/import", "rea").attach("csv", Buffer.from(renamed), "f.csv")).status).toBe(403);
    const foreign = request(app).post("/desk/import").set(known("ada")).set("Sec-Fetch-Site", "cross-site");
    expect((await foreign.type("text/csv").send(renamed)).status).toBe(403);
    expect((await get("/desk/import")).text).toContain('enctype="multipart/form-data"');
  });

  it.each([
    "table=users",
    "delimiter=pipe",
    "encoding=latin1",
    "absent=all",
    "show=nothing",
    "page=0",
    "page=x",
    "colour=red",
  ])("is told what is accepted where it is asked for %s", async (query) => {
    expect((await get(`/desk/import?${query}`)).status).toBe(400);
  });
});
