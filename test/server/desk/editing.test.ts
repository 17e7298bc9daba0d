import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoredRow } from "../../../db/dataset.js";
import { revise } from "../../../db/revising.js";
import { rowKey, untyped } from "../../../db/row-writing.js";
import type { Store } from "../../../db/store.js";
import { type TableName, tableNames, tableOf } from "../../../db/tables.js";
import type { App } from "../../../server/app.js";
import { entriesAfter } from "../../../server/desk/change-sets.js";
import { appOf, openFreshShippedStore, testMoment } from "../../fixture.js";
import { firstAdmin, invited, Visitor } from "./visitor.js";

let store: Store;
let app: App;
let admin: Visitor;
let edda: Visitor;
let rhea: Visitor;
beforeAll(async () => {
  store = await openFreshShippedStore();
  app = appOf(store);
  admin = await firstAdmin(app, store);
  edda = await invited(admin, "Edda", "editor");
  rhea = await invited(admin, "Rhea", "reader");
});
afterAll(() => Promise.all((app.locals["closing"] as (() => Promise<void>)[]).map((close) => close())));

async function someRow(table: TableName): Promise<StoredRow> {
  let query = untyped(store.db).selectFrom(table).selectAll();
  for (const column of tableOf(table).key) query = query.orderBy(column);
  return (await query.limit(1).executeTakeFirstOrThrow()) as StoredRow;
}

async function rowOf(table: TableName, id: string): Promise<StoredRow> {
  const query = untyped(store.db).selectFrom(table).selectAll().where("id", "=", id);
  return (await query.executeTakeFirstOrThrow()) as StoredRow;
}

const pathOf = (table: TableName, row: StoredRow) => `/desk/edit/${table}/${rowKey(table, row)}`;

const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&#34;": '"',
  "&#39;": "'",
};
const plain = (html: string) => html.replace(/&(?:amp|lt|gt|#34|#39);/g, (entity) => entities[entity] ?? entity);

/** What a browser would send of the form on a page, with nothing touched. */
function fieldsOn(page: string): Record<string, string> {
  const [, form = ""] = /<form class="edit-form"[^>]*>([\s\S]*?)<\/form>/.exec(page) ?? [];
  const fields: Record<string, string> = {};
  for (const [, tag = ""] of form.matchAll(/<input([^>]*)>/g)) {
    const attribute = (name: string) => new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(tag)?.[1];
    if (attribute("type") === "radio" && !/\schecked/.test(tag)) continue;
    fields[attribute("name") ?? ""] = plain(attribute("value") ?? "");
  }
  for (const [, name = "", text = ""] of form.matchAll(
    /<textarea id="[^"]*" name="([^"]*)"[^>]*>\n?([\s\S]*?)<\/textarea>/g,
  ))
    fields[name] = plain(text).replace(/\r\n?|\n/g, "\r\n");
  for (const [, name = "", options = ""] of form.matchAll(
    /<select id="[^"]*" name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g,
  ))
    fields[name] = plain(
      /<option value="([^"]*)" selected>/.exec(options)?.[1] ?? /value="([^"]*)"/.exec(options)?.[1] ?? "",
    );
  return fields;
}

async function open(path: string, who = edda): Promise<Record<string, string>> {
  const page = await who.get(path);
  expect(page.status).toBe(200);
  return fieldsOn(page.text);
}

/** The changes of the set that an answer leads to. */
async function proposedBy(answer: {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
}) {
  expect(answer.status, answer.text.replace(/[\s\S]*<main/, "<main").slice(0, 3000)).toBe(303);
  const id = Number(/^\/desk\/changes\/(\d+)$/.exec(answer.headers["location"] ?? "")?.[1]);
  return (await entriesAfter(store.db, id, 0, 100)).map(({ change }) => change);
}

/** What is told beside a field. */
function faultAt(page: string, field: string): string | undefined {
  const [, said] = new RegExp(`<span class="fault" id="${field}-fault">([^<]*)</span>`).exec(page) ?? [];
  return said && plain(said);
}

const reason = "Read in the filing.";

/** Another value that the column of a table may hold. */
function otherValue(
  table: TableName,
  row: StoredRow,
): readonly [column: string, written: string, stored: string | number] {
  const { columns, key } = tableOf(table);
  const free = Object.entries(columns).filter(([column]) => !key.includes(column));
  const of = (test: (column: (typeof columns)[string]) => boolean) => free.find(([, column]) => test(column))?.[0];
  const number = of(({ type }) => type === "number" || type === "integer");
  if (number) return [number, "7", 7];
  const flag = of(({ type }) => type === "boolean");
  if (flag) return row[flag] === 1 ? [flag, "false", 0] : [flag, "true", 1];
  const text = of(({ type, oneOf }) => type === "text" && !oneOf);
  if (text) return [text, "=Another text, <b>", "=Another text, <b>"];
  throw new Error(`No column of ${table} to change.`);
}

describe.each(tableNames)("the form of %s", (table) => {
  it("shows every column with its words, says when nothing has changed, and proposes what has", async () => {
    const row = await someRow(table);
    const path = pathOf(table, row);
    const page = await edda.get(path);
    expect(page.status).toBe(200);
    for (const [column, { title, description }] of Object.entries(tableOf(table).columns)) {
      expect(page.text).toMatch(new RegExp(`<label for="c-${column}">${title}`));
      expect(plain(page.text)).toContain(description);
    }
    const fields = fieldsOn(page.text);
    const unchanged = await edda.post(path, { ...fields, reason });
    expect(unchanged.status).toBe(409);
    expect(unchanged.text).toContain("Nothing has changed");

    const [column, written, stored] = otherValue(table, row);
    const changes = await proposedBy(await edda.post(path, { ...fields, [`c-${column}`]: written, reason }));
    expect(changes).toEqual([
      { table, rowId: rowKey(table, row), action: "change", before: row, after: { ...row, [column]: stored } },
    ]);
  });

  it("has a place for a new row, and tells at each required column that it is empty", async () => {
    const page = await edda.post(`/desk/edit/${table}/new`, { ...(await open(`/desk/edit/${table}/new`)), reason });
    expect(page.status).toBe(400);
    for (const [column, { required }] of Object.entries(tableOf(table).columns))
      if (required) expect(faultAt(page.text, `c-${column}`)).toBe("This may not be empty.");
  });
});

describe("a field", () => {
  it.each([
    ["models", "released_on", "2023", "2023"],
    ["models", "released_on", " 2023-11 ", "2023-11"],
    ["models", "released_on", "2023-11-05", "2023-11-05"],
    ["models", "released_on", "", null],
    ["chips", "tdp_w", "350.5", 350.5],
    ["benchmarks", "higher_is_better", "false", 0],
    ["companies", "parent_id", "alibaba", "alibaba"],
    ["export_rules", "conditions", '{"any":[]}', '{"any":[]}'],
  ] as const)("of %s, %s, reads %j", async (table, column, written, stored) => {
    const row = await rowWithout(table, column, stored);
    const path = pathOf(table, row);
    const [change] = await proposedBy(
      await edda.post(path, { ...(await open(path)), [`c-${column}`]: written, reason }),
    );
    expect(change?.after?.[column]).toBe(stored);
  });

  async function rowWithout(table: TableName, column: string, value: string | number | null): Promise<StoredRow> {
    const query = untyped(store.db).selectFrom(table).selectAll().orderBy("id").limit(1);
    const row =
      value === null
        ? await query.where(column, "is not", null).executeTakeFirstOrThrow()
        : await query.where((eb) => eb.or([eb(column, "is", null), eb(column, "!=", value)])).executeTakeFirstOrThrow();
    return row as StoredRow;
  }

  it.each([
    ["models", "released_on", "2023-13", /2023, 2023-11 or 2023-11-05/],
    ["models", "released_on", "5 Nov 2023", /2023, 2023-11 or 2023-11-05/],
    ["models", "company_id", "nobody-at-all", /the id of a row in companies/],
    ["models", "company_id", "Nobody & Co", /lower-case letters/],
    ["models", "name", "a\0b", /NUL/],
    ["models", "name", "x".repeat(1_000_000), /at most 20,000 characters/],
    ["companies", "kind", "bank", /one of startup, /],
    ["sources", "url", "javascript:alert(1)", /http:\/\/ or https:\/\//],
    ["chips", "tdp_w", "-1", /not below 0/],
    ["chips", "tdp_w", "many", /a number/],
    ["export_rules", "conditions", "{", /JSON/],
    ["export_rules", "conditions", '{"any":[{"metric":"beauty","op":">","value":1}]}', /beauty/],
  ] as const)("of %s, %s, keeps its words and says what is wrong", async (table, column, written, said) => {
    const path = pathOf(table, await someRow(table));
    const fields = { ...(await open(path)), [`c-${column}`]: written, reason: "Kept <words>" };
    const page = await edda.post(path, fields);
    expect(page.status).toBe(400);
    expect(faultAt(page.text, `c-${column}`)).toMatch(said);
    expect(page.text).toMatch(
      new RegExp(`id="c-${column}"[^>]*aria-describedby="[^"]*c-${column}-fault[^"]*" aria-invalid="true"`),
    );
    const kept = fieldsOn(page.text);
    expect(kept[`c-${column}`]).toBe(written.includes("\0") ? "a\0b" : written);
    expect(kept["reason"]).toBe("Kept <words>");
  });

  it("takes what looks like a formula or like markup for the text that it is", async () => {
    const path = pathOf("companies", await someRow("companies"));
    const hostile = `=cmd|'/C calc'!A0 "><script>alert(1)</script>\u202e 中文'); drop table companies;--`;
    const fields = { ...(await open(path)), "c-founders": hostile, reason: hostile };
    const answer = await edda.post(path, fields);
    const [change] = await proposedBy(answer);
    expect(change?.after?.["founders"]).toBe(hostile);
    const page = await edda.get(answer.headers["location"] ?? "");
    expect(page.text).not.toContain("<script>alert");
    const again = await edda.get(path);
    expect(again.text).toContain("Already proposed for this row");
    expect(again.text).not.toContain("<script>alert");
    for (const asked of ["/desk/edit", "/desk/edit/companies"]) {
      const list = await edda.get(`${asked}?q=${encodeURIComponent("\"><script>alert(1)</script> %' or 1=1")}`);
      expect(list.status).toBe(200);
      expect(list.text).not.toContain("<script>alert");
    }
  });

  it("comes back as it was shown, whatever its line ends", async () => {
    const before = await rowOf("companies", "baidu");
    const after = { ...before, summary: "\nOne.\r\nTwo.\rThree. ", headquarters: "Beijing\nHaidian" };
    const change = { table: "companies", rowId: "baidu", action: "change", before, after } as const;
    await revise(store, [change], { author: "Bo", summary: "Lines", now: testMoment });
    const path = "/desk/edit/companies/baidu";
    const [edited] = await proposedBy(await edda.post(path, { ...(await open(path)), "c-ticker": "BIDU!", reason }));
    expect(edited?.after).toEqual({ ...after, ticker: "BIDU!" });
  });

  it("that refers to rows suggests them, and finds them without a script", async () => {
    const suggested = await edda.get("/desk/refer/companies?q=deeps");
    expect(suggested.body.rows[0]).toMatchObject({ id: "deepseek", name: "DeepSeek", table: "companies" });
    expect(suggested.headers["cache-control"]).toBe("private, no-store");
    expect((await edda.get("/desk/refer/users?q=a")).status).toBe(404);

    const path = pathOf("models", await someRow("models"));
    const found = await edda.post(path, { ...(await open(path)), "c-company_id": "deepseek", do: "find c-company_id" });
    expect(found.status).toBe(200);
    const take = "take c-company_id deepseek";
    expect(found.text).toContain(`value="${take}"`);
    const taken = await edda.post(path, { ...fieldsOn(found.text), do: take });
    expect(fieldsOn(taken.text)["c-company_id"]).toBe("deepseek");
    expect((await edda.post(path, { do: "find c-name" })).status).toBe(400);
  });
});

const newSource = {
  "s-title": "Annual report 2025: “Growth”",
  "s-publisher": "Example Corp",
  "s-url": "https://example.org/annual-report-2025",
  "s-kind": "report",
  "s-language": "en",
  "s-published_on": "2026-03",
};

describe("a source", () => {
  it("that is not there yet comes in with the row, in one change set", async () => {
    const row = await someRow("companies");
    const path = pathOf("companies", row);
    const changes = await proposedBy(
      await edda.post(path, { ...(await open(path)), ...newSource, "s-use": "row", reason }),
    );
    expect(changes).toMatchObject([
      { table: "sources", action: "add", rowId: "annual-report-2025-growth", after: { published_on: "2026-03" } },
      { table: "companies", action: "change", after: { ...row, source_id: "annual-report-2025-growth" } },
    ]);
  });

  it("serves as a further one by a citation, with the value that it gives instead", async () => {
    const row = await someRow("companies");
    const path = pathOf("companies", row);
    const fields = { ...(await open(path)), ...newSource, "s-id": "example-2026", "s-use": "further" };
    const cited = { "k-column": "founded_on", "k-agrees": "no", "k-value": "2022" };
    const changes = await proposedBy(await edda.post(path, { ...fields, ...cited, reason }));
    expect(changes.map(({ table, action, rowId }) => [table, action, rowId])).toEqual([
      ["sources", "add", "example-2026"],
      ["citations", "add", `companies/${row["id"]}/founded_on/example-2026`],
    ]);
    expect(changes[1]?.after).toMatchObject({ agrees: "no", value: "2022", note: null });
  });

  it("that is recorded already is offered in place of the same again", async () => {
    const known = await someRow("sources");
    const path = pathOf("companies", await someRow("companies"));
    const fields = { ...(await open(path)), ...newSource, "s-url": String(known["url"]), "s-use": "row", reason };
    const page = await edda.post(path, fields);
    expect(page.status).toBe(400);
    expect(faultAt(page.text, "s-url")).toContain(`recorded already, as ${known["id"]}`);
    const take = `take c-source_id ${known["id"]}`;
    expect(page.text).toContain(`value="${take}"`);
    const taken = fieldsOn((await edda.post(path, { ...fieldsOn(page.text), do: take })).text);
    expect(taken).toMatchObject({ "c-source_id": known["id"], "s-url": "", "s-title": "", reason });
  });
});

describe("a new row", () => {
  it("is proposed with its key, and refused where the key is taken", async () => {
    const source_id = String((await someRow("sources"))["id"]);
    const path = "/desk/edit/indicators/new";
    const fields = {
      ...(await open(path)),
      "c-name": "Chips",
      "c-unit": "chips",
      "c-description": "All.",
      "c-group": "chips",
      reason,
    };
    const [change] = await proposedBy(await edda.post(path, { ...fields, "c-id": "chips-made" }));
    expect(change).toEqual({
      table: "indicators",
      rowId: "chips-made",
      action: "add",
      before: null,
      after: { id: "chips-made", name: "Chips", unit: "chips", description: "All.", group: "chips" },
    });
    const taken = await edda.post(path, { ...fields, "c-id": String((await someRow("indicators"))["id"]) });
    expect(faultAt(taken.text, "c-id")).toBe("There is a row with this key already.");
    expect(faultAt((await edda.post(path, { ...fields, "c-id": "new" })).text, "c-id")).toContain("other than");

    // A key of several parts, one with a slash and letters of another script.
    const [value] = await proposedBy(
      await edda.post("/desk/edit/indicator_values/new", {
        "c-indicator_id": String((await someRow("indicators"))["id"]),
        "c-country": "港/澳",
        "c-period": "2024",
        "c-value": "1",
        "c-confidence": "reported",
        "c-source_id": source_id,
        reason,
      }),
    );
    if (!value) throw new Error("Nothing was proposed.");
    expect(value.rowId).toContain(`/${encodeURIComponent("港/澳")}/2024/`);
    await revise(store, [value], { author: "Ada", summary: "Another place", now: testMoment });
    const page = await edda.get(`/desk/edit/indicator_values/${value.rowId}`);
    expect(page.status).toBe(200);
    expect(fieldsOn(page.text)["c-country"]).toBe("港/澳");
    const whole = await edda.get(`/desk/edit/indicator_values/${encodeURIComponent(value.rowId)}`);
    expect(fieldsOn(whole.text)["c-country"]).toBe("港/澳");
    // What is no escape is no row either.
    expect((await edda.get("/desk/edit/indicator_values/a%25zz%2Fb%2Fc%2Fd")).status).toBe(404);
  });
});

describe("a row that is to go", () => {
  it("stays while others refer to it, and these are listed with their forms", async () => {
    const path = "/desk/edit/companies/deepseek";
    const page = await edda.post(path, { ...(await open(path)), do: "remove", reason });
    expect(page.status).toBe(409);
    const [model] = await store.db
      .selectFrom("models")
      .select("id")
      .where("company_id", "=", "deepseek")
      .orderBy("id")
      .execute();
    expect(page.text).toContain(`href="/desk/edit/models/${model?.id}"`);
    expect(page.text).toContain("Of each column at most 20 are listed.");
  });

  it("is proposed for removal, with a reason", async () => {
    const row = await someRow("compute_holdings");
    const path = pathOf("compute_holdings", row);
    const fields = { ...(await open(path)), do: "remove" };
    expect(faultAt((await edda.post(path, fields)).text, "reason")).toMatch(/^Say why/);
    expect(await proposedBy(await edda.post(path, { ...fields, reason }))).toEqual([
      { table: "compute_holdings", rowId: row["id"], action: "remove", before: row, after: null },
    ]);
  });
});

describe("two editors at once", () => {
  const path = "/desk/edit/chips/huawei-ascend-910b";
  async function stands(more: StoredRow, summary: string): Promise<void> {
    const before = await rowOf("chips", "huawei-ascend-910b");
    const change = {
      table: "chips",
      rowId: "huawei-ascend-910b",
      action: "change",
      before,
      after: { ...before, ...more },
    } as const;
    await revise(store, [change], { author: "Bo", summary, now: testMoment });
  }

  it("see what the other did; what does not collide is merged, and nothing is lost", async () => {
    const fields = await open(path);
    await stands({ memory_type: "HBM2e, by Bo" }, "Memory as the datasheet has it");
    const moved = await edda.post(path, { ...fields, "c-tdp_w": "311", reason });
    expect(moved.status).toBe(409);
    expect(moved.text).toContain("Memory as the datasheet has it");
    expect(moved.text).toContain("Taken over into your form: Memory type");
    const merged = fieldsOn(moved.text);
    expect(merged).toMatchObject({ "c-memory_type": "HBM2e, by Bo", "c-tdp_w": "311", reason });
    const before = await rowOf("chips", "huawei-ascend-910b");
    expect(await proposedBy(await edda.post(path, merged))).toEqual([
      { table: "chips", rowId: "huawei-ascend-910b", action: "change", before, after: { ...before, tdp_w: 311 } },
    ]);
  });

  it("say which value holds where both have changed the same", async () => {
    const fields = await open(path);
    await stands({ tdp_w: 401 }, "Power as measured");
    const moved = await edda.post(path, { ...fields, "c-tdp_w": "402", "c-note": "Edda’s note", reason });
    expect(moved.status).toBe(409);
    expect(moved.text).toContain("What stands: 401 W");
    const asked = fieldsOn(moved.text);
    expect(asked).toMatchObject({ "c-tdp_w": "402", "c-note": "Edda’s note", "both-tdp_w": "1" });
    const open409 = await edda.post(path, asked);
    expect(open409.status).toBe(400);
    expect(faultAt(open409.text, "c-tdp_w")).toBe("Say which of the two holds.");
    const [mine] = await proposedBy(await edda.post(path, { ...asked, "hold-tdp_w": "mine" }));
    expect(mine?.after).toMatchObject({ tdp_w: 402, note: "Edda’s note" });
    const [theirs] = await proposedBy(await edda.post(path, { ...asked, "hold-tdp_w": "theirs" }));
    expect(theirs?.after).toMatchObject({ tdp_w: 401, note: "Edda’s note" });
  });

  it("keep the words of a row that the other has removed", async () => {
    const row = { ...(await someRow("listings")), id: "edda-only", note: "To go" };
    const key = { table: "listings", rowId: "edda-only" } as const;
    const options = { author: "Bo", now: testMoment };
    await revise(store, [{ ...key, action: "add", before: null, after: row }], { ...options, summary: "Added" });
    const fields = await open("/desk/edit/listings/edda-only");
    await revise(store, [{ ...key, action: "remove", before: row, after: null }], {
      ...options,
      summary: "Removed it",
    });
    const gone = await edda.post("/desk/edit/listings/edda-only", { ...fields, "c-note": "Still here", reason });
    expect(gone.status).toBe(409);
    expect(gone.text).toContain("Removed it");
    const [change] = await proposedBy(await edda.post("/desk/edit/listings/new", fieldsOn(gone.text)));
    expect(change).toEqual({ ...key, action: "add", before: null, after: { ...row, note: "Still here" } });
  });

  it("cannot pretend to have begun at a revision that there is not", async () => {
    for (const revision of ["0", "999999", "1; drop", "-1"])
      expect((await edda.post(path, { ...(await open(path)), revision, reason })).status).toBe(400);
  });
});

describe("who may edit", () => {
  const path = "/desk/edit/companies/deepseek";
  it("is an editor: a reader is refused, and who is not signed in is led back to the form", async () => {
    const nobody = new Visitor(app);
    for (const page of [
      "/desk/edit",
      "/desk/edit/companies",
      "/desk/edit/companies/new",
      path,
      "/desk/refer/companies?q=a",
    ]) {
      expect((await rhea.get(page)).status).toBe(403);
      const refused = await nobody.get(page);
      expect(refused.status).toBe(401);
      expect(refused.text).toContain(`/desk/sign-in?to=${encodeURIComponent(page)}`);
    }
    expect((await rhea.post(path, { "c-name": "Other", reason })).status).toBe(403);
    const out = await nobody.post(path, { "c-name": "Other", reason });
    expect(out.status).toBe(401);
    expect(out.text).toContain(`/desk/sign-in?to=${encodeURIComponent(path)}`);
  });

  it("is also a program, which is told as JSON what became of it", async () => {
    const json = { Accept: "application/json" };
    const refused = await edda.post(path, { "c-kind": "bank" }, json);
    expect(refused.status).toBe(400);
    expect(refused.body.errors.map(({ parameter }: { parameter: string }) => parameter)).toEqual(["c-kind", "reason"]);
    const made = await edda.post(path, { "c-headquarters": "Hangzhou, Zhejiang", reason }, json);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ state: "proposed", author: { name: "Edda" }, reason });
  });

  it("posts from the form here, not from another site", async () => {
    expect((await edda.post(path, { reason }, { "Sec-Fetch-Site": "cross-site" })).status).toBe(403);
  });

  it("finds no form for a row or a table that there is not", async () => {
    for (const missing of [
      "/desk/edit/users",
      "/desk/edit/users/1",
      "/desk/edit/companies/nobody",
      "/desk/edit/companies/a%2Fb/c",
    ])
      expect((await edda.get(missing)).status).toBe(404);
    expect((await edda.post("/desk/edit/companies/nobody", { reason })).status).toBe(404);
  });
});

describe("from form to figure", () => {
  it("an editor proposes, a reviewer approves, the figure changes everywhere, and the way back restores it", async () => {
    const rob = await invited(admin, "Rob", "reviewer");
    const row = await rowOf("chips", "nvidia-h100-sxm");
    const path = pathOf("chips", row);
    // 2,000 TFLOPS of FP8 make a total processing performance of 2,000 × 8.
    const pages = ["/chips/nvidia-h100-sxm", "/chips/nvidia-h100-sxm.json"];
    const expectOn = async (figure: string, other: string) => {
      for (const page of pages) {
        const { text } = await rhea.get(page);
        expect(text).toContain(figure);
        expect(text).not.toContain(other);
      }
    };
    await expectOn("TPP 15,832", "TPP 16,000");
    const sent = await edda.post(path, { ...(await open(path)), "c-fp8_tflops": "2000", reason: "Measured anew" });
    const set = sent.headers["location"] ?? "";
    expect((await rhea.post(`${set}/approve`, { version: "1" })).status).toBe(403);
    await expectOn("TPP 15,832", "TPP 16,000");
    expect((await rob.post(`${set}/approve`, { version: "1" })).status).toBe(303);
    await expectOn("TPP 16,000", "TPP 15,832");
    const history = await edda.get(`/desk/history/row/chips/${row["id"]}`);
    expect(history.text).toContain("Measured anew");
    const [, revision] = /Revision (\d+)/.exec(history.text) ?? [];
    const back = await edda.post(`/desk/history/${revision}/revert`, { reason: "Not so" });
    expect((await rob.post(`${back.headers["location"]}/approve`, { version: "1" })).status).toBe(303);
    await expectOn("TPP 15,832", "TPP 16,000");
    expect((await edda.get(`/desk/history/row/chips/${row["id"]}`)).text).toMatch(/Not so[\s\S]*Measured anew/);
    expect(await rowOf("chips", "nvidia-h100-sxm")).toEqual(row);
  });
});
